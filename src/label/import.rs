//! Labels from a file of the visitor's: what would be taken and what is refused, and why, before anything is kept.

use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::yaml::YamlError;
use super::{Day, Label, csv_file, portal, tagpack};

/// The largest file that is read.
pub const MOST_FILE_BYTES: usize = 8 << 20;

/// The most rows whose refusal is told one by one; the rest are counted.
const MOST_TOLD: usize = 1000;

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// What would be taken, each once, in the order of the file.
    pub taken: Vec<Label>,
    /// Rows that say again what another one said.
    pub again: usize,
    /// What is refused, the first of them.
    pub refused: Vec<Refused>,
    /// How many more are refused.
    pub refused_more: usize,
    /// What was mended.
    pub notes: Vec<String>,
    #[serde(skip)]
    seen: std::collections::BTreeSet<String>,
}

/// A row that is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Where it stands.
    pub at: String,
    /// Why, without a capital or a full stop.
    pub why: String,
}

/// A file that is not read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Too large.
    #[error("the file has {0} bytes; at most {MOST_FILE_BYTES} are read. Split it")]
    Large(usize),
    /// No YAML.
    #[error("the file cannot be read as YAML: {0}")]
    Yaml(#[from] YamlError),
    /// YAML, but no TagPack.
    #[error("the file is YAML but no TagPack: it has no list named \"tags\"")]
    NoTagPack,
    /// No CSV.
    #[error("the file cannot be read as CSV: {0}")]
    NoCsv(String),
    /// JSON, but not the portal's list.
    #[error("the file is not the portal's list of addresses: {0}")]
    NoList(String),
}

impl Import {
    /// Takes a row, or says why not.
    pub(super) fn take(&mut self, entry: &Entry, own: bool, at: String) {
        match entry.read(own) {
            Err(why) => self.refuse(at, why),
            Ok(label) => {
                let key =
                    format!("{}\n{:?}\n{}\n{}\n{:?}", label.account, label.category, label.name, label.source, (label.from, label.to));
                if self.seen.insert(key) { self.taken.push(label) } else { self.again += 1 }
            }
        }
    }

    pub(super) fn refuse(&mut self, at: String, why: String) {
        if self.refused.len() < MOST_TOLD {
            self.refused.push(Refused { at, why });
        } else {
            self.refused_more += 1;
        }
    }

    pub(super) fn note(&mut self, what: String) {
        if self.notes.len() < MOST_TOLD {
            self.notes.push(what);
        }
    }

    /// How many rows are refused in all.
    #[must_use]
    pub const fn refused_count(&self) -> usize {
        self.refused.len() + self.refused_more
    }
}

/// Reads a file of the visitor's: a TagPack, a CSV with a heading, or the portal's list, by its ending or else by how it
/// begins. `day` is today, by the visitor's clock.
///
/// # Errors
/// When the file as a whole cannot be read.
pub fn import(file_name: &str, text: &str, day: Day) -> Result<Import, ImportError> {
    if text.len() > MOST_FILE_BYTES {
        return Err(ImportError::Large(text.len()));
    }
    let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let first = text.trim_start_matches('\u{FEFF}').trim_start();
    match ending.as_str() {
        "json" => portal::read(text, day),
        "yaml" | "yml" => tagpack::read(text, true),
        "csv" => csv_file::read(text, true),
        _ if first.starts_with('{') => portal::read(text, day),
        _ if first.lines().any(|line| line.starts_with("tags:")) => tagpack::read(text, true),
        _ => csv_file::read(text, true),
    }
}
