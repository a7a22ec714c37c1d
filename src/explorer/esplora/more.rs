//! What else an Esplora server says: who spent an output, what an address still holds, notes inside transactions.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::bitcoin::note_of;
use super::super::text::cut;
use super::rows::{Output, script};
use crate::money::{Amount, TxId};

/// An answer that is not what the API promises.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer about {what} cannot be read: {why}; ask another server")]
pub struct EsploraError {
    /// What was asked for.
    pub what: &'static str,
    /// What is wrong, with the place; hostile text, cut.
    pub why: String,
}

/// What spent an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// The transaction.
    pub by: TxId,
    /// Which of its inputs.
    pub input: u32,
    /// Whether it is in a block.
    pub confirmed: bool,
}

/// An output that was not spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unspent {
    /// The transaction that made it.
    pub tx: TxId,
    /// Which of its outputs.
    pub output: u32,
    /// In satoshi.
    pub value: Amount,
    /// Its block; `None` where it is in none yet.
    pub block: Option<u64>,
}

/// What an address got and spent, in blocks and waiting for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Got, in satoshi.
    pub got: Amount,
    /// Spent, in satoshi; not more than it got.
    pub spent: Amount,
    /// Transactions in blocks.
    pub transactions: u64,
    /// Transactions that are in no block yet.
    pub waiting: u64,
}

#[derive(Deserialize)]
struct OutspendRow {
    spent: bool,
    txid: Option<String>,
    vin: Option<u32>,
    status: Option<StatusRow>,
}

#[derive(Deserialize)]
struct StatusRow {
    confirmed: bool,
    block_height: Option<u64>,
}

#[derive(Deserialize)]
struct UnspentRow {
    txid: String,
    vout: u32,
    value: u64,
    status: StatusRow,
}

#[derive(Deserialize)]
struct StandingRow {
    chain_stats: Stats,
    mempool_stats: Stats,
}

#[derive(Deserialize)]
struct Stats {
    funded_txo_sum: u64,
    spent_txo_sum: u64,
    tx_count: u64,
}

#[derive(Deserialize)]
struct NotedRow {
    txid: String,
    vout: Vec<Output>,
}

fn error(what: &'static str) -> impl Fn(String) -> EsploraError {
    move |why| EsploraError { what, why: cut(&why) }
}

fn json<'de, T: Deserialize<'de>>(what: &'static str, body: &'de str) -> Result<T, EsploraError> {
    serde_json::from_str(body).map_err(|wrong| error(what)(wrong.to_string()))
}

fn tx(what: &'static str, text: &str) -> Result<TxId, EsploraError> {
    let tx: TxId = text.parse().map_err(|wrong: crate::money::ParseTxIdError| error(what)(wrong.to_string()))?;
    if tx.as_hash().is_some() { Ok(tx) } else { Err(error(what)(format!("{tx} is no transaction of Bitcoin"))) }
}

fn spent(row: &OutspendRow) -> Result<Option<Spent>, EsploraError> {
    const WHAT: &str = "who spent an output";
    match (row.spent, &row.txid, row.vin) {
        (false, ..) => Ok(None),
        (true, Some(by), Some(input)) => {
            let confirmed = row.status.as_ref().is_some_and(|status| status.confirmed);
            Ok(Some(Spent { by: tx(WHAT, by)?, input, confirmed }))
        }
        _ => Err(error(WHAT)("it was spent, but by whom is not stated".to_owned())),
    }
}

/// Reads the answer to `/tx/:txid/outspend/:vout`.
pub(super) fn outspend(body: &str) -> Result<Option<Spent>, EsploraError> {
    spent(&json("who spent an output", body)?)
}

/// Reads the answer to `/tx/:txid/outspends`: for every output, in order, what spent it.
///
/// # Errors
/// When the answer is not such a list.
pub fn outspends(body: &str) -> Result<Vec<Option<Spent>>, EsploraError> {
    json::<Vec<OutspendRow>>("who spent the outputs", body)?.iter().map(spent).collect()
}

/// Reads the answer to `/address/:address/utxo`.
///
/// # Errors
/// When the answer is not such a list.
pub fn unspent(body: &str) -> Result<Vec<Unspent>, EsploraError> {
    const WHAT: &str = "what an address holds";
    let rows: Vec<UnspentRow> = json(WHAT, body)?;
    let read = |row: UnspentRow| {
        let block = row.status.block_height.filter(|_| row.status.confirmed);
        Ok(Unspent { tx: tx(WHAT, &row.txid)?, output: row.vout, value: Amount::from(row.value), block })
    };
    rows.into_iter().map(read).collect()
}

/// Reads the answer to `/address/:address`.
///
/// # Errors
/// When the answer is not such an account, or it spent more than it got.
pub fn standing(body: &str) -> Result<Standing, EsploraError> {
    const WHAT: &str = "what an address got and spent";
    let StandingRow { chain_stats: chain, mempool_stats } = json(WHAT, body)?;
    if chain.spent_txo_sum > chain.funded_txo_sum {
        return Err(error(WHAT)(format!("it spent {} satoshi of {}", chain.spent_txo_sum, chain.funded_txo_sum)));
    }
    Ok(Standing {
        got: Amount::from(chain.funded_txo_sum),
        spent: Amount::from(chain.spent_txo_sum),
        transactions: chain.tx_count,
        waiting: mempool_stats.tx_count,
    })
}

impl Standing {
    /// What is still there, in satoshi, by what is in blocks.
    #[must_use]
    pub fn left(&self) -> Amount {
        self.got.saturating_minus(self.spent)
    }
}

/// The notes (`OP_RETURN`) in an answer of one transaction or of a list of them: bridges are told there where money is to go.
///
/// What cannot be read has no note. Whoever uses one treats it as hostile: anybody can write any.
#[must_use]
pub fn memos(body: &str) -> Vec<(TxId, Vec<u8>)> {
    let items: Vec<Box<RawValue>> = match serde_json::from_str(body) {
        Ok(items) => items,
        Err(_) => serde_json::from_str(body).into_iter().collect(),
    };
    let rows = items.iter().filter_map(|item| serde_json::from_str::<NotedRow>(item.get()).ok());
    let notes = rows.filter_map(|row| {
        let tx = tx("notes", &row.txid).ok()?;
        let notes: Vec<_> = row.vout.iter().filter_map(|output| Some((tx, note_of(&script(output).ok()?)?))).collect();
        Some(notes)
    });
    notes.flatten().collect()
}
