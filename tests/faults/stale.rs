//! A list as it was some blocks ago. One explorer alone cannot be told from the truth by this: its answer is the truth, of
//! an earlier moment, and the same page asked for at that moment would have been right.
//!
//! What can be told is told: a payment stands on two lists, and a list that lacks what another one shows is said to be an older
//! copy; so is a next page that was promised and is empty. What is left holds nothing that did not happen, and what it lacks
//! is the newest of a page. A second explorer, asked about the same address, tells the rest.

use std::collections::BTreeSet;

use spoor::explorer::replay::{Fault, Faults};
use spoor::money::{Account, TransferKind};
use spoor::trace::view::View;

use crate::graph::Graph;
use crate::{RATES, by_blockscout, seeds};

/// The blocks in which an account paid, by one of its lists.
fn blocks(view: &View, account: &Account, kind: TransferKind) -> BTreeSet<u64> {
    let edges = view.edges.iter().filter(|edge| view.nodes[edge.from].account == *account);
    edges.flat_map(|edge| &edge.hops).filter(|hop| hop.transfer.kind == kind).map(|hop| hop.transfer.block).collect()
}

/// Every transfer of a view by its text, without what of it is stolen: that hangs on what else is known.
fn transfers(view: &View) -> BTreeSet<String> {
    let hops = view.edges.iter().flat_map(|edge| &edge.hops);
    hops.map(|hop| format!("{} {} {} {}", hop.transfer.tx, hop.transfer.position, hop.transfer.from, hop.transfer.to)).collect()
}

#[test]
fn what_is_silently_missing_is_the_newest_and_nothing_is_made_up() {
    let whole_view = by_blockscout(Faults::none()).view;
    let whole = Graph::of(&whole_view);
    let (mut silent, mut told, mut same) = (0, 0, 0);
    for rate in RATES {
        for seed in 0..seeds() {
            let view = by_blockscout(Faults::only(Fault::Stale, seed, rate)).view;
            Graph::check(&view).unwrap();
            assert!(transfers(&view).is_subset(&transfers(&whole_view)), "nothing is made up");
            if Graph::of(&view) == whole {
                same += 1;
                continue;
            }
            let Some(short) = Graph::silently_short(&whole, &whole_view, &view) else {
                told += 1;
                continue;
            };
            silent += 1;
            // The account got all that it got in truth and is said to be read. What one of its lists lacks are the newest rows,
            // or, where the list has two pages, those of either.
            for kind in [TransferKind::Native, TransferKind::Internal, TransferKind::Token] {
                let truth = blocks(&whole_view, &short.account, kind);
                let known = blocks(&view, &short.account, kind);
                let missing: Vec<bool> = truth.iter().map(|block| !known.contains(block)).collect();
                let holes = missing.chunk_by(|a, b| a == b).filter(|run| run.first() == Some(&true)).count();
                let most = if truth.len() > 50 { 2 } else { 1 };
                let newest = holes == 0 || missing.last() == Some(&true) || most == 2;
                assert!(holes <= most && newest, "{rate} %, seed {seed}: {short}; {kind:?}: {missing:?}");
            }
        }
    }
    eprintln!("stale: {same} same, {told} told, {silent} as of an earlier moment");
    assert!(told > 0 && silent > 0);
}
