//! The note's words: a conclusion is never worded as a fact.
//!
//! Source: a list of plain words, `data/certainty.txt`. Limits: whole words are compared, nothing is understood; other words
//! say the same, and a quoted word is taken for the tipster's. Error: not measured. So a reason sets it aside.

use super::{Check, Fix, block, ok};
use crate::tip::payload::Payload;
use crate::tip::rules::INFERENCE;
use crate::trace::view::Tier;

/// The list: sections in brackets, comments behind `#`.
const WORDS: &str = include_str!("../../../data/certainty.txt");

/// The words of a section.
fn section(name: &str) -> impl Iterator<Item = &'static str> {
    let lines =
        WORDS.lines().map(str::trim).skip_while(move |line| line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) != Some(name));
    lines.skip(1).take_while(|line| !line.starts_with('[')).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A text in lower case with single blanks between words and around it, without the signs at their ends.
fn plain(text: &str) -> String {
    let words = text.split_whitespace().map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '%').to_ascii_lowercase());
    format!(" {} ", words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

/// The first words by which a note claims for certain what is none; `is_weak` where the way or the place is a conclusion or
/// somebody's word. A note that calls itself an inference claims nothing for certain.
fn claimed(note: &str, is_weak: bool) -> Option<&'static str> {
    let text = plain(note);
    if text.contains(&plain(INFERENCE)) {
        return None;
    }
    let is_in = |words: &&'static str| text.contains(&plain(words));
    let certain = || section("certain").filter(|_| is_weak);
    section("person").chain(certain()).find(is_in)
}

/// A note that calls itself an inference.
#[must_use]
pub fn as_inference(note: &str) -> String {
    format!("{INFERENCE}: {note}")
}

pub(super) fn checks(note: &str, payload: &Payload, checks: &mut Vec<Check>) {
    if note.trim().is_empty() {
        return;
    }
    let claim = &payload.claim;
    let is_weak = payload.weakest() != Tier::Observed || claim.why.contains(INFERENCE) || claim.holder.is_some();
    checks.push(match claimed(note, is_weak) {
        Some(words) => block(
            "certainty",
            format!("Your note says \"{words}\", and the evidence does not: a reader stops there."),
            "Say that it is an inference, or what makes it certain.",
            [Fix::SayInference],
        ),
        None => ok("certainty", "No words of the list in your note claim more than the evidence.".to_owned()),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_claim_too_much_are_found_whole_and_in_any_case() {
        for (note, is_weak, found) in [
            ("He is the Thief.", false, Some("he is the thief")),
            ("This address\nis  owned by the hacker!", false, Some("is owned by the hacker")),
            ("Certainly an exchange", true, Some("certainly")),
            ("Certainly an exchange", false, None),
            ("(without doubt)", true, Some("without doubt")),
            ("I am 100% sure", true, Some("100%")),
            ("uncertainly", true, None),
            ("It seems to be a deposit address.", true, None),
            ("This is an inference: he is the thief.", true, None),
            ("THIS IS AN INFERENCE, certainly", true, None),
            ("", true, None),
        ] {
            assert_eq!(claimed(note, is_weak), found, "{note:?}");
        }
    }

    #[test]
    fn the_list_is_plain_sorted_and_of_two_sections() {
        for name in ["certain", "person"] {
            let words: Vec<&str> = section(name).collect();
            assert!(words.len() > 5, "{name}");
            assert!(words.iter().all(|word| word.is_ascii() && plain(word).trim() == *word), "{words:?}");
        }
        assert!(!section("certain").any(|word| word == "is the thief"));
        assert_eq!(section("nothing").count(), 0);
    }

    #[test]
    fn the_fix_makes_every_note_pass() {
        for word in section("person").chain(section("certain")) {
            let note = format!("I say: {word}, so there");
            assert!(claimed(&note, true).is_some(), "{word}");
            assert_eq!(claimed(&as_inference(&note), true), None, "{word}");
        }
    }
}
