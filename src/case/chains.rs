//! A case seen on one of its chains.

use std::collections::BTreeSet;

use super::{Case, Origin, Precision};
use crate::money::{Address, Chain, UnixSeconds};

impl Case {
    /// A case with nothing but its name: the rest is filled in.
    #[must_use]
    pub const fn bare(id: String, name: String, at: UnixSeconds, chain: Chain) -> Self {
        Self {
            schema: None,
            version: None,
            id,
            name,
            at,
            precision: None,
            chain,
            chains: Vec::new(),
            chains_said: None,
            loss: String::new(),
            attribution: String::new(),
            confidence: None,
            thin: None,
            warnings: Vec::new(),
            portal: String::new(),
            recipients: Vec::new(),
            seeds: Vec::new(),
            transactions: Vec::new(),
            origins: Vec::new(),
            origins_paid: Vec::new(),
            swaps: Vec::new(),
            statements: Vec::new(),
            parties: Vec::new(),
            terms: Vec::new(),
            bounty: None,
            sources: Vec::new(),
            recording: None,
        }
    }

    /// The case as it is followed on one chain: what begins there stays, who it concerns stays.
    #[must_use]
    pub fn on(self, chain: Chain) -> Self {
        let home = self.chain;
        let here = |origin: &Origin| origin.chain.unwrap_or(home) == chain;
        Self {
            chain,
            seeds: self.seeds.into_iter().filter(|seed| seed.asset.chain() == chain).collect(),
            transactions: self.transactions.into_iter().filter(|theft| theft.chain == chain).collect(),
            origins: self.origins.into_iter().filter(here).collect(),
            origins_paid: self.origins_paid.into_iter().filter(|paid| paid.asset.chain() == chain).collect(),
            swaps: self.swaps.into_iter().filter(|swap| swap.bought.chain() == chain).collect(),
            recording: self.recording.filter(|_| chain == home),
            ..self
        }
    }

    /// The case where money of it arrives over a bridge: who it concerns stays, and nothing begins there.
    #[must_use]
    pub fn beyond(self, chain: Chain) -> Self {
        Self {
            chain,
            seeds: Vec::new(),
            transactions: Vec::new(),
            origins: Vec::new(),
            origins_paid: Vec::new(),
            swaps: Vec::new(),
            recording: None,
            ..self
        }
    }

    /// Every chain that the case names, the one that is followed first in front.
    #[must_use]
    pub fn every_chain(&self) -> Vec<Chain> {
        let mut all = Vec::new();
        let first = (self.thin.is_none() || self.chains_said.is_none()).then_some(self.chain);
        for chain in first.into_iter().chain(self.beginnings()).chain(self.chains.iter().copied()) {
            if !all.contains(&chain) {
                all.push(chain);
            }
        }
        all
    }

    /// The chains on which something begins that can be followed, the case's own in front. None of a thin case.
    #[must_use]
    pub fn starts(&self) -> Vec<Chain> {
        let begins: BTreeSet<Chain> = self.beginnings().collect();
        let first = begins.contains(&self.chain).then_some(self.chain);
        first.into_iter().chain(begins.iter().copied().filter(|chain| *chain != self.chain)).collect()
    }

    fn beginnings(&self) -> impl Iterator<Item = Chain> + '_ {
        let seeds = self.seeds.iter().map(|seed| seed.asset.chain());
        let thefts = self.transactions.iter().map(|theft| theft.chain);
        seeds.chain(thefts).chain(self.origins.iter().map(|origin| origin.chain.unwrap_or(self.chain)))
    }

    /// Whether there is something to follow.
    #[must_use]
    pub const fn is_traceable(&self) -> bool {
        self.thin.is_none()
    }

    /// Which edition of the facts this is.
    #[must_use]
    pub fn edition(&self) -> u64 {
        self.version.unwrap_or(1)
    }

    /// When, as exactly as it is known: `2024-07-18 06:19 UTC`, `2023-09-04`.
    #[must_use]
    pub fn when(&self) -> String {
        match self.precision {
            Some(Precision::Day) => self.at.day(),
            Some(Precision::Minute) | None => self.at.minute(),
        }
    }

    /// Every address the case names: the ones a look-alike imitates.
    #[must_use]
    pub fn addresses(&self) -> BTreeSet<Address> {
        let parties = self.parties.iter().map(|party| party.account.address().clone());
        let seeds = self.seeds.iter().map(|seed| seed.to.clone());
        let thefts = self.transactions.iter().flat_map(|theft| theft.to.iter().cloned());
        let origins = self.origins.iter().map(|origin| origin.at.clone());
        let stated = self.statements.iter().map(|statement| statement.account.address().clone());
        parties.chain(seeds).chain(thefts).chain(origins).chain(stated).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::CaseLibrary;

    #[test]
    fn a_case_of_one_chain_is_itself_there_and_nothing_elsewhere() {
        let bybit = CaseLibrary::built_in().unwrap().find("bybit-2025-02-21").unwrap().clone();
        assert_eq!(bybit.clone().on(Chain::ETHEREUM), bybit);
        assert_eq!(bybit.starts(), [Chain::ETHEREUM]);
        let there = bybit.clone().on(Chain::BITCOIN);
        assert_eq!((there.chain, there.seeds.len(), there.starts()), (Chain::BITCOIN, 0, vec![]));
        assert_eq!(there, bybit.beyond(Chain::BITCOIN));
    }

    #[test]
    fn a_case_of_several_chains_begins_on_each_with_what_is_there() {
        let stake = CaseLibrary::built_in().unwrap().find("stake-2023-09-04").unwrap().clone();
        let chains = [Chain::ETHEREUM, Chain::Eip155(56), Chain::Eip155(137), Chain::BITCOIN];
        assert_eq!(stake.starts(), chains);
        let counts = chains.map(|chain| stake.clone().on(chain).origins.len());
        assert_eq!((counts.iter().sum::<usize>(), counts), (stake.origins.len(), [5, 6, 5, 22]));
        for chain in chains {
            let here = stake.clone().on(chain);
            assert!(here.origins.iter().all(|origin| origin.at.is_of(chain)), "{chain}");
            assert_eq!(here.clone().on(chain), here, "seen there once more it is the same");
        }
    }
}
