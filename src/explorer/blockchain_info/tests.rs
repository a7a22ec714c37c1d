//! The adapter against recorded answers, and against an Esplora server that tells of the same transactions.

use serde_json::{Value, json};

use super::super::esplora::{Esplora, Flavour};
use super::super::{Order, mutate};
use super::*;
use crate::money::Transfer;

const RAW: &str = include_str!("../../../tests/fixtures/blockchain_info/rawtx.json");
const MULTI: &str = include_str!("../../../tests/fixtures/blockchain_info/multiaddr.json");

const TX: &str = "cccd3a9ce6c59fd0b5ae4244cb9b239387efa31c96e0d45c0c0b82c0d7ee3bd8";
const OWNER: &str = "bc1qdlt2jrplkf0v7ucvhhjhs0qf7cqr0j27k7j7p0";

fn explorer() -> BlockchainInfo {
    BlockchainInfo::new("https://blockchain.info".parse().unwrap(), "blockchain-info".into())
}

fn question(about: About, offset: Option<&str>) -> Question {
    let cursor = offset.map(|offset| Cursor(vec![(OFFSET.into(), offset.into())]));
    Question { source: 0, chain: Chain::BITCOIN, about, part: Part::Everything, order: Order::Newest, start: None, cursor }
}

fn address(text: &str) -> Question {
    question(About::Address(text.parse().unwrap()), None)
}

fn transaction() -> Question {
    question(About::Transaction(TX.parse().unwrap()), None)
}

fn answer(status: u16, body: &str) -> HttpAnswer {
    HttpAnswer { status, body: body.to_owned(), retry_after_ms: None }
}

fn parse(question: &Question, body: &str) -> Page {
    explorer().parse(question, &answer(200, body)).unwrap()
}

fn rows(page: &Page) -> Vec<String> {
    page.transfers.iter().map(|row| format!("{} {} {:#}>{:#}", row.position, row.amount, row.from, row.to)).collect()
}

#[test]
fn every_url_lets_a_page_read_the_answer() {
    let list = format!("https://blockchain.info/rawaddr/{OWNER}?limit=50&offset=");
    for (question, url) in [
        (transaction(), format!("https://blockchain.info/rawtx/{TX}?cors=true")),
        (address(OWNER), format!("{list}0&cors=true")),
        (question(About::Address(OWNER.parse().unwrap()), Some("50")), format!("{list}50&cors=true")),
    ] {
        assert_eq!(explorer().request(&question).unwrap(), HttpRequest::get(url));
    }
    for wrong in [
        Question { chain: Chain::TRON, ..address(OWNER) },
        Question { part: Part::Tokens, ..address(OWNER) },
        address(&format!("tx-{TX}")),
        question(About::Address(OWNER.parse().unwrap()), Some("50&x=1")),
    ] {
        assert!(explorer().request(&wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_recorded_transaction_is_read() {
    let page = parse(&transaction(), RAW);
    assert_eq!(
        rows(&page),
        [
            "vin:0 1000 1HZwkj…iEzN>tx-ccc…3bd8",
            "vin:1 347390 bc1qpe…f4k4>tx-ccc…3bd8",
            "vin:2 546 1BgGZ9…SAMH>tx-ccc…3bd8",
            "vin:3 546 bc1qw5…f3t4>tx-ccc…3bd8",
            "fee 3510 tx-ccc…3bd8>tx-000…7295",
            "vout:0 31546 tx-ccc…3bd8>bc1qxd…tgm4",
            "vout:1 314426 tx-ccc…3bd8>1HZwkj…iEzN",
        ]
    );
    assert_eq!((page.next.clone(), page.gaps.len()), (None, 0));
    let row = &page.transfers[0];
    assert_eq!((row.block, row.at.to_string().as_str(), row.block_hash), (837_165, "2024-04-01T00:03:10Z", None));
}

/// The recorded history in the shape of the list that is asked for.
fn history(n_tx: Value) -> Value {
    let mut body: Value = serde_json::from_str(MULTI).unwrap();
    body["n_tx"] = n_tx;
    body
}

#[test]
fn a_recorded_history_is_read_as_far_as_it_is_whole() {
    let page = parse(&address(OWNER), &history(json!(2)).to_string());
    assert_eq!(
        rows(&page),
        [
            "vin:0 113000 bc1qdl…j7p0>tx-328…db95",
            "vin:1 3462186 bc1q52…j6mz>tx-328…db95",
            "fee 31350 tx-328…db95>tx-000…7295",
            "vout:0 1000000 tx-328…db95>3CXosf…X45t",
            "vout:1 2543836 tx-328…db95>bc1qm4…puhl",
        ]
    );
    // Of the other transaction this kind of list shows only the output that pays the address.
    assert_eq!(page.gaps, ["transaction 2 of 2 is left out: its outputs are not in order, or not all of them"]);
}

#[test]
fn a_list_goes_on_by_its_count() {
    let next = |n_tx: Value| parse(&address(OWNER), &history(n_tx).to_string()).next.map(|cursor| cursor.0[0].1.clone());
    assert_eq!(next(json!(3)), Some("2".into()));
    assert_eq!(next(json!(2)), None);
    let later = question(About::Address(OWNER.parse().unwrap()), Some("2"));
    assert_eq!(parse(&later, r#"{"txs":[],"n_tx":3}"#).gaps, ["the list ends after 2 of 3 transactions"]);
    assert_eq!(parse(&later, r#"{"txs":[]}"#).gaps.len(), 1);
    let other = explorer().parse(&address("1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu"), &answer(200, MULTI)).unwrap_err();
    assert!(other.to_string().contains("none of its 2 transactions"), "{other}");
}

/// The same transaction in the words of Esplora: shapes differ, the facts are those of the recorded answer.
fn in_esplora(row: &Value) -> Value {
    let output = |row: &Value| json!({"scriptpubkey": row["script"], "scriptpubkey_address": row["addr"], "value": row["value"]});
    let inputs: Vec<Value> = row["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| json!({"txid": "11".repeat(32), "vout": 0, "is_coinbase": false, "prevout": output(&input["prev_out"])}))
        .collect();
    let outputs: Vec<Value> = row["out"].as_array().unwrap().iter().map(output).collect();
    let status = json!({"confirmed": true, "block_height": row["block_height"], "block_time": row["time"]});
    json!({"txid": row["hash"], "fee": row["fee"], "vin": inputs, "vout": outputs, "status": status})
}

#[test]
fn two_explorers_give_the_same_transfers() {
    let esplora = Esplora::new("https://mempool.space/api".parse().unwrap(), Flavour::Mempool, "mempool".into());
    let by_esplora =
        |question: &Question, body: Value| -> Vec<Transfer> { esplora.parse(question, &answer(200, &body.to_string())).unwrap().transfers };
    let one: Value = serde_json::from_str(RAW).unwrap();
    assert_eq!(parse(&transaction(), RAW).transfers, by_esplora(&transaction(), in_esplora(&one)));
    let all: Value = serde_json::from_str(MULTI).unwrap();
    let list: Vec<Value> = all["txs"].as_array().unwrap().iter().map(in_esplora).collect();
    // The second transaction is not whole here; both explorers' adapters refuse it.
    assert_eq!(parse(&address(OWNER), MULTI).transfers, by_esplora(&address(OWNER), json!(list)));
}

#[test]
fn an_address_beside_a_bare_key_is_not_believed() {
    let mut row: Value = serde_json::from_str(RAW).unwrap();
    let key = "210279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798ac";
    row["out"][0]["script"] = json!(key);
    row["inputs"][2]["prev_out"]["script"] = json!(key);
    let page = parse(&transaction(), &row.to_string());
    assert_eq!(page.transfers.len(), 6, "the input is left out");
    assert_eq!(page.transfers[4].to.to_string(), format!("tx-{TX}-0"));
    assert!(page.gaps[0].starts_with("1 inputs of transaction"), "{:?}", page.gaps);
}

#[test]
fn what_cannot_be_true_is_left_out() {
    for (what, pointer, value) in [
        ("it does not add up", "/fee", json!(1)),
        ("outputs out of order", "/out/0/n", json!(1)),
        ("an output is missing", "/out/1/n", json!(2)),
        ("a double spend", "/double_spend", json!(true)),
        ("a float", "/out/0/value", json!(31_546.0)),
        ("a negative amount", "/out/0/value", json!(-1)),
        ("no script", "/out/0/script", json!("zz")),
        ("no input", "/inputs/0/prev_out", json!(null)),
        ("another transaction", "/hash", json!("11".repeat(32))),
    ] {
        let mut row: Value = serde_json::from_str(RAW).unwrap();
        *row.pointer_mut(pointer).unwrap() = value;
        let read = explorer().parse(&transaction(), &answer(200, &row.to_string()));
        assert!(matches!(read, Err(AnswerError::Unreadable { .. })), "{what}: {read:?}");
    }
    let mut row: Value = serde_json::from_str(RAW).unwrap();
    row["block_height"] = json!(null);
    let page = parse(&transaction(), &row.to_string());
    assert_eq!((page.transfers.len(), page.gaps.len()), (0, 1));
}

#[test]
fn refusals_are_told_apart() {
    for (status, body, expected) in [
        (404, r#"{"error":"not-found-or-invalid-arg","message":"Transaction not found"}"#, "does not hold the transaction"),
        (400, r#"{"message":"Invalid hash"}"#, "(status 400): Invalid hash"),
        (429, "", "answers no more questions"),
        (500, "<html>", "is in trouble"),
        (200, "<html>", "a web page came instead"),
        (403, "<html>", "(status 403): "),
        (200, "Transaction not found", "cannot be read"),
    ] {
        let error = explorer().parse(&transaction(), &answer(status, body)).unwrap_err();
        assert!(error.to_string().contains(expected), "{status} {body}: {error}");
    }
}

#[test]
fn broken_answers_break_nothing() {
    for mutant in mutate::mutants(RAW.as_bytes(), 10_000, 1) {
        let _page = explorer().parse(&transaction(), &answer(200, &mutant));
    }
    for mutant in mutate::mutants(MULTI.as_bytes(), 10_000, 2) {
        if let Ok(page) = explorer().parse(&address(OWNER), &answer(200, &mutant)) {
            assert!(page.gaps.len() <= 10);
        }
    }
}
