//! A step of the way that is no plain transfer: the hop before it paid a swap, an exchange or a bridge, and this hop is what
//! came out. The tip says what joins the two, and cites the answers that do.

use serde_json::{Map, Value};

use super::payload::{Payload, TipHop, TipLabel};
use super::record::{self, Fault, Part};
use crate::explorer::crossing::service_for;
use crate::label::Category;
use crate::money::Account;
use crate::trace::view::{End, Hop, Link, LinkKind, Tier, View};

/// How far the clocks of two chains may be apart: a Bitcoin block's time may lie two hours before the time it was made.
const SLACK_S: u64 = 2 * 60 * 60;

record::record! {
    /// What joins a hop to the one before it.
    pub struct TipLink {
        /// Swap, exchange, bridge or refund.
        pub what: LinkKind = "what",
        /// Over whose contract or service.
        pub via: String = "via",
        /// How the two payments were matched, in a sentence.
        pub matched_by: String = "matchedBy",
        /// The sources that join them, beside those of the hops.
        pub src: Vec<String> = "src",}
}

record::words!(LinkKind:
    "swap" => LinkKind::Swap,
    "exchange" => LinkKind::Exchange,
    "bridge" => LinkKind::Bridge,
    "refund" => LinkKind::Refund,
);

/// The link by which a hop of a way follows the one before it.
pub(super) fn before<'a>(view: &'a View, end: &End, at: usize) -> Option<&'a Link> {
    let (paid, received) = (end.path.get(at.checked_sub(1)?)?, end.path.get(at)?);
    let has = |hops: &[Hop], one: &Hop| hops.iter().any(|hop| hop.transfer.id() == one.transfer.id());
    view.links.iter().find(|link| has(&link.paid, paid) && has(&link.received, received))
}

/// The kind in a word.
#[must_use]
pub const fn link_word(what: LinkKind) -> &'static str {
    match what {
        LinkKind::Swap => "a swap",
        LinkKind::Exchange => "an exchange",
        LinkKind::Bridge => "a bridge",
        LinkKind::Refund => "a refund",
    }
}

/// What is wrong with a hop that a link joins to the one before it, each with its field.
pub(super) fn check(payload: &Payload, before: &TipHop, hop: &TipHop, link: &TipLink) -> Vec<(&'static str, String)> {
    let mut wrong = Vec::new();
    if hop.tier == Tier::Observed {
        wrong.push(("tier", "a hop that a link joins to the one before is not observed, but derived or stated".to_owned()));
    }
    if link.via.is_empty() || link.matched_by.is_empty() {
        wrong.push(("link", "does not say over whom, or by what the two hops were matched".to_owned()));
    }
    if link.what != LinkKind::Bridge && hop.chain != before.chain {
        wrong.push(("chain", format!("changes in a step that calls itself {}", link_word(link.what))));
    }
    if matches!(link.what, LinkKind::Bridge | LinkKind::Refund) {
        if link.src.is_empty() {
            wrong.push(("link.src", "no source holds the bridge's record".to_owned()));
        }
        if !is_bridge(payload, before, &link.via) {
            wrong.push(("link.via", format!("the hop before it pays {}, which is not known as a contract of a bridge", before.to)));
        }
    }
    let too_early = if hop.chain == before.chain {
        hop.time < before.time || hop.block < before.block
    } else {
        hop.time.get().saturating_add(SLACK_S) < before.time.get()
    };
    if too_early {
        wrong.push(("time", format!("{} is before hop {}, {}", hop.time, before.i, before.time)));
    }
    wrong
}

/// Whether a hop pays a bridge: a contract of that service on Spoor's list, or one that the tip's labels call a bridge.
fn is_bridge(payload: &Payload, hop: &TipHop, via: &str) -> bool {
    let Ok(account) = Account::new(hop.chain, hop.to.clone()) else { return false };
    match service_for(&account) {
        Some(service) => service.name() == via,
        None => payload.labels.iter().any(|label: &TipLabel| label.at == account && label.category == Category::Bridge),
    }
}

/// What a link rests on, for the limits of a tip.
pub(super) fn limit(hop: &TipHop, link: &TipLink) -> String {
    let what = link_word(link.what);
    format!("That hop {} is what came out of the one before it, over {what} ({}), rests on this: {}", hop.i, link.via, link.matched_by)
}

/// The links of a way, for a person: one sentence each.
pub(super) fn sentence(hop: &TipHop, link: &TipLink) -> String {
    let cited = if link.src.is_empty() { String::new() } else { format!(" ({})", link.src.join(", ")) };
    format!("Hop {} came out of the one before it over {}, {}: {}{cited}", hop.i, link_word(link.what), link.via, link.matched_by)
}
