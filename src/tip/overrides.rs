//! Reasons why a tip was signed although a check stood against it. They are signed with it, so its reader judges them.

use serde_json::{Map, Value};

use super::payload::Payload;
use super::preflight::table;
use super::record::{self, Fault, Part};

/// The shortest reason that is taken, in characters: a word is none.
pub const LEAST_REASON: usize = 10;
/// The longest reason that is taken, in characters.
pub const MOST_REASON: usize = 300;

record::record! {
    /// A check that stood against signing, and why it was signed all the same.
    #[derive(PartialOrd, Ord)]
    pub struct Override {
        /// The check's stable name.
        pub check: String = "check",
        /// The tipster's reason.
        pub reason: String = "reason",}
}

/// A reason that is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// No such check, or one that has to be put right.
    #[error("the check {0:?} cannot be set aside; put right what it says")]
    Never(String),
    /// Too short or too long.
    #[error("the reason has {0} characters; write {LEAST_REASON} to {MOST_REASON}")]
    Length(usize),
    /// A character that a tip cannot carry.
    #[error("character {position} of the reason ({found:?}) is not plain ASCII; write it in a-z")]
    Character {
        /// Counted from 1.
        position: usize,
        /// The character.
        found: char,
    },
}

impl Override {
    /// A reason for a check that may be set aside; blanks around it are left out.
    ///
    /// # Errors
    /// When the check may not be set aside, or the reason cannot be sent as it is.
    pub fn new(check: &str, reason: &str) -> Result<Self, OverrideError> {
        let reason = reason.trim();
        if !table::may_override(check) {
            return Err(OverrideError::Never(check.chars().take(40).collect()));
        }
        if let Some((at, found)) = reason.chars().enumerate().find(|(_, c)| !matches!(c, ' '..='~')) {
            return Err(OverrideError::Character { position: at + 1, found });
        }
        if !(LEAST_REASON..=MOST_REASON).contains(&reason.len()) {
            return Err(OverrideError::Length(reason.len()));
        }
        Ok(Self { check: check.to_owned(), reason: reason.to_owned() })
    }
}

/// As the payload lists them: by check, each once; nothing where there are none.
pub(super) fn listed(overrides: &[Override]) -> Option<Vec<Override>> {
    let mut sorted = overrides.to_vec();
    sorted.sort();
    sorted.dedup_by(|a, b| a.check == b.check);
    (!sorted.is_empty()).then_some(sorted)
}

/// What is wrong with the overrides of a payload, whoever wrote it.
pub(super) fn laws(payload: &Payload) -> Vec<String> {
    let Some(overrides) = &payload.overrides else { return Vec::new() };
    let mut wrong = Vec::new();
    if overrides.is_empty() {
        wrong.push("payload.overrides: an empty list is left out".to_owned());
    }
    if !overrides.windows(2).all(|pair| pair[0].check < pair[1].check) {
        wrong.push("payload.overrides: not sorted by check, each once".to_owned());
    }
    for (at, one) in overrides.iter().enumerate() {
        match Override::new(&one.check, &one.reason) {
            Ok(same) if same == *one => {}
            Ok(_) => wrong.push(format!("payload.overrides[{at}].reason: has blanks around it")),
            Err(error) => wrong.push(format!("payload.overrides[{at}]: {error}")),
        }
    }
    wrong
}

/// The overrides for a person: one sentence each.
pub(super) fn sentences(payload: &Payload) -> Vec<String> {
    let said = |one: &Override| {
        let stop = if one.reason.ends_with(['.', '!', '?']) { "" } else { "." };
        format!("{} ({}). The tipster's reason: {}{stop}", table::said(&one.check), one.check, one.reason)
    };
    payload.overrides.iter().flatten().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_plain_and_neither_a_word_nor_a_story() {
        let new = |reason: &str| Override::new("moved", reason);
        assert_eq!(new("  the customer is known there \n").unwrap().reason, "the customer is known there");
        for (reason, error) in [
            ("", OverrideError::Length(0)),
            ("because", OverrideError::Length(7)),
            (&"x".repeat(301), OverrideError::Length(301)),
            ("two\nlines of reason", OverrideError::Character { position: 4, found: '\n' }),
            ("un caf\u{e9} suspect", OverrideError::Character { position: 7, found: '\u{e9}' }),
        ] {
            assert_eq!(new(reason).unwrap_err(), error, "{reason:?}");
        }
        assert!(new(&"x".repeat(300)).is_ok() && new(&"x".repeat(10)).is_ok());
    }

    #[test]
    fn only_what_the_table_allows_is_set_aside() {
        for check in ["totals", "way", "forged", "clock-far", "nonsense", ""] {
            assert!(matches!(Override::new(check, "a reason of the tipster"), Err(OverrideError::Never(_))), "{check}");
        }
    }
}
