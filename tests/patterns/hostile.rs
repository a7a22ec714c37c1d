//! Hostile rows in the recorded history of a theft. Each is told by an explorer, is read by its real adapter, stands beside a
//! genuine payment in every answer that has one, and changes nothing but the list of what was refused.
//!
//! The rows are in `hostile-cases.json`, which the test of the page takes too (`tests/browser/hostile.test.mjs`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::json;
use spoor::case::CaseLibrary;
use spoor::explorer::blockscout::Blockscout;
use spoor::explorer::etherscan::Etherscan;
use spoor::explorer::recorded::{Recorded, Recording};
use spoor::explorer::{About, Adapter, Answered, Coverage, HttpAnswer, Page, Part, Question};
use spoor::label::KnownLabels;
use spoor::money::{Address, Asset, Chain, Position, Transfer, TransferKind};
use spoor::trace::view::{Equation, Guarded, Policy, Settings, Stage, View};
use spoor::trace::{Event, Trace, guard};

/// Nobody's contract, where a case names none.
const FORGED: &str = "0x2a120e7f2f1d8ffd173ed17aa5089f11206b5177";
/// Begins and ends as an address of the case.
const LOOK_ALIKE: &str = "0xa4b27b89345db2e5e1a7d7bc537fac354b50449e";

#[derive(Deserialize)]
struct Corpus {
    cases: Vec<Case>,
}

/// A hostile row, and what must become of it.
#[derive(Clone, Debug, Deserialize)]
struct Case {
    name: String,
    class: String,
    tries: String,
    row: Odd,
    outcome: Outcome,
    /// What the refusal must say.
    says: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Outcome {
    /// Listed apart, with a reason.
    #[serde(rename = "guarded")]
    Guarded,
    /// Not read; a gap says so.
    #[serde(rename = "refused")]
    Refused,
    /// Moves nothing by its own words.
    #[serde(rename = "passed over")]
    PassedOver,
}

/// What is odd about a row; the rest is as in a genuine one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Odd {
    list: Option<String>,
    /// `in`: to the address that was asked about; else from it.
    way: Option<String>,
    symbol: Option<String>,
    name: Option<String>,
    decimals: Option<String>,
    contract: Option<String>,
    /// As it stands in the answer.
    value: Option<String>,
    from: Option<String>,
    to: Option<String>,
    hash: Option<String>,
    block: Option<String>,
    time: Option<String>,
    /// Of a call.
    kind: Option<String>,
    #[serde(default)]
    failed: bool,
}

static CORPUS: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let corpus: Corpus = serde_json::from_str(include_str!("hostile-cases.json")).unwrap();
    corpus.cases
});

/// Who tells the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Teller {
    Blockscout,
    Etherscan,
}

impl Case {
    fn part(&self) -> Part {
        match self.row.list.as_deref() {
            None => Part::Tokens,
            Some("transactions") => Part::Transactions,
            Some("internal") => Part::Internal,
            Some(other) => panic!("there is no list {other}"),
        }
    }

    /// A page of an address: a row that is as it should be, then the hostile one.
    fn answer(&self, teller: Teller, asked: &Address, real: &Transfer) -> String {
        let own = asked.to_string();
        let (from, to) =
            if self.row.way.as_deref() == Some("in") { (LOOK_ALIKE.to_owned(), own.clone()) } else { (own.clone(), LOOK_ALIKE.to_owned()) };
        let (from, to) = (self.row.from.clone().unwrap_or(from), self.row.to.clone().unwrap_or(to));
        let good = self.written(teller, real, (&own, LOOK_ALIKE), "\"0\"", true);
        let bad = self.written(teller, real, (&from, &to), self.row.value.as_deref().unwrap_or("\"1\""), false);
        match teller {
            Teller::Blockscout => format!(r#"{{"items":[{good},{bad}],"next_page_params":null}}"#),
            Teller::Etherscan => format!(r#"{{"status":"1","message":"OK","result":[{good},{bad}]}}"#),
        }
    }

    /// A row as the explorer writes it; the amount stands in it as it is.
    fn written(&self, teller: Teller, real: &Transfer, (from, to): (&str, &str), value: &str, good: bool) -> String {
        let odd = &self.row;
        let given = |own: &Option<String>, or: &str| own.as_deref().filter(|_| !good).unwrap_or(or).to_owned();
        // Payments of the coin have a transaction of their own.
        let own_tx = if good || self.part() != Part::Transactions { real.tx.to_string() } else { format!("0x{}", "d0".repeat(32)) };
        let (hash, block) = (given(&odd.hash, &own_tx), given(&odd.block, &real.block.to_string()));
        let symbol = given(&odd.symbol, "GOOD");
        let (name, decimals) = (given(&odd.name, &symbol), given(&odd.decimals, "18"));
        let contract = given(&odd.contract, FORGED);
        let failed = odd.failed && !good;
        let call = given(&odd.kind, "call");
        // A number where the explorer writes one; what is none stays a text.
        let number = block.parse::<u64>().map_or_else(|_| json!(block), |block| json!(block));
        let day = real.at.to_string();
        let iso = given(&odd.time, &format!("{}.000000Z", day.trim_end_matches('Z')));
        let seconds = given(&odd.time, &real.at.get().to_string());
        let log = if good { 90_000 } else { 90_001 };
        let written = match (teller, self.part()) {
            (Teller::Blockscout, Part::Tokens) => json!({
                "transaction_hash": hash, "block_number": number, "log_index": log, "timestamp": iso, "from": {"hash": from},
                "to": {"hash": to}, "token_type": "ERC-20", "total": {"decimals": decimals, "value": "VALUE"},
                "token": {"address_hash": contract, "symbol": symbol, "name": name, "decimals": decimals, "type": "ERC-20"},
            }),
            (Teller::Blockscout, Part::Internal) => json!({
                "transaction_hash": hash, "block_number": number, "transaction_index": 0, "index": log, "type": call,
                "value": "VALUE", "success": !failed, "timestamp": iso, "from": {"hash": from}, "to": {"hash": to},
            }),
            (Teller::Blockscout, _) => json!({
                "hash": hash, "value": "VALUE", "status": if failed { "error" } else { "ok" }, "timestamp": iso, "block_number": number,
                "position": 0, "from": {"hash": from}, "to": {"hash": to}, "fee": {"type": "actual", "value": "0"},
                "has_error_in_internal_transactions": false,
            }),
            (Teller::Etherscan, Part::Tokens) => json!({
                "blockNumber": block, "timeStamp": seconds, "hash": hash, "from": from, "to": to, "contractAddress": contract,
                "value": "VALUE", "tokenName": name, "tokenSymbol": symbol, "tokenDecimal": decimals, "transactionIndex": "0",
                "gasUsed": "50000", "gasPrice": "0",
            }),
            (Teller::Etherscan, Part::Internal) => json!({
                "blockNumber": block, "timeStamp": seconds, "hash": hash, "traceId": log.to_string(), "from": from, "to": to,
                "value": "VALUE", "contractAddress": "", "type": call, "isError": if failed { "1" } else { "0" },
            }),
            (Teller::Etherscan, _) => json!({
                "blockNumber": block, "timeStamp": seconds, "hash": hash, "from": from, "to": to, "value": "VALUE",
                "transactionIndex": "0", "gasUsed": "21000", "gasPrice": "0", "isError": if failed { "1" } else { "0" },
                "txreceipt_status": if failed { "0" } else { "1" }, "contractAddress": "",
            }),
        };
        written.to_string().replace("\"VALUE\"", value)
    }

    /// What the real adapter reads of the hostile row.
    fn read(&self, teller: Teller, asked: &Address, real: &Transfer) -> Page {
        let about = About::Address(asked.clone());
        let question =
            Question { source: 0, chain: Chain::ETHEREUM, about, part: self.part(), order: Default::default(), start: None, cursor: None };
        let answer = HttpAnswer { status: 200, body: self.answer(teller, asked, real), retry_after_ms: None };
        let base = || "https://api.etherscan.io/v2/api".parse().unwrap();
        let adapter: Box<dyn Adapter> = match teller {
            Teller::Blockscout => Box::new(Blockscout::new(Chain::ETHEREUM, "eth.blockscout.com").unwrap()),
            Teller::Etherscan => Box::new(Etherscan::v2(Chain::ETHEREUM, base(), "etherscan".to_owned()).unwrap()),
        };
        let mut page = adapter.parse(&question, &answer).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        page.transfers.retain(|row| row.claimed_symbol.as_deref() != Some("GOOD") && row.kind != TransferKind::Fee);
        page
    }
}

fn settings() -> Settings {
    Settings { budget: 300, most_hops: 10, dust_millionths: 1, policy: Policy::Haircut, ..Settings::default() }
}

static RECORDING: LazyLock<Recording> = LazyLock::new(|| Recording::built_in("bybit").unwrap());
static CLEAN: LazyLock<View> = LazyLock::new(|| drive(&mut |_, _| {}));

fn drive(change: &mut dyn FnMut(&mut Page, &Question)) -> View {
    let adapter = Recorded::of(&RECORDING);
    let case = CaseLibrary::built_in().unwrap().find("bybit-2025-02-21").unwrap().clone();
    let mut trace = Trace::new(case, settings(), KnownLabels::built_in().unwrap(), &[Box::new(adapter.clone())]);
    let mut open: Vec<Question> = trace.step(Event::Start);
    while let Some(question) = open.pop() {
        let answer = RECORDING.answer(&adapter.request(&question).unwrap());
        let event = match adapter.parse(&question, &answer) {
            Ok(mut page) => {
                change(&mut page, &question);
                let source = Answered {
                    provider: adapter.id().to_owned(),
                    request: String::new(),
                    status: answer.status,
                    at: Default::default(),
                    bytes: 0,
                    sha256: String::new(),
                    coverage: Coverage::Whole,
                };
                Event::Page { question, page: Box::new(page), source }
            }
            Err(error) => Event::Failed { question, why: error.to_string(), not_held: true },
        };
        open.extend(trace.step(event));
    }
    assert_eq!(trace.stage(), Stage::Done);
    trace.view()
}

/// A genuine payment of a page, and whose list it stands on.
fn genuine(page: &Page, question: &Question) -> Option<(Address, Transfer)> {
    let About::Address(asked) = &question.about else { return None };
    let real = page.transfers.iter().find(|transfer| transfer.kind == TransferKind::Native && transfer.from == *asked)?;
    Some((asked.clone(), real.clone()))
}

/// What is refused that is not refused without the case.
fn new(view: &View) -> Vec<&Guarded> {
    view.guarded.iter().filter(|row| !CLEAN.guarded.contains(row)).collect()
}

fn stays_clean(view: &View, name: &str) {
    assert_eq!(view.equations, CLEAN.equations, "{name}");
    assert_eq!((&view.nodes, &view.edges, &view.ends), (&CLEAN.nodes, &CLEAN.edges, &CLEAN.ends), "{name}");
    assert_eq!((&view.links, &view.leads, &view.patterns), (&CLEAN.links, &CLEAN.leads, &CLEAN.patterns), "{name}");
    assert_eq!(view.trail, CLEAN.trail, "{name}");
}

#[test]
fn every_class_has_its_named_cases() {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    CORPUS.iter().for_each(|case| *classes.entry(&case.class).or_default() += 1);
    assert!(CORPUS.len() >= 100 && classes.len() >= 14, "{classes:?}");
    let names: BTreeSet<&str> = CORPUS.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), CORPUS.len(), "each has a name of its own");
    assert!(CORPUS.iter().all(|case| !case.tries.is_empty()));
    assert_eq!(classes["recorded poison of the theft"], 12);
}

/// Both explorers tell each case, in one run.
#[test]
fn no_hostile_row_moves_a_base_unit_of_taint() {
    for case in CORPUS.iter() {
        let name = format!("{}: {}", case.class, case.name);
        let (mut told, mut gaps) = (0, BTreeSet::new());
        let view = drive(&mut |page, question| {
            let Some((asked, real)) = genuine(page, question) else { return };
            for teller in [Teller::Blockscout, Teller::Etherscan] {
                let read = case.read(teller, &asked, &real);
                told += 1;
                match case.outcome {
                    Outcome::Guarded => {
                        assert_eq!((read.transfers.len(), read.gaps.len()), (1, 0), "{name} ({teller:?}): {:?}", read.gaps);
                    }
                    Outcome::Refused => {
                        assert!(read.transfers.is_empty() && !read.gaps.is_empty(), "{name} ({teller:?}): {:?}", read.transfers);
                    }
                    Outcome::PassedOver => assert!(read.transfers.is_empty(), "{name} ({teller:?}): {:?}", read.transfers),
                }
                gaps.extend(read.gaps);
                page.transfers.extend(read.transfers);
            }
        });
        assert!(told >= 6, "{name} is told beside {told} payments");
        stays_clean(&view, &name);
        let apart = new(&view);
        if case.outcome == Outcome::Guarded {
            assert!(!apart.is_empty(), "{name} is shown apart");
            for row in apart {
                assert!(row.reasons.iter().any(|why| why.contains(&case.says)), "{name}: {:?}", row.reasons);
            }
        } else {
            assert!(apart.is_empty(), "{name}");
            assert!(gaps.iter().all(|gap| gap.chars().count() < 400), "{name}: a gap is no place for a stranger's words: {gaps:?}");
        }
    }
}

/// Where a row could not be read, the answer is not whole, and that is said; not a base unit is counted otherwise.
#[test]
fn a_refused_row_makes_its_list_incomplete_and_nothing_else() {
    let case = CORPUS.iter().find(|case| case.name == "300 digits").unwrap();
    let view = drive(&mut |page, question| {
        if let Some((asked, real)) = genuine(page, question) {
            page.gaps.extend(case.read(Teller::Blockscout, &asked, &real).gaps);
        }
    });
    assert_eq!(view.edges, CLEAN.edges);
    let amounts =
        |view: &View| -> BTreeSet<_> { view.ends.iter().map(|end| (end.node, end.asset.clone(), end.amount, end.range.clone())).collect() };
    assert_eq!(amounts(&view), amounts(&CLEAN));
    assert!(view.equations.iter().all(Equation::holds));
    let cut = |why: &Option<Coverage>| matches!(why, Some(Coverage::Cut(why)) if why.contains("amount"));
    assert!(view.nodes.iter().any(|node| cut(&node.coverage)));
}

/// The chains whose coin has a contract tell each payment twice: the second time it is refused, whoever tells it.
#[test]
fn a_coin_told_twice_is_refused_on_its_own_chain() {
    for (chain, contract) in [
        (137, "0x0000000000000000000000000000000000001010"),
        (324, "0x000000000000000000000000000000000000800A"),
        (42_220, "0x471EcE3750Da237f93B8E339c536989b8978a438"),
        (1_088, "0xDeadDeAddeAddEAddeadDEaDDEAdDeaDDeAD0000"),
        (10, "0xDeadDeAddeAddEAddeadDEaDDEAdDeaDDeAD0000"),
        (8_453, "0xDeadDeAddeAddEAddeadDEaDDEAdDeaDDeAD0000"),
        (1_284, "0x0000000000000000000000000000000000000802"),
    ] {
        let asset = Asset::token(Chain::Eip155(chain), contract.parse().unwrap());
        let row = Transfer { asset, kind: TransferKind::Token, ..CLEAN.edges[0].hops[0].transfer.clone() };
        assert!(!guard::moves_value(&row), "{chain}");
        assert!(guard::reasons(&row, &BTreeSet::new()).iter().any(|why| why.contains("told twice")), "{chain}");
    }
}

#[test]
fn poison_by_the_thousand_is_refused_too() {
    let cases: Vec<&Case> = CORPUS.iter().filter(|case| case.outcome == Outcome::Guarded && case.part() == Part::Tokens).collect();
    let view = drive(&mut |page, question| {
        let Some((asked, real)) = genuine(page, question) else { return };
        let rows: Vec<Transfer> = cases.iter().flat_map(|case| case.read(Teller::Blockscout, &asked, &real).transfers).collect();
        for (place, row) in (100_000..).zip(rows.iter().cycle().take(1_000)) {
            page.transfers.push(Transfer { position: Position::Log(place), ..row.clone() });
        }
    });
    assert_eq!((&view.equations, &view.ends, &view.edges), (&CLEAN.equations, &CLEAN.ends, &CLEAN.edges));
    assert!(view.guarded.len() >= CLEAN.guarded.len() + 1_000);
}
