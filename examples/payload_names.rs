//! Names the tips that a trace of a case gives, without a browser: one name (the SHA-256 of the payload) for each end. The
//! page shows the same names for the same run; a browser test compares them.
//!
//! `cargo run --example payload_names < QUESTION`, where the question is a JSON object: `case`; `labels`, the file of the
//! compiled label sets; `wasmSha256`, which a tip names; `nowMs`; and `settings`, a list, one for each trace.

use std::io::Write as _;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use spoor::case::CaseLibrary;
use spoor::journal::labels::LabelsUsed;
use spoor::journal::{Begun, LabelSets, Now, Run};
use spoor::label::packed::unpack;
use spoor::tip::{Engine, Evidence, Payload};
use spoor::trace::view::Settings;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    case: String,
    labels: String,
    wasm_sha256: String,
    now_ms: u64,
    settings: Vec<Settings>,
}

#[allow(clippy::disallowed_methods, reason = "a program on the host has files")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let question: Question = serde_json::from_reader(std::io::stdin().lock())?;
    let bytes = std::fs::read(&question.labels)?;
    let sets = LabelSets { sha256: alloy_primitives::hex::encode(Sha256::digest(&bytes)), packed: unpack(&bytes)? };
    let case = CaseLibrary::built_in()?.find(&question.case)?.clone();
    let engine = Engine { name: "Spoor".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned(), wasm_sha256: question.wasm_sha256 };
    let now = Now { ms: question.now_ms };
    let mut all: Vec<Vec<String>> = Vec::new();
    for settings in question.settings {
        let labels = LabelsUsed { set: Some(sets.sha256.clone()), ..LabelsUsed::default() };
        let mut run = Run::begin(Begun { case: case.clone(), settings, labels }, Some(&sets))?;
        let actions = run.start(now);
        run.settle(actions, now);
        let view = run.view();
        let name = |end: usize| {
            let evidence = Evidence { case: &case, view: &view, end, note: "", seen: None, seconds: &[], overrides: &[], engine: &engine };
            Payload::from_trace(&evidence).ok().map(|payload| payload.id())
        };
        all.push((0..view.ends.len()).filter_map(name).collect());
    }
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &all)?;
    writeln!(out)?;
    Ok(())
}
