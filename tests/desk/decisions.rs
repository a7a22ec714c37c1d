//! Forms: what is typed becomes the content of an entry, or an error at its field.

use std::collections::BTreeMap;

use spoor::board::Content;
use spoor::board::desk::form::{FORMS, Form, Kind};

fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

const USDT: &str = "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7";
const PLACE: &str = "eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const TIP: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn frozen() -> Vec<(&'static str, &'static str)> {
    vec![
        ("freeze", "usdt-1"),
        ("case", "bybit-2025-02-21"),
        ("at", PLACE),
        ("asset", USDT),
        ("amount", "1,000.5"),
        ("usdCents", "$1,000.50"),
        ("by", "Tether"),
        ("time", "2025-03-19 15:10"),
        ("tips", TIP),
    ]
}

#[test]
fn a_freeze_is_read_with_its_units() {
    let Content::Frozen(read) = Form::of("frozen").unwrap().read(&typed(&frozen())).unwrap() else { panic!("another kind") };
    assert_eq!((read.amount.to_string().as_str(), read.usd_cents.unwrap().0), ("1000500000", 100_050));
    assert_eq!((read.time.to_string().as_str(), read.tips.len()), ("2025-03-19T15:10:00Z", 1));
    assert_eq!((read.tx, read.source), (None, None));
}

#[test]
fn what_cannot_be_taken_is_said_at_its_field() {
    for (field, text, why) in [
        ("freeze", "", "is missing"),
        ("amount", "1.0000001", "decimals"),
        ("amount", "-1", "character"),
        ("amount", "all", "character"),
        ("asset", "USDT", "choose one of the list"),
        ("asset", "eip155:1/erc20:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "decimals are not known"),
        ("at", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", ""),
        ("at", "eip155:1:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "canonical"),
        ("time", "yesterday", "2025-03-19 15:10"),
        ("usdCents", "1.005", "decimals"),
        ("tx", "0x12", ""),
        ("tips", "0x12", "digest"),
    ] {
        let mut all = frozen();
        all.retain(|(name, _)| *name != field);
        all.push((field, text));
        let error = Form::of("frozen").unwrap().read(&typed(&all)).unwrap_err();
        let expected = if text.starts_with("eip155:1/erc20:0x5") { "amount" } else { field };
        assert_eq!(error.field, expected, "{error}");
        assert!(error.to_string().contains(why), "{field} {text:?}: {error}");
    }
}

#[test]
fn terms_are_typed_in_percent_and_totals_field_by_field() {
    let case = [
        ("case", "x-2026-01-01"),
        ("name", "X"),
        ("pack", "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
        ("terms.freezer", "5"),
        ("terms.reporters", "4.5 %"),
        ("terms.split", "equal"),
        ("terms.asOf", "2026-01-01"),
        ("terms.source", "our page"),
    ];
    let Content::Case(read) = Form::of("case").unwrap().read(&typed(&case)).unwrap() else { panic!("another kind") };
    let terms = read.terms.unwrap();
    assert_eq!((terms.freezer.0, terms.reporters.0), (50_000, 45_000));
    let Content::Case(without) = Form::of("case").unwrap().read(&typed(&case[..3])).unwrap() else { panic!("another kind") };
    assert_eq!(without.terms, None, "no bounty is promised");
    let error = Form::of("case").unwrap().read(&typed(&case[..4])).unwrap_err();
    assert!(error.field.starts_with("terms."), "half of the terms is none: {error:?}");
    let totals = [("case", "x"), ("asOf", "2025-04-21"), ("source", "S"), ("figures.frozen", "3.84"), ("figures.reports", "5,443")];
    let Content::Stated(read) = Form::of("stated").unwrap().read(&typed(&totals)).unwrap() else { panic!("another kind") };
    let figures: Vec<u64> = read.figures.iter().map(|figure| figure.value.0).collect();
    assert_eq!(figures, [384, 5_443]);
}

#[test]
fn every_form_is_of_a_kind_of_entry_and_says_what_is_missing() {
    for form in FORMS {
        assert_eq!(Form::of(form.kind), Some(form));
        let error = form.read(&BTreeMap::new()).unwrap_err();
        assert!(!error.label.is_empty() && !error.why.is_empty());
        for field in form.fields {
            assert!(!field.label.is_empty(), "{} {}", form.kind, field.name);
            if let Kind::Choice(words) = field.kind {
                assert!(words.len() > 1);
            }
        }
    }
}
