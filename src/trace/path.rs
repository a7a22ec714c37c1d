//! The way from the theft to an address: backwards along the largest tainted receipt, always earlier in time.

use super::Trace;
use super::history::RowId;
use super::survey::Survey;
use super::view::{Hop, Tier};
use crate::money::{Address, Asset, Transfer};

/// Answers path questions over one survey.
#[derive(Debug)]
pub struct Paths<'a> {
    trace: &'a Trace,
    survey: &'a Survey<'a>,
}

impl<'a> Paths<'a> {
    /// Over what the trace has read.
    #[must_use]
    pub const fn new(trace: &'a Trace, survey: &'a Survey<'a>) -> Self {
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
        let mut before = None;
        while let Some(row) = self.largest_receipt(&wanted.0, &wanted.1, before) {
            let transfer = self.trace.history.transfer(row);
            let sold = self.sold_for(&transfer);
            hops.push(self.hop(row, if sold.is_some() { Tier::Stated } else { Tier::Observed }));
            if self.trace.seeds.contains(&transfer.id()) {
                break;
            }
            wanted = (transfer.from.clone(), sold.unwrap_or_else(|| vec![transfer.asset.clone()]));
            before = Some(row);
        }
        hops.reverse();
        hops
    }

    /// A transfer as a hop.
    #[must_use]
    pub fn hop(&self, row: RowId, tier: Tier) -> Hop {
        let history = &self.trace.history;
        Hop {
            transfer: history.transfer(row),
            tainted: self.survey.tainted(row),
            range: self.survey.range(row),
            sources: history.sources_of(row).collect(),
            tier,
        }
    }

    /// The assets that were sold for this transfer's money, where it is the proceeds of a stated sale.
    #[must_use]
    pub fn sold_for(&self, transfer: &Transfer) -> Option<Vec<Asset>> {
        let swaps = &self.trace.case.swaps;
        let swap =
            swaps.iter().find(|swap| swap.at == transfer.from && swap.bought == transfer.asset && swap.proceeds.contains(&transfer.tx))?;
        Some(swap.sold.clone())
    }

    fn largest_receipt(&self, address: &Address, assets: &[Asset], before: Option<RowId>) -> Option<RowId> {
        let history = &self.trace.history;
        let who = history.who(address)?;
        let earlier = |row: &&RowId| before.is_none_or(|before| history.compare(**row, before).is_lt());
        let receipts = history.touching(who).iter().take_while(earlier).enumerate().filter_map(|(at, &row)| {
            let kept = history.row(row);
            let asset = history.asset(kept.coin);
            let amount = self.survey.tainted(row);
            let fits = kept.to == who && kept.from != who && assets.contains(asset) && !amount.is_zero();
            // In millionths of its own asset's total, so that assets compare; the later one loses a tie.
            let weight = amount.millionths_of(self.survey.total(history, asset));
            fits.then_some((weight, amount, std::cmp::Reverse(at), row))
        });
        receipts.max_by_key(|(weight, amount, at, _)| (*weight, *amount, *at)).map(|(.., row)| row)
    }
}
