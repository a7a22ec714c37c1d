//! A recorded answer, trimmed to the fields that are read, and broken ones.

use super::*;
use crate::explorer::crossing::tests::{came_in, found, only, survives, tx_key, went_out, whole};

const USDT0: &str = include_str!("../../../../tests/fixtures/layerzero/messages_tx_usdt0_oft_eth_to_tron_TRIMMED.json");
const TX: &str = "0xdc8e1eb5f3222aa0059d5fb690c651b2812525a912a7219bff6ae624c9a61292";

fn bytes(text: &str) -> Vec<u8> {
    alloy_primitives::hex::decode(text).unwrap()
}

#[test]
fn the_message_of_usdt0_says_to_whom_and_how_much() {
    let crossing = only(read(&tx_key(TX, Chain::ETHEREUM), USDT0));
    assert_eq!(came_in(&crossing), "eip155:1 0xf43e8DC4e3E35beAC84dAF31aCd7BEC6C7FF6945 996501913543e-6 USDT0 0xdc8e1eb5");
    assert_eq!(went_out(&crossing), ["Destination tron:0x2b6653dc TKAs5uZwp6BeN2481nzmHsNNJ5KwffNrcd 996501913543e-6 USDT0 0xe77f9f2b"]);
    assert_eq!((crossing.status, crossing.gaps.len()), (Status::Done, 1));
    assert!(crossing.gaps[0].contains("inferred from its form"));
    // 996,501.913543 USDT in Tron's base units.
    let units = crossing.outs[0].quantity.unwrap().base_units(6).unwrap();
    assert_eq!(units, Amount::from(996_501_913_543));
    let other = tx_key("0x0000000000000000000000000000000000000000000000000000000000000001", Chain::ETHEREUM);
    assert!(read(&other, USDT0).is_err());
}

#[test]
fn only_the_form_of_a_tokens_message_is_read() {
    let word = "00000000000000000000000064ed7f8ae01d129b918127aab553a234e15bec01";
    let amount = "000000e804247fc7";
    let (tron, evm, solana) = (chains::layerzero(30420), chains::layerzero(30101), chains::layerzero(30168));
    let message = |payload: &str, chain: &Told<Chain>| token_message(&bytes(payload), chain);
    let to = |payload: &str, chain: &Told<Chain>| message(payload, chain).map(|message| message.recipient.to_string());
    assert_eq!(to(&format!("{word}{amount}"), &tron).as_deref(), Some("TKAs5uZwp6BeN2481nzmHsNNJ5KwffNrcd"));
    assert_eq!(to(&format!("0002{word}{amount}"), &evm).as_deref(), Some("0x64Ed7F8AE01d129B918127aAB553A234E15Bec01"));
    assert!(to(&format!("{word}{amount}"), &solana).is_some_and(|text| text.len() >= 32));
    assert_eq!(to(&format!("{word}{amount}"), &Told::Text("x".to_owned())), Some(format!("0x{word}")));
    // Another length is a composed or another message; 32 bytes are no address of an EVM chain.
    assert_eq!(message(&format!("{word}{amount}00"), &tron), None);
    assert_eq!(message(&format!("0002{word}{amount}ffff"), &tron), None);
    assert_eq!(message(word, &tron), None);
    assert_eq!(message(&format!("01{}{amount}", &word[2..]), &evm), None);
}

#[test]
fn each_status_is_told_apart() {
    for (status, wanted) in [
        ("SUCCEEDED", Status::Done),
        ("WAITING", Status::Pending),
        ("PAYLOAD_STORED", Status::Pending),
        ("FAILED", Status::Failed),
        ("ELSE", Status::Unknown),
    ] {
        let crossing = only(read(&whole(), &USDT0.replace("SUCCEEDED", status)));
        assert_eq!((crossing.status, crossing.outs.is_empty()), (wanted, wanted == Status::Failed), "{status}");
    }
    let inflight = USDT0.replacen("\"pathway\"", r#""guid":"0xabc","status":{"name":"INFLIGHT"},"pathway""#, 1);
    let crossing = only(read(&whole(), &inflight));
    assert_eq!((crossing.status, crossing.matched_by.id.as_str()), (Status::Pending, "0xabc"));
}

#[test]
fn one_unreadable_message_does_not_hide_the_others() {
    let value: Value = serde_json::from_str(USDT0).unwrap();
    let body = serde_json::json!({"data": [{}, value["data"][0], value["data"][0]], "nextToken": "x"}).to_string();
    let found = found(read(&whole(), &body));
    assert_eq!(found.len(), 2);
    assert!(found[0].gaps.iter().any(|gap| gap.contains("message 1 of 3 is left out")));
    assert!(found[0].gaps.iter().any(|gap| gap.contains("more messages")));
    assert!(read(&whole(), r#"{"data":[{}]}"#).is_err());
}

#[test]
fn broken_answers_do_not_break_the_reader() {
    survives(USDT0, 110, |body| read(&whole(), body));
}
