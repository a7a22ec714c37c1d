//! Clues to which withdrawal belongs to which depositor.

use std::collections::{BTreeMap, BTreeSet};

use super::{Pool, pool};
use crate::money::{Address, Transfer, TxId, UnixSeconds};

/// Ordinary payments between two addresses that link them, at least.
pub const LEAST_LINKS: usize = 3;
/// Deposits that make a portfolio, at least.
pub const LEAST_PORTFOLIO: usize = 3;
const DAY_S: u64 = 86_400;

/// A deposit or a withdrawal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its transaction.
    pub tx: TxId,
    /// When.
    pub at: UnixSeconds,
    /// The pool.
    pub pool: &'static Pool,
    /// Who put in, or to whom it came out.
    pub who: Address,
    /// The price of gas in wei, where its sender chose it: `None` from EIP-1559 on, and of a relayer's transaction.
    pub gas_price_wei: Option<u128>,
}

/// What speaks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clue {
    /// The depositor withdrew to its own address.
    SameAddress,
    /// Depositor and withdrawer paid each other so many times outside of the pool.
    Linked(usize),
    /// Both chose the same price of gas, and nobody else.
    GasPrice(u128),
    /// As many deposits of each pool as withdrawals, so many in all.
    Portfolio(usize),
}

/// A withdrawal that may be a depositor's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// The withdrawal, by its number.
    pub withdrawal: usize,
    /// The deposit, by its number: the last of the named depositor before the withdrawal.
    pub deposit: usize,
    /// What speaks for it.
    pub clue: Clue,
    /// How many depositors the clue leaves, this one included: one of so many.
    pub one_of: usize,
    /// How many depositors of the pool it could have been without any clue.
    pub anonymity_set: usize,
}

impl Lead {
    /// The lead with its odds, as an inference.
    #[must_use]
    pub fn why(&self) -> String {
        let clue = match self.clue {
            Clue::SameAddress => "it came out to an address that had put in".to_owned(),
            Clue::Linked(count) => format!("the two addresses paid each other {count} times outside of the pool"),
            Clue::GasPrice(wei) => format!("both transactions chose {wei} wei for gas, and no other did"),
            Clue::Portfolio(count) => format!("{count} deposits and {count} withdrawals stand in the same pools, each within a day"),
        };
        format!(
            "This is a lead, not a fact: {clue}. In what was read it leaves {} of {} depositors who may have withdrawn here.",
            self.one_of, self.anonymity_set
        )
    }
}

/// Every lead, by withdrawal, then by clue. `others` are payments outside of the pools.
#[must_use]
pub fn leads(deposits: &[Passage], withdrawals: &[Passage], others: &[&Transfer]) -> Vec<Lead> {
    let (links, prices) = (links(others), prices(deposits, withdrawals));
    let (put, taken) = (portfolios(deposits), portfolios(withdrawals));
    let mut same_pools: BTreeMap<&BTreeMap<Address, usize>, Vec<&Address>> = BTreeMap::new();
    put.iter().for_each(|(who, pools)| same_pools.entry(pools).or_default().push(who));
    let mut order: Vec<usize> = (0..deposits.len()).collect();
    order.sort_by_key(|at| deposits.get(*at).map(|deposit| (deposit.at, *at)));
    let mut turns: Vec<usize> = (0..withdrawals.len()).collect();
    turns.sort_by_key(|at| withdrawals.get(*at).map(|out| (out.at, *at)));
    // What was put in is counted up as time goes on: what came later is no withdrawal's.
    let (mut pools, mut seen): (BTreeMap<Address, Depositors<'_>>, usize) = (BTreeMap::new(), 0);
    let mut all = Vec::new();
    for (at, out) in turns.into_iter().filter_map(|at| withdrawals.get(at).map(|out| (at, out))) {
        while let Some((number, deposit)) = order.get(seen).and_then(|at| Some((*at, deposits.get(*at)?))).filter(|(_, d)| d.at <= out.at) {
            pools.entry(Address::Evm(deposit.pool.contract)).or_default().add(number, deposit);
            seen += 1;
        }
        let Some(before) = pools.get(&Address::Evm(out.pool.contract)) else { continue };
        let mut give = |found: Vec<(usize, Clue)>| {
            let one_of = found.len();
            all.extend(found.into_iter().map(|(deposit, clue)| Lead {
                withdrawal: at,
                deposit,
                clue,
                one_of,
                anonymity_set: before.count(),
            }));
        };
        give(before.last.get(&out.who).map(|deposit| (*deposit, Clue::SameAddress)).into_iter().collect());
        let linked = links.get(&out.who).into_iter().flatten().filter(|(who, count)| **count >= LEAST_LINKS && ***who != out.who);
        give(linked.filter_map(|(who, count)| Some((*before.last.get(*who)?, Clue::Linked(*count)))).collect());
        let price = out.gas_price_wei.and_then(|price| prices.get(&price).filter(|users| users.len() == 2).map(|users| (price, users)));
        let by_price =
            price.into_iter().flat_map(|(price, users)| users.iter().map(move |who| (price, *who))).filter_map(|(price, who)| {
                let chose = |deposit: &Passage| deposit.who == *who && deposit.pool == out.pool && deposit.at <= out.at;
                let deposit = deposits.iter().position(|deposit| chose(deposit) && deposit.gas_price_wei == Some(price))?;
                (*who != out.who).then_some((deposit, Clue::GasPrice(price)))
            });
        give(by_price.collect());
        let wanted = taken.get(&out.who);
        let same = wanted.and_then(|wanted| same_pools.get(wanted)).into_iter().flatten().filter(|who| ***who != out.who);
        let count = wanted.map_or(0, |wanted| wanted.values().sum());
        give(same.filter_map(|who| Some((*before.last.get(*who)?, Clue::Portfolio(count)))).collect());
    }
    all.sort_by_key(|lead| lead.withdrawal);
    all
}

/// Who put into one pool so far.
#[derive(Default)]
struct Depositors<'a> {
    /// The last deposit of each who is known.
    last: BTreeMap<&'a Address, usize>,
    /// Deposits by way of a router, each somebody's.
    hidden: usize,
}

impl<'a> Depositors<'a> {
    fn add(&mut self, number: usize, deposit: &'a Passage) {
        if pool::is_router(&deposit.who) {
            self.hidden += 1;
        } else {
            self.last.insert(&deposit.who, number);
        }
    }

    fn count(&self) -> usize {
        self.last.len() + self.hidden
    }
}

/// How often each address paid another, or was paid by it.
fn links<'a>(others: &[&'a Transfer]) -> BTreeMap<&'a Address, BTreeMap<&'a Address, usize>> {
    let mut links: BTreeMap<&Address, BTreeMap<&Address, usize>> = BTreeMap::new();
    for row in others.iter().filter(|row| !row.amount.is_zero() && row.from != row.to) {
        *links.entry(&row.from).or_default().entry(&row.to).or_default() += 1;
        *links.entry(&row.to).or_default().entry(&row.from).or_default() += 1;
    }
    links
}

/// Who chose each price. A whole number of gwei is many wallets' habit and says nothing.
fn prices<'a>(deposits: &'a [Passage], withdrawals: &'a [Passage]) -> BTreeMap<u128, BTreeSet<&'a Address>> {
    let mut users: BTreeMap<u128, BTreeSet<&Address>> = BTreeMap::new();
    for passage in deposits.iter().chain(withdrawals) {
        if let Some(price) = passage.gas_price_wei.filter(|price| price % 1_000_000_000 != 0) {
            users.entry(price).or_default().insert(&passage.who);
        }
    }
    users
}

/// How many passages of each pool an address has, where they are enough and all within a day.
fn portfolios(passages: &[Passage]) -> BTreeMap<Address, BTreeMap<crate::money::Address, usize>> {
    let mut by_who: BTreeMap<&Address, Vec<&Passage>> = BTreeMap::new();
    for passage in passages {
        by_who.entry(&passage.who).or_default().push(passage);
    }
    let mut all = BTreeMap::new();
    for (who, passages) in by_who {
        let (first, last) = (passages.iter().map(|one| one.at).min(), passages.iter().map(|one| one.at).max());
        let took_s = first.zip(last).map_or(0, |(first, last)| last.get().saturating_sub(first.get()));
        let mut pools: BTreeMap<Address, usize> = BTreeMap::new();
        for passage in &passages {
            *pools.entry(Address::Evm(passage.pool.contract)).or_default() += 1;
        }
        if passages.len() >= LEAST_PORTFOLIO && pools.len() >= 2 && took_s <= DAY_S {
            all.insert(who.clone(), pools);
        }
    }
    all
}
