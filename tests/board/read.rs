//! Folders, read and built by hand.

use spoor::board::index::shard_file;
use spoor::board::{Content, Entry, Hash, INDEX_FILE, Index, Line, Problem, Published, Reading, Seen, Shard};
use spoor::money::{Address, UnixSeconds};
use spoor::tip::{Count, SavedKey};

use crate::made::{self, NOW};

/// What came of reading a folder.
pub(crate) struct Read {
    pub(crate) lines: Vec<Line>,
    pub(crate) problem: Option<Problem>,
    pub(crate) seen: Option<Seen>,
}

impl Read {
    /// The word for the problem, where it is, and how many lines hold.
    pub(crate) fn summary(&self) -> (String, usize) {
        let word = self.problem.as_ref().map_or_else(|| "holds".to_owned(), |problem| format!("{}: {}", problem.word(), problem.place));
        (word, self.lines.len())
    }
}

pub(crate) fn bytes<'a>(folder: &'a [Published], file: &str) -> &'a [u8] {
    folder.iter().find(|one| one.file == file).map_or(&[], |one| &one.bytes)
}

/// Reads a folder at rest, whole.
pub(crate) fn read(folder: &[Published], pinned: Option<&Address>, seen: Option<&Seen>, now: UnixSeconds) -> Read {
    let reading = match Reading::open(bytes(folder, INDEX_FILE), pinned, seen, now) {
        Ok(reading) => reading,
        Err(problem) => return Read { lines: Vec::new(), problem: Some(problem), seen: seen.cloned() },
    };
    go_on(reading, folder, Vec::new())
}

/// Reads what is wanted of a folder.
pub(crate) fn go_on(mut reading: Reading, folder: &[Published], mut lines: Vec<Line>) -> Read {
    while let Some(want) = reading.want() {
        let file = bytes(folder, &want.file);
        let from = usize::try_from(want.from).unwrap().min(file.len());
        lines.extend(reading.push(&file[from..]));
        if (file.len() as u64) < want.to {
            reading.ended();
        }
    }
    reading.at_rest();
    Read { lines, problem: reading.problem().cloned(), seen: reading.seen() }
}

pub(crate) fn whole(folder: &[Published]) -> Read {
    read(folder, None, None, NOW)
}

/// The lines of a folder, each without its line feed.
pub(crate) fn texts(folder: &[Published]) -> Vec<String> {
    let shards = folder.iter().filter(|one| one.file != INDEX_FILE);
    shards.flat_map(|one| String::from_utf8(one.bytes.clone()).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The index of a folder.
pub(crate) fn index(folder: &[Published]) -> Index {
    spoor::board::SignedIndex::read(bytes(folder, INDEX_FILE)).unwrap().index().clone()
}

/// A folder of these lines, whatever they are, with an index that fits their bytes and says that `publisher` is whose it is.
pub(crate) fn fold(lines: &[String], publisher: &SavedKey, key: &SavedKey, at: UnixSeconds) -> Vec<Published> {
    let mut bytes = lines.join("\n").into_bytes();
    bytes.push(b'\n');
    let entries = Count(lines.len() as u64);
    let head = Hash::of(lines.last().unwrap().as_bytes());
    let shard = Shard { file: shard_file(0), first: Count(0), entries, bytes: Count(bytes.len() as u64), sha256: Hash::of(&bytes), head };
    let index = Index {
        schema: "feed/1".to_owned(),
        name: "Example bounty".to_owned(),
        publisher: Address::Evm(publisher.address()),
        key: Address::Evm(key.address()),
        at,
        entries,
        head,
        shards: vec![shard],
    };
    let index = index.sign(key).unwrap().to_text().into_bytes();
    vec![Published { file: shard_file(0), bytes }, Published { file: INDEX_FILE.to_owned(), bytes: index }]
}

/// An entry that follows these lines, unsigned, whatever it says.
pub(crate) fn after(lines: &[String], content: Content) -> Entry {
    let last = lines.last().map(|line| Line::read(line.as_bytes()).unwrap());
    Entry {
        schema: "feed/1".to_owned(),
        sequence: Count(lines.len() as u64),
        previous: last.as_ref().map_or(Hash::NONE, |line| line.hash),
        at: last.as_ref().map_or(made::BEGIN, |line| line.entry.at),
        example: None,
        content,
    }
}

/// The line of an entry, signed, also where no writer would.
pub(crate) fn forced(entry: &Entry, key: &SavedKey) -> String {
    let signature = key.sign(&entry.digest()).unwrap();
    format!("{{\"entry\":{},\"signature\":\"{signature}\"}}", entry.to_json())
}
