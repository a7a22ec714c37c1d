//! The engine of the page on real thefts: what must hold whatever it finds.

use std::collections::BTreeSet;

use spoor::case::{Case, CaseLibrary};
use spoor::journal::Now;
use spoor::money::{Amount, UnixSeconds};
use spoor::tip::{Expect, verify};
use spoor::trace::view::{Policy, Settings};

use super::claims::{by_ledger, by_trail};
use super::drive::{Driven, drive, settings};
use super::{NAMES, tip, truth, world};

const NOW_S: u64 = 1_795_000_000;

fn traced(name: &str, budget: u32, policy: Policy) -> Driven {
    let settings = Settings { budget, policy, explorer: format!("world-{name}"), ..Settings::default() };
    drive(world(name), settings, Now { ms: NOW_S * 1_000 })
}

#[test]
fn the_same_run_twice_has_the_same_journal_to_the_byte() {
    for name in NAMES {
        let [one, two] = [(); 2].map(|()| traced(name, 40, Policy::Fifo));
        let bytes =
            |driven: &Driven| (serde_json::to_string(driven.run.journal()).unwrap(), serde_json::to_string(&driven.run.view()).unwrap());
        assert_eq!(bytes(&one), bytes(&two), "{name}");
    }
}

#[test]
fn the_budget_is_kept_and_nothing_is_asked_twice() {
    for name in NAMES {
        let driven = traced(name, 40, Policy::Fifo);
        let entries = driven.run.journal().entries();
        assert!((20..=40).contains(&driven.requests), "{name}: {} requests", driven.requests);
        assert_eq!(entries.len(), driven.requests as usize, "{name}: every request is on record, and was a page");
        assert!(entries.iter().all(|entry| entry.status == 200), "{name}");
        let different: BTreeSet<&str> = entries.iter().map(|entry| entry.request.as_str()).collect();
        assert_eq!(different.len(), entries.len(), "{name}: asked twice");
        assert_eq!(driven.run.view().progress.asked, driven.requests, "{name}");
    }
}

#[test]
fn the_money_adds_up_under_every_policy() {
    for name in NAMES {
        for policy in Policy::ALL {
            let driven = traced(name, 25, policy);
            let view = driven.run.view();
            let [equation] = view.equations.as_slice() else { panic!("{name}: {} equations", view.equations.len()) };
            assert!(!equation.stolen.is_zero(), "{name} {policy:?}");
            // Poison is an upper bound and no sum of money.
            if policy != Policy::Poison {
                assert!(equation.holds(), "{name} {policy:?}: {equation:?}");
                let ends: Amount = view.ends.iter().map(|end| end.amount).sum();
                let all: Amount = [ends, equation.fees].into_iter().sum();
                assert_eq!(all, equation.stolen, "{name} {policy:?}: the ends are all of it");
                let claimed: Amount = by_ledger(&view, driven.requests).reached.values().copied().sum();
                assert!(claimed <= equation.stolen, "{name} {policy:?}: no more is claimed than was stolen");
            }
            let untraced = view.nodes.iter().flat_map(|node| &node.flows).any(|flow| !flow.asset.is_native());
            assert!(!untraced, "{name} {policy:?}: a forged token is followed");
        }
    }
}

#[test]
fn a_hundred_questions_find_most_of_the_money_and_hardly_anybody_else() {
    // Value recall and address precision in percent, a little below what `make bench` shows.
    for (name, recall, precision) in [("lifi", 99, 97), ("txphish", 90, 95), ("atomic", 62, 97)] {
        let driven = drive(world(name), settings(world(name), 100, None), Now { ms: NOW_S * 1_000 });
        let score = truth(name).score(&by_trail(&driven.run.view(), driven.requests));
        assert!(score.value_recall.of_parts(100) >= recall, "{name}: {score:?}");
        assert!(score.precision.of_parts(100) >= precision, "{name}: {score:?}");
    }
}

#[test]
fn a_tip_for_the_best_end_is_valid_with_the_case_that_comes_with_it() {
    let folder = std::env::temp_dir().join(format!("spoor-world-tips-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let now = UnixSeconds::new(NOW_S + 60);
    for name in NAMES {
        let driven = traced(name, 25, Policy::Fifo);
        let out = folder.join(name);
        let written = tip::write(&out, world(name).case(), &driven.run.view(), now).unwrap();
        let read = |ending: &str| std::fs::read_to_string(folder.join(format!("{name}{ending}"))).unwrap();
        let case = Case::from_json(&read(".case.json")).unwrap();
        let cases = CaseLibrary::built_in().unwrap().with(case);
        let verdict = verify(&read(""), &Expect { now, cases: &cases });
        assert!(verdict.is_valid(), "{name}: {}", verdict.summary());
        assert_eq!(verdict.tip.as_ref(), Some(&written.tip));
        assert_eq!(read(".typed.json"), written.tip.statement().typed_data());
        assert!(verify(&read(".tip.json"), &Expect { now, cases: &cases }).is_valid(), "{name}");
        // Without the case nobody can say that these transactions are the theft.
        assert!(!verify(&read(""), &Expect { now, cases: &CaseLibrary::built_in().unwrap() }).is_valid());
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
