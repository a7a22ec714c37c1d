//! What was found, line by line or as JSON.

use std::io::{self, Write};

use serde_json::{Value, json};
use spoor::explorer::attached::{Looked, There};
use spoor::explorer::reread::Verdict as Word;
use spoor::journal::recheck::Rechecked;
use spoor::tip::attestation::{AttestationError, Signed};
use spoor::tip::recheck::{self, Line, Mark, Outcome as OnChain};
use spoor::tip::{Outcome, Scheme, Timestamped, Verdict};

/// Everything.
pub(crate) struct Found<'a> {
    /// Offline.
    pub(crate) verdict: &'a Verdict,
    /// By attached answers.
    pub(crate) looked: Option<&'a Looked>,
    /// By a time stamp.
    pub(crate) stamped: Option<&'a Timestamped>,
    /// On the chain.
    pub(crate) outcome: Option<&'a OnChain>,
    /// What was asked for it.
    pub(crate) rechecked: Option<&'a Rechecked>,
    /// Signed.
    pub(crate) signed: Option<Signed>,
}

/// What is printed came from strangers: no control character of it reaches a terminal.
fn safe(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn row(out: &mut dyn Write, mark: &str, name: &str, sentence: &str) -> io::Result<()> {
    writeln!(out, "{mark}  {name:<10}  {}", safe(sentence))
}

const fn offline(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Warn => "note",
        Outcome::Fail => "FAIL",
        Outcome::NotReached => "  - ",
    }
}

const fn chain(mark: Mark) -> &'static str {
    match mark {
        Mark::Pass => "pass",
        Mark::Note => "note",
        Mark::Unknown => " ?  ",
        Mark::Changed | Mark::Failed => "FAIL",
    }
}

/// Line by line.
pub(crate) fn lines(out: &mut dyn Write, found: &Found<'_>) -> io::Result<()> {
    writeln!(out, "{}", safe(&found.verdict.summary()))?;
    for check in &found.verdict.checks {
        row(out, offline(check.outcome), check.name, &check.sentence)?;
    }
    if let Some(stamped) = found.stamped {
        row(out, offline(stamped.outcome), "stamp", &stamped.sentence)?;
    }
    if let Some(looked) = found.looked {
        writeln!(out, "\n{}", recheck::attached_summary(looked))?;
        for (at, word) in looked.legs.iter().enumerate() {
            let Line { result, sentence } = recheck::attached_line(at, word);
            row(out, chain(result), &format!("hop {at}"), &sentence)?;
        }
        for trouble in &looked.trouble {
            row(out, "note", "answers", trouble)?;
        }
    }
    if let Some(outcome) = found.outcome {
        writeln!(out, "\n{}", safe(&outcome.to_string()))?;
        for (name, line) in named(outcome) {
            row(out, chain(line.result), &name, &line.sentence)?;
        }
    }
    match &found.signed {
        Some(signed) => write!(out, "\n{}", signed.to_text()),
        None => Ok(()),
    }
}

/// The lines of a check on the chain, each with a name.
fn named(outcome: &OnChain) -> Vec<(String, &Line)> {
    let mut all: Vec<(String, &Line)> = Vec::new();
    for (at, line) in outcome.hops.iter().enumerate() {
        all.extend(outcome.joins.iter().filter(|(to, _)| *to == at).map(|(to, line)| (format!("link {to}"), line)));
        all.push((format!("hop {at}"), line));
    }
    all.push(("amounts".to_owned(), &outcome.amounts));
    all.extend(outcome.taint.iter().map(|line| ("taint".to_owned(), line)));
    all.push(("still".to_owned(), &outcome.still));
    all
}

/// As one object.
pub(crate) fn json(out: &mut dyn Write, found: &Found<'_>, code: u8) -> io::Result<()> {
    let checks: Vec<Value> = found
        .verdict
        .checks
        .iter()
        .map(|check| json!({ "name": check.name, "outcome": offline(check.outcome).trim().to_lowercase(), "sentence": check.sentence }))
        .collect();
    let mut whole = json!({ "valid": code == 0, "exit": code, "summary": found.verdict.summary(), "checks": checks });
    if let Some(stamped) = found.stamped {
        whole["stamp"] = json!({ "outcome": offline(stamped.outcome).trim().to_lowercase(), "sentence": stamped.sentence });
    }
    if let Some(looked) = found.looked {
        let there = |there: &There| match there {
            There::Body => "attached",
            There::Journal => "named in a journal",
            There::Nothing => "not attached",
        };
        let word = |word: &Word| recheck::attached_line(0, word).result.word();
        whole["answers"] = json!({
            "sources": looked.cited.iter().map(there).collect::<Vec<_>>(), "hops": looked.legs.iter().map(word).collect::<Vec<_>>(),
            "others": looked.others, "trouble": looked.trouble,
        });
    }
    if let (Some(outcome), Some(rechecked)) = (found.outcome, found.rechecked) {
        let lines: Vec<Value> = named(outcome)
            .into_iter()
            .map(|(name, line)| json!({ "name": name, "result": line.result.word(), "sentence": line.sentence }))
            .collect();
        whole["chain"] = json!({
            "verdict": outcome.standing.word(), "summary": outcome.to_string(), "wrongHops": outcome.wrong(), "lines": lines,
            "explorers": outcome.by, "requests": rechecked.asked, "at": rechecked.at.to_string(),
        });
    }
    if let Some(signed) = &found.signed {
        whole["attestation"] = Value::String(signed.to_json());
    }
    writeln!(out, "{whole:#}")
}

/// An attestation.
pub(crate) fn attestation(out: &mut dyn Write, signed: Result<&Signed, &AttestationError>) -> io::Result<()> {
    match signed {
        Ok(signed) => {
            let content = signed.content();
            writeln!(out, "Attested by {} on {}: {}", signed.signer(), content.checked_at, safe(&content.summary()))?;
            row(out, "pass", "tip", &content.tip_sha256)?;
            row(out, "pass", "claim", &content.headline)?;
            row(out, "pass", "explorers", &content.explorers.join(", "))
        }
        Err(error) => writeln!(out, "Refused: {}", safe(&error.to_string())),
    }
}

/// The data that was signed; where plain text was, that text.
pub(crate) fn typed_data(out: &mut dyn Write, verdict: &Verdict) -> Result<(), Box<dyn std::error::Error>> {
    let tip = verdict.tip.as_ref().ok_or_else(|| verdict.summary())?;
    let typed: Value = serde_json::from_str(&tip.statement().typed_data())?;
    let scheme = tip.signature().scheme();
    let mut whole = json!({ "address": tip.signer().to_string(), "signature": tip.signature().to_string(), "scheme": scheme.to_string() });
    match scheme {
        Scheme::PlainText => whole["text"] = tip.statement().plain_text().into(),
        Scheme::TypedData | Scheme::Contract => whole["typedData"] = typed,
    }
    writeln!(out, "{whole:#}")?;
    Ok(())
}
