//! The picture of a trace: every text, path and width of the drawing, before any of it is put on a screen.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::filter;
use super::fold::{Alike, Drawn, Folded, Line, fold};
use super::layout::{Item, Layout, lay_out};
use crate::money::{Amount, Asset};
use crate::trace::view::{Flow, Node, Role, Tier, View};
use crate::ui::hostile;
use crate::ui::mark::Mark;
use crate::ui::selection::Selection;
use crate::ui::words::{self, Term};

/// Pixels from one column to the next.
const COLUMN: i32 = 212;
/// Pixels left of the first mark.
const LEFT: i32 = 22;
/// Pixels above the first mark, for the heads of the columns.
const TOP: i32 = 56;
/// Length of the line that carries a mark's two texts.
const SHELF: i32 = 140;
/// Height of a node, and of a fold or handle.
const NODE: i32 = 40;
const FOLD: i32 = 36;
/// From more lines than this out of one thing all are thin.
const CROWD: usize = 12;
/// How many ends are always drawn with their way.
const SHOWN_ENDS: usize = 8;

/// What a mark stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stands {
    /// A node, by its index in the view.
    Node(usize),
    /// A closed fold.
    Fold(Alike),
    /// An opened fold's handle.
    Handle(Alike),
}

/// A mark with its texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    /// What it stands for.
    pub stands: Stands,
    /// Its mark.
    pub mark: Mark,
    /// Middle of the mark.
    pub x: i32,
    /// Middle of the mark.
    pub y: i32,
    /// Above the line: who.
    pub name: String,
    /// Whether the name is an address, set in monospace.
    pub is_address: bool,
    /// Below the line: how much.
    pub amount: String,
    /// All of it in words, for a reader that sees no picture.
    pub spoken: String,
    /// Tenths of a pixel of the line under the texts; 0 where nothing goes on from here.
    pub shelf: i32,
    /// The edges of the view that leave from here.
    pub out: Vec<usize>,
}

/// A drawn line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stroke {
    /// The path's description.
    pub d: String,
    /// Tenths of a pixel.
    pub width: i32,
    /// How it is known, and whether it crosses a bridge.
    pub class: &'static str,
    /// Dashes and gaps in tenths of a pixel, where the line is not whole.
    pub dashes: Option<(i32, i32)>,
    /// The edge of the view with the largest part of what was stolen, where the line joins two nodes.
    pub edge: Option<usize>,
    /// Every edge of the view in this line.
    pub edges: Vec<usize>,
    /// All of it in words.
    pub spoken: String,
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Head {
    /// Left edge.
    pub x: i32,
    /// What stands here.
    pub title: String,
    /// How many.
    pub count: String,
}

/// The whole picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Marks, by column, then from above.
    pub spots: Vec<Spot>,
    /// Lines, the thickest first, so that thin ones stay visible.
    pub strokes: Vec<Stroke>,
    /// Heads of columns.
    pub heads: Vec<Head>,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
}

/// Draws a view: filtered by a part of the equation, with these folds open and this choice always in sight.
#[must_use]
pub fn picture(view: &View, term: Option<Term>, open: &BTreeSet<Alike>, chosen: Option<&Selection>) -> Picture {
    let shown = filter::nodes(view, term);
    let folded = fold(view, &shown, &kept(view, term, chosen), open);
    let items: Vec<Item> = folded
        .things
        .iter()
        .zip(&folded.hops)
        .map(|(thing, hop)| Item { column: *hop, height: if matches!(thing, Drawn::Node(_)) { NODE } else { FOLD } })
        .collect();
    let links: Vec<(usize, usize)> = folded.lines.iter().map(|line| (line.from, line.to)).collect();
    let layout = lay_out(&items, &links);
    let widest = |thing: usize| folded.lines.iter().filter(|line| line.from == thing).map(|line| width(view, line)).max().unwrap_or(0);
    let out = |thing: usize| folded.lines.iter().filter(|line| line.from == thing).flat_map(|line| line.edges.clone()).collect();
    let mut spots: Vec<Spot> = folded
        .things
        .iter()
        .enumerate()
        .map(|(at, thing)| Spot { out: out(at), ..spot(view, thing, place(&layout, at), widest(at)) })
        .collect();
    let mut strokes: Vec<Stroke> = folded.lines.iter().enumerate().map(|(at, line)| stroke(view, &folded, &layout, at, line)).collect();
    spots.sort_by_key(|spot| (spot.x, spot.y));
    strokes.sort_by_key(|stroke| (-stroke.width, stroke.edge, stroke.d.clone()));
    let columns = i32::try_from(layout.columns.len()).unwrap_or(i32::MAX);
    Picture {
        heads: heads(view, &shown, &layout),
        width: LEFT + columns.saturating_mul(COLUMN),
        height: TOP + layout.height + 24,
        spots,
        strokes,
    }
}

/// Nodes that never fold: the chosen one, and the ways to the most urgent ends.
fn kept(view: &View, term: Option<Term>, chosen: Option<&Selection>) -> BTreeSet<usize> {
    let urgent = filter::ends(view, term).filter(|end| end.freezable_by.is_some()).take(SHOWN_ENDS);
    let chosen_end = chosen.and_then(|chosen| chosen.end_in(view));
    let on_the_way = urgent.chain(chosen_end).flat_map(|end| &end.path);
    let addresses: BTreeSet<_> = on_the_way.flat_map(|hop| [&hop.transfer.from, &hop.transfer.to]).collect();
    let mut kept: BTreeSet<usize> =
        view.nodes.iter().filter(|node| addresses.contains(node.account.address())).map(|node| node.id).collect();
    kept.extend(chosen.and_then(|chosen| chosen.node_in(view)).map(|node| node.id));
    kept.extend(chosen.and_then(|chosen| chosen.edge_in(view)).into_iter().flat_map(|edge| [edge.from, edge.to]));
    kept
}

fn place(layout: &Layout, at: usize) -> (i32, i32) {
    let (column, y) = layout.places[at];
    (column_x(column), TOP + y)
}

fn column_x(column: usize) -> i32 {
    LEFT + i32::try_from(column).unwrap_or(0).saturating_mul(COLUMN)
}

/// The largest flow of a node: of the asset with the largest share of its stolen total, the case's first where equal.
fn main_flow<'a>(view: &View, node: &'a Node) -> Option<&'a Flow> {
    node.flows.iter().max_by_key(|flow| {
        let passed = flow.tainted_in.max(flow.tainted_out);
        (passed.millionths_of(whole(view, &flow.asset)), Reverse(place_in_case(view, &flow.asset)))
    })
}

fn place_in_case(view: &View, asset: &Asset) -> usize {
    view.equations.iter().position(|equation| equation.asset == *asset).unwrap_or(usize::MAX)
}

fn whole(view: &View, asset: &Asset) -> Amount {
    let equation = view.equations.iter().find(|equation| equation.asset == *asset);
    // Proceeds of swaps count once they are more than what was stolen of the asset itself, which may be nothing.
    equation.map_or(Amount::ZERO, |equation| equation.stolen.max(equation.from_swaps))
}

fn spot(view: &View, thing: &Drawn, (x, y): (i32, i32), shelf: i32) -> Spot {
    match thing {
        Drawn::Node(id) => {
            let node = &view.nodes[*id];
            let mark = Mark::of(view, node);
            let name = node.labels.first().map(|label| hostile::plain(&label.name, 18)).filter(|name| !name.is_empty());
            let amount = amount(view, node);
            let is_address = name.is_none();
            let name = name.unwrap_or_else(|| format!("{:#}", node.account.address()));
            let spoken = format!("{name} {amount}. {}", spoken(view, node, mark));
            Spot { stands: Stands::Node(*id), mark, x, y, is_address, spoken, name, amount, shelf, out: Vec::new() }
        }
        Drawn::Fold(alike, ids) => {
            let sum = sums(view, ids);
            let name = format!("+{} more", ids.len());
            let spoken = format!("{name} Σ {sum}. Press to show them.");
            plain(Stands::Fold(alike.clone()), alike, (x, y), name, format!("Σ {sum}"), spoken, shelf)
        }
        Drawn::Handle(alike, count) => {
            let name = format!("Fold {count} again");
            plain(Stands::Handle(alike.clone()), alike, (x, y), name.clone(), String::new(), name, 0)
        }
    }
}

/// What went through a node: its main flow; of one without flows, as the victim, what left it.
fn amount(view: &View, node: &Node) -> String {
    let more = |text: String, all: usize| if all > 1 { format!("{text} + {} more", all - 1) } else { text };
    if let Some(flow) = main_flow(view, node) {
        return more(words::coarse(flow.tainted_in.max(flow.tainted_out), &flow.asset), node.flows.len());
    }
    let mut left: Vec<_> = view.edges.iter().filter(|edge| edge.from == node.id).collect();
    left.sort_by_key(|edge| place_in_case(view, &edge.asset));
    left.first().map_or_else(String::new, |edge| more(words::coarse(edge.tainted, &edge.asset), left.len()))
}

fn plain(stands: Stands, alike: &Alike, (x, y): (i32, i32), name: String, amount: String, spoken: String, shelf: i32) -> Spot {
    let mark = Mark { shape: alike.shape, freezable: false, incomplete: alike.incomplete };
    Spot { stands, mark, x, y, name, is_address: false, amount, spoken, shelf, out: Vec::new() }
}

/// What went into several nodes together: the largest asset, and how many others.
fn sums(view: &View, ids: &[usize]) -> String {
    let flows = || ids.iter().flat_map(|id| &view.nodes[*id].flows);
    let assets: BTreeSet<_> = flows().map(|flow| &flow.asset).collect();
    let total = |asset: &Asset| flows().filter(|flow| flow.asset == *asset).map(|flow| flow.tainted_in).sum::<Amount>();
    let largest =
        assets.iter().copied().max_by_key(|asset| (total(asset).millionths_of(whole(view, asset)), Reverse(place_in_case(view, asset))));
    let text = largest.map_or_else(String::new, |asset| words::coarse(total(asset), asset));
    if assets.len() > 1 { format!("{text} + {} more", assets.len() - 1) } else { text }
}

fn spoken(view: &View, node: &Node, mark: Mark) -> String {
    let name = node.labels.first().map_or_else(String::new, |label| format!("{}, ", hostile::plain(&label.name, 60)));
    let flows: Vec<String> = node
        .flows
        .iter()
        .map(|flow| format!("{} in, {} left", words::short(flow.tainted_in, &flow.asset), words::short(flow.left, &flow.asset)))
        .collect();
    let ends: Vec<&str> = view.ends.iter().filter(|end| end.node == node.id).map(|end| words::reason(end.reason)).collect();
    let more =
        [if mark.freezable { " Can still be stopped." } else { "" }, if mark.incomplete { " Its history is incomplete." } else { "" }];
    format!("{name}{} {}: {}. {}.{}", mark.shape.word(), node.account.address(), flows.join("; "), ends.join(", "), more.concat())
}

/// The line's width: by the logarithm of its part of what was stolen, 1 to 6 pixels, in tenths.
fn width(view: &View, line: &Line) -> i32 {
    let part = |(asset, tainted): (&Asset, &Amount)| tainted.millionths_of(whole(view, asset));
    let millionths = line.tainted.iter().map(part).max().unwrap_or(0).max(1);
    // 20 doublings lie between a millionth and the whole.
    let doublings = i32::try_from(millionths.ilog2().min(20)).unwrap_or(0);
    10 + doublings * 5 / 2
}

/// Long dashes for what is derived, dots for what is inferred or stated, in proportion to the line.
const fn dashes(tier: Tier, width: i32) -> Option<(i32, i32)> {
    match tier {
        Tier::Observed => None,
        Tier::Derived => Some((80 + 2 * width, 30 + width)),
        // A dash of no length with round ends is a dot as wide as the line.
        Tier::Inferred => Some((1, 15 + 3 * width / 2)),
        Tier::Stated => Some((1, 25 + 2 * width)),
    }
}

fn stroke(view: &View, folded: &Folded, layout: &Layout, at: usize, line: &Line) -> Stroke {
    // What is known in different ways runs side by side.
    let beside: Vec<usize> =
        (0..folded.lines.len()).filter(|other| (folded.lines[*other].from, folded.lines[*other].to) == (line.from, line.to)).collect();
    let nth = beside.iter().position(|other| *other == at).unwrap_or(0);
    let lift = i32::try_from(2 * nth).unwrap_or(0) * 5 - i32::try_from(beside.len() - 1).unwrap_or(0) * 5;
    let (from, to) = (place(layout, line.from), place(layout, line.to));
    let way: Vec<(i32, i32)> = layout.ways[at].iter().map(|(column, y)| (column_x(*column), TOP + y)).collect();
    let names = [line.from, line.to].map(|thing| name(view, &folded.things[thing]));
    let to_bridge = matches!(&folded.things[line.to], Drawn::Node(id) if view.nodes[*id].role == Role::Bridge);
    // Many thick lines from one point would run into a blot.
    let fan = folded.lines.iter().filter(|other| other.from == line.from).count();
    let sums: Vec<String> = line.tainted.iter().map(|(asset, tainted)| words::short(*tainted, asset)).collect();
    let width = if fan > CROWD { width(view, line).min(20) } else { width(view, line) };
    let (from, to) = ((from.0, from.1 + lift), (to.0, to.1 + lift));
    Stroke {
        d: if fan > CROWD && way.is_empty() && to.0 > from.0 { branch(from, to) } else { path(from, &way, to) },
        width,
        class: class(line.tier, to_bridge),
        dashes: dashes(line.tier, width),
        edge: largest(view, folded, line),
        edges: line.edges.clone(),
        spoken: format!("{} from {} to {}, {}", sums.join(", "), names[0], names[1], words::tier(line.tier)),
    }
}

fn largest(view: &View, folded: &Folded, line: &Line) -> Option<usize> {
    let joins_nodes = [line.from, line.to].iter().all(|thing| matches!(folded.things[*thing], Drawn::Node(_)));
    let share = |id: &usize| {
        let edge = &view.edges[*id];
        (edge.tainted.millionths_of(whole(view, &edge.asset)), Reverse(place_in_case(view, &edge.asset)))
    };
    line.edges.iter().copied().filter(|_| joins_nodes).max_by_key(share)
}

fn name(view: &View, thing: &Drawn) -> String {
    match thing {
        Drawn::Node(id) => view.nodes[*id].account.address().to_string(),
        Drawn::Fold(_, ids) => words::count(ids.len(), "address", "addresses"),
        Drawn::Handle(..) => String::new(),
    }
}

const fn class(tier: Tier, to_bridge: bool) -> &'static str {
    match (tier, to_bridge) {
        (Tier::Observed, false) => "edge observed",
        (Tier::Observed, true) => "edge observed tobridge",
        (Tier::Derived, _) => "edge derived",
        (Tier::Inferred, _) => "edge inferred",
        (Tier::Stated, _) => "edge stated",
    }
}

/// The path from one mark's shelf to another mark, through the lanes between.
fn path(from: (i32, i32), way: &[(i32, i32)], to: (i32, i32)) -> String {
    let start = (from.0 + SHELF, from.1);
    let target = (to.0 - 14, to.1);
    if to.0 <= from.0 {
        // Back to this or an earlier column: out to the right, and in from the right below the texts.
        let (reach, end) = (start.0 + 34, (to.0 + SHELF, to.1 + 4));
        return format!("M{} {}C{reach} {} {reach} {} {} {}", start.0, start.1, start.1, end.1, end.0, end.1);
    }
    let mut d = format!("M{} {}", start.0, start.1);
    let mut last = start;
    for lane in way {
        let (inn, out) = ((lane.0 - 14, lane.1), (lane.0 + SHELF, lane.1));
        bend(&mut d, last, inn);
        d.push_str(&format!("L{} {}", out.0, out.1));
        last = out;
    }
    bend(&mut d, last, target);
    d
}

/// The path of a line of a wide fan: all share one stem, so that they read as a tree.
fn branch(from: (i32, i32), to: (i32, i32)) -> String {
    let (stem, target) = (from.0 + SHELF + 16, to.0 - 14);
    let corner = (to.1 - from.1).clamp(-8, 8);
    let (down, up) = (from.1 + corner, to.1 - corner);
    format!(
        "M{} {}H{}Q{stem} {} {stem} {down}V{up}Q{stem} {} {} {}H{target}",
        from.0 + SHELF,
        from.1,
        stem - 8,
        from.1,
        to.1,
        stem + 8,
        to.1
    )
}

fn bend(d: &mut String, from: (i32, i32), to: (i32, i32)) {
    let middle = (from.0 + to.0) / 2;
    d.push_str(&format!("C{middle} {} {middle} {} {} {}", from.1, to.1, to.0, to.1));
}

fn heads(view: &View, shown: &BTreeSet<usize>, layout: &Layout) -> Vec<Head> {
    let head = |(at, hop): (usize, &u32)| {
        let here = view.nodes.iter().filter(|node| node.hop == *hop && shown.contains(&node.id)).count();
        let title = match hop {
            0 => "Victim".to_owned(),
            1 => "Theft".to_owned(),
            hop => format!("Hop {}", hop - 1),
        };
        Head { x: column_x(at) - 10, title, count: words::count(here, "address", "addresses") }
    };
    layout.columns.iter().enumerate().map(head).collect()
}
