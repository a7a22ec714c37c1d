//! The part of JSON that a tip may use: strings, lists and objects in printable ASCII. No numbers, no null, no
//! booleans, no name twice: the places where JSON readers disagree are left out, so two readers cannot see two tips.

use serde_json::Value;

use crate::case::Narrow;

/// The longest document that is read, in bytes.
pub(crate) const MOST_BYTES: usize = 1 << 20;

static TIP: Narrow = Narrow {
    deepest: 16,
    numbers: false,
    refuses: outside_ascii,
    expects: "a string, a list or an object (a tip holds no numbers, booleans or null)",
};

/// An escape can smuggle in what the bytes cannot hold.
fn outside_ascii(text: &str) -> Option<String> {
    let c = text.chars().find(|c| !matches!(c, ' '..='~' | '\n'))?;
    Some(format!("the string holds U+{:04X}, which is not printable ASCII", u32::from(c)))
}

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
    TIP.read(bytes).map_err(|error| ProfileError::Content(error.to_string()))
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
