//! Checks a published feed outside the browser and prints its board: `cargo run --release --example verify_feed -- DIR`.
//!
//! ```text
//! verify_feed DIR [--json] [--seen FILE] [--publisher ADDRESS] [--case ID] [--examples] [--time]
//! ```
//!
//! - `--seen FILE`: what was seen of the feed before; written anew where it goes further. With it, entries that were taken back,
//!   an older copy and a second history are noticed.
//! - `--publisher ADDRESS`: the key that has to have opened the feed.
//! - `--case ID`: the board of one case. `--examples`: entries marked as examples count as well, and are marked.
//! - `--json`: everything as one JSON object. `--time`: says on standard error how long reading and ranking took.
//!
//! Leaves with 0 where the whole feed holds, 1 where it is refused from a place on (what stands before that place is printed),
//! 2 where nothing could be checked.

mod arguments;
mod folder;
mod show;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use arguments::Arguments;
use spoor::board::Filter;
use spoor::money::UnixSeconds;

#[allow(clippy::disallowed_methods, reason = "a program on the host has a clock")]
fn now() -> UnixSeconds {
    UnixSeconds::new(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

#[allow(clippy::disallowed_methods, reason = "a program on the host has a clock")]
fn instant() -> Instant {
    Instant::now()
}

fn run(arguments: &Arguments, out: &mut Vec<u8>) -> Result<u8, Box<dyn std::error::Error>> {
    let start = instant();
    let read = folder::read(arguments, now())?;
    let read_in = start.elapsed();
    let start = instant();
    let filter = Filter { case: arguments.case.clone(), examples: arguments.examples, ..Filter::default() };
    let board = read.tally.board(&filter);
    if arguments.time {
        eprintln!(
            "{} entries read and verified in {} ms, ranked in {} ms",
            read.tally.entries(),
            read_in.as_millis(),
            start.elapsed().as_millis()
        );
    }
    let code = u8::from(read.problem.is_some());
    if arguments.json {
        show::json(out, &read, &board, code)?
    } else {
        show::lines(out, &read, &board)?
    }
    Ok(code)
}

fn main() -> ExitCode {
    let mut out = Vec::new();
    let code = Arguments::read(std::env::args().skip(1)).map_err(Into::into).and_then(|arguments| run(&arguments, &mut out));
    match (code, std::io::stdout().write_all(&out)) {
        (Ok(code), Ok(())) => ExitCode::from(code),
        (Err(error), _) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
        (_, Err(error)) => {
            eprintln!("the board cannot be written: {error}");
            ExitCode::from(2)
        }
    }
}
