//! Walking: nothing is lost between two pages, and nothing counts twice.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::walk::{ROWS, Step, Turn};
use super::*;
use crate::money::{Transfer, TransferId};

const STEP: Step = Step { block: 10, page: 1, rows: 3, inside: None };

fn turn(step: Step, order: Order, blocks: &[u64]) -> Result<Turn, &'static str> {
    step.turn(order, &blocks.iter().copied().map(Some).collect::<Vec<_>>(), None)
}

#[test]
fn a_full_page_leaves_its_last_block_to_the_next_one() {
    let next = |block, page| Some(Step { block, page, ..STEP });
    for (what, step, order, blocks, kept, expected) in [
        ("not full", STEP, Order::Oldest, &[10u64, 11][..], 2, None),
        ("empty", STEP, Order::Oldest, &[], 0, None),
        ("full", STEP, Order::Oldest, &[10, 11, 12], 2, next(12, 1)),
        ("full, two of the last block", STEP, Order::Oldest, &[11, 12, 12], 1, next(12, 1)),
        ("one block", STEP, Order::Oldest, &[10, 10, 10], 3, next(10, 2)),
        ("one later block", STEP, Order::Oldest, &[12, 12, 12], 3, next(12, 2)),
        ("its second page", Step { page: 2, ..STEP }, Order::Oldest, &[10, 10, 11], 2, next(11, 1)),
        ("its third page", Step { page: 2, ..STEP }, Order::Oldest, &[10, 10, 10], 3, next(10, 3)),
        ("a block that ended with the page", Step { page: 2, ..STEP }, Order::Oldest, &[11, 11, 11], 3, next(11, 2)),
        ("back", STEP, Order::Newest, &[10, 9, 8], 2, next(8, 1)),
        ("back, one block", STEP, Order::Newest, &[9, 9, 9], 3, next(9, 2)),
    ] {
        assert_eq!(turn(step, order, blocks), Ok(Turn { kept, next: expected, gap: None }), "{what}");
    }
}

#[test]
fn a_page_that_would_lose_rows_is_refused() {
    for (order, blocks) in [
        (Order::Oldest, [12u64, 11, 13]),
        (Order::Oldest, [12, 11, 10]),
        (Order::Oldest, [9, 10, 11]),
        (Order::Newest, [8, 9, 7]),
        (Order::Newest, [11, 10, 9]),
    ] {
        assert!(turn(STEP, order, &blocks).is_err(), "{order:?} {blocks:?}");
    }
    assert!(STEP.turn(Order::Oldest, &[None, None, None], None).is_err());
}

#[test]
fn a_host_that_gives_fewer_rows_than_asked_for_is_read_on() {
    let step = Step { rows: ROWS, ..STEP };
    let blocks: Vec<u64> = (10..110).collect();
    let expected = Turn { kept: 99, next: Some(Step { block: 109, page: 1, rows: 100, inside: None }), gap: None };
    assert_eq!(turn(step, Order::Oldest, &blocks), Ok(expected));
    assert_eq!(turn(step, Order::Oldest, &blocks[..99]).unwrap().next, None);
}

#[test]
fn a_block_with_more_rows_than_the_window_is_a_gap_and_the_walk_goes_on() {
    let step = Step { block: 10, page: 10, rows: 1_000, inside: None };
    let turned = turn(step, Order::Oldest, &[10; 1_000]).unwrap();
    assert_eq!(turned.next, Some(Step { block: 11, page: 1, rows: 1_000, inside: None }));
    assert!(turned.gap.unwrap().contains("block 10"));
    let turned = turn(step, Order::Newest, &[10; 1_000]).unwrap();
    assert_eq!(turned.next, Some(Step { block: 9, page: 1, rows: 1_000, inside: None }));
    let first = Step { block: 0, ..step };
    assert_eq!(turn(first, Order::Newest, &[0; 1_000]).unwrap().next, None);
}

#[test]
fn what_takes_too_long_is_asked_for_in_smaller_pages_from_the_same_row_on() {
    let slow = r#"{"status":"0","message":"Query Timeout occured. Please select a smaller result dataset","result":null}"#;
    let mut question = address(ONE, Part::Transactions);
    let mut seen = Vec::new();
    let error = loop {
        match v2(Chain::ETHEREUM).parse(&question, &answer(200, slow)) {
            Ok(page) => {
                assert!(page.transfers.is_empty() && page.gaps.is_empty());
                question.cursor = page.next;
                seen.push(v2(Chain::ETHEREUM).request(&question).unwrap().url.split("&page=").nth(1).unwrap().to_owned());
            }
            Err(error) => break error,
        }
    };
    assert!(matches!(error, AnswerError::Unavailable { .. }));
    assert_eq!(seen, ["1&offset=500&sort=asc&apikey={key}", "1&offset=250&sort=asc&apikey={key}", "1&offset=125&sort=asc&apikey={key}"]);
    let third = Step { block: 10, page: 3, rows: 1_000, inside: None };
    assert_eq!(third.smaller(), Some(Step { page: 5, rows: 500, ..third }));
}

/// A history: for each row its block and which of few transactions and amounts it has.
fn history() -> impl Strategy<Value = Vec<(u64, u8, u8)>> {
    proptest::collection::vec((5u64..20, 0u8..3, 0u8..2), 0..40)
}

/// The rows of a history, as the explorer would give them in the order.
fn answers(history: &[(u64, u8, u8)], order: Order) -> Vec<Value> {
    let row = rows_of(TOKENTX)[0].clone();
    let mut history = history.to_vec();
    history.sort_unstable();
    if order == Order::Newest {
        history.reverse();
    }
    let make = |(block, tx, amount): &(u64, u8, u8)| {
        let hash = format!("0x{block:062x}{tx:02x}");
        with(&row, json!({"blockNumber": block.to_string(), "hash": hash, "value": amount.to_string()}))
    };
    history.iter().map(make).collect()
}

/// Walks with small pages through a history, as a host would serve it.
fn walk(history: &[(u64, u8, u8)], order: Order, start: Option<u64>, size: u32) -> (Vec<Transfer>, bool) {
    let all = answers(history, order);
    let beginning = if order == Order::Oldest { 0 } else { 9_999_999_999 };
    let first = Step { block: start.unwrap_or(beginning), page: 1, rows: size, inside: None };
    let mut question = Question { order, cursor: Some(first.cursor()), ..address(ONE, Part::Tokens) };
    let (mut transfers, mut gaps) = (Vec::new(), false);
    for _ in 0..1_000 {
        let step = Step::of(&question).unwrap();
        let (low, high) = step.range(order);
        let asked = all.iter().filter(|row| (low..=high).contains(&row["blockNumber"].as_str().unwrap().parse::<u64>().unwrap()));
        let skip = usize::try_from((step.page - 1) * step.rows).unwrap();
        let rows: Vec<Value> = asked.skip(skip).take(usize::try_from(step.rows).unwrap()).cloned().collect();
        let page = parse(&question, &list(&rows));
        transfers.extend(page.transfers);
        gaps |= !page.gaps.is_empty();
        match page.next {
            Some(next) => {
                assert_ne!(question.cursor.as_ref(), Some(&next), "it stands still");
                question.cursor = Some(next);
            }
            None => return (transfers, gaps),
        }
    }
    panic!("it does not end");
}

fn ids(transfers: &[Transfer]) -> BTreeSet<TransferId> {
    transfers.iter().map(Transfer::id).collect()
}

proptest! {
    #[test]
    fn pages_of_any_size_tell_the_whole_history_once(history in history(), size in 1u32..12, newest in any::<bool>(), start in proptest::option::of(4u64..21)) {
        let order = if newest { Order::Newest } else { Order::Oldest };
        let within = |block: u64| start.is_none_or(|start| if newest { block <= start } else { block >= start });
        let expected: Vec<(u64, u8, u8)> = history.iter().copied().filter(|(block, ..)| within(*block)).collect();
        let (whole, _) = walk(&expected, order, None, 100);
        let (walked, gaps) = walk(&history, order, start, size);
        prop_assert_eq!(walked.len(), expected.len());
        prop_assert_eq!(ids(&walked).len(), expected.len(), "no two rows have one name");
        let busiest = expected.iter().map(|(block, ..)| expected.iter().filter(|(other, ..)| other == block).count()).max().unwrap_or(0);
        if busiest < usize::try_from(size).unwrap() {
            prop_assert_eq!(ids(&walked), ids(&whole), "names do not depend on pages");
            prop_assert!(!gaps);
        } else if ids(&walked) != ids(&whole) {
            prop_assert!(gaps, "where they do, it is said");
        }
    }

    #[test]
    fn names_do_not_depend_on_the_order(history in history()) {
        prop_assert_eq!(ids(&walk(&history, Order::Oldest, None, 100).0), ids(&walk(&history, Order::Newest, None, 100).0));
    }
}
