//! What is due: parts, splits, several returns and assets, releases, payments, terms.

use spoor::board::entry::{Correction, Reason, Share, Split};
use spoor::board::reward::{part, split};
use spoor::board::view::Reward;
use spoor::money::Amount;

use super::feed::{
    DAY, Feed, HOUR, case, coins, corrected, due_to, eth, frozen, key, paid, received, refused, released, returned, terms, usdt, verified,
};

const LATER: u64 = DAY + 31 * 24 * HOUR;

/// A feed with so many first reporters of a freeze of 1,000 USDT.
fn feed(reporters: u8, split: Split) -> Feed {
    let mut feed = Feed::with_terms(split);
    let names: Vec<String> = (1..=reporters).map(|number| format!("tip {number}")).collect();
    for (number, name) in (1..).zip(&names) {
        feed.say(received(name, number, DAY + u64::from(number)));
        feed.say(verified(name, name, coins("500")));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    feed.say(frozen("f1", coins("1000"), DAY + HOUR, &names));
    feed
}

fn only(feed: &Feed) -> Reward {
    let mut board = feed.board();
    assert!(board.notes.is_empty(), "{:?}", board.notes);
    board.rewards.remove(0)
}

#[test]
fn parts_are_exact_and_units_that_do_not_divide_go_to_the_earliest() {
    use Split::{Equal, First};
    for (returned_, reporters, how, freezer, shares) in [
        ("1000", 1, Equal, "50", vec!["50"]),
        ("1000", 2, Equal, "50", vec!["25", "25"]),
        ("1000", 3, Equal, "50", vec!["16.666667", "16.666667", "16.666666"]),
        ("1000", 3, First, "50", vec!["50"]),
        ("999.999999", 2, Equal, "49.999999", vec!["25", "24.999999"]),
        ("0.00002", 3, Equal, "0.000001", vec!["0.000001"]),
        ("0.000019", 1, Equal, "0", vec![]),
        ("1000", 0, Equal, "50", vec![]),
    ] {
        let mut feed = feed(reporters, how);
        feed.say(returned("f1", usdt(), coins(returned_), LATER));
        let reward = only(&feed);
        let of = format!("{returned_} {reporters} {how:?}");
        assert_eq!(reward.assets[0].freezer, coins(freezer), "{of}");
        let found: Vec<Amount> = due_to(&reward).into_iter().map(|(_, amount)| amount).collect();
        assert_eq!(found, shares.into_iter().map(coins).collect::<Vec<_>>(), "{of}");
    }
}

#[test]
fn the_computation_is_said_line_by_line() {
    let mut feed = feed(2, Split::Equal);
    feed.say(returned("f1", usdt(), coins("600"), LATER));
    let reward = only(&feed);
    for line in [
        "1,000 USDT frozen on 2025-03-01 by Tether, at eip155:1:0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2 (entry 6).",
        "Terms: of what is returned, 5 % to whoever froze it and 5 % to its first reporters, who share in equal parts. Stated as of \
         2025-02-21 by docs.example.org/terms (entry 1).",
        "600 USDT returned on 2025-04-01 (entry 7).",
        "5 % of 600 USDT = 30 USDT to Tether.",
        "5 % of 600 USDT = 30 USDT; 2 first reporters: 15 USDT each.",
        "If all of the remaining 400 USDT is returned: 50 USDT to Tether, 50 USDT to its first reporters: 25 USDT to \
         0x0101010101010101010101010101010101010101, 25 USDT to 0x0202020202020202020202020202020202020202; in all, with what is due \
         already. This is an estimate, not a debt.",
    ] {
        assert!(reward.lines.iter().any(|found| found == line), "{line}\n{:#?}", reward.lines);
    }
    let estimate = reward.estimate.unwrap();
    assert_eq!((estimate.rest, estimate.freezer, estimate.reporters), (coins("400"), coins("50"), coins("50")));
}

#[test]
fn nothing_is_due_before_something_comes_back() {
    let reward = only(&feed(2, Split::Equal));
    assert!(reward.dues.is_empty() && reward.assets.is_empty() && reward.estimate.is_some());
    assert!(reward.lines.iter().any(|line| line.starts_with("Nothing of it has come back yet")));
}

#[test]
fn several_returns_are_one_sum_before_they_are_rounded() {
    let mut feed = feed(1, Split::Equal);
    for _ in 0..3 {
        feed.say(returned("f1", usdt(), Amount::from(15), LATER));
    }
    let reward = only(&feed);
    assert_eq!((reward.assets[0].returned, reward.assets[0].freezer), (Amount::from(45), Amount::from(2)), "5 % of 45, not 3 × 5 % of 15");
}

#[test]
fn several_assets_are_paid_each_in_its_own() {
    let mut feed = feed(2, Split::Equal);
    feed.say(returned("f1", usdt(), coins("100"), LATER));
    feed.say(returned("f1", eth(), Amount::parse_coins("3", 18).unwrap(), LATER));
    let reward = only(&feed);
    let of: Vec<(String, Option<Amount>)> = reward.assets.iter().map(|row| (row.asset.to_string(), row.frozen)).collect();
    assert_eq!(of, [(usdt().to_string(), Some(coins("1000"))), (eth().to_string(), None)].into_iter().rev().collect::<Vec<_>>());
    let eth_due: Vec<Amount> = reward.dues.iter().filter(|due| due.asset == eth()).map(|due| due.due).collect();
    let eth_coins = |text: &str| Amount::parse_coins(text, 18).unwrap();
    assert_eq!(eth_due, [eth_coins("0.15"), eth_coins("0.075"), eth_coins("0.075")]);
}

#[test]
fn more_than_was_frozen_earns_no_more() {
    let mut feed = feed(1, Split::Equal);
    feed.say(returned("f1", usdt(), coins("700"), LATER));
    feed.say(returned("f1", usdt(), coins("700"), LATER + 1));
    let reward = only(&feed);
    let row = &reward.assets[0];
    assert_eq!((row.returned, row.counted, row.freezer), (coins("1400"), coins("1000"), coins("50")));
    assert!(reward.estimate.is_none());
    assert!(reward.lines.iter().any(|line| line == "More came back than the 1,000 USDT that were frozen: 1,000 USDT count."));
}

#[test]
fn a_freeze_that_ended_earns_nothing_for_what_comes_back_then() {
    for (back, ended, due) in [(LATER, LATER + 1, "50"), (LATER, LATER, "0"), (LATER + 1, LATER, "0")] {
        let mut feed = feed(1, Split::Equal);
        feed.say(released("f1", ended));
        feed.say(returned("f1", usdt(), coins("1000"), back));
        let reward = only(&feed);
        assert_eq!(reward.assets[0].freezer, coins(due), "{back} {ended}");
        assert_eq!(reward.dues.is_empty(), due == "0");
        assert!(reward.estimate.is_none());
        assert!(reward.lines.iter().any(|line| line.contains("A court said so.")));
    }
}

#[test]
fn payments_are_set_against_what_is_due() {
    let mut feed = feed(2, Split::Equal);
    feed.say(returned("f1", usdt(), coins("1000"), LATER));
    feed.say(paid("f1", Some("tip 1"), coins("10")));
    feed.say(paid("f1", Some("tip 1"), coins("5")));
    feed.say(paid("f1", None, coins("60")));
    let reward = only(&feed);
    let rows: Vec<_> = reward.dues.iter().map(|due| (due.share, due.key.clone(), due.due, due.paid, due.open, due.over)).collect();
    let of = coins;
    assert_eq!(
        rows,
        [
            (Share::Freezer, None, of("50"), of("60"), of("0"), of("10")),
            (Share::Reporter, Some(key(1)), of("25"), of("15"), of("10"), of("0")),
            (Share::Reporter, Some(key(2)), of("25"), of("0"), of("25"), of("0")),
        ]
    );
    let board = feed.board();
    assert_eq!((board.queue.unpaid, board.queue.overpaid), (2, 1));
    assert!(reward.lines.iter().any(|line| line == "Paid to Tether: 60 USDT of 50 USDT due. That is 10 USDT more than is due."));
    let first = board.hunters.iter().find(|row| row.key == key(1)).unwrap();
    assert_eq!((first.due.of(&usdt()), first.paid.of(&usdt())), (of("25"), of("15")));
}

#[test]
fn a_payment_to_a_copycat_is_no_payment_to_the_first() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(received("a", 1, DAY));
    feed.say(received("b", 2, DAY + 1));
    feed.say(verified("a", "x", coins("1000")));
    feed.say(verified("b", "x", coins("1000")));
    feed.say(frozen("f1", coins("1000"), DAY + HOUR, &["b"]));
    feed.say(returned("f1", usdt(), coins("1000"), LATER));
    feed.say(paid("f1", Some("b"), coins("50")));
    let reward = only(&feed);
    let rows: Vec<_> = reward.dues.iter().skip(1).map(|due| (due.key.clone(), due.open, due.over)).collect();
    assert_eq!(rows, [(Some(key(1)), coins("50"), coins("0")), (Some(key(2)), coins("0"), coins("50"))]);
}

#[test]
fn terms_hold_as_they_were_when_it_was_frozen() {
    let mut feed = feed(1, Split::Equal);
    feed.clock = DAY + 2 * HOUR;
    feed.say(case(super::feed::CASE, Some(terms(100_000, 0, Split::First))));
    feed.say(case(super::feed::CASE, None));
    feed.say(frozen("f0", coins("1000"), DAY + HOUR, &["tip 1"]));
    feed.say(frozen("f2", coins("1000"), DAY + 2 * HOUR + 30, &["tip 1"]));
    feed.say(frozen("f3", coins("1000"), DAY + 3 * HOUR, &["tip 1"]));
    for freeze in ["f0", "f1", "f2", "f3"] {
        feed.say(returned(freeze, usdt(), coins("1000"), LATER));
    }
    let board = feed.board();
    let parts = |freeze: &str| {
        let reward = board.rewards.iter().find(|reward| reward.freeze == freeze).unwrap();
        (reward.assets[0].freezer, reward.assets[0].reporters)
    };
    assert_eq!(parts("f1"), (coins("50"), coins("50")));
    assert_eq!(parts("f0"), (coins("50"), coins("50")), "entered later, frozen before the change");
    assert_eq!(parts("f2"), (coins("100"), coins("0")));
    assert_eq!(parts("f3"), (coins("0"), coins("0")), "no bounty is promised any more");
    assert_eq!(board.cases[0].terms.len(), 3);
}

#[test]
fn a_feed_that_begins_after_a_freeze_goes_by_its_first_terms_and_says_so() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(frozen("f1", coins("1000"), DAY - 48 * HOUR, &[]));
    feed.say(returned("f1", usdt(), coins("1000"), LATER));
    let reward = only(&feed);
    assert_eq!(reward.assets[0].freezer, coins("50"));
    assert!(
        reward.lines.iter().any(|line| line.contains("after the freeze of 2025-02-27; there are none before them")),
        "{:?}",
        reward.lines
    );
}

#[test]
fn terms_that_promise_more_than_all_are_not_computed() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.clock = DAY;
    feed.say(case(super::feed::CASE, Some(terms(u64::MAX, u64::MAX, Split::Equal))));
    feed.say(frozen("f1", coins("1000"), DAY + HOUR, &[]));
    feed.say(returned("f1", usdt(), coins("1000"), LATER));
    let reward = only(&feed);
    assert!(reward.dues.is_empty() && reward.estimate.is_none());
    assert!(reward.lines.iter().any(|line| line.contains("promise more than the whole")));
}

#[test]
fn what_is_disputed_is_computed_and_says_so() {
    let mut feed = feed(1, Split::Equal);
    let back = feed.say(returned("f1", usdt(), coins("1000"), LATER));
    feed.say(corrected(back, Correction::Disputed));
    let reward = only(&feed);
    assert!(reward.disputed && feed.board().freezes[0].disputed);
    assert_eq!(reward.assets[0].freezer, coins("50"));
    assert_eq!(reward.lines.last().unwrap(), &format!("Disputed: entry {back}. The amounts are computed as if it held."));
    feed.say(corrected(back, Correction::Withdrawn));
    let reward = only(&feed);
    assert!(!reward.disputed && reward.dues.is_empty());
}

#[test]
fn one_key_with_several_tips_has_one_part() {
    let mut feed = Feed::with_terms(Split::Equal);
    for (tip, reporter) in [("a", 1), ("b", 1), ("c", 2)] {
        feed.say(received(tip, reporter, DAY));
        feed.say(verified(tip, tip, coins("1000")));
    }
    feed.say(frozen("f1", coins("1000"), DAY + HOUR, &["a", "b", "c", "a"]));
    feed.say(returned("f1", usdt(), coins("1000"), LATER));
    let reward = only(&feed);
    let mut shares = due_to(&reward);
    shares.sort();
    assert_eq!(shares, [(key(1), coins("25")), (key(2), coins("25"))]);
    assert!(reward.left_out[0].why.contains("each counts once"));
    feed.say(refused("c", Reason::Wrong, None));
    assert_eq!(due_to(&only(&feed)), [(key(1), coins("50"))]);
}

#[test]
fn what_names_no_freeze_or_lies_before_it_is_noted() {
    let mut feed = Feed::with_terms(Split::Equal);
    let unknown = feed.say(returned("f1", usdt(), coins("1"), LATER));
    feed.say(frozen("f1", coins("1000"), DAY + HOUR, &[]));
    let twice = feed.say(frozen("f1", coins("5"), DAY + HOUR, &[]));
    let early = feed.say(returned("f1", usdt(), coins("1"), DAY));
    let ended = feed.say(released("f1", DAY));
    let board = feed.board();
    assert_eq!(board.notes.iter().map(|note| note.entry).collect::<Vec<_>>(), [unknown, twice, early, ended]);
    assert_eq!(board.totals.frozen.of(&usdt()), coins("1000"));
    assert!(board.totals.returned.is_empty() && board.freezes[0].released.is_none());
}

#[test]
fn the_rule_of_rounding_is_the_floor() {
    for (amount, millionths, is) in [(19u64, 50_000u64, 0u64), (20, 50_000, 1), (39, 50_000, 1), (1_000_000, 1, 1), (999_999, 1, 0)] {
        assert_eq!(part(Amount::from(amount), Amount::from(millionths)), Amount::from(is), "{amount} {millionths}");
    }
    assert!(split(Amount::from(5), Split::Equal, 0).is_empty() && split(Amount::from(5), Split::First, 0).is_empty());
}
