//! What tips have in common: duplicates, copies, near copies, and who was first. Only what is proven counts: when a tip came
//! in, and a Bitcoin block that holds its card; never the time that a tip states of itself.

use std::collections::{BTreeMap, BTreeSet};

use super::item::{Flag, Item, Near, Standing, Told, Whom};
use super::triage::Context;
use crate::board::entry::Received;
use crate::board::{Hash, Known};
use crate::money::{Account, Address, Asset, TxId};

/// What more tips than this share makes no two of them near: the first steps of a theft are on every way. It also bounds the
/// work: a theft that is looked for by thousands brings thousands of tips with the same beginning.
const COMMON: usize = 64;
/// The most near copies that are named beside a tip.
pub(super) const MOST_NEAR: usize = 5;

/// Somebody who tells something.
struct Party<'a> {
    known: Known,
    whom: Whom,
    reporter: &'a Address,
    tip: Hash,
}

/// What is to be written to an item.
#[derive(Default)]
struct Found {
    flags: Vec<Flag>,
    told_as: Option<u64>,
    near: Vec<Near>,
}

/// Compares all items with each other and with the feed.
pub(super) fn relate(items: &mut [Item], context: &Context) {
    let mut found: Vec<Found> = items.iter().map(|_| Found::default()).collect();
    same(items, context, &mut found);
    for (item, found) in items.iter().zip(&mut found).filter(|(item, _)| item.can_be_received()) {
        let case = item.told.as_ref().map(|told| &told.case).filter(|case| !context.published.takes(case));
        found.flags.extend(case.map(|case| Flag::OtherCase { case: case.clone() }));
    }
    near(items, &mut found);
    for (item, found) in items.iter_mut().zip(found) {
        item.flags.retain(|flag| !is_relation(flag));
        item.flags.extend(found.flags);
        item.flags.sort();
        item.flags.dedup();
        item.told_as = found.told_as;
        item.near = found.near;
    }
}

/// Whether a flag rests on other documents or on the feed, which may have changed since.
const fn is_relation(flag: &Flag) -> bool {
    matches!(
        flag,
        Flag::InFeed { .. } | Flag::Duplicate { .. } | Flag::Copy { .. } | Flag::Tied { .. } | Flag::Before { .. } | Flag::OtherCase { .. }
    )
}

fn known(item: &Item, told: &Told, context: &Context) -> Known {
    Known::of(&received(item, told, context))
}

/// The hand-in as the feed would receive it.
pub(super) fn received(item: &Item, told: &Told, context: &Context) -> Received {
    Received {
        tip: told.tip,
        commitment: told.commitment,
        case: told.case.clone(),
        reporter: told.reporter.clone(),
        name: None,
        received: item.from.received,
        stamped: context.stamps.get(&told.commitment).cloned(),
    }
}

/// Whether nothing proves which of both was known earlier. The commitment settles the order of such ones, and proves nothing.
fn are_tied(a: Known, b: Known) -> bool {
    (a.at, a.received) == (b.at, b.received)
}

fn same(items: &[Item], context: &Context, found: &mut [Found]) {
    let mut groups: BTreeMap<(&str, Hash), Vec<Party<'_>>> = BTreeMap::new();
    let mut by_tip: BTreeMap<Hash, (&str, Hash)> = BTreeMap::new();
    let mut handed_in: BTreeMap<(Hash, Hash), (Known, u64)> = BTreeMap::new();
    for item in items {
        let Some(told) = item.told.as_ref().filter(|_| item.can_be_received()) else { continue };
        by_tip.insert(told.tip, (&told.case, told.facts));
        // One hand-in that stands in several texts is received once: where it came in first.
        let this = (known(item, told, context), item.number);
        let one = handed_in.entry((told.tip, told.commitment)).or_insert(this);
        *one = (*one).min(this);
    }
    for hand_in in context.published.hand_ins.iter().filter(|one| one.counts()) {
        let tip = hand_in.received.tip;
        let facts = hand_in.facts.map(|facts| (hand_in.received.case.as_str(), facts));
        if let Some(facts) = facts.or_else(|| by_tip.get(&tip).copied()) {
            let party = Party { known: hand_in.known(), whom: Whom::Entry(hand_in.entry), reporter: hand_in.reporter(), tip };
            groups.entry(facts).or_default().push(party);
        }
    }
    for (item, found) in items.iter().zip(found.iter_mut()) {
        let Some(told) = item.told.as_ref().filter(|_| item.can_be_received()) else { continue };
        if let Some(hand_in) = context.published.hand_in(told.tip, told.commitment) {
            found.flags.push(Flag::InFeed { entry: hand_in.entry, decided: hand_in.word.clone() });
            continue;
        }
        let first = handed_in.get(&(told.tip, told.commitment)).map_or(item.number, |(_, number)| *number);
        if first != item.number {
            found.flags.push(Flag::Duplicate { of: Whom::Item(first) });
            continue;
        }
        // Who may have forged its signature takes nobody's place: only what is known to hold is put in order.
        if item.standing == Standing::Valid {
            let party = Party { known: known(item, told, context), whom: Whom::Item(item.number), reporter: &told.reporter, tip: told.tip };
            groups.entry((&told.case, told.facts)).or_default().push(party);
        }
    }
    for group in groups.values_mut() {
        group.sort_by(|a, b| (a.known, &a.whom).cmp(&(b.known, &b.whom)));
    }
    for (item, found) in items.iter().zip(found.iter_mut()) {
        let Some(told) = item.told.as_ref().filter(|_| item.can_be_received()) else { continue };
        if found.flags.iter().any(|flag| matches!(flag, Flag::Duplicate { .. } | Flag::InFeed { .. })) {
            continue;
        }
        let Some(group) = groups.get(&(told.case.as_str(), told.facts)) else { continue };
        place(item, told, known(item, told, context), group, found);
    }
}

/// Where an item stands among those who tell the same.
fn place(item: &Item, told: &Told, own: Known, group: &[Party<'_>], found: &mut Found) {
    let me = Whom::Item(item.number);
    let Some(first) = group.first() else { return };
    found.told_as = group.iter().zip(1..).find(|(party, _)| party.whom == me).map(|(_, nth)| nth);
    let mut others = group.iter().filter(|party| party.whom != me && party.reporter != &told.reporter);
    if first.whom != me && first.reporter == &told.reporter {
        found.flags.push(Flag::Duplicate { of: first.whom.clone() });
    } else if let Some(tied) = others.clone().find(|party| are_tied(party.known, own) && are_tied(party.known, first.known)) {
        found.flags.push(Flag::Tied { with: tied.whom.clone() });
    } else if first.whom != me {
        let same_words = group.iter().any(|party| party.known < own && party.tip == told.tip);
        found.flags.push(Flag::Copy { of: first.whom.clone(), same_words });
    } else if let Some(Party { whom: Whom::Entry(entry), .. }) = others.find(|party| matches!(party.whom, Whom::Entry(_))) {
        found.flags.push(Flag::Before { entry: *entry });
    }
}

/// Tips whose ways share at least half of the shorter one, or that lead to the same place, and do not tell the same.
fn near(items: &[Item], found: &mut [Found]) {
    let mut by_tx: BTreeMap<TxId, Vec<usize>> = BTreeMap::new();
    let mut by_place: BTreeMap<(&Account, &Asset), Vec<usize>> = BTreeMap::new();
    let tips: Vec<Option<(&Told, Vec<TxId>)>> = items.iter().map(distinct_way).collect();
    for (at, tip) in tips.iter().enumerate() {
        let Some((told, way)) = tip else { continue };
        by_place.entry((&told.at, &told.asset)).or_default().push(at);
        for tx in way {
            by_tx.entry(*tx).or_default().push(at);
        }
    }
    for (at, tip) in tips.iter().enumerate() {
        let Some((told, way)) = tip else { continue };
        let there = by_place.get(&(&told.at, &told.asset)).into_iter().flat_map(|list| list.iter().take(COMMON));
        let telling = way.iter().filter_map(|tx| by_tx.get(tx)).filter(|list| list.len() <= COMMON).flatten();
        let touched: BTreeSet<usize> = there.chain(telling).copied().collect();
        let mut near: Vec<Near> = Vec::new();
        for other in touched {
            let Some((theirs, their_way)) = tips[other].as_ref().filter(|_| other != at) else { continue };
            let count = in_common(way, their_way);
            let of = way.len().min(their_way.len()) as u64;
            let same_place = (&theirs.at, &theirs.asset) == (&told.at, &told.asset);
            let is_near = same_place || (count > 0 && count.saturating_mul(2) >= of);
            if theirs.facts != told.facts && is_near {
                near.push(Near { item: items[other].number, shared: count, of, same_place });
            }
        }
        near.sort_by_key(|one| (!one.same_place, std::cmp::Reverse(one.shared), one.item));
        near.truncate(MOST_NEAR);
        found[at].near = near;
    }
}

/// The transactions of a way behind the theft, each once and in order.
fn distinct_way(item: &Item) -> Option<(&Told, Vec<TxId>)> {
    let told = item.told.as_ref().filter(|_| item.can_be_received())?;
    let mut way = told.way.clone();
    way.sort_unstable();
    way.dedup();
    Some((told, way))
}

/// How many transactions stand in both, each list in order.
fn in_common(one: &[TxId], other: &[TxId]) -> u64 {
    one.iter().filter(|tx| other.binary_search(tx).is_ok()).count() as u64
}
