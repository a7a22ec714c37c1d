//! Case files: vectors, what is refused, and what two readers must not see differently.

use std::str::FromStr as _;

use alloy_primitives::hex;
use zeroize::Zeroizing;

use super::*;
use crate::case::CaseLibrary;
use crate::tip::{Cost, UnsavedKey};

/// The key 1: everybody knows it, and its address.
fn key(last: u8) -> SavedKey {
    let mut bytes = [0; 32];
    bytes[31] = last;
    let unsaved = UnsavedKey::from_random(&Zeroizing::new(bytes)).unwrap();
    unsaved.save("a passphrase", &[7; 64], Cost::LEAST).unwrap().1
}

fn written() -> String {
    let case = CaseLibrary::built_in().unwrap().find("wazirx-2024-07-18").unwrap().clone();
    let mut value = serde_json::to_value(case).unwrap();
    value["id"] = "wazirx-again".into();
    value.to_string()
}

fn file() -> Value {
    serde_json::from_str(&UnsignedCase::read(&written()).unwrap().sign(&key(1)).unwrap().to_json()).unwrap()
}

#[test]
fn a_signed_case_comes_back_whole() {
    let signed = UnsignedCase::read(&written()).unwrap().sign(&key(1)).unwrap();
    assert_eq!(signed.publisher().to_string(), "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
    let read = SignedCase::read(&signed.to_json()).unwrap();
    assert_eq!(read, signed);
    assert_eq!((read.case().id.as_str(), read.case().edition()), ("wazirx-again", 1));
    // However it is laid out, it is the same case with the same digest.
    let compact = serde_json::from_str::<Value>(&signed.to_json()).unwrap().to_string();
    assert_eq!(SignedCase::read(&format!("\u{feff} {compact}\r\n")).unwrap().sha256(), signed.sha256());
}

#[test]
fn what_is_signed_is_what_every_library_of_ethereum_computes() {
    let case = UnsignedCase::read(&written()).unwrap();
    let typed: alloy_dyn_abi::TypedData = serde_json::from_str(&case.typed_data()).unwrap();
    assert_eq!(typed.eip712_signing_hash().unwrap(), case.digest());
}

#[test]
fn every_change_of_the_file_is_seen() {
    let good = file();
    let changed = |pointer: &str, to: Value| {
        let mut file = good.clone();
        *file.pointer_mut(pointer).unwrap() = to;
        SignedCase::read(&file.to_string()).unwrap_err()
    };
    for (pointer, to) in [
        ("/case/name", Value::from("Wazirx")),
        ("/case/version", 2.into()),
        ("/case/origins/0/from_at", "2024-07-18T06:20:00Z".into()),
        ("/case/origins/0/at", "0x6EeDF92Fb92Dd68a270c3205e96DCCc527728066".into()),
        ("/case/portal", "evil.example".into()),
        ("/publisher", key(2).address().to_string().into()),
    ] {
        assert!(matches!(changed(pointer, to), CaseFileError::OtherSigner { .. }), "{pointer}");
    }
    for (pointer, to, why) in [
        ("/case/schema", Value::from("case/2"), "another version"),
        ("/publisher", "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf".into(), "checksummed form"),
        ("/publisher", 1.into(), "publisher: is not a text"),
        ("/signature", "0x00".into(), "signature: "),
        ("/case", Value::from("x"), "case.schema: is missing"),
        ("/case/origins", Value::from(Vec::<Value>::new()), "neither seeds nor origins"),
    ] {
        let error = changed(pointer, to).to_string();
        assert!(error.contains(why), "{pointer}: {error}");
    }
}

#[test]
fn what_is_no_case_file_is_refused_and_says_why() {
    let mut more = file();
    more["host"] = "https://evil.example".into();
    let mut recorded: Value = serde_json::from_str(&written()).unwrap();
    recorded["recording"] = "bybit".into();
    let unversioned = {
        let mut case: Value = serde_json::from_str(&written()).unwrap();
        case.as_object_mut().unwrap().remove("version");
        case
    };
    let (more, bare) = (more.to_string(), written());
    for (text, why) in [
        ("", "not a case file"),
        ("[]", "file: is not an object"),
        ("{}", "publisher: is missing"),
        (more.as_str(), "\"host\" is no member"),
        (bare.as_str(), "sign it"),
        (r#"{"case": {"schema": "case/1"}, "publisher": null}"#, "null"),
        (r#"{"case": 1, "case": 2}"#, "stands twice"),
    ] {
        let error = SignedCase::read(text).unwrap_err().to_string();
        assert!(error.contains(why), "{text}: {error}");
    }
    assert!(UnsignedCase::read(&recorded.to_string()).unwrap_err().to_string().contains("case.recording"));
    assert!(UnsignedCase::read(&unversioned.to_string()).unwrap_err().to_string().contains("case.version"));
    let long = format!("{{\"case\": \"{}\"}}", "x".repeat(crate::case::MOST_BYTES));
    assert!(matches!(SignedCase::read(&long), Err(CaseFileError::Json(StrictError::TooLarge { .. }))));
}

#[test]
fn a_signature_of_something_else_is_none_of_a_case() {
    let case = UnsignedCase::read(&written()).unwrap();
    let other = key(1).sign(&B256::from_str(&format!("0x{}", "11".repeat(32))).unwrap()).unwrap();
    assert!(matches!(case.seal(key(1).address(), other), Err(CaseFileError::OtherSigner { .. })));
}

#[test]
fn the_digest_stays_what_it_was() {
    let case = UnsignedCase::read(
        r#"{"schema":"case/1","version":3,"id":"toy","name":"Käse","at":"2026-01-02T03:04:05Z",
        "chain":"eip155:1","loss":"1 ETH","attribution":"","portal":"","thin":"an example","sources":[]}"#,
    );
    let digest = hex::encode(case.unwrap().digest());
    assert_eq!(digest, DIGEST);
}

/// Computed by another program from EIP-712 and RFC 8785 alone.
const DIGEST: &str = "3bc5fa95d81d1ebc50feb5d1794abdb28859aa49fc7baf2916a3ec6555c309a0";

#[test]
fn a_case_is_told_from_other_files() {
    for (text, is) in [
        (file().to_string().as_str(), true),
        ("\u{feff}{\n  \"case\": {}", true),
        ("{\"publisher\": 1}", true),
        ("{\"tip\": {}}", false),
        ("BEGIN STOLEN FUNDS TIP", false),
        ("\"case\"", false),
        ("", false),
    ] {
        assert_eq!(is_there(text), is, "{text}");
    }
}
