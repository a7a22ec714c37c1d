//! From a trace to bytes.

use spoor::explorer::still::{Found, Frozen, Holding, Newest, Says, Sighting};
use spoor::explorer::{Answered, Coverage};
use spoor::money::{Account, Amount, Asset, UnixSeconds};
use spoor::tip::{Evidence, FrozenNow, Payload, StillThere, Terms, Unsigned, WriteTipError, copy_text, human_text, verify};
use spoor::trace::view::{Tier, View};

use super::sample::{self, Dice, NOW};

fn write(view: &View, note: &str) -> Result<Payload, WriteTipError> {
    Payload::from_trace(&Evidence {
        case: &sample::case(),
        view,
        end: 0,
        note,
        seen: None,
        seconds: &[],
        overrides: &[],
        engine: &sample::engine(),
    })
}

fn view(seed: u64, hops: usize) -> View {
    sample::view(&sample::case(), &mut Dice::new(seed), hops)
}

#[test]
fn the_same_evidence_gives_the_same_armour_byte_for_byte() {
    for seed in 0..20 {
        assert_eq!(copy_text(&sample::tip(seed, 4)), copy_text(&sample::tip(seed, 4)));
    }
    assert_ne!(sample::tip(1, 4).to_json(), sample::tip(2, 4).to_json());
}

#[test]
fn neither_the_order_of_answers_nor_of_lists_reaches_the_bytes() {
    for seed in 0..20 {
        let first = view(seed, 5);
        let mut other = first.clone();
        let last = other.sources.len() - 1;
        other.sources.reverse();
        other.nodes.reverse();
        for (at, node) in other.nodes.iter_mut().enumerate() {
            node.id = at;
        }
        other.ends[0].node = other.nodes.len() - 1 - first.ends[0].node;
        other.ends[0].range.reverse();
        for hop in &mut other.ends[0].path {
            hop.range.reverse();
            hop.sources.iter_mut().for_each(|source| *source = last - *source);
        }
        assert_eq!(write(&first, "").unwrap().to_text(), write(&other, "").unwrap().to_text(), "{seed}");
    }
}

#[test]
fn only_cited_answers_are_sources_and_each_once() {
    let mut view = view(3, 3);
    let cited = view.sources[0].clone();
    view.sources.push(cited);
    let again = view.sources.len() - 1;
    let mut never = view.sources[1].clone();
    never.sha256 = "00".repeat(32);
    view.sources.push(never);
    view.ends[0].path[1].sources.push(again);
    let payload = write(&view, "").unwrap();
    assert_eq!(payload.sources.len(), 3);
    assert!(!payload.to_text().contains(&"00".repeat(32)));
}

#[test]
fn the_document_is_printable_ascii_without_a_json_number() {
    for seed in 0..20 {
        let json = sample::tip(seed, 5).to_json();
        assert!(json.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        fn strings_only(value: &serde_json::Value) -> bool {
            match value {
                serde_json::Value::String(_) => true,
                serde_json::Value::Array(items) => items.iter().all(strings_only),
                serde_json::Value::Object(members) => members.values().all(strings_only),
                _ => false,
            }
        }
        assert!(strings_only(&serde_json::from_str(&json).unwrap()));
    }
}

#[test]
fn what_is_weak_on_the_way_is_a_sentence_in_limits() {
    let base = || {
        let mut view = view(4, 3);
        for source in &mut view.sources {
            source.coverage = Coverage::Whole;
            source.provider = "blockscout-eth".to_owned();
        }
        view.sources[1].provider = "recorded".to_owned();
        for hop in &mut view.ends[0].path {
            hop.sources = (0..view.sources.len()).collect();
            hop.transfer.block_hash = Some(hop.transfer.tx);
        }
        view.notes.clear();
        view
    };
    let limits = |change: &dyn Fn(&mut View)| {
        let mut view = base();
        change(&mut view);
        write(&view, "").unwrap().limits
    };
    let always = "Whether the money is still there was not looked up; the last hop is of block 21895265.";
    assert_eq!(limits(&|_| {}), [always]);
    type Change = &'static dyn Fn(&mut View);
    let cases: [(Change, &str); 8] = [
        (&|view| view.ends[0].path[1].sources = vec![0], "Hop 1 is reported by a single explorer."),
        (&|view| view.ends[0].path[2].transfer.block_hash = None, "Hop 2 carries no block hash."),
        (&|view| view.ends[0].path.iter_mut().for_each(|hop| hop.transfer.block_hash = None), "Hops 0, 1 and 2 carry no block hash."),
        (&|view| view.ends[0].path[1].tier = Tier::Stated, "Hop 1 is stated by a person, not observed."),
        (&|view| view.ends[0].path[1].tier = Tier::Inferred, "Hop 1 is inferred by a rule that can be wrong."),
        (&|view| view.sources[2].coverage = Coverage::Cut("page 3 was not read".to_owned()), "Source S"),
        (&|view| view.nodes[2].coverage = Some(Coverage::Cut("page 3 was not read".to_owned())), "is incomplete: page 3 was not read."),
        (&|view| view.notes.push("A gap — somewhere".to_owned()), "Whole trace: A gap - somewhere"),
    ];
    for (change, sentence) in cases {
        let found = limits(change);
        assert!(found.iter().any(|limit| limit.contains(sentence)), "{sentence}: {found:?}");
    }
    let more = limits(&|view| view.ends[0].amount = view.ends[0].amount.plus(Amount::from(1)).unwrap());
    assert!(more.iter().any(|limit| limit.starts_with("The hops show the largest of several ways")), "{more:?}");
}

#[test]
fn a_step_that_is_not_observed_is_never_worded_as_a_fact() {
    for (tier, word) in [(Tier::Derived, "derived"), (Tier::Inferred, "inferred"), (Tier::Stated, "stated")] {
        let mut view = view(5, 4);
        view.ends[0].path[2].tier = tier;
        let payload = write(&view, "").unwrap();
        assert!(payload.headline().contains(&format!("way {word}")), "{}", payload.headline());
        let sentences = spoor::tip::claim_sentences(&payload).join(" ");
        assert!(sentences.contains("Not every step is a fact") && sentences.contains(word), "{sentences}");
        assert!(!sentences.contains("seen on the chain"));
    }
    let observed = write(&view(5, 4), "").unwrap();
    assert!(observed.headline().contains("way observed"));
}

#[test]
fn what_cannot_become_a_tip_is_refused_with_the_reason() {
    let case = sample::case();
    let good = view(6, 3);
    let refused = |change: &dyn Fn(&mut View), note: &str| {
        let mut view = good.clone();
        change(&mut view);
        write(&view, note).unwrap_err()
    };
    assert_eq!(refused(&|view| view.ends.clear(), ""), WriteTipError::NoEnd { end: 0, ends: 0 });
    assert!(matches!(refused(&|view| view.ends[0].path.clear(), ""), WriteTipError::NoWay(_)));
    assert!(matches!(refused(&|view| view.case_id = "other".to_owned(), ""), WriteTipError::OtherCase { .. }));
    assert!(matches!(refused(&|view| view.ends[0].path[0].sources.push(99), ""), WriteTipError::Inconsistent(_)));
    assert!(matches!(refused(&|view| view.ends[0].node = 99, ""), WriteTipError::Inconsistent(_)));
    let unlisted = Asset::token(case.chain, Dice::new(9).address());
    assert_eq!(refused(&|view| view.ends[0].asset = unlisted.clone(), ""), WriteTipError::UnlistedAsset(unlisted.clone()));
    assert_eq!(refused(&|_| {}, "naïve"), WriteTipError::NoteCharacter { position: 3, found: 'ï' });
    assert_eq!(refused(&|_| {}, "a\tb"), WriteTipError::NoteCharacter { position: 2, found: '\t' });
    assert_eq!(refused(&|_| {}, &"x".repeat(2_001)), WriteTipError::LongNote(2_001));
    assert!(write(&good, &"x\n".repeat(1_000)).is_ok());
}

#[test]
fn texts_of_others_can_neither_break_the_words_nor_imitate_the_marker() {
    let case = sample::case();
    let mut dice = Dice::new(7);
    let mut view = sample::view(&case, &mut dice, 3);
    let last = view.ends[0].node;
    view.nodes[last].statements = vec![
        ("END STOLEN\u{200b} FUNDS TIP.".to_owned(), "BEGIN STOLEN FUNDS TIP v1.".to_owned()),
        ("[click](https://evil.example) <img src=x> \u{202e}`code`".to_owned(), "som\u{e9}body".to_owned()),
    ];
    let key = sample::key(&mut dice);
    let terms = sample::terms(&case, key.address(), &mut dice);
    let tip = Unsigned::new(sample::payload(&case, &view, "see END STOLEN FUNDS TIP. here"), terms).unwrap().sign(&key).unwrap();
    let text = copy_text(&tip);
    assert!(text.is_ascii());
    // Markdown sees neither a link nor an element: each bracket is escaped.
    let words = &text[..text.find("BEGIN STOLEN").unwrap()];
    for (at, _) in words.match_indices(['[', '<']) {
        assert_eq!(&words[at - 1..at], "\\", "{}", &words[at..]);
    }
    assert_eq!(text.matches("STOLEN FUNDS TIP").count(), 2, "{text}");
    let verdict = verify(&text, &spoor::tip::Expect { now: NOW, cases: sample::library() });
    assert!(verdict.is_valid(), "{}", verdict.summary());
    assert_eq!(verdict.tip.unwrap(), tip);
}

#[test]
fn the_words_come_first_and_the_armour_last() {
    let tip = sample::tip(8, 3);
    let text = copy_text(&tip);
    assert!(text.starts_with("# Tip: bybit-2025-02-21, "));
    assert!(text.ends_with("END STOLEN FUNDS TIP.\n"));
    assert!(human_text(&tip).contains(&tip.id()));
    assert!(text.contains("0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c"));
}

#[test]
fn a_headline_fits_a_wallets_screen_and_is_no_hexadecimal() {
    for seed in 0..50 {
        let headline = sample::tip(seed, 6).statement().headline.clone();
        assert!(headline.len() <= 128 && headline.contains(" ETH of the theft") && !headline.starts_with("0x"), "{headline}");
    }
}

#[test]
fn a_statement_with_times_in_disorder_or_a_long_portal_is_not_made() {
    let case = sample::case();
    let mut dice = Dice::new(9);
    let view = sample::view(&case, &mut dice, 2);
    let payload = sample::payload(&case, &view, "");
    let good = sample::terms(&case, sample::key(&mut dice).address(), &mut dice);
    for (terms, field) in [
        (Terms { submit_by: good.issued_at, ..good.clone() }, "submitBy"),
        (Terms { portal: "x".repeat(129), ..good.clone() }, "portal"),
        (Terms { portal: "bücher.example".to_owned(), ..good.clone() }, "portal"),
    ] {
        assert_eq!(Unsigned::new(payload.clone(), terms).unwrap_err().field, field);
    }
    let bitcoin: Account =
        "bip122:000000000019d6689c085ae165831e93:bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr".parse().unwrap();
    assert!(Unsigned::new(payload, Terms { payout: bitcoin, ..good }).is_ok());
}

/// A look at the first end's address.
fn seen(view: &View, amount: Amount, frozen: Frozen) -> Sighting {
    let end = &view.ends[0];
    let at = UnixSeconds::new(1_744_100_000);
    Sighting {
        holding: Holding { account: view.nodes[end.node].account.clone(), asset: end.asset.clone() },
        by: Some("eth.blockscout.com".to_owned()),
        at,
        says: Says::Found(Found { amount, newest: Some(Newest { number: 22_000_000, at: Some(at) }), frozen, waiting: 0 }),
        answers: vec![Answered {
            provider: "blockscout-eth".to_owned(),
            request: "POST https://eth.blockscout.com/api/eth-rpc [{\"id\":0,\"method\":\"eth_getBalance\"}]".to_owned(),
            status: 200,
            at,
            bytes: 77,
            sha256: "ab".repeat(32),
            coverage: Coverage::Whole,
        }],
    }
}

fn write_seen(view: &View, seen: &Sighting) -> Payload {
    let (case, engine) = (sample::case(), sample::engine());
    Payload::from_trace(&Evidence { case: &case, view, end: 0, note: "", seen: Some(seen), seconds: &[], overrides: &[], engine: &engine })
        .unwrap()
}

#[test]
fn what_was_seen_there_stands_in_the_tip_with_its_source() {
    let view = view(7, 4);
    let all = view.ends[0].amount;
    let (who, by) = ("Tether".to_owned(), "isBlackListed".to_owned());
    for (amount, frozen, still_there, is_frozen, words) in [
        (all, Frozen::NotAsked, StillThere::Yes, None, "It is still there: the address had"),
        (all.plus(Amount::from(1)).unwrap(), Frozen::NotAsked, StillThere::Yes, None, "It is still there: the address had"),
        (Amount::from(1), Frozen::Yes { who, by }, StillThere::Part, Some(FrozenNow::Yes), "A part of it is still there:"),
        (Amount::ZERO, Frozen::Unknown("x".to_owned()), StillThere::Moved, Some(FrozenNow::Unknown), "It has moved on:"),
    ] {
        let seen = seen(&view, amount, frozen);
        let payload = write_seen(&view, &seen);
        assert_eq!(payload.to_text(), write_seen(&view, &seen).to_text(), "the same evidence gives the same bytes");
        let claim = &payload.claim;
        let said = claim.seen.as_ref().unwrap();
        assert_eq!((claim.still_there, said.amount, said.frozen, said.time), (still_there, amount, is_frozen, seen.at));
        let source = payload.sources.iter().find(|source| said.src == [source.id.clone()]).unwrap();
        assert_eq!((source.sha256.clone(), claim.read_at), ("ab".repeat(32), seen.at));
        assert!(!payload.limits.iter().any(|limit| limit.contains("not looked up")), "{:?}", payload.limits);
        assert!(payload.limits.iter().any(|limit| limit.contains("a balance does not say which coins")), "{:?}", payload.limits);
        let sentences = spoor::tip::claim_sentences(&payload);
        assert!(sentences.iter().any(|sentence| sentence.starts_with(words)), "{sentences:?}");
        assert!(sample::verdict_of(payload).is_valid());
    }
}

#[test]
fn a_look_at_another_place_or_without_an_answer_is_none() {
    let view = view(8, 4);
    let whole = seen(&view, view.ends[0].amount, Frozen::NotAsked);
    let mut elsewhere = whole.clone();
    elsewhere.holding.account = view.nodes[0].account.clone();
    let unknown = Sighting { says: Says::Unknown("offline".to_owned()), answers: Vec::new(), ..whole.clone() };
    for seen in [elsewhere, unknown] {
        let payload = write_seen(&view, &seen);
        assert_eq!((payload.claim.still_there, &payload.claim.seen), (StillThere::Unknown, &None));
        assert_eq!(payload.to_text(), write(&view, "").unwrap().to_text(), "the bytes are those without a look");
    }
}

#[test]
fn a_tip_that_says_otherwise_than_what_was_seen_blocks() {
    let view = view(9, 4);
    let seen = seen(&view, view.ends[0].amount, Frozen::NotAsked);
    for (what, change) in [
        ("moved", (|payload: &mut Payload| payload.claim.still_there = StillThere::Moved) as fn(&mut Payload)),
        ("nothing there", |payload| payload.claim.seen.as_mut().unwrap().amount = Amount::ZERO),
        ("no source", |payload| payload.claim.seen.as_mut().unwrap().src.clear()),
        ("before it came", |payload| payload.claim.seen.as_mut().unwrap().time = UnixSeconds::new(1)),
        ("not seen", |payload| payload.claim.seen = None),
    ] {
        let mut payload = write_seen(&view, &seen);
        change(&mut payload);
        let verdict = sample::verdict_of(payload);
        assert!(!verdict.is_valid(), "{what}: {}", verdict.summary());
    }
    assert!(sample::verdict_of(write_seen(&view, &seen)).is_valid());
}
