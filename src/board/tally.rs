//! What a feed has said so far, kept by kind: adding a line is cheap, and a board is computed from it under any filter.
//!
//! Nothing is decided here. What was withdrawn, who was first and what is due is settled when a board is asked for, from all
//! that was said; so a board of lines added one by one is the board of the whole, and a withdrawn entry leaves no trace.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::money::UnixSeconds;

use super::Hash;
use super::entry::{
    Answered, CaseOpened, Content, Corrected, Entry, Frozen, Handover, Opened, Paid, Received, Refused, Released, Returned, Stated,
    Verified,
};
use super::view::{Board, Filter};

/// Something said, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Said<T> {
    /// The entry's number.
    pub(super) entry: u64,
    /// That line's digest.
    pub(super) line: Hash,
    /// When it was written.
    pub(super) at: UnixSeconds,
    /// Whether it is an example.
    pub(super) example: bool,
    /// What it says.
    pub(super) content: T,
}

/// All that a feed has said, by kind, in its order. It serialises, so that a second visit adds only what is new.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub(super) opened: Vec<Said<Opened>>,
    pub(super) cases: Vec<Said<CaseOpened>>,
    pub(super) received: Vec<Said<Received>>,
    pub(super) verified: Vec<Said<Verified>>,
    pub(super) refused: Vec<Said<Refused>>,
    pub(super) frozen: Vec<Said<Frozen>>,
    pub(super) released: Vec<Said<Released>>,
    pub(super) returned: Vec<Said<Returned>>,
    pub(super) paid: Vec<Said<Paid>>,
    pub(super) answered: Vec<Said<Answered>>,
    pub(super) stated: Vec<Said<Stated>>,
    pub(super) corrected: Vec<Said<Corrected>>,
    pub(super) handovers: Vec<Said<Handover>>,
    pub(super) examples: BTreeSet<u64>,
    pub(super) entries: u64,
    pub(super) head: Hash,
    pub(super) began: Option<UnixSeconds>,
    pub(super) newest: Option<UnixSeconds>,
}

/// A line that does not follow the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {found} does not follow: entry {expected} is next. Read the feed from there, or anew")]
pub struct TallyError {
    /// The number that would follow.
    pub expected: u64,
    /// The number that came.
    pub found: u64,
}

impl Tally {
    /// Adds the next line: its entry, whose signature and place in the chain have been checked, and the line's digest.
    ///
    /// # Errors
    /// When it is not the next by its number. Nothing is added then.
    pub fn push(&mut self, entry: &Entry, line: Hash) -> Result<(), TallyError> {
        if entry.sequence.0 != self.entries {
            return Err(TallyError { expected: self.entries, found: entry.sequence.0 });
        }
        let (number, at, example) = (self.entries, entry.at, entry.example.is_some());
        macro_rules! keep {
            ($list:ident, $content:expr) => {
                self.$list.push(Said { entry: number, line, at, example, content: $content.clone() })
            };
        }
        match &entry.content {
            Content::Opened(opened) => keep!(opened, opened),
            Content::Case(case) => keep!(cases, case),
            Content::Received(received) => keep!(received, received),
            Content::Verified(verified) => keep!(verified, verified),
            Content::Refused(refused) => keep!(refused, refused),
            Content::Frozen(frozen) => keep!(frozen, frozen),
            Content::Released(released) => keep!(released, released),
            Content::Returned(returned) => keep!(returned, returned),
            Content::Paid(paid) => keep!(paid, paid),
            Content::Answered(answered) => keep!(answered, answered),
            Content::Stated(stated) => keep!(stated, stated),
            Content::Corrected(corrected) => keep!(corrected, corrected),
            Content::Handover(handover) => keep!(handovers, handover),
        }
        if example {
            self.examples.insert(number);
        }
        self.began = self.began.or(Some(at));
        self.newest = Some(at);
        self.head = line;
        self.entries += 1;
        Ok(())
    }

    /// How many lines there are; the number of the next.
    #[must_use]
    pub const fn entries(&self) -> u64 {
        self.entries
    }

    /// The digest of the newest line; zeros where there is none.
    #[must_use]
    pub const fn head(&self) -> Hash {
        self.head
    }

    /// What follows from it, under a filter.
    #[must_use]
    pub fn board(&self, filter: &Filter) -> Board {
        super::rank::board(self, filter)
    }
}

/// What follows from these lines of a feed, from its first on: each entry with its line's digest.
///
/// # Errors
/// When they are not numbered 0, 1, 2, ….
pub fn board<'a>(lines: impl IntoIterator<Item = (&'a Entry, Hash)>, filter: &Filter) -> Result<Board, TallyError> {
    let mut tally = Tally::default();
    for (entry, line) in lines {
        tally.push(entry, line)?;
    }
    Ok(tally.board(filter))
}
