//! Whether the money is still there: from a look at the address to the fields of a tip, and what must be true of them.

use super::payload::{Claim, Count, FrozenNow, Payload, Seen, StillThere};
use crate::explorer::Answered;
use crate::explorer::still::{Found, Frozen, Sighting};
use crate::money::{Account, Amount, Asset};

/// What was found at the claim's address, and the answers that say so. A look at anything else is none.
pub(super) fn found<'a>(seen: Option<&'a Sighting>, at: &Account, asset: &Asset) -> Option<(&'a Sighting, &'a Found)> {
    let seen = seen.filter(|seen| seen.holding.account == *at && seen.holding.asset == *asset)?;
    Some((seen, seen.found()?)).filter(|_| !seen.answers.is_empty())
}

/// The answers that a tip cites for it.
pub(super) fn answers(found: Option<(&Sighting, &Found)>) -> Vec<Answered> {
    found.map(|(seen, _)| seen.answers.clone()).unwrap_or_default()
}

/// The field of a tip; `src` are the sources' names.
pub(super) fn field((seen, found): (&Sighting, &Found), src: Vec<String>) -> Seen {
    Seen {
        amount: found.amount,
        block: found.newest.map(|newest| Count(newest.number)),
        time: seen.at,
        frozen: match found.frozen {
            Frozen::NotAsked => None,
            Frozen::No { .. } => Some(FrozenNow::No),
            Frozen::Yes { .. } => Some(FrozenNow::Yes),
            Frozen::Unknown(_) => Some(FrozenNow::Unknown),
        },
        src,
    }
}

/// Whether it is there, by how much of it is.
pub(super) fn still_there(seen: Option<&Seen>, tainted: Amount) -> StillThere {
    match seen {
        None => StillThere::Unknown,
        Some(seen) if seen.amount.is_zero() => StillThere::Moved,
        Some(seen) if seen.amount < tainted => StillThere::Part,
        Some(_) => StillThere::Yes,
    }
}

/// What is wrong with these fields of a payload, whoever wrote it.
pub(super) fn laws(claim: &Claim) -> Vec<String> {
    let mut wrong = Vec::new();
    if claim.still_there != still_there(claim.seen.as_ref(), claim.tainted) {
        wrong.push("payload.claim.stillThere: not what payload.claim.seen says".to_owned());
    }
    if let Some(seen) = &claim.seen {
        if seen.src.is_empty() {
            wrong.push("payload.claim.seen.src: no source says so".to_owned());
        }
        if seen.time < claim.as_of_time {
            wrong.push(format!("payload.claim.seen.time: {} is before the money came, {}", seen.time, claim.as_of_time));
        }
    }
    wrong
}

/// The limit that stands in the tip.
pub(super) fn limit(payload: &Payload) -> String {
    let claim = &payload.claim;
    match &claim.seen {
        None => format!("Whether the money is still there was not looked up; the last hop is of block {}.", claim.as_of_block),
        Some(seen) => format!(
            "That the address has {} of it is its balance at {}: a balance does not say which coins it is made of.",
            payload.coins(seen.amount.min(claim.tainted), &claim.asset),
            seen.time
        ),
    }
}

/// What the tip says of it, in sentences.
pub(super) fn sentences(payload: &Payload) -> Vec<String> {
    let claim = &payload.claim;
    let Some(seen) = &claim.seen else {
        return vec![format!("Whether it is still there was not looked up after {}.", claim.as_of_time)];
    };
    let newest = seen.block.map_or_else(String::new, |block| format!(", newest block {block}"));
    let on = format!("{}{newest} ({})", seen.time, seen.src.join(", "));
    let there = payload.coins(seen.amount, &claim.asset);
    let mut sentences = vec![match claim.still_there {
        StillThere::Moved => format!("It has moved on: at {on} the address had nothing of it."),
        StillThere::Part => format!("A part of it is still there: {there} at {on}."),
        StillThere::Yes | StillThere::Unknown => format!("It is still there: the address had {there} at {on}."),
    }];
    match seen.frozen {
        None => {}
        Some(FrozenNow::Yes) => sentences.push("It is frozen already: the issuer's contract answers yes.".to_owned()),
        Some(FrozenNow::No) => sentences.push("It was not frozen then: the issuer's contract answers no.".to_owned()),
        Some(FrozenNow::Unknown) => sentences.push("Whether it is frozen could not be read.".to_owned()),
    }
    sentences
}
