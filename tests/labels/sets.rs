//! The compiled sets: what was taken of each, who is known as what, the same bytes every time.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use spoor::label::compile::{Compiled, compile};
use spoor::label::packed::{pack, unpack};
use spoor::label::{Category, Confidence, KnownLabels, Label, disagreement};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// Every file that `sets.json` may name, uncompressed, by its path below `data`.
fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for name in ["bridges.json", "labels/known.json", "labels/sets/sets.json"] {
        files.insert(name.to_owned(), fs::read_to_string(data().join(name)).unwrap());
    }
    for folder in fs::read_dir(data().join("labels/sets")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for file in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.strip_prefix(data()).unwrap().to_str().unwrap();
            if let Some(plain) = name.strip_suffix(".gz") {
                let mut text = String::new();
                GzDecoder::new(fs::File::open(&file).unwrap()).read_to_string(&mut text).unwrap();
                files.insert(plain.to_owned(), text);
            }
        }
    }
    files
}

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let files = files();
    compile(&files["labels/sets/sets.json"], &files).unwrap()
});

fn of(account: &str) -> &'static [Label] {
    COMPILED.labels.of(&account.parse().unwrap())
}

#[test]
fn every_row_of_every_set_is_taken_or_counted() {
    let got: Vec<(&str, [usize; 5])> = COMPILED
        .sets
        .iter()
        .map(|set| {
            let sum = |counts: &BTreeMap<String, usize>| counts.values().sum::<usize>();
            let row = [set.rows, set.taken, set.again, sum(&set.refused), sum(&set.left_out)];
            assert_eq!(row[0], row[1..].iter().sum::<usize>(), "{}", set.name);
            (set.name.as_str(), row)
        })
        .collect();
    let why = |n: usize, why: &str| COMPILED.sets[n].refused.get(why).or_else(|| COMPILED.sets[n].left_out.get(why)).copied();
    assert_eq!(why(2, "neither category nor abuse is given"), Some(5));
    assert_eq!(why(2, "the zero address"), Some(1));
    assert_eq!(why(3, "on a chain Spoor does not know"), Some(1499));
    assert_eq!(why(3, "a protocol's, an issuer's or a seizure's Bitcoin, not an exchange's"), Some(430));
    assert_eq!(why(4, "the zero address"), Some(11));
    assert_eq!(why(6, "on a chain Spoor does not know"), Some(31));
    assert_eq!(got, EXPECTED);
    assert_eq!(COMPILED.labels.count(), EXPECTED.iter().map(|(_, row)| row[1]).sum::<usize>());
}

/// Rows, labels taken, said again, refused, left out.
const EXPECTED: &[(&str, [usize; 5])] = &[
    ("Spoor's own list", [60, 60, 0, 0, 0]),
    ("Bridges that Spoor asks", [64, 59, 0, 0, 5]),
    ("GraphSense TagPacks", [4068, 3769, 90, 10, 199]),
    ("DefiLlama: wallets of exchanges", [5337, 3402, 5, 1, 1929]),
    ("LI.FI: contracts of bridges", [1073, 185, 9, 11, 868]),
    ("etherscan-labels", [333, 312, 19, 0, 2]),
    ("US sanctions list (OFAC)", [654, 612, 10, 1, 31]),
];

#[test]
fn well_known_addresses_are_what_they_are() {
    use Category::*;
    for (account, category, name) in [
        ("eip155:1:0xD37BbE5744D730a1d98d8DC97c42F0Ca46aD7146", Bridge, "THORChain"),
        ("eip155:56:0xb30eC53F98ff5947EDe720D32aC2da7e52A5f56b", Bridge, "THORChain"),
        ("eip155:1:0xF5e10380213880111522dd0efD3dbb45b9f62Bcc", Bridge, "Chainflip"),
        ("eip155:42161:0xeF4fB24aD0916217251F553c0596F8Edc630EB66", Bridge, "deBridge"),
        ("eip155:8453:0x1231DEB6f5749EF6cE6943a275A1D3E7486F4EaE", Bridge, "LI.FI"),
        ("tron:0x2b6653dc:TU3ymitEKCWQFtASkEeHaPb8NfZcJtCHLt", Bridge, "LI.FI"),
        ("eip155:1:0x5c7BCd6E7De5423a257D81B442095A1a6ced35C5", Bridge, "Across"),
        ("eip155:1:0x4cD00E387622C35bDDB9b4c962C136462338BC31", Bridge, "Relay"),
        ("eip155:1:0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b", Mixer, "Tornado"),
        ("eip155:1:0x910Cbd523D972eb0a6f4cAe4618aD62622b39DbF", Mixer, "Tornado"),
        ("eip155:1:0xf1da173228fcf015f43f3ea15abbb51f0d8f1123", Service, "eXch"),
        ("eip155:1:0x28C6c06298d514Db089934071355E5743bf21d60", Exchange, "Binance"),
        ("bip122:000000000019d6689c085ae165831e93:34xp4vRoCGJym3xR7yCVPFHoCNxv4Twseo", Exchange, "inance"),
        ("bip122:000000000019d6689c085ae165831e93:1JHdQHkBZiim1cb4hyUh2PbzEbbg6z2TrF", Mixer, "sinbad"),
        ("eip155:1:0x098B716B8Aaf21512996dC57EB0615e2383E2f96", Listed, "sanctions"),
    ] {
        let labels = of(account);
        assert!(labels.iter().any(|label| label.category == category && label.name.contains(name)), "{account}: {labels:#?}");
        if category.ends_following() {
            let decides = labels.iter().find(|label| label.category.ends_following()).unwrap();
            assert_eq!(decides.category, category, "{account}: {labels:#?}");
        }
    }
}

#[test]
fn tornado_cash_was_sanctioned_for_a_time_and_always_mixes() {
    let router = of("eip155:1:0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b");
    let listed: Vec<&Label> = router.iter().filter(|label| label.category == Category::Listed).collect();
    assert_eq!(listed.len(), 2, "{router:#?}");
    for label in listed {
        assert_eq!(label.period().as_deref(), Some("from 2022-08-08 until 2025-03-21"));
        assert!(label.holds_at("2025-02-21T14:16:11Z".parse().unwrap()), "at the Bybit theft");
        assert!(!label.holds_at("2025-03-21T00:00:00Z".parse().unwrap()));
    }
    assert!(router.iter().filter(|label| label.category == Category::Mixer).all(|label| !label.is_dated()));
    // Whoever is not Tornado Cash's has no days of its.
    let lazarus = of("bip122:000000000019d6689c085ae165831e93:134r8iHv69xdT6p5qVKTsHrcUEuBVZAYak");
    assert!(!lazarus.is_empty() && lazarus.iter().all(|label| label.category == Category::Listed && !label.is_dated()), "{lazarus:#?}");
}

#[test]
fn tokens_of_exchanges_are_no_exchanges() {
    for (account, name) in
        [("eip155:1:0xB8c77482e45F1F44dE1745F52C74426C631bDD52", "BNB"), ("eip155:1:0x75231F58b43240C9718Dd58B4967c5114342a86c", "OKB")]
    {
        let labels = of(account);
        assert!(labels.iter().any(|label| label.name.contains(name)), "{account}: {labels:#?}");
        // Tether's blacklist holds the contract of BNB, too.
        let decides = labels.iter().find(|label| label.category.ends_following()).unwrap();
        assert_eq!(decides.category, Category::Service, "{account}: {labels:#?}");
    }
}

#[test]
fn sources_that_disagree_stay_apart_and_are_told() {
    // The Treasury listed where Tornado Cash's grants arrived along with its pools.
    let grants = of("eip155:1:0xDD4c48C0B24039969fC16D1cdF626eaB821d3384");
    let said = disagreement(grants).unwrap();
    assert!(said.contains("mixer (home.treasury.gov/") && said.contains("What decides is mixer: it is better founded."), "{said}");
    let conflicts = {
        let mut accounts: Vec<_> = COMPILED.labels.iter().map(|label| &label.account).collect();
        accounts.dedup();
        accounts.iter().filter(|account| disagreement(COMPILED.labels.of(account)).is_some()).count()
    };
    assert!((1..60).contains(&conflicts), "{conflicts} addresses with sources that disagree");
}

#[test]
fn every_label_can_be_shown_and_has_a_source_and_a_day() {
    for label in COMPILED.labels.iter() {
        assert!(!label.name.is_empty() && !label.source.is_empty() && !label.own, "{label:?}");
        assert!(label.as_of.starts_with("20") || label.as_of.is_empty(), "{label:?}");
        assert_ne!(label.confidence, Confidence::Unknown, "{label:?}");
        assert!(label.account.chain().name() != label.account.chain().to_string(), "{label:?} is on a chain without a name");
    }
}

#[test]
fn the_built_in_labels_are_all_among_the_compiled() {
    for label in KnownLabels::built_in().unwrap().iter() {
        let there = COMPILED.labels.of(&label.account);
        assert!(there.iter().any(|other| (other.category, &other.name) == (label.category, &label.name)), "{label:?}");
    }
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let again = compile(&files()["labels/sets/sets.json"], &files()).unwrap();
    let bytes = pack(&COMPILED.sets, &COMPILED.labels);
    assert_eq!(bytes, pack(&again.sets, &again.labels));
    let back = unpack(&bytes).unwrap();
    assert!(back.labels.iter().eq(COMPILED.labels.iter()));
    assert_eq!(back.sets, COMPILED.sets);
    assert!(bytes.len() < 1 << 20, "{} bytes", bytes.len());
}

#[test]
fn every_set_has_source_licence_and_day() {
    for set in &COMPILED.sets {
        assert!(!set.url.is_empty() && !set.licence.is_empty() && set.as_of.parse::<spoor::label::Day>().is_ok(), "{set:?}");
    }
    for folder in fs::read_dir(data().join("labels/sets")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let licence = fs::read_to_string(folder.join("LICENSE"))
            .unwrap_or_else(|_| fs::read_to_string(data().join("labels/sets/README.md")).unwrap());
        assert!(licence.len() > 200, "{}", folder.display());
    }
}
