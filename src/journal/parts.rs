//! A view on its way to the page, in parts: a page that reads a long text at once stands still for as long.

use serde::{Deserialize, Serialize};

use crate::explorer::Answered;
use crate::trace::view::{Edge, End, Guarded, Hop, Lead, Link, Node, Pattern, Trailed, View};

/// How much goes into a part: hops, nodes and other things that take about half a kilobyte of JSON each.
const PART: usize = 128;

/// A part of a view. Each list continues where the part before it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The view without its lists. What was there of another view is dropped.
    Head(Box<View>),
    /// More nodes.
    Nodes(Vec<Node>),
    /// More edges.
    Edges(Vec<Edge>),
    /// More hops of the last edge.
    Hops(Vec<Hop>),
    /// More links.
    Links(Vec<Link>),
    /// More leads.
    Leads(Vec<Lead>),
    /// More patterns.
    Patterns(Vec<Pattern>),
    /// More ends.
    Ends(Vec<End>),
    /// More of the search's trail.
    Trail(Vec<Trailed>),
    /// More refused rows.
    Guarded(Vec<Guarded>),
    /// More answers.
    Sources(Vec<Answered>),
    /// It is complete.
    Whole,
}

/// Takes a view apart.
pub fn split(mut view: View) -> impl Iterator<Item = Part> {
    let nodes = std::mem::take(&mut view.nodes);
    let edges = std::mem::take(&mut view.edges);
    let links = std::mem::take(&mut view.links);
    let leads = std::mem::take(&mut view.leads);
    let patterns = std::mem::take(&mut view.patterns);
    let ends = std::mem::take(&mut view.ends);
    let trail = std::mem::take(&mut view.trail);
    let guarded = std::mem::take(&mut view.guarded);
    let sources = std::mem::take(&mut view.sources);
    std::iter::once(Part::Head(Box::new(view)))
        .chain(bundles(nodes, |node| 1 + node.labels.len() + node.flows.len()).map(Part::Nodes))
        .chain(edge_parts(edges))
        .chain(bundles(links, |link| 1 + link.paid.len() + link.received.len()).map(Part::Links))
        .chain(bundles(leads, |_| 2).map(Part::Leads))
        .chain(bundles(patterns, |pattern| 1 + pattern.transfers.len() / 4 + pattern.others.len() / 8).map(Part::Patterns))
        .chain(bundles(ends, |end| 1 + end.path.len()).map(Part::Ends))
        .chain(bundles(trail, |_| 1).map(Part::Trail))
        .chain(bundles(guarded, |_| 1).map(Part::Guarded))
        .chain(bundles(sources, |_| 1).map(Part::Sources))
        .chain(std::iter::once(Part::Whole))
}

/// Bundles things until each bundle weighs enough.
fn bundles<T>(things: Vec<T>, weight: impl Fn(&T) -> usize) -> impl Iterator<Item = Vec<T>> {
    let mut things = things.into_iter().peekable();
    std::iter::from_fn(move || {
        let mut bundle = vec![things.next()?];
        let mut weighs = weight(&bundle[0]);
        while let Some(next) = things.next_if(|next| weighs + weight(next) <= PART) {
            weighs += weight(&next);
            bundle.push(next);
        }
        Some(bundle)
    })
}

/// Edges in bundles; the hops of an edge that has very many follow in parts of their own.
fn edge_parts(edges: Vec<Edge>) -> impl Iterator<Item = Part> {
    bundles(edges, |edge| 1 + edge.hops.len()).flat_map(|mut bundle| {
        // Only an edge that fills a bundle by itself can have more.
        let more = bundle.last_mut().filter(|edge| edge.hops.len() > PART).map(|edge| edge.hops.split_off(PART)).unwrap_or_default();
        std::iter::once(Part::Edges(bundle)).chain(bundles(more, |_| 1).map(Part::Hops))
    })
}

/// Puts a view together again.
#[derive(Debug, Default)]
pub struct Assembly {
    view: Option<Box<View>>,
}

impl Assembly {
    /// Takes the next part; gives the view when it is complete. Parts without a head before them are dropped.
    pub fn take(&mut self, part: Part) -> Option<View> {
        let view = match part {
            Part::Head(head) => {
                self.view = Some(head);
                return None;
            }
            Part::Whole => return self.view.take().map(|view| *view),
            _ => self.view.as_mut()?,
        };
        match part {
            Part::Head(_) | Part::Whole => {}
            Part::Nodes(more) => view.nodes.extend(more),
            Part::Edges(more) => view.edges.extend(more),
            Part::Hops(more) => view.edges.last_mut()?.hops.extend(more),
            Part::Links(more) => view.links.extend(more),
            Part::Leads(more) => view.leads.extend(more),
            Part::Patterns(more) => view.patterns.extend(more),
            Part::Ends(more) => view.ends.extend(more),
            Part::Trail(more) => view.trail.extend(more),
            Part::Guarded(more) => view.guarded.extend(more),
            Part::Sources(more) => view.sources.extend(more),
        }
        None
    }
}
