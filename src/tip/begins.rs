//! Where the way of a tip begins: with a transfer that the case lists, or, in a case that lists only transactions or
//! addresses of the theft, with a payment of those.

use super::payload::{Payload, SeedRef};
use crate::case::{Case, Origin};
use crate::money::{Address, Chain, Transfer, TxId, UnixSeconds};

/// How a case stands to the beginning of a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begins {
    /// The case lists this transfer, or this transaction with its recipient, or says that what this address paid then is the
    /// theft.
    Named,
    /// Inside a transaction of Bitcoin, into which an address of the case may have paid: the tip alone does not show it.
    Inside,
    /// The case knows nothing of it.
    No,
}

/// A payment, as far as a case can know of it.
struct Paid<'a> {
    chain: Chain,
    tx: TxId,
    from: &'a Address,
    to: &'a Address,
    block: u64,
    at: UnixSeconds,
}

fn by(case: &Case, paid: &Paid<'_>) -> Begins {
    let theft = |theft: &crate::case::TheftTx| theft.chain == paid.chain && theft.tx == paid.tx && theft.to.contains(paid.to);
    let here = |origin: &&Origin| origin.chain.unwrap_or(case.chain) == paid.chain;
    let begun =
        |origin: &&Origin| origin.from_block.is_none_or(|block| block <= paid.block) && origin.from_at.is_none_or(|at| at <= paid.at);
    let mut origins = case.origins.iter().filter(here).filter(begun).peekable();
    if case.transactions.iter().any(theft) {
        Begins::Named
    } else if origins.peek().is_some() && paid.from.is_inside_of_transaction() {
        Begins::Inside
    } else if origins.any(|origin| origin.at == *paid.from) {
        Begins::Named
    } else {
        Begins::No
    }
}

/// The first payment of a way as a reference to the theft, where the case does not list it by its amount and yet knows it.
pub(super) fn seed_of(case: &Case, first: &Transfer) -> Option<SeedRef> {
    let Transfer { tx, from, to, asset, amount, block, at, .. } = first;
    let listed = case.seeds.iter().any(|seed| seed.tx == *tx && seed.to == *to && seed.asset == *asset);
    let paid = Paid { chain: asset.chain(), tx: *tx, from, to, block: *block, at: *at };
    let known = !listed && by(case, &paid) != Begins::No;
    known.then(|| SeedRef { tx: *tx, asset: asset.clone(), to: to.clone(), amount: *amount })
}

/// How the case stands to one beginning that a tip names.
pub(super) fn judge(case: &Case, payload: &Payload, seed: &SeedRef) -> Begins {
    let is_listed =
        |own: &crate::case::Seed| own.tx == seed.tx && own.asset == seed.asset && own.to == seed.to && own.amount == seed.amount;
    if case.seeds.iter().any(is_listed) {
        return Begins::Named;
    }
    let Some(first) = payload.hops.first().filter(|hop| hop.tx == seed.tx && hop.to == seed.to && hop.asset == seed.asset) else {
        return Begins::No;
    };
    if first.amount != seed.amount {
        return Begins::No;
    }
    let (block, at) = (first.block.0, first.time);
    by(case, &Paid { chain: first.chain, tx: first.tx, from: &first.from, to: &first.to, block, at })
}
