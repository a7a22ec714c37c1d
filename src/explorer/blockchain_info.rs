//! Bitcoin by blockchain.info (Blockchain.com): a second look at what an Esplora server said.
//!
//! Source: its [data API](https://www.blockchain.com/explorer/api/blockchain_api) and recorded answers. Every request says
//! `cors=true`, without which some answers cannot be read by a page.
//!
//! The list of an address is `rawaddr`. Its relative `multiaddr` is not used: it leaves out outputs that are not of the
//! addresses asked about, so its transactions do not add up.
//!
//! The transfers are those of [`super::esplora`], place for place: an owner is read from the script, for this explorer
//! writes an address even beside a bare key. It gives no block hash. Of what an input spends it does not name the
//! transaction, so an input that spends an output *without* an address is left out, with a gap.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::base::Base;
use super::bitcoin::{Mined, Side, owner_of};
use super::text::{cut, keep_few, with_query};
use super::{About, Adapter, AnswerError, Cursor, HttpAnswer, HttpRequest, Page, Part, Question, QuestionError};
use crate::money::{Address, Chain, TxId, UnixSeconds};

/// Transactions a page; more are not given.
const PAGE: usize = 50;
const OFFSET: &str = "offset";

/// The explorer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockchainInfo {
    base: Base,
    id: String,
}

#[derive(Deserialize)]
struct List {
    txs: Vec<Box<RawValue>>,
    n_tx: Option<usize>,
}

#[derive(Deserialize)]
struct Transaction {
    hash: String,
    time: Option<u64>,
    block_height: Option<u64>,
    fee: u64,
    double_spend: Option<bool>,
    inputs: Vec<Input>,
    out: Vec<Output>,
}

#[derive(Deserialize)]
struct Input {
    prev_out: Option<Output>,
}

#[derive(Deserialize)]
struct Output {
    value: u64,
    script: String,
    n: u32,
}

#[derive(Deserialize)]
struct Message {
    message: Option<String>,
    error: Option<String>,
}

impl BlockchainInfo {
    /// The explorer at `base` (`https://blockchain.info`), cited under a name.
    #[must_use]
    pub const fn new(base: Base, id: String) -> Self {
        Self { base, id }
    }

    fn unreadable(&self, why: impl AsRef<str>) -> AnswerError {
        AnswerError::Unreadable { host: self.base.host().to_owned(), why: cut(why.as_ref()) }
    }

    fn check_status(&self, question: &Question, answer: &HttpAnswer) -> Result<(), AnswerError> {
        let (host, status) = (self.base.host().to_owned(), answer.status);
        let is_page = answer.body.trim_start().starts_with('<');
        let words = || {
            let said = serde_json::from_str::<Message>(&answer.body).ok().and_then(|said| said.message.or(said.error));
            cut(said.as_deref().unwrap_or(if is_page { "" } else { answer.body.trim() }))
        };
        match (status, &question.about) {
            (200, _) if is_page => Err(self.unreadable("a web page came instead of data; a firewall may ask for a human")),
            (200, _) => Ok(()),
            (404, About::Transaction(tx)) if !is_page => Err(AnswerError::NotHeld { host, what: format!("the transaction {tx}") }),
            (404, About::Address(address)) if !is_page => Err(AnswerError::NotHeld { host, what: format!("the address {address}") }),
            (429, _) => Err(AnswerError::Limited { host, status, retry_after_ms: answer.retry_after_ms }),
            (408 | 425 | 500..=599, _) => Err(AnswerError::Unavailable { host, status }),
            _ => Err(AnswerError::Refused { host, status, message: words() }),
        }
    }
}

/// The offset that a question begins at.
fn offset(question: &Question) -> Option<usize> {
    let Some(cursor) = &question.cursor else { return Some(0) };
    cursor.0.iter().find(|(key, _)| key == OFFSET).and_then(|(_, value)| value.parse().ok())
}

impl Adapter for BlockchainInfo {
    fn id(&self) -> &str {
        &self.id
    }

    fn parts(&self, _about: &About) -> &'static [Part] {
        &[Part::Everything]
    }

    fn request(&self, question: &Question) -> Result<HttpRequest, QuestionError> {
        let refuse = || QuestionError { adapter: self.id.clone(), chain: question.chain };
        if question.chain != Chain::BITCOIN || question.part != Part::Everything {
            return Err(refuse());
        }
        let base = &self.base;
        let url = match &question.about {
            About::Address(address @ Address::Bitcoin(_)) => {
                let (limit, offset) = (PAGE.to_string(), offset(question).ok_or_else(refuse)?.to_string());
                with_query(format!("{base}/rawaddr/{address}"), [("limit", limit.as_str()), (OFFSET, offset.as_str()), ("cors", "true")])
            }
            About::Transaction(tx) if tx.is_of(Chain::BITCOIN) => {
                with_query(format!("{base}/rawtx/{}", tx.on(Chain::BITCOIN)), [("cors", "true")])
            }
            About::Address(_) | About::Transaction(_) => return Err(refuse()),
        };
        Ok(HttpRequest::get(url))
    }

    fn parse(&self, question: &Question, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        self.check_status(question, answer)?;
        let shape = |error: serde_json::Error| self.unreadable(error.to_string());
        let (items, all) = match &question.about {
            About::Transaction(_) => (vec![serde_json::from_str(&answer.body).map_err(shape)?], Some(1)),
            About::Address(_) => {
                let list: List = serde_json::from_str(&answer.body).map_err(shape)?;
                (list.txs, list.n_tx)
            }
        };
        let mut page = Page::default();
        let mut unread = 0;
        for (at, item) in items.iter().enumerate() {
            if let Err(why) = take(question, item, &mut page) {
                unread += 1;
                page.gaps.push(format!("transaction {} of {} is left out: {}", at + 1, items.len(), cut(&why)));
            }
        }
        if unread > 0 && unread == items.len() {
            let why = page.gaps.first().cloned().unwrap_or_default();
            return Err(self.unreadable(format!("none of its {unread} transactions can be read; {why}")));
        }
        keep_few(&mut page.gaps, "transactions");
        if matches!(question.about, About::Address(_)) {
            let end = offset(question).unwrap_or(0).saturating_add(items.len());
            match all {
                Some(all) if end < all && items.is_empty() => {
                    page.gaps.push(format!("the list ends after {end} of {all} transactions"));
                }
                Some(all) if end < all => page.next = Some(Cursor(vec![(OFFSET.to_owned(), end.to_string())])),
                Some(_) => {}
                None => page.gaps.push("how many transactions there are is not stated".to_owned()),
            }
        }
        Ok(page)
    }
}

/// Reads one transaction into a page.
fn take(question: &Question, item: &RawValue, page: &mut Page) -> Result<(), String> {
    let row: Transaction = serde_json::from_str(item.get()).map_err(|error| error.to_string())?;
    let tx: TxId = row.hash.parse().map_err(|error: crate::money::ParseTxIdError| error.to_string())?;
    if matches!(&question.about, About::Transaction(asked) if *asked != tx) {
        return Err("it is about another transaction than asked for".to_owned());
    }
    let (Some(block), Some(time)) = (row.block_height, row.time) else {
        page.gaps.push(format!("transaction {tx:#} is not in a block yet: it may move money or never happen"));
        return Ok(());
    };
    if row.double_spend == Some(true) {
        return Err(format!("transaction {tx:#} is marked as spending what another one spends too"));
    }
    let side = |output: &Output| {
        let script = alloy_primitives::hex::decode(&output.script).map_err(|error| format!("its script: {error}"))?;
        Ok(Side { owner: owner_of(&script), value: output.value })
    };
    let spent: Vec<&Output> = match row.inputs.as_slice() {
        // New coins are shown as one input that spends nothing.
        [Input { prev_out: None }] => Vec::new(),
        inputs => {
            inputs.iter().map(|input| input.prev_out.as_ref().ok_or("it spends an output that is not stated")).collect::<Result<_, _>>()?
        }
    };
    let inputs = spent.into_iter().map(side).collect::<Result<Vec<_>, String>>()?;
    if (0..).zip(&row.out).any(|(at, output): (u32, &Output)| at != output.n) {
        return Err("its outputs are not in order, or not all of them".to_owned());
    }
    let outputs = row.out.iter().map(side).collect::<Result<Vec<_>, String>>()?;
    let fee = if inputs.is_empty() { 0 } else { row.fee };
    let mined = Mined { tx, block, at: UnixSeconds::new(time), block_hash: None, inputs, outputs, fee };
    if let About::Address(address) = &question.about
        && !mined.concerns(address)
    {
        return Err(format!("transaction {tx:#} does not concern what was asked"));
    }
    let (transfers, nameless) = mined.transfers().map_err(|why| format!("transaction {tx:#}: {why}"))?;
    page.transfers.extend(transfers);
    if nameless > 0 {
        page.gaps
            .push(format!("{nameless} inputs of transaction {tx:#} spend outputs without an address, which this explorer does not name"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
