//! By JSON-RPC: one's own node, and Blockscout's own (`/api/eth-rpc`, at most five calls in a batch).
//!
//! Source: [execution-apis](https://github.com/ethereum/execution-apis), `eth_getBalance`, `eth_call`, `eth_getBlockByNumber`.

use serde::Deserialize;
use serde_json::json;

use super::{Lookup, Newest};
use crate::explorer::jsonrpc::{self, Call, Outcome};
use crate::explorer::service::Kind;
use crate::explorer::{AnswerError, HttpAnswer, HttpRequest, freezers};
use crate::money::{Amount, UnixSeconds};

#[derive(Deserialize)]
struct Block {
    number: String,
    timestamp: String,
}

fn calls(look: &Lookup) -> Vec<Call> {
    let address = look.holding.account.address();
    let of_token = look.holding.asset.contract().zip(freezers::call_data("balanceOf(address)", address));
    let balance = match of_token {
        Some((contract, data)) => Call::contract(contract, &data),
        None => Call::new("eth_getBalance", json!([address.to_string(), "latest"])),
    };
    let mut calls = vec![balance, Call::new("eth_getBlockByNumber", json!(["latest", false]))];
    let issuer = Lookup::issuer_of(&look.holding.asset).zip(look.holding.asset.contract());
    calls.extend(issuer.and_then(|(issuer, contract)| Some(Call::contract(contract, &issuer.question(address)?))));
    calls
}

pub(super) fn request(look: &Lookup) -> HttpRequest {
    let path = if look.kind == Kind::Blockscout { "/api/eth-rpc" } else { "" };
    HttpRequest::post(format!("{}{path}", look.base), jsonrpc::write(&calls(look)))
}

pub(super) fn take(look: &mut Lookup, answer: &HttpAnswer) -> Result<(), AnswerError> {
    let outcomes = jsonrpc::read(look.host(), answer, calls(look).len())?;
    let mut outcomes = outcomes.into_iter();
    let balance = outcomes.next().unwrap_or(Ok(None)).map_err(|error| error.as_answer(look.host(), answer.status))?;
    let text: String = balance
        .ok_or_else(|| "it gives no balance".to_owned())
        .and_then(|result| jsonrpc::shape(&result))
        .map_err(|why| look.unreadable(why))?;
    look.amount = Some(amount(look, &text).map_err(|why| look.unreadable(why))?);
    look.newest = outcomes.next().and_then(|outcome| block(outcome).ok());
    if let Some(outcome) = outcomes.next() {
        look.take_frozen(truth(outcome));
    }
    Ok(())
}

fn amount(look: &Lookup, text: &str) -> Result<Amount, String> {
    if look.holding.asset.is_native() {
        return jsonrpc::amount(text);
    }
    match text.strip_prefix("0x") {
        Some("") => Err("there is no such token on this chain".to_owned()),
        Some(digits) => super::word(digits),
        None => Err("the balance is not hexadecimal".to_owned()),
    }
}

fn block(outcome: Outcome) -> Result<Newest, String> {
    let result = outcome.map_err(|error| error.message)?.ok_or("no block")?;
    let block: Block = jsonrpc::shape(&result)?;
    Ok(Newest { number: jsonrpc::number(&block.number)?, at: Some(UnixSeconds::new(jsonrpc::number(&block.timestamp)?)) })
}

fn truth(outcome: Outcome) -> Result<bool, String> {
    let result = outcome.map_err(|error| error.message)?.ok_or("it gives no answer")?;
    let text: String = jsonrpc::shape(&result)?;
    super::truth(text.strip_prefix("0x").ok_or("its answer is not hexadecimal")?)
}
