//! Esplora's transactions, read strictly and turned into transfers.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::bitcoin::{Mined, Side, owner_of};
use super::super::text::{cut, keep_few};
use super::super::{Cursor, Page};
use crate::money::{Address, Coins, Transfer, TxId, UnixSeconds};

/// What a transaction must be about to be believed.
pub(super) enum Concerns<'a> {
    Address(&'a Address),
    Transaction(TxId),
}

/// What the transactions of one answer gave.
#[derive(Debug, Default)]
pub(super) struct Rows {
    transfers: Vec<Transfer>,
    gaps: Vec<String>,
    pub(super) unread: usize,
    /// Transactions that are not in a block.
    pending: usize,
    /// The last transaction that could be read, and the last one in a block.
    pub(super) last: Option<TxId>,
    pub(super) last_confirmed: Option<TxId>,
}

#[derive(Deserialize)]
struct Transaction {
    txid: String,
    vin: Vec<Input>,
    vout: Vec<Output>,
    fee: u64,
    status: Status,
}

#[derive(Deserialize)]
struct Input {
    #[serde(default)]
    txid: Option<String>,
    #[serde(default)]
    vout: Option<u32>,
    prevout: Option<Output>,
    #[serde(default)]
    is_coinbase: bool,
}

#[derive(Deserialize)]
pub(super) struct Output {
    pub(super) scriptpubkey: String,
    scriptpubkey_address: Option<String>,
    value: u64,
}

#[derive(Deserialize)]
struct Status {
    confirmed: bool,
    block_height: Option<u64>,
    block_hash: Option<String>,
    block_time: Option<u64>,
}

/// A transaction, or only its name where it is not in a block.
enum Read {
    Mined(Mined),
    Pending(TxId),
}

impl Rows {
    pub(super) fn read(items: &[Box<RawValue>], concerns: &Concerns<'_>) -> Self {
        let mut rows = Self::default();
        for (at, item) in items.iter().enumerate() {
            if let Err(why) = rows.take(item, concerns) {
                rows.unread += 1;
                rows.gaps.push(format!("transaction {} of {} is left out: {}", at + 1, items.len(), cut(&why)));
            }
        }
        rows
    }

    fn take(&mut self, item: &RawValue, concerns: &Concerns<'_>) -> Result<(), String> {
        let mined = match read(item)? {
            Read::Mined(mined) => mined,
            Read::Pending(tx) => {
                if matches!(concerns, Concerns::Transaction(asked) if *asked != tx) {
                    return Err("it is about another transaction than asked for".to_owned());
                }
                self.pending += 1;
                self.last = Some(tx);
                return Ok(());
            }
        };
        self.last = Some(mined.tx);
        self.last_confirmed = Some(mined.tx);
        let about = match concerns {
            Concerns::Address(address) => mined.concerns(address),
            Concerns::Transaction(tx) => mined.tx == *tx,
        };
        if !about {
            return Err(format!("transaction {:#} does not concern what was asked", mined.tx));
        }
        let (transfers, _) = mined.transfers().map_err(|why| format!("transaction {:#}: {why}", mined.tx))?;
        self.transfers.extend(transfers);
        Ok(())
    }

    /// Why the first row that could not be read could not.
    pub(super) fn why_unread(&self) -> &str {
        self.gaps.first().map_or("", String::as_str)
    }

    pub(super) fn page(self, next: Result<Option<Cursor>, &'static str>) -> Page {
        let mut gaps = self.gaps;
        keep_few(&mut gaps, "transactions");
        if self.pending > 0 {
            gaps.push(format!("{} transactions are not in a block yet: they may move money or never happen", self.pending));
        }
        let next = next.unwrap_or_else(|why| {
            gaps.push(why.to_owned());
            None
        });
        Page { transfers: self.transfers, next, gaps, ..Page::default() }
    }
}

fn read(item: &RawValue) -> Result<Read, String> {
    let row: Transaction = serde_json::from_str(item.get()).map_err(|error| error.to_string())?;
    let tx = hash(&row.txid)?;
    if !row.status.confirmed {
        return Ok(Read::Pending(tx));
    }
    let (Some(block), Some(at)) = (row.status.block_height, row.status.block_time) else {
        return Err("it is confirmed, but its block and time are not stated".to_owned());
    };
    let mut inputs = Vec::with_capacity(row.vin.len());
    for input in &row.vin {
        match &input.prevout {
            Some(output) => inputs.push(spent(input, output)?),
            None if input.is_coinbase && row.vin.len() == 1 => {}
            None => return Err("it spends an output that is not stated".to_owned()),
        }
    }
    let outputs = row.vout.iter().map(|output| Ok(Side { owner: owner(output)?, value: output.value }));
    let outputs = outputs.collect::<Result<_, String>>()?;
    let block_hash = row.status.block_hash.as_deref().map(hash).transpose()?;
    let fee = if inputs.is_empty() { 0 } else { row.fee };
    Ok(Read::Mined(Mined { tx, block, at: UnixSeconds::new(at), block_hash, inputs, outputs, fee }))
}

/// What an input spends: of an output without an address, its place.
fn spent(input: &Input, output: &Output) -> Result<Side, String> {
    let owner = match owner(output)? {
        Some(owner) => owner,
        None => {
            let (Some(tx), Some(output)) = (&input.txid, input.vout) else {
                return Err("it spends an output without an address and does not say which".to_owned());
            };
            let tx = *hash(tx)?.as_hash().ok_or("what it spends is not named by a hash")?;
            Address::Coins(Coins { tx, output: Some(output) })
        }
    };
    Ok(Side { owner: Some(owner), value: output.value })
}

/// The owner by the script; the address beside it must be the same one.
fn owner(output: &Output) -> Result<Option<Address>, String> {
    let script = script(output)?;
    let owner = owner_of(&script);
    let stated = output.scriptpubkey_address.as_deref().filter(|text| !text.is_empty());
    match (stated, &owner) {
        (None, _) => Ok(owner),
        (Some(stated), Some(owner)) if stated.parse::<Address>().as_ref() == Ok(owner) => Ok(Some(owner.clone())),
        (Some(stated), _) => Err(format!("it states the address {stated:?}, which is not that of its script")),
    }
}

/// The bytes of a script. A block has no room for a longer one.
pub(super) fn script(output: &Output) -> Result<Vec<u8>, String> {
    alloy_primitives::hex::decode(&output.scriptpubkey).map_err(|error| format!("its script: {error}"))
}

fn hash(text: &str) -> Result<TxId, String> {
    let tx: TxId = text.parse().map_err(|error: crate::money::ParseTxIdError| error.to_string())?;
    if tx.as_hash().is_some() { Ok(tx) } else { Err(format!("{tx} is no transaction of Bitcoin")) }
}
