//! The adapter against recorded answers, and against rows made to break it.

use serde_json::{Value, json};

use super::super::mutate;
use super::*;
use crate::money::{Amount, Position, TransferKind};

const NATIVE: &str = include_str!("../../../tests/fixtures/trongrid/transactions.json");
const TOKENS: &str = include_str!("../../../tests/fixtures/trongrid/trc20.json");

const OWNER: &str = "TFBi55LrrdEE6xKRLHbVWDbt6maewXu2Cw";
const OTHER: &str = "TNaRAoLUyYEV2uF7GUrzSjRQTU8v5ZJ5VR";
const THIRD: &str = "TREnSaSMQxxsa7Cr8GWN2QuLmYqfF1vDtJ";
const TX: &str = "e10b79c7a8acb6993bfad4a7e880701be5c00da56fc54c880f1fe05d0312939e";
const TOKEN_TX: &str = "5a811405bbfe7248f813f3a98425fba0e0ec3b14da283f79661aec2cab15b9e5";
const USDT: &str = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";

fn grid() -> TronGrid {
    TronGrid::new("https://api.trongrid.io".parse().unwrap(), "trongrid".into())
}

fn question(about: About, part: Part) -> Question {
    Question { source: 0, chain: Chain::TRON, about, part, order: Order::Newest, start: None, cursor: None }
}

fn address(text: &str, part: Part) -> Question {
    question(About::Address(text.parse().unwrap()), part)
}

fn transaction(text: &str) -> Question {
    question(About::Transaction(text.parse().unwrap()), Part::Everything)
}

fn answer(status: u16, body: &str) -> HttpAnswer {
    HttpAnswer { status, body: body.to_owned(), retry_after_ms: None }
}

fn parse(question: &Question, body: &str) -> Page {
    grid().parse(question, &answer(200, body)).unwrap()
}

fn list(rows: &[&Value]) -> String {
    json!({"data": rows, "success": true, "meta": {}}).to_string()
}

fn first(body: &str) -> Value {
    serde_json::from_str::<Value>(body).unwrap()["data"][0].clone()
}

fn with(row: &Value, pointer: &str, value: Value) -> Value {
    let mut row = row.clone();
    *row.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
    row
}

/// What a page holds, in a line a row.
fn rows(page: &Page) -> Vec<String> {
    page.transfers.iter().map(|row| format!("{:?} {} {:#}>{:#}", row.kind, row.amount, row.from, row.to)).collect()
}

#[test]
fn each_question_has_its_url() {
    let list = format!("https://api.trongrid.io/v1/accounts/{OWNER}");
    let common = "only_confirmed=true&limit=200&order_by=block_timestamp";
    let wallet = "https://api.trongrid.io/walletsolidity";
    let later = Question { order: Order::Oldest, start: Some(593_766_624), ..address(OWNER, Part::Tokens) };
    let before = Question { start: Some(593_766_624), ..address(OWNER, Part::Tokens) };
    let next = Cursor(vec![(FINGERPRINT.into(), "a&b".into()), (SEEN.into(), "x".into())]);
    let staged = Cursor(vec![(AT.into(), "1781299872000".into()), (FEE.into(), "0".into())]);
    for (question, url) in [
        (address(OWNER, Part::Transactions), format!("{list}/transactions?{common}%2Cdesc&search_internal=false")),
        (address(OWNER, Part::Internal), format!("{list}/internal-transactions?{common}%2Cdesc")),
        (address(OWNER, Part::Tokens), format!("{list}/transactions/trc20?{common}%2Cdesc")),
        (later, format!("{list}/transactions/trc20?{common}%2Casc&min_timestamp=1781299872000")),
        (before, format!("{list}/transactions/trc20?{common}%2Cdesc&max_timestamp=1781299874999")),
        (
            Question { cursor: Some(next), ..address(OWNER, Part::Tokens) },
            format!("{list}/transactions/trc20?{common}%2Cdesc&fingerprint=a%26b"),
        ),
        (transaction(TX), format!("{wallet}/gettransactioninfobyid?value={TX}")),
        (Question { cursor: Some(staged), ..transaction(TX) }, format!("{wallet}/gettransactionbyid?value={TX}")),
    ] {
        assert_eq!(grid().request(&question).unwrap(), HttpRequest::get(url));
        assert!(grid().parts(&question.about).contains(&question.part));
    }
    for wrong in [
        Question { chain: Chain::ETHEREUM, ..address(OWNER, Part::Tokens) },
        address("0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2", Part::Tokens),
        address(OWNER, Part::Everything),
        question(About::Transaction(TX.parse().unwrap()), Part::Tokens),
    ] {
        assert!(grid().request(&wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_recorded_transaction_is_read() {
    let page = parse(&address(OWNER, Part::Transactions), NATIVE);
    assert_eq!(rows(&page), ["Native 1 TFBi55…u2Cw>TNaRAo…J5VR"]);
    let row = &page.transfers[0];
    assert_eq!((row.position.clone(), row.tx.on(Chain::TRON).as_str()), (Position::Value, TX));
    // The slot, not the block number, which is 83543532.
    assert_eq!((row.block, row.at.to_string().as_str()), (593_766_624, "2026-06-12T21:31:12Z"));
    assert_eq!((page.next.clone(), page.gaps.len(), page.window), (None, 0, None));
}

#[test]
fn recorded_tokens_are_read_and_stand_in_the_same_order() {
    let page = parse(&address(OTHER, Part::Tokens), TOKENS);
    assert_eq!(rows(&page), ["Token 620907555 TNaRAo…J5VR>TREnSa…vDtJ"]);
    let row = &page.transfers[0];
    assert_eq!((row.asset.known().unwrap().symbol, row.claimed_symbol.as_deref()), ("USDT", Some("USDT")));
    let native = parse(&address(OWNER, Part::Transactions), NATIVE);
    assert!(row.chronological() < native.transfers[0].chronological(), "63 seconds earlier");
    assert_eq!(row.block, 593_766_603);
    // Whoever is asked, it is the same row.
    assert_eq!(parse(&address(THIRD, Part::Tokens), TOKENS).transfers, page.transfers);
}

#[test]
fn a_forged_token_is_kept_as_what_it_is() {
    let row = with(&first(TOKENS), "/token_info/address", json!(OTHER));
    let page = parse(&address(OTHER, Part::Tokens), &list(&[&row]));
    assert_eq!((page.transfers[0].asset.known(), page.transfers[0].claimed_symbol.as_deref()), (None, Some("USDT")));
    let nameless = with(&first(TOKENS), "/token_info", json!({}));
    let page = parse(&address(OTHER, Part::Tokens), &list(&[&nameless]));
    assert_eq!((page.transfers.len(), page.gaps.len()), (0, 0));
    assert_eq!(page.window.as_deref(), Some("transfers of tokens whose contract is not named are left out"));
    let approval = with(&first(TOKENS), "/type", json!("Approval"));
    assert_eq!(parse(&address(OTHER, Part::Tokens), &list(&[&approval])), Page::default());
}

#[test]
fn equal_rows_of_one_transaction_are_counted_on_one_page_and_on_two() {
    let row = first(TOKENS);
    let together = parse(&address(OTHER, Part::Tokens), &list(&[&row, &row]));
    let places: Vec<&Position> = together.transfers.iter().map(|row| &row.position).collect();
    assert_ne!(places[0], places[1]);
    let cut = json!({"data": [row], "success": true, "meta": {"fingerprint": "abc"}}).to_string();
    let one = parse(&address(OTHER, Part::Tokens), &cut);
    let two = parse(&Question { cursor: one.next.clone(), ..address(OTHER, Part::Tokens) }, &list(&[&row]));
    assert_eq!([one.transfers, two.transfers].concat(), together.transfers);
    for position in places {
        assert!(matches!(position, Position::Row(number) if *number < 1 << 24), "{position}");
    }
}

#[test]
fn only_a_transaction_that_succeeded_moves_money() {
    let good = first(NATIVE);
    let called = json!({"owner_address": "413935e2e157319db791008e62bf1c61b04b98c413", "contract_address": "41a614f803b6fd780986a42c78ec9c7f77e6ded13c", "call_value": 7});
    let call =
        with(&with(&good, "/raw_data/contract/0/type", json!("TriggerSmartContract")), "/raw_data/contract/0/parameter/value", called);
    let paid = with(&call, "/ret/0", json!({"contractRet": "SUCCESS", "fee": 345_000}));
    let failed = with(&call, "/ret/0", json!({"contractRet": "OUT_OF_ENERGY", "fee": 345_000}));
    let fee = "Fee 345000 TFBi55…u2Cw>T9yD14…uWwb";
    assert_eq!(rows(&parse(&address(OWNER, Part::Transactions), &list(&[&paid]))), [fee, "Native 7 TFBi55…u2Cw>TR7NHq…Lj6t"]);
    assert_eq!(rows(&parse(&address(OWNER, Part::Transactions), &list(&[&failed]))), [fee]);
    // Whoever is called pays no fee.
    assert_eq!(rows(&parse(&address(USDT, Part::Transactions), &list(&[&paid]))), ["Native 7 TFBi55…u2Cw>TR7NHq…Lj6t"]);
    assert_eq!(parse(&address(USDT, Part::Transactions), &list(&[&failed])), Page::default());
}

#[test]
fn what_is_not_followed_is_said() {
    for (kind, gaps, window) in [
        ("TransferAssetContract", 0, Some("transfers of TRC-10 tokens are left out")),
        ("FreezeBalanceV2Contract", 0, Some("TRX that moves between an account and its own stake is left out")),
        ("VoteWitnessContract", 0, None),
        ("MarketSellAssetContract", 1, None),
        ("\u{202e}evil", 1, None),
    ] {
        let row = with(&first(NATIVE), "/raw_data/contract/0/type", json!(kind));
        let page = parse(&address(OWNER, Part::Transactions), &list(&[&row]));
        assert_eq!((page.transfers.len(), page.gaps.len(), page.window.as_deref()), (0, gaps, window), "{kind}");
    }
}

fn internal() -> Value {
    json!({
        "internal_tx_id": "785b0f553c641312a14d1565bc5eac0ce7d9e46e4c06c5a27c3a6cb9a131a681", "tx_id": TX, "block_timestamp": 1_781_299_872_000u64,
        "from_address": "41a614f803b6fd780986a42c78ec9c7f77e6ded13c", "to_address": "413935e2e157319db791008e62bf1c61b04b98c413",
        "data": {"note": "call", "rejected": false, "call_value": {"_": 42}},
    })
}

#[test]
fn what_contracts_paid_is_read() {
    let part = address(OWNER, Part::Internal);
    assert_eq!(rows(&parse(&part, &list(&[&internal()]))), ["Internal 42 TR7NHq…Lj6t>TFBi55…u2Cw"]);
    for (pointer, value) in [
        ("/data/rejected", json!(true)),
        ("/data/call_value", json!({"_": 0})),
        ("/data/call_value", json!({})),
        ("/from_address", json!("413935e2e157319db791008e62bf1c61b04b98c413")),
    ] {
        assert_eq!(parse(&part, &list(&[&with(&internal(), pointer, value)])), Page::default(), "{pointer}");
    }
    let token = with(&internal(), "/data/call_value", json!({"1002000": 7}));
    assert!(parse(&part, &list(&[&token])).window.unwrap().contains("TRC-10"));
}

#[test]
fn a_transaction_is_read_from_its_receipt_and_itself_like_in_the_lists() {
    let topic = |address: &str| format!("{}{}", "0".repeat(24), address);
    let event = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
    let hex_of = |text: &str| match text.parse().unwrap() {
        Address::Tron(bytes) => alloy_primitives::hex::encode(bytes),
        _ => panic!(),
    };
    let log = json!({
        "address": hex_of(USDT), "topics": [event, topic(&hex_of(OTHER)), topic(&hex_of(THIRD))], "data": format!("{:064x}", 620_907_555),
    });
    let inner = json!({
        "hash": internal()["internal_tx_id"], "caller_address": internal()["from_address"], "transferTo_address": internal()["to_address"],
        "callValueInfo": [{"callValue": 42}, {}], "note": "63616c6c",
    });
    let receipt = json!({
        "id": TOKEN_TX, "fee": 27_255_600, "blockNumber": 1, "blockTimeStamp": 1_781_299_809_000u64, "contractResult": [""],
        "receipt": {"result": "SUCCESS"}, "log": [log, {"address": hex_of(USDT), "topics": [event], "data": ""}], "internal_transactions": [inner],
    });
    let asked = transaction(TOKEN_TX);
    let page = parse(&asked, &receipt.to_string());
    let mut same = parse(&address(OTHER, Part::Tokens), TOKENS).transfers;
    same[0].claimed_symbol = None;
    assert_eq!(page.transfers[0], same[0], "the same place as in the list");
    let listed = parse(&address(OWNER, Part::Internal), &list(&[&with(&internal(), "/tx_id", json!(TOKEN_TX))]));
    assert_eq!(page.transfers[1].position, listed.transfers[0].position);
    assert_eq!(page.transfers.len(), 2);
    let second = Question { cursor: page.next, ..asked.clone() };
    let itself = with(&first(NATIVE), "/txID", json!(TOKEN_TX));
    let page = parse(&second, &itself.to_string());
    assert_eq!(rows(&page)[0], "Fee 27255600 TFBi55…u2Cw>T9yD14…uWwb");
    assert_eq!((page.transfers[1].kind, page.transfers[1].block, page.next), (TransferKind::Native, 593_766_603, None));
    // What failed moved nothing.
    let failed = with(&with(&receipt, "/receipt/result", json!("REVERT")), "/contractResult", json!([""]));
    let mut failed = failed;
    failed["result"] = json!("FAILED");
    assert_eq!(parse(&asked, &failed.to_string()).transfers, []);
    let held = grid().parse(&asked, &answer(200, "{}"));
    assert!(matches!(held, Err(AnswerError::NotHeld { .. })), "{held:?}");
    let other = grid().parse(&transaction(TX), &answer(200, &receipt.to_string()));
    assert!(matches!(other, Err(AnswerError::Unreadable { .. })), "{other:?}");
}

#[test]
fn a_list_goes_on_by_its_fingerprint_and_never_round() {
    let page = |cursor: Option<&str>, data: &[&Value], fingerprint: Value| {
        let cursor = cursor.map(|text| Cursor(vec![(FINGERPRINT.into(), text.into())]));
        let body = json!({"data": data, "success": true, "meta": {"fingerprint": fingerprint}}).to_string();
        let page = parse(&Question { cursor, ..address(OWNER, Part::Transactions) }, &body);
        (page.next.map(|next| next.0), page.gaps.len())
    };
    let row = first(NATIVE);
    let next = |text: &str| Some(vec![(FINGERPRINT.to_owned(), text.to_owned())]);
    assert_eq!(page(None, &[&row], json!("abc")), (next("abc"), 0));
    assert_eq!(page(Some("abc"), &[&row], json!("def")), (next("def"), 0));
    assert_eq!(page(Some("abc"), &[&row], json!("abc")), (None, 1));
    assert_eq!(page(Some("abc"), &[], json!("def")), (None, 1));
    assert_eq!(page(None, &[&row], json!("x".repeat(1_001))), (None, 1));
    assert_eq!(page(None, &[&row], json!(null)), (None, 0));
    assert_eq!(page(None, &[], json!("")), (None, 0));
}

/// Each must cost the row, never pass for money.
#[test]
fn what_cannot_be_true_is_left_out() {
    let (native, token) = (first(NATIVE), first(TOKENS));
    let value = "/raw_data/contract/0/parameter/value";
    for (part, good, pointer, wrong) in [
        (Part::Transactions, &native, format!("{value}/amount"), json!(-1)),
        (Part::Transactions, &native, format!("{value}/amount"), json!(1.0)),
        (Part::Transactions, &native, format!("{value}/amount"), json!(null)),
        (Part::Transactions, &native, format!("{value}/to_address"), json!(null)),
        (Part::Transactions, &native, format!("{value}/to_address"), json!("418a4a39")),
        (Part::Transactions, &native, format!("{value}/owner_address"), json!("423935e2e157319db791008e62bf1c61b04b98c413")),
        (Part::Transactions, &native, format!("{value}/owner_address"), json!("418a4a39b0e62a091608e9631ffd19427d2d338dbd")),
        (Part::Transactions, &native, "/raw_data/contract".into(), json!([])),
        (Part::Transactions, &native, "/ret".into(), json!([])),
        (Part::Transactions, &native, "/ret/0/contractRet".into(), json!(null)),
        (Part::Transactions, &native, "/block_timestamp".into(), json!(null)),
        (Part::Transactions, &native, "/txID".into(), json!("e10b")),
        (Part::Tokens, &token, "/value".into(), json!("-5")),
        (Part::Tokens, &token, "/value".into(), json!(5)),
        (Part::Tokens, &token, "/value".into(), json!("1e6")),
        (Part::Tokens, &token, "/from".into(), json!(THIRD)),
        (Part::Tokens, &token, "/to".into(), json!("TREnSaSMQxxsa7Cr8GWN2QuLmYqfF1vDtK")),
        (Part::Tokens, &token, "/token_info/address".into(), json!("USDT")),
        (Part::Tokens, &token, "/type".into(), json!("Gift")),
        (Part::Internal, &internal(), "/data/call_value".into(), json!({"_": -1})),
        (Part::Internal, &internal(), "/internal_tx_id".into(), json!("1")),
        (Part::Internal, &internal(), "/to_address".into(), json!("")),
    ] {
        let asked = if part == Part::Tokens { OTHER } else { OWNER };
        let broken = with(good, &pointer, wrong);
        let page = parse(&address(asked, part), &list(&[good, &broken]));
        assert_eq!(page.gaps.len(), 1, "{pointer} {broken}");
        assert_eq!(page.transfers.len(), 1, "{pointer} {broken}");
        let alone = grid().parse(&address(asked, part), &answer(200, &list(&[&broken])));
        assert!(matches!(alone, Err(AnswerError::Unreadable { .. })), "{pointer}: {alone:?}");
    }
}

#[test]
fn refusals_are_told_apart() {
    let suspended = r#"{"Success":false,"Error":"request rate exceeded the allowed_rps(3), and the query server is suspended for 30s","statusCode":403}"#;
    let retry = |status, body: &str| match grid().parse(&address(OWNER, Part::Tokens), &answer(status, body)) {
        Err(AnswerError::Limited { retry_after_ms, .. }) => Some(retry_after_ms),
        _ => None,
    };
    assert_eq!(retry(403, suspended), Some(Some(30_000)));
    assert_eq!(retry(503, &suspended.replace("30s", "5s")), Some(Some(5_000)));
    assert_eq!(retry(403, &suspended.replace("for 30s", "")), Some(Some(30_000)));
    assert_eq!(retry(429, "<html>"), Some(None));
    assert_eq!(retry(403, r#"{"Error":"forbidden"}"#), None);
    for (status, body, expected) in [
        (400, r#"{"success":false,"error":"Invalid address","statusCode":400}"#, "(status 400): Invalid address"),
        (403, "<html>", "(status 403): "),
        (503, "", "is in trouble"),
        (200, r#"{"success":false,"error":"no"}"#, "(status 200): no"),
        (200, "{}", "cannot be read"),
        (200, "<html>", "a web page came instead"),
    ] {
        let error = grid().parse(&address(OWNER, Part::Tokens), &answer(status, body)).unwrap_err();
        assert!(error.to_string().contains(expected), "{status} {body}: {error}");
    }
    let error = grid().parse(&transaction(TX), &answer(200, r#"{"Error":"class x"}"#)).unwrap_err();
    assert!(error.to_string().contains("(status 200): class x"), "{error}");
    assert_eq!(parse(&address(OWNER, Part::Tokens), r#"{"data":[],"success":true}"#), Page::default(), "nothing ever happened");
}

#[test]
fn broken_answers_break_nothing() {
    let long: Vec<Value> = vec![internal(); 3];
    let bodies = [
        (address(OWNER, Part::Transactions), NATIVE.to_owned()),
        (address(OTHER, Part::Tokens), TOKENS.to_owned()),
        (address(OWNER, Part::Internal), list(&long.iter().collect::<Vec<_>>())),
        (transaction(TX), first(NATIVE).to_string()),
    ];
    for (seed, (question, body)) in (1..).zip(bodies) {
        for mutant in mutate::mutants(body.as_bytes(), 5_000, seed) {
            if let Ok(page) = grid().parse(&question, &answer(200, &mutant)) {
                let native = |kind| kind != TransferKind::Token;
                assert!(page.transfers.iter().all(|row| !native(row.kind) || row.amount > Amount::ZERO));
                if let Some(next) = page.next {
                    assert!(grid().request(&Question { cursor: Some(next), ..question.clone() }).is_ok());
                }
            }
        }
    }
}
