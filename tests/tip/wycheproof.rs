//! Wycheproof's cases of ECDSA over secp256k1 with the low-s rule, through the verifier's own path.
//!
//! The vectors carry DER and a public key; a tip carries r, s and v and gives an address. So DER is read strictly by the
//! crate (`k256`), r and s are written in the tip's form with each v, and a case is accepted where one of the two gives the
//! address of the case's key. This set has no case marked "acceptable"; if one came, the test would stop at it.

use alloy_primitives::{Address, B256, hex, keccak256};
use sha2::{Digest, Sha256};
use spoor::tip::Signature;

use super::vectors::gunzip;

/// Whether the verifier's path accepts it.
fn accepts(der: &[u8], digest: &B256, signer: Address) -> bool {
    let Ok(ecdsa) = k256::ecdsa::Signature::from_der(der) else { return false };
    [27u8, 28].into_iter().any(|v| {
        let text = hex::encode_prefixed([&ecdsa.to_bytes()[..], &[v]].concat());
        Signature::read(&text).and_then(|signature| signature.recover(digest)).ok() == Some(signer)
    })
}

#[test]
fn every_case_of_wycheproof_is_accepted_or_refused_as_it_says() {
    let file = gunzip("wycheproof/ecdsa_secp256k1_sha256_bitcoin_test.json.gz");
    let (mut accepted, mut refused, mut beyond) = (0, 0, Vec::new());
    for group in file["testGroups"].as_array().unwrap() {
        let key = hex::decode(group["publicKey"]["uncompressed"].as_str().unwrap()).unwrap();
        let signer = Address::from_slice(&keccak256(&key[1..])[12..]);
        for case in group["tests"].as_array().unwrap() {
            let bytes = |name: &str| hex::decode(case[name].as_str().unwrap()).unwrap();
            let digest = B256::from_slice(&Sha256::digest(bytes("msg")));
            let (id, comment) = (&case["tcId"], case["comment"].as_str().unwrap());
            match (case["result"].as_str().unwrap(), accepts(&bytes("sig"), &digest, signer)) {
                ("valid", true) => accepted += 1,
                ("invalid", false) => refused += 1,
                ("valid", false) => beyond.push(format!("{id}: {comment}")),
                (expected, got) => panic!("case {id} ({comment}) is {expected}; accepted: {got}"),
            }
        }
    }
    println!(
        "Wycheproof secp256k1: {accepted} valid accepted, {refused} invalid refused, {} valid that Ethereum's form cannot carry",
        beyond.len()
    );
    // r is a coordinate above the order there: v would be 29 or 30, which Ethereum does not have. A key meets it once in 2¹²⁷.
    assert!(beyond.iter().all(|case| case.contains("k*G has a large x-coordinate")), "{beyond:?}");
    assert_eq!((accepted + beyond.len(), refused), (162, 301));
    assert_eq!(file["numberOfTests"], 463);
}
