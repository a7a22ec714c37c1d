//! Inputs on which libraries that sign and check disagree. None of them gets as far as a signature.

use alloy_dyn_abi::TypedData;
use serde_json::Value;
use spoor::tip::{Outcome, SealError, Terms, Unsigned, armour, jcs, read_payout};

use super::sample::{self, Dice};
use super::verifying::verdict;

fn made_with(change: &dyn Fn(&mut Terms)) -> Result<Unsigned, String> {
    let case = sample::case();
    let mut dice = Dice::new(11);
    let view = sample::view(&case, &mut dice, 2);
    let key = sample::key(&mut dice);
    let mut terms = sample::terms(&case, key.address(), &mut dice);
    change(&mut terms);
    Unsigned::new(sample::payload(&case, &view, ""), terms).map_err(|error| error.to_string())
}

#[test]
fn strings_and_times_that_programs_read_differently_are_refused_before_signing() {
    assert!(made_with(&|_| {}).is_ok());
    type Change = &'static dyn Fn(&mut Terms);
    let inputs: [(&str, Change, &str); 11] = [
        ("CRLF", &|t| t.portal = "a\r\nb".to_owned(), "U+000D"),
        ("line feed at the end", &|t| t.portal.push('\n'), "U+000A"),
        ("no-break space", &|t| t.portal = "a\u{a0}b".to_owned(), "U+00A0"),
        ("zero-width space", &|t| t.portal = "a\u{200b}b".to_owned(), "U+200B"),
        ("byte order mark", &|t| t.portal = "\u{feff}a".to_owned(), "U+FEFF"),
        ("bidirectional override", &|t| t.portal = "\u{202e}moc".to_owned(), "U+202E"),
        ("what a lone surrogate becomes", &|t| t.portal = "\u{fffd}".to_owned(), "U+FFFD"),
        ("NUL", &|t| t.portal = "a\0".to_owned(), "U+0000"),
        ("two forms of one letter", &|t| t.portal = "e\u{301}".to_owned(), "U+0301"),
        ("longer than a screen", &|t| t.portal = "a".repeat(129), "at most 128"),
        ("times in the wrong order", &|t| t.submit_by = t.issued_at, "is not after the time of signing"),
    ];
    for (what, change, why) in inputs {
        let error = made_with(change).unwrap_err();
        assert!(error.contains(why), "{what}: {error}");
    }
    for payout in [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeA",
        "eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "eip155:01:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "vitalik.eth",
        "",
    ] {
        assert!(read_payout(payout).is_err(), "{payout}");
    }
    println!("edge inputs refused before signing: {} and 6 payout addresses", inputs.len());
}

#[test]
fn a_wallet_that_hashes_another_domain_seals_nothing() {
    let (unsigned, key, _) = sample::unsigned(12, 2);
    let typed: Value = serde_json::from_str(&unsigned.statement().typed_data()).unwrap();
    let digest = |typed: &Value| serde_json::from_value::<TypedData>(typed.clone()).unwrap().eip712_signing_hash().unwrap();
    assert!(unsigned.clone().seal(key.sign(&digest(&typed)).unwrap()).is_ok());
    type Change = fn(&mut Value);
    // The first is what a widely used library does where the type is not listed.
    let changes: [Change; 5] = [
        |t| {
            t["types"]["EIP712Domain"] = serde_json::json!([]);
            t["domain"] = serde_json::json!({});
        },
        |t| t["domain"]["chainId"] = 137.into(),
        |t| t["domain"]["version"] = "2".into(),
        |t| t["domain"]["verifyingContract"] = "0x00000000000000000000000000000000000000aa".into(),
        |t| t["message"]["payout"] = "eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed".into(),
    ];
    for change in changes {
        let mut other = typed.clone();
        change(&mut other);
        let sealed = unsigned.clone().seal(key.sign(&digest(&other)).unwrap());
        assert!(matches!(sealed, Err(SealError::OtherSigner { .. })), "{other}");
    }
}

#[test]
fn each_of_the_edge_inputs_in_an_envelope_is_refused_by_name() {
    let json = sample::tip(13, 2).to_json();
    let whole: Value = serde_json::from_str(&json).unwrap();
    let field = |name: &str| format!("\"{name}\":{}", whole["statement"][name]);
    let inputs = [
        ("null", "headline", "null", "null"),
        ("a boolean", "headline", "false", "boolean"),
        ("a word for a boolean", "issuedAt", "\"false\"", "plain digits"),
        ("a lone surrogate", "headline", "\"\\ud800\"", "hex escape"),
        ("half a surrogate pair", "headline", "\"\\udc00x\"", ""),
        ("an escaped letter", "caseId", "\"\\u0062ybit-2025-02-21\"", "canonical form"),
        ("short bytes", "nonce", "\"0x01\"", "64 lower-case"),
        ("bytes without 0x", "nonce", &format!("\"{}\"", "ab".repeat(32)), "64 lower-case"),
        ("capital bytes", "nonce", &format!("\"0x{}\"", "AB".repeat(32)), "64 lower-case"),
        ("an address with a wrong checksum", "payout", "\"eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD\"", "checksum"),
        ("an address in small letters", "payout", "\"eip155:1:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\"", "checksummed form"),
        ("1e21", "issuedAt", "1e21", "holds no numbers"),
        ("\"1e21\"", "issuedAt", "\"1e21\"", "plain digits"),
        ("2^53 + 1", "issuedAt", "9007199254740993", "holds no numbers"),
        ("2^64", "submitBy", "\"18446744073709551616\"", "plain digits"),
        ("a leading zero", "issuedAt", "\"01745000000\"", "plain digits"),
        ("a plus", "issuedAt", "\"+1745000000\"", "plain digits"),
        ("a minus", "issuedAt", "\"-1\"", "plain digits"),
        ("an unknown field", "issuedAt", &format!("{},\"issuedBy\":\"me\"", whole["statement"]["issuedAt"]), "is not a field"),
        ("a field twice", "issuedAt", &format!("{0},\"issuedAt\":{0}", whole["statement"]["issuedAt"]), "stands twice"),
        ("a list", "headline", "[\"x\"]", "is not a string"),
        ("an object", "headline", "{}", "is not a string"),
        ("another version", "schema", "\"tip/2\"", "another version"),
    ];
    for (what, name, new, why) in &inputs {
        let old = field(name);
        let at = json.rfind(&old).unwrap();
        let changed = format!("{}\"{name}\":{new}{}", &json[..at], &json[at + old.len()..]);
        for text in [changed.clone(), armour::encode(changed.as_bytes())] {
            let verdict = verdict(&text);
            assert!(!verdict.is_valid(), "{what}");
            let failed = verdict.checks.iter().find(|check| check.outcome == Outcome::Fail).unwrap();
            assert!(failed.sentence.contains(why), "{what}: {}", failed.sentence);
        }
    }
    println!("edge inputs in an envelope: {0} of {0} refused", inputs.len());
    assert_eq!(jcs::canonical(&whole).unwrap(), json);
}
