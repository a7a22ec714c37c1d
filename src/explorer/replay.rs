//! An explorer without a network: any world, answered as Blockscout's REST v2, Etherscan's API V2 and Routescan answer, with
//! their limits, and with whatever goes wrong between a page and an explorer.
//!
//! Pure and repeatable: an answer is a function of the world, the seed of the faults, the request, how often it was made
//! and the time handed in. `examples/replay_explorer` puts it behind a socket; the tests drive a whole run with it.
//!
//! Only on the host: it is no part of the page.

mod blockscout;
mod book;
mod etherscan;
mod faults;
mod page;
#[cfg(test)]
mod tests;

pub use book::Book;
pub use faults::{Fault, Faults};

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::polite::asked_to_wait;
use super::{HttpAnswer, HttpRequest};
use etherscan::House;
use faults::mix;

/// Headers that Blockscout lets a page read.
const BLOCKSCOUT_EXPOSES: &str = "bypass-429-option,x-ratelimit-reset,x-ratelimit-limit,x-ratelimit-remaining,api-v2-temp-token";
/// Parameters of a request are few; more are passed over.
const MOST_PARAMETERS: usize = 40;

/// How an answer travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// At once.
    Whole,
    /// All of it after so many milliseconds.
    Late(u64),
    /// Piece by piece, over so many milliseconds.
    Drip(u64),
    /// The connection breaks before its end.
    Broken,
}

/// What a request got, as it leaves the explorer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The status code.
    pub status: u16,
    /// The headers, their names in lower case. Without `access-control-allow-origin: *` no page may read the answer.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
    /// How it travels.
    pub delivery: Delivery,
    /// What went wrong on purpose.
    pub fault: Option<Fault>,
}

/// What a page in a browser sees of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// An answer it may read.
    Answer(HttpAnswer),
    /// A failure that says nothing.
    Opaque,
    /// Nothing in time.
    TimedOut,
}

impl Served {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// What a page sees that waits so many milliseconds, and after how many.
    #[must_use]
    pub fn seen(&self, patience_ms: u64) -> (u64, Seen) {
        let after = match self.delivery {
            Delivery::Whole | Delivery::Broken => 0,
            Delivery::Late(ms) | Delivery::Drip(ms) => ms,
        };
        if after > patience_ms {
            return (patience_ms, Seen::TimedOut);
        }
        if self.delivery == Delivery::Broken || self.header("access-control-allow-origin") != Some("*") {
            return (after, Seen::Opaque);
        }
        let exposed = self.header("access-control-expose-headers").unwrap_or_default();
        let readable = |name: &str| exposed.split(',').any(|one| one == name).then(|| self.header(name)).flatten();
        let retry_after_ms = asked_to_wait(self.status, readable("retry-after"), readable("x-ratelimit-reset"));
        (after, Seen::Answer(HttpAnswer { status: self.status, body: self.body.clone(), retry_after_ms }))
    }
}

/// A status and a body, before the headers are put to it.
struct Answer {
    status: u16,
    body: String,
}

impl Answer {
    fn new(status: u16, body: &str) -> Self {
        Self { status, body: body.to_owned() }
    }
}

/// Whose manners an answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Blockscout,
    Etherscan,
    Routescan,
    Nobody,
}

/// A replayed explorer.
#[derive(Clone, Debug)]
pub struct Replay {
    book: Arc<Book>,
    faults: Faults,
    /// Answers in any one second; more are refused.
    cap: Option<u32>,
    answered_at: VecDeque<u64>,
    made: BTreeMap<String, u32>,
}

impl Replay {
    /// A replay of a world that always answers.
    #[must_use]
    pub const fn of(book: Arc<Book>) -> Self {
        Self { book, faults: Faults::none(), cap: None, answered_at: VecDeque::new(), made: BTreeMap::new() }
    }

    /// The same with these faults.
    #[must_use]
    pub fn with_faults(self, faults: Faults) -> Self {
        Self { faults, ..self }
    }

    /// The same with at most so many answers in any second.
    #[must_use]
    pub fn with_cap(self, per_second: u32) -> Self {
        Self { cap: Some(per_second), ..self }
    }

    /// The world.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Answers a request made at this time, in milliseconds of any clock that does not go back.
    pub fn answer(&mut self, request: &HttpRequest, at_ms: u64) -> Served {
        let target = path_and_query(&request.url);
        let made = self.made.entry(target.to_owned()).or_default();
        *made = made.saturating_add(1);
        let (fault, mut chance) = self.faults.meets(target, *made);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let query: Vec<(String, String)> = query.split('&').take(MOST_PARAMETERS).filter_map(parameter).collect();
        let manner = manner(path);
        if let Some(reset_ms) = self.over_the_cap(at_ms) {
            return self.served(too_many(manner), manner, Some(reset_ms), None, Delivery::Whole);
        }
        let until = match fault {
            // As of any block, and sometimes before everything.
            Some(Fault::Stale) if chance.is_multiple_of(8) => 0,
            Some(Fault::Stale) => self.book.last_block().saturating_sub(mix(chance) % self.book.blocks().max(1)),
            _ => u64::MAX,
        };
        let answer = match fault {
            Some(Fault::Limited | Fault::LimitedUnreadable) => too_many(manner),
            Some(Fault::Trouble) => trouble(chance),
            _ => self.tell(path, &query, manner, fault, until, &mut chance),
        };
        let body = if answer.status == 200 { page::spoil_body(answer.body, fault, &mut chance) } else { answer.body };
        let delivery = match fault {
            Some(Fault::Reset) => Delivery::Broken,
            Some(Fault::Stall) => Delivery::Late(self.faults.stall_ms),
            Some(Fault::Drip) => Delivery::Drip(self.faults.stall_ms.saturating_mul(2)),
            _ => Delivery::Whole,
        };
        self.served(Answer { body, ..answer }, manner, None, fault.map(|fault| (fault, chance)), delivery)
    }

    fn tell(&self, path: &str, query: &[(String, String)], manner: Manner, fault: Option<Fault>, until: u64, chance: &mut u64) -> Answer {
        let book = self.book.as_ref();
        match manner {
            Manner::Blockscout => {
                let path = path.trim_start_matches("/api/v2/");
                blockscout::Asked { book, query, fault, until }.answer(path, chance)
            }
            Manner::Etherscan => {
                let chain = query.iter().find(|(key, _)| key == "chainid").map_or("", |(_, value)| value.as_str());
                etherscan::Asked { house: House::Etherscan, book, query, fault, until }.answer(chain, chance)
            }
            Manner::Routescan => {
                let chain = path.trim_start_matches(ROUTESCAN).split('/').next().unwrap_or_default();
                etherscan::Asked { house: House::Routescan, book, query, fault, until }.answer(chain, chance)
            }
            Manner::Nobody => Answer::new(404, r#"{"message":"Not found"}"#),
        }
    }

    /// Counts an answer; where there were too many in the last second, gives when the next one is free.
    fn over_the_cap(&mut self, at_ms: u64) -> Option<u64> {
        let cap = usize::try_from(self.cap?).unwrap_or(usize::MAX);
        while self.answered_at.front().is_some_and(|at| at.saturating_add(1_000) <= at_ms) {
            self.answered_at.pop_front();
        }
        if self.answered_at.len() >= cap {
            return Some(self.answered_at.front().map_or(1_000, |at| at.saturating_add(1_000).saturating_sub(at_ms)));
        }
        self.answered_at.push_back(at_ms);
        None
    }

    /// Puts the headers to an answer: those of the explorer it plays, and what the fault does to them.
    fn served(&self, answer: Answer, manner: Manner, reset_ms: Option<u64>, fault: Option<(Fault, u64)>, delivery: Delivery) -> Served {
        let Answer { status, body } = answer;
        let kind = if body.starts_with('<') { "text/html; charset=utf-8" } else { "application/json; charset=utf-8" };
        let mut headers = vec![("content-type", kind.to_owned())];
        let mut exposed = String::new();
        let left = |used: usize| self.cap.map_or(600, |cap| cap.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX)));
        match manner {
            Manner::Blockscout => {
                exposed.push_str(BLOCKSCOUT_EXPOSES);
                headers.push(("bypass-429-option", "no_bypass".to_owned()));
                headers.push(("x-ratelimit-limit", self.cap.unwrap_or(600).to_string()));
                headers.push(("x-ratelimit-remaining", left(self.answered_at.len()).to_string()));
                // In milliseconds.
                headers.push(("x-ratelimit-reset", reset_ms.unwrap_or(1_000).to_string()));
            }
            Manner::Routescan => {
                headers.push(("x-ratelimit-rpm-limit", self.cap.map_or(120, |cap| cap.saturating_mul(60)).to_string()));
                headers.push(("x-ratelimit-rpm-remaining", left(self.answered_at.len()).to_string()));
                headers.push(("x-ratelimit-rpm-reset", "1".to_owned()));
            }
            Manner::Etherscan | Manner::Nobody => {}
        }
        if let Some((Fault::Limited, chance)) = fault {
            headers.push(("retry-after", (1 + chance % 5).to_string()));
            if !exposed.is_empty() {
                exposed.push(',');
            }
            exposed.push_str("retry-after");
        }
        match fault.map(|(fault, _)| fault) {
            Some(Fault::LimitedUnreadable) => {}
            Some(Fault::CorsRefused) => headers.push(("access-control-allow-origin", "https://elsewhere.example".to_owned())),
            _ => headers.push(("access-control-allow-origin", "*".to_owned())),
        }
        if !exposed.is_empty() {
            headers.push(("access-control-expose-headers", exposed));
        }
        Served { status, headers, body, delivery, fault: fault.map(|(fault, _)| fault) }
    }
}

/// Before the number of a chain.
const ROUTESCAN: &str = "/v2/network/mainnet/evm/";

fn manner(path: &str) -> Manner {
    if path.starts_with("/api/v2/") {
        Manner::Blockscout
    } else if path == "/v2/api" {
        Manner::Etherscan
    } else if path.strip_prefix(ROUTESCAN).is_some_and(|rest| rest.split_once('/').is_some_and(|(_, rest)| rest == "etherscan/api")) {
        Manner::Routescan
    } else {
        Manner::Nobody
    }
}

/// Etherscan says so with status 200.
fn too_many(manner: Manner) -> Answer {
    match manner {
        Manner::Blockscout | Manner::Nobody => {
            Answer::new(429, r#"{"message":"Too many requests. Increase limits now at https://dev.blockscout.com"}"#)
        }
        Manner::Etherscan => etherscan::refused("Max calls per sec rate limit reached (3/sec)"),
        Manner::Routescan => Answer::new(429, r#"{"status":"0","message":"Too Many Requests","result":null}"#),
    }
}

fn trouble(chance: u64) -> Answer {
    match chance % 3 {
        0 => Answer::new(500, r#"{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"RPC Request failed."}}"#),
        1 => Answer::new(502, "<html><body><h1>502 Bad Gateway</h1></body></html>"),
        _ => Answer::new(503, "<html><body><h1>503 Service Unavailable</h1></body></html>"),
    }
}

/// What follows the host.
fn path_and_query(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let target = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
    target.split('#').next().unwrap_or(target)
}

/// A parameter without its percent-encoding; one that is not UTF-8 is passed over.
fn parameter(text: &str) -> Option<(String, String)> {
    let (key, value) = text.split_once('=')?;
    Some((decoded(key)?, decoded(value)?))
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let value = digit(rest.next()?)? * 16 + digit(rest.next()?)?;
                bytes.push(u8::try_from(value).ok()?);
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}
