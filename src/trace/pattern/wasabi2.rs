//! Wasabi from version 2 on (WabiSabi): many inputs, nearly all outputs of standard denominations, sorted by value.
//!
//! Rule: at least 20 inputs and 10 outputs; nine of ten inputs are of different holders; inputs and outputs are witness
//! key hashes or Taproot; the outputs descend in value; at least four of five outputs have a standard denomination; at
//! least three denominations occur twice or more.
//! The standard denominations, from 5,000 satoshi on: powers of two, of three and twice them, and one, two and five times
//! powers of ten.
//!
//! Source: Ficsór et al., "WabiSabi: Centrally Coordinated CoinJoins with Variable Amounts" (2021); the standard
//! denominations of Wasabi's client, which are public; Stütz et al., arXiv 2109.10229.
//! Limits: rounds of fewer than 20 inputs, as small coordinators make them, are not seen. A person may own several of the
//! equal outputs, so how many took part is known only from below: a wallet brings at most ten inputs.
//! Measured: 16 of 17 recorded rounds. The other is one address that splits its own 68 outputs, no round
//! (`tests/patterns`).

use std::sync::LazyLock;

use super::coinjoin::{Class, Round};
use super::spend::{Kind, Spend};

const LEAST_INPUTS: usize = 20;
const LEAST_OUTPUTS: usize = 10;
/// Inputs that a wallet registers for one round, at most.
const INPUTS_OF_ONE: usize = 10;

/// The standard denominations in satoshi, ascending.
pub static STANDARD: LazyLock<Vec<u64>> = LazyLock::new(|| {
    const LEAST: u64 = 5_000;
    const MOST: u64 = 21_000_000 * 100_000_000;
    let powers = |base: u64| std::iter::successors(Some(1u64), move |power| power.checked_mul(base)).take_while(|power| *power <= MOST);
    let times = |factor: u64, base: u64| powers(base).filter_map(move |power| power.checked_mul(factor));
    let all = powers(2).chain(powers(3)).chain(times(2, 3)).chain(powers(10)).chain(times(2, 10)).chain(times(5, 10));
    let mut all: Vec<u64> = all.filter(|value| (LEAST..=MOST).contains(value)).collect();
    all.sort_unstable();
    all.dedup();
    all
});

/// Recognises a round; `values` are those of the transaction.
#[must_use]
pub fn round(spend: &Spend, values: &[(u64, usize)]) -> Option<Round> {
    if spend.inputs.len() < LEAST_INPUTS || spend.outputs.len() < LEAST_OUTPUTS {
        return None;
    }
    let descends = spend.outputs.windows(2).all(|pair| matches!(pair, [a, b] if a.value_sat >= b.value_sat));
    if !descends {
        return None;
    }
    let standard: usize = values.iter().filter(|(value, _)| STANDARD.binary_search(value).is_ok()).map(|(_, count)| count).sum();
    let equal: Vec<(u64, usize)> = values.iter().copied().filter(|(_, count)| *count >= 2).collect();
    if standard * 5 < spend.outputs.len() * 4 || equal.len() < 3 {
        return None;
    }
    let fits = |kind| matches!(kind, Kind::WitnessKeyHash | Kind::Taproot);
    let kinds = spend.inputs.iter().all(|input| fits(input.holder.kind())) && spend.outputs.iter().all(|output| fits(output.holder.kind()));
    (kinds && spend.payers() * 10 >= spend.inputs.len() * 9).then(|| Round {
        class: Class::Wasabi2,
        equal,
        participants: spend.inputs.len().div_ceil(INPUTS_OF_ONE),
    })
}

#[cfg(test)]
mod tests {
    use super::STANDARD;

    #[test]
    fn the_denominations_are_those_of_the_client() {
        for value in [5_000, 6_561, 8_192, 10_000, 13_122, 16_384, 354_294, 1_594_323, 268_435_456, 50_000_000_000] {
            assert!(STANDARD.binary_search(&value).is_ok(), "{value}");
        }
        for value in [1, 4_374, 4_999, 30_000, 5_001, 6_000, 12_345] {
            assert!(STANDARD.binary_search(&value).is_err(), "{value}");
        }
    }
}
