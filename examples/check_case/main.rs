//! Checks a case file, says what is missing, and signs it: `cargo run --example check_case -- FILE`.
//!
//! ```text
//! check_case FILE [--json]              what is wrong or missing, each with the field's place
//! check_case --new [ID]                 prints a template to fill in
//! check_case FILE --sign KEYFILE        prints the signed file; the passphrase is SPOOR_PASSPHRASE
//! check_case FILE --typed-data          prints what a wallet signs (EIP-712)
//! ```
//!
//! Leaves with 0 where the file can be used (what it lacks is listed), 1 where it is refused, 2 where nothing could be checked.

mod check;

use std::io::Write as _;
use std::process::ExitCode;

use check::{Arguments, run};

fn main() -> ExitCode {
    let done = Arguments::read(std::env::args().skip(1)).and_then(|arguments| run(&arguments, std::env::var("SPOOR_PASSPHRASE").ok()));
    match done {
        Ok((code, text)) => match std::io::stdout().write_all(text.as_bytes()) {
            Ok(()) => ExitCode::from(code),
            Err(error) => {
                eprintln!("what was found cannot be written: {error}");
                ExitCode::from(2)
            }
        },
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
