//! What laundering looks like: one pattern in each file, with its rule, its source, its limits and its measured error.
//!
//! Everything here is an inference, never a fact: a pattern names the rows it was seen in and says how far to believe it.
//! Nothing here keeps a history or asks for anything. A pattern is given plain rows and can be tried alone;
//! `docs/heuristics.md` has the measured errors, and `cargo run --profile bench --example patterns` measures them.
//!
//! Of Bitcoin transactions ([`spend::Spend`]): rounds of mixers ([`coinjoin`]), who owns the inputs ([`common_input`]),
//! which output is change ([`change`]), and chains of small payments ([`peel`]). Of accounts: [`fan`], [`pass_through`],
//! [`cycle`], [`gas`], Tornado Cash ([`tornado`]). Across chains: [`bridge_pair`].

pub mod bridge_pair;
pub mod change;
pub mod coinjoin;
pub mod common_input;
pub mod cycle;
pub mod fan;
pub mod gas;
pub mod joinmarket;
pub mod pass_through;
pub mod peel;
pub mod spend;
pub mod tornado;
pub mod wasabi1;
pub mod wasabi2;
pub mod whirlpool;

use crate::money::{Amount, Asset, Transfer};

/// The rows of one asset that move something, in the order of the chain.
fn of_asset<'a>(rows: &[&'a Transfer], asset: &Asset) -> Vec<&'a Transfer> {
    let mut sorted: Vec<&Transfer> = rows.iter().copied().filter(|row| row.asset == *asset && !row.amount.is_zero()).collect();
    sorted.sort_by_cached_key(|row| row.chronological());
    // Whoever reports a row twice reports it once.
    sorted.dedup_by(|a, b| a.id() == b.id());
    sorted
}

/// What they move in all; at most 2²⁵⁶ − 1.
fn total(rows: &[&Transfer]) -> Amount {
    rows.iter().map(|row| row.amount).sum()
}
