//! What is drawn: each node by itself, except where many alike hang on the same nodes. Those fold into one until opened.

use std::collections::{BTreeMap, BTreeSet};

use super::taken::taken;
use super::tie::{self, Hint, Row, Tie};
use crate::money::{Account, Amount, Asset};
use crate::trace::view::{Tier, View};
use crate::ui::mark::{Mark, Shape};

/// More nodes alike than this fold.
pub const FOLD_ABOVE: usize = 6;
/// How many of them stay.
const KEPT: usize = 3;

/// What folds: nodes, the ties under one of them, or the leads out of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Of {
    /// Nodes.
    #[default]
    Nodes,
    /// Ties: swaps and bridges.
    Ties,
    /// Leads.
    Leads,
}

/// What makes nodes alike: the column, what they are, and where their money came from. Stable while a trace grows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Alike {
    /// What folds.
    pub of: Of,
    /// Hops from the theft.
    pub hop: u32,
    /// What they are.
    pub shape: Shape,
    /// Whether their history is incomplete.
    pub incomplete: bool,
    /// Whether what they are is inferred or said, not sourced.
    pub unproven: bool,
    /// The first address among the senders; of a sender that is folded itself, the first of its fold.
    pub from: Vec<Account>,
}

/// One thing that is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// A node, by its index in the view.
    Node(usize),
    /// Nodes alike, closed: their indices in the view.
    Fold(Alike, Vec<usize>),
    /// The handle that closes an opened fold.
    Handle(Alike, usize),
    /// Who may have received money, by the lead's index in the view.
    Lead(usize),
    /// Leads, closed: their indices in the view.
    Leads(Alike, Vec<usize>),
}

/// A line that is drawn: the movements between two drawn things that are known in the same way, of all assets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Index in [`Folded::things`].
    pub from: usize,
    /// Index in [`Folded::things`].
    pub to: usize,
    /// How the movements are known.
    pub tier: Tier,
    /// The stolen part of each asset that moved.
    pub tainted: BTreeMap<Asset, Amount>,
    /// The edges of the view, by index.
    pub edges: Vec<usize>,
}

/// What is drawn of a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The nodes that are drawn or folded, by index: without those that are a part of links.
    pub shown: BTreeSet<usize>,
    /// Nodes, folds and handles, by column, then in the view's order.
    pub things: Vec<Drawn>,
    /// The column of each, as hops from the theft.
    pub hops: Vec<u32>,
    /// The lines between them.
    pub lines: Vec<Line>,
    /// Swaps and bridges, by who gave.
    pub ties: Vec<Tie>,
    /// What stands in rows under a thing, by its index.
    pub rows: BTreeMap<usize, Vec<Row>>,
    /// Leads, by where the money went in.
    pub hints: Vec<Hint>,
}

/// Folds a view. `shown` are the nodes to be drawn, `kept` those that are never folded, `open` the folds that are open;
/// the `chosen` node is drawn even where it is a part of links, leads only on demand.
#[must_use]
pub fn fold(
    view: &View,
    shown: &BTreeSet<usize>,
    kept: &BTreeSet<usize>,
    open: &BTreeSet<Alike>,
    chosen: Option<usize>,
    leads: bool,
) -> Folded {
    let taken = taken(view, chosen);
    let mut folded = Folded { shown: tie::drawn(shown, &taken), ..Folded::default() };
    let givers = tie::senders(view);
    // For each node of the view the index of the thing that stands for it.
    let mut stands: BTreeMap<usize, usize> = BTreeMap::new();
    let mut columns: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for node in view.nodes.iter().filter(|node| folded.shown.contains(&node.id)) {
        columns.entry(node.hop).or_default().push(node.id);
    }
    for (hop, nodes) in columns {
        let mut groups: BTreeMap<Alike, Vec<usize>> = BTreeMap::new();
        for &id in &nodes {
            groups.entry(alike(view, id, &folded, &stands, &givers)).or_default().push(id);
        }
        let hidden = hidden(view, &groups, kept);
        let mut folds: BTreeMap<Alike, Vec<usize>> = BTreeMap::new();
        for &id in &nodes {
            match hidden.get(&id) {
                Some(key) if !open.contains(key) => folds.entry(key.clone()).or_default().push(id),
                _ => {
                    stands.insert(id, folded.things.len());
                    folded.things.push(Drawn::Node(id));
                    folded.hops.push(hop);
                }
            }
        }
        for (key, ids) in folds {
            stands.extend(ids.iter().map(|id| (*id, folded.things.len())));
            folded.things.push(Drawn::Fold(key, ids));
            folded.hops.push(hop);
        }
        let opened: BTreeMap<&Alike, usize> = hidden.values().filter(|key| open.contains(key)).fold(BTreeMap::new(), |mut all, key| {
            *all.entry(key).or_default() += 1;
            all
        });
        for (key, count) in opened {
            folded.things.push(Drawn::Handle(key.clone(), count));
            folded.hops.push(hop);
        }
    }
    folded.lines = lines(view, &stands, &taken.rest);
    (folded.ties, folded.rows) = tie::ties(view, &stands, &folded, open);
    if leads {
        tie::add_leads(view, &stands, &mut folded, open);
    }
    folded
}

fn alike(view: &View, id: usize, folded: &Folded, stands: &BTreeMap<usize, usize>, givers: &BTreeMap<usize, BTreeSet<usize>>) -> Alike {
    let node = &view.nodes[id];
    let senders = view.edges.iter().filter(|edge| edge.to == id && edge.from != id).map(|edge| &edge.from);
    let senders = senders.chain(givers.get(&id).into_iter().flatten()).filter_map(|sender| stands.get(sender));
    let first = senders.filter_map(|thing| match &folded.things[*thing] {
        Drawn::Node(id) => Some(*id),
        Drawn::Fold(_, ids) => ids.first().copied(),
        Drawn::Handle(..) | Drawn::Lead(_) | Drawn::Leads(..) => None,
    });
    let from: BTreeSet<Account> = first.map(|id| view.nodes[id].account.clone()).collect();
    let mark = Mark::of(view, node);
    let from = from.into_iter().collect();
    Alike { of: Of::Nodes, hop: node.hop, shape: mark.shape, incomplete: mark.incomplete, unproven: mark.unproven, from }
}

/// The nodes that fold when their group is closed, each with its group.
fn hidden(view: &View, groups: &BTreeMap<Alike, Vec<usize>>, kept: &BTreeSet<usize>) -> BTreeMap<usize, Alike> {
    let mut hidden = BTreeMap::new();
    for (key, ids) in groups {
        let plain = |id: &usize| {
            let node = &view.nodes[*id];
            !kept.contains(id) && node.labels.is_empty() && node.looks_like.is_none() && !Mark::of(view, node).freezable
        };
        let mut foldable: Vec<usize> = ids.iter().copied().filter(plain).collect();
        if foldable.len() <= FOLD_ABOVE {
            continue;
        }
        // Where the money went on matters more than where it stopped; among these the view's order, by amount.
        foldable.sort_by_key(|id| (!view.edges.iter().any(|edge| edge.from == *id), *id));
        hidden.extend(foldable.into_iter().skip(KEPT).map(|id| (id, key.clone())));
    }
    hidden
}

fn lines(view: &View, stands: &BTreeMap<usize, usize>, rest: &BTreeMap<usize, Amount>) -> Vec<Line> {
    let mut lines: BTreeMap<(usize, usize, Tier), Line> = BTreeMap::new();
    for edge in &view.edges {
        let (Some(&from), Some(&to)) = (stands.get(&edge.from), stands.get(&edge.to)) else { continue };
        let tainted = rest.get(&edge.id).copied().unwrap_or(edge.tainted);
        if from == to || tainted.is_zero() {
            continue;
        }
        let line = lines.entry((from, to, edge.tier)).or_insert_with(|| Line {
            from,
            to,
            tier: edge.tier,
            tainted: BTreeMap::new(),
            edges: Vec::new(),
        });
        let sum = line.tainted.entry(edge.asset.clone()).or_default();
        *sum = [*sum, tainted].into_iter().sum();
        line.edges.push(edge.id);
    }
    lines.into_values().collect()
}
