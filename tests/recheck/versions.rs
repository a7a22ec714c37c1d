//! A tip of another version is read or refused in words that say what to do.

use spoor::tip::{Expect, Outcome, armour, verify};

use super::sample::{self, NOW};

#[test]
fn another_version_is_refused_in_words_that_say_what_to_do() {
    let tip = sample::tip(1, 3);
    let (json, text) = (tip.to_json(), tip.to_armour());
    let begin = text.lines().next().unwrap().to_owned();
    let what_to_do = "Use the version of Spoor that wrote it";
    let inside = |text: String| armour::encode(text.as_bytes());
    let statement = |from: &str, to: &str| {
        let at = json.rfind("\"statement\"").unwrap();
        format!("{}{}", &json[..at], json[at..].replacen(from, to, 1))
    };
    let cases = [
        ("armour of the future", text.replacen(&begin, "BEGIN STOLEN FUNDS TIP v9.", 1), what_to_do),
        ("armour of no version", text.replacen(&begin, "BEGIN STOLEN FUNDS TIP vX.", 1), what_to_do),
        ("tip/2", inside(json.replace("tip/1", "tip/2")), what_to_do),
        ("tip/2 as a file", json.replace("tip/1", "tip/2"), what_to_do),
        ("tip/2 in the payload alone", json.replacen("\"schema\":\"tip/1\"", "\"schema\":\"tip/2\"", 1), what_to_do),
        ("tip/2 in the statement alone", statement("tip/1", "tip/2"), what_to_do),
        ("an unknown schema", json.replace("tip/1", "lead/7"), what_to_do),
        ("no schema", json.replacen("\"schema\":\"tip/1\",", "", 1), "another version"),
        ("a member of another version", json.replacen("{\"payload\"", "{\"extra\":\"x\",\"payload\"", 1), "is not a field of tip/1"),
        ("an unknown scheme", json.replacen("\"signer\"", "\"signatureKind\":\"x\",\"signer\"", 1), "is not a field of tip/1"),
    ];
    for (what, given, words) in cases {
        let verdict = verify(&given, &Expect { now: NOW, cases: sample::library() });
        assert!(!verdict.is_valid(), "{what}");
        let failed = verdict.checks.iter().find(|check| check.outcome == Outcome::Fail).unwrap();
        assert!(failed.sentence.contains(words), "{what}: {}", failed.sentence);
    }
    assert!(verify(&text, &Expect { now: NOW, cases: sample::library() }).is_valid());
}
