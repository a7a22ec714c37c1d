//! Errors of nodes, told apart by their codes, and where makers of nodes disagree on those, by their words.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::AnswerError;
use super::super::text::cut;

/// An error of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcError {
    /// Its code; 0 where it states none.
    pub code: i64,
    /// Its words, cut; hostile text.
    pub message: String,
}

/// What an error asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The range or the answer is too large: ask for less.
    TooMuch,
    /// Too many questions: ask later.
    Limited,
    /// The node does not have the method.
    NoMethod,
    /// The node is in trouble: ask later.
    Passing,
    /// It will not answer this.
    Refused,
}

#[derive(Deserialize)]
struct Shape {
    code: Option<i64>,
    message: Option<String>,
}

/// Words for "ask less often"; looked for first, since these too speak of limits.
const OFTEN: &[&str] =
    &["rate limit", "too many requests", "request rate", "requests per", "request count", "compute units per second", "throughput"];

/// Words by which nodes say that a range or its outcome is too large: Infura, QuickNode, Ankr, Alchemy, geth, Erigon.
const MUCH: &[&str] = &[
    "block range",
    "range is too",
    "range too",
    "limited to a",
    "exceeds limit",
    "limit exceeded",
    "exceed maximum",
    "exceeds max",
    "max results",
    "more than 10",
    "too many results",
    "too many logs",
    "response size",
    "response too large",
    "query timeout",
    "timed out",
    "timeout",
];

impl RpcError {
    /// Reads the `error` of an envelope, of whatever shape.
    #[must_use]
    pub fn of(error: &RawValue) -> Self {
        match serde_json::from_str::<Shape>(error.get()) {
            Ok(shape) => Self { code: shape.code.unwrap_or(0), message: cut(&shape.message.unwrap_or_default()) },
            // Some say it in one string.
            Err(_) => Self { code: 0, message: cut(error.get().trim_matches('"')) },
        }
    }

    /// What it asks for.
    #[must_use]
    pub fn trouble(&self) -> Trouble {
        let words = self.message.to_ascii_lowercase();
        let says = |any: &[&str]| any.iter().any(|one| words.contains(one));
        match self.code {
            429 => Trouble::Limited,
            _ if says(OFTEN) => Trouble::Limited,
            -32601 => Trouble::NoMethod,
            _ if says(&["method not found", "does not exist/is not available", "method not supported", "action not found"]) => {
                Trouble::NoMethod
            }
            -32005 => Trouble::TooMuch,
            _ if says(MUCH) => Trouble::TooMuch,
            // The recorded "RPC Request failed." of a relay has code 3, which geth gives to reverted calls.
            3 if says(&["request failed"]) => Trouble::Passing,
            -32603 | -32099..=-32000 => Trouble::Passing,
            _ => Trouble::Refused,
        }
    }

    /// As the error of a whole answer.
    #[must_use]
    pub fn as_answer(&self, host: &str, status: u16) -> AnswerError {
        let host = host.to_owned();
        match self.trouble() {
            Trouble::Limited => AnswerError::Limited { host, status, retry_after_ms: None },
            Trouble::Passing | Trouble::TooMuch => AnswerError::Unavailable { host, status },
            Trouble::NoMethod => {
                let message = format!("{} (choose a node that has it, or another explorer)", self.message);
                AnswerError::Refused { host, status, message }
            }
            Trouble::Refused => AnswerError::Refused { host, status, message: format!("{} (code {})", self.message, self.code) },
        }
    }
}
