//! The taint of everything read so far, under every policy, and the hops at which addresses were reached.

use std::collections::{BTreeMap, VecDeque};

use super::Trace;
use super::taint::{Flow, Replay, Swap};
use super::view::Policy;
use crate::money::{Address, Amount, Asset, Transfer, TransferId};

/// A replay per policy over the same transfers.
#[derive(Debug)]
pub struct Survey {
    /// The transfers that can move taint, in the order of the chain.
    pub order: Vec<TransferId>,
    replays: Vec<(Policy, Replay)>,
    main: usize,
    /// Hops from the theft on the shortest tainted way; the address where the theft arrived is 1.
    pub hops: BTreeMap<Address, u32>,
    /// Who bought what the case says was sold, and the number of the sale in the case.
    pub buyers: BTreeMap<(Address, Asset), usize>,
}

impl Survey {
    /// Replays all policies over what the trace has read.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        let transfers = trace.history.chronological();
        let swaps: Vec<Swap> = trace
            .case
            .swaps
            .iter()
            .map(|swap| Swap { at: swap.at.clone(), bought: swap.bought.clone(), proceeds: swap.proceeds.iter().copied().collect() })
            .collect();
        let is_read = |address: &Address| trace.history.is_read(address);
        let replays: Vec<(Policy, Replay)> =
            Policy::ALL.into_iter().map(|policy| (policy, Replay::run(policy, &transfers, &trace.seeds, &swaps, &is_read))).collect();
        let main = Policy::ALL.iter().position(|policy| *policy == trace.settings.policy).unwrap_or(0);
        let order = transfers.iter().map(|transfer| transfer.id()).collect();
        let mut survey = Self { order, replays, main, hops: BTreeMap::new(), buyers: buyers(trace, &transfers) };
        survey.hops = survey.hops_over(trace, &transfers);
        survey
    }

    /// The replay under the policy of the settings.
    #[must_use]
    pub fn main(&self) -> &Replay {
        &self.replays[self.main].1
    }

    /// A figure under each policy.
    pub fn range(&self, figure: impl Fn(&Replay) -> Amount) -> Vec<(Policy, Amount)> {
        self.replays.iter().map(|(policy, replay)| (*policy, figure(replay))).collect()
    }

    /// What went through an address, under the policy of the settings.
    #[must_use]
    pub fn flow(&self, address: &Address, asset: &Asset) -> Option<&Flow> {
        self.main().flows.get(&(address.clone(), asset.clone()))
    }

    fn hops_over(&self, trace: &Trace, transfers: &[&Transfer]) -> BTreeMap<Address, u32> {
        let mut next: BTreeMap<&Address, Vec<&Address>> = BTreeMap::new();
        let mut queue = VecDeque::new();
        let mut hops = BTreeMap::new();
        for transfer in transfers.iter().filter(|transfer| self.main().tainted.contains_key(&transfer.id())) {
            if trace.seeds.contains(&transfer.id()) {
                queue.push_back((&transfer.to, 1));
            } else if transfer.kind != crate::money::TransferKind::Fee {
                next.entry(&transfer.from).or_default().push(&transfer.to);
            }
        }
        while let Some((address, hop)) = queue.pop_front() {
            if hops.contains_key(address) {
                continue;
            }
            hops.insert(address.clone(), hop);
            for to in next.get(address).into_iter().flatten() {
                queue.push_back((to, hop + 1));
            }
        }
        hops
    }
}

fn buyers(trace: &Trace, transfers: &[&Transfer]) -> BTreeMap<(Address, Asset), usize> {
    let mut buyers = BTreeMap::new();
    for (at, swap) in trace.case.swaps.iter().enumerate() {
        for transfer in transfers.iter().filter(|transfer| transfer.from == swap.at && swap.sold.contains(&transfer.asset)) {
            buyers.insert((transfer.to.clone(), transfer.asset.clone()), at);
        }
    }
    buyers
}
