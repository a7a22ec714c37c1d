//! The adapter against recorded answers, hand-made ones in the other encoding, and answers made to break it.

use serde_json::Value;

use super::super::{Order, mutate};
use super::*;
use crate::money::{Amount, Position, TransferKind};

const LIST_END: &str = include_str!("../../../tests/fixtures/solana/signatures.json");
const FAILED: &str = include_str!("../../../tests/fixtures/solana/signatures-failed.json");
const WITHDRAW: &str = include_str!("../../../tests/fixtures/solana/transaction-1.json");
const MERGE: &str = include_str!("../../../tests/fixtures/solana/transaction-2.json");
const SPLIT: &str = include_str!("../../../tests/fixtures/solana/transaction-3.json");

const OWNER: &str = "npN8zCyQGPaAFNk95zJs2SAQ8GSjGcfhRDo6eiN57a9";
const SPLITTER: &str = "BG1MAyPvJsPP3BoSwkbDzTah2zW7NGu1VpteKi9Utqxo";
const OTHER: &str = "ETncRJhQoLbqtsPS3SubE57dpYh7WF6hiW54Hg48Zhc1";
const THIRD: &str = "fqR3jkizg36JsGgfcSB6ZiRQWGMYdNW3bPZ4UtG44VC";
const USDC: &str = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v";
const SYSTEM: &str = "11111111111111111111111111111111";
const TOKEN: &str = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";

fn endpoint() -> Solana {
    Solana::new("https://rpc.example/v2/{key}".parse().unwrap(), "own-solana".into())
}

fn question(about: About, cursor: Option<Cursor>) -> Question {
    Question { source: 0, chain: Chain::Solana, about, part: Part::Everything, order: Order::Newest, start: None, cursor }
}

fn address(text: &str) -> Question {
    question(About::Address(text.parse().unwrap()), None)
}

fn signature(body: &str) -> String {
    serde_json::from_str::<Value>(body).unwrap()["result"]["transaction"]["signatures"][0].as_str().unwrap().to_owned()
}

fn transaction(body: &str) -> Question {
    question(About::Transaction(signature(body).parse().unwrap()), None)
}

fn reading(who: &str, bodies: &[&str]) -> (Question, String) {
    let signatures: Vec<String> = bodies.iter().map(|body| signature(body)).collect();
    let answers: Vec<Value> = (0..)
        .zip(bodies)
        .map(|(id, body)| {
            let mut body: Value = serde_json::from_str(body).unwrap();
            body["id"] = json!(id);
            body
        })
        .collect();
    let cursor = Cursor(vec![(SIGNATURES.into(), signatures.join(","))]);
    (question(About::Address(who.parse().unwrap()), Some(cursor)), json!(answers).to_string())
}

fn answer(status: u16, body: &str) -> HttpAnswer {
    HttpAnswer { status, body: body.to_owned(), retry_after_ms: None }
}

fn parse(question: &Question, body: &str) -> Page {
    endpoint().parse(question, &answer(200, body)).unwrap()
}

/// What a page holds, in a line a row.
fn rows(page: &Page) -> Vec<String> {
    page.transfers.iter().map(|row| format!("{:?} {} {} {:#}>{:#}", row.kind, row.position, row.amount, row.from, row.to)).collect()
}

#[test]
fn a_history_is_asked_for_in_two_steps() {
    let first = endpoint().request(&address(OWNER)).unwrap();
    assert_eq!(first.url, "https://rpc.example/v2/{key}");
    let body: Value = serde_json::from_str(&first.body.unwrap()).unwrap();
    assert_eq!(
        (&body["method"], &body["params"]),
        (&json!("getSignaturesForAddress"), &json!([OWNER, {"limit": 200, "commitment": "finalized"}]))
    );

    let page = parse(&address(OWNER), LIST_END);
    assert_eq!((page.transfers.len(), page.gaps.len()), (0, 0));
    let next = Question { cursor: page.next, ..address(OWNER) };
    let body: Value = serde_json::from_str(&endpoint().request(&next).unwrap().body.unwrap()).unwrap();
    let calls = body.as_array().unwrap();
    assert_eq!((calls.len(), &calls[1]["id"], &calls[1]["method"]), (2, &json!(1), &json!("getTransaction")));
    assert_eq!(calls[0]["params"][1]["maxSupportedTransactionVersion"], json!(1));

    // What failed is not read, and that is said.
    let page = parse(&address(OWNER), FAILED);
    let open = page.next.unwrap().0;
    assert_eq!((open[0].1.split(',').count(), open.len()), (9, 1));
    assert!(page.window.unwrap().contains("fees of failed transactions"));
}

#[test]
fn a_full_list_goes_on_and_never_round() {
    let row = serde_json::from_str::<Value>(LIST_END).unwrap()["result"][0].clone();
    let mut failed = row.clone();
    failed["err"] = json!({"InstructionError": [0, {"Custom": 1}]});
    let body = |row: &Value, count| json!({"jsonrpc": "2.0", "id": 0, "result": vec![row.clone(); count]}).to_string();
    let last = row["signature"].as_str().unwrap();
    let page = parse(&address(OWNER), &body(&row, LIST));
    let next = Question { cursor: page.next, ..address(OWNER) };
    let calls: Value = serde_json::from_str(&endpoint().request(&next).unwrap().body.unwrap()).unwrap();
    assert_eq!(calls.as_array().unwrap().len(), BATCH, "no more at once");
    assert_eq!(parameter(&next, BEFORE), Some(last));
    let page = parse(&address(OWNER), &body(&failed, LIST));
    assert_eq!(page.next, Some(Cursor(vec![(BEFORE.into(), last.into())])), "nothing to read here, but the list goes on");
    let again = Question { cursor: page.next, ..address(OWNER) };
    assert!(endpoint().request(&again).unwrap().body.unwrap().contains(&format!(r#""before":"{last}""#)));
    let page = parse(&again, &body(&failed, LIST));
    assert_eq!((page.next, page.gaps.len()), (None, 1));
    assert!(endpoint().parse(&address(OWNER), &answer(200, &body(&row, LIST + 1))).is_err());
    assert_eq!(parse(&again, &body(&row, 0)).next, None);
}

#[test]
fn recorded_transactions_are_read_from_their_bytes() {
    let page = parse(&transaction(WITHDRAW), WITHDRAW);
    assert_eq!(rows(&page), ["Fee fee 10000 npN8zC…57a9>111111…1111", "Native trace:1 92204933944 fqR3jk…44VC>npN8zC…57a9"]);
    assert!(page.gaps.is_empty(), "every lamport is explained: {:?}", page.gaps);
    let row = &page.transfers[1];
    assert_eq!((row.block, row.tx_index, row.at.to_string().as_str()), (434_979_819, 1_386, "2026-07-24T19:19:53Z"));

    let page = parse(&transaction(SPLIT), SPLIT);
    let kinds: Vec<&Position> = page.transfers.iter().map(|row| &row.position).collect();
    assert_eq!(kinds, [&Position::Fee, &Position::Trace(vec![2]), &Position::Trace(vec![3])]);
    assert_eq!((page.transfers[1].amount, page.transfers[2].amount), (Amount::from(2_282_880), Amount::from(30_000_000_000)));
    assert!(page.gaps.is_empty(), "{:?}", page.gaps);

    // A merge states no amount: two balances changed without a transfer that says why.
    let page = parse(&transaction(MERGE), MERGE);
    assert_eq!(rows(&page).len(), 1, "the fee");
    assert!(page.gaps[0].ends_with("changed 2 balances by more or less than its transfers say"), "{:?}", page.gaps);
}

#[test]
fn several_transactions_are_read_at_once_for_whom_they_concern() {
    let (question, body) = reading(OWNER, &[WITHDRAW]);
    let page = parse(&question, &body);
    assert_eq!(page.transfers, parse(&transaction(WITHDRAW), WITHDRAW).transfers);
    assert_eq!((page.next, page.gaps.len()), (None, 0));
    let (question, body) = reading(SPLITTER, &[SPLIT, WITHDRAW]);
    let page = parse(&question, &body);
    assert_eq!(rows(&page).len(), 2, "what it paid, not what was split: {:?}", rows(&page));
    assert!(page.gaps[0].contains("does not concern what was asked"), "{:?}", page.gaps);
    // Missing, not held, refused.
    for (answers, gap) in [
        (json!([]), "is not in the answer"),
        (json!([{"id": 0, "result": null}]), "is not held"),
        (json!([{"id": 0, "error": {"code": -32_015, "message": "version"}}]), "version"),
    ] {
        let (question, _) = reading(OWNER, &[WITHDRAW]);
        let page = parse(&question, &answers.to_string());
        assert!(page.transfers.is_empty() && page.gaps[0].contains(gap), "{:?}", page.gaps);
    }
    let (question, _) = reading(OWNER, &[WITHDRAW]);
    let limited = endpoint().parse(&question, &answer(200, r#"[{"id":0,"error":{"code":-32005,"message":"slow"}}]"#));
    assert!(matches!(limited, Err(AnswerError::Limited { .. })), "{limited:?}");
}

/// A transaction in the encoding that is asked for: SOL, a token between two owners' accounts, and a call inside.
fn parsed() -> Value {
    let keys: Vec<Value> = [OWNER, OTHER, THIRD, SPLITTER, SYSTEM, TOKEN]
        .iter()
        .map(|key| json!({"pubkey": key, "signer": false, "writable": true}))
        .collect();
    let held = |index: usize, owner: &str, amount: &str| json!({"accountIndex": index, "mint": USDC, "owner": owner, "programId": TOKEN, "uiTokenAmount": {"amount": amount, "decimals": 6, "uiAmount": 1.5}});
    let send = |from: &str, to: &str, lamports: u64| json!({"program": "system", "programId": SYSTEM, "parsed": {"type": "transfer", "info": {"source": from, "destination": to, "lamports": lamports}}, "stackHeight": null});
    let checked = json!({"program": "spl-token", "programId": TOKEN, "parsed": {"type": "transferChecked", "info": {
        "source": THIRD, "destination": SPLITTER, "authority": OWNER, "mint": USDC, "tokenAmount": {"amount": "1500000", "decimals": 6, "uiAmount": 1.5}}}});
    let note = json!({"program": "spl-memo", "programId": "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr", "parsed": "hello"});
    json!({"jsonrpc": "2.0", "id": 0, "result": {
        "slot": 5, "blockTime": 1_784_920_793, "version": 0,
        "meta": {
            "err": null, "fee": 5_000, "preBalances": [1_000_000, 0, 1, 1, 1, 1], "postBalances": [695_000, 300_000, 1, 1, 1, 1],
            "innerInstructions": [{"index": 0, "instructions": [send(OWNER, OTHER, 100_000)]}],
            "preTokenBalances": [held(2, OWNER, "2000000")], "postTokenBalances": [held(2, OWNER, "500000"), held(3, OTHER, "1500000")],
        },
        "transaction": {"signatures": [signature(WITHDRAW)], "message": {"accountKeys": keys, "instructions": [send(OWNER, OTHER, 200_000), checked, note]}},
    }})
}

fn with(pointer: &str, value: Value) -> String {
    let mut row = parsed();
    *row.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
    row.to_string()
}

#[test]
fn parsed_instructions_are_read_with_the_owners_of_token_accounts() {
    let page = parse(&transaction(WITHDRAW), &parsed().to_string());
    assert_eq!(
        rows(&page),
        [
            "Fee fee 5000 npN8zC…57a9>111111…1111",
            "Native trace:0 200000 npN8zC…57a9>ETncRJ…Zhc1",
            "Internal trace:0.0 100000 npN8zC…57a9>ETncRJ…Zhc1",
            "Token trace:1 1500000 npN8zC…57a9>ETncRJ…Zhc1",
        ]
    );
    assert!(page.gaps.is_empty(), "{:?}", page.gaps);
    assert_eq!(page.transfers[3].asset.known().unwrap().symbol, "USDC");
    // Who owns a token account is concerned though his name is not among the accounts.
    let mut row = parsed();
    row["result"]["meta"]["postTokenBalances"][1]["owner"] = json!(USDC);
    let (asked, _) = reading(USDC, &[WITHDRAW]);
    let page = parse(&asked, &json!([row]).to_string());
    assert_eq!((rows(&page).len(), page.transfers[0].kind), (1, TransferKind::Token));
}

#[test]
fn what_instructions_do_not_explain_is_a_gap() {
    for (pointer, value, gaps) in [
        ("/result/meta/postBalances/1", json!(300_001), 1),
        ("/result/meta/postBalances/0", json!(694_999), 1),
        ("/result/meta/postTokenBalances/1/uiTokenAmount/amount", json!("1500001"), 1),
        ("/result/meta/postTokenBalances/1/mint", json!(OWNER), 1),
        ("/result/meta/innerInstructions", json!([]), 1),
        ("/result/meta/postTokenBalances", json!([]), 2),
        ("/result/version", json!(1), 0),
    ] {
        let page = parse(&transaction(WITHDRAW), &with(pointer, value));
        assert_eq!(page.gaps.len(), gaps, "{pointer}: {:?}", page.gaps);
    }
    // What failed moves nothing but its fee.
    let page = parse(&transaction(WITHDRAW), &with("/result/meta/err", json!({"InstructionError": [0, "Custom"]})));
    assert_eq!((rows(&page).len(), page.gaps.len()), (1, 0));
}

#[test]
fn what_cannot_be_true_is_refused() {
    for (pointer, value) in [
        ("/result/transaction/signatures", json!([])),
        ("/result/transaction/signatures/0", json!(signature(SPLIT))),
        ("/result/blockTime", json!(null)),
        ("/result/meta", json!(null)),
        ("/result/meta/fee", json!(-1)),
        ("/result/meta/fee", json!(5_000.0)),
        ("/result/meta/preBalances", json!([1])),
        ("/result/meta/postTokenBalances/1/accountIndex", json!(6)),
        ("/result/meta/postTokenBalances/1/uiTokenAmount/amount", json!("1e6")),
        ("/result/transaction/message/accountKeys/0/pubkey", json!("0x00")),
        ("/result/transaction/message/instructions/0/parsed/info/lamports", json!("200000")),
        ("/result/transaction/message/instructions/0/parsed/info/destination", json!("<b>")),
        ("/result/transaction/message/instructions/0/parsed", json!("transfer")),
        ("/result/transaction/message/instructions/1/parsed/info/tokenAmount/amount", json!("-1")),
    ] {
        let read = endpoint().parse(&transaction(WITHDRAW), &answer(200, &with(pointer, value)));
        assert!(matches!(read, Err(AnswerError::Unreadable { .. })), "{pointer}: {read:?}");
    }
}

/// The bytes of each instruction that moves something, beside the words for it.
#[test]
fn instructions_are_read_from_bytes() {
    let accounts: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
    let bytes = |parts: &[&[u8]]| parts.concat();
    let amount = 7u64.to_le_bytes();
    let seed = bytes(&[&3u32.to_le_bytes(), &[9; 32], &2u64.to_le_bytes(), b"ab", &amount]);
    let sol = |from: &str, to: &str| Some(calls::Moved::Sol { from: from.into(), to: to.into(), lamports: 7 });
    let token =
        |to: &str, mint: Option<&str>| Some(calls::Moved::Token { from: "a".into(), to: to.into(), amount: 7, mint: mint.map(Into::into) });
    use calls::Program::{Stake, System, Token};
    for (program, data, moved) in [
        (System, bytes(&[&0u32.to_le_bytes(), &amount]), sol("a", "b")),
        (System, bytes(&[&2u32.to_le_bytes(), &amount]), sol("a", "b")),
        (System, seed, sol("a", "b")),
        (System, bytes(&[&4u32.to_le_bytes()]), None),
        (System, bytes(&[&5u32.to_le_bytes(), &amount]), sol("a", "b")),
        (System, bytes(&[&11u32.to_le_bytes(), &amount]), sol("a", "c")),
        (Stake, bytes(&[&4u32.to_le_bytes(), &amount]), sol("a", "b")),
        (Stake, bytes(&[&7u32.to_le_bytes()]), None),
        (Token, bytes(&[&[3], &amount]), token("b", None)),
        (Token, bytes(&[&[12], &amount, &[6]]), token("c", Some("b"))),
        (Token, bytes(&[&[26, 1], &amount, &[6], &amount]), token("c", Some("b"))),
        (Token, bytes(&[&[9]]), None),
        (Token, Vec::new(), None),
    ] {
        assert_eq!(calls::of_bytes(program, &data, &accounts), Ok(moved), "{program:?} {data:?}");
        if data.len() > 4 {
            let cut = &data[..data.len().min(8)];
            assert!(calls::of_bytes(program, cut, &accounts).is_err(), "{program:?} {cut:?}");
        }
    }
    let endless = bytes(&[&3u32.to_le_bytes(), &[9; 32], &u64::MAX.to_le_bytes()]);
    assert!(calls::of_bytes(System, &endless, &accounts).is_err());
    assert!(calls::of_bytes(System, &bytes(&[&2u32.to_le_bytes(), &amount]), &accounts[..1]).is_err());
}

#[test]
fn refusals_are_told_apart() {
    let browser = r#"{"jsonrpc":"2.0","error":{"code":403,"message":"Access forbidden"},"id":0}"#;
    for (status, body, expected) in [
        (403, browser, "(status 403): Access forbidden"),
        (429, "", "answers no more questions"),
        (200, r#"{"id":0,"error":{"code":429,"message":""}}"#, "answers no more questions"),
        (200, r#"{"id":0,"error":{"code":-32603,"message":""}}"#, "is in trouble"),
        (200, r#"{"id":0,"error":{"code":-32602,"message":"Invalid param"}}"#, "(status 200): Invalid param"),
        (200, r#"{"id":0,"result":null}"#, "does not hold the transaction"),
        (503, "<html>", "is in trouble"),
        (200, "<html>", "a web page came instead"),
        (200, "", "cannot be read"),
        (404, "", "(status 404): "),
    ] {
        let error = endpoint().parse(&transaction(WITHDRAW), &answer(status, body)).unwrap_err();
        assert!(error.to_string().contains(expected), "{status} {body}: {error}");
    }
    for wrong in [
        Question { chain: Chain::TRON, ..address(OWNER) },
        Question { part: Part::Tokens, ..address(OWNER) },
        Question { cursor: Some(Cursor(vec![(SIGNATURES.into(), "x".into())])), ..address(OWNER) },
        Question { cursor: Some(Cursor(vec![(BEFORE.into(), "\",\"".into())])), ..address(OWNER) },
        question(About::Transaction(TxId::from_bytes([1; 32])), None),
        question(About::Address(Address::evm_zero()), None),
    ] {
        assert!(endpoint().request(&wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn broken_answers_break_nothing() {
    let (together, body) = reading(OWNER, &[WITHDRAW, SPLIT]);
    let cases = [
        (transaction(WITHDRAW), parsed().to_string()),
        (transaction(WITHDRAW), WITHDRAW.to_owned()),
        (together, body),
        (address(OWNER), FAILED.to_owned()),
    ];
    for (seed, (question, body)) in (1..).zip(cases) {
        for mutant in mutate::mutants(body.as_bytes(), 5_000, seed) {
            if let Ok(page) = endpoint().parse(&question, &answer(200, &mutant)) {
                assert!(page.gaps.len() <= crate::explorer::text::MOST_GAPS + 1);
                if let Some(next) = page.next {
                    assert!(endpoint().request(&Question { cursor: Some(next), ..question.clone() }).is_ok());
                }
            }
        }
    }
}
