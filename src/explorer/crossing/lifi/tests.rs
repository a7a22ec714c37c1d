//! A recorded list of transfers, the documentation's example, and broken ones.

use super::*;
use crate::explorer::crossing::tests::{came_in, only, survives, tx_key, went_out, whole};

const EXAMPLE: &str = include_str!("../../../../tests/fixtures/lifi/v1_status_doc_example.json");
const LIST: &str = include_str!("../../../../tests/fixtures/lifi/v2_analytics_transfers_real.json");
const TX: &str = "0x5862726dbc6643c6a34b3496bb15e91f11771f6756ccf83826304846bbc93c0a";

#[test]
fn the_example_is_read_from_either_side() {
    let crossing = only(read(&tx_key(TX, Chain::ETHEREUM), EXAMPLE));
    let who = "0x552008c0f6870c2f77e5cC1d2eb9bdff03e30Ea0";
    // The example names no contracts, and a symbol is no asset.
    assert_eq!(came_in(&crossing), format!("eip155:1 {who} 1000000000 USDC 0x5862726d"));
    assert_eq!(went_out(&crossing), [format!("Destination eip155:137 {who} 998500000 USDC 0x2862726d")]);
    assert_eq!((crossing.status, crossing.gaps.as_slice()), (Status::Done, &["LI.FI sent it through stargate".to_owned()][..]));
    let there = "0x2862726dbc6643c6a34b3496bb15e91f11771f6756ccf83826604846bbc93c0b";
    assert_eq!(only(read(&tx_key(there, Chain::Eip155(137)), EXAMPLE)), crossing);
    let other = "0x0000000000000000000000000000000000000000000000000000000000000001";
    assert!(read(&tx_key(other, Chain::ETHEREUM), EXAMPLE).is_err());
}

#[test]
fn recorded_transfers_are_read() {
    let list: Value = serde_json::from_str(LIST).unwrap();
    let (rows, more) = Node::root(&list).at("data").list();
    let all: Vec<Crossing> = rows.map(|row| transfer(&whole(), row).unwrap()).collect();
    assert_eq!((all.len(), more), (2, false));
    let base = &all[1];
    let who = "0xB75Bb26e8dBFf32c6674d8F0DB2750a71924a23e";
    assert_eq!(came_in(base), format!("eip155:8453 {who} 8000000000000000 eip155:8453/slip44:60 0x039fd702"));
    let usdc = "eip155:8453/erc20:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
    assert_eq!(went_out(base), [format!("Destination eip155:8453 {who} 17952020 {usdc} 0x039fd702")]);
    for crossing in &all {
        assert_eq!((crossing.status, crossing.matched_by.kind), (Status::Done, MatchKind::TransferId));
        assert!(crossing.gaps[0].contains("a swap on one chain"), "{:?}", crossing.gaps);
    }
}

#[test]
fn each_status_is_told_apart() {
    for (status, substatus, wanted, kind) in [
        ("DONE", "COMPLETED", Status::Done, OutKind::Destination),
        ("DONE", "PARTIAL", Status::Done, OutKind::Destination),
        ("DONE", "REFUNDED", Status::Refunded, OutKind::Refund),
        ("PENDING", "WAIT_DESTINATION_TRANSACTION", Status::Pending, OutKind::Destination),
        ("PENDING", "REFUND_IN_PROGRESS", Status::Pending, OutKind::Destination),
        ("FAILED", "UNKNOWN_ERROR", Status::Failed, OutKind::Destination),
        ("SOMETHING", "", Status::Unknown, OutKind::Destination),
    ] {
        let body = EXAMPLE.replace("\"DONE\"", &format!("{status:?}")).replace("\"COMPLETED\"", &format!("{substatus:?}"));
        let crossing = only(read(&whole(), &body));
        assert_eq!((crossing.status, crossing.outs[0].kind), (wanted, kind), "{status} {substatus}");
        assert_eq!(crossing.outs[0].recipient.is_some(), kind == OutKind::Destination, "who got a refund is not said");
    }
    let waiting = r#"{"status":"PENDING","sending":{"txHash":"0x1","chainId":1,"amount":"5"},"receiving":{"chainId":20000000000001}}"#;
    let crossing = only(read(&whole(), waiting));
    assert_eq!((crossing.status, crossing.outs.len()), (Status::Pending, 0));
}

#[test]
fn fees_are_shares_and_amounts_are_digits() {
    let fees = r#""feeCosts":[{"name":"LIFI Shared Fee","amount":"1500","included":true,"token":{"address":"0x0000000000000000000000000000000000000000","chainId":1,"symbol":"ETH"}}],"tool""#;
    let crossing = only(read(&whole(), &EXAMPLE.replacen("\"tool\"", fees, 1)));
    assert_eq!(went_out(&crossing)[1], "Affiliate eip155:1 - 1500 eip155:1/slip44:60 -");
    for amount in ["\"1e9\"", "1.5", "\"-1\"", "[]", "1e30"] {
        assert!(read(&whole(), &EXAMPLE.replacen("\"1000000000\"", amount, 1)).is_err(), "{amount}");
    }
}

#[test]
fn broken_answers_do_not_break_the_reader() {
    survives(EXAMPLE, 90, |body| read(&whole(), body));
    let list: Value = serde_json::from_str(LIST).unwrap();
    survives(&list["data"][0].to_string(), 91, |body| read(&whole(), body));
}
