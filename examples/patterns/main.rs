//! Measures the heuristics on transactions whose nature is known, and how fast they are.
//!
//! `cargo run --profile bench --example patterns` takes the sets of `data/patterns`;
//! `-- --coinjoin DIR --nomad PAIRS TOKENS --poisoning FILE` takes others, in the form in which they were published.

mod accounts;
mod count;
mod data;

use std::path::PathBuf;
use std::time::Instant;

use spoor::trace::pattern::bridge_pair::{Leg, Rules};
use spoor::trace::pattern::coinjoin::classify;
use spoor::trace::pattern::spend::Spend;

/// Transactions that GraphSense-lib 2.18.1 classifies in a CPU second, on these sets.
const RIVAL: u128 = 30_900;
/// How often the sets are gone through.
const ROUNDS: u128 = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let own = data::folder();
    let (mut coinjoin, mut payoffs) = (own.clone(), own.join("poisoning.csv.gz"));
    let (mut pairs, mut tokens) = (own.join("nomad.csv.gz"), own.join("nomad-tokens.csv.gz"));
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut next = || words.next().map(PathBuf::from).ok_or(format!("nothing follows {word}"));
        match word.as_str() {
            "--coinjoin" => coinjoin = next()?,
            "--nomad" => (pairs, tokens) = (next()?, next()?),
            "--poisoning" => payoffs = next()?,
            _ => {
                return Err(format!("there is no option {word:?}; there are --coinjoin DIR, --nomad PAIRS TOKENS, --poisoning FILE").into());
            }
        }
    }
    let sets =
        data::CLASSES.iter().map(|class| data::spends(&coinjoin, class).map(|spends| (*class, spends))).collect::<Result<Vec<_>, _>>()?;
    rounds(&sets);
    change(&sets);
    speed(&sets);
    bridges(&data::nomad(&pairs, &tokens)?);
    look_alikes(&data::payoffs(&payoffs)?);
    for name in ["atomic", "lifi", "txphish"] {
        for (pattern, shown) in accounts::shown(&accounts::world(name)?) {
            let ((layers, of), (others, among)) = (shown.layers, shown.others);
            println!("{name}, {pattern}: {layers} of {of} addresses of the theft, {others} of {among} others");
        }
    }
    Ok(())
}

fn rounds(sets: &[(&str, Vec<Spend>)]) {
    println!(
        "{:19} {:>6} {:>9} {:>8} {:>8} {:>10} {:>6} {:>7} {:>9} {:>7}",
        "set", "all", "Whirlpool", "Wasabi 1", "Wasabi 2", "JoinMarket", "Tx0", "shaped", "Stonewall", "argued"
    );
    let mut told = Vec::new();
    for (class, spends) in sets {
        let counts = count::count(spends);
        let [whirlpool, wasabi1, wasabi2, joinmarket] = counts.rounds;
        println!(
            "{class:19} {:>6} {whirlpool:>9} {wasabi1:>8} {wasabi2:>8} {joinmarket:>10} {:>6} {:>7} {:>9} {:>7}",
            counts.all, counts.entries, counts.shaped, counts.stonewall, counts.argued
        );
        told.push((*class, counts));
    }
    println!("shaped: no round, but of JoinMarket's shape, by which its set was made; said, and no boundary");
    println!("argued: rounds with five equal outputs and more, as many payers, and no script twice, whatever the set is called");
    for (class, counts) in told {
        let [whirlpool, wasabi1, wasabi2, joinmarket] = counts.rounds;
        let (right, what) = match class {
            "whirlpool" => (whirlpool, "in the right class".to_owned()),
            "wasabi1" => (wasabi1, "in the right class".to_owned()),
            "wasabi2" => (wasabi2, "in the right class".to_owned()),
            "joinmarket" => (
                joinmarket + counts.shaped,
                format!("in the right class: {joinmarket} named JoinMarket, {} of its shape alone", counts.shaped),
            ),
            _ if class.ends_with("postmix") => (
                counts.rounds.iter().sum::<usize>().saturating_sub(counts.argued),
                format!("named a round and not argued; {} of JoinMarket's shape alone", counts.shaped),
            ),
            _ => continue,
        };
        println!("{class}: {right} of {} {what}", counts.all);
    }
}

fn change(sets: &[(&str, Vec<Spend>)]) {
    let all: Vec<Spend> = sets.iter().flat_map(|(_, spends)| spends.clone()).collect();
    let found = count::changes(&all);
    println!("change, by opinion alone: {} right, {} wrong, {} unknown", found.right, found.wrong, found.unknown);
}

#[allow(clippy::disallowed_methods, reason = "a native program has a clock")]
fn speed(sets: &[(&str, Vec<Spend>)]) {
    let (begun, begun_ns) = (Instant::now(), processor_ns());
    let mut found = 0u128;
    for _ in 0..ROUNDS {
        found += sets.iter().flat_map(|(_, spends)| spends).filter(|spend| classify(std::hint::black_box(spend)).is_some()).count() as u128;
    }
    // By the processor's time where the system tells it: others may be at work.
    let on_processor = begun_ns.zip(processor_ns()).map(|(from, to)| to.saturating_sub(from));
    let took = on_processor.unwrap_or(begun.elapsed().as_nanos()).max(1);
    let all = ROUNDS * sets.iter().map(|(_, spends)| spends.len() as u128).sum::<u128>();
    let each_s = all * 1_000_000_000 / took;
    println!("{all} transactions, {found} rounds: {each_s} a second of the processor, {} times GraphSense-lib's {RIVAL}", each_s / RIVAL);
}

fn bridges((deposits, withdrawals, rules): &(Vec<Leg>, Vec<Leg>, Rules)) {
    let told = count::pairs(deposits, withdrawals, rules);
    println!("Nomad, {} deposits: {} right, {} wrong, {} unknown", deposits.len(), told.right, told.wrong, told.unknown);
    let hidden: Vec<_> = deposits.iter().cloned().map(|leg| Leg { receiver: None, ..leg }).collect();
    let told = count::pairs(&hidden, withdrawals, rules);
    println!("without receivers: {} right, {} wrong, {} unknown", told.right, told.wrong, told.unknown);
}

/// Time this program had the processor, in nanoseconds, on Linux.
fn processor_ns() -> Option<u128> {
    std::fs::read_to_string("/proc/self/schedstat").ok()?.split_whitespace().next()?.parse().ok()
}

fn look_alikes(payoffs: &[data::Payoff]) {
    let seen = payoffs.iter().filter(|payoff| payoff.paid.looks_like(&payoff.meant)).count();
    println!("look-alikes: {seen} of {} recognised", payoffs.len());
}
