//! A portal on static hosting: a folder of files that is written, and read as anybody reads it.

use std::collections::BTreeMap;

use spoor::board::view::{Board, Filter};
use spoor::board::{Content, INDEX_FILE, Line, Problem, Reading, Seen, Tally, Writer};
use spoor::money::{Address, UnixSeconds};
use spoor::tip::SavedKey;

/// The files that a host serves.
pub(crate) type Folder = BTreeMap<String, Vec<u8>>;

/// Whoever publishes.
pub(crate) struct Portal {
    pub(crate) key: SavedKey,
    pub(crate) folder: Folder,
    pub(crate) now: UnixSeconds,
}

impl Portal {
    pub(crate) fn new(key: SavedKey, now: UnixSeconds) -> Self {
        Self { key, folder: Folder::new(), now }
    }

    pub(crate) fn address(&self) -> Address {
        Address::Evm(self.key.address())
    }

    /// Adds entries as the desk does: what is published is read and checked whole, then continued. Gives what was changed.
    pub(crate) fn publish(&mut self, contents: Vec<Content>) -> Vec<String> {
        let mut writer = match self.folder.get(INDEX_FILE) {
            None => Writer::start(self.now),
            Some(index) => Writer::resume(index, |file| self.folder.get(file).cloned(), self.now).unwrap().0,
        };
        for content in contents {
            writer.write(self.now, content, None, &self.key).unwrap();
        }
        let index = writer.index(self.now).unwrap().sign(&self.key).unwrap();
        let files = writer.files(&index).unwrap();
        assert_eq!(files.last().unwrap().file, INDEX_FILE, "the index comes last");
        let changed = files.iter().map(|file| file.file.clone()).collect();
        self.folder.extend(files.into_iter().map(|file| (file.file, file.bytes)));
        changed
    }
}

/// Somebody who follows a feed and remembers what was seen.
#[derive(Default)]
pub(crate) struct Reader {
    pub(crate) seen: Option<Seen>,
    pub(crate) kept: Vec<u8>,
    pub(crate) tally: Tally,
    /// Bytes of entries that were asked for in the last poll.
    pub(crate) asked: u64,
}

impl Reader {
    /// One poll: only what is new is asked for. Gives what is wrong, if anything is.
    pub(crate) fn poll(&mut self, folder: &Folder, now: UnixSeconds) -> Result<(), Box<Problem>> {
        let empty = Vec::new();
        let mut reading = Reading::open(folder.get(INDEX_FILE).unwrap_or(&empty), None, self.seen.as_ref(), now)?;
        self.asked = 0;
        if !self.kept.is_empty() {
            drop(reading.recall(&self.kept));
        }
        let mut new: Vec<Line> = Vec::new();
        while let Some(want) = reading.want() {
            let file = folder.get(&want.file).unwrap_or(&empty);
            let from = usize::try_from(want.from).unwrap().min(file.len());
            let to = usize::try_from(want.to).unwrap().min(file.len());
            self.asked += (to - from) as u64;
            new.extend(reading.push(&file[from..to]));
            if (to as u64) < want.to {
                reading.ended();
            }
        }
        // What holds counts, also where something behind it does not.
        for line in new {
            self.tally.push(&line.entry, line.hash).unwrap();
            self.kept.extend_from_slice(line.to_text().as_bytes());
            self.kept.push(b'\n');
        }
        self.seen = reading.seen();
        reading.problem().map_or(Ok(()), |problem| Err(Box::new(problem.clone())))
    }

    pub(crate) fn board(&self) -> Board {
        self.tally.board(&Filter::default())
    }
}
