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
    if text.trim_start_matches(BLANK).starts_with('{') && !text.contains(&format!("\n{TIP_JSON}")) {
        // A file: whatever stands in its strings is its content.
        return vec![Piece { kind: Kind::Json, whole: 0..text.len(), document: 0..text.len() }];
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
        return vec![other(text)];
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TIP: &str = "BEGIN STOLEN FUNDS TIP v2.\nabc def\nEND STOLEN FUNDS TIP.\n";
    const AGE: &str = "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n";
    const JSON: &str = "{\"payload\":{\"note\":\"BEGIN STOLEN FUNDS TIP v2.\"}}";

    fn kinds(text: &str) -> Vec<(Kind, String)> {
        split(text).into_iter().map(|piece| (piece.kind, text[piece.document].to_owned())).collect()
    }

    #[test]
    fn documents_are_taken_out_of_talk() {
        let cut = TIP.replace("END STOLEN FUNDS TIP.", "");
        let quoted = "> BEGIN STOLEN\n> FUNDS TIP v2.\n> abc\n> END STOLEN FUNDS TIP.\n";
        let attestation = TIP.replace(" TIP", " ATTESTATION");
        for (text, expected) in [
            (String::new(), vec![]),
            ("  \n".to_owned(), vec![Kind::Other]),
            ("hello, a tip is to come".to_owned(), vec![Kind::Other]),
            (TIP.to_owned(), vec![Kind::Armour]),
            (format!("Dear desk,\n{TIP}\nand one more:\n{TIP}bye"), vec![Kind::Armour; 2]),
            (format!("{cut}{TIP}"), vec![Kind::Armour; 2]),
            (format!("{TIP}{quoted}{AGE}{attestation}"), vec![Kind::Armour, Kind::Armour, Kind::Encrypted, Kind::Attestation]),
            (format!("{AGE}{AGE}"), vec![Kind::Encrypted; 2]),
            (format!("\u{feff}{JSON}\n"), vec![Kind::Json]),
            (format!("{JSON}\n{JSON}\n{TIP}"), vec![Kind::Json, Kind::Json, Kind::Armour]),
            (format!("as JSON:\n  {JSON}\r\nthat was it"), vec![Kind::Json]),
            ("{\"any\": [1]}".to_owned(), vec![Kind::Json]),
        ] {
            let found = kinds(&text);
            assert_eq!(found.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), expected, "{text}");
        }
        let text = format!("as JSON:\n  {JSON}\r\nthat was it");
        assert_eq!(kinds(&text)[0].1, JSON, "what stands around a line of JSON is not handed to its reader");
        assert_eq!(kinds(&format!("talk {AGE} talk"))[0].1, AGE.trim_end());
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(parts in proptest::collection::vec(0usize..10, 0..12), noise in "\\PC{0,30}", cut in 0usize..400) {
            let known = [TIP, AGE, JSON, "BEGIN STOLEN FUNDS TIP v", "END STOLEN FUNDS TIP.", "\n", "{", "-----BEGIN AGE ENCRYPTED FILE-----", "B.E\u{200b}GIN", &noise];
            let mut text: String = parts.iter().map(|part| known[*part]).collect();
            let end = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            text.truncate(text.len() - if end % 3 == 0 { 0 } else { text.len() - end });
            let pieces = split(&text);
            let joined: String = pieces.iter().map(|piece| &text[piece.whole.clone()]).collect();
            prop_assert_eq!(&joined, &text);
            for piece in &pieces {
                prop_assert!(piece.whole.start <= piece.document.start && piece.document.end <= piece.whole.end);
            }
        }
    }
}
