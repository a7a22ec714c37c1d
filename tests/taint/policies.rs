//! What each policy says of the same payments, by hand.

use spoor::trace::history::{Added, Coin, History, RowId, Who};
use spoor::trace::taint::{Mode, Swap, Taint};
use spoor::trace::view::{Direction, Policy};

use crate::sketch::{Line, address, asset, transfer, tx};
use spoor::money::Asset;

/// Everybody is followed but those named; rows given as seeds are stolen.
pub(crate) struct Story {
    pub(crate) history: History,
    pub(crate) rows: Vec<RowId>,
}

impl Story {
    pub(crate) fn new(lines: &[Line]) -> Self {
        let mut history = History::default();
        let rows = lines
            .iter()
            .map(|line| match history.add(&transfer(line), 0) {
                Added::New(row) => row,
                other => panic!("{line:?}: {other:?}"),
            })
            .collect();
        Self { history, rows }
    }

    pub(crate) fn who(&self, n: u8) -> Who {
        self.history.who(&address(n)).unwrap()
    }

    pub(crate) fn coin(&self, asset: &Asset) -> Coin {
        self.history.coin(asset).unwrap()
    }

    pub(crate) fn taint(&self, direction: Direction, seeds: &[usize], modes: &[(u8, Mode)]) -> Taint {
        let mut taint = Taint::new(direction);
        for n in 0..=255 {
            if let Some(who) = self.history.who(&address(n)) {
                taint.set_mode(who, Mode::Follow);
            }
        }
        for &(n, mode) in modes {
            taint.set_mode(self.who(n), mode);
        }
        for &seed in seeds {
            taint.add_seed(self.rows[seed]);
        }
        taint.update(&self.history);
        taint
    }

    /// The stolen part of each line, by policy.
    pub(crate) fn tainted(&self, taint: &Taint) -> [Vec<u128>; 6] {
        Policy::ALL.map(|policy| self.rows.iter().map(|row| taint.tainted(policy, *row)).collect())
    }
}

pub(crate) fn assert_closes(story: &Story, taint: &Taint) {
    for policy in Policy::ALL {
        for coin in 0..3 {
            if let Some(coin) = story.history.coin(&asset(coin)) {
                let sums = taint.sums(policy, coin);
                assert!(sums.close(), "{policy:?} {sums:?}");
            }
        }
    }
}

#[test]
fn each_policy_tells_stolen_and_other_money_apart_its_own_way() {
    let story = Story::new(&[
        Line::new(1, 9, 2, 30), // other money comes first
        Line::new(2, 1, 2, 10), // the theft
        Line::new(3, 8, 2, 20), // other money again
        Line::new(4, 2, 3, 25), // a payment
        Line::new(5, 2, 4, 20), // another
        Line::new(6, 2, 5, 15), // the rest
    ]);
    let taint = story.taint(Direction::Forward, &[1], &[]);
    assert_closes(&story, &taint);
    let [fifo, haircut, lifo, libr, first, poison] = story.tainted(&taint);
    assert_eq!(fifo[3..], [0, 10, 0], "30 of others leave before the theft");
    assert_eq!(haircut[3..], [4, 3, 3], "⌊25·10/60⌋, ⌊20·6/35⌋, the rest");
    assert_eq!(lifo[3..], [5, 5, 0], "20 of others, then the theft");
    assert_eq!(libr[3..], [0, 0, 10], "it lasts until a payment reaches into it");
    assert_eq!(first[3..], [10, 0, 0]);
    assert_eq!(poison[3..], [25, 20, 15], "whatever leaves after the touch");
    let coin = story.coin(&asset(0));
    assert_eq!(taint.sums(Policy::Poison, coin).mixed_in, 50, "30 that were there and 20 that came later");
    let flow = taint.flow(Policy::Fifo, story.who(2), coin).unwrap();
    assert_eq!((flow.tainted_in, flow.tainted_out, flow.left, flow.clean_in, flow.unseen_in), (10, 10, 0, 50, 0));
    assert_eq!((flow.first_block, flow.last_block, flow.first, flow.last), (2, 2, Some(story.rows[1]), Some(story.rows[1])));
}

#[test]
fn what_was_not_seen_to_come_is_other_money() {
    let story = Story::new(&[Line::new(1, 1, 2, 10), Line::new(2, 2, 3, 25), Line::new(3, 2, 4, 5)]);
    let taint = story.taint(Direction::Forward, &[0], &[]);
    assert_closes(&story, &taint);
    for policy in [Policy::Fifo, Policy::Haircut, Policy::Lifo, Policy::Libr, Policy::First] {
        assert_eq!([0, 1, 2].map(|row| taint.tainted(policy, story.rows[row])), [10, 10, 0], "{policy:?}");
        assert_eq!(taint.flow(policy, story.who(2), story.coin(&asset(0))).unwrap().unseen_in, 20);
    }
    assert_eq!([0, 1, 2].map(|row| taint.tainted(Policy::Poison, story.rows[row])), [10, 25, 5]);
}

#[test]
fn received_money_rests_where_it_is_not_followed() {
    let story = Story::new(&[Line::new(1, 1, 2, 10), Line::new(2, 2, 3, 10)]);
    let taint = story.taint(Direction::Forward, &[0], &[(2, Mode::Rest)]);
    assert_closes(&story, &taint);
    for policy in Policy::ALL {
        assert_eq!(taint.tainted(policy, story.rows[1]), 0);
        assert_eq!(taint.flow(policy, story.who(2), story.coin(&asset(0))).unwrap().left, 10, "{policy:?}");
    }
}

#[test]
fn a_contract_pays_on_inside_the_transaction_and_not_later() {
    let place = |place, line: Line| Line { place, ..line };
    let story = Story::new(&[
        place(0, Line::new(1, 1, 2, 10)), // the theft reaches a contract
        place(1, Line::new(1, 2, 3, 6)),  // which pays on at once, not all of it
        Line::new(2, 2, 4, 50),           // and pays others from what it pools
        place(0, Line::new(3, 1, 2, 5)),  // again
        place(1, Line::new(3, 2, 5, 9)),  // more than came: the rest is the contract's
    ]);
    let taint = story.taint(Direction::Forward, &[0, 3], &[(2, Mode::Through)]);
    assert_closes(&story, &taint);
    for policy in [Policy::Fifo, Policy::Haircut, Policy::Lifo, Policy::Libr, Policy::First] {
        assert_eq!(story.rows.iter().map(|row| taint.tainted(policy, *row)).collect::<Vec<_>>(), [10, 6, 0, 5, 5], "{policy:?}");
        let flow = taint.flow(policy, story.who(2), story.coin(&asset(0))).unwrap();
        assert_eq!((flow.left, flow.unseen_in), (4, 0), "{policy:?}");
    }
    assert_eq!(story.rows.iter().map(|row| taint.tainted(Policy::Poison, *row)).collect::<Vec<_>>(), [10, 6, 0, 5, 9]);
}

#[test]
fn a_row_left_out_carries_other_money_only() {
    let story = Story::new(&[Line::new(1, 9, 2, 5), Line::new(2, 1, 2, 10), Line::new(3, 2, 3, 8), Line::new(4, 2, 4, 10)]);
    let mut taint = story.taint(Direction::Forward, &[1], &[]);
    taint.leave_out(story.rows[2], true);
    taint.update(&story.history);
    assert_closes(&story, &taint);
    for policy in Policy::ALL {
        assert_eq!([2, 3].map(|row| taint.tainted(policy, story.rows[row])), [0, 10], "{policy:?}");
        let unseen = if policy == Policy::Poison { 8 } else { 3 };
        assert_eq!(taint.flow(policy, story.who(2), story.coin(&asset(0))).unwrap().unseen_in, unseen, "{policy:?}");
    }
    taint.leave_out(story.rows[2], false);
    taint.update(&story.history);
    assert_eq!(taint.tainted(Policy::Fifo, story.rows[2]), 3);
}

#[test]
fn lots_keep_the_theft_they_are_of() {
    let story = Story::new(&[
        Line::new(1, 1, 3, 10), // one theft
        Line::new(2, 9, 3, 5),
        Line::new(3, 2, 3, 10), // another
        Line::new(4, 3, 4, 18),
        Line::new(5, 4, 5, 12),
    ]);
    let taint = story.taint(Direction::Forward, &[0, 2], &[]);
    let [one, other] = [Some(story.rows[0]), Some(story.rows[2])];
    let parcel = |policy, row: usize| taint.parcel(policy, story.rows[row]).collect::<Vec<_>>();
    assert_eq!(parcel(Policy::Fifo, 3), [(one, 10), (None, 5), (other, 3)]);
    assert_eq!(parcel(Policy::Fifo, 4), [(one, 10), (None, 2)]);
    assert_eq!(parcel(Policy::Lifo, 3), [(other, 10), (None, 5), (one, 3)]);
    assert_eq!(parcel(Policy::Lifo, 4), [(one, 3), (None, 5), (other, 4)], "the one that arrived last lies on top");
    assert!(parcel(Policy::Haircut, 3).is_empty(), "a share has no provenance");
}

#[test]
fn assets_are_never_mixed() {
    let coin = |coin, line: Line| Line { coin, ..line };
    let story = Story::new(&[Line::new(1, 1, 2, 10), coin(1, Line::new(2, 9, 2, 1000)), coin(1, Line::new(3, 2, 3, 1000))]);
    let taint = story.taint(Direction::Forward, &[0], &[]);
    assert_closes(&story, &taint);
    for policy in Policy::ALL {
        assert_eq!(taint.tainted(policy, story.rows[2]), 0);
        assert_eq!(taint.flow(policy, story.who(2), story.coin(&asset(1))), None);
    }
}

#[test]
fn fees_are_paid_of_the_stolen_money_and_have_a_place_in_the_sum() {
    let story = Story::new(&[Line::new(1, 1, 2, 10), Line { fee: true, ..Line::new(2, 2, 0, 1) }, Line::new(2, 2, 3, 9)]);
    let taint = story.taint(Direction::Forward, &[0], &[]);
    for policy in Policy::ALL {
        let sums = taint.sums(policy, story.coin(&asset(0)));
        assert_eq!((sums.stolen, sums.fees, sums.left), (10, 1, 9), "{policy:?}");
    }
    assert!(story.history.touching(story.history.who(&spoor::money::Address::evm_zero()).unwrap()).is_empty());
}

#[test]
fn proceeds_of_a_stated_sale_are_stolen_money_and_nothing_else_is() {
    let lines = [Line::new(1, 0, 1, 10), Line::new(2, 1, 2, 100), Line::new(3, 1, 3, 5)];
    let story = Story::new(&lines);
    let mut taint = story.taint(Direction::Forward, &[0], &[]);
    taint.add_swap(Swap { at: address(1), bought: asset(0), proceeds: [tx(&lines[1])].into() });
    taint.update(&story.history);
    assert_closes(&story, &taint);
    let coin = story.coin(&asset(0));
    for policy in [Policy::Fifo, Policy::Haircut, Policy::Lifo, Policy::Libr, Policy::First] {
        assert_eq!([1, 2].map(|row| taint.tainted(policy, story.rows[row])), [100, 0], "{policy:?}");
        assert_eq!(taint.sums(policy, coin).from_swaps, 90);
        assert_eq!(taint.flow(policy, story.who(1), coin).unwrap().unseen_in, 5);
    }
    let parcel: Vec<_> = taint.parcel(Policy::Fifo, story.rows[1]).collect();
    assert_eq!(parcel, [(Some(story.rows[0]), 10), (Some(story.rows[1]), 90)]);
}

#[test]
fn fifo_finds_the_same_way_back() {
    let story =
        Story::new(&[Line::new(1, 1, 2, 10), Line::new(2, 2, 3, 10), Line::new(3, 3, 4, 4), Line::new(4, 3, 5, 6), Line::new(5, 4, 6, 4)]);
    let forward = story.taint(Direction::Forward, &[0], &[]);
    // From the last payment back: exactly its 4 units, to the theft.
    let backward = story.taint(Direction::Backward, &[4], &[]);
    assert_closes(&story, &backward);
    for policy in [Policy::Fifo, Policy::Haircut, Policy::Lifo] {
        assert_eq!(forward.tainted(policy, story.rows[4]), 4);
    }
    assert_eq!(story.rows.iter().map(|row| backward.tainted(Policy::Fifo, *row)).collect::<Vec<_>>(), [4, 4, 4, 0, 4]);
    // From both last payments back the whole theft is found, and where it came from is where it rests.
    let both = story.taint(Direction::Backward, &[3, 4], &[]);
    assert_eq!(story.rows.iter().map(|row| both.tainted(Policy::Fifo, *row)).collect::<Vec<_>>(), [10, 10, 4, 6, 4]);
    assert_eq!(both.flow(Policy::Fifo, story.who(1), story.coin(&asset(0))).unwrap().left, 10);
}
