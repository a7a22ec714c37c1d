//! Whatever goes wrong between the page and an explorer, the graph is the right one, or the view says where it is not whole.
//!
//! Each fault at 5, 20 and 50 % of the requests, over many seeds: 20 of them, or as many as `SPOOR_SEEDS` says. A run goes from
//! the theft to the last end in virtual time, and is held to its manners on the way: no host but those it was given, no request
//! above the token bucket, none before a host's rest is over, no more at once than allowed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

mod drive;
mod etherscan;
mod graph;
mod made;
mod second;
mod stale;

use std::collections::BTreeSet;

use drive::{Driven, drive};
use graph::Graph;
use made::MADE;
use spoor::explorer::Adapter;
use spoor::explorer::base::Base;
use spoor::explorer::blockscout::Blockscout;
use spoor::explorer::etherscan::Etherscan;
use spoor::explorer::polite::Limit;
use spoor::explorer::replay::{Fault, Faults, Replay};
use spoor::money::Chain;
use spoor::trace::view::{Stage, View};

const HOST: &str = "eth.blockscout.com";
const OTHER: &str = "eth.explorer.example";
const ETHERSCAN: &str = "api.etherscan.io";
const ROUTESCAN: &str = "api.routescan.io";
const RATES: [u8; 3] = [5, 20, 50];

fn by_blockscout(faults: Faults) -> Driven {
    ask(&[(HOST, faults)])
}

/// Asks explorers in this order, each with its faults.
fn ask(hosts: &[(&'static str, Faults)]) -> Driven {
    // No stretch of a second may hold more than a full bucket and what it earns in it.
    let replay = |faults: &Faults| Replay::of(MADE.book.clone()).with_faults(faults.clone()).with_cap(8);
    let mut replays = hosts.iter().map(|(host, faults)| (*host, replay(faults))).collect();
    let driven = drive(&MADE.world, hosts.iter().map(|(host, _)| adapter(host)).collect(), Limit::BLOCKSCOUT, &mut replays);
    assert_eq!(driven.too_fast, 0, "an explorer's own cap was hit");
    driven
}

/// Each host speaks its own language.
fn adapter(host: &str) -> Box<dyn Adapter> {
    let base = || Base::of_host(host).unwrap();
    match host {
        ETHERSCAN => Box::new(Etherscan::v2(Chain::ETHEREUM, base(), "etherscan".to_owned()).unwrap()),
        ROUTESCAN => Box::new(Etherscan::routescan(Chain::ETHEREUM, base(), "routescan".to_owned()).unwrap()),
        _ => Box::new(Blockscout::new(Chain::ETHEREUM, host).unwrap()),
    }
}

fn seeds() -> u64 {
    std::env::var("SPOOR_SEEDS").map_or(20, |seeds| seeds.parse().unwrap())
}

/// How often a fault left the graph as it is, and how often the view had to say that it is not whole.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    same: u64,
    said: u64,
    faults: u64,
}

/// Runs every seed; fails where a transfer is there twice, an equation does not hold, or the graph is short in silence.
fn count(fault: Fault, rate: u8) -> Count {
    let whole_view: View = by_blockscout(Faults::none()).view;
    let whole = Graph::of(&whole_view);
    let mut count = Count::default();
    for seed in 0..seeds() {
        let driven = by_blockscout(Faults::only(fault, seed, rate));
        let what = format!("{} at {rate} %, seed {seed}", fault.name());
        count.faults += u64::from(driven.faults);
        if let Err(why) = Graph::check(&driven.view) {
            panic!("{what}: {why}");
        }
        if Graph::of(&driven.view) == whole {
            count.same += 1;
        } else if let Some(why) = Graph::silently_short(&whole, &whole_view, &driven.view) {
            panic!("{what}: {why}");
        } else {
            count.said += 1;
        }
    }
    assert!(count.faults > 0, "{} at {rate} %: no fault was met", fault.name());
    count
}

fn at_every_rate(fault: Fault) -> [Count; 3] {
    let counts = RATES.map(|rate| count(fault, rate));
    eprintln!("{}: {counts:?}", fault.name());
    counts
}

/// Faults that asking again heals: at 5 % nothing is lost.
fn heals(fault: Fault) {
    let [few, ..] = at_every_rate(fault);
    assert_eq!(few.said, 0);
}

/// Faults that change nothing, however many.
fn is_harmless(fault: Fault) {
    assert!(at_every_rate(fault).iter().all(|count| count.said == 0));
}

/// Faults that cannot be healed by asking again, and are said.
fn is_said(fault: Fault) {
    let [.., many] = at_every_rate(fault);
    assert!(many.said > 0);
}

#[test]
fn without_faults_everything_is_found() {
    let driven = by_blockscout(Faults::none());
    let view = &driven.view;
    assert_eq!((view.progress.stage, driven.faults, &view.notes), (Stage::Done, 0, &Vec::new()));
    Graph::check(view).unwrap();
    // Three lists each of nine addresses; the thief's transactions fill two pages and the calls another two.
    assert_eq!((view.nodes.len(), view.ends.len(), view.progress.asked), (12, 13, 30));
    assert!(view.nodes.iter().all(|node| node.coverage.as_ref().is_none_or(spoor::explorer::Coverage::is_complete)));
    // 30 requests at three a second.
    assert!(driven.took_ms > 25 * 334);
}

/// Faults that leave nothing of an answer: the next explorer is asked.
const SILENT: [Fault; 10] = [
    Fault::Limited,
    Fault::LimitedUnreadable,
    Fault::Trouble,
    Fault::Reset,
    Fault::Drip,
    Fault::Truncated,
    Fault::Empty,
    Fault::WebPage,
    Fault::CorsRefused,
    Fault::Stall,
];

#[test]
fn a_second_explorer_gives_what_the_first_does_not() {
    let whole = Graph::of(&by_blockscout(Faults::none()).view);
    for fault in SILENT {
        for seed in 0..seeds().div_ceil(4) {
            let driven = ask(&[(HOST, Faults::only(fault, seed, 50)), (OTHER, Faults::none())]);
            Graph::check(&driven.view).unwrap();
            assert_eq!(Graph::of(&driven.view), whole, "{} seed {seed}", fault.name());
        }
    }
}

#[test]
fn two_bad_explorers_never_make_one_row_two() {
    let whole_view = by_blockscout(Faults::none()).view;
    let whole = Graph::of(&whole_view);
    // All but stale answers, which `stale` is about.
    let kinds: Vec<Fault> = Fault::ALL.into_iter().filter(|fault| *fault != Fault::Stale).collect();
    for seed in 0..4 * seeds() {
        let faults = |seed| Faults { kinds: kinds.clone(), ..Faults::all(seed, 50) };
        let driven = ask(&[(HOST, faults(seed)), (OTHER, faults(seed + 1_000_000))]);
        Graph::check(&driven.view).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        if let Some(why) = Graph::silently_short(&whole, &whole_view, &driven.view) {
            panic!("seed {seed}: {why}");
        }
    }
}

macro_rules! faults {
    ($($name:ident: $law:ident($fault:ident);)*) => {
        $(#[test] fn $name() { $law(Fault::$fault); })*

        #[test]
        fn every_fault_has_its_test() {
            let tested = BTreeSet::from([$(Fault::$fault),*, Fault::Stale]);
            assert_eq!(tested, BTreeSet::from(Fault::ALL));
        }
    };
}

faults! {
    limited: heals(Limited);
    limited_unreadable: heals(LimitedUnreadable);
    trouble: heals(Trouble);
    reset: heals(Reset);
    stall: is_harmless(Stall);
    drip: heals(Drip);
    truncated: heals(Truncated);
    wrong_types: is_said(WrongTypes);
    empty: is_said(Empty);
    web_page: is_said(WebPage);
    duplicated: is_harmless(Duplicated);
    reordered: is_harmless(Reordered);
    cycling: is_said(Cycling);
    cors_refused: heals(CorsRefused);
    lying_totals: is_harmless(LyingTotals);
}
