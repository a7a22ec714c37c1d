//! The verifier's verdicts.

use spoor::money::UnixSeconds;
use spoor::tip::verify::CHECKS;
use spoor::tip::{Expect, Outcome, Terms, Tip, Unsigned, Verdict, armour, copy_text, verify};

use super::sample::{self, Dice, NOW};

pub(crate) fn verdict_at(text: &str, now: UnixSeconds) -> Verdict {
    verify(text, &Expect { now, cases: sample::library() })
}

pub(crate) fn verdict(text: &str) -> Verdict {
    verdict_at(text, NOW)
}

fn outcome(verdict: &Verdict, name: &str) -> Outcome {
    verdict.checks.iter().find(|check| check.name == name).unwrap().outcome
}

#[test]
fn a_good_tip_passes_every_check_in_each_of_its_forms() {
    for seed in 0..30 {
        let tip = sample::tip(seed, 1 + usize::try_from(seed).unwrap() % 8);
        for text in [copy_text(&tip), tip.to_armour(), tip.to_json(), format!("\u{feff}{}\r\n", tip.to_json())] {
            let verdict = verdict(&text);
            assert!(verdict.is_valid(), "{:#?}", verdict.checks);
            assert!(verdict.checks.iter().all(|check| check.outcome == Outcome::Pass));
            assert_eq!(verdict.checks.iter().map(|check| check.name).collect::<Vec<_>>(), CHECKS);
            assert_eq!(verdict.tip.as_ref(), Some(&tip));
            assert!(verdict.summary().starts_with(&format!("Valid: signed by {}", tip.signer())));
        }
    }
}

#[test]
fn what_is_not_a_tip_is_refused_with_a_sentence_that_says_what_to_do() {
    let tip = sample::tip(1, 3);
    let armour = tip.to_armour();
    let json = tip.to_json();
    for (text, name, sentence) in [
        (String::new(), "armour", "There is no line \"BEGIN STOLEN FUNDS TIP v2.\""),
        ("hello".to_owned(), "armour", "There is no line"),
        (" ".repeat(5_000_000), "armour", "at most 4194304 are read"),
        (format!("{{{}", " ".repeat(5_000_000)), "armour", "at most 4194304 are read"),
        (armour[..armour.len() / 2].to_owned(), "armour", "copy it to the end"),
        (format!("{armour}{armour}"), "armour", "There are 2 tips"),
        (armour.replacen("v2", "v3", 1), "armour", "version \"3\""),
        (armour::encode(b"{}"), "structure", "payload is missing"),
        (armour::encode(b"\xff\xfe"), "structure", "not printable ASCII"),
        (armour::encode(json.replacen("\"salt\"", "\"salt\": ", 1).replacen(": :", ": ", 1).as_bytes()), "structure", "canonical form"),
        (armour::encode(json.replacen("{\"payload\"", "{\"extra\":\"x\",\"payload\"", 1).as_bytes()), "structure", ".extra is not a field"),
        (
            armour::encode(json.replacen("\"claim\":{", "\"claim\":{\"aaa\":\"x\",", 1).as_bytes()),
            "payload",
            "payload.claim.aaa: is not a field",
        ),
        (armour::encode(json.replacen("\"i\":\"1\"", "\"i\":\"01\"", 1).as_bytes()), "payload", "payload.hops[1].i"),
        (armour::encode(json.replacen("\"i\":\"1\"", "\"i\":1", 1).as_bytes()), "structure", "holds no numbers"),
        (armour::encode(json.replace("\"schema\":\"tip/1\"", "\"schema\":\"tip/2\"").as_bytes()), "structure", "another version"),
        (armour::encode(json.replacen("\"schema\":\"tip/1\"", "\"schema\":\"tip/2\"", 1).as_bytes()), "payload", "another version"),
    ] {
        let verdict = verdict(&text);
        assert!(!verdict.is_valid());
        let failed = verdict.checks.iter().find(|check| check.outcome == Outcome::Fail).unwrap();
        assert_eq!(failed.name, name, "{failed:?}");
        assert!(failed.sentence.contains(sentence), "{}", failed.sentence);
        assert_eq!(verdict.checks.len(), CHECKS.len());
        assert!(verdict.summary().starts_with("Refused: "));
    }
}

/// Signs a statement whose terms are changed: everything fits, but the terms themselves.
fn signed_with(change: &dyn Fn(&mut Terms)) -> Tip {
    let case = sample::case();
    let mut dice = Dice::new(2);
    let view = sample::view(&case, &mut dice, 3);
    let key = sample::key(&mut dice);
    let mut terms = sample::terms(&case, key.address(), &mut dice);
    change(&mut terms);
    Unsigned::new(sample::payload(&case, &view, ""), terms).unwrap().sign(&key).unwrap()
}

#[test]
fn times_are_judged_with_two_hours_of_tolerance() {
    let tip = signed_with(&|_| {}).to_armour();
    let day = 24 * 60 * 60;
    for (now, expected, word) in [
        (NOW.get() - 2 * 60 * 60, Outcome::Pass, "Signed on"),
        (NOW.get() - 2 * 60 * 60 - 1, Outcome::Fail, "from the future"),
        (0, Outcome::Fail, "from the future"),
        (NOW.get() + 30 * day, Outcome::Pass, "Signed on"),
        (NOW.get() + 30 * day + 1, Outcome::Warn, "submitBy"),
    ] {
        let verdict = verdict_at(&tip, UnixSeconds::new(now));
        assert_eq!(outcome(&verdict, "times"), expected);
        let check = verdict.checks.iter().find(|check| check.name == "times").unwrap();
        assert!(check.sentence.contains(word), "{}", check.sentence);
        assert_eq!(verdict.is_valid(), expected != Outcome::Fail);
    }
    let before_evidence = signed_with(&|terms| {
        terms.issued_at = UnixSeconds::new(1_743_000_000);
    });
    let verdict = verdict(&before_evidence.to_armour());
    assert_eq!(outcome(&verdict, "times"), Outcome::Fail);
    assert!(verdict.summary().contains("before its newest evidence"), "{}", verdict.summary());
}

#[test]
fn a_portal_that_is_not_the_cases_is_refused() {
    let verdict = verdict(&signed_with(&|terms| terms.portal = "www.lazarusbounty.co".to_owned()).to_armour());
    assert_eq!(outcome(&verdict, "portal"), Outcome::Fail);
    assert!(verdict.summary().contains("www.lazarusbounty.co"));
    assert_eq!(outcome(&verdict, "signer"), Outcome::Pass);
}

/// Writes a payload that no honest program would, and signs it properly: only the laws can refuse it.
fn forged(change: &dyn Fn(&mut spoor::tip::Payload)) -> Verdict {
    let case = sample::case();
    let mut dice = Dice::new(3);
    let view = sample::view(&case, &mut dice, 4);
    let key = sample::key(&mut dice);
    let mut payload = sample::payload(&case, &view, "");
    change(&mut payload);
    let terms = sample::terms(&case, key.address(), &mut dice);
    verdict(&Unsigned::new(payload, terms).unwrap().sign(&key).unwrap().to_armour())
}

#[test]
fn a_well_signed_lie_is_refused_by_the_laws_and_the_field_is_named() {
    use spoor::money::Amount;
    type Change = &'static dyn Fn(&mut spoor::tip::Payload);
    let cases: [(&str, &str, Change); 24] = [
        ("path", "payload.hops[2].from", &|p| p.hops[2].from = p.hops[0].from.clone()),
        ("path", "payload.hops[0].tx", &|p| p.hops[0].tx = p.hops[1].tx),
        ("path", "payload.hops[0].tx", &|p| drop(p.hops.remove(0))),
        ("path", "payload.hops[1].tainted", &|p| p.hops[1].tainted = p.hops[1].amount.plus(Amount::from(1)).unwrap()),
        ("path", "payload.hops[1].range", &|p| p.hops[1].range[0].amount = p.hops[0].amount.plus(Amount::from(1)).unwrap()),
        ("path", "payload.hops[1].tainted", &|p| p.hops[1].tainted = Amount::ZERO),
        ("path", "payload.hops[3].time", &|p| p.hops[3].time = p.hops[1].time),
        ("path", "payload.hops[2].i", &|p| p.hops[2].i.0 = 7),
        ("path", "payload.claim.at", &|p| p.claim.at = spoor::money::Account::new(p.hops[0].chain, p.hops[0].to.clone()).unwrap()),
        ("path", "payload.claim.asOfBlock", &|p| p.claim.as_of_block.0 += 1),
        ("path", "payload.claim.tainted", &|p| p.claim.tainted = Amount::ZERO),
        ("path", "payload.claim.tainted", &|p| p.claim.tainted = p.equations[0].stolen.plus(Amount::from(1)).unwrap()),
        ("path", "payload.equations[0]", &|p| p.equations[0].fees = Amount::from(1)),
        ("path", "payload.equations", &|p| p.equations.clear()),
        ("evidence", "payload.hops[1].src", &|p| p.hops[1].src.clear()),
        ("evidence", "is cited but not among", &|p| p.hops[1].src.push("S99".to_owned())),
        ("evidence", "payload.sources", &|p| p.sources.reverse()),
        ("evidence", "payload.sources[0].sha256", &|p| p.sources[0].sha256.truncate(63)),
        ("evidence", "payload.limits", &|p| p.limits.clear()),
        ("evidence", "payload.assets[0]", &|p| p.assets[0].decimals.0 = 6),
        ("evidence", "payload.assets[0]", &|p| p.assets[0].symbol = "USDT".to_owned()),
        ("evidence", "payload.claim.readAt", &|p| p.claim.read_at = NOW),
        ("evidence", "payload.claim.holder", &|p| p.claim.holder = Some("L9".to_owned())),
        ("evidence", "payload.method.engine.wasmSha256", &|p| p.method.engine.wasm_sha256 = "AB".repeat(32)),
    ];
    for (name, field, change) in cases {
        let verdict = forged(change);
        assert!(!verdict.is_valid(), "{field}");
        let check = verdict.checks.iter().find(|check| check.name == name).unwrap();
        assert_eq!(check.outcome, Outcome::Fail, "{field}: {:#?}", verdict.checks);
        assert!(check.sentence.contains(field), "{field}: {}", check.sentence);
        for fine in ["signature", "signer", "commitment", "digest"] {
            assert_eq!(outcome(&verdict, fine), Outcome::Pass, "{field}");
        }
    }
    assert!(forged(&|_| {}).is_valid());
}

#[test]
fn an_unknown_case_a_foreign_seed_and_another_edition_are_told_apart() {
    let unknown = forged(&|p| p.case.id = "mt-gox".to_owned());
    assert_eq!((outcome(&unknown, "case"), outcome(&unknown, "portal")), (Outcome::Fail, Outcome::NotReached));
    assert!(unknown.checks.iter().any(|check| check.sentence.contains("the cases are: ")));
    let foreign = forged(&|p| p.case.seeds[0].tx = p.hops[1].tx);
    assert_eq!(outcome(&foreign, "case"), Outcome::Fail);
    let edition = forged(&|p| p.case.pack = format!("sha256:{}", "00".repeat(32)));
    assert_eq!(outcome(&edition, "case"), Outcome::Warn);
    assert!(edition.is_valid() && edition.summary().contains("One thing to know"));
}
