//! Counts what each recorded set is taken for.

use std::collections::BTreeSet;

use spoor::trace::pattern::bridge_pair::{Leg, Match, Rules, pair};
use spoor::trace::pattern::change;
use spoor::trace::pattern::coinjoin::{Class, Shape, classify, is_argued, shape};
use spoor::trace::pattern::spend::Spend;
use spoor::trace::pattern::whirlpool;

/// A row of the confusion matrix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Transactions in the set.
    pub(crate) all: usize,
    /// Taken for rounds: Whirlpool, Wasabi 1, Wasabi 2, JoinMarket.
    pub(crate) rounds: [usize; 4],
    /// Of no class, but an entry to Whirlpool.
    pub(crate) entries: usize,
    /// Of no class, but perhaps made by several people together, in JoinMarket's shape.
    pub(crate) shaped: usize,
    /// The same in Stonewall's: an output of a Whirlpool pool is spent.
    pub(crate) stonewall: usize,
    /// Rounds that have, by a count of their own, what only a round has ([`is_argued`]).
    pub(crate) argued: usize,
}

pub(crate) const ROUNDS: [Class; 4] = [Class::Whirlpool, Class::Wasabi1, Class::Wasabi2, Class::JoinMarket];

/// Counts a set.
pub(crate) fn count(spends: &[Spend]) -> Counts {
    let mut counts = Counts { all: spends.len(), ..Counts::default() };
    for spend in spends {
        if let Some(round) = classify(spend) {
            let class = ROUNDS.iter().position(|class| *class == round.class);
            if let Some(count) = class.and_then(|class| counts.rounds.get_mut(class)) {
                *count += 1;
            }
            counts.argued += usize::from(is_argued(spend));
        } else if whirlpool::entry(spend).is_some() {
            counts.entries += 1;
        } else {
            match shape(spend) {
                Some((Shape::JoinMarket, _)) => counts.shaped += 1,
                Some((Shape::Stonewall, _)) => counts.stonewall += 1,
                None => {}
            }
        }
    }
    counts
}

/// What is known of deposits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pairs {
    /// The right withdrawal.
    pub(crate) right: usize,
    /// Another one.
    pub(crate) wrong: usize,
    /// Nothing was said.
    pub(crate) unknown: usize,
}

/// Looks every deposit up; the n-th withdrawal is the right one of the n-th deposit.
pub(crate) fn pairs(deposits: &[Leg], withdrawals: &[Leg], rules: &Rules) -> Pairs {
    let mut pairs = Pairs::default();
    for deposit in 0..deposits.len() {
        match pair(deposit, deposits, withdrawals, rules) {
            Match::Found { withdrawal, .. } if withdrawal == deposit => pairs.right += 1,
            Match::Found { .. } => pairs.wrong += 1,
            Match::Unknown(_) => pairs.unknown += 1,
        }
    }
    pairs
}

/// How the indirect heuristics of change agree with change that went back to a payer's own address.
pub(crate) fn changes(spends: &[Spend]) -> Pairs {
    let mut pairs = Pairs::default();
    let nobody = BTreeSet::new();
    for spend in spends {
        let Some(left) = change::Heuristic::Returned.left(spend, &nobody).filter(|left| left.len() == 1) else { continue };
        match change::indirect(spend, &nobody) {
            Some(found) if left.contains(&found.output) => pairs.right += 1,
            Some(_) => pairs.wrong += 1,
            None => pairs.unknown += 1,
        }
    }
    pairs
}
