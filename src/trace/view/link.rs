//! Steps that are no plain transfers: a swap inside one transaction, a bridge to another chain. Both legs are transfers of
//! the chain; that they belong together is derived, stated or inferred, and says how.

use serde::{Deserialize, Serialize};

use super::{Hop, Tier};
use crate::money::{Account, Transfer};

/// What joins the two legs of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// One asset was given for another, inside one transaction.
    Swap,
    /// One asset was given for another, in two transactions: a withdrawal from liquid staking, an order settled later.
    Exchange,
    /// A bridge took it in on one chain and paid it out on another.
    Bridge,
    /// A bridge gave it back.
    Refund,
}

/// Two legs that belong together. What came in carries the stolen part of what went out, in proportion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Index in [`View::links`](super::View::links).
    pub id: usize,
    /// Swap, bridge or refund.
    pub what: LinkKind,
    /// Derived where the chain or a bridge's own record joins the legs; stated where a person does.
    pub tier: Tier,
    /// Whose contract or service, as a label names it; hostile text where no list of ours names it.
    pub via: String,
    /// How the legs were matched, in a sentence.
    pub matched_by: String,
    /// Index of the node that paid the first leg.
    pub from: usize,
    /// Index of the node that received the second leg.
    pub to: usize,
    /// The first leg: what was given, with its stolen part.
    pub paid: Vec<Hop>,
    /// The second leg: what came out, with its stolen part.
    pub received: Vec<Hop>,
    /// Answers that join the legs, beside those of the transfers: indices in [`View::sources`](super::View::sources).
    pub sources: Vec<usize>,
}

/// Where a lead leads out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LeadKind {
    /// A bridge that keeps no record that a page can read.
    Bridge,
    /// A mixer.
    Mixer,
}

/// A guess at where money came out again. It counts nowhere: no ledger, no equation, no tip as a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Index in [`View::leads`](super::View::leads).
    pub id: usize,
    /// Bridge or mixer.
    pub what: LeadKind,
    /// Index of the node where the money went in: the bridge or the mixer.
    pub from: usize,
    /// The payment that went in.
    pub deposit: Transfer,
    /// Who may have received it.
    pub to: Account,
    /// The payment that may be it.
    pub payment: Transfer,
    /// The clue, in a sentence.
    pub clue: String,
    /// So many payments or depositors fit the clue, this one included. 1 is the best a lead can be.
    pub one_of: u32,
    /// Out of so many that were looked at.
    pub of: u32,
}
