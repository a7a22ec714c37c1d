//! Addresses and assets by number, and what one address holds of one asset: a purse.

use super::index::{Index, mix, mix_bytes};
use super::{Coin, Who};
use crate::money::{Address, Asset};

/// An asset with what is known of it.
#[derive(Clone, Debug)]
struct Minted {
    asset: Asset,
    /// Whether it is of Spoor's list: only then is it followed.
    listed: bool,
    /// What its first row says that it is called.
    claimed: Option<String>,
}

/// Every address, asset and purse, in the order in which they were first seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    addresses: Vec<Address>,
    by_address: Index,
    coins: Vec<Minted>,
    by_asset: Index,
    purses: Vec<(Who, Coin)>,
    by_purse: Index,
}

impl Names {
    pub(super) fn who(&self, address: &Address) -> Option<Who> {
        self.by_address.find(hash_address(address), |n| self.addresses[n as usize] == *address).map(Who)
    }

    pub(super) fn address(&self, who: Who) -> &Address {
        &self.addresses[who.0 as usize]
    }

    pub(super) const fn addresses(&self) -> usize {
        self.addresses.len()
    }

    pub(super) fn intern_address(&mut self, address: &Address) -> Who {
        if let Some(who) = self.who(address) {
            return who;
        }
        let number = number_of(self.addresses.len());
        let Self { addresses, by_address, .. } = self;
        addresses.push(address.clone());
        by_address.insert(hash_address(address), number, |n| hash_address(&addresses[n as usize]));
        Who(number)
    }

    pub(super) fn coin(&self, asset: &Asset) -> Option<Coin> {
        // There are at most 2^16 coins.
        self.by_asset.find(hash_asset(asset), |n| self.coins[n as usize].asset == *asset).map(|n| Coin(n as u16))
    }

    pub(super) fn asset(&self, coin: Coin) -> &Asset {
        &self.coins[usize::from(coin.0)].asset
    }

    pub(super) fn is_listed(&self, coin: Coin) -> bool {
        self.coins[usize::from(coin.0)].listed
    }

    pub(super) fn claimed(&self, coin: Coin) -> Option<&String> {
        self.coins[usize::from(coin.0)].claimed.as_ref()
    }

    pub(super) const fn coins(&self) -> usize {
        self.coins.len()
    }

    /// `None` once there are 2¹⁶ assets, which no honest history has.
    pub(super) fn intern_asset(&mut self, asset: &Asset, claimed: Option<&String>) -> Option<Coin> {
        if let Some(coin) = self.coin(asset) {
            return Some(coin);
        }
        let number = u16::try_from(self.coins.len()).ok()?;
        let Self { coins, by_asset, .. } = self;
        coins.push(Minted { asset: asset.clone(), listed: asset.known().is_some(), claimed: claimed.cloned() });
        by_asset.insert(hash_asset(asset), u32::from(number), |n| hash_asset(&coins[n as usize].asset));
        Some(Coin(number))
    }

    pub(super) fn purse(&self, who: Who, coin: Coin) -> Option<u32> {
        self.by_purse.find(hash_purse((who, coin)), |n| self.purses[n as usize] == (who, coin))
    }

    pub(super) fn purses(&self) -> &[(Who, Coin)] {
        &self.purses
    }

    pub(super) fn intern_purse(&mut self, who: Who, coin: Coin) -> u32 {
        if let Some(purse) = self.purse(who, coin) {
            return purse;
        }
        let number = number_of(self.purses.len());
        let Self { purses, by_purse, .. } = self;
        purses.push((who, coin));
        by_purse.insert(hash_purse((who, coin)), number, |n| hash_purse(purses[n as usize]));
        number
    }

    /// Bytes held, texts of Bitcoin addresses apart.
    pub(super) fn bytes(&self) -> usize {
        self.addresses.capacity() * size_of::<Address>()
            + self.by_address.bytes()
            + self.coins.capacity() * size_of::<Minted>()
            + self.by_asset.bytes()
            + self.purses.capacity() * size_of::<(Who, Coin)>()
            + self.by_purse.bytes()
    }
}

/// There are fewer rows than 2³¹ and at most two new names a row.
pub(super) const fn number_of(length: usize) -> u32 {
    length as u32
}

fn hash_address(address: &Address) -> u64 {
    match address {
        Address::Evm(bytes) => mix_bytes(1, bytes.as_slice()),
        Address::Bitcoin(text) => mix_bytes(2, text.as_str().as_bytes()),
        Address::Tron(bytes) => mix_bytes(3, bytes),
        Address::Solana(bytes) => mix_bytes(4, bytes),
        Address::Coins(coins) => mix(mix_bytes(5, &coins.tx), coins.output.map_or(u64::MAX, u64::from)),
    }
}

fn hash_asset(asset: &Asset) -> u64 {
    let chain = match asset.chain() {
        crate::money::Chain::Eip155(id) => mix(1, id),
        crate::money::Chain::Bip122(genesis) => mix_bytes(2, &genesis),
        crate::money::Chain::Tron(id) => mix(3, u64::from(id)),
        crate::money::Chain::Solana => mix(4, 0),
    };
    mix(chain, asset.contract().map_or(0, hash_address))
}

fn hash_purse((who, coin): (Who, Coin)) -> u64 {
    mix(mix(4, u64::from(who.0)), u64::from(coin.0))
}
