//! A tip whose way leads over a bridge: it names the link, cites the record, and is refused where either is tampered with.

use spoor::case::CaseLibrary;
use spoor::money::{Account, Chain, UnixSeconds};
use spoor::tip::{
    Cost, Engine, Evidence, Outcome, Payload, Plan, SUBMIT_WITHIN_S, Terms, UnsavedKey, Unsigned, human_text, may_sign, preflight, verify,
};
use zeroize::Zeroizing;

use crate::bridges::thorchain;
use crate::made::*;

const NOW: UnixSeconds = UnixSeconds::new(1_795_001_000);

fn engine() -> Engine {
    Engine { name: "Spoor".to_owned(), version: "0.1.0".to_owned(), wasm_sha256: "ab".repeat(32) }
}

fn payload() -> Payload {
    let (theft, outside) = thorchain();
    let played = play(&theft, settings(&[Chain::BITCOIN]), &outside);
    let end = played.view.ends.iter().position(|end| end.chain == Chain::BITCOIN && end.path.len() == 5).unwrap();
    let case = played.run.begun().case.clone();
    let plan = Plan {
        case: &case,
        view: &played.view,
        end,
        note: "",
        seen: None,
        seconds: &[],
        earlier: &[],
        overrides: &[],
        payout: "",
        signer: None,
        engine: &engine(),
        now: NOW,
    };
    let checks = preflight(&plan);
    assert!(may_sign(&checks), "{checks:#?}");
    assert!(checks.iter().any(|check| check.what.starts_with("The way is whole: 5 hops")), "{checks:#?}");
    Payload::from_trace(&Evidence {
        case: &case,
        view: &played.view,
        end,
        note: "",
        seen: None,
        seconds: &[],
        overrides: &[],
        engine: &engine(),
    })
    .unwrap()
}

/// What verifying says of the way and the evidence, and the tip in words.
fn verified(payload: Payload) -> (Vec<(Outcome, String)>, String) {
    let key = UnsavedKey::from_random(&Zeroizing::new([7; 32])).unwrap();
    let (_, key) = key.save("correct horse", &[9; 64], Cost::LEAST).unwrap();
    let terms = Terms {
        portal: String::new(),
        payout: Account::new(Chain::ETHEREUM, evm(9)).unwrap(),
        signer: key.address(),
        salt: [1; 32],
        nonce: [2; 32],
        issued_at: NOW,
        submit_by: UnixSeconds::new(NOW.get() + SUBMIT_WITHIN_S),
    };
    let tip = Unsigned::new(payload, terms).unwrap().sign(&key).unwrap();
    let cases = CaseLibrary::built_in().unwrap();
    let verdict = verify(&tip.to_armour(), &spoor::tip::Expect { now: NOW, cases: &cases });
    let kept = verdict.checks.into_iter().filter(|check| ["payload", "digest", "path", "evidence"].contains(&check.name));
    (kept.map(|check| (check.outcome, check.sentence)).collect(), human_text(&tip))
}

#[test]
fn a_way_over_a_bridge_is_written_and_verified() {
    let payload = payload();
    let links: Vec<bool> = payload.hops.iter().map(|hop| hop.link.is_some()).collect();
    assert_eq!(links, [false, false, true, false, false], "the first hop behind the bridge says it");
    let link = payload.hops[2].link.as_ref().unwrap();
    assert_eq!((link.via.as_str(), link.src.len()), ("THORChain", 1));
    let source = payload.sources.iter().find(|source| source.id == link.src[0]).unwrap();
    assert_eq!(source.provider, "midgard");
    assert!(
        payload.limits.iter().any(|limit| limit.starts_with("That hop 2 is what came out of the one before it, over a bridge (THORChain)")),
        "{:?}",
        payload.limits
    );
    let (checks, words) = verified(payload);
    assert!(checks.iter().all(|(outcome, _)| *outcome == Outcome::Pass), "{checks:#?}");
    assert!(checks.iter().any(|(_, sentence)| sentence.contains("over one link (THORChain) that rests on a record")), "{checks:#?}");
    assert!(words.contains("Hop 2 came out of the one before it over a bridge, THORChain: "), "{words}");
}

#[test]
fn a_link_that_does_not_join_is_refused() {
    type Change = fn(&mut Payload);
    let changes: [(&str, Change, &str); 6] = [
        ("no link", |payload| payload.hops[2].link = None, "limits"),
        ("another service", |payload| payload.hops[2].link.as_mut().unwrap().via = "Relay".to_owned(), "not known as a contract"),
        ("no record", |payload| payload.hops[2].link.as_mut().unwrap().src.clear(), "no source holds the bridge's record"),
        ("a link before the theft", |payload| payload.hops[0].link = payload.hops[2].link.clone(), "no hop comes before the first"),
        ("a step that calls itself observed", |payload| payload.hops[2].tier = spoor::trace::view::Tier::Observed, "is not observed"),
        (
            "paid out a day before",
            |payload| payload.hops[2].time = UnixSeconds::new(payload.hops[2].time.get() - 86_400),
            "is before hop 1",
        ),
    ];
    for (what, change, why) in changes {
        let mut payload = payload();
        change(&mut payload);
        let (checks, _) = verified(payload);
        let wrong: Vec<&String> = checks.iter().filter(|(outcome, _)| *outcome == Outcome::Fail).map(|(_, sentence)| sentence).collect();
        if what == "no link" {
            // A way without it names fewer sources than it lists.
            assert!(wrong.iter().any(|sentence| sentence.contains("is cited by nothing")), "{what}: {wrong:?}");
            continue;
        }
        assert!(wrong.iter().any(|sentence| sentence.contains(why)), "{what}: {wrong:?}");
    }
}
