//! The part of JSON that a case file may use: texts, whole numbers up to 2⁵³, lists and objects, each name once. No
//! fractions, no null, no booleans, no characters that are not seen or that turn the reading direction: where two readers
//! could see two cases, the file is refused.

use serde_json::Value;

use super::narrow_json::Narrow;
use crate::money::is_unseen;

/// The longest case file that is read, in bytes.
pub const MOST_BYTES: usize = 1 << 20;

static CASE_FILE: Narrow = Narrow {
    deepest: 8,
    numbers: true,
    refuses: unseen,
    expects: "a text, a whole number, a list or an object (a case file holds no fractions, booleans or null)",
};

fn unseen(text: &str) -> Option<String> {
    let c = text.chars().find(|c| is_unseen(*c))?;
    Some(format!("a text holds U+{:04X}, which is not seen or turns the reading direction; take it out", u32::from(c)))
}

/// A text that is not in that part of JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StrictError {
    /// Too long.
    #[error("it has {bytes} bytes, and a case file has at most {MOST_BYTES}")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// Not JSON, or JSON that a case file does not use.
    #[error("{0}")]
    Content(String),
}

/// Reads a document.
///
/// # Errors
/// When it is too long or too deep, names a member twice, or holds something else than texts, whole numbers, lists and
/// objects.
pub fn strict(text: &str) -> Result<Value, StrictError> {
    if text.len() > MOST_BYTES {
        return Err(StrictError::TooLarge { bytes: text.len() });
    }
    CASE_FILE.read(text.as_bytes()).map_err(|error| StrictError::Content(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_readers_disagree_about_is_refused() {
        let deep = format!("{}{}", "[".repeat(20), "]".repeat(20));
        for (text, why) in [
            (r#"{"a":1.5}"#, "floating point"),
            (r#"{"a":1e3}"#, "floating point"),
            (r#"{"a":-1}"#, "integer `-1`"),
            (r#"{"a":9007199254740993}"#, "larger than 2^53"),
            (r#"{"a":null}"#, "null"),
            (r#"{"a":true}"#, "boolean"),
            (r#"{"a":"x","a":"x"}"#, "stands twice"),
            (r#"{"a":"x","\u0061":"y"}"#, "stands twice"),
            (r#"{"a":"\u202e"}"#, "U+202E"),
            (r#"{"\u200b":"x"}"#, "U+200B"),
            (r#"{"a":"\u0000"}"#, "U+0000"),
            (r#"{"a":"\n"}"#, "U+000A"),
            ("{\"a\":\"x\n\"}", "control character"),
            (r#"{"a":"x"} {}"#, "trailing characters"),
            ("", "EOF"),
            (deep.as_str(), "nested deeper than 8"),
        ] {
            let error = strict(text).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
        assert_eq!(strict(&" ".repeat(MOST_BYTES + 1)), Err(StrictError::TooLarge { bytes: MOST_BYTES + 1 }));
    }

    #[test]
    fn texts_numbers_lists_and_objects_are_read() {
        let read = strict("{ \"a\": [\"Käse – ЕТН\", 9007199254740992, {\"b\": 0}] }").unwrap();
        assert_eq!(read, serde_json::json!({"a": ["Käse – ЕТН", 9_007_199_254_740_992_u64, {"b": 0}]}));
    }
}
