//! In proportion: each payment carries the stolen share of the balance, rounded down; the rest stays.
//!
//! `x = ⌊a · T ÷ B⌋`, then `T -= x`: of a payment `a` out of a balance `B` that holds `T` stolen units. Rounding never lets
//! `T` pass `B`, for `T - x = ⌈T (B - a) ÷ B⌉ ≤ B - a`.
//!
//! Source: M. Möser, R. Böhme, D. Breuker, "Towards Risk Scoring of Bitcoin Transactions" (2014). Limits: it spreads ever
//! thinner and never ends, so small shares are dust; each rounding leaves less than one unit behind.

use super::share::share;

/// The stolen part of a payment. `amount` and `tainted` are at most `balance`.
pub(super) fn spend(amount: u128, tainted: u128, balance: u128) -> u128 {
    share(amount, tainted, balance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_carries_its_share_and_nothing_is_lost() {
        for (amount, tainted, balance, expected) in
            [(10, 10, 30, 3), (20, 7, 20, 7), (1, 1, 3, 0), (2, 1, 3, 0), (3, 1, 3, 1), (0, 5, 9, 0)]
        {
            assert_eq!(spend(amount, tainted, balance), expected, "{amount} of {balance} with {tainted}");
        }
    }
}
