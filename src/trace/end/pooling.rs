//! Services without a label, recognised by what they do: other people's money, many times the stolen sum, from and to many.
//!
//! Source: every tracer's stop rule for high-degree addresses (BlockSci, GraphSense); here it needs both the crowd and the
//! money. Limits: a busy trader looks like a service; a small service like a wallet. It is worded as an inference.
//! Measured: no laundering address of the three worlds is taken for one (`tests/worlds`).

use std::collections::BTreeSet;

use crate::trace::history::{Coin, Who};
use crate::trace::search::flow::Flows;

/// People who paid or were paid: fewer are no crowd.
const LEAST_PEOPLE: usize = 40;
/// Other money in proportion to the stolen.
const LEAST_TIMES: u128 = 20;

/// Why an address is taken for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pooling {
    /// How many different people paid or were paid in what was read.
    pub people: usize,
    /// How many times as much other money as stolen money came in.
    pub times: u128,
}

/// Looks at who paid an address and whom it paid; `stolen` is what came in by the trail.
#[must_use]
pub fn recognise(flows: &Flows<'_>, who: Who, coin: Coin, stolen: u128) -> Option<Pooling> {
    let history = &flows.trace.history;
    if history.touching(who).len() < LEAST_PEOPLE {
        return None;
    }
    let (mut payers, mut payees, mut came) = (BTreeSet::new(), BTreeSet::new(), 0u128);
    for row in flows.rows_of(who, coin) {
        let kept = history.row(row);
        if kept.to == who {
            payers.insert(kept.from);
            came = came.saturating_add(kept.amount);
        } else {
            payees.insert(kept.to);
        }
    }
    let people = payers.union(&payees).count();
    let times = came.saturating_sub(stolen) / stolen.max(1);
    (people >= LEAST_PEOPLE && payers.len() >= LEAST_PEOPLE / 4 && payees.len() >= LEAST_PEOPLE / 4 && times >= LEAST_TIMES)
        .then_some(Pooling { people, times })
}

impl Pooling {
    /// The evidence, as an inference.
    #[must_use]
    pub fn why(&self) -> String {
        format!(
            "This is an inference: {} others paid it or were paid by it, with {} times as much other money. It pools money of many, so it is not followed through.",
            self.people, self.times
        )
    }
}
