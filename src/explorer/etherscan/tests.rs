//! The adapter against recorded answers, against words of refusal, and against rows made to break it.

mod hostile;
mod one;
mod walk;

use serde_json::{Value, json};

use super::super::{About, Adapter, AnswerError, Cursor, HttpAnswer, Order, Page, Part, Question};
use super::*;
use crate::money::{Chain, Position, TransferKind};

const TXLIST: &str = include_str!("../../../tests/fixtures/etherscan/txlist_eth.json");
const TOKENTX: &str = include_str!("../../../tests/fixtures/etherscan/tokentx_eth.json");
const FREE_TIER: &str = include_str!("../../../tests/fixtures/etherscan/error_free_tier_chain.json");
const NOTHING: &str = include_str!("../../../tests/fixtures/etherscan/txlistinternal_empty.json");
const R_TXLIST: &str = include_str!("../../../tests/fixtures/routescan/txlist_eth.json");
const R_INTERNAL: &str = include_str!("../../../tests/fixtures/routescan/txlistinternal_eth.json");
const R_TOKENTX: &str = include_str!("../../../tests/fixtures/routescan/tokentx_op.json");
const R_500: &str = include_str!("../../../tests/fixtures/routescan/error_500.json");
const R_NO_CHAIN: &str = include_str!("../../../tests/fixtures/routescan/error_chain_not_supported.json");
const B_TXLIST: &str = include_str!("../../../tests/fixtures/blockscout-rpc/rpc_txlist_eth.json");
const B_TOKENTX: &str = include_str!("../../../tests/fixtures/blockscout-rpc/rpc_tokentx.json");
const B_INTERNAL: &str = include_str!("../../../tests/fixtures/blockscout-rpc/rpc_txlistinternal_eth_by_address.json");
const B_DELEGATE: &str = include_str!("../../../tests/fixtures/blockscout-rpc/rpc_txlistinternal_base.json");
const B_NOTHING: &str = include_str!("../../../tests/fixtures/blockscout-rpc/rpc_txlistinternal_empty.json");

const ONE: &str = "0xb8553D9ee35dd23BB96fbd679E651B929821969B";
const TWO: &str = "0x706A70067BE19BdadBea3600Db0626859Ff25D74";
const THREE: &str = "0x3C69Bc9B9681683890ad82953Fe67d13Cd91D5EE";
const OP: Chain = Chain::Eip155(10);

fn v2(chain: Chain) -> Etherscan {
    Etherscan::v2(chain, "https://api.etherscan.io".parse().unwrap(), "etherscan".to_owned()).unwrap()
}

fn routescan(chain: Chain) -> Etherscan {
    Etherscan::routescan(chain, "https://api.routescan.io".parse().unwrap(), "routescan".to_owned()).unwrap()
}

fn asked(chain: Chain, about: About, part: Part) -> Question {
    Question { source: 0, chain, about, part, order: Order::Oldest, start: None, cursor: None }
}

fn address(text: &str, part: Part) -> Question {
    asked(Chain::ETHEREUM, About::Address(text.parse().unwrap()), part)
}

fn transaction(chain: Chain, text: &str, part: Part) -> Question {
    asked(chain, About::Transaction(text.parse().unwrap()), part)
}

fn answer(status: u16, body: &str) -> HttpAnswer {
    HttpAnswer { status, body: body.to_owned(), retry_after_ms: None }
}

fn parse(question: &Question, body: &str) -> Page {
    v2(question.chain).parse(question, &answer(200, body)).unwrap()
}

fn rows_of(body: &str) -> Vec<Value> {
    serde_json::from_str::<Value>(body).unwrap()["result"].as_array().unwrap().clone()
}

fn list(rows: &[Value]) -> String {
    json!({"status": "1", "message": "OK", "result": rows}).to_string()
}

fn with(row: &Value, changes: Value) -> Value {
    let mut row = row.clone();
    for (key, value) in changes.as_object().unwrap() {
        row[key] = value.clone();
    }
    row
}

/// What a page holds, in a line a row; marks of content are left out.
fn rows(page: &Page) -> Vec<String> {
    let position = |position: &Position| match position {
        Position::Like(like) => format!("like {}", like.nth),
        other => other.to_string(),
    };
    page.transfers
        .iter()
        .map(|row| format!("{:?} {} {} {:#}>{:#}", row.kind, position(&row.position), row.amount, row.from, row.to))
        .collect()
}

#[test]
fn each_question_has_its_url_and_the_key_its_place() {
    let lists = |action: &str| {
        format!(
            "?chainid=1&module=account&action={action}&address={ONE}&startblock=0&endblock=9999999999&page=1&offset=1000&sort=asc&apikey={{key}}"
        )
    };
    for (part, action) in [(Part::Transactions, "txlist"), (Part::Internal, "txlistinternal"), (Part::Tokens, "tokentx")] {
        let request = v2(Chain::ETHEREUM).request(&address(ONE, part)).unwrap();
        assert_eq!(request.url, format!("https://api.etherscan.io/v2/api{}", lists(action)));
        assert_eq!((request.host(), &request.body), ("api.etherscan.io", &None));
    }
    let newest = Question { order: Order::Newest, start: Some(77), ..address(ONE, Part::Tokens) };
    let request = routescan(OP).request(&Question { chain: OP, ..newest }).unwrap();
    assert_eq!(
        request.url,
        format!(
            "https://api.routescan.io/v2/network/mainnet/evm/10/etherscan/api?module=account&action=tokentx&address={ONE}&startblock=0&endblock=77&page=1&offset=1000&sort=desc"
        )
    );
    assert!(!request.url.contains("key"));
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let base: Base = "https://a.example".parse().unwrap();
    assert!(Etherscan::v2(Chain::BITCOIN, base.clone(), "a".to_owned()).is_err());
    assert!(Etherscan::routescan(Chain::TRON, base, "a".to_owned()).is_err());
    let ethereum = v2(Chain::ETHEREUM);
    assert!(ethereum.request(&Question { chain: OP, ..address(ONE, Part::Tokens) }).is_err());
    assert!(ethereum.request(&address(ONE, Part::Everything)).is_err());
    assert!(ethereum.request(&address("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", Part::Tokens)).is_err());
    for cursor in [
        vec![],
        vec![("block", "1")],
        vec![("block", "1"), ("page", "0"), ("rows", "10")],
        vec![("block", "1"), ("page", "11"), ("rows", "1000")],
        vec![("block", "10000000000"), ("page", "1"), ("rows", "10")],
        vec![("block", "-1"), ("page", "1"), ("rows", "10")],
        vec![("block", "1"), ("page", "1"), ("rows", "10"), ("inside", "0x12")],
    ] {
        let cursor = Cursor(cursor.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect());
        assert!(ethereum.request(&Question { cursor: Some(cursor.clone()), ..address(ONE, Part::Tokens) }).is_err(), "{cursor:?}");
    }
}

#[test]
fn recorded_transactions_are_values_and_the_fees_of_their_sender() {
    let page = parse(&address(ONE, Part::Transactions), TXLIST);
    let all = rows(&page);
    assert_eq!(
        &all[..4],
        [
            "Native value 20000000000000000 0x3794…08a5>0xb855…969B",
            "Native value 61577330000000000 0x56Ed…b17F>0xb855…969B",
            "Fee fee 3323245648039928 0xb855…969B>0x0000…0000",
            "Native value 41000000000000000 0xb855…969B>0x881D…300C",
        ]
    );
    // Twelve of fifteen it sent itself, four without value.
    assert_eq!(page.transfers.iter().filter(|row| row.kind == TransferKind::Fee).count(), 12);
    assert_eq!((all.len(), &page.gaps, &page.next), (23, &vec![], &None));
    let row = &page.transfers[0];
    assert_eq!((row.block, row.tx_index, row.at.to_string().as_str()), (16_258_082, 35, "2022-12-25T00:08:59Z"));
    assert_eq!(row.block_hash.unwrap().to_string(), "0x1432a8b2995b63c72d86dad0b609faa6f54cafd196f0222c21220eee380d26b0");
}

#[test]
fn three_explorers_tell_one_history_alike() {
    let question = address(TWO, Part::Transactions);
    let page = parse(&question, R_TXLIST);
    assert_eq!(page, parse(&question, B_TXLIST), "Routescan and Blockscout, recorded at one time");
    assert_eq!(
        rows(&page),
        [
            "Native value 20049160000000000 0x267b…fdc0>0x706A…5D74",
            "Fee fee 186079105434356 0x706A…5D74>0x0000…0000",
            "Fee fee 1694738163794328 0x706A…5D74>0x0000…0000",
            "Native value 3927431387104229 0x706A…5D74>0x2535…303b",
            "Fee fee 90185076597000 0x706A…5D74>0x0000…0000",
            "Native value 9636000000000000 0x706A…5D74>0x56a1…5536",
            "Native value 15693680000000000 0x267b…fdc0>0x706A…5D74",
            "Fee fee 8235402024192006 0x706A…5D74>0x0000…0000",
        ]
    );
}

#[test]
fn recorded_calls_have_their_path() {
    let page = parse(&address(TWO, Part::Internal), R_INTERNAL);
    assert_eq!(rows(&page), ["Internal trace:19 77008458570671 0x2535…303b>0x706A…5D74"]);
    assert!(page.gaps.is_empty());
}

#[test]
fn what_an_explorer_has_not_processed_is_a_gap_beside_its_rows() {
    let page = parse(&address(THREE, Part::Internal), B_INTERNAL);
    assert_eq!(
        rows(&page),
        ["Internal trace:4 32018182360000000000 0x3C69…D5EE>0xE8EC…34C7", "Internal trace:26 1671946773000000000 0x3C69…D5EE>0xE8EC…34C7",]
    );
    assert_eq!(page.gaps.len(), 1);
    assert!(page.gaps[0].contains("has not processed all of these yet"), "{}", page.gaps[0]);
    let none = r#"{"status":"2","message":"Internal transactions for this transaction have not been processed yet","result":[]}"#;
    let page = parse(&address(THREE, Part::Internal), none);
    assert_eq!((page.transfers.len(), page.gaps.len()), (0, 1), "never an empty history");
}

#[test]
fn a_recorded_delegatecall_with_a_value_moves_nothing() {
    let tx = "0x79f10d432937928fe696434c79374a87b11eb17a75157d617877fef63a14fbf3";
    let base = Chain::Eip155(8453);
    let question = transaction(base, tx, Part::Internal);
    assert_eq!(parse(&question, B_DELEGATE), Page::default());
    let counted = list(&[with(&rows_of(B_DELEGATE)[0], json!({"callType": "call"}))]);
    assert_eq!(rows(&parse(&question, &counted)), ["Internal trace:1 8950285956308752000 0x2273…8B38>0x0001…9E72"]);
}

#[test]
fn recorded_token_transfers_are_known_by_content_and_keep_no_decimals() {
    let page = parse(&address(ONE, Part::Tokens), TOKENTX);
    assert_eq!(
        rows(&page),
        [
            "Token like 0 49673249 0x74de…6631>0xb855…969B",
            "Token like 0 45000000 0xb855…969B>0x99C9…4bE1",
            "Token like 0 4000000 0xb855…969B>0x74de…6631",
        ]
    );
    assert_eq!((page.transfers[0].asset.known().unwrap().symbol, page.transfers[0].claimed_symbol.as_deref()), ("USDC", Some("USDC")));
    assert_eq!(page.transfers[0].block_hash.unwrap().to_string(), "0xa17e1c8a31dcceea0bfbf60d63dc1e0f5c43a969e53c2729b2d4c184bff6e990");
    let page = parse(&Question { chain: OP, ..address(TWO, Part::Tokens) }, R_TOKENTX);
    assert_eq!(rows(&page), ["Token like 0 953948 0xC364…FE88>0x706A…5D74"]);
    let page = parse(&Question { chain: OP, ..address(ONE, Part::Tokens) }, B_TOKENTX);
    let ids: std::collections::BTreeSet<_> = page.transfers.iter().map(crate::money::Transfer::id).collect();
    assert_eq!((page.transfers.len(), ids.len(), page.gaps.len()), (18, 18, 0));
}

#[test]
fn nothing_found_is_an_empty_history_and_other_words_are_not() {
    for body in [
        NOTHING,
        B_NOTHING,
        r#"{"status":"0","message":"No token transfers found","result":[]}"#,
        r#"{"status":"1","message":"OK","result":[]}"#,
    ] {
        assert_eq!(parse(&address(ONE, Part::Internal), body), Page::default(), "{body}");
    }
    for body in [
        r#"{"status":"0","message":"NOTOK","result":[]}"#,
        r#"{"message":"OK","result":[]}"#,
        r#"{"status":"0","message":"","result":[]}"#,
        "{}",
        "[]",
        "null",
        "",
        "<html>",
    ] {
        assert!(v2(Chain::ETHEREUM).parse(&address(ONE, Part::Internal), &answer(200, body)).is_err(), "{body}");
    }
    let doubtful = parse(&address(ONE, Part::Tokens), &TOKENTX.replace("\"status\":\"1\"", "\"status\":\"0\""));
    assert_eq!((doubtful.transfers.len(), doubtful.gaps.len()), (3, 1));
}

#[test]
fn refusals_are_told_apart_by_their_words() {
    let words = |words: &str| json!({"status": "0", "message": "NOTOK", "result": words}).to_string();
    let null = |words: &str| json!({"status": "0", "message": words, "result": null}).to_string();
    for (status, body, expected) in [
        (200, FREE_TIER.to_owned(), "refused: choose another explorer for this chain"),
        (200, R_NO_CHAIN.to_owned(), "refused: choose another explorer for this chain"),
        (500, R_500.to_owned(), "unavailable"),
        (200, R_500.to_owned(), "unavailable"),
        (200, words("Max calls per sec rate limit reached (3/sec)"), "limited"),
        (200, words("Max rate limit reached"), "limited"),
        (
            200,
            words("Max daily rate limit reached. 100000 (100%) of 100000 day/limit"),
            "refused: go on tomorrow, or with another explorer",
        ),
        (200, words("Invalid API Key (#err2)|BLOCK-"), "refused: check the key in Settings"),
        (200, words("Missing/Invalid API Key"), "refused: check the key in Settings"),
        (200, words("Too many invalid api key attempts, please try again later"), "refused: check the key in Settings"),
        (200, words("Free API access is temporarily unavailable due to unusually high network activity"), "unavailable"),
        (200, words("Missing or unsupported chainid parameter (required for v2 api)"), "refused: "),
        (200, words("Error! Invalid address format"), "refused: Error! Invalid address format"),
        (200, words(""), "unavailable"),
        (200, null(""), "unavailable"),
        (429, null("Too many requests. Increase limits now at https://dev.blockscout.com"), "limited"),
        (429, String::new(), "limited"),
        (503, "<html>".to_owned(), "unavailable"),
        (403, "<html>".to_owned(), "refused: "),
        (402, r#"{"error":"Out of credits"}"#.to_owned(), "refused: "),
        (200, "<html>".to_owned(), "unreadable"),
        (200, r#"{"status":"1","message":"OK","result":{}}"#.to_owned(), "unreadable"),
        (200, r#"{"status":1,"result":[]}"#.to_owned(), "unreadable"),
    ] {
        let error = v2(Chain::ETHEREUM).parse(&address(ONE, Part::Tokens), &answer(status, &body)).unwrap_err();
        let (kind, message) = match &error {
            AnswerError::Limited { .. } => ("limited", ""),
            AnswerError::Unavailable { .. } => ("unavailable", ""),
            AnswerError::Refused { message, .. } => ("refused: ", message.as_str()),
            AnswerError::Unreadable { .. } => ("unreadable", ""),
            AnswerError::NotHeld { .. } => ("not held", ""),
        };
        assert!(format!("{kind}{message}").starts_with(kind) && expected.starts_with(kind), "{body}: {error}");
        assert!(message.ends_with(expected.strip_prefix("refused: ").unwrap_or("")), "{body}: {error}");
    }
}

#[test]
fn transactions_follow_their_rules() {
    let row = rows_of(TXLIST)[2].clone();
    let fee = "Fee fee 3323245648039928 0xb855…969B>0x0000…0000";
    let value = "Native value 41000000000000000 0xb855…969B>0x881D…300C";
    for (what, changes, expected, gaps) in [
        ("as recorded", json!({}), vec![fee, value], 0),
        ("failed: pays the fee, moves nothing", json!({"isError": "1"}), vec![fee], 0),
        ("failed by its receipt", json!({"txreceipt_status": "0"}), vec![fee], 0),
        ("before receipts had a status", json!({"txreceipt_status": ""}), vec![fee, value], 0),
        ("no value", json!({"value": "0"}), vec![fee], 0),
        ("free", json!({"gasPrice": "0"}), vec![value], 0),
        ("no fee stated", json!({"gasUsed": ""}), vec![value], 1),
        (
            "creates a contract",
            json!({"to": "", "contractAddress": TWO}),
            vec![fee, "Native value 41000000000000000 0xb855…969B>0x706A…5D74"],
            0,
        ),
        ("no index", json!({"transactionIndex": ""}), vec![fee, value], 0),
        ("received: no fee", json!({"from": TWO, "to": ONE}), vec!["Native value 41000000000000000 0x706A…5D74>0xb855…969B"], 0),
    ] {
        let page = parse(&address(ONE, Part::Transactions), &list(&[with(&row, changes)]));
        assert_eq!(rows(&page), expected, "{what}");
        assert_eq!(page.gaps.len(), gaps, "{what}: {:?}", page.gaps);
    }
    for (what, changes) in [
        ("nobody's", json!({"from": TWO, "to": THREE})),
        ("a status nobody knows", json!({"isError": "2"})),
        ("a fee above all", json!({"gasUsed": "9".repeat(70), "gasPrice": "9".repeat(70)})),
        ("no recipient", json!({"to": "", "contractAddress": ""})),
        ("a time after the year 9999", json!({"timeStamp": "999999999999"})),
        ("an exponent", json!({"value": "1e18"})),
        ("a number", json!({"value": 5})),
    ] {
        let page = parse(&address(ONE, Part::Transactions), &list(&[row.clone(), with(&row, changes)]));
        assert_eq!(page.gaps.len(), 1, "{what}: {:?}", page.gaps);
        assert!(rows(&page).starts_with(&[fee.to_owned(), value.to_owned()]), "{what}");
    }
}

#[test]
fn calls_follow_their_rules() {
    let row = rows_of(R_INTERNAL)[0].clone();
    let moved = "Internal trace:19 77008458570671 0x2535…303b>0x706A…5D74";
    for (what, changes, expected, gaps) in [
        ("call", json!({}), vec![moved], 0),
        ("deep", json!({"traceId": "0_1_1"}), vec!["Internal trace:0.1.1 77008458570671 0x2535…303b>0x706A…5D74"], 0),
        ("creation below", json!({"type": "create", "to": "", "contractAddress": TWO}), vec![moved], 0),
        ("creation that is the transaction", json!({"type": "create", "traceId": ""}), vec![], 0),
        ("call that is the transaction", json!({"traceId": ""}), vec![], 1),
        ("Blockscout's call 0", json!({"traceId": null, "index": "0", "type": "create"}), vec![], 0),
        ("destroyed", json!({"type": "suicide"}), vec![moved], 0),
        ("destroyed without a value", json!({"type": "selfdestruct", "value": "0"}), vec![], 1),
        ("without a value", json!({"value": "0"}), vec![], 0),
        ("delegatecall", json!({"type": "delegatecall"}), vec![], 0),
        ("delegatecall by Blockscout", json!({"callType": "delegatecall"}), vec![], 0),
        ("callcode", json!({"type": "callcode"}), vec![], 0),
        ("staticcall", json!({"callType": "staticcall"}), vec![], 0),
        ("failed", json!({"isError": "1"}), vec![], 0),
        ("no place", json!({"traceId": null}), vec!["Internal like 0 77008458570671 0x2535…303b>0x706A…5D74"], 0),
        ("a creation without a place may be the transaction", json!({"traceId": null, "type": "create"}), vec![], 1),
    ] {
        let page = parse(&address(TWO, Part::Internal), &list(&[with(&row, changes)]));
        assert_eq!(rows(&page), expected, "{what}");
        assert_eq!(page.gaps.len(), gaps, "{what}: {:?}", page.gaps);
    }
    for path in ["_", "0_", "a", "-1", "0__1", "4294967296", &"0_".repeat(2000)] {
        let page = parse(&address(TWO, Part::Internal), &list(&[row.clone(), with(&row, json!({"traceId": path}))]));
        assert_eq!((rows(&page), page.gaps.len()), (vec![moved.to_owned()], 1), "{path}");
    }
}

#[test]
fn what_is_called_below_a_failed_call_moved_nothing() {
    let row = rows_of(R_INTERNAL)[0].clone();
    let call = |path: &str, failed: bool| with(&row, json!({"traceId": path, "isError": if failed { "1" } else { "0" }}));
    let other = with(&row, json!({"traceId": "0_1_5", "hash": format!("0x{}", "7".repeat(64))}));
    let page = parse(
        &address(TWO, Part::Internal),
        &list(&[call("0_1", true), call("0_1_0", false), call("0_10", false), call("0", false), call("0_1_2_3", false), other]),
    );
    let places: Vec<String> = page.transfers.iter().map(|row| row.position.to_string()).collect();
    assert_eq!(places, ["trace:0.10", "trace:0", "trace:0.1.5"]);
    let page = parse(&address(TWO, Part::Internal), &list(&[call("", true), call("0_1", false)]));
    assert!(page.transfers.is_empty(), "the transaction itself failed");
}

#[test]
fn tokens_follow_their_rules() {
    let row = rows_of(TOKENTX)[0].clone();
    let page = parse(&address(ONE, Part::Tokens), &list(&[row.clone(), row.clone(), with(&row, json!({"value": "5"})), row.clone()]));
    assert_eq!(
        rows(&page),
        [
            "Token like 0 49673249 0x74de…6631>0xb855…969B",
            "Token like 1 49673249 0x74de…6631>0xb855…969B",
            "Token like 0 5 0x74de…6631>0xb855…969B",
            "Token like 2 49673249 0x74de…6631>0xb855…969B",
        ]
    );
    let ids: std::collections::BTreeSet<_> = page.transfers.iter().map(crate::money::Transfer::id).collect();
    assert_eq!(ids.len(), 4);
    // Forged names are kept as far as they show what they are; a transfer of nothing is one, as on every list.
    let forged = with(&row, json!({"tokenSymbol": "\u{202e}USDC".repeat(100), "tokenDecimal": "-77", "value": "0"}));
    let page = parse(&address(ONE, Part::Tokens), &list(&[forged]));
    assert_eq!((page.transfers[0].claimed_symbol.as_ref().unwrap().chars().count(), page.transfers[0].amount.is_zero()), (64, true));
    for (what, changes) in [
        ("no contract", json!({"contractAddress": ""})),
        ("no recipient", json!({"to": ""})),
        ("nobody's", json!({"to": TWO})),
        ("no transaction", json!({"hash": null})),
        ("an amount above all", json!({"value": "9".repeat(79)})),
    ] {
        let page = parse(&address(ONE, Part::Tokens), &list(&[row.clone(), with(&row, changes)]));
        assert_eq!((page.transfers.len(), page.gaps.len()), (1, 1), "{what}");
    }
}
