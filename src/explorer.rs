//! Public explorers: a question in, an HTTP request out; an HTTP answer in, transfers out. No I/O here.
//!
//! An adapter is one file. It says which lists make up a history ([`Adapter::parts`]), writes the request for one page
//! of one list ([`Adapter::request`]) and reads the answer ([`Adapter::parse`]). Whoever carries the request (the
//! browser, a test, a native program) hands the answer back unchanged.

pub mod attached;
pub mod base;
mod bitcoin;
pub mod blockchain_info;
pub mod blockscout;
pub(crate) mod chance;
pub mod confirm;
pub mod crossing;
pub mod esplora;
pub mod etherscan;
pub mod freezers;
mod gather;
pub mod jsonrpc;
#[cfg(test)]
pub(crate) mod mutate;
pub mod otterscan;
pub mod polite;
pub mod recorded;
#[cfg(not(target_arch = "wasm32"))]
pub mod replay;
pub mod reread;
pub mod service;
pub mod solana;
pub mod source;
pub mod still;
pub mod support;
pub mod text;
pub mod trongrid;
#[cfg(not(target_arch = "wasm32"))]
pub mod world;

use alloy_primitives::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::label::Label;
use crate::money::{Address, Chain, Transfer, TxId, UnixSeconds};

/// What a question is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// The history of an address.
    Address(Address),
    /// The movements inside one transaction.
    Transaction(TxId),
}

/// Which list of an explorer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Transactions with their value and fee.
    Transactions,
    /// Internal transactions.
    Internal,
    /// Token transfers.
    Tokens,
    /// Everything in one list.
    Everything,
}

/// One page of one list: the unit of the request budget.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Question {
    /// Who is asked: a number in the order of the run's explorers.
    #[serde(default)]
    pub source: u8,
    /// The chain.
    pub chain: Chain,
    /// Address or transaction.
    pub about: About,
    /// The list.
    pub part: Part,
    /// Which way the list is read. An adapter that cannot begin at a block is asked for the newest first.
    pub order: Order,
    /// The block to begin at, included; `None` for the list's own beginning.
    pub start: Option<u64>,
    /// Where the last page said the next one begins; `None` for the first page.
    pub cursor: Option<Cursor>,
}

/// Which way a list is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// From the newest transfer back.
    #[default]
    Newest,
    /// From the oldest transfer on.
    Oldest,
}

/// Where a next page begins: the explorer's own parameters, in the order to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cursor(pub Vec<(String, String)>);

/// An HTTP request: GET, or POST where there is a body. A key is never in it, only its place ([`base::KEY`]).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HttpRequest {
    /// The whole URL. The scheme `recorded:` means the built-in recording and never reaches the network.
    pub url: String,
    /// What is posted, as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

impl HttpRequest {
    /// Asks for a URL.
    #[must_use]
    pub const fn get(url: String) -> Self {
        Self { url, body: None }
    }

    /// Posts JSON to a URL.
    #[must_use]
    pub const fn post(url: String, body: String) -> Self {
        Self { url, body: Some(body) }
    }

    /// As it is cited: method, URL, and what was posted. The same text is the same question.
    #[must_use]
    pub fn cited(&self) -> String {
        match &self.body {
            None => format!("GET {}", self.url),
            Some(body) => format!("POST {} {body}", self.url),
        }
    }

    /// The host that sees the request; the recording's name for `recorded:`.
    #[must_use]
    pub fn host(&self) -> &str {
        let rest = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        rest.split(['/', '?', '#']).next().unwrap_or(rest)
    }

    /// Whether the answer is built in.
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        self.url.starts_with("recorded://")
    }
}

/// An HTTP answer as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpAnswer {
    /// The status code.
    pub status: u16,
    /// The body, as text.
    pub body: String,
    /// `Retry-After` in milliseconds, or `x-ratelimit-reset`, where the host lets a page read them.
    pub retry_after_ms: Option<u64>,
}

/// What part of a list the pages read so far hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Coverage {
    /// All of it.
    Whole,
    /// A part that the source itself names: "outgoing transfers until 2026-08-26".
    Window(String),
    /// It goes on: the next page was not read, or rows had to be left out.
    Cut(String),
    /// It could not be read.
    Failed(String),
    /// The source does not say.
    Unknown,
}

impl Coverage {
    /// Whether following can go on as if all outgoing transfers were known.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        matches!(self, Self::Whole | Self::Window(_))
    }

    /// Why not everything is known; `None` where everything is.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Whole => None,
            Self::Window(why) | Self::Cut(why) | Self::Failed(why) => Some(why),
            Self::Unknown => Some("the source does not say how much of the history this is"),
        }
    }
}

/// What an answer held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The transfers, in the order of the answer.
    pub transfers: Vec<Transfer>,
    /// Where the next page begins, when there is one.
    pub next: Option<Cursor>,
    /// Why rows of this page are missing or doubtful; empty where none are.
    pub gaps: Vec<String>,
    /// What the source says it holds of this list, when it holds less than everything.
    pub window: Option<String>,
    /// Names the explorer gave to addresses in passing.
    pub labels: Vec<Label>,
    /// Transactions that failed, as far as this page says so. Nothing but their fee moved, whatever other lists hold.
    #[serde(default)]
    pub failed: Vec<TxId>,
}

/// Why an answer gave no page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// Too many questions: ask again later.
    #[error("{host} answers no more questions for now (status {status})")]
    Limited {
        /// Who refused.
        host: String,
        /// HTTP status.
        status: u16,
        /// When it says to come back.
        retry_after_ms: Option<u64>,
    },
    /// The explorer is in trouble: ask again later.
    #[error("{host} is in trouble (status {status})")]
    Unavailable {
        /// Who.
        host: String,
        /// HTTP status.
        status: u16,
    },
    /// The explorer refuses this question for good.
    #[error("{host} refuses the question (status {status}): {message}")]
    Refused {
        /// Who.
        host: String,
        /// HTTP status.
        status: u16,
        /// Its words, cut; hostile text.
        message: String,
    },
    /// The answer is not what the API promises.
    #[error("the answer of {host} cannot be read: {why}")]
    Unreadable {
        /// Who.
        host: String,
        /// What is wrong, with the place.
        why: String,
    },
    /// The source holds nothing about this; that is not the same as "nothing happened".
    #[error("{host} does not hold {what}")]
    NotHeld {
        /// Who.
        host: String,
        /// What was asked for.
        what: String,
    },
}

impl AnswerError {
    /// Whether asking the same again may succeed.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Limited { .. } | Self::Unavailable { .. })
    }
}

/// A question that this adapter cannot put.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{adapter} cannot answer about {chain}")]
pub struct QuestionError {
    /// Which adapter.
    pub adapter: String,
    /// The chain asked about.
    pub chain: Chain,
}

/// One public API.
pub trait Adapter {
    /// The name under which answers are cited: `blockscout-eth`.
    fn id(&self) -> &str;

    /// The lists that together are the history of an address, or the content of a transaction.
    fn parts(&self, about: &About) -> &'static [Part];

    /// Whether a list can be read from any block in either order. Where not, it is read from the newest transfer back.
    fn begins_anywhere(&self) -> bool {
        false
    }

    /// Writes the request for one page.
    ///
    /// # Errors
    /// When the adapter does not cover the chain or the list.
    fn request(&self, question: &Question) -> Result<HttpRequest, QuestionError>;

    /// Reads the answer to a request.
    ///
    /// # Errors
    /// When the answer holds no page; the error says whether asking again may help.
    fn parse(&self, question: &Question, answer: &HttpAnswer) -> Result<Page, AnswerError>;
}

/// An answer on record: who gave it, to which request, and its digest. It is the source that a tip cites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The adapter's name.
    pub provider: String,
    /// The request, as `GET https://…`.
    pub request: String,
    /// HTTP status; 0 where no answer came.
    pub status: u16,
    /// When, by the visitor's clock.
    pub at: UnixSeconds,
    /// Length of the body in bytes.
    pub bytes: u64,
    /// SHA-256 of the body in lower-case hexadecimal; empty where no answer came.
    pub sha256: String,
    /// What part of the list this page completes.
    pub coverage: Coverage,
}

impl Answered {
    /// An answer that came.
    #[must_use]
    pub fn of(provider: &str, request: &HttpRequest, answer: &HttpAnswer, at: UnixSeconds, coverage: Coverage) -> Self {
        Self {
            provider: provider.to_owned(),
            request: request.cited(),
            status: answer.status,
            at,
            bytes: answer.body.len() as u64,
            sha256: digest(&answer.body),
            coverage,
        }
    }
}

/// SHA-256 of a body in lower-case hexadecimal: the name of an answer.
#[must_use]
pub fn digest(body: &str) -> String {
    hex::encode(Sha256::digest(body.as_bytes()))
}
