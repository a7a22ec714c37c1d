//! What a filter leaves out, and that it settles nothing.

use spoor::board::Filter;
use spoor::board::entry::Split;
use spoor::board::view::Place;
use spoor::tip::ClaimKind;

use super::feed::{CASE, DAY, Feed, HOUR, coins, due_to, frozen, key, received, returned, time, usdt, verified};

fn feed() -> Feed {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(received("a", 1, DAY));
    feed.say(received("copy", 2, DAY + 48 * HOUR));
    feed.say(received("waits", 3, DAY + 49 * HOUR));
    for tip in ["a", "copy"] {
        feed.say(verified(tip, "x", coins("1000")));
    }
    feed.say(frozen("f1", coins("1000"), DAY + 50 * HOUR, &["a", "copy"]));
    feed.say(frozen("f2", coins("7"), DAY + 60 * HOUR, &[]));
    feed.say(returned("f1", usdt(), coins("1000"), DAY + 90 * HOUR));
    feed
}

#[test]
fn a_period_in_which_only_the_copy_came_in_makes_it_no_first() {
    let board = feed().under(&Filter { from: Some(time(DAY + 24 * HOUR)), ..Filter::default() });
    assert_eq!((board.totals.tips, board.totals.valid, board.totals.beaten, board.totals.waiting), (2, 0, 1, 1));
    assert_eq!(due_to(&board.rewards[1]), [(key(1), coins("50"))], "the freeze is of the period, and its bounty is the first one's");
    let copy = board.hunters.iter().find(|row| row.key == key(2)).unwrap();
    assert!(copy.due.is_empty());
}

#[test]
fn both_ends_of_a_period_are_in_it() {
    let of = |from: Option<u64>, to: Option<u64>| {
        feed().under(&Filter { from: from.map(time), to: to.map(time), ..Filter::default() }).freezes.len()
    };
    let at = DAY + 50 * HOUR;
    for (from, to, freezes) in [
        (None, None, 2),
        (Some(at), Some(at), 1),
        (Some(at + 1), None, 1),
        (None, Some(at), 1),
        (None, Some(at - 1), 0),
        (Some(at + 1), Some(at), 0),
    ] {
        assert_eq!(of(from, to), freezes, "{from:?} {to:?}");
    }
}

#[test]
fn a_freeze_is_of_the_kind_that_its_first_reporter_told() {
    for (kind, freezes, tips) in [
        (Place::Of(ClaimKind::FreezableByIssuer), vec!["f1"], 2),
        (Place::Of(ClaimKind::AtExchange), vec![], 0),
        (Place::Untold, vec!["f2"], 1),
    ] {
        let board = feed().under(&Filter { kind: Some(kind), ..Filter::default() });
        assert_eq!(board.freezes.iter().map(|row| row.freeze.as_str()).collect::<Vec<_>>(), freezes, "{kind:?}");
        assert_eq!(board.totals.tips, tips, "{kind:?}");
    }
}

#[test]
fn a_case_is_found_by_its_name() {
    for (case, freezes) in [(CASE, 2), ("", 0), ("bybit", 0)] {
        assert_eq!(feed().under(&Filter { case: Some(case.to_owned()), ..Filter::default() }).freezes.len(), freezes, "{case:?}");
    }
}

#[test]
fn a_filter_and_a_board_travel_as_text() {
    let filter = Filter {
        case: Some(CASE.to_owned()),
        from: Some(time(DAY)),
        to: None,
        kind: Some(Place::Of(ClaimKind::FreezableByIssuer)),
        examples: true,
    };
    let text = serde_json::to_string(&filter).unwrap();
    assert_eq!(serde_json::from_str::<Filter>(&text).unwrap(), filter);
    let board = feed().board();
    let text = serde_json::to_string(&board).unwrap();
    assert_eq!(serde_json::from_str::<spoor::board::Board>(&text).unwrap(), board);
    assert!(serde_json::from_str::<Filter>(&serde_json::to_string(&filter).unwrap().replace("freezable-by-issuer", "nowhere")).is_err());
}
