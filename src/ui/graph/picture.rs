//! The picture of a trace: every text, path and width of the drawing, before any of it is put on a screen.

use std::collections::BTreeSet;

use super::filter;
use super::fold::{Alike, Drawn, fold};
use super::join::{self, Join};
use super::layout::{Item, Layout, Run, lay_out};
use super::measure::{COLUMN, FOLD, LEFT, NODE, TAGGED, TOP, column_x, place};
use super::row::{self, Elbow};
use super::spot::{Spot, spot};
use super::stroke::{Stroke, stroke, width};
use crate::trace::view::View;
use crate::ui::followed::Followed;
use crate::ui::selection::Selection;
use crate::ui::term::Term;
use crate::ui::tied;
use crate::ui::words;

/// How many ends are always drawn with their way.
const SHOWN_ENDS: usize = 8;

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
    /// Swaps and bridges, then leads.
    pub joins: Vec<Join>,
    /// What holds rows to the things they stand under.
    pub elbows: Vec<Elbow>,
    /// Heads of columns.
    pub heads: Vec<Head>,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
}

/// Draws a view: filtered by a part of the equation, with these folds open and this choice always in sight; leads
/// on demand.
#[must_use]
pub fn picture(view: &View, term: Option<Term>, open: &BTreeSet<Alike>, chosen: Option<&Selection>, leads: bool) -> Picture {
    let shown = filter::nodes(view, term);
    let chosen_node = chosen.and_then(|chosen| chosen.node_in(view)).map(|node| node.id);
    let folded = fold(view, &shown, &kept(view, term, chosen), open, chosen_node, leads);
    let rows = |at: usize| folded.rows.get(&at).map_or(0, |rows| row::height(rows.len()));
    let items: Vec<Item> = (0..folded.things.len())
        .map(|at| Item { column: folded.hops[at], height: height(view, &folded.things[at]), under: rows(at) })
        .collect();
    let mut runs: Vec<Run> = folded.lines.iter().map(|line| Run { from: line.from, to: line.to, drop: 0 }).collect();
    runs.extend(folded.ties.iter().map(|tie| Run { from: tie.from, to: tie.to, drop: row::drop(&items, tie) }));
    runs.extend(folded.hints.iter().map(|hint| Run { from: hint.from, to: hint.to, drop: 0 }));
    let layout = lay_out(&items, &runs);
    let widest = |thing: usize| folded.lines.iter().filter(|line| line.from == thing).map(|line| width(view, line)).max().unwrap_or(0);
    let out = |thing: usize| folded.lines.iter().filter(|line| line.from == thing).flat_map(|line| line.edges.clone()).collect();
    let mut spots: Vec<Spot> = folded
        .things
        .iter()
        .enumerate()
        .map(|(at, thing)| Spot { out: out(at), ..spot(view, thing, place(&layout, at), widest(at)) })
        .collect();
    spots.extend(row::rows(view, &folded, &items, &layout));
    let mut strokes: Vec<Stroke> = folded.lines.iter().enumerate().map(|(at, line)| stroke(view, &folded, &layout, at, line)).collect();
    spots.sort_by_key(|spot| (spot.x, spot.y));
    strokes.sort_by_key(|stroke| (-stroke.width, stroke.edge, stroke.d.clone()));
    let columns = i32::try_from(layout.columns.len()).unwrap_or(i32::MAX);
    Picture {
        elbows: spots.iter().filter_map(row::elbow).collect(),
        joins: join::joins(view, &folded, &items, &layout),
        heads: heads(view, &folded.shown, &layout),
        width: LEFT + columns.saturating_mul(COLUMN),
        height: TOP + layout.height + 24,
        spots,
        strokes,
    }
}

fn height(view: &View, thing: &Drawn) -> i32 {
    let abroad = match thing {
        Drawn::Node(id) => tied::abroad(view, &view.nodes[*id].account),
        Drawn::Lead(id) => tied::abroad(view, &view.leads[*id].to),
        Drawn::Fold(..) | Drawn::Handle(..) | Drawn::Leads(..) => return FOLD,
    };
    if abroad.is_some() { TAGGED } else { NODE }
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
    kept.extend(chosen.and_then(|chosen| chosen.link_in(view)).into_iter().flat_map(|link| [link.from, link.to]));
    kept.extend(chosen.and_then(|chosen| chosen.lead_in(view)).map(|lead| lead.from));
    kept
}

fn heads(view: &View, shown: &BTreeSet<usize>, layout: &Layout) -> Vec<Head> {
    let followed = Followed::of(&view.settings);
    let head = |(at, hop): (usize, &u32)| {
        let here = view.nodes.iter().filter(|node| node.hop == *hop && shown.contains(&node.id)).count();
        let x = column_x(at) - 10;
        if here == 0 {
            // Nothing but leads stands here, and they are no step of the way.
            return Head { x, title: "Leads".to_owned(), count: "guesses".to_owned() };
        }
        Head { x, title: followed.column(*hop), count: words::count(here, "address", "addresses") }
    };
    layout.columns.iter().enumerate().map(head).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Now, Run};
    use crate::trace::view::{Policy, Role, Settings};
    use crate::ui::graph::spot::Stands;

    /// The recorded case, traced to its end.
    fn bybit() -> View {
        let settings = Settings { budget: 300, most_hops: 10, dust_millionths: 1, policy: Policy::Fifo, ..Settings::default() };
        let now = Now { ms: 1_795_000_000_000 };
        let mut run = Run::new("bybit-2025-02-21", settings).unwrap();
        let actions = run.start(now);
        run.settle(actions, now);
        run.view()
    }

    fn open(picture: &Picture) -> BTreeSet<Alike> {
        let folds = picture.spots.iter().filter_map(|spot| match &spot.stands {
            Stands::Fold(alike) => Some(alike.clone()),
            _ => None,
        });
        folds.collect()
    }

    fn nodes(picture: &Picture) -> BTreeSet<usize> {
        let nodes = picture.spots.iter().filter_map(|spot| match spot.stands {
            Stands::Node(id) => Some(id),
            _ => None,
        });
        nodes.collect()
    }

    #[test]
    fn forty_tranches_fold_and_open() {
        let view = bybit();
        let closed = picture(&view, None, &BTreeSet::new(), None, true);
        assert_eq!(closed, picture(&view, None, &BTreeSet::new(), None, true));
        assert!(closed.spots.len() < 60, "{} marks are too many to read", closed.spots.len());
        let tranches = closed.spots.iter().find(|spot| spot.name == "+37 more").expect("40 tranches, 3 of them shown");
        assert_eq!(tranches.amount, "Σ 370,000 ETH");
        // Opening what is folded, over and over, brings every node out, but the pools that are a part of the sale's links.
        let (mut opened, mut all) = (BTreeSet::new(), closed);
        while !open(&all).is_empty() {
            opened.extend(open(&all));
            all = picture(&view, None, &opened, None, true);
        }
        let in_links = crate::ui::graph::taken::taken(&view, None).nodes;
        assert_eq!(in_links.len(), 3);
        assert_eq!(nodes(&all), (0..view.nodes.len()).filter(|node| !in_links.contains(node)).collect());
    }

    #[test]
    fn marks_and_lines_stay_inside_and_apart() {
        let picture = picture(&bybit(), None, &BTreeSet::new(), None, true);
        let places: BTreeSet<(i32, i32)> = picture.spots.iter().map(|spot| (spot.x, spot.y)).collect();
        assert_eq!(places.len(), picture.spots.len());
        assert!(picture.spots.iter().all(|spot| spot.x < picture.width && spot.y < picture.height && spot.y >= TOP));
        assert!(picture.strokes.iter().all(|stroke| (10..=60).contains(&stroke.width)));
        assert!(picture.strokes.iter().any(|stroke| stroke.dashes.is_some()), "the stated swap is dotted");
    }

    #[test]
    fn a_chosen_address_is_never_folded() {
        let view = bybit();
        let closed = nodes(&picture(&view, None, &BTreeSet::new(), None, true));
        let hidden = view.nodes.iter().find(|node| !closed.contains(&node.id)).unwrap();
        let chosen = picture(&view, None, &BTreeSet::new(), Some(&Selection::node(hidden)), true);
        assert!(nodes(&chosen).contains(&hidden.id));
    }

    #[test]
    fn a_filter_keeps_the_way_from_the_theft_to_each_of_its_ends() {
        let view = bybit();
        for term in Term::ALL {
            let kept = filter::nodes(&view, Some(term));
            let ends: Vec<_> = filter::ends(&view, Some(term)).collect();
            assert!(ends.iter().all(|end| kept.contains(&end.node)));
            let theft = view.nodes.iter().find(|node| node.role == Role::Thief).unwrap();
            assert_eq!(ends.is_empty(), !kept.contains(&theft.id), "{term:?}");
        }
    }
}
