//! The same faults at explorers of Etherscan's kind, and explorers of two kinds in one run.

use spoor::explorer::replay::{Fault, Faults};
use spoor::trace::view::{Stage, View};

use crate::graph::Graph;
use crate::{ETHERSCAN, HOST, RATES, ROUTESCAN, ask, seeds};

/// The graph by what moved: each explorer numbers the rows inside a transaction in its own way.
fn moved(view: &View) -> Vec<String> {
    let hops = view.edges.iter().flat_map(|edge| &edge.hops);
    let mut moved: Vec<String> = hops
        .map(|hop| {
            let transfer = &hop.transfer;
            format!("{} {}>{} {} {} tainted {}", transfer.tx, transfer.from, transfer.to, transfer.asset, transfer.amount, hop.tainted)
        })
        .collect();
    moved.sort();
    moved
}

#[test]
fn all_kinds_of_explorers_show_the_same_theft() {
    let whole = ask(&[(HOST, Faults::none())]).view;
    for host in [ETHERSCAN, ROUTESCAN] {
        let view = ask(&[(host, Faults::none())]).view;
        assert_eq!(view.progress.stage, Stage::Done);
        Graph::check(&view).unwrap();
        assert_eq!(moved(&view), moved(&whole), "{host}");
        assert_eq!(view.equations, whole.equations, "{host}");
    }
}

/// The lists of tokens state no place of an event, so a row that comes twice is two equal events to whoever reads it; see
/// `a_doubled_row_of_a_list_without_places_is_money_only_in_tokens`. Stale answers are the truth of an earlier moment, see `stale`.
const CANNOT_BE_TOLD: [Fault; 2] = [Fault::Duplicated, Fault::Stale];

fn every_fault_is_healed_or_said(host: &'static str) {
    let whole_view = ask(&[(host, Faults::none())]).view;
    let whole = Graph::of(&whole_view);
    for fault in Fault::ALL.into_iter().filter(|fault| !CANNOT_BE_TOLD.contains(fault)) {
        for rate in RATES {
            let (mut same, mut said) = (0, 0);
            for seed in 0..seeds().div_ceil(2) {
                let driven = ask(&[(host, Faults::only(fault, seed, rate))]);
                let what = format!("{host}, {} at {rate} %, seed {seed}", fault.name());
                Graph::check(&driven.view).unwrap_or_else(|why| panic!("{what}: {why}"));
                if Graph::of(&driven.view) == whole {
                    same += 1;
                } else if let Some(why) = Graph::silently_short(&whole, &whole_view, &driven.view) {
                    panic!("{what}: {why}");
                } else {
                    said += 1;
                }
            }
            eprintln!("{host}, {} at {rate} %: {same} same, {said} said", fault.name());
        }
    }
}

#[test]
fn every_fault_of_etherscan_is_healed_or_said() {
    every_fault_is_healed_or_said(ETHERSCAN);
}

#[test]
fn every_fault_of_routescan_is_healed_or_said() {
    every_fault_is_healed_or_said(ROUTESCAN);
}

#[test]
fn a_doubled_row_of_a_list_without_places_is_money_only_in_tokens() {
    let coins = |view: &View| -> Vec<String> { moved(view).into_iter().filter(|line| line.contains("slip44:60")).collect() };
    for host in [ETHERSCAN, ROUTESCAN] {
        let whole = coins(&ask(&[(host, Faults::none())]).view);
        for seed in 0..seeds() {
            let view = ask(&[(host, Faults::only(Fault::Duplicated, seed, 50))]).view;
            Graph::check(&view).unwrap();
            let is_whole = view.nodes.iter().all(|node| node.coverage.as_ref().is_none_or(spoor::explorer::Coverage::is_complete));
            assert!(!is_whole || coins(&view) == whole, "{host}, seed {seed}: a doubled row is another payment");
        }
    }
}

#[test]
fn explorers_of_two_kinds_never_make_one_row_two() {
    let whole = ask(&[(HOST, Faults::none())]).view;
    let mut both = 0;
    for seed in 0..seeds() {
        for (first, second) in [(HOST, ROUTESCAN), (ETHERSCAN, HOST), (ROUTESCAN, ETHERSCAN)] {
            let driven = ask(&[(first, Faults::only(Fault::Reset, seed, 70)), (second, Faults::none())]);
            Graph::check(&driven.view).unwrap_or_else(|why| panic!("{first} and {second}, seed {seed}: {why}"));
            assert_eq!(moved(&driven.view), moved(&whole), "{first} and {second}, seed {seed}");
            both += usize::from(driven.sent.len() == 2);
        }
    }
    assert!(both > 0, "no run asked two");
}
