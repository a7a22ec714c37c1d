//! The services Spoor knows: `data/services.json`. Hosts, limits and what was verified are data; the page's content security
//! policy and `docs/explorers.md` are made from the same table.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Adapter;
use super::base::Base;
use super::blockchain_info::BlockchainInfo;
use super::blockscout::Blockscout;
use super::esplora::{Esplora, Flavour};
use super::etherscan::Etherscan;
use super::otterscan::Otterscan;
use super::polite::Limit;
use super::solana::Solana;
use super::trongrid::TronGrid;
use crate::money::Chain;

/// What API a service speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Blockscout's REST v2.
    Blockscout,
    /// Etherscan's V2, with the visitor's key.
    Etherscan,
    /// Routescan: Etherscan's shapes without a key.
    Routescan,
    /// A node with the `ots_` questions and JSON-RPC.
    Otterscan,
    /// Esplora, for Bitcoin.
    Esplora,
    /// blockchain.info, for Bitcoin.
    BlockchainInfo,
    /// TronGrid v1.
    Trongrid,
    /// Solana's JSON-RPC.
    Solana,
    /// JSON-RPC for single calls.
    Rpc,
    /// THORChain's Midgard.
    Midgard,
    /// THORChain's node.
    Thornode,
    /// Maya's Midgard.
    MayaMidgard,
    /// Maya's node.
    Mayanode,
    /// Chainflip's swap record.
    Chainflip,
    /// LI.FI's status.
    Lifi,
    /// deBridge's orders.
    Debridge,
    /// LayerZero Scan.
    Layerzero,
    /// Wormholescan.
    Wormhole,
    /// Relay.
    Relay,
    /// Historical prices.
    Prices,
    /// Signatures of functions and events.
    Signatures,
    /// An OpenTimestamps calendar.
    Calendar,
}

/// What a service is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It knows the transfers of a chain.
    Explorer,
    /// It knows both sides of payments through a bridge.
    Bridge,
    /// It helps: prices, names, calls, time stamps.
    Support,
}

impl Kind {
    /// What it is for.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::Blockscout
            | Self::Etherscan
            | Self::Routescan
            | Self::Otterscan
            | Self::Esplora
            | Self::BlockchainInfo
            | Self::Trongrid
            | Self::Solana => Role::Explorer,
            Self::Midgard
            | Self::Thornode
            | Self::MayaMidgard
            | Self::Mayanode
            | Self::Chainflip
            | Self::Lifi
            | Self::Debridge
            | Self::Layerzero
            | Self::Wormhole
            | Self::Relay => Role::Bridge,
            Self::Rpc | Self::Prices | Self::Signatures | Self::Calendar => Role::Support,
        }
    }

    /// The name in the table and in a source of one's own.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blockscout => "blockscout",
            Self::Etherscan => "etherscan",
            Self::Routescan => "routescan",
            Self::Otterscan => "otterscan",
            Self::Esplora => "esplora",
            Self::BlockchainInfo => "blockchain_info",
            Self::Trongrid => "trongrid",
            Self::Solana => "solana",
            Self::Rpc => "rpc",
            Self::Midgard => "midgard",
            Self::Thornode => "thornode",
            Self::MayaMidgard => "maya_midgard",
            Self::Mayanode => "mayanode",
            Self::Chainflip => "chainflip",
            Self::Lifi => "lifi",
            Self::Debridge => "debridge",
            Self::Layerzero => "layerzero",
            Self::Wormhole => "wormhole",
            Self::Relay => "relay",
            Self::Prices => "prices",
            Self::Signatures => "signatures",
            Self::Calendar => "calendar",
        }
    }

    /// The explorers that a visitor can run, or rent, and enter by address.
    pub const OWN: [Self; 5] = [Self::Blockscout, Self::Etherscan, Self::Otterscan, Self::Esplora, Self::Solana];

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
    }

    /// Whether an explorer of this kind can answer about a chain.
    #[must_use]
    pub fn can_answer_about(self, chain: Chain) -> bool {
        match self {
            Self::Blockscout | Self::Etherscan | Self::Routescan | Self::Otterscan | Self::Rpc => chain.is_evm(),
            Self::Esplora | Self::BlockchainInfo => chain == Chain::BITCOIN,
            Self::Trongrid => chain == Chain::TRON,
            Self::Solana => chain == Chain::Solana,
            _ => false,
        }
    }

    /// The adapter for a chain at an address; `None` for what is no explorer or cannot answer about the chain.
    #[must_use]
    pub fn adapter(self, chain: Chain, base: Base, id: String) -> Option<Box<dyn Adapter>> {
        if !self.can_answer_about(chain) {
            return None;
        }
        Some(match self {
            Self::Blockscout => Box::new(Blockscout::on(chain, base, id).ok()?),
            // Blockstream's own code pages by a path, which every other server understands too but mempool.space's.
            Self::Esplora if base.host() == "mempool.space" => Box::new(Esplora::new(base, Flavour::Mempool, id)),
            Self::Esplora => Box::new(Esplora::new(base, Flavour::Blockstream, id)),
            Self::BlockchainInfo => Box::new(BlockchainInfo::new(base, id)),
            Self::Etherscan => Box::new(Etherscan::v2(chain, base, id).ok()?),
            Self::Routescan => Box::new(Etherscan::routescan(chain, base, id).ok()?),
            Self::Otterscan => Box::new(Otterscan::new(chain, base, id).ok()?),
            Self::Trongrid => Box::new(TronGrid::new(base, id)),
            Self::Solana => Box::new(Solana::new(base, id)),
            _ => return None,
        })
    }
}

/// Whether a service needs a key of the visitor's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyUse {
    /// It takes none.
    None,
    /// It answers without, and better with one.
    Optional,
    /// It answers nothing without.
    Required,
}

/// A fact about a service, and how it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    /// The fact.
    pub what: String,
    /// How it is known.
    pub how: String,
}

/// A public service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The name under which its answers are cited: `blockscout-eth`.
    pub id: String,
    /// What it speaks.
    pub kind: Kind,
    /// Its name on a screen.
    pub name: String,
    /// The chains it answers about; empty for what is asked by transaction, whatever the chain.
    pub chains: Vec<Chain>,
    /// Where; `None` where the visitor has to say it.
    pub base: Option<Base>,
    /// Whether it needs a key.
    pub key: KeyUse,
    /// How often it may be asked.
    pub limit: Limit,
    /// Rows in a page.
    pub rows: u32,
    /// What it counts and allows, in words.
    pub counts: String,
    /// What is known of it, and how.
    pub verified: Vec<Verified>,
    /// What has to be tried against the live service before a release.
    pub owed: Vec<String>,
    /// What a visitor should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "about")]
    _about: String,
    services: Vec<Service>,
}

impl Service {
    /// Who is asked; `None` where the visitor has to say it.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.base.as_ref().map(Base::host)
    }

    /// Whether it can be asked as it stands: it has an address and needs no key.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.base.is_some() && self.key != KeyUse::Required
    }

    /// Its adapter for a chain.
    #[must_use]
    pub fn adapter(&self, chain: Chain) -> Option<Box<dyn Adapter>> {
        if !self.chains.contains(&chain) {
            return None;
        }
        self.kind.adapter(chain, self.base.clone()?, self.id.clone())
    }
}

/// Every service, in the order in which they are asked.
#[must_use]
pub fn services() -> &'static [Service] {
    static TABLE: LazyLock<Vec<Service>> = LazyLock::new(|| read(include_str!("../../data/services.json")).unwrap_or_default());
    &TABLE
}

fn read(text: &str) -> Result<Vec<Service>, serde_json::Error> {
    serde_json::from_str::<Table>(text).map(|table| table.services)
}

/// The explorers of a chain, in the order in which they are asked.
pub fn explorers_of(chain: Chain) -> impl Iterator<Item = &'static Service> {
    services().iter().filter(move |service| service.kind.role() == Role::Explorer && service.chains.contains(&chain))
}

/// The service of this name.
#[must_use]
pub fn service(id: &str) -> Option<&'static Service> {
    services().iter().find(|service| service.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_read_whole_and_names_nobody_twice() {
        let all = read(include_str!("../../data/services.json")).unwrap();
        assert!(all.len() > 20);
        let ids: BTreeSet<&str> = all.iter().map(|service| service.id.as_str()).collect();
        assert_eq!(ids.len(), all.len());
        let bases: BTreeSet<&Base> = all.iter().filter_map(|service| service.base.as_ref()).collect();
        assert_eq!(bases.len(), all.iter().filter(|service| service.base.is_some()).count());
        for service in &all {
            assert_eq!(Kind::named(service.kind.name()), Some(service.kind));
            assert!(service.limit.at_once > 0 && service.limit.tries > 0 && service.rows > 0, "{}", service.id);
            assert!(service.base.as_ref().is_none_or(|base| base.as_str().starts_with("https://")), "{}", service.id);
            assert_eq!(service.kind.role() == Role::Explorer, !service.chains.is_empty() && service.kind != Kind::Rpc, "{}", service.id);
        }
    }

    #[test]
    fn every_explorer_of_the_table_has_an_adapter_under_its_own_name() {
        for service in services().iter().filter(|service| service.kind.role() == Role::Explorer && service.base.is_some()) {
            for chain in &service.chains {
                let adapter = service.adapter(*chain).unwrap_or_else(|| panic!("{} has no adapter for {chain}", service.id));
                assert_eq!(adapter.id(), service.id);
            }
        }
        for kind in Kind::OWN {
            assert_eq!(kind.role(), Role::Explorer);
        }
        for service in services() {
            let base: Base = "https://host.example".parse().unwrap();
            for chain in &service.chains {
                let there = service.kind.adapter(*chain, base.clone(), String::new()).is_some();
                assert_eq!(there, service.kind.role() == Role::Explorer, "{}", service.id);
            }
        }
    }

    #[test]
    fn the_first_explorer_of_a_chain_needs_no_key() {
        for chain in [Chain::ETHEREUM, Chain::BITCOIN, Chain::TRON, Chain::Eip155(8453)] {
            assert!(explorers_of(chain).next().is_some_and(Service::is_open), "{chain}");
        }
    }
}
