//! The way from the theft to an address: backwards along the largest tainted receipt, always earlier in time.

use super::Trace;
use super::survey::Survey;
use super::view::{Hop, Tier};
use crate::money::{Address, Asset, Transfer, TransferId};

/// Answers path questions over one survey.
#[derive(Debug)]
pub struct Paths<'a> {
    trace: &'a Trace,
    survey: &'a Survey,
}

impl<'a> Paths<'a> {
    /// Over what the trace has read.
    #[must_use]
    pub const fn new(trace: &'a Trace, survey: &'a Survey) -> Self {
        Self { trace, survey }
    }

    /// The largest way of an asset to an address, seed first; empty where no stolen money of it came there.
    ///
    /// It follows, from the end, the receipt with the largest stolen part; of equal ones the earliest. Over a stated sale
    /// it goes on with the asset that was sold. Every step is earlier than the one after it, so it ends.
    #[must_use]
    pub fn to(&self, address: &Address, asset: &Asset) -> Vec<Hop> {
        let mut hops = Vec::new();
        let mut wanted = (address.clone(), vec![asset.clone()]);
        let mut before = self.survey.order.len();
        while let Some((at, transfer)) = self.largest_receipt(&wanted.0, &wanted.1, before) {
            let sold = self.sold_for(transfer);
            hops.push(self.hop(transfer, if sold.is_some() { Tier::Stated } else { Tier::Observed }));
            if self.trace.seeds.contains(&transfer.id()) {
                break;
            }
            wanted = (transfer.from.clone(), sold.unwrap_or_else(|| vec![transfer.asset.clone()]));
            before = at;
        }
        hops.reverse();
        hops
    }

    /// A transfer as a hop.
    #[must_use]
    pub fn hop(&self, transfer: &Transfer, tier: Tier) -> Hop {
        let id = transfer.id();
        let sources = self.trace.history.get(&id).map(|(_, sources)| sources.iter().copied().collect()).unwrap_or_default();
        let tainted = self.survey.main().tainted.get(&id).copied().unwrap_or_default();
        let range = self.survey.range(|replay| replay.tainted.get(&id).copied().unwrap_or_default());
        Hop { transfer: transfer.clone(), tainted, range, sources, tier }
    }

    /// The assets that were sold for this transfer's money, where it is the proceeds of a stated sale.
    #[must_use]
    pub fn sold_for(&self, transfer: &Transfer) -> Option<Vec<Asset>> {
        let swaps = &self.trace.case.swaps;
        let swap =
            swaps.iter().find(|swap| swap.at == transfer.from && swap.bought == transfer.asset && swap.proceeds.contains(&transfer.tx))?;
        Some(swap.sold.clone())
    }

    fn largest_receipt(&self, address: &Address, assets: &[Asset], before: usize) -> Option<(usize, &'a Transfer)> {
        let tainted = &self.survey.main().tainted;
        let receipts = self.survey.order.iter().take(before).enumerate().filter_map(|(at, id): (usize, &TransferId)| {
            let amount = tainted.get(id)?;
            let (transfer, _) = self.trace.history.get(id)?;
            let fits = transfer.to == *address && assets.contains(&transfer.asset) && transfer.from != *address;
            // In millionths of its own asset's total, so that assets compare; the later index loses a tie.
            let weight = amount.millionths_of(super::frontier::total(self.survey, &transfer.asset));
            fits.then_some((weight, *amount, std::cmp::Reverse(at), transfer))
        });
        receipts.max_by_key(|(weight, amount, at, _)| (*weight, *amount, *at)).map(|(_, _, at, transfer)| (at.0, transfer))
    }
}
