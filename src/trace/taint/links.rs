//! Money that comes into an asset by a link: a swap, an exchange, a refund ([`Joined`]), or out of another chain's ledger
//! ([`Taint::bring`](super::Taint::bring)).
//!
//! What a link brought holds the stolen part of what was paid for it, in proportion: `received × stolen ÷ paid`, rounded
//! down over all that was received so far, so that the sum is exact whatever the number of payments. Under poison all of
//! it counts as soon as any of it was stolen. Links are followed forwards only: backward, a row of a link is a plain one.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Flags, Plan};
use super::share::share;
use crate::money::TxId;
use crate::trace::history::{History, RowId};
use crate::trace::view::{Direction, Policy};

/// Payments that belong together: what was given, and what came for it.
///
/// Everything given must be of one asset, otherwise nothing is carried. A row is received by one link only: the first
/// that names it. A received row holds what the link says, whatever its payer holds, and draws on other money alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Joined {
    /// What was given.
    pub paid: Vec<RowId>,
    /// What came for it.
    pub received: Vec<RowId>,
}

/// What a row holds by a link, whatever its sender holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Nothing is said.
    Open,
    /// Brought from outside: it does not draw on its sender.
    Brought(u128),
    /// Received for something: its sender pays it with other money.
    Received(u128),
}

/// A received row's place in its link.
#[derive(Clone, Copy, Debug)]
struct Receipt {
    leg: usize,
    /// What was received of the same asset before it.
    before: u128,
    amount: u128,
    /// The stolen part is of so much.
    whole: u128,
}

/// What the replays know of links.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    joined: Vec<Joined>,
    /// Every row that was paid or received.
    rows: BTreeSet<u32>,
    brought: BTreeMap<u32, Vec<(Policy, u128)>>,
    /// By link: what was paid, once each.
    legs: Vec<Vec<u32>>,
    receipts: BTreeMap<u32, Receipt>,
    /// Purses whose rows depend on links, or stand in another order than the chain's for their sake.
    purses: BTreeSet<u32>,
    txs: BTreeSet<TxId>,
    /// Whether transactions are to be arranged anew.
    is_stale: bool,
}

impl Links {
    /// Whether a row was paid or received by a link.
    pub(super) fn joins(&self, row: u32) -> bool {
        self.rows.contains(&row)
    }

    /// Whether a change at this purse may reach a link.
    pub(super) fn reach(&self, purse: u32) -> bool {
        self.purses.contains(&purse)
    }

    /// Whether the rows of this transaction are arranged for a link.
    pub(super) fn arrange(&self, tx: &TxId) -> bool {
        self.txs.contains(tx)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.joined.is_empty()
    }

    /// Whether rows came since the transactions were arranged.
    pub(super) fn unsettle(&mut self) {
        self.is_stale |= !self.joined.is_empty();
    }

    /// What a row holds, where a link or another ledger says it; `stolen` gives the stolen part of a row under the policy.
    pub(super) fn due(&self, row: u32, amount: u128, policy: Policy, stolen: impl Fn(u32) -> u128) -> Due {
        if let Some(parts) = self.brought.get(&row) {
            let part = parts.iter().find(|(of, _)| *of == policy).map_or(0, |(_, part)| *part);
            return Due::Brought(part.min(amount));
        }
        let Some(receipt) = self.receipts.get(&row) else { return Due::Open };
        let given = self.legs.get(receipt.leg).map_or(0, |leg| leg.iter().map(|row| stolen(*row)).sum());
        Due::Received(match policy {
            Policy::Poison if given > 0 => receipt.amount,
            _ => share(receipt.before + receipt.amount, given, receipt.whole) - share(receipt.before, given, receipt.whole),
        })
    }
}

impl Plan {
    /// Gives whether that changed anything.
    pub(super) fn bring(&mut self, row: RowId, parts: &[(Policy, u128)]) {
        let before = self.links.brought.get(&row.0).map_or(&[][..], Vec::as_slice);
        if before == parts {
            return;
        }
        if parts.is_empty() {
            self.links.brought.remove(&row.0);
        } else {
            self.links.brought.insert(row.0, parts.to_vec());
        }
        let is_special = !parts.is_empty() || self.links.joins(row.0);
        self.flag(row, Flags::SPECIAL, is_special);
        self.touch(row);
    }

    pub(super) fn set_links(&mut self, links: Vec<Joined>) {
        if self.direction == Direction::Backward || self.links.joined == links {
            return;
        }
        let rows: BTreeSet<u32> = links.iter().flat_map(|link| link.paid.iter().chain(&link.received)).map(|row| row.0).collect();
        let before = std::mem::replace(&mut self.links.rows, rows.clone());
        self.links.joined = links;
        self.links.is_stale = true;
        for row in before {
            let is_brought = self.links.brought.contains_key(&row);
            self.flag(RowId(row), Flags::SPECIAL, is_brought);
        }
        for row in rows {
            self.flag(RowId(row), Flags::SPECIAL, true);
        }
        self.change_all();
    }

    /// Works out what each link carries, and lets what it brought stand behind what was paid.
    pub(super) fn arrange(&mut self, history: &History) {
        if !std::mem::take(&mut self.links.is_stale) {
            return;
        }
        let joined = std::mem::take(&mut self.links.joined);
        self.links.legs.clear();
        self.links.receipts.clear();
        self.links.purses.clear();
        self.links.txs.clear();
        for link in &joined {
            self.work_out(history, link);
        }
        self.links.joined = joined;
        // The order may still be the one that was made for other links.
        self.order.sort_by(|a, b| history.compare(RowId(*a), RowId(*b)));
        let mut done = 0;
        for at in 0..self.order.len() {
            let row = self.order[at];
            if at < done || !self.links.receipts.contains_key(&row) {
                continue;
            }
            let same = |other: &u32| history.same_transaction(RowId(*other), RowId(row));
            let from = at - self.order[..at].iter().rev().take_while(|row| same(row)).count();
            let to = at + self.order[at..].iter().take_while(|row| same(row)).count();
            self.arrange_transaction(history, from, to);
            done = to;
        }
    }

    fn work_out(&mut self, history: &History, link: &Joined) {
        let moves = |row: &&RowId| (row.0 as usize) < history.len() && history.is_moving(**row);
        let coin = |row: RowId| history.row(row).coin;
        let amount = |row: RowId| history.moved(row).amount.get();
        let paid: BTreeSet<RowId> = link.paid.iter().filter(moves).copied().collect();
        let Some(&first) = paid.first() else { return };
        if paid.iter().any(|row| coin(*row) != coin(first)) {
            return;
        }
        let given: u128 = paid.iter().map(|row| amount(*row)).sum();
        let new = |row: &&RowId| !paid.contains(*row) && !self.links.receipts.contains_key(&row.0) && !history.is_fee(**row);
        let mut received: Vec<RowId> = link.received.iter().filter(moves).filter(new).copied().collect();
        received.sort_by(|a, b| history.compare(*a, *b));
        received.dedup();
        let mut sums: BTreeMap<_, u128> = BTreeMap::new();
        for &row in &received {
            *sums.entry(coin(row)).or_default() += amount(row);
        }
        // What comes back in the same asset is never more than what was paid.
        let whole = |row: RowId| if coin(row) == coin(first) { given.max(sums[&coin(row)]) } else { given };
        let mut before: BTreeMap<_, u128> = BTreeMap::new();
        for &row in &received {
            let so_far = before.entry(coin(row)).or_default();
            let receipt = Receipt { leg: self.links.legs.len(), before: *so_far, amount: amount(row), whole: whole(row) };
            *so_far += amount(row);
            self.links.receipts.insert(row.0, receipt);
            self.links.txs.insert(*history.tx(row));
        }
        for row in paid.iter().chain(&received) {
            let moved = history.moved(*row);
            self.links.purses.extend([moved.from, moved.to]);
        }
        self.links.legs.push(paid.into_iter().map(|row| row.0).collect());
    }

    /// Lets every received row of one transaction stand behind what was paid for it, and every payment behind what came
    /// before it to its payer. Where that runs in a circle, the order of the chain decides.
    fn arrange_transaction(&mut self, history: &History, from: usize, to: usize) {
        /// How far a chain of links inside one transaction is followed.
        const MOST_ROUNDS: usize = 8;
        let rows: Vec<u32> = self.order[from..to].to_vec();
        let place: BTreeMap<u32, usize> = rows.iter().enumerate().map(|(at, row)| (*row, at)).collect();
        let mut keys: Vec<(usize, usize)> = (0..rows.len()).map(|at| (at, 0)).collect();
        for _ in 0..MOST_ROUNDS {
            let before = keys.clone();
            // What came to each purse so far, by the link that brought it.
            let mut funded: BTreeMap<u32, BTreeMap<Option<usize>, (usize, usize)>> = BTreeMap::new();
            for (at, row) in rows.iter().enumerate() {
                let (moved, leg) = (history.moved(RowId(*row)), self.links.receipts.get(row).map(|receipt| receipt.leg));
                // Nothing is paid with what it is to bring.
                let other = |from: &Option<usize>| from.is_none_or(|leg| !self.links.legs[leg].contains(row));
                let funds = funded.get(&moved.from).into_iter().flatten().filter(|(from, _)| other(from)).map(|(_, key)| *key);
                let paid = leg.into_iter().flat_map(|leg| &self.links.legs[leg]).filter_map(|row| place.get(row)).map(|at| keys[*at]);
                if let Some((place, level)) = funds.chain(paid).max().filter(|behind| *behind >= keys[at]) {
                    keys[at] = (place, level + 1);
                }
                if !history.is_fee(RowId(*row)) {
                    let latest = funded.entry(moved.to).or_default().entry(leg).or_insert(keys[at]);
                    *latest = keys[at].max(*latest);
                }
            }
            if keys == before {
                break;
            }
        }
        let mut arranged: Vec<usize> = (0..rows.len()).collect();
        arranged.sort_by_key(|at| (keys[*at], *at));
        for (slot, at) in arranged.into_iter().enumerate() {
            self.order[from + slot] = rows[at];
            let moved = history.moved(RowId(rows[at]));
            self.links.purses.extend([moved.from, moved.to]);
        }
    }
}
