//! What the visitor has chosen in a trace.
//!
//! A trace's numbers change while it grows, so a choice is kept by what it is, and looked up in each new view.

use crate::money::{Account, Asset, TransferId};
use crate::trace::view::{Edge, End, Lead, Link, LinkKind, Node, Reason, View};

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
    /// A link, by the first payment of each of its legs.
    Link {
        /// Swap, bridge or refund.
        what: LinkKind,
        /// What was given first.
        paid: Option<TransferId>,
        /// What came out first, where that is known.
        received: Option<TransferId>,
    },
    /// A lead, by its two payments.
    Lead {
        /// What went in.
        deposit: TransferId,
        /// What may have come out.
        payment: TransferId,
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

    /// Chooses a link.
    #[must_use]
    pub fn link(link: &Link) -> Self {
        let first = |leg: &[crate::trace::view::Hop]| leg.first().map(|hop| hop.transfer.id());
        Self::Link { what: link.what, paid: first(&link.paid), received: first(&link.received) }
    }

    /// Chooses a lead.
    #[must_use]
    pub fn lead(lead: &Lead) -> Self {
        Self::Lead { deposit: lead.deposit.id(), payment: lead.payment.id() }
    }

    /// The chosen link.
    #[must_use]
    pub fn link_in<'a>(&self, view: &'a View) -> Option<&'a Link> {
        matches!(self, Self::Link { .. }).then(|| view.links.iter().find(|link| Self::link(link) == *self)).flatten()
    }

    /// The chosen lead.
    #[must_use]
    pub fn lead_in<'a>(&self, view: &'a View) -> Option<&'a Lead> {
        matches!(self, Self::Lead { .. }).then(|| view.leads.iter().find(|lead| Self::lead(lead) == *self)).flatten()
    }

    /// The node that is chosen, or at which the chosen end is.
    #[must_use]
    pub fn node_in<'a>(&self, view: &'a View) -> Option<&'a Node> {
        match self {
            Self::Node(account) | Self::End { account, .. } => view.nodes.iter().find(|node| node.account == *account),
            Self::Edge { .. } | Self::Link { .. } | Self::Lead { .. } => None,
        }
    }

    /// The chosen edge.
    #[must_use]
    pub fn edge_in<'a>(&self, view: &'a View) -> Option<&'a Edge> {
        matches!(self, Self::Edge { .. }).then(|| view.edges.iter().find(|edge| Self::edge(view, edge).as_ref() == Some(self))).flatten()
    }

    /// The chosen end; of a chosen address the end with the most urgent rank there.
    #[must_use]
    pub fn end_in<'a>(&self, view: &'a View) -> Option<&'a End> {
        match self {
            Self::Edge { .. } | Self::Link { .. } | Self::Lead { .. } => None,
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
                Self::Link { .. } => self.link_in(old).map(|link| legs(old, link)) == self.link_in(new).map(|link| legs(new, link)),
                Self::Lead { .. } => self.lead_in(old).map(odds) == self.lead_in(new).map(odds),
                Self::Node(_) | Self::End { .. } => match (self.node_in(old), self.node_in(new)) {
                    (Some(was), Some(is)) => {
                        node(was) == node(is)
                            && ends(old, was) == ends(new, is)
                            && around(old, was) == around(new, is)
                            && joined(old, was) == joined(new, is)
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

/// The links, leads and patterns at a node without their numbers.
fn joined<'a>(view: &'a View, node: &Node) -> impl PartialEq + use<'a> {
    let links: Vec<_> = view.links.iter().filter(|link| link.from == node.id || link.to == node.id).map(|link| legs(view, link)).collect();
    let leads: Vec<_> = view.leads.iter().filter(|lead| lead.from == node.id).map(odds).collect();
    let patterns = view.patterns.iter().filter(|pattern| pattern.node == node.id);
    let patterns: Vec<_> =
        patterns.map(|pattern| (pattern.what, &pattern.why, &pattern.transfers, &pattern.others, &pattern.structure)).collect();
    (links, leads, patterns)
}

/// A link without its number.
fn legs<'a>(view: &'a View, link: &'a Link) -> impl PartialEq + use<'a> {
    let account = |id: usize| view.nodes.get(id).map(|node| &node.account);
    (link.what, link.tier, &link.via, &link.matched_by, [account(link.from), account(link.to)], &link.paid, &link.received, &link.sources)
}

/// A lead without its number.
fn odds(lead: &Lead) -> impl PartialEq + use<'_> {
    (lead.what, &lead.deposit, &lead.to, &lead.payment, &lead.clue, lead.one_of, lead.of)
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
        let pays_on = |end: &&End| old.nodes[end.node].flows.iter().any(|flow| flow.asset == end.asset && !flow.tainted_out.is_zero());
        let end = old.ends.iter().find(pays_on).unwrap();
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
        turned.links.iter_mut().for_each(|link| (link.from, link.to) = (last - link.from, last - link.to));
        turned.leads.iter_mut().for_each(|lead| lead.from = last - lead.from);
        turned.patterns.iter_mut().for_each(|pattern| pattern.node = last - pattern.node);
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
