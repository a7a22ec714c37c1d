//! Pass-through: an address that sends on nearly all it got, soon, and keeps nothing.
//!
//! Rule: one receipt, and within [`Rule::within_s`] after it payments of at least [`Rule::least_share`] percent of it and
//! not more than it, before anything else comes in; fees are not counted as payments.
//!
//! Source: the relay addresses of Huang et al. (Bybit: "layering"); mules in Altman et al., arXiv 2306.16424.
//! Limits: a person who moves to a new wallet does the same once. Money that waits longer, or is mixed with other money
//! first, is not seen.
//! Measured: the example `patterns` counts them among the addresses of three real thefts and among the made-up others.

use super::{of_asset, total};
use crate::money::{Address, Amount, Asset, Transfer, TransferId, TransferKind};

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

/// Every receipt of an address that it passed on; rows in any order.
#[must_use]
pub fn recognise(rows: &[&Transfer], address: &Address, asset: &Asset, rule: Rule) -> Vec<Passed> {
    let sorted: Vec<&Transfer> = of_asset(rows, asset)
        .into_iter()
        .filter(|row| row.kind != TransferKind::Fee && row.from != row.to && (row.to == *address || row.from == *address))
        .collect();
    let receipts = sorted.iter().enumerate().filter(|(_, row)| row.to == *address);
    receipts.filter_map(|(at, receipt)| passed(receipt, sorted.get(at + 1..)?, address, rule)).collect()
}

fn passed(receipt: &Transfer, later: &[&Transfer], address: &Address, rule: Rule) -> Option<Passed> {
    let soon = |row: &&&Transfer| row.from == *address && row.at.get().saturating_sub(receipt.at.get()) <= rule.within_s;
    let payments: Vec<&Transfer> = later.iter().take_while(soon).copied().collect();
    let went = total(&payments);
    let least = Amount::from(u64::from(rule.least_share)).share(receipt.amount, Amount::from(100));
    (!payments.is_empty() && went >= least && went <= receipt.amount).then(|| Passed {
        receipt: receipt.id(),
        came: receipt.amount,
        went,
        took_s: payments.last().map_or(0, |last| last.at.get().saturating_sub(receipt.at.get())),
        payments: payments.into_iter().map(Transfer::id).collect(),
    })
}
