//! Who was first: receipts, stamps, copies, and the same content under another key.

use spoor::board::entry::{Correction, Reason, Split};
use spoor::board::view::KnownBy;

use super::feed::{DAY, Feed, HOUR, coins, corrected, due_to, frozen, hash, key, received, refused, returned, stamped, usdt, verified};

/// A tip as it came in: name, key, receipt, block.
type In<'a> = (&'a str, u8, u64, Option<u64>);

/// A feed in which tips of the same facts came in, were all verified, and all named for a freeze that came back.
fn told(tips: &[In<'_>], split: Split) -> Feed {
    let mut feed = Feed::with_terms(split);
    for (tip, reporter, at, block) in tips {
        feed.say(stamped(tip, *reporter, *at, *block));
    }
    for (tip, ..) in tips {
        feed.say(verified(tip, "the same", coins("1000")));
    }
    let names: Vec<&str> = tips.iter().map(|(tip, ..)| *tip).collect();
    feed.say(frozen("f1", coins("1000"), DAY + 100 * HOUR, &names));
    feed.say(returned("f1", usdt(), coins("1000"), DAY + 200 * HOUR));
    feed
}

#[test]
fn the_earliest_proof_wins() {
    for (why, first, second, winner) in [
        ("by receipt", ("a", 1, DAY, None), ("b", 2, DAY + 1, None), 1),
        ("whatever their order in the feed", ("b", 2, DAY + 1, None), ("a", 1, DAY, None), 1),
        ("a stamp of the day before beats a receipt", ("a", 1, DAY, None), ("b", 2, DAY + 9 * HOUR, Some(DAY - 24 * HOUR)), 2),
        ("a stamp counts two hours later than its block", ("a", 1, DAY, None), ("b", 2, DAY + HOUR, Some(DAY - 2 * HOUR + 1)), 1),
        ("exactly two hours: then the receipt decides", ("a", 1, DAY, None), ("b", 2, DAY + HOUR, Some(DAY - 2 * HOUR)), 1),
        ("and one second more", ("a", 1, DAY, None), ("b", 2, DAY + HOUR, Some(DAY - 2 * HOUR - 1)), 2),
        ("a block after the receipt takes nothing away", ("a", 1, DAY, Some(DAY + 5 * HOUR)), ("b", 2, DAY + 1, None), 1),
        ("of two stamps the earlier block", ("a", 1, DAY, Some(DAY - 30 * HOUR)), ("b", 2, DAY, Some(DAY - 31 * HOUR)), 2),
        ("of one block the earlier receipt", ("a", 1, DAY + 7, Some(DAY - 30 * HOUR)), ("b", 2, DAY + 6, Some(DAY - 30 * HOUR)), 2),
    ] {
        let board = told(&[first, second], Split::Equal).board();
        assert_eq!(due_to(&board.rewards[0]), [(key(winner), coins("50"))], "{why}");
        assert_eq!((board.totals.valid, board.totals.beaten), (1, 1), "{why}");
        assert!(board.rewards[0].left_out[0].why.contains("told the same before"), "{why}");
        assert_eq!(board.totals.traced.of(&usdt()), coins("1000"), "{why}: the same facts count once");
    }
}

#[test]
fn what_proves_the_time_is_said() {
    let board = told(&[("a", 1, DAY, Some(DAY - 30 * HOUR))], Split::Equal).board();
    let first = &board.rewards[0].reporters[0];
    assert_eq!((first.by, first.known.get()), (KnownBy::Stamp, DAY - 28 * HOUR));
    let board = told(&[("a", 1, DAY, None)], Split::Equal).board();
    let first = &board.rewards[0].reporters[0];
    assert_eq!((first.by, first.known.get()), (KnownBy::Receipt, DAY));
}

#[test]
fn the_same_content_signed_again_gains_nothing() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(received("a", 1, DAY));
    feed.say(received("a", 2, DAY + 60));
    feed.say(verified("a", "x", coins("1000")));
    feed.say(frozen("f1", coins("1000"), DAY + HOUR, &["a"]));
    feed.say(returned("f1", usdt(), coins("1000"), DAY + 2 * HOUR));
    let board = feed.board();
    assert_eq!(due_to(&board.rewards[0]), [(key(1), coins("50"))]);
    let copy = board.hunters.iter().find(|row| row.key == key(2)).unwrap();
    assert_eq!((copy.received, copy.beaten, copy.valid, copy.due.is_empty()), (1, 1, 0, true));
    feed.say(refused("a", Reason::Copy, Some("a")));
    let board = feed.board();
    let copy = board.hunters.iter().find(|row| row.key == key(2)).unwrap();
    assert_eq!((copy.beaten, copy.refused[0].reason, copy.refused[0].count), (0, Reason::Copy, 1), "the refusal is of the later hand-in");
    assert_eq!(due_to(&board.rewards[0]), [(key(1), coins("50"))], "and the first stays verified");
}

#[test]
fn one_key_that_tells_the_same_twice_counts_once() {
    let board = told(&[("a", 1, DAY, None), ("b", 1, DAY + 5, None)], Split::Equal).board();
    assert_eq!(due_to(&board.rewards[0]), [(key(1), coins("50"))]);
    assert_eq!((board.hunters[0].valid, board.hunters[0].repeated), (1, 1));
    assert_eq!(board.hunters[0].traced.of(&usdt()), coins("1000"));
}

#[test]
fn a_tip_sent_back_as_a_copy_that_is_proven_earlier_is_the_first() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(received("b", 2, DAY));
    feed.say(verified("b", "x", coins("1000")));
    feed.say(stamped("a", 1, DAY + HOUR, Some(DAY - 48 * HOUR)));
    let wrong = feed.say(refused("a", Reason::Copy, Some("b")));
    feed.say(frozen("f1", coins("1000"), DAY + 2 * HOUR, &["b"]));
    feed.say(returned("f1", usdt(), coins("1000"), DAY + 3 * HOUR));
    let board = feed.board();
    assert_eq!(due_to(&board.rewards[0]), [(key(1), coins("50"))]);
    assert_eq!(board.notes[0].entry, wrong, "{:?}", board.notes);
    assert_eq!((board.totals.valid, board.totals.beaten, board.totals.refused), (1, 1, 0));
}

#[test]
fn a_disputed_tip_makes_the_order_disputed_for_all_who_tell_the_same() {
    let mut feed = told(&[("a", 1, DAY, None), ("b", 2, DAY + 1, None)], Split::Equal);
    let of = feed.lines.iter().position(|(entry, _)| entry.content == received("b", 2, DAY + 1)).unwrap() as u64;
    feed.say(corrected(of, Correction::Disputed));
    let board = feed.board();
    assert!(board.rewards[0].disputed && board.hunters.iter().all(|row| row.disputed));
    assert!(board.rewards[0].lines.iter().any(|line| line == "Disputed: who was first. The amounts are computed as if it held."));
    assert_eq!(board.queue.disputed, 1);
    feed.say(corrected(of, Correction::Settled));
    assert!(!feed.board().rewards[0].disputed);
}

#[test]
fn a_decision_about_a_tip_that_never_came_in_is_noted() {
    let mut feed = Feed::with_terms(Split::Equal);
    let early = feed.say(verified("a", "x", coins("1")));
    feed.say(received("a", 1, DAY));
    let board = feed.board();
    assert_eq!((board.totals.waiting, board.totals.valid), (1, 0));
    assert_eq!(board.notes.iter().map(|note| note.entry).collect::<Vec<_>>(), [early]);
    assert_eq!((board.queue.waiting, board.queue.oldest.unwrap().get()), (1, DAY));
}

#[test]
fn the_newest_decision_holds() {
    let mut feed = told(&[("a", 1, DAY, None)], Split::Equal);
    feed.say(refused("a", Reason::Misleading, None));
    let board = feed.board();
    assert!(due_to(&board.rewards[0]).is_empty(), "a misleading claim earns nothing");
    assert_eq!((board.totals.refused, board.totals.valid, board.hunters[0].refused[0].reason), (1, 0, Reason::Misleading));
    feed.say(verified("a", "the same", coins("1000")));
    assert_eq!(due_to(&feed.board().rewards[0]), [(key(1), coins("50"))]);
}

#[test]
fn only_who_knew_before_the_freeze_led_to_it() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(received("a", 1, DAY + 5 * HOUR));
    feed.say(verified("a", "x", coins("1000")));
    feed.say(frozen("f1", coins("1000"), DAY, &["a", "never came"]));
    feed.say(returned("f1", usdt(), coins("1000"), DAY + 9 * HOUR));
    let reward = &feed.board().rewards[0];
    assert!(reward.reporters.is_empty() && due_to(reward).is_empty());
    let why: Vec<(_, &str)> = reward.left_out.iter().map(|left| (left.tip, left.why.as_str())).collect();
    assert_eq!(why[0], (hash("never came"), "It was never received."));
    assert!(why[1].1.contains("after the freeze"), "{why:?}");
}
