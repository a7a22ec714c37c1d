//! Facts of a case that not every case has: how sure it is, what is known too little of, a bounty as numbers.

use serde::{Deserialize, Serialize};

use crate::money::{Address, Chain, TxId};

/// The form of a case file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Schema {
    /// The form that this version of Spoor reads and writes.
    #[serde(rename = "case/1")]
    V1,
}

/// How exactly a time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Only the day; the time given is its beginning.
    Day,
    /// Only the minute.
    Minute,
}

/// How sure an attribution is, and with it that the addresses are the thief's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confidence {
    /// In one word.
    pub level: Level,
    /// Why, or of what it is less.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// A degree of confidence: the word of whoever compiled the case, not a probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Named by one list, or contested.
    Low,
    /// Named by several who do not rest on each other, or suspected by an authority.
    Medium,
    /// Stated by an authority, or on the chain for anybody to see.
    High,
}

impl Level {
    /// The word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Something that a reader must know before relying on the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// What, in a sentence.
    pub what: String,
    /// Who says so, or who disagrees.
    pub source: String,
}

/// A transaction of the theft whose amounts no source states: everything that it paid to these addresses is the theft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TheftTx {
    /// Its chain.
    pub chain: Chain,
    /// The transaction.
    pub tx: TxId,
    /// The thief's addresses, any of which may have received.
    pub to: Vec<Address>,
    /// What happened, in a few words.
    pub what: String,
}

/// A bounty's terms as numbers. What they leave open stays words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounty {
    /// What goes to whoever froze, in millionths: 50,000 are 5 %.
    pub freezer_millionths: u32,
    /// What goes to those who reported first, all of them together, in millionths.
    pub reporters_millionths: u32,
    /// Of what.
    pub of: Of,
    /// How the reporters share, in the words of the terms.
    pub split: String,
    /// The day on which the terms were read or stated, as `2025-04-21`.
    pub as_of: String,
    /// Where.
    pub source: String,
}

/// What a bounty is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Of {
    /// What came back to the victim.
    Returned,
}
