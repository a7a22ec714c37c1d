//! What the program does, with everything outside handed in: the tests drive the same.

use std::io::Write;

use spoor::case::{Case, CaseLibrary};
use spoor::explorer::attached::{self, Attach};
use spoor::explorer::base::Base;
use spoor::explorer::source::Source;
use spoor::explorer::support::opentimestamps::Proof;
use spoor::journal::gate::{Gate, Key};
use spoor::journal::recheck::{Recheck, Rechecked};
use spoor::journal::stamp::Checking;
use spoor::money::UnixSeconds;
use spoor::tip::attestation::{self, Attestation, Signed};
use spoor::tip::contract_signature::{self, At};
use spoor::tip::recheck::{self, Outcome, Standing};
use spoor::tip::{Engine, Expect, Outcome as Check, SavedKey, Timestamped, Tip, Verdict, timestamp, verify};

use super::arguments::Arguments;
use super::{carry, show};

/// The most requests that reading hops again takes; with histories many more.
const BUDGET: u32 = 120;
const BUDGET_WITH_HISTORIES: u32 = 400;

/// What is outside the program.
pub(crate) struct Outside<'a> {
    /// The clock.
    pub(crate) now: &'a dyn Fn() -> UnixSeconds,
    /// A key for the explorers.
    pub(crate) key: Option<String>,
    /// The passphrase of the key file.
    pub(crate) passphrase: Option<String>,
    /// Standard input.
    pub(crate) input: &'a dyn Fn() -> std::io::Result<String>,
}

type Failure = Box<dyn std::error::Error>;

/// Checks and prints. Gives the exit code.
///
/// # Errors
/// When nothing could be checked: exit code 2.
pub(crate) fn run(
    arguments: impl Iterator<Item = String>,
    outside: &Outside<'_>,
    out: &mut dyn Write,
    aside: &mut dyn Write,
) -> Result<u8, Failure> {
    let arguments = Arguments::read(arguments)?;
    let text = match &arguments.file {
        None => (outside.input)()?,
        Some(file) => read(file)?,
    };
    let now = (outside.now)();
    if attestation::is_there(&text) {
        let signed = Signed::read(&text, now);
        show::attestation(out, signed.as_ref())?;
        return Ok(u8::from(signed.is_err()));
    }
    let cases = cases(&arguments, aside)?;
    let mut verdict = verify(&text, &Expect { now, cases: &cases });
    if let Some(node) = &arguments.node {
        verdict = by_node(verdict, node, aside)?;
    }
    if arguments.typed_data {
        show::typed_data(out, &verdict)?;
        return Ok(u8::from(!verdict.is_valid()));
    }
    let tip = verdict.tip.as_ref().filter(|_| verdict.is_valid());
    let looked = match tip {
        Some(tip) if !arguments.answers.is_empty() => {
            let texts: Result<Vec<String>, Failure> = arguments.answers.iter().map(|file| read(file)).collect();
            let (cited, legs) = recheck::cited(tip.payload());
            Some(attached::look(&Attach { cited, legs, texts: texts? }))
        }
        _ => None,
    };
    let rechecked = match tip {
        Some(tip) if !arguments.explorers.is_empty() => Some(on_chain(tip, &arguments, outside, aside)?),
        _ => None,
    };
    let outcome = tip.zip(rechecked.as_ref()).map(|(tip, one)| recheck::conclude(tip.payload(), &one.seen, &one.mixed, one.still.as_ref()));
    let stamped = match (&arguments.stamp, tip) {
        (Some(file), Some(tip)) => Some(stamped(file, tip, &arguments.headers, now, aside)?),
        _ => None,
    };
    let refuted_offline = looked.as_ref().is_some_and(recheck::is_against);
    let code = match (&outcome, tip) {
        (_, None) => 1,
        _ if refuted_offline => 1,
        _ if stamped.as_ref().is_some_and(|one| one.outcome == Check::Fail) => 1,
        (Some(outcome), _) if outcome.standing == Standing::Refuted => 1,
        (Some(outcome), _) if outcome.standing == Standing::Partly => 3,
        _ => 0,
    };
    let signed = match (&arguments.attest, tip, &outcome, &rechecked) {
        (Some(file), Some(tip), Some(outcome), Some(rechecked)) => Some(attest(file, tip, outcome, rechecked, outside)?),
        _ => None,
    };
    let found = show::Found {
        verdict: &verdict,
        looked: looked.as_ref(),
        stamped: stamped.as_ref(),
        outcome: outcome.as_ref(),
        rechecked: rechecked.as_ref(),
        signed,
    };
    if arguments.json {
        show::json(out, &found, code)?
    } else {
        show::lines(out, &found)?
    }
    Ok(code)
}

/// Asks a node about a contract wallet's signature. One that does not answer leaves the verdict open.
fn by_node(verdict: Verdict, node: &Base, aside: &mut dyn Write) -> Result<Verdict, Failure> {
    let Some(request) = verdict.tip.as_ref().and_then(|tip| contract_signature::question(tip, node, At::Newest)) else {
        writeln!(aside, "No contract wallet signed this: the node is not asked.")?;
        return Ok(verdict);
    };
    let said = match carry::once(&request, &Gate::default())? {
        Ok(answer) => contract_signature::answer(node, &answer).map_err(|error| error.to_string()),
        Err(why) => Err(format!("{}: {}", node.host(), why.sentence())),
    };
    match said {
        Ok(answer) => Ok(verdict.with_contract(&answer)),
        Err(why) => {
            writeln!(aside, "{why}")?;
            Ok(verdict)
        }
    }
}

/// Checks a time stamp, with the header of its block where somebody may be asked for it.
fn stamped(file: &str, tip: &Tip, headers: &[String], now: UnixSeconds, aside: &mut dyn Write) -> Result<Timestamped, Failure> {
    let bytes = std::fs::read(file).map_err(|error| format!("{file} cannot be read: {error}"))?;
    let offline = timestamp(tip, &bytes, None);
    let checking = Proof::read(&bytes).ok().filter(|_| offline.wants().is_some() && !headers.is_empty());
    let Some(mut checking) = checking.and_then(|proof| Checking::new(&proof, headers)) else { return Ok(offline) };
    while let Some(request) = checking.ask() {
        checking.take(carry::once(&request, &Gate::default())?);
    }
    let (header, why) = checking.done(now);
    for sentence in why {
        writeln!(aside, "{sentence}")?;
    }
    let header = header.and_then(|kept| kept.header());
    Ok(header.map_or(offline, |header| timestamp(tip, &bytes, Some(&header))))
}

fn read(file: &str) -> Result<String, Failure> {
    std::fs::read(file)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .map_err(|error| format!("{file} cannot be read: {error}").into())
}

fn cases(arguments: &Arguments, aside: &mut dyn Write) -> Result<CaseLibrary, Failure> {
    let cases = CaseLibrary::built_in()?;
    let beside = arguments.file.as_ref().map(|file| format!("{file}.case.json")).filter(|file| std::path::Path::new(file).is_file());
    let Some(file) = arguments.case.clone().or(beside) else { return Ok(cases) };
    let case = Case::from_json(&read(&file)?).map_err(|error| format!("{file}: {error}"))?;
    writeln!(aside, "The case {:?} is read from {file}: the check of the case is worth as much as that file.", case.id)?;
    Ok(cases.with(case))
}

fn on_chain(tip: &Tip, arguments: &Arguments, outside: &Outside<'_>, aside: &mut dyn Write) -> Result<Rechecked, Failure> {
    let payload = tip.payload();
    let budget = if arguments.histories { BUDGET_WITH_HISTORIES } else { BUDGET };
    let recheck = Recheck {
        legs: recheck::legs(payload),
        sources: arguments.explorers.clone(),
        holding: recheck::holding(payload),
        sharing: arguments.histories.then(|| recheck::sharing(payload)),
        budget,
    };
    let mut gate = Gate::default();
    if let Some(key) = &outside.key {
        let key = key.parse::<Key>().map_err(|error| format!("SPOOR_KEY: {error}"))?;
        let hosts = arguments.explorers.iter().filter_map(|name| name.parse::<Source>().ok()?.host().map(str::to_owned));
        gate.keys = hosts.map(|host| (host, key.clone())).collect();
    }
    let rechecked = carry::through(&recheck, &gate, outside.now, |done, all| {
        // Whoever closed the terminal still gets the verdict's code.
        drop(write!(aside, "\r{done} of {all} hops read again"));
    })?;
    writeln!(aside, "\r{} requests.                        ", rechecked.asked)?;
    Ok(rechecked)
}

fn attest(file: &str, tip: &Tip, outcome: &Outcome, rechecked: &Rechecked, outside: &Outside<'_>) -> Result<Signed, Failure> {
    let passphrase = outside.passphrase.as_deref().ok_or("the key file's passphrase is missing; set the variable SPOOR_PASSPHRASE")?;
    let key = SavedKey::open(&read(file)?, passphrase)?;
    let engine =
        Engine { name: "Spoor verify_tip".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned(), wasm_sha256: "unknown".to_owned() };
    let still = recheck::still_there(tip.payload(), rechecked.still.as_ref());
    Ok(Attestation::of(tip, outcome, still, (outside.now)(), engine)?.sign(&key)?)
}
