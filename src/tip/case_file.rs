//! A case that its publisher has signed: how a victim whose case does not ship with Spoor makes it known.
//!
//! ```text
//! {"case": {"schema": "case/1", "version": 1, "id": "somebody-2026-09-24", …}, "publisher": "0x…", "signature": "0x…"}
//! ```
//!
//! The case is in the narrow part of JSON that [`strict`] reads. What is signed
//! ([EIP-712](https://eips.ethereum.org/EIPS/eip-712)) names the digest of its canonical form
//! ([RFC 8785](https://www.rfc-editor.org/rfc/rfc8785)), so line breaks and the order of members do not count, under a domain
//! and a type of its own, so that nothing else that a key signs can pass for a case. Who the key belongs to is not in the
//! file: it is pinned when the case is first opened (`journal::cases`).

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};
use serde_json::{Map, Value, json};

use super::jcs;
use super::key::{KeyError, SavedKey};
use super::signature::{Signature, SignatureError};
use super::statement::sha256;
use crate::case::{Case, ReadCaseError, StrictError, strict};

/// The form of case file that is read and written.
pub const SCHEMA: &str = "case/1";
const DOMAIN: &str = "Stolen Funds Case";
/// The members of the file.
const MEMBERS: [&str; 3] = ["case", "publisher", "signature"];

/// A case as it would be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsignedCase {
    case: Case,
    /// The case as it was written, so that nothing of it is lost.
    written: Value,
    /// The same in its one form.
    content: String,
}

/// A case with its publisher's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCase {
    content: UnsignedCase,
    publisher: Address,
    signature: Signature,
}

/// Why there is no case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseFileError {
    /// Not the JSON of a case file.
    #[error("this is not a case file: {0}")]
    Json(#[from] StrictError),
    /// A member is missing, unknown or of another kind.
    #[error("{place}: {why}")]
    Field {
        /// Where.
        place: &'static str,
        /// What is wrong, and what to do.
        why: String,
    },
    /// Of another version.
    #[error("case.schema is {0:?}, not {SCHEMA:?}: the file is of another version. Use the version of Spoor that wrote it")]
    Version(String),
    /// The case itself cannot be used.
    #[error(transparent)]
    Case(#[from] ReadCaseError),
    /// The signature is not acceptable.
    #[error("signature: {0}")]
    Signature(#[from] SignatureError),
    /// The key failed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Somebody else signed, or something else was signed.
    #[error("the case is signed by {found}, not by {publisher}: it, its signature or its publisher was changed")]
    OtherSigner {
        /// Who is named.
        publisher: Address,
        /// Whose key fits.
        found: Address,
    },
}

/// The structure whose EIP-712 hash is signed. The names are part of the hash.
#[allow(missing_docs, non_snake_case)] // The macro writes a public type; its fields are explained by `UnsignedCase::digest`.
mod signed {
    alloy_sol_types::sol! {
        struct Case {
            string schema;
            string caseId;
            string victim;
            uint64 version;
            bytes32 contentSha256;
        }
    }
}

fn field(place: &'static str, why: impl Into<String>) -> CaseFileError {
    CaseFileError::Field { place, why: why.into() }
}

impl UnsignedCase {
    /// Reads a case as its publisher wrote it, without a signature.
    ///
    /// # Errors
    /// Says what is wrong, with the field's place.
    pub fn read(text: &str) -> Result<Self, CaseFileError> {
        Self::of(strict(text)?)
    }

    fn of(written: Value) -> Result<Self, CaseFileError> {
        // Before the shape, which another version may have changed.
        match written.get("schema").and_then(Value::as_str) {
            Some(SCHEMA) => {}
            Some(other) => return Err(CaseFileError::Version(other.chars().take(40).collect())),
            None => return Err(field("case.schema", format!("is missing: write {SCHEMA:?}"))),
        }
        if written.get("version").is_none() {
            return Err(field("case.version", "is missing: write 1, and a higher number in each new edition"));
        }
        if written.get("recording").is_some() {
            return Err(field("case.recording", "is of cases that ship with Spoor: a recording cannot be named here"));
        }
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !written.get("id").and_then(Value::as_str).is_some_and(|id| !id.is_empty() && id.bytes().all(plain)) {
            return Err(field("case.id", "is of lower-case letters, digits and dashes, as somebody-2026-09-24: it stands in links"));
        }
        let content = jcs::canonical(&written).map_err(|error| field("case", error.to_string()))?;
        Ok(Self { case: Case::from_value(written.clone())?, written, content })
    }

    /// The case.
    #[must_use]
    pub const fn case(&self) -> &Case {
        &self.case
    }

    /// The 32 bytes that are signed (EIP-712): schema, name, victim and edition of the case in clear, for a wallet to show,
    /// and the digest of all of it.
    #[must_use]
    pub fn digest(&self) -> B256 {
        let domain = Eip712Domain::new(Some(DOMAIN.into()), Some("1".into()), Some(U256::from(1)), Some(Address::ZERO), None);
        signed::Case {
            schema: SCHEMA.to_owned(),
            caseId: self.case.id.clone(),
            victim: self.case.name.clone(),
            version: self.case.edition(),
            contentSha256: sha256(self.content.as_bytes()),
        }
        .eip712_signing_hash(&domain)
    }

    /// The JSON for `eth_signTypedData_v4` and for `cast wallet sign --data`.
    #[must_use]
    pub fn typed_data(&self) -> String {
        let fields = |list: &[(&str, &str)]| -> Value { list.iter().map(|(name, kind)| json!({ "name": name, "type": kind })).collect() };
        json!({
            "types": {
                "EIP712Domain": fields(&[("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address")]),
                "Case": fields(&[
                    ("schema", "string"), ("caseId", "string"), ("victim", "string"), ("version", "uint64"), ("contentSha256", "bytes32"),
                ]),
            },
            "primaryType": "Case",
            "domain": { "name": DOMAIN, "version": "1", "chainId": 1, "verifyingContract": Address::ZERO.to_string() },
            "message": {
                "schema": SCHEMA, "caseId": self.case.id, "victim": self.case.name, "version": self.case.edition().to_string(),
                "contentSha256": sha256(self.content.as_bytes()).to_string(),
            },
        })
        .to_string()
    }

    /// Takes a signature made elsewhere, after checking that the publisher made it over this.
    ///
    /// # Errors
    /// When another account signed, or something else was signed.
    pub fn seal(self, publisher: Address, signature: Signature) -> Result<SignedCase, CaseFileError> {
        let found = signature.recover(&self.digest())?;
        if found != publisher {
            return Err(CaseFileError::OtherSigner { publisher, found });
        }
        Ok(SignedCase { content: self, publisher, signature })
    }

    /// Signs with a saved key.
    ///
    /// # Errors
    /// When the signer fails.
    pub fn sign(self, key: &SavedKey) -> Result<SignedCase, CaseFileError> {
        let signature = key.sign(&self.digest())?;
        self.seal(key.address(), signature)
    }
}

impl SignedCase {
    /// Reads a case file and checks its signature: the only way to have a `SignedCase` from a text.
    ///
    /// # Errors
    /// Says what is wrong: the JSON, the version, a field with its place, the signature.
    pub fn read(text: &str) -> Result<Self, CaseFileError> {
        let value = strict(text.trim_start_matches('\u{feff}'))?;
        let members = value.as_object().ok_or_else(|| field("file", "is not an object with a case, its publisher and a signature"))?;
        if let Some(other) = members.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
            let hint = if members.contains_key("chain") { "; this is a case without its signature: sign it" } else { "" };
            let other: String = other.chars().take(60).collect();
            return Err(field("file", format!("{other:?} is no member of a case file, which has case, publisher and signature{hint}")));
        }
        let text = |name: &'static str| member(members, name)?.as_str().ok_or_else(|| field(name, "is not a text"));
        let publisher = text("publisher")?;
        let address: Option<Address> = publisher.parse().ok().filter(|address: &Address| address.to_string() == publisher);
        let address = address.ok_or_else(|| field("publisher", "is not an EVM address in its checksummed form"))?;
        let signature = Signature::read(text("signature")?)?;
        UnsignedCase::of(member(members, "case")?.clone())?.seal(address, signature)
    }

    /// The case.
    #[must_use]
    pub const fn case(&self) -> &Case {
        self.content.case()
    }

    /// Who published it.
    #[must_use]
    pub const fn publisher(&self) -> Address {
        self.publisher
    }

    /// What was signed.
    #[must_use]
    pub const fn content(&self) -> &UnsignedCase {
        &self.content
    }

    /// SHA-256 of the case in its one form: two files with the same digest are the same edition.
    #[must_use]
    pub fn sha256(&self) -> B256 {
        sha256(self.content.content.as_bytes())
    }

    /// The file: JSON on several lines, as a person reads it.
    #[must_use]
    pub fn to_json(&self) -> String {
        let file = json!({
            "case": self.content.written, "publisher": self.publisher.to_string(), "signature": self.signature.to_string(),
        });
        // Texts, numbers, lists and objects can always be written.
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }
}

fn member<'a>(members: &'a Map<String, Value>, name: &'static str) -> Result<&'a Value, CaseFileError> {
    members.get(name).ok_or_else(|| field(name, "is missing"))
}

/// Whether a text looks like a case, signed or not, rather than a tip or something else.
#[must_use]
pub fn is_there(text: &str) -> bool {
    let begins = |name: &str| {
        let trimmed = text.trim_start_matches(['\u{feff}', '{', ' ', '\n', '\r', '\t']);
        trimmed.strip_prefix('"').and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with('"'))
    };
    text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('{') && ["case", "publisher"].into_iter().any(begins)
}

#[cfg(test)]
mod tests;
