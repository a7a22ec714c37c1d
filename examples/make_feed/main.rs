//! Writes a signed feed made up by dice: `cargo run --release --example make_feed -- DIR ENTRIES [--seed N] [--shard BYTES]`.
//!
//! For tests and measurements: tips received, verified and refused, money frozen and returned, bounties paid, answers, totals,
//! corrections, a handover every 20,000 entries, in about the mix of a large bounty. The same numbers give the same bytes.
//! Every entry is marked as an example, and the keys are known to everybody.

#![allow(clippy::unwrap_used, dead_code)] // It shares the dice with the tests, which may stop at what is wrong.

#[path = "../../tests/board/made.rs"]
mod made;

use std::path::PathBuf;
use std::process::ExitCode;

use spoor::board::SHARD_BYTES;

/// What was asked for.
struct Arguments {
    folder: PathBuf,
    entries: u64,
    seed: u64,
    shard: u64,
}

impl Arguments {
    fn read(mut given: impl Iterator<Item = String>) -> Result<Self, String> {
        let (mut bare, mut seed, mut shard) = (Vec::new(), 1, SHARD_BYTES);
        while let Some(argument) = given.next() {
            let mut number = || given.next().and_then(|next| next.parse().ok()).ok_or(format!("{argument} needs a number after it"));
            match argument.as_str() {
                "--seed" => seed = number()?,
                "--shard" => shard = number()?,
                other if other.starts_with("--") => {
                    return Err(format!("there is no option {other}; there are --seed N and --shard BYTES"));
                }
                _ => bare.push(argument),
            }
        }
        match &bare[..] {
            [folder, entries] => {
                let entries = entries.parse().ok().filter(|entries| *entries > 0).ok_or("give a number of entries, at least 1")?;
                Ok(Self { folder: folder.into(), entries, seed, shard })
            }
            _ => Err("give a folder and a number of entries".to_owned()),
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let failed = |file: &PathBuf, error: std::io::Error| format!("{} cannot be written: {error}", file.display());
    std::fs::create_dir_all(&arguments.folder).map_err(|error| failed(&arguments.folder, error))?;
    for published in made::folder(arguments.seed, arguments.entries, arguments.shard) {
        let file = arguments.folder.join(&published.file);
        std::fs::write(&file, &published.bytes).map_err(|error| failed(&file, error))?;
    }
    Ok(())
}

fn main() -> ExitCode {
    match Arguments::read(std::env::args().skip(1)).and_then(|arguments| run(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
