//! Assets in THORChain's and Maya's notation: `ETH.USDC-0XA0B8…`, `b`, `BTC/BTC`, `BTC~BTC`, `BTC-BTC`.
//!
//! Source: [Asset Notation](https://dev.thorchain.org/concepts/asset-notation.html) and the list of short codes of
//! [Transaction Memos](https://dev.thorchain.org/concepts/memos.html).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::explorer::crossing::{Told, chains};
use crate::explorer::text::cut;
use crate::money::{Asset, Chain};

/// The longest notation read, in bytes: a token with a contract of 64 characters.
const LONGEST: usize = 160;

/// Short codes, in lower case.
const SHORT: &[(&str, &str, &str)] = &[
    ("a", "AVAX", "AVAX"),
    ("b", "BTC", "BTC"),
    ("c", "BCH", "BCH"),
    ("n", "BNB", "BNB"),
    ("d", "DOGE", "DOGE"),
    ("e", "ETH", "ETH"),
    ("f", "BASE", "ETH"),
    ("g", "GAIA", "ATOM"),
    ("l", "LTC", "LTC"),
    ("r", "THOR", "RUNE"),
    ("s", "BSC", "BNB"),
    ("tr", "TRON", "TRX"),
    ("x", "XRP", "XRP"),
];

/// In what form an asset is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// On its own chain.
    Native,
    /// As a claim on a pool, on the service's chain (`/`).
    Synth,
    /// In a trade account, on the service's chain (`~`).
    Trade,
    /// As a token of the service's chain that is backed one to one (`-`).
    Secured,
}

impl Form {
    /// The mark between chain and symbol.
    #[must_use]
    pub const fn mark(self) -> char {
        match self {
            Self::Native => '.',
            Self::Synth => '/',
            Self::Trade => '~',
            Self::Secured => '-',
        }
    }

    /// What to call it on a screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Synth => "synthetic",
            Self::Trade => "trade",
            Self::Secured => "secured",
        }
    }
}

/// An asset of a pool.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PoolAsset {
    chain: String,
    form: Form,
    ticker: String,
    id: Option<String>,
}

/// A text that is no asset in this notation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an asset in THORChain's notation (BTC.BTC, ETH.USDC-0X…, b): {0:?}")]
pub struct ParsePoolAssetError(pub String);

impl PoolAsset {
    /// How it is held.
    #[must_use]
    pub const fn form(&self) -> Form {
        self.form
    }

    /// The first part: `ETH`.
    #[must_use]
    pub fn chain_name(&self) -> &str {
        &self.chain
    }

    /// The ticker: `USDC`. Hostile text as any name.
    #[must_use]
    pub fn ticker(&self) -> &str {
        &self.ticker
    }

    /// The chain on which this form of the asset lies. Every form but the native one lies on the service's own chain.
    #[must_use]
    pub fn lies_on(&self, home: &str) -> Told<Chain> {
        if self.form == Form::Native { chains::pool(&self.chain) } else { Told::Text(home.to_owned()) }
    }

    /// Whether this, as a memo writes it, means an asset that is written in full. A memo may leave the contract out or
    /// give its last characters only.
    #[must_use]
    pub fn means(&self, full: &Self) -> bool {
        let id = match (&self.id, &full.id) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(end), Some(id)) => id.ends_with(end.as_str()),
        };
        id && self.chain == full.chain && self.form == full.form && self.ticker == full.ticker
    }

    /// The asset on its own chain; the notation's text for synthetic, trade and secured assets, for chains that Spoor
    /// does not know, and for tokens whose contract is not given in full.
    #[must_use]
    pub fn asset(&self) -> Told<Asset> {
        self.known().map_or_else(|| Told::Text(cut(&self.to_string())), Told::Known)
    }

    fn known(&self) -> Option<Asset> {
        if self.form != Form::Native {
            return None;
        }
        let chain = *chains::pool(&self.chain).known()?;
        let coin = match self.chain.as_str() {
            "BASE" | "ARB" => "ETH",
            "BSC" => "BNB",
            "TRON" => "TRX",
            other => other,
        };
        match &self.id {
            None => (self.ticker == coin).then(|| Asset::native(chain)),
            Some(id) if chain.is_evm() => format!("{chain}/erc20:{}", id.to_ascii_lowercase()).parse().ok(),
            // Base58 is written in capitals here, which loses the address: only a listed token can be found again.
            Some(id) => {
                let mut listed = Asset::list().iter().filter_map(|known| known.id.parse::<Asset>().ok());
                listed.find(|asset| {
                    asset.chain() == chain && asset.contract().is_some_and(|contract| contract.to_string().eq_ignore_ascii_case(id))
                })
            }
        }
    }
}

impl fmt::Display for PoolAsset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.chain, self.form.mark(), self.ticker)?;
        self.id.as_ref().map_or(Ok(()), |id| write!(f, "-{id}"))
    }
}

impl FromStr for PoolAsset {
    type Err = ParsePoolAssetError;

    /// Reads a notation in any case, or a short code.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || ParsePoolAssetError(cut(text));
        if text.len() > LONGEST || !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"./~-_".contains(&byte)) {
            return Err(refuse());
        }
        let lower = text.to_ascii_lowercase();
        if let Some((_, chain, ticker)) = SHORT.iter().find(|(short, ..)| *short == lower) {
            return Ok(Self { chain: (*chain).to_owned(), form: Form::Native, ticker: (*ticker).to_owned(), id: None });
        }
        let upper = text.to_ascii_uppercase();
        let form = match upper.find(['.', '/', '~', '-']).and_then(|at| upper.as_bytes().get(at)) {
            Some(b'.') => Form::Native,
            Some(b'/') => Form::Synth,
            Some(b'~') => Form::Trade,
            Some(b'-') => Form::Secured,
            _ => return Err(refuse()),
        };
        let (chain, symbol) = upper.split_once(form.mark()).ok_or_else(refuse)?;
        let (ticker, id) = symbol.split_once('-').map_or((symbol, None), |(ticker, id)| (ticker, Some(id)));
        if chain.is_empty() || ticker.is_empty() || id.is_some_and(str::is_empty) || symbol.contains(['.', '/', '~']) {
            return Err(refuse());
        }
        Ok(Self { chain: chain.to_owned(), form, ticker: ticker.to_owned(), id: id.map(str::to_owned) })
    }
}

crate::money::serde_as_text!(PoolAsset);

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(text: &str) -> PoolAsset {
        text.parse().unwrap()
    }

    #[test]
    fn notations_are_read_in_any_case_and_written_in_capitals() {
        for (text, written, form) in [
            ("b", "BTC.BTC", Form::Native),
            ("E", "ETH.ETH", Form::Native),
            ("tr", "TRON.TRX", Form::Native),
            ("f", "BASE.ETH", Form::Native),
            ("eth.eth", "ETH.ETH", Form::Native),
            ("avax/usdc-0xb97ef9ef8734c71904d8002f8b6bc66dd9c48a6e", "AVAX/USDC-0XB97EF9EF8734C71904D8002F8B6BC66DD9C48A6E", Form::Synth),
            ("BTC~BTC", "BTC~BTC", Form::Trade),
            ("BTC-BTC", "BTC-BTC", Form::Secured),
            ("ETH-USDC-0XA0B8", "ETH-USDC-0XA0B8", Form::Secured),
            ("BNB.BUSD-BD1", "BNB.BUSD-BD1", Form::Native),
            ("ETH.USDT-EC7", "ETH.USDT-EC7", Form::Native),
        ] {
            assert_eq!((asset(text).to_string().as_str(), asset(text).form()), (written, form), "{text}");
            assert_eq!(asset(written), asset(text));
        }
        for text in ["", "btc", "q", ".", "BTC.", ".BTC", "BTC.BTC-", "A.B.C", "A.B/C", "ETH.É", "ETH.ETH ", "ETH.ETH:1", &"A.B".repeat(60)]
        {
            assert!(text.parse::<PoolAsset>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn only_what_lies_on_its_own_chain_is_an_asset_of_it() {
        for (text, told) in [
            ("ETH.ETH", "eip155:1/slip44:60"),
            ("b", "bip122:000000000019d6689c085ae165831e93/slip44:0"),
            ("s", "eip155:56/slip44:60"),
            ("BASE.ETH", "eip155:8453/slip44:60"),
            ("ETH.USDC-0XA0B86991C6218B36C1D19D4A2E9EB0CE3606EB48", "eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"),
            ("TRON.USDT-TR7NHQJEKQXGTCI8Q8ZY4PL8OTSZGJLJ6T", "tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
            // Not the contract itself, so not known for sure.
            ("ETH.USDT-EC7", "ETH.USDT-EC7"),
            ("ETH.USDT", "ETH.USDT"),
            ("ETH/ETH", "ETH/ETH"),
            ("ETH~ETH", "ETH~ETH"),
            ("ETH-ETH", "ETH-ETH"),
            ("THOR.RUNE", "THOR.RUNE"),
        ] {
            assert_eq!(asset(text).asset().to_string(), told);
        }
        assert_eq!(asset("ETH.ETH").lies_on("THORChain").to_string(), "eip155:1");
        assert_eq!(asset("ETH~ETH").lies_on("THORChain"), Told::Text("THORChain".to_owned()));
    }

    #[test]
    fn a_memo_may_cut_the_contract() {
        let full = asset("ETH.USDT-0XDAC17F958D2EE523A2206206994597C13D831EC7");
        for text in ["ETH.USDT", "eth.usdt-ec7", "ETH.USDT-0XDAC17F958D2EE523A2206206994597C13D831EC7"] {
            assert!(asset(text).means(&full), "{text}");
        }
        for text in ["ETH.USDC-EC7", "ETH.USDT-DAC", "ETH/USDT-EC7", "AVAX.USDT-EC7"] {
            assert!(!asset(text).means(&full), "{text}");
        }
        assert!(!full.means(&asset("ETH.USDT")));
    }
}
