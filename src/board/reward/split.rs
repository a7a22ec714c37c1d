//! Parts of amounts in exact integers: millionths of a whole, and equal parts that add up to it.

use alloy_primitives::U256;

use crate::money::Amount;

use super::super::entry::Split;

/// What a whole is in millionths.
pub const WHOLE: u64 = 1_000_000;

/// So many millionths of an amount, rounded down.
#[must_use]
pub fn part(amount: Amount, millionths: Amount) -> Amount {
    amount.share(millionths, Amount::from(WHOLE))
}

/// What each of several first reporters gets, the earliest first. The parts add up to the whole, exactly; where there is
/// nobody, there is no part.
///
/// By [`Split::Equal`] each gets the same, and base units that do not divide go to the earliest, one each: equal claims have
/// equal remainders, so the method of largest remainders leaves only the order to decide.
#[must_use]
pub fn split(whole: Amount, how: Split, among: usize) -> Vec<Amount> {
    let count = U256::from(among);
    let Some(each) = whole.base_units().checked_div(count) else { return Vec::new() };
    match how {
        Split::First => (0..among).map(|at| if at == 0 { whole } else { Amount::ZERO }).collect(),
        Split::Equal => {
            let more = whole.base_units() % count;
            let one = |at: usize| if U256::from(at) < more { each + U256::ONE } else { each };
            (0..among).map(|at| Amount::from_base_units(one(at))).collect()
        }
    }
}
