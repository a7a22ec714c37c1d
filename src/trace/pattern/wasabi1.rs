//! Wasabi before version 2: ten or more equal outputs near 0.1 BTC, their doubles, change and the coordinator's fee.
//!
//! Rule: every input and output is a witness key hash; at least ten outputs are equal, at a base denomination of 0.09 to
//! 0.115 BTC or, as in 2018, within 3 % of 0.05 or 0.01 BTC; at least as many payers; at least two outputs that are not
//! equal to any other. Doubles of the base are further levels of the same round.
//!
//! Source: Stütz et al., arXiv 2109.10229; nopara73's Dumplings. Wasabi ended this protocol in June 2022.
//! Limits: the first days' rounds of fewer than ten people are not seen. A JoinMarket round of ten makers and more with
//! just such an amount would be named Wasabi 1.
//! Measured: 180 of 181 recorded rounds, the other has seven people (`tests/patterns`).

use super::coinjoin::{Class, Round};
use super::spend::{Kind, Spend, most_frequent};

const LEAST_EQUAL: usize = 10;
/// Base denominations in satoshi, from and to.
const BASES: [(u64, u64); 3] = [(9_000_000, 11_500_000), (4_850_000, 5_150_000), (970_000, 1_030_000)];
/// Levels above the base, each twice the one below.
const MOST_LEVELS: u32 = 12;
/// How far a level may be from the double, in thousandths: the coordinator takes its fee of each level.
const LEVEL_OFF: u64 = 20;

/// Recognises a round; `values` are those of the transaction.
#[must_use]
pub fn round(spend: &Spend, values: &[(u64, usize)]) -> Option<Round> {
    let (base, count) = most_frequent(values)?;
    if count < LEAST_EQUAL || !BASES.iter().any(|(from, to)| (*from..=*to).contains(&base)) || spend.inputs.len() < count {
        return None;
    }
    let fits = |kind| kind == Kind::WitnessKeyHash;
    let kinds = spend.inputs.iter().all(|input| fits(input.holder.kind())) && spend.outputs.iter().all(|output| fits(output.holder.kind()));
    let alone = values.iter().filter(|(_, count)| *count == 1).count();
    if !kinds || alone < 2 || spend.payers() < count {
        return None;
    }
    let equal = values.iter().copied().filter(|(value, count)| *count >= 2 && is_level(*value, base)).collect();
    Some(Round { class: Class::Wasabi1, equal, participants: count })
}

/// Whether a value is the base or one of its doubles.
fn is_level(value: u64, base: u64) -> bool {
    (0..MOST_LEVELS).any(|level| {
        let Some(double) = base.checked_shl(level) else { return false };
        value.abs_diff(double) <= double / 1_000 * LEVEL_OFF
    })
}
