//! Amounts: whole base units (wei, satoshi, sun), never a float.

use std::fmt;
use std::str::FromStr;

use alloy_primitives::U256;

/// An amount in base units of some asset, 0 to 2²⁵⁶ − 1. Its text is the plain decimal integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Amount(U256);

/// Arithmetic that would leave the range of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// The sum is above 2²⁵⁶ − 1.
    #[error("{0} + {1} is above 2^256 - 1")]
    Overflow(Amount, Amount),
    /// The difference is below zero.
    #[error("{0} - {1} is below zero")]
    Underflow(Amount, Amount),
}

/// A text that is not an amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseAmountError {
    /// There is a character that does not belong in a decimal number.
    #[error("character {position} of {input:?} does not belong in an amount; write digits, and a point before decimals")]
    Character {
        /// Counted from 1.
        position: usize,
        /// What was given.
        input: String,
    },
    /// There are no digits.
    #[error("no digits in {0:?}")]
    Empty(String),
    /// More decimals than the asset has.
    #[error("{input:?} has more than {decimals} decimals, the most this asset has")]
    TooFine {
        /// What was given.
        input: String,
        /// The asset's decimals.
        decimals: u8,
    },
    /// Larger than 2²⁵⁶ − 1.
    #[error("{0:?} is above 2^256 - 1")]
    TooLarge(String),
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(U256::ZERO);

    /// Takes base units.
    #[must_use]
    pub const fn from_base_units(units: U256) -> Self {
        Self(units)
    }

    /// The base units.
    #[must_use]
    pub const fn base_units(self) -> U256 {
        self.0
    }

    /// Takes base units that fit 128 bits.
    #[must_use]
    pub fn from_u128(units: u128) -> Self {
        Self(U256::from(units))
    }

    /// The base units, where they fit 128 bits.
    #[must_use]
    pub fn to_u128(self) -> Option<u128> {
        u128::try_from(self.0).ok()
    }

    /// Whether this is nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Sum.
    ///
    /// # Errors
    /// When the sum is above 2²⁵⁶ − 1.
    pub fn plus(self, other: Self) -> Result<Self, AmountError> {
        self.0.checked_add(other.0).map(Self).ok_or(AmountError::Overflow(self, other))
    }

    /// Difference.
    ///
    /// # Errors
    /// When `other` is larger.
    pub fn minus(self, other: Self) -> Result<Self, AmountError> {
        self.0.checked_sub(other.0).map(Self).ok_or(AmountError::Underflow(self, other))
    }

    /// Difference, or zero where `other` is larger.
    #[must_use]
    pub fn saturating_minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `self × part ÷ whole`, rounded down, in 512 bits between. Zero where `whole` is zero.
    #[must_use]
    pub fn share(self, part: Self, whole: Self) -> Self {
        if whole.is_zero() {
            return Self::ZERO;
        }
        if part == whole {
            return self;
        }
        let product: alloy_primitives::U512 = self.0.widening_mul(part.0);
        let quotient = product / alloy_primitives::U512::from(whole.0);
        Self(U256::saturating_from(quotient))
    }

    /// How many millionths of `whole` this is, rounded down; at most `u64::MAX`.
    #[must_use]
    pub fn millionths_of(self, whole: Self) -> u64 {
        Self(U256::from(1_000_000u64)).share(self, whole).0.saturating_to()
    }

    /// Reads a decimal number of whole coins, exactly: `"1.5"` with 18 decimals is 1500000000000000000 wei.
    ///
    /// # Errors
    /// On any sign, exponent, grouping or space, on more decimals than the asset has, and above 2²⁵⁶ − 1.
    pub fn parse_coins(text: &str, decimals: u8) -> Result<Self, ParseAmountError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if whole.is_empty() || (text.contains('.') && fraction.is_empty()) {
            return Err(ParseAmountError::Empty(text.to_owned()));
        }
        // A second point is in `fraction`, so counting from the start of `text` finds it.
        if let Some(at) = text.chars().enumerate().position(|(at, c)| !(c.is_ascii_digit() || c == '.' && at == whole.len())) {
            return Err(ParseAmountError::Character { position: at + 1, input: text.to_owned() });
        }
        let significant = fraction.trim_end_matches('0');
        if significant.len() > usize::from(decimals) {
            return Err(ParseAmountError::TooFine { input: text.to_owned(), decimals });
        }
        let digits = format!("{whole}{significant:0<width$}", width = usize::from(decimals));
        U256::from_str_radix(&digits, 10).map(Self).map_err(|_| ParseAmountError::TooLarge(text.to_owned()))
    }

    /// Writes whole coins exactly, without trailing zeros: `"1.5"`.
    #[must_use]
    pub fn to_coins(self, decimals: u8) -> String {
        let width = usize::from(decimals);
        let digits = format!("{:0>width$}", self.0.to_string(), width = width + 1);
        let (whole, fraction) = digits.split_at(digits.len() - width);
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
    }

    /// Writes coins for a screen: thousands grouped by commas, at most `most` decimals, cut not rounded. A cut that
    /// hides something ends in `…`, so what is shown is never more than what is there.
    #[must_use]
    pub fn to_coins_short(self, decimals: u8, most: usize) -> String {
        let exact = self.to_coins(decimals);
        let (whole, fraction) = exact.split_once('.').unwrap_or((&exact, ""));
        let mut text = String::with_capacity(exact.len() + whole.len() / 3 + 3);
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                text.push(',');
            }
            text.push(digit);
        }
        let kept = &fraction[..fraction.len().min(most)];
        let shown = kept.trim_end_matches('0');
        let cut = fraction.len() > most;
        if cut || !shown.is_empty() {
            text.push('.');
            text.push_str(if cut { kept } else { shown });
        }
        if cut {
            text.push('…');
        }
        text
    }
}

impl From<u64> for Amount {
    fn from(units: u64) -> Self {
        Self(U256::from(units))
    }
}

impl std::iter::Sum for Amount {
    /// Sums; stays at 2²⁵⁶ − 1 where the sum would be above. For totals on a screen, not for a ledger.
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, |sum, next| Self(sum.0.saturating_add(next.0)))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Amount {
    type Err = ParseAmountError;

    /// Reads base units: digits only, at most 78 of them.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > 78 {
            return Err(ParseAmountError::TooLarge(text.chars().take(90).collect()));
        }
        if text.contains('.') {
            let position = text.find('.').map_or(1, |at| at + 1);
            return Err(ParseAmountError::Character { position, input: text.to_owned() });
        }
        Self::parse_coins(text, 0)
    }
}

super::serde_as_text!(Amount);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn coins_are_read_exactly() {
        for (text, decimals, units) in [
            ("401346.768858404671846374", 18, "401346768858404671846374"),
            ("0", 18, "0"),
            ("1", 0, "1"),
            ("1.50", 6, "1500000"),
            ("0.000000000000000001", 18, "1"),
            ("007", 2, "700"),
        ] {
            assert_eq!(Amount::parse_coins(text, decimals).unwrap().to_string(), units, "{text}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,000", " 1", "0x10", "1.2.3", "١"] {
            assert!(Amount::parse_coins(text, 18).is_err(), "{text:?}");
        }
        assert!(matches!(Amount::parse_coins("1.0000001", 6), Err(ParseAmountError::TooFine { .. })));
        assert!(matches!("9".repeat(78).parse::<Amount>(), Err(ParseAmountError::TooLarge(_))));
        assert!(matches!("9".repeat(300).parse::<Amount>(), Err(ParseAmountError::TooLarge(_))));
        assert!(matches!("1.0".parse::<Amount>(), Err(ParseAmountError::Character { position: 2, .. })));
    }

    #[test]
    fn the_short_form_never_shows_more_than_there_is() {
        let amount = Amount::parse_coins("401346.768858404671846374", 18).unwrap();
        assert_eq!(amount.to_coins_short(18, 6), "401,346.768858…");
        assert_eq!(Amount::parse_coins("10000", 18).unwrap().to_coins_short(18, 6), "10,000");
        assert_eq!(Amount::parse_coins("0.5", 18).unwrap().to_coins_short(18, 6), "0.5");
        assert_eq!(Amount::from(1).to_coins_short(18, 6), "0.000000…");
        assert_eq!(Amount::from(999).to_coins_short(0, 6), "999");
    }

    #[test]
    fn a_share_does_not_overflow() {
        let most = Amount::from_base_units(U256::MAX);
        assert_eq!(most.share(most, most), most);
        assert_eq!(most.share(Amount::from(1), Amount::from(2)).base_units(), U256::MAX >> 1);
        assert_eq!(most.share(Amount::from(1), Amount::ZERO), Amount::ZERO);
    }

    proptest! {
        #[test]
        fn coins_round_trip(limbs in any::<[u64; 4]>(), decimals in 0u8..=40) {
            let amount = Amount::from_base_units(U256::from_limbs(limbs));
            prop_assert_eq!(Amount::parse_coins(&amount.to_coins(decimals), decimals).unwrap(), amount);
            prop_assert_eq!(amount.to_string().parse::<Amount>().unwrap(), amount);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,90}") {
            if let Ok(amount) = text.parse::<Amount>() {
                prop_assert_eq!(amount.to_string(), text.trim_start_matches('0').parse::<Amount>().map_or_else(|_| "0".to_owned(), |again| again.to_string()));
            }
        }
    }
}
