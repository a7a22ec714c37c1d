//! The lines of ties, which run from the rows they stand in, and of leads.

use std::collections::BTreeMap;

use super::fold::{Drawn, Folded};
use super::layout::{Item, Layout};
use super::measure::{INDENT, SHELF, TOP, column_x, place};
use super::row::{drop, spoken, sums};
use super::stroke::{dashes, name, path, weight};
use super::tie::{Hint, Row, Tie};
use crate::money::{Amount, Asset};
use crate::trace::view::{LinkKind, Tier, View};
use crate::ui::{tied, words};

/// Pixels between a mark's texts and the start of a line that is broken there.
const CUT: i32 = 12;

/// A line of a tie or of leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Join {
    /// The path's description.
    pub d: String,
    /// Tenths of a pixel.
    pub width: i32,
    /// How it is known.
    pub class: &'static str,
    /// Dashes and gaps in tenths of a pixel, where the line is not whole.
    pub dashes: Option<(i32, i32)>,
    /// Whether it leads on to another mark.
    pub leads_on: bool,
    /// The middle of the break, where the line crosses from chain to chain.
    pub cut: Option<(i32, i32)>,
    /// A text on the line, and where it begins.
    pub label: Option<(i32, i32, String)>,
    /// The links, by index in the view.
    pub links: Vec<usize>,
    /// The leads, by index in the view.
    pub leads: Vec<usize>,
    /// All of it in words.
    pub spoken: String,
}

/// The lines of ties, then of leads. The layout's ways come after those of the plain lines.
#[must_use]
pub fn joins(view: &View, folded: &Folded, items: &[Item], layout: &Layout) -> Vec<Join> {
    let first = folded.lines.len();
    let ties = folded.ties.iter().enumerate().map(|(at, tie)| tie_join(view, folded, items, layout, first + at, tie));
    let first = first + folded.ties.len();
    let hints = folded.hints.iter().enumerate().map(|(at, hint)| hint_join(view, folded, layout, first + at, hint));
    ties.chain(hints).collect()
}

fn way(layout: &Layout, run: usize) -> Vec<(i32, i32)> {
    layout.ways[run].iter().map(|(column, y)| (column_x(*column), TOP + y)).collect()
}

fn tie_join(view: &View, folded: &Folded, items: &[Item], layout: &Layout, run: usize, tie: &Tie) -> Join {
    let (x, y) = place(layout, tie.from);
    let y = y + drop(items, tie);
    let [paid, received] = sums(view, tie);
    let chain = |sums: &BTreeMap<&Asset, Amount>| sums.keys().next().map(|asset| asset.chain());
    let crosses = tie.from != tie.to && tie.what == LinkKind::Bridge && chain(&paid) != chain(&received);
    // Closed rows share one, whose texts are not theirs.
    let own_row = matches!(folded.rows.get(&tie.from).and_then(|rows| rows.get(tie.row)), Some(Row::Tie(_)));
    let width = weight(view, paid.iter().map(|(asset, amount)| (*asset, amount))).min(40);
    let mut d = if own_row { format!("M{} {y}H{}", x + INDENT + 10, x + SHELF) } else { String::new() };
    if tie.from != tie.to {
        let start = if crosses { x + CUT } else { x };
        d.push_str(&path((start, y), &way(layout, run), place(layout, tie.to)));
    }
    Join {
        d,
        width,
        class: class(tie.tier),
        // What a person states is whole and bears a mark of its own.
        dashes: if tie.tier == Tier::Stated { None } else { dashes(tie.tier, width) },
        leads_on: tie.from != tie.to,
        cut: crosses.then_some((x + SHELF + CUT / 2, y)),
        label: None,
        links: tie.links.clone(),
        leads: Vec::new(),
        spoken: spoken(view, tie),
    }
}

fn hint_join(view: &View, folded: &Folded, layout: &Layout, run: usize, hint: &Hint) -> Join {
    let (from, to) = (place(layout, hint.from), place(layout, hint.to));
    // A mark of its own says its odds itself.
    let to_known = matches!(folded.things[hint.to], Drawn::Node(_) | Drawn::Fold(..));
    let first = hint.leads.first().and_then(|id| view.leads.get(*id));
    let odds = match (hint.leads.len(), first) {
        (1, Some(lead)) => tied::odds_short(lead),
        (count, _) => words::count(count, "lead", "leads"),
    };
    Join {
        d: path((from.0 + CUT, from.1), &way(layout, run), to),
        width: 15,
        class: "join lead",
        dashes: Some((30, 35)),
        leads_on: true,
        cut: None,
        label: to_known.then(|| (to.0 - 72, to.1 - 8, odds.clone())),
        links: Vec::new(),
        leads: hint.leads.clone(),
        spoken: format!(
            "{odds}, from {} to {}. It counts nowhere.",
            name(view, &folded.things[hint.from]),
            name(view, &folded.things[hint.to])
        ),
    }
}

const fn class(tier: Tier) -> &'static str {
    match tier {
        Tier::Observed => "join observed",
        Tier::Derived => "join derived",
        Tier::Inferred => "join inferred",
        Tier::Stated => "join stated",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ui::graph::made_up::{Made, coin};
    use crate::ui::graph::picture::{Picture, picture};
    use crate::ui::graph::spot::Stands;

    fn drawn(made: &Made) -> Picture {
        picture(&made.view, None, &BTreeSet::new(), None, true)
    }

    #[test]
    fn a_bridge_is_one_broken_line_with_its_amounts_and_names_the_other_chain() {
        let mut made = Made::new();
        let [thief, router] = [made.node(1), made.node(2)];
        let out = made.abroad(2);
        made.link(LinkKind::Bridge, "THORChain", (thief, router, out), (7, coin("ETH")), Some((2, coin("BTC"))));
        let picture = drawn(&made);
        let [join] = picture.joins.as_slice() else { panic!("{:?}", picture.joins) };
        assert!(join.cut.is_some() && join.leads_on && join.dashes.is_some() && join.class == "join derived");
        let row = picture.spots.iter().find(|spot| spot.hang.is_some()).unwrap();
        assert_eq!((row.name.as_str(), row.amount.as_str()), ("THORChain", "7 ETH → 2 BTC"));
        assert_eq!(row.spoken, "THORChain 7 ETH → 2 BTC. Over THORChain, from Ethereum to Bitcoin, derived from the chain.");
        let tags: Vec<&str> = picture.spots.iter().filter_map(|spot| spot.tag.as_deref()).collect();
        assert_eq!(tags, ["Bitcoin"]);
        // The row stands under its giver, and the receiver on the row's own height.
        let at = |id| picture.spots.iter().find(|spot| spot.stands == Stands::Node(id)).unwrap();
        assert!(row.y > at(thief).y && row.x == at(thief).x);
        assert_eq!(at(out).y, row.y);
    }

    #[test]
    fn each_tier_has_its_own_line() {
        let lines = [Tier::Observed, Tier::Derived, Tier::Inferred, Tier::Stated].map(|tier| {
            let mut made = Made::new();
            let [thief, pool, buyer] = [made.node(1), made.node(2), made.node(3)];
            let link = made.link(LinkKind::Swap, "X", (thief, pool, buyer), (7, coin("ETH")), Some((2, coin("USDT"))));
            made.view.links[link].tier = tier;
            let picture = drawn(&made);
            let stated = picture.spots.iter().filter_map(|spot| spot.hang.as_ref()).any(|hang| hang.stated);
            (picture.joins[0].class, picture.joins[0].dashes, stated)
        });
        assert_eq!(lines[0].1, None);
        assert!(lines[1].1.is_some_and(|(dash, _)| dash > 10) && lines[2].1.is_some_and(|(dash, _)| dash == 1));
        assert_eq!((lines[3].1, lines[3].2), (None, true), "whole, with a mark");
        assert_eq!(lines.iter().map(|line| line.0).collect::<BTreeSet<_>>().len(), 4);
    }

    #[test]
    fn a_swap_that_comes_back_has_no_line_to_another() {
        let mut made = Made::new();
        let [thief, pool] = [made.node(1), made.node(2)];
        made.link(LinkKind::Swap, "DODO", (thief, pool, thief), (7, coin("ETH")), Some((2, coin("USDT"))));
        let picture = drawn(&made);
        assert!(!picture.joins[0].leads_on && picture.joins[0].cut.is_none());
        assert_eq!(picture.spots.len(), 2, "the thief and the row");
    }

    #[test]
    fn a_lead_says_its_odds_once() {
        let mut made = Made::new();
        let [mixer, wallet] = [made.node(2), made.node(4)];
        made.lead(mixer, 3);
        made.lead(mixer, 3);
        made.view.leads[1].to = made.view.nodes[wallet].account.clone();
        let picture = drawn(&made);
        let on_lines: Vec<_> = picture.joins.iter().filter_map(|join| join.label.as_ref().map(|label| label.2.as_str())).collect();
        let on_marks: Vec<_> =
            picture.spots.iter().filter(|spot| matches!(spot.stands, Stands::Lead(_))).map(|spot| spot.amount.as_str()).collect();
        assert_eq!((on_lines, on_marks), (vec!["lead, 1 of 3"], vec!["lead, 1 of 3"]));
        assert!(picture.joins.iter().all(|join| join.class == "join lead" && join.dashes.is_some()));
    }
}
