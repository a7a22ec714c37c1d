//! Which question next: the one that is expected to resolve most stolen money.
//!
//! What waits at an address is compared in billionths of what was stolen of its asset, so no price is needed and no asset is
//! forgotten. It is weighed by how likely the question moves it on:
//! - an address on the trail that was not read: by all of it;
//! - one that is paid in growing steps by the same payer (a test payment first): a tenth, for so people pay into accounts;
//! - the next page of one that was read: by what is not known to have gone on;
//! - what was there before the stolen money came, where it decides which payments are on the trail: three tenths;
//! - a contract that may pay on in the same transaction: by how often contracts' pages did so before (Laplace's rule);
//! - a payment beside the trail: a fifth.
//!
//! Ties go to fewer hops, then to the lower address: the order never depends on arrival.

use std::collections::BTreeMap;

use super::flow::Flows;
use super::trail::{Purse, Trail};
use crate::explorer::crossing::service_for;
use crate::explorer::{Cursor, Order};
use crate::label::Category;
use crate::money::{Account, Address};
use crate::trace::history::{Coin, RowId, Who};
use crate::trace::journey::WHOLE;
use crate::trace::link::given::issuer;
use crate::trace::{MOST_PAGES, Trace, end};

/// What to ask about an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// Its whole history, newest first, down to this block: for explorers that cannot begin at a block.
    Whole(u64),
    /// Its last page. It holds all of most addresses.
    Last(u64),
    /// From this block on in the direction of following.
    Since(u64),
    /// What comes after the last page of that.
    More(Cursor),
    /// The page before this block.
    Before(u64),
    /// What a contract did from this block on.
    Through(u64),
}

impl Ask {
    /// How a list is to be read for it: the order, and the block to begin at.
    #[must_use]
    pub const fn reading(&self, forward: bool) -> (Order, Option<u64>) {
        let (on, back) = if forward { (Order::Oldest, Order::Newest) } else { (Order::Newest, Order::Oldest) };
        match self {
            Self::Whole(_) => (Order::Newest, None),
            Self::Last(_) => (back, None),
            Self::Since(block) | Self::Through(block) => (on, Some(*block)),
            Self::More(_) => (on, None),
            Self::Before(block) => (back, Some(*block)),
        }
    }
}

/// A question that could be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Whose history.
    pub address: Address,
    /// Which part of it.
    pub ask: Ask,
    /// What it is expected to resolve: billionths of what was stolen, times a thousand.
    pub worth: u128,
    /// Hops from the theft.
    pub hop: u32,
}

const UNREAD: u128 = 1_000;
const STEPS: u128 = 100;
const BEFORE: u128 = 300;
const DOUBTFUL: u128 = 200;
/// Receipts from which on an address is busy enough that its last page will not reach back to the first.
const BUSY: usize = 25;
/// How many blocks a page of a busy contract is expected to cover.
const NEAR: u64 = 50;

/// Every question worth asking, best first.
#[must_use]
pub fn candidates(trace: &Trace, trail: &Trail) -> Vec<Candidate> {
    let flows = Flows::of(trace);
    let mut found: BTreeMap<(Who, Ask), u128> = BTreeMap::new();
    for (purse, receipts) in &trail.receipts {
        // What was given for something else is known to rest there.
        let open = open(&flows, receipts);
        if let Some((ask, worth)) = on_trail(&flows, trail, *purse, &open) {
            *found.entry((purse.0, ask)).or_default() += worth;
        }
    }
    for (purse, receipts) in &trail.doubtful {
        if trace.history.reading(trace.history.address(purse.0)).is_some() || rests(&flows, *purse) {
            continue;
        }
        let largest = receipts.iter().map(|row| trace.history.row(*row).amount).max().unwrap_or(0);
        if let Some(worth) = worth(trace, trail, *purse, largest) {
            let first = trace.history.row(receipts[0]).block;
            *found.entry((purse.0, unread(&flows, trail, purse.0, first, receipts.len()))).or_default() += worth * DOUBTFUL;
        }
    }
    let candidate = |((who, ask), worth): ((Who, Ask), u128)| Candidate {
        address: trace.history.address(who).clone(),
        ask,
        worth,
        hop: trail.hops.get(&who).copied().unwrap_or(u32::MAX),
    };
    let mut all: Vec<Candidate> = found.into_iter().map(candidate).filter(|one| one.hop <= trace.settings.most_hops).collect();
    all.sort_by(|a, b| b.worth.cmp(&a.worth).then_with(|| (a.hop, &a.address, &a.ask).cmp(&(b.hop, &b.address, &b.ask))));
    all
}

fn open<'r>(flows: &Flows<'_>, receipts: &'r [RowId]) -> std::borrow::Cow<'r, [RowId]> {
    let is_settled = |row: &RowId| flows.trace.links.settles(*row);
    if receipts.iter().any(is_settled) {
        receipts.iter().copied().filter(|row| !is_settled(row)).collect::<Vec<_>>().into()
    } else {
        receipts.into()
    }
}

/// Billionths of what was stolen; `None` below the least that the visitor asked for.
fn worth(trace: &Trace, trail: &Trail, purse: Purse, amount: u128) -> Option<u128> {
    let total = trail.total.get(&purse.1).copied().filter(|total| *total > 0)?;
    let least = total / 1_000_000 * u128::from(trace.settings.dust_millionths);
    // What came over a bridge is the part of the theft that it was on the chain it came from.
    let share = trace.part.share_of(purse.1);
    // In 128 bits: amounts of listed assets stay far below 2^98.
    (amount >= least.saturating_mul(WHOLE) / share && amount > 0).then(|| (amount.saturating_mul(share) / total).max(1))
}

/// Whether following ends at an address, whatever is asked.
fn rests(flows: &Flows<'_>, purse: Purse) -> bool {
    let trace = flows.trace;
    flows.is_service(purse.0) || trace.ends_at(purse.0) || end::sold(trace, purse).is_some()
}

fn on_trail(flows: &Flows<'_>, trail: &Trail, purse: Purse, receipts: &[RowId]) -> Option<(Ask, u128)> {
    let trace = flows.trace;
    let (who, _) = purse;
    if flows.is_service(who) {
        return passing(flows, trail, purse, receipts);
    }
    if rests(flows, purse) || flows.origins().contains_key(&who) {
        return None;
    }
    let first = trace.history.row(*receipts.first()?).block;
    let address = trace.history.address(who);
    let known = trace.known.get(address);
    if trace.history.reading(address).is_none() || trace.was_read_too_late(address, first) {
        let weight = if is_paid_in_steps(flows, receipts) { STEPS } else { UNREAD };
        let worth = worth(trace, trail, purse, flows.sum(receipts))?;
        return Some((unread(flows, trail, who, first, receipts.len()), worth * weight));
    }
    let known = known.filter(|_| trace.read_in_pieces && trace.history.is_read(address))?;
    let since = known.since?;
    if flows.is_before(first, since) {
        let early: Vec<&RowId> = receipts.iter().filter(|row| flows.is_before(trace.history.row(**row).block, since)).collect();
        return Some((before(flows, since)?, worth(trace, trail, purse, flows.sum(early))? * UNREAD));
    }
    let doubt = trail.doubt.get(&purse).copied().unwrap_or(0);
    let doubtful = (!known.before).then(|| Some((before(flows, since)?, worth(trace, trail, purse, doubt)? * BEFORE))).flatten();
    let more = known.open.clone().filter(|_| known.pages < MOST_PAGES).and_then(|cursor| {
        let left = worth(trace, trail, purse, trail.left(flows, purse))?;
        Some((Ask::More(cursor), left * UNREAD))
    });
    [more, doubtful].into_iter().flatten().max_by_key(|(_, worth)| *worth)
}

/// The first question about an address.
fn unread(flows: &Flows<'_>, trail: &Trail, who: Who, first: u64, receipts: usize) -> Ask {
    let trace = flows.trace;
    if !trace.read_in_pieces {
        // Backward, what came in before counts, and a list that runs from the newest on has no end but its own.
        if !flows.is_forward() {
            return Ask::Whole(u64::MAX);
        }
        // One reading is for all its assets: it begins where the first of them came.
        let purses = trail.receipts.range((who, Coin(0))..=(who, Coin(u16::MAX)));
        let came = purses.filter_map(|(_, rows)| rows.first()).map(|row| trace.history.row(*row).block);
        return Ask::Whole(came.fold(first, |first, block| if flows.is_before(block, first) { block } else { first }));
    }
    let begun = trace.known.get(trace.history.address(who)).is_some_and(|known| known.last.is_some());
    if begun || receipts >= BUSY { Ask::Since(first) } else { Ask::Last(first) }
}

fn before(flows: &Flows<'_>, since: u64) -> Option<Ask> {
    if flows.is_forward() { since.checked_sub(1).map(Ask::Before) } else { since.checked_add(1).map(Ask::Before) }
}

/// Whether more than half came in steps that grow: the first payment of a payer is at most half of a later one. People try
/// an account with a little before they pay into it.
fn is_paid_in_steps(flows: &Flows<'_>, receipts: &[RowId]) -> bool {
    let mut by_payer: BTreeMap<Who, Vec<u128>> = BTreeMap::new();
    for row in receipts {
        by_payer.entry(flows.payer(*row)).or_default().push(flows.trace.history.row(*row).amount);
    }
    let grows = |amounts: &&Vec<u128>| amounts.iter().skip(1).max().is_some_and(|most| amounts[0].saturating_mul(2) <= *most);
    let steps: u128 = by_payer.values().filter(grows).flatten().fold(0, |sum, amount| sum.saturating_add(*amount));
    steps.saturating_mul(2) > flows.sum(receipts)
}

/// What a page of a contract may show of money that it passes on.
fn passing(flows: &Flows<'_>, trail: &Trail, purse: Purse, receipts: &[RowId]) -> Option<(Ask, u128)> {
    let trace = flows.trace;
    let address = trace.history.address(purse.0);
    let pools = matches!(trace.category(address), Some(Category::Exchange | Category::Deposit | Category::Mixer));
    // What a bridge with a record did with it, its record says.
    let is_recorded =
        || trace.settings.bridges && Account::new(trace.case.chain, address.clone()).is_ok_and(|at| service_for(&at).is_some());
    if !trace.read_in_pieces || pools || issuer(address).is_some() || trace.findings.contains_key(address) || is_recorded() {
        return None;
    }
    let seen = trace.known.get(address).map_or(&[][..], |known| &known.through);
    let block = |row: &RowId| trace.history.row(*row).block;
    let is_seen = |row: &&RowId| seen.iter().any(|(from, to)| (*from..=*to).contains(&block(row)));
    let (asked, open): (Vec<&RowId>, Vec<&RowId>) = receipts.iter().partition(is_seen);
    let paid = trail.paid.get(&purse).map_or(&[][..], Vec::as_slice);
    let passed = asked.iter().filter(|row| paid.iter().any(|other| trace.history.same_transaction(***row, *other))).count();
    let best = block(open.iter().max_by_key(|row| (trace.history.row(***row).amount, std::cmp::Reverse(block(row))))?);
    let near = open.into_iter().filter(|row| block(row).abs_diff(best) < NEAR && !flows.is_before(block(row), best));
    let worth = worth(trace, trail, purse, flows.sum(near))?;
    let (passed, asked) = (passed as u128, asked.len() as u128);
    Some((Ask::Through(best), worth * UNREAD * (passed + 1) / (asked + 2)))
}
