//! Taint: which part of each amount is the stolen money, exactly, per asset, in one pass in the order of the chain.
//!
//! A [`Ledger`] holds the money of one asset at one address under one policy. What leaves it is a [`Parcel`]: lots in
//! order, each stolen or not. Nothing is created or lost: a parcel's lots add up to its amount, and what was received
//! and not spent stays. One file per policy.

mod fifo;
mod haircut;
mod replay;

pub use fifo::Fifo;
pub use haircut::Haircut;
pub use replay::{Flow, Replay, Swap};

use super::view::Policy;
use crate::money::Amount;

/// A stretch of money that is wholly stolen or wholly not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lot {
    /// How much, in base units.
    pub amount: Amount,
    /// Whether it is the stolen money.
    pub stolen: bool,
}

/// Money on its way from one ledger to another, oldest lot first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parcel {
    /// The lots.
    pub lots: Vec<Lot>,
}

impl Parcel {
    /// One lot.
    #[must_use]
    pub fn of(amount: Amount, stolen: bool) -> Self {
        Self { lots: vec![Lot { amount, stolen }] }
    }

    /// The stolen part.
    #[must_use]
    pub fn stolen(&self) -> Amount {
        self.lots.iter().filter(|lot| lot.stolen).map(|lot| lot.amount).sum()
    }

    /// All of it.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.lots.iter().map(|lot| lot.amount).sum()
    }

    /// Appends a lot, joined to the last where both are of one kind.
    pub fn push(&mut self, lot: Lot) {
        if lot.amount.is_zero() {
            return;
        }
        match self.lots.last_mut() {
            // Amounts on a chain add up far below 2^256; a sum that does not stays in a lot of its own.
            Some(last) if last.stolen == lot.stolen && last.amount.plus(lot.amount).is_ok() => {
                last.amount = [last.amount, lot.amount].into_iter().sum();
            }
            _ => self.lots.push(lot),
        }
    }
}

/// The money of one asset at one address under one policy.
pub trait Ledger {
    /// Takes a parcel in.
    fn receive(&mut self, parcel: &Parcel);

    /// Gives out exactly `amount`, which the caller has made sure is there.
    fn spend(&mut self, amount: Amount) -> Parcel;

    /// All that is here.
    fn balance(&self) -> Amount;

    /// The stolen part of what is here.
    fn stolen(&self) -> Amount;
}

impl Policy {
    /// Every policy, in the order of the screen.
    pub const ALL: [Self; 2] = [Self::Fifo, Self::Haircut];

    /// An empty ledger.
    #[must_use]
    pub fn ledger(self) -> Box<dyn Ledger> {
        match self {
            Self::Fifo => Box::<Fifo>::default(),
            Self::Haircut => Box::<Haircut>::default(),
            Self::Lifo | Self::Libr | Self::First | Self::Poison => Box::<Fifo>::default(),
        }
    }

    /// The name, for a sentence.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fifo => "first in, first out",
            Self::Haircut => "in proportion (haircut)",
            Self::Lifo => "last in, first out",
            Self::Libr => "other money first (lowest intermediate balance)",
            Self::First => "stolen money first",
            Self::Poison => "poison",
        }
    }
}
