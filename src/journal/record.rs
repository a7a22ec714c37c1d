//! The record of questions and answers.

use serde::{Deserialize, Serialize};

use crate::money::UnixSeconds;

/// One request that left, or was answered from the recording, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Counted from 1.
    pub n: u32,
    /// When the answer or failure came, by the visitor's clock.
    pub at: UnixSeconds,
    /// Which host saw it; the recording's name for built-in answers.
    pub host: String,
    /// Whether it reached the network.
    pub left_the_browser: bool,
    /// The request, as `GET https://…`.
    pub request: String,
    /// The address or transaction that the host saw.
    pub about: String,
    /// HTTP status; 0 where no answer came.
    pub status: u16,
    /// Length of the body in bytes.
    pub bytes: u64,
    /// SHA-256 of the body in hexadecimal; empty where no answer came.
    pub sha256: String,
    /// What came of it, in a sentence.
    pub outcome: String,
    /// Whether the answer could be used.
    #[serde(default)]
    pub is_usable: bool,
}

impl Entry {
    /// Whether the answer came from what this browser had kept of an earlier visit.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.is_usable && !self.left_the_browser && !self.request.starts_with("GET recorded://")
    }
}

/// All entries of a run, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    entries: Vec<Entry>,
}

impl Journal {
    /// Appends; gives the entry its number.
    pub fn record(&mut self, mut entry: Entry) {
        entry.n = u32::try_from(self.entries.len()).unwrap_or(u32::MAX).saturating_add(1);
        self.entries.push(entry);
    }

    /// All entries.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries after number `n`.
    #[must_use]
    pub fn since(&self, n: usize) -> &[Entry] {
        self.entries.get(n..).unwrap_or(&[])
    }
}

/// Entries as a file: one JSON object a line, its fields in the order of [`Entry`], ended by a line feed
/// ([JSON Lines](https://jsonlines.org)). The same entries give the same bytes.
///
/// # Errors
/// None of the parts of an entry can fail to be written; serde does not know that.
pub fn json_lines(entries: &[Entry]) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for entry in entries {
        text.push_str(&serde_json::to_string(entry)?);
        text.push('\n');
    }
    Ok(text)
}
