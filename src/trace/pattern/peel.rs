//! Peel chains: a large sum from which transaction after transaction a small payment is taken, while the rest moves on.
//!
//! Rule: a transaction of one payer with two outputs; its change is known ([`change::consensus`]), or it is the larger
//! output by [`LEAST_RATIO`] times and goes to the inputs' kind of script; the change alone is spent by the next one.
//! Three steps make a chain. It stops where the change is not sure, where the next transaction has another payer besides,
//! and at a round.
//!
//! Source: Meiklejohn et al. (IMC 2013); Kappos et al., "How to Peel a Million" (USENIX Security 2022, arXiv 2205.13882).
//! Limits: without lock time, version and fee rate, which transfers do not tell, fewer steps are sure than in Kappos et
//! al.; a chain that merges with other money ends. Measured on constructed chains only: no recorded set says which chains
//! are one person's.

use std::collections::{BTreeMap, BTreeSet};

use super::change;
use super::spend::{Holder, Kind, Spend};

/// Fewer steps are two payments in a row.
pub const LEAST_STEPS: usize = 3;
/// The rest against the payment, where only its size tells them apart.
pub const LEAST_RATIO: u64 = 4;
/// Where a walk ends in any case.
pub const MOST_STEPS: usize = 10_000;

/// One payment of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which of the transactions.
    pub spend: usize,
    /// The output that is paid away.
    pub paid: usize,
    /// The output that moves on.
    pub rest: usize,
}

/// Walks from a transaction on; the transactions may come in any order. Empty where there are fewer than [`LEAST_STEPS`].
#[must_use]
pub fn chain(spends: &[Spend], first: usize) -> Vec<Step> {
    let steps = walk(spends, &by_payer(spends), first);
    if steps.len() < LEAST_STEPS { Vec::new() } else { steps }
}

/// Every chain, each from its first step on, by the number of the first; the transactions may come in any order.
#[must_use]
pub fn chains(spends: &[Spend]) -> Vec<Vec<Step>> {
    let by_payer = by_payer(spends);
    // A chain begins where no other step moves on to.
    let mut goes_on = BTreeSet::new();
    for (at, spend) in spends.iter().enumerate() {
        goes_on.extend(step(spend, at).and_then(|step| next(spends, &by_payer, step)));
    }
    let firsts = (0..spends.len()).filter(|at| !goes_on.contains(at));
    firsts.map(|first| walk(spends, &by_payer, first)).filter(|steps| steps.len() >= LEAST_STEPS).collect()
}

/// Whether a transaction can be a step of a chain.
#[must_use]
pub fn is_step(spend: &Spend) -> bool {
    step(spend, 0).is_some()
}

fn by_payer(spends: &[Spend]) -> BTreeMap<Holder, Vec<usize>> {
    let mut by_payer: BTreeMap<Holder, Vec<usize>> = BTreeMap::new();
    for (at, spend) in spends.iter().enumerate() {
        if let Some(payer) = payer(spend) {
            by_payer.entry(payer).or_default().push(at);
        }
    }
    by_payer
}

fn walk(spends: &[Spend], by_payer: &BTreeMap<Holder, Vec<usize>>, first: usize) -> Vec<Step> {
    let (mut steps, mut been, mut at) = (Vec::new(), BTreeSet::new(), Some(first));
    while let Some(spend) = at.filter(|at| steps.len() < MOST_STEPS && been.insert(*at)) {
        let Some(step) = spends.get(spend).and_then(|found| step(found, spend)) else { break };
        steps.push(step);
        at = next(spends, by_payer, step);
    }
    steps
}

/// The transaction that spends the rest of a step, and nothing else.
fn next(spends: &[Spend], by_payer: &BTreeMap<Holder, Vec<usize>>, step: Step) -> Option<usize> {
    let rest = spends.get(step.spend)?.outputs.get(step.rest)?;
    match by_payer.get(&rest.holder).map(Vec::as_slice) {
        // An address that pays more than once says not which payment the rest is in.
        Some(&[only]) if spends.get(only).is_some_and(|next| next.input_sat() == u128::from(rest.value_sat)) => Some(only),
        _ => None,
    }
}

fn payer(spend: &Spend) -> Option<Holder> {
    let holder = spend.inputs.first()?.holder;
    spend.inputs.iter().all(|input| input.holder == holder).then_some(holder)
}

fn step(spend: &Spend, at: usize) -> Option<Step> {
    payer(spend)?;
    let [a, b] = spend.outputs.as_slice() else { return None };
    if [a, b].into_iter().any(|output| matches!(output.holder.kind(), Kind::Note(_) | Kind::Unseen)) {
        return None;
    }
    let rest = match change::consensus(spend, &BTreeSet::new()) {
        Some(change) => change.output,
        None => {
            let (large, small, rest) = if a.value_sat >= b.value_sat { (a, b, 0) } else { (b, a, 1) };
            let is_rest = large.value_sat / LEAST_RATIO >= small.value_sat;
            let kind = spend.inputs.first()?.holder.kind();
            (is_rest && large.holder.kind() == kind).then_some(rest)?
        }
    };
    Some(Step { spend: at, paid: 1 - rest.min(1), rest })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::TxId;
    use crate::trace::pattern::spend::{Input, Output};

    fn key(number: u8) -> Holder {
        Holder::of_script(&[&[0x00, 0x14][..], &[number; 20]].concat())
    }

    fn spend(from: &[(u8, u64)], to: &[(u8, u64)]) -> Spend {
        Spend {
            txid: TxId::from_bytes([from[0].0; 32]),
            inputs: from.iter().map(|(who, value)| Input { spends: None, value_sat: *value, holder: key(*who) }).collect(),
            outputs: to.iter().map(|(who, value)| Output { value_sat: *value, holder: key(*who) }).collect(),
        }
    }

    /// 1 → 2 → 3 → 4 → 5, and each pays a little away.
    fn peeled() -> Vec<Spend> {
        let (mut all, mut left) = (Vec::new(), 100_000_000);
        for who in 1..5 {
            let rest = left - 1_200_000;
            all.push(spend(&[(who, left)], &[(100 + who, 1_000_000), (who + 1, rest)]));
            left = rest;
        }
        all
    }

    #[test]
    fn a_chain_is_walked_to_its_end_in_any_order() {
        let steps = chain(&peeled(), 0);
        assert_eq!(steps.len(), 4);
        assert!(steps.iter().enumerate().all(|(at, step)| *step == Step { spend: at, paid: 0, rest: 1 }));
        let turned: Vec<Spend> = peeled().into_iter().rev().collect();
        assert_eq!(chain(&turned, 3).len(), 4);
        assert_eq!(chains(&peeled()).iter().map(Vec::len).collect::<Vec<_>>(), [4]);
        assert_eq!(chains(&turned), [chain(&turned, 3)]);
        assert!(chains(&peeled()[..2]).is_empty() && chains(&[]).is_empty());
        assert_eq!(chain(&turned, 1).len(), 0, "two payments are no chain");
        assert_eq!(chain(&turned, 9).len(), 0);
        assert_eq!(chain(&[], 0).len(), 0);
    }

    #[test]
    fn a_chain_ends_where_it_is_not_sure() {
        // Other money comes in: the second step is another's, or the first one's sum is not all of it.
        let mut merged = peeled();
        merged[1].inputs.push(Input { spends: None, value_sat: 5, holder: key(77) });
        let mut more = peeled();
        more[1].inputs.push(Input { spends: None, value_sat: 5, holder: key(2) });
        // Nobody can say which half is change.
        let mut halves = peeled();
        halves[1].outputs[0].value_sat = halves[1].outputs[1].value_sat / 2 + 1;
        // It comes back to where it began.
        let mut ring = peeled();
        ring[3].outputs[1] = Output { value_sat: 100_000_000, holder: key(1) };
        for (spends, steps) in [(merged, 0), (more, 0), (halves, 0), (ring, 4)] {
            assert_eq!(chain(&spends, 0).len(), steps);
        }
    }
}
