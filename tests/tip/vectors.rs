//! Vectors nobody of Spoor wrote.
//!
//! The chain of argument for the statement's digest: alloy's generic encoder (the oracle) reproduces all 130 digests of
//! ethers and the example of EIP-712; for random statements of ours the oracle, fed with the JSON that a wallet gets,
//! gives the digest that our flat structure gives. So our digest is that of every library which agrees with ethers.

use std::io::Read as _;

use alloy_dyn_abi::TypedData;
use alloy_primitives::{B256, hex, keccak256};
use serde_json::Value;
use spoor::money::Address;
use spoor::tip::{Cost, Signature, UnsavedKey, jcs};
use zeroize::Zeroizing;

use super::sample;

fn read(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/vectors/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub(crate) fn gunzip(path: &str) -> Value {
    let mut text = String::new();
    flate2::read::GzDecoder::new(&read(path)[..]).read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn json(path: &str) -> Value {
    serde_json::from_slice(&read(path)).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// ethers leaves out `EIP712Domain` and lists the domain's fields by which are there, in the order of the standard.
fn typed_data_of_ethers(case: &Value) -> TypedData {
    const FIELDS: [(&str, &str); 5] =
        [("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address"), ("salt", "bytes32")];
    let domain = &case["domain"];
    let fields = FIELDS.iter().filter(|(name, _)| domain.get(name).is_some_and(|value| !value.is_null()));
    let fields: Vec<Value> = fields.map(|(name, kind)| serde_json::json!({"name": name, "type": kind})).collect();
    let mut types = case["types"].clone();
    types["EIP712Domain"] = fields.into();
    let whole = serde_json::json!({"types": types, "domain": domain, "primaryType": case["primaryType"], "message": case["data"]});
    serde_json::from_value(whole).unwrap()
}

#[test]
fn the_oracle_reproduces_every_digest_of_ethers() {
    let cases = gunzip("ethers-testcases/typed-data.json.gz");
    let mut agreed = 0;
    for case in cases.as_array().unwrap() {
        let digest = typed_data_of_ethers(case).eip712_signing_hash().unwrap();
        assert_eq!(digest.to_string(), text(&case["digest"]), "{}", case["name"]);
        if let (Some(key), Some(signature)) = (case.get("privateKey"), case.get("signature")) {
            let bytes: [u8; 32] = hex::decode_to_array(text(key)).unwrap();
            assert_eq!(sign(bytes, &digest).to_string(), text(signature), "{}", case["name"]);
        }
        agreed += 1;
    }
    println!("ethers typed data: {agreed} of {} digests", cases.as_array().unwrap().len());
    assert_eq!(agreed, 130);
}

fn sign(secret: [u8; 32], digest: &B256) -> Signature {
    let key = UnsavedKey::from_random(&Zeroizing::new(secret)).unwrap();
    key.save("correct horse", &[7; 64], Cost::LEAST).unwrap().1.sign(digest).unwrap()
}

#[test]
fn the_example_of_eip_712_is_hashed_signed_and_recovered() {
    let vector = json("eip712-official/example.json");
    let typed: TypedData = serde_json::from_value(vector["typedData"].clone()).unwrap();
    let digest = typed.eip712_signing_hash().unwrap();
    assert_eq!(digest.to_string(), text(&vector["digest"]));
    let ours = sign(keccak256("cow").0, &digest);
    let expected = format!("{}{}{:02x}", text(&vector["signature"]["r"]), &text(&vector["signature"]["s"])[2..], 28);
    assert_eq!(ours.to_string(), expected);
    assert_eq!(ours.recover(&digest).unwrap().to_string().to_lowercase(), text(&vector["address"]));
}

#[test]
fn the_oracle_hashes_our_statements_as_we_do() {
    for seed in 0..100 {
        let tip = sample::tip(seed, 1 + usize::try_from(seed).unwrap() % 5);
        let typed: TypedData = serde_json::from_str(&tip.statement().typed_data()).unwrap();
        assert_eq!(typed.eip712_signing_hash().unwrap(), tip.statement().digest(), "{seed}");
        assert_eq!(tip.signature().recover(tip.statement()).unwrap(), Some(tip.signer()));
    }
}

#[test]
fn a_hundred_signatures_that_six_programs_accepted_are_recovered() {
    let sample = json("tip-712-sample/100-cross-verified.json");
    let mut recovered = 0;
    for entry in sample.as_array().unwrap() {
        let typed: TypedData = serde_json::from_value(entry["td"].clone()).unwrap();
        let digest = typed.eip712_signing_hash().unwrap();
        let signature = Signature::read(text(&entry["sig"])).unwrap();
        assert_eq!(signature.recover(&digest).unwrap().to_string(), text(&entry["addr"]));
        let mut other = digest;
        other[31] ^= 1;
        assert_ne!(signature.recover(&other).ok().map(|address| address.to_string()).as_deref(), entry["addr"].as_str());
        recovered += 1;
    }
    assert_eq!(recovered, 100);
}

#[test]
fn the_vectors_of_rfc_8785_come_out_byte_for_byte() {
    let names = ["arrays", "french", "structures", "unicode", "values", "weird"];
    for name in names {
        let input = json(&format!("jcs/testdata/input/{name}.json"));
        let output = read(&format!("jcs/testdata/output/{name}.json"));
        let canonical = jcs::canonical(&input).unwrap();
        assert_eq!(canonical.as_bytes(), output, "{name}");
        let spaced = String::from_utf8(read(&format!("jcs/testdata/outhex/{name}.txt"))).unwrap();
        let bytes: Vec<u8> = spaced.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
        assert_eq!(canonical.as_bytes(), bytes, "{name}");
    }
    println!("JCS: {0} of {0} byte for byte", names.len());
}

#[test]
fn the_addresses_of_erc_55_are_read_and_written_and_one_wrong_case_is_refused() {
    let addresses = json("eip55/eip55-vectors.json");
    for address in addresses.as_array().unwrap().iter().map(text) {
        assert_eq!(address.parse::<Address>().unwrap().to_string(), address);
        let mixed = address[2..].bytes().any(|b| b.is_ascii_lowercase()) && address[2..].bytes().any(|b| b.is_ascii_uppercase());
        for (at, c) in address.char_indices().skip(2).filter(|(_, c)| mixed && c.is_ascii_alphabetic()) {
            let other = if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
            let changed = format!("{}{other}{}", &address[..at], &address[at + 1..]);
            let error = changed.parse::<Address>().unwrap_err().to_string();
            assert!(error.contains(&format!("character {}", at + 1)), "{error}");
        }
    }
    println!("EIP-55: {0} of {0} read and written", addresses.as_array().unwrap().len());
    assert_eq!(addresses.as_array().unwrap().len(), 8);
}
