//! The statement: the short structure that a wallet shows and signs.
//!
//! Source: [EIP-712](https://eips.ethereum.org/EIPS/eip-712). The structure is flat, of ASCII strings, 32-byte values and
//! 64-bit integers, and the domain has exactly four fields, because wallets and libraries disagree on anything else.

use alloy_primitives::{Address, B256, U256, hex};
use alloy_sol_types::{Eip712Domain, SolStruct};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::record::{self, Fault, Part};
use crate::money::{Account, UnixSeconds};

/// The value of the field `schema`: the version of payload and statement together.
pub const SCHEMA: &str = "tip/1";
/// The longest string in a statement: a hardware wallet shows it line by line.
pub const MOST_CHARACTERS: usize = 128;

/// What the tipster signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Host of the portal that the tip is for; empty where the case has none.
    pub portal: String,
    /// The case.
    pub case_id: String,
    /// Where a reward shall go.
    pub payout: Account,
    /// The claim in one line, made from the payload.
    pub headline: String,
    /// SHA-256 of the payload's bytes. It is the name of the tip: signatures have twins, this has none.
    pub tip_sha256: B256,
    /// See [`commitment`].
    pub commitment: B256,
    /// 32 random bytes, so that no two statements are the same.
    pub nonce: B256,
    /// When it was signed, by the tipster's clock.
    pub issued_at: UnixSeconds,
    /// After this, a portal should not take it as new. It is not the end of the claim.
    pub submit_by: UnixSeconds,
}

/// A field of a statement that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("statement.{field}: {why}")]
pub struct StatementError {
    /// The field, as it is named in the tip.
    pub field: &'static str,
    /// What is wrong, with what was found.
    pub why: String,
}

record::record! {
    /// The statement as it stands in a tip, and as a wallet gets it: strings only.
    pub(super) struct WireStatement {
        case_id: String = "caseId",
        commitment: String = "commitment",
        headline: String = "headline",
        issued_at: String = "issuedAt",
        nonce: String = "nonce",
        payout: String = "payout",
        portal: String = "portal",
        schema: String = "schema",
        submit_by: String = "submitBy",
        tip_sha256: String = "tipSha256",
    }
}

/// The structure whose EIP-712 hash is signed. The names are part of the hash.
#[allow(missing_docs, non_snake_case)] // The macro writes a public type; its fields are documented on `Statement`.
mod signed {
    alloy_sol_types::sol! {
        struct Tip {
            string schema;
            string portal;
            string caseId;
            string payout;
            string headline;
            bytes32 tipSha256;
            bytes32 commitment;
            bytes32 nonce;
            uint64 issuedAt;
            uint64 submitBy;
        }
    }
}

/// `SHA-256("tip/1 commit" ‖ 0x00 ‖ salt ‖ signer ‖ tipSha256)`: published early, it proves later who knew what first.
///
/// The signer is in it, so nobody can use a commitment that they only saw; the salt keeps the tip from being guessed.
#[must_use]
pub fn commitment(salt: &[u8; 32], signer: &Address, tip_sha256: &B256) -> B256 {
    let mut hash = Sha256::new();
    hash.update(b"tip/1 commit\0");
    hash.update(salt);
    hash.update(signer);
    hash.update(tip_sha256);
    B256::from_slice(&hash.finalize())
}

/// SHA-256 as the fixed bytes used throughout a tip.
pub(crate) fn sha256(bytes: &[u8]) -> B256 {
    B256::from_slice(&Sha256::digest(bytes))
}

impl Statement {
    /// The 32 bytes that are signed (EIP-712).
    #[must_use]
    pub fn digest(&self) -> B256 {
        let domain = Eip712Domain::new(
            Some("Stolen Funds Tip".into()),
            Some("1".into()),
            Some(U256::from(1)),
            // Wallets have refused or mis-hashed domains without a contract; the zero address is accepted by all.
            Some(Address::ZERO),
            None,
        );
        signed::Tip {
            schema: SCHEMA.to_owned(),
            portal: self.portal.clone(),
            caseId: self.case_id.clone(),
            payout: self.payout.to_string(),
            headline: self.headline.clone(),
            tipSha256: self.tip_sha256,
            commitment: self.commitment,
            nonce: self.nonce,
            issuedAt: self.issued_at.get(),
            submitBy: self.submit_by.get(),
        }
        .eip712_signing_hash(&domain)
    }

    /// The JSON for `eth_signTypedData_v4` and for `cast wallet verify --data`. The domain's own type is listed: one
    /// widely used library hashes an empty domain without it.
    #[must_use]
    pub fn typed_data(&self) -> String {
        let fields = |list: &[(&str, &str)]| -> Value { list.iter().map(|(name, kind)| json!({ "name": name, "type": kind })).collect() };
        json!({
            "types": {
                "EIP712Domain": fields(&[("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address")]),
                "Tip": fields(&[
                    ("schema", "string"), ("portal", "string"), ("caseId", "string"), ("payout", "string"), ("headline", "string"),
                    ("tipSha256", "bytes32"), ("commitment", "bytes32"), ("nonce", "bytes32"), ("issuedAt", "uint64"), ("submitBy", "uint64"),
                ]),
            },
            "primaryType": "Tip",
            "domain": {
                "name": "Stolen Funds Tip", "version": "1", "chainId": 1, "verifyingContract": Address::ZERO.to_string(),
            },
            "message": self.to_wire().write(),
        })
        .to_string()
    }

    /// Whether every string is short printable ASCII and the times are in order.
    ///
    /// # Errors
    /// Names the first field that is not.
    pub fn check(&self) -> Result<(), StatementError> {
        let payout = self.payout.to_string();
        for (field, text) in [("portal", &self.portal), ("caseId", &self.case_id), ("payout", &payout), ("headline", &self.headline)] {
            if text.len() > MOST_CHARACTERS {
                return Err(StatementError {
                    field,
                    why: format!("has {} characters; at most {MOST_CHARACTERS} fit a wallet's screen", text.len()),
                });
            }
            if let Some(c) = text.chars().find(|c| !matches!(c, ' '..='~')) {
                return Err(StatementError { field, why: format!("holds U+{:04X}, which is not printable ASCII", u32::from(c)) });
            }
        }
        if self.submit_by <= self.issued_at {
            let why = format!("{} is not after the time of signing, {}", self.submit_by, self.issued_at);
            return Err(StatementError { field: "submitBy", why });
        }
        Ok(())
    }

    pub(super) fn to_wire(&self) -> WireStatement {
        let hex = |bytes: &B256| hex::encode_prefixed(bytes);
        WireStatement {
            case_id: self.case_id.clone(),
            commitment: hex(&self.commitment),
            headline: self.headline.clone(),
            issued_at: self.issued_at.get().to_string(),
            nonce: hex(&self.nonce),
            payout: self.payout.to_string(),
            portal: self.portal.clone(),
            schema: SCHEMA.to_owned(),
            submit_by: self.submit_by.get().to_string(),
            tip_sha256: hex(&self.tip_sha256),
        }
    }

    /// Reads the statement of a tip. Only the canonical text of each field is accepted.
    pub(super) fn from_wire(wire: &WireStatement) -> Result<Self, StatementError> {
        if wire.schema != SCHEMA {
            let given: String = wire.schema.chars().take(40).collect();
            return Err(StatementError { field: "schema", why: format!("{given:?} is not {SCHEMA:?}: the tip is of another version") });
        }
        let bytes = |field, text: &str| {
            record::lower_hex(text)
                .and_then(|digits| hex::decode_to_array(digits).ok())
                .map(B256::new)
                .ok_or_else(|| StatementError { field, why: "is not 0x and 64 lower-case hexadecimal digits".to_owned() })
        };
        let time = |field, text: &str| {
            let seconds = text.parse().ok().map(UnixSeconds::new).filter(|at| at.get().to_string() == text);
            seconds.ok_or_else(|| StatementError { field, why: "is not a number of seconds since 1970 in plain digits".to_owned() })
        };
        let payout: Account = wire
            .payout
            .parse()
            .map_err(|error: crate::money::ParseAccountError| StatementError { field: "payout", why: error.to_string() })?;
        if payout.to_string() != wire.payout {
            return Err(StatementError { field: "payout", why: format!("is not in its checksummed form, {payout}") });
        }
        let statement = Self {
            portal: wire.portal.clone(),
            case_id: wire.case_id.clone(),
            payout,
            headline: wire.headline.clone(),
            tip_sha256: bytes("tipSha256", &wire.tip_sha256)?,
            commitment: bytes("commitment", &wire.commitment)?,
            nonce: bytes("nonce", &wire.nonce)?,
            issued_at: time("issuedAt", &wire.issued_at)?,
            submit_by: time("submitBy", &wire.submit_by)?,
        };
        statement.check()?;
        Ok(statement)
    }
}
