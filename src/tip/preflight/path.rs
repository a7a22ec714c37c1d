//! The way and its evidence: whole, adding up, read in full, told by more than one explorer.

use std::collections::BTreeSet;

use super::{Check, Fix, Level, Plan, block, note, ok};
use crate::explorer::Coverage;
use crate::tip::payload::{Payload, TipHop};
use crate::tip::{laws, second};
use crate::trace::view::{Hop, Stage, Tier};

/// More hops than a reader checks with patience.
const MANY_HOPS: usize = 50;

/// The laws that a verifier holds a tip to as well, and the limits that it states.
pub(super) fn payload_checks(payload: &Payload, checks: &mut Vec<Check>) {
    let sources = payload.sources.len();
    let hops = payload.hops.len();
    for (id, wrong, right) in [
        (
            "way",
            laws::way(payload),
            format!("The way is whole: {hops} {} from the theft to the claim.", if hops == 1 { "hop" } else { "hops" }),
        ),
        ("totals", laws::totals(payload), "The equation holds to the last base unit.".to_owned()),
        ("evidence", laws::evidence(payload), format!("Every hop cites an answer on record ({sources} in all), with its digest.")),
    ] {
        if wrong.is_empty() {
            checks.push(ok(id, right));
        }
        checks.extend(wrong.into_iter().map(|wrong| block(id, wrong, "Run the trace again, or choose another end.", [Fix::OpenTrace])));
    }
    checks.extend(payload.limits.iter().map(|limit| Check { level: Level::Limit, ..ok("limit", limit.clone()) }));
}

/// What only the trace knows of the way.
pub(super) fn trace_checks(plan: &Plan<'_>, payload: &Payload, checks: &mut Vec<Check>) {
    let guarded = payload.hops.iter().find(|hop| {
        plan.view.guarded.iter().any(|row| row.transfer.tx == hop.tx && row.transfer.position == hop.pos && row.transfer.asset == hop.asset)
    });
    match guarded {
        Some(hop) => checks.push(block(
            "forged",
            format!("Hop {} is a transfer that was refused as forged or as a look-alike.", hop.i),
            "Choose another end; this way is not one the money took.",
            plan.other_end(|_| true).into_iter().chain([Fix::OpenTrace]),
        )),
        None => checks.push(ok("forged", "No hop is a forged token, a zero-value transfer or a look-alike.".to_owned())),
    }
    coverage(plan, checks);
    if plan.view.progress.stage == Stage::Running {
        checks.push(note(
            "running",
            "The trace is still running: the tip holds what is known at this moment.".to_owned(),
            "Stop it, or wait until it rests.",
            [Fix::StopTracing],
        ));
    }
    if payload.weakest() != Tier::Observed {
        checks.push(note(
            "not-observed",
            "The way has a step that is not observed on the chain; the tip says which and on whose word.".to_owned(),
            "Read the hop's source before you sign.",
            [],
        ));
    }
    if payload.hops.len() > MANY_HOPS {
        let what = format!("The way has {} hops; a reader checks each.", payload.hops.len());
        checks.push(note("long-way", what, "Choose an end nearer to the theft.", plan.other_end(|end| end.path.len() <= MANY_HOPS)));
    }
}

/// Addresses of the way whose history has holes: what passed through them is counted from what was read. Where a link or a
/// person says how the money went on, nothing is counted from the payer's history.
fn coverage(plan: &Plan<'_>, checks: &mut Vec<Check>) {
    let path = plan.this_end().map(|end| end.path.as_slice()).unwrap_or_default();
    let holes = |(number, hop): (usize, &Hop)| {
        let payer =
            |account: &crate::money::Account| account.chain() == hop.transfer.asset.chain() && *account.address() == hop.transfer.from;
        let node = plan.view.nodes.iter().find(|node| payer(&node.account)).filter(|_| hop.tier == Tier::Observed)?;
        match node.coverage.as_ref()? {
            Coverage::Cut(_) | Coverage::Failed(_) => Some((number, node.account.address().to_string())),
            Coverage::Whole | Coverage::Window(_) | Coverage::Unknown => None,
        }
    };
    // Before the first hop nothing was shared.
    let holes: Vec<(usize, String)> = path.iter().enumerate().skip(1).filter_map(holes).collect();
    let Some((first, address)) = holes.first() else {
        if !path.is_empty() {
            checks.push(ok("coverage", "The histories of those who passed the money on were read as far as their sources go.".to_owned()));
        }
        return;
    };
    let more = if holes.len() == 1 { String::new() } else { format!(" (and {} more)", holes.len() - 1) };
    checks.push(block(
        "coverage",
        format!(
            "The history of {address}, which paid hop {first}{more}, was not read whole: what is counted as stolen after it can be wrong."
        ),
        "Let the trace go on, choose another end, or say why it does not matter.",
        plan.go_on().into_iter().chain([Fix::OpenTrace]),
    ));
}

/// What a second explorer says of the hops.
pub(super) fn second_checks(plan: &Plan<'_>, payload: &Payload, checks: &mut Vec<Check>) {
    let path = plan.this_end().map(|end| end.path.as_slice()).unwrap_or_default();
    let said = |(number, hop): (usize, &Hop)| Some((number, second::disagreement(plan.seconds, &hop.transfer)?));
    let differs: Vec<(usize, String)> = path.iter().enumerate().filter_map(said).collect();
    if let Some((first, how)) = differs.first() {
        let more = if differs.len() == 1 { String::new() } else { format!(" So it is with {} more.", differs.len() - 1) };
        checks.push(block(
            "second-differs",
            format!("A second explorer tells hop {first} otherwise, {how}.{more}"),
            "Ask again, choose another end, or say which of the two is wrong.",
            [Fix::AskSecondExplorer, Fix::OpenTrace],
        ));
    }
    let single = |hop: &TipHop| {
        let of_hop = payload.sources.iter().filter(|source| hop.src.contains(&source.id));
        of_hop.map(|source| source.provider.as_str()).collect::<BTreeSet<_>>().len() < 2
    };
    let is_single = named(payload, single);
    let may_bring = is_single.is_none().then_some(Fix::AskSecondExplorer);
    match is_single {
        Some(hops) if differs.is_empty() => checks.push(note(
            "single-source",
            format!("One explorer alone tells of {hops}: the reader has to take its word."),
            "Ask a second one.",
            [Fix::AskSecondExplorer],
        )),
        Some(_) => {}
        None => checks.push(ok("single-source", "Every hop is told by two explorers at least.".to_owned())),
    }
    match named(payload, |hop| hop.block_hash.0.is_none()) {
        Some(hops) => checks.push(note(
            "no-hash",
            format!("No block hash is known of {hops}: it would show that the block was not replaced."),
            "A second explorer may state it.",
            may_bring,
        )),
        None => checks.push(ok("no-hash", "Every hop has the hash of its block.".to_owned())),
    }
}

/// "hop 2", "hops 0 and 1": those of which this is so.
fn named(payload: &Payload, is_so: impl Fn(&TipHop) -> bool) -> Option<String> {
    let hops: Vec<String> = payload.hops.iter().filter(|hop| is_so(hop)).map(|hop| hop.i.to_string()).collect();
    match &hops[..] {
        [] => None,
        [one] => Some(format!("hop {one}")),
        all if all.len() == payload.hops.len() => Some(format!("all {} hops", all.len())),
        [first @ .., last] => Some(format!("hops {} and {last}", first.join(", "))),
    }
}
