//! Assets in CAIP-19, and the short list of those whose decimals Spoor knows.
//!
//! A token is its contract, never its name: anyone can deploy a contract that calls itself `ETH`. Decimals come from
//! the list here and from nowhere else.
//!
//! Source: [CAIP-19](https://chainagnostic.org/CAIPs/caip-19), [SLIP-0044](https://github.com/satoshilabs/slips/blob/master/slip-0044.md).

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use super::{Address, Chain};

/// What moves on a chain: its native coin or a token contract.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Asset {
    chain: Chain,
    token: Token,
}

/// Which asset of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Token {
    /// The chain's own coin.
    Native,
    /// A fungible token by its contract (ERC-20, TRC-20) or mint (SPL).
    Contract(Address),
}

/// An asset of the list: what Spoor calls it and how many decimals it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownAsset {
    /// CAIP-19; empty for the coin of an EVM chain that is not listed.
    pub id: &'static str,
    /// The symbol, chosen by Spoor.
    pub symbol: &'static str,
    /// The name, chosen by Spoor.
    pub name: &'static str,
    /// Digits after the point.
    pub decimals: u8,
}

/// The whole list. Each contract was read from its issuer's documentation or the case files; see `docs/assets.md`.
const LIST: &[KnownAsset] = &[
    KnownAsset { id: "eip155:1/slip44:60", symbol: "ETH", name: "Ether", decimals: 18 },
    KnownAsset {
        id: "eip155:1/erc20:0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84",
        symbol: "stETH",
        name: "Lido Staked Ether",
        decimals: 18,
    },
    KnownAsset {
        id: "eip155:1/erc20:0xd5F7838F5C461fefF7FE49ea5ebaF7728bB0ADfa",
        symbol: "mETH",
        name: "Mantle Staked Ether",
        decimals: 18,
    },
    KnownAsset {
        id: "eip155:1/erc20:0xE6829d9a7eE3040e1276Fa75293Bde931859e8fA",
        symbol: "cmETH",
        name: "Mantle Restaked Ether",
        decimals: 18,
    },
    KnownAsset { id: "eip155:1/erc20:0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2", symbol: "WETH", name: "Wrapped Ether", decimals: 18 },
    KnownAsset { id: "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7", symbol: "USDT", name: "Tether USD", decimals: 6 },
    KnownAsset { id: "eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", symbol: "USDC", name: "USD Coin", decimals: 6 },
    KnownAsset { id: "eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F", symbol: "DAI", name: "Dai", decimals: 18 },
    KnownAsset { id: "bip122:000000000019d6689c085ae165831e93/slip44:0", symbol: "BTC", name: "Bitcoin", decimals: 8 },
    KnownAsset { id: "tron:0x2b6653dc/slip44:195", symbol: "TRX", name: "Tron", decimals: 6 },
    KnownAsset { id: "tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", symbol: "USDT", name: "Tether USD", decimals: 6 },
    KnownAsset { id: "eip155:10/slip44:60", symbol: "ETH", name: "Ether", decimals: 18 },
    KnownAsset { id: "eip155:56/slip44:60", symbol: "BNB", name: "BNB", decimals: 18 },
    KnownAsset { id: "eip155:100/slip44:60", symbol: "xDAI", name: "xDai", decimals: 18 },
    KnownAsset { id: "eip155:137/slip44:60", symbol: "POL", name: "Polygon Ecosystem Token", decimals: 18 },
    KnownAsset { id: "eip155:324/slip44:60", symbol: "ETH", name: "Ether", decimals: 18 },
    KnownAsset { id: "eip155:8453/slip44:60", symbol: "ETH", name: "Ether", decimals: 18 },
    KnownAsset { id: "eip155:42161/slip44:60", symbol: "ETH", name: "Ether", decimals: 18 },
    KnownAsset { id: "eip155:43114/slip44:60", symbol: "AVAX", name: "Avalanche", decimals: 18 },
    KnownAsset { id: "eip155:59144/slip44:60", symbol: "ETH", name: "Ether", decimals: 18 },
    KnownAsset { id: "eip155:81457/slip44:60", symbol: "ETH", name: "Ether", decimals: 18 },
    KnownAsset { id: "eip155:534352/slip44:60", symbol: "ETH", name: "Ether", decimals: 18 },
    KnownAsset { id: "eip155:10/erc20:0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85", symbol: "USDC", name: "USD Coin", decimals: 6 },
    KnownAsset { id: "eip155:56/erc20:0x55d398326f99059fF775485246999027B3197955", symbol: "USDT", name: "Tether USD", decimals: 18 },
    KnownAsset { id: "eip155:137/erc20:0xc2132D05D31c914a87C6611C10748AEb04B58e8F", symbol: "USDT", name: "Tether USD", decimals: 6 },
    KnownAsset { id: "eip155:137/erc20:0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", symbol: "USDC", name: "USD Coin", decimals: 6 },
    KnownAsset { id: "eip155:8453/erc20:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", symbol: "USDC", name: "USD Coin", decimals: 6 },
    KnownAsset { id: "eip155:42161/erc20:0xFd086bC7CD5C481DCC9C85ebE478A1C0b69FCbb9", symbol: "USDT", name: "Tether USD", decimals: 6 },
    KnownAsset { id: "eip155:42161/erc20:0xaf88d065e77c8cC2239327C5EDb3A432268e5831", symbol: "USDC", name: "USD Coin", decimals: 6 },
    KnownAsset { id: "eip155:43114/erc20:0x9702230A8Ea53601f5cD2dc00fDBc13d4dF4A8c7", symbol: "USDT", name: "Tether USD", decimals: 6 },
    KnownAsset { id: "eip155:43114/erc20:0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E", symbol: "USDC", name: "USD Coin", decimals: 6 },
    KnownAsset { id: "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/slip44:501", symbol: "SOL", name: "Solana", decimals: 9 },
    KnownAsset {
        id: "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/token:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v",
        symbol: "USDC",
        name: "USD Coin",
        decimals: 6,
    },
    KnownAsset {
        id: "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/token:Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB",
        symbol: "USDT",
        name: "Tether USD",
        decimals: 6,
    },
    KnownAsset { id: "eip155:1/erc20:0x7D1AfA7B718fb893dB30A3aBc0Cfc608AaCfeBB0", symbol: "MATIC", name: "Matic", decimals: 18 },
    KnownAsset {
        id: "eip155:1/erc20:0xA1290d69c65A6Fe4DF752f95823fae25cB99e5A7",
        symbol: "rsETH",
        name: "Kelp Restaked Ether",
        decimals: 18,
    },
    KnownAsset { id: "eip155:56/erc20:0xbb4CdB9CBd36B01bD1cBaEBF2De08d9173bc095c", symbol: "WBNB", name: "Wrapped BNB", decimals: 18 },
    KnownAsset { id: "eip155:56/erc20:0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d", symbol: "USDC", name: "USD Coin", decimals: 18 },
    KnownAsset { id: "eip155:42161/erc20:0x82aF49447D8a07e3bd95BD0d56f35241523fBab1", symbol: "WETH", name: "Wrapped Ether", decimals: 18 },
];

/// The coin of an EVM chain that is not listed: a chain's own coin is counted in units of 10¹⁸ by the protocol itself.
const OTHER_NATIVE: KnownAsset = KnownAsset { id: "", symbol: "coin", name: "The chain's own coin", decimals: 18 };

impl Asset {
    /// The native coin of a chain.
    #[must_use]
    pub const fn native(chain: Chain) -> Self {
        Self { chain, token: Token::Native }
    }

    /// A token of a chain by its contract.
    #[must_use]
    pub const fn token(chain: Chain, contract: Address) -> Self {
        Self { chain, token: Token::Contract(contract) }
    }

    /// The chain.
    #[must_use]
    pub const fn chain(&self) -> Chain {
        self.chain
    }

    /// Whether this is the chain's own coin, in which fees are paid.
    #[must_use]
    pub fn is_native(&self) -> bool {
        self.token == Token::Native
    }

    /// The contract, of a token.
    #[must_use]
    pub const fn contract(&self) -> Option<&Address> {
        match &self.token {
            Token::Native => None,
            Token::Contract(address) => Some(address),
        }
    }

    /// The entry of Spoor's own list, where there is one. An asset that is not listed is shown apart and never followed.
    #[must_use]
    pub fn known(&self) -> Option<&'static KnownAsset> {
        static PARSED: LazyLock<Vec<(Option<Asset>, &KnownAsset)>> =
            LazyLock::new(|| LIST.iter().map(|known| (known.id.parse().ok(), known)).collect());
        let listed = PARSED.iter().find(|(asset, _)| asset.as_ref() == Some(self)).map(|(_, known)| *known);
        listed.or_else(|| (self.is_native() && self.chain.is_evm()).then_some(&OTHER_NATIVE))
    }

    /// Every listed asset.
    #[must_use]
    pub const fn list() -> &'static [KnownAsset] {
        LIST
    }
}

impl fmt::Display for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.token, self.chain) {
            (Token::Native, chain) => write!(f, "{chain}/slip44:{}", coin_type(chain)),
            (Token::Contract(contract), Chain::Solana) => write!(f, "{}/token:{contract}", self.chain),
            (Token::Contract(contract), Chain::Tron(_)) => write!(f, "{}/trc20:{contract}", self.chain),
            (Token::Contract(contract), _) => write!(f, "{}/erc20:{contract}", self.chain),
        }
    }
}

/// SLIP-0044 coin types. EVM chains use ether's number, as CAIP-19 users do for chains paying fees in ether or a coin of
/// its format.
const fn coin_type(chain: Chain) -> u32 {
    match chain {
        Chain::Eip155(_) => 60,
        Chain::Bip122(_) => 0,
        Chain::Tron(_) => 195,
        Chain::Solana => 501,
    }
}

/// A text that is not an asset.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an asset in the form eip155:1/slip44:60 or eip155:1/erc20:0x… (CAIP-19): {input:?}")]
pub struct ParseAssetError {
    /// What was given.
    pub input: String,
}

impl FromStr for Asset {
    type Err = ParseAssetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || ParseAssetError { input: text.chars().take(160).collect() };
        let (chain, token) = text.split_once('/').ok_or_else(refuse)?;
        let chain: Chain = chain.parse().map_err(|_| refuse())?;
        let (kind, reference) = token.split_once(':').ok_or_else(refuse)?;
        let asset = match (kind, chain) {
            ("slip44", _) => Self::native(chain),
            ("erc20", Chain::Eip155(_)) | ("trc20", Chain::Tron(_)) | ("token", Chain::Solana) => {
                Self::token(chain, Address::parse_on(chain, reference).map_err(|_| refuse())?)
            }
            _ => return Err(refuse()),
        };
        // `slip44:` with a coin type of another chain reads as native but writes differently.
        if asset.is_native() && asset.to_string() != text { Err(refuse()) } else { Ok(asset) }
    }
}

super::serde_as_text!(Asset);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_canonical_and_has_no_asset_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for known in LIST {
            let asset: Asset = known.id.parse().unwrap();
            assert_eq!(asset.to_string(), known.id);
            assert_eq!(asset.known(), Some(known));
            assert!(seen.insert(known.id));
        }
    }

    #[test]
    fn a_forged_token_has_no_decimals() {
        let forged: Asset = "eip155:1/erc20:0x2a120e7f2f1d8ffd173ed17aa5089f11206b5177".parse().unwrap();
        assert_eq!(forged.known(), None);
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "eip155:1",
            "eip155:1/slip44:0",
            "eip155:1/erc20:0x12",
            "eip155:1/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
            "eip155:1/erc721:0x00",
        ] {
            assert!(text.parse::<Asset>().is_err(), "{text}");
        }
    }
}
