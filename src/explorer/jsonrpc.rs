//! JSON-RPC 2.0 as Ethereum's nodes speak it: envelopes, batches, quantities, receipts and events; errors by their code.
//!
//! Sources: the [JSON-RPC 2.0 specification](https://www.jsonrpc.org/specification), Ethereum's
//! [execution-apis](https://github.com/ethereum/execution-apis), [EIP-20](https://eips.ethereum.org/EIPS/eip-20),
//! [EIP-1474](https://eips.ethereum.org/EIPS/eip-1474) for the error codes, and recorded answers of Infura and PublicNode.
//! Nodes differ in what they add (a block's time at each event), so unknown fields are passed over and what is not stated is
//! asked for.

mod error;
mod shapes;

pub use error::{RpcError, Trouble};
pub use shapes::{Block, Erc20, Log, Receipt, TRANSFER, Transaction};
pub(super) use shapes::{time, times, topic};

use std::collections::BTreeMap;

use alloy_primitives::{U256, hex};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::text::cut;
use super::{AnswerError, HttpAnswer};
use crate::money::{Address, Amount, TxId};

/// Most answers read of one batch: no batch of Spoor's is as long.
const MOST_ANSWERS: usize = 1_000;

/// One call: a method and its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    method: &'static str,
    params: Value,
}

impl Call {
    /// A call of a method with its parameters, an array.
    #[must_use]
    pub const fn new(method: &'static str, params: Value) -> Self {
        Self { method, params }
    }

    /// Reads a contract without a transaction, at the newest block.
    #[must_use]
    pub fn contract(to: &Address, data: &[u8]) -> Self {
        Self::new("eth_call", json!([{"to": to.to_string(), "data": hex::encode_prefixed(data)}, "latest"]))
    }

    /// Events by their topics between two blocks, both included; `None` is the newest block.
    #[must_use]
    pub fn logs(from: u64, to: Option<u64>, topics: &Value) -> Self {
        let to = to.map_or_else(|| "latest".to_owned(), quantity);
        Self::new("eth_getLogs", json!([{"fromBlock": quantity(from), "toBlock": to, "topics": topics}]))
    }

    /// A block without its transactions.
    #[must_use]
    pub fn block(number: u64) -> Self {
        Self::new("eth_getBlockByNumber", json!([quantity(number), false]))
    }

    /// A question of one parameter: a transaction.
    #[must_use]
    pub fn of_transaction(method: &'static str, tx: TxId) -> Self {
        Self::new(method, json!([tx.to_string()]))
    }
}

/// The text to post for these calls. One call goes alone: not every endpoint takes batches.
#[must_use]
pub fn write(calls: &[Call]) -> String {
    let one = |(id, call): (usize, &Call)| json!({"jsonrpc": "2.0", "id": id, "method": call.method, "params": call.params});
    let mut all: Vec<Value> = calls.iter().enumerate().map(one).collect();
    match (all.len(), all.pop()) {
        (1, Some(only)) => only.to_string(),
        (_, last) => {
            all.extend(last);
            Value::Array(all).to_string()
        }
    }
}

#[derive(Deserialize)]
struct Envelope {
    id: Option<Box<RawValue>>,
    result: Option<Box<RawValue>>,
    error: Option<Box<RawValue>>,
}

/// What a call gave: its result, `None` where it is `null`, or the node's error.
pub type Outcome = Result<Option<Box<RawValue>>, RpcError>;

/// Takes the answer to a batch of `count` calls apart, in the order of the calls.
///
/// # Errors
/// When the host refused, or the answer is not one to each of these calls.
pub fn read(host: &str, answer: &HttpAnswer, count: usize) -> Result<Vec<Outcome>, AnswerError> {
    let unreadable = |why: String| AnswerError::Unreadable { host: host.to_owned(), why: cut(&why) };
    check_status(host, answer)?;
    let body = answer.body.trim_start();
    if body.starts_with('<') {
        return Err(unreadable("a web page came instead of data; is this the address of a node?".to_owned()));
    }
    if !body.starts_with('[') {
        let one: Envelope = serde_json::from_str(body).map_err(|error| unreadable(error.to_string()))?;
        let outcome = outcome(one);
        return match (count, outcome) {
            (1, outcome) => Ok(vec![outcome]),
            // The whole batch was refused in one word.
            (_, Err(error)) => Err(error.as_answer(host, answer.status)),
            (_, Ok(_)) => Err(unreadable("one answer came to several calls".to_owned())),
        };
    }
    let all: Vec<Box<RawValue>> = serde_json::from_str(body).map_err(|error| unreadable(error.to_string()))?;
    if all.len() > MOST_ANSWERS {
        return Err(unreadable(format!("{} answers came to {count} calls", all.len())));
    }
    let mut by_id: BTreeMap<usize, Outcome> = BTreeMap::new();
    for one in all {
        let one: Envelope = serde_json::from_str(one.get()).map_err(|error| unreadable(error.to_string()))?;
        let id = one.id.as_ref().and_then(|id| id.get().trim_matches('"').parse().ok());
        let id = id.filter(|id| *id < count).ok_or_else(|| unreadable("an answer is to none of the calls".to_owned()))?;
        if by_id.insert(id, outcome(one)).is_some() {
            return Err(unreadable(format!("two answers came to call {id}")));
        }
    }
    if by_id.len() != count {
        return Err(unreadable(format!("{} answers came to {count} calls", by_id.len())));
    }
    Ok(by_id.into_values().collect())
}

fn outcome(envelope: Envelope) -> Outcome {
    envelope.error.map_or(Ok(envelope.result), |error| Err(RpcError::of(&error)))
}

/// Sorts out what is no answer of a node at all.
fn check_status(host: &str, answer: &HttpAnswer) -> Result<(), AnswerError> {
    let (host, status) = (host.to_owned(), answer.status);
    match status {
        200 => Ok(()),
        429 => Err(AnswerError::Limited { host, status, retry_after_ms: answer.retry_after_ms }),
        408 | 425 | 500..=599 => Err(AnswerError::Unavailable { host, status }),
        // Some nodes give their own errors with status 400.
        _ => match serde_json::from_str::<Envelope>(&answer.body) {
            Ok(Envelope { error: Some(error), .. }) => Err(RpcError::of(&error).as_answer(&host, status)),
            _ => Err(AnswerError::Refused { host, status, message: String::new() }),
        },
    }
}

/// Reads a result of a shape.
///
/// # Errors
/// With what is wrong in it.
pub fn shape<'de, T: Deserialize<'de>>(result: &'de RawValue) -> Result<T, String> {
    serde_json::from_str(result.get()).map_err(|error| error.to_string())
}

/// Writes a quantity: hexadecimal without leading zeros.
#[must_use]
pub fn quantity(number: u64) -> String {
    format!("{number:#x}")
}

/// Reads a quantity that fits the type.
///
/// # Errors
/// When it is not hexadecimal with `0x`, or too large.
pub fn number<T: TryFrom<u64>>(text: &str) -> Result<T, String> {
    let digits = digits(text, 16)?;
    u64::from_str_radix(digits, 16).ok().and_then(|number| T::try_from(number).ok()).ok_or_else(|| format!("{:?} is too large", cut(text)))
}

/// Reads a quantity as an amount in base units.
///
/// # Errors
/// When it is not hexadecimal with `0x`, or longer than 256 bits.
pub fn amount(text: &str) -> Result<Amount, String> {
    let digits = digits(text, 64)?;
    U256::from_str_radix(digits, 16).map(Amount::from_base_units).map_err(|_| format!("{:?} is no quantity", cut(text)))
}

fn digits(text: &str, most: usize) -> Result<&str, String> {
    text.strip_prefix("0x")
        .filter(|digits| (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .ok_or_else(|| format!("{:?} is no quantity of at most {most} hexadecimal digits", cut(text)))
}

/// Reads an EVM address.
///
/// # Errors
/// When it is none.
pub fn address(text: &str) -> Result<Address, String> {
    let address: Address = text.parse().map_err(|error: crate::money::ParseAddressError| error.to_string())?;
    if address.as_evm().is_some() { Ok(address) } else { Err(format!("{:?} is no EVM address", cut(text))) }
}

/// Reads a hash of a transaction or a block.
///
/// # Errors
/// When it is none.
pub fn hash(text: &str) -> Result<TxId, String> {
    text.parse().map_err(|error: crate::money::ParseTxIdError| error.to_string())
}

#[cfg(test)]
mod tests;
