//! A case: what was stolen, from whom, on which terms, and where following starts. Data, not code: `data/cases/*.json`.

mod library;
mod recipient;

pub use library::{CaseLibrary, ReadCaseError};
pub use recipient::{Recipient, RecipientError, RecipientKind};

use serde::{Deserialize, Serialize};

use crate::money::{Account, Address, Amount, Asset, Chain, TxId, UnixSeconds};

/// A theft and what is publicly known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Stable name in lower case and dashes: `bybit-2025-02-21`.
    pub id: String,
    /// The victim.
    pub name: String,
    /// When.
    pub at: UnixSeconds,
    /// The chain of the theft.
    pub chain: Chain,
    /// The loss in words, with its unit and who says so.
    pub loss: String,
    /// Who is held responsible, by whom.
    pub attribution: String,
    /// The portal that takes tips, as the host name under the signature; empty where there is none.
    pub portal: String,
    /// The keys under which the portal takes encrypted tips; none where it publishes none. A tip is encrypted to keys of a
    /// case file or to one the visitor typed, never to one fetched from elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<Recipient>,
    /// Where following starts.
    pub seeds: Vec<Seed>,
    /// Addresses whose payments from a block on are the theft, where its single transactions are not listed.
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
    pub parties: Vec<Party>,
    /// The bounty's terms, each with its date.
    pub terms: Vec<Term>,
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

/// An address that held the stolen money: what it pays from a block on is followed as the theft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The address.
    pub at: Address,
    /// The block of its first payment of stolen money.
    pub from_block: u64,
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

impl Case {
    /// The case where something on another chain is followed: who it concerns stays, but nothing of the theft lies there.
    #[must_use]
    pub fn on(self, chain: Chain) -> Self {
        if chain == self.chain {
            return self;
        }
        Self { chain, seeds: Vec::new(), origins: Vec::new(), origins_paid: Vec::new(), swaps: Vec::new(), recording: None, ..self }
    }

    /// Every address the case names: the ones a look-alike imitates.
    #[must_use]
    pub fn addresses(&self) -> std::collections::BTreeSet<Address> {
        let parties = self.parties.iter().map(|party| party.account.address().clone());
        let seeds = self.seeds.iter().map(|seed| seed.to.clone());
        parties.chain(seeds).chain(self.statements.iter().map(|statement| statement.account.address().clone())).collect()
    }
}
