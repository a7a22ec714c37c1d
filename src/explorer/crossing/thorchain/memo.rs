//! Memos: what a payment tells THORChain or Maya to do.
//!
//! `ACTION:ASSET:DESTINATION[/REFUND]:LIMIT[/INTERVAL/QUANTITY]:AFFILIATE[/…]:BPS[/…]:AGGREGATOR:TOKEN:LEAST`, with a
//! comment after `|`. On Bitcoin a memo stands in an OP_RETURN output, on EVM chains in the router's call
//! ([`super::super::router`]). An outgoing payment's memo (`OUT:`, `REFUND:`) names the incoming transaction: the link
//! between both legs.
//!
//! Source: [Transaction Memos](https://dev.thorchain.org/concepts/memos.html). Limit: a memo does not say which of the two
//! chains it is for.

mod limit;
mod party;
mod swap;

use serde::{Deserialize, Serialize};

use super::notation::{ParsePoolAssetError, PoolAsset};
use crate::explorer::text::cut;
use crate::money::TxId;

pub use limit::limit;
pub use party::Party;
pub use swap::{Affiliate, Aggregator, Streaming, Swap};

/// THORChain takes 250 bytes; a router's call can carry more, which the chain then refuses.
pub const LONGEST_MEMO: usize = 1024;

/// What a memo asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Memo {
    /// `=`, `s`, `SWAP`: now, at the limit or better.
    Swap(Swap),
    /// `=<`: when the limit is reached.
    LimitSwap(Swap),
    /// `m=<`: changes a limit swap.
    ModifyLimit,
    /// `+`: into a pool, with the partner address.
    Add {
        /// The pool.
        pool: PoolAsset,
        /// The address on the other side, where the memo names one.
        partner: Option<Party>,
    },
    /// `-`: out of a pool.
    Withdraw {
        /// The pool.
        pool: PoolAsset,
    },
    /// `d`: given to a pool.
    Donate {
        /// The pool.
        pool: PoolAsset,
    },
    /// `OUT:`: pays what an incoming transaction asked for.
    Out(TxId),
    /// `REFUND:`: gives an incoming transaction back.
    Refund(TxId),
    /// `TRADE+`: into a trade account of the service's chain.
    TradeDeposit(Party),
    /// `TRADE-`: out of it.
    TradeWithdrawal(Party),
    /// `SECURE+`: becomes a secured asset on the service's chain.
    SecureDeposit(Party),
    /// `SECURE-`: and back.
    SecureWithdrawal(Party),
    /// `r:N`: a memo that was registered before; the node knows it ([`super::node::reference_request`]).
    Reference(u64),
    /// `REFERENCE:ASSET:MEMO`: registers a memo.
    Register {
        /// For payments in this asset.
        asset: PoolAsset,
        /// The memo that is registered.
        memo: Box<Self>,
    },
    /// Something that moves nobody's money to an address: a name, a contract call, the vaults' own business.
    Other(String),
}

/// A text that is no memo.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemoError {
    /// There is nothing.
    #[error("the memo is empty; a payment without a memo is matched by its amount, which only the node can do")]
    Empty,
    /// Longer than any memo.
    #[error("the memo has {0} bytes; THORChain takes 250")]
    TooLong(usize),
    /// The first word is no action.
    #[error("{0:?} is no action of a memo")]
    Action(String),
    /// A part that must be there is not.
    #[error("{part} is missing in the memo {memo:?}")]
    Missing {
        /// What is missing.
        part: &'static str,
        /// The memo, cut.
        memo: String,
    },
    /// A number is none.
    #[error("{part} {found:?} is no number that THORChain reads")]
    Number {
        /// Which part.
        part: &'static str,
        /// What stands there, cut.
        found: String,
    },
    /// A transaction hash is none.
    #[error("{0:?} is no transaction hash")]
    Hash(String),
    /// More affiliates than a memo can have, or other numbers of names and shares.
    #[error("the memo names {names} affiliates and {shares} shares; one share for all or one for each")]
    Affiliates {
        /// How many names.
        names: usize,
        /// How many shares.
        shares: usize,
    },
    /// An asset that is none.
    #[error(transparent)]
    Asset(#[from] ParsePoolAssetError),
}

/// The parts of a memo, which its parts are asked by number.
pub(super) struct Parts<'a> {
    memo: &'a str,
    parts: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    /// A part that is there and not empty.
    fn at(&self, index: usize) -> Option<&'a str> {
        self.parts.get(index).copied().map(str::trim).filter(|part| !part.is_empty())
    }

    fn must(&self, index: usize, part: &'static str) -> Result<&'a str, MemoError> {
        self.at(index).ok_or_else(|| MemoError::Missing { part, memo: cut(self.memo) })
    }

    fn party(&self, index: usize, part: &'static str) -> Result<Party, MemoError> {
        self.must(index, part).map(Party::of)
    }

    fn pool(&self) -> Result<PoolAsset, MemoError> {
        Ok(self.must(1, "the pool")?.parse()?)
    }

    fn hash(&self) -> Result<TxId, MemoError> {
        let text = self.must(1, "the transaction")?;
        text.parse().map_err(|_| MemoError::Hash(cut(text)))
    }
}

impl Memo {
    /// Reads a memo.
    ///
    /// # Errors
    /// When it is none, or a part that decides where money goes cannot be read.
    pub fn parse(text: &str) -> Result<Self, MemoError> {
        Self::read(text, true)
    }

    fn read(text: &str, may_register: bool) -> Result<Self, MemoError> {
        if text.len() > LONGEST_MEMO {
            return Err(MemoError::TooLong(text.len()));
        }
        let memo = text.split('|').next().unwrap_or_default().trim();
        if memo.is_empty() {
            return Err(MemoError::Empty);
        }
        let parts = Parts { memo, parts: memo.split(':').collect() };
        let action = parts.at(0).unwrap_or_default().to_ascii_lowercase();
        Ok(match action.as_str() {
            "=" | "s" | "swap" => Self::Swap(Swap::read(&parts)?),
            "=<" => Self::LimitSwap(Swap::read(&parts)?),
            "m=<" => Self::ModifyLimit,
            "+" | "a" | "add" => Self::Add { pool: parts.pool()?, partner: parts.at(2).map(Party::of) },
            "-" | "wd" | "withdraw" => Self::Withdraw { pool: parts.pool()? },
            "d" | "donate" => Self::Donate { pool: parts.pool()? },
            "out" => Self::Out(parts.hash()?),
            "refund" => Self::Refund(parts.hash()?),
            "trade+" => Self::TradeDeposit(parts.party(1, "the address")?),
            "trade-" => Self::TradeWithdrawal(parts.party(1, "the address")?),
            "secure+" => Self::SecureDeposit(parts.party(1, "the address")?),
            "secure-" => Self::SecureWithdrawal(parts.party(1, "the address")?),
            "r" => {
                let number = parts.must(1, "the reference")?;
                Self::Reference(number.parse().map_err(|_| MemoError::Number { part: "the reference", found: cut(number) })?)
            }
            "reference" if may_register => {
                let asset = parts.must(1, "the asset")?.parse()?;
                // What is registered follows the second colon, with colons of its own.
                let inner = memo.splitn(3, ':').nth(2).unwrap_or_default();
                Self::Register { asset, memo: Box::new(Self::read(inner, false)?) }
            }
            "n" | "~" | "name" | "x" | "exec" | "migrate" | "consolidate" | "bond" | "unbond" | "leave" | "reserve" | "switch" | "noop"
            | "pool+" | "pool-" | "$+" | "$-" | "loan+" | "loan-" | "ragnarok" | "yggdrasil+" | "yggdrasil-" => Self::Other(action),
            _ => return Err(MemoError::Action(cut(parts.parts.first().copied().unwrap_or_default()))),
        })
    }

    /// The swap that is asked for, now or at a limit, also by registering it.
    #[must_use]
    pub fn swap(&self) -> Option<&Swap> {
        match self {
            Self::Swap(swap) | Self::LimitSwap(swap) => Some(swap),
            Self::Register { memo, .. } => memo.swap(),
            _ => None,
        }
    }

    /// The incoming transaction that an outgoing one answers.
    #[must_use]
    pub const fn answers(&self) -> Option<TxId> {
        match self {
            Self::Out(tx) | Self::Refund(tx) => Some(*tx),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
