//! Whirlpool: rounds of five to ten equal outputs of one pool, and the transactions that enter a pool ("Tx0").
//!
//! Rule of a round: as many inputs as outputs, 5 to 10; every output holds exactly the pool's amount, each another's;
//! every input is a witness key hash and holds the amount, or up to [`MOST_ABOVE`] more, which pays the miner. At least
//! one input holds more and each input is another holder's.
//! Rule of a Tx0: one empty output (a note of 64 or 80 bytes), one to 70 outputs a little above a pool's amount, and at
//! most three others: the coordinator's fee and change.
//!
//! Source: Stütz et al., arXiv 2109.10229; Samourai's Whirlpool protocol (pools of 0.001, 0.01, 0.05 and 0.5 BTC) and
//! Ashigaru's pools of 0.025 and 0.25 BTC.
//! Limits: a pool of another amount is not seen. A Tx0 has one owner: it goes into the mixer, it is no round. Where the
//! note is the last output, rows do not tell of it, and the Tx0 is not seen.
//! Measured: all 708 recorded rounds, and none of the transactions of another class (`tests/patterns`).

use super::coinjoin::{Class, Round};
use super::spend::{Kind, Spend};

/// The amounts of the pools, in satoshi.
const POOLS: [u64; 6] = [100_000, 1_000_000, 2_500_000, 5_000_000, 25_000_000, 50_000_000];

/// The most outputs of a Tx0 that enter the pool.
const MOST_ENTRIES: usize = 70;

/// What an input of a round, or an output of a Tx0, may hold above the pool's amount, in satoshi: it pays the miner.
pub const MOST_ABOVE: u64 = 110_000;
/// The same of a Tx0 of the smallest pool: with more it could be anything.
const MOST_ABOVE_SMALLEST: u64 = 60_000;

/// Whether a value is exactly what an output of a round holds.
#[must_use]
pub fn is_pool(value_sat: u64) -> bool {
    POOLS.contains(&value_sat)
}

/// A transaction that enters a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The pool's amount, in satoshi.
    pub pool_sat: u64,
    /// How many outputs enter.
    pub entries: usize,
}

/// Recognises a round; `values` are those of the transaction.
#[must_use]
pub fn round(spend: &Spend, values: &[(u64, usize)]) -> Option<Round> {
    let &[(pool, count)] = values else { return None };
    let sized = (5..=10).contains(&count) && spend.outputs.len() == count && spend.inputs.len() == count;
    if !sized || !POOLS.contains(&pool) {
        return None;
    }
    let fits = |value: u64| value >= pool && value - pool <= MOST_ABOVE;
    // What leaves the pool may go to any kind of address.
    let all = spend.inputs.iter().all(|input| fits(input.value_sat) && input.holder.kind() == Kind::WitnessKeyHash)
        && spend.inputs.iter().any(|input| input.value_sat > pool);
    let apart = all && spend.payees() == count && spend.payers() == count && !spend.pays_back();
    apart.then(|| Round { class: Class::Whirlpool, equal: values.to_vec(), participants: count })
}

/// Recognises a Tx0.
#[must_use]
pub fn entry(spend: &Spend) -> Option<Entry> {
    let mut notes = spend.outputs.iter().filter(|output| matches!(output.holder.kind(), Kind::Note(64 | 80) | Kind::Unseen));
    if notes.next().is_none() || notes.next().is_some() {
        return None;
    }
    POOLS.into_iter().find_map(|pool| {
        let most = if pool == 100_000 { MOST_ABOVE_SMALLEST } else { MOST_ABOVE };
        let enters = |value: u64| value > pool && value - pool <= most;
        let entries =
            spend.outputs.iter().filter(|output| enters(output.value_sat) && output.holder.kind() == Kind::WitnessKeyHash).count();
        let others = spend.outputs.len().saturating_sub(entries).saturating_sub(1);
        // A fee at least: a payment with a note is no entry.
        ((1..=MOST_ENTRIES).contains(&entries) && (1..=3).contains(&others) && has_fee(spend, pool))
            .then_some(Entry { pool_sat: pool, entries })
    })
}

/// Whether an output can be the coordinator's fee: a twentieth of the pool at most (3.5 % of the larger pools), or a part
/// of it by a discount.
fn has_fee(spend: &Spend, pool: u64) -> bool {
    spend.outputs.iter().any(|output| output.value_sat > 0 && output.value_sat <= pool / 20)
}
