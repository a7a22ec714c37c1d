//! Who a memo names: an address, or a name that the service resolves to one.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::explorer::text::cut;
use crate::money::Address;

/// Whom a memo names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Party {
    /// An address, in the memo's own words: its chain is the asset's, which Spoor may not know.
    Address(String),
    /// A THORName or MAYAName: ask the node for the addresses behind it ([`super::super::node::name_request`]).
    Name(String),
}

/// The longest name: 30 characters, of letters, digits and `+ _ -`, with a chain after a point.
const LONGEST_NAME: usize = 30;

impl Party {
    /// Tells an address from a name. Names are short and no address of any chain Spoor reads; addresses of other chains
    /// are longer than a name can be.
    #[must_use]
    pub(super) fn of(text: &str) -> Self {
        let like_name = text.chars().all(|c| c.is_ascii_alphanumeric() || "+_-.".contains(c));
        let is_address = text.len() > LONGEST_NAME || !like_name || text.starts_with("0x") || text.parse::<Address>().is_ok();
        if is_address { Self::Address(cut(text)) } else { Self::Name(text.to_owned()) }
    }

    /// Whether this is the address as somebody else writes it: in any case on EVM chains and in bech32.
    #[must_use]
    pub fn is_address(&self, other: &str) -> bool {
        match self {
            Self::Name(_) => false,
            Self::Address(own) => {
                let cased = own.parse::<Address>().ok().is_some_and(|address| match address {
                    // Base58: the case is part of the address.
                    Address::Tron(_) | Address::Solana(_) => true,
                    Address::Bitcoin(_) => !own.to_ascii_lowercase().starts_with("bc1"),
                    _ => false,
                });
                if cased { own == other } else { own.eq_ignore_ascii_case(other) }
            }
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(text) | Self::Name(text) => f.write_str(text),
        }
    }
}
