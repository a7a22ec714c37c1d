//! What the page and the program that checks feeds (`auditor`) say to each other, as JSON. Files go beside an [`Ask::Load`]
//! as the browser's own handles.

mod parts;

use serde::{Deserialize, Serialize};

use super::follow::{SiteFeed, Source};
use super::record::{Mine, Record};
use super::view::{Board, Filter};
use crate::money::{Address, UnixSeconds};

pub use parts::{Assembly, in_parts};

/// What the page asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ask {
    /// Which feeds this site ships.
    Sites,
    /// Read this feed, and again from time to time. What was followed before is let go.
    Follow {
        /// Where it lies.
        source: Source,
    },
    /// Read the files that come with this message: a feed's index and its shards, by their names.
    Load,
    /// Read it again now.
    Again,
    /// Whether the board can be seen, and whether it may be asked again by itself.
    Poll {
        /// Whether the board is on the screen.
        visible: bool,
        /// The visitor's switch.
        on: bool,
    },
    /// The board under a filter.
    Rank {
        /// What is shown.
        filter: Filter,
    },
    /// What became of these tips of the visitor's own in what is followed. They go no further than the worker.
    Record {
        /// The tips.
        mine: Vec<Mine>,
        /// Whether examples are looked through as well.
        examples: bool,
    },
    /// From here on, take this key as the publisher of what is followed, after the visitor was shown both.
    Trust {
        /// The key that the feed was refused for.
        key: Address,
    },
    /// Let go of what is followed, and remove what this browser kept of it.
    Forget,
}

/// What the program answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Told {
    /// It listens.
    Ready,
    /// What this site ships.
    Sites {
        /// The feeds.
        feeds: Vec<SiteFeed>,
        /// Why there are none, where that is a fault.
        why: Option<String>,
    },
    /// How far it is.
    Progress(Progress),
    /// A part of a board: see [`Assembly`].
    Part {
        /// Which board it belongs to: rises with every board.
        number: u64,
        /// The rows of this part.
        board: Box<Board>,
        /// Whether the board is whole now.
        last: bool,
    },
    /// How the feed stands; comes before the parts of its board.
    Feed(Box<FeedState>),
    /// What became of the visitor's own tips; not said where nothing of the feed was ever taken.
    Record(Box<Record>),
    /// Something was asked of a host, or of this site.
    Asked(Asked),
    /// What was asked for is not done.
    Refused {
        /// Why, in a sentence that says what to do.
        why: String,
    },
    /// What this browser kept of the feed is removed.
    Forgotten,
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// What an earlier visit kept is taken up.
    Recall,
    /// The feed is fetched; counted in bytes.
    Fetch,
    /// Lines are checked, each against the one before and against its signature; counted in entries.
    Verify,
    /// The board is computed; counted in entries.
    Rank,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// With what.
    pub stage: Stage,
    /// Done.
    pub done: u64,
    /// Of how many; 0 where that is not known.
    pub total: u64,
}

/// A question that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The host; `None` for this site itself.
    pub host: Option<String>,
    /// The file.
    pub file: String,
    /// When.
    pub at: UnixSeconds,
    /// How many bytes came; `None` where no answer was taken.
    pub bytes: Option<u64>,
}

/// How a followed feed stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedState {
    /// Where it lies.
    pub source: Source,
    /// Whether the board is what the source said at the last attempt.
    pub standing: Standing,
    /// What is wrong, the gravest first; empty where nothing is.
    pub problems: Vec<Problem>,
    /// When it was last read and found good; `None` where it never was.
    pub read: Option<UnixSeconds>,
    /// When it was last tried.
    pub tried: UnixSeconds,
    /// When its publisher signed the index that is shown; `None` before that.
    pub published: Option<UnixSeconds>,
    /// The publisher's key that this browser holds on to.
    pub pinned: Option<Pinned>,
    /// Entries on the board.
    pub entries: u64,
    /// Of these, checked in this reading: signature and chain. The others were checked by this browser before.
    pub checked: u64,
    /// Questions asked in this reading.
    pub requests: u64,
    /// Bytes read in it, as they lie in the files.
    pub bytes: u64,
    /// Why this browser does not keep what it saw; `None` where it does.
    pub unkept: Option<String>,
    /// When it is asked again by itself; `None` where it is not.
    pub next: Option<UnixSeconds>,
}

/// Whether a board is what its source says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It was read and holds.
    Good,
    /// It is an earlier one that held: the last attempt gave something else, or nothing.
    Old,
    /// Nothing of this source was ever taken.
    Nothing,
}

/// A publisher's key and since when it is held on to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// The key that signed the first entry.
    pub key: Address,
    /// When this browser saw it first.
    pub since: UnixSeconds,
    /// Whether that was in this very reading.
    pub first: bool,
}

/// Something wrong with a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// What, in a sentence that names what was seen and what was expected. It may quote texts of others.
    pub said: String,
    /// The entry it is about.
    pub entry: Option<u64>,
    /// The publisher's key that was met instead, where the visitor may take it.
    pub other_key: Option<Address>,
    /// What proves it to anybody: the two lines that cannot both be, each as it was signed.
    pub proof: Vec<String>,
}

/// Kinds of problems, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProblemKind {
    /// The publisher says two things about one number: what was seen before is not what is there now.
    Fork,
    /// Entries that were there are gone.
    Truncated,
    /// Another key publishes it now.
    OtherKey,
    /// A line, a signature or the chain does not hold.
    Invalid,
    /// The index and the files beside it do not fit together; it may be on its way.
    Torn,
    /// Larger than what is read.
    TooLarge,
    /// It could not be read.
    Unreachable,
}

impl ProblemKind {
    /// Its name, for a heading.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fork => "Two versions of one entry",
            Self::Truncated => "Entries are missing that were there",
            Self::OtherKey => "Another key",
            Self::Invalid => "A line does not hold",
            Self::Torn => "Files that do not fit together",
            Self::TooLarge => "Too large",
            Self::Unreachable => "Not read",
        }
    }

    /// Whether the publisher, or whoever holds the files, did something that must not be: not a matter of the network.
    #[must_use]
    pub const fn is_grave(self) -> bool {
        matches!(self, Self::Fork | Self::Truncated | Self::OtherKey | Self::Invalid)
    }
}
