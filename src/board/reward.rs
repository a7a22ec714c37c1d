//! What is due for a freeze: computed from what came back and the terms in force, in exact integers, and said line by line.
//!
//! The rules, each with its reason, are in `docs/rewards.md`.

mod explain;
mod split;
mod terms;

use std::collections::BTreeMap;

use crate::money::{Address, Amount, Asset};

use super::Hash;
use super::entry::{Returned, Share};
use super::freezes::Freeze;
use super::order::{Order, Submission};
use super::tally::Said;
use super::view::{Due, Estimate, FirstReporter, PartDue, Reward, RewardAsset};

pub use split::{WHOLE, part, split};
pub use terms::percent;
use terms::{Rates, rates};
pub(super) use terms::{in_force, row, sharing, statements};

/// The bounty of a freeze.
pub(super) fn reward(freeze: &Freeze<'_>, order: &Order<'_>) -> Reward {
    let frozen = &freeze.said.content;
    let terms = freeze.terms.map(row);
    let rates = terms.as_ref().and_then(rates);
    let assets = assets(freeze, rates);
    let firsts: Vec<&Submission<'_>> = freeze.reporters(order).collect();
    let mut reward = Reward {
        freeze: frozen.freeze.clone(),
        case: frozen.case.clone(),
        by: frozen.by.clone(),
        at: frozen.at.clone(),
        frozen_at: frozen.time,
        released: freeze.released.map(|said| said.content.time),
        terms,
        reporters: firsts.iter().map(|one| first_reporter(one)).collect(),
        left_out: freeze.left_out.clone(),
        dues: dues(freeze, order, &firsts, &assets, rates),
        estimate: rates.and_then(|rates| estimate(freeze, &firsts, rates)),
        assets,
        lines: Vec::new(),
        entry: freeze.said.entry,
        disputed: freeze.is_disputed(),
        example: freeze.said.example,
    };
    reward.lines = explain::lines(&reward, freeze, rates);
    reward
}

fn first_reporter(one: &Submission<'_>) -> FirstReporter {
    let received = &one.received.content;
    FirstReporter {
        key: received.reporter.clone(),
        name: received.name.clone(),
        tip: received.tip,
        commitment: received.commitment,
        known: one.known.at,
        by: one.known.by,
        received: one.received.entry,
        verified: one.fate.verified().map_or(one.received.entry, |said| said.entry),
    }
}

/// Whether the freeze still acted when this came back: before its release, if there is one.
fn acted(freeze: &Freeze<'_>, returned: &Said<Returned>) -> bool {
    freeze.released.is_none_or(|released| returned.content.time < released.content.time)
}

/// What came back, by asset, and the two parts of it.
fn assets(freeze: &Freeze<'_>, rates: Option<Rates>) -> Vec<RewardAsset> {
    let frozen = &freeze.said.content;
    let mut sums: BTreeMap<&Asset, (Amount, Amount)> = BTreeMap::new();
    for said in &freeze.returns {
        let (all, counted) = sums.entry(&said.content.asset).or_default();
        *all = [*all, said.content.amount].into_iter().sum();
        if acted(freeze, said) {
            *counted = [*counted, said.content.amount].into_iter().sum();
        }
    }
    let row = |(asset, (returned, acted)): (&Asset, (Amount, Amount))| {
        let most = (*asset == frozen.asset).then_some(frozen.amount);
        let counted = most.map_or(acted, |most| acted.min(most));
        let of = |millionths: fn(&Rates) -> Amount| rates.as_ref().map_or(Amount::ZERO, |rates| part(counted, millionths(rates)));
        RewardAsset {
            asset: asset.clone(),
            frozen: most,
            returned,
            counted,
            freezer: of(|rates| rates.freezer),
            reporters: of(|rates| rates.reporters),
        }
    };
    sums.into_iter().map(row).collect()
}

/// Who has something due or was paid.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Claimant {
    Freezer,
    /// A first reporter, by place.
    First(usize),
    /// Another reporter who was paid.
    Other(Option<Address>, Option<Hash>),
}

fn dues(freeze: &Freeze<'_>, order: &Order<'_>, firsts: &[&Submission<'_>], assets: &[RewardAsset], rates: Option<Rates>) -> Vec<Due> {
    let mut sums: BTreeMap<(Claimant, &Asset), (Amount, Amount)> = BTreeMap::new();
    for asset in assets {
        sums.entry((Claimant::Freezer, &asset.asset)).or_default().0 = asset.freezer;
        let Some(rates) = rates else { continue };
        for (at, amount) in split(asset.reporters, rates.split, firsts.len()).into_iter().enumerate() {
            sums.entry((Claimant::First(at), &asset.asset)).or_default().0 = amount;
        }
    }
    for said in &freeze.paid {
        let paid = &said.content;
        let sum = sums.entry((claimant(said.example, paid.share, paid.tip, order, firsts), &paid.asset)).or_default();
        sum.1 = [sum.1, paid.amount].into_iter().sum();
    }
    let row = |((claimant, asset), (due, paid)): ((Claimant, &Asset), (Amount, Amount))| {
        let (share, key, tip, name) = match claimant {
            Claimant::Freezer => (Share::Freezer, None, None, Some(freeze.said.content.by.clone())),
            Claimant::First(at) => {
                let received = firsts.get(at).map(|one| &one.received.content);
                let name = received.and_then(|received| received.name.clone());
                (Share::Reporter, received.map(|one| one.reporter.clone()), received.map(|one| one.tip), name)
            }
            Claimant::Other(key, tip) => (Share::Reporter, key, tip, None),
        };
        let (open, over) = (due.saturating_minus(paid), paid.saturating_minus(due));
        Due { share, key, tip, name, asset: asset.clone(), due, paid, open, over }
    };
    sums.into_iter().filter(|(_, (due, paid))| !due.is_zero() || !paid.is_zero()).map(row).collect()
}

/// To whom a payment went: to the first reporter whose tip it names, whichever of that key's tips; else to somebody else.
fn claimant(example: bool, share: Share, tip: Option<Hash>, order: &Order<'_>, firsts: &[&Submission<'_>]) -> Claimant {
    if share == Share::Freezer {
        return Claimant::Freezer;
    }
    let place = |key: &Address| firsts.iter().position(|first| first.received.content.reporter == *key);
    let named: Vec<&Submission<'_>> =
        tip.map(|tip| order.of_tip(example, tip).iter().filter_map(|at| order.submissions.get(*at)).collect()).unwrap_or_default();
    let first = named.iter().filter_map(|one| place(&one.received.content.reporter)).min();
    first.map_or_else(|| Claimant::Other(named.first().map(|one| one.received.content.reporter.clone()), tip), Claimant::First)
}

/// What would be due if the rest came back as it is frozen.
fn estimate(freeze: &Freeze<'_>, firsts: &[&Submission<'_>], rates: Rates) -> Option<Estimate> {
    let frozen = &freeze.said.content;
    let same = freeze.returns.iter().filter(|said| said.content.asset == frozen.asset);
    let rest = frozen.amount.saturating_minus(same.map(|said| said.content.amount).sum());
    if rest.is_zero() || freeze.released.is_some() {
        return None;
    }
    let reporters = part(frozen.amount, rates.reporters);
    let shares = split(reporters, rates.split, firsts.len()).into_iter().zip(firsts);
    Some(Estimate {
        asset: frozen.asset.clone(),
        rest,
        freezer: part(frozen.amount, rates.freezer),
        reporters,
        shares: shares.map(|(amount, one)| PartDue { key: one.received.content.reporter.clone(), amount }).collect(),
    })
}
