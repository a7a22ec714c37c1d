//! Amounts with a number of decimals that is not the asset's own.

use serde::{Deserialize, Serialize};

use crate::money::Amount;

/// An amount in units of 10^−`decimals` of a coin, whatever base unit the asset has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scaled {
    /// How many such units.
    pub digits: Amount,
    /// Digits after the point that the service counts.
    pub decimals: u8,
}

/// An amount that the asset's base units cannot express.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScaleError {
    /// Finer than a base unit.
    #[error("{digits} units of {from} decimals are no whole number of base units of {to} decimals; the next lower one is {below}")]
    NotExact {
        /// What was given.
        digits: Amount,
        /// Its decimals.
        from: u8,
        /// The asset's decimals.
        to: u8,
        /// The largest amount in base units that is not more.
        below: Amount,
    },
    /// Above 2²⁵⁶ − 1 base units.
    #[error("{digits} units of {from} decimals are above 2^256 - 1 base units of {to} decimals")]
    TooLarge {
        /// What was given.
        digits: Amount,
        /// Its decimals.
        from: u8,
        /// The asset's decimals.
        to: u8,
    },
}

impl Scaled {
    /// The amount in base units of an asset with this many decimals.
    ///
    /// The arithmetic is exact. What a service *saw* may still be finer than what it counts: see
    /// [`Scaled::is_cut_from`].
    ///
    /// # Errors
    /// When it is no whole number of base units, or too many.
    pub fn base_units(self, decimals: u8) -> Result<Amount, ScaleError> {
        let Self { digits, decimals: from } = self;
        let too_large = ScaleError::TooLarge { digits, from, to: decimals };
        if decimals >= from {
            let factor = power_of_ten(decimals - from).ok_or(too_large)?;
            return digits.base_units().checked_mul(factor.base_units()).map(Amount::from_base_units).ok_or(too_large);
        }
        // A divisor above 2²⁵⁶ leaves nothing of any amount.
        let Some(divisor) = power_of_ten(from - decimals) else {
            let exact = digits.is_zero();
            return if exact { Ok(Amount::ZERO) } else { Err(ScaleError::NotExact { digits, from, to: decimals, below: Amount::ZERO }) };
        };
        let (below, rest) = digits.base_units().div_rem(divisor.base_units());
        let below = Amount::from_base_units(below);
        if rest.is_zero() { Ok(below) } else { Err(ScaleError::NotExact { digits, from, to: decimals, below }) }
    }

    /// Whether an amount in base units of an asset with this many decimals, cut to this scale, is this amount: how a
    /// service that counts eight decimals sees a payment of eighteen.
    #[must_use]
    pub fn is_cut_from(self, amount: Amount, decimals: u8) -> bool {
        let paid = Self { digits: amount, decimals };
        match paid.base_units(self.decimals) {
            Ok(exact) => exact == self.digits,
            Err(ScaleError::NotExact { below, .. }) => below == self.digits,
            Err(ScaleError::TooLarge { .. }) => false,
        }
    }
}

/// 10^`exponent`, where it is below 2²⁵⁶.
pub(super) fn power_of_ten(exponent: u8) -> Option<Amount> {
    // 10^77 is the largest.
    (exponent <= 77).then(|| Amount::parse_coins("1", exponent).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scaled(digits: u64, decimals: u8) -> Scaled {
        Scaled { digits: Amount::from(digits), decimals }
    }

    #[test]
    fn conversions_are_exact_or_say_that_they_are_not() {
        for (digits, from, to, units) in [
            // THORChain's count and the payment on Ethereum of 0x77b36831…: 1.57972709 ETH.
            (157_972_709, 8, 18, "1579727090000000000"),
            (65_304_276, 8, 8, "65304276"),
            (417_377_389_800, 8, 6, "4173773898"),
            (0, 8, 0, "0"),
            (0, 200, 0, "0"),
        ] {
            assert_eq!(scaled(digits, from).base_units(to).unwrap().to_string(), units);
        }
        let error = scaled(417_377_389_801, 8).base_units(6).unwrap_err();
        let below = Amount::from(4_173_773_898);
        assert_eq!(error, ScaleError::NotExact { digits: Amount::from(417_377_389_801), from: 8, to: 6, below });
        assert!(matches!(scaled(1, 0).base_units(78), Err(ScaleError::TooLarge { .. })));
        assert!(matches!(scaled(u64::MAX, 0).base_units(77), Err(ScaleError::TooLarge { .. })));
        assert!(matches!(scaled(1, 255).base_units(0), Err(ScaleError::NotExact { below: Amount::ZERO, .. })));
    }

    #[test]
    fn a_payment_is_recognised_in_its_cut_form() {
        let paid: Amount = "1579727099999999999".parse().unwrap();
        assert!(scaled(157_972_709, 8).is_cut_from(paid, 18));
        assert!(!scaled(157_972_710, 8).is_cut_from(paid, 18));
        assert!(scaled(65_304_276, 8).is_cut_from(Amount::from(65_304_276), 8));
    }

    proptest! {
        #[test]
        fn up_and_down_again_is_the_same(digits in any::<u64>(), from in 0u8..=18, up in 0u8..=40) {
            let more = scaled(digits, from).base_units(from + up).unwrap();
            let back = Scaled { digits: more, decimals: from + up };
            prop_assert_eq!(back.base_units(from).unwrap(), Amount::from(digits));
            prop_assert!(scaled(digits, from).is_cut_from(more, from + up));
        }
    }
}
