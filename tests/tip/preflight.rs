//! What is said before signing.

use spoor::money::{Account, Amount, UnixSeconds};
use spoor::tip::preflight::{Check, Level};
use spoor::tip::{Plan, may_sign, preflight, read_payout};
use spoor::trace::view::{Guarded, Tier, View};

use super::sample::{self, Dice, NOW};

const PAYOUT: &str = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

fn checks(change: &dyn Fn(&mut View), note: &str, payout: &str, now: UnixSeconds) -> Vec<Check> {
    let case = sample::case();
    let mut dice = Dice::new(1);
    let mut view = sample::view(&case, &mut dice, 4);
    change(&mut view);
    let signer = Some(sample::key(&mut dice).address());
    preflight(&Plan { case: &case, view: &view, end: 0, note, payout, signer, seen: None, engine: &sample::engine(), now })
}

fn has(checks: &[Check], level: Level, what: &str) -> bool {
    checks.iter().any(|check| check.level == level && check.what.contains(what))
}

#[test]
fn a_good_trace_may_be_signed() {
    let checks = checks(&|_| {}, "found by following the largest way", PAYOUT, NOW);
    assert!(may_sign(&checks), "{checks:#?}");
    for what in ["4 hops from the theft", "equation holds", "Every hop cites", "No hop is a forged", "is after the newest", PAYOUT] {
        assert!(has(&checks, Level::Ok, what), "{what}: {checks:#?}");
    }
    assert!(checks.windows(2).all(|pair| pair[0].level <= pair[1].level));
}

#[test]
fn what_would_be_rejected_blocks_and_says_what_to_do() {
    type Change = &'static dyn Fn(&mut View);
    let cases: [(Change, &str, &str, u64, &str); 13] = [
        (&|view| view.ends[0].path.clear(), "", PAYOUT, 0, "No way from the theft"),
        (&|view| drop(view.ends[0].path.remove(0)), "", PAYOUT, 0, "is no transaction of the theft"),
        (&|view| view.ends[0].amount = Amount::ZERO, "", PAYOUT, 0, "nothing stolen is claimed"),
        (&|view| view.equations[0].fees = Amount::from(1), "", PAYOUT, 0, "the sides differ"),
        (&|view| view.equations.clear(), "", PAYOUT, 0, "there is none for the claim's asset"),
        (&|view| view.ends[0].path[1].sources.clear(), "", PAYOUT, 0, "no source reports this hop"),
        (&|view| guard(view), "", PAYOUT, 0, "refused as forged"),
        (&|_| {}, "naïve", PAYOUT, 0, "is not plain ASCII"),
        (&|_| {}, "", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", 0, "should be"),
        (&|_| {}, "", "0x5aAeb6053F", 0, "has 12 characters"),
        (&|_| {}, "", "my wallet", 0, "Payout"),
        (&|_| {}, "", "eip155:1:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", 0, "no address of eip155:1"),
        (&|_| {}, "", PAYOUT, 1_700_000_000, "before the newest evidence"),
    ];
    for (change, note, payout, now, what) in cases {
        let now = if now == 0 { NOW } else { UnixSeconds::new(now) };
        let checks = checks(change, note, payout, now);
        assert!(!may_sign(&checks), "{what}");
        let blocking: Vec<&Check> = checks.iter().filter(|check| check.level == Level::Block).collect();
        assert!(
            blocking.iter().any(|check| check.what.to_lowercase().contains(&what.to_lowercase()) && !check.fix.is_empty()),
            "{what}: {blocking:#?}"
        );
    }
}

fn guard(view: &mut View) {
    let transfer = view.ends[0].path[2].transfer.clone();
    view.guarded.push(Guarded { transfer, reasons: vec!["a look-alike".to_owned()], sources: vec![0] });
}

#[test]
fn what_a_reader_will_ask_about_is_a_note() {
    let known = sample::case().statements[0].account.clone();
    let at_known = move |view: &mut View| {
        let last = view.ends[0].path.len() - 1;
        view.ends[0].path[last].transfer.to = known.address().clone();
        let node = view.ends[0].node;
        view.nodes[node].account = known.clone();
    };
    assert!(has(&checks(&at_known, "", PAYOUT, NOW), Level::Note, "already names this address"));
    assert!(has(&checks(&|_| {}, "", "", NOW), Level::Note, "to the account that signs"));
    assert!(has(&checks(&|view| view.ends[0].path[1].tier = Tier::Stated, "", PAYOUT, NOW), Level::Note, "not observed"));
    let signer = sample::key(&mut {
        let mut dice = Dice::new(1);
        drop(sample::view(&sample::case(), &mut dice, 4));
        dice
    })
    .address();
    assert!(has(&checks(&|_| {}, "", &signer.to_string(), NOW), Level::Note, "to the account that signs"));
    let single = checks(&|view| view.ends[0].path[1].sources = vec![0], "", PAYOUT, NOW);
    assert!(has(&single, Level::Limit, "by a single explorer"), "{single:#?}");
}

#[test]
fn a_payout_is_read_as_account_or_as_bare_address() {
    for (text, account) in [
        (PAYOUT, "eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        (" eip155:8453:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed ", "eip155:8453:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        (
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "bip122:000000000019d6689c085ae165831e93:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        ),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron:0x2b6653dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
    ] {
        assert_eq!(read_payout(text).unwrap(), account.parse::<Account>().unwrap());
    }
    for text in ["", "x", "eip155:1", "eip155:1:", "0x0", "solana:mainnet:abc"] {
        assert!(read_payout(text).is_err(), "{text}");
    }
}
