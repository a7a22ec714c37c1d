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

/// What the search says: the addresses on its trail, and at each what is not known to have gone on.
#[must_use]
pub(crate) fn by_trail(view: &View, requests: u32) -> Claims {
    let mut claims = Claims { requests, ..Claims::default() };
    let begin = view.nodes.iter().filter(|node| node.hop == 0);
    claims.visited = begin.map(|node| node.account.address().clone()).collect();
    for at in &view.trail {
        claims.visited.insert(at.account.address().clone());
        // A thousandth that stays behind at an address that was read is the rest of a balance, not an end.
        let rest = at.is_read && at.left.share(1_000.into(), 1.into()) <= at.came;
        if !rest {
            claims.reach(at.account.address(), at.left);
        }
    }
    claims
}

/// What a policy's ledger says: every end but dust, at addresses on the trail of the search.
#[must_use]
pub(crate) fn by_ledger(view: &View, requests: u32) -> Claims {
    let mut claims = by_trail(view, requests);
    claims.reached.clear();
    let touched: BTreeSet<&Address> = view.nodes.iter().map(|node| node.account.address()).collect();
    claims.visited.retain(|address| touched.contains(address));
    for end in view.ends.iter().filter(|end| end.reason != Reason::Dust) {
        if let Some(address) = view.nodes.get(end.node).map(|node| node.account.address())
            && claims.visited.contains(address)
        {
            claims.reach(address, end.amount);
        }
    }
    claims
}
