//! What the visitor has chosen in a trace.
//!
//! A trace's numbers change while it grows, so a choice is kept by what it is, and looked up in each new view.

use crate::money::{Account, Asset};
use crate::trace::view::{Edge, End, Node, Reason, View};

/// The chosen thing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Selection {
    /// An address.
    Node(Account),
    /// The movements of one asset between two addresses.
    Edge {
        /// Sender.
        from: Account,
        /// Recipient.
        to: Account,
        /// What moved.
        asset: Asset,
    },
    /// An end: an amount at an address, and why following stopped.
    End {
        /// Where.
        account: Account,
        /// Of what.
        asset: Asset,
        /// Why.
        reason: Reason,
    },
}

impl Selection {
    /// Chooses a node.
    #[must_use]
    pub fn node(node: &Node) -> Self {
        Self::Node(node.account.clone())
    }

    /// Chooses an edge of a view; `None` where its nodes are not in the view.
    #[must_use]
    pub fn edge(view: &View, edge: &Edge) -> Option<Self> {
        let (from, to) = (view.nodes.get(edge.from)?, view.nodes.get(edge.to)?);
        Some(Self::Edge { from: from.account.clone(), to: to.account.clone(), asset: edge.asset.clone() })
    }

    /// Chooses an end of a view; `None` where its node is not in the view.
    #[must_use]
    pub fn end(view: &View, end: &End) -> Option<Self> {
        let node = view.nodes.get(end.node)?;
        Some(Self::End { account: node.account.clone(), asset: end.asset.clone(), reason: end.reason })
    }

    /// The node that is chosen, or at which the chosen end is.
    #[must_use]
    pub fn node_in<'a>(&self, view: &'a View) -> Option<&'a Node> {
        match self {
            Self::Node(account) | Self::End { account, .. } => view.nodes.iter().find(|node| node.account == *account),
            Self::Edge { .. } => None,
        }
    }

    /// The chosen edge.
    #[must_use]
    pub fn edge_in<'a>(&self, view: &'a View) -> Option<&'a Edge> {
        view.edges.iter().find(|edge| Self::edge(view, edge).as_ref() == Some(self))
    }

    /// The chosen end; of a chosen address the end with the most urgent rank there.
    #[must_use]
    pub fn end_in<'a>(&self, view: &'a View) -> Option<&'a End> {
        match self {
            Self::Edge { .. } => None,
            Self::Node(_) => self.node_in(view).and_then(|node| view.ends.iter().find(|end| end.node == node.id)),
            Self::End { .. } => {
                let there = || view.ends.iter().filter_map(|end| Some((end, Self::end(view, end)?)));
                let exact = there().find(|(_, own)| own == self);
                exact.or_else(|| there().find(|(_, own)| own.is_beside(self))).map(|(end, _)| end)
            }
        }
    }

    /// Whether both are ends of one asset at one address. Why following stopped there changes while a trace goes on.
    #[must_use]
    pub fn is_beside(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::End { account, asset, .. }, Self::End { account: its, asset: of, .. }) => (account, asset) == (its, of),
            _ => false,
        }
    }

    /// Whether two views of a trace say the same of the chosen thing, whatever its numbers are in each.
    #[must_use]
    pub fn looks_same(&self, old: &View, new: &View) -> bool {
        old.settings == new.settings
            && match self {
                Self::Edge { .. } => match (self.edge_in(old), self.edge_in(new)) {
                    (Some(was), Some(is)) => between(old, was) == between(new, is),
                    (was, is) => was.is_none() && is.is_none(),
                },
                Self::Node(_) | Self::End { .. } => match (self.node_in(old), self.node_in(new)) {
                    (Some(was), Some(is)) => {
                        node(was) == node(is) && ends(old, was) == ends(new, is) && around(old, was) == around(new, is)
                    }
                    (was, is) => was.is_none() && is.is_none(),
                },
            }
    }
}

/// A node without its number.
fn node(node: &Node) -> impl PartialEq + use<'_> {
    let Node { id: _, account, hop, role, labels, statements, flows, coverage, looks_like, finding } = node;
    (account, hop, role, labels, statements, flows, coverage, looks_like, finding)
}

/// The ends at a node without their numbers.
fn ends<'a>(view: &'a View, node: &Node) -> Vec<impl PartialEq + use<'a>> {
    let bare = |end: &'a End| {
        let End { id: _, node: _, reason, why, asset, amount, range, since, freezable_by, freezers, path, chain } = end;
        (reason, why, asset, amount, range, since, freezable_by, freezers, path, chain)
    };
    view.ends.iter().filter(|end| end.node == node.id).map(bare).collect()
}

/// The edges at a node, each with whom it joins.
fn around<'a>(view: &'a View, node: &Node) -> Vec<impl PartialEq + use<'a>> {
    let account = |id: usize| view.nodes.get(id).map(|node| &node.account);
    let edges = view.edges.iter().filter(|edge| edge.from == node.id || edge.to == node.id);
    edges.map(|edge| (account(edge.from), account(edge.to), &edge.asset, edge.tainted)).collect()
}

/// An edge and those beside it, whole.
fn between<'a>(view: &'a View, edge: &Edge) -> Vec<impl PartialEq + use<'a>> {
    let edges = view.edges.iter().filter(|other| (other.from, other.to) == (edge.from, edge.to));
    edges.map(|edge| (&edge.asset, edge.amount, edge.tainted, edge.tier, &edge.hops)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Now, Run};
    use crate::trace::view::{Finding, Settings};

    #[test]
    fn a_choice_outlives_a_change_of_numbers_and_sees_a_change_of_facts() {
        let now = Now { ms: 1_795_000_000_000 };
        let mut run = Run::new("bybit-2025-02-21", Settings::default()).unwrap();
        let actions = run.start(now);
        run.settle(actions, now);
        let old = run.view();
        let end = &old.ends[0];
        let chosen = Selection::end(&old, end).unwrap();
        let edge = Selection::edge(&old, &old.edges[0]).unwrap();
        assert!(chosen.looks_same(&old, &old) && edge.looks_same(&old, &old));

        // The same trace, numbered the other way round.
        let mut turned = old.clone();
        let last = turned.nodes.len() - 1;
        turned.nodes.reverse();
        turned.nodes.iter_mut().for_each(|node| node.id = last - node.id);
        turned.edges.iter_mut().for_each(|edge| (edge.from, edge.to) = (last - edge.from, last - edge.to));
        turned.ends.iter_mut().for_each(|end| end.node = last - end.node);
        assert!(chosen.looks_same(&old, &turned) && edge.looks_same(&old, &turned));

        let account = old.nodes[end.node].account.clone();
        run.find(account.address().clone(), Finding::Exchange, now);
        let new = run.view();
        assert!(!chosen.looks_same(&old, &new));
        let still = chosen.end_in(&new).unwrap();
        assert_eq!(still.reason, Reason::Exchange, "the end is still chosen, whatever it became");
        assert!(still.amount > end.amount, "what went on from an exchange is not followed: all of it rests there");
        assert!(!Selection::Node(account).looks_same(&old, &new));
        assert!(edge.looks_same(&old, &new));
        let mut less = old.clone();
        less.edges.remove(0);
        assert!(!edge.looks_same(&old, &less));
    }
}
