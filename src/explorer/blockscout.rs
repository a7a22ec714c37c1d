//! Blockscout's REST v2, of any instance: transactions, internal transactions and ERC-20 transfers of an address or of
//! one transaction, newest first, 50 a page.
//!
//! Sources: Blockscout's [OpenAPI documents](https://github.com/blockscout/swaggers) (11.2.7) and its views
//! (`internal_transaction_view.ex`, `transaction_view.ex`). Instances run different versions, so unknown fields are
//! passed over, while a known field of another type than promised costs its row, with a gap that says so.
//!
//! The token list of one *transaction* states no time (its query loads no block), so the transaction itself is asked first:
//! it states the time and holds its first ten token transfers. Only where there are more is the list asked for, and the
//! time travels in the cursor, as [`AT`], a parameter that is never sent.
//!
//! Limits: the internal list of an *address* does not say whether the transaction around a call was reverted; the
//! transaction's own page does. Native value of withdrawals and block rewards is on none of these lists.

mod rows;
mod tags;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::base::Base;
use super::text::{cut, keep_few, with_query};
use super::{About, Adapter, AnswerError, Cursor, HttpAnswer, HttpRequest, Page, Part, Question, QuestionError};
use crate::money::{Chain, UnixSeconds};
use rows::Rows;

/// Parameters of a next page are few and short; more are somebody's attempt.
const MOST_PARAMETERS: usize = 20;
const LONGEST_PARAMETER: usize = 200;
/// Token transfers that a transaction shows by itself.
const SHOWN: usize = 10;

/// The parameter of a cursor that carries a transaction's time from one page to the next.
const AT: &str = "@at";

/// One instance: a chain and the host that answers for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blockscout {
    chain: Chain,
    base: Base,
    id: String,
}

/// An instance that cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InstanceError {
    /// Not a host name.
    #[error("{0:?} is not a host name; write it like eth.blockscout.com, without https:// and without a path")]
    Host(String),
    /// Not an EVM chain.
    #[error("Blockscout answers about EVM chains only, not about {0}")]
    Chain(Chain),
}

/// An answer taken apart.
struct Read {
    items: Vec<Box<RawValue>>,
    at: Option<UnixSeconds>,
    next: Result<Option<Cursor>, &'static str>,
}

#[derive(Deserialize)]
struct List {
    items: Vec<Box<RawValue>>,
    next_page_params: Option<BTreeMap<String, Box<RawValue>>>,
}

/// What a transaction says of its token transfers.
#[derive(Deserialize)]
struct Tokens {
    hash: String,
    status: Option<String>,
    timestamp: Option<String>,
    token_transfers: Option<Vec<Box<RawValue>>>,
    token_transfers_overflow: Option<bool>,
}

#[derive(Deserialize)]
struct Message {
    message: String,
}

impl Blockscout {
    /// The instance of a chain at a host, as `eth.blockscout.com` or `explorer.example:8443`.
    ///
    /// # Errors
    /// When the host is not a plain lower-case host name with an optional port, or the chain is no EVM chain.
    pub fn new(chain: Chain, host: &str) -> Result<Self, InstanceError> {
        let base = Base::of_host(host).map_err(|_| InstanceError::Host(host.chars().take(90).collect()))?;
        let known = super::service::explorers_of(chain).find(|known| known.host() == Some(host));
        let id = known.map_or_else(|| format!("blockscout-{host}"), |known| known.id.clone());
        Self::on(chain, base, id)
    }

    /// The instance of a chain at any address, cited under a name.
    ///
    /// # Errors
    /// When the chain is no EVM chain.
    pub fn on(chain: Chain, base: Base, id: String) -> Result<Self, InstanceError> {
        if chain.is_evm() { Ok(Self { chain, base, id }) } else { Err(InstanceError::Chain(chain)) }
    }

    /// The host that is asked.
    #[must_use]
    pub fn host(&self) -> &str {
        self.base.host()
    }

    /// The chain it answers about.
    #[must_use]
    pub const fn chain(&self) -> Chain {
        self.chain
    }

    fn unreadable(&self, why: impl Into<String>) -> AnswerError {
        AnswerError::Unreadable { host: self.host().to_owned(), why: cut(&why.into()) }
    }

    /// Why a body is no page. One that ends too early was cut on its way, and may come whole the next time.
    fn shape(&self, error: &serde_json::Error) -> AnswerError {
        if error.is_eof() {
            return AnswerError::Unavailable { host: self.host().to_owned(), status: 200 };
        }
        self.unreadable(error.to_string())
    }

    /// Sorts out every answer that is not a page. `Ok(false)` means: never seen, so nothing ever happened there.
    fn check_status(&self, question: &Question, answer: &HttpAnswer) -> Result<bool, AnswerError> {
        let (host, status) = (self.host().to_owned(), answer.status);
        // A firewall in front of the instance answers in HTML, whatever the status.
        let message = serde_json::from_str::<Message>(&answer.body).ok().map(|body| cut(&body.message));
        match status {
            200 => Ok(true),
            404 if message.as_deref().is_some_and(|text| text.eq_ignore_ascii_case("not found")) => match &question.about {
                About::Address(_) => Ok(false),
                About::Transaction(tx) => Err(AnswerError::NotHeld { host, what: format!("the transaction {tx}") }),
            },
            404 => Err(self.unreadable("status 404, but not in the words of Blockscout; is this a Blockscout instance?")),
            429 => Err(AnswerError::Limited { host, status, retry_after_ms: answer.retry_after_ms }),
            408 | 425 | 500..=599 => Err(AnswerError::Unavailable { host, status }),
            _ => Err(AnswerError::Refused { host, status, message: message.unwrap_or_default() }),
        }
    }

    /// Where the next page begins, or why that cannot be said.
    fn next(question: &Question, params: Option<BTreeMap<String, Box<RawValue>>>) -> Result<Option<Cursor>, &'static str> {
        let Some(params) = params else { return Ok(None) };
        if params.len() > MOST_PARAMETERS {
            return Err("the list goes on, but with more parameters than a page can have");
        }
        let mut cursor = Vec::with_capacity(params.len());
        for (key, value) in params.into_iter().filter(|(key, _)| key != AT) {
            let text = match value.get() {
                "null" => continue,
                quoted if quoted.starts_with('"') => serde_json::from_str(quoted).unwrap_or_default(),
                nested if nested.starts_with(['{', '[']) => return Err("the list goes on, but its next page cannot be asked for"),
                plain => plain.to_owned(),
            };
            if key.len() > LONGEST_PARAMETER || text.len() > LONGEST_PARAMETER {
                return Err("the list goes on, but with a parameter too long to be one");
            }
            cursor.push((key, text));
        }
        if cursor.is_empty() {
            return Err("the list goes on, but does not say where");
        }
        cursor.extend(question.cursor.iter().flat_map(|cursor| &cursor.0).find(|(key, _)| key == AT).cloned());
        Ok(Some(Cursor(cursor)))
    }

    /// Whether a next page lies behind this one. Lists run from the newest row to the oldest, so it begins below where this
    /// page began, and not above this page's newest row; else a reader would go in circles.
    fn goes_on(question: &Question, next: &Cursor, newest: Option<u64>) -> bool {
        let Some(there) = place(next) else { return question.cursor.as_ref() != Some(next) };
        let here = question.cursor.as_ref().and_then(place);
        here.is_none_or(|here| there < here) && newest.is_none_or(|newest| there.0 <= newest)
    }

    /// The rows of an answer, the time they share, and where the next page begins (or why that is not known).
    fn read(&self, question: &Question, body: &str) -> Result<Read, AnswerError> {
        let shape = |error: serde_json::Error| self.shape(&error);
        match (question.part, &question.about, &question.cursor) {
            (Part::Transactions, About::Transaction(_), _) => {
                Ok(Read { items: vec![serde_json::from_str(body).map_err(shape)?], at: None, next: Ok(None) })
            }
            (Part::Tokens, About::Transaction(tx), None) => {
                let tokens: Tokens = serde_json::from_str(body).map_err(shape)?;
                if tokens.hash.parse() != Ok(*tx) {
                    return Err(self.unreadable("it is about another transaction than asked for"));
                }
                let at = tokens.timestamp.as_deref().map(str::parse).transpose();
                let at = at.map_err(|error: crate::money::ParseUtcError| self.unreadable(error.to_string()))?;
                match (at, tokens.token_transfers, tokens.token_transfers_overflow) {
                    (None, ..) => {
                        Ok(Read { items: Vec::new(), at, next: Err("the transaction is pending: it may move tokens or never happen") })
                    }
                    // What failed emitted nothing.
                    (Some(_), ..) if tokens.status.as_deref() == Some("error") => Ok(Read { items: Vec::new(), at, next: Ok(None) }),
                    // As many as fit may be all, or be cut, whatever is said of it: the list knows.
                    (Some(_), Some(items), None | Some(false)) if items.len() < SHOWN => Ok(Read { items, at, next: Ok(None) }),
                    (Some(time), ..) => Ok(Read { items: Vec::new(), at, next: Ok(Some(Cursor(vec![(AT.to_owned(), time.to_string())]))) }),
                }
            }
            (.., cursor) => {
                let list: List = serde_json::from_str(body).map_err(shape)?;
                let at = cursor.iter().flat_map(|cursor| &cursor.0).find(|(key, _)| key == AT);
                let at = at.and_then(|(_, time)| time.parse().ok());
                Ok(Read { items: list.items, at, next: Self::next(question, list.next_page_params) })
            }
        }
    }
}

impl Adapter for Blockscout {
    fn id(&self) -> &str {
        &self.id
    }

    fn parts(&self, _about: &About) -> &'static [Part] {
        &[Part::Transactions, Part::Internal, Part::Tokens]
    }

    fn request(&self, question: &Question) -> Result<HttpRequest, QuestionError> {
        let refuse = || QuestionError { adapter: self.id.clone(), chain: question.chain };
        if question.chain != self.chain {
            return Err(refuse());
        }
        let base = format!("{}/api/v2", self.base);
        let about = match &question.about {
            About::Address(address) if address.as_evm().is_some() => format!("{base}/addresses/{address}"),
            About::Address(_) => return Err(refuse()),
            About::Transaction(tx) => format!("{base}/transactions/{tx}"),
        };
        let (list, own): (&str, &[(&str, &str)]) = match (question.part, &question.about) {
            (Part::Transactions, About::Address(_)) => ("/transactions", &[]),
            (Part::Transactions, About::Transaction(_)) => ("", &[]),
            (Part::Internal, _) => ("/internal-transactions", &[]),
            (Part::Tokens, About::Transaction(_)) if question.cursor.is_none() => ("", &[]),
            (Part::Tokens, _) => ("/token-transfers", &[("type", "ERC-20")]),
            (Part::Everything, _) => return Err(refuse()),
        };
        // What the adapter asks for stands, whatever a cursor repeats or tries to change.
        let cursor = question.cursor.iter().flat_map(|cursor| &cursor.0).map(|(key, value)| (key.as_str(), value.as_str()));
        let cursor = cursor.filter(|(key, _)| *key != AT && !own.iter().any(|(mine, _)| mine == key));
        Ok(HttpRequest::get(with_query(format!("{about}{list}"), own.iter().copied().chain(cursor))))
    }

    fn parse(&self, question: &Question, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        if !self.check_status(question, answer)? {
            return Ok(Page::default());
        }
        if answer.body.trim_start().starts_with('<') {
            return Err(self.unreadable("a web page came instead of data; a firewall may ask for a human"));
        }
        let read = self.read(question, &answer.body)?;
        let mut rows = Rows::new(question, self.base.host(), read.at);
        let count = read.items.len();
        let mut unread = 0;
        for (at, item) in read.items.iter().enumerate() {
            if let Err(why) = rows.read(item) {
                unread += 1;
                rows.gap(format!("row {} of {count} is left out: {}", at + 1, cut(&why)));
            }
        }
        if count > 0 && unread == count {
            let why = rows.gaps.first().cloned().unwrap_or_default();
            return Err(self.unreadable(format!("none of its {count} rows can be read; {why}")));
        }
        // A page is promised only where at least one row is left for it.
        if count == 0 && question.cursor.is_some() {
            rows.gap("the list went on, but its next page is empty; it may be an older copy".to_owned());
        }
        let mut next = read.next.unwrap_or_else(|why| {
            rows.gap(why.to_owned());
            None
        });
        if next.as_ref().is_some_and(|next| !Self::goes_on(question, next, rows.newest)) {
            rows.gap("the list goes on, but its next page is one that was there already".to_owned());
            next = None;
        }
        let mut gaps = rows.gaps;
        keep_few(&mut gaps, "rows");
        Ok(Page {
            transfers: rows.transfers,
            next,
            gaps,
            window: None,
            labels: rows.labels.into_values().collect(),
            failed: rows.failed.into_iter().collect(),
        })
    }
}

/// Where a cursor points to: block, the transaction's place in it, the row's number.
fn place(cursor: &Cursor) -> Option<(u64, u64, u64)> {
    let number = |name: &str| cursor.0.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.parse().ok());
    Some((number("block_number")?, number("transaction_index").unwrap_or(0), number("index")?))
}

#[cfg(test)]
mod tests;
