//! What a trace found of the patterns of laundering: inferences, each with the transfers it was seen in.

use serde::{Deserialize, Serialize};

use crate::money::{Account, Amount, Asset, TransferId};

/// Which pattern ([`trace::pattern`](crate::trace::pattern) has the rules).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatternKind {
    /// A chain of small payments, each from the rest of the last one.
    PeelChain,
    /// Many are paid at once.
    FanOut,
    /// Many pay at once.
    FanIn,
    /// What comes in goes on at once.
    PassThrough,
    /// The money came back.
    Cycle,
    /// An exchange's address of one customer.
    DepositAddress,
    /// First coins for fees from the same hand.
    Gas,
    /// One owner by common inputs.
    Cluster,
    /// The change of a payment.
    Change,
    /// A round of a mixer on Bitcoin.
    Round,
    /// Money that went into a Tornado Cash pool, or came out.
    Pool,
}

/// A pattern at an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    /// Index in [`View::patterns`](super::View::patterns).
    pub id: usize,
    /// Which.
    pub what: PatternKind,
    /// Index of the node it was seen at.
    pub node: usize,
    /// What was seen, in a sentence that says that it is an inference.
    pub why: String,
    /// The transfers it was seen in, in the order of the chain.
    pub transfers: Vec<TransferId>,
    /// Others it concerns: the cluster, the funder, those who share a hand.
    pub others: Vec<Account>,
    /// Of a mixer's round, its shape.
    pub structure: Option<Structure>,
}

/// The shape of a mixer's round or pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Structure {
    /// The mixer: `Whirlpool`, `Wasabi 2`, `Tornado Cash`.
    pub mixer: String,
    /// Of what.
    pub asset: Asset,
    /// How many paid in.
    pub inputs: u32,
    /// How many were paid.
    pub outputs: u32,
    /// Equal amounts with how often each was paid, the most frequent first.
    pub equal: Vec<(Amount, u32)>,
    /// Among so many the money may be; `None` where it is not known.
    pub among: Option<u32>,
}
