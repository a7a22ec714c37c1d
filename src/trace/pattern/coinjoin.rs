//! CoinJoin rounds: a transaction that several people made together, so that nobody can say which input paid which
//! output.
//!
//! Rule: the four rules of [`whirlpool`], [`wasabi2`], [`wasabi1`] and [`joinmarket`], in this order, from the narrowest
//! to the widest; the first that fits names the round. At a round a trace stops and shows its structure.
//!
//! A round of JoinMarket's shape is a boundary only where it is [`is_argued`]: among three or four, two people's payment and
//! a trade come too close to it.
//!
//! [`joint`] is wider and says less: several holders pay, and the payments are equal as if two or more people shared the
//! transaction. Trades of inscriptions, Stonewall and CoinJoins of two look like that, and so do some ordinary payments.
//! It is no boundary; it keeps [`super::common_input`] from taking the payers for one person. [`shape`] says whose shape it
//! is: Samourai's Stonewall where an output of a Whirlpool pool is spent, else that of JoinMarket.
//!
//! Source: Stütz et al., "Adoption and Actual Privacy of Decentralized CoinJoin Implementations in Bitcoin" (arXiv
//! 2109.10229); Kalodner et al., "BlockSci" (arXiv 1709.02489), whose `isCoinjoin` is the shape of [`joint`].
//! Limits: a round that was built to look ordinary is not seen; a payment that was built to look like a round is.
//! Measured: the confusion matrix in `docs/heuristics.md` (`tests/patterns`).

use super::spend::{Spend, most_frequent};
use super::{joinmarket, wasabi1, wasabi2, whirlpool};

/// So many equal outputs argue for themselves.
const LEAST_ARGUED: usize = 5;

/// Which kind of CoinJoin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Whirlpool of Samourai, Sparrow and Ashigaru.
    Whirlpool,
    /// Wasabi before version 2: one denomination near 0.1 BTC and its doubles.
    Wasabi1,
    /// Wasabi from version 2 on (WabiSabi): many standard denominations.
    Wasabi2,
    /// JoinMarket: one amount, one output and one change for each maker.
    JoinMarket,
}

/// Whose shape a transaction has in which several people may have paid together. It claims no mixer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// Half of the outputs are equal: what lists of JoinMarket's transactions go by.
    JoinMarket,
    /// The same, and an output of a Whirlpool pool is spent: Samourai's Stonewall.
    Stonewall,
}

/// The structure of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Its kind.
    pub class: Class,
    /// The values in satoshi that the round makes equal, ascending, each with how many outputs have it.
    pub equal: Vec<(u64, usize)>,
    /// People who took part, at least.
    pub participants: usize,
}

impl Class {
    /// Its name, for a screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whirlpool => "Whirlpool",
            Self::Wasabi1 => "Wasabi 1",
            Self::Wasabi2 => "Wasabi 2",
            Self::JoinMarket => "JoinMarket",
        }
    }
}

impl Shape {
    /// Its name, for a screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::JoinMarket => "JoinMarket",
            Self::Stonewall => "Stonewall",
        }
    }
}

impl Round {
    /// How many outputs are one of several equal ones.
    #[must_use]
    pub fn equal_outputs(&self) -> usize {
        self.equal.iter().map(|(_, count)| count).sum()
    }

    /// The evidence, as an inference.
    #[must_use]
    pub fn why(&self) -> String {
        format!(
            "This is an inference: {} of its outputs have one of {} equal values, as in a round of {} with at least {} people. Nobody can say from the transaction which input paid which output.",
            self.equal_outputs(),
            self.equal.len(),
            self.class.name(),
            self.participants
        )
    }
}

/// Which round a transaction is, if it is one.
#[must_use]
pub fn classify(spend: &Spend) -> Option<Round> {
    if spend.inputs.len() < 3 || spend.outputs.len() < 3 {
        return None;
    }
    let values = spend.values();
    whirlpool::round(spend, &values)
        .or_else(|| wasabi2::round(spend, &values))
        .or_else(|| wasabi1::round(spend, &values))
        .or_else(|| joinmarket::round(spend, &values))
}

/// Whether several people may have made a transaction together: the most frequent value occurs once for every two outputs,
/// twice at least, and there are as many payers. Gives how many payments are equal.
#[must_use]
pub fn joint(spend: &Spend) -> Option<usize> {
    if spend.inputs.len() < 2 {
        return None;
    }
    let (_, count) = most_frequent(&spend.values())?;
    (count >= 2 && spend.outputs.len().div_ceil(2) == count && spend.payers() >= count).then_some(count)
}

/// Whose shape it is, where several people may have made a transaction together, and how many payments are equal.
#[must_use]
pub fn shape(spend: &Spend) -> Option<(Shape, usize)> {
    let count = joint(spend)?;
    let from_pool = spend.inputs.iter().any(|input| whirlpool::is_pool(input.value_sat));
    Some((if from_pool { Shape::Stonewall } else { Shape::JoinMarket }, count))
}

/// Whether a transaction is a round whatever a list says: five outputs of one value and more, each to another script,
/// with as many paying scripts, none of which is paid.
#[must_use]
pub fn is_argued(spend: &Spend) -> bool {
    let equal = spend.values().into_iter().map(|(_, count)| count).max().unwrap_or(0);
    equal >= LEAST_ARGUED && spend.payers() >= equal && spend.payees() == spend.outputs.len() && !spend.pays_back()
}

/// Whether following stops at a round: at every one of Whirlpool and Wasabi, at one of JoinMarket's shape where it is
/// argued.
#[must_use]
pub fn is_boundary(spend: &Spend, round: &Round) -> bool {
    round.class != Class::JoinMarket || is_argued(spend)
}

#[cfg(test)]
mod tests;
