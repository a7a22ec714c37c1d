//! Own labels written to a file and read back: nothing is lost, nothing is added.

use proptest::prelude::*;
use spoor::label::{Category, Confidence, Day, Label, MOST_NAME, OwnLabels, import, to_csv, to_tagpack};

const ACCOUNTS: &[&str] = &[
    "eip155:1:0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b",
    "eip155:8453:0x1a44076050125825900e736c501f859c50fE728c",
    "bip122:000000000019d6689c085ae165831e93:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "bip122:000000000019d6689c085ae165831e93:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "tron:0x2b6653dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v",
];

/// Any label that could have been typed: names in every script, with quotes, commas, hashes and markup.
fn label() -> impl Strategy<Value = Label> {
    let text =
        || "[a-zA-Z<~#0-9é漢😀'\"(][ -~é漢😀ß]{0,30}[a-z>\"':#,é😀]".prop_filter("too long", |text| text.chars().count() <= MOST_NAME);
    let categories = prop::sample::select(vec![
        Category::Exchange,
        Category::Deposit,
        Category::Bridge,
        Category::Mixer,
        Category::Service,
        Category::Thief,
        Category::Victim,
        Category::Listed,
    ]);
    let confidences =
        prop::sample::select(vec![Confidence::Unknown, Confidence::ServiceData, Confidence::TrustedProvider, Confidence::LedgerImmanent]);
    let days = (proptest::option::of(0u32..20_000), proptest::option::of(20_001u32..30_000));
    let odd = prop::sample::select(vec!["null", "~", "no", "\"", "'", "#", "1", "<script>alert(1)</script>"]);
    let name = prop_oneof![4 => text(), 1 => odd.prop_map(str::to_owned)];
    (prop::sample::select(ACCOUNTS), name, categories, text(), confidences, days, any::<bool>()).prop_map(
        |(account, name, category, source, confidence, (from, to), dated)| Label {
            account: account.parse().unwrap(),
            name,
            category,
            source,
            confidence,
            as_of: if dated { "2025-02-21".to_owned() } else { String::new() },
            from: from.and_then(Day::from_number),
            to: to.and_then(Day::from_number),
            own: true,
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_exactly(labels in prop::collection::vec(label(), 0..12)) {
        let own: OwnLabels = labels.into_iter().collect();
        let day = "2026-01-01".parse().unwrap();
        for (name, text) in [("l.yaml", to_tagpack(own.iter())), ("l.csv", to_csv(own.iter()))] {
            let back = import(name, &text, day).unwrap();
            prop_assert_eq!(&back.refused, &vec![], "{}", text);
            let back: OwnLabels = back.taken.into_iter().collect();
            prop_assert_eq!(&back, &own, "{}", text);
        }
        let json = serde_json::to_string(&own).unwrap();
        prop_assert_eq!(serde_json::from_str::<OwnLabels>(&json).unwrap(), own);
    }

    #[test]
    fn a_change_leads_from_one_to_the_other(a in prop::collection::vec(label(), 0..8), b in prop::collection::vec(label(), 0..8)) {
        let (a, b): (OwnLabels, OwnLabels) = (a.into_iter().collect(), b.into_iter().collect());
        let (gone, put) = a.change_to(&b);
        let mut now = a;
        for label in gone.iter() {
            prop_assert!(now.remove(label));
        }
        for label in put.iter() {
            now.put(label.clone()).unwrap();
        }
        prop_assert_eq!(now, b);
    }
}
