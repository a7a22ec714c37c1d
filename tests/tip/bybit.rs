//! Every end of the real trace of the Bybit theft becomes a tip that its reader accepts.

use spoor::journal::{Now, Run};
use spoor::money::{Amount, UnixSeconds};
use spoor::tip::preflight::Level;
use spoor::tip::{Evidence, Expect, Payload, Plan, Terms, Tip, Unsigned, claim_sentences, copy_text, may_sign, preflight, verify};
use spoor::trace::view::{Policy, Settings, Tier, View};

use super::sample::{self, Dice};

const NOW_S: u64 = 1_795_000_000;

fn trace(policy: Policy) -> View {
    let settings = Settings { budget: 300, most_hops: 10, dust_millionths: 1, policy, ..Settings::default() };
    let now = Now { ms: NOW_S * 1_000 };
    let mut run = Run::new("bybit-2025-02-21", settings).unwrap();
    let actions = run.start(now);
    assert!(run.settle(actions, now).is_empty(), "the recording answers everything");
    run.view()
}

#[test]
fn every_end_of_the_real_trace_becomes_a_tip_that_is_valid() {
    let case = sample::case();
    let engine = sample::engine();
    let mut dice = Dice::new(7);
    let key = sample::key(&mut dice);
    let now = UnixSeconds::new(NOW_S);
    for policy in [Policy::Fifo, Policy::Haircut] {
        let view = trace(policy);
        let (mut signed, mut stated, mut longest) = (0, 0, 0);
        for end in view.ends.iter().filter(|end| end.amount > Amount::ZERO) {
            let plan = Plan {
                case: &case,
                view: &view,
                end: end.id,
                note: "",
                seen: None,
                seconds: &[],
                earlier: &[],
                overrides: &[],
                payout: "",
                signer: Some(key.address()),
                engine: &engine,
                now,
            };
            let checks = preflight(&plan);
            let blocking: Vec<_> = checks.iter().filter(|check| check.level == Level::Block).collect();
            assert!(may_sign(&checks), "end {}: {blocking:#?}", end.id);
            assert!(checks.iter().all(|check| check.level != Level::Overridden));
            let evidence =
                Evidence { case: &case, view: &view, end: end.id, note: "", seen: None, seconds: &[], overrides: &[], engine: &engine };
            let payload = Payload::from_trace(&evidence).unwrap();
            assert_eq!(payload.to_text(), Payload::from_trace(&evidence).unwrap().to_text());
            if payload.weakest() != Tier::Observed {
                stated += 1;
                assert!(payload.limits.iter().any(|limit| limit.contains("is stated by a person")), "{:?}", payload.limits);
                assert!(claim_sentences(&payload).iter().any(|line| line.contains("Not every step is a fact")));
            }
            let terms = Terms {
                issued_at: now,
                submit_by: UnixSeconds::new(NOW_S + spoor::tip::SUBMIT_WITHIN_S),
                ..sample::terms(&case, key.address(), &mut dice)
            };
            let tip = Unsigned::new(payload, terms).unwrap().sign(&key).unwrap();
            let text = copy_text(&tip);
            let verdict = verify(&text, &Expect { now, cases: sample::library() });
            assert!(verdict.is_valid(), "end {}: {}", end.id, verdict.summary());
            longest = longest.max(tip.to_armour().len());
            signed += 1;
        }
        assert!(signed > 40, "{signed} ends");
        assert!(stated > 0, "some ways go over the stated sale");
        // A tip has to fit a form. The longest here has 6 hops, each under six policies, a stated sale, the rules of
        // both, and what every explorer left open.
        println!("{policy:?}: {signed} tips, the longest armour has {longest} bytes");
        assert!(longest <= 6 << 10, "the longest armour has {longest} bytes");
    }
}

/// The first end whose money somebody can freeze, or else the first end, signed by dice.
pub(crate) fn first_freezable() -> Tip {
    let (case, engine, view) = (sample::case(), sample::engine(), trace(Policy::Fifo));
    let mut dice = Dice::new(11);
    let key = sample::key(&mut dice);
    let held = || view.ends.iter().filter(|end| end.amount > Amount::ZERO);
    let end = held().find(|end| end.freezable_by.is_some()).or_else(|| held().next()).unwrap();
    let evidence = Evidence { case: &case, view: &view, end: end.id, note: "", seen: None, seconds: &[], overrides: &[], engine: &engine };
    let payload = Payload::from_trace(&evidence).unwrap();
    let now = UnixSeconds::new(NOW_S);
    let terms = Terms {
        issued_at: now,
        submit_by: UnixSeconds::new(NOW_S + spoor::tip::SUBMIT_WITHIN_S),
        ..sample::terms(&case, key.address(), &mut dice)
    };
    Unsigned::new(payload, terms).unwrap().sign(&key).unwrap()
}
