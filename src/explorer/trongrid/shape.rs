//! The shapes of TronGrid's answers, as far as they are read. Amounts are whole numbers or fail.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
pub(super) struct TransactionRow {
    #[serde(rename = "txID")]
    pub(super) tx: String,
    pub(super) ret: Vec<Outcome>,
    pub(super) block_timestamp: Option<u64>,
    pub(super) raw_data: RawData,
}

#[derive(Deserialize)]
pub(super) struct Outcome {
    #[serde(rename = "contractRet")]
    pub(super) result: Option<String>,
    pub(super) fee: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct RawData {
    pub(super) contract: Vec<Contract>,
}

#[derive(Deserialize)]
pub(super) struct Contract {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) parameter: Parameter,
}

#[derive(Deserialize)]
pub(super) struct Parameter {
    pub(super) value: Value,
}

#[derive(Deserialize)]
pub(super) struct Value {
    pub(super) owner_address: String,
    pub(super) to_address: Option<String>,
    pub(super) contract_address: Option<String>,
    pub(super) amount: Option<u64>,
    pub(super) call_value: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct InternalRow {
    pub(super) internal_tx_id: String,
    pub(super) tx_id: String,
    pub(super) block_timestamp: u64,
    pub(super) from_address: String,
    pub(super) to_address: Option<String>,
    pub(super) data: InternalData,
}

#[derive(Deserialize)]
pub(super) struct InternalData {
    pub(super) rejected: Option<bool>,
    /// Sun under `_`, TRC-10 tokens under their numbers.
    pub(super) call_value: Option<BTreeMap<String, Box<RawValue>>>,
}

#[derive(Deserialize)]
pub(super) struct TokenRow {
    pub(super) transaction_id: String,
    pub(super) token_info: TokenInfo,
    pub(super) block_timestamp: u64,
    pub(super) from: String,
    pub(super) to: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) value: String,
}

#[derive(Deserialize)]
pub(super) struct TokenInfo {
    pub(super) address: Option<String>,
    pub(super) symbol: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Receipt {
    pub(super) id: String,
    #[serde(rename = "blockTimeStamp")]
    pub(super) at_ms: u64,
    #[serde(default)]
    pub(super) fee: u64,
    /// Stated of failures only.
    pub(super) result: Option<String>,
    #[serde(default)]
    pub(super) log: Vec<Log>,
    #[serde(default)]
    pub(super) internal_transactions: Vec<InternalOfReceipt>,
}

#[derive(Deserialize)]
pub(super) struct Log {
    pub(super) address: String,
    #[serde(default)]
    pub(super) topics: Vec<String>,
    #[serde(default)]
    pub(super) data: String,
}

#[derive(Deserialize)]
pub(super) struct InternalOfReceipt {
    pub(super) hash: String,
    pub(super) caller_address: String,
    #[serde(rename = "transferTo_address")]
    pub(super) to_address: Option<String>,
    #[serde(rename = "callValueInfo", default)]
    pub(super) values: Vec<CallValue>,
    pub(super) rejected: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct CallValue {
    #[serde(rename = "callValue", default)]
    pub(super) sun: u64,
    #[serde(rename = "tokenId")]
    pub(super) token: Option<String>,
}
