//! A tip on its way through forms and chats: how long it is, what of it fits, the way as a table.

use std::time::{Duration, Instant};

use spoor::tip::armour::{self, Version, What};
use spoor::tip::path_csv::COLUMNS;
use spoor::tip::portal::{Fit, Sizes, channels, length};
use spoor::tip::{Outcome, Payload, human_text, path_csv};

use super::sample::{self, Dice};
use super::verifying::verdict;

#[test]
fn sizes_of_tips_by_their_hops() {
    println!("hops   json  armour v1  armour v2  words");
    for hops in [1, 5, 20, 50, 200] {
        let tip = sample::tip(40, hops);
        let plain = armour::write(What::Tip, Version::V1, tip.to_json().as_bytes()).len();
        let sizes = Sizes::of(&tip);
        println!("{hops:4} {:6} {plain:10} {:10} {:6}", sizes.file, sizes.block, sizes.words);
        assert!(sizes.block < plain * 2 / 3, "{hops} hops: {} of {plain}", sizes.block);
        assert_eq!(sizes.all, sizes.words + 1 + sizes.block);
    }
}

/// The default tip has at most 50 hops, and its armour has to fit a form that takes 16 kB up to 20 of them.
#[test]
fn twenty_hops_fit_sixteen_kilobytes() {
    for seed in 0..10 {
        let armour = sample::tip(seed, 20).to_armour();
        assert!(armour.len() <= 16 << 10, "{}", armour.len());
    }
}

#[test]
fn a_tip_in_either_armour_is_the_same_tip() {
    for seed in 0..10 {
        let tip = sample::tip(seed, 4);
        let old = armour::write(What::Tip, Version::V1, tip.to_json().as_bytes());
        assert!(old.starts_with("BEGIN STOLEN FUNDS TIP v1.") && tip.to_armour().starts_with("BEGIN STOLEN FUNDS TIP v2."));
        for text in [old, tip.to_armour()] {
            let verdict = verdict(&text);
            assert!(verdict.is_valid(), "{}", verdict.summary());
            assert_eq!(verdict.tip.as_ref(), Some(&tip));
        }
    }
}

/// What is packed small and would be huge. (That a lie about its length is found, its own tests show.)
#[test]
#[allow(clippy::disallowed_methods, reason = "a test on the host has a clock")]
fn a_bomb_is_refused_at_once() {
    let bomb = armour::encode(&vec![b'0'; 64 << 20]);
    assert!(bomb.len() < 200 << 10, "{}", bomb.len());
    let begun = Instant::now();
    let verdict = verdict(&bomb);
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert!(verdict.summary().contains("unpacks to 67108864 bytes"), "{}", verdict.summary());
    assert_eq!(verdict.checks[1].outcome, Outcome::Fail);
}

#[test]
fn the_first_three_lines_say_what_where_and_how_sure() {
    for seed in 0..20 {
        let tip = sample::tip(seed, 4);
        let payload = tip.payload();
        let text = human_text(&tip);
        let first: Vec<&str> = text.lines().take(3).collect();
        let coins = payload.coins(payload.claim.tainted, &payload.claim.asset);
        assert!(first[0].starts_with("# Tip: bybit-2025-02-21, ") && first[0].contains(&coins), "{}", first[0]);
        assert!(first[0].contains(&payload.claim.at.to_string()), "{}", first[0]);
        assert!(
            first[1].starts_with("- What to do: freeze it") || first[1].starts_with("- What to do: watch this address"),
            "{}",
            first[1]
        );
        assert!(first[2].starts_with("- How sure: Every step is a transfer seen on the chain. 4 hops, "), "{}", first[2]);
        for identifier in [tip.id(), payload.claim.asset.to_string(), payload.claim.tainted.to_string(), payload.hops[3].tx.to_string()] {
            assert!(text.contains(&format!("`{identifier}`")), "{identifier}");
        }
    }
}

#[test]
fn an_inferred_step_makes_the_first_lines_say_so() {
    use spoor::trace::view::Tier;
    let written = |change: &dyn Fn(&mut Payload)| {
        let case = sample::case();
        let mut dice = Dice::new(3);
        let mut payload = sample::payload(&case, &sample::view(&case, &mut dice, 5), "");
        change(&mut payload);
        spoor::tip::claim_sentences(&payload)[2].clone()
    };
    for (tiers, said) in [
        (&[(2, Tier::Inferred)][..], "This is an inference: hop 2 is inferred by a rule that can be wrong. Not every step is a fact."),
        (&[(1, Tier::Stated)], "Not every step is a fact: hop 1 is stated."),
        (
            &[(1, Tier::Stated), (2, Tier::Derived), (4, Tier::Derived)],
            "Not every step is a fact: hops 2 and 4 are derived; hop 1 is stated.",
        ),
    ] {
        let sentence = written(&|payload| tiers.iter().for_each(|(at, tier)| payload.hops[*at].tier = *tier));
        assert!(sentence.starts_with(said), "{sentence}");
    }
}

#[test]
fn the_way_as_a_table_has_a_row_a_hop_and_loses_no_digit() {
    let tip = sample::tip(6, 5);
    let payload = tip.payload();
    let text = path_csv(payload);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), payload.hops.len());
    let column = |name: &str| COLUMNS.iter().position(|column| *column == name).unwrap();
    for (row, hop) in rows.iter().zip(&payload.hops) {
        let cell = |name: &str| row.get(column(name)).unwrap();
        assert_eq!((cell("hop"), cell("tx")), (hop.i.to_string().as_str(), hop.tx.to_string().as_str()));
        assert_eq!((cell("from"), cell("to")), (hop.from.to_string().as_str(), hop.to.to_string().as_str()));
        let coins = spoor::money::Amount::parse_coins(cell("amount_coins"), cell("decimals").parse().unwrap()).unwrap();
        assert_eq!((coins, cell("amount_base_units")), (hop.amount, hop.amount.to_string().as_str()));
        assert_eq!(cell("tainted_base_units"), hop.tainted.to_string());
        assert_eq!((cell("symbol"), cell("block"), cell("sources")), ("ETH", hop.block.to_string().as_str(), hop.src.join(" ").as_str()));
    }
    assert!(text.lines().count() == payload.hops.len() + 1 && text.contains("\r\n"));
}

#[test]
fn no_cell_of_others_is_a_formula() {
    let mut payload = sample::tip(6, 3).payload().clone();
    let first = payload.hops[0].clone();
    let at = spoor::money::Account::new(first.chain, first.to).unwrap();
    for name in ["=HYPERLINK(\"https://x.example\",\"a\")", "+1+1", "-1", "@SUM(A1)", "\"quoted\",cell\r\n=1"] {
        payload.labels = vec![spoor::tip::TipLabel {
            id: "L1".to_owned(),
            at: at.clone(),
            name: name.to_owned(),
            category: spoor::label::Category::Exchange,
            source: "x".to_owned(),
            confidence: spoor::label::Confidence::WebCrawl,
            as_of: "2025-01-01".to_owned(),
        }];
        let text = path_csv(&payload);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for row in reader.records().map(Result::unwrap) {
            assert_eq!(row.len(), COLUMNS.len());
            assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
        }
    }
}

#[test]
fn the_meter_says_where_a_tip_fits() {
    let tip = sample::tip(9, 6);
    let sizes = Sizes::of(&tip);
    let places = channels(&tip.statement().portal);
    assert_eq!((places[0].id.as_str(), places[0].fits(sizes.all)), ("lazarusbounty", Fit::Unknown));
    let x = places.iter().find(|place| place.id == "x").unwrap();
    assert!(matches!(x.fits(sizes.all), Fit::Over(_)) && x.fits(sizes.card) == Fit::Fits, "the commitment fits a post: {}", sizes.card);
    println!("a tip of 6 hops: {}", length(sizes.all));
}
