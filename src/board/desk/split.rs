//! Documents in a text: where each begins, so that one damaged or hostile document takes no other along.
//!
//! A text is cut before every marker that opens a document, before every file of age and before every line that begins with
//! the JSON of a tip. What stands between two documents goes with the one before it. So the pieces of a text, one after the
//! other, are the text: nothing of it is lost, and nothing is read twice.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::age;
use crate::tip::armour::{self, What};

/// How the JSON of a tip begins: its first member in canonical order.
const TIP_JSON: &str = "{\"payload\":";

/// What a piece holds, by how it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// A tip in armour.
    Armour,
    /// A tip as JSON.
    Json,
    /// A file of age: somebody's tip, perhaps, that only a key opens.
    Encrypted,
    /// What somebody found who checked a tip.
    Attestation,
    /// None of these.
    Other,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it holds.
    pub kind: Kind,
    /// The bytes of the text that are accounted for by it, with the talk around the document.
    pub whole: Range<usize>,
    /// The bytes that are handed to the reader of such documents.
    pub document: Range<usize>,
}

/// Takes a text apart. A text without any document is one piece of [`Kind::Other`]; an empty text is none.
#[must_use]
pub fn split(text: &str) -> Vec<Piece> {
    if text.trim_matches(BLANK).is_empty() {
        return if text.is_empty() { Vec::new() } else { vec![other(text)] };
    }
    let mut found: Vec<(usize, Kind, Option<usize>)> = Vec::new();
    found.extend(armour::begins(What::Tip, text).into_iter().map(|at| (at, Kind::Armour, None)));
    found.extend(armour::begins(What::Attestation, text).into_iter().map(|at| (at, Kind::Attestation, None)));
    found.extend(age::files(text).map(|range| (range.start, Kind::Encrypted, Some(range.end))));
    found.extend(json_lines(text).map(|range| (range.start, Kind::Json, Some(range.end))));
    found.sort_unstable();
    // A marker inside a line of JSON or a file of age is content of it.
    let mut covered = 0;
    found.retain(|(from, _, to)| {
        let stands_free = *from >= covered;
        if stands_free {
            covered = to.unwrap_or(*from);
        }
        stands_free
    });
    if found.is_empty() {
        let is_json = text.trim_start_matches(BLANK).starts_with('{');
        return vec![Piece { kind: if is_json { Kind::Json } else { Kind::Other }, ..other(text) }];
    }
    let starts: Vec<usize> = found.iter().enumerate().map(|(nth, (at, ..))| if nth == 0 { 0 } else { *at }).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let pieces = starts.iter().zip(ends).zip(&found);
    pieces
        .map(|((start, end), (at, kind, to))| Piece { kind: *kind, whole: *start..end, document: *at..to.unwrap_or(end).min(end) })
        .collect()
}

const BLANK: [char; 5] = ['\u{feff}', ' ', '\n', '\r', '\t'];

fn other(text: &str) -> Piece {
    Piece { kind: Kind::Other, whole: 0..text.len(), document: 0..text.len() }
}

/// Lines that begin as a tip's JSON does, without what stands around them.
fn json_lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let from = at;
        at += line.len();
        let inside = line.trim_start_matches(BLANK);
        inside.starts_with(TIP_JSON).then(|| {
            let start = from + line.len() - inside.len();
            start..start + inside.trim_end_matches(BLANK).len()
        })
    })
}
