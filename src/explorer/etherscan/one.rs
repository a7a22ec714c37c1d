//! One transaction, in stages that the cursor names.
//!
//! Its value, fee and token events: the transaction, then its block's time where the node does not say it, then the receipt.
//! Its calls: the list by transaction states no place of a call, the list by address does, and only what has the same place
//! in both is the same transfer to a trace. So the first answer only says which addresses' lists, in that one block, show
//! every call between them; those are asked for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::value::RawValue;

use super::super::gather::{Gather, Naming, Own, cursor, parameter, parameters};
use super::super::jsonrpc::{self, Block, Receipt, Transaction};
use super::super::{AnswerError, Cursor, Page, Part, Question};
use super::rows::{self, Call};
use crate::money::{Address, Amount, TxId, UnixSeconds};

/// More addresses' lists than this are not asked for one transaction.
const MOST_LISTS: usize = 4;

/// What is asked next about a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The transaction itself.
    Transaction,
    /// The time of its block.
    Time(u64),
    /// What became of it.
    Receipt,
    /// Its calls.
    Calls,
    /// The calls of an address in its block.
    List {
        /// Whose.
        of: Address,
        block: u64,
    },
}

impl Stage {
    /// The stage of a question; `None` where its cursor is none of a transaction.
    pub(super) fn of(question: &Question) -> Option<Self> {
        match (question.part, parameter(question, "stage"), &question.cursor) {
            (Part::Transactions | Part::Tokens, None, None) => Some(Self::Transaction),
            (Part::Internal, None, None) => Some(Self::Calls),
            (Part::Transactions | Part::Tokens, Some("time"), _) => Some(Self::Time(parameter(question, "block")?.parse().ok()?)),
            (Part::Transactions | Part::Tokens, Some("receipt"), _) => Some(Self::Receipt),
            (Part::Internal, Some("list"), _) => {
                let (of, _) = parameter(question, "list").and_then(read_list)?;
                Some(Self::List { of, block: parameter(question, "block")?.parse().ok()? })
            }
            _ => None,
        }
    }
}

fn read_list(text: &str) -> Option<(Address, usize)> {
    let (address, count) = text.split_once(':')?;
    Some((jsonrpc::address(address).ok()?, count.parse().ok()?))
}

/// Why an answer of a stage gave no page.
pub(super) enum Failure {
    /// It is not what the API promises.
    Unreadable(String),
    /// There is no such transaction.
    NotHeld,
}

impl From<String> for Failure {
    fn from(why: String) -> Self {
        Self::Unreadable(why)
    }
}

impl Failure {
    pub(super) fn into_answer(self, host: &str, tx: TxId) -> AnswerError {
        match self {
            Self::Unreadable(why) => super::envelope::unreadable(host, &why),
            Self::NotHeld => AnswerError::NotHeld { host: host.to_owned(), what: format!("the transaction {tx}") },
        }
    }
}

/// Reads the answer to a question that the explorer passes on to a node.
pub(super) fn proxied(question: &Question, tx: TxId, stage: &Stage, result: Option<Box<RawValue>>) -> Result<Page, Failure> {
    let mut gather = Gather::new(question);
    let result = match (result, stage) {
        (Some(result), _) => result,
        (None, Stage::Time(block)) => return Err(format!("it has no block {block}").into()),
        (None, _) => return Err(Failure::NotHeld),
    };
    let next = match stage {
        Stage::Transaction => {
            let found: Transaction = jsonrpc::shape(&result)?;
            is_about(tx, &found.hash)?;
            let value = jsonrpc::amount(&found.value)?;
            let Some(block) = &found.block_number else {
                gather.gap(format!("transaction {tx:#} is pending: it may move money or never happen"));
                return Ok(gather.page(None));
            };
            let block: u64 = jsonrpc::number(block)?;
            match found.block_timestamp.as_deref().map(jsonrpc::time).transpose()? {
                Some(at) => Some(receipt_cursor(at, value)),
                None => Some(cursor([("stage", "time".to_owned()), ("block", block.to_string()), ("value", value.to_string())])),
            }
        }
        Stage::Time(number) => {
            let block: Block = jsonrpc::shape(&result)?;
            if block.number.as_deref().map(jsonrpc::number::<u64>).transpose()? != Some(*number) {
                return Err(format!("it is not about block {number}").into());
            }
            Some(receipt_cursor(jsonrpc::time(&block.timestamp)?, carried(question, "value")?))
        }
        _ => {
            receipt(&mut gather, question, tx, &jsonrpc::shape(&result)?)?;
            None
        }
    };
    Ok(gather.page(next))
}

fn receipt_cursor(at: UnixSeconds, value: Amount) -> Cursor {
    cursor([("stage", "receipt".to_owned()), ("at", at.to_string()), ("value", value.to_string())])
}

/// What an earlier stage found out.
fn carried<T: std::str::FromStr>(question: &Question, key: &str) -> Result<T, String> {
    parameter(question, key).and_then(|text| text.parse().ok()).ok_or_else(|| format!("the page before did not say its {key}"))
}

fn is_about(tx: TxId, hash: &str) -> Result<(), String> {
    if jsonrpc::hash(hash)? == tx { Ok(()) } else { Err("it is about another transaction than asked for".to_owned()) }
}

fn receipt(gather: &mut Gather<'_>, question: &Question, tx: TxId, receipt: &Receipt) -> Result<(), String> {
    is_about(tx, &receipt.transaction_hash)?;
    let place = receipt.place(carried(question, "at")?)?;
    let succeeded = receipt.succeeded()?;
    if question.part == Part::Tokens {
        match &receipt.logs {
            Some(logs) => gather.events(place, logs, Naming::Like),
            None => gather.gap(format!("the events of transaction {tx:#} are not stated")),
        }
        return Ok(());
    }
    let to = receipt.to.as_ref().or(receipt.contract_address.as_ref()).map(|to| jsonrpc::address(to)).transpose()?;
    let own = Own { from: jsonrpc::address(&receipt.from)?, to, value: carried(question, "value")? };
    gather.own(place, &own, receipt, succeeded)
}

/// Reads the calls of a transaction.
pub(super) fn calls(question: &Question, items: &[Box<RawValue>], gap: Option<String>) -> Result<Page, Failure> {
    let mut gather = Gather::new(question);
    gap.into_iter().for_each(|gap| gather.gap(gap));
    let (calls, unread) = rows::calls(&mut gather, question, items);
    if unread > 0 && unread == items.len() {
        return Err(format!("none of its {unread} rows can be read; {}", gather.first_gap()).into());
    }
    if items.len() >= super::walk::ROWS as usize {
        gather.gap(format!("it has more than {} calls; the others were not read", super::walk::ROWS));
    }
    let (placed, unplaced): (Vec<Call>, Vec<Call>) = calls.into_iter().partition(|call| call.path.is_some());
    placed.into_iter().for_each(|call| rows::push(&mut gather, call, 0));
    let next = lists(&mut gather, &unplaced);
    Ok(gather.page(next))
}

/// The addresses whose lists show all of the calls, those with most first.
fn lists(gather: &mut Gather<'_>, calls: &[Call]) -> Option<Cursor> {
    let block = calls.first()?.place.block;
    let mut open: BTreeSet<usize> = (0..calls.len()).collect();
    let mut chosen = Vec::new();
    while !open.is_empty() && chosen.len() < MOST_LISTS {
        let mut shown: BTreeMap<&Address, BTreeSet<usize>> = BTreeMap::new();
        for (at, call) in calls.iter().enumerate().filter(|(at, _)| open.contains(at)) {
            shown.entry(&call.from).or_default().insert(at);
            shown.entry(&call.to).or_default().insert(at);
        }
        let (address, shows) = shown.into_iter().max_by_key(|(address, shows)| (shows.len(), std::cmp::Reverse(*address)))?;
        // A creation at the top is in this list and is no call: it may be missing from the other.
        let sure = shows.iter().filter_map(|at| calls.get(*at)).filter(|call| !call.creates).count();
        chosen.push(("list", format!("{address}:{sure}")));
        open.retain(|at| !shows.contains(at));
    }
    if !open.is_empty() {
        gather.gap(format!("{} of its {} calls are between too many addresses to say where in it they stand", open.len(), calls.len()));
    }
    Some(cursor([("stage", "list".to_owned()), ("block", block.to_string())].into_iter().chain(chosen)))
}

/// Reads the calls of an address in the transaction's block, and keeps those of the transaction.
pub(super) fn list(question: &Question, tx: TxId, items: &[Box<RawValue>], gap: Option<String>) -> Result<Page, Failure> {
    let mut gather = Gather::new(question);
    gap.into_iter().for_each(|gap| gather.gap(gap));
    let mut own = Vec::new();
    for item in items {
        let head: rows::Head = rows::read(item)?;
        let of = head.hash.as_deref().ok_or_else(|| "it holds a call of no transaction".to_owned())?;
        if jsonrpc::hash(of)? == tx {
            own.push(item.clone());
        }
    }
    let (calls, _) = rows::calls(&mut gather, question, &own);
    let expected = parameter(question, "list").and_then(read_list).map_or(0, |(_, count)| count);
    if calls.iter().filter(|call| !call.creates).count() < expected {
        gather.gap(format!("the list by transaction shows {expected} calls of an address, its own list only {}", calls.len()));
    }
    for call in calls {
        if call.path.is_none() {
            gather.gap(format!("where a call of transaction {tx:#} stands in it is not stated"));
        }
        rows::push(&mut gather, call, 0);
    }
    let left: Vec<(&str, String)> = parameters(question, "list").skip(1).map(|list| ("list", list.to_owned())).collect();
    let block = parameter(question, "block").unwrap_or_default().to_owned();
    let next = (!left.is_empty()).then(|| cursor([("stage", "list".to_owned()), ("block", block)].into_iter().chain(left)));
    Ok(gather.page(next))
}
