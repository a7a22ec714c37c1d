//! A case: what was stolen, from whom, on which terms, and where following starts. Data, not code: `data/cases/*.json`,
//! and files that others publish (`docs/cases.md`).

mod chains;
mod facts;
mod laws;
mod library;
mod narrow_json;
mod read;
mod recipient;
mod strict;

pub use facts::{Bounty, Confidence, Level, Of, Precision, Schema, TheftTx, Warning};
pub use laws::Fault;
pub use library::{CaseLibrary, ReadCaseError};
pub(crate) use narrow_json::Narrow;
pub use recipient::{Recipient, RecipientError, RecipientKind};
pub use strict::{MOST_BYTES, StrictError, strict};

use serde::{Deserialize, Serialize};

use crate::money::{Account, Address, Amount, Asset, Chain, TxId, UnixSeconds};

/// A theft and what is publicly known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The form of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
    /// Which edition of the facts this is, from 1 on. A new edition has a higher number; see [`Case::edition`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// Stable name in lower case and dashes: `bybit-2025-02-21`.
    pub id: String,
    /// The victim.
    pub name: String,
    /// When.
    pub at: UnixSeconds,
    /// How exactly the time is known, where it is not to the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<Precision>,
    /// The chain of the theft. Of several the one that is followed unless another is asked for; where nothing is known of
    /// any, the one that is looked at first.
    pub chain: Chain,
    /// Further chains on which money was stolen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chains: Vec<Chain>,
    /// What the sources say of the chains, where they do not name each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chains_said: Option<String>,
    /// The loss in words, with its unit and who says so.
    pub loss: String,
    /// Who is held responsible, by whom.
    pub attribution: String,
    /// How sure that and the addresses are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Why nothing can be followed: the facts are too thin. Such a case is listed and has nothing to start from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thin: Option<String>,
    /// What a reader must know before relying on it: sources that disagree, lists that are damaged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// The portal that takes tips, as the host name under the signature; empty where there is none.
    pub portal: String,
    /// The keys under which the portal takes encrypted tips; none where it publishes none. A tip is encrypted to keys of a
    /// case file or to one the visitor typed, never to one fetched from elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<Recipient>,
    /// Where following starts: transfers of the theft, each with its amount.
    #[serde(default)]
    pub seeds: Vec<Seed>,
    /// Transactions of the theft whose amounts no source states.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transactions: Vec<TheftTx>,
    /// Addresses whose payments from a block or a time on are the theft, where its single transactions are not listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Origin>,
    /// What they paid of stolen money in all, where the case's source states it: it helps to tell their payments apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins_paid: Vec<Paid>,
    /// Swaps that people have stated and that let following go on.
    #[serde(default)]
    pub swaps: Vec<StatedSwap>,
    /// What people have stated of single addresses.
    #[serde(default)]
    pub statements: Vec<Statement>,
    /// The victim's and the thief's addresses.
    #[serde(default)]
    pub parties: Vec<Party>,
    /// The bounty's terms, each with its date.
    #[serde(default)]
    pub terms: Vec<Term>,
    /// The same as numbers, where the terms give any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounty: Option<Bounty>,
    /// Where the facts come from.
    pub sources: Vec<Citation>,
    /// The recording that can be traced with the network off: the name of a file in `data/recordings`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<String>,
}

/// A transaction by which the money left its owner. The amount is looked up, then compared with the one stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// The transaction.
    pub tx: TxId,
    /// Who received.
    pub to: Address,
    /// What was taken.
    pub asset: Asset,
    /// How much, as the case's source states it, in base units.
    pub amount: Amount,
    /// What happened, in a few words.
    pub what: String,
}

/// An address that held the stolen money: what it pays from a block or a time on is followed as the theft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The address.
    pub at: Address,
    /// Its chain, where it is not the case's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<Chain>,
    /// The block of its first payment of stolen money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_block: Option<u64>,
    /// The time from which on its payments are stolen money, where sources give a time and no block. With a block too, both
    /// have to be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_at: Option<UnixSeconds>,
}

/// What the origins paid in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paid {
    /// Of what.
    pub asset: Asset,
    /// How much, as the case's source states it, in base units.
    pub amount: Amount,
}

/// "These assets were sold at this address, and these transfers are the proceeds", by somebody's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedSwap {
    /// Who sold.
    pub at: Address,
    /// What was sold.
    pub sold: Vec<Asset>,
    /// What came in for it.
    pub bought: Asset,
    /// The transactions by which the proceeds left the address.
    pub proceeds: Vec<TxId>,
    /// Who says so.
    pub source: String,
}

/// What somebody has stated of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Whose address.
    pub account: Account,
    /// What is stated, in a sentence.
    pub what: String,
    /// Who says so.
    pub source: String,
}

/// An address of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Whose address.
    pub account: Account,
    /// What it is to the case.
    pub role: String,
    /// Who says so.
    pub source: String,
}

/// One sentence of a bounty's terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// What is promised, in Spoor's words.
    pub what: String,
    /// The day on which it was read or stated, as `2025-04-21`.
    pub as_of: String,
    /// Where.
    pub source: String,
}

/// A source of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// What it is.
    pub title: String,
    /// Where it is found.
    pub at: String,
    /// The day it was read, as `2026-11-22`.
    pub read: String,
}
