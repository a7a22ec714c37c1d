//! Rows about bounties: what is due to whom, and the computation in words.

use serde::{Deserialize, Serialize};

use crate::money::{Account, Address, Amount, Asset, UnixSeconds};

use super::super::Hash;
use super::super::entry::Share;
use super::TermsRow;

/// The bounty of one freeze.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reward {
    /// The freeze.
    pub freeze: String,
    /// The case.
    pub case: String,
    /// Who froze it. A text of others.
    pub by: String,
    /// Where.
    pub at: Account,
    /// When.
    pub frozen_at: UnixSeconds,
    /// When it ended without a return; what comes back from then on earns no bounty.
    pub released: Option<UnixSeconds>,
    /// The terms in force when it was frozen; `None` where the case was never opened.
    pub terms: Option<TermsRow>,
    /// Its first reporters, the earliest first. All of them share, or the first takes all: see the terms.
    pub reporters: Vec<FirstReporter>,
    /// Tips that the publisher names and that earn nothing, and why.
    pub left_out: Vec<LeftOut>,
    /// What came back and what follows from it, by asset.
    pub assets: Vec<RewardAsset>,
    /// Every part that is due or was paid: the freezer's first, then the reporters' in order, then others who were paid; by asset.
    pub dues: Vec<Due>,
    /// What would be due if all that is still frozen came back; `None` where nothing is left, where it does not act any more, or
    /// where no bounty is promised.
    pub estimate: Option<Estimate>,
    /// The computation in sentences, with the terms quoted. They hold texts of others: draw them as text.
    pub lines: Vec<String>,
    /// The entry of the freeze.
    pub entry: u64,
    /// Whether anything that this rests on is disputed. The amounts are then computed as if it held.
    pub disputed: bool,
    /// Whether it is an example.
    pub example: bool,
}

/// By what it is proven since when somebody knew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum KnownBy {
    /// A Bitcoin block holds the commitment; its time, with two hours added for the freedom of miners' clocks.
    Stamp,
    /// The publisher's receipt.
    Receipt,
}

/// A first reporter of a freeze.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstReporter {
    /// Who.
    pub key: Address,
    /// The name that this key gave with the tip. A text of others.
    pub name: Option<String>,
    /// The tip.
    pub tip: Hash,
    /// Its commitment.
    pub commitment: Hash,
    /// By when it is proven that this key knew.
    pub known: UnixSeconds,
    /// By what.
    pub by: KnownBy,
    /// The entry by which the tip was received.
    pub received: u64,
    /// The entry by which it was verified.
    pub verified: u64,
}

/// A tip that is named for a freeze and earns nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The tip.
    pub tip: Hash,
    /// Who signed it, where it was received.
    pub key: Option<Address>,
    /// Why, in a sentence.
    pub why: String,
}

/// What came back of one asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RewardAsset {
    /// The asset.
    pub asset: Asset,
    /// How much of it was frozen; `None` where what came back is another asset.
    pub frozen: Option<Amount>,
    /// How much came back.
    pub returned: Amount,
    /// Of that, how much counts: not what came back after a release, not more than was frozen.
    pub counted: Amount,
    /// The freezer's part: its millionths of what counts, rounded down.
    pub freezer: Amount,
    /// The reporters' part, together: the same.
    pub reporters: Amount,
}

/// One part of a bounty: due, paid, and the difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// For freezing or for reporting.
    pub share: Share,
    /// The reporter; `None` of the freezer's part, and where a payment names no tip that was received.
    pub key: Option<Address>,
    /// The reporter's tip.
    pub tip: Option<Hash>,
    /// Who, as boards show it. A text of others.
    pub name: Option<String>,
    /// What.
    pub asset: Asset,
    /// What is due, in base units.
    pub due: Amount,
    /// What was paid.
    pub paid: Amount,
    /// Still to be paid: due less paid.
    pub open: Amount,
    /// Paid above what is due: paid less due.
    pub over: Amount,
}

/// What would be due if all came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// The asset that is frozen.
    pub asset: Asset,
    /// How much of it has not come back.
    pub rest: Amount,
    /// The freezer's whole part then, with what is due already.
    pub freezer: Amount,
    /// The reporters' whole part then, together.
    pub reporters: Amount,
    /// Each reporter's.
    pub shares: Vec<PartDue>,
}

/// One reporter's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartDue {
    /// Who.
    pub key: Address,
    /// How much, in base units.
    pub amount: Amount,
}
