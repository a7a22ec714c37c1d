//! The part of JSON that a tip may use: strings, lists and objects in printable ASCII. No numbers, no null, no
//! booleans, no name twice: the places where JSON readers disagree are left out, so two readers cannot see two tips.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The longest document that is read, in bytes.
pub(crate) const MOST_BYTES: usize = 1 << 20;
/// The deepest nesting that is read.
pub(crate) const MOST_DEPTH: usize = 16;

/// A text that is not a document of a tip.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// Too long to be a tip.
    #[error("the document has {bytes} bytes; a tip has at most {MOST_BYTES}")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// A byte outside printable ASCII.
    #[error("byte {position} of the document (0x{byte:02x}) is not printable ASCII")]
    NotAscii {
        /// Counted from 1.
        position: usize,
        /// The byte.
        byte: u8,
    },
    /// Not JSON, or JSON that a tip does not use.
    #[error("the document is not a tip's JSON: {0}")]
    Content(String),
}

/// Reads a document of strings, lists and objects.
///
/// # Errors
/// When it is too long or too deep, leaves printable ASCII, names a member twice, or holds a number, null or boolean.
pub(crate) fn read(bytes: &[u8]) -> Result<Value, ProfileError> {
    if bytes.len() > MOST_BYTES {
        return Err(ProfileError::TooLarge { bytes: bytes.len() });
    }
    let printable = |byte: &u8| matches!(byte, b' '..=b'~');
    if let Some(at) = bytes.iter().position(|byte| !printable(byte)) {
        return Err(ProfileError::NotAscii { position: at + 1, byte: bytes[at] });
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let content = |error: serde_json::Error| ProfileError::Content(error.to_string());
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

impl<'de> DeserializeSeed<'de> for AtDepth {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AtDepth {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a list or an object (a tip holds no numbers, booleans or null)")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        // An escape can smuggle in what the bytes cannot hold.
        match text.chars().find(|c| !matches!(c, ' '..='~' | '\n')) {
            Some(c) => Err(E::custom(format_args!("the string holds U+{:04X}, which is not printable ASCII", u32::from(c)))),
            None => Ok(Value::String(text.to_owned())),
        }
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
            if object.contains_key(&name) {
                return Err(A::Error::custom(format_args!("the name {name:?} stands twice")));
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
    fn what_json_readers_disagree_about_is_refused() {
        let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
        for (text, why) in [
            (r#"{"a":1}"#, "integer `1`"),
            (r#"{"a":-1.5e3}"#, "floating point"),
            (r#"{"a":null}"#, "null"),
            (r#"{"a":true}"#, "boolean"),
            (r#"{"a":"x","a":"x"}"#, "stands twice"),
            (r#"{"a":{"b":"x","b":"y"}}"#, "stands twice"),
            (r#"{"a":"x","\u0061":"y"}"#, "stands twice"),
            (r#"{"a":"\u00e9"}"#, "U+00E9"),
            (r#"{"a":"\u0000"}"#, "U+0000"),
            (r#"{"a":"\ud83d\ude00"}"#, "U+1F600"),
            (r#"{"a":"x"} {}"#, "trailing characters"),
            (r#"{"a":"x",}"#, "trailing comma"),
            (r#"{'a':"x"}"#, "key must be a string"),
            ("", "EOF"),
            (deep.as_str(), "nested deeper than 16"),
        ] {
            let error = read(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
        assert_eq!(read("{\"a\":\"é\"}".as_bytes()), Err(ProfileError::NotAscii { position: 7, byte: 0xc3 }));
        assert_eq!(read(&vec![b' '; MOST_BYTES + 1]), Err(ProfileError::TooLarge { bytes: MOST_BYTES + 1 }));
    }

    #[test]
    fn strings_lists_and_objects_are_read() {
        let nested = format!("{}\"x\"{}", "[".repeat(16), "]".repeat(16));
        assert!(read(nested.as_bytes()).is_ok());
        assert_eq!(read(br#"{"a":["x",{"b":"y\nz"}]}"#).unwrap(), serde_json::json!({"a": ["x", {"b": "y\nz"}]}));
    }
}
