//! Calls inside a transaction, as a node traces them.
//!
//! `trace_transaction` is preferred: it states the path of every call and which failed, so the calls below those are known to
//! have moved nothing, and a call's path is the one that Etherscan gives it. `ots_getInternalOperations` is the fallback: it
//! lists what moved value in the order of execution, without paths, and on Erigon also where a call around it failed.
//!
//! Sources: the parity trace format ([trace_transaction](https://docs.erigon.tech/interacting-with-erigon/trace)),
//! [Otterscan's API](https://docs.otterscan.io/api-docs/ots-api), and anvil, which lists a transaction's own value among its
//! operations, where Erigon does not.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::gather::{Gather, Own, Place};
use super::super::jsonrpc;
use crate::money::{Address, Amount, Position, TransferKind};

/// More calls in one transaction than this are not read.
const MOST_CALLS: usize = 20_000;
/// The EVM goes 1,024 calls deep.
const DEEPEST: usize = 1_025;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Trace {
    action: Action,
    error: Option<String>,
    result: Option<Created>,
    trace_address: Vec<u32>,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    call_type: Option<String>,
    from: Option<String>,
    to: Option<String>,
    value: Option<String>,
    /// Of a contract that destroyed itself.
    address: Option<String>,
    refund_address: Option<String>,
    balance: Option<String>,
}

#[derive(Deserialize)]
struct Created {
    address: Option<String>,
}

#[derive(Deserialize)]
struct Operation {
    #[serde(rename = "type")]
    kind: u8,
    from: String,
    to: String,
    value: String,
}

/// What tracing a transaction gave.
pub(super) struct Traced {
    moved: Vec<(Vec<u32>, Address, Address, Amount)>,
    /// Whether the transaction itself failed.
    pub(super) failed: bool,
}

/// Reads the traces of a transaction.
pub(super) fn traces(result: &RawValue) -> Result<Traced, String> {
    let traces: Vec<Trace> = jsonrpc::shape(result)?;
    if traces.len() > MOST_CALLS || traces.iter().any(|trace| trace.trace_address.len() > DEEPEST) {
        return Err(format!("it has {} calls, more than are read", traces.len()));
    }
    let failed: BTreeSet<&[u32]> =
        traces.iter().filter(|trace| trace.error.is_some()).map(|trace| trace.trace_address.as_slice()).collect();
    let mut moved = Vec::new();
    for trace in &traces {
        let path = trace.trace_address.as_slice();
        if (0..=path.len()).any(|depth| failed.contains(&path[..depth])) || path.is_empty() {
            continue;
        }
        if let Some((from, to, value)) = trace.moved()? {
            moved.push((path.to_vec(), from, to, value));
        }
    }
    Ok(Traced { moved, failed: failed.contains([].as_slice()) })
}

impl Trace {
    /// Who paid whom how much; `None` where nothing moved.
    fn moved(&self) -> Result<Option<(Address, Address, Amount)>, String> {
        let Action { call_type, from, to, value, address, refund_address, balance } = &self.action;
        let created = self.result.as_ref().and_then(|created| created.address.as_ref());
        let (from, to, value) = match (self.kind.as_str(), call_type.as_deref()) {
            ("call", Some("call")) => (from, to.as_ref(), value),
            ("create", _) => (from, created, value),
            ("suicide" | "selfdestruct", _) => (address, refund_address.as_ref(), balance),
            // A delegatecall repeats the value of the call around it, and a reward is no part of the transaction.
            _ => return Ok(None),
        };
        let value = jsonrpc::amount(value.as_deref().unwrap_or("0x0"))?;
        if value.is_zero() {
            return Ok(None);
        }
        let from = from.as_ref().ok_or("a call states no sender")?;
        let to = to.ok_or("a call with value states no recipient")?;
        Ok(Some((jsonrpc::address(from)?, jsonrpc::address(to)?, value)))
    }
}

impl Traced {
    /// Takes the calls that concern the question.
    pub(super) fn push(self, gather: &mut Gather<'_>, place: Place) {
        for (path, from, to, value) in self.moved {
            if gather.concerns(place.tx, &from, Some(&to)) {
                gather.native(place, Position::Trace(path), TransferKind::Internal, from, to, value);
            }
        }
    }
}

/// Takes the operations of a transaction that succeeded.
pub(super) fn operations(gather: &mut Gather<'_>, place: Place, own: &Own, result: &RawValue) -> Result<(), String> {
    let operations: Vec<Operation> = jsonrpc::shape(result)?;
    if operations.len() > MOST_CALLS {
        return Err(format!("it has {} operations, more than are read", operations.len()));
    }
    let mut taken = 0u32;
    for (at, operation) in operations.iter().enumerate() {
        let (from, to) = (jsonrpc::address(&operation.from)?, jsonrpc::address(&operation.to)?);
        let value = jsonrpc::amount(&operation.value)?;
        if operation.kind > 4 {
            return Err(format!("operation {at} is of the unknown type {}", operation.kind));
        }
        // The transaction itself stands first where a node lists it: only its sender signs, and only it has this value.
        let is_own = at == 0 && from == own.from && Some(&to) == own.to.as_ref() && value == own.value;
        if is_own || value.is_zero() {
            continue;
        }
        // Counted over all of them, so that both sides' lists give a transfer the same place.
        let nth = taken;
        taken = taken.saturating_add(1);
        if gather.concerns(place.tx, &from, Some(&to)) {
            gather.native(place, Position::Row(nth), TransferKind::Internal, from, to, value);
        }
    }
    if taken > 0 {
        gather.gap(format!("this node does not tell whether a call inside transaction {:#} failed", place.tx));
    }
    Ok(())
}
