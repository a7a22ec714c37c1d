//! Writes a feed: new lines behind those that are published, and the files that change. No I/O: the caller puts the files
//! where they are served, the index last.
//!
//! The same lines give the same files, whether they came in one go or over years: a shard takes lines until the next would
//! pass its size, and is then closed for good.

use std::collections::BTreeMap;

use super::chain::Chain;
use super::entry::{Example, SCHEMA};
use super::index::{INDEX_FILE, MOST_ENTRIES, MOST_SHARDS, Shard, SignedIndex, shard_file};
use super::line::{Line, LineError};
use super::problem::{Place, Problem, Wrong};
use super::reading::Reading;
use super::{Content, Entry, Hash, Index};
use crate::money::{Address, UnixSeconds};
use crate::tip::{Count, SavedKey};

/// The size of a shard: a quarter of a mebibyte, some three hundred entries.
pub const SHARD_BYTES: u64 = 256 * 1024;

/// A file of a published folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its name, relative to the feed's folder.
    pub file: String,
    /// The whole of it.
    pub bytes: Vec<u8>,
}

/// Why a line or a folder is not written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// No reader would take the line.
    #[error(transparent)]
    Line(#[from] LineError),
    /// It does not continue the feed.
    #[error("the entry cannot be added to the feed: {0}")]
    Refused(Wrong),
    /// Another key has to sign.
    #[error("the next entry has to be signed by {key}; this is signed by {found}. Open the publisher's key")]
    OtherKey {
        /// Who signs this feed now.
        key: Address,
        /// Who signed.
        found: Address,
    },
    /// There is no room.
    #[error("the feed holds {entries} entries in {shards} files; a feed holds {MOST_ENTRIES} in {MOST_SHARDS}. Open another one")]
    Full {
        /// Entries.
        entries: u64,
        /// Files.
        shards: usize,
    },
    /// There is no entry yet.
    #[error("the feed has no entry yet; its first one opens it")]
    Empty,
    /// The index is not the one that was made for this state.
    #[error("the index is not of what was written last; make it anew, sign it, and write both")]
    OtherIndex,
}

/// A feed that is written.
pub struct Writer {
    chain: Chain,
    shards: Vec<Shard>,
    /// The files that changed, and the last one, by number.
    bytes: BTreeMap<usize, Vec<u8>>,
    /// From this file on something changed.
    changed: usize,
    shard_bytes: u64,
}

impl Writer {
    /// A feed without entries. The first line has to open it.
    #[must_use]
    pub fn start(now: UnixSeconds) -> Self {
        Self { chain: Chain::new(now, None), shards: Vec::new(), bytes: BTreeMap::new(), changed: 0, shard_bytes: SHARD_BYTES }
    }

    /// Another size of a shard, for feeds of few entries a year and for tests; at least a line.
    #[must_use]
    pub fn with_shards_of(self, shard_bytes: u64) -> Self {
        Self { shard_bytes, ..self }
    }

    /// Goes on with a published folder, after checking all of it; gives its lines as well. `file` gives a file's bytes.
    ///
    /// # Errors
    /// When the folder does not hold what its index says.
    #[allow(clippy::result_large_err, reason = "a folder is opened once, and the problem is kept as a reading keeps it")]
    pub fn resume(index: &[u8], mut file: impl FnMut(&str) -> Option<Vec<u8>>, now: UnixSeconds) -> Result<(Self, Vec<Line>), Problem> {
        let mut reading = Reading::open(index, None, None, now)?;
        let mut lines = Vec::new();
        let mut last = Vec::new();
        while let Some(want) = reading.want() {
            last = file(&want.file).unwrap_or_default();
            lines.extend(reading.push(&last));
            if (last.len() as u64) < want.to {
                reading.ended();
            }
        }
        reading.at_rest();
        if let Some(problem) = reading.problem() {
            return Err(problem.clone());
        }
        let (index, chain) = reading.into_parts();
        let shards = index.index().shards.clone();
        let Some(number) = shards.len().checked_sub(1) else {
            return Err(Problem { place: Place::Index, wrong: Wrong::OtherIndex { what: "it names no file" } });
        };
        let bytes = BTreeMap::from([(number, last)]);
        Ok((Self { chain, changed: shards.len(), shards, bytes, shard_bytes: SHARD_BYTES }, lines))
    }

    /// The number of the next entry.
    #[must_use]
    pub const fn next(&self) -> u64 {
        self.chain.next()
    }

    /// The key that has to sign the next entry and the index; `None` before there is one.
    #[must_use]
    pub fn key(&self) -> Option<Address> {
        self.chain.opened().map(|_| self.chain.key())
    }

    /// An entry that continues the feed, to be signed: by [`Writer::write`], or by a wallet and [`Entry::seal`]. It says the
    /// time of the last entry where `at` is earlier.
    #[must_use]
    pub fn draft(&self, at: UnixSeconds, content: Content, example: Option<Example>) -> Entry {
        Entry {
            schema: SCHEMA.to_owned(),
            sequence: Count(self.chain.next()),
            previous: self.chain.last(),
            at: at.max(self.chain.at()),
            example,
            content,
        }
    }

    /// Signs an entry and adds it.
    ///
    /// # Errors
    /// When this is not the key that signs now, no reader would take the entry, or it does not continue the feed.
    pub fn write(&mut self, at: UnixSeconds, content: Content, example: Option<Example>, key: &SavedKey) -> Result<Line, PublishError> {
        let entry = self.draft(at, content, example);
        self.is_by(&entry, &Address::Evm(key.address()))?;
        let line = entry.sign(key)?;
        self.append(&line)?;
        Ok(line)
    }

    /// Adds a line that was signed elsewhere.
    ///
    /// # Errors
    /// As [`Writer::write`].
    pub fn add(&mut self, line: &Line) -> Result<(), PublishError> {
        self.is_by(&line.entry, &line.signer()?)?;
        self.append(line)
    }

    fn is_by(&self, entry: &Entry, found: &Address) -> Result<(), PublishError> {
        let key = self.chain.signer(entry).map_err(PublishError::Refused)?;
        if key == *found { Ok(()) } else { Err(PublishError::OtherKey { key, found: found.clone() }) }
    }

    fn append(&mut self, line: &Line) -> Result<(), PublishError> {
        let text = line.to_text();
        let size = text.len() as u64 + 1;
        let fits = self.shards.last().is_some_and(|last| last.bytes.0.saturating_add(size) <= self.shard_bytes);
        if self.chain.next() >= MOST_ENTRIES || (!fits && self.shards.len() >= MOST_SHARDS) {
            return Err(PublishError::Full { entries: self.chain.next(), shards: self.shards.len() });
        }
        let first = Count(self.chain.next());
        self.chain.recall(text.as_bytes()).map_err(PublishError::Refused)?;
        if !fits {
            let file = shard_file(self.shards.len());
            self.shards.push(Shard { file, first, entries: Count(0), bytes: Count(0), sha256: Hash::NONE, head: Hash::NONE });
        }
        let number = self.shards.len().saturating_sub(1);
        if let Some(shard) = self.shards.last_mut() {
            (shard.entries.0, shard.bytes.0, shard.head) = (shard.entries.0 + 1, shard.bytes.0 + size, line.hash);
        }
        let bytes = self.bytes.entry(number).or_default();
        bytes.extend_from_slice(text.as_bytes());
        bytes.push(b'\n');
        self.changed = self.changed.min(number);
        Ok(())
    }

    /// The index of all that was written, to be signed by the key that signs now. It says the time of the last entry where
    /// `at` is earlier.
    ///
    /// # Errors
    /// When there is no entry.
    pub fn index(&self, at: UnixSeconds) -> Result<Index, PublishError> {
        let opened = self.chain.opened().ok_or(PublishError::Empty)?;
        let shards = self.shards.iter().enumerate().map(|(number, shard)| {
            let sum = self.bytes.get(&number).map_or(shard.sha256, |bytes| Hash::of(bytes));
            Shard { sha256: sum, ..shard.clone() }
        });
        Ok(Index {
            schema: SCHEMA.to_owned(),
            name: opened.name.clone(),
            publisher: opened.publisher.clone(),
            key: self.chain.key(),
            at: at.max(self.chain.at()),
            entries: Count(self.chain.next()),
            head: self.chain.last(),
            shards: shards.collect(),
        })
    }

    /// The files that are new or changed since the folder was opened, in the order in which they have to be put there: the
    /// index last, so that it never names what is not there yet.
    ///
    /// # Errors
    /// When the index is of another state.
    pub fn files(&self, index: &SignedIndex) -> Result<Vec<Published>, PublishError> {
        let said = index.index();
        if *said != self.index(said.at)? {
            return Err(PublishError::OtherIndex);
        }
        let shards = self.bytes.range(self.changed..).map(|(number, bytes)| Published { file: shard_file(*number), bytes: bytes.clone() });
        let index = Published { file: INDEX_FILE.to_owned(), bytes: index.to_text().into_bytes() };
        Ok(shards.chain([index]).collect())
    }
}
