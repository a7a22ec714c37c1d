//! Sums of money: per asset exact, in cents as stated, and per symbol where that is said.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::money::{Amount, Asset};

/// Money of several assets: each apart, in base units; beside them what the publisher valued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Per asset, in the order of assets, none of it zero.
    pub assets: Vec<AssetSum>,
    /// The sum in cents of those amounts that the publisher valued; `None` where none was.
    pub usd_cents: Option<Amount>,
    /// How many amounts were valued.
    pub valued: u64,
    /// How many amounts there are. Where it is more than `valued`, the cents are not of all.
    pub count: u64,
}

/// The sum of one asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetSum {
    /// The asset.
    pub asset: Asset,
    /// How much, in base units; at most 2²⁵⁶ − 1, where a sum stays.
    pub amount: Amount,
}

impl Money {
    /// Adds an amount with its value in cents, where it was valued.
    pub fn add(&mut self, asset: &Asset, amount: Amount, usd_cents: Option<Amount>) {
        self.put(asset, amount);
        self.count += 1;
        if let Some(cents) = usd_cents {
            self.valued += 1;
            self.usd_cents = Some([self.usd_cents.unwrap_or_default(), cents].into_iter().sum());
        }
    }

    /// Adds another sum.
    pub fn join(&mut self, other: &Self) {
        for sum in &other.assets {
            self.put(&sum.asset, sum.amount);
        }
        self.count += other.count;
        self.valued += other.valued;
        if let Some(cents) = other.usd_cents {
            self.usd_cents = Some([self.usd_cents.unwrap_or_default(), cents].into_iter().sum());
        }
    }

    fn put(&mut self, asset: &Asset, amount: Amount) {
        if amount.is_zero() {
            return;
        }
        match self.assets.binary_search_by(|sum| sum.asset.cmp(asset)) {
            Ok(at) => self.assets[at].amount = [self.assets[at].amount, amount].into_iter().sum(),
            Err(at) => self.assets.insert(at, AssetSum { asset: asset.clone(), amount }),
        }
    }

    /// How much there is of an asset.
    #[must_use]
    pub fn of(&self, asset: &Asset) -> Amount {
        self.assets.iter().find(|sum| sum.asset == *asset).map_or(Amount::ZERO, |sum| sum.amount)
    }

    /// Whether there is nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.assets.is_empty()
    }

    /// The value in cents, nothing where none was stated: what an order goes by.
    #[must_use]
    pub fn cents(&self) -> Amount {
        self.usd_cents.unwrap_or_default()
    }

    /// Each symbol's sum over its assets, by symbol; assets that Spoor does not list are in none.
    #[must_use]
    pub fn by_symbol(&self) -> Vec<SymbolSum> {
        let mut symbols: BTreeMap<&'static str, Vec<(u8, &AssetSum)>> = BTreeMap::new();
        for sum in &self.assets {
            if let Some(known) = sum.asset.known().filter(|known| !known.id.is_empty()) {
                symbols.entry(known.symbol).or_default().push((known.decimals, sum));
            }
        }
        let sum = |(symbol, sums): (&'static str, Vec<(u8, &AssetSum)>)| {
            let decimals = sums.iter().map(|(decimals, _)| *decimals).max().unwrap_or(0);
            let scaled = sums.iter().map(|(of, sum)| scale(sum.amount, decimals - of));
            SymbolSum {
                symbol: symbol.to_owned(),
                decimals,
                amount: scaled.sum(),
                assets: sums.iter().map(|(_, sum)| sum.asset.clone()).collect(),
            }
        };
        symbols.into_iter().map(sum).collect()
    }
}

/// An amount in units ten times as fine, so many times; stays at the largest amount.
fn scale(amount: Amount, times: u8) -> Amount {
    (0..times).fold(amount, |amount, _| std::iter::repeat_n(amount, 10).sum())
}

/// The sum of assets that have one symbol: of tokens of one name on several chains. They are not the same asset, and a screen
/// has to say that they are added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SymbolSum {
    /// The symbol, as Spoor lists it.
    pub symbol: String,
    /// Digits after the point of `amount`: the most that one of the assets has.
    pub decimals: u8,
    /// The sum in those units, exact.
    pub amount: Amount,
    /// Of which assets, in their order.
    pub assets: Vec<Asset>,
}

/// An amount in whole coins with its symbol, exact: `7,454,738.93 USDT`; in base units where Spoor does not list the asset.
#[must_use]
pub fn coins(amount: Amount, asset: &Asset) -> String {
    match asset.known().filter(|known| !known.id.is_empty()) {
        // 78 decimals hide nothing: 2^256 has 78 digits.
        Some(known) => format!("{} {}", amount.to_coins_short(known.decimals, 78), known.symbol),
        None => format!("{amount} base units of {asset}"),
    }
}
