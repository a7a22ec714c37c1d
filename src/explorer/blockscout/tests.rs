//! The adapter against recorded answers, and against rows made to break it.

mod fuzz;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::Order;
use super::*;
use crate::label::{Category, Confidence};
use crate::money::{Position, TransferKind};

const TRANSACTIONS: &str = include_str!("../../../tests/cases/blockscout-pages/address-transactions.json");
const INTERNAL: &str = include_str!("../../../tests/cases/blockscout-pages/address-internal-transactions.json");
const TOKENS: &str = include_str!("../../../tests/cases/blockscout-pages/address-token-transfers.json");
const ONE: &str = include_str!("../../../tests/cases/blockscout-pages/transaction.json");
const ON_OPTIMISM: &str = include_str!("../../../tests/fixtures/blockscout/transaction-optimism.json");
const ONES_TOKENS: &str = include_str!("../../../tests/cases/blockscout-pages/transaction-token-transfers.json");

const RONIN: &str = "0x098B716B8Aaf21512996dC57EB0615e2383E2f96";
const BINANCE: &str = "0x28C6c06298d514Db089934071355E5743bf21d60";
const OTHER: &str = "0x36B4ED9dCdC9BC05c712A0B4d9b904dc9FB1DE7a";
const TX: &str = "0xc9617ba91041a5730856dab8464328d7d6b7f12f060927cf3e6aa74759018f2b";
const BASE_TX: &str = "0x3e88cd749ab657299b10a6f079b2b63380edb5f2f700c421c3f1c77f7a3b7949";

fn eth() -> Blockscout {
    Blockscout::new(Chain::ETHEREUM, "eth.blockscout.com").unwrap()
}

fn address(text: &str, part: Part) -> Question {
    Question {
        source: 0,
        chain: Chain::ETHEREUM,
        about: About::Address(text.parse().unwrap()),
        part,
        order: Order::Newest,
        start: None,
        cursor: None,
    }
}

fn transaction(text: &str, part: Part) -> Question {
    Question {
        source: 0,
        chain: Chain::ETHEREUM,
        about: About::Transaction(text.parse().unwrap()),
        part,
        order: Order::Newest,
        start: None,
        cursor: None,
    }
}

fn answer(status: u16, body: &str) -> HttpAnswer {
    HttpAnswer { status, body: body.to_owned(), retry_after_ms: None }
}

fn parse(question: &Question, body: &str) -> Page {
    eth().parse(question, &answer(200, body)).unwrap()
}

fn list(row: &Value) -> String {
    json!({"items": [row], "next_page_params": null}).to_string()
}

/// A list whose first row can be read, so that the second one's fate shows in the gaps.
fn beside(good: &Value, row: &Value) -> String {
    json!({"items": [good, row], "next_page_params": null}).to_string()
}

fn first(body: &str) -> Value {
    serde_json::from_str::<Value>(body).unwrap()["items"][0].clone()
}

fn with(row: &Value, changes: Value) -> Value {
    let Value::Object(changes) = changes else { panic!("changes are an object") };
    let mut row = row.clone();
    for (key, value) in changes {
        row[key] = value;
    }
    row
}

/// What a page holds, in a line a row.
fn rows(page: &Page) -> Vec<String> {
    page.transfers.iter().map(|row| format!("{:?} {} {} {:#}>{:#}", row.kind, row.position, row.amount, row.from, row.to)).collect()
}

#[test]
fn each_question_has_its_url() {
    for (question, url) in [
        (address(RONIN, Part::Transactions), "/addresses/0x098B716B8Aaf21512996dC57EB0615e2383E2f96/transactions".to_owned()),
        (address(RONIN, Part::Internal), "/addresses/0x098B716B8Aaf21512996dC57EB0615e2383E2f96/internal-transactions".to_owned()),
        (address(RONIN, Part::Tokens), "/addresses/0x098B716B8Aaf21512996dC57EB0615e2383E2f96/token-transfers?type=ERC-20".to_owned()),
        (transaction(TX, Part::Transactions), format!("/transactions/{TX}")),
        (transaction(TX, Part::Internal), format!("/transactions/{TX}/internal-transactions")),
        (transaction(TX, Part::Tokens), format!("/transactions/{TX}")),
    ] {
        let request = eth().request(&question).unwrap();
        assert_eq!(request.url, format!("https://eth.blockscout.com/api/v2{url}"));
        assert_eq!(request.host(), "eth.blockscout.com");
        assert!(eth().parts(&question.about).contains(&question.part));
    }
    let elsewhere = Question { chain: Chain::Eip155(8453), ..address(RONIN, Part::Transactions) };
    assert!(eth().request(&elsewhere).is_err());
    assert!(eth().request(&address(RONIN, Part::Everything)).is_err());
    assert!(eth().request(&address("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", Part::Transactions)).is_err());
}

#[test]
fn a_cursor_is_echoed_verbatim_and_can_change_nothing_else() {
    let body =
        r#"{"items":[],"next_page_params":{"index":8,"block_number":22530770,"value":"1e3","type":"ERC-721","gone":null,"a b":"x&y=/é#"}}"#;
    let next = parse(&address(RONIN, Part::Tokens), body).next.unwrap();
    let request = eth().request(&Question { cursor: Some(next), ..address(RONIN, Part::Tokens) }).unwrap();
    let (_, query) = request.url.split_once('?').unwrap();
    assert_eq!(query, "type=ERC-20&a%20b=x%26y%3D%2F%C3%A9%23&block_number=22530770&index=8&value=1e3");
}

#[test]
fn a_list_that_goes_on_without_saying_where_is_a_gap_and_no_loop() {
    let many: serde_json::Map<String, Value> = (0..21).map(|at| (format!("k{at}"), json!(at))).collect();
    for params in
        [json!({}), json!({"a": null}), json!({"a": {"b": 1}}), json!({"a": [1]}), json!({"a": "x".repeat(201)}), Value::Object(many)]
    {
        let page = parse(&address(RONIN, Part::Tokens), &json!({"items": [], "next_page_params": params}).to_string());
        assert_eq!((page.next, page.gaps.len()), (None, 1), "{params}");
    }
    let cursor = Some(Cursor(vec![("a".to_owned(), "1".to_owned())]));
    let again = Question { cursor, ..address(RONIN, Part::Tokens) };
    let page = parse(&again, r#"{"items":[],"next_page_params":{"a":1}}"#);
    assert_eq!((page.next, page.gaps.len()), (None, 2), "and a page that was promised is not empty");
}

#[test]
fn a_list_never_goes_back() {
    let at = |block: u64, index: u64| {
        let parameters = [("block_number", block), ("index", index), ("items_count", 50)];
        Cursor(parameters.map(|(key, value)| (key.to_owned(), value.to_string())).into())
    };
    // The recorded rows are of the blocks 26,097,794 and before.
    let newest = 26_097_794;
    for (what, here, there, goes_on) in [
        ("on", None, (26_000_000, 5), true),
        ("on in its newest row's block", None, (newest, 5), true),
        ("back above its newest row", None, (newest + 1, 5), false),
        ("on from a cursor", Some(at(newest + 1, 3)), (26_000_000, 5), true),
        ("on in the same block", Some(at(newest, 3)), (newest, 2), true),
        ("to this page again, under another count", Some(at(26_000_000, 3)), (26_000_000, 3), false),
        ("back", Some(at(26_000_000, 3)), (26_000_001, 0), false),
        ("back in the same block", Some(at(26_000_000, 3)), (26_000_000, 4), false),
    ] {
        let mut body: Value = serde_json::from_str(TRANSACTIONS).unwrap();
        body["next_page_params"] = json!({"block_number": there.0, "index": there.1, "items_count": 100});
        let question = Question { cursor: here, ..address(RONIN, Part::Transactions) };
        let page = parse(&question, &body.to_string());
        assert_eq!((page.next.is_some(), page.gaps.len()), (goes_on, usize::from(!goes_on)), "{what}: {:?}", page.gaps);
        assert_eq!(page.transfers.len(), 3, "{what}: its rows are kept");
    }
    // Calls are numbered inside their transaction.
    let row = first(INTERNAL);
    for (index, transaction, goes_on) in [(9, 79, true), (9, 81, false), (1, 80, true), (2, 80, false)] {
        let here = json!({"block_number": 25_740_135, "index": 2, "transaction_index": 80, "items_count": 50});
        let there = json!({"block_number": 25_740_135, "index": index, "transaction_index": transaction, "items_count": 50});
        let body = |next: &Value| json!({"items": [row], "next_page_params": next}).to_string();
        let cursor = parse(&address(BINANCE, Part::Internal), &body(&here)).next;
        assert!(cursor.is_some());
        let page = parse(&Question { cursor, ..address(BINANCE, Part::Internal) }, &body(&there));
        assert_eq!(page.next.is_some(), goes_on, "{index} of {transaction}");
    }
}

#[test]
fn a_next_page_that_was_promised_is_not_empty() {
    let cursor = Some(Cursor(vec![("block_number".to_owned(), "7".to_owned()), ("index".to_owned(), "1".to_owned())]));
    let empty = r#"{"items":[],"next_page_params":null}"#;
    assert_eq!(parse(&address(RONIN, Part::Transactions), empty).gaps, [""; 0]);
    assert_eq!(parse(&Question { cursor, ..address(RONIN, Part::Transactions) }, empty).gaps.len(), 1);
}

#[test]
fn what_failed_moved_nothing_and_is_named() {
    let row = first(TRANSACTIONS);
    let page = parse(&address(RONIN, Part::Transactions), &beside(&row, &with(&row, json!({"status": "error"}))));
    assert_eq!(page.failed, [TX.parse().unwrap()]);
    assert!(parse(&address(RONIN, Part::Transactions), TRANSACTIONS).failed.is_empty());
    let mut one: Value = serde_json::from_str(ONE).unwrap();
    one["status"] = json!("error");
    let (_, page) = base(Part::Tokens, None, &one.to_string());
    assert_eq!((page.transfers.len(), page.gaps.len(), page.next), (0, 0, None), "it emitted nothing");
    let (_, page) = base(Part::Transactions, None, &one.to_string());
    assert_eq!(page.failed, [BASE_TX.parse().unwrap()]);
}

#[test]
fn recorded_transactions_are_read() {
    let page = parse(&address(RONIN, Part::Transactions), TRANSACTIONS);
    assert_eq!(
        rows(&page),
        [
            "Native value 6438208349061858 0x36B4…DE7a>0x098B…2f96",
            "Native value 11000000000000 0x0872…7243>0x098B…2f96",
            "Native value 500000000000000 0xFc3F…2f43>0x098B…2f96",
        ]
    );
    assert!(page.gaps.is_empty() && page.labels.is_empty(), "an exploiter's name that holds the word bridge makes no bridge");
    let row = &page.transfers[0];
    assert_eq!((row.block, row.tx_index, row.at.to_string().as_str()), (26_097_794, 38, "2026-10-01T13:34:11Z"));
    assert_eq!((row.tx.to_string().as_str(), row.asset.to_string().as_str()), (TX, "eip155:1/slip44:60"));
}

#[test]
fn recorded_internal_transactions_are_read_with_their_labels() {
    let page = parse(&address(BINANCE, Part::Internal), INTERNAL);
    assert_eq!(rows(&page), ["Internal trace:2 3755150000000000 0xA4bE…3c7F>0x28C6…1d60"]);
    let [label] = page.labels.as_slice() else { panic!("{:?}", page.labels) };
    assert_eq!((label.name.as_str(), label.category, label.confidence), ("Binance: Hot Wallet", Category::Exchange, Confidence::WebCrawl));
    assert_eq!((label.source.as_str(), label.account.to_string()), ("eth.blockscout.com", format!("eip155:1:{BINANCE}")));
}

#[test]
fn recorded_token_transfers_are_read_without_believing_their_decimals() {
    let page = parse(&address(RONIN, Part::Tokens), TOKENS);
    assert_eq!(
        rows(&page),
        [
            "Token log:1825 50120288692862870890136 0x8256…A6b6>0x098B…2f96",
            "Token log:257 5000000000000 0x098B…2f96>0x4d51…f8EF",
            "Token log:528 90000000000000 0x2767…F482>0x098B…2f96",
        ]
    );
    assert_eq!(page.transfers[0].claimed_symbol.as_deref(), Some("ILY"));
    assert_eq!(page.transfers[0].asset.known(), None);
    assert_eq!(page.transfers[0].block_hash.unwrap().to_string(), "0x14f9db51e9258a5707c9ed37b33bd41f3933bab71b278fd577a717c0f35216be");
}

fn base(part: Part, cursor: Option<Cursor>, body: &str) -> (String, Page) {
    let base = Blockscout::new(Chain::Eip155(8453), "base.blockscout.com").unwrap();
    let question = Question { chain: Chain::Eip155(8453), cursor, ..transaction(BASE_TX, part) };
    let url = base.request(&question).unwrap().url;
    (url.split_once("/api/v2").unwrap().1.to_owned(), base.parse(&question, &answer(200, body)).unwrap())
}

#[test]
fn a_recorded_rollup_transaction_is_its_fee_and_ten_token_rows() {
    let (_, page) = base(Part::Transactions, None, ONE);
    assert_eq!(rows(&page), ["Fee fee 411690516301503 0x3Ba6…0CEF>0x0000…0000"]);
    assert_eq!(page.labels[0].category, Category::Bridge);
    // It has more token transfers than it shows, and the list of them states no time: the time travels along.
    let (url, page) = base(Part::Tokens, None, ONE);
    assert_eq!((url, page.transfers.len(), page.gaps.len()), (format!("/transactions/{BASE_TX}"), 0, 0));
    let more =
        ONES_TOKENS.replace("\"next_page_params\": null", "\"next_page_params\": {\"index\": 64, \"@at\": \"1970-01-01T00:00:00Z\"}");
    let (url, page) = base(Part::Tokens, page.next, &more);
    assert_eq!(url, format!("/transactions/{BASE_TX}/token-transfers?type=ERC-20"));
    assert_eq!((page.transfers.len(), page.gaps.len()), (10, 0));
    assert!(page.transfers.iter().all(|row| row.tx.to_string() == BASE_TX && row.at.to_string() == "2023-12-28T12:33:11Z"));
    let (url, page) = base(Part::Tokens, page.next, ONES_TOKENS);
    assert_eq!(url, format!("/transactions/{BASE_TX}/token-transfers?type=ERC-20&index=64"));
    assert_eq!((page.transfers[9].at.to_string().as_str(), page.next), ("2023-12-28T12:33:11Z", None));
}

#[test]
fn a_recorded_transaction_of_another_rollup_moves_nothing_but_its_fee() {
    let tx = "0xef91ac798574eed98851b9875d77e5e5731dd5f77a69ce29e945e1177ba0847c";
    let optimism = Blockscout::new(Chain::Eip155(10), "explorer.optimism.io").unwrap();
    let parse = |part| {
        let question = Question { chain: Chain::Eip155(10), ..transaction(tx, part) };
        optimism.parse(&question, &answer(200, ON_OPTIMISM)).unwrap()
    };
    let page = parse(Part::Transactions);
    assert_eq!(rows(&page), ["Fee fee 237459814290 0x04d9…6D56>0x0000…0000"]);
    assert_eq!((page.transfers[0].tx_index, page.transfers[0].at.to_string().as_str()), (1, "2026-03-22T20:32:29Z"));
    // A name that says nothing of the kind makes no label.
    assert!(page.gaps.is_empty() && page.labels.is_empty() && page.failed.is_empty());
    let page = parse(Part::Tokens);
    assert_eq!((page.transfers.len(), page.next, page.gaps.len()), (0, None, 0));
}

#[test]
fn a_transaction_with_few_token_transfers_is_one_question() {
    let mut one: Value = serde_json::from_str(ONE).unwrap();
    one["token_transfers_overflow"] = json!(false);
    let mut many = one.clone();
    many["token_transfers"] = json!(vec![one["token_transfers"][0].clone(); 10]);
    let (_, page) = base(Part::Tokens, None, &many.to_string());
    assert!(page.transfers.is_empty() && page.next.is_some(), "ten are as many as it shows: there may be more, whatever it says");
    let (_, page) = base(Part::Tokens, None, &one.to_string());
    assert_eq!(rows(&page), ["Token log:46 399365908 0x3Ba6…0CEF>0x3a23…97a5"]);
    assert_eq!((page.transfers[0].at.to_string().as_str(), &page.next), ("2023-12-28T12:33:11Z", &None));
    one["token_transfers"][0]["log_index"] = json!("46");
    assert_eq!(base(Part::Tokens, None, &one.to_string()).1, page, "older versions write the place as a string");
    one["timestamp"] = Value::Null;
    assert_eq!(base(Part::Tokens, None, &one.to_string()).1.gaps.len(), 1, "pending");
    let other = eth().parse(&transaction(TX, Part::Tokens), &answer(200, ONE));
    assert!(matches!(other, Err(AnswerError::Unreadable { .. })), "another transaction than asked for");
}

#[test]
fn transactions_follow_their_rules() {
    let row = first(TRANSACTIONS);
    let sent = with(&row, json!({"from": {"hash": RONIN}, "to": {"hash": OTHER}}));
    let fee = "Fee fee 16222647630000 0x098B…2f96>0x0000…0000";
    let value = "Native value 6438208349061858 0x098B…2f96>0x36B4…DE7a";
    for (what, changes, expected, gaps) in [
        ("sent: pays the fee", json!({}), vec![fee, value], 0),
        ("failed: pays the fee, moves nothing", json!({"status": "error"}), vec![fee], 0),
        ("no value", json!({"value": "0"}), vec![fee], 0),
        ("free", json!({"fee": {"type": "actual", "value": "0"}}), vec![value], 0),
        ("fee not final", json!({"fee": {"type": "maximum", "value": "9"}}), vec![value], 1),
        ("no fee", json!({"fee": null}), vec![value], 1),
        ("pending", json!({"status": null, "block_number": null, "timestamp": null}), vec![], 1),
        ("no block", json!({"block_number": null}), vec![], 1),
        ("a call inside failed", json!({"has_error_in_internal_transactions": true}), vec![fee, value], 1),
        ("a call inside failed, and all of it", json!({"has_error_in_internal_transactions": true, "status": "error"}), vec![fee], 0),
        (
            "creates a contract",
            json!({"to": null, "created_contract": {"hash": BINANCE}}),
            vec![fee, "Native value 6438208349061858 0x098B…2f96>0x28C6…1d60"],
            0,
        ),
        ("a whole number is an amount too", json!({"value": 7}), vec![fee, "Native value 7 0x098B…2f96>0x36B4…DE7a"], 0),
        ("an old version says less", json!({"has_error_in_internal_transactions": null, "position": null}), vec![fee, value], 0),
    ] {
        let page = parse(&address(RONIN, Part::Transactions), &list(&with(&sent, changes)));
        assert_eq!(rows(&page), expected, "{what}");
        assert_eq!(page.gaps.len(), gaps, "{what}: {:?}", page.gaps);
    }
}

#[test]
fn internal_transactions_follow_their_rules() {
    let row = first(INTERNAL);
    let moved = "Internal trace:2 3755150000000000 0xA4bE…3c7F>0x28C6…1d60";
    for (what, changes, expected, gaps) in [
        ("call", json!({}), vec![moved], 0),
        ("create2", json!({"type": "create2", "to": null, "created_contract": {"hash": BINANCE}}), vec![moved], 0),
        ("create below", json!({"type": "create", "to": null, "created_contract": {"hash": BINANCE}}), vec![moved], 0),
        ("create at the top: listed as a transaction", json!({"type": "create", "index": 0}), vec![], 0),
        ("call at the top: should not be listed", json!({"index": 0}), vec![], 1),
        ("selfdestruct", json!({"type": "selfdestruct"}), vec![moved], 0),
        ("selfdestruct without a value", json!({"type": "selfdestruct", "value": "0"}), vec![], 1),
        ("call without a value", json!({"value": "0"}), vec![], 0),
        ("delegatecall repeats a value", json!({"type": "delegatecall"}), vec![], 0),
        ("callcode", json!({"type": "callcode"}), vec![], 0),
        ("staticcall", json!({"type": "staticcall"}), vec![], 0),
        ("reward", json!({"type": "reward"}), vec![], 0),
        ("a kind nobody knows, without a value", json!({"type": "eofcreate", "value": "0"}), vec![], 0),
        ("a failed one of a kind nobody knows", json!({"type": "eofcreate", "success": false}), vec![], 0),
        ("failed", json!({"success": false, "error": "Reverted"}), vec![], 0),
    ] {
        let page = parse(&address(BINANCE, Part::Internal), &list(&with(&row, changes)));
        assert_eq!(rows(&page), expected, "{what}");
        assert_eq!(page.gaps.len(), gaps, "{what}: {:?}", page.gaps);
    }
    let unknown = beside(&row, &with(&row, json!({"type": "eofcreate"})));
    let page = parse(&address(BINANCE, Part::Internal), &unknown);
    assert_eq!(
        (rows(&page), page.gaps.len()),
        (vec![moved.to_owned()], 1),
        "value in a call of a kind nobody knows is not lost in silence"
    );
}

#[test]
fn token_transfers_follow_their_rules() {
    let row = first(TOKENS);
    let moved = "Token log:1825 50120288692862870890136 0x8256…A6b6>0x098B…2f96";
    let contract = "0x4f7b01009429154125A0f991F53E812dCcF03333";
    for (what, changes, expected, gaps) in [
        ("as recorded", json!({}), vec![moved, moved], 0),
        ("no decimals", json!({"total": {"decimals": null, "value": "50120288692862870890136"}}), vec![moved, moved], 0),
        ("the contract under its older name", json!({"token": {"address": contract, "type": "ERC-20"}}), vec![moved, moved], 0),
        ("no total", json!({"total": null}), vec![moved], 1),
        ("no amount", json!({"total": {"decimals": "18", "value": null}}), vec![moved], 1),
        ("no token", json!({"token": null}), vec![moved], 1),
        ("no contract", json!({"token": {"type": "ERC-20"}}), vec![moved], 1),
        ("a collectible", json!({"token_type": "ERC-721", "total": {"token_id": "7"}}), vec![moved], 0),
        ("many collectibles", json!({"token_type": "ERC-1155", "total": {"token_id": "7", "value": "3"}}), vec![moved], 0),
        ("a kind nobody knows", json!({"token_type": "ERC-9999"}), vec![moved], 1),
        ("not in a block", json!({"timestamp": null}), vec![moved], 1),
    ] {
        let page = parse(&address(RONIN, Part::Tokens), &beside(&row, &with(&row, changes)));
        assert_eq!(rows(&page), expected, "{what}");
        assert_eq!(page.gaps.len(), gaps, "{what}: {:?}", page.gaps);
    }
    let zero = with(&row, json!({"total": {"decimals": "18", "value": "0"}}));
    assert_eq!(rows(&parse(&address(RONIN, Part::Tokens), &list(&zero))), ["Token log:1825 0 0x8256…A6b6>0x098B…2f96"], "poison is kept");
    let long = with(&row, json!({"token": {"address_hash": contract, "type": "ERC-20", "symbol": "Е".repeat(5000)}}));
    let symbol = parse(&address(RONIN, Part::Tokens), &list(&long)).transfers[0].claimed_symbol.clone().unwrap();
    assert_eq!(symbol.chars().count(), 64);
}

#[test]
fn what_cannot_be_money_is_left_out_and_said() {
    let row = first(TRANSACTIONS);
    for (what, changes) in [
        ("negative", json!({"value": "-1"})),
        ("exponent", json!({"value": "1e18"})),
        ("a float", json!({"value": 1.5})),
        ("an exponent as a number", json!({"value": 1e30})),
        ("79 digits", json!({"value": "1".repeat(79)})),
        ("above 2^256", json!({"value": "9".repeat(78)})),
        ("300 digits", json!({"value": "9".repeat(300)})),
        ("no digits", json!({"value": ""})),
        ("true", json!({"value": true})),
        ("a space", json!({"value": " 1"})),
        ("no hash", json!({"hash": "0x12"})),
        ("an address cut short", json!({"from": {"hash": "0x098B716B"}})),
        ("a wrong checksum", json!({"from": {"hash": "0x36b4ED9dCdC9BC05c712A0B4d9b904dc9FB1DE7a"}})),
        ("no time", json!({"timestamp": "yesterday"})),
        ("a block of text", json!({"block_number": "26097794"})),
        ("a status nobody knows", json!({"status": "maybe"})),
        (
            "somebody else's",
            json!({"to": {"hash": BINANCE, "metadata": {"tags": [{"slug": "bridge", "name": "B", "tagType": "generic"}]}}}),
        ),
        ("to nobody", json!({"from": {"hash": RONIN}, "to": null, "fee": null})),
    ] {
        let page = parse(&address(RONIN, Part::Transactions), &beside(&row, &with(&row, changes)));
        assert_eq!(page.transfers.len(), 1, "{what}");
        assert!(!page.gaps.is_empty() && page.labels.is_empty(), "{what}");
        assert!(page.gaps.iter().all(|gap| gap.chars().count() < 300), "{what}");
    }
    let nothing = eth().parse(&address(BINANCE, Part::Transactions), &answer(200, TRANSACTIONS));
    assert!(matches!(nothing, Err(AnswerError::Unreadable { .. })), "a page all about somebody else is no empty history");
    let other = eth().parse(&transaction(TX, Part::Transactions), &answer(200, ONE));
    assert!(matches!(other, Err(AnswerError::Unreadable { .. })), "another transaction than asked for");
    let many = json!({"items": std::iter::once(row.clone()).chain((0..49).map(|at| with(&row, json!({"value": format!("{at}e1")})))).collect::<Vec<_>>()});
    let page = parse(&address(RONIN, Part::Transactions), &many.to_string());
    assert_eq!((page.gaps.len(), page.gaps.last().map(String::as_str)), (9, Some("and 41 more rows like these")));
}

#[test]
fn every_other_answer_is_sorted_out() {
    let limited = HttpAnswer { retry_after_ms: Some(53_939), ..answer(429, r#"{"message":"Too many requests."}"#) };
    let question = address(RONIN, Part::Transactions);
    let ask = |answer: &HttpAnswer| eth().parse(&question, answer);
    assert!(matches!(ask(&limited), Err(AnswerError::Limited { retry_after_ms: Some(53_939), status: 429, .. })));
    assert_eq!(ask(&answer(404, r#"{"message":"Not found"}"#)).unwrap(), Page::default(), "never seen: nothing happened");
    let unknown = eth().parse(&transaction(TX, Part::Internal), &answer(404, r#"{"message":"Not found"}"#));
    assert!(matches!(unknown, Err(AnswerError::NotHeld { .. })), "a transaction that is not found is not an empty one");
    for (status, body, passing) in [
        (404, "<html>nginx</html>", false),
        (404, "", false),
        (401, r#"{"error":"Unauthorized"}"#, false),
        (402, r#"{"error":"Out of credits"}"#, false),
        (403, "<html>Just a moment...</html>", false),
        (422, r#"{"errors":[{"title":"Invalid value"}]}"#, false),
        (500, "", true),
        (502, "<html>Bad Gateway</html>", true),
        (503, r#"{"message":"x"}"#, true),
        (524, "", true),
        (200, "<!DOCTYPE html><title>Just a moment...</title>", false),
        // Cut on its way: the whole of it may come the next time.
        (200, "", true),
        (200, r#"{"items":[{"hash":"0x"#, true),
        (200, "null", false),
        (200, "[]", false),
        (200, "{}", false),
        (200, r#"{"items":{}}"#, false),
        (200, r#"{"items":[1]}"#, false),
    ] {
        let error = ask(&answer(status, body)).unwrap_err();
        assert_eq!(error.is_passing(), passing, "{status} {body}: {error}");
        assert!(error.to_string().contains("eth.blockscout.com"));
    }
    let deep = format!("{}{}{}{}", r#"{"items":["#, "[".repeat(100_000), "]".repeat(100_000), r#"],"next_page_params":null}"#);
    assert!(matches!(ask(&answer(200, &deep)), Err(AnswerError::Unreadable { .. })));
}

#[test]
fn only_plain_hosts_are_asked() {
    for host in ["eth.blockscout.com", "explorer.example:8443", "localhost:4000", "127.0.0.1:8545", "a-b.c"] {
        let adapter = Blockscout::new(Chain::ETHEREUM, host).unwrap();
        assert_eq!(adapter.request(&address(RONIN, Part::Internal)).unwrap().host(), host);
    }
    for host in [
        "",
        "https://eth.blockscout.com",
        "eth.blockscout.com/",
        "a b",
        "user@host",
        "a?b",
        "a#b",
        "host:",
        "host:0",
        "host:+80",
        "host:99999",
        "A.B",
        "-a",
        "a..b",
        ".a",
        "é.com",
        "a:1:2",
    ] {
        assert!(Blockscout::new(Chain::ETHEREUM, host).is_err(), "{host:?}");
    }
    assert!(matches!(Blockscout::new(Chain::BITCOIN, "a.b"), Err(InstanceError::Chain(_))));
    assert_eq!(Blockscout::new(Chain::ETHEREUM, "my.host").unwrap().id(), "blockscout-my.host");
}

/// A recorded answer with the question it answers.
fn recorded() -> impl Strategy<Value = (Question, &'static str)> {
    prop_oneof![
        Just((address(RONIN, Part::Transactions), TRANSACTIONS)),
        Just((address(BINANCE, Part::Internal), INTERNAL)),
        Just((address(RONIN, Part::Tokens), TOKENS)),
        Just((transaction(BASE_TX, Part::Transactions), ONE)),
        Just((transaction(BASE_TX, Part::Tokens), ONE)),
        Just((later(), ONES_TOKENS)),
    ]
}

/// The question for a transaction's list of tokens.
fn later() -> Question {
    let cursor = Some(Cursor(vec![(AT.to_owned(), "2023-12-28T12:33:11Z".to_owned())]));
    Question { cursor, ..transaction(BASE_TX, Part::Tokens) }
}

fn hostile() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,40}".prop_map(Value::String),
        "[0-9]{70,90}".prop_map(Value::String),
        Just(json!([])),
        Just(json!({})),
        Just(json!({"hash": RONIN})),
        Just(Value::String("\u{202e}<img src=x onerror=1>".repeat(50))),
    ]
}

/// Replaces the `at`-th value of a document, counted over all depths.
fn replace(value: &mut Value, at: &mut usize, with: &Value) {
    if *at == 0 {
        *value = with.clone();
        *at = usize::MAX;
        return;
    }
    *at -= 1;
    match value {
        Value::Array(values) => values.iter_mut().for_each(|inner| replace_unless_done(inner, at, with)),
        Value::Object(map) => map.values_mut().for_each(|inner| replace_unless_done(inner, at, with)),
        _ => {}
    }
}

fn replace_unless_done(value: &mut Value, at: &mut usize, with: &Value) {
    if *at != usize::MAX {
        replace(value, at, with);
    }
}

/// Whatever came, what is given on is about the question, and a lost row is never silent.
fn check(question: &Question, body: &str) -> Result<(), TestCaseError> {
    let Ok(page) = eth().parse(&Question { chain: Chain::ETHEREUM, ..question.clone() }, &answer(200, body)) else { return Ok(()) };
    for row in &page.transfers {
        match &question.about {
            About::Address(asked) => prop_assert!(row.from == *asked || row.to == *asked),
            About::Transaction(asked) => prop_assert_eq!(row.tx, *asked),
        }
        prop_assert!(row.asset.chain() == Chain::ETHEREUM);
        prop_assert_eq!(row.kind == TransferKind::Fee, row.position == Position::Fee);
    }
    prop_assert!(page.gaps.len() <= crate::explorer::text::MOST_GAPS + 2);
    Ok(())
}

proptest! {
    #[test]
    fn no_value_in_a_recorded_answer_can_break_the_reader((question, body) in recorded(), at in 0usize..700, with in hostile()) {
        let mut document: Value = serde_json::from_str(body).unwrap();
        replace(&mut document, &mut at.clone(), &with);
        check(&question, &document.to_string())?;
    }

    #[test]
    fn no_byte_in_a_recorded_answer_can_break_the_reader((question, body) in recorded(), at in 0usize..30_000, byte in 0u8..128, cut in any::<bool>()) {
        let mut bytes = body.as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] = byte;
        if cut { bytes.truncate(at); }
        check(&question, &String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn any_text_is_read_or_refused((question, _) in recorded(), status in 0u16..700, body in ".{0,300}") {
        if let Ok(page) = eth().parse(&Question { chain: Chain::ETHEREUM, ..question }, &answer(status, &body)) {
            prop_assert!(page.transfers.is_empty());
        }
    }

    #[test]
    fn a_row_is_never_lost_in_silence(at in 0usize..60, with in hostile()) {
        // A transaction of 1 wei that succeeded gives a transfer, or a gap, or the page is refused; only its own status
        // and value can make it nothing.
        let mut row = first(TRANSACTIONS);
        replace(&mut row, &mut at.clone(), &with);
        let page = eth().parse(&address(RONIN, Part::Transactions), &answer(200, &list(&row)));
        if let Ok(page) = page {
            let nothing = row["status"] == json!("error") || row["value"] == json!(0) || row["value"] == json!("0") || row["value"].as_str().is_some_and(|text| text.bytes().all(|byte| byte == b'0'));
            prop_assert!(!page.transfers.is_empty() || !page.gaps.is_empty() || nothing);
        }
    }
}
