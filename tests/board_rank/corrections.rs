//! Withdrawn, disputed, settled; examples apart from what is meant.

use spoor::board::Filter;
use spoor::board::entry::{Content, Correction, Handover, Split};

use super::feed::{DAY, Feed, HOUR, case, coins, corrected, due_to, frozen, key, opened, received, returned, terms, usdt, verified};

#[test]
fn a_correction_against_the_rules_does_nothing() {
    let mut feed = Feed::with_terms(Split::Equal);
    let freeze = feed.say(frozen("f1", coins("1000"), DAY, &[]));
    let withdrawal = feed.say(corrected(freeze, Correction::Withdrawn));
    let back = feed.say(corrected(withdrawal, Correction::Withdrawn));
    let opening = feed.say(corrected(0, Correction::Withdrawn));
    let later = feed.say(corrected(99, Correction::Withdrawn));
    let itself = feed.say(corrected(6 + 1, Correction::Withdrawn));
    let by_example = feed.example(corrected(1, Correction::Withdrawn));
    let board = feed.under(&Filter { examples: true, ..Filter::default() });
    assert!(board.freezes.is_empty(), "a withdrawal is not taken back");
    assert_eq!((board.about.name.as_str(), board.about.withdrawn, board.cases.len()), ("A portal", 1, 1));
    let notes: Vec<u64> = board.notes.iter().map(|note| note.entry).collect();
    assert_eq!(notes, [back, opening, later, itself, by_example]);
}

#[test]
fn a_withdrawn_dispute_was_never_one() {
    let mut feed = Feed::with_terms(Split::Equal);
    let freeze = feed.say(frozen("f1", coins("1000"), DAY, &[]));
    let dispute = feed.say(corrected(freeze, Correction::Disputed));
    assert_eq!((feed.board().about.disputed, feed.board().rewards[0].disputed), (1, true));
    feed.say(corrected(dispute, Correction::Withdrawn));
    assert_eq!((feed.board().about.disputed, feed.board().rewards[0].disputed), (0, false));
}

#[test]
fn examples_are_left_out_or_marked_and_never_touch_what_is_meant() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(received("a", 1, DAY));
    feed.say(verified("a", "x", coins("1000")));
    feed.say(frozen("f1", coins("1000"), DAY + HOUR, &["a", "b"]));
    feed.say(returned("f1", usdt(), coins("1000"), DAY + 2 * HOUR));
    let before = feed.board();
    feed.example(received("a", 2, DAY - HOUR));
    feed.example(received("b", 2, DAY - HOUR));
    feed.example(verified("a", "y", coins("5")));
    feed.example(verified("b", "x", coins("5")));
    feed.example(frozen("f1", coins("7"), DAY + HOUR, &["b"]));
    feed.example(returned("f1", usdt(), coins("7"), DAY + 3 * HOUR));
    let without = feed.board();
    assert_eq!((&without.hunters, &without.freezes, &without.totals), (&before.hunters, &before.freezes, &before.totals));
    assert_eq!(without.about.examples, 6);
    let board = feed.under(&Filter { examples: true, ..Filter::default() });
    let meant: Vec<_> = board.rewards.iter().filter(|reward| !reward.example).collect();
    assert_eq!((meant.len(), due_to(meant[0])), (1, vec![(key(1), coins("50"))]));
    let example = board.rewards.iter().find(|reward| reward.example).unwrap();
    assert_eq!(due_to(example), [(key(2), coins("0.35"))], "by the terms of the case, which are meant");
    assert!(board.hunters.iter().all(|row| row.example == (row.key == key(2))));
    assert_eq!((board.companies.len(), board.freezes.len()), (2, 2));
}

#[test]
fn terms_of_an_example_are_for_examples() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.example(case(super::feed::CASE, Some(terms(100_000, 0, Split::First))));
    feed.say(frozen("f1", coins("1000"), DAY + HOUR, &[]));
    feed.example(frozen("f1", coins("1000"), DAY + HOUR, &[]));
    for example in [false, true] {
        feed.line(returned("f1", usdt(), coins("1000"), DAY + 2 * HOUR), example);
    }
    let board = feed.under(&Filter { examples: true, ..Filter::default() });
    let part = |example| board.rewards.iter().find(|reward| reward.example == example).unwrap().assets[0].freezer;
    assert_eq!((part(false), part(true)), (coins("50"), coins("100")));
    assert_eq!(board.cases.iter().map(|row| row.example).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn the_feed_tells_whose_it_is() {
    let mut feed = Feed::with_terms(Split::Equal);
    let second = feed.say(opened());
    feed.say(Content::Handover(Handover { to: key(0xaa), why: "The old key is old.".to_owned() }));
    let board = feed.board();
    assert_eq!((board.about.first_key, board.about.publisher), (Some(key(0xee)), Some(key(0xaa))));
    assert_eq!((board.about.entries, board.about.head), (4, feed.lines[3].1));
    assert_eq!((board.about.opened.unwrap().get(), board.about.newest.unwrap().get()), (DAY - 24 * HOUR, DAY + 60));
    assert_eq!(board.notes[0].entry, second);
    assert_eq!(Feed::default().board(), spoor::board::Board::default(), "of nothing follows nothing");
}

#[test]
fn lines_come_in_their_order() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(frozen("f1", coins("1"), DAY, &[]));
    let mut tally = spoor::board::Tally::default();
    let (third, line) = &feed.lines[2];
    let error = tally.push(third, *line).unwrap_err();
    assert_eq!((error.expected, error.found, tally.entries()), (0, 2, 0));
    assert!(error.to_string().contains("entry 0 is next"));
}
