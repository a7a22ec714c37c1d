//! Money that came back: cycles among the addresses of the view.

use std::collections::{BTreeMap, BTreeSet};

use super::{MOST_ROWS, Seen, coins, number, pattern, within};
use crate::money::TransferId;
use crate::trace::history::{Coin, RowId, Who};
use crate::trace::pattern::cycle::{Payments, Rule};
use crate::trace::view::{Pattern, PatternKind};

/// Rows that are looked at in the search for ways back, for each asset.
const MOST_LOOKED_AT: usize = 20_000;

pub(super) fn find(seen: &Seen<'_>, found: &mut Vec<Pattern>) {
    let mut by_coin: BTreeMap<Coin, Vec<RowId>> = BTreeMap::new();
    for (&(who, coin), rows) in &seen.paid {
        // Whoever got nothing is in no circle. On Bitcoin change comes back with every payment.
        if seen.came.contains_key(&(who, coin)) && !seen.flows.is_inside(who) && seen.person(who).is_some() {
            let goes_on = |row: &&RowId| seen.paid.contains_key(&(seen.trace.history.row(**row).to, coin));
            by_coin.entry(coin).or_default().extend(rows.iter().filter(goes_on));
        }
    }
    for (coin, rows) in by_coin.into_iter().filter(|(_, rows)| rows.len() <= MOST_LOOKED_AT) {
        let rows = in_circles(seen, rows);
        // Where much of everything runs in circles, a circle says nothing.
        if rows.is_empty() || rows.len() > MOST_ROWS {
            continue;
        }
        let asset = seen.trace.history.asset(coin);
        let transfers = seen.transfers(&rows);
        let mut payments = Payments::of(&transfers.iter().collect::<Vec<_>>(), asset, MOST_LOOKED_AT);
        let payers: BTreeSet<Who> = rows.iter().map(|row| seen.trace.history.row(*row).from).collect();
        for who in payers {
            let Some(node) = seen.person(who) else { continue };
            let ways = payments.ways_back(seen.address(who), Rule::default());
            found.extend(told(seen, node, coin, &ways));
        }
    }
}

/// The largest way back of an address; the others are counted.
fn told(seen: &Seen<'_>, node: usize, coin: Coin, ways: &[Vec<TransferId>]) -> Option<Pattern> {
    let history = &seen.trace.history;
    let rows = |way: &[TransferId]| -> Vec<RowId> { way.iter().filter_map(|id| history.find(id)).collect() };
    let ways: Vec<Vec<RowId>> = ways.iter().map(|way| rows(way)).filter(|way| way.len() >= 2).collect();
    let first = |way: &Vec<RowId>| way.first().map_or(0, |row| history.row(*row).amount);
    let best = ways.iter().reduce(|best, next| if first(next) > first(best) { next } else { best })?;
    let (begun, back) = (history.transfer(*best.first()?), history.transfer(*best.last()?));
    let asset = history.asset(coin);
    let more = match ways.len() - 1 {
        0 => String::new(),
        more => format!(" {} back besides.", number(more, "other payment came", "other payments came")),
    };
    let why = format!(
        "This is an inference: of {} that it paid, {} came back within {} over {}: a cycle. A repayment looks the same.{more}",
        coins(begun.amount, asset),
        coins(back.amount, asset),
        within(back.at.get().saturating_sub(begun.at.get())),
        number(best.len(), "payment", "payments")
    );
    let others = seen.others(best.iter().skip(1).map(|row| history.row(*row).from));
    let evidence = best.iter().chain(ways.iter().flatten()).copied().collect::<Vec<_>>();
    let mut once = BTreeSet::new();
    let evidence: Vec<RowId> = evidence.into_iter().filter(|row| once.insert(*row)).collect();
    Some(pattern(PatternKind::Cycle, node, why, seen.evidence(evidence), others, None))
}

/// The rows that can be part of a circle: whoever only pays, or is only paid, is taken away until nobody is left to take.
fn in_circles(seen: &Seen<'_>, rows: Vec<RowId>) -> Vec<RowId> {
    let ends = |row: &RowId| {
        let kept = seen.trace.history.row(*row);
        (kept.from, kept.to)
    };
    let mut rows: Vec<RowId> = rows.into_iter().filter(|row| seen.person(ends(row).1).is_some()).collect();
    let (mut by_payer, mut by_payee): (BTreeMap<Who, Vec<usize>>, BTreeMap<Who, Vec<usize>>) = (BTreeMap::new(), BTreeMap::new());
    for (at, row) in rows.iter().enumerate() {
        let (from, to) = ends(row);
        by_payer.entry(from).or_default().push(at);
        by_payee.entry(to).or_default().push(at);
    }
    // How many rows of each are left, out and in.
    let mut left: BTreeMap<Who, (usize, usize)> = BTreeMap::new();
    by_payer.iter().for_each(|(who, rows)| left.entry(*who).or_default().0 = rows.len());
    by_payee.iter().for_each(|(who, rows)| left.entry(*who).or_default().1 = rows.len());
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    let mut open: Vec<Who> = left.iter().filter(|(_, (out, into))| *out == 0 || *into == 0).map(|(who, _)| *who).collect();
    while let Some(who) = open.pop() {
        let touching = by_payer.get(&who).into_iter().chain(by_payee.get(&who)).flatten().copied();
        for at in touching.filter(|at| gone.insert(*at)).collect::<Vec<_>>() {
            let Some((from, to)) = rows.get(at).map(ends) else { continue };
            if let Some((out, _)) = left.get_mut(&from).filter(|(out, _)| *out > 0) {
                *out -= 1;
                if *out == 0 {
                    open.push(from);
                }
            }
            if let Some((_, into)) = left.get_mut(&to).filter(|(_, into)| *into > 0) {
                *into -= 1;
                if *into == 0 {
                    open.push(to);
                }
            }
        }
    }
    let mut at = 0;
    rows.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
    rows
}
