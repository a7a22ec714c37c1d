//! The parts of the equation, and which end is counted in which.

use crate::money::Amount;
use crate::trace::view::{Equation, Reason};

/// A part of the equation's right side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// Unspent.
    Held,
    /// At exchanges.
    Exchanges,
    /// At bridges.
    Bridged,
    /// In mixers.
    Mixed,
    /// At services.
    Services,
    /// Fees.
    Fees,
    /// Not read.
    NotFollowed,
}

impl Term {
    /// All, in the order of [`Equation::terms`].
    pub const ALL: [Self; 7] = [Self::Held, Self::Exchanges, Self::Bridged, Self::Mixed, Self::Services, Self::Fees, Self::NotFollowed];

    /// Its word on the screen.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Exchanges => "at exchanges",
            Self::Bridged => "bridged",
            Self::Mixed => "mixed",
            Self::Services => "at services",
            Self::Fees => "fees",
            Self::NotFollowed => "not followed",
        }
    }

    /// Its name in class names.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Exchanges => "exchanges",
            Self::Bridged => "bridged",
            Self::Mixed => "mixed",
            Self::Services => "services",
            Self::Fees => "fees",
            Self::NotFollowed => "notfollowed",
        }
    }

    /// The amount of this part.
    #[must_use]
    pub const fn of(self, equation: &Equation) -> Amount {
        match self {
            Self::Held => equation.held,
            Self::Exchanges => equation.exchanges,
            Self::Bridged => equation.bridged,
            Self::Mixed => equation.mixed,
            Self::Services => equation.services,
            Self::Fees => equation.fees,
            Self::NotFollowed => equation.not_followed,
        }
    }

    /// The part that an end of this kind is counted in.
    #[must_use]
    pub const fn of_reason(reason: Reason) -> Self {
        match reason {
            Reason::Held => Self::Held,
            Reason::Exchange | Reason::Deposit => Self::Exchanges,
            Reason::Bridge => Self::Bridged,
            Reason::Mixer => Self::Mixed,
            Reason::Service => Self::Services,
            Reason::Budget | Reason::User | Reason::Failed | Reason::Dust => Self::NotFollowed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Asset, Chain};

    #[test]
    fn every_part_of_the_equation_has_its_own_amount() {
        let mut equation = Equation {
            asset: Asset::native(Chain::ETHEREUM),
            stolen: 28u64.into(),
            from_swaps: Amount::ZERO,
            mixed_in: Amount::ZERO,
            held: 1u64.into(),
            exchanges: 2u64.into(),
            bridged: 3u64.into(),
            mixed: 4u64.into(),
            services: 5u64.into(),
            fees: 6u64.into(),
            not_followed: 7u64.into(),
        };
        assert!(equation.holds());
        let own: Vec<Amount> = Term::ALL.iter().map(|term| term.of(&equation)).collect();
        assert_eq!(own, equation.terms().map(|(_, amount)| amount).to_vec());
        equation.held = 2u64.into();
        assert!(!equation.holds());
    }
}
