//! TronGrid's rows, read strictly and turned into transfers.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::hex;
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::super::Part;
use super::super::text::claimed;
use super::SLOT_MS;
use super::shape::{InternalRow, Log, Receipt, TokenRow, TransactionRow};
use crate::money::{Address, Amount, Asset, Chain, Position, Transfer, TransferKind, TxId, UnixSeconds};

/// Rows of one transaction that two pages may share.
const MOST_SHARED: usize = 40;
/// `Transfer(address,address,uint256)`, the event of TRC-20 as of ERC-20.
const TRANSFER: &str = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

const WITHOUT_TRC10: &str = "transfers of TRC-10 tokens are left out";
const WITHOUT_STAKING: &str = "TRX that moves between an account and its own stake is left out";
const WITHOUT_NAMELESS: &str = "transfers of tokens whose contract is not named are left out";

/// What rows must be about to be believed.
enum About<'a> {
    Address(&'a Address, Part),
    Transaction(TxId),
}

/// What the rows of one answer have given so far.
pub(super) struct Rows<'a> {
    about: About<'a>,
    pub(super) transfers: Vec<Transfer>,
    pub(super) gaps: Vec<String>,
    /// What is left out of the list on purpose.
    pub(super) windows: BTreeSet<&'static str>,
    /// How often each token row was seen, by transaction and what it says.
    seen: BTreeMap<(TxId, u32), u32>,
    last: Option<TxId>,
}

/// When and in which transaction.
#[derive(Clone, Copy)]
struct Place {
    tx: TxId,
    at_ms: u64,
}

impl<'a> Rows<'a> {
    /// Of a list of an address; `seen` is what the page before says of the transaction that it ended in.
    pub(super) fn of_address(asked: &'a Address, part: Part, seen: Option<&str>) -> Self {
        let mut rows = Self::of(About::Address(asked, part));
        if let Some((tx, numbers)) = seen.and_then(|seen| seen.split_once(':'))
            && let Ok(tx) = tx.parse::<TxId>()
        {
            for number in numbers.split(',').take(MOST_SHARED).filter_map(|number| number.parse().ok()) {
                *rows.seen.entry((tx, number)).or_default() += 1;
            }
            rows.last = Some(tx);
        }
        rows
    }

    pub(super) const fn of_transaction(tx: TxId) -> Self {
        Self::of(About::Transaction(tx))
    }

    const fn of(about: About<'a>) -> Self {
        Self { about, transfers: Vec::new(), gaps: Vec::new(), windows: BTreeSet::new(), seen: BTreeMap::new(), last: None }
    }

    pub(super) fn gap(&mut self, sentence: String) {
        if !self.gaps.contains(&sentence) {
            self.gaps.push(sentence);
        }
    }

    /// What was seen of the last transaction, for the next page; `None` where nothing was.
    pub(super) fn seen_last(&mut self) -> Option<String> {
        let last = self.last?;
        let seen = self.seen.range((last, 0)..=(last, u32::MAX));
        let numbers: Vec<String> =
            seen.flat_map(|((_, number), count)| (0..*count).map(|_| number.to_string())).take(MOST_SHARED + 1).collect();
        if numbers.len() > MOST_SHARED {
            self.gap(format!("transaction {last:#} has so many token transfers that equal ones on two pages count once"));
            return None;
        }
        (!numbers.is_empty()).then(|| format!("{}:{}", last.on(Chain::TRON), numbers.join(",")))
    }

    /// Reads one row of a list of an address.
    pub(super) fn read(&mut self, item: &RawValue) -> Result<(), String> {
        match self.about {
            About::Address(_, Part::Tokens) => self.token(&read(item)?),
            About::Address(_, Part::Internal) => self.internal(&read(item)?),
            _ => {
                let row: TransactionRow = read(item)?;
                let at_ms = row.block_timestamp.ok_or("its time is not stated")?;
                self.transaction(&row, at_ms, None)
            }
        }
    }

    /// Reads the transaction itself, whose time and fee its receipt stated.
    pub(super) fn whole(&mut self, item: &RawValue, at_ms: u64, fee: u64) -> Result<(), String> {
        self.transaction(&read(item)?, at_ms, Some(fee))
    }

    fn transaction(&mut self, row: &TransactionRow, at_ms: u64, fee: Option<u64>) -> Result<(), String> {
        let place = Place { tx: hash(&row.tx)?, at_ms };
        let [contract] = row.raw_data.contract.as_slice() else { return Err("it has not one contract".to_owned()) };
        let [outcome] = row.ret.as_slice() else { return Err("its result is not stated".to_owned()) };
        let value = &contract.parameter.value;
        let owner = address(&value.owner_address)?;
        let amount = |amount: Option<u64>| amount.ok_or_else(|| "its amount is not stated".to_owned());
        let moved = match contract.kind.as_str() {
            "TransferContract" => Some((value.to_address.as_ref(), amount(value.amount)?)),
            "TriggerSmartContract" => Some((value.contract_address.as_ref(), value.call_value.unwrap_or(0))),
            "TransferAssetContract" | "ParticipateAssetIssueContract" => {
                self.windows.insert(WITHOUT_TRC10);
                None
            }
            "FreezeBalanceContract"
            | "FreezeBalanceV2Contract"
            | "UnfreezeBalanceContract"
            | "UnfreezeBalanceV2Contract"
            | "WithdrawExpireUnfreezeContract"
            | "WithdrawBalanceContract"
            | "CancelAllUnfreezeV2Contract" => {
                self.windows.insert(WITHOUT_STAKING);
                None
            }
            // Nothing moves but the fee.
            "VoteWitnessContract"
            | "AccountCreateContract"
            | "AccountUpdateContract"
            | "SetAccountIdContract"
            | "AccountPermissionUpdateContract"
            | "DelegateResourceContract"
            | "UnDelegateResourceContract"
            | "UpdateSettingContract"
            | "UpdateEnergyLimitContract"
            | "UpdateBrokerageContract"
            | "ClearABIContract"
            | "WitnessUpdateContract"
            | "ProposalCreateContract"
            | "ProposalApproveContract"
            | "ProposalDeleteContract" => None,
            other => {
                let other = claimed(other);
                self.gap(format!("transaction {:#} is of the kind {other:?}; what it moves is not read", place.tx));
                None
            }
        };
        let to = moved.as_ref().and_then(|(to, _)| *to).map(|to| address(to)).transpose()?;
        let (is_about, pays_fee) = match &self.about {
            About::Address(asked, _) => (moved.is_none() || **asked == owner || to.as_ref() == Some(*asked), **asked == owner),
            About::Transaction(asked) => (*asked == place.tx, true),
        };
        if !is_about {
            return Err(format!("transaction {:#} does not concern what was asked", place.tx));
        }
        // Who sent a failed transaction paid for it too.
        if pays_fee {
            match fee.or(outcome.fee) {
                Some(fee) => self.trx(place, Position::Fee, TransferKind::Fee, owner.clone(), Address::nobody(Chain::TRON), fee),
                None => self.gap(format!("the fee of transaction {:#} is not stated", place.tx)),
            }
        }
        let result = outcome.result.as_deref().ok_or("whether it succeeded is not stated")?;
        match moved {
            Some((_, sun)) if result == "SUCCESS" && sun > 0 => {
                let to = to.ok_or("it carries TRX but names no recipient")?;
                self.trx(place, Position::Value, TransferKind::Native, owner, to, sun);
            }
            _ => {}
        }
        Ok(())
    }

    fn internal(&mut self, row: &InternalRow) -> Result<(), String> {
        let place = Place { tx: hash(&row.tx_id)?, at_ms: row.block_timestamp };
        let mut sun = 0;
        for (unit, value) in row.data.call_value.iter().flatten() {
            if unit == "_" {
                sun = value.get().trim_matches('"').parse().map_err(|_| "its amount is not a whole number of sun".to_owned())?;
            } else {
                self.windows.insert(WITHOUT_TRC10);
            }
        }
        let parties = (row.from_address.as_str(), row.to_address.as_deref());
        self.inner(place, &row.internal_tx_id, parties, sun, row.data.rejected == Some(true))
    }

    /// A movement that a contract made.
    fn inner(&mut self, place: Place, id: &str, (from, to): (&str, Option<&str>), sun: u64, rejected: bool) -> Result<(), String> {
        let from = address(from)?;
        let to = to.filter(|to| !to.is_empty()).map(address).transpose()?;
        if let About::Address(asked, _) = &self.about
            && **asked != from
            && to.as_ref() != Some(*asked)
        {
            return Err(format!("transaction {:#} does not concern what was asked", place.tx));
        }
        // A contract that runs another's code in its own name pays itself.
        if rejected || sun == 0 || to.as_ref() == Some(&from) {
            return Ok(());
        }
        let to = to.ok_or("it carries TRX but names no recipient")?;
        let number = number(&[hash(id)?.as_bytes()]);
        self.trx(place, Position::Row(number), TransferKind::Internal, from, to, sun);
        Ok(())
    }

    fn token(&mut self, row: &TokenRow) -> Result<(), String> {
        match row.kind.as_str() {
            "Transfer" => {}
            // Leave to move tokens moves none.
            "Approval" => return Ok(()),
            other => return Err(format!("it is of the kind {other:?}")),
        }
        let place = Place { tx: hash(&row.transaction_id)?, at_ms: row.block_timestamp };
        let (from, to) = (address(&row.from)?, address(&row.to)?);
        if let About::Address(asked, _) = &self.about
            && **asked != from
            && **asked != to
        {
            return Err(format!("transaction {:#} does not concern what was asked", place.tx));
        }
        let Some(contract) = row.token_info.address.as_deref().filter(|text| !text.is_empty()) else {
            self.windows.insert(WITHOUT_NAMELESS);
            return Ok(());
        };
        let contract = address(contract)?;
        let amount = row.value.parse().map_err(|error: crate::money::ParseAmountError| format!("its amount: {error}"))?;
        let symbol = row.token_info.symbol.as_deref().map(claimed);
        self.push_token(place, from, to, contract, amount, symbol);
        Ok(())
    }

    /// Reads a receipt; gives the transaction's time in milliseconds and its fee in sun.
    pub(super) fn receipt(&mut self, item: &RawValue) -> Result<(u64, u64), String> {
        let receipt: Receipt = read(item)?;
        let place = Place { tx: hash(&receipt.id)?, at_ms: receipt.at_ms };
        if matches!(&self.about, About::Transaction(asked) if *asked != place.tx) {
            return Err("it is about another transaction than asked for".to_owned());
        }
        if receipt.result.is_none() {
            for log in &receipt.log {
                self.log(place, log)?;
            }
            for row in &receipt.internal_transactions {
                self.windows.extend(row.values.iter().any(|value| value.token.is_some()).then_some(WITHOUT_TRC10));
                let own = row.values.iter().filter(|value| value.token.is_none());
                let sun = own.fold(0u64, |sum, value| sum.saturating_add(value.sun));
                let parties = (row.caller_address.as_str(), row.to_address.as_deref());
                self.inner(place, &row.hash, parties, sun, row.rejected == Some(true))?;
            }
        }
        Ok((receipt.at_ms, receipt.fee))
    }

    fn log(&mut self, place: Place, log: &Log) -> Result<(), String> {
        // A fourth topic is the number of a collectible, which has no amount.
        let [event, from, to] = log.topics.as_slice() else { return Ok(()) };
        if event != TRANSFER || log.data.len() != 64 {
            return Ok(());
        }
        let party = |topic: &str| hex::decode_to_array::<_, 32>(topic).map(|bytes| tron(&bytes)).map_err(|error| error.to_string());
        let contract = hex::decode_to_array::<_, 20>(log.address.get(log.address.len().saturating_sub(40)..).unwrap_or_default());
        let contract = Address::Tron(contract.map_err(|error| format!("its contract: {error}"))?);
        let amount = hex::decode_to_array::<_, 32>(&log.data).map_err(|error| format!("its amount: {error}"))?;
        let amount = Amount::from_base_units(alloy_primitives::U256::from_be_bytes(amount));
        self.push_token(place, party(from)?, party(to)?, contract, amount, None);
        Ok(())
    }

    fn push_token(&mut self, place: Place, from: Address, to: Address, contract: Address, amount: Amount, symbol: Option<String>) {
        let what = [from.to_string(), to.to_string(), contract.to_string(), amount.to_string()];
        let base = number(&what.each_ref().map(|text| text.as_bytes()));
        let count = self.seen.entry((place.tx, base)).or_default();
        let number = if *count == 0 { base } else { number(&[&base.to_be_bytes(), &count.to_be_bytes()]) };
        *count += 1;
        self.last = Some(place.tx);
        let asset = Asset::token(Chain::TRON, contract);
        self.push(place, Position::Row(number), TransferKind::Token, (from, to), asset, amount, symbol);
    }

    fn trx(&mut self, place: Place, position: Position, kind: TransferKind, from: Address, to: Address, sun: u64) {
        if sun > 0 {
            self.push(place, position, kind, (from, to), Asset::native(Chain::TRON), Amount::from(sun), None);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a transfer, each used once")]
    fn push(
        &mut self,
        place: Place,
        position: Position,
        kind: TransferKind,
        (from, to): (Address, Address),
        asset: Asset,
        amount: Amount,
        claimed_symbol: Option<String>,
    ) {
        self.transfers.push(Transfer {
            tx: place.tx,
            position,
            kind,
            block: place.at_ms / SLOT_MS,
            tx_index: 0,
            at: UnixSeconds::new(place.at_ms / 1_000),
            from,
            to,
            asset,
            amount,
            block_hash: None,
            claimed_symbol,
        });
    }
}

/// A place in a transaction for a row that has none: 24 bits of what it says.
fn number(what: &[&[u8]]) -> u32 {
    let mut digest = Sha256::new();
    for part in what {
        digest.update(part);
        digest.update([0]);
    }
    let digest = digest.finalize();
    u32::from_be_bytes([0, digest[0], digest[1], digest[2]])
}

fn read<'de, T: Deserialize<'de>>(item: &'de RawValue) -> Result<T, String> {
    serde_json::from_str(item.get()).map_err(|error| error.to_string())
}

fn hash(text: &str) -> Result<TxId, String> {
    let tx: TxId = text.parse().map_err(|error: crate::money::ParseTxIdError| error.to_string())?;
    if tx.is_of(Chain::TRON) { Ok(tx) } else { Err(format!("{tx} is no transaction of Tron")) }
}

/// The address in a word of 32 bytes.
fn tron(word: &[u8; 32]) -> Address {
    let mut bytes = [0; 20];
    bytes.copy_from_slice(&word[12..]);
    Address::Tron(bytes)
}

/// An address in hexadecimal with its version, `41…`, or in base58.
fn address(text: &str) -> Result<Address, String> {
    match hex::decode_to_array::<_, 21>(text) {
        Ok([0x41, bytes @ ..]) if !text.starts_with("0x") => Ok(Address::Tron(bytes)),
        _ => Address::parse_on(Chain::TRON, text).map_err(|error| error.to_string()),
    }
}
