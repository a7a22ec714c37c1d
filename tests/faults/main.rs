//! Whatever goes wrong between the page and an explorer, the graph is the right one, or the view says where it is not whole.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

mod drive;
mod graph;
mod made;

use std::collections::BTreeSet;

use drive::{Driven, drive};
use graph::Graph;
use made::MADE;
use spoor::explorer::blockscout::Blockscout;
use spoor::explorer::polite::Limit;
use spoor::explorer::replay::{Fault, Faults, Replay};
use spoor::money::Chain;
use spoor::trace::view::Stage;

const HOST: &str = "eth.blockscout.com";
const RATES: [u8; 3] = [5, 20, 50];

fn by_blockscout(faults: Faults) -> Driven {
    let adapter = Blockscout::new(Chain::ETHEREUM, HOST).unwrap();
    let mut replay = Replay::of(MADE.book.clone()).with_faults(faults);
    drive(&MADE.world, Box::new(adapter), &BTreeSet::from([HOST]), Limit::BLOCKSCOUT, &mut replay)
}

fn seeds() -> u64 {
    std::env::var("SPOOR_SEEDS").map_or(20, |seeds| seeds.parse().unwrap())
}

#[test]
fn without_faults_everything_is_found() {
    let driven = by_blockscout(Faults::none());
    let view = &driven.view;
    assert_eq!((view.progress.stage, driven.faults), (Stage::Done, 0));
    Graph::check(view).unwrap();
    eprintln!("{} requests, {} ms", view.progress.asked, driven.took_ms);
    for node in &view.nodes {
        eprintln!("{} {:?}", node.account, node.coverage);
    }
    for end in &view.ends {
        eprintln!("{} {:?} {}", view.nodes[end.node].account, end.reason, end.amount);
    }
    eprintln!("{:?}", view.notes);
}

#[test]
fn every_fault_leaves_the_graph_right_or_said_to_be_incomplete() {
    let whole_view = by_blockscout(Faults::none()).view;
    let whole = Graph::of(&whole_view);
    for fault in Fault::ALL {
        for rate in RATES {
            let (mut same, mut short, mut silent, mut faults, mut requests) = (0, 0, 0, 0, 0);
            let begun = std::time::Instant::now();
            for seed in 0..seeds() {
                let driven = by_blockscout(Faults::only(fault, seed, rate));
                Graph::check(&driven.view).unwrap_or_else(|why| panic!("{} {rate} % seed {seed}: {why}", fault.name()));
                faults += driven.faults;
                requests += driven.view.progress.asked;
                if Graph::of(&driven.view) == whole {
                    same += 1;
                } else if let Some(why) = Graph::silently_short(&whole, &whole_view, &driven.view) {
                    silent += 1;
                    if silent == 1 {
                        eprintln!("{} {rate} % seed {seed}: {why}", fault.name());
                    }
                } else {
                    short += 1;
                }
            }
            eprintln!(
                "{} {rate} %: {same} same, {short} said to be short, {silent} silent; {faults} faults in {requests} requests, {} ms",
                fault.name(),
                begun.elapsed().as_millis()
            );
        }
    }
}
