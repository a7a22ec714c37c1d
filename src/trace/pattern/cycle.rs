//! Cycles: money that comes back to where it left.
//!
//! Rule: from a payment of an address, a way of at most [`Rule::most_hops`] payments in the same asset, each later than
//! the one before and within [`Rule::within_s`] of the first, that ends at the address; each payment of the way is at
//! least [`Rule::least_share`] percent of the first and none is larger than it by more than that. The shortest way of
//! each first payment is given.
//!
//! Source: Altman et al., arXiv 2306.16424 (cycles); Blanuša et al., "Graph Feature Preprocessor" (arXiv 2402.08593) for
//! time order.
//! Limits: only between rows that are known; exchanges close cycles between strangers, so services should be left out of
//! the rows.
//! Measured on constructed graphs against a search by hand (its tests); the worlds hold no cycle that is known as one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::of_asset;
use crate::money::{Address, Amount, Asset, Transfer, TransferId};

/// Where a search ends in any case, in rows that were looked at.
const MOST_LOOKED_AT: usize = 100_000;

/// What counts as coming back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Payments on the way, at most.
    pub most_hops: usize,
    /// How much each payment may differ from the first, as the part that must be left, in percent.
    pub least_share: u8,
    /// From the first payment to the last, at most.
    pub within_s: u64,
}

impl Default for Rule {
    /// Six payments, four fifths of the money, thirty days.
    fn default() -> Self {
        Self { most_hops: 6, least_share: 80, within_s: 30 * 86_400 }
    }
}

/// Payments of one asset, in the order of the chain, by payer: made once for any number of addresses.
#[derive(Debug)]
pub struct Payments<'a> {
    sorted: Vec<&'a Transfer>,
    by_payer: BTreeMap<&'a Address, Vec<usize>>,
    looked_at: usize,
    most: usize,
}

impl<'a> Payments<'a> {
    /// Of rows in any order. The search ends after so many rows were looked at, whatever is asked.
    #[must_use]
    pub fn of(rows: &[&'a Transfer], asset: &Asset, most_looked_at: usize) -> Self {
        let sorted: Vec<&Transfer> = of_asset(rows, asset).into_iter().filter(|row| row.from != row.to).collect();
        let mut by_payer: BTreeMap<&Address, Vec<usize>> = BTreeMap::new();
        for (at, row) in sorted.iter().enumerate() {
            by_payer.entry(&row.from).or_default().push(at);
        }
        Self { sorted, by_payer, looked_at: 0, most: most_looked_at }
    }

    /// The ways by which money of an address came back, each as its payments in order.
    pub fn ways_back(&mut self, address: &Address, rule: Rule) -> Vec<Vec<TransferId>> {
        let Self { sorted, by_payer, looked_at, most } = self;
        let firsts = by_payer.get(address).map_or(&[][..], Vec::as_slice);
        firsts.iter().filter_map(|first| way_back(sorted, by_payer, *first, address, rule, (&mut *looked_at, *most))).collect()
    }
}

/// The ways by which money of an address came back, each as its payments in order; rows in any order.
#[must_use]
pub fn recognise(rows: &[&Transfer], address: &Address, asset: &Asset, rule: Rule) -> Vec<Vec<TransferId>> {
    Payments::of(rows, asset, MOST_LOOKED_AT).ways_back(address, rule)
}

/// The shortest way back of one payment, breadth first.
fn way_back(
    rows: &[&Transfer],
    by_payer: &BTreeMap<&Address, Vec<usize>>,
    first: usize,
    address: &Address,
    rule: Rule,
    (looked_at, most): (&mut usize, usize),
) -> Option<Vec<TransferId>> {
    let begun = *rows.get(first)?;
    let part = |amount: Amount| Amount::from(u64::from(rule.least_share)).share(amount, Amount::from(100));
    let fits = |row: &Transfer| {
        let in_time = row.at.get().saturating_sub(begun.at.get()) <= rule.within_s;
        in_time && row.amount >= part(begun.amount) && part(row.amount) <= begun.amount
    };
    let (mut queue, mut came_by, mut been) = (VecDeque::from([(first, 1)]), BTreeMap::new(), BTreeSet::from([first]));
    while let Some((at, hops)) = queue.pop_front() {
        let row = rows.get(at)?;
        if row.to == *address {
            let mut way = vec![row.id()];
            let mut step = at;
            while let Some(before) = came_by.get(&step) {
                way.extend(rows.get(*before).map(|row: &&Transfer| row.id()));
                step = *before;
            }
            way.reverse();
            return Some(way);
        }
        if hops >= rule.most_hops {
            continue;
        }
        let next = by_payer.get(&row.to).map_or(&[][..], Vec::as_slice);
        // Rows are in order of time: what is before the payment cannot be its money.
        for later in next.iter().copied().skip_while(|next| *next <= at) {
            *looked_at += 1;
            if *looked_at > most {
                return None;
            }
            if rows.get(later).is_some_and(|row| fits(row)) && been.insert(later) {
                came_by.insert(later, at);
                queue.push_back((later, hops + 1));
            }
        }
    }
    None
}
