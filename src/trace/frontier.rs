//! Which address to ask about next: the one where most of the unresolved stolen money is.
//!
//! Amounts of different assets are compared as millionths of what was stolen of each, so no price is needed and no asset
//! is forgotten. Ties go to the fewer hops, then to the lower address, so that the order never depends on arrival.

use super::Trace;
use super::end;
use super::survey::Survey;
use crate::money::{Address, Amount, Asset};

/// An address that could be asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The address.
    pub address: Address,
    /// Its part of the stolen money, in millionths, summed over assets.
    pub millionths: u64,
    /// Hops from the theft.
    pub hop: u32,
    /// The block of the first tainted receipt.
    pub first_block: u64,
}

/// The best candidate.
#[must_use]
pub fn next(trace: &Trace, survey: &Survey) -> Option<Candidate> {
    ranked(trace, survey).into_iter().next()
}

/// Every candidate, best first.
#[must_use]
pub fn ranked(trace: &Trace, survey: &Survey) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for ((address, asset), flow) in &survey.flows {
        if flow.left == 0 || end::stop(trace, survey, address, asset).is_some() {
            continue;
        }
        let millionths = Amount::from_u128(flow.left).millionths_of(total(trace, survey, asset));
        let hop = survey.hops.get(address).copied().unwrap_or(u32::MAX);
        // The map is in the order of addresses, so one address's assets stand together.
        match candidates.last_mut().filter(|last| last.address == *address) {
            Some(last) => {
                last.millionths = last.millionths.saturating_add(millionths);
                last.first_block = last.first_block.min(flow.first_block);
            }
            None => candidates.push(Candidate { address: address.clone(), millionths, hop, first_block: flow.first_block }),
        }
    }
    candidates.sort_by(|a, b| b.millionths.cmp(&a.millionths).then_with(|| a.hop.cmp(&b.hop)).then_with(|| a.address.cmp(&b.address)));
    candidates
}

/// Everything of an asset that came into the trace: stolen, or as proceeds.
#[must_use]
pub fn total(trace: &Trace, survey: &Survey, asset: &Asset) -> Amount {
    let sums = survey.sums(&trace.history, asset);
    Amount::from_u128(sums.stolen + sums.from_swaps)
}
