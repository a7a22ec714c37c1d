//! Rows of Blockscout's three lists, turned into transfers.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::text::claimed;
use super::super::{About, Part, Question};
use super::tags;
use crate::label::Label;
use crate::money::{Account, Address, Amount, Asset, Position, Transfer, TransferKind, TxId, UnixSeconds};

/// What the rows of one page have given so far.
pub(super) struct Rows<'a> {
    question: &'a Question,
    host: &'a str,
    /// The time all rows share, where the list does not state it row by row.
    at: Option<UnixSeconds>,
    pub(super) transfers: Vec<Transfer>,
    pub(super) gaps: Vec<String>,
    pub(super) labels: BTreeMap<Account, Label>,
    /// The newest block of a row, also of one that moves nothing.
    pub(super) newest: Option<u64>,
    /// Transactions that failed: whatever a list says their calls moved, they did not.
    pub(super) failed: BTreeSet<TxId>,
}

/// An address as Blockscout embeds it.
#[derive(Deserialize)]
struct Party {
    hash: String,
    /// Of any shape: a malformed tag must not cost the row its money.
    metadata: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Fee {
    #[serde(rename = "type")]
    kind: Option<String>,
    value: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct TransactionRow {
    hash: String,
    value: Box<RawValue>,
    status: Option<String>,
    timestamp: Option<String>,
    block_number: Option<u64>,
    position: Option<u32>,
    from: Party,
    to: Option<Party>,
    created_contract: Option<Party>,
    fee: Option<Fee>,
    has_error_in_internal_transactions: Option<bool>,
}

#[derive(Deserialize)]
struct InternalRow {
    transaction_hash: String,
    #[serde(rename = "type")]
    kind: String,
    value: Box<RawValue>,
    success: bool,
    timestamp: String,
    block_number: u64,
    transaction_index: Option<u32>,
    index: u32,
    from: Party,
    to: Option<Party>,
    created_contract: Option<Party>,
}

#[derive(Deserialize)]
struct Token {
    address_hash: Option<String>,
    /// Its name in older versions.
    address: Option<String>,
    symbol: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Total {
    value: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct TokenRow {
    transaction_hash: String,
    block_hash: Option<String>,
    block_number: Option<u64>,
    log_index: Box<RawValue>,
    timestamp: Option<String>,
    from: Party,
    to: Option<Party>,
    token: Option<Token>,
    token_type: Option<String>,
    total: Option<Total>,
}

/// What all rows share.
#[derive(Clone, Copy)]
struct Place {
    tx: TxId,
    block: u64,
    tx_index: u32,
    at: UnixSeconds,
    block_hash: Option<TxId>,
}

impl<'a> Rows<'a> {
    pub(super) const fn new(question: &'a Question, host: &'a str, at: Option<UnixSeconds>) -> Self {
        Self { question, host, at, transfers: Vec::new(), gaps: Vec::new(), labels: BTreeMap::new(), newest: None, failed: BTreeSet::new() }
    }

    pub(super) fn gap(&mut self, sentence: String) {
        if !self.gaps.contains(&sentence) {
            self.gaps.push(sentence);
        }
    }

    /// Reads one row of the question's list.
    pub(super) fn read(&mut self, item: &RawValue) -> Result<(), String> {
        match self.question.part {
            Part::Transactions => self.transaction(&read(item)?),
            Part::Internal => self.internal(&read(item)?),
            Part::Tokens | Part::Everything => self.token(&read(item)?),
        }
    }

    fn transaction(&mut self, row: &TransactionRow) -> Result<(), String> {
        let tx = self.tx(&row.hash)?;
        let (from, to) = self.parties(tx, &row.from, row.to.as_ref().or(row.created_contract.as_ref()))?;
        let (Some(status), Some(block), Some(timestamp)) = (&row.status, row.block_number, &row.timestamp) else {
            self.gap(format!("transaction {tx:#} is pending: it may move money or never happen"));
            return Ok(());
        };
        self.saw(block);
        let place = Place { tx, block, tx_index: row.position.unwrap_or(0), at: time(timestamp)?, block_hash: None };
        let value = amount(&row.value, "value")?;
        let succeeded = match status.as_str() {
            "ok" => true,
            "error" => false,
            other => return Err(format!("its status is {:?}", short(other))),
        };
        // The sender pays for a failed transaction too; whoever receives pays nothing.
        if self.is_payer(&from) {
            self.fee(&place, &from, row.fee.as_ref())?;
        }
        if !succeeded {
            self.failed.insert(tx);
            return Ok(());
        }
        if row.has_error_in_internal_transactions == Some(true) {
            self.gap(format!("a call inside transaction {tx:#} failed; calls under it may be listed as if they had moved money"));
        }
        if !value.is_zero() {
            let to = to.ok_or("it carries value but names no recipient")?;
            let asset = Asset::native(self.question.chain);
            self.push(place, Position::Value, TransferKind::Native, from, to, asset, value, None);
        }
        Ok(())
    }

    fn fee(&mut self, place: &Place, from: &Address, fee: Option<&Fee>) -> Result<(), String> {
        let paid = match fee {
            Some(Fee { kind: Some(kind), value: Some(value) }) if kind == "actual" => amount(value, "fee")?,
            _ => {
                self.gap(format!("the fee of transaction {:#} is not stated", place.tx));
                return Ok(());
            }
        };
        // A transaction of the chain itself (a deposit on a rollup) costs nothing.
        if !paid.is_zero() {
            let asset = Asset::native(self.question.chain);
            self.push(*place, Position::Fee, TransferKind::Fee, from.clone(), Address::evm_zero(), asset, paid, None);
        }
        Ok(())
    }

    fn internal(&mut self, row: &InternalRow) -> Result<(), String> {
        let tx = self.tx(&row.transaction_hash)?;
        let (from, to) = self.parties(tx, &row.from, row.to.as_ref().or(row.created_contract.as_ref()))?;
        self.saw(row.block_number);
        if !row.success {
            return Ok(());
        }
        let value = amount(&row.value, "value")?;
        let creates = matches!(row.kind.as_str(), "create" | "create2");
        match row.kind.as_str() {
            // `type` carries the call kind.
            "call" | "create" | "create2" | "selfdestruct" => {}
            // A delegatecall repeats the value of the call around it, a staticcall has none, a callcode pays the caller
            // itself, and a reward is no call.
            "delegatecall" | "staticcall" | "callcode" | "reward" => return Ok(()),
            _ if value.is_zero() => return Ok(()),
            other => return Err(format!("it is a call of the kind {:?}, which is not known", short(other))),
        }
        if value.is_zero() {
            if row.kind == "selfdestruct" {
                self.gap(format!("a contract was destroyed in transaction {tx:#}; what it still held is not on this list"));
            }
            return Ok(());
        }
        if row.index == 0 {
            // Frame 0 is the transaction itself, whose value the list of transactions holds. Only a creation is known to
            // be listed with it.
            if !creates {
                self.gap(format!("call 0 of transaction {tx:#} is left out: by its number it is the transaction itself"));
            }
            return Ok(());
        }
        let to = to.ok_or("it carries value but names no recipient")?;
        let place = Place {
            tx,
            block: row.block_number,
            tx_index: row.transaction_index.unwrap_or(0),
            at: time(&row.timestamp)?,
            block_hash: None,
        };
        let asset = Asset::native(self.question.chain);
        self.push(place, Position::Trace(vec![row.index]), TransferKind::Internal, from, to, asset, value, None);
        Ok(())
    }

    fn token(&mut self, row: &TokenRow) -> Result<(), String> {
        row.block_number.into_iter().for_each(|block| self.saw(block));
        let token = row.token.as_ref().ok_or("it names no token")?;
        match row.token_type.as_deref().or(token.kind.as_deref()) {
            Some("ERC-20") => {}
            // Not money: a collectible has no amount to follow.
            Some("ERC-721" | "ERC-1155") => return Ok(()),
            other => return Err(format!("its token is of type {other:?}")),
        }
        let tx = self.tx(&row.transaction_hash)?;
        let (from, to) = self.parties(tx, &row.from, row.to.as_ref())?;
        let to = to.ok_or("it names no recipient")?;
        let contract = token.address_hash.as_ref().or(token.address.as_ref()).ok_or("its token has no contract")?;
        let contract = self.address(contract)?;
        let value = row.total.as_ref().and_then(|total| total.value.as_deref()).ok_or("its amount is not stated")?;
        let value = amount(value, "amount")?;
        let at = row.timestamp.as_deref().map(time).transpose()?.or(self.at);
        let (Some(block), Some(at)) = (row.block_number, at) else {
            self.gap(format!("a token transfer of transaction {tx:#} is not in a block yet"));
            return Ok(());
        };
        let block_hash = row.block_hash.as_deref().map(|hash| self.tx(hash)).transpose()?;
        let place = Place { tx, block, tx_index: 0, at, block_hash };
        let symbol = token.symbol.as_deref().map(claimed);
        let asset = Asset::token(self.question.chain, contract);
        self.push(place, Position::Log(index(&row.log_index)?), TransferKind::Token, from, to, asset, value, symbol);
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a transfer, each used once")]
    fn push(
        &mut self,
        place: Place,
        position: Position,
        kind: TransferKind,
        from: Address,
        to: Address,
        asset: Asset,
        amount: Amount,
        claimed_symbol: Option<String>,
    ) {
        let Place { tx, block, tx_index, at, block_hash } = place;
        self.transfers.push(Transfer { tx, position, kind, block, tx_index, at, from, to, asset, amount, block_hash, claimed_symbol });
    }

    fn saw(&mut self, block: u64) {
        self.newest = self.newest.max(Some(block));
    }

    fn is_payer(&self, from: &Address) -> bool {
        match &self.question.about {
            About::Address(asked) => asked == from,
            About::Transaction(_) => true,
        }
    }

    /// Reads who is involved. Every row must be about what was asked: an answer of a wrong or hostile host is not
    /// believed, nor are the names in it.
    fn parties(&mut self, tx: TxId, from: &Party, to: Option<&Party>) -> Result<(Address, Option<Address>), String> {
        let sender = self.address(&from.hash)?;
        let recipient = to.map(|party| self.address(&party.hash)).transpose()?;
        let concerns = match &self.question.about {
            About::Address(asked) => *asked == sender || Some(asked) == recipient.as_ref(),
            About::Transaction(asked) => *asked == tx,
        };
        if !concerns {
            return Err(format!("transaction {tx:#} does not concern what was asked"));
        }
        self.harvest(from, &sender);
        if let (Some(party), Some(address)) = (to, &recipient) {
            self.harvest(party, address);
        }
        Ok((sender, recipient))
    }

    fn harvest(&mut self, party: &Party, address: &Address) {
        if let (Some(metadata), Ok(account)) = (&party.metadata, Account::new(self.question.chain, address.clone()))
            && !self.labels.contains_key(&account)
            && let Some(label) = tags::label(&account, metadata, self.host)
        {
            self.labels.insert(account, label);
        }
    }

    fn tx(&self, text: &str) -> Result<TxId, String> {
        text.parse().map_err(|error: crate::money::ParseTxIdError| error.to_string())
    }

    fn address(&self, text: &str) -> Result<Address, String> {
        Address::parse_on(self.question.chain, text).map_err(|error| error.to_string())
    }
}

fn read<'de, T: Deserialize<'de>>(item: &'de RawValue) -> Result<T, String> {
    serde_json::from_str(item.get()).map_err(|error| error.to_string())
}

/// A word of a stranger, not at any length.
fn short(word: &str) -> String {
    word.chars().take(40).collect()
}

fn time(text: &str) -> Result<UnixSeconds, String> {
    text.parse().map_err(|error: crate::money::ParseUtcError| error.to_string())
}

/// A place in a list, which older versions write as a string.
fn index(raw: &RawValue) -> Result<u32, String> {
    raw.get().trim_matches('"').parse().map_err(|_| "its log index is not a number".to_owned())
}

/// An amount from a string of digits or a whole JSON number, by its text: no float comes between.
fn amount(raw: &RawValue, what: &str) -> Result<Amount, String> {
    let text: std::borrow::Cow<'_, str> = if raw.get().starts_with('"') {
        serde_json::from_str::<String>(raw.get()).map_err(|error| error.to_string())?.into()
    } else {
        raw.get().into()
    };
    text.parse().map_err(|error: crate::money::ParseAmountError| format!("its {what}: {error}"))
}
