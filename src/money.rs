//! Integers with units: chains, addresses, assets, amounts, transfers.
//!
//! Nothing here knows an explorer, a case or a browser. Every type keeps its invariant in its constructor and has one
//! canonical text (CAIP-2, CAIP-10, CAIP-19, EIP-55, base58check, bech32), which is also how it is serialised.

mod address;
mod amount;
mod asset;
mod chain;
mod transfer;
mod unseen;
mod utc;

pub use address::{Account, Address, BitcoinText, Coins, ParseAccountError, ParseAddressError};
pub use amount::{Amount, AmountError, ParseAmountError};
pub use asset::{Asset, KnownAsset, ParseAssetError, Token};
pub use chain::{Chain, ParseChainError};
pub use transfer::{Like, ParsePositionError, ParseTxIdError, Position, Transfer, TransferId, TransferKind, TxId};
pub use unseen::is_unseen;
pub use utc::{ParseUtcError, UnixSeconds};

/// Serialises a type as its `Display` text and reads it back by `FromStr`.
macro_rules! serde_as_text {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_as_text;
