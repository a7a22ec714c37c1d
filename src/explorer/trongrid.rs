//! Tron by TronGrid v1: TRX by transactions, TRX by contracts (internal), TRC-20 tokens.
//!
//! Sources: TronGrid's [documentation](https://developers.tron.network/reference/background) and java-tron's HTTP API
//! ([gettransactioninfobyid](https://tronprotocol.github.io/documentation-en/api/http/block-and-tx-query/gettransactioninfobyid/)).
//!
//! **Blocks.** Two of the three lists of an address give a time and no block number. So every row's block is its *slot*: its
//! time divided by the three seconds that Tron gives a block. Each block has a slot of its own and slots grow with blocks, so
//! order and identity are right in all lists; it is not the number that explorers show, which is smaller by the slots that no
//! block was made in.
//!
//! **Places.** Token rows have no log index, and the list of one address does not show what else its transaction did. So the
//! place is a number made of payer, recipient, contract and amount, counted up where all are the same: the same in every
//! list and in the transaction itself.
//!
//! Limits: TRC-10 tokens are not followed; staking moves TRX within one account and is no transfer; both are said in the
//! coverage where they occur. A failed transaction moves nothing but its fee. Keyless: a key would have to be sent in a
//! header, which makes a browser ask for permission first, and that was seen to fail.

mod rows;
mod shape;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::base::Base;
use super::text::{cut, keep_few, with_query};
use super::{About, Adapter, AnswerError, Cursor, HttpAnswer, HttpRequest, Order, Page, Part, Question, QuestionError};
use crate::money::{Address, Chain};
use rows::Rows;

/// Rows a page, the most that is given.
const PAGE: &str = "200";
/// What a fingerprint of a next page may measure.
const LONGEST_FINGERPRINT: usize = 1_000;
/// How long Tron gives a block, in milliseconds.
const SLOT_MS: u64 = 3_000;
/// How long a visitor is shut out when TronGrid does not say it.
const SUSPENDED_MS: u64 = 30_000;

const FINGERPRINT: &str = "fingerprint";
/// The time of a transaction, from its receipt to the transaction itself: milliseconds. Never sent.
const AT: &str = "@at";
/// Its fee in sun, likewise.
const FEE: &str = "@fee";
/// Token rows of the transaction that a page ends in, for the page after it. Never sent.
const SEEN: &str = "@seen";

/// TronGrid, or a node of one's own that speaks the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TronGrid {
    base: Base,
    id: String,
}

#[derive(Deserialize)]
struct List {
    data: Option<Vec<Box<RawValue>>>,
    success: Option<bool>,
    meta: Option<Meta>,
    #[serde(alias = "Error")]
    error: Option<String>,
}

#[derive(Deserialize)]
struct Meta {
    fingerprint: Option<String>,
}

#[derive(Deserialize)]
struct Trouble {
    #[serde(alias = "Error")]
    error: Option<String>,
}

impl TronGrid {
    /// The service at `base` (`https://api.trongrid.io`), cited under a name.
    #[must_use]
    pub const fn new(base: Base, id: String) -> Self {
        Self { base, id }
    }

    fn unreadable(&self, why: impl AsRef<str>) -> AnswerError {
        AnswerError::Unreadable { host: self.base.host().to_owned(), why: cut(why.as_ref()) }
    }

    fn refused(&self, status: u16, words: Option<&str>) -> AnswerError {
        AnswerError::Refused { host: self.base.host().to_owned(), status, message: cut(words.unwrap_or_default()) }
    }

    fn check_status(&self, question: &Question, answer: &HttpAnswer) -> Result<(), AnswerError> {
        let (host, status) = (self.base.host().to_owned(), answer.status);
        let words = serde_json::from_str::<Trouble>(&answer.body).ok().and_then(|trouble| trouble.error);
        let suspended = words.as_deref().and_then(suspension_ms);
        match (status, suspended) {
            (_, Some(ms)) if status != 200 => {
                let retry_after_ms = Some(answer.retry_after_ms.unwrap_or(0).max(ms));
                Err(AnswerError::Limited { host, status, retry_after_ms })
            }
            (200, _) if answer.body.trim_start().starts_with('<') => {
                Err(self.unreadable("a web page came instead of data; a firewall may ask for a human"))
            }
            (200, _) => Ok(()),
            (404, _) => match &question.about {
                About::Transaction(tx) => Err(AnswerError::NotHeld { host, what: format!("the transaction {tx}") }),
                About::Address(_) => Err(self.refused(status, words.as_deref())),
            },
            (429, _) => Err(AnswerError::Limited { host, status, retry_after_ms: answer.retry_after_ms }),
            (408 | 425 | 500..=599, _) => Err(AnswerError::Unavailable { host, status }),
            _ => Err(self.refused(status, words.as_deref())),
        }
    }

    fn list(&self, question: &Question, asked: &Address, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        let list: List = serde_json::from_str(&answer.body).map_err(|error| self.unreadable(error.to_string()))?;
        let items = match (list.success, list.data) {
            (Some(true), Some(items)) => items,
            (Some(false), _) => return Err(self.refused(answer.status, list.error.as_deref())),
            _ => return Err(self.unreadable("it has no list that it calls a success")),
        };
        let mut rows = Rows::of_address(asked, question.part, parameter(question, SEEN));
        let mut unread = 0;
        for (at, item) in items.iter().enumerate() {
            if let Err(why) = rows.read(item) {
                unread += 1;
                rows.gap(format!("row {} of {} is left out: {}", at + 1, items.len(), cut(&why)));
            }
        }
        if unread > 0 && unread == items.len() {
            let why = rows.gaps.first().cloned().unwrap_or_default();
            return Err(self.unreadable(format!("none of its {unread} rows can be read; {why}")));
        }
        let fingerprint = list.meta.and_then(|meta| meta.fingerprint).filter(|text| !text.is_empty());
        let next = match fingerprint {
            None => None,
            Some(text) if items.is_empty() || text.len() > LONGEST_FINGERPRINT => {
                rows.gap("the list goes on, but its next page cannot be asked for".to_owned());
                None
            }
            Some(text) if parameter(question, FINGERPRINT) == Some(text.as_str()) => {
                rows.gap("the list goes on, but its next page is this one again".to_owned());
                None
            }
            Some(text) => {
                let seen = rows.seen_last().map(|seen| (SEEN.to_owned(), seen));
                Some(Cursor([(FINGERPRINT.to_owned(), text)].into_iter().chain(seen).collect()))
            }
        };
        Ok(page(rows, next))
    }

    /// The two answers about a transaction: first its receipt, which has the time, the fee and what contracts did; then the
    /// transaction itself.
    fn transaction(&self, question: &Question, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        let About::Transaction(tx) = &question.about else { return Err(self.unreadable("it is no transaction")) };
        let held = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&answer.body);
        let held = held.map_err(|error| self.unreadable(error.to_string()))?;
        if held.is_empty() {
            return Err(AnswerError::NotHeld { host: self.base.host().to_owned(), what: format!("the transaction {tx} as confirmed") });
        }
        if let Some(words) = held.get("Error").or(held.get("error")) {
            return Err(self.refused(answer.status, words.as_str()));
        }
        let item: &RawValue = serde_json::from_str(&answer.body).map_err(|error| self.unreadable(error.to_string()))?;
        let mut rows = Rows::of_transaction(*tx);
        let unreadable = |why: String| self.unreadable(why);
        let number = |key| parameter(question, key).and_then(|text| text.parse::<u64>().ok());
        let next = if let (Some(at), Some(fee)) = (number(AT), number(FEE)) {
            rows.whole(item, at, fee).map_err(unreadable)?;
            None
        } else {
            let (at, fee) = rows.receipt(item).map_err(unreadable)?;
            Some(Cursor(vec![(AT.to_owned(), at.to_string()), (FEE.to_owned(), fee.to_string())]))
        };
        Ok(page(rows, next))
    }
}

fn page(rows: Rows<'_>, next: Option<Cursor>) -> Page {
    let Rows { transfers, mut gaps, windows, .. } = rows;
    keep_few(&mut gaps, "rows");
    let window = (!windows.is_empty()).then(|| windows.into_iter().collect::<Vec<_>>().join("; "));
    Page { transfers, next, gaps, window, ..Page::default() }
}

/// For how long TronGrid shuts a visitor out, in milliseconds, by its words: "… suspended for 30s".
fn suspension_ms(words: &str) -> Option<u64> {
    let (_, after) = words.split_once("suspended")?;
    let digits: String = after.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).take(4).collect();
    Some(digits.parse::<u64>().map_or(SUSPENDED_MS, |seconds| seconds.saturating_mul(1_000)))
}

fn parameter<'q>(question: &'q Question, name: &str) -> Option<&'q str> {
    question.cursor.iter().flat_map(|cursor| &cursor.0).find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

impl Adapter for TronGrid {
    fn id(&self) -> &str {
        &self.id
    }

    fn parts(&self, about: &About) -> &'static [Part] {
        match about {
            About::Address(_) => &[Part::Transactions, Part::Internal, Part::Tokens],
            About::Transaction(_) => &[Part::Everything],
        }
    }

    fn begins_anywhere(&self) -> bool {
        true
    }

    fn request(&self, question: &Question) -> Result<HttpRequest, QuestionError> {
        let refuse = || QuestionError { adapter: self.id.clone(), chain: question.chain };
        if question.chain != Chain::TRON {
            return Err(refuse());
        }
        let base = &self.base;
        let (list, own): (&str, &[(&str, &str)]) = match (&question.about, question.part) {
            (About::Transaction(tx), Part::Everything) if tx.is_of(Chain::TRON) => {
                let of = if parameter(question, AT).is_some() { "gettransactionbyid" } else { "gettransactioninfobyid" };
                let url = format!("{base}/walletsolidity/{of}");
                return Ok(HttpRequest::get(with_query(url, [("value", tx.on(Chain::TRON).as_str())])));
            }
            (About::Address(Address::Tron(_)), Part::Transactions) => ("transactions", &[("search_internal", "false")]),
            (About::Address(Address::Tron(_)), Part::Internal) => ("internal-transactions", &[]),
            (About::Address(Address::Tron(_)), Part::Tokens) => ("transactions/trc20", &[]),
            _ => return Err(refuse()),
        };
        let About::Address(address) = &question.about else { return Err(refuse()) };
        let (order, bound) = match question.order {
            Order::Newest => ("block_timestamp,desc", "max_timestamp"),
            Order::Oldest => ("block_timestamp,asc", "min_timestamp"),
        };
        let start = question.start.map(|slot| {
            let first = slot.saturating_mul(SLOT_MS);
            if question.order == Order::Oldest { first } else { first.saturating_add(SLOT_MS - 1) }.to_string()
        });
        let mut query = vec![("only_confirmed", "true"), ("limit", PAGE), ("order_by", order)];
        query.extend(own);
        query.extend(start.as_deref().map(|start| (bound, start)));
        query.extend(parameter(question, FINGERPRINT).map(|text| (FINGERPRINT, text)));
        Ok(HttpRequest::get(with_query(format!("{base}/v1/accounts/{address}/{list}"), query)))
    }

    fn parse(&self, question: &Question, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        self.check_status(question, answer)?;
        match &question.about {
            About::Address(asked) => self.list(question, asked, answer),
            About::Transaction(_) => self.transaction(question, answer),
        }
    }
}

#[cfg(test)]
mod tests;
