//! A second explorer is asked about the transfers of a finished trace: it agrees, it disagrees, or it gives no answer.

use std::collections::BTreeSet;
use std::sync::Arc;

use spoor::explorer::confirm::{Agreement, place_among};
use spoor::explorer::replay::{Book, Fault, Faults, Replay, Seen};
use spoor::journal::FetchFailure;
use spoor::journal::second::Check;
use spoor::money::Transfer;

use crate::by_blockscout;
use crate::made::{MADE, world};

/// Every movement of the trace, as the first explorer tells it, and what this second one says of it.
fn checked(mut second: Replay) -> Vec<(Transfer, Agreement)> {
    let view = by_blockscout(Faults::none()).view;
    let rows: Vec<Transfer> = view.edges.iter().flat_map(|edge| &edge.hops).map(|hop| hop.transfer.clone()).collect();
    let mut seen = BTreeSet::new();
    let mut now = 1_795_000_000_000;
    let each = rows.iter().filter(|row| seen.insert(row.id())).map(|row| {
        let check = Check {
            transfer: row.clone(),
            nth: place_among(row, &rows),
            told_by: vec!["blockscout-elsewhere".to_owned()],
            others: vec!["blockscout-eth".to_owned()],
        };
        let mut asking = check.begin().remove(0);
        while let Some(request) = asking.next() {
            now += 1_000;
            let answer = match second.answer(&request, now).seen(45_000).1 {
                Seen::Answer(answer) => Ok(answer),
                Seen::Opaque => Err(FetchFailure::Opaque),
                Seen::TimedOut => Err(FetchFailure::TimedOut),
            };
            if let Err(why) = asking.take(answer) {
                return (row.clone(), Agreement::Unreadable(why));
            }
        }
        (row.clone(), asking.verdict())
    });
    let all: Vec<(Transfer, Agreement)> = each.collect();
    assert!(all.len() > 20, "{}", all.len());
    all
}

#[test]
fn an_independent_explorer_confirms_every_movement() {
    for (row, verdict) in checked(Replay::of(MADE.book.clone())) {
        assert_eq!(verdict, Agreement::Same, "{row:?}");
    }
}

#[test]
fn a_different_amount_is_a_disagreement_at_that_movement_alone() {
    // Every native amount is one unit more in the copy that the second explorer holds.
    let other = world(|line| match line.rsplit_once(',') {
        Some((rest, amount)) if line.contains(",native,0x") => format!("{rest},{}", amount.parse::<u128>().unwrap() + 1),
        _ => line.to_owned(),
    });
    let all = checked(Replay::of(Arc::new(Book::of(&other))));
    let differs = all.iter().filter(|(_, verdict)| matches!(verdict, Agreement::Differs(why) if why.contains("base units, not")));
    let internal = all.iter().filter(|(row, verdict)| row.position.to_string().starts_with("trace:") && *verdict == Agreement::Same);
    assert!(differs.count() > 10);
    assert!(internal.count() > 10);
}

#[test]
fn an_explorer_that_gives_no_answer_confirms_nothing_and_denies_nothing() {
    let silent = Replay::of(MADE.book.clone()).with_faults(Faults::only(Fault::LimitedUnreadable, 7, 100));
    for (row, verdict) in checked(silent) {
        assert!(matches!(verdict, Agreement::Unreadable(_)), "{row:?}: {verdict:?}");
    }
}
