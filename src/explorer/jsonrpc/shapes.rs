//! Transactions, receipts, events and blocks, as much of them as moves money.

use alloy_primitives::Address as Evm;
use serde::Deserialize;

use super::{address, amount, hash, number};
use crate::explorer::gather::{Own, Place};
use crate::money::{Amount, UnixSeconds};

/// The first topic of ERC-20's and ERC-721's `Transfer(address,address,uint256)`.
pub const TRANSFER: &str = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

/// A transaction as a node tells it; quantities are hexadecimal.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transaction {
    /// Its hash.
    pub hash: String,
    /// Its block; `None` while it is pending.
    pub block_number: Option<String>,
    /// The block's hash.
    pub block_hash: Option<String>,
    /// The block's time, which newer nodes add.
    pub block_timestamp: Option<String>,
    /// Its place in the block.
    pub transaction_index: Option<String>,
    /// Sender.
    pub from: String,
    /// Recipient; `None` where it creates a contract.
    pub to: Option<String>,
    /// In wei.
    pub value: String,
    /// What it pays for a unit of gas, in wei.
    pub gas_price: Option<String>,
}

/// What became of a transaction.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Its transaction.
    pub transaction_hash: String,
    /// 1 for success, 0 for failure; before October 2017 not stated.
    pub status: Option<String>,
    /// Gas used.
    pub gas_used: Option<String>,
    /// What was paid for a unit of gas, in wei.
    pub effective_gas_price: Option<String>,
    /// Gas used for blobs (EIP-4844).
    pub blob_gas_used: Option<String>,
    /// What was paid for a unit of it.
    pub blob_gas_price: Option<String>,
    /// What a rollup of the OP kind takes for its data, in wei.
    pub l1_fee: Option<String>,
    /// Block number.
    pub block_number: Option<String>,
    /// The block's hash.
    pub block_hash: Option<String>,
    /// Its place in the block.
    pub transaction_index: Option<String>,
    /// Sender.
    pub from: String,
    /// Recipient.
    pub to: Option<String>,
    /// The contract it created.
    pub contract_address: Option<String>,
    /// Its events; `null` where a node leaves them out.
    pub logs: Option<Vec<Log>>,
}

/// An event.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Log {
    /// Whose.
    pub address: String,
    /// Its topics; some explorers fill up with `null`.
    pub topics: Vec<Option<String>>,
    /// The rest of it.
    pub data: String,
    /// Block number.
    pub block_number: Option<String>,
    /// The block's hash.
    pub block_hash: Option<String>,
    /// The block's time, which newer nodes add.
    #[serde(alias = "timeStamp")]
    pub block_timestamp: Option<String>,
    /// Its transaction.
    pub transaction_hash: Option<String>,
    /// The transaction's place in its block.
    pub transaction_index: Option<String>,
    /// Its place among the events of the block.
    pub log_index: Option<String>,
    /// Whether a reorganisation took it back.
    pub removed: Option<bool>,
}

/// A block without its transactions.
#[derive(Clone, Debug, Deserialize)]
pub struct Block {
    /// Its number.
    pub number: Option<String>,
    /// Its time.
    pub timestamp: String,
}

/// What an ERC-20 event says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erc20 {
    /// Sender.
    pub from: Evm,
    /// Recipient.
    pub to: Evm,
    /// In base units.
    pub amount: Amount,
}

impl Transaction {
    /// Sender, recipient and value. The recipient of a creation is in the receipt.
    pub(in crate::explorer) fn own(&self, receipt: &Receipt) -> Result<Own, String> {
        let to = self.to.as_ref().or(receipt.contract_address.as_ref()).map(|to| address(to)).transpose()?;
        Ok(Own { from: address(&self.from)?, to, value: amount(&self.value)? })
    }
}

impl Receipt {
    /// Whether it succeeded, where that is stated.
    ///
    /// # Errors
    /// When the status is neither 0 nor 1.
    pub fn succeeded(&self) -> Result<Option<bool>, String> {
        match self.status.as_deref() {
            None => Ok(None),
            Some("0x1") => Ok(Some(true)),
            Some("0x0") => Ok(Some(false)),
            Some(other) => Err(format!("its status is {:?}", super::cut(other))),
        }
    }

    /// What was paid, in wei: gas, blobs, and a rollup's share for its data. `None` where the price is not stated.
    ///
    /// # Errors
    /// When a quantity cannot be read or the product is above 2²⁵⁶ − 1.
    pub fn fee(&self) -> Result<Option<Amount>, String> {
        let (Some(used), Some(price)) = (&self.gas_used, &self.effective_gas_price) else { return Ok(None) };
        let mut paid = times(amount(used)?, amount(price)?)?;
        if let (Some(used), Some(price)) = (&self.blob_gas_used, &self.blob_gas_price) {
            paid = paid.plus(times(amount(used)?, amount(price)?)?).map_err(|error| error.to_string())?;
        }
        if let Some(data) = &self.l1_fee {
            paid = paid.plus(amount(data)?).map_err(|error| error.to_string())?;
        }
        Ok(Some(paid))
    }

    /// Where its transaction stands, in a block of this time.
    pub(in crate::explorer) fn place(&self, at: UnixSeconds) -> Result<Place, String> {
        let block = self.block_number.as_deref().ok_or("it is in no block")?;
        Ok(Place {
            tx: hash(&self.transaction_hash)?,
            block: number(block)?,
            tx_index: self.transaction_index.as_deref().map(number).transpose()?.unwrap_or(0),
            at,
            block_hash: self.block_hash.as_deref().map(hash).transpose()?,
        })
    }
}

/// A product of amounts.
pub(in crate::explorer) fn times(a: Amount, b: Amount) -> Result<Amount, String> {
    let product = a.base_units().checked_mul(b.base_units());
    product.map(Amount::from_base_units).ok_or_else(|| format!("{a} times {b} is above 2^256 - 1"))
}

impl Log {
    /// The ERC-20 transfer it is, if it is one: three topics, the event's name and two addresses, and one word of data.
    /// Whatever else a contract writes there, a collectible's fourth topic or an old token's other form, is none.
    #[must_use]
    pub fn erc20(&self) -> Option<Erc20> {
        let topics: Vec<&str> = self.topics.iter().map_while(|topic| topic.as_deref()).collect();
        let [name, from, to] = topics.as_slice() else { return None };
        let is_word = self.data.len() == 66;
        if !name.eq_ignore_ascii_case(TRANSFER) || !is_word {
            return None;
        }
        Some(Erc20 { from: word_address(from)?, to: word_address(to)?, amount: amount(&self.data).ok()? })
    }

    /// Where it stands, in a block of this time.
    pub(in crate::explorer) fn place(&self, at: UnixSeconds) -> Result<Place, String> {
        Ok(Place {
            tx: hash(self.transaction_hash.as_deref().ok_or("it names no transaction")?)?,
            block: self.block()?,
            tx_index: self.transaction_index.as_deref().map(number).transpose()?.unwrap_or(0),
            at,
            block_hash: self.block_hash.as_deref().map(hash).transpose()?,
        })
    }

    /// Its block.
    ///
    /// # Errors
    /// When it names none: it is pending.
    pub fn block(&self) -> Result<u64, String> {
        number(self.block_number.as_deref().ok_or("it is in no block")?)
    }
}

/// The address in a topic: twelve bytes of zero, then its own.
fn word_address(topic: &str) -> Option<Evm> {
    let bytes: [u8; 32] = alloy_primitives::hex::decode_to_array(topic.strip_prefix("0x")?).ok()?;
    let (zeros, address) = bytes.split_at_checked(12)?;
    zeros.iter().all(|byte| *byte == 0).then(|| Evm::from_slice(address))
}

/// An address as a topic.
#[must_use]
pub(in crate::explorer) fn topic(address: &Evm) -> String {
    format!("0x{:0>64}", alloy_primitives::hex::encode(address))
}

/// A time in seconds.
pub(in crate::explorer) fn time(text: &str) -> Result<UnixSeconds, String> {
    let seconds: u64 = number(text)?;
    let at = UnixSeconds::new(seconds);
    if at.get() == seconds { Ok(at) } else { Err(format!("{seconds} seconds are no time before the year 10000")) }
}
