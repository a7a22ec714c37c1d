//! Recorded rounds of mixers in a made-up Bitcoin world: stolen coins that go into one stop there, to the last satoshi.

use std::collections::VecDeque;

use serde_json::{Value, json};
use spoor::case::Case;
use spoor::explorer::HttpAnswer;
use spoor::explorer::esplora::{Esplora, Flavour};
use spoor::journal::{Action, Happened, Now, Run};
use spoor::label::KnownLabels;
use spoor::money::{Address, Amount};
use spoor::trace::view::{Direction, Finding, Pattern, PatternKind, Policy, Reason, Settings, Stage, Start, View};

use crate::data::{folder, text};

const BITCOIN: &str = "bip122:000000000019d6689c085ae165831e93";
/// The server, and where its paths begin.
const SERVER: &str = "https://esplora.example/api";

type Side = (String, u64);

/// A transaction: its name, and scripts with satoshi.
#[derive(Clone)]
struct Made {
    name: String,
    block: u64,
    inputs: Vec<Side>,
    outputs: Vec<Side>,
}

fn script(person: u8) -> String {
    format!("0014{}", alloy_primitives::hex::encode([person; 20]))
}

/// The address of a script; `None` where it has none.
fn address(script: &str) -> Option<String> {
    let bytes = alloy_primitives::hex::decode(script).unwrap();
    let segwit = |version, program: &[u8]| bech32::segwit::encode(bech32::hrp::BC, version, program).ok();
    match bytes.as_slice() {
        [0x00, 0x14 | 0x20, program @ ..] => segwit(bech32::Fe32::Q, program),
        [0x51, 0x20, program @ ..] => segwit(bech32::Fe32::P, program),
        [0x76, 0xa9, 0x14, hash @ .., 0x88, 0xac] => Some(bs58::encode(hash).with_check_version(0).into_string()),
        [0xa9, 0x14, hash @ .., 0x87] => Some(bs58::encode(hash).with_check_version(5).into_string()),
        _ => None,
    }
}

impl Made {
    fn json(&self) -> Value {
        let side = |(script, value): &Side| json!({"scriptpubkey": script, "value": value});
        let input = |one: &Side| json!({"txid": "ee".repeat(32), "vout": 0, "prevout": side(one), "is_coinbase": false});
        let sum = |sides: &[Side]| sides.iter().map(|side| side.1).sum::<u64>();
        let status = json!({
            "confirmed": true, "block_height": self.block, "block_time": 1_600_000_000 + 600 * (self.block - 700_000), "block_hash": "bb".repeat(32),
        });
        json!({
            "txid": self.name, "vin": self.inputs.iter().map(input).collect::<Vec<_>>(), "vout": self.outputs.iter().map(side).collect::<Vec<_>>(),
            "fee": sum(&self.inputs) - sum(&self.outputs), "status": status,
        })
    }

    fn concerns(&self, wanted: &str) -> bool {
        self.inputs.iter().chain(&self.outputs).any(|side| address(&side.0).as_deref() == Some(wanted))
    }
}

/// The recorded transactions of a class.
fn recorded(class: &str) -> Vec<Made> {
    let sides = |text: &str| -> Vec<Side> {
        let side = |text: &str| text.split_once('+').map(|(value, script)| (script.to_owned(), value.parse().unwrap()));
        text.split(',').filter_map(side).collect()
    };
    let lines = text(&folder().join(format!("coinjoin-{class}.txt.gz"))).unwrap();
    lines
        .lines()
        .filter_map(|line| {
            let fields: Vec<&str> = line.split(' ').collect();
            let [name, _, inputs, outputs] = fields.as_slice() else { return None };
            Some(Made { name: (*name).to_owned(), block: 700_003, inputs: sides(inputs), outputs: sides(outputs) })
        })
        .collect()
}

fn answer(chain: &[Made], url: &str) -> Value {
    let path = url.strip_prefix(SERVER).unwrap();
    match path.split('/').skip(1).collect::<Vec<_>>().as_slice() {
        ["tx", name] => chain.iter().find(|made| made.name == *name).unwrap().json(),
        ["tx", _, "outspend", _] => json!({"spent": false}),
        ["address", who, "txs"] => chain.iter().rev().filter(|made| made.concerns(who)).map(Made::json).collect(),
        ["address", _, "txs", "chain", _] => json!([]),
        _ => panic!("nobody expected {url}"),
    }
}

struct Played {
    run: Run,
    asked: Vec<String>,
    now: Now,
}

impl Played {
    fn go_on(&mut self, chain: &[Made], mut actions: VecDeque<Action>) {
        let mut wake = None;
        loop {
            match actions.pop_front() {
                Some(Action::Fetch { id, request }) => {
                    let body = answer(chain, &request.url).to_string();
                    self.asked.push(request.url.trim_start_matches(SERVER).to_owned());
                    let answer = HttpAnswer { status: 200, body, retry_after_ms: None };
                    actions.extend(self.run.handle(Happened::Answer { id, answer }, self.now));
                }
                Some(Action::Wake { at_ms }) => wake = Some(at_ms),
                Some(Action::AbortAll) => {}
                None => match wake.take() {
                    Some(at_ms) => {
                        self.now.ms = self.now.ms.max(at_ms);
                        actions.extend(self.run.handle(Happened::Woken, self.now));
                    }
                    None => break,
                },
            }
        }
        assert_eq!(self.run.stage(), Stage::Done);
    }
}

const VICTIM: u8 = 201;
const THIEF: u8 = 202;

/// A theft of just what an input of a transaction holds, which goes into it.
fn theft_into(made: &Made, input: usize) -> (Vec<Made>, u64) {
    let (owner, value) = made.inputs[input].clone();
    let first = Made {
        name: "01".repeat(32),
        block: 700_001,
        inputs: vec![(script(VICTIM), value + 2_000)],
        outputs: vec![(script(THIEF), value + 1_000)],
    };
    let second =
        Made { name: "02".repeat(32), block: 700_002, inputs: vec![(script(THIEF), value + 1_000)], outputs: vec![(owner, value)] };
    (vec![first, second, made.clone()], value)
}

fn play(chain: &[Made], settings: Settings) -> Played {
    let stolen = chain[0].outputs[0].1;
    let case = json!({
        "id": "made-up", "name": "Somebody", "at": "2020-09-13T12:26:40Z", "chain": BITCOIN, "loss": "", "attribution": "", "portal": "",
        "parties": [], "terms": [], "sources": [],
        "seeds": [{"tx": chain[0].name, "to": address(&script(THIEF)), "asset": format!("{BITCOIN}/slip44:0"), "amount": stolen.to_string(), "what": ""}],
    });
    let case: Case = serde_json::from_value(case).unwrap();
    let server = Esplora::new(SERVER.parse().unwrap(), Flavour::Blockstream, "esplora".into());
    let mut run = Run::on(case, settings, KnownLabels::default(), Box::new(server));
    let now = Now { ms: 1_790_000_000_000 };
    let actions = run.start(now).into();
    let mut played = Played { run, asked: Vec::new(), now };
    played.go_on(chain, actions);
    played
}

fn inside(made: &Made) -> Address {
    format!("tx-{}", made.name).parse().unwrap()
}

fn at<'a>(view: &'a View, address: &Address, what: PatternKind) -> Vec<&'a Pattern> {
    view.patterns.iter().filter(|one| view.nodes[one.node].account.address() == address && one.what == what).collect()
}

#[test]
fn stolen_coins_stop_in_a_round_with_its_structure() {
    for (class, mixer, least) in [("whirlpool", "Whirlpool", 40), ("wasabi1", "Wasabi 1", 39), ("wasabi2", "Wasabi 2", 16)] {
        let mut stopped = 0;
        for made in recorded(class).into_iter().take(40) {
            // In the time of the sets, Wasabi's rounds grew to hundreds of inputs: the middle one is as good as any.
            let (chain, value) = theft_into(&made, made.inputs.len() / 2);
            let played = play(&chain, Settings::default());
            let view = played.run.view();
            // One of the first days' rounds of Wasabi, of seven people, has JoinMarket's name.
            let Some(end) = view.ends.iter().find(|end| end.reason == Reason::Mixer && end.why.contains(mixer)) else { continue };
            stopped += 1;
            assert_eq!((view.nodes[end.node].account.address(), end.amount), (&inside(&made), Amount::from(value)), "{class}");
            assert!(end.why.starts_with("This is an inference: "), "{}", end.why);
            let [equation] = view.equations.as_slice() else { panic!("{:?}", view.equations) };
            assert!(equation.holds());
            assert_eq!((equation.mixed, equation.fees), (Amount::from(value), Amount::from(1_000)), "{class}");
            let [pattern] = at(&view, &inside(&made), PatternKind::Round)[..] else { panic!("{:?}", view.patterns) };
            let structure = pattern.structure.as_ref().unwrap();
            assert_eq!((structure.mixer.as_str(), structure.inputs as usize), (mixer, made.inputs.len()));
            assert_eq!(structure.outputs as usize, made.outputs.iter().filter(|side| side.1 > 0).count());
            let of_value = |value: Amount| made.outputs.iter().filter(|side| Amount::from(side.1) == value).count();
            assert!(!structure.equal.is_empty() && structure.equal.iter().all(|(value, count)| of_value(*value) == *count as usize));
            assert!(structure.equal.windows(2).all(|pair| pair[0].1 >= pair[1].1), "the most frequent first");
            assert!(structure.among.is_some_and(|among| among >= 5));
            // Nobody is asked about whom the round paid.
            let whom: Vec<String> = made.outputs.iter().filter_map(|side| address(&side.0)).collect();
            assert!(!played.asked.iter().any(|path| whom.iter().any(|who| path.contains(who.as_str()))), "{:?}", played.asked);
        }
        assert!(stopped >= least, "{class}: {stopped}");
    }
}

#[test]
fn under_every_policy_and_both_ways_a_round_is_where_it_ends() {
    let made = recorded("whirlpool").swap_remove(0);
    let (chain, value) = theft_into(&made, 0);
    for policy in Policy::ALL {
        let view = play(&chain, Settings { policy, ..Settings::default() }).run.view();
        assert!(view.equations.iter().all(spoor::trace::view::Equation::holds));
        assert_eq!(view.equations[0].mixed, Amount::from(value), "{policy:?}");
    }
    // Backward from what the round paid: who paid in is not known either.
    let start = Start::Transfer { tx: made.name.parse().unwrap(), to: address(&made.outputs[0].0).map(|who| who.parse().unwrap()) };
    let view = play(&chain, Settings { start, direction: Direction::Backward, ..Settings::default() }).run.view();
    assert_eq!(view.equations[0].mixed, Amount::from(made.outputs[0].1));
}

#[test]
fn a_round_is_followed_through_where_the_visitor_says_so() {
    let made = recorded("whirlpool").swap_remove(0);
    let (chain, value) = theft_into(&made, 0);
    let mut played = play(&chain, Settings::default());
    let actions = played.run.find(inside(&made), Finding::Follow, played.now).into();
    played.go_on(&chain, actions);
    let view = played.run.view();
    let [equation] = view.equations.as_slice() else { panic!("{:?}", view.equations) };
    assert!(equation.holds() && equation.mixed.is_zero());
    let fee: u64 = made.inputs.iter().map(|side| side.1).sum::<u64>() - made.outputs.iter().map(|side| side.1).sum::<u64>();
    assert!(equation.held >= Amount::from(value - fee), "{equation:?}");
    let [pattern] = at(&view, &inside(&made), PatternKind::Round)[..] else { panic!("{:?}", view.patterns) };
    assert!(pattern.why.contains("because you said so"));
}

#[test]
fn a_joint_payment_and_an_entry_are_said_and_passed() {
    // Of the trades in JoinMarket's shape most are no boundary; those that are argued are.
    let (mut passed, mut stopped) = (0, 0);
    for made in recorded("joinmarket").into_iter().take(60) {
        let (chain, value) = theft_into(&made, 0);
        let view = play(&chain, Settings::default()).run.view();
        let [pattern] = at(&view, &inside(&made), PatternKind::Round)[..] else { panic!("{}: {:?}", made.name, view.patterns) };
        assert!(pattern.why.starts_with("This is an inference: "));
        assert!(view.equations[0].holds());
        if view.equations[0].mixed.is_zero() {
            passed += 1;
            assert!(pattern.why.contains("followed through"), "{}", pattern.why);
        } else {
            stopped += 1;
            assert_eq!(view.equations[0].mixed, Amount::from(value));
        }
    }
    assert!(passed >= 30 && stopped >= 1, "{passed} {stopped}");
    // A note that is the last output is in no row.
    let is_seen = |made: &Made| {
        made.outputs.split_last().is_some_and(|(last, rest)| !last.0.starts_with("6a") && rest.iter().any(|side| side.0.starts_with("6a")))
    };
    let entries: Vec<Made> = recorded("whirlpool-tx0").into_iter().filter(is_seen).take(20).collect();
    assert!(entries.len() >= 10);
    for made in entries {
        let (chain, _) = theft_into(&made, 0);
        let view = play(&chain, Settings::default()).run.view();
        let [pattern] = at(&view, &inside(&made), PatternKind::Round)[..] else { panic!("{}: {:?}", made.name, view.patterns) };
        assert!(pattern.why.contains("the pool of") && view.equations[0].mixed.is_zero(), "{}", pattern.why);
        assert_eq!(pattern.structure.as_ref().map(|one| one.among), Some(None), "one owner's");
    }
}

/// A peel of four payments, and two of whose inputs pay together.
#[test]
fn a_peel_its_change_and_its_owner_are_said() {
    let made = |number: u8, inputs: &[(u8, u64)], outputs: &[(u8, u64)]| Made {
        name: alloy_primitives::hex::encode([number; 32]),
        block: 700_000 + u64::from(number),
        inputs: inputs.iter().map(|(who, value)| (script(*who), *value)).collect(),
        outputs: outputs.iter().map(|(who, value)| (script(*who), *value)).collect(),
    };
    let chain = [
        made(1, &[(VICTIM, 100_010_000)], &[(THIEF, 100_000_000)]),
        made(2, &[(THIEF, 100_000_000)], &[(1, 1_000_000), (11, 98_993_211)]),
        made(3, &[(11, 98_993_211)], &[(2, 2_000_000), (12, 96_986_543)]),
        made(4, &[(12, 96_986_543)], &[(3, 3_000_000), (13, 93_980_987)]),
        made(5, &[(13, 93_980_987), (14, 50_000_000)], &[(4, 143_970_000)]),
    ];
    let view = play(&chain, Settings::default()).run.view();
    let of = |person: u8| address(&script(person)).unwrap().parse::<Address>().unwrap();
    let [peel] = at(&view, &of(THIEF), PatternKind::PeelChain)[..] else { panic!("{:#?}", view.patterns) };
    assert!(peel.why.contains("3 payments in a row") && peel.why.contains("0.06 BTC was paid away to 3 addresses"), "{}", peel.why);
    assert!(peel.why.contains("0.939809… BTC moved on"), "{}", peel.why);
    assert_eq!((peel.transfers.len(), peel.others.len()), (3, 3));
    let [cluster] = at(&view, &of(13), PatternKind::Cluster)[..] else { panic!("{:#?}", view.patterns) };
    assert_eq!(cluster.others.iter().map(|one| one.address().clone()).collect::<Vec<_>>(), [of(14)]);
    let changes: Vec<&Pattern> = view.patterns.iter().filter(|one| one.what == PatternKind::Change).collect();
    assert!(
        changes.iter().all(|one| one.why.starts_with("This is an inference: output ") && one.transfers.len() == 1 && one.others.len() == 1)
    );
    assert!(view.patterns.iter().enumerate().all(|(at, one)| one.id == at));
    assert!(view.patterns.windows(2).all(|pair| (pair[0].node, pair[0].what) <= (pair[1].node, pair[1].what)));
}
