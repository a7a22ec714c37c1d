//! The commitment card: one line that is published before a tip is handed in, and proves later who knew first.
//!
//! ```text
//! tip/1 commitment 0x<64 hexadecimal digits> case bybit-2025-02-21 at 2025-04-18T18:13:20Z
//! ```
//!
//! It tells nothing of the tip: the commitment is salted, and the signer is inside it only. As a file it is this line and
//! one line feed; that file's SHA-256 is what is time-stamped.

use std::fmt;

use alloy_primitives::{B256, hex};
use sha2::{Digest, Sha256};

use super::statement::{MOST_CHARACTERS, SCHEMA, Statement};
use crate::money::UnixSeconds;

/// What a card says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// See [`super::commitment`].
    pub commitment: B256,
    /// The case.
    pub case_id: String,
    /// When the tip was signed, by the tipster's clock.
    pub issued_at: UnixSeconds,
}

/// A text that is no card.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// Of another version.
    #[error("the card begins with {0:?}, not with {SCHEMA:?}: it is none, or of another version of Spoor")]
    Version(String),
    /// A part of it is missing or in another form.
    #[error("the card's {part} is missing or not in its one form; copy the whole line again")]
    Part {
        /// Which.
        part: &'static str,
    },
}

impl Card {
    pub(super) fn of(statement: &Statement) -> Self {
        Self { commitment: statement.commitment, case_id: statement.case_id.clone(), issued_at: statement.issued_at }
    }

    /// Reads a card: the line, or the file with its line feed. Nothing else around it.
    ///
    /// # Errors
    /// When it is no card, or not in the one form in which cards are written.
    pub fn read(text: &str) -> Result<Self, CardError> {
        let line = text.strip_suffix('\n').unwrap_or(text);
        let (version, rest) = line.split_once(' ').unwrap_or((line, ""));
        if version != SCHEMA {
            return Err(CardError::Version(version.chars().take(40).collect()));
        }
        let missing = |part| CardError::Part { part };
        let rest = rest.strip_prefix("commitment 0x").ok_or(missing("commitment"))?;
        let (digits, rest) = rest.split_at_checked(64).ok_or(missing("commitment"))?;
        let commitment = hex::decode_to_array(digits).map_err(|_| missing("commitment"))?;
        let rest = rest.strip_prefix(" case ").ok_or(missing("case"))?;
        let (case_id, at) = rest.rsplit_once(" at ").ok_or(missing("date"))?;
        let plain = case_id.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if case_id.is_empty() || case_id.len() > MOST_CHARACTERS || !plain {
            return Err(missing("case"));
        }
        let issued_at = at.parse().map_err(|_| missing("date"))?;
        let card = Self { commitment: B256::new(commitment), case_id: case_id.to_owned(), issued_at };
        // One form only: what is stamped and published is the same, bit by bit.
        if card.to_string() == line { Ok(card) } else { Err(missing("date or commitment")) }
    }

    /// The card as a file: what is saved, and what is time-stamped.
    #[must_use]
    pub fn file(&self) -> String {
        format!("{self}\n")
    }

    /// SHA-256 of that file.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.file()).into()
    }
}

impl fmt::Display for Card {
    /// The line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { commitment, case_id, issued_at } = self;
        write!(f, "{SCHEMA} commitment {} case {case_id} at {issued_at}", hex::encode_prefixed(commitment))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINE: &str =
        "tip/1 commitment 0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff case bybit-2025-02-21 at 2025-04-18T18:13:20Z";

    #[test]
    fn a_card_is_read_as_it_is_written() {
        let card = Card::read(LINE).unwrap();
        assert_eq!((card.case_id.as_str(), card.issued_at.get()), ("bybit-2025-02-21", 1_745_000_000));
        assert_eq!((card.to_string(), card.file()), (LINE.to_owned(), format!("{LINE}\n")));
        assert_eq!(Card::read(&card.file()).unwrap(), card);
        // `printf '%s\n' "$LINE" | sha256sum`
        assert_eq!(hex::encode(card.sha256()), "274ed1d661f3da1f7c2a5a3f36f3216d509331826f9f97a0a927584d856a17cb");
    }

    #[test]
    fn anything_else_is_no_card() {
        let same = |from: &str, to: &str| LINE.replace(from, to);
        for (text, part) in [
            (String::new(), "begins with \"\""),
            (same("tip/1", "tip/2"), "begins with \"tip/2\""),
            (format!(" {LINE}"), "begins with \"\""),
            (format!("{LINE}\n\n"), "date"),
            (format!("{LINE}\r\n"), "date"),
            (format!("{LINE} "), "date"),
            (same("commitment", "commitments"), "commitment"),
            (same("0x0011", "0x001"), "commitment"),
            (same("aabb", "AABB"), "commitment"),
            (same("0x0011", "0x00g1"), "commitment"),
            (same("0x0011", "0x00é1"), "commitment"),
            (same(" case ", " of "), "case"),
            (same("bybit-2025-02-21", ""), "case"),
            (same("bybit", "b\u{fc}bit"), "case"),
            (same(" at ", " on "), "date"),
            (same("18:13:20Z", "18:13:20+00:00"), "date"),
            (same("18:13:20Z", "18:13:20.000Z"), "date"),
            (same("18:13:20Z", "18:13"), "date"),
            (LINE.repeat(2), "case"),
        ] {
            let error = Card::read(&text).unwrap_err().to_string();
            assert!(error.contains(part), "{text:?}: {error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in ".{0,200}", at in 0usize..130, c in any::<char>()) {
            drop(Card::read(&text));
            let mut changed: Vec<char> = LINE.chars().collect();
            let before = std::mem::replace(&mut changed[at % LINE.len()], c);
            if let Ok(card) = Card::read(&changed.into_iter().collect::<String>()) {
                prop_assert!(c == before || card != Card::read(LINE).unwrap());
            }
        }
    }
}
