//! Attestations: signed, read again, and refused where a character of them is another.

use spoor::money::UnixSeconds;
use spoor::tip::attestation::{Attestation, AttestationError, Signed, is_there};
use spoor::tip::recheck::{Line, Mark, Outcome, Standing};
use spoor::tip::{Expect, StillThere, Tip, verify};

use super::sample::{self, Dice, NOW};

fn outcome(hops: &[Mark], standing: Standing) -> Outcome {
    let line = |result| Line { result, sentence: "x".to_owned() };
    Outcome {
        standing,
        hops: hops.iter().map(|mark| line(*mark)).collect(),
        joins: vec![(1, line(Mark::Unknown))],
        amounts: line(Mark::Pass),
        taint: Vec::new(),
        still: line(Mark::Unknown),
        by: vec!["a.example".to_owned()],
    }
}

fn of(tip: &Tip, outcome: &Outcome) -> Result<Attestation, AttestationError> {
    Attestation::of(tip, outcome, StillThere::Moved, NOW, sample::engine())
}

fn signed() -> (Tip, Signed) {
    let tip = sample::tip(3, 3);
    let found = outcome(&[Mark::Pass, Mark::Changed, Mark::Pass], Standing::Refuted);
    let signed = of(&tip, &found).unwrap().sign(&sample::key(&mut Dice::new(9))).unwrap();
    (tip, signed)
}

#[test]
fn an_attestation_comes_back_from_each_of_its_forms() {
    let (tip, signed) = signed();
    assert_eq!(signed.content().summary(), "refuted: 2 of 3 hops as stated, wrong: hop 1; moved on");
    assert!(signed.is_about(&tip) && !signed.is_about(&sample::tip(4, 3)));
    let text = signed.to_text();
    let quoted: String = text.lines().map(|line| format!("> {line}\r\n")).collect();
    let spaced = text.replace(' ', "\u{a0}");
    for form in
        [text.clone(), signed.to_json(), format!("\u{feff}{}\n", signed.to_json()), quoted, spaced, format!("Hello,\n\n{text}\nBye")]
    {
        assert!(is_there(&form));
        assert_eq!(Signed::read(&form, NOW).as_ref(), Ok(&signed), "{form}");
    }
    assert!(!is_there(&tip.to_armour()) && !is_there(&tip.to_json()));
    let both = format!("{}\n{text}", tip.to_armour());
    assert!(verify(&both, &Expect { now: NOW, cases: sample::library() }).is_valid(), "a tip beside it is read as before");
    assert_eq!(Signed::read(&both, NOW), Ok(signed));
}

#[test]
fn neither_passes_for_the_other() {
    let (tip, signed) = signed();
    let as_tip = signed.to_text().replace("ATTESTATION", "TIP");
    assert!(!verify(&as_tip, &Expect { now: NOW, cases: sample::library() }).is_valid());
    let as_attestation = tip.to_armour().replace("TIP", "ATTESTATION");
    assert!(Signed::read(&as_attestation, NOW).is_err());
    assert_ne!(signed.content().digest(), tip.statement().digest());
}

#[test]
fn a_changed_character_is_refused_wherever_it_is() {
    let (_, signed) = signed();
    let json = signed.to_json();
    let mut refused = 0;
    for at in 0..json.len() {
        let mut bytes = json.clone().into_bytes();
        for new in [b'0', b'7', b'a', b'"'] {
            if bytes[at] == new {
                continue;
            }
            let old = std::mem::replace(&mut bytes[at], new);
            let text = String::from_utf8(bytes.clone()).unwrap();
            assert!(Signed::read(&text, NOW).is_err(), "byte {at}: {text}");
            bytes[at] = old;
            refused += 1;
        }
    }
    println!("{refused} changed attestations refused");
}

#[test]
fn what_is_none_is_refused_with_a_reason() {
    let (_, signed) = signed();
    let (json, text) = (signed.to_json(), signed.to_text());
    for (given, words) in [
        (text.replacen("END STOLEN", "", 1), "copy it to the end"),
        (format!("{text}{text}"), "2 attestations"),
        (String::new(), "0 attestations"),
        (json.replace("attestation/1", "attestation/2"), "Use the version of Spoor that wrote it"),
        (text.replacen(" v2.", " v7.", 1), "version \"7\""),
        (json.replacen("{\"attestation\":{", "{\"attestation\":{ ", 1), "canonical form"),
        (json.replacen("\"hops\"", "\"hopz\"", 1), "hopz: is not a field of attestation/1"),
        (json.replacen("\"verdict\":\"refuted\"", "\"verdict\":\"confirmed\"", 1), "is not what the hops say"),
        (json.replacen("\"verdict\":\"refuted\"", "\"verdict\":\"certain\"", 1), "is none of"),
    ] {
        let error = Signed::read(&given, NOW).unwrap_err().to_string();
        assert!(error.contains(words), "{words}: {error}");
    }
    let early = Signed::read(&text, UnixSeconds::new(NOW.get() - 3 * 3_600)).unwrap_err();
    assert!(matches!(early, AttestationError::Future { .. }), "{early}");
    let other = sample::key(&mut Dice::new(10));
    assert!(matches!(signed.content().clone().seal(other.address(), *signed.signature()), Err(AttestationError::OtherSigner { .. })));
}

#[test]
fn nothing_is_attested_that_nobody_was_asked_about() {
    let tip = sample::tip(3, 2);
    let good = outcome(&[Mark::Pass, Mark::Pass], Standing::Confirmed);
    assert!(of(&tip, &good).is_ok());
    for (what, odd) in [
        ("nobody asked", Outcome { by: Vec::new(), ..good.clone() }),
        ("too many asked", Outcome { by: (0..9).map(|n| format!("{n}.example")).collect(), ..good.clone() }),
        ("no hop", Outcome { hops: Vec::new(), ..good.clone() }),
        ("unknown is not confirmed", Outcome { hops: outcome(&[Mark::Pass, Mark::Unknown], Standing::Partly).hops, ..good }),
    ] {
        assert!(matches!(of(&tip, &odd), Err(AttestationError::Field { .. })), "{what}");
    }
}

#[test]
fn the_typed_data_is_what_is_signed() {
    let (_, signed) = signed();
    let typed: alloy_dyn_abi::TypedData = serde_json::from_str(&signed.content().typed_data()).unwrap();
    assert_eq!(typed.eip712_signing_hash().unwrap(), signed.content().digest());
}
