//! Reads a published feed and says what holds: the index, then its files, in order, in pieces of any size. No I/O: it says
//! which bytes it wants, and takes them.
//!
//! ```text
//! let mut reading = Reading::open(&index, None, seen.as_ref(), now)?;
//! reading.stand(checkpoint);                                       // goes on where an earlier one stood; optional
//! for piece in what was kept { lines = reading.recall(piece) }     // the same, for whoever needs the lines again; optional
//! while let Some(want) = reading.want() {
//!     lines = reading.push(bytes `want.from..want.to` of `want.file`);   // verified; in pieces, as they arrive
//! }
//! reading.ended();                                                 // where a file ends early
//! reading.problem(), reading.seen()                                // what is wrong, and what to remember
//! ```

mod renew;

use sha2::{Digest, Sha256};

use super::Hash;
use super::chain::{Chain, Checkpoint};
use super::index::{Shard, SignedIndex};
use super::line::{Line, LineError, MOST_LINE};
use super::problem::{Place, Problem, Wrong};
use super::seen::{ParseSeenError, Seen};
use crate::money::{Address, UnixSeconds};
use crate::tip::preflight::CLOCK_TOLERANCE_S;

/// The bytes that are needed next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// The file, relative to the feed's folder.
    pub file: String,
    /// From this byte on: `Range: bytes=FROM-TO-1`, or what is left of a whole answer after so many bytes.
    pub from: u64,
    /// Up to this byte, which is not wanted any more.
    pub to: u64,
}

/// How far a reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Entries that hold.
    pub entries: u64,
    /// Entries that there are.
    pub of_entries: u64,
    /// Bytes taken.
    pub bytes: u64,
    /// Bytes that there are.
    pub of_bytes: u64,
}

/// A feed that is being read.
pub struct Reading {
    index: SignedIndex,
    seen: Option<Seen>,
    chain: Chain,
    /// The shard that is being read; as many as there are when all were.
    shard: usize,
    /// Bytes of it that were taken, and of all shards before it.
    offset: u64,
    before: u64,
    /// A line whose end is not there yet.
    partial: Vec<u8>,
    /// The digest of the shard, where it is read from its start.
    sum: Option<Sha256>,
    /// Bytes behind the last that the index vouches for.
    beyond: u64,
    recall: Recall,
    /// Found ahead of the signatures that still wait.
    stopped: Option<Problem>,
    problem: Option<Problem>,
}

/// Whether kept lines are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Recall {
    No,
    Running,
    Done,
}

impl Reading {
    /// Begins with the bytes of `feed.json`. `pinned` is the publisher's key where it is known, `seen` what was remembered
    /// of this feed.
    ///
    /// # Errors
    /// When the index is refused: unreadable, signed by another, of another publisher, from the future, older than what was
    /// seen, or shorter.
    #[allow(clippy::result_large_err, reason = "a feed is opened once a poll, and the problem is kept as a reading keeps it")]
    pub fn open(index: &[u8], pinned: Option<&Address>, seen: Option<&Seen>, now: UnixSeconds) -> Result<Self, Problem> {
        let wrong = |wrong: Wrong| Problem { place: Place::Index, wrong };
        let index = SignedIndex::read(index).map_err(|error| wrong(Wrong::Index(error)))?;
        let said = index.index();
        if said.at.get() > now.get().saturating_add(CLOCK_TOLERANCE_S) {
            return Err(wrong(Wrong::Future { at: said.at, now }));
        }
        for expected in pinned.into_iter().chain(seen.map(|seen| &seen.publisher)) {
            if *expected != said.publisher {
                return Err(wrong(Wrong::OtherPublisher { expected: expected.clone(), found: said.publisher.clone() }));
            }
        }
        if let Some(seen) = seen {
            let (before, before_at, now, now_at) = (seen.entries.0, seen.at, said.entries.0, said.at);
            if now_at < before_at {
                return Err(wrong(Wrong::Stale { before, before_at, now, now_at }));
            }
            if now < before {
                return Err(wrong(Wrong::Truncated { before, before_at, now, now_at }));
            }
        }
        let chain = Chain::new(now, Some(said.publisher.clone()));
        Ok(Self {
            index,
            seen: seen.cloned(),
            chain,
            shard: 0,
            offset: 0,
            before: 0,
            partial: Vec::new(),
            sum: Some(Sha256::new()),
            beyond: 0,
            recall: Recall::No,
            stopped: None,
            problem: None,
        })
    }

    /// The index.
    #[must_use]
    pub const fn index(&self) -> &SignedIndex {
        &self.index
    }

    /// The bytes that are needed next; `None` when there are none, or when something is wrong.
    #[must_use]
    pub fn want(&self) -> Option<Want> {
        let shard = self.current().filter(|_| self.is_open() && self.recall != Recall::Running)?;
        Some(Want { file: shard.file.clone(), from: self.offset, to: shard.bytes.0 })
    }

    /// What is wrong, if anything is. Nothing behind that place was given out.
    #[must_use]
    pub const fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }

    /// Whether everything that the index names was read and holds.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_open() && self.current().is_none() && self.chain.waiting() == 0
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            entries: self.chain.settled().map_or(0, |settled| settled.entries),
            of_entries: self.index.index().entries.0,
            bytes: self.before.saturating_add(self.offset),
            of_bytes: self.index.index().bytes(),
        }
    }

    /// Bytes that were given and stand behind all that the index vouches for. A feed that grew since its index was read has
    /// some; a folder at rest has none.
    #[must_use]
    pub const fn beyond(&self) -> u64 {
        self.beyond
    }

    /// The index and the chain of lines, for whoever goes on writing.
    pub(super) fn into_parts(self) -> (SignedIndex, Chain) {
        (self.index, self.chain)
    }

    /// For a folder at rest: nothing may stand behind what the index vouches for.
    pub fn at_rest(&mut self) {
        if self.beyond > 0
            && self.is_open()
            && let Some(last) = self.index.index().shards.last()
        {
            let wrong = Wrong::Beyond { said: last.bytes.0, extra: self.beyond };
            self.problem = Some(Problem { place: Place::File(last.file.clone()), wrong });
        }
    }

    /// What to remember of it. Never less than before.
    #[must_use]
    pub fn seen(&self) -> Option<Seen> {
        let settled = self.chain.settled();
        let further = settled.filter(|settled| self.seen.as_ref().is_none_or(|seen| settled.entries >= seen.entries.0));
        let Some((settled, opened)) = further.zip(self.chain.opened()).filter(|_| !self.is_forked()) else { return self.seen.clone() };
        let earlier = self.seen.as_ref();
        let (at, index) = if self.is_whole() {
            (self.index.index().at, Some(self.index.to_text()))
        } else {
            (earlier.map_or(settled.line.entry.at, |seen| seen.at), earlier.and_then(|seen| seen.index.clone()))
        };
        Some(Seen::new(opened.publisher.clone(), &settled.line, at, index))
    }

    fn is_forked(&self) -> bool {
        self.problem.as_ref().is_some_and(|problem| problem.word() == "forked")
    }

    const fn is_open(&self) -> bool {
        self.stopped.is_none() && self.problem.is_none()
    }

    fn current(&self) -> Option<&Shard> {
        self.index.index().shards.get(self.shard)
    }

    /// Takes the next bytes of the file that is wanted, and gives the lines that hold: [`Reading::take`], then all of
    /// [`Reading::settle`].
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Line> {
        self.take(bytes);
        self.settle(usize::MAX)
    }

    /// Takes the next bytes of the file that is wanted: form, order, digests and references. Signatures wait.
    pub fn take(&mut self, bytes: &[u8]) {
        let Some((file, size)) = self.current().map(|shard| (shard.file.clone(), shard.bytes.0)).filter(|_| self.is_open()) else { return };
        let room = usize::try_from(size.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        let (mine, beyond) = bytes.split_at(bytes.len().min(room));
        self.offset = self.offset.saturating_add(mine.len() as u64);
        if let Some(sum) = &mut self.sum {
            sum.update(mine);
        }
        let mut rest = mine;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, after) = (&rest[..end], &rest[end + 1..]);
            let taken = if self.partial.is_empty() {
                self.chain.take(line)
            } else {
                let mut whole = std::mem::take(&mut self.partial);
                whole.extend_from_slice(line);
                self.chain.take(&whole)
            };
            if let Err(wrong) = taken {
                self.stop(self.here(), self.named(wrong, after));
                return;
            }
            rest = after;
        }
        self.partial.extend_from_slice(rest);
        if self.partial.len() > MOST_LINE {
            self.partial.clear();
            self.stop(self.here(), Wrong::Line(LineError::TooLong));
            return;
        }
        if self.offset == size {
            self.close();
        }
        if !beyond.is_empty() {
            self.beyond = beyond.len() as u64;
            if self.current().is_some() && self.is_open() {
                self.stop(Place::File(file), Wrong::Beyond { said: size, extra: self.beyond });
            }
        }
    }

    /// Says that the file that is wanted has no more bytes, or is not there.
    pub fn ended(&mut self) {
        let Some(shard) = self.current().filter(|_| self.is_open()) else { return };
        let wrong = Wrong::Short { said: shard.bytes.0, found: self.offset };
        self.stop(Place::File(shard.file.clone()), wrong);
        self.raise();
    }

    /// Checks the signatures of the next lines, at most so many, and gives those that hold. Call it until it gives none.
    pub fn settle(&mut self, most: usize) -> Vec<Line> {
        // Nothing behind a problem is given out, whatever still waits.
        if self.problem.is_some() {
            return Vec::new();
        }
        let (mut lines, wrong) = self.chain.settle(most);
        if let Some((entry, wrong)) = wrong {
            self.stopped = Some(Problem { place: self.place_of(entry), wrong });
        }
        if let Some(at) = lines.iter().position(|line| self.is_other(line)) {
            let seen = self.seen.as_ref().map(|seen| seen.line.clone()).unwrap_or_default();
            let (sequence, now) = (lines[at].entry.sequence.0, lines[at].to_text());
            self.problem = Some(Problem { place: self.place_of(sequence), wrong: Wrong::Forked { sequence, seen, now } });
            lines.truncate(at);
        }
        self.raise();
        lines
    }

    /// Whether this is not the line that was seen at its place.
    fn is_other(&self, line: &Line) -> bool {
        self.seen.as_ref().is_some_and(|seen| line.entry.sequence.0.checked_add(1) == Some(seen.entries.0) && line.hash != seen.head)
    }

    fn stop(&mut self, place: Place, wrong: Wrong) {
        if self.stopped.is_none() {
            self.stopped = Some(Problem { place, wrong });
        }
    }

    /// What was found ahead counts once nothing before it waits.
    fn raise(&mut self) {
        if self.chain.waiting() == 0 && self.problem.is_none() {
            self.problem = self.stopped.take();
        }
    }

    /// The line that has to come next.
    fn here(&self) -> Place {
        self.place_of(self.chain.next())
    }

    fn place_of(&self, entry: u64) -> Place {
        let shards = &self.index.index().shards;
        let at = shards.partition_point(|shard| shard.first.0 <= entry).saturating_sub(1);
        shards.get(at.min(self.shard)).map_or(Place::Index, |shard| Place::Line {
            file: shard.file.clone(),
            line: entry.saturating_sub(shard.first.0).saturating_add(1),
            entry,
        })
    }

    /// A number that is missing here and stands further on was moved; a first new line that names another one before it does
    /// not continue what was kept.
    fn named(&self, wrong: Wrong, after: &[u8]) -> Wrong {
        match wrong {
            Wrong::Gap { expected, found } => {
                let text = format!("\"sequence\":\"{expected}\"}}");
                let stands_behind = after.windows(text.len()).any(|window| window == text.as_bytes());
                if stands_behind { Wrong::Reordered { expected, found } } else { Wrong::Gap { expected, found } }
            }
            Wrong::Previous { .. } if self.recall == Recall::Done && self.kept() == Some(self.chain.next()) => {
                Wrong::Discontinued(self.chain.next())
            }
            other => other,
        }
    }

    fn kept(&self) -> Option<u64> {
        self.seen.as_ref().map(|seen| seen.entries.0)
    }

    /// A shard was read to its end.
    fn close(&mut self) {
        let Some(shard) = self.index.index().shards.get(self.shard) else { return };
        let sum = self.sum.replace(Sha256::new()).map(|sum| Hash(alloy_primitives::B256::from_slice(&sum.finalize())));
        let what = if !self.partial.is_empty() {
            Some("the end of its last line")
        } else if self.chain.next() != shard.first.0.saturating_add(shard.entries.0) {
            Some("the number of its entries")
        } else if self.chain.last() != shard.head {
            Some("its last line")
        } else if sum.is_some_and(|sum| sum != shard.sha256) {
            Some("its digest")
        } else {
            None
        };
        if let Some(what) = what {
            let place = Place::File(shard.file.clone());
            let wrong = if self.discontinued() { Wrong::Discontinued(self.kept().unwrap_or_default()) } else { Wrong::OtherFile { what } };
            self.partial.clear();
            self.stop(place, wrong);
            return;
        }
        self.before = self.before.saturating_add(self.offset);
        (self.shard, self.offset) = (self.shard + 1, 0);
        if self.current().is_none() {
            self.finish();
        }
    }

    /// Whether nothing new was taken yet behind what was kept.
    fn discontinued(&self) -> bool {
        self.recall == Recall::Done && self.kept() == Some(self.chain.next())
    }

    /// All entries are there: the index has to be theirs.
    fn finish(&mut self) {
        let index = self.index.index();
        let opened = self.chain.opened();
        let what = if opened.is_none_or(|opened| opened.name != index.name) {
            "it has another name than the first entry gives"
        } else if index.key != self.chain.key() {
            "it is signed by a key that does not sign this feed now"
        } else if index.at < self.chain.at() {
            "it was written before the last entry"
        } else {
            return;
        };
        self.stop(Place::Index, Wrong::OtherIndex { what });
    }

    /// Takes the next bytes of what was kept of an earlier reading: its lines, from the first on, across all files. Their
    /// signatures were checked then; digests and order are checked again. Bytes behind the last line that was seen are left.
    /// Until that line has come, nothing is wanted. To read without what was kept, do not call it.
    pub fn recall(&mut self, bytes: &[u8]) -> Vec<Line> {
        let mut lines = Vec::new();
        let Some(until) = self.kept().filter(|_| self.is_open() && self.recall != Recall::Done && self.shard == 0 && self.offset == 0)
        else {
            return lines;
        };
        self.recall = Recall::Running;
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let mut whole = std::mem::take(&mut self.partial);
            whole.extend_from_slice(&rest[..end]);
            rest = &rest[end + 1..];
            match self.chain.recall(&whole) {
                Ok(line) => lines.push(line),
                Err(_) => return self.not_kept("a line in it was changed"),
            }
            self.before = self.before.saturating_add(whole.len() as u64 + 1);
            if self.chain.next() == until {
                if self.seen.as_ref().is_none_or(|seen| seen.head != self.chain.last()) {
                    return self.not_kept("its last line is not the one that was seen");
                }
                self.resume();
                return lines;
            }
        }
        self.partial.extend_from_slice(rest);
        if self.partial.len() > MOST_LINE {
            return self.not_kept("a line in it is too long");
        }
        lines
    }

    /// Goes on where an earlier reading stood ([`Reading::checkpoint`]), without its lines. To read without it, do not call it.
    pub fn stand(&mut self, there: Checkpoint) {
        if self.recall != Recall::No || self.shard > 0 || self.offset > 0 || !self.is_open() {
            return;
        }
        let fits = self.seen.as_ref().filter(|seen| seen.entries.0 == there.entries && seen.head == there.head);
        let Some(line) = fits.and_then(|seen| Line::read(seen.line.as_bytes()).ok()) else {
            self.not_kept("where the reading stood is not what was seen");
            return;
        };
        self.before = there.bytes;
        self.chain.stand(there, line);
        self.resume();
    }

    /// Where this reading stands, so that the next one can go on there; to be kept with [`Reading::seen`] of the same moment.
    /// `None` where something is wrong, where signatures wait, or in the middle of a line.
    #[must_use]
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        let bytes = self.before.saturating_add(self.offset);
        self.chain.checkpoint(bytes).filter(|_| self.is_open() && self.partial.is_empty() && self.recall != Recall::Running)
    }

    fn not_kept(&mut self, why: &'static str) -> Vec<Line> {
        self.problem = Some(Problem { place: Place::Kept, wrong: Wrong::Kept(ParseSeenError::Unfit(why)) });
        Vec::new()
    }

    /// Goes on behind what was kept.
    fn resume(&mut self) {
        self.recall = Recall::Done;
        self.sum = None;
        let kept = self.chain.next();
        let mut left = self.before;
        let shards = &self.index.index().shards;
        let closed = shards.iter().take_while(|shard| shard.first.0.saturating_add(shard.entries.0) <= kept);
        let at = closed.clone().count();
        for shard in closed {
            let Some(after) = left.checked_sub(shard.bytes.0) else {
                return self.stop_discontinued(kept);
            };
            left = after;
        }
        let fits = match shards.get(at) {
            Some(next) => left < next.bytes.0 && (left == 0) == (next.first.0 == kept),
            None => left == 0,
        };
        if !fits {
            return self.stop_discontinued(kept);
        }
        (self.shard, self.offset, self.before) = (at, left, self.before.saturating_sub(left));
        if left == 0 {
            self.sum = Some(Sha256::new());
        }
        if shards.get(at).is_none() {
            if self.index.index().head == self.chain.last() { self.finish() } else { self.stop_discontinued(kept) }
        }
        self.raise();
    }

    fn stop_discontinued(&mut self, kept: u64) {
        self.stop(Place::Index, Wrong::Discontinued(kept));
        self.raise();
    }
}
