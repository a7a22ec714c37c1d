//! Etherscan's envelope: errors come with HTTP status 200 and are told apart by the type of `result`.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::jsonrpc::RpcError;
use super::super::text::cut;
use super::super::{AnswerError, HttpAnswer};

/// What a list's envelope held.
pub(super) enum List {
    /// Rows; the sentence says why there may be more than these.
    Rows(Vec<Box<RawValue>>, Option<String>),
    /// The answer would have been too large or too slow: ask for less.
    TooMuch,
}

#[derive(Deserialize)]
struct Envelope {
    status: Option<String>,
    message: Option<String>,
    result: Option<Box<RawValue>>,
    error: Option<Box<RawValue>>,
}

/// What an explorer's words ask for.
enum Words {
    TooMuch,
    Error(AnswerError),
}

fn open(host: &str, answer: &HttpAnswer) -> Result<Envelope, AnswerError> {
    let (owner, status) = (host.to_owned(), answer.status);
    let body = answer.body.trim_start();
    let envelope = serde_json::from_str::<Envelope>(body);
    match status {
        200 => {}
        429 => return Err(AnswerError::Limited { host: owner, status, retry_after_ms: answer.retry_after_ms }),
        408 | 425 | 500..=599 => return Err(AnswerError::Unavailable { host: owner, status }),
        _ => {
            let message = envelope.ok().and_then(|envelope| envelope.message).map(|words| cut(&words)).unwrap_or_default();
            return Err(AnswerError::Refused { host: owner, status, message });
        }
    }
    if body.starts_with('<') {
        return Err(unreadable(host, "a web page came instead of data; a firewall may ask for a human"));
    }
    envelope.map_err(|error| unreadable(host, &error.to_string()))
}

pub(super) fn unreadable(host: &str, why: &str) -> AnswerError {
    AnswerError::Unreadable { host: host.to_owned(), why: cut(why) }
}

/// Reads a list's envelope.
pub(super) fn list(host: &str, answer: &HttpAnswer) -> Result<List, AnswerError> {
    let envelope = open(host, answer)?;
    if let Some(error) = envelope.error {
        return Err(RpcError::of(&error).as_answer(host, answer.status));
    }
    let message = envelope.message.unwrap_or_default();
    let text = match &envelope.result {
        Some(result) if result.get().starts_with('[') => {
            let rows: Vec<Box<RawValue>> = serde_json::from_str(result.get()).map_err(|error| unreadable(host, &error.to_string()))?;
            let says = |what: &str| format!("{host} says that {what}: {}", cut(&message));
            return match (envelope.status.as_deref(), rows.is_empty()) {
                (Some("1"), _) => Ok(List::Rows(rows, None)),
                // Blockscout has not traced all of the range yet.
                (Some("2"), _) => Ok(List::Rows(rows, Some(says("it has not processed all of these yet")))),
                (Some("0"), true) if is_nothing_found(&message) => Ok(List::Rows(rows, None)),
                (Some("0"), false) => Ok(List::Rows(rows, Some(says("this list may not be all")))),
                // An empty list with any other words is no empty history.
                (Some("0"), true) => sort_out(host, answer.status, &message),
                _ => Err(unreadable(host, "it states no status; is this an explorer of Etherscan's kind?")),
            };
        }
        Some(result) if result.get().starts_with('"') => serde_json::from_str::<String>(result.get()).unwrap_or_default(),
        Some(_) => return Err(unreadable(host, "its result is neither a list nor words")),
        None => message,
    };
    sort_out(host, answer.status, &text)
}

fn sort_out(host: &str, status: u16, words: &str) -> Result<List, AnswerError> {
    match read_words(host, status, words) {
        Words::TooMuch => Ok(List::TooMuch),
        Words::Error(error) => Err(error),
    }
}

/// Reads the answer to a question of JSON-RPC that the explorer passes on; `None` for `null`.
pub(super) fn proxied(host: &str, answer: &HttpAnswer) -> Result<Option<Box<RawValue>>, AnswerError> {
    let envelope = open(host, answer)?;
    if let Some(error) = envelope.error {
        return Err(RpcError::of(&error).as_answer(host, answer.status));
    }
    match envelope.result {
        None if envelope.status.is_none() => Ok(None),
        Some(result) if result.get().starts_with('{') => Ok(Some(result)),
        result => {
            let words = result.and_then(|result| serde_json::from_str::<String>(result.get()).ok()).or(envelope.message);
            match read_words(host, answer.status, &words.unwrap_or_default()) {
                Words::TooMuch => Err(AnswerError::Unavailable { host: host.to_owned(), status: answer.status }),
                Words::Error(error) => Err(error),
            }
        }
    }
}

/// Reads a single value: the balance of an account, or what a call passed on to a node gave. Errors are words too, so only a
/// value that the explorer calls a success, or one of a node, which has no such sign, is one.
pub(super) fn value(host: &str, answer: &HttpAnswer) -> Result<String, AnswerError> {
    let envelope = open(host, answer)?;
    if let Some(error) = envelope.error {
        return Err(RpcError::of(&error).as_answer(host, answer.status));
    }
    let words = envelope.result.and_then(|result| serde_json::from_str::<String>(result.get()).ok());
    let is_value = |text: &String| {
        let digits = text.strip_prefix("0x").unwrap_or(text);
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()) && matches!(envelope.status.as_deref(), None | Some("1"))
    };
    match words {
        Some(value) if is_value(&value) => Ok(value),
        words => match read_words(host, answer.status, &words.or(envelope.message).unwrap_or_default()) {
            Words::TooMuch => Err(AnswerError::Unavailable { host: host.to_owned(), status: answer.status }),
            Words::Error(error) => Err(error),
        },
    }
}

/// `No transactions found`, `No internal transactions found`, `No token transfers found`, `No records found`.
fn is_nothing_found(message: &str) -> bool {
    let words = message.trim().to_ascii_lowercase();
    words.starts_with("no ") && words.ends_with(" found")
}

fn read_words(host: &str, status: u16, words: &str) -> Words {
    let (host, lower) = (host.to_owned(), words.to_ascii_lowercase());
    let says = |any: &[&str]| any.iter().any(|one| lower.contains(one));
    let refused = |advice: &str| {
        let message = if advice.is_empty() { cut(words) } else { format!("{}: {advice}", cut(words)) };
        Words::Error(AnswerError::Refused { host: host.clone(), status, message })
    };
    if says(&["temporarily unavailable", "high network activity", "server too busy", "unexpected error"]) || lower.trim().is_empty() {
        Words::Error(AnswerError::Unavailable { host, status })
    } else if says(&["max daily", "daily rate limit", "daily limit"]) {
        refused("the questions of today are used up; go on tomorrow, or with another explorer")
    } else if says(&["rate limit", "too many requests"]) {
        Words::Error(AnswerError::Limited { host, status, retry_after_ms: None })
    } else if says(&["too many invalid api key"]) {
        refused("wait some minutes, and check the key in Settings")
    } else if says(&["invalid api key", "missing api key", "missing/invalid api key", "invalid apikey"]) {
        refused("check the key in Settings")
    } else if says(&["not supported for this chain", "upgrade", "api pro", "pro endpoint"]) {
        refused("this needs a paid key there; choose another explorer for this chain")
    } else if says(&["chain not supported", "unsupported chain"]) {
        refused("choose another explorer for this chain")
    } else if says(&["timeout", "timed out", "smaller result"]) {
        Words::TooMuch
    } else {
        refused("")
    }
}
