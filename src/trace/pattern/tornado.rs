//! Tornado Cash: what went into its pools, what came out, and clues to which belong together.
//!
//! Rule: money of a pool's asset that goes into the pool's contract in the pool's amount is a deposit, also by way of the
//! router; what comes out of it is a withdrawal, less the relayer's fee, which comes out in the same transaction. Who paid
//! by the router is not known from the pool's own payments: each such deposit counts as somebody else's. Clues, each a [`Lead`] with its
//! odds:
//! *same address* (the depositor withdraws to itself), *gas price* (both transactions chose the same unusual price, and
//! nobody else did), *linked* (both addresses paid each other [`LEAST_LINKS`] times and more), *portfolio* (as many
//! withdrawals of each pool as deposits, [`LEAST_PORTFOLIO`] and more from two pools and more, each within a day; nobody
//! else has just this).
//! The odds are how many depositors of the pool the clue leaves, beside the one named; a withdrawal's anonymity set is
//! given without any clue.
//!
//! Source: Béres et al. (arXiv 2005.14051); Wu et al., "Tutela" (arXiv 2201.06811), which linked 42,800 of 97,300 equal
//! deposits by such clues.
//! Addresses of the pools: US Treasury, 2022-08-08, and etherscan-labels (MIT).
//! Limits: every clue is an inference; a friend may withdraw, and a price may be a wallet's habit. Since August 2021
//! (EIP-1559) most prices say nothing: give `None` for them. Deposits of contracts and by relayers hide the person. TORN
//! mining is not read. Other chains' pools are not listed.
//! Measured on constructed rows only (its tests): no public set says who withdrew.

mod clue;
mod pool;

pub use clue::{Clue, LEAST_LINKS, LEAST_PORTFOLIO, Lead, Passage, leads};
pub use pool::{POOLS, Pool, is_router, pool, pool_of};

use crate::money::{Address, Amount, Transfer};

/// Money that went into a pool, or came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// Into it, by the named address.
    Deposit(&'static Pool, Address),
    /// Out of it, to the named address, so many base units.
    Withdrawal(&'static Pool, Address, Amount),
}

/// Reads a row; `None` where it moves nothing into or out of a pool. A row out of a pool that pays the relayer is told
/// from the withdrawal by its size: a fee is less than half of the pool's amount.
#[must_use]
pub fn read(row: &Transfer) -> Option<Move> {
    if let Some(into) = pool(&row.to).filter(|pool| pool.is_of(&row.asset)) {
        return (row.amount == into.amount()).then(|| Move::Deposit(into, row.from.clone()));
    }
    if is_router(&row.to) && !is_router(&row.from) {
        return pool_of(&row.asset, row.amount).map(|into| Move::Deposit(into, row.from.clone()));
    }
    let out = pool(&row.from).filter(|pool| pool.is_of(&row.asset))?;
    let half = Amount::from(1).share(out.amount(), Amount::from(2));
    (row.amount > half && row.amount <= out.amount()).then(|| Move::Withdrawal(out, row.to.clone(), row.amount))
}

/// Whether an address is one of Tornado Cash's pools or routers, on Ethereum.
#[must_use]
pub fn is_listed(address: &Address) -> bool {
    pool(address).is_some() || is_router(address)
}

#[cfg(test)]
mod tests;
