//! The confusion matrix of the Bitcoin heuristics, as rates that may not fall.

use spoor::trace::pattern::coinjoin::{Class, Shape, classify, is_argued, joint, shape};
use spoor::trace::pattern::common_input::{Clusters, guard};
use spoor::trace::pattern::spend::Spend;
use spoor::trace::pattern::whirlpool;

use crate::count::{Counts, ROUNDS, changes, count};
use crate::data::{CLASSES, folder, spends};

fn set(class: &str) -> Vec<Spend> {
    spends(&folder(), class).unwrap()
}

/// How many of the set are of the class, and of how many.
fn right(name: &str, class: Class) -> (usize, Counts) {
    let counts = count(&set(name));
    (counts.rounds[ROUNDS.iter().position(|one| *one == class).unwrap()], counts)
}

/// At least so many of a hundred.
#[track_caller]
fn least(found: usize, all: usize, percent: usize) {
    assert!(all > 0 && found * 100 >= all * percent, "{found} of {all}, not {percent} %");
}

#[test]
fn every_whirlpool_round_is_one() {
    let (found, counts) = right("whirlpool", Class::Whirlpool);
    assert_eq!((found, counts.all), (708, 708));
}

#[test]
fn an_entry_to_whirlpool_is_told_from_a_round() {
    // 80 transactions of this set are rounds: five equal outputs and as many inputs, and no note.
    let counts = count(&set("whirlpool-tx0"));
    let [rounds, others @ ..] = counts.rounds;
    assert_eq!((rounds, others), (80, [0; 3]));
    least(counts.entries, counts.all - rounds, 99);
    // Only transactions that enter a pool look like that.
    for class in CLASSES.into_iter().filter(|class| !class.starts_with("whirlpool")) {
        assert_eq!(set(class).iter().filter(|spend| whirlpool::entry(spend).is_some()).count(), 0, "{class}");
    }
}

#[test]
fn wasabi_rounds_are_told_by_version() {
    let (found, counts) = right("wasabi1", Class::Wasabi1);
    least(found, counts.all, 99);
    let (found, counts) = right("wasabi2", Class::Wasabi2);
    // One of the set is a single address that splits its own money: 68 inputs, all of one script.
    let alone = set("wasabi2").iter().filter(|spend| spend.payers() == 1).count();
    assert_eq!((found, alone), (counts.all - 1, 1));
    for (name, class) in [("wasabi1", Class::Wasabi2), ("wasabi2", Class::Wasabi1)] {
        assert_eq!(right(name, class).0, 0);
    }
}

/// The set called JoinMarket holds every transaction of one shape ([`joint`]). Most are trades of inscriptions, which pay
/// dust twice. Those that pay five and more equal outputs are rounds, and each is found.
#[test]
fn joinmarket_rounds_are_found_among_trades() {
    let set = set("joinmarket");
    assert!(set.iter().all(|spend| joint(spend).is_some()));
    let many: Vec<&Spend> = set.iter().filter(|spend| is_argued(spend)).collect();
    let found = many.iter().filter(|spend| classify(spend).is_some_and(|round| round.class == Class::JoinMarket)).count();
    assert!(many.len() >= 20);
    assert_eq!(found, many.len());
    assert_eq!(set.iter().filter(|spend| classify(spend).is_some_and(|round| round.class != Class::JoinMarket)).count(), 0);
}

/// The labels of JoinMarket's set go by its shape. It is told from Samourai's by what it spends: an output of a pool.
#[test]
fn joinmarkets_shape_is_told_from_stonewalls() {
    let of = |name: &str, wanted: Shape| set(name).iter().filter(|spend| shape(spend).is_some_and(|(one, _)| one == wanted)).count();
    least(of("joinmarket", Shape::JoinMarket), 283, 98);
    assert_eq!(of("whirlpool-postmix", Shape::JoinMarket), 0);
    assert!(of("whirlpool-postmix", Shape::Stonewall) >= 119);
    // Of what came after Wasabi, those of the shape that are no argued rounds; after JoinMarket the shape is that of the label.
    for name in ["wasabi1-postmix", "wasabi2-postmix"] {
        let set = set(name);
        let alone = set.iter().filter(|spend| matches!(shape(spend), Some((Shape::JoinMarket, _))) && !is_argued(spend)).count();
        assert!(alone * 100 <= set.len(), "{name}: {alone}");
    }
}

/// What came after a round may be a round: a remix. Those show it by a count of their own; all else is a false alarm.
#[test]
fn false_alarms_after_a_mix_stay_below_one_percent() {
    for name in ["whirlpool-postmix", "wasabi1-postmix", "wasabi2-postmix", "joinmarket-postmix"] {
        let counts = count(&set(name));
        let flagged: usize = counts.rounds.iter().sum();
        let alarms = flagged - counts.argued;
        assert!(alarms * 100 <= counts.all, "{name}: {alarms} false alarms among {}", counts.all);
    }
}

#[test]
fn nobody_in_a_recorded_round_is_joined_with_another() {
    let mut clusters = Clusters::default();
    let (mut guarded, mut united) = (0, 0);
    for class in ["whirlpool", "wasabi1", "wasabi2", "joinmarket"] {
        for spend in set(class) {
            if guard(&spend).is_some() {
                guarded += 1;
                continue;
            }
            united += 1;
            clusters.unite(&spend.inputs.iter().map(|input| input.holder).collect::<Vec<_>>());
        }
    }
    // One of Wasabi 1's first rounds, of seven people, is shaped so that it is held back as well; one owner's split has nobody to join.
    assert!(guarded >= 1_187 && united <= 2, "{guarded} {united}");
    for cluster in clusters.clusters() {
        assert!(cluster.len() < 2, "{} are one", cluster.len());
    }
}

#[test]
fn change_by_opinion_agrees_with_change_that_is_known() {
    let all: Vec<Spend> = CLASSES.into_iter().flat_map(set).collect();
    let found = changes(&all);
    assert!(found.right >= 20, "{found:?}");
    least(found.right, found.right + found.wrong, 90);
}
