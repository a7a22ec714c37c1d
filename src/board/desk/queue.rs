//! The order of the queue: what can still be stopped first.

use std::cmp::Reverse;

use super::item::{Flag, Item, Standing, Still};
use super::suggest::Advice;
use crate::board::Hash;
use crate::money::{Amount, Asset};
use crate::tip::ClaimKind;

/// The order in words, for the screen.
pub const ORDER: &str = "First what waits for a decision and can still be stopped: seen there before not looked up, then by who can act \
(deposit address, exchange, issuer, bridge, service, nobody known), the day on which the money came there, newest first, the asset, \
and the amount. Then what leads to money that is gone or frozen, then duplicates and copies, then what is encrypted, refused or no tip.";

/// Seconds of a day.
const DAY_S: u64 = 86_400;

/// What an item is ordered by; its number settles what is equal in all else.
type Key<'a> = (u8, Still, u8, Reverse<u64>, Option<&'a Asset>, Reverse<Amount>, Option<Hash>, u64);

/// Puts items in order and numbers their places.
pub(super) fn order(items: &mut [Item]) {
    let mut by_key: Vec<(Key<'_>, usize)> = items.iter().enumerate().map(|(at, item)| (key(item), at)).collect();
    by_key.sort_unstable();
    let order: Vec<usize> = by_key.into_iter().map(|(_, at)| at).collect();
    for (at, place) in order.into_iter().zip(1..) {
        items[at].place = place;
    }
    items.sort_by_key(|item| item.place);
}

fn key(item: &Item) -> Key<'_> {
    let class = class(item);
    match &item.told {
        Some(told) => {
            let day = told.moved_at.get() / DAY_S;
            let (asset, amount) = (Some(&told.asset), Reverse(told.amount));
            // Where the tip states it falsely, the chain says so when it is re-checked: it costs a look, not the order of others.
            (class, told.still, acts(told.kind), Reverse(day), asset, amount, Some(told.tip), item.number)
        }
        None => (class, Still::Unknown, u8::MAX, Reverse(0), None, Reverse(Amount::ZERO), None, item.number),
    }
}

fn class(item: &Item) -> u8 {
    let gone = |flag: &Flag| matches!(flag, Flag::Gone | Flag::Frozen);
    let told_before = |flag: &Flag| matches!(flag, Flag::Duplicate { .. } | Flag::Copy { .. });
    let settled = |flag: &Flag| matches!(flag, Flag::InFeed { decided: Some(_), .. });
    match &item.standing {
        Standing::NoTip { .. } => 9,
        Standing::Refused { signed: false, .. } => 8,
        Standing::Refused { signed: true, .. } => 7,
        Standing::Encrypted { .. } => 6,
        Standing::Valid | Standing::Contract if item.flags.iter().any(settled) => 5,
        Standing::Valid | Standing::Contract if item.flags.iter().any(told_before) => 4,
        Standing::Contract => 3,
        Standing::Valid if item.flags.iter().any(gone) => 2,
        Standing::Valid if matches!(item.suggestion.advice, Advice::Refuse { .. }) => 2,
        Standing::Valid => u8::from(item.flags.contains(&Flag::NobodyNamed)),
    }
}

/// Who can act, the quickest to lose it first.
const fn acts(kind: ClaimKind) -> u8 {
    match kind {
        ClaimKind::AtDepositAddress => 0,
        ClaimKind::AtExchange => 1,
        ClaimKind::FreezableByIssuer => 2,
        ClaimKind::BridgeOut => 3,
        ClaimKind::AtService => 4,
        ClaimKind::AtAddress => 5,
        ClaimKind::InMixer => 6,
    }
}
