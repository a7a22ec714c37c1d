//! A published folder on a disk, read as the page reads it from a server.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use spoor::board::index::{MOST_INDEX, MOST_SHARD};
use spoor::board::{INDEX_FILE, Problem, Reading, Seen, SignedIndex, Tally};
use spoor::money::UnixSeconds;

use crate::arguments::Arguments;

/// What came of a folder.
pub(crate) struct Read {
    /// The index, where it can be read.
    pub(crate) index: Option<SignedIndex>,
    /// All that holds.
    pub(crate) tally: Tally,
    /// What is wrong.
    pub(crate) problem: Option<Problem>,
}

fn failed(file: &Path, error: &io::Error) -> String {
    format!("{} cannot be read: {error}", file.display())
}

/// At most so many bytes of a file, and one more where it has more.
fn at_most(file: &Path, most: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(|error| failed(file, &error))?;
    opened.take(most as u64 + 1).read_to_end(&mut bytes).map_err(|error| failed(file, &error))?;
    Ok(bytes)
}

/// Reads the folder, and what was seen of it before; writes that anew.
pub(crate) fn read(arguments: &Arguments, now: UnixSeconds) -> Result<Read, Box<dyn std::error::Error>> {
    let seen = match arguments.seen.as_deref().filter(|file| file.exists()) {
        Some(file) => Some(Seen::read(&fs::read_to_string(file).map_err(|error| failed(file, &error))?)?),
        None => None,
    };
    let bytes = at_most(&arguments.folder.join(INDEX_FILE), MOST_INDEX)?;
    let mut tally = Tally::default();
    let mut reading = match Reading::open(&bytes, arguments.publisher.as_ref(), seen.as_ref(), now) {
        Ok(reading) => reading,
        Err(problem) => return Ok(Read { index: SignedIndex::read(&bytes).ok(), tally, problem: Some(problem) }),
    };
    while let Some(want) = reading.want() {
        // The name is one that the index may use: never a path.
        let path = arguments.folder.join(&want.file);
        let bytes = if path.exists() { at_most(&path, usize::try_from(MOST_SHARD)?)? } else { Vec::new() };
        for line in reading.push(&bytes) {
            tally.push(&line.entry, line.hash)?;
        }
        if (bytes.len() as u64) < want.to {
            reading.ended();
        }
    }
    reading.at_rest();
    if let (Some(file), Some(after)) = (&arguments.seen, reading.seen().filter(|after| seen.as_ref() != Some(after))) {
        fs::write(file, after.to_json() + "\n").map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    }
    Ok(Read { index: Some(reading.index().clone()), tally, problem: reading.problem().cloned() })
}
