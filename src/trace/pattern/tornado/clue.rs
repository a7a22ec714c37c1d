//! Clues to which withdrawal belongs to which depositor.

use std::collections::{BTreeMap, BTreeSet};

use super::Pool;
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
            "This is a lead, not a fact: {clue}. It leaves {} of {} depositors who may have withdrawn here.",
            self.one_of, self.anonymity_set
        )
    }
}

/// Every lead, by withdrawal, then by clue. `others` are payments outside of the pools.
#[must_use]
pub fn leads(deposits: &[Passage], withdrawals: &[Passage], others: &[&Transfer]) -> Vec<Lead> {
    let links = links(others);
    let prices = prices(deposits, withdrawals);
    let (put, taken) = (portfolios(deposits), portfolios(withdrawals));
    let mut all = Vec::new();
    for (at, out) in withdrawals.iter().enumerate() {
        // Who may have withdrawn: the last deposit of each depositor of the pool before.
        let mut before: BTreeMap<&Address, usize> = BTreeMap::new();
        for (number, deposit) in deposits.iter().enumerate().filter(|(_, deposit)| deposit.pool == out.pool && deposit.at <= out.at) {
            let last = before.entry(&deposit.who).or_insert(number);
            if deposits.get(*last).is_none_or(|known| known.at <= deposit.at) {
                *last = number;
            }
        }
        let mut give = |found: Vec<(usize, Clue)>| {
            let one_of = found.len();
            all.extend(found.into_iter().map(|(deposit, clue)| Lead {
                withdrawal: at,
                deposit,
                clue,
                one_of,
                anonymity_set: before.len(),
            }));
        };
        give(before.get(&out.who).map(|deposit| (*deposit, Clue::SameAddress)).into_iter().collect());
        give(
            before
                .iter()
                .filter_map(|(who, deposit)| {
                    let count = links.get(&pair(who, &out.who)).copied().filter(|count| *count >= LEAST_LINKS && **who != out.who)?;
                    Some((*deposit, Clue::Linked(count)))
                })
                .collect(),
        );
        let price = out.gas_price_wei.filter(|price| prices.get(price).is_some_and(|users| users.len() == 2));
        let by_price = before.keys().filter_map(|who| {
            let deposit = deposits.iter().position(|deposit| {
                deposit.who == **who
                    && deposit.pool == out.pool
                    && deposit.at <= out.at
                    && price.is_some()
                    && deposit.gas_price_wei == price
            })?;
            price.filter(|_| **who != out.who).map(|price| (deposit, Clue::GasPrice(price)))
        });
        give(by_price.collect());
        let wanted = taken.get(&out.who);
        let same = before.iter().filter(|(who, _)| ***who != out.who && wanted.is_some() && put.get(**who) == wanted);
        let count = wanted.map_or(0, |wanted| wanted.values().sum());
        give(same.map(|(_, deposit)| (*deposit, Clue::Portfolio(count))).collect());
    }
    all
}

fn pair(a: &Address, b: &Address) -> (Address, Address) {
    if a <= b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) }
}

/// How often two addresses paid each other.
fn links(others: &[&Transfer]) -> BTreeMap<(Address, Address), usize> {
    let mut links = BTreeMap::new();
    for row in others.iter().filter(|row| !row.amount.is_zero() && row.from != row.to) {
        *links.entry(pair(&row.from, &row.to)).or_default() += 1;
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
