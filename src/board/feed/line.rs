//! A line of a feed: an entry, and the publisher's signature over it.
//!
//! ```text
//! {"entry":{…},"signature":"0x…"}
//! ```
//!
//! A line is read in its one form only (RFC 8785, in the narrow JSON of tips), so its digest, which the next line names, is
//! the digest of what it says.

use alloy_primitives::B256;
use serde_json::{Map, Value};

use super::entry::{Entry, SCHEMA};
use super::signed::OfEntry;
use super::{Hash, laws};
use crate::money::Address;
use crate::tip::record::{self, Fault, Part};
use crate::tip::{KeyError, ProfileError, SavedKey, Signature, SignatureError, jcs, profile};

/// The longest line that is read or written, in bytes, without its line feed.
pub const MOST_LINE: usize = 64 * 1024;

/// What stands in a canonical line before its entry.
const BEFORE: &str = "{\"entry\":";
/// What stands behind: `,"signature":"`, 132 characters, `"}`.
const AFTER: usize = 14 + 132 + 2;

/// An entry with its signature. That there is one does not say that it holds: see [`super::Reading`], or [`Line::signer`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub entry: Entry,
    /// The publisher's signature.
    pub signature: Signature,
    /// SHA-256 of the line without its line feed: what the next line names as the one before it.
    pub hash: Hash,
}

/// Why there is no line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Longer than any line.
    #[error("the line is longer than {MOST_LINE} bytes; no entry is. It is not read")]
    TooLong,
    /// Not JSON, or JSON that a feed does not use.
    #[error("this is not a line of a feed: {}", .0.to_string().replace("a tip", "a feed"))]
    Profile(#[from] ProfileError),
    /// Of another version.
    #[error("entry.schema is {0:?}, not {SCHEMA:?}: the feed is of another version. Use a version of Spoor that reads it")]
    Version(String),
    /// A member is missing, unknown, of another kind or not what it may be.
    #[error("{place}: {why}")]
    Field {
        /// Where, as `.entry.content.frozen.amount`.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// Readable, but not written in the one canonical way.
    #[error("the line is not written in its canonical form (RFC 8785); it was changed or written by another program")]
    NotCanonical,
    /// The signature is not acceptable.
    #[error("signature: {0}")]
    Signature(#[from] SignatureError),
    /// The key failed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

record::record! {
    struct Wire {
        entry: Entry = "entry",
        signature: String = "signature",
    }
}

impl From<Fault> for LineError {
    fn from(Fault { place, why }: Fault) -> Self {
        Self::Field { place: shown(&place), why: why.replace("tip/1", SCHEMA) }
    }
}

/// A place names members that others chose: nothing of it is more than text.
pub(super) fn shown(place: &str) -> String {
    place.escape_default().to_string()
}

impl Entry {
    /// It in its one form: what is digested and signed.
    #[must_use]
    pub fn to_json(&self) -> String {
        // No number is in it, so the only error of the writer cannot happen.
        jcs::canonical(&self.write()).unwrap_or_default()
    }

    fn to_sign(&self, entry_sha256: Hash) -> OfEntry {
        OfEntry { kind: self.content.kind(), sequence: self.sequence.0, previous: self.previous, entry_sha256, at: self.at.get() }
    }

    /// The 32 bytes that are signed (EIP-712).
    #[must_use]
    pub fn digest(&self) -> B256 {
        self.to_sign(Hash::of(self.to_json().as_bytes())).digest()
    }

    /// The JSON for `eth_signTypedData_v4` and for `cast wallet verify --data`.
    #[must_use]
    pub fn typed_data(&self) -> String {
        self.to_sign(Hash::of(self.to_json().as_bytes())).typed_data()
    }

    /// What must be true of it, whatever stands before it: lengths, dates, names.
    ///
    /// # Errors
    /// Names the field.
    pub fn check(&self) -> Result<(), LineError> {
        if self.schema != SCHEMA {
            return Err(LineError::Version(self.schema.chars().take(40).collect()));
        }
        Ok(laws::check(self)?)
    }

    /// Joins it with a signature made elsewhere; who made it is for [`Line::signer`] or the chain to say.
    ///
    /// # Errors
    /// When no reader would take the entry, or the line is too long.
    pub fn seal(self, signature: Signature) -> Result<Line, LineError> {
        self.check()?;
        let mut line = Line { entry: self, signature, hash: Hash::NONE };
        let text = line.to_text();
        if text.len() > MOST_LINE {
            return Err(LineError::TooLong);
        }
        line.hash = Hash::of(text.as_bytes());
        Ok(line)
    }

    /// Signs with a saved key: the same entry and key give the same line.
    ///
    /// # Errors
    /// As [`Entry::seal`], and when the signer fails.
    pub fn sign(self, key: &SavedKey) -> Result<Line, LineError> {
        let signature = key.sign(&self.digest())?;
        self.seal(signature)
    }
}

impl Line {
    /// Reads a line without its line feed, and nothing but one. The signature is read, not checked.
    ///
    /// # Errors
    /// Says what is wrong: length, JSON, version, a field, the form.
    pub fn read(bytes: &[u8]) -> Result<Self, LineError> {
        read(bytes).map(|(line, _)| line)
    }

    /// It in its one form, without a line feed.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{BEFORE}{},\"signature\":\"{}\"}}", self.entry.to_json(), self.signature)
    }

    /// Whose key signed it.
    ///
    /// # Errors
    /// When no key gives this signature.
    pub fn signer(&self) -> Result<Address, LineError> {
        Ok(Address::Evm(self.signature.recover(&self.entry.digest())?))
    }
}

/// A line, and the 32 bytes that its signature is over.
pub(super) fn read(bytes: &[u8]) -> Result<(Line, B256), LineError> {
    if bytes.len() > MOST_LINE {
        return Err(LineError::TooLong);
    }
    let value = profile::read(bytes)?;
    // Before the shape, which another version may have changed.
    let schema = value.pointer("/entry/schema").and_then(Value::as_str);
    if let Some(other) = schema.filter(|schema| *schema != SCHEMA) {
        return Err(LineError::Version(other.chars().take(40).collect()));
    }
    if jcs::canonical(&value).ok().is_none_or(|canonical| canonical.as_bytes() != bytes) {
        return Err(LineError::NotCanonical);
    }
    let Wire { entry, signature } = Wire::read(&value)?;
    let signature = Signature::read(&signature)?;
    laws::check(&entry)?;
    // The form was compared byte by byte, so the entry's own form stands in it.
    let inside = bytes.get(BEFORE.len()..bytes.len().saturating_sub(AFTER)).ok_or(LineError::NotCanonical)?;
    let digest = entry.to_sign(Hash::of(inside)).digest();
    Ok((Line { entry, signature, hash: Hash::of(bytes) }, digest))
}
