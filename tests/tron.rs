//! Following USDT on Tron through a whole run, by hand-made answers in the shapes of TronGrid: three lists an address, and the
//! same payment on the lists of both who paid and who got it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};
use spoor::case::Case;
use spoor::explorer::HttpAnswer;
use spoor::explorer::trongrid::TronGrid;
use spoor::journal::{Action, Happened, Now, Run};
use spoor::label::KnownLabels;
use spoor::money::{Address, Amount};
use spoor::trace::view::{Policy, Reason, Settings, Stage, View};

const USDT: &str = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
const FIRST_SLOT: u64 = 580_000_000;
const VICTIM: u8 = 1;
const THIEF: u8 = 2;
const LEFT: u8 = 3;
const RIGHT: u8 = 4;

fn address(person: u8) -> String {
    Address::Tron([person; 20]).to_string()
}

fn hex(person: u8) -> String {
    alloy_primitives::hex::encode([person; 20])
}

fn tx(number: u8) -> String {
    alloy_primitives::hex::encode([number; 32])
}

fn at_ms(number: u8) -> u64 {
    (FIRST_SLOT + u64::from(number)) * 3_000
}

/// Each pays USDT to another, and a fee of 13 TRX.
const PAYMENTS: [(u8, u8, u8, u64); 4] =
    [(1, VICTIM, THIEF, 100_000_000), (2, THIEF, LEFT, 30_000_000), (3, THIEF, RIGHT, 40_000_000), (4, THIEF, LEFT, 30_000_000)];

fn itself(number: u8, from: u8) -> Value {
    let usdt: Address = USDT.parse().unwrap();
    let Address::Tron(usdt) = usdt else { panic!() };
    let value =
        json!({"owner_address": format!("41{}", hex(from)), "contract_address": format!("41{}", alloy_primitives::hex::encode(usdt))});
    json!({
        "txID": tx(number), "block_timestamp": at_ms(number), "blockNumber": u64::from(number), "ret": [{"contractRet": "SUCCESS", "fee": 13_000_000}],
        "raw_data": {"contract": [{"type": "TriggerSmartContract", "parameter": {"value": value}}]},
    })
}

fn receipt(number: u8, from: u8, to: u8, amount: u64) -> Value {
    let usdt: Address = USDT.parse().unwrap();
    let Address::Tron(usdt) = usdt else { panic!() };
    let topics = json!([
        "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
        format!("{:0>64}", hex(from)),
        format!("{:0>64}", hex(to))
    ]);
    let log = json!({"address": alloy_primitives::hex::encode(usdt), "topics": topics, "data": format!("{amount:064x}")});
    json!({"id": tx(number), "fee": 13_000_000, "blockTimeStamp": at_ms(number), "log": [log]})
}

fn answer(url: &str) -> Value {
    let path = url.strip_prefix("https://tron.example").unwrap();
    let payment = |name: &str| PAYMENTS.into_iter().find(|payment| name.ends_with(&tx(payment.0))).unwrap();
    if path.starts_with("/walletsolidity/gettransactioninfobyid") {
        let (number, from, to, amount) = payment(path);
        return receipt(number, from, to, amount);
    }
    if path.starts_with("/walletsolidity/gettransactionbyid") {
        let (number, from, ..) = payment(path);
        return itself(number, from);
    }
    let (who, list) = path.strip_prefix("/v1/accounts/").unwrap().split_once('/').unwrap();
    let (list, query) = list.split_once('?').unwrap();
    // What was before the stolen money came is not asked for.
    let since: u64 = query.split_once("min_timestamp=").unwrap().1.split('&').next().unwrap().parse().unwrap();
    assert!(query.contains("block_timestamp%2Casc"), "{query}");
    let mine =
        PAYMENTS.into_iter().filter(|(number, from, to, _)| at_ms(*number) >= since && (address(*from) == who || address(*to) == who));
    let rows: Vec<Value> = match list {
        "transactions" => mine.filter(|payment| address(payment.1) == who).map(|(number, from, ..)| itself(number, from)).collect(),
        "transactions/trc20" => mine
            .map(|(number, from, to, amount)| {
                json!({
                    "transaction_id": tx(number), "token_info": {"symbol": "USDT", "address": USDT}, "block_timestamp": at_ms(number),
                    "from": address(from), "to": address(to), "type": "Transfer", "value": amount.to_string(),
                })
            })
            .collect(),
        "internal-transactions" => Vec::new(),
        _ => panic!("nobody expected {url}"),
    };
    json!({"data": rows, "success": true, "meta": {"page_size": rows.len()}})
}

fn play(policy: Policy) -> View {
    let case = json!({
        "id": "made-up", "name": "Somebody", "at": "2025-06-15T15:06:40Z", "chain": "tron:0x2b6653dc", "loss": "100 USDT",
        "attribution": "", "portal": "", "parties": [], "terms": [], "sources": [],
        "seeds": [{"tx": tx(1), "to": address(THIEF), "asset": format!("tron:0x2b6653dc/trc20:{USDT}"), "amount": "100000000", "what": ""}],
    });
    let case: Case = serde_json::from_value(case).unwrap();
    let grid = TronGrid::new("https://tron.example".parse().unwrap(), "trongrid".into());
    let mut run = Run::on(case, Settings { policy, ..Settings::default() }, KnownLabels::default(), Box::new(grid));
    let mut now = Now { ms: 1_790_000_000_000 };
    let mut actions: VecDeque<Action> = run.start(now).into();
    let mut wake = None;
    loop {
        match actions.pop_front() {
            Some(Action::Fetch { id, request }) => {
                let body = answer(&request.url).to_string();
                actions.extend(run.handle(Happened::Answer { id, answer: HttpAnswer { status: 200, body, retry_after_ms: None } }, now));
            }
            Some(Action::Wake { at_ms }) => wake = Some(at_ms),
            Some(Action::AbortAll) => {}
            None => match wake.take() {
                Some(at_ms) => {
                    now.ms = now.ms.max(at_ms);
                    actions.extend(run.handle(Happened::Woken, now));
                }
                None => break,
            },
        }
    }
    assert_eq!(run.stage(), Stage::Done);
    run.view()
}

#[test]
fn every_unit_is_where_it_went_and_counts_once() {
    for policy in Policy::ALL {
        let view = play(policy);
        let [equation] = view.equations.as_slice() else { panic!("{:?}", view.equations) };
        assert!(equation.holds(), "{policy:?}");
        assert_eq!((equation.stolen, equation.held), (Amount::from(100_000_000), Amount::from(100_000_000)), "{policy:?}");
        let rests: BTreeMap<String, (Reason, String)> = view
            .ends
            .iter()
            .map(|end| (view.nodes[end.node].account.address().to_string(), (end.reason, end.amount.to_string())))
            .collect();
        let held = |amount: &str| (Reason::Held, amount.to_owned());
        assert_eq!(rests, [(address(LEFT), held("60000000")), (address(RIGHT), held("40000000"))].into(), "{policy:?}");
        assert!(view.notes.is_empty(), "{:?}", view.notes);
    }
}
