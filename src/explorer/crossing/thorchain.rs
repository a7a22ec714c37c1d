//! THORChain: its index of what happened ([`midgard`]), its nodes ([`node`]), its notation and its memos.
//!
//! A transaction is asked for under its hash in capitals, without `0x`. The index knows it minutes later than the nodes
//! do, and both forget nothing, so where the index knows nothing a node is asked.
//!
//! Sources: [Midgard v2](https://midgard.ninerealms.com/v2/doc) (2.34.2), [THORNode](https://thornode.ninerealms.com/thorchain/doc)
//! (3.19.1), [Querying THORChain](https://dev.thorchain.org/concepts/querying-thorchain.html).

pub mod memo;
pub mod midgard;
pub mod node;
pub mod notation;

mod legs;

#[cfg(test)]
mod tests;

use super::Service;

/// THORChain or a chain built like it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// Who.
    pub service: Service,
    /// What its own ledger is called.
    pub home: &'static str,
    /// The first part of the path of its nodes' questions.
    pub path: &'static str,
    /// The first part of its own coin's notation.
    pub chain: &'static str,
    /// Its own coin.
    pub coin: &'static str,
    /// Assets that it does not count in 10⁻⁸, with their decimals.
    pub finer: &'static [(&'static str, u8)],
}

/// THORChain.
pub const THORCHAIN: Family =
    Family { service: Service::Thorchain, home: "THORChain", path: "thorchain", chain: "THOR", coin: "RUNE", finer: &[] };

/// Amounts are counted in 10⁻⁸ of a coin, whatever base unit the asset has.
pub const DECIMALS: u8 = 8;
