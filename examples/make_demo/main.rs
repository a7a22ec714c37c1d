//! Writes the demonstration board of this repository: a portal's folder as it is published, made of what is publicly known
//! of the Bybit theft, and beside it entries that are made up and marked as examples.
//!
//! `cargo run --example make_demo -- [FOLDER]`, by default `data/boards`, where it writes `bybit-demo` and its key. The same source gives the same bytes; a
//! test holds the folder to it. The key is public on purpose: see `data/boards/README.md`.

mod folder;

use std::path::PathBuf;

#[allow(clippy::disallowed_methods, reason = "a program on the host has files")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let to = std::env::args_os().nth(1).map_or_else(|| PathBuf::from(folder::FOLDER), PathBuf::from);
    let files = folder::files()?;
    for (name, bytes) in &files {
        let file = to.join(name);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(file, bytes)?;
    }
    println!("{} files in {}", files.len(), to.display());
    Ok(())
}
