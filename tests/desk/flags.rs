//! A table for each thing that is said of a tip.

use spoor::board::desk::{Advice, Flag, Kind, Standing, Whom};
use spoor::board::entry::{CaseOpened, Corrected, Correction, Reason, Received, Refused, Verified};
use spoor::board::{Content, Hash};
use spoor::money::{Address, UnixSeconds};
use spoor::tip::{Count, Tip};

use crate::made::{context, entry, intake, of, payload, signed, stamped, triage};
use crate::sample::NOW;

fn tip(seed: u64) -> Tip {
    signed(payload(seed, 4), 1_000 + seed, NOW)
}

fn commitment(tip: &Tip) -> Hash {
    Hash(tip.statement().commitment)
}

fn received(tip: &Tip, after_s: u64) -> Received {
    Received {
        tip: Hash(tip.statement().tip_sha256),
        commitment: commitment(tip),
        case: tip.payload().case.id.clone(),
        reporter: Address::Evm(tip.signer()),
        name: None,
        received: UnixSeconds::new(NOW.get() + after_s),
        stamped: None,
    }
}

fn verified(tip: &Tip, facts: Hash) -> Verified {
    let claim = &tip.payload().claim;
    Verified {
        tip: Hash(tip.statement().tip_sha256),
        kind: claim.kind,
        at: claim.at.clone(),
        asset: claim.asset.clone(),
        amount: claim.tainted,
        usd_cents: None,
        facts,
    }
}

fn opened(case: &str) -> Content {
    let pack = format!("sha256:{}", Hash::NONE);
    Content::Case(CaseOpened { case: case.to_owned(), name: "Somebody".to_owned(), pack, file: None, terms: None })
}

#[test]
fn what_stands_alone_is_told_by_its_form() {
    let armour = tip(1).to_armour();
    let middle = armour.len() / 2;
    let mut changed = armour.clone();
    changed.replace_range(middle..=middle, if armour.as_bytes()[middle] == b'7' { "8" } else { "7" });
    let json = tip(1).to_json().replace("\"issuedAt\":\"1745", "\"issuedAt\":\"1746");
    for (text, kind, standing) in [
        (armour.clone(), Kind::Armour, "valid"),
        (tip(1).to_json(), Kind::Json, "valid"),
        (changed, Kind::Armour, "refused checksum"),
        (json, Kind::Json, "refused signer"),
        (armour[..armour.len() / 2].to_owned(), Kind::Armour, "refused armour"),
        ("{\"a\":\"b\"}".to_owned(), Kind::Json, "no tip"),
        ("hello".to_owned(), Kind::Other, "no tip"),
        ("-----BEGIN AGE ENCRYPTED FILE-----\nYQ\n-----END AGE ENCRYPTED FILE-----".to_owned(), Kind::Encrypted, "encrypted"),
        ("BEGIN STOLEN FUNDS ATTESTATION v2. abc END STOLEN FUNDS ATTESTATION.".to_owned(), Kind::Attestation, "no tip"),
    ] {
        let triaged = triage(context(), &[intake("one", text.clone(), 10)]);
        let item = of(&triaged, "one");
        let found = match &item.standing {
            Standing::Valid => "valid".to_owned(),
            Standing::Refused { check, signed, .. } => {
                assert!(!signed, "{text}");
                format!("refused {check}")
            }
            Standing::Contract => "contract".to_owned(),
            Standing::Encrypted { .. } => "encrypted".to_owned(),
            Standing::NoTip { .. } => "no tip".to_owned(),
        };
        assert_eq!((item.kind, found.as_str()), (kind, standing), "{text}");
        assert!(!item.suggestion.why.is_empty());
        assert_eq!(item.can_be_received(), standing == "valid");
    }
}

#[test]
fn the_same_hand_in_twice_is_one() {
    let tip = tip(1);
    let triaged = triage(context(), &[intake("again", tip.to_armour(), 20), intake("first", tip.to_json(), 10)]);
    assert_eq!(of(&triaged, "first").suggestion.advice, Advice::Accept);
    assert_eq!(of(&triaged, "first").told_as, Some(1));
    let again = of(&triaged, "again");
    assert_eq!(again.flags.first(), Some(&Flag::Duplicate { of: Whom::Item(1) }));
    assert_eq!(again.suggestion.advice, Advice::Refuse { reason: Reason::Duplicate, of: Some(Whom::Item(1)) });
}

#[test]
fn one_signer_who_tells_it_twice_has_told_it_once() {
    let (first, second) = (signed(payload(1, 4), 7, NOW), signed(payload(1, 4), 7, UnixSeconds::new(NOW.get() + 60)));
    assert_ne!(first.statement(), second.statement());
    let triaged = triage(context(), &[intake("first", first.to_armour(), 10), intake("second", second.to_armour(), 90)]);
    assert_eq!(of(&triaged, "first").suggestion.advice, Advice::Accept);
    assert_eq!(of(&triaged, "second").flags.first(), Some(&Flag::Duplicate { of: Whom::Item(0) }));
}

#[test]
fn whoever_signs_the_same_later_loses_whatever_its_clock_says() {
    let real = signed(payload(1, 4), 7, NOW);
    // It says that it was signed before the real one.
    let liar = signed(payload(1, 4), 8, UnixSeconds::new(NOW.get() - 60));
    assert_eq!(real.id(), liar.id(), "its payload is the same, so is its name");
    let triaged = triage(context(), &[intake("liar", liar.to_armour(), 3_600), intake("real", real.to_armour(), 10)]);
    assert_eq!((of(&triaged, "real").told_as, of(&triaged, "liar").told_as), (Some(1), Some(2)));
    assert_eq!(of(&triaged, "real").suggestion.advice, Advice::Accept);
    assert_eq!(of(&triaged, "liar").flags.first(), Some(&Flag::Copy { of: Whom::Item(1), same_words: true }));
    assert_eq!(of(&triaged, "liar").suggestion.advice, Advice::Refuse { reason: Reason::Copy, of: Some(Whom::Item(1)) });
}

#[test]
fn a_time_stamp_beats_a_receipt_and_a_receipt_a_weak_stamp() {
    let real = signed(payload(1, 4), 7, NOW);
    let copy = signed(payload(1, 4), 8, NOW);
    for (stamp_s, first) in [(-86_400, "real"), (-7_201, "real"), (-100, "copy"), (86_000, "copy")] {
        let mut context = context();
        context.stamps.insert(commitment(&real), stamped(stamp_s));
        let triaged = triage(context, &[intake("copy", copy.to_armour(), 10), intake("real", real.to_armour(), 5_000)]);
        assert_eq!(of(&triaged, first).told_as, Some(1), "{stamp_s}");
    }
}

#[test]
fn what_came_in_at_one_moment_is_not_decided_by_the_desk() {
    let (a, b) = (signed(payload(1, 4), 7, NOW), signed(payload(1, 4), 8, NOW));
    let triaged = triage(context(), &[intake("both", format!("{}\n{}", a.to_armour(), b.to_armour()), 10)]);
    for item in &triaged.items {
        assert!(matches!(item.flags.first(), Some(Flag::Tied { .. })), "{:?}", item.flags);
        assert_eq!(item.suggestion.advice, Advice::Look);
    }
}

#[test]
fn what_shares_a_way_is_shown_beside_it() {
    let a = signed(payload(1, 6), 7, NOW);
    let mut other = payload(1, 6);
    other.claim.asset = "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7".parse().unwrap();
    let b = signed(other, 8, NOW);
    let c = signed(payload(2, 6), 9, NOW);
    let triaged = triage(context(), &[intake("a", a.to_armour(), 10), intake("c", c.to_armour(), 30)]);
    assert!(triaged.items.iter().all(|item| item.near.is_empty()), "ways that only begin at the same theft are not near");
    let triaged = triage(context(), &[intake("a", a.to_armour(), 10), intake("b", b.to_armour(), 20)]);
    // The second one's payload does not hold together, but it is proven who signed it.
    assert!(matches!(of(&triaged, "b").standing, Standing::Refused { signed: true, .. }));
    let near = &of(&triaged, "a").near;
    assert_eq!((near.len(), near[0].item, near[0].shared, near[0].of, near[0].same_place), (1, 1, 5, 5, false));
    assert_eq!(of(&triaged, "a").suggestion.advice, Advice::Look);
}

#[test]
fn a_step_that_many_share_makes_no_two_of_them_near() {
    let common = payload(1, 3).hops[1].tx;
    let tip = |number: u64| {
        let mut own = payload(100 + number, 3);
        own.hops[1].tx = common;
        signed(own, 7, NOW).to_armour()
    };
    for (tips, near) in [(64, 5), (65, 0)] {
        let text: Vec<String> = (0..tips).map(tip).collect();
        let triaged = triage(context(), &[intake("many", text.join("\n"), 10)]);
        assert_eq!(triaged.items.len() as u64, tips);
        assert!(triaged.items.iter().all(|item| item.near.len() == near), "{tips} tips share one of two steps");
    }
}

#[test]
fn the_feed_is_looked_into() {
    let (known, copy, new) = (signed(payload(1, 4), 7, NOW), signed(payload(1, 4), 8, NOW), tip(3));
    let alone = triage(context(), &[intake("x", known.to_armour(), 10)]);
    let facts = of(&alone, "x").told.as_ref().unwrap().facts;
    let mut entries = vec![
        entry(1, opened("bybit-2025-02-21")),
        entry(2, Content::Received(received(&known, 5))),
        entry(3, Content::Verified(verified(&known, facts))),
    ];
    let all = [intake("known", known.to_armour(), 10), intake("copy", copy.to_armour(), 20), intake("new", new.to_armour(), 30)];
    let with = |entries: &[spoor::board::Entry]| {
        let mut context = context();
        context.published = spoor::board::desk::Published::of(entries);
        context
    };
    let triaged = triage(with(&entries), &all);
    assert_eq!(of(&triaged, "known").flags.first(), Some(&Flag::InFeed { entry: 2, decided: Some("verified".to_owned()) }));
    assert_eq!(of(&triaged, "known").suggestion.advice, Advice::Leave);
    assert_eq!(of(&triaged, "copy").suggestion.advice, Advice::Refuse { reason: Reason::Copy, of: Some(Whom::Entry(2)) });
    assert_eq!(of(&triaged, "new").suggestion.advice, Advice::Accept);

    // A copy that was received and sent back takes nobody's place.
    let early_copy = vec![
        entry(1, opened("bybit-2025-02-21")),
        entry(2, Content::Received(received(&copy, 1))),
        entry(3, Content::Refused(Refused { tip: Hash(copy.statement().tip_sha256), reason: Reason::Misleading, of: None, why: None })),
    ];
    assert_eq!(of(&triage(with(&early_copy), &all), "known").suggestion.advice, Advice::Accept);

    // What was withdrawn is as if never said.
    entries.push(entry(4, Content::Corrected(Corrected { of: Count(3), what: Correction::Withdrawn, why: "wrong".to_owned() })));
    let triaged = triage(with(&entries), &all);
    assert_eq!(of(&triaged, "known").flags.first(), Some(&Flag::InFeed { entry: 2, decided: None }));
    assert_eq!(of(&triaged, "known").suggestion.advice, Advice::Accept);

    let triaged = triage(with(&[entry(1, opened("somebody-2026-01-01"))]), &all);
    for item in &triaged.items {
        assert!(item.flags.contains(&Flag::OtherCase { case: "bybit-2025-02-21".to_owned() }));
    }
    assert_eq!(of(&triaged, "known").suggestion.advice, Advice::Refuse { reason: Reason::OtherCase, of: None });
}

#[test]
fn a_stamp_that_proves_more_than_the_feed_knew_is_shown() {
    let (first, second) = (signed(payload(1, 4), 7, NOW), signed(payload(1, 4), 8, NOW));
    let facts = of(&triage(context(), &[intake("x", first.to_armour(), 10)]), "x").told.as_ref().unwrap().facts;
    let mut context = context();
    context.published = spoor::board::desk::Published::of(&[
        entry(1, opened("bybit-2025-02-21")),
        entry(2, Content::Received(received(&first, 5))),
        entry(3, Content::Verified(verified(&first, facts))),
    ]);
    context.stamps.insert(commitment(&second), stamped(-80_000));
    let triaged = triage(context, &[intake("second", second.to_armour(), 20)]);
    assert_eq!(of(&triaged, "second").flags.first(), Some(&Flag::Before { entry: 2 }));
    assert_eq!(of(&triaged, "second").suggestion.advice, Advice::Look);
}

#[test]
fn what_a_tip_says_of_itself_is_shown() {
    let late = signed(payload(1, 4), 7, UnixSeconds::new(NOW.get() - 60 * 86_400 * 2));
    let mut public = payload(2, 1);
    public.note = None;
    let triaged = triage(context(), &[intake("late", late.to_armour(), 10), intake("public", signed(public, 8, NOW).to_armour(), 20)]);
    // Its newest evidence is younger than it says that it is itself.
    assert!(matches!(&of(&triaged, "late").standing, Standing::Refused { check, signed: true, .. } if check == "times"));
    // One hop from the theft is the thief's address, which every list names.
    let item = of(&triaged, "public");
    assert!(item.flags.iter().any(|flag| matches!(flag, Flag::Public { .. })), "{:?}", item.flags);
    assert!(item.flags.contains(&Flag::NotLooked));
}
