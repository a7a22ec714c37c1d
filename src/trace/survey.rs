//! The taint of everything read so far, under every policy, and the hops at which addresses were reached.

use std::collections::{BTreeMap, VecDeque};

use super::Trace;
use super::history::{History, RowId};
use super::taint::{Flow, Sums, Taint};
use super::view::{Direction, Policy};
use crate::money::{Address, Amount, Asset, TransferKind};

/// The taint under every policy over the same transfers.
#[derive(Debug)]
pub struct Survey<'a> {
    taint: &'a Taint,
    main: Policy,
    /// What went through each address and asset, under the policy of the settings.
    pub flows: BTreeMap<(Address, Asset), Flow>,
    /// An asset that no asset of the flows stands before.
    least: Option<Asset>,
    /// The rows with a stolen part under the policy of the settings, in the order of the chain.
    pub order: Vec<RowId>,
    /// Hops from the theft on the shortest tainted way; the address where the theft arrived is 1. Backward, hops from the
    /// start; who paid it is 1.
    pub hops: BTreeMap<Address, u32>,
    /// Who bought what the case says was sold, and the number of the sale in the case.
    pub buyers: BTreeMap<(Address, Asset), usize>,
}

impl<'a> Survey<'a> {
    /// Over what the trace has read.
    #[must_use]
    pub fn of(trace: &'a Trace) -> Self {
        let history = &trace.history;
        let taint = &trace.taint;
        let main = trace.settings.policy;
        let flows: BTreeMap<(Address, Asset), Flow> =
            taint.flows(main).map(|(who, coin, flow)| ((history.address(who).clone(), history.asset(coin).clone()), flow)).collect();
        let mut order: Vec<RowId> = taint.tainted_rows(main).map(|(row, _)| row).collect();
        order.sort_by(|a, b| history.compare(*a, *b));
        let least = flows.keys().map(|(_, asset)| asset).min().cloned();
        let mut survey = Self { taint, main, flows, least, order, hops: BTreeMap::new(), buyers: buyers(trace) };
        survey.hops = survey.hops_over(trace);
        survey
    }

    /// The stolen part of a transfer, under the policy of the settings.
    #[must_use]
    pub fn tainted(&self, row: RowId) -> Amount {
        Amount::from_u128(self.taint.tainted(self.main, row))
    }

    /// The stolen part of a transfer under each policy.
    #[must_use]
    pub fn range(&self, row: RowId) -> Vec<(Policy, Amount)> {
        Policy::ALL.map(|policy| (policy, Amount::from_u128(self.taint.tainted(policy, row)))).to_vec()
    }

    /// What is left at an address under each policy.
    #[must_use]
    pub fn range_left(&self, history: &History, address: &Address, asset: &Asset) -> Vec<(Policy, Amount)> {
        let purse = history.who(address).zip(history.coin(asset));
        let left = |policy| purse.and_then(|(who, coin)| self.taint.flow(policy, who, coin)).map_or(0, |flow| flow.left);
        Policy::ALL.map(|policy| (policy, Amount::from_u128(left(policy)))).to_vec()
    }

    /// What went through an address, under the policy of the settings.
    #[must_use]
    pub fn flow(&self, address: &Address, asset: &Asset) -> Option<&Flow> {
        self.flows.get(&(address.clone(), asset.clone()))
    }

    /// What went through an address of each asset, under the policy of the settings.
    pub fn flows_of(&self, address: &Address) -> impl Iterator<Item = (&Asset, &Flow)> {
        let from = self.least.iter().map(|least| (address.clone(), least.clone()));
        let flows = from.flat_map(|from| self.flows.range(from..));
        flows.take_while(move |((who, _), _)| who == address).map(|((_, asset), flow)| (asset, flow))
    }

    /// The sum of an asset, under the policy of the settings.
    #[must_use]
    pub fn sums(&self, history: &History, asset: &Asset) -> Sums {
        history.coin(asset).map_or_else(Sums::default, |coin| self.taint.sums(self.main, coin))
    }

    /// Everything of an asset that came into the trace: stolen, or as proceeds.
    #[must_use]
    pub fn total(&self, history: &History, asset: &Asset) -> Amount {
        let sums = self.sums(history, asset);
        Amount::from_u128(sums.stolen + sums.from_swaps)
    }

    fn hops_over(&self, trace: &Trace) -> BTreeMap<Address, u32> {
        let forward = trace.settings.direction == Direction::Forward;
        let history = &trace.history;
        let mut next: BTreeMap<&Address, Vec<&Address>> = BTreeMap::new();
        let mut queue = VecDeque::new();
        let mut later: BTreeMap<u32, Vec<&Address>> = BTreeMap::new();
        let mut hops = BTreeMap::new();
        for &row in &self.order {
            let kept = history.row(row);
            let (from, to) = (history.address(kept.from), history.address(kept.to));
            // Backward the money is followed from its recipient to its payer.
            let (from, to) = if forward { (from, to) } else { (to, from) };
            if trace.seeds.contains(&history.transfer(row).id()) {
                queue.push_back((to, 1));
            } else if trace.part.brought.contains_key(&row) {
                later.entry(trace.part.hop_of(row)).or_default().push(to);
            } else if kept.kind != TransferKind::Fee {
                next.entry(from).or_default().push(to);
            }
        }
        // Who gave something reaches who got what came for it.
        for link in trace.links.all().iter().filter(|link| link.is_carried()) {
            if let (Some(paid), Some(received)) = (link.paid.first(), link.received.first()) {
                let (from, to) = (history.address(history.row(*paid).from), history.address(history.row(*received).to));
                if from != to && !self.tainted(*received).is_zero() {
                    next.entry(from).or_default().push(to);
                }
            }
        }
        // What came over from another chain joins where the way there had as many hops.
        while !(queue.is_empty() && later.is_empty()) {
            let reached = queue.front().map(|(_, hop)| *hop);
            if let Some(first) = later.first_entry().filter(|first| reached.is_none_or(|reached| *first.key() <= reached)) {
                let (hop, came) = first.remove_entry();
                came.into_iter().for_each(|address| queue.push_front((address, hop)));
            }
            let Some((address, hop)) = queue.pop_front() else { break };
            if hops.contains_key(address) {
                continue;
            }
            hops.insert(address.clone(), hop);
            for to in next.get(address).into_iter().flatten() {
                // Into a transaction and out of it is one hop.
                if to.is_inside_of_transaction() {
                    queue.push_front((to, hop));
                } else {
                    queue.push_back((to, hop + 1));
                }
            }
        }
        hops
    }
}

fn buyers(trace: &Trace) -> BTreeMap<(Address, Asset), usize> {
    let history = &trace.history;
    let mut buyers = BTreeMap::new();
    for (at, swap) in trace.case.swaps.iter().enumerate() {
        let Some(seller) = history.who(&swap.at) else { continue };
        for row in history.touching(seller).iter().map(|row| history.row(*row)) {
            if row.from == seller && swap.sold.contains(history.asset(row.coin)) {
                buyers.insert((history.address(row.to).clone(), history.asset(row.coin).clone()), at);
            }
        }
    }
    buyers
}
