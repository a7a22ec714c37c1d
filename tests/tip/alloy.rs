//! Tips by dice read by alloy: it hashes the typed data that a wallet gets, and the plain text; the key is recovered from
//! its hash by k256, as alloy itself does. Other programs do the same in `tests/interop`.

use alloy_dyn_abi::TypedData;
use alloy_primitives::{Address, B256, eip191_hash_message, hex, keccak256};
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use serde_json::Value;

use super::sample;

const TIPS: u64 = 1_000;
const TEXTS: u64 = 200;

fn signer(digest: &B256, signature: &str) -> Option<Address> {
    let bytes = hex::decode(signature).ok()?;
    let ecdsa = Signature::from_slice(&bytes[..64]).ok()?;
    let recovery = RecoveryId::from_byte(bytes[64].checked_sub(27)?)?;
    let key = VerifyingKey::recover_from_prehash(digest.as_slice(), &ecdsa, recovery).ok()?;
    Some(Address::from_slice(&keccak256(&key.to_encoded_point(false).as_bytes()[1..])[12..]))
}

/// The text with one character exchanged for another of its kind; `n` says which.
fn flipped(text: &str, n: usize) -> String {
    let body = if text.starts_with("0x") { 2 } else { 0 };
    let at = body + n % (text.len() - body);
    let new = match &text[at..=at] {
        "7" => "8",
        digit if digit.as_bytes()[0].is_ascii_digit() => "7",
        "a" => "b",
        _ => "a",
    };
    format!("{}{new}{}", &text[..at], &text[at + 1..])
}

#[test]
fn alloy_accepts_a_thousand_tips_and_none_after_one_changed_character() {
    let (mut accepted, mut refused, mut texts, mut texts_refused) = (0, 0, 0, 0);
    for seed in 0..TIPS {
        let both = sample::signed_both_ways(2_000_000 + seed, 1 + usize::try_from(seed % 5).unwrap());
        let statement = both.typed.statement();
        let mut typed: Value = serde_json::from_str(&statement.typed_data()).unwrap();
        let by = |typed: &Value, signature: &str| {
            let digest = serde_json::from_value::<TypedData>(typed.clone()).ok()?.eip712_signing_hash().ok()?;
            signer(&digest, signature)
        };
        let signature = both.typed.signature().to_string();
        accepted += u64::from(by(&typed, &signature) == Some(both.typed.signer()));
        let n = usize::try_from(seed).unwrap();
        let names: Vec<String> = typed["message"].as_object().unwrap().keys().cloned().collect();
        let field = &mut typed["message"][&names[n % names.len()]];
        *field = flipped(field.as_str().unwrap(), n).into();
        refused += u64::from(by(&typed, &signature) != Some(both.typed.signer()));
        if seed < TEXTS {
            let (text, signature) = (both.plain.statement().plain_text(), both.plain.signature().to_string());
            texts += u64::from(signer(&eip191_hash_message(&text), &signature) == Some(both.plain.signer()));
            texts_refused += u64::from(signer(&eip191_hash_message(flipped(&text, n * 31)), &signature) != Some(both.plain.signer()));
        }
    }
    println!("alloy: EIP-712 {accepted} of {TIPS} accepted, {refused} of {TIPS} refused after a change");
    println!("alloy: EIP-191 {texts} of {TEXTS} accepted, {texts_refused} of {TEXTS} refused after a change");
    assert_eq!((accepted, refused, texts, texts_refused), (TIPS, TIPS, TEXTS, TEXTS));
}
