//! Who is who: a name and a category for an address, with its source and how far to trust it.
//!
//! A label is never proof. Its confidence uses the vocabulary of the
//! [GraphSense TagPacks](https://github.com/graphsense/graphsense-tagpacks).

mod known;

pub use known::{KnownLabels, ReadLabelsError};

use serde::{Deserialize, Serialize};

use crate::money::{Account, Address, Chain};

/// What kind of actor an address belongs to, as far as it decides whether following goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// A custodial exchange: money that enters is pooled; the exchange can freeze.
    Exchange,
    /// An address an exchange gave to one customer.
    Deposit,
    /// A bridge or cross-chain swap: the money goes on elsewhere.
    Bridge,
    /// A mixer: the money loses its trail.
    Mixer,
    /// A contract or business that pools money of many: a router, a lending pool, a token contract.
    Service,
    /// The thief, by somebody's word.
    Thief,
    /// The victim, by somebody's word.
    Victim,
}

/// How far to trust a label: GraphSense's vocabulary, from its `confidence.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// 5 of 100.
    Unknown,
    /// 10 of 100.
    Heuristic,
    /// 20 of 100.
    WebCrawl,
    /// 50 of 100.
    ServiceData,
    /// 50 of 100.
    TrustedProvider,
    /// 60 of 100.
    AuthorityData,
    /// 70 of 100.
    ForensicInvestigation,
    /// 90 of 100.
    ManualTransaction,
    /// 100 of 100.
    LedgerImmanent,
}

/// A name for an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Whose address.
    pub account: Account,
    /// The name, to be shown as text.
    pub name: String,
    /// The kind of actor.
    pub category: Category,
    /// Who says so: a URL or a document's name.
    pub source: String,
    /// How far to trust it.
    pub confidence: Confidence,
    /// The day of the source, as `2025-02-26`.
    pub as_of: String,
}

impl Label {
    /// Whether the label is for this address on this chain.
    #[must_use]
    pub fn is_for(&self, chain: Chain, address: &Address) -> bool {
        self.account.chain() == chain && self.account.address() == address
    }
}
