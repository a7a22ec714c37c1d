//! Checks a tip outside the browser: `cargo run --example verify_tip -- FILE`, or with the tip on standard input.
//!
//! A case that does not ship with Spoor is read from `--case FILE`, or from the tip's own name with `.case.json` behind it. It is as
//! trustworthy as whoever gave it: it says which transactions are the theft.
//!
//! Prints every check and leaves with 0 where the tip is valid, 1 where it is refused, 2 where it cannot be read.
//! With `--typed-data` it prints the signed data, the signer and the signature as JSON instead, for
//! `cast wallet verify --address SIGNER --data --from-file FILE SIGNATURE`; where plain text was signed, that text.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use spoor::case::{Case, CaseLibrary};
use spoor::money::UnixSeconds;
use spoor::tip::{Expect, Outcome, Scheme, Verdict, verify};

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
    let (mut typed_data, mut case_file, mut files) = (false, None, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--typed-data" => typed_data = true,
            "--case" => case_file = Some(arguments.next().ok_or("--case needs the file of a case")?),
            option if option.starts_with("--") => {
                return Err(format!("unknown option {option}; there are --typed-data and --case FILE").into());
            }
            _ => files.push(argument),
        }
    }
    let mut text = String::new();
    match files.as_slice() {
        [] => drop(std::io::stdin().read_to_string(&mut text)?),
        [file] => text = std::fs::read_to_string(file)?,
        _ => return Err("give one file, or none to read standard input".into()),
    }
    let now = UnixSeconds::new(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs());
    let mut cases = CaseLibrary::built_in()?;
    let beside = files.first().map(|file| format!("{file}.case.json")).filter(|file| std::path::Path::new(file).is_file());
    if let Some(file) = case_file.or(beside) {
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{file} cannot be read: {error}"))?;
        let case = Case::from_json(&text).map_err(|error| format!("{file}: {error}"))?;
        eprintln!("The case {:?} is read from {file}: the check of the case is worth as much as that file.", case.id);
        cases = cases.with(case);
    }
    let verdict = verify(&text, &Expect { now, cases: &cases });
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
    let mut whole = serde_json::json!({
        "address": tip.signer().to_string(),
        "signature": tip.signature().to_string(),
        "scheme": tip.signature().scheme().to_string(),
    });
    match tip.signature().scheme() {
        Scheme::PlainText => whole["text"] = tip.statement().plain_text().into(),
        Scheme::TypedData | Scheme::Contract => whole["typedData"] = typed,
    }
    writeln!(std::io::stdout().lock(), "{whole:#}")?;
    Ok(())
}
