//! How a tip is signed: the three schemes, and what stands under `signature` in each.
//!
//! | scheme | `scheme` in the envelope | signed | checked |
//! |---|---|---|---|
//! | EIP-712 | left out | [`Statement::digest`] | offline |
//! | EIP-191 | `eip191` | [`Statement::plain_text_digest`] | offline |
//! | ERC-1271 | `erc1271` | [`Statement::digest`], by a contract | by a node: [`super::contract_signature`] |
//!
//! The two digests differ, so a signature made under one scheme recovers to a stranger under the other.

use std::fmt;

use alloy_primitives::Address;
use serde_json::Value;

use super::contract_signature::{ContractSignature, ContractSignatureError};
use super::record::{Fault, Part, cut, text};
use super::signature::{Signature, SignatureError};
use super::statement::Statement;

/// What was signed, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// Typed data, by a key ([EIP-712](https://eips.ethereum.org/EIPS/eip-712)).
    TypedData,
    /// Plain text, by a key ([EIP-191](https://eips.ethereum.org/EIPS/eip-191)).
    PlainText,
    /// Typed data, by a contract ([ERC-1271](https://eips.ethereum.org/EIPS/eip-1271)).
    Contract,
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TypedData => "EIP-712",
            Self::PlainText => "EIP-191, plain text",
            Self::Contract => "ERC-1271, a contract wallet",
        })
    }
}

impl Part for Scheme {
    fn read(value: &Value) -> Result<Self, Fault> {
        match text(value)? {
            "eip191" => Ok(Self::PlainText),
            "erc1271" => Ok(Self::Contract),
            other => Err(Fault::new(format!("{:?} is none of eip191, erc1271 (left out, it is EIP-712)", cut(other)))),
        }
    }

    /// The usual scheme is left out, and only left out: a tip has one form.
    fn write(&self) -> Value {
        match self {
            Self::TypedData => Value::Null,
            Self::PlainText => "eip191".into(),
            Self::Contract => "erc1271".into(),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self::TypedData)
    }
}

/// A signature with its scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seal {
    /// Of a key, over the typed data.
    TypedData(Signature),
    /// Of a key, over the plain text.
    PlainText(Signature),
    /// Of a contract, over the typed data.
    Contract(ContractSignature),
}

/// A text that is no signature of its scheme.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadSealError {
    /// Of a key.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// Of a contract.
    #[error(transparent)]
    Contract(#[from] ContractSignatureError),
}

impl Seal {
    pub(super) fn read(scheme: Scheme, text: &str) -> Result<Self, ReadSealError> {
        Ok(match scheme {
            Scheme::TypedData => Self::TypedData(Signature::read(text)?),
            Scheme::PlainText => Self::PlainText(Signature::read(text)?),
            Scheme::Contract => Self::Contract(ContractSignature::read(text)?),
        })
    }

    /// How it was made.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        match self {
            Self::TypedData(_) => Scheme::TypedData,
            Self::PlainText(_) => Scheme::PlainText,
            Self::Contract(_) => Scheme::Contract,
        }
    }

    /// The address whose key signed this statement; `None` where only a node can tell.
    ///
    /// # Errors
    /// When no key gives this signature.
    pub fn recover(&self, statement: &Statement) -> Result<Option<Address>, SignatureError> {
        match self {
            Self::TypedData(signature) => signature.recover(&statement.digest()).map(Some),
            Self::PlainText(signature) => signature.recover(&statement.plain_text_digest()).map(Some),
            Self::Contract(_) => Ok(None),
        }
    }

    /// What its form says, as a sentence.
    pub(super) fn form(&self) -> String {
        match self {
            Self::TypedData(_) | Self::PlainText(_) => "The signature has the one accepted form: v is 27 or 28, s is low.".to_owned(),
            Self::Contract(signature) => {
                format!("The signature is one of a contract wallet, {} bytes; their form is the contract's own.", signature.bytes().len())
            }
        }
    }
}

impl fmt::Display for Seal {
    /// 0x and lower-case digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TypedData(signature) | Self::PlainText(signature) => signature.fmt(f),
            Self::Contract(signature) => signature.fmt(f),
        }
    }
}
