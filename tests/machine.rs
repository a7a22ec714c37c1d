//! Drives the whole machine without a network, a folder a case: the answers are data, and so is what must be asked.
//!
//! `case.json` is the case, `answers.json` says what each URL answers, the first time, the second time, …, and
//! `expected.txt` is every step: what was sent when, what came, and where the money is at the end. `SPOOR_WRITE=1` writes
//! it anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;
use spoor::case::Case;
use spoor::explorer::HttpAnswer;
use spoor::journal::{Action, FetchFailure, Happened, Now, Run};
use spoor::trace::view::Settings;

#[derive(Deserialize)]
struct Answers {
    settings: Settings,
    answers: BTreeMap<String, VecDeque<Reply>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    #[serde(default)]
    status: u16,
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    retry_after_ms: Option<u64>,
    #[serde(default)]
    silence: bool,
}

/// Answers one request; the time it takes is nothing.
fn reply(folder: &Path, answers: &mut Answers, id: u64, url: &str, log: &mut String) -> Happened {
    let replies = answers.answers.get_mut(url).unwrap_or_else(|| panic!("nobody expected {url}"));
    let reply = replies.pop_front().unwrap_or_else(|| panic!("{url} was asked once too often"));
    if reply.silence {
        writeln!(log, "  no answer").unwrap();
        return Happened::NoAnswer { id, why: FetchFailure::Opaque };
    }
    writeln!(log, "  {}", reply.status).unwrap();
    let body = reply.file.map(|file| std::fs::read_to_string(folder.join(file)).unwrap()).or(reply.body).unwrap_or_default();
    Happened::Answer { id, answer: HttpAnswer { status: reply.status, body, retry_after_ms: reply.retry_after_ms } }
}

fn play(folder: &Path) -> String {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let case = Case::from_json(&read("case.json")).unwrap();
    let mut answers: Answers = serde_json::from_str(&read("answers.json")).unwrap();
    let mut run = Run::of(case, answers.settings.clone()).unwrap();
    let begun_ms = 1_790_000_000_000;
    let mut now = Now { ms: begun_ms };
    let mut log = String::new();
    let mut actions: VecDeque<Action> = run.start(now).into();
    let mut wake = None;
    loop {
        match actions.pop_front() {
            Some(Action::Fetch { id, request }) => {
                writeln!(log, "after {} ms: GET {}", now.ms - begun_ms, request.url).unwrap();
                let happened = reply(folder, &mut answers, id, &request.url, &mut log);
                actions.extend(run.handle(happened, now));
            }
            Some(Action::Wake { at_ms }) => wake = Some(at_ms),
            Some(Action::AbortAll) => {}
            None => match wake.take() {
                Some(at_ms) => {
                    now.ms = now.ms.max(at_ms);
                    actions.extend(run.handle(Happened::Woken, now));
                }
                None => break,
            },
        }
    }
    let left: Vec<&String> = answers.answers.iter().filter(|(_, replies)| !replies.is_empty()).map(|(url, _)| url).collect();
    assert!(left.is_empty(), "never asked: {left:?}");

    let view = run.view();
    let progress = &view.progress;
    writeln!(log, "{:?}: {} of {} requests, {} addresses read", progress.stage, progress.asked, progress.budget, progress.read).unwrap();
    for equation in &view.equations {
        assert!(equation.holds());
        let terms = equation.terms().map(|(name, amount)| format!("{name} {amount}")).join(" + ");
        writeln!(log, "{}: stolen {} + from swaps {} = {terms}", equation.asset, equation.stolen, equation.from_swaps).unwrap();
    }
    for end in &view.ends {
        writeln!(log, "{:?}: {} of {} at {}. {}", end.reason, end.amount, end.asset, view.nodes[end.node].account, end.why).unwrap();
    }
    for row in &view.guarded {
        writeln!(log, "refused: {} {}. {}", row.transfer.tx, row.transfer.position, row.reasons.join(" ")).unwrap();
    }
    for note in &view.notes {
        writeln!(log, "note: {note}").unwrap();
    }
    for entry in run.journal().entries() {
        writeln!(log, "journal {}: {} saw {}: {}", entry.n, entry.host, entry.about, entry.outcome).unwrap();
    }
    log
}

#[test]
fn every_folder_plays_as_expected() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut played = 0;
    for folder in std::fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()) {
        if !folder.join("answers.json").exists() {
            continue;
        }
        let log = play(&folder);
        assert_eq!(log, play(&folder), "the same answers give the same requests in the same order");
        let expected = folder.join("expected.txt");
        if std::env::var_os("SPOOR_WRITE").is_some() {
            std::fs::write(&expected, &log).unwrap();
        }
        assert_eq!(log, std::fs::read_to_string(&expected).unwrap(), "{}", folder.display());
        played += 1;
    }
    assert!(played > 0);
}
