//! WazirX on Ethereum: its case names an address and a time, no transaction and no block.

use std::fmt::Write as _;
use std::sync::Arc;

use spoor::explorer::HttpAnswer;
use spoor::explorer::blockscout::Blockscout;
use spoor::explorer::replay::{Book, Delivery, Replay};
use spoor::explorer::world::World;
use spoor::journal::Run;
use spoor::money::{Address, Amount, Asset, Chain};
use spoor::tip::{Engine, Evidence, Expect, Payload, Terms, Unsigned};
use spoor::trace::view::{Reason, View};

use super::case;
use super::drive::{drive, settings};

const HOST: &str = "eth.blockscout.com";
const THIEF: &str = "0x04b21735e93fa3f8df70e2da89e6922616891a88";
const SAFE: &str = "0x27fd43babfbe83a81d14665b1a6fb8030a60c9b4";
const SHIB: &str = "0x95ad61b0a150d79219dcf64e1e6cc01f0b64c4ce";
const COIN: u128 = 1_000_000_000_000_000_000;
/// 2024-07-18T06:19:00Z.
const THEFT: u64 = 1_721_283_540;

fn address(word: &str) -> String {
    match word {
        "thief" => THIEF.to_owned(),
        "safe" => SAFE.to_owned(),
        "shib" => SHIB.to_owned(),
        "native" => word.to_owned(),
        _ => format!("0x{:0<40}", word.bytes().map(|byte| format!("{byte:02x}")).collect::<String>()),
    }
}

/// The thief's address was used before the theft: what it paid then is not the theft.
fn world() -> World {
    let mut text = "block,time,tx,index,kind,from,to,asset,amount\n".to_owned();
    for (n, (after, from, to, asset, amount)) in [
        (-600_i64, "gas", "thief", "native", 3 * COIN),
        (-60, "thief", "early", "native", COIN),
        (60, "safe", "thief", "native", 15_298 * COIN),
        (61, "safe", "thief", "shib", 5_430_000_000_000 * COIN),
        (600, "thief", "ann", "native", 10_000 * COIN),
        (660, "thief", "ben", "native", 5_298 * COIN),
        (700, "thief", "cat", "shib", 5_430_000_000_000 * COIN),
        (900, "ann", "bank", "native", 9_000 * COIN),
        (960, "ben", "dan", "native", 5_000 * COIN),
    ]
    .into_iter()
    .enumerate()
    {
        let kind = if asset == "native" { "native" } else { "token" };
        let time = THEFT.checked_add_signed(after).unwrap();
        let (from, to, asset) = (address(from), address(to), address(asset));
        writeln!(text, "{},{time},0x{:064x},0,{kind},{from},{to},{asset},{amount}", 20_331_000 + n, n + 1).unwrap();
    }
    let case = format!(
        r#"{{"id": "answers", "name": "Only its answers are used", "chain": "eip155:1", "decimals": 18, "unit": "coins",
            "seeds": [{{"address": "{THIEF}", "from_block": 1}}], "stolen": "1", "source": "made for the test", "licence": "MIT"}}"#
    );
    let labels = format!("address,name,category,source\n{},A bank,exchange,made\n", address("bank"));
    World::from_files(&case, &labels, &text).unwrap()
}

fn trace(case: spoor::case::Case) -> (View, u32) {
    let world = world();
    let mut replay = Replay::of(Arc::new(Book::of(&world)));
    let run = Run::on(case, settings(), world.labels().clone(), Box::new(Blockscout::new(Chain::ETHEREUM, HOST).unwrap()));
    drive(run, |request, now| {
        assert_eq!(request.host(), HOST);
        let served = replay.answer(request, now);
        assert_eq!(served.delivery, Delivery::Whole);
        HttpAnswer { status: served.status, body: served.body, retry_after_ms: None }
    })
}

#[test]
fn wazirx_is_followed_from_its_file_alone() {
    let (view, asked) = trace(case("wazirx-2024-07-18"));
    assert!(view.equations.iter().all(spoor::trace::view::Equation::holds));
    let of = |asset: &Asset| view.equations.iter().find(|equation| equation.asset == *asset).unwrap();
    let ether = of(&Asset::native(Chain::ETHEREUM));
    assert_eq!(ether.stolen, Amount::from_u128(15_298 * COIN), "what was paid before the time of the theft is not the theft");
    assert_eq!(ether.exchanges, Amount::from_u128(9_000 * COIN));
    // What is not on the asset list is not followed, and is shown apart for that reason.
    let shib = Asset::token(Chain::ETHEREUM, SHIB.parse::<Address>().unwrap());
    assert!(view.equations.iter().all(|equation| equation.asset != shib));
    let apart: Vec<_> = view.guarded.iter().filter(|row| row.transfer.asset == shib).collect();
    assert_eq!(apart.len(), 2);
    assert!(apart.iter().all(|row| row.reasons.iter().any(|why| why.contains("Not an asset of the list"))), "{apart:?}");
    let early: Address = address("early").parse().unwrap();
    assert!(view.ends.iter().all(|end| *view.nodes[end.node].account.address() != early));
    assert!(asked > 5);
}

/// A tip about such a case names the first payment, and whoever checks it finds that the case says so.
#[test]
fn a_tip_from_a_case_without_transactions_is_valid_and_one_that_begins_elsewhere_is_not() {
    let case = case("wazirx-2024-07-18");
    let (view, _) = trace(case.clone());
    let end = view.ends.iter().find(|end| end.reason == Reason::Exchange).unwrap().id;
    let engine = Engine { name: "Spoor".to_owned(), version: "test".to_owned(), wasm_sha256: "unknown".to_owned() };
    let evidence = Evidence { case: &case, view: &view, end, note: "", seen: None, seconds: &[], overrides: &[], engine: &engine };
    let written = Payload::from_trace(&evidence).unwrap();
    assert_eq!(written.case.seeds.len(), 1);
    assert_eq!(written.case.seeds[0].amount, Amount::from_u128(10_000 * COIN));
    let outcome = |payload: Payload| {
        let key = super::hostile::key();
        let now: spoor::money::UnixSeconds = "2026-12-01T00:00:00Z".parse().unwrap();
        let payout = spoor::money::Account::new(Chain::ETHEREUM, Address::Evm(key.address())).unwrap();
        let submit_by = spoor::money::UnixSeconds::new(now.get() + 86_400);
        let (signer, portal) = (key.address(), String::new());
        let terms = Terms { portal, payout, signer, salt: [7; 32], nonce: [8; 32], issued_at: now, submit_by };
        let tip = Unsigned::new(payload, terms).unwrap().sign(&key).unwrap();
        let cases = spoor::case::CaseLibrary::built_in().unwrap();
        spoor::tip::verify(&tip.to_json(), &Expect { now, cases: &cases })
    };
    let verdict = outcome(written.clone());
    assert!(verdict.is_valid(), "{}", verdict.summary());
    // The same payment a minute before the time of the theft, or by somebody else, is not the theft.
    let mut before = written.clone();
    before.hops[0].time = spoor::money::UnixSeconds::new(THEFT - 60);
    let mut other = written;
    other.hops[0].from = address("dan").parse().unwrap();
    for payload in [before, other] {
        let verdict = outcome(payload);
        assert!(!verdict.is_valid() && verdict.checks.iter().any(|check| check.sentence.contains("no transaction of the theft of WazirX")));
    }
}
