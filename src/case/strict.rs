//! The part of JSON that a case file may use: texts, whole numbers up to 2⁵³, lists and objects, each name once. No
//! fractions, no null, no booleans, no characters that are not seen or that turn the reading direction: where two readers
//! could see two cases, the file is refused.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::money::is_unseen;

/// The longest case file that is read, in bytes.
pub const MOST_BYTES: usize = 1 << 20;
/// The deepest nesting that is read.
const MOST_DEPTH: usize = 8;
/// Above this, the numbers of JavaScript have gaps.
const MOST_EXACT: u64 = 1 << 53;

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
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let content = |error: serde_json::Error| StrictError::Content(error.to_string());
    let value = AtDepth(0).deserialize(&mut deserializer).map_err(content)?;
    deserializer.end().map_err(content)?;
    Ok(value)
}

/// Reads one value that stands this deep.
struct AtDepth(usize);

impl AtDepth {
    fn inner<E: Error>(&self) -> Result<Self, E> {
        if self.0 < MOST_DEPTH { Ok(Self(self.0 + 1)) } else { Err(E::custom(format_args!("nested deeper than {MOST_DEPTH}"))) }
    }
}

fn seen<E: Error>(text: &str) -> Result<(), E> {
    match text.chars().find(|c| is_unseen(*c)) {
        Some(c) => Err(E::custom(format_args!(
            "a text holds U+{:04X}, which is not seen or turns the reading direction; take it out",
            u32::from(c)
        ))),
        None => Ok(()),
    }
}

impl<'de> DeserializeSeed<'de> for AtDepth {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AtDepth {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a whole number, a list or an object (a case file holds no fractions, booleans or null)")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        if number <= MOST_EXACT {
            return Ok(Value::from(number));
        }
        Err(E::custom(format_args!("the number {number} is larger than 2^53; an amount is a text of digits")))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        seen(text)?;
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.inner()?)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            seen(&name)?;
            if object.contains_key(&name) {
                return Err(A::Error::custom(format_args!("the name {:?} stands twice", name.chars().take(60).collect::<String>())));
            }
            let value = members.next_value_seed(self.inner()?)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
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
