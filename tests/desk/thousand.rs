//! A thousand tips with planted duplicates, copies, forgeries and tips for others: each is told for what it is, whatever the
//! order in which they come in, and in a fraction of a minute.

use std::collections::BTreeMap;
use std::time::Instant;

use spoor::board::desk::{Advice, Intake, Standing};
use spoor::board::entry::Reason;
use spoor::money::UnixSeconds;
use spoor::tip::{Expect, verify};

use crate::made::{LATER, context, intake, payload, signed, triage};
use crate::sample::{Dice, NOW, library};

/// What was planted under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Planted {
    First,
    Duplicate,
    Copy,
    Forged,
    Changed,
    OtherCase,
}

fn plant() -> Vec<(Planted, Intake)> {
    let mut all = Vec::new();
    for seed in 0..700_u64 {
        let hops = 2 + usize::try_from(seed % 5).unwrap();
        let after_s = 1_000 + seed;
        let tip = signed(payload(seed, hops), 10_000 + seed, NOW);
        let name = |what: &str| format!("{what} {seed}");
        all.push((Planted::First, intake(&name("first"), tip.to_armour(), after_s)));
        let issued = |after: i64| UnixSeconds::new(NOW.get().checked_add_signed(after).unwrap());
        match seed % 14 {
            1 => all.push((Planted::Duplicate, intake(&name("again"), tip.to_json(), after_s + 50_000))),
            2 => {
                let again = signed(payload(seed, hops), 10_000 + seed, issued(30));
                all.push((Planted::Duplicate, intake(&name("anew"), again.to_armour(), after_s + 50_000)));
            }
            3 | 4 => {
                // The second one's clock says that it was earlier.
                let copy = signed(payload(seed, hops), 20_000 + seed, issued(if seed % 14 == 3 { 60 } else { -500 }));
                all.push((Planted::Copy, intake(&name("copy"), copy.to_armour(), after_s + 40_000)));
            }
            5 => {
                let forged = tip.to_json().replacen("\"headline\":\"", "\"headline\":\"X", 1);
                all.push((Planted::Forged, intake(&name("forged"), forged, after_s)));
            }
            6 => {
                let armour = tip.to_armour();
                let at = armour.len() / 2;
                let other = if armour.as_bytes()[at] == b'7' { "8" } else { "7" };
                let mut changed = armour;
                changed.replace_range(at..=at, other);
                all.push((Planted::Changed, intake(&name("changed"), changed, after_s)));
            }
            7 => {
                let mut other = payload(900_000 + seed, hops);
                other.case.id = "somebody-2026-01-01".to_owned();
                all.push((Planted::OtherCase, intake(&name("other"), signed(other, 30_000 + seed, NOW).to_armour(), after_s)));
            }
            _ => {}
        }
    }
    all
}

fn found(advice: &Advice, standing: &Standing) -> Option<Planted> {
    Some(match (advice, standing) {
        (Advice::Accept, Standing::Valid) => Planted::First,
        (Advice::Refuse { reason: Reason::Duplicate, .. }, _) => Planted::Duplicate,
        (Advice::Refuse { reason: Reason::Copy, .. }, _) => Planted::Copy,
        (Advice::Refuse { reason: Reason::OtherCase, .. }, _) => Planted::OtherCase,
        (Advice::Leave, Standing::Refused { check, signed: false, .. }) if check == "checksum" || check == "armour" => Planted::Changed,
        (Advice::Leave, Standing::Refused { signed: false, .. }) => Planted::Forged,
        _ => return None,
    })
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test on the host has a clock")]
fn a_thousand_tips_are_told_apart_in_any_order() {
    let planted = plant();
    assert!(planted.len() >= 1_000, "{}", planted.len());
    let expected: BTreeMap<&str, Planted> = planted.iter().map(|(what, intake)| (intake.name.as_str(), *what)).collect();
    let intakes: Vec<Intake> = planted.iter().map(|(_, intake)| intake.clone()).collect();

    let one = Instant::now();
    for intake in intakes.iter().take(100) {
        let _verdict = verify(&intake.text, &Expect { now: LATER, cases: library() });
    }
    let verify_us = one.elapsed().as_micros() / 100;
    let whole = Instant::now();
    let triaged = triage(context(), &intakes);
    let triage_us = whole.elapsed().as_micros() / intakes.len() as u128;
    println!("{} tips: {triage_us} us each; one verify {verify_us} us", intakes.len());

    let mut wrong = Vec::new();
    for item in &triaged.items {
        let is = found(&item.suggestion.advice, &item.standing);
        if is != Some(expected[item.from.name.as_str()]) {
            wrong.push(format!("{}: {is:?} {:?} {:?}", item.from.name, item.standing, item.suggestion));
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {:#?}", wrong.len(), &wrong[..wrong.len().min(5)]);

    // By name, so that numbers do not matter: what is said of each, and the order of the queue.
    let said = |triaged: &spoor::board::desk::Triaged| -> Vec<(String, Option<u64>)> {
        triaged.items.iter().map(|item| (item.from.name.clone(), item.told_as)).collect()
    };
    let mut dice = Dice::new(5);
    let mut mixed: Vec<(u64, Intake)> = intakes.into_iter().map(|intake| (dice.below(u64::MAX), intake)).collect();
    mixed.sort_by_key(|(at, _)| *at);
    let mixed: Vec<Intake> = mixed.into_iter().map(|(_, intake)| intake).collect();
    let again = triage(context(), &mixed);
    let settled = |list: Vec<(String, Option<u64>)>| list.into_iter().filter(|(_, told_as)| told_as.is_some()).collect::<Vec<_>>();
    assert_eq!(settled(said(&again)), settled(said(&triaged)), "the order of the queue does not rest on the order of the intake");
    for item in &again.items {
        assert_eq!(found(&item.suggestion.advice, &item.standing), Some(expected[item.from.name.as_str()]), "{}", item.from.name);
    }
}
