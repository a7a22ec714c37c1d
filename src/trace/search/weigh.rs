//! What an asset weighs that nobody stole: it came in by links, for stolen money of another asset.
//!
//! Rule: questions are weighed by shares of what was stolen, so no price is needed. A payment that came for a third of the
//! stolen ether weighs a third. Limits: of an asset that was stolen too, what came in weighs by that theft's total.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::Flows;
use super::trail::Trail;
use crate::trace::history::{Coin, RowId};

impl Trail {
    /// What counts as everything of an asset that came in by links alone: so much that a part of it weighs as much as the
    /// part of the first asset that was given for it.
    pub(super) fn weigh_links(&mut self, flows: &Flows<'_>) {
        /// Links of links of links: further ones weigh as the last.
        const MOST_STEPS: usize = 8;
        /// Parts of a whole asset.
        const PARTS: u128 = 1_000_000_000;
        let links = &flows.trace.links;
        let coin = |row: RowId| flows.trace.history.row(row).coin;
        for _ in 0..MOST_STEPS {
            let mut came: BTreeMap<Coin, (u128, u128)> = BTreeMap::new();
            let mut seen = BTreeSet::new();
            for &row in self.linked.values().flatten() {
                let Some(link) = links.of_received(row).filter(|link| seen.insert(link.paid.first().copied())) else { continue };
                let Some(&first) = link.paid.first() else { continue };
                let given = coin(first);
                let Some(total) = self.total.get(&given).copied().filter(|total| *total > 0) else { continue };
                let share = flows.sum(&link.paid).saturating_mul(PARTS) / total;
                let new: Vec<RowId> = link.received.iter().copied().filter(|row| !self.total.contains_key(&coin(*row))).collect();
                let Some(bought) = new.first().map(|row| coin(*row)) else { continue };
                let (sum, shares) = came.entry(bought).or_default();
                *sum = sum.saturating_add(flows.sum(new.iter().filter(|row| coin(**row) == bought)));
                *shares = shares.saturating_add(share);
            }
            if came.is_empty() {
                return;
            }
            for (coin, (sum, share)) in came {
                let share = share.max(1);
                let whole = (sum / share).saturating_mul(PARTS).saturating_add((sum % share).saturating_mul(PARTS) / share);
                self.total.insert(coin, whole.max(1));
            }
        }
    }
}
