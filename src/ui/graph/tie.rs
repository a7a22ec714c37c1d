//! Links and leads as they are drawn: those of one kind, over one service, between the same two things are one tie.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::{Alike, Drawn, Folded, Of};
use super::taken::Taken;
use crate::money::Account;
use crate::trace::view::{Lead, LinkKind, Tier, View};
use crate::ui::mark::Shape;
use crate::ui::selection::Selection;

/// A thing shows its ties one by one up to this many; of more, one less and a row that stands for the others.
pub const SHOWN_TIES: usize = 4;
/// The same for the leads out of a thing.
pub const SHOWN_LEADS: usize = 3;

/// Links that are drawn as one: it hangs under the thing that gave, and leads to the one that received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// Index in [`Folded::things`]: who gave.
    pub from: usize,
    /// Index in [`Folded::things`]: who received; the same where the money came back to its own address.
    pub to: usize,
    /// Swap, bridge or refund.
    pub what: LinkKind,
    /// How it is known.
    pub tier: Tier,
    /// The links, by index in the view.
    pub links: Vec<usize>,
    /// Its row under the thing that gave, from 0; those that are closed share the last one.
    pub row: usize,
}

/// What stands in a row under a thing, below its own texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A tie, by index in [`Folded::ties`].
    Tie(usize),
    /// More ties than are shown: how they open, and how many.
    More(Alike, usize),
    /// The handle that closes them again.
    Less(Alike, usize),
}

/// A lead's line: from where money went in to who may have received it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Index in [`Folded::things`].
    pub from: usize,
    /// Index in [`Folded::things`].
    pub to: usize,
    /// The leads, by index in the view.
    pub leads: Vec<usize>,
}

/// The links that are drawn: nothing of a link without followed money is.
fn drawable(view: &View) -> impl Iterator<Item = &crate::trace::view::Link> {
    view.links.iter().filter(|link| link.paid.iter().any(|hop| !hop.tainted.is_zero()))
}

/// The thing at which a tie ends that has nothing on the other side yet: its own.
fn other_side(link: &crate::trace::view::Link) -> usize {
    if link.received.is_empty() { link.from } else { link.to }
}

/// The ties of a folded view, and what stands in the rows under each thing.
#[must_use]
pub fn ties(
    view: &View,
    stands: &BTreeMap<usize, usize>,
    folded: &Folded,
    open: &BTreeSet<Alike>,
) -> (Vec<Tie>, BTreeMap<usize, Vec<Row>>) {
    let mut grouped: BTreeMap<(usize, usize, LinkKind, Tier, &str), Vec<usize>> = BTreeMap::new();
    for link in drawable(view) {
        let (Some(&from), Some(&to)) = (stands.get(&link.from), stands.get(&other_side(link))) else { continue };
        grouped.entry((from, to, link.what, link.tier, &link.via)).or_default().push(link.id);
    }
    let mut ties: Vec<Tie> =
        grouped.into_iter().map(|((from, to, what, tier, _), links)| Tie { from, to, what, tier, links, row: 0 }).collect();
    // In the order of the view, as everything else is.
    ties.sort_by_key(|tie| (tie.from, tie.links.first().copied()));
    let mut rows: BTreeMap<usize, Vec<Row>> = BTreeMap::new();
    let mut at = 0;
    while let Some(from) = ties.get(at).map(|tie| tie.from) {
        let count = ties[at..].iter().take_while(|tie| tie.from == from).count();
        let key = (count > SHOWN_TIES).then(|| more(view, &folded.things[from], folded.hops[from], Of::Ties)).flatten();
        let closed = key.as_ref().is_some_and(|key| !open.contains(key));
        let shown = if closed { SHOWN_TIES - 1 } else { count };
        let own = rows.entry(from).or_default();
        for (row, tie) in ties[at..at + count].iter_mut().enumerate() {
            tie.row = row.min(shown);
            if row < shown {
                own.push(Row::Tie(at + row));
            }
        }
        if let Some(key) = key {
            own.push(if closed { Row::More(key, count - shown) } else { Row::Less(key, count - (SHOWN_TIES - 1)) });
        }
        at += count;
    }
    (ties, rows)
}

/// Adds the leads out of drawn things: to a drawn address a line, else a mark of their own in the next column.
pub fn add_leads(view: &View, stands: &BTreeMap<usize, usize>, folded: &mut Folded, open: &BTreeSet<Alike>) {
    let mut by_thing: BTreeMap<usize, Vec<&Lead>> = BTreeMap::new();
    for lead in &view.leads {
        if let Some(&from) = stands.get(&lead.from) {
            by_thing.entry(from).or_default().push(lead);
        }
    }
    let ids: BTreeMap<&Account, usize> = view.nodes.iter().map(|node| (&node.account, node.id)).collect();
    for (from, leads) in by_thing {
        let hop = folded.hops[from] + 1;
        let known = |lead: &&Lead| ids.get(&lead.to).and_then(|id| stands.get(id)).copied().filter(|to| *to != from);
        let mut known_to: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (lead, to) in leads.iter().filter_map(|lead| Some((lead, known(lead)?))) {
            known_to.entry(to).or_default().push(lead.id);
        }
        folded.hints.extend(known_to.into_iter().map(|(to, leads)| Hint { from, to, leads }));
        let mut others: Vec<usize> = leads.iter().filter(|lead| known(lead).is_none()).map(|lead| lead.id).collect();
        // The best odds first; the view's order where they are the same.
        others.sort_by_key(|id| (view.leads[*id].one_of, *id));
        let key = (others.len() > SHOWN_LEADS).then(|| more(view, &folded.things[from], hop, Of::Leads)).flatten();
        let closed = key.as_ref().is_some_and(|key| !open.contains(key));
        let hidden = if closed { others.split_off(SHOWN_LEADS - 1) } else { Vec::new() };
        let count = others.len();
        let mut put = |thing: Drawn, leads: Vec<usize>| {
            folded.hints.push(Hint { from, to: folded.things.len(), leads });
            folded.things.push(thing);
            folded.hops.push(hop);
        };
        for id in others {
            put(Drawn::Lead(id), vec![id]);
        }
        match key {
            Some(key) if closed => put(Drawn::Leads(key, hidden.clone()), hidden),
            Some(key) => {
                folded.things.push(Drawn::Handle(key, count));
                folded.hops.push(hop);
            }
            None => {}
        }
    }
}

/// The name of the ties or leads of a thing that open together.
fn more(view: &View, thing: &Drawn, hop: u32, of: Of) -> Option<Alike> {
    let first = match thing {
        Drawn::Node(id) => *id,
        Drawn::Fold(_, ids) => *ids.first()?,
        Drawn::Handle(..) | Drawn::Lead(_) | Drawn::Leads(..) => return None,
    };
    let from = vec![view.nodes.get(first)?.account.clone()];
    let shape = if of == Of::Leads { Shape::Lead } else { Shape::Bridge };
    Some(Alike { of, hop, shape, incomplete: false, unproven: of == Of::Leads, from })
}

/// The nodes that give, each with those that receive over links: what is joined for folding and filtering.
#[must_use]
pub fn senders(view: &View) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut senders: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for link in drawable(view).filter(|link| link.from != link.to && !link.received.is_empty()) {
        senders.entry(link.to).or_default().insert(link.from);
    }
    senders
}

/// The nodes that are drawn: those that are shown, without what is part of a link.
#[must_use]
pub fn drawn(shown: &BTreeSet<usize>, taken: &Taken) -> BTreeSet<usize> {
    shown.difference(&taken.nodes).copied().collect()
}

/// The links on the way to the chosen thing.
#[must_use]
pub fn on_the_way(view: &View, chosen: Option<&Selection>) -> BTreeSet<usize> {
    let Some(chosen) = chosen.filter(|_| !view.links.is_empty()) else { return BTreeSet::new() };
    if let Some(link) = chosen.link_in(view) {
        return BTreeSet::from([link.id]);
    }
    let Some(end) = chosen.end_in(view) else { return BTreeSet::new() };
    let hops: BTreeSet<_> = end.path.iter().map(|hop| hop.transfer.id()).collect();
    let links = view.links.iter().filter(|link| link.received.iter().any(|hop| hops.contains(&hop.transfer.id())));
    links.map(|link| link.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::graph::fold::fold;
    use crate::ui::graph::made_up::{Made, coin};

    fn folded(made: &Made, open: &BTreeSet<Alike>, leads: bool) -> Folded {
        fold(&made.view, &(0..made.view.nodes.len()).collect(), &BTreeSet::new(), open, None, leads)
    }

    #[test]
    fn links_between_the_same_two_over_one_service_are_one_tie() {
        let mut made = Made::new();
        let [thief, pool, buyer] = [made.node(1), made.node(2), made.node(3)];
        for via in ["DODO", "DODO", "Uniswap"] {
            made.link(LinkKind::Swap, via, (thief, pool, buyer), (10, coin("ETH")), Some((11, coin("USDT"))));
        }
        let folded = folded(&made, &BTreeSet::new(), true);
        let links: Vec<&[usize]> = folded.ties.iter().map(|tie| tie.links.as_slice()).collect();
        assert_eq!(links, [&[0, 1][..], &[2]]);
        assert_eq!(folded.things, [Drawn::Node(thief), Drawn::Node(buyer)], "the pool is part of them");
        assert!(folded.lines.is_empty());
        assert_eq!(folded.rows[&0], [Row::Tie(0), Row::Tie(1)]);
    }

    #[test]
    fn a_link_to_the_own_address_and_one_under_way_stay_at_their_thing() {
        let mut made = Made::new();
        let [thief, pool, other] = [made.node(1), made.node(2), made.node(3)];
        made.link(LinkKind::Swap, "DODO", (thief, pool, thief), (10, coin("ETH")), Some((11, coin("USDT"))));
        made.link(LinkKind::Bridge, "THORChain", (thief, pool, other), (10, coin("ETH")), None);
        let folded = folded(&made, &BTreeSet::new(), true);
        assert!(folded.ties.iter().all(|tie| tie.from == tie.to), "nothing has come out of either at another address");
    }

    #[test]
    fn many_ties_and_many_leads_close_and_open() {
        let mut made = Made::new();
        let [thief, mixer] = [made.node(1), made.node(2)];
        for at in 0..6 {
            let (pool, buyer) = (made.node(2), made.node(3));
            made.link(LinkKind::Swap, &format!("pool {at}"), (thief, pool, buyer), (10, coin("ETH")), Some((11, coin("USDT"))));
            made.lead(mixer, 3);
        }
        let closed = folded(&made, &BTreeSet::new(), true);
        let Some(Row::More(ties, 3)) = closed.rows[&0].last().cloned() else { panic!("{:?}", closed.rows) };
        assert_eq!(closed.ties.iter().map(|tie| tie.row).collect::<Vec<_>>(), [0, 1, 2, 3, 3, 3]);
        let leads =
            closed.things.iter().find_map(|thing| if let Drawn::Leads(key, ids) = thing { Some((key.clone(), ids.len())) } else { None });
        let (leads, 4) = leads.unwrap() else { panic!("two of six leads are shown") };
        let opened = folded(&made, &BTreeSet::from([ties, leads]), true);
        assert_eq!(opened.ties.iter().map(|tie| tie.row).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
        assert!(matches!(opened.rows[&0].last(), Some(Row::Less(_, 3))));
        assert_eq!(opened.hints.len(), 6);
        let without = folded(&made, &BTreeSet::new(), false);
        assert!(without.hints.is_empty() && without.things.len() == closed.things.len() - 3, "leads are left out on demand");
    }

    #[test]
    fn a_lead_to_an_address_of_the_trace_leads_there() {
        let mut made = Made::new();
        let [mixer, wallet] = [made.node(2), made.node(4)];
        made.lead(mixer, 2);
        made.view.leads[0].to = made.view.nodes[wallet].account.clone();
        let folded = folded(&made, &BTreeSet::new(), true);
        assert_eq!(folded.hints, [Hint { from: 0, to: 1, leads: vec![0] }]);
    }

    #[test]
    fn numbers_that_lead_nowhere_draw_nothing() {
        let mut made = Made::new();
        let [thief, pool] = [made.node(1), made.node(2)];
        made.link(LinkKind::Swap, "DODO", (thief, pool, thief), (10, coin("ETH")), None);
        made.lead(pool, 2);
        made.view.links[0].from = 77;
        made.view.leads[0].from = 78;
        let folded = folded(&made, &BTreeSet::new(), true);
        assert!(folded.ties.is_empty() && folded.hints.is_empty());
    }
}
