//! What the visitor has chosen about who is asked: the order for each chain, servers of their own, what may not be asked,
//! and their keys. Pure; where it is kept is `ui::chosen`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::explorer::base::{Base, KEY, ParseBaseError};
use crate::explorer::service::{self, KeyUse, Kind, Service, explorers_of};
use crate::explorer::source::Source;
use crate::journal::gate::{Gate, Key};
use crate::money::Chain;
use crate::trace::view::Beyond;

/// The most servers of one's own.
pub const MOST_OWN: usize = 20;

/// A server that the visitor entered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Own {
    /// The chain it answers about.
    pub chain: Chain,
    /// What it speaks.
    pub kind: Kind,
    /// Where.
    pub base: Base,
}

impl Own {
    /// Whether nothing can be asked there without a key: its address has a place for one, or its questions have.
    #[must_use]
    pub fn needs_key(&self) -> bool {
        self.kind == Kind::Etherscan || self.base.as_str().contains(KEY)
    }
}

/// A server that cannot be entered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OwnError {
    /// The address is none.
    #[error(transparent)]
    Base(#[from] ParseBaseError),
    /// A server of this kind does not know the chain.
    #[error("{kind} cannot answer about {chain}; choose another kind or chain")]
    Chain {
        /// What it speaks.
        kind: String,
        /// The chain asked for.
        chain: String,
    },
    /// It is there already.
    #[error("this server is on the list already")]
    Twice,
    /// There are too many.
    #[error("at most {MOST_OWN} servers of your own can be on the list; remove one first")]
    TooMany,
}

/// The choices, without the keys: what may be kept in this browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Choices {
    /// Whether anything may leave this browser.
    pub network: bool,
    /// Hosts that are not asked.
    pub off: BTreeSet<String>,
    /// Whether kept answers are taken instead of asking again.
    pub use_kept: bool,
    /// Servers of the visitor's own.
    pub own: Vec<Own>,
    /// Chains whose explorers the visitor has put into an order, and that order. What it does not name comes after it.
    pub order: BTreeMap<Chain, Vec<String>>,
}

impl Default for Choices {
    fn default() -> Self {
        Self { network: true, off: BTreeSet::new(), use_kept: true, own: Vec::new(), order: BTreeMap::new() }
    }
}

/// An explorer of a chain, as the visitor sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// As settings name it.
    pub source: Source,
    /// Its name on the screen.
    pub name: String,
    /// The host that sees the questions.
    pub host: String,
    /// Whether it needs a key, and has none.
    pub lacks_key: bool,
    /// Whether the visitor has switched it off.
    pub is_off: bool,
    /// Whether the page may ask it: a page for the hosts of the table cannot reach another.
    pub is_barred: bool,
}

impl Offered {
    /// Whether it is asked as things stand.
    #[must_use]
    pub const fn is_asked(&self) -> bool {
        !self.lacks_key && !self.is_off && !self.is_barred
    }

    fn of_table(service: &Service, source: Source, choices: &Choices, keys: &BTreeMap<String, Key>) -> Option<Self> {
        let host = service.host()?.to_owned();
        Some(Self {
            source,
            name: service.name.clone(),
            lacks_key: service.key == KeyUse::Required && !keys.contains_key(&host),
            is_off: choices.off.contains(&host),
            is_barred: false,
            host,
        })
    }

    fn of_own(own: &Own, choices: &Choices, keys: &BTreeMap<String, Key>, own_servers: bool) -> Self {
        let host = own.base.host().to_owned();
        Self {
            source: Source::Own { kind: own.kind, base: own.base.clone() },
            name: format!("Your {}", kind_name(own.kind)),
            lacks_key: own.needs_key() && !keys.contains_key(&host),
            is_off: choices.off.contains(&host),
            is_barred: !own_servers && !in_table(&host),
            host,
        }
    }
}

/// What a server speaks, in words.
#[must_use]
pub const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Blockscout => "Blockscout",
        Kind::Etherscan => "Etherscan-like server",
        Kind::Otterscan => "node with ots_ (Erigon, Reth, anvil)",
        Kind::Esplora => "Esplora",
        Kind::Solana => "Solana RPC",
        _ => "server",
    }
}

/// Whether the table has a host: then every page of Spoor may ask it.
#[must_use]
pub fn in_table(host: &str) -> bool {
    service::services().iter().any(|service| service.host() == Some(host))
}

impl Choices {
    /// The explorers of a chain, in the order in which they are asked. `own_servers`: the page may ask any host.
    #[must_use]
    pub fn explorers(&self, chain: Chain, keys: &BTreeMap<String, Key>, own_servers: bool) -> Vec<Offered> {
        let table = explorers_of(chain).filter_map(|service| Offered::of_table(service, Source::Service(service.id.clone()), self, keys));
        let own = self.own.iter().filter(|own| own.chain == chain).map(|own| Offered::of_own(own, self, keys, own_servers));
        // A server of one's own sees what nobody else has to: it comes first, until the visitor says otherwise.
        let mut all: Vec<Offered> = own.chain(table).collect();
        if let Some(order) = self.order.get(&chain) {
            let place = |offered: &Offered| {
                let name = offered.source.to_string();
                order.iter().position(|one| *one == name).unwrap_or(usize::MAX)
            };
            all.sort_by_key(place);
        }
        all
    }

    /// Who is asked on every chain but one, in the visitor's order.
    #[must_use]
    pub fn across(&self, but: Chain, keys: &BTreeMap<String, Key>, own_servers: bool) -> Vec<Beyond> {
        let table = service::services().iter().flat_map(|service| service.chains.iter().copied());
        let chains: BTreeSet<Chain> = table.chain(self.own.iter().map(|own| own.chain)).filter(|chain| *chain != but).collect();
        let beyond = |chain: Chain| {
            let asked = self.explorers(chain, keys, own_servers).into_iter().filter(Offered::is_asked);
            Beyond { chain, explorers: asked.map(|one| one.source.to_string()).collect() }
        };
        chains.into_iter().map(beyond).filter(|beyond| !beyond.explorers.is_empty()).collect()
    }

    /// Moves an explorer of a chain one place up or down.
    pub fn move_by_one(&mut self, chain: Chain, source: &Source, up: bool, keys: &BTreeMap<String, Key>) {
        let mut names: Vec<String> = self.explorers(chain, keys, true).iter().map(|offered| offered.source.to_string()).collect();
        let name = source.to_string();
        let Some(at) = names.iter().position(|one| *one == name) else { return };
        let other = if up { at.checked_sub(1) } else { Some(at + 1).filter(|other| *other < names.len()) };
        if let Some(other) = other {
            names.swap(at, other);
            self.order.insert(chain, names);
        }
    }

    /// Adds a server of the visitor's own.
    ///
    /// # Errors
    /// When the address is none, the kind does not know the chain, or the list is full or has it already.
    pub fn add_own(&mut self, chain: Chain, kind: Kind, address: &str) -> Result<(), OwnError> {
        let own = Own { chain, kind, base: address.parse()? };
        if !kind.can_answer_about(chain) {
            return Err(OwnError::Chain { kind: kind_name(kind).to_owned(), chain: chain.name() });
        }
        if self.own.contains(&own) {
            return Err(OwnError::Twice);
        }
        if self.own.len() >= MOST_OWN {
            return Err(OwnError::TooMany);
        }
        self.own.push(own);
        Ok(())
    }

    /// Switches a host off or on.
    pub fn switch(&mut self, host: &str, on: bool) {
        if on {
            self.off.remove(host);
        } else {
            self.off.insert(host.to_owned());
        }
    }

    /// What may leave by these choices.
    #[must_use]
    pub fn gate(&self, keys: &BTreeMap<String, Key>) -> Gate {
        Gate { network: self.network, off: self.off.clone(), use_kept: self.use_kept, keys: keys.clone() }
    }

    /// Whose key a host can have: those of the table that take one, and servers of the visitor's own.
    #[must_use]
    pub fn hosts_with_keys(&self) -> Vec<(String, String, bool)> {
        let table = service::services().iter().filter(|service| service.key != KeyUse::None);
        let table = table.filter_map(|service| Some((service.host()?.to_owned(), service.name.clone(), service.key == KeyUse::Required)));
        let own = self.own.iter().filter(|own| own.needs_key());
        let own = own.map(|own| (own.base.host().to_owned(), format!("Your {}", kind_name(own.kind)), true));
        let mut all: Vec<_> = table.chain(own).collect();
        all.sort();
        all.dedup_by(|a, b| a.0 == b.0);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEYS: BTreeMap<String, Key> = BTreeMap::new();

    fn names(choices: &Choices, chain: Chain) -> Vec<String> {
        choices.explorers(chain, &KEYS, true).into_iter().map(|offered| offered.source.to_string()).collect()
    }

    #[test]
    fn own_servers_come_first_and_the_order_is_the_visitors() {
        let mut choices = Choices::default();
        let table = names(&choices, Chain::ETHEREUM);
        assert_eq!(table.first().map(String::as_str), Some("blockscout-eth"));
        choices.add_own(Chain::ETHEREUM, Kind::Blockscout, "https://mine.example").unwrap();
        let own = "own:blockscout:https://mine.example".to_owned();
        assert_eq!(names(&choices, Chain::ETHEREUM).first(), Some(&own));
        let source: Source = own.parse().unwrap();
        choices.move_by_one(Chain::ETHEREUM, &source, false, &KEYS);
        assert_eq!(names(&choices, Chain::ETHEREUM).get(1), Some(&own));
        choices.move_by_one(Chain::ETHEREUM, &source, true, &KEYS);
        choices.move_by_one(Chain::ETHEREUM, &source, true, &KEYS);
        assert_eq!(names(&choices, Chain::ETHEREUM).first(), Some(&own), "the first cannot go further up");
        assert_eq!(names(&choices, Chain::Eip155(8453)).iter().find(|name| **name == own), None, "it answers about one chain");
    }

    #[test]
    fn a_page_for_the_hosts_of_the_table_asks_no_other() {
        let mut choices = Choices::default();
        choices.add_own(Chain::ETHEREUM, Kind::Blockscout, "https://mine.example").unwrap();
        choices.add_own(Chain::ETHEREUM, Kind::Blockscout, "https://eth.blockscout.com/proxy").unwrap();
        let asked = |own_servers| -> Vec<String> {
            let all = choices.explorers(Chain::ETHEREUM, &KEYS, own_servers);
            all.into_iter().filter(Offered::is_asked).map(|offered| offered.host).collect()
        };
        assert!(!asked(false).contains(&"mine.example".to_owned()) && asked(true).contains(&"mine.example".to_owned()));
        assert!(asked(false).iter().filter(|host| *host == "eth.blockscout.com").count() == 2);
    }

    #[test]
    fn on_other_chains_those_are_asked_whom_the_visitor_left_on() {
        let mut choices = Choices::default();
        let all = choices.across(Chain::ETHEREUM, &KEYS, false);
        assert!(all.iter().all(|beyond| beyond.chain != Chain::ETHEREUM && !beyond.explorers.is_empty()), "{all:?}");
        let bitcoin = |all: &[Beyond]| all.iter().find(|beyond| beyond.chain == Chain::BITCOIN).map(|beyond| beyond.explorers.clone());
        assert_eq!(bitcoin(&all).unwrap(), ["mempool", "blockstream", "blockchain-info"]);
        for host in ["mempool.space", "blockchain.info"] {
            choices.switch(host, false);
        }
        assert_eq!(bitcoin(&choices.across(Chain::ETHEREUM, &KEYS, false)).unwrap(), ["blockstream"]);
        choices.switch("blockstream.info", false);
        assert_eq!(bitcoin(&choices.across(Chain::ETHEREUM, &KEYS, false)), None, "nobody is left there");
        assert!(all.iter().flat_map(|beyond| &beyond.explorers).all(|name| name.parse::<Source>().is_ok()));
    }

    #[test]
    fn what_cannot_be_asked_is_refused_in_words() {
        let mut choices = Choices::default();
        for (chain, kind, address, part) in [
            (Chain::ETHEREUM, Kind::Blockscout, "http://mine.example", "https"),
            (Chain::ETHEREUM, Kind::Blockscout, "mine.example", "https"),
            (Chain::BITCOIN, Kind::Blockscout, "https://mine.example", "cannot answer about"),
            (Chain::ETHEREUM, Kind::Relay, "https://mine.example", "cannot answer about"),
        ] {
            let error = choices.add_own(chain, kind, address).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        choices.add_own(Chain::ETHEREUM, Kind::Blockscout, " https://mine.example/ ").unwrap();
        assert_eq!(choices.add_own(Chain::ETHEREUM, Kind::Blockscout, "https://mine.example"), Err(OwnError::Twice));
        for n in 1..MOST_OWN {
            choices.add_own(Chain::ETHEREUM, Kind::Blockscout, &format!("https://mine.example/{n}")).unwrap();
        }
        assert_eq!(choices.add_own(Chain::ETHEREUM, Kind::Blockscout, "https://one.more"), Err(OwnError::TooMany));
    }

    #[test]
    fn switches_and_keys_reach_the_gate() {
        let mut choices = Choices::default();
        choices.switch("eth.blockscout.com", false);
        choices.network = false;
        let keys = BTreeMap::from([("api.etherscan.io".to_owned(), "0123456789ABCDEF".parse().unwrap())]);
        let gate = choices.gate(&keys);
        assert!(!gate.network && gate.off.contains("eth.blockscout.com") && gate.keys == keys);
        assert!(choices.explorers(Chain::ETHEREUM, &keys, false).iter().any(|offered| offered.is_off && !offered.is_asked()));
        choices.switch("eth.blockscout.com", true);
        assert!(choices.off.is_empty());
        let hosts: Vec<String> = choices.hosts_with_keys().into_iter().map(|(host, ..)| host).collect();
        assert!(hosts.contains(&"api.etherscan.io".to_owned()));
        assert!(!hosts.contains(&"eth.blockscout.com".to_owned()));
        for (kind, address) in [(Kind::Etherscan, "https://mine.example"), (Kind::Blockscout, "https://yours.example/{key}")] {
            choices.add_own(Chain::ETHEREUM, kind, address).unwrap();
        }
        choices.add_own(Chain::ETHEREUM, Kind::Blockscout, "https://open.example").unwrap();
        let hosts: Vec<String> = choices.hosts_with_keys().into_iter().map(|(host, ..)| host).collect();
        assert_eq!(hosts, ["api.etherscan.io", "mine.example", "yours.example"]);
        let lacking = choices.explorers(Chain::ETHEREUM, &keys, true).into_iter().filter(|one| one.lacks_key).count();
        assert_eq!(lacking, 2);
    }

    proptest! {
        #[test]
        fn what_is_kept_comes_back_and_moving_loses_nobody(moves in proptest::collection::vec((0usize..6, any::<bool>()), 0..20)) {
            let mut choices = Choices::default();
            choices.add_own(Chain::ETHEREUM, Kind::Blockscout, "https://mine.example").unwrap();
            let before: BTreeSet<String> = names(&choices, Chain::ETHEREUM).into_iter().collect();
            for (at, up) in moves {
                let Some(name) = names(&choices, Chain::ETHEREUM).get(at).cloned() else { continue };
                choices.move_by_one(Chain::ETHEREUM, &name.parse().unwrap(), up, &KEYS);
            }
            let after: BTreeSet<String> = names(&choices, Chain::ETHEREUM).into_iter().collect();
            prop_assert_eq!(after, before);
            let back: Choices = serde_json::from_str(&serde_json::to_string(&choices).unwrap()).unwrap();
            prop_assert_eq!(back, choices);
        }
    }
}
