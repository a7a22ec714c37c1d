//! Taint first: the stolen money leaves first.
//!
//! `x = min(a, T)`: of a payment `a` out of a balance that holds `T` stolen units.
//!
//! Source: the mirror of the lowest intermediate balance, used by flow tracers that conserve money (the simulation of
//! "Shedding Light on Shadows", SIGMETRICS 2026, with a reserve of nothing). Limit: it follows the thief's next payment,
//! whatever else was there; the amounts that rest are the least of all policies.

/// The stolen part of a payment.
pub(super) const fn spend(amount: u128, tainted: u128) -> u128 {
    if amount < tainted { amount } else { tainted }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stolen_money_leaves_first() {
        for (amount, tainted, expected) in [(10, 4, 4), (3, 4, 3), (4, 4, 4), (4, 0, 0)] {
            assert_eq!(spend(amount, tainted), expected);
        }
    }
}
