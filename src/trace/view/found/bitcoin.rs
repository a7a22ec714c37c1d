//! Patterns of Bitcoin transactions: rounds of mixers, change, peel chains, addresses of one owner.

use std::collections::{BTreeMap, BTreeSet};

use super::{MOST_SHOWN, Seen, coins, number, pattern};
use crate::money::{Amount, Asset, Chain, Position};
use crate::trace::history::{RowId, Who};
use crate::trace::pattern::change::{Change, Heuristic};
use crate::trace::pattern::coinjoin::Shape;
use crate::trace::pattern::peel::{self, Step};
use crate::trace::pattern::spend::Spend;
use crate::trace::spends::{Told, What};
use crate::trace::view::{Finding, Pattern, PatternKind, Structure};

pub(super) fn find(seen: &Seen<'_>, found: &mut Vec<Pattern>) {
    if seen.trace.spends.is_empty() {
        return;
    }
    let (mut steps, mut insides): (Vec<Spend>, Vec<Who>) = (Vec::new(), Vec::new());
    for (&who, &node) in seen.nodes.iter().filter(|(who, _)| seen.flows.is_inside(**who)) {
        let Some(told) = seen.trace.spends.of(who) else { continue };
        found.extend(round(seen, who, node, told));
        found.extend(told.change.as_ref().and_then(|is| change(seen, who, node, is)));
        if let Some(step) = &told.step {
            steps.push(step.clone());
            insides.push(who);
        }
    }
    for chain in peel::chains(&steps) {
        found.extend(peeled(seen, &insides, &chain));
    }
    clusters(seen, found);
}

fn sat(value: u64) -> String {
    coins(Amount::from(value), &Asset::native(Chain::BITCOIN))
}

fn round(seen: &Seen<'_>, who: Who, node: usize, told: &Told) -> Option<Pattern> {
    let followed = seen.trace.finding(seen.address(who)) == Some(Finding::Follow);
    let (mixer, among, why) = match &told.what {
        What::Round(round) => {
            let stop = if followed { "It is followed through, because you said so." } else { "Following stops here." };
            (round.class.name().to_owned(), Some(round.equal_outputs()), format!("{} {stop}", round.why()))
        }
        What::Small(round) => {
            let but = "So few people do not argue for themselves: a trade can look the same, so it is followed through.";
            (round.class.name().to_owned(), Some(round.equal_outputs()), format!("{} {but}", round.why()))
        }
        What::Entry(entry) => {
            let why = format!(
                "This is an inference: {} the pool of {} of Whirlpool. All of it is one owner's, and is followed on.",
                number(entry.entries, "output enters", "outputs enter"),
                sat(entry.pool_sat)
            );
            ("Entry to Whirlpool".to_owned(), None, why)
        }
        What::Joint(shape, count) => {
            let like = match shape {
                Shape::JoinMarket => "Trades of inscriptions look the same.",
                Shape::Stonewall => "One person can make it look so alone.",
            };
            let why = format!(
                "This is an inference: {} of its {} outputs are equal and as many pay, which is the shape of {}: several people may have paid together. {like} It is no boundary: it is followed through, and its payers are not taken for one.",
                count,
                told.outputs,
                shape.name()
            );
            (format!("Shape of {}", shape.name()), Some(*count), why)
        }
        What::Plain => return None,
    };
    let mut equal: Vec<(Amount, u32)> = told.equal.iter().map(|(value, count)| (Amount::from(*value), short(*count))).collect();
    equal.sort_by_key(|(value, count)| std::cmp::Reverse((*count, *value)));
    let structure = Structure {
        mixer,
        asset: Asset::native(Chain::BITCOIN),
        inputs: short(told.inputs),
        outputs: short(told.outputs),
        equal,
        among: among.map(short),
    };
    let rows = seen.trace.history.touching(who);
    let mut evidence: Vec<RowId> = rows.iter().copied().filter(|row| !seen.survey.tainted(*row).is_zero()).collect();
    evidence.extend(rows.iter().filter(|row| !seen.flows.is_fee(**row) && seen.survey.tainted(**row).is_zero()));
    Some(pattern(PatternKind::Round, node, why, seen.evidence(evidence), Vec::new(), Some(structure)))
}

fn short(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The row of an output of a transaction.
fn output(seen: &Seen<'_>, inside: Who, wanted: usize) -> Option<RowId> {
    let history = &seen.trace.history;
    let is_it = |row: &&RowId| {
        history.row(**row).from == inside
            && matches!(history.transfer(**row).position, Position::Output(at) if usize::try_from(at) == Ok(wanted))
    };
    history.touching(inside).iter().find(is_it).copied()
}

fn change(seen: &Seen<'_>, who: Who, node: usize, change: &Change) -> Option<Pattern> {
    let row = output(seen, who, change.output)?;
    let kept = seen.trace.history.row(row);
    let by: Vec<&str> = change
        .by
        .iter()
        .map(|one| match one {
            Heuristic::Returned => "it goes back to a payer's address",
            Heuristic::SameKind => "its script is of the inputs' kind",
            Heuristic::NotRound => "the others are round amounts",
            Heuristic::LessThanInputs => "it is less than each input",
            Heuristic::Fresh => "it was never seen before",
        })
        .collect();
    let why = format!(
        "This is an inference: output {} of {}, {} to {:#}, is the change: {}.",
        change.output,
        number(seen.trace.spends.of(who)?.outputs, "output", "outputs"),
        coins(seen.trace.history.amount(row), &Asset::native(Chain::BITCOIN)),
        seen.address(kept.to),
        by.join(", and ")
    );
    Some(pattern(PatternKind::Change, node, why, seen.evidence(vec![row]), seen.others([kept.to]), None))
}

fn peeled(seen: &Seen<'_>, insides: &[Who], chain: &[Step]) -> Option<Pattern> {
    let history = &seen.trace.history;
    let inside = |step: &Step| insides.get(step.spend).copied();
    let first = inside(chain.first()?)?;
    let payer = history.touching(first).iter().map(|row| history.row(*row)).find(|row| row.to == first)?.from;
    let node = seen.nodes.get(&payer).or_else(|| seen.nodes.get(&first)).copied()?;
    let paid: Vec<RowId> = chain.iter().filter_map(|step| output(seen, inside(step)?, step.paid)).collect();
    let rest = output(seen, inside(chain.last()?)?, chain.last()?.rest)?;
    let payees: Vec<Who> = paid.iter().map(|row| history.row(*row).to).collect();
    let why = format!(
        "This is an inference: {} payments in a row, each from the rest of the last: {} was paid away to {}, and {} moved on to {:#} in the end: a peel chain.",
        chain.len(),
        coins(paid.iter().map(|row| history.amount(*row)).sum(), &Asset::native(Chain::BITCOIN)),
        number(payees.iter().collect::<BTreeSet<_>>().len(), "address", "addresses"),
        coins(history.amount(rest), &Asset::native(Chain::BITCOIN)),
        seen.address(history.row(rest).to)
    );
    Some(pattern(PatternKind::PeelChain, node, why, seen.evidence(paid), seen.others(payees), None))
}

/// Addresses that paid together with one of the view: said at the first of them.
fn clusters(seen: &Seen<'_>, found: &mut Vec<Pattern>) {
    let history = &seen.trace.history;
    for cluster in seen.trace.spends.clusters().of(seen.nodes.keys().copied()) {
        let here: BTreeMap<usize, Who> = cluster.iter().filter_map(|who| Some((*seen.nodes.get(who)?, *who))).collect();
        let Some((&node, &first)) = here.first_key_value() else { continue };
        let together = |row: &&RowId| {
            let told = seen.trace.spends.of(history.row(**row).to);
            told.is_some_and(|told| told.payers >= 2 && matches!(told.what, What::Plain | What::Entry(_)))
        };
        let rows: Vec<RowId> = here.values().flat_map(|who| history.touching(*who)).filter(together).take(MOST_SHOWN).copied().collect();
        let why = format!(
            "This is an inference: {} paid together with it, in one transaction or over several: as the keys of all were needed, perhaps one owner. A PayJoin looks the same.",
            number(cluster.len() - 1, "other address", "other addresses"),
        );
        let others = seen.others(cluster.into_iter().filter(|who| *who != first));
        found.push(pattern(PatternKind::Cluster, node, why, seen.evidence(rows), others, None));
    }
}
