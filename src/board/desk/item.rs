//! What is known of one document that came in. Plain data, ready to be drawn or sent from a worker; every text of others in it
//! is to be drawn as text.

use serde::{Deserialize, Serialize};

use super::split::Kind;
use super::suggest::Suggestion;
use crate::board::Hash;
use crate::money::{Account, Address, Amount, Asset, TxId, UnixSeconds};
use crate::tip::verify::{Check, Outcome};
use crate::tip::{ClaimKind, StillThere};

/// One document of the intake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its number: documents in the order in which they were taken in, from 0.
    pub number: u64,
    /// Where it stood.
    pub from: From,
    /// What it is, by how it begins.
    pub kind: Kind,
    /// How it stands.
    pub standing: Standing,
    /// Every check of the verifier, in order; none where there was nothing to verify.
    pub checks: Vec<CheckLine>,
    /// What it tells; `None` where that cannot be read.
    pub told: Option<Told>,
    /// What speaks for or against it beside the checks, each once, in order.
    pub flags: Vec<Flag>,
    /// Tips that share a part of its way or its place, the nearest first; at most five.
    pub near: Vec<Near>,
    /// Its place among those who tell the same facts, from 1 for the first; `None` where it is not among them.
    pub told_as: Option<u64>,
    /// What is suggested, and why.
    pub suggestion: Suggestion,
    /// Its place in the queue, from 1.
    pub place: u64,
}

/// Where a document stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct From {
    /// The number of the text: texts in the order in which they were taken in, from 0.
    pub text: u64,
    /// The name of the file, or what the page calls the paste.
    pub name: String,
    /// The first byte of the text that it accounts for.
    pub start: u64,
    /// The one after the last.
    pub end: u64,
    /// When it came in, by the analyst's clock or word.
    pub received: UnixSeconds,
}

/// How a document stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Every check passed.
    Valid,
    /// A check failed.
    Refused {
        /// The name of the first that did.
        check: String,
        /// What it found.
        why: String,
        /// Whether it is proven who signed it, unchanged: only then may it be published who handed it in.
        signed: bool,
    },
    /// A contract wallet signed: only a node of its chain can say whether it did.
    Contract,
    /// Encrypted, and not opened yet.
    Encrypted {
        /// Why it could not be opened; `None` where nobody tried.
        why: Option<String>,
    },
    /// No tip.
    NoTip {
        /// What it is instead.
        why: String,
    },
}

/// One check of the verifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckLine {
    /// Its stable name.
    pub name: String,
    /// Its result.
    pub result: Result,
    /// What was found.
    pub sentence: String,
}

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Result {
    /// It holds.
    Pass,
    /// It holds, and there is something to know.
    Warn,
    /// It does not hold.
    Fail,
    /// It could not be looked at.
    NotReached,
}

/// Whether the money was seen to be there still, by the tip's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Still {
    /// It was.
    Yes,
    /// A part of it was.
    Part,
    /// It was not looked up.
    Unknown,
    /// It had moved on.
    Moved,
}

/// What a tip tells, as far as the desk needs it. All of it is the tipster's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Its name: the digest of its payload.
    pub tip: Hash,
    /// Its commitment.
    pub commitment: Hash,
    /// The case.
    pub case: String,
    /// Who signed.
    pub reporter: Address,
    /// Where a reward goes.
    pub payout: Account,
    /// When it was signed, by the tipster's clock: never used to say who was first.
    pub issued_at: UnixSeconds,
    /// By when it was to be handed in.
    pub submit_by: UnixSeconds,
    /// The kind of place.
    pub kind: ClaimKind,
    /// The place.
    pub at: Account,
    /// The asset.
    pub asset: Asset,
    /// How much of the stolen money, in base units.
    pub amount: Amount,
    /// The same in whole coins with the symbol, exact.
    pub coins: String,
    /// The claim in one line.
    pub headline: String,
    /// Who can stop the money, by the tip; `None` where it names nobody.
    pub freezable_by: Option<String>,
    /// Whether it asks for a freeze.
    pub asks_freeze: bool,
    /// Whether the money was there still.
    pub still: Still,
    /// When it came there: the time of the last hop.
    pub moved_at: UnixSeconds,
    /// The digest of its facts: the same for whoever tells the same.
    pub facts: Hash,
    /// The transactions of its way, in order; without those of the theft, with which every way begins.
    pub way: Vec<TxId>,
    /// The whole tip as JSON.
    pub json: String,
}

/// Who or what another tip is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Whom {
    /// A document of this intake, by its number.
    Item(u64),
    /// A hand-in that the feed has received, by the number of its entry.
    Entry(u64),
}

/// What speaks for or against a tip beside the checks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Flag {
    /// This very hand-in stands in the feed.
    InFeed {
        /// The number of the entry that received it.
        entry: u64,
        /// What was decided; `None` where nothing was yet.
        decided: Option<String>,
    },
    /// The same signer told the same before.
    Duplicate {
        /// The earlier one.
        of: Whom,
    },
    /// Somebody else told the same before.
    Copy {
        /// The first who told it.
        of: Whom,
        /// Whether even the payload is the same, byte by byte.
        same_words: bool,
    },
    /// Somebody else told the same, and nothing proves who was first.
    Tied {
        /// The other.
        with: Whom,
    },
    /// It is proven to be earlier than one that the feed has verified as the first.
    Before {
        /// The number of the entry that received that one.
        entry: u64,
    },
    /// The case is none for which this feed takes tips.
    OtherCase {
        /// The tip's case.
        case: String,
    },
    /// The place is on public lists.
    Public {
        /// Which, and what they say.
        lists: String,
        /// What is new all the same; `None` where nothing is.
        new: Option<String>,
    },
    /// The money had left the place already, by the tip's own word.
    Gone,
    /// A part of it had left.
    PartlyGone,
    /// It was frozen already, by the tip's own word.
    Frozen,
    /// It was not looked whether the money is there still.
    NotLooked,
    /// It came in after the day by which it was to be handed in.
    Late {
        /// That day.
        by: UnixSeconds,
    },
    /// It was signed although checks stood against it.
    Although {
        /// The tipster's reasons.
        why: Vec<String>,
    },
    /// A step of its way is inferred or stated by somebody, not observed.
    Weak {
        /// How the weakest step is known.
        tier: String,
    },
    /// It names nobody who could stop the money.
    NobodyNamed,
}

/// A tip that shares something with another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// The other document's number.
    pub item: u64,
    /// How many transactions both ways have.
    pub shared: u64,
    /// How many the shorter of both ways has.
    pub of: u64,
    /// Whether both lead to the same place and asset.
    pub same_place: bool,
}

impl std::convert::From<StillThere> for Still {
    fn from(there: StillThere) -> Self {
        match there {
            StillThere::Yes => Self::Yes,
            StillThere::Part => Self::Part,
            StillThere::Moved => Self::Moved,
            StillThere::Unknown => Self::Unknown,
        }
    }
}

impl std::convert::From<&Check> for CheckLine {
    fn from(check: &Check) -> Self {
        let result = match check.outcome {
            Outcome::Pass => Result::Pass,
            Outcome::Warn => Result::Warn,
            Outcome::Fail => Result::Fail,
            Outcome::NotReached => Result::NotReached,
        };
        Self { name: check.name.to_owned(), result, sentence: check.sentence.clone() }
    }
}

impl Item {
    /// Whether it can be decided on: a tip that is proven to be of whoever signed it.
    #[must_use]
    pub fn can_be_received(&self) -> bool {
        self.told.is_some() && matches!(self.standing, Standing::Valid | Standing::Contract | Standing::Refused { signed: true, .. })
    }
}
