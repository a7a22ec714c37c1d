//! Solana by JSON-RPC, at an endpoint that the visitor gives.
//!
//! The public endpoint refuses every page of a browser (status 403), so there is none to begin with: a provider's URL, with
//! [`KEY`](super::base::KEY) in its path where the key belongs, or a node of one's own. Source: Solana's
//! [HTTP methods](https://solana.com/docs/rpc/http) `getSignaturesForAddress` and `getTransaction`.
//!
//! A history is read in two steps: a list of signatures, newest first, then what those that succeeded did, in one request
//! for up to [`BATCH`] of them. Transfers are what instructions say: SOL by the system and stake programs, tokens by the two
//! token programs, each at its place in the transaction (`trace:2`, and `trace:2.0` for a call inside it). Token accounts
//! are replaced by who owned them. A balance that changed by more or less than these instructions say is a gap.
//!
//! Limits: a token payment that comes in names the token account, not its owner, and is not on the owner's list, but on the
//! payer's; fees of failed transactions are not counted; both are said in the coverage. Endpoints that take no batches refuse
//! the second step.

mod calls;
mod rows;

use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::base::Base;
use super::text::{cut, keep_few};
use super::{About, Adapter, AnswerError, Cursor, HttpAnswer, HttpRequest, Page, Part, Question, QuestionError};
use crate::money::{Address, Chain, TxId};
use rows::Rows;

/// Signatures a list; the most that is given is 1,000, but they travel from page to page.
const LIST: usize = 200;
/// Transactions asked for at once.
pub const BATCH: usize = 25;

/// Transactions that are still to be read, by their signatures, with commas.
const SIGNATURES: &str = "signatures";
/// The signature that the next list goes on after.
const BEFORE: &str = "before";

const WITHOUT_RECEIPTS: &str = "token payments that came in are read where their payers are";
const WITHOUT_FAILED: &str = "fees of failed transactions are not counted";

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solana {
    base: Base,
    id: String,
}

#[derive(Deserialize)]
struct Answer<'a> {
    id: Option<u64>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error: Option<Trouble>,
}

#[derive(Deserialize)]
struct Trouble {
    code: i64,
    message: String,
}

#[derive(Deserialize)]
struct Signature {
    signature: String,
    #[serde(default)]
    err: Option<Box<RawValue>>,
}

impl Solana {
    /// The endpoint at `base`, cited under a name.
    #[must_use]
    pub const fn new(base: Base, id: String) -> Self {
        Self { base, id }
    }

    fn unreadable(&self, why: impl AsRef<str>) -> AnswerError {
        AnswerError::Unreadable { host: self.base.host().to_owned(), why: cut(why.as_ref()) }
    }

    fn check_status(&self, answer: &HttpAnswer) -> Result<(), AnswerError> {
        let status = answer.status;
        let host = self.base.host().to_owned();
        match status {
            200 if answer.body.trim_start().starts_with('<') => Err(self.unreadable("a web page came instead of data")),
            200 => Ok(()),
            429 => Err(AnswerError::Limited { host, status, retry_after_ms: answer.retry_after_ms }),
            408 | 425 | 500..=599 => Err(AnswerError::Unavailable { host, status }),
            _ => match serde_json::from_str::<Answer<'_>>(&answer.body).ok().and_then(|answer| answer.error) {
                Some(trouble) => Err(self.trouble(status, &trouble)),
                None => Err(AnswerError::Refused { host, status, message: String::new() }),
            },
        }
    }

    /// An error in the words of JSON-RPC. Providers say there too that they were asked too often.
    fn trouble(&self, status: u16, trouble: &Trouble) -> AnswerError {
        let host = self.base.host().to_owned();
        match trouble.code {
            429 | -32_429 | -32_005 => AnswerError::Limited { host, status, retry_after_ms: None },
            // The node is behind, or the answer is not there yet.
            -32_603 | -32_004 | -32_014 | -32_016 => AnswerError::Unavailable { host, status },
            _ => AnswerError::Refused { host, status, message: cut(&trouble.message) },
        }
    }

    fn result<'a>(&self, status: u16, answer: &Answer<'a>) -> Result<Option<&'a RawValue>, AnswerError> {
        match &answer.error {
            Some(trouble) => Err(self.trouble(status, trouble)),
            None => Ok(answer.result.filter(|result| result.get() != "null")),
        }
    }

    fn shape<'a, T: Deserialize<'a>>(&self, body: &'a str) -> Result<T, AnswerError> {
        serde_json::from_str(body).map_err(|error| self.unreadable(error.to_string()))
    }

    /// The list of signatures: what is to be read next, and where the list goes on.
    fn list(&self, question: &Question, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        let said: Answer<'_> = self.shape(&answer.body)?;
        let result = self.result(answer.status, &said)?.ok_or_else(|| self.unreadable("it has no result"))?;
        let rows: Vec<Signature> = self.shape(result.get())?;
        let mut page = Page { window: Some(WITHOUT_RECEIPTS.to_owned()), ..Page::default() };
        let mut open = Vec::new();
        let mut last = None;
        for row in &rows {
            let signature = row.signature.parse::<TxId>().ok().filter(|tx| tx.is_of(Chain::Solana));
            let signature = signature.ok_or_else(|| self.unreadable("a signature of the list is none"))?;
            let failed = row.err.as_ref().is_some_and(|err| err.get() != "null");
            if failed {
                page.window = Some(format!("{WITHOUT_RECEIPTS}; {WITHOUT_FAILED}"));
            } else {
                open.push(signature.to_string());
            }
            last = Some(signature.to_string());
        }
        if open.len() > LIST {
            return Err(self.unreadable(format!("it lists more than the {LIST} signatures asked for")));
        }
        let before = last.filter(|_| rows.len() >= LIST);
        if before.is_some() && before.as_deref() == parameter(question, BEFORE) {
            page.gaps.push("the list goes on, but its next page is this one again".to_owned());
            return Ok(page);
        }
        page.next = cursor(&open, before.as_deref());
        Ok(page)
    }

    /// What the transactions did that were asked for at once.
    fn batch(&self, asked: &Address, signatures: &[TxId], answer: &HttpAnswer) -> Result<Rows, AnswerError> {
        if let Ok(Answer { error: Some(trouble), .. }) = serde_json::from_str::<Answer<'_>>(&answer.body) {
            return Err(self.trouble(answer.status, &trouble));
        }
        let answers: Vec<Answer<'_>> = self.shape(&answer.body)?;
        let mut rows = Rows::of(Some(asked));
        for (number, signature) in (0u64..).zip(signatures) {
            let Some(said) = answers.iter().find(|said| said.id == Some(number)) else {
                rows.gap(format!("transaction {signature:#} is not in the answer"));
                continue;
            };
            // One refusal for being asked too often is one for all: the same is asked again.
            match self.result(answer.status, said) {
                Ok(Some(result)) => {
                    if let Err(why) = rows.read(*signature, result.get()) {
                        rows.gap(format!("transaction {signature:#} is left out: {}", cut(&why)));
                    }
                }
                Ok(None) => rows.gap(format!("transaction {signature:#} is not held by this endpoint")),
                Err(error) if error.is_passing() => return Err(error),
                Err(error) => rows.gap(format!("transaction {signature:#} is left out: {error}")),
            }
        }
        Ok(rows)
    }
}

fn parameter<'q>(question: &'q Question, name: &str) -> Option<&'q str> {
    question.cursor.iter().flat_map(|cursor| &cursor.0).find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Signatures that are still to be read.
fn signatures(question: &Question) -> Option<Vec<TxId>> {
    let text = parameter(question, SIGNATURES)?;
    text.split(',').map(|text| text.parse::<TxId>().ok().filter(|tx| tx.is_of(Chain::Solana))).take(LIST).collect()
}

fn cursor(open: &[String], before: Option<&str>) -> Option<Cursor> {
    let open = (!open.is_empty()).then(|| (SIGNATURES.to_owned(), open.join(",")));
    let before = before.map(|before| (BEFORE.to_owned(), before.to_owned()));
    let parameters: Vec<_> = open.into_iter().chain(before).collect();
    (!parameters.is_empty()).then_some(Cursor(parameters))
}

fn get_transaction(id: usize, signature: &TxId) -> serde_json::Value {
    let how = json!({"encoding": "jsonParsed", "commitment": "finalized", "maxSupportedTransactionVersion": 1});
    json!({"jsonrpc": "2.0", "id": id, "method": "getTransaction", "params": [signature.to_string(), how]})
}

impl Adapter for Solana {
    fn id(&self) -> &str {
        &self.id
    }

    fn parts(&self, _about: &About) -> &'static [Part] {
        &[Part::Everything]
    }

    fn request(&self, question: &Question) -> Result<HttpRequest, QuestionError> {
        let refuse = || QuestionError { adapter: self.id.clone(), chain: question.chain };
        if question.chain != Chain::Solana || question.part != Part::Everything {
            return Err(refuse());
        }
        let body = match (&question.about, parameter(question, SIGNATURES)) {
            (About::Transaction(tx), _) if tx.is_of(Chain::Solana) => get_transaction(0, tx),
            (About::Address(Address::Solana(_)), Some(_)) => {
                let open = signatures(question).ok_or_else(refuse)?;
                open.iter().take(BATCH).enumerate().map(|(id, signature)| get_transaction(id, signature)).collect()
            }
            (About::Address(address @ Address::Solana(_)), None) => {
                let mut how = json!({"limit": LIST, "commitment": "finalized"});
                if let Some(before) = parameter(question, BEFORE) {
                    how[BEFORE] = json!(before.parse::<TxId>().map_err(|_| refuse())?.to_string());
                }
                json!({"jsonrpc": "2.0", "id": 0, "method": "getSignaturesForAddress", "params": [address.to_string(), how]})
            }
            _ => return Err(refuse()),
        };
        Ok(HttpRequest::post(self.base.to_string(), body.to_string()))
    }

    fn parse(&self, question: &Question, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        self.check_status(answer)?;
        let (rows, next, window) = match &question.about {
            About::Transaction(tx) => {
                let said: Answer<'_> = self.shape(&answer.body)?;
                let held = self.result(answer.status, &said)?;
                let host = || self.base.host().to_owned();
                let result = held.ok_or_else(|| AnswerError::NotHeld { host: host(), what: format!("the transaction {tx}") })?;
                let mut rows = Rows::of(None);
                rows.read(*tx, result.get()).map_err(|why| self.unreadable(why))?;
                (rows, None, None)
            }
            About::Address(asked) => match signatures(question) {
                None => return self.list(question, answer),
                Some(open) => {
                    let (now, rest) = open.split_at(open.len().min(BATCH));
                    let rows = self.batch(asked, now, answer)?;
                    let rest: Vec<String> = rest.iter().map(ToString::to_string).collect();
                    (rows, cursor(&rest, parameter(question, BEFORE)), Some(WITHOUT_RECEIPTS.to_owned()))
                }
            },
        };
        let Rows { transfers, mut gaps, .. } = rows;
        keep_few(&mut gaps, "transactions");
        Ok(Page { transfers, next, gaps, window, ..Page::default() })
    }
}

#[cfg(test)]
mod tests;
