//! Checks a tip outside the browser: `cargo run --example verify_tip -- FILE`, or with the tip on standard input.
//!
//! Prints every check and leaves with 0 where the tip is valid, 1 where it is refused, 2 where it cannot be read.
//! With `--typed-data` it prints the signed data, the signer and the signature as JSON instead, for
//! `cast wallet verify --address SIGNER --data --from-file FILE SIGNATURE`.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use spoor::case::CaseLibrary;
use spoor::money::UnixSeconds;
use spoor::tip::{Expect, Outcome, Verdict, verify};

fn main() -> ExitCode {
    match run() {
        Ok(valid) => ExitCode::from(u8::from(!valid)),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "a program on the host has a clock and files")]
fn run() -> Result<bool, Box<dyn std::error::Error>> {
    let (options, files): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let typed_data = match options.as_slice() {
        [] => false,
        [option] if option == "--typed-data" => true,
        other => return Err(format!("unknown option {}; there is only --typed-data", other.join(" ")).into()),
    };
    let mut text = String::new();
    match files.as_slice() {
        [] => drop(std::io::stdin().read_to_string(&mut text)?),
        [file] => text = std::fs::read_to_string(file)?,
        _ => return Err("give one file, or none to read standard input".into()),
    }
    let now = UnixSeconds::new(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs());
    let verdict = verify(&text, &Expect { now, cases: &CaseLibrary::built_in()? });
    if typed_data {
        print_typed_data(&verdict)?
    } else {
        print_checks(&verdict)?
    }
    Ok(verdict.is_valid())
}

fn print_checks(verdict: &Verdict) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", verdict.summary())?;
    for check in &verdict.checks {
        let mark = match check.outcome {
            Outcome::Pass => "pass",
            Outcome::Warn => "note",
            Outcome::Fail => "FAIL",
            Outcome::NotReached => "  - ",
        };
        writeln!(out, "{mark}  {:<10}  {}", check.name, check.sentence)?;
    }
    Ok(())
}

fn print_typed_data(verdict: &Verdict) -> Result<(), Box<dyn std::error::Error>> {
    let tip = verdict.tip.as_ref().ok_or_else(|| verdict.summary())?;
    let typed: serde_json::Value = serde_json::from_str(&tip.statement().typed_data())?;
    let whole = serde_json::json!({
        "address": tip.signer().to_string(),
        "signature": tip.signature().to_string(),
        "typedData": typed,
    });
    writeln!(std::io::stdout().lock(), "{whole:#}")?;
    Ok(())
}
