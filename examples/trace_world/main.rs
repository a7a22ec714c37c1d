//! Traces a world with the engine of the page, under a budget of requests, and writes what it found for a scorer.
//!
//! `cargo run --release --example trace_world -- --world data/worlds/lifi --budget 300 [--policy fifo] [--json OUT] [--tip OUT]`
//!
//! The world is a folder as `data/worlds/README.md` describes it; its `truth.csv` is never opened. `--json` writes
//! `{"requests", "reached": [{"address", "amount"}], "visited": [...]}` with amounts in base units. `--tip` writes a signed tip for
//! the best end, by a key made for this run; `cargo run --example verify_tip -- OUT` checks it.

mod arguments;
mod claims;
mod drive;
mod folder;
mod tip;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use arguments::Arguments;
use spoor::journal::Now;
use spoor::money::UnixSeconds;
use spoor::trace::view::View;

/// A file that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{file} cannot be written: {why}")]
struct Unwritable {
    file: PathBuf,
    why: std::io::Error,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "a program on the host has a clock")]
fn run() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let world = folder::world(&arguments.world)?;
    let settings = drive::settings(&world, arguments.budget, arguments.policy);
    let now = UnixSeconds::new(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs());
    // The answers are dated now, so a tip is not signed before its evidence; the pace of an explorer is not waited for.
    let driven = drive::drive(&world, settings, Now { ms: now.get() * 1_000 });
    let view = driven.run.view();
    // Without a policy the search's own reading is claimed; a policy's ledger claims by its rule.
    let claims = match arguments.policy {
        None => claims::by_trail(&view, driven.requests),
        Some(_) => claims::by_ledger(&view, driven.requests),
    };
    say(&view, driven.requests, driven.paced_ms)?;
    let mut out = std::io::stdout().lock();
    if let Some(file) = &arguments.json {
        write_json(file, &claims)?;
        writeln!(out, "{}: {} addresses reached, {} visited", file.display(), claims.reached.len(), claims.visited.len())?;
    }
    if let Some(file) = &arguments.tip {
        let signed_at = UnixSeconds::new(now.get() + driven.paced_ms.div_ceil(1_000));
        let written = tip::write(file, world.case(), &view, signed_at)?;
        writeln!(out, "Tip for end {}: {}", written.end, written.tip.statement().headline)?;
        for (file, what) in &written.files {
            writeln!(out, "{}: {what}", file.display())?;
        }
        writeln!(out, "Signed by {}, a key that ends with this run: nobody can claim a reward with it.", written.tip.signer())?;
    }
    Ok(())
}

fn write_json(file: &Path, claims: &claims::Claims) -> Result<(), Unwritable> {
    let text = format!("{:#}\n", claims.to_json());
    std::fs::write(file, text).map_err(|why| Unwritable { file: file.to_path_buf(), why })
}

/// Where the run stands, and the sum of each asset.
fn say(view: &View, requests: u32, paced_ms: u64) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let progress = &view.progress;
    writeln!(
        out,
        "{:?}: {requests} of {} requests, {} addresses read, {} waiting; at a public explorer's pace {} s. {}",
        progress.stage,
        progress.budget,
        progress.read,
        progress.waiting,
        paced_ms / 1_000,
        progress.now
    )?;
    for equation in &view.equations {
        let decimals = equation.asset.known().map_or(0, |known| known.decimals);
        let coins = |amount: spoor::money::Amount| amount.to_coins_short(decimals, 2);
        let terms = equation.terms().map(|(name, amount)| format!("{name} {}", coins(amount))).join(" + ");
        let holds = if equation.holds() { "holds" } else { "DOES NOT HOLD" };
        writeln!(
            out,
            "{}: stolen {} + from swaps {} = {terms} ({holds})",
            equation.asset,
            coins(equation.stolen),
            coins(equation.from_swaps)
        )?;
    }
    for note in &view.notes {
        writeln!(out, "note: {note}")?;
    }
    Ok(())
}
