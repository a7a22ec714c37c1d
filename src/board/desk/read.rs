//! From a document to what is known of it by itself: verified offline, with nothing else looked at.

use super::item::{CheckLine, Flag, From, Item, Standing, Told};
use super::split::Kind;
use super::suggest::Suggestion;
use super::triage::Context;
use crate::board::{Hash, facts};
use crate::money::Address;
use crate::tip::lock::looks_encrypted;
use crate::tip::verify::{Expect, Outcome, Verdict};
use crate::tip::{Ask, FrozenNow, StillThere, Tip, public, tier_word, verify};
use crate::trace::view::Tier;

/// What must hold so that it is known who handed a tip in.
const SIGNED: [&str; 4] = ["digest", "signature", "signer", "commitment"];

/// Reads one document.
pub(super) fn read(number: u64, from: From, kind: Kind, text: &str, context: &Context) -> Item {
    let blank = |standing| Item {
        number,
        from: from.clone(),
        kind,
        standing,
        checks: Vec::new(),
        told: None,
        flags: Vec::new(),
        near: Vec::new(),
        told_as: None,
        suggestion: Suggestion::default(),
        place: 0,
    };
    match kind {
        Kind::Encrypted => return blank(Standing::Encrypted { why: None }),
        Kind::Other if looks_encrypted(text) => return blank(Standing::Encrypted { why: None }),
        Kind::Attestation => {
            let why = "It is an attestation: what somebody found who checked a tip. Read it in Check a tip.";
            return blank(Standing::NoTip { why: why.to_owned() });
        }
        Kind::Other => return blank(Standing::NoTip { why: "There is no tip in this text.".to_owned() }),
        Kind::Json if !text.contains("\"statement\"") || !text.contains("\"payload\"") => {
            return blank(Standing::NoTip { why: "It is JSON, but not of a tip.".to_owned() });
        }
        Kind::Armour | Kind::Json => {}
    }
    let verdict = verify(text, &Expect { now: context.now, cases: &context.cases });
    let mut item = blank(standing(&verdict));
    item.checks = verdict.checks.iter().map(CheckLine::from).collect();
    if let Some(tip) = &verdict.tip {
        item.told = Some(told(tip));
        // Flags rest on what is told, so on nothing that may have been changed after signing.
        if item.can_be_received() {
            item.flags = flags(tip, &item.from, context);
        }
    }
    item
}

fn standing(verdict: &Verdict) -> Standing {
    let failed = verdict.checks.iter().find(|check| check.outcome == Outcome::Fail);
    match failed {
        Some(check) => {
            let passed = |name: &&str| verdict.checks.iter().any(|check| *check.name == **name && check.outcome == Outcome::Pass);
            Standing::Refused { check: check.name.to_owned(), why: check.sentence.clone(), signed: SIGNED.iter().all(passed) }
        }
        None if verdict.is_valid() => Standing::Valid,
        None => Standing::Contract,
    }
}

fn told(tip: &Tip) -> Told {
    let (payload, statement) = (tip.payload(), tip.statement());
    let claim = &payload.claim;
    let of_theft = |tx| payload.case.seeds.iter().any(|seed| seed.tx == tx);
    Told {
        tip: Hash(statement.tip_sha256),
        commitment: Hash(statement.commitment),
        case: payload.case.id.clone(),
        reporter: Address::Evm(tip.signer()),
        payout: statement.payout.clone(),
        issued_at: statement.issued_at,
        submit_by: statement.submit_by,
        kind: claim.kind,
        at: claim.at.clone(),
        asset: claim.asset.clone(),
        amount: claim.tainted,
        coins: payload.coins(claim.tainted, &claim.asset),
        headline: payload.headline(),
        freezable_by: claim.freezable_by.clone(),
        asks_freeze: claim.ask == Ask::Freeze,
        still: claim.still_there.into(),
        moved_at: claim.as_of_time,
        facts: facts(payload),
        way: payload.hops.iter().map(|hop| hop.tx).filter(|tx| !of_theft(*tx)).collect(),
        json: tip.to_json(),
    }
}

fn flags(tip: &Tip, from: &From, context: &Context) -> Vec<Flag> {
    let (payload, statement) = (tip.payload(), tip.statement());
    let claim = &payload.claim;
    let mut flags = Vec::new();
    let case = context.cases.find(&payload.case.id).ok();
    if let Some(public) = case.and_then(|case| public(case, &context.labels, payload)) {
        flags.push(Flag::Public { lists: public.lists, new: public.new });
    }
    match claim.still_there {
        StillThere::Moved => flags.push(Flag::Gone),
        StillThere::Part => flags.push(Flag::PartlyGone),
        StillThere::Unknown => flags.push(Flag::NotLooked),
        StillThere::Yes => {}
    }
    if claim.seen.as_ref().is_some_and(|seen| seen.frozen == Some(FrozenNow::Yes)) {
        flags.push(Flag::Frozen);
    }
    if statement.submit_by < from.received {
        flags.push(Flag::Late { by: statement.submit_by });
    }
    let although: Vec<String> = payload.overrides.iter().flatten().map(|one| one.reason.clone()).collect();
    if !although.is_empty() {
        flags.push(Flag::Although { why: although });
    }
    if payload.weakest() != Tier::Observed {
        flags.push(Flag::Weak { tier: tier_word(payload.weakest()).to_owned() });
    }
    if claim.freezable_by.is_none() {
        flags.push(Flag::NobodyNamed);
    }
    flags
}
