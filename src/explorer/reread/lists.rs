//! The lists that are read: each with its pages so far, all under one budget, none asked twice.

use std::collections::BTreeMap;
use std::fmt;

use super::super::source::Source;
use super::super::{About, Adapter, AnswerError, HttpAnswer, HttpRequest, Page, Question, confirm};
use crate::money::Chain;

/// How often one page is asked for where its host is busy or in trouble.
const TRIES: u32 = 3;
/// How long to wait before a page is asked for again where the host does not say, in milliseconds; twice that the next time.
const REST_MS: u64 = 1_000;
/// The longest wait for a host, in milliseconds: whoever wants more is not waited for.
const LONGEST_REST_MS: u64 = 30_000;

/// A request that is to be carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The request.
    pub request: HttpRequest,
    /// The address or transaction that its host sees.
    pub about: String,
    /// How long to wait before it is sent, in milliseconds.
    pub wait_ms: u64,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// In words.
    pub why: String,
    /// Whether asking again may help.
    pub is_passing: bool,
}

/// How far a list was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// There is more to ask.
    Open,
    /// It was read as far as it was wanted.
    Whole,
    /// The source does not know what was asked about: how it says so.
    NotHeld(String),
    /// It could not be read: why.
    Failed(String),
}

struct List {
    question: Question,
    page: Page,
    pages: u32,
    most_pages: u32,
    tries: u32,
    wait_ms: u64,
    state: State,
}

struct Asked {
    adapter: Box<dyn Adapter>,
    host: String,
}

/// Lists of several chains, each read with the explorer of its chain.
pub struct Lists {
    explorers: BTreeMap<Chain, Asked>,
    lists: Vec<List>,
    under_way: Option<HttpRequest>,
    left: u32,
    asked: u32,
}

impl fmt::Debug for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lists").field("lists", &self.lists.len()).field("asked", &self.asked).finish_non_exhaustive()
    }
}

impl Lists {
    /// Nothing to read yet. Of the sources, the first that can answer about a chain is asked about it.
    #[must_use]
    pub fn new(sources: &[Source], chains: impl IntoIterator<Item = Chain>, budget: u32) -> Self {
        let mut explorers = BTreeMap::new();
        for chain in chains {
            let able = sources.iter().find_map(|source| Some((source.host()?, source.adapter(chain).ok()?)));
            if let Some((host, adapter)) = able {
                explorers.entry(chain).or_insert_with(|| Asked { adapter, host: host.to_owned() });
            }
        }
        Self { explorers, lists: Vec::new(), under_way: None, left: budget, asked: 0 }
    }

    /// The adapter for a chain.
    #[must_use]
    pub fn adapter(&self, chain: Chain) -> Option<&dyn Adapter> {
        self.explorers.get(&chain).map(|asked| asked.adapter.as_ref())
    }

    /// Who is asked about a chain.
    #[must_use]
    pub fn host(&self, chain: Chain) -> Option<&str> {
        self.explorers.get(&chain).map(|asked| asked.host.as_str())
    }

    /// Adds a list, unless it is there; gives its number.
    pub fn add(&mut self, question: Question, most_pages: u32) -> usize {
        if let Some(known) = self.lists.iter().position(|list| first_page(&list.question) == first_page(&question)) {
            return known;
        }
        let page = Page::default();
        self.lists.push(List { question, page, pages: 0, most_pages, tries: 0, wait_ms: 0, state: State::Open });
        self.lists.len() - 1
    }

    /// What to ask next; `None` where nothing is left, or the budget is spent.
    pub fn ask(&mut self) -> Option<Ask> {
        loop {
            let list = self.lists.iter_mut().find(|list| list.state == State::Open)?;
            let explorer = self.explorers.get(&list.question.chain);
            match explorer.map(|asked| asked.adapter.request(&list.question)) {
                Some(Ok(_)) if self.left == 0 => {
                    list.state = State::Failed("it was not asked: the requests allowed are spent".to_owned());
                }
                Some(Ok(request)) => {
                    self.left -= 1;
                    self.asked += 1;
                    self.under_way = Some(request.clone());
                    let about = match &list.question.about {
                        About::Address(address) => address.to_string(),
                        About::Transaction(tx) => tx.to_string(),
                    };
                    return Some(Ask { request, about, wait_ms: std::mem::take(&mut list.wait_ms) });
                }
                Some(Err(error)) => list.state = State::Failed(error.to_string()),
                None => list.state = State::Failed(format!("nobody was chosen to be asked about {}", list.question.chain.name())),
            }
        }
    }

    /// Takes the answer to what was asked last, for every list that waits for it. Gives their numbers.
    pub fn take(&mut self, answer: Result<HttpAnswer, Silence>) -> Vec<usize> {
        let Some(request) = self.under_way.take() else { return Vec::new() };
        let mut touched = Vec::new();
        for (at, list) in self.lists.iter_mut().enumerate().filter(|(_, list)| list.state == State::Open) {
            let Some(asked) = self.explorers.get(&list.question.chain) else { continue };
            if asked.adapter.request(&list.question).as_ref() != Ok(&request) {
                continue;
            }
            touched.push(at);
            match &answer {
                Ok(answer) => match asked.adapter.parse(&list.question, answer) {
                    Ok(page) => list.add(page),
                    Err(AnswerError::NotHeld { host, what }) => list.state = State::NotHeld(format!("{host} does not know {what}")),
                    Err(error) => {
                        let wait_ms = match &error {
                            AnswerError::Limited { retry_after_ms, .. } => *retry_after_ms,
                            _ => None,
                        };
                        list.miss(error.to_string(), error.is_passing(), wait_ms);
                    }
                },
                Err(silence) => list.miss(format!("{}: {}", asked.host, silence.why), silence.is_passing, None),
            }
        }
        touched
    }

    /// Leaves a list as it is: it needs no further page.
    pub fn enough(&mut self, list: usize) {
        if let Some(list) = self.lists.get_mut(list).filter(|list| list.state == State::Open) {
            list.state = State::Whole;
        }
    }

    /// Asks nothing more.
    pub fn give_up(&mut self, why: &str) {
        for list in self.lists.iter_mut().filter(|list| list.state == State::Open) {
            list.state = State::Failed(why.to_owned());
        }
    }

    /// How far a list was read.
    #[must_use]
    pub fn state(&self, list: usize) -> State {
        self.lists.get(list).map_or_else(|| State::Failed("there is no such list".to_owned()), |list| list.state.clone())
    }

    /// What was read of a list.
    #[must_use]
    pub fn page(&self, list: usize) -> &Page {
        static NOTHING: Page =
            Page { transfers: Vec::new(), next: None, gaps: Vec::new(), window: None, labels: Vec::new(), failed: Vec::new() };
        self.lists.get(list).map_or(&NOTHING, |list| &list.page)
    }

    /// Requests that were given out.
    #[must_use]
    pub const fn asked(&self) -> u32 {
        self.asked
    }
}

impl List {
    fn add(&mut self, page: Page) {
        self.pages += 1;
        self.tries = 0;
        let next = page.next.clone();
        self.page.failed.extend(page.failed.iter().copied());
        confirm::join(&mut self.page, page);
        match next {
            None => self.state = State::Whole,
            // That it goes on stays marked in the page.
            Some(_) if self.pages >= self.most_pages => self.state = State::Whole,
            Some(cursor) => self.question.cursor = Some(cursor),
        }
    }

    fn miss(&mut self, why: String, is_passing: bool, wait_ms: Option<u64>) {
        self.tries += 1;
        let wait_ms = wait_ms.unwrap_or(REST_MS << self.tries.saturating_sub(1).min(8));
        if is_passing && self.tries < TRIES && wait_ms <= LONGEST_REST_MS {
            self.wait_ms = wait_ms;
        } else {
            self.state = State::Failed(why);
        }
    }
}

fn first_page(question: &Question) -> Question {
    Question { cursor: None, ..question.clone() }
}
