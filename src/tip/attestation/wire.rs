//! The bytes of an attestation: what is signed, the JSON, the words between the markers.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};
use serde_json::{Map, Value, json};

use super::super::armour::{self, Version, What};
use super::super::record::{self, Fault, Part};
use super::super::signature::Signature;
use super::super::statement::sha256;
use super::super::{jcs, profile};
use super::{Attestation, AttestationError, SCHEMA, Signed, fault, field};

const DOMAIN: &str = "Stolen Funds Attestation";

record::record! {
    /// The whole, before any field is read.
    struct Wire {
        attestation: Attestation = "attestation",
        signature: String = "signature",
        signer: String = "signer",
    }
}

/// The structure whose EIP-712 hash is signed. The names are part of the hash.
#[allow(missing_docs, non_snake_case)] // The macro writes a public type; its fields are those of `Attestation`.
mod signed {
    alloy_sol_types::sol! {
        struct Attestation {
            string schema;
            string verdict;
            string headline;
            bytes32 tipSha256;
            bytes32 contentSha256;
            uint64 checkedAt;
        }
    }
}

/// The content in its one form.
fn content(attestation: &Attestation) -> String {
    // No number is in it, so the only error of the writer cannot happen.
    jcs::canonical(&attestation.write()).unwrap_or_default()
}

fn tip_digest(attestation: &Attestation) -> B256 {
    // Only 64 digits get here; anything else would give a digest that no tip has.
    attestation.tip_sha256.parse().unwrap_or_default()
}

pub(super) fn digest(attestation: &Attestation) -> B256 {
    let domain = Eip712Domain::new(Some(DOMAIN.into()), Some("1".into()), Some(U256::from(1)), Some(Address::ZERO), None);
    signed::Attestation {
        schema: SCHEMA.to_owned(),
        verdict: attestation.summary(),
        headline: attestation.headline.clone(),
        tipSha256: tip_digest(attestation),
        contentSha256: sha256(content(attestation).as_bytes()),
        checkedAt: attestation.checked_at.get(),
    }
    .eip712_signing_hash(&domain)
}

pub(super) fn typed_data(attestation: &Attestation) -> String {
    let fields = |list: &[(&str, &str)]| -> Value { list.iter().map(|(name, kind)| json!({ "name": name, "type": kind })).collect() };
    json!({
        "types": {
            "EIP712Domain": fields(&[("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address")]),
            "Attestation": fields(&[
                ("schema", "string"), ("verdict", "string"), ("headline", "string"), ("tipSha256", "bytes32"),
                ("contentSha256", "bytes32"), ("checkedAt", "uint64"),
            ]),
        },
        "primaryType": "Attestation",
        "domain": { "name": DOMAIN, "version": "1", "chainId": 1, "verifyingContract": Address::ZERO.to_string() },
        "message": {
            "schema": SCHEMA, "verdict": attestation.summary(), "headline": attestation.headline,
            "tipSha256": tip_digest(attestation).to_string(), "contentSha256": sha256(content(attestation).as_bytes()).to_string(),
            "checkedAt": attestation.checked_at.get().to_string(),
        },
    })
    .to_string()
}

pub(super) fn json(signed: &Signed) -> String {
    let wire = Wire { attestation: signed.content.clone(), signature: signed.signature.to_string(), signer: signed.signer.to_string() };
    jcs::canonical(&wire.write()).unwrap_or_default()
}

pub(super) fn armour(signed: &Signed) -> String {
    armour::write(What::Attestation, Version::V2, json(signed).as_bytes())
}

/// Whether a text holds an attestation, or the beginning of one.
#[must_use]
pub fn is_there(text: &str) -> bool {
    armour::is_there(What::Attestation, text) || (text.len() <= armour::MOST_PASTE && is_json(text))
}

fn is_json(text: &str) -> bool {
    trim(text).starts_with("{\"attestation\"")
}

fn trim(text: &str) -> &str {
    text.trim_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
}

pub(super) fn read(text: &str) -> Result<(Attestation, Address, Signature), AttestationError> {
    let bytes = if is_json(text) { trim(text).as_bytes().to_vec() } else { armour::read(What::Attestation, text)? };
    let value = profile::read(&bytes)?;
    // Before the shape, which another version may have changed.
    let schema = value.pointer("/attestation/schema").and_then(Value::as_str);
    if let Some(other) = schema.filter(|schema| *schema != SCHEMA) {
        return Err(AttestationError::Version(other.chars().take(40).collect()));
    }
    if jcs::canonical(&value).ok().is_none_or(|canonical| canonical.as_bytes() != bytes) {
        return Err(AttestationError::NotCanonical);
    }
    let Wire { attestation, signature, signer } = Wire::read(&value).map_err(fault)?;
    let address: Option<Address> = signer.parse().ok().filter(|address: &Address| address.to_string() == signer);
    let address = address.ok_or_else(|| field(".signer", "is not an EVM address in its checksummed form"))?;
    Ok((attestation, address, Signature::read(&signature)?))
}
