//! On Tron, by TronGrid, in the confirmed state (`walletsolidity`).
//!
//! Source: [TRON's HTTP API](https://developers.tron.network/reference): `triggerconstantcontract`, `getblock`, and TronGrid's
//! `/v1/accounts`. Limits: staked TRX is not in the balance.

use alloy_primitives::hex;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Lookup, Newest, Step, truth, word};
use crate::explorer::text::cut;
use crate::explorer::{AnswerError, HttpAnswer, HttpRequest, freezers};
use crate::money::{Amount, UnixSeconds};

#[derive(Deserialize)]
struct Accounts {
    success: Option<bool>,
    data: Option<Vec<Account>>,
    #[serde(alias = "Error")]
    error: Option<String>,
}

#[derive(Deserialize)]
struct Account {
    #[serde(default)]
    balance: u64,
}

#[derive(Deserialize)]
struct Called {
    result: Outcome,
    #[serde(default)]
    constant_result: Vec<String>,
}

#[derive(Deserialize)]
struct Outcome {
    #[serde(default)]
    result: bool,
    code: Option<String>,
}

#[derive(Deserialize)]
struct Block {
    block_header: Header,
}

#[derive(Deserialize)]
struct Header {
    raw_data: Raw,
}

#[derive(Deserialize)]
struct Raw {
    number: u64,
    /// Milliseconds.
    timestamp: u64,
}

pub(super) fn request(look: &Lookup, step: Step) -> Option<HttpRequest> {
    let (base, address) = (&look.base, look.holding.account.address());
    let function = match step {
        Step::TronAccount => return Some(HttpRequest::get(format!("{base}/v1/accounts/{address}?only_confirmed=true"))),
        Step::TronBlock => return Some(post(look, "getblock", &json!({"detail": false}))),
        Step::TronFrozen => Lookup::issuer_of(&look.holding.asset)?.check.clone()?,
        _ => "balanceOf(address)".to_owned(),
    };
    let parameter = hex::encode(freezers::word(address)?);
    let contract = look.holding.asset.contract()?.to_string();
    let call = json!({
        "owner_address": address.to_string(), "contract_address": contract, "function_selector": function,
        "parameter": parameter, "visible": true,
    });
    Some(post(look, "triggerconstantcontract", &call))
}

fn post(look: &Lookup, method: &str, body: &Value) -> HttpRequest {
    HttpRequest::post(format!("{}/walletsolidity/{method}", look.base), body.to_string())
}

pub(super) fn take(look: &mut Lookup, step: Step, answer: &HttpAnswer) -> Result<(), AnswerError> {
    look.check_status(answer)?;
    let shape = |error: serde_json::Error| look.unreadable(error.to_string());
    match step {
        Step::TronAccount => {
            let accounts: Accounts = serde_json::from_str(&answer.body).map_err(shape)?;
            let rows = match (accounts.success, accounts.data) {
                (Some(true), Some(rows)) if rows.len() <= 1 => rows,
                _ => return Err(look.unreadable(accounts.error.as_deref().unwrap_or("it has no account that it calls a success"))),
            };
            // An account that never was has nothing.
            look.amount = Some(Amount::from(rows.first().map_or(0, |row| row.balance)));
        }
        Step::TronBlock => {
            let block: Block = serde_json::from_str(&answer.body).map_err(shape)?;
            let Raw { number, timestamp } = block.block_header.raw_data;
            look.newest = Some(Newest { number, at: Some(UnixSeconds::new(timestamp / 1_000)) });
        }
        Step::TronFrozen => look.take_frozen(called(answer).and_then(|digits| truth(&digits))),
        _ => {
            let amount = called(answer).and_then(|digits| word(&digits)).map_err(|why| look.unreadable(why))?;
            look.amount = Some(amount);
        }
    }
    Ok(())
}

/// What a call of a contract gave, in hexadecimal.
fn called(answer: &HttpAnswer) -> Result<String, String> {
    let called: Called = serde_json::from_str(&answer.body).map_err(|error| error.to_string())?;
    match (called.result, called.constant_result.as_slice()) {
        (Outcome { result: true, code: None }, [only]) => Ok(only.clone()),
        (Outcome { code: Some(code), .. }, _) => Err(format!("the contract was not asked: {}", cut(&code))),
        _ => Err("the contract gave no answer".to_owned()),
    }
}
