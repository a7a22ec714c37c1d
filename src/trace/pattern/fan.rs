//! Fan-out and fan-in: money that is spread over many addresses in a short time, or gathered from many.
//!
//! Rule: within one window of time an address pays at least so many others in one asset, no two of the payments to the
//! same one counted twice (fan-out); or is paid by as many (fan-in). The window that holds most of them is given.
//!
//! Source: the scatter and gather patterns of Weber et al., "Scalable Graph Learning for Anti-Money Laundering" (arXiv
//! 1812.00076) and Altman et al., "Realistic Synthetic Financial Transactions for Anti-Money Laundering Models" (arXiv
//! 2306.16424).
//! Limits: payrolls, airdrops and exchanges do the same; so a fan says how money moved, not that it was laundered. The
//! whole history is needed, for a fan may stand in the part that was not read.
//! Measured: the example `patterns` counts fans among the addresses of three real thefts and among the made-up others.

use std::collections::BTreeMap;

use super::{of_asset, total};
use crate::money::{Address, Amount, Asset, Transfer, TransferId, UnixSeconds};

/// What makes a fan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Different others, at least.
    pub least_others: usize,
    /// From the first of the payments to the last, at most.
    pub within_s: u64,
}

impl Default for Rule {
    /// Ten others within a day.
    fn default() -> Self {
        Self { least_others: 10, within_s: 86_400 }
    }
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From one to many.
    Out,
    /// From many to one.
    In,
}

/// A fan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fan {
    /// Which way.
    pub way: Way,
    /// How many others.
    pub others: usize,
    /// In all, in base units.
    pub amount: Amount,
    /// Time of the first payment.
    pub from: UnixSeconds,
    /// Time of the last.
    pub to: UnixSeconds,
    /// Its payments, in order of time.
    pub rows: Vec<TransferId>,
}

/// The window that holds most others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many others.
    pub others: usize,
    /// The number of its first payment.
    pub first: usize,
    /// The number of its last.
    pub last: usize,
}

/// The widest fan among payments in the order of time, each with the other it concerns.
#[must_use]
pub fn widest<Other: Ord + Copy>(payments: &[(UnixSeconds, Other)], rule: Rule) -> Option<Window> {
    // A window slides over the payments: what enters is counted, what is too old leaves.
    let (mut counts, mut first) = (BTreeMap::<Other, usize>::new(), 0);
    let mut best: Option<Window> = None;
    for (last, (at, other)) in payments.iter().enumerate() {
        *counts.entry(*other).or_default() += 1;
        while let Some((_, old)) = payments.get(first).filter(|(then, _)| at.get().saturating_sub(then.get()) > rule.within_s) {
            if let Some(count) = counts.get_mut(old) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(old);
                }
            }
            first += 1;
        }
        if counts.len() >= rule.least_others && best.is_none_or(|best| counts.len() > best.others) {
            best = Some(Window { others: counts.len(), first, last });
        }
    }
    best
}

/// Looks for the widest fan of an address in one asset; rows in any order.
#[must_use]
pub fn recognise(rows: &[&Transfer], address: &Address, asset: &Asset, way: Way, rule: Rule) -> Option<Fan> {
    let own = |row: &Transfer| if way == Way::Out { row.from == *address } else { row.to == *address };
    let sorted: Vec<&Transfer> = of_asset(rows, asset).into_iter().filter(|row| own(row) && row.from != row.to).collect();
    let payments: Vec<(UnixSeconds, &Address)> =
        sorted.iter().map(|row| (row.at, if way == Way::Out { &row.to } else { &row.from })).collect();
    let Window { others, first, last } = widest(&payments, rule)?;
    let window = sorted.get(first..=last)?;
    Some(Fan {
        way,
        others,
        amount: total(window),
        from: window.first()?.at,
        to: window.last()?.at,
        rows: window.iter().map(|row| row.id()).collect(),
    })
}
