//! A large feed, and amounts at the end of their range.

use spoor::board::entry::Split;
use spoor::board::{Filter, Tally};
use spoor::money::Amount;

use super::feed::{DAY, Feed, HOUR, coins, due_to, frozen, key, paid, received, returned, usdt, verified};

const TIPS: u64 = 40_000;

#[test]
fn a_hundred_thousand_entries_are_ranked() {
    let mut feed = Feed::with_terms(Split::Equal);
    for tip in 0..TIPS {
        let name = format!("tip {tip}");
        let reporter = u8::try_from(tip % 200).unwrap() + 1;
        feed.say(received(&name, reporter, DAY + tip));
        feed.say(verified(&name, &format!("facts {}", tip / 2), coins("10")));
        if tip % 4 == 0 {
            let freeze = format!("freeze-{tip}");
            feed.say(frozen(&freeze, coins("10"), DAY + 100 * HOUR + tip, &[&name]));
            feed.say(returned(&freeze, usdt(), coins("4"), DAY + 200 * HOUR + tip));
        }
    }
    assert!(feed.lines.len() >= 100_000);
    let tally: Tally = feed.tally();
    let board = tally.board(&Filter::default());
    assert!(board.notes.is_empty());
    assert_eq!((board.totals.tips, board.totals.valid, board.totals.beaten, board.totals.freezes), (TIPS, TIPS / 2, TIPS / 2, TIPS / 4));
    // 10,000 freezes, 4 USDT back of each, 5 % and 5 %.
    assert_eq!(board.totals.due.of(&usdt()), coins("4000"));
    assert_eq!(board.totals.traced.of(&usdt()), coins("200000"));
}

#[test]
fn amounts_at_the_end_of_their_range_stay_there() {
    let most = Amount::from_base_units(alloy_primitives::U256::MAX);
    let mut feed = Feed::with_terms(Split::Equal);
    for (tip, reporter) in [("a", 1), ("b", 2)] {
        feed.say(received(tip, reporter, DAY));
        feed.say(verified(tip, tip, most));
    }
    for freeze in ["f1", "f2"] {
        feed.say(frozen(freeze, most, DAY + HOUR, &["a", "b"]));
        feed.say(returned(freeze, usdt(), most, DAY + 2 * HOUR));
        feed.say(returned(freeze, usdt(), most, DAY + 2 * HOUR));
        feed.say(paid(freeze, Some("a"), most));
    }
    let board = feed.board();
    assert_eq!((board.totals.frozen.of(&usdt()), board.totals.returned.of(&usdt())), (most, most));
    let shares = due_to(&board.rewards[0]);
    let twentieth = most.share(Amount::from(50_000), Amount::from(1_000_000));
    assert_eq!(shares[0].1.plus(shares[1].1).unwrap(), twentieth);
    assert_eq!(shares.iter().map(|(key, _)| key.clone()).collect::<std::collections::BTreeSet<_>>(), [key(1), key(2)].into());
}
