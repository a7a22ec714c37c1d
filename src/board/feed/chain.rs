//! The chain of a feed's lines: each is read, set behind the one before it, and waits until its signature is checked.
//!
//! Order, digests and references cost little and come first; signatures are checked in batches ([`Chain::settle`]). Nothing
//! is given out before its own signature and those of all lines before it hold.

use std::collections::VecDeque;

use alloy_primitives::{Address as Evm, B256};
use serde::{Deserialize, Serialize};

use super::Hash;
use super::bulk::Bulk;
use super::entry::{Content, Entry};
use super::line::{self, Line};
use super::problem::Wrong;
use super::referred::Referred;
use crate::money::{Address, UnixSeconds};
use crate::tip::preflight::CLOCK_TOLERANCE_S;

/// From this many lines of one key on, the tables of its multiples are worth making.
const BULK_FROM: usize = 96;

/// Lines, one behind the other.
pub(super) struct Chain {
    now: UnixSeconds,
    /// Whose feed it has to be, where that is known.
    expected: Option<Address>,
    /// After every line taken, whether its signature was checked or not.
    next: u64,
    last: Hash,
    at: UnixSeconds,
    key: Evm,
    referred: Referred,
    opened: Option<Opened>,
    waiting: VecDeque<Waiting>,
    bulk: Option<Bulk>,
    settled: Option<Settled>,
}

/// Where a chain stands: enough to go on without the lines before. What has to be kept beside it is a [`super::Seen`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub(super) entries: u64,
    pub(super) head: Hash,
    /// Of all files together.
    pub(super) bytes: u64,
    at: UnixSeconds,
    key: Address,
    opened: Opened,
    referred: Referred,
}

/// What the first line says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Opened {
    pub(super) name: String,
    pub(super) publisher: Address,
}

/// The last line whose signature holds.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    pub(super) entries: u64,
    pub(super) line: Line,
}

/// A line whose signature was not checked yet.
struct Waiting {
    line: Line,
    digest: B256,
    key: Evm,
}

impl Chain {
    pub(super) fn new(now: UnixSeconds, expected: Option<Address>) -> Self {
        Self {
            now,
            expected,
            next: 0,
            last: Hash::NONE,
            at: UnixSeconds::default(),
            key: Evm::ZERO,
            referred: Referred::default(),
            opened: None,
            waiting: VecDeque::new(),
            bulk: None,
            settled: None,
        }
    }

    /// The clock of whoever reads on.
    pub(super) const fn set_now(&mut self, now: UnixSeconds) {
        self.now = now;
    }

    /// Where it stands; `None` while signatures wait, or before there is a line.
    pub(super) fn checkpoint(&self, bytes: u64) -> Option<Checkpoint> {
        let opened = self.opened.clone().filter(|_| self.waiting.is_empty())?;
        let referred = self.referred.clone();
        Some(Checkpoint { entries: self.next, head: self.last, bytes, at: self.at, key: self.key(), opened, referred })
    }

    /// Stands where another one stood; `line` is the last one of that.
    pub(super) fn stand(&mut self, there: Checkpoint, line: Line) {
        (self.next, self.last, self.at) = (there.entries, there.head, there.at);
        self.key = there.key.as_evm().copied().unwrap_or_default();
        (self.referred, self.opened) = (there.referred, Some(there.opened));
        self.settled = Some(Settled { entries: there.entries, line });
    }

    /// The number of the next line.
    pub(super) const fn next(&self) -> u64 {
        self.next
    }

    /// The digest of the last line taken.
    pub(super) const fn last(&self) -> Hash {
        self.last
    }

    /// When the last line taken was written.
    pub(super) const fn at(&self) -> UnixSeconds {
        self.at
    }

    /// The key that signs the next line.
    pub(super) const fn key(&self) -> Address {
        Address::Evm(self.key)
    }

    pub(super) const fn opened(&self) -> Option<&Opened> {
        self.opened.as_ref()
    }

    pub(super) const fn settled(&self) -> Option<&Settled> {
        self.settled.as_ref()
    }

    /// How many lines wait for their signature to be checked.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Takes the next line; its signature waits.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<(), Wrong> {
        let (line, digest) = line::read(bytes).map_err(Wrong::Line)?;
        let key = self.link(&line.entry, line.hash)?;
        self.waiting.push_back(Waiting { line, digest, key });
        Ok(())
    }

    /// Takes the next line of those whose signatures were checked when they were kept.
    pub(super) fn recall(&mut self, bytes: &[u8]) -> Result<Line, Wrong> {
        let (line, _) = line::read(bytes).map_err(Wrong::Line)?;
        self.link(&line.entry, line.hash)?;
        self.settled = Some(Settled { entries: self.next, line: line.clone() });
        Ok(line)
    }

    /// Sets an entry behind the last one; gives the key that has to sign it. What is refused changes nothing.
    fn link(&mut self, entry: &Entry, hash: Hash) -> Result<Evm, Wrong> {
        let found = entry.sequence.0;
        if found > self.next {
            return Err(Wrong::Gap { expected: self.next, found });
        }
        if found < self.next {
            return Err(Wrong::Reordered { expected: self.next, found });
        }
        if entry.previous != self.last {
            return Err(Wrong::Previous { named: entry.previous, found: self.last });
        }
        if entry.at < self.at {
            return Err(Wrong::Back { at: entry.at, before: self.at });
        }
        if entry.at.get() > self.now.get().saturating_add(CLOCK_TOLERANCE_S) {
            return Err(Wrong::Future { at: entry.at, now: self.now });
        }
        let (key, next_key) = self.keys(entry)?;
        self.referred.take(entry).map_err(|fault| Wrong::Rests { place: fault.place, why: fault.why })?;
        if let Content::Opened(opened) = &entry.content {
            self.opened = Some(Opened { name: opened.name.clone(), publisher: opened.publisher.clone() });
        }
        (self.next, self.last, self.at, self.key) = (self.next + 1, hash, entry.at, next_key);
        Ok(key)
    }

    /// Who has to sign this entry, were it the next.
    pub(super) fn signer(&self, entry: &Entry) -> Result<Address, Wrong> {
        self.keys(entry).map(|(key, _)| Address::Evm(key))
    }

    /// Who has to sign this entry, and who the next.
    fn keys(&self, entry: &Entry) -> Result<(Evm, Evm), Wrong> {
        let evm = |address: &Address| address.as_evm().copied().ok_or(Wrong::Opening("names no key of an EVM account"));
        match (&entry.content, self.next) {
            (Content::Opened(opened), 0) => match &self.expected {
                Some(expected) if *expected != opened.publisher => {
                    Err(Wrong::OtherPublisher { expected: expected.clone(), found: opened.publisher.clone() })
                }
                _ => evm(&opened.publisher).map(|key| (key, key)),
            },
            (_, 0) => Err(Wrong::Opening("is not the entry that opens a feed; the first line is always one")),
            (Content::Opened(_), _) => Err(Wrong::Opening("opens a feed; only the first line does")),
            (Content::Handover(handover), _) if handover.to == self.key() => {
                Err(Wrong::Opening("hands over to the key that signs already"))
            }
            (Content::Handover(handover), _) => evm(&handover.to).map(|to| (self.key, to)),
            _ => Ok((self.key, self.key)),
        }
    }

    /// Checks the signatures of the next lines that wait, at most so many, and gives those that hold, in order. After the
    /// first that does not, nothing waits any more.
    pub(super) fn settle(&mut self, most: usize) -> (Vec<Line>, Option<(u64, Wrong)>) {
        let mut lines = Vec::new();
        let mut left = most;
        while let Some(key) = self.waiting.front().map(|first| first.key).filter(|_| left > 0) {
            let run = self.waiting.iter().take(left).take_while(|one| one.key == key).count();
            let good = self.hold(key, run);
            for waiting in self.waiting.drain(..good) {
                lines.push(waiting.line);
            }
            if good < run {
                let wrong = self.waiting.front().map(|bad| {
                    let found = bad.line.signature.recover(&bad.digest).map_or_else(|_| "no key".to_owned(), |found| found.to_string());
                    (bad.line.entry.sequence.0, Wrong::Signature { key: Address::Evm(key), found })
                });
                self.waiting.clear();
                self.note(&lines);
                return (lines, wrong);
            }
            left -= run;
        }
        self.note(&lines);
        (lines, None)
    }

    fn note(&mut self, lines: &[Line]) {
        if let Some(line) = lines.last() {
            self.settled = Some(Settled { entries: line.entry.sequence.0 + 1, line: line.clone() });
        }
    }

    /// How many of the first `run` lines that wait are signed by this key.
    fn hold(&mut self, key: Evm, run: usize) -> usize {
        let known = self.bulk.as_ref().is_some_and(|bulk| bulk.address() == key);
        if !known && run >= BULK_FROM {
            let first = self.waiting.front();
            self.bulk = first.and_then(|first| Bulk::of(key, &first.digest, &first.line.signature));
        }
        if let Some(bulk) = self.bulk.as_ref().filter(|bulk| bulk.address() == key) {
            let signed: Vec<_> = self.waiting.iter().take(run).map(|one| (one.digest, one.line.signature)).collect();
            return bulk.hold(&signed);
        }
        self.waiting.iter().take(run).take_while(|one| one.line.signature.recover(&one.digest).is_ok_and(|found| found == key)).count()
    }
}
