//! A transaction of a Safe (a wallet of several owners): its hash, and who signed it, computed from its fields alone.
//!
//! So anybody can check the theft itself, with nobody's word for it: the hash is that of the call that took the money, and
//! the owners' signatures are of that hash, whatever their screens showed.
//!
//! Source: Safe's contracts (`getTransactionHash`, `checkNSignatures`; versions 1.0.0 to 1.4.1),
//! [EIP-712](https://eips.ethereum.org/EIPS/eip-712), [EIP-191](https://eips.ethereum.org/EIPS/eip-191). Contracts before
//! 1.3.0 leave the chain out of the domain. Limits: signatures of contracts (ERC-1271, v = 0) and hashes approved on the
//! chain (v = 1) need a node to check and are said to.

use alloy_primitives::{Address, B256, Bytes, U256, eip191_hash_message, hex};
use alloy_sol_types::{Eip712Domain, SolStruct};
use serde::{Deserialize, Deserializer};

use super::signature::Signature;

/// The most bytes of call data that are read, and the most signatures.
const MOST_DATA: usize = 100_000;
const MOST_SIGNATURES: usize = 100;
/// The most characters of a text that is read.
const MOST_TEXT: usize = 400_000;

#[allow(missing_docs, non_snake_case)] // The macro writes a public type whose names are part of the hash.
mod signed {
    alloy_sol_types::sol! {
        struct SafeTx {
            address to;
            uint256 value;
            bytes data;
            uint8 operation;
            uint256 safeTxGas;
            uint256 baseGas;
            uint256 gasPrice;
            address gasToken;
            address refundReceiver;
            uint256 nonce;
        }
    }
}

/// What a built-in file of Safe transactions holds: `data/cases/*.safe.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct SafeFile {
    /// Who recorded them.
    pub source: String,
    /// The day that was read.
    pub read: String,
    /// The transactions, the executed one first.
    pub transactions: Vec<SafeTransaction>,
}

/// A transaction as Safe's transaction service gives it. Fields it has beside these are not read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SafeTransaction {
    /// The wallet.
    #[serde(deserialize_with = "hexadecimal")]
    pub safe: Address,
    /// Whom it calls.
    #[serde(deserialize_with = "hexadecimal")]
    pub to: Address,
    /// What it sends, in wei.
    #[serde(deserialize_with = "integer")]
    pub value: U256,
    /// What it calls with.
    #[serde(default, deserialize_with = "bytes")]
    pub data: Bytes,
    /// 0: a call. 1: the other contract's code runs as the wallet's own.
    pub operation: u8,
    /// Gas for the call.
    #[serde(deserialize_with = "integer")]
    pub safe_tx_gas: U256,
    /// Gas beside it.
    #[serde(deserialize_with = "integer")]
    pub base_gas: U256,
    /// Price of gas for a refund.
    #[serde(deserialize_with = "integer")]
    pub gas_price: U256,
    /// Token of a refund.
    #[serde(deserialize_with = "hexadecimal")]
    pub gas_token: Address,
    /// Who is refunded.
    #[serde(deserialize_with = "hexadecimal")]
    pub refund_receiver: Address,
    /// Its number in the wallet.
    #[serde(deserialize_with = "integer")]
    pub nonce: U256,
    /// The hash that was stated, to compare.
    #[serde(deserialize_with = "hexadecimal")]
    pub safe_tx_hash: B256,
    /// Signatures, each with the owner it is said to be of.
    #[serde(default)]
    pub confirmations: Vec<Confirmation>,
}

/// A signature of an owner, as stated.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Confirmation {
    /// Whose it is said to be.
    #[serde(deserialize_with = "hexadecimal")]
    pub owner: Address,
    /// 65 bytes, hexadecimal.
    pub signature: String,
}

/// A text that is no Safe transaction.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SafeError {
    /// Too long.
    #[error("this is {0} characters long; a Safe transaction has at most {MOST_TEXT}")]
    Long(usize),
    /// Not of the form.
    #[error("this is no Safe transaction in the form of Safe's transaction service: {0}")]
    Form(String),
}

/// Which domain a hash was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Contracts before 1.3.0: the wallet alone.
    WalletOnly,
    /// 1.3.0 and later: the chain and the wallet.
    WithChain,
}

/// What the fields give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeCheck {
    /// The hash of the fields, under the version that gives the stated one; under [`Version::WithChain`] where none does.
    pub hash: B256,
    /// Which version that is; `None`: the stated hash is not of these fields.
    pub version: Option<Version>,
    /// What each signature shows, in the order given.
    pub signers: Vec<Signer>,
}

/// What a signature shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Whose it is said to be.
    pub stated: Address,
    /// Whose it is, or why it shows nobody's.
    pub recovered: Result<Address, String>,
}

impl Signer {
    /// Whether it is the signature of whom it is said to be.
    #[must_use]
    pub fn is_theirs(&self) -> bool {
        self.recovered.as_ref() == Ok(&self.stated)
    }
}

impl SafeFile {
    /// What is built in for a case; `None` where nothing is.
    #[must_use]
    pub fn of_case(case_id: &str) -> Option<Self> {
        let text = match case_id {
            "bybit-2025-02-21" => include_str!("../../data/cases/bybit-2025-02-21.safe.json"),
            _ => return None,
        };
        serde_json::from_str(text).ok()
    }
}

impl SafeTransaction {
    /// Reads one transaction.
    ///
    /// # Errors
    /// When the text is no Safe transaction.
    pub fn read(text: &str) -> Result<Self, SafeError> {
        if text.len() > MOST_TEXT {
            return Err(SafeError::Long(text.chars().count()));
        }
        let read: Self = serde_json::from_str(text).map_err(|error| SafeError::Form(error.to_string()))?;
        if read.confirmations.len() > MOST_SIGNATURES {
            return Err(SafeError::Form(format!("it has {} signatures; at most {MOST_SIGNATURES} are read", read.confirmations.len())));
        }
        Ok(read)
    }

    /// The hash that the owners sign.
    #[must_use]
    pub fn hash(&self, version: Version, chain_id: u64) -> B256 {
        let chain = (version == Version::WithChain).then(|| U256::from(chain_id));
        let domain = Eip712Domain::new(None, None, chain, Some(self.safe), None);
        signed::SafeTx {
            to: self.to,
            value: self.value,
            data: self.data.clone(),
            operation: self.operation,
            safeTxGas: self.safe_tx_gas,
            baseGas: self.base_gas,
            gasPrice: self.gas_price,
            gasToken: self.gas_token,
            refundReceiver: self.refund_receiver,
            nonce: self.nonce,
        }
        .eip712_signing_hash(&domain)
    }

    /// Computes hash and signers from the fields. Nothing is asked of anybody.
    #[must_use]
    pub fn check(&self, chain_id: u64) -> SafeCheck {
        let version =
            [Version::WalletOnly, Version::WithChain].into_iter().find(|version| self.hash(*version, chain_id) == self.safe_tx_hash);
        let hash = self.hash(version.unwrap_or(Version::WithChain), chain_id);
        let signers = self
            .confirmations
            .iter()
            .map(|confirmation| Signer { stated: confirmation.owner, recovered: recover(&confirmation.signature, &hash) })
            .collect();
        SafeCheck { hash, version, signers }
    }

    /// Whether another contract's code runs as the wallet's own: it can then change the wallet itself.
    #[must_use]
    pub const fn is_delegate_call(&self) -> bool {
        self.operation == 1
    }
}

/// Whose signature this is. v 27 and 28: of the hash. v 31 and 32: of the hash as a message (`eth_sign`).
fn recover(signature: &str, hash: &B256) -> Result<Address, String> {
    let mut bytes: [u8; 65] = hex::decode_to_array(signature).map_err(|_| "this is not 65 bytes in hexadecimal".to_owned())?;
    let digest = match bytes[64] {
        0 => return Err("this is a contract's signature: only a node can check it".to_owned()),
        1 => return Err("this owner approved the hash on the chain: only a node can check it".to_owned()),
        31 | 32 => {
            bytes[64] -= 4;
            eip191_hash_message(hash)
        }
        _ => *hash,
    };
    let signature = Signature::read(&hex::encode_prefixed(bytes)).map_err(|error| error.to_string())?;
    signature.recover(&digest).map_err(|error| error.to_string())
}

/// An address or a hash.
fn hexadecimal<'de, D: Deserializer<'de>, T: std::str::FromStr>(from: D) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| serde::de::Error::custom(format!("{:?} is no address or hash", text.chars().take(80).collect::<String>())))
}

/// A whole number, as a number or as text; decimal.
fn integer<'de, D: Deserializer<'de>>(from: D) -> Result<U256, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u64),
        Text(String),
    }
    match Written::deserialize(from)? {
        Written::Number(number) => Ok(U256::from(number)),
        Written::Text(text) if !text.is_empty() && text.len() <= 78 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            U256::from_str_radix(&text, 10).map_err(|_| serde::de::Error::custom("a number is above 2^256"))
        }
        Written::Text(_) => Err(serde::de::Error::custom("a number is not written in decimal digits")),
    }
}

/// Bytes in hexadecimal; nothing where there are none.
fn bytes<'de, D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else { return Ok(Bytes::new()) };
    if text.len() > 2 * MOST_DATA {
        return Err(serde::de::Error::custom("the call data is too long"));
    }
    hex::decode(text).map(Bytes::from).map_err(|_| serde::de::Error::custom("the call data is not hexadecimal"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bybit() -> SafeFile {
        SafeFile::of_case("bybit-2025-02-21").unwrap()
    }

    #[test]
    fn the_theft_is_the_hash_that_three_owners_signed() {
        let file = bybit();
        let theft = &file.transactions[0];
        let check = theft.check(1);
        assert_eq!(check.version, Some(Version::WalletOnly));
        assert_eq!(check.hash.to_string(), "0xb3476d061aeb8fc1d605a873c483a2402d88a68a9cdd1a8b47655dd55ba004f8");
        let signers: Vec<String> = check.signers.iter().map(|signer| signer.recovered.clone().unwrap().to_string()).collect();
        assert_eq!(
            signers,
            [
                "0x1F4EB0a903619ac168b19A82F1a6e2e426522211",
                "0x3Cc3A225769900e003E264dd4CB43E90896BC21A",
                "0xe3dF2cCEAc61B1aFA311372ecC5B40A3A6585a9E"
            ]
        );
        assert!(check.signers.iter().all(Signer::is_theirs) && theft.is_delegate_call());
        // The other transaction of the same number has another hash.
        let other = &file.transactions[1];
        assert_eq!((other.nonce, other.check(1).hash), (theft.nonce, other.safe_tx_hash));
        assert!(!other.is_delegate_call() && other.value == U256::from(30_000u64) * U256::from(10u64).pow(U256::from(18)));
    }

    #[test]
    fn every_changed_field_is_another_hash_and_nobody_signed_it() {
        let theft = bybit().transactions[0].clone();
        let other = Address::repeat_byte(7);
        let changes: [fn(&mut SafeTransaction, Address); 11] = [
            |tx, other| tx.safe = other,
            |tx, other| tx.to = other,
            |tx, _| tx.value = U256::from(1),
            |tx, _| tx.data = Bytes::new(),
            |tx, _| tx.operation = 0,
            |tx, _| tx.safe_tx_gas += U256::from(1),
            |tx, _| tx.base_gas = U256::from(1),
            |tx, _| tx.gas_price = U256::from(1),
            |tx, other| tx.gas_token = other,
            |tx, other| tx.refund_receiver = other,
            |tx, _| tx.nonce += U256::from(1),
        ];
        for (field, change) in changes.iter().enumerate() {
            let mut changed = theft.clone();
            change(&mut changed, other);
            let check = changed.check(1);
            assert_eq!(check.version, None, "field {field}");
            assert!(check.signers.iter().all(|signer| !signer.is_theirs()), "field {field}");
        }
        // A stated hash alone convinces nobody either.
        let stated = SafeTransaction { safe_tx_hash: B256::repeat_byte(9), ..theft };
        assert_eq!(stated.check(1).version, None);
    }

    #[test]
    fn later_wallets_have_the_chain_in_the_hash() {
        let mut later = bybit().transactions[0].clone();
        later.safe_tx_hash = later.hash(Version::WithChain, 1);
        assert_eq!(later.check(1).version, Some(Version::WithChain));
        assert_eq!(later.check(137).version, None);
    }

    #[test]
    fn signatures_that_show_nobody_say_why() {
        let hash = B256::repeat_byte(1);
        let signature = |v: u8| format!("0x{}{v:02x}", "11".repeat(64));
        for (v, why) in [(0, "a contract"), (1, "on the chain"), (2, "v"), (29, "v"), (33, "v")] {
            assert!(recover(&signature(v), &hash).unwrap_err().contains(why), "{v}");
        }
        for text in ["", "0x", "0x12", &"1".repeat(131), "zz"] {
            assert!(recover(text, &hash).unwrap_err().contains("65 bytes"), "{text}");
        }
    }

    #[test]
    fn what_is_no_transaction_is_refused() {
        let whole = include_str!("../../data/cases/bybit-2025-02-21.safe.json");
        let file: serde_json::Value = serde_json::from_str(whole).unwrap();
        let one = file["transactions"][0].clone();
        assert!(SafeTransaction::read(&one.to_string()).is_ok());
        for (field, value) in [
            ("value", "\"0x10\""),
            ("value", "\"1e18\""),
            ("value", "\"-1\""),
            ("value", "1.5"),
            ("nonce", "\"\""),
            ("operation", "256"),
            ("to", "\"0x12\""),
            ("data", "\"0xabc\""),
            ("safeTxHash", "null"),
        ] {
            let mut broken = one.clone();
            broken[field] = serde_json::from_str(value).unwrap();
            assert!(matches!(SafeTransaction::read(&broken.to_string()), Err(SafeError::Form(_))), "{field} {value}");
        }
        assert!(matches!(SafeTransaction::read(&" ".repeat(MOST_TEXT + 1)), Err(SafeError::Long(_))));
    }
}
