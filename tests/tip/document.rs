//! The fields that later versions added: rules, second sources, reasons. Older tips stay as they were.

use proptest::prelude::*;
use sha2::{Digest, Sha256};
use spoor::explorer::confirm::Agreement;
use spoor::label::{Category, Confidence, Label};
use spoor::tip::{Class, EarlierTip, NOT_MEASURED, Outcome, Override, Payload, Tip, human_text, verify};
use spoor::trace::view::{Link, LinkKind, Policy, Reason, Tier};

use super::preflight::Made;
use super::sample::{self, Dice, NOW};

/// Tips of the first version, as it wrote them: no rules, no reasons.
const FIRST: [(&str, &str); 2] = [
    ("4 hops", include_str!("../fixtures/tips/without-rules-4-hops.txt")),
    ("7 hops", include_str!("../fixtures/tips/without-rules-7-hops.txt")),
];

fn written(made: &Made) -> Payload {
    made.plan(|plan| plan.payload()).unwrap()
}

#[test]
fn tips_of_the_first_version_are_read_and_keep_their_bytes() {
    for (what, text) in FIRST {
        let verdict = verify(text, &spoor::tip::Expect { now: NOW, cases: sample::library() });
        assert!(verdict.is_valid(), "{what}: {}", verdict.summary());
        // Another edition of the case file is a thing to know, not a fault.
        assert!(verdict.checks.iter().all(|check| check.outcome == Outcome::Pass || check.name == "case"), "{what}: {:#?}", verdict.checks);
        let tip: Tip = verdict.tip.unwrap();
        let payload = tip.payload();
        let digest = alloy_primitives::hex::encode(Sha256::digest(payload.to_text()));
        assert_eq!(digest, tip.id(), "{what}: written again it has the same bytes");
        assert_eq!((&payload.method.rules, &payload.overrides, &payload.claim.rule), (&None, &None, &None));
        assert!(!payload.to_text().contains("\"rule"), "what is absent leaves no bytes");
        assert!(!human_text(&tip).contains("## Rules") && !human_text(&tip).contains("by the rule"));
    }
}

#[test]
fn every_hop_and_the_claim_name_a_rule_that_is_listed_with_its_error() {
    let made = Made::new();
    let payload = written(&made);
    let rules = payload.method.rules.as_ref().unwrap();
    assert!(rules.windows(2).all(|pair| pair[0].id < pair[1].id));
    for id in payload.hops.iter().map(|hop| hop.rule.as_deref()).chain([payload.claim.rule.as_deref(), Some("taint-fifo")]) {
        assert!(rules.iter().any(|rule| Some(rule.id.as_str()) == id), "{id:?}");
    }
    assert_eq!(payload.hops[0].rule.as_deref(), Some("theft"));
    assert_eq!(payload.hops[1].rule.as_deref(), Some("payment"));
    for rule in rules {
        assert_eq!(rule.known_error.is_none(), rule.class == Class::Ledger, "{}", rule.id);
    }
    let verdict = sample::verdict_of(payload);
    assert!(verdict.is_valid(), "{}", verdict.summary());
    let words = human_text(verdict.tip.as_ref().unwrap());
    assert!(words.contains("## Rules") && words.contains("payment (on the chain): The chain's own coin"), "{words}");
    assert!(words.contains(&format!("taint-fifo (a conclusion that can be wrong; error {NOT_MEASURED})")), "{words}");
}

#[test]
fn each_kind_of_step_and_end_has_its_rule() {
    let hop_rule = |change: &dyn Fn(&mut Made)| {
        let mut made = Made::new();
        change(&mut made);
        written(&made).hops[2].rule.clone().unwrap()
    };
    for (tier, rule) in [(Tier::Derived, "derived"), (Tier::Inferred, "inferred"), (Tier::Stated, "sale"), (Tier::Observed, "payment")] {
        assert_eq!(hop_rule(&|made| made.view.ends[0].path[2].tier = tier), rule);
    }
    for (what, rule) in
        [(LinkKind::Swap, "swap"), (LinkKind::Exchange, "exchange"), (LinkKind::Bridge, "bridge"), (LinkKind::Refund, "refund")]
    {
        let linked = |made: &mut Made| {
            let path = &mut made.view.ends[0].path;
            path[2].tier = Tier::Derived;
            let (paid, received) = (vec![path[1].clone()], vec![path[2].clone()]);
            let link = Link {
                id: 0,
                what,
                tier: Tier::Derived,
                via: "X".into(),
                matched_by: "By y.".into(),
                from: 1,
                to: 2,
                paid,
                received,
                sources: vec![0],
            };
            made.view.links.push(link);
        };
        assert_eq!(hop_rule(&linked), rule, "{what:?}");
    }
    let inference = "This is an inference: 97 % of what came in went to one wallet.";
    for (reason, why, rule) in [
        (Reason::Exchange, "Labelled X.", "end-exchange"),
        (Reason::Deposit, "Labelled X.", "end-deposit"),
        (Reason::Deposit, inference, "end-deposit-seen"),
        (Reason::Bridge, "Labelled X.", "end-bridge"),
        (Reason::Mixer, "Labelled X.", "end-mixer"),
        (Reason::Mixer, inference, "end-round"),
        (Reason::Service, "Labelled X.", "end-service"),
        (Reason::Service, inference, "end-service-seen"),
        (Reason::Held, "Not spent.", "end-held"),
        (Reason::Budget, "Not read.", "end-unread"),
        (Reason::Budget, "Not asked about. This is an inference: other money covers it.", "end-inferred"),
        (Reason::Failed, "Not read.", "end-unread"),
    ] {
        let mut made = Made::new();
        (made.view.ends[0].reason, made.view.ends[0].why) = (reason, why.to_owned());
        let payload = written(&made);
        assert_eq!(payload.claim.rule.as_deref(), Some(rule), "{reason:?}: {why}");
        assert!(sample::verdict_of(payload).is_valid(), "{reason:?}: {why}");
    }
    for (policy, rule) in [(Policy::Fifo, "taint-fifo"), (Policy::Haircut, "taint-haircut"), (Policy::Poison, "taint-poison")] {
        let mut made = Made::new();
        made.view.settings.policy = policy;
        assert!(written(&made).method.rules.unwrap().iter().any(|one| one.id == rule));
    }
}

#[test]
fn a_lie_about_the_rules_is_refused_and_named() {
    type Change = &'static dyn Fn(&mut Payload);
    let cases: [(&str, Change); 11] = [
        ("payload.method.rules: is left out", &|p| p.method.rules = None),
        ("payload.method.rules: is left out", &|p| {
            p.method.rules = None;
            p.hops.iter_mut().for_each(|hop| hop.rule = None);
        }),
        ("payload.hops[1].rule", &|p| p.hops[1].rule = None),
        ("payload.hops[1].rule", &|p| p.hops[1].rule = Some("token".to_owned())),
        ("payload.hops[0].rule", &|p| p.hops[0].rule = p.hops[1].rule.clone()),
        ("payload.claim.rule", &|p| p.claim.rule = None),
        ("payload.method.rules", &|p| p.method.rules.as_mut().unwrap().reverse()),
        ("payload.method.rules", &|p| drop(p.method.rules.as_mut().unwrap().pop())),
        ("payload.method.rules", &|p| {
            let rules = p.method.rules.as_mut().unwrap();
            rules.push(spoor::tip::Rule { id: "zeal".to_owned(), ..rules[0].clone() });
        }),
        ("payload.method.rules[2].class", &|p| {
            // A convention that calls itself a fact.
            let rule = &mut p.method.rules.as_mut().unwrap()[2];
            assert_eq!(rule.id, "taint-fifo");
            (rule.class, rule.known_error) = (Class::Ledger, None);
        }),
        ("called a fact", &|p| p.claim.why = "This is an inference: it looks like one.".to_owned()),
    ];
    for (field, change) in cases {
        let mut payload = written(&Made::new());
        change(&mut payload);
        let verdict = sample::verdict_of(payload);
        assert!(!verdict.is_valid(), "{field}");
        assert!(verdict.summary().contains(field), "{field}: {}", verdict.summary());
    }
    // Another version may word its rules otherwise.
    let mut reworded = written(&Made::new());
    reworded.method.rules.as_mut().unwrap()[0].text = "Other words for the same.".to_owned();
    assert!(sample::verdict_of(reworded).is_valid());
}

#[test]
fn an_answer_that_agrees_is_a_second_source_and_may_bring_the_block_hash() {
    let mut made = Made::new();
    made.view.ends[0].path.iter_mut().for_each(|hop| hop.transfer.block_hash = None);
    made.view.ends[0].path[2].sources = vec![0];
    let before = written(&made);
    assert!(before.limits.iter().any(|limit| limit.contains("carry no block hash")));
    made.second(2, Agreement::Same);
    let after = written(&made);
    let seconds: Vec<&str> =
        after.sources.iter().filter(|source| source.provider == "second-explorer").map(|source| source.id.as_str()).collect();
    assert_eq!(seconds.len(), 1);
    assert!(after.hops[2].src.iter().any(|id| id == seconds[0]) && after.hops[2].src.len() == 2, "{:?}", after.hops[2].src);
    assert_eq!(after.hops[2].block_hash.0, Some(made.view.ends[0].path[2].transfer.tx));
    assert!(after.hops[1].block_hash.0.is_none());
    assert_eq!(after.claim.read_at, made.seconds[0].at, "the newest answer");
    assert!(sample::verdict_of(after).is_valid());
    // An answer that does not agree is no source, and the tip says who says otherwise.
    made.seconds[0].verdict = Agreement::Differs("it says 1 base units, not 2".to_owned());
    let differs = written(&made);
    assert!(differs.sources.iter().all(|source| source.provider != "second-explorer"));
    let said = "A second explorer tells hop 2 otherwise, second.example: it says 1 base units, not 2.";
    assert!(differs.limits.iter().any(|limit| limit == said), "{:?}", differs.limits);
    made.seconds[0].verdict = Agreement::Unreadable("offline".to_owned());
    assert_eq!(written(&made).to_text(), before.to_text(), "silence leaves no bytes");
}

/// Puts a list into an order by dice.
fn shuffle<T>(items: &mut [T], dice: &mut Dice) {
    for at in (1..items.len()).rev() {
        let other = usize::try_from(dice.below(at as u64 + 1)).unwrap();
        items.swap(at, other);
    }
}

/// The order in which sources stand now, as a map from old numbers to new ones.
fn shuffled_numbers(count: usize, dice: &mut Dice) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    shuffle(&mut order, dice);
    order
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_the_evidence_reaches_the_bytes(seed in 0..1_000_000_u64, hops in 2..7_usize) {
        let mut dice = Dice::new(seed);
        let mut made = Made { view: sample::view(&sample::case(), &mut dice, hops), ..Made::new() };
        for hop in 0..hops {
            // Some are asked twice, some agree, some do not, some cannot say; now and then at the same moment.
            for _ in 0..dice.below(3) {
                let verdict = match dice.below(4) {
                    0 => Agreement::Differs(format!("it says {} base units", dice.below(9))),
                    1 => Agreement::Unreadable("offline".to_owned()),
                    _ => Agreement::Same,
                };
                made.second(hop, verdict);
                let last = made.seconds.last_mut().unwrap();
                last.at = spoor::money::UnixSeconds::new(1_744_200_000 + dice.below(2));
                last.by = Some(["one.example", "two.example"][usize::try_from(dice.below(2)).unwrap()].to_owned());
            }
        }
        let end = made.view.ends[0].node;
        let account = made.view.nodes[end].account.clone();
        for number in 0..dice.below(4) {
            let source = format!("source {number}");
            made.view.nodes[end].statements.push((format!("said {number}"), source.clone()));
            made.view.nodes[end].labels.push(Label {
                account: account.clone(), name: format!("name {number}"), category: Category::Listed, source,
                confidence: Confidence::WebCrawl, as_of: "2025-01-01".to_owned(), from: None, to: None, own: false,
            });
        }
        let overridable = ["coverage", "moved", "nothing-new", "second-differs", "told-already"];
        made.overrides = overridable.map(|id| Override::new(id, "a reason of the tipster").unwrap()).to_vec();
        for amount in 0..dice.below(3) {
            made.earlier.push(EarlierTip {
                issued_at: NOW, id: format!("{amount:064}"), at: account.clone(),
                asset: made.view.ends[0].asset.clone(), amount: spoor::money::Amount::from(amount),
            });
        }
        let first = written(&made);

        let order = shuffled_numbers(made.view.sources.len(), &mut dice);
        let mut sources = made.view.sources.clone();
        for (old, new) in order.iter().enumerate() {
            sources[*new] = made.view.sources[old].clone();
        }
        made.view.sources = sources;
        let path = &mut made.view.ends[0].path;
        for hop in path.iter_mut() {
            hop.sources.iter_mut().for_each(|source| *source = order[*source]);
            shuffle(&mut hop.sources, &mut dice);
            shuffle(&mut hop.range, &mut dice);
        }
        let places = shuffled_numbers(made.view.nodes.len(), &mut dice);
        let mut nodes = made.view.nodes.clone();
        for (old, new) in places.iter().enumerate() {
            nodes[*new] = made.view.nodes[old].clone();
            nodes[*new].id = *new;
            shuffle(&mut nodes[*new].statements, &mut dice);
        }
        made.view.nodes = nodes;
        made.view.ends[0].node = places[end];
        shuffle(&mut made.view.ends[0].range, &mut dice);
        shuffle(&mut made.view.notes, &mut dice);
        shuffle(&mut made.seconds, &mut dice);
        shuffle(&mut made.overrides, &mut dice);
        shuffle(&mut made.earlier, &mut dice);
        prop_assert_eq!(first.to_text(), written(&made).to_text());
        prop_assert!(sample::verdict_of(first).is_valid());
    }
}
