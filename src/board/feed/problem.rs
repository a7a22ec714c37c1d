//! What is wrong with a feed: what, where, and in words. Nothing behind that place counts.

use std::fmt;

use super::index::{INDEX_FILE, IndexError};
use super::line::LineError;
use super::{Hash, ParseSeenError};
use crate::money::{Address, UnixSeconds};

/// Why a feed is refused from a place on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {wrong}")]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub wrong: Wrong,
}

/// Where in a published folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The index.
    Index,
    /// A file of entries as a whole.
    File(String),
    /// A line.
    Line {
        /// The file.
        file: String,
        /// The line in it, counted from 1.
        line: u64,
        /// The number of the entry that has to be there.
        entry: u64,
    },
    /// What was kept of an earlier reading.
    Kept,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index => f.write_str(INDEX_FILE),
            Self::File(file) => f.write_str(file),
            Self::Line { file, line, entry } => write!(f, "{file}, line {line} (entry {entry})"),
            Self::Kept => f.write_str("what was kept of this feed"),
        }
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The index cannot be read or is not signed by its key.
    #[error(transparent)]
    Index(IndexError),
    /// A line cannot be read.
    #[error(transparent)]
    Line(LineError),
    /// Another key signed, or something else was signed.
    #[error("signed by {found}, not by the publisher's key {key}: the line or its signature was changed, or somebody else added it")]
    Signature {
        /// The key that signs at this place.
        key: Address,
        /// Whose key fits.
        found: String,
    },
    /// The line before it is not the one that it was written after.
    #[error("was written after a line with the digest {named}; the line before it has {found}: one of the two was changed")]
    Previous {
        /// The digest that it names.
        named: Hash,
        /// The digest of the line before it.
        found: Hash,
    },
    /// A number was left out.
    #[error("is entry {found}; {} missing before it", missing(.expected, .found))]
    Gap {
        /// The number that has to be here.
        expected: u64,
        /// The one that is.
        found: u64,
    },
    /// The numbers are out of order.
    #[error("is entry {found} where entry {expected} has to be: lines were moved or repeated")]
    Reordered {
        /// The number that has to be here.
        expected: u64,
        /// The one that is.
        found: u64,
    },
    /// The first line is not one that opens a feed, or one that does stands elsewhere.
    #[error("{0}")]
    Opening(&'static str),
    /// Earlier than the line before it.
    #[error("says {at}, which is before the line before it, {before}: time does not run back in a feed")]
    Back {
        /// When it says that it was written.
        at: UnixSeconds,
        /// The line before it.
        before: UnixSeconds,
    },
    /// From the future.
    #[error("says {at}, which is in the future; your clock says {now}. Check both clocks")]
    Future {
        /// When it says that it was written.
        at: UnixSeconds,
        /// Now.
        now: UnixSeconds,
    },
    /// It rests on something that no entry before it tells.
    #[error("{place}: {why}")]
    Rests {
        /// Which field.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// Less than the index says.
    #[error("ends after {found} bytes; the index says {said}: the end was cut off")]
    Short {
        /// By the index.
        said: u64,
        /// There.
        found: u64,
    },
    /// More than the index says, in a file that never changes or a folder at rest.
    #[error(
        "goes on for {extra} bytes behind the {said} that the index vouches for: the index is older than the file, or somebody added to it"
    )]
    Beyond {
        /// By the index.
        said: u64,
        /// Bytes behind.
        extra: u64,
    },
    /// The file does not hold what the index says of it.
    #[error("is not the file that the index names: {what} differs")]
    OtherFile {
        /// What differs.
        what: &'static str,
    },
    /// The index and the entries do not fit.
    #[error("does not fit the entries: {what}")]
    OtherIndex {
        /// What does not.
        what: &'static str,
    },
    /// Fewer entries than were seen before, in a newer index.
    #[error(
        "holds {now} entries, written {now_at}; {before} were seen here, written {before_at}: the publisher took entries back, which a feed never does"
    )]
    Truncated {
        /// Seen before.
        before: u64,
        /// When that was written.
        before_at: UnixSeconds,
        /// There now.
        now: u64,
        /// When this was written.
        now_at: UnixSeconds,
    },
    /// Older than what was seen before.
    #[error(
        "is of {now_at}, with {now} entries; one of {before_at} with {before} was seen here: this copy is out of date, or newer entries are held back"
    )]
    Stale {
        /// Seen before.
        before: u64,
        /// When that was written.
        before_at: UnixSeconds,
        /// There now.
        now: u64,
        /// When this was written.
        now_at: UnixSeconds,
    },
    /// Another line where one was seen before. Both are signed: that proves two histories.
    #[error(
        "entry {sequence} is another one than was seen here before, and the publisher's key signed both: there are two histories of this feed"
    )]
    Forked {
        /// The number of both.
        sequence: u64,
        /// The line that was seen.
        seen: String,
        /// The line that is there now.
        now: String,
    },
    /// It does not continue what was kept; read whole, it shows whether the publisher signed two histories.
    #[error("does not continue the {0} entries that were kept here")]
    Discontinued(u64),
    /// Not the publisher who was expected.
    #[error(
        "is published by {found}; this feed is known here as that of {expected}. Somebody else's feed stands at this address, or it was opened anew"
    )]
    OtherPublisher {
        /// Who is known here.
        expected: Address,
        /// Who it is.
        found: Address,
    },
    /// What was kept cannot be used.
    #[error("{0}")]
    Kept(#[from] ParseSeenError),
}

fn missing(expected: &u64, found: &u64) -> String {
    match found.saturating_sub(*expected) {
        1 => format!("entry {expected} is"),
        _ => format!("entries {expected} to {} are", found.saturating_sub(1)),
    }
}

impl Problem {
    /// One word for a screen: what kind of trouble it is.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match &self.wrong {
            Wrong::Signature { .. } | Wrong::Previous { .. } | Wrong::OtherFile { .. } | Wrong::OtherIndex { .. } => "tampered",
            Wrong::Index(IndexError::OtherSigner { .. }) => "tampered",
            Wrong::Index(IndexError::TooLong) | Wrong::Line(LineError::TooLong) => "too large",
            Wrong::Index(IndexError::Form(LineError::Version(_))) | Wrong::Line(LineError::Version(_)) => "other version",
            Wrong::Index(IndexError::Form(LineError::Profile(_) | LineError::NotCanonical))
            | Wrong::Line(LineError::Profile(_) | LineError::NotCanonical) => "not canonical",
            Wrong::Index(_) | Wrong::Line(_) => "malformed",
            Wrong::Gap { .. } => "gap",
            Wrong::Reordered { .. } => "reordered",
            Wrong::Opening(_) => "opening",
            Wrong::Back { .. } | Wrong::Future { .. } => "time",
            Wrong::Rests { .. } => "reference",
            Wrong::Short { .. } | Wrong::Truncated { .. } => "truncated",
            Wrong::Beyond { .. } | Wrong::Stale { .. } => "stale index",
            Wrong::Forked { .. } | Wrong::Discontinued(_) => "forked",
            Wrong::OtherPublisher { .. } => "other publisher",
            Wrong::Kept(_) => "kept",
        }
    }

    /// Whether the feed should be read again from its start: only so is it known whether the publisher signed two histories.
    #[must_use]
    pub const fn wants_whole(&self) -> bool {
        matches!(self.wrong, Wrong::Discontinued(_) | Wrong::Kept(_))
    }
}
