//! Recorded answers, trimmed to the fields that are read, and broken ones.

use super::*;
use crate::explorer::HttpAnswer;
use crate::explorer::crossing::tests::{came_in, survives, tx_key, went_out, whole};
use crate::explorer::crossing::{Api, CrossingAnswer, Lookup, Step};

const IDS: &str = include_str!("../../../../tests/fixtures/debridge/Transaction_orderIds_eth_to_tron.json");
const ORDER: &str = include_str!("../../../../tests/fixtures/debridge/Orders_eth_usdc_to_tron_usdt_TRIMMED.json");
const CANCELLED: &str = include_str!("../../../../tests/fixtures/debridge/Orders_cancelled_SHAPE_ONLY.json");
const ID: &str = "0x8c21c7cf0ac9c0467a8da820b0b09db74f5efe6c42216d3d8ddef9769cb06965";
const TX: &str = "0x5862726dbc6643c6a34b3496bb15e91f11771f6756ccf83826304846bbc93c0a";

fn answer(status: u16, body: &str) -> HttpAnswer {
    HttpAnswer { status, body: body.to_owned(), retry_after_ms: None }
}

fn lookup() -> Lookup {
    Lookup::new(Api::Debridge, "https://stats-api.dln.trade".parse().unwrap(), Chain::ETHEREUM, TX.parse().unwrap()).unwrap()
}

#[test]
fn a_lookup_asks_for_the_orders_and_then_for_each() {
    let mut lookup = lookup();
    assert_eq!(lookup.request().url, format!("https://stats-api.dln.trade/api/Transaction/{TX}/orderIds"));
    let Step::Ask(request) = lookup.read(&answer(200, IDS)).unwrap() else { panic!("one more question") };
    assert_eq!(request.url, format!("https://stats-api.dln.trade/api/Orders/{ID}"));
    assert!(lookup.read(&answer(500, "")).is_err());
    assert_eq!(lookup.request(), request, "the same question again");
    let Step::Done(CrossingAnswer::Found(found)) = lookup.read(&answer(200, ORDER)).unwrap() else { panic!("found") };
    let crossing = &found[0];
    let tron = "tron:0x2b6653dc";
    assert_eq!(came_in(crossing), "eip155:1 0xAE0492DbB1E5b18D0252e3f0Ad642ddB0eEA52Af 734251475404 USDC 0x5862726d");
    assert_eq!(went_out(crossing), [format!("Destination {tron} TDApGsYobnq34xJeEHKbDoAbXXbKiqBMSw 733498773674 USDT 0x9c29acb9")]);
    assert_eq!((crossing.status, crossing.matched_by.id.as_str()), (Status::Done, ID));
    assert!(crossing.gaps.is_empty(), "{:?}", crossing.gaps);
}

#[test]
fn several_orders_are_asked_for_one_by_one() {
    let other = ID.replace("8c21", "8c22");
    let ids = format!(r#"{{"orderIds":["{ID}",{{"stringValue":"{other}"}},"{ID}"]}}"#);
    let mut lookup = lookup();
    let Step::Ask(_) = lookup.read(&answer(200, &ids)).unwrap() else { panic!("first") };
    let Step::Ask(request) = lookup.read(&answer(200, ORDER)).unwrap() else { panic!("second") };
    assert!(request.url.ends_with(&other));
    let mut kept: Lookup = serde_json::from_str(&serde_json::to_string(&lookup).unwrap()).unwrap();
    let Step::Done(CrossingAnswer::Found(found)) = kept.read(&answer(404, "{}")).unwrap() else { panic!("found") };
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].gaps, [format!("deBridge does not know the order {other}")]);
    let many: Vec<String> = (0..50).map(|at| format!("\"0x{at:064x}\"")).collect();
    let mut lookup = self::lookup();
    assert!(matches!(lookup.read(&answer(200, &format!("{{\"orderIds\":[{}]}}", many.join(",")))), Ok(Step::Ask(_))));
    let mut asked = 1;
    while let Step::Ask(_) = lookup.read(&answer(404, "{}")).unwrap() {
        asked += 1;
    }
    assert_eq!(asked, MOST_ORDERS);
    for bad in [r#"{"orderIds":["../x"]}"#, r#"{"orderIds":[1]}"#, r#"{"orderIds":["0x12"]}"#, r#"{"orderIds":{}}"#, "{}"] {
        assert!(self::lookup().read(&answer(200, bad)).is_err(), "{bad}");
    }
}

#[test]
fn a_cancelled_order_goes_back() {
    let crossing = read_order(&tx_key(TX, Chain::ETHEREUM), ID, CANCELLED).unwrap();
    assert_eq!(went_out(&crossing), ["Refund eip155:1 - 734251475404 USDC 0xrefund"]);
    assert_eq!(crossing.status, Status::Refunded);
    assert_eq!(crossing.gaps.len(), 1);
    for (state, status, legs) in [
        ("Created", Status::Pending, 1),
        ("Fulfilled", Status::Done, 1),
        ("SentUnlock", Status::Done, 1),
        ("OrderCancelled", Status::Pending, 1),
        ("SentOrderCancel", Status::Pending, 1),
        ("Else", Status::Unknown, 0),
    ] {
        let crossing = read_order(&whole(), ID, &ORDER.replace("ClaimedUnlock", state)).unwrap();
        assert_eq!((crossing.status, crossing.outs.len()), (status, legs), "{state}");
    }
}

#[test]
fn amounts_and_tokens_are_read_from_their_text() {
    // On Solana the amount paid is null; the amount owed counts.
    let body = ORDER.replace("\"actualFulfillAmount\"", "\"was\"").replacen(
        "\"takeOfferWithMetadata\": {",
        r#""takeOfferWithMetadata": {"finalAmount":{"bigIntegerValue":1,"stringValue":"733498773000"},"tokenAddress":{"stringValue":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},"#,
        1,
    );
    let crossing = read_order(&whole(), ID, &body).unwrap();
    let usdt = "tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
    assert_eq!(
        went_out(&crossing),
        [format!("Destination tron:0x2b6653dc TDApGsYobnq34xJeEHKbDoAbXXbKiqBMSw 733498773000 {usdt} 0x9c29acb9")]
    );
    assert!(read_order(&whole(), ID, &ORDER.replace("\"734251475404\"", "\"7e5\"")).is_err());
    let named = ORDER.replacen('{', &format!(r#"{{"orderId":{{"stringValue":"{ID}"}},"#), 1);
    assert!(read_order(&whole(), ID, &named).is_ok());
    assert!(read_order(&whole(), &ID.replace("8c21", "8c22"), &named).is_err());
    let made = ORDER.replace(
        r#""createdSrcEventMetadata": {"#,
        &format!(r#""createdSrcEventMetadata": {{"transactionHash":{{"stringValue":"{TX}"}},"#),
    );
    assert!(read_order(&tx_key(TX, Chain::ETHEREUM), ID, &made).is_ok());
    assert!(read_order(&tx_key(ID, Chain::ETHEREUM), ID, &made).is_err());
}

#[test]
fn broken_answers_do_not_break_the_reader() {
    for body in crate::explorer::mutate::mutants(IDS.as_bytes(), 20_000, 100) {
        drop(read_ids(&body));
    }
    for body in [ORDER, CANCELLED] {
        survives(body, 101, |body| read_order(&whole(), ID, body).map(|crossing| CrossingAnswer::Found(vec![crossing])));
    }
}
