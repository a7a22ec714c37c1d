//! Which output of a payment is the change that goes back to the payer.
//!
//! Each heuristic gives the outputs that it cannot rule out, or nothing where it does not apply. The consensus names an
//! output where it alone is left by all of them and two of them at least ruled the others out; or where an output goes
//! back to a payer's own address, which needs no second opinion.
//!
//! Heuristics: *returned* (to a payer's address: direct change), *same kind* (of script as all inputs), *not round* (the
//! other outputs are multiples of 0.0001 BTC), *less than each input* (with more, an input would be needless), *fresh*
//! (never seen before, while the others were).
//!
//! Source: Meiklejohn et al. (IMC 2013); BlockSci's `change_address`; Möser and Narayanan, "Resurrecting Address
//! Clustering in Bitcoin" (arXiv 2107.05749); GraphSense. Limits: a payment that was made to look like change is taken
//! for it, and exchanges pay round amounts after a fee. Rounds of mixers and equal payments of several people have no
//! change that could be told.
//! Measured: against payments whose change is known because it returned to a payer, without that heuristic
//! (`tests/patterns`).

use std::collections::BTreeSet;

use super::common_input;
use super::spend::{Holder, Kind, Spend};

/// A multiple of this many satoshi is round.
const ROUND_SAT: u64 = 10_000;
/// A payment has at most so many outputs; with more it is a payout.
const MOST_OUTPUTS: usize = 10;

/// A way to tell change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heuristic {
    /// The output goes to a payer's address.
    Returned,
    /// Its script is of the inputs' kind.
    SameKind,
    /// The others are round amounts.
    NotRound,
    /// It is less than each input.
    LessThanInputs,
    /// Its holder was never seen before.
    Fresh,
}

impl Heuristic {
    /// All that need a second opinion.
    pub const INDIRECT: [Self; 4] = [Self::SameKind, Self::NotRound, Self::LessThanInputs, Self::Fresh];

    /// The outputs that cannot be ruled out, by their numbers; `None` where it does not apply or rules out all or none.
    #[must_use]
    pub fn left(self, spend: &Spend, seen: &BTreeSet<Holder>) -> Option<BTreeSet<usize>> {
        let whole = |keep: &dyn Fn(u64, &Holder) -> bool| -> BTreeSet<usize> {
            let outputs = spend.outputs.iter().enumerate().filter(|(_, output)| is_payment(output.holder.kind()));
            outputs.filter(|(_, output)| keep(output.value_sat, &output.holder)).map(|(at, _)| at).collect()
        };
        let left = match self {
            Self::Returned => {
                let payers: BTreeSet<&Holder> = spend.inputs.iter().map(|input| &input.holder).collect();
                whole(&|_, holder| payers.contains(holder))
            }
            Self::SameKind => {
                let kind = spend.inputs.first()?.holder.kind();
                let is_one = spend.inputs.iter().all(|input| input.holder.kind() == kind);
                is_one.then(|| whole(&|_, holder| holder.kind() == kind))?
            }
            Self::NotRound => whole(&|value, _| value % ROUND_SAT != 0),
            Self::LessThanInputs => {
                // Of one input every output is a part.
                let least = spend.inputs.iter().map(|input| input.value_sat).min().filter(|_| spend.inputs.len() > 1)?;
                whole(&|value, _| value < least)
            }
            Self::Fresh => whole(&|_, holder| !seen.contains(holder)),
        };
        let all = spend.outputs.iter().filter(|output| is_payment(output.holder.kind())).count();
        (!left.is_empty() && left.len() < all).then_some(left)
    }
}

/// The change of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The output.
    pub output: usize,
    /// The heuristics that ruled out others.
    pub by: Vec<Heuristic>,
}

/// Names the change where the heuristics agree; `seen` are the holders of earlier transactions.
#[must_use]
pub fn consensus(spend: &Spend, seen: &BTreeSet<Holder>) -> Option<Change> {
    if !is_plain(spend) {
        return None;
    }
    if let Some(left) = Heuristic::Returned.left(spend, seen)
        && let (1, Some(&output)) = (left.len(), left.first())
    {
        return Some(Change { output, by: vec![Heuristic::Returned] });
    }
    indirect(spend, seen)
}

/// The same without the output that returned to a payer: by opinion alone.
#[must_use]
pub fn indirect(spend: &Spend, seen: &BTreeSet<Holder>) -> Option<Change> {
    if !is_plain(spend) {
        return None;
    }
    let opinions: Vec<_> = Heuristic::INDIRECT.into_iter().filter_map(|one| one.left(spend, seen).map(|left| (one, left))).collect();
    let mut sets = opinions.iter().map(|(_, left)| left.clone());
    let first = sets.next()?;
    let left = sets.fold(first, |left, other| left.intersection(&other).copied().collect());
    let by: Vec<Heuristic> = opinions.iter().map(|(one, _)| *one).collect();
    match (left.len(), left.first()) {
        (1, Some(&output)) if by.len() >= 2 => Some(Change { output, by }),
        _ => None,
    }
}

fn is_plain(spend: &Spend) -> bool {
    let outputs = spend.outputs.iter().filter(|output| is_payment(output.holder.kind())).count();
    (2..=MOST_OUTPUTS).contains(&outputs) && !spend.inputs.is_empty() && common_input::guard(spend).is_none()
}

const fn is_payment(kind: Kind) -> bool {
    !matches!(kind, Kind::Note(_) | Kind::Unseen)
}
