//! Hunters and companies: sums, places, ties, names.

use spoor::board::entry::{Content, Reason, Split};
use spoor::board::view::Delay;
use spoor::money::Amount;
use spoor::tip::Count;

use super::feed::{DAY, Feed, HOUR, coins, frozen, key, received, refused, released, returned, usdt, verified};

/// The same with a value in cents.
fn valued(content: Content, cents: u64) -> Content {
    let cents = Some(Count(cents));
    match content {
        Content::Verified(mut one) => {
            one.usd_cents = cents;
            Content::Verified(one)
        }
        Content::Frozen(mut one) => {
            one.usd_cents = cents;
            Content::Frozen(one)
        }
        Content::Returned(mut one) => {
            one.usd_cents = cents;
            Content::Returned(one)
        }
        other => other,
    }
}

fn tip(feed: &mut Feed, name: &str, reporter: u8, at: u64) {
    feed.say(received(name, reporter, at));
    feed.say(verified(name, name, coins("10")));
}

#[test]
fn hunters_are_ranked_by_value_then_counts_and_ties_are_shown() {
    let mut feed = Feed::with_terms(Split::Equal);
    tip(&mut feed, "a", 1, DAY);
    tip(&mut feed, "b", 2, DAY + 1);
    tip(&mut feed, "c", 3, DAY + 2);
    tip(&mut feed, "d", 4, DAY + 3);
    tip(&mut feed, "e", 5, DAY + 4);
    feed.say(received("w", 6, DAY));
    feed.say(valued(frozen("f3", coins("5"), DAY + HOUR, &["c"]), 500));
    feed.say(valued(returned("f3", usdt(), coins("1"), DAY + 2 * HOUR), 100));
    feed.say(valued(frozen("f4", coins("900"), DAY + HOUR, &["d"]), 90_000));
    feed.say(frozen("f5", coins("9000"), DAY + HOUR, &["e"]));
    let board = feed.board();
    let rows: Vec<_> = board.hunters.iter().map(|row| (row.rank, row.tied, row.key.clone())).collect();
    assert_eq!(
        rows,
        [(1, false, key(3)), (2, false, key(4)), (3, false, key(5)), (4, true, key(1)), (4, true, key(2)), (6, false, key(6)),],
        "returned, frozen by value, frozen without a value, then the earlier of equals, then those with nothing valid"
    );
    assert_eq!(board.hunters[0].frozen.cents(), Amount::from(500));
    assert_eq!((board.hunters[2].frozen.valued, board.hunters[2].frozen.count), (0, 1));
}

#[test]
fn what_was_let_go_counts_for_no_place() {
    let mut feed = Feed::with_terms(Split::Equal);
    tip(&mut feed, "a", 1, DAY);
    tip(&mut feed, "b", 2, DAY + 1);
    feed.say(valued(frozen("f1", coins("900"), DAY + HOUR, &["a"]), 90_000));
    feed.say(valued(frozen("f2", coins("5"), DAY + HOUR, &["b"]), 500));
    assert_eq!(feed.board().hunters[0].key, key(1));
    feed.say(released("f1", DAY + 2 * HOUR));
    let board = feed.board();
    assert_eq!(board.hunters[0].key, key(2));
    assert_eq!((board.hunters[1].released.of(&usdt()), board.totals.released.of(&usdt())), (coins("900"), coins("900")));
}

#[test]
fn what_several_found_is_shared_and_adds_up() {
    let mut feed = Feed::with_terms(Split::Equal);
    for (name, reporter) in [("a", 1), ("b", 2), ("c", 3)] {
        tip(&mut feed, name, reporter, DAY + u64::from(reporter));
    }
    feed.say(valued(frozen("f1", Amount::from(100), DAY + HOUR, &["a", "b", "c"]), 10));
    let board = feed.board();
    let parts: Vec<_> = board.hunters.iter().map(|row| (row.key.clone(), row.frozen.of(&usdt()), row.frozen.cents())).collect();
    let of = Amount::from;
    assert_eq!(parts, [(key(1), of(34), of(4)), (key(2), of(33), of(3)), (key(3), of(33), of(3))]);
}

#[test]
fn every_tip_is_in_one_count() {
    let mut feed = Feed::with_terms(Split::Equal);
    tip(&mut feed, "a", 1, DAY);
    for (name, reason) in [("b", Reason::Wrong), ("c", Reason::Known), ("d", Reason::Wrong)] {
        feed.say(received(name, 1, DAY));
        feed.say(refused(name, reason, None));
    }
    feed.say(received("e", 1, DAY + HOUR));
    let board = feed.board();
    let row = &board.hunters[0];
    let refused: Vec<(Reason, u64)> = row.refused.iter().map(|one| (one.reason, one.count)).collect();
    assert_eq!((row.received, row.valid, row.waiting, refused), (5, 1, 1, vec![(Reason::Known, 1), (Reason::Wrong, 2)]));
    assert_eq!((row.first_active.get(), row.last_active.get()), (DAY, DAY + HOUR));
}

#[test]
fn a_name_belongs_to_no_key() {
    let named = |content: Content, name: Option<&str>| match content {
        Content::Received(mut one) => {
            one.name = name.map(str::to_owned);
            Content::Received(one)
        }
        other => other,
    };
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(named(received("a", 1, DAY), Some("old")));
    feed.say(named(received("b", 1, DAY), Some("ZachXBT")));
    feed.say(named(received("c", 1, DAY), None));
    feed.say(named(received("d", 2, DAY), Some("ZachXBT")));
    feed.say(named(received("e", 3, DAY), Some("old")));
    let board = feed.board();
    let rows: Vec<_> = board.hunters.iter().map(|row| (row.key.clone(), row.name.as_deref(), row.name_shared)).collect();
    let expected = [(key(1), Some("ZachXBT"), true), (key(2), Some("ZachXBT"), true), (key(3), Some("old"), false)];
    assert_eq!(rows.len(), 3);
    assert!(expected.iter().all(|row| rows.contains(row)), "{rows:?}");
}

#[test]
fn the_middle_of_times() {
    for (times, median) in [
        (vec![], None),
        (vec![5], Some(5)),
        (vec![9, 1], Some(5)),
        (vec![4, 1], Some(2)),
        (vec![9, 1, 2], Some(2)),
        (vec![u64::MAX, u64::MAX], Some(u64::MAX)),
    ] {
        assert_eq!(Delay::of(times.clone()).median_s, median, "{times:?}");
    }
    let mut feed = Feed::with_terms(Split::Equal);
    tip(&mut feed, "a", 1, DAY);
    feed.say(frozen("f1", coins("1"), DAY + HOUR, &["a"]));
    feed.say(frozen("f2", coins("1"), DAY + 4 * HOUR, &["a"]));
    let board = feed.board();
    assert_eq!(board.hunters[0].to_freeze.median_s, Some(5 * HOUR / 2));
    assert_eq!(board.companies[0].after_tip, board.hunters[0].to_freeze);
}
