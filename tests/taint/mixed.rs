//! Two explorers that number a transaction's rows each in their own way are talking about the same rows.

use proptest::prelude::*;
use spoor::explorer::{Answered, Coverage};
use spoor::money::{Position, Transfer, TransferKind, UnixSeconds};
use spoor::trace::history::{Added, History};

use crate::sketch::{Line, asset, transfer};

fn answered(provider: &str) -> Answered {
    Answered {
        provider: provider.to_owned(),
        request: format!("GET https://{provider}.example"),
        status: 200,
        at: UnixSeconds::new(0),
        bytes: 0,
        sha256: String::new(),
        coverage: Coverage::Whole,
    }
}

/// An internal transfer inside one transaction.
fn internal(from: u8, to: u8, amount: u128, position: Position) -> Transfer {
    Transfer { kind: TransferKind::Internal, position, ..transfer(&Line::new(5, from, to, amount)) }
}

#[test]
fn a_row_without_a_common_place_is_known_by_what_it_says() {
    let mut history = History::default();
    let (a, b) = (history.add_source(answered("a")), history.add_source(answered("b")));
    let by_step = internal(1, 2, 7, Position::Trace(vec![3]));
    let Added::New(row) = history.add(&by_step, a) else { panic!() };
    let by_path = Transfer { position: Position::Trace(vec![0, 1]), ..by_step.clone() };
    assert_eq!(history.add(&by_path, b), Added::Seen(row));
    // The recipient's page of the same explorer shows it again.
    assert_eq!(history.add(&by_path, b), Added::Seen(row));
    assert_eq!(history.sources_of(row).collect::<Vec<_>>(), [a, b]);
    // A second payment of the same amount is a second row, for both.
    let twin = internal(1, 2, 7, Position::Trace(vec![4]));
    let Added::New(second) = history.add(&twin, a) else { panic!() };
    assert_eq!(history.add(&Transfer { position: Position::Trace(vec![0, 2]), ..twin }, b), Added::Seen(second));
    assert_eq!(history.len(), 2);
}

#[test]
fn one_number_for_two_rows_loses_neither() {
    let mut history = History::default();
    let (a, b) = (history.add_source(answered("a")), history.add_source(answered("b")));
    let Added::New(_) = history.add(&internal(1, 2, 7, Position::Trace(vec![0])), a) else { panic!() };
    let other = internal(2, 3, 5, Position::Trace(vec![0]));
    let Added::New(row) = history.add(&other, b) else { panic!() };
    assert_eq!(history.add(&other, b), Added::Seen(row));
    assert_eq!(history.transfer(row).amount, other.amount);
    assert_eq!(history.len(), 2);
}

#[test]
fn a_token_transfer_without_its_log_index_is_the_one_that_has_it() {
    let mut history = History::default();
    let (a, b) = (history.add_source(answered("a")), history.add_source(answered("b")));
    let token = |position| Transfer { kind: TransferKind::Token, position, asset: asset(1), ..transfer(&Line::new(5, 1, 2, 7)) };
    let Added::New(row) = history.add(&token(Position::Row(0)), b) else { panic!() };
    assert_eq!(history.add(&token(Position::Log(12)), a), Added::Seen(row));
    // Two logs are two transfers, whoever reports them.
    let Added::New(_) = history.add(&token(Position::Log(13)), a) else { panic!() };
    assert!(matches!(history.add(&token(Position::Log(13)), b), Added::Seen(_)));
    assert_eq!(history.len(), 2);
}

#[test]
fn one_explorer_alone_is_believed_in_its_numbers() {
    let mut history = History::default();
    let a = history.add_source(answered("a"));
    for step in 0..3 {
        assert!(matches!(history.add(&internal(1, 2, 7, Position::Trace(vec![step])), a), Added::New(_)));
    }
    let changed = internal(1, 2, 8, Position::Trace(vec![0]));
    assert!(matches!(history.add(&changed, a), Added::Differs(_)));
}

proptest! {
    /// Whatever two explorers call the rows, and in whatever order their pages come, each row is there once.
    #[test]
    fn two_explorers_make_one_history(
        rows in proptest::collection::vec((1u8..4, 1u8..4, 1u128..4), 1..12),
        order in proptest::collection::vec(any::<(bool, prop::sample::Index)>(), 0..40),
        shift in 0u32..6,
    ) {
        let mut history = History::default();
        let sources = [history.add_source(answered("a")), history.add_source(answered("b"))];
        let told = |by_b: bool, at: usize| {
            let (from, to, amount) = rows[at];
            let number = u32::try_from(at).unwrap();
            let position = if by_b { Position::Trace(vec![rows.len() as u32 - number + shift]) } else { Position::Trace(vec![number]) };
            internal(from, to, amount, position)
        };
        for (by_b, at) in order {
            history.add(&told(by_b, at.index(rows.len())), sources[usize::from(by_b)]);
        }
        for by_b in [true, false] {
            for at in 0..rows.len() {
                prop_assert!(!matches!(history.add(&told(by_b, at), sources[usize::from(by_b)]), Added::Differs(_)));
            }
        }
        prop_assert_eq!(history.len(), rows.len());
        let mut kept: Vec<_> = history.rows().map(|row| { let t = history.transfer(row); (t.from, t.to, t.amount) }).collect();
        let mut meant: Vec<_> = (0..rows.len()).map(|at| { let t = told(false, at); (t.from, t.to, t.amount) }).collect();
        kept.sort();
        meant.sort();
        prop_assert_eq!(kept, meant);
    }
}
