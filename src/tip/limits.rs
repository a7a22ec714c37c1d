//! What is missing or weak, in sentences. A tip that hid it would be rejected later, at a higher price.

use std::collections::{BTreeMap, BTreeSet};

use super::ascii::ascii;
use super::payload::{Complete, Payload, TipHop, tier_word};
use super::{link, second};
use crate::case::Case;
use crate::explorer::Coverage;
use crate::explorer::confirm::Checked;
use crate::trace::view::{End, Hop, Node, Tier, View};

/// The longest sentence that is taken over from the trace.
const MOST_SENTENCE: usize = 1_000;
/// How many notes on the whole trace are taken over.
const MOST_NOTES: usize = 40;

/// The limits that the payload itself shows. A verifier computes them again: none may be left out.
pub(super) fn of_payload(payload: &Payload) -> Vec<String> {
    let mut limits = Vec::new();
    let hops = &payload.hops;
    let single = |hop: &TipHop| {
        let providers: BTreeSet<&str> =
            payload.sources.iter().filter(|source| hop.src.contains(&source.id)).map(|source| source.provider.as_str()).collect();
        providers.len() < 2
    };
    limits.extend(about(hops, single, ["is reported by a single explorer", "are reported by a single explorer"]));
    limits.extend(about(hops, |hop| hop.block_hash.0.is_none(), ["carries no block hash", "carry no block hash"]));
    for tier in [Tier::Derived, Tier::Inferred, Tier::Stated] {
        let what = match tier {
            Tier::Stated => ["is stated by a person, not observed", "are stated by a person, not observed"],
            Tier::Inferred => ["is inferred by a rule that can be wrong", "are inferred by a rule that can be wrong"],
            _ => ["is derived from what is on the chain, not observed", "are derived from what is on the chain, not observed"],
        };
        limits.extend(about(hops, |hop| hop.tier == tier, what));
    }
    limits.extend(hops.iter().filter_map(|hop| hop.link.as_ref().map(|link| link::limit(hop, link))));
    for (complete, what) in [
        (Complete::Window, ["holds only the part of the history that it names", "hold only the part of the history that they name"]),
        (Complete::Cut, ["is not the whole list: pages or rows are missing", "are not whole lists: pages or rows are missing"]),
        (Complete::Failed, ["belongs to a list that could not be read", "belong to lists that could not be read"]),
        (Complete::Unknown, ["does not say how much of the list it is", "do not say how much of the list they are"]),
    ] {
        let sources = payload.sources.iter().filter(|source| source.complete == complete);
        limits.extend(sentence(["Source", "Sources"], sources.map(|source| source.id.clone()).collect(), what));
    }
    if let Some(last) = payload.hops.last()
        && last.asset == payload.claim.asset
        && payload.claim.tainted > last.tainted
    {
        let (all, way) = (payload.coins(payload.claim.tainted, &payload.claim.asset), payload.coins(last.tainted, &payload.claim.asset));
        limits.push(format!("The hops show the largest of several ways: {way} of the {all} came by it."));
    }
    limits.push(super::still::limit(payload));
    limits
}

fn about(hops: &[TipHop], is_so: impl Fn(&TipHop) -> bool, what: [&str; 2]) -> Option<String> {
    sentence(["Hop", "Hops"], hops.iter().filter(|hop| is_so(hop)).map(|hop| hop.i.to_string()).collect(), what)
}

/// "Hops 0, 2 and 3 carry no block hash."; `nouns` and `what` are said of one and of many.
fn sentence(nouns: [&str; 2], names: Vec<String>, what: [&str; 2]) -> Option<String> {
    match &names[..] {
        [] => None,
        [one] => Some(format!("{} {one} {}.", nouns[0], what[0])),
        [first @ .., last] => Some(format!("{} {} and {last} {}.", nouns[1], first.join(", "), what[1])),
    }
}

/// Hops that a second explorer tells otherwise.
pub(super) fn of_seconds(seconds: &[Checked], end: &End) -> Vec<String> {
    let said = |(number, hop): (usize, &Hop)| {
        let how = second::disagreement(seconds, &hop.transfer)?;
        Some(ascii(&format!("A second explorer tells hop {number} otherwise, {how}."), MOST_SENTENCE))
    };
    end.path.iter().enumerate().filter_map(said).collect()
}

/// The limits that only the trace knows: gaps in the histories of the way, words the way rests on, notes on the whole.
pub(super) fn of_trace(case: &Case, view: &View, end: &End, way: &[&Node]) -> Vec<String> {
    let mut limits = Vec::new();
    // Many addresses share one reason: it is said once.
    let mut histories: BTreeMap<(bool, &str), Vec<String>> = BTreeMap::new();
    for node in way {
        if let Some(coverage) = &node.coverage
            && let Some(why) = coverage.why()
        {
            let named = histories.entry((matches!(coverage, Coverage::Window(_)), why)).or_default();
            named.push(node.account.address().to_string());
        }
    }
    for ((in_part, why), addresses) in histories {
        let how = if in_part { ["is known in part", "are known in part"] } else { ["is incomplete", "are incomplete"] };
        let told = how.map(|how| format!("{how}: {why}"));
        limits.extend(sentence(["The history of", "The histories of"], addresses, [&told[0], &told[1]]));
    }
    for (number, hop) in end.path.iter().enumerate().filter(|(_, hop)| hop.tier == Tier::Stated) {
        for swap in case.swaps.iter().filter(|swap| swap.at == hop.transfer.from) {
            limits.push(format!("That hop {number} carries proceeds of the stolen assets is {} by {}.", tier_word(hop.tier), swap.source));
        }
    }
    let notes: BTreeSet<&String> = view.notes.iter().collect();
    limits.extend(notes.iter().take(MOST_NOTES).map(|note| format!("Whole trace: {note}")));
    if notes.len() > MOST_NOTES {
        limits.push(format!("Whole trace: {} more notes are left out here.", notes.len() - MOST_NOTES));
    }
    limits.into_iter().map(|limit| ascii(&limit, MOST_SENTENCE)).collect()
}
