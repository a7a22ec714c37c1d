//! The adapter against recorded answers, hand-made ones, and answers made to break it.

use serde_json::{Value, json};

use super::super::{Order, mutate};
use super::*;
use crate::money::{Amount, Position, TransferKind};

const MIXED: &str = include_str!("../../../tests/fixtures/esplora/mixed.json");
const ODD: &str = include_str!("../../../tests/fixtures/esplora/odd.json");
const REPLACING: &str = include_str!("../../../tests/fixtures/esplora/replacing.json");
const REPLACED: &str = include_str!("../../../tests/fixtures/esplora/replaced.json");
const ADDRESS: &str = include_str!("../../../tests/fixtures/esplora/address.json");

const ODD_TX: &str = "f859a4e6692c3f15a279449eac191ecb9d17d2d6c003bbae9a55e5da07147eab";
const RUNES: &str = "20b984492b5264162a4c92c9a34bc7fa08b67d669de7b4c5982ad3cb28aaecf6";
const SCRIPTS: &str = "b10c0000004da5a9d1d9b4ae32e09f0b3e62d21a5cce5428d4ad714fb444eb5d";
const PAYER: &str = "bc1p3zfekshja5gnm4r4vp2mz7wd0pxze7jjetffq3jprs5rxk4zq4wqesykl2";

fn server(flavour: Flavour) -> Esplora {
    Esplora::new("https://mempool.space/api".parse().unwrap(), flavour, "mempool".into())
}

fn question(about: About) -> Question {
    Question { source: 0, chain: Chain::BITCOIN, about, part: Part::Everything, order: Order::Newest, start: None, cursor: None }
}

fn address(text: &str) -> Question {
    question(About::Address(text.parse().unwrap()))
}

fn transaction(text: &str) -> Question {
    question(About::Transaction(text.parse().unwrap()))
}

fn after(text: &str, tx: &str) -> Question {
    Question { cursor: Some(Cursor(vec![(AFTER.into(), tx.into())])), ..address(text) }
}

fn answer(status: u16, body: &str) -> HttpAnswer {
    HttpAnswer { status, body: body.to_owned(), retry_after_ms: None }
}

fn parse(question: &Question, body: &str) -> Page {
    server(Flavour::Mempool).parse(question, &answer(200, body)).unwrap()
}

fn one(body: &str, tx: &str) -> Value {
    let all: Vec<Value> = serde_json::from_str(body).unwrap();
    all.into_iter().find(|row| row["txid"] == tx).unwrap()
}

/// What a page holds, in a line a row.
fn rows(page: &Page) -> Vec<String> {
    page.transfers.iter().map(|row| format!("{} {} {:#}>{:#}", row.position, row.amount, row.from, row.to)).collect()
}

#[test]
fn each_question_has_its_url() {
    let output = format!("tx-{RUNES}-1");
    let spent = Question { cursor: Some(Cursor(vec![(SPENDER.into(), ODD_TX.into())])), ..address(&output) };
    for (flavour, question, url) in [
        (Flavour::Mempool, address(PAYER), format!("/address/{PAYER}/txs")),
        (Flavour::Mempool, after(PAYER, RUNES), format!("/address/{PAYER}/txs?after_txid={RUNES}")),
        (Flavour::Blockstream, after(PAYER, RUNES), format!("/address/{PAYER}/txs/chain/{RUNES}")),
        (Flavour::Blockstream, after(PAYER, ""), format!("/address/{PAYER}/txs/chain")),
        (Flavour::Mempool, transaction(ODD_TX), format!("/tx/{ODD_TX}")),
        (Flavour::Mempool, address(&output), format!("/tx/{RUNES}/outspend/1")),
        (Flavour::Mempool, spent, format!("/tx/{ODD_TX}")),
    ] {
        let request = server(flavour).request(&question).unwrap();
        assert_eq!(request, HttpRequest::get(format!("https://mempool.space/api{url}")));
        assert!(server(flavour).parts(&question.about).contains(&question.part));
    }
    let solana = "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW";
    for question in [
        Question { chain: Chain::ETHEREUM, ..address(PAYER) },
        Question { part: Part::Tokens, ..address(PAYER) },
        address("0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2"),
        address(&format!("tx-{RUNES}")),
        transaction(solana),
        after(PAYER, "../../x"),
        after(PAYER, ""),
    ] {
        assert!(server(Flavour::Mempool).request(&question).is_err(), "{question:?}");
    }
    let (tx, owner) = (ODD_TX.parse().unwrap(), PAYER.parse().unwrap());
    let own = server(Flavour::Blockstream);
    assert!(own.outspends_request(tx).url.ends_with(&format!("/tx/{ODD_TX}/outspends")));
    assert!(own.unspent_request(&owner).url.ends_with(&format!("/address/{PAYER}/utxo")));
    assert!(own.standing_request(&owner).url.ends_with(&format!("/address/{PAYER}")));
}

#[test]
fn all_of_an_odd_transaction_goes_to_its_fee() {
    let body = one(ODD, ODD_TX).to_string();
    let page = parse(&transaction(ODD_TX), &body);
    assert_eq!(rows(&page), ["vin:0 11586 bc1p3z…ykl2>tx-f85…7eab", "fee 11586 tx-f85…7eab>tx-000…7295"]);
    assert_eq!((page.next.clone(), page.gaps.len()), (None, 0));
    let row = &page.transfers[0];
    assert_eq!((row.block, row.tx_index, row.at.to_string().as_str()), (896_088, 0, "2025-05-10T09:14:50Z"));
    assert_eq!(row.block_hash.unwrap().on(Chain::BITCOIN), "0000000000000000000148370c6ad0eceb23d0de54ea86a362679cee7fcd3f4a");
    assert_eq!((row.kind, page.transfers[1].kind), (TransferKind::Output, TransferKind::Fee));
    assert_eq!(memos(&body), [(ODD_TX.parse().unwrap(), b"annex".to_vec())]);
    assert_eq!(memos(&format!("[{body}]")), memos(&body));
}

/// One transaction with every kind of script.
#[test]
fn every_script_has_its_owner_or_its_place() {
    let body = one(MIXED, SCRIPTS).to_string();
    let page = parse(&transaction(SCRIPTS), &body);
    assert!(page.gaps.is_empty(), "{:?}", page.gaps);
    let rows = rows(&page);
    // A bare key and bare multisig have no address: they are named by the output that they spend, or are.
    assert!(rows[0].starts_with("vin:0 6102 tx-"), "{rows:?}");
    assert!(rows[2].starts_with("vin:2 1971 tx-"), "{rows:?}");
    assert_eq!(rows[1], "vin:1 1913 1J7SZJ…jJ39>tx-b10…eb5d");
    assert_eq!(page.transfers[10].position, Position::Fee);
    let to: Vec<String> = page.transfers[11..].iter().map(|row| format!("{} {} {}", row.position, row.amount, row.to)).collect();
    assert_eq!(
        to,
        [
            format!("vout:0 576 tx-{SCRIPTS}-0"),
            "vout:1 546 1CuQsdrcgcmPvugo3NqEwh1kDcpeEnuFC".into(),
            format!("vout:2 582 tx-{SCRIPTS}-2"),
            "vout:3 540 38RuNhSiZiftB6WVnStu5aUz6jXtCDXQZk".into(),
            "vout:4 294 bc1qerj3ea5frs9zzqdwe65v6h8fhwl677a6s0hxhf".into(),
            "vout:5 330 bc1qcjzmhwqvf038dem74safsw3ernytrgd479sfjk3kc00lrq5k8pdqczl83q".into(),
            "vout:6 330 bc1p57jzkf5f27sxe80y6unq780njt8y6mnmwsl44hp8g9ww9t7wkwusv7av76".into(),
            "vout:7 240 bc1pfeessrawgf".into(),
        ]
    );
    let sum = |input: bool| -> Amount {
        let side = page.transfers.iter().filter(|row| matches!(row.position, Position::Input(_)) == input);
        side.map(|row| row.amount).sum()
    };
    assert_eq!(sum(true), sum(false), "what comes in goes out, the fee included");
}

#[test]
fn a_list_is_read_and_says_what_is_not_in_a_block() {
    let owner = "bc1qnzw0zfm5l3c9vztpp3aegx0j68zgqajyffr2r6";
    let page = parse(&address(owner), &json!([one(MIXED, RUNES)]).to_string());
    assert_eq!(rows(&page).len(), 4, "one input, the fee, two outputs; a note of nothing is none");
    assert_eq!(page.next, Some(Cursor(vec![(AFTER.into(), RUNES.into())])));
    // None of the replaced and replacing transactions is in a block: money that may never move.
    for (body, count) in [(REPLACING, 2), (REPLACED, 2)] {
        let page = parse(&address(owner), body);
        assert!(page.transfers.is_empty());
        assert_eq!(page.gaps, [format!("{count} transactions are not in a block yet: they may move money or never happen")]);
    }
    // Two of these four are in a block, and concern somebody else.
    let page = server(Flavour::Mempool).parse(&address(owner), &answer(200, MIXED)).unwrap();
    assert_eq!((rows(&page).len(), page.gaps.len()), (4, 2), "{:?}", page.gaps);
    assert!(page.gaps[0].contains("does not concern what was asked"), "{:?}", page.gaps);
}

#[test]
fn a_list_ends_only_where_nothing_confirmed_is_left() {
    let owner = "bc1qnzw0zfm5l3c9vztpp3aegx0j68zgqajyffr2r6";
    let confirmed = one(MIXED, RUNES);
    let mut pending = confirmed.clone();
    pending["status"] = json!({"confirmed": false});
    pending["txid"] = json!(ODD_TX);
    let next = |flavour, question: &Question, body: Value| {
        let page = server(flavour).parse(question, &answer(200, &body.to_string())).unwrap();
        (page.next.map(|cursor| cursor.0[0].1.clone()), page.gaps.iter().any(|gap| gap.contains("this one again")))
    };
    let first = address(owner);
    for flavour in [Flavour::Mempool, Flavour::Blockstream] {
        assert_eq!(next(flavour, &first, json!([])), (None, false));
        assert_eq!(next(flavour, &first, json!([pending, confirmed])), (Some(RUNES.into()), false));
        assert_eq!(next(flavour, &after(owner, ODD_TX), json!([confirmed])), (Some(RUNES.into()), false));
        assert_eq!(next(flavour, &after(owner, RUNES), json!([])), (None, false));
        assert_eq!(next(flavour, &after(owner, RUNES), json!([confirmed])), (None, true), "no loop");
    }
    // A first page full of what is not in a block hides what is.
    assert_eq!(next(Flavour::Blockstream, &first, json!([pending])), (Some(String::new()), false));
    assert_eq!(next(Flavour::Blockstream, &after(owner, ""), json!([])), (None, false));
    assert_eq!(next(Flavour::Mempool, &first, json!([pending])), (Some(ODD_TX.into()), false));
}

#[test]
fn an_output_without_an_address_is_followed_by_what_spent_it() {
    let place = address(&format!("tx-{RUNES}-1"));
    assert_eq!(parse(&place, r#"{"spent":false}"#), Page::default());
    let status = r#"{"confirmed":true,"block_height":1,"block_hash":"","block_time":1}"#;
    let page = parse(&place, &format!(r#"{{"spent":true,"txid":"{ODD_TX}","vin":0,"status":{status}}}"#));
    assert_eq!(page.next, Some(Cursor(vec![(SPENDER.into(), ODD_TX.into())])));
    let then = Question { cursor: page.next, ..place.clone() };
    assert_eq!(rows(&parse(&then, &one(ODD, ODD_TX).to_string())).len(), 2);
    let wrong = server(Flavour::Mempool).parse(&place, &answer(200, r#"{"spent":true}"#));
    assert!(matches!(wrong, Err(AnswerError::Unreadable { .. })), "{wrong:?}");
}

#[test]
fn new_coins_come_from_nowhere() {
    let mut row = one(ODD, ODD_TX);
    row["vin"] = json!([{"txid": "0".repeat(64), "vout": u32::MAX, "prevout": null, "is_coinbase": true}]);
    row["vout"] = json!([{"scriptpubkey": "0014751e76e8199196d454941c45d1b3a323f1433bd6", "value": 312_500_000}]);
    row["fee"] = json!(0);
    let page = parse(&transaction(ODD_TX), &row.to_string());
    assert_eq!(rows(&page), ["vout:0 312500000 tx-f85…7eab>bc1qw5…f3t4"]);
}

/// Each must cost the row, never pass for money.
#[test]
fn what_cannot_be_true_is_left_out() {
    let good = one(ODD, ODD_TX);
    for (what, pointer, value) in [
        ("more goes out than comes in", "/fee", json!(11_587)),
        ("less goes out", "/fee", json!(11_585)),
        ("a float", "/fee", json!(11_586.0)),
        ("a negative amount", "/vin/0/prevout/value", json!(-1)),
        ("more bitcoin than there are", "/vin/0/prevout/value", json!(u64::MAX)),
        ("an amount as text", "/vin/0/prevout/value", json!("11586")),
        ("an address that is not its script's", "/vin/0/prevout/scriptpubkey_address", json!("1BoatSLRHtKNngkdXEeobR76b53LETtpyT")),
        ("no address at all", "/vin/0/prevout/scriptpubkey_address", json!("<b>bank</b>")),
        ("a script that is none", "/vin/0/prevout/scriptpubkey", json!("5120zz")),
        ("what it spends is missing", "/vin/0/prevout", json!(null)),
        ("no block", "/status/block_height", json!(null)),
        ("no time", "/status/block_time", json!(null)),
        ("a block hash that is none", "/status/block_hash", json!("00")),
        ("another transaction", "/txid", json!(RUNES)),
        ("no name", "/txid", json!("")),
    ] {
        let mut row = good.clone();
        *row.pointer_mut(pointer).unwrap() = value;
        let alone = server(Flavour::Mempool).parse(&transaction(ODD_TX), &answer(200, &row.to_string()));
        assert!(matches!(alone, Err(AnswerError::Unreadable { .. })), "{what}: {alone:?}");
        if what != "another transaction" {
            let page = parse(&address(PAYER), &json!([good, row]).to_string());
            assert_eq!((rows(&page).len(), page.gaps.len()), (2, 1), "{what}: {:?}", page.gaps);
        }
    }
}

#[test]
fn refusals_are_told_apart() {
    let limited = r#"{"message":"Blockstream Explorer API NOTICE: Your request rate exceeds the current limit"}"#;
    for (status, body, expected) in [
        (400, "Invalid Bitcoin address", "refuses the question (status 400): Invalid Bitcoin address"),
        (400, "Too many history entries", "refuses the question (status 400): Too many history entries"),
        (404, "Transaction not found", "does not hold the transaction"),
        (404, "<html>nginx</html>", "cannot be read: status 404"),
        (429, limited, "answers no more questions"),
        (429, "<html>429</html>", "answers no more questions"),
        (503, "", "is in trouble (status 503)"),
        (200, "<!doctype html>", "a web page came instead"),
        (200, "Transaction not found", "cannot be read"),
        (200, "", "cannot be read"),
        (200, "[]", "cannot be read"),
        (301, "<html>", "refuses the question (status 301): "),
    ] {
        let error = server(Flavour::Mempool).parse(&transaction(ODD_TX), &answer(status, body)).unwrap_err();
        assert!(error.to_string().contains(expected), "{status} {body}: {error}");
        assert_eq!(error.is_passing(), status == 429 || status == 503);
    }
}

#[test]
fn what_an_address_still_holds_is_read() {
    let read = standing(ADDRESS).unwrap();
    assert_eq!((read.got, read.left(), read.transactions, read.waiting), (Amount::from(2_700_000_000), Amount::ZERO, 2, 0));
    assert!(standing(&ADDRESS.replacen("2700000000", "1", 1)).is_err(), "it cannot spend what it never got");
    let utxo = json!([
        {"txid": RUNES, "vout": 1, "value": 546, "status": {"confirmed": true, "block_height": 848_136}},
        {"txid": ODD_TX, "vout": 0, "value": 7, "status": {"confirmed": false}},
    ]);
    let read = unspent(&utxo.to_string()).unwrap();
    assert_eq!(read[0], Unspent { tx: RUNES.parse().unwrap(), output: 1, value: Amount::from(546), block: Some(848_136) });
    assert_eq!((read[1].block, read.len()), (None, 2));
    let spends = json!([{"spent": false}, {"spent": true, "txid": RUNES, "vin": 3, "status": {"confirmed": true}}]);
    let spent = Spent { by: RUNES.parse().unwrap(), input: 3, confirmed: true };
    assert_eq!(outspends(&spends.to_string()).unwrap(), [None, Some(spent)]);
    for wrong in ["", "{}", "[{}]", r#"[{"spent":true,"txid":"x","vin":0}]"#, r#"[{"txid":"","vout":-1,"value":1,"status":{}}]"#] {
        assert!(outspends(wrong).is_err() && unspent(wrong).is_err() && standing(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn broken_answers_break_nothing() {
    let list = address("bc1qnzw0zfm5l3c9vztpp3aegx0j68zgqajyffr2r6");
    for (seed, body) in [(1, MIXED), (2, ODD)] {
        for mutant in mutate::mutants(body.as_bytes(), 10_000, seed) {
            for flavour in [Flavour::Mempool, Flavour::Blockstream] {
                if let Ok(page) = server(flavour).parse(&list, &answer(200, &mutant)) {
                    assert!(page.gaps.len() <= 12 && page.transfers.iter().all(|row| !row.amount.is_zero()));
                    if let Some(next) = page.next {
                        assert!(server(flavour).request(&Question { cursor: Some(next), ..list.clone() }).is_ok());
                    }
                }
            }
            drop(memos(&mutant));
        }
    }
    for mutant in mutate::mutants(one(ODD, ODD_TX).to_string().as_bytes(), 10_000, 3) {
        let _page = server(Flavour::Mempool).parse(&transaction(ODD_TX), &answer(200, &mutant));
    }
    for mutant in mutate::mutants(ADDRESS.as_bytes(), 5_000, 4) {
        let _read = (standing(&mutant), unspent(&mutant), outspends(&mutant));
    }
}
