//! What known transactions moved: a batch of each one, its receipt and its calls, and of the blocks' times.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::value::RawValue;

use super::super::gather::{Gather, Naming, cursor, parameter, parameters};
use super::super::jsonrpc::{self, Block, Call, Outcome, Receipt, RpcError, Transaction, Trouble};
use super::super::{AnswerError, Cursor, Page, Question};
use super::calls;
use crate::money::{TxId, UnixSeconds};

/// Transactions in a batch.
const AT_ONCE: usize = 25;
/// Transactions of one page of a history that are read; one block may hold any number.
const MOST: usize = 400;
const CALLS_EACH: usize = 3;

/// A transaction and its block.
pub(super) type Named = (TxId, u64);

/// The stage in which these transactions are read; `then` is where the history goes on.
pub(super) fn cursor_of(gather: &mut Gather<'_>, named: &[Named], then: Option<u64>) -> Cursor {
    if named.len() > MOST {
        gather.gap(format!("{} of its transactions in one block are more than are read at once; {MOST} were", named.len()));
    }
    write(named.iter().take(MOST).copied(), then.map(|at| at.to_string()), false)
}

fn write(named: impl Iterator<Item = Named>, then: Option<String>, by_operations: bool) -> Cursor {
    let all = [("stage", "moves".to_owned())].into_iter().chain(named.map(|(tx, block)| ("tx", format!("{tx}:{block}"))));
    let calls = by_operations.then(|| ("calls", "operations".to_owned()));
    cursor(all.chain(then.map(|at| ("then", at))).chain(calls))
}

/// The transactions of a question in this stage.
pub(super) fn named(question: &Question) -> Option<Vec<Named>> {
    let read = |text: &str| {
        let (tx, block) = text.split_once(':')?;
        Some((tx.parse().ok()?, block.parse().ok()?))
    };
    parameters(question, "tx").map(read).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty() && all.len() <= MOST)
}

fn by_operations(question: &Question) -> bool {
    parameter(question, "calls").is_some()
}

fn blocks(named: &[Named]) -> Vec<u64> {
    named.iter().take(AT_ONCE).map(|(_, block)| *block).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The calls to make.
pub(super) fn ask(question: &Question, named: &[Named]) -> Vec<Call> {
    let calls = if by_operations(question) { "ots_getInternalOperations" } else { "trace_transaction" };
    let methods = ["eth_getTransactionByHash", "eth_getTransactionReceipt", calls];
    let each = named.iter().take(AT_ONCE).flat_map(|(tx, _)| methods.map(|method| Call::of_transaction(method, *tx)));
    each.chain(blocks(named).into_iter().map(Call::block)).collect()
}

/// Reads the batch.
pub(super) fn parse(question: &Question, host: &str, named: &[Named], outcomes: Vec<Outcome>) -> Result<Page, AnswerError> {
    let (now, later) = named.split_at(named.len().min(AT_ONCE));
    let mut outcomes = outcomes.into_iter();
    let mut each = Vec::new();
    for (tx, block) in now {
        let of: Vec<Outcome> = outcomes.by_ref().take(CALLS_EACH).collect();
        if let Some(Err(error)) = of.get(2)
            && error.trouble() == Trouble::NoMethod
            && !by_operations(question)
        {
            // The whole stage again, with the other method.
            let then = parameter(question, "then").map(str::to_owned);
            return Ok(Page { next: Some(write(named.iter().copied(), then, true)), ..Page::default() });
        }
        each.push((*tx, *block, of));
    }
    let times = times(host, &blocks(named), outcomes)?;
    let mut gather = Gather::new(question);
    for (tx, block, of) in each {
        let at = times.get(&block).copied();
        let of: Vec<Option<Box<RawValue>>> = match of.into_iter().collect::<Result<Vec<_>, RpcError>>() {
            Ok(of) => of,
            Err(error) => return Err(error.as_answer(host, 200)),
        };
        if let Err(why) = one(&mut gather, (tx, block), at, &of, by_operations(question)) {
            gather.gap(format!("transaction {tx:#} is left out: {why}"));
        }
    }
    let then = parameter(question, "then").map(str::to_owned);
    let next = if later.is_empty() {
        then.map(|at| cursor([("at", at)]))
    } else {
        Some(write(later.iter().copied(), then, by_operations(question)))
    };
    Ok(gather.page(next))
}

/// The times of blocks.
pub(super) fn times(
    host: &str,
    blocks: &[u64],
    outcomes: impl Iterator<Item = Outcome>,
) -> Result<BTreeMap<u64, UnixSeconds>, AnswerError> {
    let unreadable = |why: String| AnswerError::Unreadable { host: host.to_owned(), why };
    let mut times = BTreeMap::new();
    for (number, outcome) in blocks.iter().zip(outcomes) {
        let block = outcome.map_err(|error| error.as_answer(host, 200))?.ok_or_else(|| unreadable(format!("it has no block {number}")))?;
        let block: Block = jsonrpc::shape(&block).map_err(unreadable)?;
        let named = block.number.as_deref().map(jsonrpc::number::<u64>).transpose().map_err(unreadable)?;
        if named != Some(*number) {
            return Err(unreadable(format!("the answer about block {number} is about another one")));
        }
        times.insert(*number, jsonrpc::time(&block.timestamp).map_err(unreadable)?);
    }
    Ok(times)
}

/// What one transaction moved. A place that differs from the one it was found at is a reorganisation's.
fn one(
    gather: &mut Gather<'_>,
    (tx, block): Named,
    at: Option<UnixSeconds>,
    of: &[Option<Box<RawValue>>],
    by_operations: bool,
) -> Result<(), String> {
    let [Some(transaction), Some(receipt), calls] = of else { return Err("the node does not have it any more".to_owned()) };
    let (transaction, mut receipt): (Transaction, Receipt) = (jsonrpc::shape(transaction)?, jsonrpc::shape(receipt)?);
    if receipt.effective_gas_price.is_none() {
        receipt.effective_gas_price.clone_from(&transaction.gas_price);
    }
    let place = receipt.place(at.ok_or("its block's time is not known")?)?;
    if jsonrpc::hash(&transaction.hash)? != tx || place.tx != tx || place.block != block {
        return Err("the answer is about another one, or it moved to another block; ask again".to_owned());
    }
    let own = transaction.own(&receipt)?;
    let traced = calls.as_deref().filter(|_| !by_operations).map(calls::traces).transpose()?;
    let succeeded = receipt.succeeded()?.or_else(|| traced.as_ref().map(|traced| !traced.failed));
    gather.own(place, &own, &receipt, succeeded)?;
    if succeeded == Some(false) {
        return Ok(());
    }
    match (traced, calls) {
        (Some(traced), _) => traced.push(gather, place),
        (None, Some(calls)) => calls::operations(gather, place, &own, calls)?,
        (None, None) => gather.gap(format!("the calls inside transaction {tx:#} are not known: the node did not trace it")),
    }
    match &receipt.logs {
        Some(logs) => gather.events(place, logs, Naming::Log),
        None => gather.gap(format!("the events of transaction {tx:#} are not stated")),
    }
    Ok(())
}
