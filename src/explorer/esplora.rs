//! Bitcoin by Esplora: mempool.space, blockstream.info, or a server of one's own.
//!
//! Sources: Blockstream's `API.md` (<https://github.com/Blockstream/esplora/blob/master/API.md>) and the REST documentation
//! of mempool.space (<https://mempool.space/docs/api/rest>).
//!
//! An address has one list, newest first; its transactions come whole, so every row of each of them is given
//! ([`super::bitcoin`]). Servers cut pages at different lengths and mix what is not in a block yet into the first ones, so a
//! list has ended only where a page brings nothing that is confirmed: one more question than pages with rows. A transaction
//! that is not in a block moves nothing; it is a gap.
//!
//! An output without an address ([`Coins`]) has a history of two transactions at most: the one that made it, which brought
//! the search here, and the one that spent it, asked for by `outspend`.
//!
//! Limits: errors come as plain text; blockstream.info answers 700 questions an hour and does not say when to come back;
//! mempool.space refuses in a way that a page cannot read, which is for the carrier to take as a possible refusal.

mod blocks;
mod more;
mod rows;

use serde_json::value::RawValue;

use super::base::Base;
use super::text::{cut, with_query};
use super::{About, Adapter, AnswerError, Cursor, HttpAnswer, HttpRequest, Page, Part, Question, QuestionError};
use crate::money::{Address, Chain, Coins, TxId};
pub use blocks::{block_name, block_name_request, header_request};
pub use more::{EsploraError, Spent, Standing, Unspent, memos, outspends, standing, unspent};

/// Where a list goes on: after this transaction. Empty: at the first page of those in blocks.
const AFTER: &str = "after_txid";
/// The transaction that spent an output.
const SPENDER: &str = "spent_by";

/// How a server is asked for the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// By a parameter, as mempool.space.
    Mempool,
    /// By a path, as blockstream.info and servers of Blockstream's own code.
    Blockstream,
}

/// One server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Esplora {
    base: Base,
    flavour: Flavour,
    id: String,
}

/// Which answer a question gets.
enum Kind {
    List(Address),
    Transaction(TxId),
    /// Whether an output was spent.
    Outspend,
}

impl Esplora {
    /// A server whose paths begin at `base` (`https://mempool.space/api`), cited under a name.
    #[must_use]
    pub const fn new(base: Base, flavour: Flavour, id: String) -> Self {
        Self { base, flavour, id }
    }

    /// Asks which transactions spent the outputs of a transaction; [`outspends`] reads the answer.
    #[must_use]
    pub fn outspends_request(&self, tx: TxId) -> HttpRequest {
        HttpRequest::get(format!("{}/tx/{}/outspends", self.base, tx.on(Chain::BITCOIN)))
    }

    /// Asks what an address holds, output by output; [`unspent`] reads the answer.
    #[must_use]
    pub fn unspent_request(&self, address: &Address) -> HttpRequest {
        HttpRequest::get(format!("{}/address/{address}/utxo", self.base))
    }

    /// Asks what an address got and spent in all; [`standing`] reads the answer.
    #[must_use]
    pub fn standing_request(&self, address: &Address) -> HttpRequest {
        HttpRequest::get(format!("{}/address/{address}", self.base))
    }

    fn unreadable(&self, why: impl AsRef<str>) -> AnswerError {
        AnswerError::Unreadable { host: self.base.host().to_owned(), why: cut(why.as_ref()) }
    }

    fn kind(&self, question: &Question) -> Result<Kind, QuestionError> {
        let refuse = || QuestionError { adapter: self.id.clone(), chain: question.chain };
        if question.chain != Chain::BITCOIN || question.part != Part::Everything {
            return Err(refuse());
        }
        match (&question.about, parameter(question, SPENDER)) {
            (About::Address(Address::Coins(Coins { output: Some(_), .. })), Some(spender)) => {
                spender.parse().map(Kind::Transaction).map_err(|_| refuse())
            }
            (About::Address(Address::Coins(Coins { output: Some(_), .. })), None) => Ok(Kind::Outspend),
            (About::Address(address @ Address::Bitcoin(_)), _) => Ok(Kind::List(address.clone())),
            // All of the inside of a transaction is in its rows.
            (About::Address(_), _) => Err(refuse()),
            (About::Transaction(tx), _) if tx.is_of(Chain::BITCOIN) => Ok(Kind::Transaction(*tx)),
            (About::Transaction(_), _) => Err(refuse()),
        }
    }

    /// Sorts out every answer that holds no rows.
    fn check_status(&self, question: &Question, answer: &HttpAnswer) -> Result<(), AnswerError> {
        let (host, status) = (self.base.host().to_owned(), answer.status);
        let is_page = answer.body.trim_start().starts_with('<');
        match status {
            200 if is_page => Err(self.unreadable("a web page came instead of data; a firewall may ask for a human")),
            200 => Ok(()),
            404 if is_page => Err(self.unreadable("status 404, but not in the words of Esplora; is this an Esplora server?")),
            404 => match &question.about {
                About::Address(address) => Err(AnswerError::NotHeld { host, what: format!("the address {address}") }),
                About::Transaction(tx) => Err(AnswerError::NotHeld { host, what: format!("the transaction {tx}") }),
            },
            429 => Err(AnswerError::Limited { host, status, retry_after_ms: answer.retry_after_ms }),
            408 | 425 | 500..=599 => Err(AnswerError::Unavailable { host, status }),
            _ => Err(AnswerError::Refused { host, status, message: if is_page { String::new() } else { cut(answer.body.trim()) } }),
        }
    }

    fn list(&self, question: &Question, address: &Address, body: &str) -> Result<Page, AnswerError> {
        let items: Vec<Box<RawValue>> = serde_json::from_str(body).map_err(|error| self.unreadable(error.to_string()))?;
        let read = rows::Rows::read(&items, &rows::Concerns::Address(address));
        if !items.is_empty() && read.unread == items.len() {
            return Err(self.unreadable(format!("none of its {} transactions can be read; {}", items.len(), read.why_unread())));
        }
        let next = self.next(question, &read, items.len());
        Ok(read.page(next))
    }

    /// Where the list goes on, or why that cannot be said.
    fn next(&self, question: &Question, read: &rows::Rows, count: usize) -> Result<Option<Cursor>, &'static str> {
        let asked = parameter(question, AFTER);
        let after = |tx: String| Ok(Some(Cursor(vec![(AFTER.to_owned(), tx)])));
        match (self.flavour, read.last, read.last_confirmed) {
            _ if count == 0 => Ok(None),
            // Pages of what is in blocks begin anew behind what is not.
            (Flavour::Blockstream, _, None) if asked.is_none() => after(String::new()),
            (Flavour::Blockstream, _, None) => Ok(None),
            (Flavour::Blockstream, _, Some(last)) | (Flavour::Mempool, Some(last), _) => {
                let last = last.on(Chain::BITCOIN);
                if asked == Some(last.as_str()) { Err("the list goes on, but its next page is this one again") } else { after(last) }
            }
            (Flavour::Mempool, None, _) => Err("the list goes on, but its last transaction has no name to go on from"),
        }
    }
}

fn parameter<'q>(question: &'q Question, name: &str) -> Option<&'q str> {
    question.cursor.iter().flat_map(|cursor| &cursor.0).find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

impl Adapter for Esplora {
    fn id(&self) -> &str {
        &self.id
    }

    fn parts(&self, _about: &About) -> &'static [Part] {
        &[Part::Everything]
    }

    fn request(&self, question: &Question) -> Result<HttpRequest, QuestionError> {
        let base = &self.base;
        let refuse = || QuestionError { adapter: self.id.clone(), chain: question.chain };
        let url = match (self.kind(question)?, &question.about) {
            (Kind::Transaction(tx), _) => format!("{base}/tx/{}", tx.on(Chain::BITCOIN)),
            (Kind::Outspend, About::Address(Address::Coins(Coins { tx, output: Some(output) }))) => {
                format!("{base}/tx/{}/outspend/{output}", TxId::from_bytes(*tx).on(Chain::BITCOIN))
            }
            (Kind::Outspend, _) => return Err(refuse()),
            (Kind::List(address), _) => {
                let after =
                    parameter(question, AFTER).map(|after| if after.is_empty() { Ok(None) } else { after.parse::<TxId>().map(Some) });
                let after = after.transpose().map_err(|_| refuse())?.map(|after| after.map(|tx| tx.on(Chain::BITCOIN)));
                let list = format!("{base}/address/{address}/txs");
                match (self.flavour, after) {
                    (_, None) => list,
                    (Flavour::Blockstream, Some(None)) => format!("{list}/chain"),
                    (Flavour::Blockstream, Some(Some(tx))) => format!("{list}/chain/{tx}"),
                    (Flavour::Mempool, Some(None)) => return Err(refuse()),
                    (Flavour::Mempool, Some(Some(tx))) => with_query(list, [(AFTER, tx.as_str())]),
                }
            }
        };
        Ok(HttpRequest::get(url))
    }

    fn parse(&self, question: &Question, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        self.check_status(question, answer)?;
        let kind = self.kind(question).map_err(|error| self.unreadable(error.to_string()))?;
        let shape = |error: serde_json::Error| self.unreadable(error.to_string());
        match kind {
            Kind::List(address) => self.list(question, &address, &answer.body),
            Kind::Transaction(tx) => {
                let item: Box<RawValue> = serde_json::from_str(&answer.body).map_err(shape)?;
                let read = rows::Rows::read(std::slice::from_ref(&item), &rows::Concerns::Transaction(tx));
                if read.unread > 0 {
                    return Err(self.unreadable(read.why_unread()));
                }
                Ok(read.page(Ok(None)))
            }
            Kind::Outspend => {
                let spent = more::outspend(&answer.body).map_err(|error| self.unreadable(error.to_string()))?;
                let next = spent.map(|spent| Cursor(vec![(SPENDER.to_owned(), spent.by.on(Chain::BITCOIN))]));
                Ok(Page { next, ..Page::default() })
            }
        }
    }
}

#[cfg(test)]
mod tests;
