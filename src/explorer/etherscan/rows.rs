//! Rows of Etherscan's three lists, turned into transfers.
//!
//! What a row is called differs by source: Etherscan and Routescan write `hash` and, in an address's list, `traceId`;
//! Blockscout writes `transactionHash`, `index` and the kind of a call in `callType`, so that a delegatecall has type `call`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::gather::{Gather, Place};
use super::super::jsonrpc::times;
use super::super::text::cut;
use super::super::{About, Question};
use crate::money::{Address, Amount, Asset, Position, TransferKind, TxId, UnixSeconds};

/// Longest path of a call that is read: the EVM goes 1,024 calls deep.
const DEEPEST: usize = 1_025;

/// What every row has.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Head {
    pub(super) block_number: String,
    #[serde(alias = "transactionHash")]
    pub(super) hash: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    block_number: String,
    time_stamp: String,
    #[serde(alias = "transactionHash")]
    hash: Option<String>,
    transaction_index: Option<String>,
    block_hash: Option<String>,
    from: String,
    to: Option<String>,
    value: String,
    contract_address: Option<String>,
    is_error: Option<String>,
    #[serde(rename = "txreceipt_status")]
    receipt_status: Option<String>,
    gas_used: Option<String>,
    gas_price: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    call_type: Option<String>,
    trace_id: Option<String>,
    index: Option<String>,
    token_symbol: Option<String>,
}

/// A call that moved value.
pub(super) struct Call {
    pub(super) place: Place,
    /// Where in the transaction, where the row says it.
    pub(super) path: Option<Vec<u32>>,
    pub(super) from: Address,
    pub(super) to: Address,
    pub(super) value: Amount,
    pub(super) creates: bool,
}

pub(super) fn read<'de, T: Deserialize<'de>>(item: &'de RawValue) -> Result<T, String> {
    serde_json::from_str(item.get()).map_err(|error| error.to_string())
}

/// A number in decimal digits.
pub(super) fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten().ok_or_else(|| format!("{:?} is not a number of its range", cut(text)))
}

fn hash(text: &str) -> Result<TxId, String> {
    text.parse().map_err(|error: crate::money::ParseTxIdError| error.to_string())
}

fn amount(text: &str, what: &str) -> Result<Amount, String> {
    text.parse().map_err(|error: crate::money::ParseAmountError| format!("its {what}: {error}"))
}

/// What is stated and not empty: Etherscan writes an empty text for what there is not.
fn stated(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}

impl Row {
    fn place(&self, question: &Question) -> Result<Place, String> {
        let tx = match (stated(&self.hash), &question.about) {
            (Some(tx), _) => hash(tx)?,
            // The calls of one transaction do not repeat which.
            (None, About::Transaction(tx)) => *tx,
            (None, About::Address(_)) => return Err("it names no transaction".to_owned()),
        };
        let seconds: u64 = number(&self.time_stamp)?;
        let at = UnixSeconds::new(seconds);
        if at.get() != seconds {
            return Err(format!("{seconds} seconds are no time before the year 10000"));
        }
        Ok(Place { tx, block: number(&self.block_number)?, tx_index: 0, at, block_hash: stated(&self.block_hash).map(hash).transpose()? })
    }

    /// The place with the transaction's index. Not of calls: in the list of one transaction it counts something else.
    fn indexed(&self, question: &Question) -> Result<Place, String> {
        let tx_index = stated(&self.transaction_index).map(number).transpose()?.unwrap_or(0);
        Ok(Place { tx_index, ..self.place(question)? })
    }

    fn parties(&self, gather: &Gather<'_>, tx: TxId) -> Result<(Address, Option<Address>), String> {
        let address = |text: &str| Address::parse_on(gather.chain(), text).map_err(|error| error.to_string());
        let from = address(&self.from)?;
        let to = stated(&self.to).or_else(|| stated(&self.contract_address).filter(|_| self.token_symbol.is_none()));
        let to = to.map(address).transpose()?;
        if !gather.concerns(tx, &from, to.as_ref()) {
            return Err(format!("transaction {tx:#} does not concern what was asked"));
        }
        Ok((from, to))
    }

    fn failed(&self) -> Result<bool, String> {
        match (stated(&self.is_error), stated(&self.receipt_status)) {
            (None | Some("0"), None | Some("1")) => Ok(false),
            (Some("1"), _) | (None | Some("0"), Some("0")) => Ok(true),
            (Some(other), _) | (_, Some(other)) => Err(format!("its status is {:?}", cut(other))),
        }
    }
}

/// A row of `txlist`: the fee its sender paid, and the value it moved where it succeeded.
pub(super) fn transaction(gather: &mut Gather<'_>, question: &Question, item: &RawValue) -> Result<(), String> {
    let row: Row = read(item)?;
    let place = row.indexed(question)?;
    let (from, to) = row.parties(gather, place.tx)?;
    let (value, failed) = (amount(&row.value, "value")?, row.failed()?);
    if gather.is_payer(&from) {
        match (stated(&row.gas_used), stated(&row.gas_price)) {
            (Some(used), Some(price)) => {
                let paid = times(amount(used, "gas")?, amount(price, "price of gas")?)?;
                gather.fee(place, &from, paid);
            }
            _ => gather.gap(format!("the fee of transaction {:#} is not stated", place.tx)),
        }
    }
    if !failed && !value.is_zero() {
        let to = to.ok_or("it carries value but names no recipient")?;
        gather.native(place, Position::Value, TransferKind::Native, from, to, value);
    }
    Ok(())
}

/// A row of `tokentx`, which holds ERC-20 transfers only. It states no log index, so the row is known by its content; `first`
/// is how many pages of the same transaction may hold before it.
pub(super) fn token(gather: &mut Gather<'_>, question: &Question, item: &RawValue, first: u32) -> Result<(), String> {
    let mut row: Row = read(item)?;
    // Tells `parties` that the contract is the token, not a recipient.
    let symbol = std::mem::take(&mut row.token_symbol).unwrap_or_default();
    row.token_symbol = Some(String::new());
    let place = row.indexed(question)?;
    let (from, to) = row.parties(gather, place.tx)?;
    let to = to.ok_or("it names no recipient")?;
    let contract = stated(&row.contract_address).ok_or("its token has no contract")?;
    let contract = Address::parse_on(gather.chain(), contract).map_err(|error| error.to_string())?;
    let asset = Asset::token(gather.chain(), contract);
    let value = amount(&row.value, "amount")?;
    let position = gather.like(place.tx, &from, &to, &asset, value, first);
    let symbol = Some(symbol.as_str()).filter(|symbol| !symbol.is_empty());
    gather.push(place, position, TransferKind::Token, from, to, asset, value, symbol);
    Ok(())
}

/// The rows of `txlistinternal` that moved value. Calls below one that failed did not, whatever their own row says.
pub(super) fn calls(gather: &mut Gather<'_>, question: &Question, items: &[Box<RawValue>]) -> (Vec<Call>, usize) {
    let mut failed: BTreeMap<TxId, BTreeSet<Vec<u32>>> = BTreeMap::new();
    let mut calls = Vec::new();
    let mut unread = 0;
    for (at, item) in items.iter().enumerate() {
        match call(gather, question, item) {
            Ok(Outcome::Moved(call)) => calls.push(*call),
            Ok(Outcome::Failed(tx, path)) => {
                failed.entry(tx).or_default().insert(path);
            }
            Ok(Outcome::Nothing) => {}
            Err(why) => {
                unread += 1;
                gather.gap(format!("row {} of {} is left out: {}", at + 1, items.len(), cut(&why)));
            }
        }
    }
    calls.retain(|call| {
        let failed = failed.get(&call.place.tx);
        let above = |path: &[u32]| failed.is_some_and(|failed| (0..path.len()).any(|depth| failed.contains(&path[..depth])));
        !call.path.as_deref().is_some_and(above)
    });
    (calls, unread)
}

enum Outcome {
    Moved(Box<Call>),
    Failed(TxId, Vec<u32>),
    Nothing,
}

fn call(gather: &mut Gather<'_>, question: &Question, item: &RawValue) -> Result<Outcome, String> {
    let row: Row = read(item)?;
    let place = row.place(question)?;
    let (from, to) = row.parties(gather, place.tx)?;
    let path = match (&row.trace_id, &row.index) {
        (Some(path), _) => Some(parse_path(path)?),
        (None, Some(index)) => Some(vec![number(index)?]),
        (None, None) => None,
    };
    if row.failed()? {
        return Ok(path.map_or(Outcome::Nothing, |path| Outcome::Failed(place.tx, path)));
    }
    let kind = stated(&row.call_type).or_else(|| stated(&row.kind)).ok_or("its kind is not stated")?;
    let creates = matches!(kind, "create" | "create2");
    let destroys = matches!(kind, "selfdestruct" | "suicide");
    // A delegatecall repeats the value of the call around it, a staticcall has none and a callcode pays the caller itself.
    if !(creates || destroys || kind == "call") {
        return Ok(Outcome::Nothing);
    }
    let value = amount(&row.value, "value")?;
    if value.is_zero() {
        if destroys {
            gather.gap(format!("a contract was destroyed in transaction {:#}; what it still held is not on this list", place.tx));
        }
        return Ok(Outcome::Nothing);
    }
    // The transaction itself, which the list of transactions holds: an empty path, or Blockscout's call 0.
    let is_top = row.trace_id.as_deref() == Some("") || (row.trace_id.is_none() && row.index.as_deref() == Some("0"));
    if is_top {
        if !creates {
            gather.gap(format!("call 0 of transaction {:#} is left out: by its number it is the transaction itself", place.tx));
        }
        return Ok(Outcome::Nothing);
    }
    let to = to.ok_or("it carries value but names no recipient")?;
    Ok(Outcome::Moved(Box::new(Call { place, path, from, to, value, creates })))
}

/// `0_1_1`, and an empty text for the transaction itself.
fn parse_path(text: &str) -> Result<Vec<u32>, String> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let steps: Vec<u32> = text.split('_').take(DEEPEST + 1).map(number).collect::<Result<_, _>>()?;
    if steps.len() > DEEPEST { Err("its path is deeper than calls can be".to_owned()) } else { Ok(steps) }
}

/// Takes a call whose place is known.
pub(super) fn push(gather: &mut Gather<'_>, call: Call, first: u32) {
    let Call { place, path, from, to, value, .. } = call;
    let position = match path {
        Some(path) => Position::Trace(path),
        None => gather.like(place.tx, &from, &to, &Asset::native(gather.chain()), value, first),
    };
    gather.native(place, position, TransferKind::Internal, from, to, value);
}
