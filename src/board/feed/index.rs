//! The index of a feed, `feed.json`: which shards there are, how much is in each, and which line is the last.
//!
//! It is signed as the lines are, by the key that would sign the next line. Whoever serves the files cannot leave the newest
//! entries out without an older index, whose date shows it.

use alloy_primitives::B256;
use serde_json::{Map, Value};

use super::entry::SCHEMA;
use super::line::LineError;
use super::signed::OfIndex;
use super::{Hash, laws};
use crate::money::{Address, UnixSeconds};
use crate::tip::record::{self, Fault, Part};
use crate::tip::{Count, KeyError, SavedKey, Signature, SignatureError, jcs, profile};

/// The name of its file.
pub const INDEX_FILE: &str = "feed.json";
/// The longest index that is read, in bytes.
pub const MOST_INDEX: usize = 1 << 20;
/// The most shards of a feed. Their list fits into the longest index.
pub const MOST_SHARDS: usize = 4_000;
/// The most bytes of a shard.
pub const MOST_SHARD: u64 = 8 << 20;
/// The most entries of a feed.
pub const MOST_ENTRIES: u64 = 4_000_000;

record::record! {
    /// What a feed holds at a moment, without its signature.
    pub struct Index {
        /// The version: `feed/1`.
        pub schema: String = "schema",
        /// The feed's name, as its first entry gives it.
        pub name: String = "name",
        /// The key that the first entry names: who the publisher is, whatever key signs now.
        pub publisher: Address = "publisher",
        /// The key that signs now: this, and the next line.
        pub key: Address = "key",
        /// When it was written, by the publisher's clock: not before the last line.
        pub at: UnixSeconds = "at",
        /// How many entries there are.
        pub entries: Count = "entries",
        /// The digest of the last line.
        pub head: Hash = "head",
        /// The files of the entries, in order.
        pub shards: Vec<Shard> = "shards",}
}

record::record! {
    /// One file of entries. All but the last are closed: they never change.
    pub struct Shard {
        /// Its name: `entries-00000.jsonl`, counted from 0 without gaps.
        pub file: String = "file",
        /// The number of its first entry.
        pub first: Count = "first",
        /// How many entries are in it.
        pub entries: Count = "entries",
        /// How many bytes.
        pub bytes: Count = "bytes",
        /// SHA-256 of the file.
        pub sha256: Hash = "sha256",
        /// The digest of its last line.
        pub head: Hash = "head",}
}

/// An index with its signature: the only kind that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIndex {
    index: Index,
    signature: Signature,
}

/// Why there is no index.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// Longer than any index.
    #[error("the index is longer than {MOST_INDEX} bytes; no feed's is. It is not read")]
    TooLong,
    /// Not an index: not JSON, of another version, a member that cannot be.
    #[error("{}", .0.to_string().replace("a line of a feed", "an index of a feed").replace("the line", "the index"))]
    Form(#[from] LineError),
    /// The signature is of another key than the index names.
    #[error("the index is signed by {found}, not by {key}, the key that it names: it or its signature was changed")]
    OtherSigner {
        /// Who is named.
        key: Address,
        /// Whose key fits.
        found: Address,
    },
    /// The key failed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl From<Fault> for IndexError {
    fn from(fault: Fault) -> Self {
        Self::Form(fault.into())
    }
}

impl From<SignatureError> for IndexError {
    fn from(error: SignatureError) -> Self {
        Self::Form(error.into())
    }
}

record::record! {
    struct Wire {
        index: Index = "index",
        signature: String = "signature",
    }
}

/// The name of the shard of this number: `entries-00007.jsonl`.
#[must_use]
pub fn shard_file(number: usize) -> String {
    format!("entries-{number:05}.jsonl")
}

fn field(place: &str, why: impl Into<String>) -> Fault {
    Fault { place: format!(".index{place}"), why: why.into() }
}

impl Index {
    fn to_json(&self) -> String {
        // No number is in it, so the only error of the writer cannot happen.
        jcs::canonical(&self.write()).unwrap_or_default()
    }

    /// How many bytes the shards have together.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.shards.iter().fold(0, |sum, shard| sum.saturating_add(shard.bytes.0))
    }

    /// What must be true of it by itself.
    ///
    /// # Errors
    /// Names the first member that does not fit the others.
    pub fn check(&self) -> Result<(), IndexError> {
        if self.schema != SCHEMA {
            return Err(LineError::Version(self.schema.chars().take(40).collect()).into());
        }
        laws::name("name", &self.name).map_err(|fault| field(&fault.place, fault.why))?;
        for (place, key) in [(".publisher", &self.publisher), (".key", &self.key)] {
            if key.as_evm().is_none_or(|evm| evm.is_zero()) {
                return Err(field(place, "is not the EVM address of a key").into());
            }
        }
        let Count(entries) = self.entries;
        if entries == 0 || entries > MOST_ENTRIES {
            return Err(field(".entries", format!("{entries} are not 1 to {MOST_ENTRIES}")).into());
        }
        if self.shards.is_empty() || self.shards.len() > MOST_SHARDS {
            return Err(field(".shards", format!("{} are not 1 to {MOST_SHARDS}", self.shards.len())).into());
        }
        let mut next = 0_u64;
        for (number, shard) in self.shards.iter().enumerate() {
            next = shard.check(number, next).map_err(|fault| field(&format!(".shards[{number}]{}", fault.place), fault.why))?;
        }
        if next != entries {
            return Err(field(".entries", format!("says {entries}; the shards hold {next}")).into());
        }
        if self.shards.last().is_none_or(|last| last.head != self.head) {
            return Err(field(".head", "is not the last line of the last shard").into());
        }
        Ok(())
    }

    fn to_sign(&self) -> OfIndex<'_> {
        OfIndex {
            name: &self.name,
            entries: self.entries.0,
            head: self.head,
            index_sha256: Hash::of(self.to_json().as_bytes()),
            at: self.at.get(),
        }
    }

    /// The 32 bytes that are signed (EIP-712).
    #[must_use]
    pub fn digest(&self) -> B256 {
        self.to_sign().digest()
    }

    /// The JSON for `eth_signTypedData_v4` and for `cast wallet verify --data`.
    #[must_use]
    pub fn typed_data(&self) -> String {
        self.to_sign().typed_data()
    }

    /// Takes a signature made elsewhere, after checking that the index's key made it.
    ///
    /// # Errors
    /// When no reader would take the index, or another key signed.
    pub fn seal(self, signature: Signature) -> Result<SignedIndex, IndexError> {
        self.check()?;
        let found = Address::Evm(signature.recover(&self.digest())?);
        if found == self.key { Ok(SignedIndex { index: self, signature }) } else { Err(IndexError::OtherSigner { key: self.key, found }) }
    }

    /// Signs with a saved key.
    ///
    /// # Errors
    /// As [`Index::seal`], and when the signer fails.
    pub fn sign(self, key: &SavedKey) -> Result<SignedIndex, IndexError> {
        let signature = key.sign(&self.digest())?;
        self.seal(signature)
    }
}

impl Shard {
    /// Whether it can be the one of this number, whose first entry has to be `next`; gives the first of the shard after it.
    fn check(&self, number: usize, next: u64) -> Result<u64, Fault> {
        let wrong = |place: &str, why: String| Fault { place: place.to_owned(), why };
        if self.file != shard_file(number) {
            return Err(wrong(".file", format!("is not {}", shard_file(number))));
        }
        if self.first.0 != next {
            return Err(wrong(".first", format!("says {}, after {next} entries", self.first)));
        }
        let (Count(entries), Count(bytes)) = (self.entries, self.bytes);
        if bytes > MOST_SHARD || entries == 0 || entries.checked_mul(2).is_none_or(|least| least > bytes) {
            return Err(wrong(".bytes", format!("{bytes} cannot be for {entries} entries; a shard has at most {MOST_SHARD} bytes")));
        }
        next.checked_add(entries).filter(|all| *all <= MOST_ENTRIES).ok_or_else(|| wrong(".entries", format!("{entries} are too many")))
    }
}

impl SignedIndex {
    /// What it says.
    #[must_use]
    pub const fn index(&self) -> &Index {
        &self.index
    }

    /// The signature.
    #[must_use]
    pub const fn signature(&self) -> &Signature {
        &self.signature
    }

    /// The file: canonical JSON and a line feed.
    #[must_use]
    pub fn to_text(&self) -> String {
        let wire = Wire { index: self.index.clone(), signature: self.signature.to_string() };
        jcs::canonical(&wire.write()).unwrap_or_default() + "\n"
    }

    /// Reads `feed.json` and checks that its own key signed it. Whether that is the publisher's key, the lines say.
    ///
    /// # Errors
    /// Says what is wrong: length, JSON, version, a member, the form, the signature.
    pub fn read(bytes: &[u8]) -> Result<Self, IndexError> {
        if bytes.len() > MOST_INDEX {
            return Err(IndexError::TooLong);
        }
        let line = bytes.strip_suffix(b"\n").ok_or(LineError::NotCanonical)?;
        let value = profile::read(line).map_err(LineError::from)?;
        let schema = value.pointer("/index/schema").and_then(Value::as_str);
        if let Some(other) = schema.filter(|schema| *schema != SCHEMA) {
            return Err(LineError::Version(other.chars().take(40).collect()).into());
        }
        if jcs::canonical(&value).ok().is_none_or(|canonical| canonical.as_bytes() != line) {
            return Err(LineError::NotCanonical.into());
        }
        let Wire { index, signature } = Wire::read(&value)?;
        index.seal(Signature::read(&signature)?)
    }
}
