//! The replayed interfaces against the world they show, against recorded answers, and against their own rules.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::explorer::blockscout::Blockscout;
use crate::explorer::world::{Row, World};
use crate::explorer::{About, Adapter, Order, Part, Question};
use crate::money::{Chain, TransferKind};

const TRANSACTIONS: &str = include_str!("../../../tests/cases/blockscout-pages/address-transactions.json");
const INTERNAL: &str = include_str!("../../../tests/cases/blockscout-pages/address-internal-transactions.json");
const TOKENS: &str = include_str!("../../../tests/cases/blockscout-pages/address-token-transfers.json");
const ONE: &str = include_str!("../../../tests/cases/blockscout-pages/transaction.json");
const KEY: &str = "apikey=mine";

fn hash(n: u64) -> String {
    format!("0x{:064x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn address(digit: char) -> String {
    format!("0x{}", digit.to_string().repeat(40))
}

/// 1 pays 2 in 1,203 transactions, 2 pays 3 by 120 calls, and forged tokens go from 1 to 4; 2 is an exchange.
fn world() -> World {
    let mut rows: Vec<(u64, String, u32, String)> = Vec::new();
    let [one, two, three, four, nine] = ['1', '2', '3', '4', '9'].map(address);
    for n in 0..1_203 {
        rows.push((100 + n / 3, hash(n), 0, format!("native,{one},{two},native,{}", n + 1)));
    }
    for n in 0..60 {
        for index in [1, 2] {
            rows.push((300 + n, hash(10_000 + n), index, format!("internal,{two},{three},native,{}", n + 7)));
        }
    }
    for n in 0..70 {
        rows.push((200 + n, hash(20_000 + n), 0, format!("token,{one},{four},{nine},{}", n % 2)));
    }
    rows.sort();
    let mut text = "block,time,tx,index,kind,from,to,asset,amount\n".to_owned();
    for (block, tx, index, line) in rows {
        text.push_str(&format!("{block},{},{tx},{index},{line}\n", 1_700_000_000 + 12 * block));
    }
    let case = format!(
        r#"{{"id": "toy", "name": "Toy", "chain": "eip155:1", "decimals": 18, "unit": "coins",
        "seeds": [{{"address": "{one}", "from_block": 100}}], "stolen": "1", "source": "made up", "licence": "MIT"}}"#
    );
    let labels = format!("address,name,category,source\n{two},\"The \"\"Bank\"\"\",exchange,made up\n");
    World::from_files(&case, &labels, &text).unwrap()
}

fn replay() -> Replay {
    Replay::of(Arc::new(Book::of(&world())))
}

fn get(replay: &mut Replay, target: &str) -> Served {
    replay.answer(&request(target), 0)
}

fn request(target: &str) -> HttpRequest {
    HttpRequest::get(format!("https://explorer.example{target}"))
}

fn json(served: &Served) -> Value {
    serde_json::from_str(&served.body).unwrap()
}

/// A row of the world without what a list cannot know of it.
type Plain = (u64, String, TransferKind, String, String, String);

fn of_world(row: &Row) -> Plain {
    (row.block, row.tx.to_string(), row.kind, row.from.to_string(), row.to.to_string(), row.amount.to_string())
}

#[test]
fn every_row_of_a_world_is_read_once_by_the_blockscout_adapter() {
    let world = world();
    let adapter = Blockscout::new(Chain::ETHEREUM, "explorer.example").unwrap();
    let mut replay = replay();
    for address in world.addresses() {
        let mut read: Vec<Plain> = Vec::new();
        for part in [Part::Transactions, Part::Internal, Part::Tokens] {
            let (chain, about) = (Chain::ETHEREUM, About::Address(address.clone()));
            let mut question = Question { source: 0, chain, about, part, order: Order::Newest, start: None, cursor: None };
            loop {
                let (_, seen) = replay.answer(&adapter.request(&question).unwrap(), 0).seen(1_000);
                let Seen::Answer(answer) = seen else { panic!("{seen:?}") };
                let page = adapter.parse(&question, &answer).unwrap();
                assert_eq!(page.gaps, [""; 0]);
                assert!(page.transfers.len() <= 50 && page.transfers.is_sorted_by(|a, b| a.block >= b.block));
                read.extend(page.transfers.iter().map(|row| {
                    (row.block, row.tx.to_string(), row.kind, row.from.to_string(), row.to.to_string(), row.amount.to_string())
                }));
                let Some(next) = page.next else { break };
                question.cursor = Some(next);
            }
        }
        let mut expected: Vec<Plain> = world.rows().iter().filter(|row| row.from == *address || row.to == *address).map(of_world).collect();
        read.sort();
        expected.sort();
        assert_eq!(read, expected, "{address}");
    }
}

#[test]
fn blockscout_rows_have_the_fields_that_were_recorded() {
    let mut replay = replay();
    let (one, two) = (address('1'), address('2'));
    let target = |path: String| format!("/api/v2/{path}");
    let tx = hash(20_000);
    for (path, recorded) in [
        (format!("addresses/{one}/transactions"), TRANSACTIONS),
        (format!("addresses/{two}/internal-transactions"), INTERNAL),
        (format!("addresses/{one}/token-transfers?type=ERC-20"), TOKENS),
        (format!("transactions/{tx}"), ONE),
    ] {
        let served = get(&mut replay, &target(path.clone()));
        assert_eq!(served.status, 200, "{path}");
        let (mut mine, mut theirs) = (json(&served), serde_json::from_str::<Value>(recorded).unwrap());
        if mine.get("items").is_some() {
            (mine, theirs) = (mine["items"][0].clone(), theirs["items"][0].clone());
        }
        let (mine, theirs) = (mine.as_object().unwrap(), theirs.as_object().unwrap());
        for (key, value) in mine {
            // A recorded row was cut down; what it kept has the same type.
            let Some(other) = theirs.get(key) else { continue };
            let same = std::mem::discriminant(value) == std::mem::discriminant(other);
            assert!(same || value.is_null() || other.is_null(), "{path} {key}: {value} is not like {other}");
        }
        let common = mine.keys().filter(|key| theirs.contains_key(*key)).count();
        assert!(common >= 9, "{path}: only {common} fields are the recorded ones");
    }
    let party = &json(&get(&mut replay, &target(format!("addresses/{two}"))))["metadata"]["tags"];
    assert_eq!((party[0]["name"].as_str(), party[1]["slug"].as_str()), (Some("The \"Bank\""), Some("exchange")));
}

#[test]
fn what_is_not_there_is_refused_as_blockscout_refuses() {
    let mut replay = replay();
    for (target, status) in [
        (format!("/api/v2/addresses/{}/transactions", address('e')), 404),
        (format!("/api/v2/transactions/{}", hash(99)), 200),
        (format!("/api/v2/transactions/{}", hash(5_000_000)), 404),
        ("/api/v2/addresses/0x12/transactions".to_owned(), 422),
        ("/api/v2/transactions/0x12".to_owned(), 422),
        (format!("/api/v2/addresses/{}/transactions?block_number=x&index=1", address('1')), 422),
        (format!("/api/v2/addresses/{}/internal-transactions?block_number=1&index=1", address('2')), 422),
        (format!("/api/v2/addresses/{}/logs", address('1')), 404),
        ("/api/v2/blocks".to_owned(), 404),
        ("/".to_owned(), 404),
        (String::new(), 404),
    ] {
        assert_eq!(get(&mut replay, &target).status, status, "{target}");
    }
}

fn etherscan(replay: &mut Replay, query: &str) -> Value {
    json(&get(replay, &format!("/v2/api?chainid=1&module=account&{query}&{KEY}")))
}

#[test]
fn etherscan_caps_pages_and_refuses_with_status_200() {
    let mut replay = replay();
    let (one, two) = (address('1'), address('2'));
    let count = |answer: &Value| answer["result"].as_array().map(Vec::len);
    for (query, rows) in [
        (format!("action=txlist&address={one}&sort=asc"), Some(1_000)),
        (format!("action=txlist&address={one}&offset=10000&page=1"), Some(1_000)),
        (format!("action=txlist&address={one}&offset=1000&page=2"), Some(203)),
        (format!("action=txlist&address={one}&offset=500&page=3&sort=desc"), Some(203)),
        (format!("action=txlist&address={one}&offset=1000&page=10"), Some(0)),
        (format!("action=txlist&address={one}&offset=1000&page=11"), None),
        (format!("action=txlist&address={one}&startblock=500&endblock=500"), Some(3)),
        (format!("action=txlist&address={one}&startblock=x"), None),
        (format!("action=txlistinternal&address={two}"), Some(120)),
        (format!("action=txlistinternal&txhash={}", hash(10_003)), Some(2)),
        (format!("action=tokentx&address={one}"), Some(70)),
        (format!("action=tokentx&address={two}"), Some(0)),
        ("action=txlist&address=0x12".to_owned(), None),
        (format!("action=txlistall&address={one}"), None),
    ] {
        let answer = etherscan(&mut replay, &query);
        assert_eq!(count(&answer), rows, "{query}");
        assert_eq!(answer["status"], if rows.unwrap_or(0) > 0 { "1" } else { "0" }, "{query}");
    }
    let first = etherscan(&mut replay, &format!("action=txlistinternal&address={two}"))["result"][1].clone();
    assert_eq!((first["traceId"].as_str(), first["type"].as_str(), first["isError"].as_str()), (Some("1"), Some("call"), Some("0")));
    let of_tx = etherscan(&mut replay, &format!("action=txlistinternal&txhash={}", hash(10_003)));
    assert!(of_tx["result"][0]["hash"].is_null() && of_tx["result"][0]["traceId"].is_null(), "as recorded, it repeats no hash");
    let no_key = json(&get(&mut replay, &format!("/v2/api?chainid=1&module=account&action=txlist&address={one}")));
    assert_eq!((no_key["message"].as_str(), no_key["result"].as_str()), (Some("NOTOK"), Some("Missing/Invalid API Key")));
    let elsewhere = json(&get(&mut replay, &format!("/v2/api?chainid=8453&module=account&action=txlist&address={one}&{KEY}")));
    assert!(elsewhere["result"].as_str().unwrap().starts_with("Missing or unsupported chainid"));
}

#[test]
fn routescan_needs_no_key_and_names_its_chain_in_the_path() {
    let mut replay = replay();
    let one = address('1');
    let mut ask = |chain: &str| {
        let target =
            format!("/v2/network/mainnet/evm/{chain}/etherscan/api?module=account&action=txlist&address={one}&offset=10000&page=1");
        get(&mut replay, &target)
    };
    let served = ask("1");
    assert_eq!(json(&served)["result"].as_array().unwrap().len(), 1_203);
    assert!(served.headers.iter().any(|(name, _)| *name == "x-ratelimit-rpm-limit"));
    assert_eq!(json(&ask("8453")), serde_json::json!({"status": "0", "message": "chain not supported", "result": null}));
}

#[test]
fn the_cap_refuses_what_comes_too_fast_and_says_when_to_come_back() {
    let mut replay = replay().with_cap(3);
    let target = format!("/api/v2/addresses/{}/transactions", address('1'));
    let mut ask = |at| replay.answer(&request(&target), at).seen(1_000).1;
    for at in [0, 10, 20] {
        assert!(matches!(ask(at), Seen::Answer(HttpAnswer { status: 200, .. })));
    }
    assert!(matches!(ask(400), Seen::Answer(HttpAnswer { status: 429, retry_after_ms: Some(600), .. })));
    assert!(matches!(ask(1_000), Seen::Answer(HttpAnswer { status: 200, .. })));
    assert!(matches!(ask(1_005), Seen::Answer(HttpAnswer { status: 429, retry_after_ms: Some(5), .. })));
}

/// What a page sees of a fault.
fn met(fault: Fault, target: &str) -> (u64, Seen) {
    let mut replay = replay().with_faults(Faults::only(fault, 7, 100));
    let served = get(&mut replay, target);
    assert_eq!(served.fault, Some(fault));
    served.seen(45_000)
}

#[test]
fn every_fault_is_what_its_name_says() {
    let target = format!("/api/v2/addresses/{}/transactions?block_number=400&index=1&items_count=50", address('1'));
    let right = json(&get(&mut replay(), &target));
    let answer = |fault| match met(fault, &target) {
        (_, Seen::Answer(answer)) => answer,
        other => panic!("{fault:?}: {other:?}"),
    };
    let body = |fault| serde_json::from_str::<Value>(&answer(fault).body);
    let places = |list: &Value| -> Vec<(u64, u64)> {
        let rows = list["items"].as_array().unwrap();
        rows.iter().map(|row| (row["block_number"].as_u64().unwrap(), row["position"].as_u64().unwrap())).collect()
    };
    for fault in Fault::ALL {
        assert_eq!(Fault::of_name(fault.name()), Some(fault));
        match fault {
            Fault::Limited => assert!((answer(fault).status, answer(fault).retry_after_ms.unwrap()) >= (429, 1_000)),
            Fault::LimitedUnreadable | Fault::CorsRefused | Fault::Reset => assert_eq!(met(fault, &target), (0, Seen::Opaque), "{fault:?}"),
            Fault::Trouble => assert!([500, 502, 503].contains(&answer(fault).status)),
            Fault::Stall => assert_eq!(met(fault, &target).0, 30_000),
            Fault::Drip => assert_eq!(met(fault, &target), (45_000, Seen::TimedOut)),
            Fault::Truncated | Fault::WebPage => assert!(body(fault).is_err()),
            Fault::Empty => assert!(body(fault).map_or(true, |body| body.get("items").is_none())),
            Fault::WrongTypes | Fault::Stale | Fault::LyingTotals => assert_ne!(body(fault).unwrap(), right, "{fault:?}"),
            Fault::Duplicated => {
                let (twice, once) = (places(&body(fault).unwrap()), places(&right));
                assert!(twice.len() > once.len() && twice.first() > once.first());
                assert!(once.iter().all(|place| twice.contains(place)));
            }
            Fault::Reordered => {
                let (mut other, once) = (places(&body(fault).unwrap()), places(&right));
                assert_ne!(other, once);
                other.sort_by(|a, b| b.cmp(a));
                assert_eq!(other, once);
            }
            Fault::Cycling => {
                let next = body(fault).unwrap()["next_page_params"]["block_number"].as_u64().unwrap();
                assert!(next > places(&right)[0].0);
            }
        }
    }
}

#[test]
fn etherscan_meets_the_same_faults_in_its_own_words() {
    let target =
        format!("/v2/api?chainid=1&module=account&action=txlist&address={}&startblock=300&page=2&offset=100&sort=asc&{KEY}", address('1'));
    let right = json(&get(&mut replay(), &target));
    let blocks = |list: &Value| -> Vec<u64> {
        let rows = list["result"].as_array().unwrap();
        rows.iter().map(|row| row["blockNumber"].as_str().unwrap().parse().unwrap()).collect()
    };
    let answer = |fault| match met(fault, &target).1 {
        Seen::Answer(answer) => serde_json::from_str::<Value>(&answer.body).unwrap(),
        other => panic!("{fault:?}: {other:?}"),
    };
    assert_eq!(answer(Fault::Limited)["result"], "Max calls per sec rate limit reached (3/sec)");
    assert_eq!(blocks(&answer(Fault::Cycling))[0], 100);
    assert_eq!(blocks(&answer(Fault::LyingTotals)).len(), 200);
    assert!(blocks(&answer(Fault::Duplicated)).len() > 102 && blocks(&answer(Fault::Duplicated))[0] < blocks(&right)[0]);
    assert_ne!(answer(Fault::Reordered), right);
}

#[test]
fn the_same_seed_gives_the_same_faults_and_another_one_others() {
    let targets: Vec<String> = (0..40).map(|n| format!("/api/v2/transactions/{}", hash(n % 20))).collect();
    let all = |seed, rate| -> Vec<Served> {
        let mut replay = replay().with_faults(Faults::all(seed, rate));
        targets.iter().map(|target| get(&mut replay, target)).collect()
    };
    assert_eq!(all(1, 50), all(1, 50));
    assert_ne!(all(1, 50), all(2, 50));
    assert!(all(1, 0).iter().all(|served| served.fault.is_none()));
    assert!(all(1, 100).iter().all(|served| served.fault.is_some()));
    let (first, second) = (&all(1, 100)[..20], &all(1, 100)[20..]);
    assert_ne!(first, second, "made again, a request meets another fault");
}

#[test]
fn faults_are_as_frequent_as_asked_for_and_all_kinds_come() {
    for rate in [5_u32, 20, 50] {
        let faults = Faults::all(3, u8::try_from(rate).unwrap());
        let met: Vec<Fault> = (0..20_000).filter_map(|n| faults.meets("/api", n).0).collect();
        let share = u32::try_from(met.len()).unwrap() / 200;
        assert!(share.abs_diff(rate) <= 1, "{share} % instead of {rate} %");
        assert_eq!(met.iter().collect::<BTreeSet<_>>().len(), Fault::ALL.len());
    }
}

#[test]
fn a_transaction_shows_its_first_ten_token_transfers_and_the_list_the_rest() {
    let [one, four, nine] = ['1', '4', '9'].map(address);
    let mut text = "block,time,tx,index,kind,from,to,asset,amount\n".to_owned();
    for index in 0..12 {
        text.push_str(&format!("5,1700000000,{},{index},token,{one},{four},{nine},{index}\n", hash(1)));
    }
    let case = format!(
        r#"{{"id": "toy", "name": "Toy", "chain": "eip155:1", "decimals": 18, "unit": "coins",
        "seeds": [{{"address": "{one}", "from_block": 1}}], "stolen": "1", "source": "made up", "licence": "MIT"}}"#
    );
    let world = World::from_files(&case, "address,name,category,source\n", &text).unwrap();
    let mut replay = Replay::of(Arc::new(Book::of(&world)));
    let shown = json(&get(&mut replay, &format!("/api/v2/transactions/{}", hash(1))));
    assert_eq!((shown["token_transfers"].as_array().unwrap().len(), &shown["token_transfers_overflow"]), (10, &Value::Bool(true)));
    let listed = json(&get(&mut replay, &format!("/api/v2/transactions/{}/token-transfers?type=ERC-20", hash(1))));
    let logs: Vec<u64> = listed["items"].as_array().unwrap().iter().map(|row| row["log_index"].as_u64().unwrap()).collect();
    assert_eq!(logs, (1..=12).rev().collect::<Vec<u64>>());
}

#[test]
fn inside_a_block_who_is_paid_comes_before_who_pays_on() {
    let [one, two, three] = ['1', '2', '3'].map(address);
    let mut rows = [(hash(1), &one, &two), (hash(2), &two, &three), (hash(3), &three, &one)].map(|(tx, from, to)| (tx, from, to));
    rows.sort();
    let mut text = "block,time,tx,index,kind,from,to,asset,amount\n".to_owned();
    // The last payment of the circle is a block later: without it the order is decided.
    for (tx, from, to) in rows.iter().filter(|(tx, ..)| *tx != hash(3)) {
        text.push_str(&format!("5,1700000000,{tx},0,native,{from},{to},native,7\n"));
    }
    text.push_str(&format!("6,1700000012,{},0,native,{three},{one},native,7\n", hash(3)));
    let case = format!(
        r#"{{"id": "toy", "name": "Toy", "chain": "eip155:1", "decimals": 18, "unit": "coins",
        "seeds": [{{"address": "{one}", "from_block": 1}}], "stolen": "7", "source": "made up", "licence": "MIT"}}"#
    );
    let world = World::from_files(&case, "address,name,category,source\n", &text).unwrap();
    let mut replay = Replay::of(Arc::new(Book::of(&world)));
    let listed = json(&get(&mut replay, &format!("/api/v2/addresses/{two}/transactions")));
    let from: Vec<&str> = listed["items"].as_array().unwrap().iter().map(|row| row["from"]["hash"].as_str().unwrap()).collect();
    assert_eq!(from, [two.as_str(), one.as_str()], "newest first");
}
