//! An amount in 96 bits: what a transfer that is followed moves at most.

/// Base units below [`Units::LIMIT`], in 12 bytes aligned to 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::trace) struct Units([u32; 3]);

impl Units {
    /// 2⁹⁶. The largest supply of the listed assets is ether's, below 2⁸⁷ wei. So even 2³¹ transfers add up to less than
    /// 2¹²⁸, and no sum of the ledger can overflow.
    pub(in crate::trace) const LIMIT: u128 = 1 << 96;

    /// Nothing.
    pub(in crate::trace) const ZERO: Self = Self([0; 3]);

    /// `None` from the limit on.
    pub(in crate::trace) const fn new(amount: u128) -> Option<Self> {
        if amount < Self::LIMIT { Some(Self::cut(amount)) } else { None }
    }

    /// The low 96 bits: for amounts that are at most that of a transfer.
    pub(in crate::trace) const fn cut(amount: u128) -> Self {
        debug_assert!(amount < Self::LIMIT);
        Self([amount as u32, (amount >> 32) as u32, (amount >> 64) as u32])
    }

    /// The amount.
    pub(in crate::trace) const fn get(self) -> u128 {
        let [low, middle, high] = self.0;
        (low as u128) | ((middle as u128) << 32) | ((high as u128) << 64)
    }

    /// Whether this is nothing.
    pub(in crate::trace) const fn is_zero(self) -> bool {
        let [low, middle, high] = self.0;
        low | middle | high == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_comes_back_and_the_limit_is_kept() {
        for amount in
            [0, 1, u128::from(u32::MAX), 1 << 32, u128::from(u64::MAX), 1 << 64, 401_346_768_858_404_671_846_374, Units::LIMIT - 1]
        {
            assert_eq!(Units::new(amount).unwrap().get(), amount);
            assert_eq!(Units::new(amount).unwrap().is_zero(), amount == 0);
        }
        assert_eq!(Units::new(Units::LIMIT), None);
        assert_eq!(Units::new(u128::MAX), None);
    }
}
