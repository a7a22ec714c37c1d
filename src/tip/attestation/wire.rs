//! The bytes of an attestation: what is signed, the JSON, the words between the markers.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};
use serde_json::{Map, Value, json};

use super::super::record::{self, Fault, Part};
use super::super::signature::Signature;
use super::super::statement::sha256;
use super::super::{armour, jcs, profile};
use super::{Attestation, AttestationError, SCHEMA, Signed, fault, field};

const DOMAIN: &str = "Stolen Funds Attestation";
const TIP: &str = "STOLEN FUNDS TIP";
const OWN: &str = "STOLEN FUNDS ATTESTATION";

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
    armour::encode(json(signed).as_bytes()).replace(TIP, OWN)
}

/// Letters and digits alone, as quoting and wrapping leave them.
fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Whether a text holds an attestation, or the beginning of one.
#[must_use]
pub fn is_there(text: &str) -> bool {
    text.len() <= armour::MOST_PASTE && (letters(text).contains(&letters(&format!("BEGIN {OWN} v"))) || is_json(text))
}

fn is_json(text: &str) -> bool {
    trim(text).starts_with("{\"attestation\"")
}

fn trim(text: &str) -> &str {
    text.trim_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
}

pub(super) fn read(text: &str) -> Result<(Attestation, Address, Signature), AttestationError> {
    let bytes = if is_json(text) { trim(text).as_bytes().to_vec() } else { armour::decode(&between(text)?)? };
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

/// The part of a text from the one marker to the other, between the markers that the armour's reader knows.
fn between(text: &str) -> Result<String, AttestationError> {
    if text.len() > armour::MOST_PASTE {
        return Err(armour::ArmourError::TooLarge { bytes: text.len() }.into());
    }
    // Markers are found among letters and digits, each with its place in the text.
    let (plain, places): (String, Vec<usize>) =
        text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).map(|(at, c)| (c, at)).unzip();
    let (begin, end) = (letters(&format!("BEGIN {OWN} v")), letters(&format!("END {OWN}")));
    let count = plain.matches(&begin).count();
    if count != 1 {
        return Err(AttestationError::Several(count));
    }
    let from = plain.find(&begin).map_or(0, |at| at + begin.len());
    let to = plain[from..].find(&end).map(|at| at + from).ok_or(AttestationError::NoEnd)?;
    // The version stands behind the marker; one of these always follows, for the end was found behind.
    let (from, to) = (places.get(from).copied().unwrap_or_default(), places.get(to).copied().unwrap_or_default());
    Ok(format!("BEGIN {TIP} v{}END {TIP}.", text.get(from..to).unwrap_or_default()))
}
