//! What the visitor has chosen in a trace.
//!
//! A trace's numbers change while it grows, so a choice is kept by what it is, and looked up in each new view.

use crate::money::{Account, Asset};
use crate::trace::view::{Edge, End, Node, Reason, View};

/// The chosen thing.
#[derive(Clone, Debug, PartialEq, Eq)]
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
            Self::End { .. } => view.ends.iter().find(|end| Self::end(view, end).as_ref() == Some(self)),
        }
    }
}
