//! What a feed's publisher signs: entries and the index, as typed data ([EIP-712](https://eips.ethereum.org/EIPS/eip-712)).
//!
//! The domain is the feed's own, so that a signature of a tip, of an attestation or of anything else never passes for one of
//! a line, and none of a line for one of an index: the types differ as well.

use std::sync::LazyLock;

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::{Eip712Domain, SolStruct};
use serde_json::{Value, json};

use super::Hash;
use super::entry::SCHEMA;

const DOMAIN: &str = "Stolen Funds Feed";

/// What is signed of an entry.
pub(super) struct OfEntry {
    pub(super) kind: &'static str,
    pub(super) sequence: u64,
    pub(super) previous: Hash,
    pub(super) entry_sha256: Hash,
    pub(super) at: u64,
}

/// What is signed of an index.
pub(super) struct OfIndex<'a> {
    pub(super) name: &'a str,
    pub(super) entries: u64,
    pub(super) head: Hash,
    pub(super) index_sha256: Hash,
    pub(super) at: u64,
}

/// The structures whose EIP-712 hash is signed. The names are part of the hash.
#[allow(missing_docs, non_snake_case)] // The macro writes public types; their fields are those above.
mod typed {
    alloy_sol_types::sol! {
        struct FeedEntry {
            string schema;
            string kind;
            uint64 sequence;
            bytes32 previous;
            bytes32 entrySha256;
            uint64 at;
        }

        struct FeedIndex {
            string schema;
            string name;
            uint64 entries;
            bytes32 head;
            bytes32 indexSha256;
            uint64 at;
        }
    }
}

/// The domain's hash: the same for every line, so it is computed once.
static SEPARATOR: LazyLock<B256> = LazyLock::new(|| {
    // Wallets have refused or mis-hashed domains without a contract; the zero address is accepted by all.
    Eip712Domain::new(Some(DOMAIN.into()), Some("1".into()), Some(U256::from(1)), Some(Address::ZERO), None).separator()
});

fn digest(structure: &impl SolStruct) -> B256 {
    let mut bytes = [0; 66];
    bytes[..2].copy_from_slice(&[0x19, 0x01]);
    bytes[2..34].copy_from_slice(SEPARATOR.as_slice());
    bytes[34..].copy_from_slice(structure.eip712_hash_struct().as_slice());
    keccak256(bytes)
}

impl OfEntry {
    pub(super) fn digest(&self) -> B256 {
        digest(&typed::FeedEntry {
            schema: SCHEMA.to_owned(),
            kind: self.kind.to_owned(),
            sequence: self.sequence,
            previous: self.previous.0,
            entrySha256: self.entry_sha256.0,
            at: self.at,
        })
    }

    pub(super) fn typed_data(&self) -> String {
        let fields = [
            ("schema", "string"),
            ("kind", "string"),
            ("sequence", "uint64"),
            ("previous", "bytes32"),
            ("entrySha256", "bytes32"),
            ("at", "uint64"),
        ];
        let message = json!({
            "schema": SCHEMA, "kind": self.kind, "sequence": self.sequence.to_string(), "previous": self.previous.0.to_string(),
            "entrySha256": self.entry_sha256.0.to_string(), "at": self.at.to_string(),
        });
        typed_data("FeedEntry", &fields, &message)
    }
}

impl OfIndex<'_> {
    pub(super) fn digest(&self) -> B256 {
        digest(&typed::FeedIndex {
            schema: SCHEMA.to_owned(),
            name: self.name.to_owned(),
            entries: self.entries,
            head: self.head.0,
            indexSha256: self.index_sha256.0,
            at: self.at,
        })
    }

    pub(super) fn typed_data(&self) -> String {
        let fields = [
            ("schema", "string"),
            ("name", "string"),
            ("entries", "uint64"),
            ("head", "bytes32"),
            ("indexSha256", "bytes32"),
            ("at", "uint64"),
        ];
        let message = json!({
            "schema": SCHEMA, "name": self.name, "entries": self.entries.to_string(), "head": self.head.0.to_string(),
            "indexSha256": self.index_sha256.0.to_string(), "at": self.at.to_string(),
        });
        typed_data("FeedIndex", &fields, &message)
    }
}

fn typed_data(name: &str, fields: &[(&str, &str)], message: &Value) -> String {
    let list = |fields: &[(&str, &str)]| -> Value { fields.iter().map(|(name, kind)| json!({ "name": name, "type": kind })).collect() };
    let domain = [("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address")];
    let mut types = serde_json::Map::new();
    types.insert("EIP712Domain".to_owned(), list(&domain));
    types.insert(name.to_owned(), list(fields));
    json!({
        "types": types,
        "primaryType": name,
        "domain": { "name": DOMAIN, "version": "1", "chainId": 1, "verifyingContract": Address::ZERO.to_string() },
        "message": message,
    })
    .to_string()
}
