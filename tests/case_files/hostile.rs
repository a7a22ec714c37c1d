//! Case files of strangers: 200,000 that are broken on purpose, half of them real ones with something changed, half made of the
//! words of the format in any order. Each is refused with a reason or read safely.

use spoor::case::{Case, CaseLibrary, MOST_BYTES};
use spoor::money::is_unseen;
use spoor::tip::case_file::{CaseFileError, SignedCase, UnsignedCase};
use spoor::tip::{Cost, SavedKey, UnsavedKey};

/// A key that everybody knows.
pub(crate) fn key() -> SavedKey {
    let unsaved = UnsavedKey::from_random(&zeroize::Zeroizing::new([0x11; 32])).unwrap();
    unsaved.save("a passphrase", &[7; 64], Cost::LEAST).unwrap().1
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.roll() % most.max(1) as u64) as usize
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// What is put into a file: parts of the format, and what breaks readers.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "null",
    "true",
    "-1",
    "1.5",
    "1e400",
    "9007199254740993",
    "\"\\u202e\"",
    "\"\\u0000\"",
    "\\",
    "\u{feff}",
    "\"<img src=x onerror=alert(1)>\"",
    "\"chain\"",
    "\"eip155:1\"",
    "\"eip155:18446744073709551616\"",
    "\"thin\":\"x\",",
    "\"seeds\":[]",
    "\"version\":0",
    "\"amount\":\"-5\"",
    "\"0x00\"",
    "\"from_at\":\"9999-12-31T23:59:59Z\"",
    "\"from_block\":18446744073709551615",
    "\"at\":\"1969-12-31T23:59:59Z\"",
    "\"recipients\":[\"age1\"]",
    "\"id\":\"../settings\"",
    "\"id\":\"bybit-2025-02-21\"",
    "Ж",
    "\u{202e}",
    "\0",
];

const NAMES: &[&str] = &[
    "schema",
    "version",
    "id",
    "name",
    "at",
    "precision",
    "chain",
    "chains",
    "chains_said",
    "loss",
    "attribution",
    "confidence",
    "thin",
    "warnings",
    "portal",
    "recipients",
    "seeds",
    "transactions",
    "origins",
    "origins_paid",
    "swaps",
    "statements",
    "parties",
    "terms",
    "bounty",
    "sources",
    "recording",
    "tx",
    "to",
    "asset",
    "amount",
    "what",
    "from_block",
    "from_at",
    "account",
    "role",
    "source",
    "case",
    "publisher",
    "signature",
    "__proto__",
    "level",
    "of",
    "split",
    "as_of",
    "freezer_millionths",
    "reporters_millionths",
];

const VALUES: &[&str] = &[
    "\"case/1\"",
    "1",
    "0",
    "\"x-2026-01-01\"",
    "\"<script>alert(1)</script>\"",
    "\"2026-01-01T00:00:00Z\"",
    "\"day\"",
    "\"eip155:1\"",
    "\"bip122:000000000019d6689c085ae165831e93\"",
    "\"tron:0x2b6653dc\"",
    "[]",
    "{}",
    "\"\"",
    "{\"level\":\"high\"}",
    "\"too thin\"",
    "[{\"what\":\"x\",\"source\":\"y\"}]",
    "[{\"at\":\"0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2\",\"from_block\":1}]",
    "[{\"at\":\"1B6rJRfjTXwEy36SCs5zofGMmdv2kdZw7P\",\"from_at\":\"2026-01-01T00:00:00Z\"}]",
    "[[[[[[[[[[]]]]]]]]]]",
    "9007199254740992",
    "\"115792089237316195423570985008687907853269984665640564039457584007913129639936\"",
    "\"eip155:1/slip44:60\"",
];

fn mutated(dice: &mut Dice, real: &str) -> String {
    let mut bytes = real.as_bytes().to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len());
        match dice.below(6) {
            0 => bytes[at] ^= 1 << dice.below(7),
            1 => drop(bytes.drain(at..(at + dice.below(40)).min(bytes.len()))),
            2 => drop(bytes.splice(at..at, dice.of(PIECES).bytes())),
            3 => {
                let again = bytes[at..(at + dice.below(200)).min(bytes.len())].to_vec();
                drop(bytes.splice(at..at, again));
            }
            4 => bytes.truncate(at.max(1)),
            _ => {
                let end = (at + 1 + dice.below(8)).min(bytes.len());
                drop(bytes.splice(at..end, dice.of(VALUES).bytes()));
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn made(dice: &mut Dice) -> String {
    let mut members: Vec<String> = Vec::new();
    // Half of them begin as what is a case, so that what follows is reached.
    if dice.below(2) == 0 {
        members.push(
            r#""schema":"case/1","version":1,"id":"a-1","name":"A","at":"2026-01-01T00:00:00Z","chain":"eip155:1","loss":"","attribution":"","portal":"","sources":[]"#
                .to_owned(),
        );
    }
    for _ in 0..dice.below(8) {
        members.push(format!("\"{}\":{}", dice.of(NAMES), dice.of(VALUES)));
    }
    let object = format!("{{{}}}", members.join(","));
    if dice.below(4) == 0 {
        format!("{{\"case\":{object},\"publisher\":\"0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A\",\"signature\":\"0x00\"}}")
    } else {
        object
    }
}

/// What holds of every case that was read.
fn check(case: &Case, text: &str) {
    assert_eq!(case.faults(), [], "{text}");
    assert!(!case.name.chars().any(is_unseen), "{text}");
    assert_eq!(Case::from_json(&serde_json::to_string(case).unwrap()).as_ref(), Ok(case), "{text}");
    assert_eq!(case.is_traceable(), !case.starts().is_empty(), "{text}");
    for chain in case.starts() {
        let here = case.clone().on(chain);
        assert_eq!(here.starts(), [chain], "{text}");
    }
}

#[test]
fn two_hundred_thousand_hostile_files_are_refused_with_a_reason_or_read_safely() {
    let library = CaseLibrary::built_in().unwrap();
    let small = ["wazirx-2024-07-18", "radiant-2024-10-16", "kelpdao-2026-04-18", "bitget-2026-09-24", "poloniex-2023-11-10"];
    let plain: Vec<String> = small.iter().map(|id| serde_json::to_string(library.find(id).unwrap()).unwrap()).collect();
    let signed: Vec<SignedCase> = plain.iter().map(|text| UnsignedCase::read(text).unwrap().sign(&key()).unwrap()).collect();
    let mut dice = Dice(1);
    let (mut read, mut refused, mut same) = (0, 0, 0);
    for n in 0..200_000 {
        let which = dice.below(plain.len());
        let text = match n % 4 {
            0 => mutated(&mut dice, &plain[which]),
            1 => mutated(&mut dice, &signed[which].to_json()),
            _ => made(&mut dice),
        };
        match Case::from_json(&text) {
            Ok(case) => {
                read += 1;
                check(&case, &text);
            }
            Err(error) => {
                refused += 1;
                let why = error.to_string();
                assert!(why.len() > 10 && why.len() < 3_000, "{why}");
            }
        }
        match SignedCase::read(&text) {
            // Nobody can change what was signed: whatever is still valid says the same.
            Ok(still) => {
                same += 1;
                assert_eq!(still.sha256(), signed[which].sha256(), "{text}");
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    assert!(read > 1_000 && refused > 100_000 && same > 10, "{read} {refused} {same}");
}

#[test]
fn a_file_of_any_size_costs_little() {
    for text in [
        "[".repeat(MOST_BYTES),
        format!("{{\"a\":{}", "[{\"b\":".repeat(100_000)),
        "\"".repeat(MOST_BYTES * 2),
        format!("{{\"seeds\":[{}]}}", "{},".repeat(300_000)),
    ] {
        assert!(Case::from_json(&text).is_err());
        assert!(SignedCase::read(&text).is_err());
    }
    let many = format!("[{}]", vec!["{}"; 100_000].join(","));
    let crowded = format!(
        r#"{{"schema":"case/1","version":1,"id":"a","name":"A","at":"2026-01-01T00:00:00Z","chain":"eip155:1","loss":"","attribution":"","portal":"","sources":[],"seeds":{many}}}"#
    );
    assert!(matches!(UnsignedCase::read(&crowded), Err(CaseFileError::Case(_))));
}

#[test]
fn markup_in_names_stays_text() {
    let mut case = serde_json::to_value(super::case("wazirx-2024-07-18")).unwrap();
    case["name"] = "<img src=x onerror=alert(1)>".into();
    let read = UnsignedCase::read(&case.to_string()).unwrap().sign(&key()).unwrap();
    assert_eq!(read.case().name, "<img src=x onerror=alert(1)>");
}
