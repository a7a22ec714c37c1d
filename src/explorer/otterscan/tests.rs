//! The adapter against answers recorded from a node, and against answers that no good node gives. `tests/otterscan.rs` tries
//! it on a real one.

use serde_json::{Value, json};

use super::*;
use crate::explorer::mutate::mutants;
use crate::explorer::{Cursor, HttpAnswer};
use crate::money::{Position, TransferKind};

const SEARCH: &str = include_str!("../../../tests/fixtures/otterscan/search.json");
const MOVES: &str = include_str!("../../../tests/fixtures/otterscan/moves.json");
const OPERATIONS: &str = include_str!("../../../tests/fixtures/otterscan/operations.json");
const EVENTS: &str = include_str!("../../../tests/fixtures/otterscan/events.json");

const THIEF: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const MULE: &str = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const RIGHT: &str = "0xb2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2";
const SAFE: &str = "0xb3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3";

fn node() -> Otterscan {
    Otterscan::new(Chain::ETHEREUM, "http://127.0.0.1:8545".parse().unwrap(), "own-otterscan".to_owned()).unwrap()
}

fn asked(about: About, part: Part, cursor: Option<Cursor>) -> Question {
    Question { source: 0, chain: Chain::ETHEREUM, about, part, order: Order::Newest, start: None, cursor }
}

fn address(text: &str, part: Part) -> Question {
    asked(About::Address(text.parse().unwrap()), part, None)
}

fn answer(body: &str) -> HttpAnswer {
    HttpAnswer { status: 200, body: body.to_owned(), retry_after_ms: None }
}

fn parse(question: &Question, body: &str) -> Page {
    node().parse(question, &answer(body)).unwrap()
}

/// Methods and first parameters of what is posted.
fn posted(question: &Question) -> Vec<(String, Value)> {
    let request = node().request(question).unwrap();
    assert_eq!(request.url, "http://127.0.0.1:8545");
    let body: Value = serde_json::from_str(&request.body.unwrap()).unwrap();
    let all = if let Value::Array(all) = body { all } else { vec![body] };
    all.iter().map(|call| (call["method"].as_str().unwrap().to_owned(), call["params"].clone())).collect()
}

fn cursor(parameters: &[(&str, &str)]) -> Option<Cursor> {
    Some(Cursor(parameters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()))
}

fn rows(page: &Page) -> Vec<String> {
    page.transfers.iter().map(|row| format!("{:?} {} {} {:#}>{:#}", row.kind, row.position, row.amount, row.from, row.to)).collect()
}

/// The question that the recorded batch answers: six transactions.
fn moves(who: &str, more: &[(&str, &str)]) -> Question {
    let batch: Vec<Value> = serde_json::from_str(MOVES).unwrap();
    let named: Vec<String> = batch
        .iter()
        .take(18)
        .step_by(3)
        .map(|one| {
            let block: u64 = jsonrpc::number(one["result"]["blockNumber"].as_str().unwrap()).unwrap();
            format!("{}:{block}", one["result"]["hash"].as_str().unwrap())
        })
        .collect();
    let all: Vec<(&str, &str)> =
        [("stage", "moves")].into_iter().chain(named.iter().map(|tx| ("tx", tx.as_str()))).chain(more.iter().copied()).collect();
    Question { cursor: cursor(&all), ..address(who, Part::Transactions) }
}

#[test]
fn a_history_begins_at_any_block_in_either_order() {
    for (order, start, method, at) in [
        (Order::Newest, None, "ots_searchTransactionsBefore", 0),
        (Order::Newest, Some(77), "ots_searchTransactionsBefore", 78),
        (Order::Oldest, None, "ots_searchTransactionsAfter", 0),
        (Order::Oldest, Some(77), "ots_searchTransactionsAfter", 76),
        (Order::Oldest, Some(0), "ots_searchTransactionsAfter", 0),
    ] {
        let question = Question { order, start, ..address(THIEF, Part::Transactions) };
        assert_eq!(posted(&question), [(method.to_owned(), json!([THIEF, at, 25]))]);
    }
    assert!(Otterscan::new(Chain::BITCOIN, "https://a.example".parse().unwrap(), "a".to_owned()).is_err());
    assert!(node().request(&address(THIEF, Part::Everything)).is_err());
    assert!(node().request(&address(THIEF, Part::Internal)).is_err());
    assert!(node().request(&address("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", Part::Tokens)).is_err());
    assert!(node().request(&Question { chain: Chain::Eip155(10), ..address(THIEF, Part::Tokens) }).is_err());
    for bad in [
        &[("stage", "moves")][..],
        &[("stage", "moves"), ("tx", "0x12:1")],
        &[("at", "-1")],
        &[("stage", "events"), ("low", "1")],
        &[("stage", "events"), ("low", "1"), ("span", "0"), ("end", "9")],
    ] {
        let part = if bad.contains(&("stage", "events")) { Part::Tokens } else { Part::Transactions };
        assert!(node().request(&Question { cursor: cursor(bad), ..address(THIEF, part) }).is_err(), "{bad:?}");
    }
}

#[test]
fn a_recorded_page_names_the_transactions_to_read_and_where_it_goes_on() {
    let question = Question { start: Some(11), ..address(THIEF, Part::Transactions) };
    let page = parse(&question, SEARCH);
    let next = page.next.unwrap();
    let named: Vec<String> = next.0.iter().map(|(key, value)| format!("{key} {}", value.split(':').next_back().unwrap())).collect();
    assert_eq!(named, ["stage moves", "tx 11", "tx 10", "tx 9", "tx 8", "then 8"]);
    let methods: Vec<String> = posted(&Question { cursor: Some(next), ..question.clone() }).into_iter().map(|(method, _)| method).collect();
    assert_eq!(methods.len(), 4 * 3 + 4);
    assert_eq!(&methods[..3], ["eth_getTransactionByHash", "eth_getTransactionReceipt", "trace_transaction"]);
    assert_eq!(methods.last().unwrap(), "eth_getBlockByNumber");
    let last = SEARCH.replace("\"lastPage\":false", "\"lastPage\":true");
    assert!(!parse(&question, &last).next.unwrap().0.iter().any(|(key, _)| key == "then"));
    let none = r#"{"jsonrpc":"2.0","id":0,"result":{"txs":[],"receipts":[],"firstPage":true,"lastPage":true}}"#;
    assert_eq!(parse(&question, none), Page::default());
    for (what, body) in [
        ("it goes on, and shows nothing", none.replace("\"lastPage\":true", "\"lastPage\":false")),
        ("it begins elsewhere", SEARCH.replace("\"blockNumber\":\"0x8\"", "\"blockNumber\":\"0x18\"")),
        ("null", r#"{"id":0,"result":null}"#.to_owned()),
    ] {
        assert!(matches!(node().parse(&question, &answer(&body)), Err(AnswerError::Unreadable { .. })), "{what}");
    }
    let bare = r#"{"jsonrpc":"2.0","id":0,"error":{"code":-32601,"message":"the method ots_searchTransactionsBefore does not exist"}}"#;
    let error = node().parse(&question, &answer(bare)).unwrap_err();
    assert!(error.to_string().contains("choose a node that has it"), "{error}");
}

#[test]
fn recorded_transactions_are_what_they_moved() {
    let page = parse(&moves(THIEF, &[("then", "4")]), MOVES);
    let fees = page.transfers.iter().filter(|row| row.kind == TransferKind::Fee).count();
    let values: Vec<String> = rows(&page).into_iter().filter(|row| row.starts_with("Native")).collect();
    assert_eq!((fees, page.gaps.len(), page.next), (6, 0, cursor(&[("at", "4")])), "a failed one pays too");
    let amounts: Vec<&str> = values.iter().filter_map(|row| row.split(' ').nth(2)).collect();
    assert_eq!(amounts, ["3000000000000000000", "4000000000000000000", "1000000000000000000", "1000000000000000000"], "and moves nothing");
    let calls: Vec<String> = rows(&parse(&moves(RIGHT, &[]), MOVES));
    assert_eq!(
        calls.iter().map(|row| row.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>(),
        ["Internal trace:1 3000000000000000000", "Internal trace:0.1 2000000000000000000",],
        "below a delegatecall, which has a value and moves nothing"
    );
    assert_eq!(parse(&moves(SAFE, &[]), MOVES), Page::default(), "what was called below a failed call, and in a failed transaction");
    let heir = rows(&parse(&moves("0xb4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4", &[]), MOVES));
    assert!(heir.len() == 1 && heir[0].starts_with("Internal trace:0 1000000000000000000 "), "{heir:?}");
    let created = rows(&parse(&moves("0x61c33cc4cfde601710c7a9e3a0f98b84d4b76943", &[]), MOVES));
    assert!(created.len() == 1 && created[0].starts_with("Internal trace:0 1000000000000000000 "), "{created:?}");
    let tokens = parse(&moves(MULE, &[]), MOVES);
    assert_eq!(tokens.transfers.iter().map(|row| row.position.clone()).collect::<Vec<_>>(), [Position::Log(0), Position::Log(1)]);
}

#[test]
fn a_node_that_cannot_trace_lists_operations_and_a_gap_says_what_that_hides() {
    let mut without: Vec<Value> = serde_json::from_str(MOVES).unwrap();
    for one in without.iter_mut().take(18).skip(2).step_by(3) {
        *one = json!({"jsonrpc": "2.0", "id": one["id"], "error": {"code": -32601, "message": "Method not found"}});
    }
    let question = moves(RIGHT, &[("then", "4")]);
    let page = parse(&question, &json!(without).to_string());
    assert_eq!((page.transfers.len(), page.gaps.len()), (0, 0));
    let again = Question { cursor: page.next, ..question };
    assert_eq!(posted(&again)[2].0, "ots_getInternalOperations");
    let page = parse(&again, OPERATIONS);
    assert_eq!(
        page.transfers.iter().map(|row| (row.position.to_string(), row.amount.to_string())).collect::<Vec<_>>(),
        [("row:2".to_owned(), "3000000000000000000".to_owned()), ("row:1".to_owned(), "2000000000000000000".to_owned()),]
    );
    assert!(page.gaps.len() >= 3 && page.gaps[0].contains("does not tell whether a call inside"), "{:?}", page.gaps);
    assert_eq!(page.next, cursor(&[("at", "4")]));
    // Both sides of a call give it one place, and the transaction's own value, which this node lists too, is no call.
    let trier = Question { cursor: again.cursor.clone(), ..address("0xa3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3", Part::Transactions) };
    let other = parse(&trier, OPERATIONS);
    assert!(other.transfers.iter().any(|row| row.id() == page.transfers[0].id()));
    assert_eq!(other.transfers.iter().filter(|row| row.kind == TransferKind::Native).count(), 1);
    let failed: Vec<u64> = parse(&Question { cursor: again.cursor, ..address(SAFE, Part::Transactions) }, OPERATIONS)
        .transfers
        .iter()
        .map(|row| row.block)
        .collect();
    assert_eq!(failed, [5], "of the failed transaction nothing; of the failed call inside another this node hides that it failed");
}

#[test]
fn a_long_page_is_read_in_batches() {
    let named: Vec<String> = (0..60).map(|at| format!("0x{at:064x}:{}", 100 + at)).collect();
    let all: Vec<(&str, &str)> =
        [("stage", "moves")].into_iter().chain(named.iter().map(|tx| ("tx", tx.as_str()))).chain([("then", "7")]).collect();
    let mut question = Question { cursor: cursor(&all), ..address(THIEF, Part::Transactions) };
    let mut sizes = Vec::new();
    while let Some(left) = moves::named(&question) {
        sizes.push(left.len());
        let calls = posted(&question);
        let times = calls.iter().filter(|(method, _)| method == "eth_getBlockByNumber");
        let mut body: Vec<Value> = (0..calls.len() - times.clone().count()).map(|id| json!({"id": id, "result": null})).collect();
        for (_, params) in times {
            body.push(json!({"id": body.len(), "result": {"number": params[0], "timestamp": "0x1"}}));
        }
        let page = parse(&question, &json!(body).to_string());
        assert!(page.transfers.is_empty() && page.gaps.len() == 9, "what is gone is a gap: {:?}", page.gaps);
        question.cursor = page.next;
    }
    assert_eq!((sizes, question.cursor), (vec![60, 35, 10], cursor(&[("at", "7")])));
}

#[test]
fn what_moved_to_another_block_is_a_gap() {
    let moved = MOVES.replace("\"blockNumber\":\"0x5\"", "\"blockNumber\":\"0x15\"");
    let page = parse(&Question { cursor: moves(THIEF, &[]).cursor, ..address(THIEF, Part::Transactions) }, &moved);
    assert_eq!(page.gaps.len(), 1);
    assert!(page.gaps[0].contains("another block"), "{:?}", page.gaps);
    let untimed = MOVES.replace("\"number\":\"0x5\"", "\"number\":\"0x6\"");
    assert!(node().parse(&moves(THIEF, &[]), &answer(&untimed)).is_err(), "a block's time of another block");
}

#[test]
fn recorded_events_are_token_transfers() {
    let question = address(MULE, Part::Tokens);
    let page = parse(&question, EVENTS);
    assert_eq!(
        rows(&page).iter().map(|row| row.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>(),
        ["Token log:0 1", "Token log:0 4000000000", "Token log:0 7", "Token log:1 7", "Token log:0 0",],
        "the one to oneself once"
    );
    assert_eq!((page.gaps.len(), &page.next), (0, &None));
    assert_eq!(page.transfers[0].asset.known().unwrap().symbol, "USDT");
    assert_eq!(page.transfers[0].block_hash.unwrap().to_string(), "0xccc7e79c5b89ec480723e623096a899bee90cff7f80a35ff79e21a2bdd063a1d");
    let [(_, out), (_, into)] = posted(&question).try_into().unwrap();
    let topic = jsonrpc::topic(&MULE.parse().unwrap());
    assert_eq!(out[0]["topics"], json!([jsonrpc::TRANSFER, topic]));
    assert_eq!(into[0]["topics"], json!([jsonrpc::TRANSFER, null, topic]));
    assert_eq!((&out[0]["fromBlock"], &out[0]["toBlock"]), (&json!("0x0"), &json!("latest")));
}

#[test]
fn times_that_events_do_not_state_are_asked_for() {
    let question = address(MULE, Part::Tokens);
    let untimed = EVENTS.replace("\"blockTimestamp\"", "\"notStated\"");
    let page = parse(&question, &untimed);
    assert_eq!((page.transfers.len(), page.gaps.len()), (0, 0));
    let again = Question { cursor: page.next, ..question.clone() };
    let blocks: Vec<Value> = posted(&again).into_iter().skip(2).map(|(_, params)| params[0].clone()).collect();
    assert_eq!(blocks, ["0xa", "0xb", "0xe", "0xf"]);
    let mut batch: Vec<Value> = serde_json::from_str(&untimed).unwrap();
    for block in &blocks {
        batch.push(json!({"id": batch.len(), "result": {"number": block, "timestamp": "0x67b88aac"}}));
    }
    let timed = parse(&again, &json!(batch).to_string());
    assert_eq!((timed.transfers.len(), timed.next), (5, None));
    assert!(timed.transfers.iter().all(|row| row.at.to_string() == "2025-02-21T14:16:12Z"));
    // Events of a block that nobody asked about.
    assert!(
        node()
            .parse(
                &Question { cursor: cursor(&[("stage", "events"), ("low", "0"), ("span", "9"), ("end", "9"), ("time", "10")]), ..question },
                &answer(&json!([batch[0], batch[1], {"id": 2, "result": {"number": "0xa", "timestamp": "0x1"}}]).to_string())
            )
            .is_err()
    );
}

/// Walks through a range that a node answers only in windows of at most `most` blocks; gives the windows answered.
fn windows(order: Order, start: Option<u64>, head: u64, most: u64) -> (Vec<(u64, u64)>, Vec<String>) {
    let mut question = Question { order, start, ..address(MULE, Part::Tokens) };
    let (mut answered, mut gaps) = (Vec::new(), Vec::new());
    for _ in 0..4_000 {
        let calls = posted(&question);
        let page = if calls[0].0 == "eth_blockNumber" {
            parse(&question, &json!({"id": 0, "result": format!("{head:#x}")}).to_string())
        } else {
            let filter = &calls[0].1[0];
            let low: u64 = jsonrpc::number(filter["fromBlock"].as_str().unwrap()).unwrap();
            let high = filter["toBlock"].as_str().filter(|text| *text != "latest").map_or(head, |text| jsonrpc::number(text).unwrap());
            if high - low < most {
                answered.push((low, high));
                parse(&question, r#"[{"id":0,"result":[]},{"id":1,"result":[]}]"#)
            } else {
                let error = json!({"code": -32602, "message": "block range exceeds limit of 10000"});
                parse(&question, &json!([{"id": 0, "error": error}, {"id": 1, "error": error}]).to_string())
            }
        };
        gaps.extend(page.gaps);
        match page.next {
            Some(next) => question.cursor = Some(next),
            None => return (answered, gaps),
        }
    }
    panic!("it does not end");
}

#[test]
fn windows_cover_every_block_once_whatever_a_node_allows() {
    for (order, start, head) in [
        (Order::Oldest, None, 1_000u64),
        (Order::Oldest, Some(17), 1_000),
        (Order::Newest, None, 1_000),
        (Order::Newest, Some(900), 1_000),
        (Order::Oldest, None, 0),
        (Order::Newest, Some(0), 0),
    ] {
        for most in [1, 2, 7, 100, 999, 1_000, 5_000] {
            let (mut answered, gaps) = windows(order, start, head, most);
            let is_ordered = answered.is_sorted_by(|a, b| if order == Order::Oldest { a.1 < b.0 } else { a.0 > b.1 });
            assert!(is_ordered && gaps.is_empty(), "{order:?} {start:?} {most}: {answered:?} {gaps:?}");
            answered.sort_unstable();
            let (low, high) = match (order, start) {
                (Order::Oldest, start) => (start.unwrap_or(0), head),
                (Order::Newest, start) => (0, start.unwrap_or(head)),
            };
            assert_eq!((answered[0].0, answered.last().unwrap().1), (low, high), "{order:?} {start:?} {most}");
            assert!(answered.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0), "{order:?} {start:?} {most}");
        }
    }
    // A node that does not even tell of one block: each is a gap, and the walk ends.
    let (answered, gaps) = windows(Order::Oldest, Some(990), 1_000, 0);
    assert_eq!((answered.len(), gaps.len()), (0, 11));
}

#[test]
fn a_transaction_is_found_by_its_hash() {
    let batch: Vec<Value> = serde_json::from_str(MOVES).unwrap();
    let tx: TxId = batch[0]["result"]["hash"].as_str().unwrap().parse().unwrap();
    let question = asked(About::Transaction(tx), Part::Everything, None);
    assert_eq!(posted(&question), [("eth_getTransactionByHash".to_owned(), json!([tx.to_string()]))]);
    let page = parse(&question, &json!({"id": 0, "result": batch[0]["result"]}).to_string());
    let next = Question { cursor: page.next, ..question.clone() };
    let mut body: Vec<Value> = batch[..3].to_vec();
    body.push(json!({"id": 3, "result": {"number": "0x5", "timestamp": "0x67b88aac"}}));
    let page = parse(&next, &json!(body).to_string());
    assert_eq!(page.transfers.iter().map(|row| row.position.to_string()).collect::<Vec<_>>(), ["fee", "value", "trace:1"]);
    assert!(matches!(node().parse(&question, &answer(r#"{"id":0,"result":null}"#)), Err(AnswerError::NotHeld { .. })));
    let other = json!({"id": 0, "result": batch[3]["result"]}).to_string();
    assert!(matches!(node().parse(&question, &answer(&other)), Err(AnswerError::Unreadable { .. })));
    let mut pending = batch[0]["result"].clone();
    pending["blockNumber"] = Value::Null;
    assert_eq!(parse(&question, &json!({"id": 0, "result": pending}).to_string()).gaps.len(), 1);
}

#[test]
fn broken_answers_are_read_or_refused_and_never_more() {
    let count = 20_000 / 4;
    let search = Question { start: Some(11), ..address(THIEF, Part::Transactions) };
    let operations = moves(RIGHT, &[("calls", "operations")]);
    for (seed, (question, body)) in
        (1..).zip([(search, SEARCH), (moves(THIEF, &[]), MOVES), (operations, OPERATIONS), (address(MULE, Part::Tokens), EVENTS)])
    {
        let About::Address(asked) = &question.about else { panic!("of an address") };
        let mut readable = 0u32;
        for mutant in mutants(body.as_bytes(), count, seed) {
            let Ok(page) = node().parse(&question, &answer(&mutant)) else { continue };
            readable += 1;
            assert!(page.transfers.iter().all(|row| row.from == *asked || row.to == *asked), "{mutant}");
            assert!(page.gaps.len() <= crate::explorer::text::MOST_GAPS + 1);
            if let Some(next) = page.next {
                assert!(node().request(&Question { cursor: Some(next), ..question.clone() }).is_ok(), "{mutant}");
            }
        }
        assert!(readable > 20, "{readable} of the mutants of answer {seed} can still be read");
    }
}
