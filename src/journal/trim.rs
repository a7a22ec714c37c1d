//! What of a large trace goes on a screen: the ends that matter most, with every way that leads to them.
//!
//! A page that draws ten thousand addresses stands still while it does so, and nobody reads them. The sums are those of
//! the whole trace, and what is left out is said.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::money::{Account, Address, Amount};
use crate::trace::view::{End, View};

/// How many ends a screen gets.
pub const SHOWN_ENDS: usize = 400;
/// How many refused rows a screen gets.
pub const SHOWN_REFUSED: usize = 200;

/// Cuts a view to at most this many ends and refused rows; one that is no larger stays as it is.
///
/// Ends where somebody can still stop the money come first, then those with the largest part of what was stolen. Nodes
/// and edges that lie on no way to a shown end are left out with the others.
#[must_use]
pub fn trim(mut view: View, most_ends: usize, most_refused: usize) -> View {
    let (ends, refused) = (view.ends.len(), view.guarded.len());
    if refused > most_refused {
        view.guarded.truncate(most_refused);
        view.notes.push(format!("Of {refused} refused rows the first {most_refused} are shown. None of them changes an amount."));
    }
    if ends > most_ends {
        keep_ends(&mut view, most_ends);
        view.notes.push(format!(
            "Of {ends} ends {most_ends} are shown, with the ways to them: those where somebody can still stop the money, then those with most of it. The sums count all of them."
        ));
    }
    view
}

fn keep_ends(view: &mut View, most: usize) {
    let mut order: Vec<usize> = (0..view.ends.len()).collect();
    order.sort_by_cached_key(|at| {
        let end = &view.ends[*at];
        (end.freezable_by.is_none(), Reverse(share(view, end)), *at)
    });
    let kept: BTreeSet<usize> = order.into_iter().take(most).collect();
    let mut at = 0;
    view.ends.retain(|_| {
        at += 1;
        kept.contains(&(at - 1))
    });

    let mut on_the_way: BTreeSet<&Address> = BTreeSet::new();
    for end in &view.ends {
        on_the_way.extend(end.path.iter().flat_map(|hop| [&hop.transfer.from, &hop.transfer.to]));
    }
    let end_nodes: BTreeSet<usize> = view.ends.iter().map(|end| end.node).collect();
    let stays: Vec<bool> = view
        .nodes
        .iter()
        // The theft itself is always there.
        .map(|node| node.hop <= 1 || end_nodes.contains(&node.id) || on_the_way.contains(node.account.address()))
        .collect();

    let stay: BTreeSet<&Account> = view.nodes.iter().filter(|node| stays[node.id]).map(|node| &node.account).collect();
    view.trail.retain(|trailed| stay.contains(&trailed.account));

    // Old index to new one.
    let places: BTreeMap<usize, usize> = (0..stays.len()).filter(|at| stays[*at]).zip(0..).collect();
    view.nodes.retain(|node| stays[node.id]);
    view.edges.retain(|edge| stays[edge.from] && stays[edge.to]);
    for (id, node) in view.nodes.iter_mut().enumerate() {
        node.id = id;
    }
    for (id, edge) in view.edges.iter_mut().enumerate() {
        (edge.id, edge.from, edge.to) = (id, places[&edge.from], places[&edge.to]);
    }
    for (id, end) in view.ends.iter_mut().enumerate() {
        (end.id, end.node) = (id, places[&end.node]);
    }
    keep_joined(view, &places);
}

/// Links whose two sides are still there, leads and patterns of nodes that are, with the new numbers.
fn keep_joined(view: &mut View, places: &BTreeMap<usize, usize>) {
    view.links.retain_mut(|link| match (places.get(&link.from), places.get(&link.to)) {
        (Some(&from), Some(&to)) => {
            (link.from, link.to) = (from, to);
            true
        }
        _ => false,
    });
    let keep = |node: &mut usize| places.get(node).map(|place| *node = *place).is_some();
    view.leads.retain_mut(|lead| keep(&mut lead.from));
    view.patterns.retain_mut(|pattern| keep(&mut pattern.node));
    for (id, link) in view.links.iter_mut().enumerate() {
        link.id = id;
    }
    for (id, lead) in view.leads.iter_mut().enumerate() {
        lead.id = id;
    }
    for (id, pattern) in view.patterns.iter_mut().enumerate() {
        pattern.id = id;
    }
}

/// The end's part of everything of its asset that came into the trace, in millionths.
fn share(view: &View, end: &End) -> u64 {
    let whole: Amount = view
        .equations
        .iter()
        .filter(|equation| equation.asset == end.asset)
        .flat_map(|equation| [equation.stolen, equation.from_swaps])
        .sum();
    end.amount.millionths_of(whole)
}
