//! Pass-through: an address that sends on nearly all it got, soon, and keeps nothing.
//!
//! Rule: one receipt, and within [`Rule::within_s`] after it payments of at least [`Rule::least_share`] percent of it and
//! not more than it, before anything else comes in; fees are not counted as payments.
//!
//! Source: the relay addresses of Huang et al. (Bybit: "layering"); mules in Altman et al., arXiv 2306.16424.
//! Limits: a person who moves to a new wallet does the same once. Money that waits longer, or is mixed with other money
//! first, is not seen.
//! Measured: the example `patterns` counts them among the addresses of three real thefts and among the made-up others.

use std::ops::Range;

use super::of_asset;
use crate::money::{Address, Amount, Asset, Transfer, TransferId, TransferKind, UnixSeconds};

/// What counts as passing on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The part that goes on at least, in percent.
    pub least_share: u8,
    /// From the receipt to the last payment, at most.
    pub within_s: u64,
}

impl Default for Rule {
    /// 95 percent within an hour.
    fn default() -> Self {
        Self { least_share: 95, within_s: 3_600 }
    }
}

/// A receipt that was passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The receipt.
    pub receipt: TransferId,
    /// What it brought, in base units.
    pub came: Amount,
    /// What went on.
    pub went: Amount,
    /// The payments, in order of time.
    pub payments: Vec<TransferId>,
    /// From the receipt to the last of them.
    pub took_s: u64,
}

/// A receipt or a payment, without its parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// When.
    pub at: UnixSeconds,
    /// Whether it came in.
    pub is_receipt: bool,
    /// In base units.
    pub amount: Amount,
}

/// Every receipt that was passed on, among the receipts and payments of an address in the order of the chain: its number,
/// the numbers of the payments, and what they paid.
#[must_use]
pub fn passed_on(moved: &[Moved], rule: Rule) -> Vec<(usize, Range<usize>, Amount)> {
    let receipts = moved.iter().enumerate().filter(|(_, one)| one.is_receipt);
    let passed = |(at, receipt): (usize, &Moved)| {
        let later = moved.get(at + 1..)?;
        let soon = |one: &&Moved| !one.is_receipt && one.at.get().saturating_sub(receipt.at.get()) <= rule.within_s;
        let count = later.iter().take_while(soon).count();
        let went: Amount = later.iter().take(count).map(|one| one.amount).sum();
        let least = Amount::from(u64::from(rule.least_share)).share(receipt.amount, Amount::from(100));
        (count > 0 && went >= least && went <= receipt.amount).then_some((at, at + 1..at + 1 + count, went))
    };
    receipts.filter_map(passed).collect()
}

/// Every receipt of an address that it passed on; rows in any order.
#[must_use]
pub fn recognise(rows: &[&Transfer], address: &Address, asset: &Asset, rule: Rule) -> Vec<Passed> {
    let sorted: Vec<&Transfer> = of_asset(rows, asset)
        .into_iter()
        .filter(|row| row.kind != TransferKind::Fee && row.from != row.to && (row.to == *address || row.from == *address))
        .collect();
    let moved: Vec<Moved> = sorted.iter().map(|row| Moved { at: row.at, is_receipt: row.to == *address, amount: row.amount }).collect();
    let told = |(receipt, payments, went): (usize, Range<usize>, Amount)| {
        let (receipt, payments) = (sorted.get(receipt)?, sorted.get(payments)?);
        Some(Passed {
            receipt: receipt.id(),
            came: receipt.amount,
            went,
            took_s: payments.last()?.at.get().saturating_sub(receipt.at.get()),
            payments: payments.iter().map(|row| row.id()).collect(),
        })
    };
    passed_on(&moved, rule).into_iter().filter_map(told).collect()
}
