//! Files of strangers: the portal's list with its dirty rows, markup, turned text, floods, nests.

use proptest::prelude::*;
use spoor::label::{Category, Day, Import, MOST_FILE_BYTES, import};
use spoor::money::Chain;

const PORTAL: &str = include_str!("portal/hack-address.partial.json");

fn day() -> Day {
    "2026-11-22".parse().unwrap()
}

#[test]
fn the_portals_list_is_taken_with_its_dirty_rows() {
    let list = import("hack-address.json", PORTAL, day()).unwrap();
    let on = |chain: Chain| list.taken.iter().filter(|label| label.account.chain() == chain).count();
    let got =
        [on(Chain::ETHEREUM), on(Chain::BITCOIN), on(Chain::Eip155(56)), on(Chain::Eip155(42_161)), on(Chain::Solana), on(Chain::TRON)];
    assert_eq!(got, TAKEN);
    assert!(list.taken.iter().all(|label| label.category == Category::Thief && label.own && label.as_of == "2026-11-22"));
    // The element with two addresses is split, and that is said.
    assert_eq!(list.notes.len(), 1, "{:?}", list.notes);
    assert!(list.notes[0].starts_with("0221, btc, entry ") && list.notes[0].contains("2 words"), "{:?}", list.notes);
    // What is not part of the list proper is left aside with words.
    let refused: Vec<(&str, bool)> = list.refused.iter().map(|refused| (refused.at.as_str(), refused.why.contains("checksum"))).collect();
    assert_eq!(refused, [("0221, arbi, entry 4", true), ("_note", false)], "{:?}", list.refused);
}

/// Of 8, 14, 5, 19, 16 and 31 elements: one of Bitcoin holds two addresses, one of Arbitrum fails its checksum.
const TAKEN: [usize; 6] = [8, 15, 5, 18, 16, 31];

#[test]
fn an_element_of_the_list_is_refused_by_itself() {
    let dirty = r#"{"0221": {
        "eth": ["0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31B", 7, "", "0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b", "0xd90e2f925da726b50c4ed8d0fb90ad053324f31b"],
        "doge": ["DMbNFKqJpr9B9XPfZL5zbgMTvzpN7h7sfz"], "btc": "none"}, "updated": "today"}"#;
    let list = import("", dirty, day()).unwrap();
    assert_eq!((list.taken.len(), list.again), (1, 1));
    let refused: Vec<(&str, &str)> = list.refused.iter().map(|refused| (refused.at.as_str(), refused.why.as_str())).collect();
    for (at, part) in [
        ("0221, eth, entry 1", "checksum"),
        ("0221, eth, entry 2", "no text"),
        ("0221, eth, entry 3", "empty"),
        ("0221, doge, entry 1", "no chain \"doge\""),
        ("0221, btc", "no list"),
        ("updated", "left aside"),
    ] {
        assert!(refused.iter().any(|(where_, why)| *where_ == at && why.contains(part)), "{at} {part}: {refused:?}");
    }
    assert_eq!(refused.len(), 6);
}

fn tag(name: &str) -> String {
    format!(
        "title: t\ntags:\n- address: '0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b'\n  currency: ETH\n  category: exchange\n  label: {name}\n"
    )
}

#[test]
fn names_of_strangers_are_text_or_refused() {
    let markup = import("a.yaml", &tag("'<img src=x onerror=alert(1)>'"), day()).unwrap();
    assert_eq!(markup.taken[0].name, "<img src=x onerror=alert(1)>", "text it stays");
    for (name, part) in [
        ("\"Bin\u{202E}ance\"", "U+202E"),
        ("\"Bin\\u200Bance\"", "U+200B"),
        ("'=cmd|calc'", "formula"),
        ("\"a\\nb\"", "U+000A"),
        ("''", "empty"),
    ] {
        let read = import("a.yaml", &tag(name), day()).unwrap();
        assert!(read.taken.is_empty() && read.refused[0].why.contains(part), "{name:?}: {read:?}");
        assert!(read.refused[0].at.starts_with("line "), "{read:?}");
    }
}

#[test]
fn a_file_that_is_too_much_is_refused_at_once() {
    let flood = "x".repeat(MOST_FILE_BYTES + 1);
    for name in ["a.yaml", "a.csv", "a.json", "a"] {
        assert!(import(name, &flood, day()).unwrap_err().to_string().contains("at most 8388608"), "{name}");
    }
    let deep_yaml = format!("tags:\n- {}", "[".repeat(1_000_000));
    let deep_json = format!("{{\"0221\": {}", "[".repeat(1_000_000));
    let laughs = "a: &a [x,x]\nb: &b [*a,*a,*a]\ntags: [*b,*b]\n";
    let wide = format!("address\n{}", ",".repeat(4_000_000));
    for (name, text, part) in [
        ("a.yaml", deep_yaml.as_str(), "line 2: recursion limit"),
        ("a.json", deep_json.as_str(), "recursion limit"),
        ("a.yaml", laughs, "anchor"),
        ("a.yaml", "title: no tags here\n", "no TagPack"),
        ("a.yaml", "- a\n- b\n", "no TagPack"),
        ("a.json", "[]", "no object"),
        ("a.csv", "name,category\nx,exchange\n", "name the columns"),
        ("a.csv", "", "name the columns"),
        ("a.csv", "address,address\n", "name the columns"),
    ] {
        let why = import(name, text, day()).unwrap_err().to_string();
        assert!(why.contains(part) && why.len() < 600, "{name}: {why:?} should say {part:?}");
    }
    let refused = import("a.csv", &wide, day()).unwrap();
    assert_eq!((refused.taken.len(), refused.refused.len()), (0, 1));
    let many = format!("address\n{}", "nonsense\n".repeat(300_000));
    let many = import("a.csv", &many, day()).unwrap();
    assert_eq!((many.refused.len(), many.refused_count()), (1000, 300_000));
}

#[test]
fn rows_of_a_csv_are_judged_one_by_one() {
    let text = "\u{FEFF}Address,Label,Category,Until,other\r\n\
        0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b,\"A, \"\"B\"\"\",mixer,2025-03-21,x\r\n\
        TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,T,exchange\r\n\
        nobody,N,exchange,,\r\n\
        1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa,G,exchange,,,,,\r\n\
        1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa,G,pizza,,\r\n";
    let read: Import = import("labels.CSV", text, day()).unwrap();
    let names: Vec<(&str, Chain)> = read.taken.iter().map(|label| (label.name.as_str(), label.account.chain())).collect();
    assert_eq!(names, [("A, \"B\"", Chain::ETHEREUM), ("T", Chain::TRON)]);
    assert_eq!(read.taken[0].period().as_deref(), Some("until 2025-03-21"));
    let refused: Vec<&str> = read.refused.iter().map(|refused| refused.at.as_str()).collect();
    assert_eq!(refused, ["line 4", "line 5", "line 6"], "{:?}", read.refused);
}

proptest! {
    #[test]
    fn nothing_breaks_it(name in prop::sample::select(vec!["a.yaml", "a.csv", "a.json", "a"]), text in any::<String>()) {
        drop(import(name, &text, day()));
    }

    #[test]
    fn a_broken_tagpack_breaks_nothing(cut in 0usize..400, put in "[-:\\[\\]{}&*!'\" \n]{0,5}") {
        let text = tag("Some name").repeat(2);
        let cut = cut.min(text.len());
        drop(import("a.yaml", &format!("{}{put}{}", &text[..cut], &text[cut..]), day()));
    }
}
