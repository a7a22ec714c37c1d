//! Chains, written in CAIP-2: `namespace:reference`.
//!
//! Sources: [CAIP-2](https://chainagnostic.org/CAIPs/caip-2), the `eip155`, `bip122`, `solana` and `tron` namespaces of
//! [ChainAgnostic/namespaces](https://namespaces.chainagnostic.org/).

use std::fmt;
use std::str::FromStr;

/// A chain Spoor knows how to write. The set is closed on purpose: an unknown namespace is an error, not a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Chain {
    /// An EVM chain by its chain id (EIP-155): `eip155:1`.
    Eip155(u64),
    /// A Bitcoin-like chain by the first 16 bytes of its genesis block hash: `bip122:000000000019d6689c085ae165831e93`.
    Bip122([u8; 16]),
    /// A Tron chain by the last 4 bytes of its genesis block hash: `tron:0x2b6653dc`.
    Tron(u32),
    /// Solana's mainnet, by the first 32 characters of its genesis hash: `solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp`.
    Solana,
}

/// Names of EVM chains by their chain id (<https://chainlist.org>).
const EVM_NAMES: &[(u64, &str)] = &[
    (1, "Ethereum"),
    (10, "OP Mainnet"),
    (56, "BNB Smart Chain"),
    (100, "Gnosis"),
    (137, "Polygon PoS"),
    (324, "ZKsync Era"),
    (534_352, "Scroll"),
    (8453, "Base"),
    (42_161, "Arbitrum One"),
    (43_114, "Avalanche C-Chain"),
    (59_144, "Linea"),
    (81_457, "Blast"),
];

const SOLANA: &str = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";

impl Chain {
    /// Ethereum mainnet.
    pub const ETHEREUM: Self = Self::Eip155(1);
    /// Bitcoin mainnet.
    pub const BITCOIN: Self = Self::Bip122([0, 0, 0, 0, 0, 0x19, 0xd6, 0x68, 0x9c, 0x08, 0x5a, 0xe1, 0x65, 0x83, 0x1e, 0x93]);
    /// Tron mainnet.
    pub const TRON: Self = Self::Tron(0x2b66_53dc);

    /// The name people use, or the CAIP-2 form where Spoor has none.
    #[must_use]
    pub fn name(&self) -> String {
        match *self {
            Self::Eip155(id) => {
                EVM_NAMES.iter().find(|(known, _)| *known == id).map_or_else(|| self.to_string(), |(_, name)| (*name).to_owned())
            }
            Self::Solana => "Solana".to_owned(),
            Self::BITCOIN => "Bitcoin".to_owned(),
            Self::TRON => "Tron".to_owned(),
            other => other.to_string(),
        }
    }

    /// Which address format belongs here.
    #[must_use]
    pub const fn is_evm(&self) -> bool {
        matches!(self, Self::Eip155(_))
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Eip155(id) => write!(f, "eip155:{id}"),
            Self::Bip122(genesis) => {
                f.write_str("bip122:")?;
                genesis.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
            Self::Tron(id) => write!(f, "tron:0x{id:08x}"),
            Self::Solana => f.write_str(SOLANA),
        }
    }
}

/// A text that is not a chain Spoor knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a chain Spoor knows, in the form eip155:1 (CAIP-2): {input:?}")]
pub struct ParseChainError {
    /// What was given.
    pub input: String,
}

impl FromStr for Chain {
    type Err = ParseChainError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = match text.split_once(':') {
            Some(("eip155", id)) => id.parse().ok().map(Self::Eip155),
            Some(("bip122", genesis)) => parse_genesis(genesis).map(Self::Bip122),
            Some(("tron", id)) => {
                id.strip_prefix("0x").filter(|hex| hex.len() == 8).and_then(|hex| u32::from_str_radix(hex, 16).ok()).map(Self::Tron)
            }
            Some(("solana", _)) if text == SOLANA => Some(Self::Solana),
            _ => None,
        };
        // Only the canonical spelling: `eip155:01` and `eip155:+1` parse as integers but are not CAIP-2.
        parsed.filter(|chain| chain.to_string() == text).ok_or_else(|| ParseChainError { input: text.to_owned() })
    }
}

fn parse_genesis(hex: &str) -> Option<[u8; 16]> {
    alloy_primitives::hex::decode_to_array(hex).ok()
}

super::serde_as_text!(Chain);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_forms_come_back() {
        for text in ["eip155:1", "eip155:8453", "bip122:000000000019d6689c085ae165831e93", "tron:0x2b6653dc", SOLANA] {
            assert_eq!(text.parse::<Chain>().unwrap().to_string(), text);
        }
        assert_eq!(Chain::BITCOIN.to_string(), "bip122:000000000019d6689c085ae165831e93");
    }

    #[test]
    fn other_spellings_are_refused_with_what_was_given() {
        for text in
            ["", "eip155", "eip155:", "eip155:01", "eip155:+1", "EIP155:1", "bip122:00", "tron:2b6653dc", "solana:101", "cosmos:hub"]
        {
            assert_eq!(text.parse::<Chain>().unwrap_err().input, text);
        }
    }
}
