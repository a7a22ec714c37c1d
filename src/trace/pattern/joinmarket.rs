//! JoinMarket: one taker and its makers each get one output of the same amount, and each maker its change.
//!
//! Rule: the most frequent value occurs n ≥ 3 times, above the dust that JoinMarket refuses (2,730 satoshi), among 2n or
//! 2n − 1 outputs; at least n payers; every output another holder's, none of them a payer's, none empty. Where n is below
//! 5, all inputs are of one kind of script, all change is of that kind too, and one change at least is what an input
//! leaves after the amount: a maker's.
//!
//! Source: Möser and Böhme, "Join Me on a Market for Anonymity" (WEIS 2016); Stütz et al., arXiv 2109.10229; Kalodner et
//! al., BlockSci.
//! Limits: rounds with one maker are not told from other transactions with two equal payments ([`super::coinjoin::joint`]
//! finds them, and says less). Other wallets' equal-output CoinJoins are named JoinMarket. A change that was dust and
//! left to the miner hides a round.
//! Measured: in the set that is named JoinMarket, most transactions are trades of inscriptions; see `docs/heuristics.md`.

use super::coinjoin::{Class, Round};
use super::spend::{Spend, most_frequent};

/// What JoinMarket calls dust, in satoshi.
const DUST: u64 = 2_730;
/// As many equal outputs speak for themselves.
const PLAIN: usize = 5;
/// A maker earns at most this part of the amount,
const EARNED_PART: u64 = 500;
/// or this many satoshi.
const EARNED_SAT: u64 = 2_000;

/// Recognises a round; `values` are those of the transaction.
#[must_use]
pub fn round(spend: &Spend, values: &[(u64, usize)]) -> Option<Round> {
    let (amount, count) = most_frequent(values)?;
    if count < 3 || amount <= DUST || spend.outputs.len().div_ceil(2) != count || spend.inputs.len() < count {
        return None;
    }
    if spend.has_empty_output() || spend.payers() < count || spend.payees() != spend.outputs.len() || spend.pays_back() {
        return None;
    }
    (count >= PLAIN || is_of_one_wallet(spend, amount)).then(|| Round {
        class: Class::JoinMarket,
        equal: vec![(amount, count)],
        participants: count,
    })
}

/// What a small round must show besides: one kind of script, and a maker's change.
fn is_of_one_wallet(spend: &Spend, amount: u64) -> bool {
    let Some(kind) = spend.inputs.first().map(|input| input.holder.kind()) else { return false };
    let mut change = spend.outputs.iter().filter(|output| output.value_sat != amount);
    let kinds = spend.inputs.iter().all(|input| input.holder.kind() == kind) && change.clone().all(|output| output.holder.kind() == kind);
    let earned = EARNED_SAT.max(amount / EARNED_PART);
    let is_left = |value: u64| {
        let before = value.saturating_add(amount);
        let inputs = &spend.inputs;
        let one = inputs.iter().any(|input| input.value_sat.abs_diff(before) <= earned);
        // Pairs of a few inputs only: among many, some pair fits by chance.
        one || (inputs.len() <= 20
            && inputs
                .iter()
                .enumerate()
                .any(|(at, a)| inputs.iter().skip(at + 1).any(|b| a.value_sat.saturating_add(b.value_sat).abs_diff(before) <= earned)))
    };
    kinds && change.any(|output| is_left(output.value_sat))
}
