//! The way from the theft to an address: backwards along the largest tainted receipt, always earlier in time. Of a trace
//! that goes backward it is the same with payer and recipient, earlier and later turned round.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::Trace;
use super::history::{Coin, RowId, Who};
use super::survey::Survey;
use super::view::{Direction, Hop, Tier};
use crate::money::{Address, Amount, Asset, Transfer};

/// The receipts of each address and asset, found once.
type Receipts = BTreeMap<(Who, Coin), Rc<[Receipt]>>;

/// Answers path questions over one survey.
#[derive(Debug)]
pub struct Paths<'a> {
    trace: &'a Trace,
    survey: &'a Survey<'a>,
    /// What came to an address of a coin, once it was asked for: thousands of ways lead through the same address.
    receipts: RefCell<Receipts>,
}

/// A tainted receipt, in the order of following.
#[derive(Clone, Copy, Debug)]
struct Receipt {
    row: RowId,
    /// Its place among all transfers of the address.
    at: usize,
    amount: Amount,
    /// The largest one up to here; of equal ones the earliest.
    largest: usize,
}

impl<'a> Paths<'a> {
    /// Over what the trace has read.
    #[must_use]
    pub const fn new(trace: &'a Trace, survey: &'a Survey<'a>) -> Self {
        Self { trace, survey, receipts: RefCell::new(BTreeMap::new()) }
    }

    /// The largest way of an asset to an address, seed first; empty where no stolen money of it came there.
    ///
    /// It follows, from the end, the receipt with the largest stolen part; of equal ones the earliest. Over a stated sale
    /// it goes on with the asset that was sold; over a link, with what was given, the payment of it first. Every step is
    /// earlier than the one after it but inside one transaction, where no row is gone over twice; so it ends.
    #[must_use]
    pub fn to(&self, address: &Address, asset: &Asset) -> Vec<Hop> {
        self.largest_receipt(address, std::slice::from_ref(asset), None).map_or_else(Vec::new, |row| self.with(row))
    }

    /// The largest way that ends with this transfer. It begins with what a bridge brought, where that comes first.
    #[must_use]
    pub fn with(&self, last: RowId) -> Vec<Hop> {
        let mut hops = Vec::new();
        let mut seen = BTreeSet::new();
        let mut next = Some(last);
        while let Some(row) = next.filter(|row| seen.insert(*row)) {
            let transfer = self.trace.history.transfer(row);
            let sold = self.sold_for(&transfer);
            hops.push(self.hop(row, self.tier(row, &transfer)));
            if self.trace.part.brought.contains_key(&row) || self.trace.seeds.contains(&transfer.id()) {
                break;
            }
            if let Some(paid) = self.given_for(row).filter(|paid| seen.insert(*paid)) {
                let given = self.trace.history.transfer(paid);
                hops.push(self.hop(paid, Tier::Observed));
                if self.trace.seeds.contains(&given.id()) {
                    break;
                }
                next = self.largest_receipt(&given.from, std::slice::from_ref(&given.asset), Some(paid));
                continue;
            }
            if let Some(brought) = self.brought_for(row) {
                next = Some(brought);
                continue;
            }
            let payer = if self.is_forward() { &transfer.from } else { &transfer.to };
            next = self.largest_receipt(payer, &sold.unwrap_or_else(|| vec![transfer.asset.clone()]), Some(row));
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

    /// How it is known that a row is the followed money.
    #[must_use]
    pub fn tier(&self, row: RowId, transfer: &Transfer) -> Tier {
        if self.trace.part.brought.contains_key(&row) {
            return Tier::Derived;
        }
        match (self.trace.links.of_received(row), self.sold_for(transfer)) {
            (Some(link), _) => link.tier,
            (None, Some(_)) => Tier::Stated,
            (None, None) => Tier::Observed,
        }
    }

    /// The largest stolen payment that a row came for, by a link; of equal ones the first.
    fn given_for(&self, row: RowId) -> Option<RowId> {
        let link = self.trace.links.of_received(row)?;
        let stolen = |row: &&RowId| !self.survey.tainted(**row).is_zero();
        link.paid.iter().filter(stolen).max_by_key(|row| (self.survey.tainted(**row), Reverse(**row))).copied()
    }

    /// What a bridge brought to whoever paid a row, where most of the row's stolen money is that. Only rules under which
    /// money keeps its origin tell: what went out over a bridge and came back is not the money that was there before.
    fn brought_for(&self, row: RowId) -> Option<RowId> {
        let brought = &self.trace.part.brought;
        if brought.is_empty() {
            return None;
        }
        let mut of: BTreeMap<RowId, u128> = BTreeMap::new();
        for (origin, amount) in self.trace.taint.parcel(self.trace.settings.policy, row) {
            if let Some(origin) = origin {
                *of.entry(origin).or_default() += amount;
            }
        }
        let (origin, _) = of.into_iter().max_by_key(|(origin, amount)| (*amount, Reverse(*origin)))?;
        let history = &self.trace.history;
        (brought.contains_key(&origin) && history.row(origin).to == history.row(row).from).then_some(origin)
    }

    /// The assets that were sold for this transfer's money, where it is the proceeds of a stated sale.
    #[must_use]
    pub fn sold_for(&self, transfer: &Transfer) -> Option<Vec<Asset>> {
        // Sales are followed to their proceeds, not back.
        let swaps = if self.is_forward() { self.trace.case.swaps.as_slice() } else { &[] };
        let swap =
            swaps.iter().find(|swap| swap.at == transfer.from && swap.bought == transfer.asset && swap.proceeds.contains(&transfer.tx))?;
        Some(swap.sold.clone())
    }

    fn largest_receipt(&self, address: &Address, assets: &[Asset], before: Option<RowId>) -> Option<RowId> {
        let history = &self.trace.history;
        let who = history.who(address)?;
        let largest = |asset: &Asset| {
            let receipts = self.receipts(who, history.coin(asset)?);
            let earlier = receipts.partition_point(|receipt| {
                before.is_none_or(|before| {
                    if self.is_forward() { history.compare(receipt.row, before) } else { history.compare(before, receipt.row) }.is_lt()
                })
            });
            let last = receipts.get(earlier.checked_sub(1)?)?;
            let best = receipts.get(last.largest)?;
            // In millionths of its own asset's total, so that assets compare; the later one loses a tie.
            let weight = best.amount.millionths_of(self.survey.total(history, asset));
            Some((weight, best.amount, Reverse(best.at), best.row))
        };
        assets.iter().filter_map(largest).max_by_key(|(weight, amount, at, _)| (*weight, *amount, *at)).map(|(.., row)| row)
    }

    fn is_forward(&self) -> bool {
        self.trace.settings.direction == Direction::Forward
    }

    fn receipts(&self, who: Who, coin: Coin) -> Rc<[Receipt]> {
        let make = || {
            let history = &self.trace.history;
            let mut receipts: Vec<Receipt> = Vec::new();
            let mut rows = history.touching(who).to_vec();
            if !self.is_forward() {
                rows.reverse();
            }
            for (at, &row) in rows.iter().enumerate() {
                let kept = history.row(row);
                let amount = self.survey.tainted(row);
                let reached = if self.is_forward() { kept.to } else { kept.from };
                if reached == who && kept.from != kept.to && kept.coin == coin && !amount.is_zero() {
                    let before = receipts.last().map(|last| last.largest);
                    let largest = before.filter(|before| receipts[*before].amount >= amount).unwrap_or(receipts.len());
                    receipts.push(Receipt { row, at, amount, largest });
                }
            }
            receipts.into()
        };
        Rc::clone(self.receipts.borrow_mut().entry((who, coin)).or_insert_with(make))
    }
}
