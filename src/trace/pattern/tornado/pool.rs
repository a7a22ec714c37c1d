//! The pools of Tornado Cash on Ethereum, by their contracts.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use alloy_primitives::{Address as Evm, address};

use crate::money::{Address, Amount, Asset, Chain};

/// A pool: everybody puts in and takes out the same amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Its contract.
    pub contract: Evm,
    /// Its asset's symbol, for a screen.
    pub symbol: &'static str,
    /// The token's contract; `None` for ether.
    pub(super) token: Option<Evm>,
    /// In base units.
    amount: u128,
}

const DAI: Evm = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
const USDC: Evm = address!("A0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");
const USDT: Evm = address!("dAC17F958D2ee523a2206206994597C13D831ec7");
const E18: u128 = 1_000_000_000_000_000_000;
const E6: u128 = 1_000_000;

const fn ether(contract: Evm, amount: u128) -> Pool {
    Pool { contract, symbol: "ETH", token: None, amount }
}

const fn token(contract: Evm, symbol: &'static str, token: Evm, amount: u128) -> Pool {
    Pool { contract, symbol, token: Some(token), amount }
}

/// Every pool of a listed asset.
pub static POOLS: [Pool; 12] = [
    ether(address!("12D66f87A04A9E220743712cE6d9bB1B5616B8Fc"), E18 / 10),
    ether(address!("47CE0C6eD5B0Ce3d3A51fdb1C52DC66a7c3c2936"), E18),
    ether(address!("910Cbd523D972eb0a6f4cAe4618aD62622b39DbF"), 10 * E18),
    ether(address!("A160cdAB225685dA1d56aa342Ad8841c3b53f291"), 100 * E18),
    token(address!("D4B88Df4D29F5CedD6857912842cff3b20C8Cfa3"), "DAI", DAI, 100 * E18),
    token(address!("FD8610d20aA15b7B2E3Be39B396a1bC3516c7144"), "DAI", DAI, 1_000 * E18),
    token(address!("07687e702b410Fa43f4cB4Af7FA097918ffD2730"), "DAI", DAI, 10_000 * E18),
    token(address!("23773E65ed146A459791799d01336DB287f25334"), "DAI", DAI, 100_000 * E18),
    token(address!("4736dCf1b7A3d580672CcE6E7c65cd5cc9cFBa9D"), "USDC", USDC, 100 * E6),
    token(address!("d96f2B1c14Db8458374d9Aca76E26c3D18364307"), "USDC", USDC, 1_000 * E6),
    token(address!("169AD27A470D064DEDE56a2D3ff727986b15D52B"), "USDT", USDT, 100 * E6),
    token(address!("0836222F2B2B24A3F36f98668Ed8F0B38D1a872f"), "USDT", USDT, 1_000 * E6),
];

/// Contracts that pass a payment on to the pool of its amount, in the name of whoever paid: the router and the two proxies
/// before it. The pool sees them as its depositor.
const ROUTERS: [Evm; 3] = [
    address!("d90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b"),
    address!("722122dF12D4e14e13Ac3b6895a86e84145b6967"),
    address!("905b63Fff465B9fFBF41DeA908CEb12478ec7601"),
];

impl Pool {
    /// What each person puts in, in base units.
    #[must_use]
    pub fn amount(&self) -> Amount {
        Amount::from_u128(self.amount)
    }

    /// What goes in.
    #[must_use]
    pub fn asset(&self) -> Asset {
        self.token.map_or_else(|| Asset::native(Chain::ETHEREUM), |token| Asset::token(Chain::ETHEREUM, Address::Evm(token)))
    }

    /// Whether it is a pool of this asset.
    #[must_use]
    pub fn is_of(&self, asset: &Asset) -> bool {
        asset.chain() == Chain::ETHEREUM && asset.contract() == self.token.map(Address::Evm).as_ref()
    }
}

/// The pool of a contract.
#[must_use]
pub fn pool(contract: &Address) -> Option<&'static Pool> {
    static BY_CONTRACT: LazyLock<BTreeMap<Evm, &'static Pool>> = LazyLock::new(|| POOLS.iter().map(|pool| (pool.contract, pool)).collect());
    BY_CONTRACT.get(contract.as_evm()?).copied()
}

/// Whether a contract passes payments on to the pools.
#[must_use]
pub fn is_router(contract: &Address) -> bool {
    contract.as_evm().is_some_and(|contract| ROUTERS.contains(contract))
}

/// The pool that a payment to a router goes to, by its asset and amount.
#[must_use]
pub fn pool_of(asset: &Asset, amount: Amount) -> Option<&'static Pool> {
    POOLS.iter().find(|pool| pool.is_of(asset) && pool.amount() == amount)
}
