//! Whether what came out can be the price of what went in.
//!
//! Rule: dollar coins are worth a dollar each; ether, wrapped and staked ether an ether each; a trade inside one of these
//! kinds gives at least three quarters of what it takes, and at most four thirds. Between the kinds an ether is worth 50 to
//! 20,000 dollars. Nothing is said of other assets.
//!
//! Source: the assets' own redemption at par; the widest known gaps inside a kind are stETH at 0.93 ether (June 2022) and
//! USDC at 0.87 dollars (March 2023), and staked ether that pays its yield in its price (mETH) is near 1.1; an ether cost
//! 80 to 5,000 dollars from 2018 to 2026. Limits: the margin is for telling a trade from a token gesture, not for
//! telling a good price: up to a quarter can leave unseen inside a kind, and nearly all of it between ether and dollars.
//! Error: on made-up trades only (below); no public set of trades is in the repository.

use alloy_primitives::U256;

use crate::money::Asset;

/// What can be said of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// It can be a price.
    Sane,
    /// Nobody trades like that.
    Absurd,
    /// Nothing is known of what one of the two is worth.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Dollar,
    Ether,
}

/// Dollars for an ether.
const LEAST: u64 = 50;
const MOST: u64 = 20_000;

fn kind(asset: &Asset) -> Option<(Kind, u8)> {
    let known = asset.known()?;
    let kind = match known.symbol {
        "USDT" | "USDC" | "DAI" | "xDAI" => Kind::Dollar,
        "ETH" | "WETH" | "stETH" | "mETH" | "cmETH" => Kind::Ether,
        _ => return None,
    };
    Some((kind, known.decimals))
}

/// Whether `got` can be what was paid for `given`; amounts in base units.
#[must_use]
pub fn judge(given: (&Asset, u128), got: (&Asset, u128)) -> Rate {
    let (Some((of, decimals)), Some((to, got_decimals))) = (kind(given.0), kind(got.0)) else { return Rate::Unknown };
    // In units of 10⁻¹⁸: amounts below 2¹²⁸ and factors below 2⁷⁵ stay far inside 256 bits.
    let scale = |amount: u128, decimals: u8| U256::from(amount) * U256::from(10).pow(U256::from(18u8.saturating_sub(decimals)));
    let (given, got) = (scale(given.1, decimals), scale(got.1, got_decimals));
    let times = |amount: U256, by: u64| amount * U256::from(by);
    let sane = match (of, to) {
        (Kind::Dollar, Kind::Dollar) | (Kind::Ether, Kind::Ether) => times(got, 4) >= times(given, 3) && times(got, 3) <= times(given, 4),
        (Kind::Ether, Kind::Dollar) => got >= times(given, LEAST) && got <= times(given, MOST),
        (Kind::Dollar, Kind::Ether) => given >= times(got, LEAST) && given <= times(got, MOST),
    };
    if sane { Rate::Sane } else { Rate::Absurd }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trades_and_gestures() {
        let asset = |symbol: &str| -> Asset {
            let known = Asset::list().iter().find(|known| known.symbol == symbol && known.id.starts_with("eip155:")).unwrap();
            known.id.parse().unwrap()
        };
        let coins = |symbol: &str, millionths: u128| {
            let asset = asset(symbol);
            let decimals = asset.known().unwrap().decimals;
            (asset, millionths * 10u128.pow(u32::from(decimals) - 6))
        };
        for (given, amount, got, came, expected) in [
            ("ETH", 100_000_000, "USDC", 250_000_000_000, Rate::Sane),
            ("ETH", 100_000_000, "USDC", 1_000_000, Rate::Absurd),
            ("ETH", 1, "USDC", 5_000_000_000, Rate::Absurd),
            ("USDT", 1_000_000_000, "DAI", 999_000_000, Rate::Sane),
            ("USDT", 1_000_000_000, "DAI", 749_999_999, Rate::Absurd),
            ("USDT", 1_000_000_000, "DAI", 750_000_000, Rate::Sane),
            ("USDT", 3_000_000, "USDC", 4_000_000, Rate::Sane),
            ("USDT", 3_000_000, "USDC", 4_000_001, Rate::Absurd),
            ("stETH", 1_000_000, "ETH", 930_000, Rate::Sane),
            ("ETH", 1_000_000, "WETH", 1_000_000, Rate::Sane),
            ("USDC", 2_500_000_000, "ETH", 1_000_000, Rate::Sane),
            ("USDC", 1_000_000, "ETH", 1_000_000, Rate::Absurd),
            ("POL", 1_000_000, "USDC", 1, Rate::Unknown),
            ("USDC", 1_000_000, "BNB", 1_000_000, Rate::Unknown),
        ] {
            let (given, got) = (coins(given, amount), coins(got, came));
            assert_eq!(judge((&given.0, given.1), (&got.0, got.1)), expected, "{amount} {given:?} for {came} {got:?}");
        }
        let most = asset("USDC");
        assert_eq!(judge((&most, u128::MAX), (&most, u128::MAX)), Rate::Sane, "no overflow");
    }
}
