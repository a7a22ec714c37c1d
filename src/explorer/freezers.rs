//! Who can freeze or pause what: `data/freezers.json`, with the source and the day of each entry.
//!
//! An issuer keeps a list in its contract, and the contract refuses to move what an address on it has. Whether an address
//! is on the list is a public function; which one is in the file, and its selector is computed from it
//! ([Contract ABI](https://docs.soliditylang.org/en/latest/abi-spec.html)). A pause stops everybody at once. Who is on no
//! entry cannot freeze anything that Spoor knows of: a chain's own coin, a token without such a list.

use std::sync::LazyLock;

use alloy_primitives::{B256, keccak256};
use serde::Deserialize;

use super::crossing::Service;
use crate::money::{Address, Asset};

/// By what means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Means {
    /// A list of frozen addresses: a single one can be stopped.
    List,
    /// A pause of the whole: everybody is stopped.
    Pause,
}

/// Somebody who can stop tokens where they lie.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Freezing {
    /// Who acts.
    pub who: String,
    /// By what.
    pub means: Means,
    /// What they can stop.
    pub assets: Vec<Asset>,
    /// The function that says whether an address is on the list: `isBlackListed(address)`. `None` where none is public.
    #[serde(default)]
    pub check: Option<String>,
    /// The function by which they act.
    #[serde(default)]
    pub act: Option<String>,
    /// The event that tells of it.
    #[serde(default)]
    pub event: Option<String>,
    /// What it takes, in sentences.
    pub how: String,
    /// Where to turn, as a URL.
    pub at: String,
    /// Where that was read.
    pub source: String,
    /// On which day, as `2026-11-23`.
    pub as_of: String,
}

/// Somebody who can hold what is on its way through a bridge.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Halting {
    /// Which bridge.
    pub service: Service,
    /// Who acts.
    pub who: String,
    /// What it takes, in sentences.
    pub how: String,
    /// Where to turn, as a URL.
    pub at: String,
    /// Where that was read.
    pub source: String,
    /// On which day.
    pub as_of: String,
}

/// Where an exchange takes requests.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// The exchange: what labels' names begin with.
    pub name: String,
    /// Where to turn, as a URL.
    pub at: String,
    /// Where that was read.
    pub source: String,
    /// On which day.
    pub as_of: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "about")]
    _about: String,
    freezing: Vec<Freezing>,
    bridges: Vec<Halting>,
    exchanges: Vec<Desk>,
}

impl Freezing {
    /// The data of the call that asks whether an address is on the list; `None` where nobody can be asked, or the address
    /// is of a chain without such calls.
    #[must_use]
    pub fn question(&self, address: &Address) -> Option<Vec<u8>> {
        call_data(self.check.as_deref()?, address)
    }

    /// The function's name without its parameters: `isBlackListed`.
    #[must_use]
    pub fn asked_by(&self) -> Option<&str> {
        self.check.as_deref().map(|check| check.split('(').next().unwrap_or(check))
    }

    /// The first topic of the event.
    #[must_use]
    pub fn topic(&self) -> Option<B256> {
        self.event.as_deref().map(|event| keccak256(event.as_bytes()))
    }
}

/// The data of a call with one address: the first four bytes of the function's hash, and the address in a word.
#[must_use]
pub fn call_data(function: &str, address: &Address) -> Option<Vec<u8>> {
    let mut data = keccak256(function.as_bytes())[..4].to_vec();
    data.extend(word(address)?);
    Some(data)
}

/// An address of 20 bytes as a word of the contract ABI.
#[must_use]
pub fn word(address: &Address) -> Option<[u8; 32]> {
    let bytes: [u8; 20] = match address {
        Address::Evm(address) => address.0.0,
        Address::Tron(bytes) => *bytes,
        Address::Bitcoin(_) | Address::Solana(_) | Address::Coins(_) => return None,
    };
    let mut word = [0; 32];
    word[12..].copy_from_slice(&bytes);
    Some(word)
}

fn table() -> Option<&'static Table> {
    static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| serde_json::from_str(include_str!("../../data/freezers.json")).ok());
    TABLE.as_ref()
}

/// Everybody on the list, in its order.
#[must_use]
pub fn all() -> &'static [Freezing] {
    table().map_or(&[], |table| &table.freezing)
}

/// Who can stop an asset, those first who can stop a single address.
#[must_use]
pub fn of(asset: &Asset) -> Vec<&'static Freezing> {
    let mut found: Vec<&Freezing> = all().iter().filter(|one| one.assets.contains(asset)).collect();
    found.sort_by_key(|one| one.means);
    found
}

/// Who can hold what is on its way through a bridge.
#[must_use]
pub fn halting(service: Service) -> Option<&'static Halting> {
    table()?.bridges.iter().find(|one| one.service == service)
}

/// Where the exchange of a label takes requests. The label's name is whoever's word it is: only what follows a whole name
/// of the list counts as that exchange.
#[must_use]
pub fn desk(label: &str) -> Option<&'static Desk> {
    let is_it = |name: &str| label.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()));
    table()?.exchanges.iter().find(|one| is_it(&one.name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use alloy_primitives::hex;

    #[test]
    fn the_file_is_read_whole_and_every_entry_is_founded() {
        let table: Table = serde_json::from_str(include_str!("../../data/freezers.json")).unwrap();
        let mut seen = BTreeSet::new();
        for one in &table.freezing {
            assert!(!one.assets.is_empty() && !one.who.is_empty() && !one.source.is_empty() && one.how.ends_with('.'), "{one:?}");
            assert!(one.at.starts_with("https://") && one.as_of.starts_with("20"), "{one:?}");
            for asset in &one.assets {
                assert!(asset.contract().is_some(), "a chain's own coin has no issuer: {asset}");
                assert!(seen.insert((asset.clone(), one.means)), "{asset} is there twice");
            }
            for function in [&one.check, &one.act, &one.event].into_iter().flatten() {
                let shape = function.strip_suffix(')').and_then(|text| text.split_once('(')).expect(function);
                assert!(shape.0.bytes().all(|byte| byte.is_ascii_alphanumeric()) && matches!(shape.1, "" | "address"), "{function}");
            }
        }
        for (at, source) in
            table.bridges.iter().map(|one| (&one.at, &one.source)).chain(table.exchanges.iter().map(|one| (&one.at, &one.source)))
        {
            assert!(at.starts_with("https://") && !source.is_empty(), "{at}");
        }
    }

    #[test]
    fn selectors_and_topics_are_those_of_the_chain() {
        // As explorers and compilers list them for these contracts.
        let address: Address = "0x098B716B8Aaf21512996dC57EB0615e2383E2f96".parse().unwrap();
        for (function, selector) in [
            ("isBlackListed(address)", "e47d6060"),
            ("isBlacklisted(address)", "fe575a87"),
            ("isBlocked(address)", "fbac3951"),
            ("isFrozen(address)", "e5839836"),
            ("balanceOf(address)", "70a08231"),
        ] {
            let data = hex::encode(call_data(function, &address).unwrap());
            assert_eq!(data, format!("{selector}000000000000000000000000098b716b8aaf21512996dc57eb0615e2383e2f96"), "{function}");
        }
        let topic = |asset: &str| of(&asset.parse().unwrap())[0].topic().unwrap().to_string();
        assert_eq!(
            topic("eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7"),
            "0x42e160154868087d6bfdc0ca23d96a1c1cfa32f1b72ba9ba27b69b98a0d819dc"
        );
        assert_eq!(
            topic("eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"),
            "0xffa4e6181777692565cf28528fc88fd1516ea86b56da075235fa575af6a4b855"
        );
        assert_eq!(
            topic("eip155:42161/erc20:0xFd086bC7CD5C481DCC9C85ebE478A1C0b69FCbb9"),
            "0x406bbf2d8d145125adf1198d2cf8a67c66cc4bb0ab01c37dccd4f7c0aae1e7c7"
        );
    }

    #[test]
    fn who_can_freeze_what_is_by_contract_and_never_by_name() {
        for (asset, who) in [
            ("eip155:1/slip44:60", &[][..]),
            ("bip122:000000000019d6689c085ae165831e93/slip44:0", &[]),
            ("tron:0x2b6653dc/slip44:195", &[]),
            ("eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F", &[]),
            ("eip155:1/erc20:0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2", &[]),
            // Binance issues this one, and its contract has no list.
            ("eip155:56/erc20:0x55d398326f99059fF775485246999027B3197955", &[]),
            ("eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7", &["Tether"]),
            ("tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", &["Tether"]),
            ("eip155:8453/erc20:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", &["Circle"]),
            ("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/token:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v", &["Circle"]),
            ("eip155:1/erc20:0xE6829d9a7eE3040e1276Fa75293Bde931859e8fA", &["mETH Protocol"]),
            ("eip155:1/erc20:0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84", &["Lido DAO"]),
        ] {
            let found: Vec<&str> = of(&asset.parse().unwrap()).into_iter().map(|one| one.who.as_str()).collect();
            assert_eq!(found, who, "{asset}");
        }
    }

    #[test]
    fn a_label_is_an_exchange_of_the_list_by_its_whole_name() {
        for (label, found) in [
            ("Binance (reserve wallet)", true),
            ("OKX", true),
            ("Binance-Peg", true),
            ("Binancex", false),
            ("my Binance", false),
            ("", false),
        ] {
            assert_eq!(desk(label).is_some(), found, "{label}");
        }
        assert!(halting(Service::Thorchain).is_some() && halting(Service::Lifi).is_none());
    }

    /// Freezes of stolen USDT by Tether in March 2025, two chains, with the address as the chain writes it.
    const FREEZES: &str = include_str!("../../tests/fixtures/still/bybit-usdt-freezes.csv");

    #[test]
    fn the_addresses_of_real_freezes_can_be_asked_about() {
        let mut count = 0;
        for line in FREEZES.lines().skip(1) {
            let columns: Vec<&str> = line.split(',').collect();
            let asset = match columns[0] {
                "tron" => "tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
                _ => "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7",
            };
            let asset: Asset = asset.parse().unwrap();
            let address = Address::parse_on(asset.chain(), columns[3]).unwrap();
            let issuer = of(&asset)[0];
            assert_eq!((issuer.who.as_str(), issuer.event.as_deref()), ("Tether", Some(format!("{}(address)", columns[2]).as_str())));
            assert_eq!(issuer.question(&address).unwrap().len(), 36);
            count += 1;
        }
        assert_eq!(count, 18);
    }
}
