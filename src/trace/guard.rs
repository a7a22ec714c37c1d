//! Refuses rows that would lead a trace astray: forged tokens ([`symbol`]), zero-value transfers, look-alike addresses, a
//! chain's coin told twice ([`twice`]). What does not add up in a listed token ([`arrived`]) is said, not refused.
//!
//! A token is its contract; only contracts on Spoor's own list are followed. A zero-value token transfer can be made by
//! anybody in anybody's name. A look-alike is an address with the same first 3 and last 4 characters as one of the case.
//!
//! Source: Tsuchiya et al., arXiv 2501.16681 (270 million poisoning attempts); EIP-20 (an event is only a claim).
//! Limits: a worthless token that is on the list is not seen; a genuine transfer of value to a look-alike is real and is
//! followed, with a warning at the node. Measured: all 12 recorded poison rows of the Bybit case are refused, and none of
//! its genuine rows (`tests/bybit.rs`); all 1,738 recorded payments to look-alikes are recognised, no address of three
//! real thefts is taken for one, and each of the hostile cases of `tests/patterns` changes taint by nothing.

pub mod arrived;
mod letters;
pub mod symbol;
pub mod twice;

use std::collections::BTreeSet;

use super::history::Units;
use crate::money::{Address, Amount, Transfer, TransferKind};
use symbol::Imitation;

/// Whether a row can move taint at all: a listed asset, and an amount that can be. No listed asset has 2⁹⁶ units.
#[must_use]
pub fn moves_value(transfer: &Transfer) -> bool {
    let is_asset = transfer.asset.known().is_some() && !twice::is_coin_again(&transfer.asset);
    is_asset && !transfer.amount.is_zero() && !is_impossible(transfer.amount)
}

/// Whether an amount is above the supply of every listed asset.
fn is_impossible(amount: Amount) -> bool {
    amount >= Amount::from_u128(Units::LIMIT)
}

/// Why a row is refused, in sentences; empty for rows that are followed and for plain calls without value.
#[must_use]
pub fn reasons(transfer: &Transfer, genuine: &BTreeSet<Address>) -> Vec<String> {
    let is_token = transfer.kind == TransferKind::Token;
    let is_impossible = transfer.asset.known().is_some() && is_impossible(transfer.amount);
    if moves_value(transfer) || !(is_token || is_impossible) {
        return Vec::new();
    }
    let mut reasons = Vec::new();
    if is_impossible {
        reasons.push(format!("It claims {} base units: more than there are of this asset.", transfer.amount));
    }
    if transfer.asset.known().is_none() || twice::is_coin_again(&transfer.asset) {
        reasons.push(forgery(transfer));
    }
    if transfer.amount.is_zero() {
        reasons.push("It moves nothing: anybody can write a zero-value transfer in another's name.".to_owned());
    }
    for party in [&transfer.to, &transfer.from] {
        if let Some(real) = imitated(party, genuine) {
            reasons.push(format!("{party} imitates {real}: the same first 3 and last 4 characters, another address."));
        }
    }
    reasons
}

/// The genuine address that this one imitates.
#[must_use]
pub fn imitated<'a>(address: &Address, genuine: &'a BTreeSet<Address>) -> Option<&'a Address> {
    if genuine.contains(address) { None } else { genuine.iter().find(|real| real.looks_like(address)) }
}

fn forgery(transfer: &Transfer) -> String {
    let contract = transfer.asset.contract().map_or_else(String::new, ToString::to_string);
    let claimed = transfer.claimed_symbol.as_deref().unwrap_or_default();
    if twice::is_coin_again(&transfer.asset) {
        return format!("The chain's own coin told twice: the events of contract {contract} repeat payments that are counted as such.");
    }
    match symbol::imitated(claimed) {
        Some(Imitation::Plain(known)) => {
            format!("A forged token: contract {contract} calls itself {} but is not its contract.", known.symbol)
        }
        Some(Imitation::Disguised(known)) => {
            format!("A forged token: contract {contract} writes {} in letters of another alphabet.", known.symbol)
        }
        None => format!("Not an asset of the list: contract {contract}. Its name and decimals are its own claim."),
    }
}
