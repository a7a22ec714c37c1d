//! Following money on Bitcoin through a whole run, by hand-made answers of an Esplora server: inputs that flow together,
//! change, a peel, fees, an output without an address. Every satoshi is accounted for.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};
use spoor::case::Case;
use spoor::explorer::HttpAnswer;
use spoor::explorer::esplora::{Esplora, Flavour};
use spoor::journal::{Action, Happened, Now, Run};
use spoor::label::KnownLabels;
use spoor::money::{Address, Amount};
use spoor::trace::view::{Direction, Policy, Reason, Settings, Stage, Start, View};

const BARE: &str = "210279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798ac";

/// The n-th person's script and address.
fn script(person: u8) -> String {
    format!("0014{}", alloy_primitives::hex::encode([person; 20]))
}

fn address(person: u8) -> String {
    bech32::segwit::encode(bech32::hrp::BC, bech32::Fe32::Q, &[person; 20]).unwrap()
}

fn tx(number: u8) -> String {
    alloy_primitives::hex::encode([number; 32])
}

/// Who owns an output.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Person(u8),
    /// A bare key, made by this output of this transaction.
    Bare(u8, u32),
}

struct Made {
    number: u8,
    inputs: Vec<(Owner, u64)>,
    outputs: Vec<(Owner, u64)>,
}

impl Made {
    fn json(&self) -> Value {
        let output = |(owner, value): &(Owner, u64)| match owner {
            Owner::Person(person) => json!({"scriptpubkey": script(*person), "scriptpubkey_address": address(*person), "value": value}),
            Owner::Bare(..) => json!({"scriptpubkey": BARE, "value": value}),
        };
        let input = |side: &(Owner, u64)| {
            let (from, place) = if let Owner::Bare(number, place) = side.0 { (number, place) } else { (0xee, 0) };
            json!({"txid": tx(from), "vout": place, "prevout": output(side), "is_coinbase": false})
        };
        let sum = |sides: &[(Owner, u64)]| sides.iter().map(|side| side.1).sum::<u64>();
        let status = json!({
            "confirmed": true, "block_height": 900_000 + u64::from(self.number), "block_time": 1_750_000_000 + u64::from(self.number),
            "block_hash": tx(0xb0 + self.number),
        });
        json!({
            "txid": tx(self.number), "vin": self.inputs.iter().map(input).collect::<Vec<_>>(),
            "vout": self.outputs.iter().map(output).collect::<Vec<_>>(), "fee": sum(&self.inputs) - sum(&self.outputs), "status": status,
        })
    }

    fn has(&self, person: u8) -> bool {
        self.inputs.iter().chain(&self.outputs).any(|side| side.0 == Owner::Person(person))
    }
}

/// What the server answers: a list a page, newest first, then a page of nothing.
fn answer(chain: &[Made], url: &str) -> Value {
    let path = url.strip_prefix("https://esplora.example/api").unwrap();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts.as_slice() {
        ["tx", name] => chain.iter().find(|made| tx(made.number) == *name).unwrap().json(),
        ["tx", name, "outspend", place] => {
            let spends = |made: &&Made| {
                made.inputs.iter().any(|(owner, _)| matches!(owner, Owner::Bare(n, p) if tx(*n) == *name && p.to_string() == *place))
            };
            match chain.iter().find(spends) {
                Some(made) => json!({"spent": true, "txid": tx(made.number), "vin": 0, "status": {"confirmed": true}}),
                None => json!({"spent": false}),
            }
        }
        ["address", who, "txs"] => {
            let person = (0..=u8::MAX).find(|person| address(*person) == *who).unwrap();
            chain.iter().rev().filter(|made| made.has(person)).map(Made::json).collect()
        }
        ["address", _, "txs", "chain", _] => json!([]),
        _ => panic!("nobody expected {url}"),
    }
}

/// A run to its end: what it shows, and what it asked.
fn play(chain: &[Made], settings: Settings) -> (View, Vec<String>) {
    let case = json!({
        "id": "made-up", "name": "Somebody", "at": "2025-06-15T15:06:40Z", "chain": "bip122:000000000019d6689c085ae165831e93",
        "loss": "1 BTC", "attribution": "", "portal": "", "parties": [], "terms": [], "sources": [],
        "seeds": [{
            "tx": tx(1), "to": address(THIEF), "asset": "bip122:000000000019d6689c085ae165831e93/slip44:0", "amount": "100000000", "what": "",
        }],
    });
    let case: Case = serde_json::from_value(case).unwrap();
    let server = Esplora::new("https://esplora.example/api".parse().unwrap(), Flavour::Blockstream, "esplora".into());
    let mut run = Run::on(case, settings, KnownLabels::default(), Box::new(server));
    let mut now = Now { ms: 1_790_000_000_000 };
    let mut actions: VecDeque<Action> = run.start(now).into();
    let (mut asked, mut wake) = (Vec::new(), None);
    loop {
        match actions.pop_front() {
            Some(Action::Fetch { id, request }) => {
                let body = answer(chain, &request.url).to_string();
                asked.push(request.url.trim_start_matches("https://esplora.example/api").to_owned());
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
    (run.view(), asked)
}

const VICTIM: u8 = 1;
const THIEF: u8 = 2;
const OTHER: u8 = 3;
const CHAIN: u8 = 4;
const PEEL: u8 = 5;
const REST: u8 = 6;
const LAST: u8 = 7;

/// A theft of 1 BTC; with half a bitcoin of other money into one payment; a peel; an output without an address.
fn theft() -> Vec<Made> {
    use Owner::{Bare, Person};
    vec![
        Made {
            number: 1,
            inputs: vec![(Person(VICTIM), 150_000_000)],
            outputs: vec![(Person(THIEF), 100_000_000), (Person(VICTIM), 49_990_000)],
        },
        Made {
            number: 2,
            inputs: vec![(Person(THIEF), 100_000_000), (Person(OTHER), 50_000_000)],
            outputs: vec![(Bare(2, 0), 29_980_000), (Person(CHAIN), 120_000_000)],
        },
        Made {
            number: 3,
            inputs: vec![(Person(CHAIN), 120_000_000)],
            outputs: vec![(Person(PEEL), 10_000_000), (Person(REST), 109_990_000)],
        },
        Made { number: 4, inputs: vec![(Bare(2, 0), 29_980_000)], outputs: vec![(Person(LAST), 29_970_000)] },
    ]
}

fn settings(policy: Policy) -> Settings {
    Settings { policy, ..Settings::default() }
}

/// Where money rests, by person, in satoshi.
fn rests(view: &View) -> BTreeMap<String, (Reason, String)> {
    view.ends.iter().map(|end| (view.nodes[end.node].account.address().to_string(), (end.reason, end.amount.to_string()))).collect()
}

#[test]
fn every_satoshi_of_a_theft_is_accounted_for() {
    for policy in Policy::ALL {
        let (view, _) = play(&theft(), settings(policy));
        let [equation] = view.equations.as_slice() else { panic!("{:?}", view.equations) };
        assert!(equation.holds(), "{policy:?}");
        assert_eq!(equation.stolen, Amount::from(100_000_000), "{policy:?}");
        assert!(view.notes.is_empty(), "{:?}", view.notes);
    }
    let (view, asked) = play(&theft(), settings(Policy::Fifo));
    // Stolen money entered first and leaves first: 20,000 of fee, all of the bare key's, and 0.7 BTC of the rest.
    let held = |amount: &str| (Reason::Held, amount.to_owned());
    let expected: BTreeMap<_, _> =
        [(address(PEEL), held("10000000")), (address(REST), held("59990000")), (address(LAST), held("29970000"))].into();
    assert_eq!(rests(&view), expected);
    assert_eq!(view.equations[0].fees, Amount::from(20_000 + 10_000 + 10_000));
    assert_eq!(view.equations[0].held, Amount::from(99_960_000));
    // Into a transaction and out of it is one hop; the inside of one is never asked about, nor is anybody without taint.
    let hop = |person: u8| view.nodes.iter().find(|node| node.account.address().to_string() == address(person)).unwrap().hop;
    assert_eq!([THIEF, CHAIN, PEEL, REST, LAST].map(hop), [1, 2, 3, 3, 3]);
    assert_eq!(view.progress.read, 6);
    let mut expected: Vec<String> = vec![format!("/tx/{}", tx(1)), format!("/tx/{}/outspend/0", tx(2)), format!("/tx/{}", tx(4))];
    for (person, last) in [(THIEF, 1), (CHAIN, 2), (PEEL, 3), (REST, 3), (LAST, 4)] {
        expected.push(format!("/address/{}/txs", address(person)));
        expected.push(format!("/address/{}/txs/chain/{}", address(person), tx(last)));
    }
    let mut asked = asked;
    asked.sort();
    expected.sort();
    assert_eq!(asked, expected);
}

#[test]
fn a_transaction_is_followed_by_what_comes_out_of_it() {
    let named: Address = address(CHAIN).parse().unwrap();
    for (to, sum) in [(None, 149_980_000), (Some(named), 120_000_000)] {
        let start = Start::Transfer { tx: tx(2).parse().unwrap(), to };
        for direction in [Direction::Forward, Direction::Backward] {
            let (view, _) = play(&theft(), Settings { start: start.clone(), direction, ..settings(Policy::Haircut) });
            let [equation] = view.equations.as_slice() else { panic!("{:?}", view.equations) };
            assert!(equation.holds());
            assert_eq!(equation.stolen, Amount::from(sum), "{direction:?}");
        }
    }
}

/// Who pays and gets the change back at the same address has paid the payments, not the change over and over.
#[test]
fn change_is_not_a_payment() {
    use Owner::Person;
    let chain = vec![
        Made { number: 1, inputs: vec![(Person(VICTIM), 1_000_010_000)], outputs: vec![(Person(THIEF), 1_000_000_000)] },
        Made {
            number: 2,
            inputs: vec![(Person(THIEF), 1_000_000_000)],
            outputs: vec![(Person(PEEL), 100_000_000), (Person(THIEF), 899_990_000)],
        },
        Made {
            number: 3,
            inputs: vec![(Person(THIEF), 899_990_000)],
            outputs: vec![(Person(REST), 200_000_000), (Person(THIEF), 699_980_000)],
        },
    ];
    let start = Start::Address(address(THIEF).parse().unwrap());
    for policy in Policy::ALL {
        let (view, _) = play(&chain, Settings { start: start.clone(), ..settings(policy) });
        let [equation] = view.equations.as_slice() else { panic!("{:?}", view.equations) };
        assert!(equation.holds());
        assert_eq!(equation.stolen, Amount::from(300_000_000), "{policy:?}");
        let held = |amount: &str| (Reason::Held, amount.to_owned());
        assert_eq!(rests(&view), [(address(PEEL), held("100000000")), (address(REST), held("200000000"))].into());
    }
    // From the theft on, the change stays the thief's.
    let (view, _) = play(&chain, settings(Policy::Fifo));
    assert!(view.equations[0].holds());
    assert_eq!(rests(&view)[&address(THIEF)], (Reason::Held, "699980000".to_owned()));
}
