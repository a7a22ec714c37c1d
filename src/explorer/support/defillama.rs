//! Prices, past and present, from DefiLlama: to rank what is followed first and to show a size, never as evidence.
//!
//! Source: DefiLlama's [coins API](https://defillama.com/docs/api). A price comes as a decimal number of dollars with as
//! many digits as a float has; it is read from its text into whole millionths of a dollar, cut, so that no float is ever
//! in the way of an amount. A coin that it does not know is missing from the answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::explorer::HttpRequest;
use crate::explorer::base::Base;
use crate::explorer::text::cut;
use crate::money::{Amount, Asset, Chain, UnixSeconds};

/// More coins than this are asked for in another request.
pub const MOST_COINS: usize = 50;
/// The largest price read, in millionths of a dollar: a million million dollars.
const HIGHEST: u128 = 1_000_000_000_000_000_000;

/// What one coin cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Millionths of a US dollar for one whole coin, cut.
    pub micro_usd: u64,
    /// The moment of the price, which is the nearest one known and not the one asked for.
    pub at: UnixSeconds,
}

/// An answer that holds no prices.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    /// Not the shape of an answer.
    #[error("the prices cannot be read: {0}")]
    Shape(String),
    /// A price that is none.
    #[error("{found:?} is no price of {coin}")]
    Price {
        /// The coin.
        coin: String,
        /// What stands there, cut.
        found: String,
    },
}

/// The name of an asset at DefiLlama; `None` where it has none.
#[must_use]
pub fn coin(asset: &Asset) -> Option<String> {
    let chain = match asset.chain() {
        Chain::Eip155(1) => "ethereum",
        Chain::Eip155(10) => "optimism",
        Chain::Eip155(56) => "bsc",
        Chain::Eip155(100) => "xdai",
        Chain::Eip155(137) => "polygon",
        Chain::Eip155(8453) => "base",
        Chain::Eip155(42161) => "arbitrum",
        Chain::Eip155(43114) => "avax",
        Chain::TRON => "tron",
        Chain::Solana => "solana",
        Chain::BITCOIN => "bitcoin",
        _ => return None,
    };
    if let Some(contract) = asset.contract() {
        return Some(format!("{chain}:{contract}"));
    }
    let coin = match asset.chain() {
        Chain::Eip155(1 | 10 | 8453 | 42161) => "ethereum",
        Chain::Eip155(56) => "binancecoin",
        Chain::Eip155(100) => "xdai",
        Chain::Eip155(137) => "polygon-ecosystem-token",
        Chain::Eip155(43114) => "avalanche-2",
        _ => chain,
    };
    Some(format!("coingecko:{coin}"))
}

/// Asks for prices, at a moment or now: at most [`MOST_COINS`], by the names of [`coin`].
#[must_use]
pub fn request(base: &Base, coins: &[String], at: Option<UnixSeconds>) -> HttpRequest {
    let named: Vec<&str> = coins.iter().take(MOST_COINS).map(String::as_str).collect();
    let when = at.map_or_else(|| "current".to_owned(), |at| format!("historical/{}", at.get()));
    HttpRequest::get(format!("{base}/prices/{when}/{}", named.join(",")))
}

#[derive(Deserialize)]
struct Answer {
    coins: BTreeMap<String, Row>,
}

#[derive(Deserialize)]
struct Row {
    price: Box<RawValue>,
    timestamp: u64,
}

/// Reads the prices of the coins asked for. A coin without a price is missing.
///
/// # Errors
/// When the answer has another shape, or a price that was asked for is no number.
pub fn read(coins: &[String], body: &str) -> Result<BTreeMap<String, Price>, PriceError> {
    let answer: Answer = serde_json::from_str(body).map_err(|error| PriceError::Shape(cut(&error.to_string())))?;
    let mut prices = BTreeMap::new();
    for (coin, row) in answer.coins {
        let Some(coin) = coins.iter().find(|asked| asked.eq_ignore_ascii_case(&coin)) else { continue };
        let bad = || PriceError::Price { coin: coin.clone(), found: cut(row.price.get()) };
        let micro_usd = micro_usd(row.price.get()).ok_or_else(bad)?;
        prices.insert(coin.clone(), Price { micro_usd, at: UnixSeconds::new(row.timestamp) });
    }
    Ok(prices)
}

/// Millionths of a dollar from a JSON number, cut; `None` where it is none, is below zero, or is above [`HIGHEST`].
fn micro_usd(text: &str) -> Option<u64> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, 0), |(mantissa, exponent)| {
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
        // An exponent beyond a float's is not read as one.
        (mantissa, exponent.parse::<i16>().unwrap_or(i16::MAX))
    });
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() || text.len() > 60 || !(whole.bytes().chain(fraction.bytes())).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Where the point stands among the digits, once the price is in millionths.
    let point = i32::try_from(whole.len()).ok()? + i32::from(exponent) + 6;
    let mut micro: u128 = 0;
    let mut digits = whole.bytes().chain(fraction.bytes());
    for _ in 0..point.max(0) {
        let digit = digits.next().map_or(0, |byte| byte - b'0');
        micro = micro.checked_mul(10)?.checked_add(u128::from(digit))?;
        if micro > HIGHEST {
            return None;
        }
    }
    u64::try_from(micro).ok()
}

/// What an amount of an asset with this many decimals is worth, in millionths of a dollar, cut; at most `u64::MAX`.
#[must_use]
pub fn worth_micro_usd(amount: Amount, decimals: u8, price: &Price) -> u64 {
    // 10^77 is the largest power of ten that an amount holds; an asset finer than that is worth nothing in millionths.
    let one_coin = Amount::parse_coins("1", decimals.min(77)).unwrap_or(Amount::ZERO);
    u64::try_from(amount.share(Amount::from(price.micro_usd), one_coin).base_units()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
