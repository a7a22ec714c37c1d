//! The demonstration board in `data/boards`: what its program writes is what lies there, and it holds as every published
//! folder has to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

#[path = "../examples/make_demo/folder.rs"]
mod folder;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use spoor::board::entry::{Content, Measure};
use spoor::board::{Line, Writer};
use spoor::money::{Amount, UnixSeconds};
use spoor::tip::SavedKey;

/// A day after the board's own.
const NOW: UnixSeconds = UnixSeconds::new(1_795_435_200);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder::FOLDER)
}

fn file(name: &str) -> Vec<u8> {
    fs::read(root().join(folder::FEED).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn lines() -> Vec<Line> {
    let (_, lines) = Writer::resume(&file("feed.json"), |name| fs::read(root().join(folder::FEED).join(name)).ok(), NOW).unwrap();
    lines
}

#[test]
fn the_folder_is_what_its_program_writes() {
    let written: BTreeMap<String, Vec<u8>> = folder::files().unwrap().into_iter().collect();
    for (name, bytes) in &written {
        let there = fs::read(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(there == *bytes, "{name} differs: cargo run --example make_demo writes it anew");
    }
    let mut there = BTreeSet::new();
    for part in [folder::FEED.to_owned(), format!("{}/cases", folder::FEED)] {
        for entry in fs::read_dir(root().join(&part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                there.insert(format!("{part}/{}", path.file_name().unwrap().to_str().unwrap()));
            }
        }
    }
    let named: BTreeSet<String> = written.into_keys().filter(|name| name.contains('/')).collect();
    assert_eq!(there, named, "nothing else lies in the folder");
}

#[test]
fn every_line_holds_and_examples_are_marked_and_apart() {
    let lines = lines();
    let case = |content: &Content| match content {
        Content::Case(of) => Some(of.case.clone()),
        Content::Received(of) => Some(of.case.clone()),
        Content::Frozen(of) => Some(of.case.clone()),
        Content::Answered(of) => Some(of.case.clone()),
        Content::Stated(of) => Some(of.case.clone()),
        _ => None,
    };
    for line in &lines {
        if let Some(case) = case(&line.entry.content) {
            let made_up = line.entry.example.is_some();
            assert_eq!(case, if made_up { "made-up-theft" } else { "bybit-2025-02-21" }, "entry {}", line.entry.sequence);
        }
    }
    let kinds = |example: bool| -> BTreeSet<&str> {
        lines.iter().filter(|line| line.entry.example.is_some() == example).map(|line| line.entry.content.kind()).collect()
    };
    assert_eq!(kinds(false), BTreeSet::from(["opened", "case", "frozen", "answered", "stated"]));
    let shown = ["case", "received", "verified", "refused", "frozen", "released", "returned", "paid", "answered", "corrected"];
    assert_eq!(kinds(true), BTreeSet::from(shown));
}

#[test]
fn the_facts_add_up_to_the_cent_and_are_as_published() {
    let lines = lines();
    let facts = || lines.iter().filter(|line| line.entry.example.is_none()).map(|line| &line.entry.content);
    let frozen: Vec<_> = facts().filter_map(|content| if let Content::Frozen(frozen) = content { Some(frozen) } else { None }).collect();
    assert_eq!(frozen.len(), 18);
    // 7,454,738.93 USDT, six decimals on either chain.
    assert_eq!(frozen.iter().map(|one| one.amount).sum::<Amount>(), Amount::from(7_454_738_930_000_u64));
    assert!(frozen.iter().all(|one| one.asset.known().is_some_and(|asset| asset.symbol == "USDT" && asset.decimals == 6)));
    assert!(frozen.iter().all(|one| one.tips.is_empty() && one.usd_cents.is_none() && one.tx.is_some()));
    let stated: Vec<(&str, Vec<u64>)> = facts()
        .filter_map(|content| if let Content::Stated(stated) = content { Some(stated) } else { None })
        .map(|stated| {
            (stated.as_of.as_str(), stated.figures.iter().filter(|one| one.what <= Measure::Frozen).map(|one| one.value.0).collect())
        })
        .collect();
    let expected = [("2025-03-04", [7_700, 2_000, 300]), ("2025-03-20", [8_887, 759, 354]), ("2025-04-21", [6_857, 2_759, 384])];
    assert_eq!(stated, expected.map(|(day, parts)| (day, parts.to_vec())));
    assert!(stated.iter().all(|(_, parts)| parts.iter().sum::<u64>() == 10_000));
}

#[test]
fn the_public_key_opens_and_is_the_publishers() {
    let file = fs::read_to_string(root().join(format!("{}.key.json", folder::FEED))).unwrap();
    let key = SavedKey::open(&file, folder::PASSPHRASE).unwrap();
    let lines = lines();
    let Content::Opened(opened) = &lines[0].entry.content else { panic!("a feed begins with its opening") };
    assert_eq!(opened.publisher.to_string(), key.address().to_string());
}

#[test]
fn the_site_lists_folders_that_are_there() {
    let list = fs::read(root().join("index.json")).unwrap();
    let list: serde_json::Value = serde_json::from_slice(&list).unwrap();
    let feeds = list["feeds"].as_array().unwrap();
    assert!(!feeds.is_empty());
    for feed in feeds {
        let folder = feed["folder"].as_str().unwrap().strip_prefix("boards/").unwrap();
        assert!(root().join(folder).join("feed.json").is_file(), "{folder}");
    }
}
