//! Lowest intermediate balance: other money leaves first, so the stolen money lasts until a payment reaches into it.
//!
//! `x = max(0, a - (B - T))`: of a payment `a` out of a balance `B` that holds `T` stolen units. So `T` is never above the
//! lowest balance since the money came in, and money that comes later does not bring it back.
//!
//! Source: the rule of the law of trusts that a trustee is presumed to spend their own money first: *Re Hallett's Estate*
//! (1880) 13 Ch D 696; *James Roscoe (Bolton) Ltd v Winder* [1915] 1 Ch 62. Limit: a presumption in the victim's favour
//! about one mixed fund; it says nothing of what a thief meant to do.

/// The stolen part of a payment. `amount` and `tainted` are at most `balance`.
pub(super) const fn spend(amount: u128, tainted: u128, balance: u128) -> u128 {
    amount.saturating_sub(balance - tainted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_money_leaves_first() {
        for (amount, tainted, balance, expected) in [(10, 10, 30, 0), (20, 10, 30, 0), (21, 10, 30, 1), (30, 10, 30, 10), (5, 5, 5, 5)] {
            assert_eq!(spend(amount, tainted, balance), expected, "{amount} of {balance} with {tainted}");
        }
    }
}
