//! Bodies built from Relay's API reference: no answer is recorded.

use super::*;
use crate::explorer::crossing::tests::{came_in, found, only, survives, tx_key, went_out, whole};

const TX: &str = "0xe53021eaa63d100b08338197d26953e2219bcbad828267dd936c549ff643aad7";
const ID: &str = "0x92b99e6e1ee1deeb9531b5ad7f87091b3d71254b3176de9e8b5f6c6d0bd3a331";

const REQUEST: &str = r#"{"requests":[{"id":"0x92b99e6e1ee1deeb9531b5ad7f87091b3d71254b3176de9e8b5f6c6d0bd3a331","status":"success",
    "user":"0x47666fab8bd0ac7003bce3f5c3585383f09486e2","recipient":"0x36b4ed9dcdc9bc05c712a0b4d9b904dc9fb1de7a",
    "data":{"inTxs":[{"hash":"0xe53021eaa63d100b08338197d26953e2219bcbad828267dd936c549ff643aad7","chainId":1,"timestamp":1713290377,"block":1}],
        "outTxs":[{"hash":"0x9da7bc54dfe6229d6980fd62250d472f23dfe0f41a1cdc870c81a08b3445f254","chainId":8453,"timestamp":1713290386,"block":2}],
        "metadata":{"sender":"0x47666fab8bd0ac7003bce3f5c3585383f09486e2","recipient":"0x36b4ed9dcdc9bc05c712a0b4d9b904dc9fb1de7a",
            "currencyIn":{"currency":{"chainId":1,"address":"0x0000000000000000000000000000000000000000","symbol":"ETH","decimals":18},
                "amount":"1000000000000000000","amountFormatted":"1.0","amountUsd":"2244.5"},
            "currencyOut":{"currency":{"chainId":8453,"address":"0x833589fcd6edb6e08f4c7c32d4f71b54bda02913","symbol":"USDC","decimals":6},
                "amount":"2240000000","amountFormatted":"2240.0","amountUsd":"2240"}}}}]}"#;

const INTENT: &str = r#"{"status":"success","inTxHashes":["0xe53021eaa63d100b08338197d26953e2219bcbad828267dd936c549ff643aad7"],
    "txHashes":["0x9da7bc54dfe6229d6980fd62250d472f23dfe0f41a1cdc870c81a08b3445f254"],"updatedAt":1713290386145,"originChainId":1,"destinationChainId":8453}"#;

const USDC: &str = "eip155:8453/erc20:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";

#[test]
fn a_request_has_both_legs() {
    let crossing = only(read(&tx_key(TX, Chain::ETHEREUM), REQUEST));
    assert_eq!(came_in(&crossing), "eip155:1 0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2 1000000000000000000 eip155:1/slip44:60 0xe53021ea");
    assert_eq!(
        went_out(&crossing),
        [format!("Destination eip155:8453 0x36B4ED9dCdC9BC05c712A0B4d9b904dc9FB1DE7a 2240000000 {USDC} 0x9da7bc54")]
    );
    assert_eq!((crossing.status, crossing.matched_by.id.as_str()), (Status::Done, ID));
    assert!(crossing.gaps.is_empty());
    let renamed = REQUEST.replace("\"hash\"", "\"txHash\"");
    assert_eq!(only(read(&tx_key(TX, Chain::ETHEREUM), &renamed)), crossing);
    assert!(read(&tx_key(ID, Chain::ETHEREUM), REQUEST).is_err());
}

#[test]
fn each_status_is_told_apart() {
    for (status, wanted) in [
        ("success", Status::Done),
        ("refund", Status::Refunded),
        ("waiting", Status::Pending),
        ("delayed", Status::Pending),
        ("failure", Status::Failed),
        ("else", Status::Unknown),
    ] {
        let crossing = only(read(&tx_key(TX, Chain::ETHEREUM), &REQUEST.replace("\"success\"", &format!("{status:?}"))));
        assert_eq!(crossing.status, wanted);
        let kind = if wanted == Status::Refunded { OutKind::Refund } else { OutKind::Destination };
        assert_eq!((crossing.outs[0].kind, crossing.outs[0].quantity.is_some()), (kind, wanted != Status::Refunded), "{status}");
        let state = only(read(&whole(), &INTENT.replace("\"success\"", &format!("{status:?}"))));
        assert_eq!((state.status, state.outs[0].kind), (wanted, kind));
    }
}

#[test]
fn the_state_of_a_request_names_transactions_only() {
    let crossing = only(read(&Key::Id(ID.to_owned()), INTENT));
    assert_eq!(came_in(&crossing), "eip155:1 - - - 0xe53021ea");
    assert_eq!(went_out(&crossing), ["Destination eip155:8453 - - - 0x9da7bc54"]);
    assert_eq!((crossing.status, crossing.matched_by.id.as_str()), (Status::Done, ID));
}

#[test]
fn an_amount_stands_on_one_leg_only() {
    let value: Value = serde_json::from_str(REQUEST).unwrap();
    let mut one = value["requests"][0].clone();
    let sent = one["data"]["outTxs"][0].clone();
    one["data"]["outTxs"] = serde_json::json!([sent, sent]);
    let crossing = &found(read(&tx_key(TX, Chain::ETHEREUM), &serde_json::json!({"requests": [one, {}]}).to_string()))[0];
    assert_eq!(crossing.outs.iter().filter(|out| out.quantity.is_some()).count(), 1);
    assert!(crossing.gaps.iter().any(|gap| gap.contains("more than one transaction")));
    assert!(crossing.gaps.iter().any(|gap| gap.contains("request 2 of 2 is left out")));
}

#[test]
fn broken_answers_do_not_break_the_reader() {
    survives(REQUEST, 130, |body| read(&tx_key(TX, Chain::ETHEREUM), body));
    survives(INTENT, 131, |body| read(&whole(), body));
}
