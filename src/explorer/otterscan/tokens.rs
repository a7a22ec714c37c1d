//! ERC-20 transfers of an address: events by their topics, in windows of blocks that shrink where a node says they are too
//! large and grow where it does not. The state of that is the cursor.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::Address as Evm;
use serde_json::json;

use super::super::gather::{Gather, Naming, cursor, parameter, parameters};
use super::super::jsonrpc::{self, Call, Log, Outcome, RpcError, TRANSFER, Trouble};
use super::super::{AnswerError, Cursor, Order, Page, Question};
use super::moves;

/// More events than this in one answer are asked for in smaller windows.
const MOST_EVENTS: usize = 10_000;
/// Blocks whose times are asked for at once.
const MOST_TIMES: usize = 200;

/// A window of blocks, and what lies behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// First block.
    low: u64,
    /// Last block; `None` for the newest there is.
    high: Option<u64>,
    /// Blocks in a window.
    span: u64,
    /// The end of the whole range, in the direction of reading.
    end: u64,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Which block is the newest.
    Head,
    /// The events of a window, and the times of these blocks, whose events state none.
    Events(Window, Vec<u64>),
}

impl Stage {
    pub(super) fn of(question: &Question) -> Option<Self> {
        let number = |key| parameter(question, key).map(str::parse::<u64>).transpose().ok();
        match (&question.cursor, parameter(question, "stage")) {
            // All of it in one question, which a node of one's own mostly answers.
            (None, _) => {
                let (low, high) = match question.order {
                    Order::Oldest => (question.start.unwrap_or(0), None),
                    Order::Newest => (0, question.start),
                };
                Some(Self::Events(Window { low, high, span: u64::MAX, end: if high.is_some() { low } else { u64::MAX } }, Vec::new()))
            }
            (_, Some("head")) => Some(Self::Head),
            (_, Some("events")) => {
                let window = Window { low: number("low")??, high: number("high")?, span: number("span")??, end: number("end")?? };
                let times = parameters(question, "time").map(|block| block.parse().ok()).collect::<Option<Vec<u64>>>()?;
                (window.span > 0 && times.len() <= MOST_TIMES).then_some(Self::Events(window, times))
            }
            _ => None,
        }
    }

    pub(super) fn ask(&self, address: &Evm) -> Vec<Call> {
        match self {
            Self::Head => vec![Call::new("eth_blockNumber", json!([]))],
            Self::Events(window, times) => {
                let own = jsonrpc::topic(address);
                let out = Call::logs(window.low, window.high, &json!([TRANSFER, own]));
                let into = Call::logs(window.low, window.high, &json!([TRANSFER, null, own]));
                [out, into].into_iter().chain(times.iter().copied().map(Call::block)).collect()
            }
        }
    }
}

impl Window {
    fn cursor(self, times: &BTreeSet<u64>) -> Cursor {
        let high = self.high.map(|high| ("high", high.to_string()));
        let all =
            [("stage", "events".to_owned()), ("low", self.low.to_string()), ("span", self.span.to_string()), ("end", self.end.to_string())];
        cursor(all.into_iter().chain(high).chain(times.iter().map(|block| ("time", block.to_string()))))
    }

    /// The first window of a range.
    fn first(order: Order, low: u64, high: u64, span: u64) -> Self {
        let end = if order == Order::Oldest { high } else { low };
        Self::from(order, if order == Order::Oldest { low } else { high }, end, span)
    }

    /// The window that begins at a block.
    fn from(order: Order, block: u64, end: u64, span: u64) -> Self {
        let wide = span.saturating_sub(1);
        let (low, high) = match order {
            Order::Oldest => (block, block.saturating_add(wide).min(end)),
            Order::Newest => (block.saturating_sub(wide).max(end), block),
        };
        Self { low, high: Some(high), span, end }
    }

    /// The next one, a little wider: most limits are on the number of blocks, so the next size up often fails again. `None`
    /// behind the end.
    fn next(self, order: Order) -> Option<Self> {
        let span = self.span.saturating_add((self.span / 4).max(1));
        let high = self.high?;
        match order {
            Order::Oldest if high < self.end => Some(Self::from(order, high.checked_add(1)?, self.end, span)),
            Order::Newest if self.low > self.end => Some(Self::from(order, self.low.checked_sub(1)?, self.end, span)),
            _ => None,
        }
    }

    /// From the same block on, half as wide; `None` where it is one block only.
    fn half(self, order: Order) -> Option<Self> {
        let high = self.high?;
        let width = high.checked_sub(self.low)?.checked_add(1)?;
        let start = if order == Order::Oldest { self.low } else { high };
        (width > 1).then(|| Self::from(order, start, self.end, width / 2))
    }
}

/// Reads the answer of a stage.
pub(super) fn parse(question: &Question, host: &str, stage: &Stage, outcomes: Vec<Outcome>) -> Result<Page, AnswerError> {
    let unreadable = |why: String| AnswerError::Unreadable { host: host.to_owned(), why };
    match stage {
        Stage::Head => {
            let head = outcomes.into_iter().next().ok_or_else(|| unreadable("no answer".to_owned()))?;
            let head =
                head.map_err(|error| error.as_answer(host, 200))?.ok_or_else(|| unreadable("it states no newest block".to_owned()))?;
            let head = jsonrpc::shape::<String>(&head).and_then(|text| jsonrpc::number(&text)).map_err(unreadable)?;
            let low = if question.order == Order::Oldest { question.start.unwrap_or(0) } else { 0 };
            if low > head {
                return Ok(Page::default());
            }
            // The whole range was too large.
            let span = ((head - low) / 2).max(1);
            Ok(Page { next: Some(Window::first(question.order, low, head, span).cursor(&BTreeSet::new())), ..Page::default() })
        }
        Stage::Events(window, times) => events(question, host, *window, times, outcomes),
    }
}

fn events(question: &Question, host: &str, window: Window, asked: &[u64], outcomes: Vec<Outcome>) -> Result<Page, AnswerError> {
    let unreadable = |why: String| AnswerError::Unreadable { host: host.to_owned(), why };
    let mut outcomes = outcomes.into_iter();
    let mut logs: Vec<Log> = Vec::new();
    for outcome in outcomes.by_ref().take(2) {
        match outcome {
            Ok(result) => {
                let result = result.ok_or_else(|| unreadable("it gives no list of events".to_owned()))?;
                logs.extend(jsonrpc::shape::<Vec<Log>>(&result).map_err(unreadable)?);
            }
            Err(error) if error.trouble() == Trouble::TooMuch => return smaller(question, host, window, &error),
            Err(error) => return Err(error.as_answer(host, 200)),
        }
    }
    if logs.len() > MOST_EVENTS {
        let error = RpcError { code: 0, message: format!("more than {MOST_EVENTS} events came") };
        return smaller(question, host, window, &error);
    }
    let known = moves::times(host, asked, outcomes)?;
    let (mut gather, mut seen, mut timeless) = (Gather::new(question), BTreeSet::new(), BTreeSet::new());
    for (at, log) in logs.iter().enumerate() {
        match read(log, window, &known) {
            Ok((block, None)) => {
                timeless.insert(block);
            }
            // A transfer to oneself is on both lists.
            Ok((block, Some(time))) if seen.insert((block, log.log_index.clone())) => {
                let taken = log.place(time).and_then(|place| gather.event(place, log, Naming::Log));
                if let Err(why) = taken {
                    gather.gap(format!("event {at} of {} is left out: {why}", logs.len()));
                }
            }
            Ok(_) => {}
            Err(why) => gather.gap(format!("event {at} of {} is left out: {why}", logs.len())),
        }
    }
    if timeless.is_empty() {
        return Ok(gather.page(window.next(question.order).map(|next| next.cursor(&BTreeSet::new()))));
    }
    if !asked.is_empty() {
        return Err(unreadable("events of other blocks came than a moment ago; ask again".to_owned()));
    }
    if timeless.len() > MOST_TIMES {
        let error = RpcError { code: 0, message: format!("events of more than {MOST_TIMES} blocks came without their times") };
        return smaller(question, host, window, &error);
    }
    Ok(Page { next: Some(window.cursor(&timeless)), ..Page::default() })
}

/// The block and time of an event; no time where nobody has said it.
fn read(
    log: &Log,
    window: Window,
    known: &BTreeMap<u64, crate::money::UnixSeconds>,
) -> Result<(u64, Option<crate::money::UnixSeconds>), String> {
    let block = log.block()?;
    if block < window.low || window.high.is_some_and(|high| block > high) {
        return Err(format!("it is of block {block}, which was not asked about"));
    }
    let own = log.block_timestamp.as_deref().map(jsonrpc::time).transpose()?;
    Ok((block, own.or_else(|| known.get(&block).copied())))
}

fn smaller(question: &Question, host: &str, window: Window, error: &RpcError) -> Result<Page, AnswerError> {
    let none = BTreeSet::new();
    let next = match (window.high, window.half(question.order)) {
        (None, _) => return Ok(Page { next: Some(cursor([("stage", "head".to_owned())])), ..Page::default() }),
        (Some(_), Some(half)) => Some(half.cursor(&none)),
        // One block, and still too much.
        (Some(high), None) => {
            let mut gather = Gather::new(question);
            gather.gap(format!("the token transfers of block {high} are missing: {host} says {:?}", error.message));
            return Ok(gather.page(window.next(question.order).map(|next| next.cursor(&none))));
        }
    };
    Ok(Page { next, ..Page::default() })
}
