//! The envelope: payload, statement, signature, signer and salt in one canonical document.

use alloy_primitives::{Address, B256, hex};
use serde_json::{Map, Value};

use super::card::Card;
use super::contract_signature::ContractSignature;
use super::key::{KeyError, SavedKey};
use super::payload::{Payload, PayloadError};
use super::profile::{self, ProfileError};
use super::record::{self, Fault, Part};
use super::seal::{ReadSealError, Scheme, Seal};
use super::signature::{Signature, SignatureError};
use super::statement::{SCHEMA, Statement, StatementError, WireStatement, commitment, sha256};
use super::{armour, jcs};
use crate::money::{Account, UnixSeconds};

/// How long after signing a tip should be submitted, in seconds: 30 days.
pub const SUBMIT_WITHIN_S: u64 = 30 * 24 * 60 * 60;

/// What a statement says beside the payload.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Host of the portal; empty where the case has none.
    pub portal: String,
    /// Where a reward shall go.
    pub payout: Account,
    /// Who will sign.
    pub signer: Address,
    /// 32 random bytes for the commitment.
    pub salt: [u8; 32],
    /// 32 random bytes for the statement.
    pub nonce: [u8; 32],
    /// Now, by the tipster's clock.
    pub issued_at: UnixSeconds,
    /// After this, a portal should not take it as new.
    pub submit_by: UnixSeconds,
}

/// A tip that waits for its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsigned {
    payload: Payload,
    text: String,
    statement: Statement,
    signer: Address,
    salt: [u8; 32],
}

/// A signed tip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    unsigned: Unsigned,
    seal: Seal,
}

/// Why a tip was not signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// A field that cannot be.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// The signature is not acceptable.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The key failed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Somebody else signed, or something else was signed.
    #[error("the signature is by {found}, not by {signer}, or it is not over this tip; sign again with the account shown")]
    OtherSigner {
        /// Who should have signed.
        signer: Address,
        /// Whose key fits.
        found: Address,
    },
}

/// A document that is not the envelope of a tip.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Not the JSON of a tip.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// A member is missing, unknown or of another kind.
    #[error("this is not the envelope of a tip: {0}")]
    Shape(String),
    /// Of another version.
    #[error("statement.schema is {0:?}, not {SCHEMA:?}: the tip is of another version. Use the version of Spoor that wrote it")]
    Version(String),
    /// Readable, but not written in the one canonical way.
    #[error("the envelope is not written in its canonical form (RFC 8785); the first difference is at byte {0}")]
    NotCanonical(usize),
}

impl Unsigned {
    /// Joins a payload with who signs it, for whom, and when.
    ///
    /// # Errors
    /// When a field is longer than a wallet shows, not ASCII, or the times are not in order.
    pub fn new(payload: Payload, terms: Terms) -> Result<Self, StatementError> {
        let text = payload.to_text();
        let tip_sha256 = sha256(text.as_bytes());
        let statement = Statement {
            portal: terms.portal,
            case_id: payload.case.id.clone(),
            payout: terms.payout,
            headline: payload.headline(),
            tip_sha256,
            commitment: commitment(&terms.salt, &terms.signer, &tip_sha256),
            nonce: B256::new(terms.nonce),
            issued_at: terms.issued_at,
            submit_by: terms.submit_by,
        };
        statement.check()?;
        Ok(Self { payload, text, statement, signer: terms.signer, salt: terms.salt })
    }

    /// What will be signed.
    #[must_use]
    pub const fn statement(&self) -> &Statement {
        &self.statement
    }

    /// What it says.
    #[must_use]
    pub const fn payload(&self) -> &Payload {
        &self.payload
    }

    /// Signs with a saved key.
    ///
    /// # Errors
    /// When the key is not the signer's.
    pub fn sign(self, key: &SavedKey) -> Result<Tip, SealError> {
        let signature = key.sign(&self.statement.digest())?;
        self.seal(signature)
    }

    /// Takes a signature made elsewhere, after checking that the signer made it over this tip.
    ///
    /// # Errors
    /// When another account signed, or something else was signed.
    pub fn seal(self, signature: Signature) -> Result<Tip, SealError> {
        self.sealed(Seal::TypedData(signature))
    }

    /// Takes a signature of the statement as plain text (EIP-191), after the same check.
    ///
    /// # Errors
    /// When another account signed, or something else was signed.
    pub fn seal_plain_text(self, signature: Signature) -> Result<Tip, SealError> {
        self.sealed(Seal::PlainText(signature))
    }

    /// Takes a signature of a contract wallet as it is: only a node can check it (ERC-1271).
    #[must_use]
    pub const fn seal_contract(self, signature: ContractSignature) -> Tip {
        Tip { unsigned: self, seal: Seal::Contract(signature) }
    }

    fn sealed(self, seal: Seal) -> Result<Tip, SealError> {
        match seal.recover(&self.statement)? {
            Some(found) if found != self.signer => Err(SealError::OtherSigner { signer: self.signer, found }),
            _ => Ok(Tip { unsigned: self, seal }),
        }
    }
}

impl Payload {
    /// The name that a tip with this content has, signed or not: the digest of its bytes.
    #[must_use]
    pub fn id(&self) -> String {
        hex::encode(sha256(self.to_text().as_bytes()))
    }
}

impl Tip {
    /// What it says.
    #[must_use]
    pub const fn payload(&self) -> &Payload {
        &self.unsigned.payload
    }

    /// What was signed.
    #[must_use]
    pub const fn statement(&self) -> &Statement {
        &self.unsigned.statement
    }

    /// Who signed.
    #[must_use]
    pub const fn signer(&self) -> Address {
        self.unsigned.signer
    }

    /// The signature, with its scheme.
    #[must_use]
    pub const fn signature(&self) -> &Seal {
        &self.seal
    }

    /// The tip's name: the digest of its payload. (A signature is no name: it has twins.)
    #[must_use]
    pub fn id(&self) -> String {
        hex::encode(self.unsigned.statement.tip_sha256)
    }

    /// The `.tip.json` file: canonical JSON, whose member `payload` is byte for byte what was hashed.
    #[must_use]
    pub fn to_json(&self) -> String {
        let rest = Wire {
            salt: hex::encode_prefixed(self.unsigned.salt),
            scheme: self.seal.scheme(),
            signature: self.seal.to_string(),
            signer: self.unsigned.signer.to_string(),
            statement: self.unsigned.statement.to_wire(),
        };
        // No number is in it, so the only error of the writer cannot happen.
        let rest = jcs::canonical(&rest.write()).unwrap_or_default();
        // "payload" sorts before every other member, so the exact text goes in front.
        format!("{{\"payload\":{},{}", self.unsigned.text, &rest[1..])
    }

    /// The form for a chat window or a form field.
    #[must_use]
    pub fn to_armour(&self) -> String {
        armour::encode(self.to_json().as_bytes())
    }

    /// The commitment, to be published before the tip is handed in: it proves the order without telling the tip.
    #[must_use]
    pub fn card(&self) -> Card {
        Card::of(&self.unsigned.statement)
    }
}

record::record! {
    /// The members beside the payload, before any field is read.
    struct Wire {
        /// For the commitment.
        salt: String = "salt",
        /// What was signed; left out where it is typed data.
        scheme: Scheme = "scheme",
        /// 65 bytes; of a contract wallet, any number.
        signature: String = "signature",
        /// Who signed.
        signer: String = "signer",
        /// What was signed.
        statement: WireStatement = "statement",
    }
}

/// An envelope taken apart: shape and canonical form are right, its fields are not read yet.
#[derive(Debug)]
pub(super) struct Opened {
    wire: Wire,
    payload: Value,
    payload_text: String,
}

impl Opened {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        let mut value = profile::read(bytes)?;
        // Before the shape, which another version may have changed.
        let schema = value.pointer("/statement/schema").and_then(Value::as_str);
        if let Some(other) = schema.filter(|schema| *schema != SCHEMA) {
            return Err(EnvelopeError::Version(other.chars().take(40).collect()));
        }
        let inexact = |error: jcs::InexactNumber| EnvelopeError::Shape(error.to_string());
        let canonical = jcs::canonical(&value).map_err(inexact)?;
        if canonical.as_bytes() != bytes {
            let same = canonical.bytes().zip(bytes).take_while(|(a, b)| a == *b).count();
            return Err(EnvelopeError::NotCanonical(same + 1));
        }
        let payload = value.as_object_mut().and_then(|members| members.remove("payload"));
        let payload = payload.ok_or_else(|| EnvelopeError::Shape("payload is missing".to_owned()))?;
        let wire = Wire::read(&value).map_err(|Fault { place, why }| EnvelopeError::Shape(format!("envelope{place} {why}")))?;
        // The whole is canonical, so a member written alone is byte for byte the part of it that was sent.
        let payload_text = jcs::canonical(&payload).map_err(inexact)?;
        Ok(Self { wire, payload, payload_text })
    }

    /// The payload's bytes as they were sent.
    pub(super) fn payload_text(&self) -> &str {
        &self.payload_text
    }

    pub(super) fn payload(&self) -> Result<Payload, PayloadError> {
        Payload::from_value(&self.payload)
    }

    pub(super) fn statement(&self) -> Result<Statement, StatementError> {
        Statement::from_wire(&self.wire.statement)
    }

    pub(super) fn seal(&self) -> Result<Seal, ReadSealError> {
        Seal::read(self.wire.scheme, &self.wire.signature)
    }

    /// The signer in checksummed form.
    pub(super) fn signer(&self) -> Result<Address, String> {
        let text = &self.wire.signer;
        let signer = text.parse::<crate::money::Address>().map_err(|error| error.to_string())?;
        match signer.as_evm() {
            Some(evm) if evm.to_string() == *text => Ok(*evm),
            _ => Err(format!("{text:?} is not an EVM address in its checksummed form")),
        }
    }

    pub(super) fn salt(&self) -> Result<[u8; 32], String> {
        let salt = record::lower_hex(&self.wire.salt).and_then(|digits| hex::decode_to_array(digits).ok());
        salt.ok_or_else(|| "is not 0x and 64 lower-case hexadecimal digits".to_owned())
    }

    /// The tip, where every part of it can be read.
    pub(super) fn tip(&self) -> Option<Tip> {
        let unsigned = Unsigned {
            payload: self.payload().ok()?,
            text: self.payload_text().to_owned(),
            statement: self.statement().ok()?,
            signer: self.signer().ok()?,
            salt: self.salt().ok()?,
        };
        Some(Tip { unsigned, seal: self.seal().ok()? })
    }
}
