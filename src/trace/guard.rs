//! Refuses rows that would lead a trace astray: forged tokens, zero-value transfers, look-alike addresses.
//!
//! A token is its contract; only contracts on Spoor's own list are followed. A zero-value token transfer can be made by
//! anybody in anybody's name. A look-alike is an address with the same first 3 and last 4 characters as one of the case.
//!
//! Source: Tsuchiya et al., arXiv 2501.16681 (270 million poisoning attempts); EIP-20 (an event is only a claim).
//! Limits: a worthless token that is on the list is not seen; a genuine transfer of value to a look-alike is real and is
//! followed, with a warning at the node. Measured: all 12 recorded poison rows of the Bybit case are refused, and none of
//! its genuine rows (`tests/bybit.rs`).

use std::collections::BTreeSet;

use super::history::Units;
use crate::money::{Address, Amount, Asset, Transfer, TransferKind};

/// Whether a row can move taint at all: a listed asset, and an amount that can be. No listed asset has 2⁹⁶ units.
#[must_use]
pub fn moves_value(transfer: &Transfer) -> bool {
    transfer.asset.known().is_some() && !transfer.amount.is_zero() && !is_impossible(transfer.amount)
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
    if transfer.asset.known().is_none() {
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
    let plain = skeleton(claimed);
    match Asset::list().iter().find(|known| !plain.is_empty() && known.symbol.eq_ignore_ascii_case(&plain)) {
        Some(known) if claimed.is_ascii() => {
            format!("A forged token: contract {contract} calls itself {} but is not its contract.", known.symbol)
        }
        Some(known) => {
            format!("A forged token: contract {contract} writes {} in letters of another alphabet.", known.symbol)
        }
        None => format!("Not an asset of the list: contract {contract}. Its name and decimals are its own claim."),
    }
}

/// The name with look-alike letters replaced by the Latin ones they imitate, and all but letters and digits dropped.
fn skeleton(name: &str) -> String {
    name.chars().take(32).map(latin).filter(char::is_ascii_alphanumeric).collect()
}

/// The Cyrillic, Greek and Armenian letters used in forged symbols, from the Unicode confusables (UTS #39).
const fn latin(letter: char) -> char {
    match letter {
        'А' | 'Α' => 'A',
        'а' | 'α' => 'a',
        'В' | 'Β' => 'B',
        'С' | 'Ϲ' => 'C',
        'с' => 'c',
        'ԁ' => 'd',
        'Е' | 'Ε' => 'E',
        'е' => 'e',
        'Н' | 'Η' => 'H',
        'һ' => 'h',
        'І' | 'Ι' => 'I',
        'і' | 'ι' => 'i',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' | 'Օ' => 'O',
        'о' | 'ο' => 'o',
        'Р' | 'Ρ' => 'P',
        'р' => 'p',
        'Ѕ' | 'Տ' => 'S',
        'ѕ' => 's',
        'Т' | 'Τ' => 'T',
        'т' | 'τ' => 't',
        'Ս' => 'U',
        'Х' | 'Χ' => 'X',
        'х' => 'x',
        'У' | 'Υ' => 'Y',
        'у' => 'y',
        'Ζ' => 'Z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forged_names_are_read_as_what_they_imitate() {
        for (forged, real) in [("EТH", "ETH"), ("ЕТН...", "ETH"), ("stEТH", "stETH"), ("ѕтETН", "stETH"), ("U\u{200b}SDT", "USDT")]
        {
            assert_eq!(skeleton(forged), real);
        }
    }
}
