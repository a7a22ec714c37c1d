//! Who is who: a name and a category for an address, with its source and how far to trust it.
//!
//! A label is never proof. Its confidence uses the vocabulary of the
//! [GraphSense TagPacks](https://github.com/graphsense/graphsense-tagpacks).

#[cfg(not(target_arch = "wasm32"))]
pub mod compile;
mod conflict;
mod csv_file;
mod day;
mod entry;
mod import;
mod known;
mod own;
pub mod packed;
mod portal;
mod search;
mod tagpack;
mod typed;
mod vocabulary;
mod yaml;

pub use conflict::disagreement;
pub use csv_file::to_csv;
pub use day::{Day, ParseDayError};
pub use entry::{MOST_NAME, MOST_SOURCE};
pub use import::{Import, ImportError, MOST_FILE_BYTES, Refused, import};
pub use known::{KnownLabels, ReadLabelsError};
pub use own::{MOST_OWN, OwnError, OwnLabels};
pub use search::{Hit, PAGE, search};
pub use tagpack::to_tagpack;
pub use typed::Typed;

use serde::{Deserialize, Serialize};

use crate::money::{Account, Address, Chain, UnixSeconds};

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
    /// On a list of an authority or of a token's issuer: sanctions, a blacklist. It says whose address this is not, and
    /// nobody's money is pooled by it: following goes on.
    Listed,
}

impl Category {
    /// Whether money that comes here is pooled with other people's or leaves the chain's daylight, so that following ends.
    #[must_use]
    pub const fn ends_following(self) -> bool {
        !matches!(self, Self::Thief | Self::Victim | Self::Listed)
    }
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
    /// The first day on which it holds; `None` where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// The first day on which it holds no more; `None` where none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// Whether the visitor brought it: by their word, typed or by a file of theirs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
}

impl Label {
    /// Whether the label is for this address on this chain.
    #[must_use]
    pub fn is_for(&self, chain: Chain, address: &Address) -> bool {
        self.account.chain() == chain && self.account.address() == address
    }

    /// Whether it holds at a moment. A label without days holds always, as far as is known.
    #[must_use]
    pub fn holds_at(&self, at: UnixSeconds) -> bool {
        let day = Day::of(at);
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }

    /// Whether it has days at all.
    #[must_use]
    pub const fn is_dated(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// When it holds, in words; `None` where it has no days.
    #[must_use]
    pub fn period(&self) -> Option<String> {
        match (self.from, self.to) {
            (None, None) => None,
            (Some(from), None) => Some(format!("from {from} on")),
            (None, Some(to)) => Some(format!("until {to}")),
            (Some(from), Some(to)) => Some(format!("from {from} until {to}")),
        }
    }
}
