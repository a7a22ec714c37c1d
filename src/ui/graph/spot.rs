//! A mark of the picture and its texts.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::fold::{Alike, Drawn, Of};
use super::measure::{place_in_case, whole};
use crate::money::{Amount, Asset};
use crate::trace::view::{Flow, LinkKind, Node, View};
use crate::ui::followed::Followed;
use crate::ui::hostile;
use crate::ui::mark::{self, Mark, Shape};
use crate::ui::tied;
use crate::ui::words;

/// What a mark stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stands {
    /// A node, by its index in the view.
    Node(usize),
    /// A closed fold.
    Fold(Alike),
    /// An opened fold's handle.
    Handle(Alike),
    /// Links that are drawn as one, by their indices in the view.
    Tie(Vec<usize>),
    /// A lead, by its index in the view.
    Lead(usize),
}

/// Where and how a row hangs under a thing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hang {
    /// Pixels from the thing's mark down to the row.
    pub drop: i32,
    /// What its sign says; `None` where it stands for several.
    pub sign: Option<LinkKind>,
    /// Whether what was received came back to the own address.
    pub returns: bool,
    /// Whether only a person's word joins the sides.
    pub stated: bool,
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
    /// The chain, where it is not the trace's own.
    pub tag: Option<String>,
    /// How it hangs under a thing, of a row.
    pub hang: Option<Hang>,
}

/// The mark of a drawn thing at a place; `shelf` is the width of the widest line that leaves it, in tenths of a pixel.
#[must_use]
pub fn spot(view: &View, thing: &Drawn, (x, y): (i32, i32), shelf: i32) -> Spot {
    match thing {
        Drawn::Node(id) => {
            let node = &view.nodes[*id];
            let mark = Mark::of(view, node);
            let name = node.labels.first().map(|label| hostile::plain(&label.name, 18)).filter(|name| !name.is_empty());
            let amount = amount(view, node);
            let is_address = name.is_none();
            let name = name.unwrap_or_else(|| format!("{:#}", node.account.address()));
            let tag = tied::abroad(view, &node.account);
            let spoken = format!("{}{name} {amount}. {}", on(tag.as_deref()), spoken(view, node, mark));
            let stands = Stands::Node(*id);
            Spot { stands, mark, x, y, is_address, spoken, name, amount, shelf, out: Vec::new(), tag, hang: None }
        }
        Drawn::Fold(alike, ids) => {
            let sum = sums(view, ids);
            let name = format!("+{} more", ids.len());
            let spoken = format!("{name} Σ {sum}. Press to show them.");
            plain(Stands::Fold(alike.clone()), alike, (x, y), name, format!("Σ {sum}"), spoken, shelf)
        }
        Drawn::Handle(alike, count) => {
            let what = if alike.of == Of::Leads { " leads" } else { "" };
            let name = format!("Fold {count}{what} again");
            plain(Stands::Handle(alike.clone()), alike, (x, y), name.clone(), String::new(), name, 0)
        }
        Drawn::Lead(id) => {
            let lead = &view.leads[*id];
            let mark = Mark { shape: Shape::Lead, unproven: true, ..Mark::default() };
            let (name, amount) = (format!("{:#}", lead.to.address()), tied::odds_short(lead));
            let sum = words::short(lead.payment.amount, &lead.payment.asset);
            let tag = tied::abroad(view, &lead.to);
            let spoken = format!("{}{name} {amount}. {sum} to {}. {}", on(tag.as_deref()), lead.to.address(), tied::odds(lead));
            Spot {
                stands: Stands::Lead(*id),
                mark,
                x,
                y,
                is_address: true,
                spoken,
                name,
                amount,
                shelf: 0,
                out: Vec::new(),
                tag,
                hang: None,
            }
        }
        Drawn::Leads(alike, ids) => {
            let name = format!("+{}", words::count(ids.len(), "lead", "leads"));
            let spoken = format!("{name}, each an inference. Press to show them.");
            plain(Stands::Fold(alike.clone()), alike, (x, y), name, String::new(), spoken, 0)
        }
    }
}

/// The chain above the name, as it is drawn.
fn on(tag: Option<&str>) -> String {
    tag.map_or_else(String::new, |chain| format!("on {chain} "))
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
    let mark = Mark { shape: alike.shape, freezable: false, incomplete: alike.incomplete, unproven: alike.unproven };
    Spot { stands, mark, x, y, name, is_address: false, amount, spoken, shelf, out: Vec::new(), tag: None, hang: None }
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
    let followed = Followed::of(&view.settings);
    let [reached, _, rest] = followed.flow().map(str::to_lowercase);
    let flows: Vec<String> = node
        .flows
        .iter()
        .map(|flow| format!("{} {reached}, {} {rest}", words::short(flow.tainted_in, &flow.asset), words::short(flow.left, &flow.asset)))
        .collect();
    let ends: Vec<&str> = view.ends.iter().filter(|end| end.node == node.id).map(|end| followed.reason(end.reason)).collect();
    let more =
        [if mark.freezable { " Can still be stopped." } else { "" }, if mark.incomplete { " Its history is incomplete." } else { "" }];
    let patterns: BTreeSet<&str> =
        view.patterns.iter().filter(|pattern| pattern.node == node.id).map(|pattern| tied::pattern(pattern.what)).collect();
    let looks = if patterns.is_empty() {
        String::new()
    } else {
        format!(" It looks like: {} (inferred).", patterns.into_iter().collect::<Vec<_>>().join("; "))
    };
    let known = mark::role(view, node).1.word().map_or_else(String::new, |known| format!(" ({known})"));
    format!(
        "{name}{}{known} {}: {}. {}.{}{looks}",
        followed.shape(mark.shape),
        node.account.address(),
        flows.join("; "),
        ends.join(", "),
        more.concat()
    )
}

/// The largest flow of a node: of the asset with the largest share of its stolen total, the case's first where equal.
fn main_flow<'a>(view: &View, node: &'a Node) -> Option<&'a Flow> {
    node.flows.iter().max_by_key(|flow| {
        let passed = flow.tainted_in.max(flow.tainted_out);
        (passed.millionths_of(whole(view, &flow.asset)), Reverse(place_in_case(view, &flow.asset)))
    })
}
