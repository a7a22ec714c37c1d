//! Before a tip is signed: what would get it rejected, and what to do about it.

use alloy_primitives::Address;

use super::laws;
use super::payload::{Engine, Payload};
use super::write::{Evidence, WriteTipError};
use crate::case::Case;
use crate::explorer::still::Sighting;
use crate::money::{Account, ParseAccountError, UnixSeconds};
use crate::trace::view::{Stage, Tier, View};

/// How far the tipster's clock may be off before a tip is refused, in seconds: two hours.
pub const CLOCK_TOLERANCE_S: u64 = 2 * 60 * 60;

/// What is about to be signed.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// The case.
    pub case: &'a Case,
    /// The trace.
    pub view: &'a View,
    /// Which end of it.
    pub end: usize,
    /// The tipster's own words.
    pub note: &'a str,
    /// Where a reward shall go, as typed: CAIP-10 or a bare address; empty means to the signer.
    pub payout: &'a str,
    /// Who will sign, once that is known.
    pub signer: Option<Address>,
    /// What was seen at the end's address in this visit, if somebody looked.
    pub seen: Option<&'a Sighting>,
    /// The program that ran the trace.
    pub engine: &'a Engine,
    /// Now, by the tipster's clock.
    pub now: UnixSeconds,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// How much it matters.
    pub level: Level,
    /// What is so, in a sentence.
    pub what: String,
    /// What can be done, in a sentence; empty where nothing needs to be.
    pub fix: String,
}

/// How much a check matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The tip would be rejected: it cannot be signed.
    Block,
    /// The tip can be signed; the reader will ask about this.
    Note,
    /// A weakness of the evidence; the tip states it itself, under its limits.
    Limit,
    /// Nothing to do.
    Ok,
}

/// Where a reward shall go.
///
/// # Errors
/// When the text is neither an account in CAIP-10 nor an address of Ethereum, Bitcoin, Tron or Solana.
pub fn read_payout(text: &str) -> Result<Account, ParseAccountError> {
    let text = text.trim();
    if text.contains(':') {
        return text.parse();
    }
    let address: crate::money::Address = text.parse()?;
    let chain = address.usual_chain();
    Ok(Account::new(chain, address)?)
}

/// Looks at everything that decides whether a tip is taken. What blocks comes first, then
/// notes, limits, and what is in order.
#[must_use]
pub fn preflight(plan: &Plan<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    let evidence = Evidence { case: plan.case, view: plan.view, end: plan.end, note: plan.note, seen: plan.seen, engine: plan.engine };
    match Payload::from_trace(&evidence) {
        Err(error) => checks.push(block(error.to_string(), fix_of(&error))),
        Ok(payload) => {
            payload_checks(&payload, &mut checks);
            trace_checks(plan, &payload, &mut checks);
            clock(plan, &payload, &mut checks);
        }
    }
    payout(plan, &mut checks);
    checks.sort_by_key(|check| check.level);
    checks
}

fn fix_of(error: &WriteTipError) -> &'static str {
    match error {
        WriteTipError::OtherCase { .. } => "Open the case of the trace.",
        WriteTipError::NoEnd { .. } => "Choose an end on the trace page.",
        WriteTipError::NoWay(_) => "Go on with the trace, or choose another end.",
        WriteTipError::UnlistedAsset(_) => "Choose an end in an asset of the list.",
        WriteTipError::Inconsistent(_) => "Run the trace again.",
        WriteTipError::LongNote(_) | WriteTipError::TooLarge(_) => "Shorten the note.",
        WriteTipError::NoteCharacter { .. } => "Replace the character in the note.",
    }
}

fn payload_checks(payload: &Payload, checks: &mut Vec<Check>) {
    let ways = laws::way(payload);
    if ways.is_empty() {
        let hops = payload.hops.len();
        checks.push(ok(format!("The way is whole: {hops} {} from the theft to the claim.", if hops == 1 { "hop" } else { "hops" })));
    }
    let totals = laws::totals(payload);
    if totals.is_empty() {
        checks.push(ok("The equation holds to the last base unit.".to_owned()));
    }
    let evidence = laws::evidence(payload);
    if evidence.is_empty() {
        let sources = payload.sources.len();
        checks.push(ok(format!("Every hop cites an answer on record ({sources} in all), with its digest.")));
    }
    for wrong in ways.into_iter().chain(totals).chain(evidence) {
        checks.push(block(wrong, "Run the trace again, or choose another end."));
    }
    for limit in &payload.limits {
        checks.push(Check { level: Level::Limit, what: limit.clone(), fix: String::new() });
    }
}

fn trace_checks(plan: &Plan<'_>, payload: &Payload, checks: &mut Vec<Check>) {
    let guarded = payload.hops.iter().find(|hop| {
        plan.view.guarded.iter().any(|row| row.transfer.tx == hop.tx && row.transfer.position == hop.pos && row.transfer.asset == hop.asset)
    });
    match guarded {
        Some(hop) => checks.push(block(
            format!("Hop {} is a transfer that was refused as forged or as a look-alike.", hop.i),
            "Choose another end; this way is not one the money took.",
        )),
        None => checks.push(ok("No hop is a forged token, a zero-value transfer or a look-alike.".to_owned())),
    }
    if plan.case.addresses().contains(payload.claim.at.address()) {
        checks.push(note(
            "The case file itself already names this address: the tip tells the portal nothing new about where the money went.".to_owned(),
            "Follow the money further, and write about a later end.",
        ));
    }
    if plan.view.progress.stage == Stage::Running {
        checks.push(note(
            "The trace is still running: the tip holds what is known at this moment.".to_owned(),
            "Stop it, or wait until it rests.",
        ));
    }
    if payload.weakest() != Tier::Observed {
        checks.push(note(
            "The way has a step that is not observed on the chain; the tip says which and on whose word.".to_owned(),
            "Read the hop's source before you sign.",
        ));
    }
    if payload.hops.len() > 50 {
        checks.push(note(format!("The way has {} hops; a reader checks each.", payload.hops.len()), "Choose an end nearer to the theft."));
    }
}

fn clock(plan: &Plan<'_>, payload: &Payload, checks: &mut Vec<Check>) {
    let newest = payload.claim.read_at.max(payload.claim.as_of_time);
    if plan.now < newest {
        checks.push(block(
            format!("Your clock says {}, which is before the newest evidence, {newest}.", plan.now),
            "Set the clock of this device, then open this step again.",
        ));
    } else {
        checks.push(ok(format!("Your clock, {}, is after the newest evidence.", plan.now)));
    }
}

fn payout(plan: &Plan<'_>, checks: &mut Vec<Check>) {
    let to_signer = || {
        note(
            "A reward would go to the account that signs.".to_owned(),
            "Keep its key file safe, or type another address that nobody can connect with it.",
        )
    };
    if plan.payout.trim().is_empty() {
        checks.push(to_signer());
        return;
    }
    match read_payout(plan.payout) {
        Err(error) => checks.push(block(format!("Payout: {error}."), "Copy the whole address again, or leave the field empty.")),
        Ok(account) => {
            if account.address().as_evm().is_some() && account.address().as_evm() == plan.signer.as_ref() {
                checks.push(to_signer());
            } else {
                checks.push(ok(format!("A reward would go to {account}.")));
            }
        }
    }
}

/// Whether nothing blocks.
#[must_use]
pub fn may_sign(checks: &[Check]) -> bool {
    checks.iter().all(|check| check.level != Level::Block)
}

fn block(what: String, fix: &str) -> Check {
    Check { level: Level::Block, what, fix: fix.to_owned() }
}

fn note(what: String, fix: &str) -> Check {
    Check { level: Level::Note, what, fix: fix.to_owned() }
}

const fn ok(what: String) -> Check {
    Check { level: Level::Ok, what, fix: String::new() }
}
