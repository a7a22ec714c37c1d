//! What is remembered of a feed between two readings: enough to notice that its publisher took something back.

use serde_json::{Map, Value};

use super::Hash;
use super::line::{Line, LineError, shown};
use crate::money::{Address, UnixSeconds};
use crate::tip::record::{self, Fault, Part};
use crate::tip::{Count, ProfileError, jcs, profile};

/// The version of what is remembered.
const SCHEMA: &str = "feed-seen/1";

record::record! {
    /// A feed as it was seen: whose it is, how far it was verified, and the last line, which commits to all before it.
    pub struct Seen {
        /// The version: `feed-seen/1`.
        pub(super) schema: String = "schema",
        /// The key that opened it: pinned when it was first read.
        pub publisher: Address = "publisher",
        /// How many entries were verified.
        pub entries: Count = "entries",
        /// The digest of the last of them.
        pub head: Hash = "head",
        /// That line itself, with the publisher's signature: should there be another one, both together prove it.
        pub line: String = "line",
        /// When the newest index was written that was read to its end; before there was one, when that line was.
        pub at: UnixSeconds = "at",
        /// That index, as it was signed; left out before there was one.
        pub index: Option<String> = "index",}
}

/// A text that does not hold what was seen of a feed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseSeenError {
    /// Not its JSON.
    #[error("what was kept of a feed cannot be read: {}; read the feed anew", .0.to_string().replace("a tip", "it"))]
    Profile(#[from] ProfileError),
    /// A member is missing, unknown or of another kind.
    #[error("what was kept of a feed cannot be used: {place}: {why}; read the feed anew")]
    Field {
        /// Where.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// The last line is none.
    #[error("what was kept of a feed cannot be used: its last line: {0}; read the feed anew")]
    Line(#[from] LineError),
    /// Its members do not fit.
    #[error("what was kept of a feed does not fit together: {0}; read the feed anew")]
    Unfit(&'static str),
}

impl From<Fault> for ParseSeenError {
    fn from(Fault { place, why }: Fault) -> Self {
        Self::Field { place: shown(&place), why: why.replace("tip/1", SCHEMA) }
    }
}

impl Seen {
    pub(super) fn new(publisher: Address, line: &Line, at: UnixSeconds, index: Option<String>) -> Self {
        let entries = Count(line.entry.sequence.0.saturating_add(1));
        Self { schema: SCHEMA.to_owned(), publisher, entries, head: line.hash, line: line.to_text(), at, index }
    }

    /// For a store or a file: one line of JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        jcs::canonical(&self.write()).unwrap_or_default()
    }

    /// Reads what was stored.
    ///
    /// # Errors
    /// When it is not what [`Seen::to_json`] writes, or does not fit together.
    pub fn read(text: &str) -> Result<Self, ParseSeenError> {
        let seen = <Self as Part>::read(&profile::read(text.trim_end().as_bytes())?)?;
        if seen.schema != SCHEMA {
            return Err(ParseSeenError::Unfit("it is of another version"));
        }
        let line = Line::read(seen.line.as_bytes())?;
        if line.hash != seen.head || Some(seen.entries.0) != line.entry.sequence.0.checked_add(1) {
            return Err(ParseSeenError::Unfit("the last line is another"));
        }
        Ok(seen)
    }
}
