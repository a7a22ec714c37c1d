//! Whatever comes in is accounted for, and breaks nothing.

use proptest::prelude::*;
use spoor::board::desk::{Kind, MOST_ITEMS, Standing, Triage, TriageError};
use spoor::tip::armour::{self, Version, What};

use crate::made::{context, intake, payload, signed, triage};
use crate::sample::NOW;

fn armour_of(seed: u64) -> String {
    signed(payload(seed, 3), seed, NOW).to_armour()
}

#[test]
fn hostile_pastes_are_refused_and_take_nothing_along() {
    let good = armour_of(1);
    let bomb = {
        // Says that it unpacks to more than any tip has.
        let zeros = vec![b'0'; 3 << 20];
        armour::write(What::Tip, Version::V2, &zeros)
    };
    for (name, bad) in [
        ("garbage", "\u{202e}<script>\0\u{feff}".repeat(10_000)),
        ("letters", "a".repeat(200_000)),
        ("a bomb", bomb),
        ("nested", "BEGIN STOLEN FUNDS TIP v2.\n".repeat(500)),
        ("ends", "END STOLEN FUNDS TIP.\n".repeat(500)),
        ("another version", "BEGIN STOLEN FUNDS TIP v9. abc END STOLEN FUNDS TIP.".to_owned()),
        ("deep", format!("{{\"payload\":{}{}", "[".repeat(50_000), "]".repeat(50_000))),
        ("names twice", "{\"payload\":{},\"payload\":{},\"statement\":{}}".to_owned()),
    ] {
        let triaged = triage(context(), &[intake("bad", format!("{bad}\n{good}"), 10)]);
        let valid: Vec<_> = triaged.items.iter().filter(|item| item.standing == Standing::Valid).collect();
        assert_eq!(valid.len(), 1, "{name}: the good tip is found");
        assert_eq!(valid[0].place, 1, "{name}: and stands first");
    }
}

#[test]
fn a_desk_takes_only_so_much() {
    let mut triage = Triage::new(context());
    let many = "BEGIN STOLEN FUNDS TIP v2.\n".repeat(MOST_ITEMS + 1);
    assert!(matches!(triage.take(&intake("many", many, 1)), Err(TriageError::TooMany { .. })));
    let much = "x".repeat(40 << 20);
    assert_eq!(triage.take(&intake("much", much.clone(), 1)), Ok(1));
    assert!(matches!(triage.take(&intake("more", much, 1)), Err(TriageError::TooMuch { .. })));
    assert_eq!(triage.progress().total, 1, "what was not taken in is not counted");
}

#[test]
fn what_was_encrypted_is_read_once_it_is_open() {
    let closed = "-----BEGIN AGE ENCRYPTED FILE-----\nYQ\n-----END AGE ENCRYPTED FILE-----\n";
    let mut triage = Triage::new(context());
    triage.take(&intake("three", format!("{closed}{closed}{closed}"), 5)).unwrap();
    triage.run();
    assert_eq!(triage.closed().len(), 3);
    triage.opened(0, Ok(&armour_of(1)));
    triage.opened(1, Err("this key does not open the file"));
    triage.opened(2, Ok(closed));
    triage.opened(9, Ok("nobody asked for this"));
    let triaged = triage.triaged();
    let of = |number| triaged.items.iter().find(|item| item.number == number).unwrap();
    assert_eq!((of(0).standing.clone(), of(0).kind), (Standing::Valid, Kind::Armour));
    assert!(matches!(&of(1).standing, Standing::Encrypted { why: Some(why) } if why.contains("does not open")));
    assert!(matches!(of(2).standing, Standing::NoTip { .. } | Standing::Encrypted { .. }), "what is wrapped twice is not opened twice");
    assert_eq!(triaged.items.len(), 3);
}

fn documents() -> impl Strategy<Value = String> {
    let good = prop_oneof![Just(armour_of(1)), Just(armour_of(2)), Just(signed(payload(3, 2), 3, NOW).to_json())];
    let noise = prop_oneof!["\\PC{0,80}", Just("BEGIN STOLEN FUNDS TIP v2.".to_owned()), Just("{\"payload\":".to_owned())];
    let cut = (good.clone(), any::<prop::sample::Index>()).prop_map(|(text, at)| {
        let at = at.index(text.len());
        text[..at].to_owned()
    });
    let changed = (good.clone(), any::<prop::sample::Index>(), prop::char::range('0', 'z')).prop_map(|(mut text, at, c)| {
        let at = at.index(text.len());
        text.replace_range(at..=at, c.encode_utf8(&mut [0; 4]));
        text
    });
    prop_oneof![good, noise, cut, changed]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_byte_is_accounted_for_once(texts in prop::collection::vec(prop::collection::vec(documents(), 0..4), 0..4)) {
        let texts: Vec<String> = texts.into_iter().map(|parts| parts.join("\n")).collect();
        let intakes: Vec<_> = texts.iter().enumerate().map(|(at, text)| intake(&at.to_string(), text.clone(), at as u64)).collect();
        let mut triaged = triage(context(), &intakes);
        triaged.items.sort_by_key(|item| item.number);
        let places: std::collections::BTreeSet<u64> = triaged.items.iter().map(|item| item.place).collect();
        prop_assert_eq!(places.len(), triaged.items.len());
        for (at, text) in texts.iter().enumerate() {
            let mut next = 0;
            for item in triaged.items.iter().filter(|item| item.from.text == at as u64) {
                prop_assert_eq!(item.from.start, next);
                next = item.from.end;
            }
            prop_assert_eq!(next, text.len() as u64);
        }
    }
}
