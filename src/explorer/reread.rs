//! Reading transfers again from an explorer of the reader's own choice: what to ask it, and what it says of each. Pure;
//! whoever carries the questions hands the answers back.
//!
//! A stranger states transfers; whether a chain holds them is the chain's to say. A transfer is found again by its content
//! ([`confirm`](super::confirm)), for explorers number the rows of a transaction in ways of their own; what both state beside
//! it, the block's hash, its time and the row's place, must agree. What an explorer does not show is unknown, never right.

mod judge;
mod lists;

use serde::{Deserialize, Serialize};

use super::confirm;
use super::source::Source;
use super::{HttpAnswer, Page};
use crate::money::{Chain, Transfer};

pub use judge::judge;
pub use lists::{Ask, Lists, Silence, State};

/// Why nothing is known yet of a transfer that was not read.
pub const NOT_READ: &str = "it was not read yet";

/// A transfer as somebody states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// The transfer.
    pub transfer: Transfer,
    /// Which of those that look the same it is, counted from 0.
    pub nth: usize,
}

/// What came of reading a transfer again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is there, as stated.
    Same,
    /// The transaction is there and says otherwise: the sentence's part says how.
    Changed(String),
    /// It is not there: how the explorer says so.
    NotThere(String),
    /// Nobody could say: why.
    Unknown(String),
}

/// A transfer that was read again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The host that was asked; `None` where there was nobody.
    pub by: Option<String>,
    /// What it says.
    pub verdict: Verdict,
    /// The row that was read, where it is the transfer that was stated.
    pub row: Option<Transfer>,
}

/// Reading transfers again, under way.
#[derive(Debug)]
pub struct Reread {
    legs: Vec<Leg>,
    /// The lists of each leg.
    of: Vec<Vec<usize>>,
    lists: Lists,
}

impl Reread {
    /// Begins. Of the sources, the first that can answer about a chain is asked about it, with at most `budget` requests.
    #[must_use]
    pub fn new(legs: Vec<Leg>, sources: &[Source], budget: u32) -> Self {
        let mut lists = Lists::new(sources, legs.iter().map(|leg| leg.transfer.asset.chain()), budget);
        let of = legs
            .iter()
            .map(|leg| {
                let questions = lists.adapter(leg.transfer.asset.chain()).map(|adapter| confirm::questions(&leg.transfer, adapter));
                questions.unwrap_or_default().into_iter().map(|question| lists.add(question, MOST_PAGES)).collect()
            })
            .collect();
        Self { legs, of, lists }
    }

    /// What to ask next; `None` where nothing is left.
    pub fn ask(&mut self) -> Option<Ask> {
        self.lists.ask()
    }

    /// Takes the answer to what was asked last, or why there is none.
    pub fn take(&mut self, answer: Result<HttpAnswer, Silence>) {
        for list in self.lists.take(answer) {
            // What is found needs no further page.
            let waiting = self.of.iter().enumerate().filter(|(_, own)| own.contains(&list));
            if self.lists.state(list) == State::Open && waiting.map(|(at, _)| at).all(|at| self.seen(at).row.is_some()) {
                self.lists.enough(list);
            }
        }
    }

    /// Asks nothing more: what is open stays unknown, for this reason.
    pub fn give_up(&mut self, why: &str) {
        self.lists.give_up(why);
    }

    /// How many transfers there are, and how many are decided.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let open = |lists: &Vec<usize>| lists.iter().any(|list| self.lists.state(*list) == State::Open);
        (self.legs.len() - self.of.iter().filter(|lists| open(lists)).count(), self.legs.len())
    }

    /// Requests that were given out.
    #[must_use]
    pub const fn asked(&self) -> u32 {
        self.lists.asked()
    }

    /// The lists, to read more with the same explorers and the same budget.
    pub const fn lists(&mut self) -> &mut Lists {
        &mut self.lists
    }

    /// Who is asked about a chain.
    #[must_use]
    pub fn host(&self, chain: Chain) -> Option<&str> {
        self.lists.host(chain)
    }

    /// What is known of a transfer by what was read so far.
    #[must_use]
    pub fn seen(&self, at: usize) -> Seen {
        let Some((leg, own)) = self.legs.get(at).zip(self.of.get(at)) else {
            return Seen { by: None, verdict: Verdict::Unknown("there is no such transfer".to_owned()), row: None };
        };
        let chain = leg.transfer.asset.chain();
        let Some(by) = self.lists.host(chain).map(str::to_owned) else {
            let why = format!("nobody was chosen to be asked about {}", chain.name());
            return Seen { by: None, verdict: Verdict::Unknown(why), row: None };
        };
        let mut page = Page::default();
        for list in own {
            let goes_on = page.next.take();
            confirm::join(&mut page, self.lists.page(*list).clone());
            page.next = page.next.or(goes_on);
            page.failed.extend(self.lists.page(*list).failed.iter().copied());
        }
        let (verdict, row) = judge(leg, &page);
        let verdict = match own.iter().map(|list| self.lists.state(*list)).find(|state| !matches!(state, State::Whole)) {
            // A row that is there is there, whatever could not be read beside it.
            _ if row.is_some() => verdict,
            Some(State::NotHeld(why)) => Verdict::NotThere(why),
            Some(State::Failed(why)) => Verdict::Unknown(why),
            Some(State::Open) => Verdict::Unknown(NOT_READ.to_owned()),
            _ if own.is_empty() => Verdict::Unknown(format!("{by} has no list that could hold it")),
            _ => verdict,
        };
        Seen { by: Some(by), verdict, row }
    }

    /// All of them, in order.
    #[must_use]
    pub fn all(&self) -> Vec<Seen> {
        (0..self.legs.len()).map(|at| self.seen(at)).collect()
    }
}

/// A transaction with more pages than this is not read to the end.
const MOST_PAGES: u32 = 10;
