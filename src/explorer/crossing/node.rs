//! Reading the answers of services: values of JSON with the way to them, so that an error says where.

use std::str::FromStr;

use serde_json::Value;

use super::{Crossing, CrossingAnswer, Told};
use crate::explorer::text::cut;
use crate::explorer::{AnswerError, HttpAnswer};
use crate::money::{Address, Amount, Chain, TxId};

/// More legs, orders or messages than this are no answer about one transaction.
pub(super) const MOST_ROWS: usize = 100;
/// More gap sentences than this say nothing new; the rest is counted.
const MOST_GAPS: usize = 12;

/// Reads a list of passages: what cannot be read of it, and that it goes on (`more`), stands with those that can be. An empty
/// list says that the service does not know the transaction.
pub(super) fn passages(
    (list, goes_on): (Node<'_>, bool),
    one: &str,
    more: &str,
    read: impl Fn(Node<'_>) -> Result<Crossing, String>,
) -> Result<CrossingAnswer, String> {
    if !list.is_list() {
        return Err(format!("it has no list of {one}s"));
    }
    let (items, is_cut) = list.list();
    let count = items.clone().count();
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    for (at, item) in items.enumerate() {
        match read(item) {
            Ok(crossing) => found.push(crossing),
            Err(why) => gap(&mut unread, format!("{one} {} of {count} is left out: {}", at + 1, cut(&why))),
        }
    }
    if count == 0 {
        return Ok(CrossingAnswer::NotFound);
    }
    if found.is_empty() {
        return Err(unread.swap_remove(0));
    }
    for crossing in &mut found {
        crossing.gaps.extend(unread.iter().cloned());
        if is_cut || goes_on {
            gap(&mut crossing.gaps, more);
        }
    }
    Ok(CrossingAnswer::Found(found))
}

/// A place in an answer; what is not there is an empty place.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    value: Option<&'a Value>,
    name: &'a str,
}

impl<'a> Node<'a> {
    pub(super) const fn root(value: &'a Value) -> Self {
        Self { value: Some(value), name: "the answer" }
    }

    /// A member of an object. `null` counts as not there.
    pub(super) fn at(self, name: &'a str) -> Self {
        Self { value: self.value.and_then(|value| value.get(name)).filter(|value| !value.is_null()), name }
    }

    pub(super) const fn exists(self) -> bool {
        self.value.is_some()
    }

    /// A text that is not empty.
    pub(super) fn text(self) -> Option<&'a str> {
        self.value.and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    /// A text or a whole number, as text.
    pub(super) fn word(self) -> Option<String> {
        self.text().map(str::to_owned).or_else(|| self.whole().map(|number| number.to_string()))
    }

    pub(super) fn is(self, flag: bool) -> bool {
        self.value.and_then(Value::as_bool) == Some(flag)
    }

    /// A whole number, written as one or as a text. A number with a point or an exponent is none.
    pub(super) fn whole(self) -> Option<u64> {
        match self.value {
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(text)) => text.parse().ok(),
            _ => None,
        }
    }

    /// The elements of a list, at most [`MOST_ROWS`] of them, and whether there are more.
    pub(super) fn list(self) -> (impl Iterator<Item = Node<'a>> + Clone, bool) {
        let list = self.value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let name = self.name;
        (list.iter().take(MOST_ROWS).map(move |value| Node { value: Some(value), name }), list.len() > MOST_ROWS)
    }

    pub(super) fn is_list(self) -> bool {
        self.value.is_some_and(Value::is_array)
    }

    /// An amount in digits, as a text or a whole number; `None` where there is none.
    pub(super) fn amount(self) -> Result<Option<Amount>, String> {
        match self.value {
            None => Ok(None),
            Some(Value::String(text)) => text.parse().map(Some).map_err(|error| format!("its {}: {error}", self.name)),
            Some(Value::Number(number)) => {
                let units = number.as_u64().ok_or_else(|| format!("its {} is no whole number: {}", self.name, cut(&number.to_string())))?;
                Ok(Some(Amount::from(units)))
            }
            Some(_) => Err(format!("its {} is no amount", self.name)),
        }
    }

    /// An amount that must be there.
    pub(super) fn must_amount(self) -> Result<Amount, String> {
        self.amount()?.ok_or_else(|| format!("its {} is missing", self.name))
    }

    /// A text that must be there.
    pub(super) fn must_text(self) -> Result<&'a str, String> {
        self.text().ok_or_else(|| format!("its {} is missing", self.name))
    }
}

/// What a status code and a body are: `None` where the service says that it knows nothing.
///
/// A refusal by a web page is a firewall's, whatever its status.
pub(super) fn body<'a>(host: &str, answer: &'a HttpAnswer) -> Result<Option<&'a str>, AnswerError> {
    let (host, status) = (host.to_owned(), answer.status);
    let page = answer.body.trim_start().starts_with('<');
    match status {
        200..=299 if page => {
            let why = "a web page came instead of data; a firewall may ask for a human".to_owned();
            Err(AnswerError::Unreadable { host, why })
        }
        200..=299 => Ok(Some(&answer.body)),
        404 if page => {
            Err(AnswerError::Unreadable { host, why: "status 404 with a web page; is this the address of the service's API?".to_owned() })
        }
        404 => Ok(None),
        429 => Err(AnswerError::Limited { host, status, retry_after_ms: answer.retry_after_ms }),
        408 | 425 | 500..=599 => Err(AnswerError::Unavailable { host, status }),
        _ => Err(AnswerError::Refused { host, status, message: message(&answer.body) }),
    }
}

/// The service's own words of refusal, cut.
pub(super) fn message(body: &str) -> String {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    let root = Node::root(&value);
    let words = ["message", "error", "errorMessage"].into_iter().find_map(|name| root.at(name).text());
    cut(words.unwrap_or_default())
}

/// A transaction, where the text names one.
pub(super) fn tx(text: &str) -> Told<TxId> {
    text.parse().map_or_else(|_| Told::Text(cut(text)), Told::Known)
}

/// An address of a chain. Where the chain is not known, or the text is no address of it, it stays text.
pub(super) fn address(chain: &Told<Chain>, text: &str) -> Told<Address> {
    let known = chain.known().and_then(|chain| Address::parse_on(*chain, text).ok());
    known.map_or_else(|| Told::Text(cut(text)), Told::Known)
}

/// Whether two texts name the same transaction or number: hexadecimal in any case, with `0x` or without.
pub(super) fn same(one: &str, other: &str) -> bool {
    match (TxId::from_str(one), TxId::from_str(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// Collects sentences, each once.
pub(super) fn gap(gaps: &mut Vec<String>, sentence: impl Into<String>) {
    let sentence = sentence.into();
    if gaps.len() < MOST_GAPS && !gaps.contains(&sentence) {
        gaps.push(sentence);
    }
}
