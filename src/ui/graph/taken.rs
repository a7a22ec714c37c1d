//! What a link stands for in the picture: its two legs, and the pools and bridges between them that have no other business.

use std::collections::{BTreeMap, BTreeSet};

use crate::money::{Address, Amount, Asset, Chain, TransferId};
use crate::trace::view::{Hop, Role, View};

/// What links take out of the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Nodes that are drawn as a part of their links, by index.
    pub nodes: BTreeSet<usize>,
    /// What is left of edges whose payments are legs, by the edge's index.
    pub rest: BTreeMap<usize, Amount>,
}

/// Finds it. `chosen` is drawn whatever it is.
///
/// A node between two legs is taken out where every payment at it is a leg, all that ended there was given on by links,
/// nobody can stop it there and nothing else is said of it. Where it stays for another payment, its legs are taken out of
/// its lines; where it stays for itself, its legs stay too, so that no mark stands without a line.
#[must_use]
pub fn taken(view: &View, chosen: Option<usize>) -> Taken {
    if view.links.is_empty() {
        return Taken::default();
    }
    let ids: BTreeMap<(Chain, &Address), usize> =
        view.nodes.iter().map(|node| ((node.account.chain(), node.account.address()), node.id)).collect();
    let node_of = |hop: &Hop, address| ids.get(&(hop.transfer.asset.chain(), address)).copied();
    let sides: BTreeSet<usize> = view.links.iter().flat_map(|link| [link.from, link.to]).collect();
    let mut legs: BTreeMap<TransferId, usize> = BTreeMap::new();
    let mut through: BTreeMap<(usize, &Asset), Amount> = BTreeMap::new();
    for link in &view.links {
        let inward = link.paid.iter().map(|hop| (hop, node_of(hop, &hop.transfer.to), true));
        let outward = link.received.iter().map(|hop| (hop, node_of(hop, &hop.transfer.from), false));
        for (hop, middle, inward) in inward.chain(outward) {
            let Some(middle) = middle.filter(|middle| !sides.contains(middle)) else { continue };
            legs.insert(hop.transfer.id(), middle);
            if inward {
                let sum = through.entry((middle, &hop.transfer.asset)).or_default();
                *sum = [*sum, hop.tainted].into_iter().sum();
            }
        }
    }
    let middles: BTreeSet<usize> = legs.values().copied().collect();
    let mut rest: BTreeMap<usize, Amount> = BTreeMap::new();
    let mut busy: BTreeSet<usize> = BTreeSet::new();
    for edge in view.edges.iter().filter(|edge| middles.contains(&edge.from) || middles.contains(&edge.to)) {
        let left: Amount = edge.hops.iter().filter(|hop| !legs.contains_key(&hop.transfer.id())).map(|hop| hop.tainted).sum();
        if !left.is_zero() {
            busy.extend([edge.from, edge.to]);
        }
        rest.insert(edge.id, left);
    }
    let given_on = |node: usize, asset: &Asset| through.get(&(node, asset)).copied().unwrap_or_default();
    let mut stays: BTreeSet<usize> = chosen.into_iter().collect();
    stays.extend(view.leads.iter().map(|lead| lead.from));
    stays.extend(view.nodes.iter().filter(|node| matches!(node.role, Role::Victim | Role::Thief | Role::Mixer)).map(|node| node.id));
    let rests = view.ends.iter().filter(|end| end.freezable_by.is_some() || end.amount > given_on(end.node, &end.asset));
    stays.extend(rests.map(|end| end.node));
    let for_itself = |node: &usize| stays.contains(node) && !busy.contains(node);
    let nodes: BTreeSet<usize> = middles.iter().copied().filter(|node| !stays.contains(node) && !busy.contains(node)).collect();
    rest.retain(|edge, _| view.edges.get(*edge).is_some_and(|edge| ![edge.from, edge.to].iter().any(for_itself)));
    Taken { nodes, rest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::view::{LinkKind, Reason};
    use crate::ui::graph::made_up::{Made, coin};

    /// A thief who swaps at a pool for another's account.
    fn swapped() -> (Made, [usize; 3]) {
        let mut made = Made::new();
        let [thief, pool, buyer] = [made.node(1), made.node(2), made.node(3)];
        made.link(LinkKind::Swap, "DODO", (thief, pool, buyer), (10, coin("ETH")), Some((11, coin("USDT"))));
        (made, [thief, pool, buyer])
    }

    #[test]
    fn a_pool_without_other_business_is_part_of_its_link() {
        let (made, [_, pool, _]) = swapped();
        let taken = taken(&made.view, None);
        assert_eq!(taken.nodes, BTreeSet::from([pool]));
        assert!(taken.rest.len() == 2 && taken.rest.values().all(|rest| rest.is_zero()));
    }

    #[test]
    fn what_was_given_on_does_not_keep_a_pool_and_what_rests_does() {
        for (left, stays) in [(10, false), (11, true)] {
            let (mut made, [_, pool, _]) = swapped();
            made.end(pool, Reason::Service, left, coin("ETH"));
            let taken = taken(&made.view, None);
            assert_eq!(taken.nodes.is_empty(), stays, "{left} ETH ended at the pool");
            assert_eq!(taken.rest.is_empty(), stays, "a pool that stays for itself keeps its lines");
        }
    }

    #[test]
    fn a_pool_that_is_chosen_or_can_be_stopped_keeps_its_lines() {
        let (mut made, [_, pool, _]) = swapped();
        assert_eq!(taken(&made.view, Some(pool)), Taken::default());
        made.end(pool, Reason::Service, 10, coin("ETH"));
        made.view.ends[0].freezable_by = Some("X can pause it.".into());
        assert_eq!(taken(&made.view, None), Taken::default());
    }

    #[test]
    fn a_pool_with_other_business_keeps_that_alone() {
        let (mut made, [thief, pool, _]) = swapped();
        made.pay(thief, pool, 3, coin("ETH"));
        let taken = taken(&made.view, None);
        assert!(taken.nodes.is_empty());
        let edge = made.view.edges.iter().find(|edge| (edge.from, edge.to) == (thief, pool)).unwrap();
        assert_eq!(crate::ui::words::exact(taken.rest[&edge.id], &edge.asset), "3 ETH");
    }

    #[test]
    fn numbers_that_lead_nowhere_are_borne() {
        let (mut made, _) = swapped();
        made.view.links[0].from = 99;
        made.view.links[0].to = 98;
        made.view.leads.clear();
        assert_eq!(taken(&made.view, Some(97)).nodes.len(), 1);
    }
}
