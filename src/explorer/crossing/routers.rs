//! The contracts that Spoor knows to be a bridge's: `data/bridges.json`, with the source of each.
//!
//! A service is asked about a transaction only where the money went to one of these. Vaults that change every few days, and
//! deposit addresses made for one payment, are on no list: those are known by the router's call or by the memo.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Service;
use crate::money::{Account, Address, Chain};

/// What a contract is to its service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Takes payments and passes them on.
    Router,
    /// Keeps what is paid in.
    Vault,
    /// Swaps first, then calls the router.
    Aggregator,
    /// Passes on messages; others' contracts call it.
    Endpoint,
}

/// One known contract, on all chains where it has the same address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Whose it is.
    pub service: Service,
    /// What it is.
    pub role: Role,
    /// Its name on a screen.
    pub name: String,
    /// Its address.
    pub address: Address,
    /// On which chains.
    pub chains: Vec<Chain>,
    /// Where that was read.
    pub source: String,
}

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bridges {
    /// What the file is.
    pub about: String,
    /// The known contracts.
    pub contracts: Vec<Contract>,
}

/// A list of bridges that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the list of bridges cannot be read: {0}")]
pub struct ReadBridgesError(String);

/// The built-in list.
///
/// # Errors
/// Never in a released version: a test reads the built-in file.
pub fn bridges() -> Result<Bridges, ReadBridgesError> {
    serde_json::from_str(include_str!("../../../data/bridges.json")).map_err(|error| ReadBridgesError(error.to_string()))
}

/// The known contracts by account.
fn known() -> &'static BTreeMap<Account, Contract> {
    static KNOWN: LazyLock<BTreeMap<Account, Contract>> = LazyLock::new(|| {
        let contracts = bridges().map(|bridges| bridges.contracts).unwrap_or_default();
        let accounts = contracts.into_iter().flat_map(|contract| {
            let chains = contract.chains.clone();
            chains.into_iter().filter_map(move |chain| {
                let account = Account::new(chain, contract.address.clone()).ok()?;
                Some((account, contract.clone()))
            })
        });
        accounts.collect()
    });
    &KNOWN
}

/// The known contract at an account.
#[must_use]
pub fn contract_at(account: &Account) -> Option<&'static Contract> {
    known().get(account)
}

/// The known contracts of a chain, by account.
pub fn contracts_on(chain: Chain) -> impl Iterator<Item = (&'static Account, &'static Contract)> {
    known().iter().filter(move |(account, _)| account.chain() == chain)
}

/// Whose contract an account is; `None` where Spoor does not know it, and then no service is asked.
#[must_use]
pub fn service_for(account: &Account) -> Option<Service> {
    contract_at(account).map(|contract| contract.service)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(text: &str) -> Account {
        text.parse().unwrap()
    }

    #[test]
    fn the_list_is_read_and_says_where_each_contract_was_read() {
        let list = bridges().unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for contract in &list.contracts {
            assert!(!contract.chains.is_empty() && contract.source.len() > 10 && !contract.name.is_empty(), "{contract:?}");
            for chain in &contract.chains {
                let account = Account::new(*chain, contract.address.clone()).unwrap();
                assert!(seen.insert(account.clone()), "{account} is listed twice");
                assert_eq!(contract_at(&account), Some(contract));
            }
        }
        assert_eq!(known().len(), seen.len());
        for service in [Service::Thorchain, Service::Chainflip, Service::Lifi, Service::Debridge, Service::Wormhole, Service::Relay] {
            assert!(list.contracts.iter().any(|contract| contract.service == service), "{service} has no contract");
        }
        // Written as the file writes it, so that a diff shows what changed.
        assert_eq!(serde_json::from_str::<Bridges>(&serde_json::to_string(&list).unwrap()).unwrap(), list);
    }

    #[test]
    fn contracts_are_known_on_their_chains_only() {
        for (text, service) in [
            ("eip155:1:0xD37BbE5744D730a1d98d8DC97c42F0Ca46aD7146", Some(Service::Thorchain)),
            ("eip155:1:0x42A5Ed456650a09Dc10EBc6361A7480fDd61f27B", Some(Service::Thorchain)),
            ("eip155:56:0xD37BbE5744D730a1d98d8DC97c42F0Ca46aD7146", None),
            ("eip155:1:0xF5e10380213880111522dd0efD3dbb45b9f62Bcc", Some(Service::Chainflip)),
            ("eip155:42161:0x79001a5e762f3bEFC8e5871b42F6734e00498920", Some(Service::Chainflip)),
            ("eip155:8453:0x1231DEB6f5749EF6cE6943a275A1D3E7486F4EaE", Some(Service::Lifi)),
            ("tron:0x2b6653dc:TU3ymitEKCWQFtASkEeHaPb8NfZcJtCHLt", Some(Service::Lifi)),
            ("eip155:1:0xeF4fB24aD0916217251F553c0596F8Edc630EB66", Some(Service::Debridge)),
            ("eip155:1:0x3ee18B2214AFF97000D974cf647E7C347E8fa585", Some(Service::Wormhole)),
            ("eip155:1:0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2", None),
        ] {
            assert_eq!(service_for(&account(text)), service, "{text}");
        }
    }
}
