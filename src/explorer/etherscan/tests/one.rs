//! One transaction, in stages.

use super::*;

const BY_HASH: &str = include_str!("../../../../tests/fixtures/etherscan/proxy_eth_getTransactionByHash.json");
const RECEIPT: &str = include_str!("../../../../tests/fixtures/etherscan/proxy_eth_getTransactionReceipt.json");
const BLOCK: &str = include_str!("../../../../tests/fixtures/etherscan/proxy_eth_getBlockByNumber.json");
const CALLS: &str = include_str!("../../../../tests/fixtures/etherscan/txlistinternal_eth.json");
const CALLS_ARBITRUM: &str = include_str!("../../../../tests/fixtures/etherscan/txlistinternal_arbitrum.json");
const CALLS_OP: &str = include_str!("../../../../tests/fixtures/routescan/txlistinternal_op.json");

const TX: &str = "0x8c1cf41de91b0e5fd09db4d15eaf4e95dfa65fd4c385b0b0092a80140b353b7e";
const CALLS_TX: &str = "0xe765a634eaa1645324b585e96d7893bf30f1aa8eaf630840124ddbd7a2bff4c7";
const ARBITRUM_TX: &str = "0x812c09ea25ccfa9db288c40d086bbec21ab23b8ebce18a9d388111488f7db945";
const OP_TX: &str = "0xa3b955a1264dc26d966f4f33242ae88eec7f2081fcfce8cd82377b16d51a9f2f";

/// Follows the stages through these answers; gives the last part of each URL, and all rows.
fn follow(chain: Chain, tx: &str, part: Part, bodies: &[String]) -> (Vec<String>, Page) {
    let mut question = transaction(chain, tx, part);
    let (mut urls, mut all) = (Vec::new(), Page::default());
    for body in bodies {
        let url = v2(chain).request(&question).unwrap().url;
        urls.push(url.split_once("&action=").unwrap().1.replace(&format!("txhash={tx}"), "txhash=TX"));
        let page = parse(&question, body);
        question.cursor = page.next.clone();
        crate::explorer::confirm::join(&mut all, page);
    }
    (urls, all)
}

#[test]
fn value_fee_and_events_come_from_the_receipt() {
    let bodies = [BY_HASH.to_owned(), RECEIPT.to_owned()];
    let (urls, page) = follow(Chain::ETHEREUM, TX, Part::Transactions, &bodies);
    assert_eq!(urls, ["eth_getTransactionByHash&txhash=TX&apikey={key}", "eth_getTransactionReceipt&txhash=TX&apikey={key}"]);
    assert_eq!(rows(&page), ["Fee fee 13446633791168 0xf642…9415>0x0000…0000"], "224864 units at 59798962 wei each, and no value");
    assert_eq!(
        (page.transfers[0].block, page.transfers[0].tx_index, page.transfers[0].at.to_string().as_str()),
        (25_321_722, 233, "2026-06-15T08:31:47Z")
    );
    let (_, page) = follow(Chain::ETHEREUM, TX, Part::Tokens, &bodies);
    assert_eq!(rows(&page), ["Token like 0 8282 0x0a14…D2a0>0xFB3A…c7f4", "Token like 0 10000000000000000000 0x0a14…D2a0>0xFB3A…c7f4"]);
    assert_eq!((page.transfers[0].asset.known().unwrap().symbol, page.gaps.len()), ("USDC", 0));
    let value = BY_HASH.replace("\"value\":\"0x0\"", "\"value\":\"0x64\"");
    let (_, page) = follow(Chain::ETHEREUM, TX, Part::Transactions, &[value.clone(), RECEIPT.to_owned()]);
    assert_eq!(rows(&page)[1], "Native value 100 0xf642…9415>0xcA11…CA11");
    let failed = RECEIPT.replace("\"status\":\"0x1\"", "\"status\":\"0x0\"");
    let (_, page) = follow(Chain::ETHEREUM, TX, Part::Transactions, &[value, failed]);
    assert_eq!(rows(&page), ["Fee fee 13446633791168 0xf642…9415>0x0000…0000"], "failed: pays, moves nothing");
}

#[test]
fn a_token_has_one_name_in_a_receipt_and_in_an_address_s_list() {
    let (_, by_tx) = follow(Chain::ETHEREUM, TX, Part::Tokens, &[BY_HASH.to_owned(), RECEIPT.to_owned()]);
    let row = with(
        &rows_of(TOKENTX)[0],
        json!({"hash": TX, "blockNumber": "25321722", "from": "0x0a14b696350546110a0d8acdb86226983af9d2a0",
            "to": "0xfb3a939cb06eef36e1ced48bdba1fcee177ac7f4", "value": "8282"}),
    );
    let by_address = parse(&address("0x0a14b696350546110a0d8acdb86226983af9d2a0", Part::Tokens), &list(&[row]));
    assert_eq!(by_address.transfers[0].id(), by_tx.transfers[0].id());
}

#[test]
fn a_time_that_is_not_stated_is_asked_for() {
    let mut by_hash: Value = serde_json::from_str(BY_HASH).unwrap();
    by_hash["result"].as_object_mut().unwrap().remove("blockTimestamp");
    by_hash["result"]["blockNumber"] = json!("0xf8a704");
    let receipt = RECEIPT.replace("0x18260fa", "0xf8a704");
    let (urls, page) = follow(Chain::ETHEREUM, TX, Part::Transactions, &[by_hash.to_string(), BLOCK.to_owned(), receipt]);
    assert_eq!(urls[1], "eth_getBlockByNumber&tag=0xf8a704&boolean=false&apikey={key}");
    assert_eq!(page.transfers[0].at.to_string(), "2022-12-30T06:05:59Z");
    let question = transaction(Chain::ETHEREUM, TX, Part::Transactions);
    let next = parse(&question, &by_hash.to_string()).next;
    let other = BLOCK.replace("\"number\":\"0xf8a704\"", "\"number\":\"0xf8a705\"");
    assert!(v2(Chain::ETHEREUM).parse(&Question { cursor: next, ..question }, &answer(200, &other)).is_err());
}

#[test]
fn a_transaction_that_is_not_there_or_pending_is_not_empty() {
    let question = transaction(Chain::ETHEREUM, TX, Part::Transactions);
    let none = v2(Chain::ETHEREUM).parse(&question, &answer(200, r#"{"jsonrpc":"2.0","id":1,"result":null}"#));
    assert!(matches!(none, Err(AnswerError::NotHeld { .. })));
    let mut pending: Value = serde_json::from_str(BY_HASH).unwrap();
    pending["result"]["blockNumber"] = Value::Null;
    let page = parse(&question, &pending.to_string());
    assert_eq!((page.transfers.len(), page.next, page.gaps.len()), (0, None, 1));
    let other = transaction(Chain::ETHEREUM, CALLS_TX, Part::Transactions);
    assert!(v2(Chain::ETHEREUM).parse(&other, &answer(200, BY_HASH)).is_err(), "another transaction than asked for");
    for body in [
        r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"invalid argument"}}"#,
        r#"{"status":"0","message":"NOTOK","result":"Invalid API Key"}"#,
    ] {
        assert!(matches!(v2(Chain::ETHEREUM).parse(&question, &answer(200, body)), Err(AnswerError::Refused { .. })), "{body}");
    }
}

/// The recorded calls, as the list of an address in their block would show those that concern it.
fn listed(calls: &str, tx: &str, of: &str) -> String {
    let concerns = |row: &Value| row["from"].as_str() == Some(of) || row["to"].as_str() == Some(of);
    let place = |(at, row): (usize, Value)| with(&row, json!({"hash": tx, "traceId": format!("0_{at}")}));
    list(&rows_of(calls).into_iter().enumerate().filter(|(_, row)| concerns(row)).map(place).collect::<Vec<_>>())
}

#[test]
fn calls_are_placed_by_the_list_of_an_address_that_shows_them() {
    let sender = "0xabea9132b05a70803a4e85094fd0e1800777fbef";
    let other = with(&rows_of(CALLS)[0], json!({"hash": TX, "traceId": "7"}));
    let mut places = rows_of(&listed(CALLS, CALLS_TX, sender));
    places.push(other);
    let (urls, page) = follow(Chain::ETHEREUM, CALLS_TX, Part::Internal, &[CALLS.to_owned(), list(&places)]);
    assert_eq!(
        urls,
        [
            "txlistinternal&txhash=TX&page=1&offset=1000&sort=asc&apikey={key}",
            "txlistinternal&address=0xaBEA9132b05A70803a4E85094fD0e1800777fBEF&startblock=12206107&endblock=12206107&page=1&offset=1000&sort=asc&apikey={key}",
        ]
    );
    assert_eq!((page.transfers.len(), page.gaps.len(), &page.next), (28, 0, &None), "and not the call of another transaction");
    assert_eq!(rows(&page)[0], "Internal trace:0.0 344248500000000001 0xaBEA…fBEF>0x2A0a…d027");
    assert!(page.transfers.iter().all(|row| row.tx.to_string() == CALLS_TX && row.tx_index == 0));
    let fewer = list(&places[1..]);
    let (_, page) = follow(Chain::ETHEREUM, CALLS_TX, Part::Internal, &[CALLS.to_owned(), fewer]);
    assert_eq!((page.transfers.len(), page.gaps.len()), (27, 1), "a list that shows fewer is a gap");
}

#[test]
fn a_chain_of_calls_takes_as_few_lists_as_show_it() {
    let arbitrum = Chain::Eip155(42_161);
    let (second, last) = ("0x1231deb6f5749ef6ce6943a275a1d3e7486f4eae", "0x2d5d7d31f671f86c782533cc367f14109a082712");
    let bodies = [CALLS_ARBITRUM.to_owned(), listed(CALLS_ARBITRUM, ARBITRUM_TX, second), listed(CALLS_ARBITRUM, ARBITRUM_TX, last)];
    let (urls, page) = follow(arbitrum, ARBITRUM_TX, Part::Internal, &bodies);
    assert_eq!(urls.iter().filter(|url| url.contains("address=")).count(), 2);
    assert_eq!(
        rows(&page),
        [
            "Internal trace:0.0 71721004734066 0x89c6…f818>0x1231…4EaE",
            "Internal trace:0.1 71721004734066 0x1231…4EaE>0xce16…D666",
            "Internal trace:0.2 71721004734066 0xce16…D666>0x2d5d…2712",
        ]
    );
    let (urls, page) =
        follow(OP, OP_TX, Part::Internal, &[CALLS_OP.to_owned(), listed(CALLS_OP, OP_TX, "0x0fdbe2ae14f5e628a77a2d5c890bb59b4a83484f")]);
    assert_eq!((urls.len(), page.transfers.len(), page.gaps.len()), (2, 55, 0));
}

#[test]
fn calls_between_too_many_addresses_are_a_gap() {
    let row = rows_of(CALLS)[0].clone();
    let pair = |at: u8| {
        with(
            &row,
            json!({"from": format!("0x{}", format!("{at:02x}").repeat(20)), "to": format!("0x{}", format!("{:02x}", at + 100).repeat(20))}),
        )
    };
    let page = parse(&transaction(Chain::ETHEREUM, CALLS_TX, Part::Internal), &list(&(1..=6).map(pair).collect::<Vec<_>>()));
    assert_eq!(page.next.unwrap().0.iter().filter(|(key, _)| key == "list").count(), 4);
    assert_eq!(page.gaps, ["2 of its 6 calls are between too many addresses to say where in it they stand"]);
}

#[test]
fn a_creation_in_the_list_of_a_transaction_may_be_the_transaction() {
    let created = "0x2a0a81e257a2f5d6ed4f07b81dbda09f107bd027";
    let row = with(&rows_of(CALLS)[0], json!({"type": "create", "to": "", "contractAddress": created}));
    let calls = list(&[row]);
    let top = with(&rows_of(&calls)[0], json!({"hash": CALLS_TX, "traceId": ""}));
    let (_, page) = follow(Chain::ETHEREUM, CALLS_TX, Part::Internal, &[calls.clone(), list(&[top])]);
    assert_eq!((page.transfers.len(), page.gaps.len()), (0, 0), "it is, and the list of transactions holds its value");
    let below = with(&rows_of(&calls)[0], json!({"hash": CALLS_TX, "traceId": "0"}));
    let (_, page) = follow(Chain::ETHEREUM, CALLS_TX, Part::Internal, &[calls, list(&[below])]);
    assert_eq!(rows(&page), ["Internal trace:0 344248500000000001 0xaBEA…fBEF>0x2A0a…d027"], "it is not");
}
