//! A line of the picture: its path, its width, how it is drawn.

use std::cmp::Reverse;

use super::fold::{Drawn, Folded, Line};
use super::layout::Layout;
use super::measure::{SHELF, TOP, column_x, place, place_in_case, whole};
use crate::money::{Amount, Asset};
use crate::trace::view::{Role, Tier, View};
use crate::ui::words;

/// From more lines than this out of one thing all are thin.
const CROWD: usize = 12;

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

/// The line's width: by the logarithm of its part of what was stolen, 1 to 6 pixels, in tenths.
#[must_use]
pub fn width(view: &View, line: &Line) -> i32 {
    weight(view, line.tainted.iter())
}

/// The width of several amounts that move together.
#[must_use]
pub fn weight<'a>(view: &View, sums: impl Iterator<Item = (&'a Asset, &'a Amount)>) -> i32 {
    let part = |(asset, tainted): (&Asset, &Amount)| tainted.millionths_of(whole(view, asset));
    let millionths = sums.map(part).max().unwrap_or(0).max(1);
    // 20 doublings lie between a millionth and the whole.
    let doublings = i32::try_from(millionths.ilog2().min(20)).unwrap_or(0);
    10 + doublings * 5 / 2
}

/// Long dashes for what is derived, dots for what is inferred or stated, in proportion to the line.
pub(super) const fn dashes(tier: Tier, width: i32) -> Option<(i32, i32)> {
    match tier {
        Tier::Observed => None,
        Tier::Derived => Some((80 + 2 * width, 30 + width)),
        // A dash of no length with round ends is a dot as wide as the line.
        Tier::Inferred => Some((1, 15 + 3 * width / 2)),
        Tier::Stated => Some((1, 25 + 2 * width)),
    }
}

/// The line number `at` of a folded view, by its layout.
#[must_use]
pub fn stroke(view: &View, folded: &Folded, layout: &Layout, at: usize, line: &Line) -> Stroke {
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

pub(super) fn name(view: &View, thing: &Drawn) -> String {
    match thing {
        Drawn::Node(id) => view.nodes[*id].account.address().to_string(),
        Drawn::Fold(_, ids) => words::count(ids.len(), "address", "addresses"),
        Drawn::Lead(id) => view.leads[*id].to.address().to_string(),
        Drawn::Leads(_, ids) => words::count(ids.len(), "address", "addresses"),
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
pub(super) fn path(from: (i32, i32), way: &[(i32, i32)], to: (i32, i32)) -> String {
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
