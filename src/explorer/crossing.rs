//! What bridges and cross-chain exchanges say about a transaction: where the money came in, where it went out.
//!
//! A service is asked about one transaction, and only where the other side of a transfer is a contract of that service
//! ([`routers`]): a question shows the service what is looked at, and some block whoever asks about strangers. Whatever
//! service answers, the answer has one shape, [`Crossing`]. Both legs are linked by something that the service itself
//! matches by ([`Match`]), never by time and amount.
//!
//! Nothing here is believed beyond its word. Names that Spoor recognises become a chain, an asset, an address or a
//! transaction; all others stay the service's own text ([`Told`]), cut and shown as text. What is left out or doubtful is
//! a sentence in [`Crossing::gaps`]. Answers are read by `serde_json`, whose own limit of 128 levels bounds their depth.

pub mod chainflip;
mod chains;
pub mod debridge;
pub mod layerzero;
pub mod lifi;
pub mod lookup;
pub mod maya;
mod node;
mod passage;
pub mod relay;
pub mod router;
pub mod routers;
mod scaled;
pub mod thorchain;
pub mod wormhole;

#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::HttpRequest;
use crate::money::{Address, Amount, Asset, Chain, TxId};

pub use lookup::{Api, Key, Lookup, LookupError};
pub use passage::Passage;
pub use routers::{Contract, contracts_on, service_for};
pub use scaled::{ScaleError, Scaled};

/// Who moves the money between chains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// THORChain: swaps between native coins; the memo says where to.
    Thorchain,
    /// Maya Protocol: THORChain's sister chain.
    Maya,
    /// Chainflip: swaps between native coins.
    Chainflip,
    /// LI.FI: sends through other bridges and exchanges.
    Lifi,
    /// deBridge: orders that somebody fills on the other chain.
    Debridge,
    /// LayerZero: messages between contracts; USDT0 and Stargate are built on it.
    Layerzero,
    /// Wormhole: messages between contracts; Portal is built on it.
    Wormhole,
    /// Relay: a solver pays on the other chain.
    Relay,
}

impl Service {
    /// The name on a screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Thorchain => "THORChain",
            Self::Maya => "Maya",
            Self::Chainflip => "Chainflip",
            Self::Lifi => "LI.FI",
            Self::Debridge => "deBridge",
            Self::Layerzero => "LayerZero",
            Self::Wormhole => "Wormhole",
            Self::Relay => "Relay",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a service tells: recognised, or in its own words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Told<T> {
    /// Recognised.
    Known(T),
    /// The service's own text, cut: hostile, shown as text, never decided by.
    Text(String),
}

impl<T> Told<T> {
    /// What was recognised.
    #[must_use]
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(known) => Some(known),
            Self::Text(_) => None,
        }
    }
}

impl<T: fmt::Display> fmt::Display for Told<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(known) => known.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// How much, in the unit the service counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quantity {
    /// Base units of the asset.
    Base(Amount),
    /// Another number of decimals than the asset's own: THORChain counts everything in 10⁻⁸.
    Scaled(Scaled),
}

impl Quantity {
    /// The amount in base units of an asset with this many decimals.
    ///
    /// # Errors
    /// When the asset cannot express the amount exactly.
    pub fn base_units(self, decimals: u8) -> Result<Amount, ScaleError> {
        match self {
            Self::Base(amount) => Ok(amount),
            Self::Scaled(scaled) => scaled.base_units(decimals),
        }
    }
}

/// Where the money came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The chain.
    pub chain: Told<Chain>,
    /// The transaction; `None` where the service does not name it.
    pub tx: Option<Told<TxId>>,
    /// Who sent it, by the service's word.
    pub sender: Option<Told<Address>>,
    /// What came in.
    pub asset: Option<Told<Asset>>,
    /// How much.
    pub quantity: Option<Quantity>,
}

/// What an outgoing leg is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutKind {
    /// The money goes on here.
    Destination,
    /// It went back.
    Refund,
    /// What a front end or broker earned: never where the money went.
    Affiliate,
    /// What the service and the chains took. It is already off the other legs.
    NetworkFee,
}

/// Where money came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Out {
    /// What this leg is.
    pub kind: OutKind,
    /// The chain it was paid on.
    pub chain: Told<Chain>,
    /// Who received it.
    pub recipient: Option<Told<Address>>,
    /// What was paid.
    pub asset: Option<Told<Asset>>,
    /// How much.
    pub quantity: Option<Quantity>,
    /// The transaction that paid it; `None` where none was sent yet, or where it happened on the service's own ledger.
    pub tx: Option<Told<TxId>>,
}

/// How far it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Not finished: ask again later.
    Pending,
    /// Paid at the destination.
    Done,
    /// All of it went back.
    Refunded,
    /// A part was paid at the destination, a part went back.
    PartlyRefunded,
    /// Neither paid nor returned.
    Failed,
    /// The service does not say, or says what Spoor does not know.
    Unknown,
}

/// By what the service itself links the two legs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchKind {
    /// The outgoing transaction's memo names the incoming transaction.
    Memo,
    /// An order number.
    OrderId,
    /// A swap number.
    SwapId,
    /// A message's globally unique number.
    MessageId,
    /// A transfer or request number.
    TransferId,
}

/// The deterministic link between the legs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// What kind of number it is.
    pub kind: MatchKind,
    /// The number, as the service writes it, cut.
    pub id: String,
}

/// One passage through a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crossing {
    /// Who says so.
    pub service: Service,
    /// Where the money came in.
    pub source: Source,
    /// Where it came out: destinations, refunds, affiliates and fees, told apart.
    pub outs: Vec<Out>,
    /// How far it came.
    pub status: Status,
    /// What links the legs.
    pub matched_by: Match,
    /// What is left out or doubtful, in whole sentences.
    pub gaps: Vec<String>,
}

impl Crossing {
    /// The legs of one kind.
    pub fn outs_of(&self, kind: OutKind) -> impl Iterator<Item = &Out> {
        self.outs.iter().filter(move |out| out.kind == kind)
    }
}

/// What a service answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CrossingAnswer {
    /// At least one passage.
    Found(Vec<Crossing>),
    /// The service says that it does not know the transaction. It may not have seen it yet.
    NotFound,
}

/// What a lookup does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Ask this and hand the answer to [`Lookup::read`].
    Ask(HttpRequest),
    /// The answer.
    Done(CrossingAnswer),
}
