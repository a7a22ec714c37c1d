//! Envelopes, quantities, errors, and the recorded answers of nodes.

use super::*;
use crate::explorer::mutate::mutants;
use crate::explorer::{About, Order, Part, Question};
use crate::money::Chain;

const LOGS: &str = include_str!("../../../tests/fixtures/evm-jsonrpc/infura_eth_getLogs.json");
const I_RECEIPT: &str = include_str!("../../../tests/fixtures/evm-jsonrpc/infura_eth_getTransactionReceipt.json");
const P_TX: &str = include_str!("../../../tests/fixtures/evm-jsonrpc/publicnode_eth_getTransactionByHash.json");
const P_RECEIPT: &str = include_str!("../../../tests/fixtures/evm-jsonrpc/publicnode_eth_getTransactionReceipt.json");
const B_TX: &str = include_str!("../../../tests/fixtures/blockscout-rpc/ethrpc_getTransactionByHash.json");
const B_RECEIPT: &str = include_str!("../../../tests/fixtures/blockscout-rpc/ethrpc_getTransactionReceipt.json");
const B_BLOCK: &str = include_str!("../../../tests/fixtures/blockscout-rpc/ethrpc_getBlockByNumber.json");
const B_LOGS: &str = include_str!("../../../tests/fixtures/blockscout-rpc/rpc_getLogs_eth.json");
const E_LOGS: &str = include_str!("../../../tests/fixtures/etherscan/getLogs.json");
const BLOCK: &str = include_str!("../../../tests/fixtures/etherscan/proxy_eth_getBlockByNumber.json");

fn answer(status: u16, body: &str) -> HttpAnswer {
    HttpAnswer { status, body: body.to_owned(), retry_after_ms: None }
}

fn one<T: for<'de> Deserialize<'de>>(body: &str) -> T {
    let result = read("node.example", &answer(200, body), 1).unwrap().pop().unwrap().unwrap().unwrap();
    shape(&result).unwrap()
}

/// The events of an explorer's list.
fn listed(body: &str) -> Vec<Log> {
    serde_json::from_value(serde_json::from_str::<Value>(body).unwrap()["result"].clone()).unwrap()
}

#[test]
fn calls_are_written_as_nodes_expect_them() {
    assert_eq!(
        write(&[Call::block(16_295_684)]),
        r#"{"id":0,"jsonrpc":"2.0","method":"eth_getBlockByNumber","params":["0xf8a704",false]}"#
    );
    let tx = TxId::from_bytes([7; 32]);
    let two = [Call::of_transaction("eth_getTransactionReceipt", tx), Call::logs(0, None, &json!([TRANSFER]))];
    let written: Value = serde_json::from_str(&write(&two)).unwrap();
    assert_eq!((&written[0]["id"], &written[0]["params"][0]), (&json!(0), &json!(tx.to_string())));
    assert_eq!(written[1]["params"][0], json!({"fromBlock": "0x0", "toBlock": "latest", "topics": [TRANSFER]}));
    assert_eq!(write(&[]), "[]");
    let oracle = "0x40C57923924B5c5c5455c48D93317139ADDaC8fb".parse().unwrap();
    let call = write(&[Call::contract(&oracle, &[0xdf, 0x59, 0x2f, 0x7d])]);
    assert!(call.contains(r#"[{"data":"0xdf592f7d","to":"0x40C57923924B5c5c5455c48D93317139ADDaC8fb"},"latest"]"#), "{call}");
}

#[test]
fn quantities_are_read_whole_or_refused() {
    for (text, expected) in [("0x0", 0), ("0x41", 65), ("0xffffffffffffffff", u64::MAX), ("0x00ff", 255), ("0xAbC", 0xabc)] {
        assert_eq!(number::<u64>(text), Ok(expected));
        assert_eq!(amount(text), Ok(Amount::from(expected)));
    }
    for text in ["", "0x", "41", "0xzz", "0x-1", "0x+1", "0x 1", "0x1_0", "0X1", "0xé", "-0x1", &format!("0x{}", "f".repeat(65))] {
        assert!(number::<u64>(text).is_err() && amount(text).is_err(), "{text:?}");
    }
    assert!(number::<u64>("0x10000000000000000").is_err());
    assert!(number::<u32>("0x100000000").is_err());
    assert_eq!(amount(&format!("0x{}", "f".repeat(64))).unwrap().base_units(), U256::MAX);
    assert_eq!(number(&quantity(u64::MAX)), Ok(u64::MAX));
}

#[test]
fn a_batch_is_matched_by_its_numbers() {
    let results = |body: &str, count| -> Vec<String> {
        let text = |outcome: Outcome| match outcome {
            Ok(result) => result.map_or_else(|| "null".to_owned(), |result| result.get().to_owned()),
            Err(error) => error.message,
        };
        read("n", &answer(200, body), count).unwrap().into_iter().map(text).collect()
    };
    let body = r#"[{"jsonrpc":"2.0","id":1,"result":"b"},{"id":2,"error":{"code":-1,"message":"no"}},{"id":"0","result":null}]"#;
    assert_eq!(results(body, 3), ["null", "\"b\"", "no"]);
    assert_eq!(results(r#" {"id":7,"result":[1]}"#, 1), ["[1]"]);
    for (body, count) in [
        (r#"[{"id":0,"result":1}]"#, 2),
        (r#"[{"id":0,"result":1},{"id":0,"result":2}]"#, 2),
        (r#"[{"id":0,"result":1},{"id":2,"result":2}]"#, 2),
        (r#"[{"id":-1,"result":1}]"#, 1),
        (r#"[{"result":1}]"#, 1),
        (r#"{"id":0,"result":1}"#, 2),
        ("[1]", 1),
        ("", 1),
        ("<html>", 1),
        ("null", 1),
    ] {
        assert!(matches!(read("n", &answer(200, body), count), Err(AnswerError::Unreadable { .. })), "{body}");
    }
    let many = json!(vec![json!({"id": 0, "result": 1}); 1_001]).to_string();
    assert!(read("n", &answer(200, &many), 1).is_err());
}

#[test]
fn errors_are_told_apart_by_code_and_words() {
    for (code, message, trouble) in [
        (-32601, "Method not found", Trouble::NoMethod),
        (-32601, "the method ots_getApiLevel does not exist/is not available", Trouble::NoMethod),
        (0, "Action not found.", Trouble::NoMethod),
        (-32005, "query returned more than 10000 results", Trouble::TooMuch),
        (-32602, "block range 0x0-0x186a0 exceeds limit of 10000", Trouble::TooMuch),
        (-32614, "eth_getLogs is limited to a 10,000 range", Trouble::TooMuch),
        (-32600, "block range is too wide", Trouble::TooMuch),
        (-32602, "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range", Trouble::TooMuch),
        (-32000, "query timeout exceeded", Trouble::TooMuch),
        (-32005, "daily request count exceeded, request rate limited", Trouble::Limited),
        (429, "Your app has exceeded its compute units per second capacity", Trouble::Limited),
        (-32000, "too many requests", Trouble::Limited),
        (-32000, "header not found", Trouble::Passing),
        (-32603, "Internal error", Trouble::Passing),
        (3, "RPC Request failed.", Trouble::Passing),
        (3, "execution reverted", Trouble::Refused),
        (-32602, "invalid argument 0: hex string has length 3", Trouble::Refused),
        (-32700, "parse error", Trouble::Refused),
    ] {
        assert_eq!(RpcError { code, message: message.to_owned() }.trouble(), trouble, "{code} {message}");
    }
    let all = [
        (r#"{"code":-32601,"message":"Method not found"}"#, "refuse"),
        (r#"{"code":-32000,"message":"busy"}"#, "trouble"),
        (r#""Action not found.""#, "refuse"),
        ("7", "refuse"),
        (r#"{"code":"x"}"#, "refuse"),
        (r#"{"code":-32005,"message":"rate limit"}"#, "no more"),
    ];
    for (error, words) in all {
        let body = format!(r#"{{"jsonrpc":"2.0","id":null,"error":{error}}}"#);
        let refused = read("node.example", &answer(200, &body), 2).unwrap_err().to_string();
        assert!(refused.contains(words), "{error}: {refused}");
        let same = read("node.example", &answer(400, &body), 2).unwrap_err();
        assert!(same.to_string().contains(words), "{error}: {same}");
    }
    for (status, words) in [(429, "no more"), (503, "trouble"), (401, "refuse"), (404, "refuse"), (0, "refuse")] {
        let error = read("node.example", &answer(status, "<html>"), 1).unwrap_err().to_string();
        assert!(error.contains(words), "{status}: {error}");
    }
}

#[test]
fn recorded_receipts_say_fee_and_status() {
    for (body, fee, index, logs, block) in [
        (I_RECEIPT, "1540860730689000", 62, 0, 13_139_464),
        (P_RECEIPT, "3908243226377", 241, 1, 25_092_267),
        (B_RECEIPT, "576831000000000", 2, 3, 40_502_430),
    ] {
        let receipt: Receipt = one(body);
        let place = receipt.place(crate::money::UnixSeconds::new(1)).unwrap();
        assert_eq!((receipt.fee().unwrap().unwrap().to_string().as_str(), receipt.succeeded()), (fee, Ok(Some(true))));
        assert_eq!(
            (place.tx_index, place.block, receipt.logs.unwrap().iter().filter(|log| log.erc20().is_none()).count()),
            (index, block, logs)
        );
    }
    let transaction: Transaction = one(P_TX);
    let own = transaction.own(&one(P_RECEIPT)).unwrap();
    assert_eq!(
        (own.value.to_string().as_str(), format!("{:#}>{:#}", own.from, own.to.unwrap()).as_str()),
        ("6704685478099977", "0xdadB…3711>0x388C…9297")
    );
    assert_eq!(transaction.block_timestamp.as_deref().map(time).unwrap().unwrap().to_string(), "2026-05-14T08:46:35Z");
    let own = one::<Transaction>(B_TX).own(&one(B_RECEIPT)).unwrap();
    assert!(own.value.is_zero());
    assert_eq!(time(&one::<Block>(BLOCK).timestamp).unwrap().to_string(), "2022-12-30T06:05:59Z");
    assert_eq!(number::<u64>(&one::<Block>(B_BLOCK).number.unwrap()), Ok(13_406_322));
}

#[test]
fn fees_have_all_their_parts() {
    let receipt: Receipt = one(I_RECEIPT);
    let fee = |change: &dyn Fn(&mut Receipt)| {
        let mut receipt = receipt.clone();
        change(&mut receipt);
        receipt.fee().map(|fee| fee.map(|fee| fee.to_string()))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(fee(&|receipt| receipt.l1_fee = some("0x64")), Ok(some("1540860730689100")));
    assert_eq!(
        fee(&|receipt| {
            receipt.blob_gas_used = some("0x20000");
            receipt.blob_gas_price = some("0x2");
        }),
        Ok(some("1540860730951144"))
    );
    assert_eq!(fee(&|receipt| receipt.blob_gas_price = some("0x1")), Ok(some("1540860730689000")), "no blobs");
    assert_eq!(fee(&|receipt| receipt.effective_gas_price = None), Ok(None));
    let most = format!("0x{}", "f".repeat(64));
    assert!(fee(&|receipt| receipt.effective_gas_price = Some(most.clone())).is_err());
    assert!(fee(&|receipt| receipt.l1_fee = Some(most.clone())).is_err());
    for (status, expected) in [(None, Ok(None)), (some("0x0"), Ok(Some(false))), (some("0x1"), Ok(Some(true)))] {
        assert_eq!(Receipt { status, ..receipt.clone() }.succeeded(), expected);
    }
    assert!(Receipt { status: some("0x2"), ..receipt.clone() }.succeeded().is_err());
}

#[test]
fn only_what_the_standard_says_is_an_erc20_transfer() {
    let [log] = listed(B_LOGS).try_into().unwrap();
    let moved = log.erc20().unwrap();
    assert_eq!(moved.from.to_string(), "0x7780E86699e941254c8f4D9b7eB08FF7e96BBE10");
    assert_eq!(moved.to.to_string(), "0x5dbcF33D8c2E976c6b560249878e6F1491Bca25c");
    assert_eq!(moved.amount.to_string(), "8927503600000000000000");
    assert_eq!(log.block(), Ok(10_712_731));
    assert_eq!(log.place(time(log.block_timestamp.as_deref().unwrap()).unwrap()).unwrap().tx_index, 85);
    let [other] = one::<Vec<Log>>(LOGS).try_into().unwrap();
    assert_eq!((other.erc20(), other.block()), (None, Ok(20_879_646)), "three words of another event");
    assert!(listed(E_LOGS).iter().all(|log| log.erc20().is_none() && log.place(crate::money::UnixSeconds::new(1)).is_ok()));

    let topics = |change: &dyn Fn(&mut Vec<Option<String>>)| {
        let mut log = log.clone();
        change(&mut log.topics);
        log.erc20()
    };
    assert_eq!(topics(&|topics| drop(topics.pop())), Some(moved), "the explorer had filled up with null");
    assert_eq!(topics(&|topics| topics[3] = topics[2].clone()), None, "a collectible's fourth topic");
    assert_eq!(topics(&|topics| topics.truncate(1)), None, "an old token");
    assert_eq!(topics(&|topics| topics[1] = None), None);
    assert_eq!(topics(&|topics| topics[1] = Some(format!("0x{}", "f".repeat(64)))), None, "no address");
    assert_eq!(topics(&|topics| topics[1] = Some("0xé".repeat(11))), None);
    for data in
        ["", "0x", &format!("0x{}", "0".repeat(63)), &format!("0x{}", "0".repeat(128)), &"é".repeat(33), &format!("0x{}", "z".repeat(64))]
    {
        assert_eq!(Log { data: data.to_owned(), ..log.clone() }.erc20(), None, "{data}");
    }
    let address = alloy_primitives::Address::from([0xab; 20]);
    assert_eq!(topic(&address), format!("0x{}{}", "0".repeat(24), "ab".repeat(20)));
}

#[test]
fn broken_answers_are_read_or_refused() {
    let question = Question {
        source: 0,
        chain: Chain::ETHEREUM,
        about: About::Transaction(TxId::from_bytes([7; 32])),
        part: Part::Everything,
        order: Order::Newest,
        start: None,
        cursor: None,
    };
    let count = 20_000 / 8;
    for (seed, body) in (1..).zip([LOGS, I_RECEIPT, P_TX, P_RECEIPT, B_TX, B_RECEIPT, B_BLOCK, BLOCK]) {
        let mut readable = 0u32;
        for mutant in mutants(body.as_bytes(), count, seed) {
            let Ok(outcomes) = read("node.example", &answer(200, &mutant), 1) else { continue };
            let Some(Ok(Some(result))) = outcomes.into_iter().next() else { continue };
            readable += 1;
            if let Ok(receipt) = shape::<Receipt>(&result) {
                drop((receipt.fee(), receipt.succeeded()));
                if let (Ok(place), Some(logs)) = (receipt.place(crate::money::UnixSeconds::new(1)), &receipt.logs) {
                    let mut gather = crate::explorer::gather::Gather::new(&question);
                    gather.events(place, logs, crate::explorer::gather::Naming::Log);
                    assert!(gather.transfers.len() <= logs.len());
                }
            }
            drop(shape::<Transaction>(&result));
            drop(shape::<Block>(&result));
            drop(shape::<Vec<Log>>(&result));
        }
        assert!(readable > 20, "{readable} of the mutants of answer {seed} can still be read");
    }
}
