//! DMM on Bitcoin: its case names the address that received and a day.

use serde_json::{Value, json};
use spoor::explorer::HttpAnswer;
use spoor::explorer::esplora::{Esplora, Flavour};
use spoor::journal::Run;
use spoor::label::KnownLabels;
use spoor::money::{Address, Amount};
use spoor::trace::view::{Equation, Reason};

use super::case;
use super::drive::{drive, settings};

const VICTIM: &str = "3P8MfdM4pULv7ozdQvfwAqNF29zAjmnUYD";
const THIEF: &str = "1B6rJRfjTXwEy36SCs5zofGMmdv2kdZw7P";
const URL: &str = "https://esplora.example/api";
/// 2024-05-31T00:00:00Z.
const DAY: i64 = 1_717_113_600;

/// The n-th person's script and address.
fn person(n: u8) -> (String, String) {
    let address = bech32::segwit::encode(bech32::hrp::BC, bech32::Fe32::Q, &[n; 20]).unwrap();
    (format!("0014{}", alloy_primitives::hex::encode([n; 20])), address)
}

fn side(who: &str, value: u64) -> Value {
    let script = match (0..9).map(person).find(|(_, address)| address == who) {
        Some((script, _)) => script,
        None => {
            let bytes = bs58::decode(who).with_check(None).into_vec().unwrap();
            let hash = alloy_primitives::hex::encode(&bytes[1..]);
            if bytes[0] == 0 { format!("76a914{hash}88ac") } else { format!("a914{hash}87") }
        }
    };
    json!({"scriptpubkey": script, "scriptpubkey_address": who, "value": value})
}

fn made(number: u8, after_s: i64, inputs: &[(&str, u64)], outputs: &[(&str, u64)]) -> Value {
    let sum = |sides: &[(&str, u64)]| sides.iter().map(|(_, value)| value).sum::<u64>();
    let input = |(who, value): &(&str, u64)| json!({"txid": alloy_primitives::hex::encode([0xee; 32]), "vout": 0, "prevout": side(who, *value), "is_coinbase": false});
    json!({
        "txid": alloy_primitives::hex::encode([number; 32]), "vin": inputs.iter().map(input).collect::<Vec<_>>(),
        "vout": outputs.iter().map(|(who, value)| side(who, *value)).collect::<Vec<_>>(), "fee": sum(inputs) - sum(outputs),
        "status": {"confirmed": true, "block_height": 845_800 + u64::from(number), "block_time": DAY + after_s,
            "block_hash": alloy_primitives::hex::encode([0xb0 + number; 32])},
    })
}

#[test]
fn dmm_is_followed_from_its_file_alone() {
    let people: Vec<String> = (0..9).map(|n| person(n).1).collect();
    let (early, left, right, last) = (people[1].as_str(), people[2].as_str(), people[3].as_str(), people[4].as_str());
    let chain = [
        // The day before, something else went through the thief's address.
        made(1, -90_000, &[(VICTIM, 100_020)], &[(THIEF, 100_000)]),
        made(2, -80_000, &[(THIEF, 100_000)], &[(early, 99_000)]),
        made(3, 15_000, &[(VICTIM, 450_290_010_000)], &[(THIEF, 450_290_000_000)]),
        made(4, 16_000, &[(THIEF, 450_290_000_000)], &[(left, 50_000_000_000), (right, 400_289_990_000)]),
        made(5, 17_000, &[(left, 50_000_000_000)], &[(last, 49_999_990_000)]),
    ];
    let answer = |url: &str| {
        let parts: Vec<&str> = url.strip_prefix(URL).unwrap().split('/').skip(1).collect();
        match parts.as_slice() {
            ["address", who, "txs"] => chain.iter().rev().filter(|made| made.to_string().contains(who)).cloned().collect(),
            ["address", _, "txs", "chain", _] => json!([]),
            ["tx", id] => chain.iter().find(|made| made["txid"] == *id).unwrap().clone(),
            _ => panic!("nobody expected {url}"),
        }
    };
    let server = Esplora::new(URL.parse().unwrap(), Flavour::Blockstream, "esplora".into());
    let run = Run::on(case("dmm-bitcoin-2024-05-31"), settings(), KnownLabels::default(), Box::new(server));
    let (view, _) = drive(run, |request, _| HttpAnswer { status: 200, body: answer(&request.url).to_string(), retry_after_ms: None });
    let [equation] = view.equations.as_slice() else { panic!("{:?}", view.equations) };
    assert!(Equation::holds(equation), "{equation:?}");
    assert!(equation.stolen >= Amount::from(450_289_990_000_u64) && equation.stolen <= Amount::from(450_290_000_000_u64), "{equation:?}");
    let held = |who: &str| {
        let who: Address = who.parse().unwrap();
        let end = view.ends.iter().find(|end| *view.nodes[end.node].account.address() == who && end.reason == Reason::Held);
        end.map(|end| end.amount.to_string())
    };
    assert_eq!(held(right).as_deref(), Some("400289990000"));
    assert_eq!(held(last).as_deref(), Some("49999990000"));
    assert_eq!(held(early), None, "what went before the day of the theft is not the theft");
}
