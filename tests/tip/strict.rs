//! Every byte of an envelope changed to every other value, and every part of it given another type: none is accepted.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use spoor::tip::{armour, jcs};

use super::sample;
use super::verifying::verdict;

/// An envelope of at least 4 kB, and a tip it belongs to.
fn envelope() -> String {
    let json = sample::tip(8, 1).to_json();
    assert!((4_000..6_000).contains(&json.len()), "{} bytes", json.len());
    json
}

/// Tries the values of every byte whose place leaves this remainder. In parts, so that a runner can share them out.
fn every_byte(of: usize, part: usize) {
    let json = envelope();
    assert!(verdict(&json).is_valid());
    let tried = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(2);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (json, tried) = (&json, &tried);
            scope.spawn(move || {
                let mut bytes = json.as_bytes().to_vec();
                for at in (part..json.len()).step_by(of).skip(thread).step_by(threads) {
                    let old = bytes[at];
                    for new in (0..=u8::MAX).filter(|new| *new != old) {
                        bytes[at] = new;
                        // As a browser and a terminal read a file.
                        let text = String::from_utf8_lossy(&bytes);
                        assert!(!verdict(&text).is_valid(), "byte {at}: {old:#04x} to {new:#04x} is accepted");
                        tried.fetch_add(1, Ordering::Relaxed);
                    }
                    bytes[at] = old;
                }
            });
        }
    });
    let tried = tried.into_inner();
    println!("bytes changed: 0 of {tried} accepted (part {} of {of} of an envelope of {} bytes)", part + 1, json.len());
    assert_eq!(tried, (part..json.len()).step_by(of).count() * 255);
}

#[test]
fn no_change_of_a_byte_is_accepted_in_the_even_places() {
    every_byte(2, 0);
}

#[test]
fn no_change_of_a_byte_is_accepted_in_the_odd_places() {
    every_byte(2, 1);
}

/// Every value of a document with its place.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| places(member, &format!("{at}/{name}"), out)),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| places(item, &format!("{at}/{n}"), out)),
        _ => {}
    }
}

#[test]
fn hexadecimal_has_one_text() {
    let json = envelope();
    let places: Vec<usize> = json.match_indices("\"0x").map(|(at, _)| at + 1).collect();
    assert!(places.len() >= 4, "signature, signer, salt, commitment: {}", places.len());
    for at in places {
        for more in ["0x", "0X", "00", " "] {
            let mut changed = json.clone();
            changed.insert_str(at, more);
            assert!(!verdict(&changed).is_valid(), "{more:?} before the one at {at} is accepted");
        }
    }
}

#[test]
fn no_part_is_accepted_as_another_type() {
    let mut counts = Vec::new();
    for tip in [sample::tip(14, 2), sample::signed_both_ways(15, 1).plain] {
        let whole: Value = serde_json::from_str(&tip.to_json()).unwrap();
        let mut all = Vec::new();
        places(&whole, "", &mut all);
        let mut refused = 0;
        for place in &all {
            let old = whole.pointer(place).unwrap().clone();
            let others = [
                json!(0),
                json!(1),
                json!(-1),
                json!(1.5),
                json!(1e21),
                json!(null),
                json!(true),
                json!(false),
                json!(""),
                json!([]),
                json!({}),
                json!([old]),
                json!({ "a": old }),
                json!([old, old]),
                json!(old.to_string()),
            ];
            for new in others.into_iter().filter(|new| *new != old) {
                let mut changed = whole.clone();
                *changed.pointer_mut(place).unwrap() = new.clone();
                let text = jcs::canonical(&changed).unwrap();
                assert!(!verdict(&text).is_valid() && !verdict(&armour::encode(text.as_bytes())).is_valid(), "{place}: {new}");
                refused += 1;
            }
        }
        counts.push(refused);
    }
    println!("types exchanged: {0} of {0} refused", counts.iter().sum::<usize>());
    assert!(counts.iter().all(|count| *count > 1_000), "{counts:?}");
}

#[test]
fn no_name_may_stand_twice_and_none_is_unknown() {
    let tip = sample::signed_both_ways(16, 2).plain;
    let json = tip.to_json();
    let whole: Value = serde_json::from_str(&json).unwrap();
    let mut all = Vec::new();
    places(&whole, "", &mut all);
    let (mut twice, mut unknown) = (0, 0);
    for place in all {
        let Value::Object(members) = whole.pointer(&place).unwrap() else { continue };
        let text = jcs::canonical(&Value::Object(members.clone())).unwrap();
        let at = json.find(&text).unwrap();
        let put = |member: String| format!("{}{{{member},{}", &json[..at], &json[at + 1..]);
        for (name, value) in members {
            for doubled in [value.to_string(), "\"x\"".to_owned(), "null".to_owned()] {
                let changed = put(format!("\"{name}\":{doubled}"));
                assert!(!verdict(&changed).is_valid() && !verdict(&armour::encode(changed.as_bytes())).is_valid(), "{place}/{name}");
                twice += 1;
            }
        }
        for name in ["0", "Payload", "__proto__", "scheme ", "toString", "zzz"] {
            let mut changed = whole.clone();
            changed.pointer_mut(&place).unwrap()[name] = json!("x");
            assert!(!verdict(&jcs::canonical(&changed).unwrap()).is_valid(), "{place}/{name}");
            unknown += 1;
        }
    }
    println!("names twice: {twice} of {twice} refused; unknown names: {unknown} of {unknown} refused");
    assert!(twice > 300 && unknown > 50, "{twice} {unknown}");
}
