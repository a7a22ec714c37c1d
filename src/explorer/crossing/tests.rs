//! What the tests of all services share, and the lookup as a whole.

use super::*;
use crate::explorer::mutate::mutants;
use crate::explorer::service::services;
use crate::explorer::{AnswerError, HttpAnswer};

/// A key that a whole answer is about.
pub(super) fn whole() -> Key {
    Key::Id("whole".to_owned())
}

pub(super) fn tx_key(tx: &str, chain: Chain) -> Key {
    Key::Tx { tx: tx.parse().unwrap(), chain }
}

pub(super) fn found(answer: Result<CrossingAnswer, String>) -> Vec<Crossing> {
    match answer.unwrap() {
        CrossingAnswer::Found(found) => found,
        CrossingAnswer::NotFound => panic!("nothing was found"),
    }
}

pub(super) fn only(answer: Result<CrossingAnswer, String>) -> Crossing {
    let mut found = found(answer);
    assert_eq!(found.len(), 1);
    found.remove(0)
}

fn told<T: fmt::Display>(told: Option<&Told<T>>) -> String {
    told.map_or_else(|| "-".to_owned(), ToString::to_string)
}

fn quantity(quantity: Option<Quantity>) -> String {
    match quantity {
        None => "-".to_owned(),
        Some(Quantity::Base(amount)) => amount.to_string(),
        Some(Quantity::Scaled(Scaled { digits, decimals })) => format!("{digits}e-{decimals}"),
    }
}

/// What came in, in a line.
pub(super) fn came_in(crossing: &Crossing) -> String {
    let source = &crossing.source;
    let tx = source.tx.as_ref().map_or_else(|| "-".to_owned(), |tx| tx.to_string().chars().take(10).collect());
    format!("{} {} {} {} {tx}", source.chain, told(source.sender.as_ref()), quantity(source.quantity), told(source.asset.as_ref()))
}

/// What went out, in a line a leg. Of a transaction the first ten characters show.
pub(super) fn went_out(crossing: &Crossing) -> Vec<String> {
    let line = |out: &Out| {
        let tx = out.tx.as_ref().map_or_else(|| "-".to_owned(), |tx| tx.to_string().chars().take(10).collect());
        let (to, asset) = (told(out.recipient.as_ref()), told(out.asset.as_ref()));
        format!("{:?} {} {to} {} {asset} {tx}", out.kind, out.chain, quantity(out.quantity))
    };
    crossing.outs.iter().map(line).collect()
}

/// Broken forms of an answer end as an answer or as an error, and what is found keeps its bounds.
pub(super) fn survives(body: &str, seed: u64, mut read: impl FnMut(&str) -> Result<CrossingAnswer, String>) {
    let mut answered = 0;
    for mutant in mutants(body.as_bytes(), 20_000, seed) {
        if let Ok(answer) = read(&mutant) {
            answered += 1;
            if let CrossingAnswer::Found(found) = &answer {
                assert!(!found.is_empty());
                for crossing in found {
                    assert!(crossing.gaps.len() <= 30 && crossing.outs.len() <= 400, "{mutant}");
                    assert!(crossing.gaps.iter().all(|gap| gap.len() <= 2_500), "{mutant}");
                    assert!(crossing.matched_by.id.chars().count() <= 201, "{mutant}");
                }
            }
            if answered % 50 == 0 {
                let kept = serde_json::to_string(&answer).unwrap();
                assert_eq!(serde_json::from_str::<CrossingAnswer>(&kept).unwrap(), answer);
            }
        }
    }
    assert!(answered > 100, "only {answered} of the mutants were answers");
}

const TX: &str = "0x5862726dbc6643c6a34b3496bb15e91f11771f6756ccf83826304846bbc93c0a";

fn lookup(api: Api) -> Lookup {
    Lookup::new(api, "https://host.example".parse().unwrap(), Chain::ETHEREUM, TX.parse().unwrap()).unwrap()
}

fn answer(status: u16, body: &str) -> HttpAnswer {
    HttpAnswer { status, body: body.to_owned(), retry_after_ms: None }
}

#[test]
fn each_api_is_asked_in_its_own_way() {
    let hash = &TX[2..];
    let capitals = hash.to_ascii_uppercase();
    for (api, path) in [
        (Api::Midgard, format!("v2/actions?txid={capitals}&limit=50")),
        (Api::MayaMidgard, format!("v2/actions?txid={capitals}&limit=50")),
        (Api::Thornode, format!("thorchain/tx/status/{capitals}")),
        (Api::Mayanode, format!("mayachain/tx/status/{capitals}")),
        (Api::Chainflip, format!("v2/swaps/0x{hash}")),
        (Api::Lifi, format!("v1/status?txHash=0x{hash}&fromChain=1")),
        (Api::Debridge, format!("api/Transaction/0x{hash}/orderIds")),
        (Api::Layerzero, format!("v1/messages/tx/0x{hash}")),
        (Api::Wormholescan, format!("api/v1/operations?txHash=0x{hash}")),
        (Api::Relay, format!("requests/v2?hash=0x{hash}")),
    ] {
        let request = lookup(api).request();
        assert_eq!(request.url, format!("https://host.example/{path}"));
        assert_eq!(request.body, None);
        assert_eq!(Api::of(api.service()).iter().filter(|other| **other == api).count(), 1);
        // It listens somewhere without a key, but for those that ask for one.
        let listed = services().iter().filter(|service| service.kind == api.kind()).count();
        assert!(listed > 0, "{api:?} is in no table");
    }
    let on = |api, chain| Lookup::new(api, "https://host.example".parse().unwrap(), chain, TX.parse().unwrap()).unwrap().request().url;
    assert_eq!(on(Api::Chainflip, Chain::BITCOIN), format!("https://host.example/v2/swaps/{hash}"));
    assert_eq!(on(Api::Lifi, Chain::BITCOIN), format!("https://host.example/v1/status?txHash={hash}&fromChain=20000000000001"));
    assert_eq!(on(Api::Layerzero, Chain::TRON), format!("https://host.example/v1/messages/tx/0x{hash}"));
    assert!(Lookup::new(Api::Lifi, "https://host.example".parse().unwrap(), Chain::Solana, TX.parse().unwrap()).is_err());
}

#[test]
fn the_ways_to_ask_are_those_of_the_table() {
    let ways = |service| -> Vec<String> {
        let all = Lookup::all(service, Chain::ETHEREUM, TX.parse().unwrap()).unwrap();
        all.iter().map(|lookup| lookup.request().host().to_owned()).collect()
    };
    let hosts = ["gateway.liquify.com", "midgard.thorchain.network", "gateway.liquify.com", "thornode.thorchain.network"];
    assert_eq!(ways(Service::Thorchain), hosts, "the index before the nodes");
    assert_eq!(ways(Service::Debridge).len(), 2);
    for service in [Service::Maya, Service::Chainflip, Service::Lifi, Service::Layerzero, Service::Wormhole, Service::Relay] {
        assert!(!ways(service).is_empty(), "{service}");
    }
    assert!(Lookup::all(Service::Thorchain, Chain::Solana, TX.parse().unwrap()).is_err());
}

#[test]
fn a_number_of_the_service_is_no_place_for_a_path() {
    let base = || "https://host.example".parse().unwrap();
    for good in ["368", "86-Ethereum-85", TX] {
        assert!(Lookup::by_id(Api::Chainflip, base(), good).is_ok());
    }
    for bad in ["", "../x", "a/b", "a?b", "a b", "é", &"1".repeat(129)] {
        assert!(matches!(Lookup::by_id(Api::Chainflip, base(), bad), Err(LookupError::Id(_))), "{bad}");
    }
    assert_eq!(
        Lookup::by_id(Api::Relay, base(), TX).unwrap().request().url,
        format!("https://host.example/intents/status/v3?requestId={TX}")
    );
    assert_eq!(Lookup::by_id(Api::Debridge, base(), TX).unwrap().request().url, format!("https://host.example/api/Orders/{TX}"));
}

#[test]
fn not_found_is_neither_an_error_nor_nothing() {
    for (api, status, body) in [
        (Api::Midgard, 200, r#"{"actions":[],"meta":{"nextPageToken":"","prevPageToken":""}}"#),
        (Api::Midgard, 404, "{}"),
        (Api::Thornode, 200, r#"{"stages":{"inbound_observed":{"final_count":0,"completed":false}}}"#),
        (Api::Thornode, 404, r#"{"code":5,"message":"tx: F4 doesn't exist","details":[]}"#),
        (Api::Thornode, 500, r#"{"error":"rpc error: code = NotFound desc = tx not found"}"#),
        (Api::Chainflip, 404, r#"{"message":"resource not found"}"#),
        (Api::Lifi, 404, r#"{"message":"Not found","code":1011}"#),
        (Api::Lifi, 400, r#"{"status":"NOT_FOUND"}"#),
        (Api::Lifi, 200, r#"{"status":"NOT_FOUND","substatus":"UNKNOWN_ERROR"}"#),
        (Api::Lifi, 200, r#"{"status":"INVALID"}"#),
        (Api::Debridge, 200, r#"{"orderIds":[]}"#),
        (Api::Debridge, 404, ""),
        (Api::Layerzero, 200, r#"{"data":[]}"#),
        (Api::Layerzero, 404, r#"{"message":"not found"}"#),
        (Api::Wormholescan, 200, r#"{"operations":[]}"#),
        (Api::Wormholescan, 200, "[]"),
        (Api::Relay, 200, r#"{"requests":[]}"#),
    ] {
        let step = lookup(api).read(&answer(status, body));
        assert_eq!(step, Ok(Step::Done(CrossingAnswer::NotFound)), "{api:?} {status} {body}");
    }
}

#[test]
fn refusals_are_told_apart_from_not_knowing() {
    let all = [
        Api::Midgard,
        Api::Thornode,
        Api::MayaMidgard,
        Api::Mayanode,
        Api::Chainflip,
        Api::Lifi,
        Api::Debridge,
        Api::Layerzero,
        Api::Wormholescan,
        Api::Relay,
    ];
    for api in all {
        let mut one = lookup(api);
        let before = one.clone();
        let limited = HttpAnswer { status: 429, body: r#"{"code":1005}"#.to_owned(), retry_after_ms: Some(7) };
        let host = "host.example".to_owned();
        assert_eq!(one.read(&limited), Err(AnswerError::Limited { host: host.clone(), status: 429, retry_after_ms: Some(7) }));
        assert_eq!(one.read(&answer(502, "<html>")), Err(AnswerError::Unavailable { host: host.clone(), status: 502 }));
        let refused = one.read(&answer(403, r#"{"message":"no"}"#));
        assert_eq!(refused, Err(AnswerError::Refused { host, status: 403, message: "no".to_owned() }));
        for (status, body) in
            [(200, "<!DOCTYPE html><title>Just a moment…</title>"), (200, ""), (200, "[1"), (200, "null"), (200, "{}"), (404, "<html>")]
        {
            assert!(matches!(one.read(&answer(status, body)), Err(AnswerError::Unreadable { .. })), "{api:?} {status} {body:?}");
        }
        assert_eq!(one, before, "after an error the same can be asked again");
    }
    // Recorded: what a node says of a transaction that it cannot find for reasons of its own.
    let internal = include_str!("../../../tests/fixtures/thorchain/thornode_xchain_unobservedTx.json");
    for status in [200, 500] {
        let read = lookup(Api::Thornode).read(&answer(status, internal));
        assert!(matches!(read, Err(AnswerError::Unavailable { .. })), "{status}: {read:?}");
    }
}

#[test]
fn a_node_without_the_question_is_asked_the_older_one() {
    let mut one = lookup(Api::Mayanode);
    let step = one.read(&answer(501, r#"{"code":12,"message":"Not Implemented","details":[]}"#)).unwrap();
    let Step::Ask(request) = step else { panic!("{step:?}") };
    assert_eq!(request.url, format!("https://host.example/mayachain/tx/{}", TX[2..].to_ascii_uppercase()));
    let kept: Lookup = serde_json::from_str(&serde_json::to_string(&one).unwrap()).unwrap();
    assert_eq!(kept, one);
    assert_eq!(kept.at("https://other.example".parse().unwrap()).request().host(), "other.example");
    assert_eq!(one.read(&answer(404, r#"{"error":"not found"}"#)), Ok(Step::Done(CrossingAnswer::NotFound)));
}
