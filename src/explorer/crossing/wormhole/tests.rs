//! Bodies built from Wormholescan's API document: no answer is recorded.

use super::*;
use crate::explorer::crossing::tests::{came_in, found, only, survives, tx_key, went_out, whole};

const TX: &str = "0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c";

const PORTAL: &str = r#"{"operations":[{"id":"2/0000000000000000000000003ee18b2214aff97000d974cf647e7c347e8fa585/123","emitterChain":2,"sequence":"123",
    "content":{"payload":{},"standarizedProperties":{"appIds":["PORTAL_TOKEN_BRIDGE"],"fromChain":2,"fromAddress":"0x47666fab8bd0ac7003bce3f5c3585383f09486e2",
        "toChain":4,"toAddress":"0x36b4ed9dcdc9bc05c712a0b4d9b904dc9fb1de7a","tokenChain":2,"tokenAddress":"0xdac17f958d2ee523a2206206994597c13d831ec7",
        "amount":"123456789","feeChain":2,"fee":"0"}},
    "sourceChain":{"chainId":2,"timestamp":"2025-02-22T00:00:00Z","transaction":{"txHash":"0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c"},
        "from":"0x47666fab8bd0ac7003bce3f5c3585383f09486e2","status":"confirmed"},
    "targetChain":{"chainId":4,"timestamp":"2025-02-22T00:10:00Z","transaction":{"txHash":"0xc9617ba91041a5730856dab8464328d7d6b7f12f060927cf3e6aa74759018f2b"},
        "status":"completed","from":"0x1","to":"0x1"},
    "data":{"symbol":"USDT","tokenAmount":"123.456789","usdAmount":"123.4"}}]}"#;

#[test]
fn an_operation_has_both_legs() {
    let crossing = only(read(&tx_key(TX, Chain::ETHEREUM), PORTAL));
    let usdt = "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7";
    assert_eq!(came_in(&crossing), format!("eip155:1 0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2 123456789e-6 {usdt} 0xb61413c4"));
    assert_eq!(
        went_out(&crossing),
        [format!("Destination eip155:56 0x36B4ED9dCdC9BC05c712A0B4d9b904dc9FB1DE7a 123456789e-6 wrapped {usdt} 0xc9617ba9")]
    );
    assert_eq!((crossing.status, crossing.gaps.len()), (Status::Done, 0));
    assert!(crossing.matched_by.id.starts_with("2/0000"));
    let other = tx_key("0x0000000000000000000000000000000000000000000000000000000000000001", Chain::ETHEREUM);
    assert!(read(&other, PORTAL).is_err());
}

#[test]
fn an_amount_in_an_unknown_unit_is_left_out() {
    // Ether has 18 decimals, of which the bridge keeps eight.
    let ether = PORTAL.replace("0xdac17f958d2ee523a2206206994597c13d831ec7", "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2");
    assert!(came_in(&only(read(&whole(), &ether))).contains(" 123456789e-8 "));
    let unknown = PORTAL.replace("0xdac17f958d2ee523a2206206994597c13d831ec7", "0x2a120e7f2f1d8ffd173ed17aa5089f11206b5177");
    let crossing = only(read(&whole(), &unknown));
    assert_eq!(crossing.source.quantity, None);
    assert!(crossing.gaps[0].contains("in what unit"), "{:?}", crossing.gaps);
    let said = unknown.replace(r#""fee":"0""#, r#""fee":"0","normalizedDecimals":8"#);
    assert!(came_in(&only(read(&whole(), &said))).contains(" 123456789e-8 "));
    let other = PORTAL.replace("PORTAL_TOKEN_BRIDGE", "CCTP_WORMHOLE_INTEGRATION");
    assert_eq!(only(read(&whole(), &other)).source.quantity, None);
}

#[test]
fn what_nobody_claimed_is_pending() {
    let value: Value = serde_json::from_str(PORTAL).unwrap();
    let mut one = value["operations"][0].clone();
    one.as_object_mut().unwrap().remove("targetChain");
    // The document promises a bare list.
    let crossing = only(read(&whole(), &serde_json::json!([one]).to_string()));
    assert_eq!((crossing.status, crossing.outs[0].tx.as_ref()), (Status::Pending, None));
    assert!(crossing.gaps[0].contains("nobody has claimed it"));
    // A message that is no transfer names nothing.
    one["content"]["standarizedProperties"] = serde_json::json!({"appIds": null, "fromChain": 0, "fromAddress": "", "toChain": 0, "toAddress": "", "tokenChain": 0, "tokenAddress": "", "amount": ""});
    let crossing = only(read(&whole(), &serde_json::json!({"operations": [one]}).to_string()));
    assert_eq!(went_out(&crossing), ["Destination unknown - - USDT -"]);
    let both = serde_json::json!({"operations": [{}, value["operations"][0]]}).to_string();
    assert!(found(read(&whole(), &both))[0].gaps[0].contains("operation 1 of 2 is left out"));
}

#[test]
fn broken_answers_do_not_break_the_reader() {
    survives(PORTAL, 120, |body| read(&whole(), body));
}
