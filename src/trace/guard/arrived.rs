//! Tokens whose events do not say what arrives: a fee taken on the way, or balances that change without an event.
//!
//! Rule: the rows of one token at one address, in the order of the chain. *Fee on transfer*: in one transaction a sender
//! pays one address, and besides, at once, at most a quarter as much to another or to nobody, by the next event.
//! *Overspent*: more left than had come, though the history is whole. *Differs*: the balance that the chain says now is
//! not what came less what left.
//!
//! Source: weird-erc20 (github.com/d-xo/weird-erc20); Lido's documentation of stETH, whose balances change daily.
//! Limits: a fee that the contract books without an event shows in the balance alone; a payment of two people in one
//! transaction looks like a fee where it is small. The rows are followed all the same, as far as they go: what is missing
//! is said at the address.

use crate::money::{Address, Amount, Asset, Position, Transfer, TransferKind, TxId};

/// What does not add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// A part was kept on the way.
    Fee {
        /// The transaction.
        tx: TxId,
        /// What arrived, in base units.
        arrived: Amount,
        /// What was kept.
        kept: Amount,
    },
    /// More left than had come.
    Overspent {
        /// The first transaction that shows it.
        tx: TxId,
        /// By how much, in base units.
        by: Amount,
    },
    /// The balance is another than the rows say.
    Differs {
        /// What came less what left.
        by_rows: Amount,
        /// What the chain says.
        balance: Amount,
    },
}

impl Oddity {
    /// What it means, in a sentence.
    #[must_use]
    pub fn why(&self) -> String {
        match self {
            Self::Fee { tx, arrived, kept } => {
                format!("In {tx:#} the token kept {kept} base units beside {arrived} that arrived: perhaps a fee on transfer.")
            }
            Self::Overspent { tx, by } => {
                format!(
                    "By {tx:#}, {by} base units more had left than came: the token changes balances without an event, or a row is missing."
                )
            }
            Self::Differs { by_rows, balance } => {
                format!(
                    "The chain says {balance} base units are here, the rows say {by_rows}: the token changes balances without an event, or a row is missing."
                )
            }
        }
    }
}

/// What does not add up at an address. `whole` says that its history was read to the end; `balance` is what the chain
/// says now, where it was asked.
#[must_use]
pub fn oddities(rows: &[&Transfer], address: &Address, asset: &Asset, whole: bool, balance: Option<Amount>) -> Vec<Oddity> {
    let mut sorted: Vec<&Transfer> = rows.iter().copied().filter(|row| row.asset == *asset && row.kind != TransferKind::Fee).collect();
    sorted.sort_by_cached_key(|row| row.chronological());
    sorted.dedup_by(|a, b| a.id() == b.id());
    let mut found: Vec<Oddity> = sorted.windows(2).filter_map(|pair| if let [a, b] = pair { fee(a, b, address) } else { None }).collect();
    if !whole {
        return found;
    }
    let (mut came, mut left, mut overspent) = (Amount::ZERO, Amount::ZERO, None);
    for row in sorted.iter().filter(|row| row.from != row.to) {
        if row.to == *address {
            came = [came, row.amount].into_iter().sum();
        } else if row.from == *address {
            left = [left, row.amount].into_iter().sum();
        }
        if overspent.is_none() && left > came {
            overspent = Some(Oddity::Overspent { tx: row.tx, by: left.saturating_minus(came) });
        }
    }
    let by_rows = came.saturating_minus(left);
    found.extend(overspent);
    found.extend(balance.filter(|balance| *balance != by_rows).map(|balance| Oddity::Differs { by_rows, balance }));
    found
}

/// Two events in a row, of which the smaller is a fee of the larger.
fn fee(a: &Transfer, b: &Transfer, address: &Address) -> Option<Oddity> {
    let next = match (&a.position, &b.position) {
        (Position::Log(a), Position::Log(b)) => b.checked_sub(*a) == Some(1),
        _ => false,
    };
    let same = next && a.tx == b.tx && a.from == b.from && a.to != b.to && a.kind == TransferKind::Token;
    let (large, small) = if a.amount >= b.amount { (a, b) } else { (b, a) };
    let part = Amount::from(1).share(large.amount, Amount::from(4));
    let concerns = large.to == *address || large.from == *address;
    (same && concerns && !small.amount.is_zero() && small.amount <= part).then_some(Oddity::Fee {
        tx: a.tx,
        arrived: large.amount,
        kept: small.amount,
    })
}
