//! What links carry, by hand: [`Policy::ALL`] is first in first out, haircut, last in first out, other money first, stolen
//! money first, poison.

use spoor::trace::history::RowId;
use spoor::trace::taint::{Joined, Mode, Taint};
use spoor::trace::view::{Direction, Policy};

use crate::policies::{Story, assert_closes};
use crate::sketch::{Line, asset};

fn join(story: &Story, taint: &mut Taint, links: &[(&[usize], &[usize])]) {
    let rows = |lines: &[usize]| -> Vec<RowId> { lines.iter().map(|line| story.rows[*line]).collect() };
    taint.set_links(links.iter().map(|(paid, received)| Joined { paid: rows(paid), received: rows(received) }).collect());
    taint.update(&story.history);
    assert_closes(story, taint);
}

fn of(story: &Story, taint: &Taint, line: usize) -> [u128; 6] {
    Policy::ALL.map(|policy| taint.tainted(policy, story.rows[line]))
}

const fn token(line: Line) -> Line {
    Line { coin: 1, ..line }
}

/// 2 holds 10 stolen and 30 other ether, gives 20 of them to the pool 8 and gets 1,000 of a token, which the pool pays out
/// before it is paid.
fn swap() -> Story {
    Story::new(&[
        Line::new(1, 1, 2, 10),
        Line::new(2, 9, 2, 30),
        token(Line { place: 0, ..Line::new(3, 8, 2, 1_000) }),
        Line { place: 1, ..Line::new(3, 2, 8, 20) },
        token(Line::new(4, 2, 3, 400)),
        token(Line::new(5, 2, 4, 600)),
    ])
}

#[test]
fn what_was_received_holds_the_stolen_part_of_what_was_paid() {
    let story = swap();
    let mut taint = story.taint(Direction::Forward, &[0], &[(8, Mode::Rest)]);
    assert_eq!(of(&story, &taint, 4), [0; 6], "nothing is carried without a link");
    join(&story, &mut taint, &[(&[3], &[2])]);
    assert_eq!(of(&story, &taint, 3), [10, 5, 0, 0, 10, 20], "paid");
    assert_eq!(of(&story, &taint, 2), [500, 250, 0, 0, 500, 1_000], "received");
    assert_eq!(of(&story, &taint, 4), [400, 100, 0, 0, 400, 400]);
    assert_eq!(of(&story, &taint, 5), [100, 150, 0, 0, 100, 600]);
    let token = story.coin(&asset(1));
    for (policy, brought) in Policy::ALL.into_iter().zip([500, 250, 0, 0, 500, 1_000]) {
        let sums = taint.sums(policy, token);
        assert_eq!((sums.stolen, sums.from_swaps, sums.left), (0, brought, brought), "{policy:?}");
    }
    let parcel: Vec<_> = taint.parcel(Policy::Fifo, story.rows[5]).collect();
    assert_eq!(parcel, [(Some(story.rows[2]), 100), (None, 500)], "it is of the row that brought it");
    join(&story, &mut taint, &[]);
    assert_eq!(of(&story, &taint, 4), [0; 6], "and nothing when it is taken back");
}

/// A pool that is followed pays what it gives out of other money, though it holds what it was given.
#[test]
fn who_pays_out_for_a_link_keeps_what_it_was_paid() {
    let story = swap();
    let mut taint = story.taint(Direction::Forward, &[0], &[]);
    join(&story, &mut taint, &[(&[3], &[2])]);
    assert_eq!(of(&story, &taint, 2), [500, 250, 0, 0, 500, 1_000]);
    let flow = taint.flow(Policy::Fifo, story.who(8), story.coin(&asset(0))).unwrap();
    assert_eq!((flow.tainted_in, flow.left), (10, 10));
    assert_eq!(taint.flow(Policy::Fifo, story.who(8), story.coin(&asset(1))), None, "no stolen token was ever there");
}

#[test]
fn many_payments_add_up_to_the_unit() {
    // 7 stolen of 10 paid; three payments come of 3 each and one of 2: 7.7 of 11 are rounded down once.
    let mut lines = vec![Line::new(1, 1, 2, 7), Line::new(2, 9, 2, 3), Line::new(3, 2, 8, 10)];
    lines.extend([3, 3, 3, 2].iter().zip(0..).map(|(amount, n)| token(Line::new(4 + n, 8, 2, *amount))));
    let story = Story::new(&lines);
    let mut taint = story.taint(Direction::Forward, &[0], &[(8, Mode::Rest)]);
    join(&story, &mut taint, &[(&[2], &[6, 4, 3, 5])]);
    for policy in [Policy::Fifo, Policy::Haircut, Policy::Lifo, Policy::Libr, Policy::First] {
        assert_eq!([3, 4, 5, 6].map(|line| taint.tainted(policy, story.rows[line])), [2, 2, 2, 1], "{policy:?}");
    }
}

/// More comes back than was paid: the surplus is not stolen.
#[test]
fn a_refund_never_brings_back_more_than_was_paid() {
    let story = Story::new(&[Line::new(1, 1, 2, 7), Line::new(2, 2, 8, 7), Line::new(3, 8, 2, 5), Line::new(4, 8, 2, 4)]);
    let mut taint = story.taint(Direction::Forward, &[0], &[(8, Mode::Rest)]);
    join(&story, &mut taint, &[(&[1], &[2, 3])]);
    // 35 ÷ 9 and 63 ÷ 9, rounded down.
    assert_eq!([2, 3].map(|line| taint.tainted(Policy::Fifo, story.rows[line])), [3, 4]);
    assert_eq!(taint.sums(Policy::Fifo, story.coin(&asset(0))).from_swaps, 7);
}

/// A contract changes ether into one token and that into another, and pays after it was paid: all in one transaction.
#[test]
fn links_of_links_in_one_transaction_stand_in_their_order() {
    let line = |place, coin, line: Line| Line { place, coin, tx: 1, ..line };
    let story = Story::new(&[
        Line::new(1, 1, 2, 6),
        line(0, 2, Line::new(2, 9, 2, 12)), // what the second trade brings
        line(1, 1, Line::new(2, 8, 2, 50)), // what the first trade brings
        line(2, 1, Line::new(2, 2, 9, 50)), // paid for the second
        line(3, 0, Line::new(2, 2, 8, 6)),  // paid for the first
        Line { coin: 2, ..Line::new(3, 2, 3, 12) },
    ]);
    let mut taint = story.taint(Direction::Forward, &[0], &[(8, Mode::Rest), (9, Mode::Rest)]);
    join(&story, &mut taint, &[(&[3], &[1]), (&[4], &[2])]);
    for policy in Policy::ALL {
        assert_eq!([4, 2, 3, 1, 5].map(|line| taint.tainted(policy, story.rows[line])), [6, 50, 50, 12, 12], "{policy:?}");
    }
}

#[test]
fn links_that_make_no_sense_carry_nothing() {
    let story = swap();
    for link in [
        (&[][..], &[2][..]),
        (&[3], &[]),
        (&[4], &[2]),    // paid after it was received
        (&[3, 4], &[2]), // two assets
        (&[3], &[3]),    // for itself
        (&[4, 5], &[3]), // the wrong way round
    ] {
        let mut taint = story.taint(Direction::Forward, &[0], &[(8, Mode::Rest)]);
        join(&story, &mut taint, &[link]);
        assert_eq!(of(&story, &taint, 4), [0; 6], "{link:?}");
    }
}

#[test]
fn what_another_ledger_brings_is_stolen_in_part() {
    let story = Story::new(&[Line::new(1, 8, 2, 10), Line::new(2, 2, 3, 4), Line::new(3, 2, 4, 6)]);
    let mut taint = story.taint(Direction::Forward, &[], &[]);
    taint.bring(story.rows[0], &[(Policy::Fifo, 5), (Policy::Haircut, 5), (Policy::Poison, 99)]);
    taint.update(&story.history);
    assert_closes(&story, &taint);
    assert_eq!(of(&story, &taint, 0), [5, 5, 0, 0, 0, 10], "never more than the payment");
    assert_eq!(of(&story, &taint, 1), [4, 2, 0, 0, 0, 4]);
    assert_eq!(of(&story, &taint, 2), [1, 3, 0, 0, 0, 6]);
    assert_eq!(taint.flow(Policy::Fifo, story.who(8), story.coin(&asset(0))), None, "nobody here paid it");
    assert_eq!(taint.sums(Policy::Fifo, story.coin(&asset(0))).from_swaps, 5);

    taint.bring(story.rows[0], &[(Policy::Fifo, 3)]);
    taint.update(&story.history);
    assert_closes(&story, &taint);
    assert_eq!(of(&story, &taint, 0), [3, 0, 0, 0, 0, 0]);
    taint.bring(story.rows[0], &[]);
    taint.update(&story.history);
    assert_closes(&story, &taint);
    assert_eq!(taint.flows(Policy::Fifo).count(), 0, "an ordinary row again");
}

#[test]
fn backward_a_link_is_no_more_than_its_payments() {
    let story = swap();
    let mut taint = story.taint(Direction::Backward, &[4], &[(8, Mode::Rest)]);
    let before: Vec<_> = (0..6).map(|line| of(&story, &taint, line)).collect();
    join(&story, &mut taint, &[(&[3], &[2])]);
    assert_eq!((0..6).map(|line| of(&story, &taint, line)).collect::<Vec<_>>(), before);
}
