//! Joins the views of several chains to one. Their accounts, assets and transfers name their chains, so only the numbers by
//! which parts of a view point to each other change.

use std::cmp::Reverse;

use super::Journey;
use crate::money::Amount;
use crate::trace::view::{End, Hop, View};

/// Moves the numbers of the sources, which stand behind those of other chains.
pub(super) fn shift_sources(view: &mut View, base: usize) {
    if base == 0 {
        return;
    }
    let View { edges, links, ends, guarded, .. } = view;
    let hops = edges.iter_mut().flat_map(|edge| &mut edge.hops).chain(ends.iter_mut().flat_map(|end| &mut end.path));
    let linked = links.iter_mut().flat_map(|link| {
        link.sources.iter_mut().for_each(|source| *source += base);
        link.paid.iter_mut().chain(&mut link.received)
    });
    let shift = |hop: &mut Hop| hop.sources.iter_mut().for_each(|source| *source += base);
    hops.chain(linked).for_each(shift);
    guarded.iter_mut().flat_map(|row| &mut row.sources).for_each(|source| *source += base);
}

/// One view of all; the sources of each stand behind those of the one before, and are numbered so already.
pub(super) fn merge(journey: &Journey, mut views: Vec<View>) -> View {
    let mut whole = views.remove(0);
    if views.is_empty() {
        return whole;
    }
    let mut ranks: Vec<Vec<u64>> = vec![shares(journey, 0, &whole)];
    let mut order: Vec<(u32, usize, usize)> = whole.nodes.iter().map(|node| (node.hop, 0, node.id)).collect();
    for (at, view) in views.iter().enumerate() {
        order.extend(view.nodes.iter().map(|node| (node.hop, at + 1, node.id)));
        ranks.push(shares(journey, at + 1, view));
    }
    // By column; within one, the first chain's before the others', each as it had them.
    order.sort_unstable();
    let mut numbers: Vec<Vec<usize>> = std::iter::once(&whole).chain(&views).map(|view| vec![0; view.nodes.len()]).collect();
    for (new, (_, at, old)) in order.into_iter().enumerate() {
        numbers[at][old] = new;
    }
    let mut ends: Vec<(u64, End)> = Vec::new();
    renumber(&mut whole, &numbers[0]);
    ends.extend(ranks.remove(0).into_iter().zip(std::mem::take(&mut whole.ends)));
    for (mut view, (numbers, rank)) in views.into_iter().zip(numbers[1..].iter().zip(ranks)) {
        renumber(&mut view, numbers);
        ends.extend(rank.into_iter().zip(view.ends));
        whole.nodes.extend(view.nodes);
        whole.edges.extend(view.edges);
        whole.links.extend(view.links);
        whole.leads.extend(view.leads);
        whole.patterns.extend(view.patterns);
        whole.trail.extend(view.trail);
        whole.equations.extend(view.equations);
        whole.guarded.extend(view.guarded);
        whole.sources.extend(view.sources);
        whole.notes.extend(view.notes);
    }
    ends.sort_by_key(|(share, end)| (end.freezable_by.is_none(), end.reason, Reverse(*share)));
    whole.ends = ends.into_iter().map(|(_, end)| end).collect();
    sort(&mut whole);
    whole
}

/// Which part of the theft each end is, in millionths of what there is of its asset on its chain, weighed by what that is of
/// the theft.
fn shares(journey: &Journey, at: usize, view: &View) -> Vec<u64> {
    let trace = &journey.traces[at];
    let share = |end: &End| {
        let equation = view.equations.iter().find(|equation| equation.asset == end.asset);
        let all = equation.map_or(Amount::ZERO, |equation| [equation.stolen, equation.from_swaps].into_iter().sum());
        trace.part.in_theft(trace, &end.asset, end.amount).millionths_of(all)
    };
    view.ends.iter().map(share).collect()
}

fn renumber(view: &mut View, numbers: &[usize]) {
    let new = |id: &mut usize| *id = numbers.get(*id).copied().unwrap_or(*id);
    view.nodes.iter_mut().for_each(|node| new(&mut node.id));
    for edge in &mut view.edges {
        new(&mut edge.from);
        new(&mut edge.to);
    }
    for link in &mut view.links {
        new(&mut link.from);
        new(&mut link.to);
    }
    view.leads.iter_mut().for_each(|lead| new(&mut lead.from));
    view.patterns.iter_mut().for_each(|pattern| new(&mut pattern.node));
    view.ends.iter_mut().for_each(|end| new(&mut end.node));
}

/// Brings every list into the order that a view promises, and numbers it anew.
fn sort(view: &mut View) {
    view.nodes.sort_by_key(|node| node.id);
    view.edges.sort_by(|a, b| (a.from, a.to, &a.asset).cmp(&(b.from, b.to, &b.asset)));
    view.links.sort_by_key(|link| link.paid.first().map(|hop| (hop.transfer.at, hop.transfer.id())));
    view.leads.sort_by_key(|lead| (lead.from, lead.id));
    view.patterns.sort_by_key(|pattern| (pattern.node, pattern.what, pattern.id));
    view.trail.sort_by(|a, b| (&a.account, &a.asset).cmp(&(&b.account, &b.asset)));
    view.guarded.sort_by_cached_key(|row| (row.transfer.at, row.transfer.chronological()));
    view.edges.iter_mut().enumerate().for_each(|(id, edge)| edge.id = id);
    view.links.iter_mut().enumerate().for_each(|(id, link)| link.id = id);
    view.leads.iter_mut().enumerate().for_each(|(id, lead)| lead.id = id);
    view.patterns.iter_mut().enumerate().for_each(|(id, pattern)| pattern.id = id);
    view.ends.iter_mut().enumerate().for_each(|(id, end)| end.id = id);
}
