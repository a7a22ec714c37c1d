//! What a trace says of a world: where the stolen money rests, and which addresses it touched.

use std::collections::{BTreeMap, BTreeSet};

use spoor::money::{Address, Amount};
use spoor::trace::view::{Reason, View};

/// What is claimed, and what it cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Claims {
    /// Pages asked for, as the world counted them.
    pub(crate) requests: u32,
    /// Where stolen money is said to rest, in base units.
    pub(crate) reached: BTreeMap<Address, Amount>,
    /// Every address that stolen money is said to have touched.
    pub(crate) visited: BTreeSet<Address>,
}

impl Claims {
    /// Adds an amount to what is claimed at an address.
    pub(crate) fn reach(&mut self, address: &Address, amount: Amount) {
        if !amount.is_zero() {
            let claimed = self.reached.entry(address.clone()).or_default();
            *claimed = [*claimed, amount].into_iter().sum();
        }
    }

    /// The JSON that a scorer reads: amounts as texts of digits, everything sorted by address.
    #[must_use]
    pub(crate) fn to_json(&self) -> serde_json::Value {
        let reached = |(address, amount): (&Address, &Amount)| serde_json::json!({ "address": address, "amount": amount });
        serde_json::json!({
            "requests": self.requests,
            "reached": self.reached.iter().map(reached).collect::<Vec<_>>(),
            "visited": self.visited,
        })
    }
}

/// What the engine's view claims: every end but dust, and every node with stolen money in it.
#[must_use]
pub(crate) fn claims(view: &View, requests: u32) -> Claims {
    let mut claims = Claims { requests, ..Claims::default() };
    for end in view.ends.iter().filter(|end| end.reason != Reason::Dust) {
        if let Some(node) = view.nodes.get(end.node) {
            claims.reach(node.account.address(), end.amount);
        }
    }
    let touched = view.nodes.iter().filter(|node| node.flows.iter().any(|flow| !flow.tainted_in.is_zero() || !flow.tainted_out.is_zero()));
    claims.visited = touched.map(|node| node.account.address().clone()).collect();
    claims
}
