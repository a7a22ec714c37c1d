//! Scores beside those of another scorer. `scores.json` was recorded from a program in Python, for results by dice.

use serde::Deserialize;
use spoor::explorer::world::World;
use spoor::money::{Address, Amount};

use super::claims::Claims;
use super::score::{Score, Truth};
use super::{NAMES, truth, world};

#[derive(Deserialize)]
struct Recorded {
    world: String,
    result: Given,
    expected: Expected,
}

#[derive(Deserialize)]
struct Given {
    requests: u32,
    reached: Vec<Claim>,
    visited: Vec<Address>,
}

#[derive(Deserialize)]
struct Claim {
    address: Address,
    amount: Amount,
}

/// Shares as decimals with four digits behind the point.
#[derive(Deserialize)]
struct Expected {
    requests: u32,
    terminal_value_recall: serde_json::Number,
    terminal_value_precision: serde_json::Number,
    terminal_address_recall: serde_json::Number,
    address_precision: serde_json::Number,
    address_recall: serde_json::Number,
}

fn ten_thousandths(share: &serde_json::Number) -> Amount {
    Amount::parse_coins(&share.to_string(), 4).unwrap()
}

fn numbers(score: &Score) -> [Amount; 5] {
    [score.value_recall, score.value_precision, score.terminal_recall, score.precision, score.recall]
        .map(|ratio| Amount::from(ratio.of_parts(10_000)))
}

#[test]
fn every_score_is_the_one_that_another_scorer_gives() {
    let recorded: Vec<Recorded> = serde_json::from_str(include_str!("scores.json")).unwrap();
    assert_eq!(recorded.len(), 9);
    for Recorded { world: name, result, expected } in recorded {
        let mut claims = Claims { requests: result.requests, visited: result.visited.into_iter().collect(), ..Claims::default() };
        for claim in result.reached {
            claims.reach(&claim.address, claim.amount);
        }
        let score = truth(&name).score(&claims);
        let shares = [
            expected.terminal_value_recall,
            expected.terminal_value_precision,
            expected.terminal_address_recall,
            expected.address_precision,
            expected.address_recall,
        ];
        assert_eq!((score.requests, numbers(&score)), (expected.requests, shares.map(|share| ten_thousandths(&share))), "{name}");
    }
}

#[test]
fn the_truth_scores_all_and_nothing_scores_nothing() {
    for name in NAMES {
        let text = super::folder::text(&super::path(name), "truth.csv").unwrap();
        let mut claims = Claims::default();
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let address = fields[0].parse().unwrap();
            if fields[1] == "terminal" {
                claims.reach(&address, fields[2].parse().unwrap());
            }
            claims.visited.insert(address);
        }
        assert_eq!(numbers(&truth(name).score(&claims)), [Amount::from(10_000); 5], "{name}");
        assert_eq!(numbers(&truth(name).score(&Claims::default())), [Amount::ZERO; 5], "{name}");
    }
}

/// hack pays layer, layer pays deposit (swept into hot) and parked; shop is no resting place and is swept into cold, which is.
fn toy() -> (World, Truth) {
    let case = r#"{"id": "toy", "name": "Toy", "chain": "eip155:1", "decimals": 18, "unit": "coin", "stolen": "100", "source": "", "licence": "",
        "seeds": [{"address": "0x00000000000000000000000000000000000000a1", "from_block": 1}]}"#;
    let labels = format!("address,name,category,source\n{},Hot,exchange,x\n{},Cold,exchange,x\n", hex('h'), hex('c'));
    let world = World::from_files(case, &labels, "block,time,tx,index,kind,from,to,asset,amount\n").unwrap();
    let truth = format!(
        "address,role,in_amount,out_amount,sweeps_to\n{},source,0,100,\n{},layer,100,100,\n{},terminal,40,0,{}\n{},terminal,30,0,\n\
         {},layer,30,29,{}\n{},terminal,29,0,\n{},upstream,0,9,\n",
        hex('a'),
        hex('l'),
        hex('d'),
        hex('h'),
        hex('p'),
        hex('s'),
        hex('c'),
        hex('c'),
        hex('b')
    );
    let truth = Truth::read(&world, &truth).unwrap();
    (world, truth)
}

fn hex(name: char) -> String {
    format!("0x{:040x}", u32::from(name))
}

/// The shares in ten-thousandths.
fn score(visited: &str, reached: &[(char, u64)]) -> [u64; 5] {
    let (_, truth) = toy();
    let address = |name: char| hex(name).parse::<Address>().unwrap();
    let mut claims = Claims { requests: 1, visited: visited.chars().map(address).collect(), ..Claims::default() };
    for &(name, amount) in reached {
        claims.reach(&address(name), Amount::from(amount));
    }
    let score = truth.score(&claims);
    [score.value_recall, score.value_precision, score.terminal_recall, score.precision, score.recall].map(|ratio| ratio.of_parts(10_000))
}

#[test]
fn the_rules_hold_one_by_one() {
    // (visited, claimed) give value recall, value precision, terminal recall: 40 + 30 + 29 are due.
    for (what, visited, reached, expected) in [
        ("a claim beyond the truth is cut", "alp", &[('p', 300)][..], [3_030, 1_000, 3_333]),
        ("the wallet counts for a visited deposit", "ald", &[('h', 40)], [4_040, 10_000, 3_333]),
        ("the wallet alone counts for nothing", "al", &[('h', 40)], [0, 0, 0]),
        ("a deposit counts for its wallet", "als", &[('s', 30)], [2_929, 9_667, 3_333]),
        ("nothing counts twice", "als", &[('s', 30), ('c', 29)], [2_929, 4_915, 3_333]),
        ("what is spare at the wallet fills its deposit", "ald", &[('h', 25), ('d', 30)], [4_040, 7_273, 3_333]),
    ] {
        let [recall, precision, terminals, ..] = score(visited, reached);
        assert_eq!([recall, precision, terminals], expected, "{what}");
    }
    // Services and upstream accounts are not judged: hack and layer of five are right, the stranger is wrong.
    assert_eq!(score("alhbz", &[])[3..], [6_667, 4_000]);
}

#[test]
fn a_broken_truth_is_named_with_its_line() {
    let world = world("lifi");
    let read = |text: &str| Truth::read(world, text).unwrap_err().to_string();
    let header = "address,role,in_amount,out_amount,sweeps_to";
    assert!(read("address,role\n").contains("line 1: the header must be"));
    assert!(read(&format!("{header}\n{},boss,0,0,\n", hex('a'))).contains("line 2: the role \"boss\""));
    assert!(read(&format!("{header}\n{},layer,0,0\n", hex('a'))).contains("line 2: it has 4 fields, not 5"));
    assert!(
        read(&format!("{header}\n{0},layer,0,0,\n{0},layer,0,0,\n", hex('a'))).contains("line 3: the address stands here a second time")
    );
}
