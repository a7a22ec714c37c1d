//! Links inside one chain: what an address gave in one asset and got in another.
//!
//! [`swap`] joins the two inside one transaction by netting, [`staking`] a withdrawal from liquid staking with its request,
//! and the case states sales of its own. A derived link carries the stolen part over in proportion
//! ([`Taint::set_links`](super::taint::Taint::set_links)) and the search goes on in the asset that came out. What was given
//! rests where it was given ([`given`]), and is asked about no further where the link is sure of that.
//!
//! Only addresses whose money is followed have links: what a pool does for others is nobody's trail. Forwards only.

pub mod given;
pub mod rate;
pub mod shown;
pub mod staking;
pub mod swap;

use std::collections::{BTreeMap, BTreeSet};

use super::Trace;
use super::history::{RowId, Who};
use super::search::flow::Flows;
use super::taint::Joined;
use super::view::{LinkKind, Tier};
use crate::money::Amount;

/// A link with its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Swap or exchange.
    pub what: LinkKind,
    /// How the legs are known to belong together. What is inferred is shown and carries nothing.
    pub tier: Tier,
    /// What was given, in the order of the chain.
    pub paid: Vec<RowId>,
    /// What came for it, in the order of the chain.
    pub received: Vec<RowId>,
    /// How the legs were matched, in a sentence.
    pub matched_by: String,
    /// Whether nobody needs to be asked where the given money went: it was taken in for what came out.
    pub settles: bool,
}

/// What one address gave and got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Netted {
    /// The links.
    pub found: Vec<Found>,
    /// Payments that look like one and carry nothing, with the reason in a sentence.
    pub refused: Vec<(RowId, String)>,
}

/// Every link of a trace.
#[derive(Clone, Debug, Default)]
pub struct Links {
    found: Vec<Found>,
    by_paid: BTreeMap<RowId, usize>,
    by_received: BTreeMap<RowId, usize>,
    refused: BTreeMap<RowId, String>,
    /// What each address gave and got among so many rows.
    seen: BTreeMap<Who, (usize, Netted)>,
}

impl Links {
    /// The links of what the trace has read.
    #[must_use]
    pub fn renewed(mut self, trace: &Trace) -> Self {
        let mut next = Self::default();
        let flows = Flows::of(trace);
        if !flows.is_forward() {
            return next;
        }
        let mut whose: Vec<Who> = trace
            .known
            .keys()
            .filter_map(|address| trace.history.who(address))
            .filter(|who| flows.is_followed(*who) && !flows.is_inside(*who) && !trace.is_origin(*who))
            .collect();
        // Of two that gave each other something, the one that the money reached first is the customer.
        whose.sort_by_key(|who| (trace.trail.hops.get(who).copied().unwrap_or(u32::MAX), trace.history.address(*who)));
        for who in whose {
            let rows = trace.history.touching(who).len();
            let netted = match self.seen.remove(&who).filter(|(known, _)| *known == rows) {
                Some((_, netted)) => netted,
                None => {
                    let mut netted = swap::of(trace, who);
                    netted.found.extend(staking::of(trace, who));
                    netted
                }
            };
            for link in &netted.found {
                let takes_in = |row: &RowId| flows.is_service(flows.payee(*row));
                let settles = link.settles || link.paid.iter().all(takes_in);
                next.add(Found { settles, ..link.clone() });
            }
            next.refused.extend(netted.refused.iter().cloned());
            next.seen.insert(who, (rows, netted));
        }
        next
    }

    /// A row is given once and received once, and never both: the other side of a trade is no second trade.
    fn add(&mut self, link: Found) {
        let taken = |row: &RowId| self.by_paid.contains_key(row) || self.by_received.contains_key(row);
        if link.received.iter().any(taken) || link.paid.iter().any(|row| self.by_received.contains_key(row)) {
            return;
        }
        for row in &link.paid {
            self.by_paid.entry(*row).or_insert(self.found.len());
        }
        for row in &link.received {
            self.by_received.insert(*row, self.found.len());
        }
        self.found.push(link);
    }

    /// Every link.
    #[must_use]
    pub fn all(&self) -> &[Found] {
        &self.found
    }

    /// What the ledgers carry.
    #[must_use]
    pub fn joined(&self) -> Vec<Joined> {
        let sure = self.found.iter().filter(|link| link.is_carried());
        sure.map(|link| Joined { paid: link.paid.clone(), received: link.received.clone() }).collect()
    }

    /// The link that a row was given in.
    #[must_use]
    pub fn of_paid(&self, row: RowId) -> Option<&Found> {
        self.by_paid.get(&row).and_then(|at| self.found.get(*at)).filter(|link| link.is_carried())
    }

    /// The link that a row was received by.
    #[must_use]
    pub fn of_received(&self, row: RowId) -> Option<&Found> {
        self.by_received.get(&row).and_then(|at| self.found.get(*at)).filter(|link| link.is_carried())
    }

    /// What came for these payments.
    #[must_use]
    pub fn brought_by(&self, paid: &[RowId]) -> Vec<RowId> {
        let found: BTreeSet<usize> = paid.iter().filter_map(|row| self.by_paid.get(row)).copied().collect();
        let carried = found.into_iter().map(|at| &self.found[at]).filter(|link| link.is_carried());
        carried.flat_map(|link| &link.received).copied().collect()
    }

    /// Whether nobody needs to be asked where this payment went on to.
    #[must_use]
    pub fn settles(&self, row: RowId) -> bool {
        self.of_paid(row).is_some_and(|link| link.settles)
    }

    /// Why a payment that looks like one leg of a trade is none.
    #[must_use]
    pub fn refused(&self, row: RowId) -> Option<&str> {
        self.refused.get(&row).map(String::as_str)
    }
}

impl Found {
    /// Whether the ledgers carry it.
    #[must_use]
    pub const fn is_carried(&self) -> bool {
        matches!(self.tier, Tier::Observed | Tier::Derived)
    }
}

/// The sums of rows by asset, in words: `1,234.5 USDC and 3 ETH`.
fn in_words<'r>(trace: &Trace, rows: impl IntoIterator<Item = &'r RowId>) -> String {
    let mut sums: BTreeMap<_, u128> = BTreeMap::new();
    for row in rows {
        let kept = trace.history.row(*row);
        *sums.entry(trace.history.asset(kept.coin)).or_default() += kept.amount;
    }
    let texts: Vec<String> = sums.into_iter().map(|(asset, sum)| amount_in_words(asset, sum)).collect();
    listed(&texts)
}

fn amount_in_words(asset: &crate::money::Asset, amount: u128) -> String {
    match asset.known() {
        Some(known) => format!("{} {}", Amount::from_u128(amount).to_coins_short(known.decimals, 6), known.symbol),
        None => format!("{amount} base units"),
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
