//! Hostile rows in the recorded history of a theft. Each stands beside a genuine payment, in every answer that has one,
//! and changes nothing but the list of what was refused.

use std::sync::LazyLock;

use spoor::case::CaseLibrary;
use spoor::explorer::recorded::{Recorded, Recording};
use spoor::explorer::{Adapter, Answered, Coverage, Page, Question};
use spoor::label::KnownLabels;
use spoor::money::{Address, Amount, Asset, Chain, Position, Transfer, TransferKind};
use spoor::trace::view::{Policy, Settings, Stage, View};
use spoor::trace::{Event, Trace};

const USDT: &str = "0xdAC17F958D2ee523a2206206994597C13D831ec7";
const USDC: &str = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48";
const DAI: &str = "0x6B175474E89094C44Da98b954EedeAC495271d0F";
const WETH: &str = "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2";
const STETH: &str = "0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84";
const METH: &str = "0xd5F7838F5C461fefF7FE49ea5ebaF7728bB0ADfa";
const CMETH: &str = "0xE6829d9a7eE3040e1276Fa75293Bde931859e8fA";
/// Nobody's contract.
const FORGED: &str = "0x2a120e7f2f1d8ffd173ed17aa5089f11206b5177";
/// Begins and ends as an address of the case.
const LOOK_ALIKE: &str = "0xa4b27b89345db2e5e1a7d7bc537fac354b50449e";
const MOST: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

/// A case: its name, what the token calls itself, its contract, how many base units, and what the refusal must say.
type Case = (&'static str, &'static str, &'static str, &'static str, &'static str);

const FORGERIES: &[Case] = &[
    // Names in the letters of another alphabet.
    ("Cyrillic T in ETH", "EТH", FORGED, "400000000000000000000000", "another alphabet"),
    ("Cyrillic E and T", "ЕТH", FORGED, "1", "another alphabet"),
    ("all Cyrillic", "ЕТН", FORGED, "1", "another alphabet"),
    ("all Greek", "ΕΤΗ", FORGED, "1", "another alphabet"),
    ("Greek Xi for E", "ΞTH", FORGED, "1", "another alphabet"),
    ("Cherokee E", "ᎬTH", FORGED, "1", "another alphabet"),
    ("Lisu letters", "ꓴꓢꓓꓔ", FORGED, "1", "another alphabet"),
    ("Armenian S and U", "ՍՏDT", FORGED, "1", "another alphabet"),
    ("Cyrillic S in USDT", "UЅDT", FORGED, "1", "another alphabet"),
    ("Cyrillic C in USDC", "USDС", FORGED, "1", "another alphabet"),
    ("Cyrillic A in DAI", "DАI", FORGED, "1", "another alphabet"),
    ("Cyrillic s and t in stETH", "ѕтETH", FORGED, "1", "another alphabet"),
    ("Cyrillic m in mETH", "мETH", FORGED, "1", "another alphabet"),
    ("Cyrillic c in cmETH", "сmETH", FORGED, "1", "another alphabet"),
    ("full-width letters", "ＵＳＤＴ", FORGED, "1", "another alphabet"),
    ("bold letters of mathematics", "𝐔𝐒𝐃𝐓", FORGED, "1", "another alphabet"),
    ("typewriter letters of mathematics", "𝚄𝚂𝙳𝙲", FORGED, "1", "another alphabet"),
    ("letters with marks", "ÜŚḊŤ", FORGED, "1", "another alphabet"),
    ("marks on top of letters", "U\u{308}S\u{301}DT", FORGED, "1", "another alphabet"),
    ("the sign of the tugrik for T", "USD₮", FORGED, "1", "another alphabet"),
    ("the sign of the euro for E", "€TH", FORGED, "1", "another alphabet"),
    // Signs that nobody sees.
    ("zero-width space", "U\u{200b}SDT", FORGED, "1", "another alphabet"),
    ("zero-width joiner behind", "ETH\u{200d}", FORGED, "1", "another alphabet"),
    ("byte order mark in front", "\u{feff}DAI", FORGED, "1", "another alphabet"),
    ("word joiner", "WE\u{2060}TH", FORGED, "1", "another alphabet"),
    ("soft hyphen", "US\u{ad}DC", FORGED, "1", "another alphabet"),
    ("variation selector", "ETH\u{fe0f}", FORGED, "1", "another alphabet"),
    ("written backwards by an override", "\u{202e}TDSU", FORGED, "1", "another alphabet"),
    ("written backwards by an isolate", "\u{2067}HTE\u{2069}", FORGED, "1", "another alphabet"),
    ("written backwards by an embedding", "\u{202b}HTEts\u{202c}", FORGED, "1", "another alphabet"),
    ("left-to-right marks between", "U\u{200e}S\u{200e}D\u{200e}T", FORGED, "1", "another alphabet"),
    // The plain name.
    ("clean ETH", "ETH", FORGED, "400000000000000000000000", "calls itself ETH"),
    ("clean USDT", "USDT", FORGED, "10000000000", "calls itself USDT"),
    ("clean USDC", "USDC", FORGED, "10000000000", "calls itself USDC"),
    ("clean stETH", "stETH", FORGED, "90375000000000000000000", "calls itself stETH"),
    ("clean cmETH", "cmETH", FORGED, "15000000000000000000000", "calls itself cmETH"),
    ("clean WETH in lower case", "weth", FORGED, "1", "calls itself WETH"),
    ("with a dollar in front", "$USDT", FORGED, "1", "calls itself USDT"),
    ("a dollar for S", "U$DT", FORGED, "1", "calls itself USDT"),
    ("a one for I", "DA1", FORGED, "1", "calls itself DAI"),
    ("a dot behind", "ETH...", FORGED, "1", "calls itself ETH"),
    ("spaces around", "  USDT  ", FORGED, "1", "calls itself USDT"),
    ("an invitation behind", "USDT claim at bad.example", FORGED, "1", "calls itself USDT"),
    ("a line break behind", "ETH\nfrom Bybit", FORGED, "1", "calls itself ETH"),
    // Names that are none.
    ("markup", "<img src=x onerror=alert(1)>", FORGED, "1", "Not an asset of the list"),
    ("a script", "</script><script>alert(1)</script>", FORGED, "1", "Not an asset of the list"),
    ("an address for a name", "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2", FORGED, "1", "Not an asset of the list"),
    ("no name", "", FORGED, "1", "Not an asset of the list"),
    ("nothing but spaces", "\u{3000}\u{a0} ", FORGED, "1", "Not an asset of the list"),
    ("controls", "\u{0}\u{7}\u{1b}[31m", FORGED, "1", "Not an asset of the list"),
    ("as much as there can be of it", "ETH", FORGED, MOST, "calls itself ETH"),
    // The coin under a contract's address.
    ("the placeholder of the coin", "ETH", "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE", "400000000000000000000000", "told twice"),
    ("the zero address as contract", "ETH", "0x0000000000000000000000000000000000000000", "1", "calls itself ETH"),
    ("a look-alike of the contract of USDT", "USDT", "0xdac00000000000000000000000000000000d1ec7", "1", "calls itself USDT"),
    ("a look-alike of the contract of stETH", "stETH", "0xae7ab00000000000000000000000000000d7fe84", "1", "calls itself stETH"),
    // Real contracts, and nothing moved.
    ("zero USDT", "USDT", USDT, "0", "moves nothing"),
    ("zero USDC", "USDC", USDC, "0", "moves nothing"),
    ("zero DAI", "DAI", DAI, "0", "moves nothing"),
    ("zero WETH", "WETH", WETH, "0", "moves nothing"),
    ("zero stETH", "stETH", STETH, "0", "moves nothing"),
    ("zero mETH", "mETH", METH, "0", "moves nothing"),
    ("zero cmETH", "cmETH", CMETH, "0", "moves nothing"),
    ("zero of a forged token", "USDT", FORGED, "0", "moves nothing"),
    // Real contracts, and more than there is.
    ("all the USDT there can be", "USDT", USDT, MOST, "more than there are"),
    ("2^96 of stETH", "stETH", STETH, "79228162514264337593543950336", "more than there are"),
    (
        "a number of 77 nines",
        "WETH",
        WETH,
        "99999999999999999999999999999999999999999999999999999999999999999999999999999",
        "more than there are",
    ),
];

/// Who pays whom, beside each of the forgeries.
const WAYS: [(&str, bool, bool); 2] = [("to a look-alike", false, true), ("from a look-alike", true, false)];

fn settings() -> Settings {
    Settings { budget: 300, most_hops: 10, dust_millionths: 1, policy: Policy::Haircut, ..Settings::default() }
}

static RECORDING: LazyLock<Recording> = LazyLock::new(|| Recording::built_in("bybit").unwrap());
static CLEAN: LazyLock<View> = LazyLock::new(|| drive(&|_| {}));

fn drive(change: &dyn Fn(&mut Page)) -> View {
    let adapter = Recorded::of(&RECORDING);
    let case = CaseLibrary::built_in().unwrap().find("bybit-2025-02-21").unwrap().clone();
    let mut trace = Trace::new(case, settings(), KnownLabels::built_in().unwrap(), &[Box::new(adapter.clone())]);
    let mut open: Vec<Question> = trace.step(Event::Start);
    while let Some(question) = open.pop() {
        let answer = RECORDING.answer(&adapter.request(&question).unwrap());
        let event = match adapter.parse(&question, &answer) {
            Ok(mut page) => {
                change(&mut page);
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

/// Puts a row beside the first payment of each answer.
fn with(name: &str, says: &str, poison: &dyn Fn(&Transfer) -> Transfer) {
    let poisoned = drive(&|page: &mut Page| {
        let real = page.transfers.iter().find(|transfer| transfer.kind == TransferKind::Native).cloned();
        page.transfers.extend(real.map(|real| poison(&real)));
    });
    assert_eq!(poisoned.equations, CLEAN.equations, "{name}");
    assert_eq!((&poisoned.nodes, &poisoned.edges, &poisoned.ends), (&CLEAN.nodes, &CLEAN.edges, &CLEAN.ends), "{name}");
    assert!(poisoned.guarded.len() > CLEAN.guarded.len(), "{name} is shown apart");
    let reasons = poisoned.guarded.iter().filter(|row| row.transfer.position == Position::Log(90_001)).flat_map(|row| &row.reasons);
    let reasons: Vec<&String> = reasons.collect();
    assert!(reasons.iter().any(|why| why.contains(says)), "{name}: {reasons:?}");
}

fn poison(real: &Transfer, (_, symbol, contract, amount, _): &Case) -> Transfer {
    Transfer {
        position: Position::Log(90_001),
        kind: TransferKind::Token,
        asset: Asset::token(Chain::ETHEREUM, contract.parse().unwrap()),
        amount: amount.parse().unwrap(),
        claimed_symbol: Some((*symbol).to_owned()),
        ..real.clone()
    }
}

#[test]
fn no_hostile_row_moves_a_base_unit_of_taint() {
    assert!(FORGERIES.len() >= 60);
    let look_alike: Address = LOOK_ALIKE.parse().unwrap();
    for (at, case) in FORGERIES.iter().enumerate() {
        let (way, from, to) = WAYS[at % WAYS.len()];
        with(&format!("{}, {way}", case.0), case.4, &|real| {
            let mut row = poison(real, case);
            if from {
                row.from = look_alike.clone();
            }
            if to {
                row.to = look_alike.clone();
            }
            row
        });
    }
}

#[test]
fn the_coin_itself_is_not_made_from_nothing() {
    let most: Amount = MOST.parse().unwrap();
    for (name, kind, amount) in
        [("more ether than there is", TransferKind::Native, most), ("the same inside a call", TransferKind::Internal, most)]
    {
        with(name, "more than there are", &|real| Transfer { position: Position::Log(90_001), kind, amount, ..real.clone() });
    }
}

#[test]
fn poison_by_the_thousand_is_refused_too() {
    let look_alike: Address = LOOK_ALIKE.parse().unwrap();
    let poisoned = drive(&|page: &mut Page| {
        let Some(real) = page.transfers.iter().find(|transfer| transfer.kind == TransferKind::Native).cloned() else { return };
        for (place, case) in (100_000..).zip(FORGERIES.iter().cycle().take(1_000)) {
            page.transfers.push(Transfer { position: Position::Log(place), to: look_alike.clone(), ..poison(&real, case) });
        }
    });
    assert_eq!((&poisoned.equations, &poisoned.ends), (&CLEAN.equations, &CLEAN.ends));
    assert!(poisoned.guarded.len() >= CLEAN.guarded.len() + 1_000);
}
