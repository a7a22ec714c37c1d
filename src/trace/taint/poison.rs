//! Poison: once stolen money touched a balance, all of it counts, and all that comes later.
//!
//! What was clean and counts from now on is summed as mixed in, so that the sum of the trace still closes. Where received
//! money rests nothing mixes: there only the receipts count.
//!
//! Source: M. Möser, R. Böhme, D. Breuker, "Towards Risk Scoring of Bitcoin Transactions" (2014). Limit: an upper bound on
//! what could be the stolen money, not a sum of money; R. Anderson et al. found blacklists by poison to grow to millions of
//! addresses ("Making Bitcoin Legal", 2018).

/// Clean money that begins to count when `amount` with its `tainted` part arrives at a `balance` of which `counted` counts.
/// Nothing where neither is touched.
pub(super) const fn mixes(amount: u128, tainted: u128, balance: u128, counted: u128, touched: bool) -> u128 {
    if touched || tainted > 0 { (amount - tainted) + (balance - counted) } else { 0 }
}

/// The stolen part of a payment.
pub(super) const fn spend(amount: u128, touched: bool) -> u128 {
    if touched { amount } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_touched_counts_whole() {
        for (amount, tainted, balance, counted, touched, expected) in
            [(10, 0, 5, 0, false, 0), (10, 4, 5, 0, false, 11), (10, 10, 5, 0, false, 5), (10, 0, 5, 5, true, 10), (10, 10, 5, 5, true, 0)]
        {
            assert_eq!(mixes(amount, tainted, balance, counted, touched), expected);
        }
        assert_eq!((spend(9, true), spend(9, false)), (9, 0));
    }
}
