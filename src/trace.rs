//! Following the money: a state machine without I/O. `step(event) -> questions`.
//!
//! A [`Trace`] first looks the seeds of its case up, then reads the history of the address that holds most of the
//! unresolved stolen money, over and over, until the budget is spent or nothing is left to ask. After every history the
//! taint is replayed exactly, in the order of the chain ([`taint`]). The same answers give the same questions in the same
//! order.

pub mod end;
pub mod frontier;
pub mod guard;
pub mod history;
pub mod path;
pub mod survey;
pub mod taint;
pub mod view;

use std::collections::{BTreeMap, BTreeSet};

use crate::case::Case;
use crate::explorer::{About, Adapter, Answered, Coverage, Order, Page, Part, Question};
use crate::label::{Category, KnownLabels};
use crate::money::{Account, Address, Transfer, TransferId};
use history::{Added, History, Reading};
use survey::Survey;
use view::{Finding, Progress, Settings, Stage, View};

/// How many pages of one list are read for one address. An address with more is a service in all but name.
const MOST_PAGES: u32 = 20;

/// What happened, told to [`Trace::step`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Begin.
    Start,
    /// A question was answered.
    Page {
        /// The question.
        question: Question,
        /// What the answer held.
        page: Box<Page>,
        /// The answer on record.
        source: Answered,
    },
    /// A question was given up.
    Failed {
        /// The question.
        question: Question,
        /// Why, in a sentence.
        why: String,
        /// Whether the source simply does not hold it.
        not_held: bool,
    },
    /// The visitor stops the run. Questions under way count as not asked.
    Stop,
    /// The visitor lets it go on, with this budget counted from the start.
    GoOn {
        /// Requests allowed in all.
        budget: u32,
    },
    /// The visitor found out what an address is.
    Found(Address, Finding),
}

/// What is being read: every list of one thing.
#[derive(Clone, Debug)]
struct Job {
    about: About,
    /// Blocks below this need no page: the stolen money came later.
    from_block: u64,
    waiting: BTreeSet<Question>,
    pages_read: BTreeMap<Part, u32>,
    transfers: Vec<(Transfer, usize)>,
    coverage: Vec<Coverage>,
    not_held: bool,
}

/// A run of following one case.
#[derive(Debug)]
pub struct Trace {
    case: Case,
    settings: Settings,
    labels: KnownLabels,
    address_parts: &'static [Part],
    transaction_parts: &'static [Part],
    history: History,
    seeds: BTreeSet<TransferId>,
    seeds_open: Vec<usize>,
    findings: BTreeMap<Address, Finding>,
    stage: Stage,
    asked: u32,
    job: Option<Job>,
    notes: BTreeSet<String>,
}

impl Trace {
    /// A trace that has not begun. `adapter` says which lists make up a history.
    #[must_use]
    pub fn new(case: Case, settings: Settings, labels: KnownLabels, adapter: &dyn Adapter) -> Self {
        let address_parts = adapter.parts(&About::Address(Address::evm_zero()));
        let transaction_parts = case.seeds.first().map_or(&[][..], |seed| adapter.parts(&About::Transaction(seed.tx)));
        let seeds_open = (0..case.seeds.len()).rev().collect();
        Self {
            case,
            settings,
            labels,
            address_parts,
            transaction_parts,
            history: History::default(),
            seeds: BTreeSet::new(),
            seeds_open,
            findings: BTreeMap::new(),
            stage: Stage::Stopped,
            asked: 0,
            job: None,
            notes: BTreeSet::new(),
        }
    }

    /// Takes what happened and says what to ask next. Questions that were not given out by a step are ignored.
    pub fn step(&mut self, event: Event) -> Vec<Question> {
        match event {
            Event::Start => self.stage = Stage::Running,
            Event::Page { question, page, source } => {
                if !self.take_waiting(&question) {
                    return Vec::new();
                }
                let more = self.take_page(&question, *page, source);
                if !more.is_empty() {
                    return self.ask(more);
                }
            }
            Event::Failed { question, why, not_held } => {
                if !self.take_waiting(&question) {
                    return Vec::new();
                }
                if let Some(job) = &mut self.job {
                    job.not_held |= not_held;
                    job.coverage.push(Coverage::Failed(why));
                }
            }
            Event::Stop => {
                let open = self.job.take().map_or(0, |job| job.waiting.len());
                self.asked = self.asked.saturating_sub(u32::try_from(open).unwrap_or(0));
                self.stage = Stage::Stopped;
                return Vec::new();
            }
            Event::GoOn { budget } => {
                self.settings.budget = budget.max(self.asked);
                if self.job.is_none() {
                    self.stage = Stage::Running;
                }
            }
            Event::Found(address, finding) => {
                self.findings.insert(address, finding);
            }
        }
        self.advance()
    }

    /// Spends one request of the budget on asking again; `false` where none is left.
    pub const fn spend_one(&mut self) -> bool {
        let left = self.asked < self.settings.budget;
        if left {
            self.asked += 1;
        }
        left
    }

    /// Where the run stands.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// Requests given out so far, those that were spent on asking again included.
    #[must_use]
    pub const fn asked(&self) -> u32 {
        self.asked
    }

    /// Requests allowed in all, counted from the start.
    #[must_use]
    pub const fn budget(&self) -> u32 {
        self.settings.budget
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress_in(&Survey::of(self))
    }

    /// The trace as data, for a screen or a tip.
    #[must_use]
    pub fn view(&self) -> View {
        view::build(self)
    }

    fn take_waiting(&mut self, question: &Question) -> bool {
        self.job.as_mut().is_some_and(|job| job.waiting.remove(question))
    }

    /// Keeps a page; gives back the question for the next one where it is needed.
    fn take_page(&mut self, question: &Question, page: Page, source: Answered) -> Vec<Question> {
        let host = source.provider.clone();
        let index = self.history.add_source(source);
        for label in page.labels {
            self.labels.add(label);
        }
        let Some(job) = &mut self.job else { return Vec::new() };
        let count = job.pages_read.entry(question.part).or_default();
        *count += 1;
        let oldest = page.transfers.iter().map(|transfer| transfer.block).min();
        job.transfers.extend(page.transfers.into_iter().map(|transfer| (transfer, index)));
        job.coverage.extend(page.gaps.into_iter().map(Coverage::Cut));
        if let Some(window) = page.window {
            job.coverage.push(Coverage::Window(window));
        }
        let Some(cursor) = page.next else { return Vec::new() };
        if *count >= MOST_PAGES {
            job.coverage
                .push(Coverage::Cut(format!("{host}: the history goes on after {MOST_PAGES} pages of this list; the rest was not read")));
            return Vec::new();
        }
        // Lists run from the newest to the oldest: what is older than the stolen money's arrival needs no page.
        if oldest.is_some_and(|oldest| oldest < job.from_block) {
            let block = job.from_block;
            job.coverage.push(Coverage::Window(format!(
                "read back to block {block}, where the stolen money arrived; older money here counts only as far as these pages show it"
            )));
            return Vec::new();
        }
        if self.asked >= self.settings.budget {
            job.coverage.push(Coverage::Cut(format!("{host}: the request budget ended before the next page of this list")));
            return Vec::new();
        }
        let next = Question { cursor: Some(cursor), ..question.clone() };
        job.waiting.insert(next.clone());
        vec![next]
    }

    fn ask(&mut self, questions: Vec<Question>) -> Vec<Question> {
        self.asked = self.asked.saturating_add(u32::try_from(questions.len()).unwrap_or(u32::MAX));
        questions
    }

    /// Finishes what is finished and begins what is next.
    fn advance(&mut self) -> Vec<Question> {
        if self.job.as_ref().is_some_and(|job| !job.waiting.is_empty()) {
            return Vec::new();
        }
        if let Some(job) = self.job.take() {
            self.finish(job);
        }
        while self.stage == Stage::Running {
            let Some(job) = self.next_job() else {
                self.stage = Stage::Done;
                break;
            };
            if self.asked.saturating_add(u32::try_from(job.waiting.len()).unwrap_or(u32::MAX)) > self.settings.budget {
                self.stage = Stage::Spent;
                break;
            }
            if let About::Transaction(_) = job.about {
                self.seeds_open.pop();
            }
            let questions: Vec<Question> = job.waiting.iter().cloned().collect();
            if questions.is_empty() {
                self.finish(job);
                continue;
            }
            self.job = Some(job);
            return self.ask(questions);
        }
        Vec::new()
    }

    /// Seeds first, in the case's order; then the address where most of the unresolved stolen money is.
    fn next_job(&self) -> Option<Job> {
        let (about, parts, from_block): (_, Vec<Part>, _) = if let Some(&seed) = self.seeds_open.last() {
            let seed = self.case.seeds.get(seed)?;
            let unneeded = if seed.asset.is_native() { &[Part::Tokens][..] } else { &[Part::Transactions, Part::Internal][..] };
            let parts = self.transaction_parts.iter().copied().filter(|part| !unneeded.contains(part)).collect();
            (About::Transaction(seed.tx), parts, 0)
        } else {
            let survey = Survey::of(self);
            let next = frontier::next(self, &survey)?;
            (About::Address(next.address), self.address_parts.to_vec(), next.first_block)
        };
        let waiting = parts
            .into_iter()
            .map(|part| Question { chain: self.case.chain, about: about.clone(), part, order: Order::Newest, start: None, cursor: None })
            .collect();
        Some(Job { about, from_block, waiting, pages_read: BTreeMap::new(), transfers: Vec::new(), coverage: Vec::new(), not_held: false })
    }

    fn finish(&mut self, job: Job) {
        let coverage = worst(job.coverage);
        for (transfer, source) in job.transfers {
            if let Added::Differs(conflict) = self.history.add(&transfer, source) {
                self.notes.insert(conflict);
            }
        }
        match job.about {
            About::Transaction(tx) => {
                if let Some(why) = coverage.why().filter(|_| !coverage.is_complete()) {
                    self.notes.insert(format!("The theft's transaction {tx} could not be read whole: {why}."));
                }
                self.find_seeds(tx);
            }
            About::Address(address) => {
                self.history.set_reading(address, Reading { coverage, not_held: job.not_held });
            }
        }
    }

    /// Finds the theft's transfers in a transaction that was read, and compares them with what the case states.
    fn find_seeds(&mut self, tx: crate::money::TxId) {
        for seed in self.case.seeds.iter().filter(|seed| seed.tx == tx) {
            let symbol = seed.asset.known().map_or("", |known| known.symbol);
            let mut found: Vec<Transfer> = self
                .history
                .of_transaction(tx)
                .map(|row| self.history.transfer(row))
                .filter(|transfer| transfer.to == seed.to && transfer.asset == seed.asset && guard::moves_value(transfer))
                .collect();
            found.sort_by_key(Transfer::id);
            let exact = found.iter().find(|transfer| transfer.amount == seed.amount).or(found.first());
            match exact {
                None => {
                    self.notes.insert(format!(
                        "The {symbol} transfer of the theft was not found in transaction {tx}: this {symbol} is not followed."
                    ));
                }
                Some(transfer) => {
                    if transfer.amount != seed.amount {
                        self.notes.insert(format!(
                            "The case states {} base units of {symbol} in transaction {tx}; the explorer shows {}. The explorer's amount is used.",
                            seed.amount, transfer.amount
                        ));
                    }
                    self.seeds.insert(transfer.id());
                }
            }
        }
    }

    /// The address stands for a service by its best label, or because the case says that money was sold to it.
    fn category(&self, address: &Address) -> Option<Category> {
        let account = Account::new(self.case.chain, address.clone()).ok()?;
        self.labels.of(&account).iter().map(|label| label.category).find(|category| !matches!(category, Category::Thief | Category::Victim))
    }

    fn progress_in(&self, survey: &Survey) -> Progress {
        let waiting = frontier::ranked(self, survey).len();
        let now = match (&self.job, self.stage) {
            (Some(Job { about: About::Address(address), .. }), _) => format!("Reading the history of {address}"),
            (Some(Job { about: About::Transaction(tx), .. }), _) => format!("Looking up the theft in transaction {tx}"),
            (None, Stage::Running) => "Beginning".to_owned(),
            (None, Stage::Stopped) => "Stopped. Nothing is being asked.".to_owned(),
            (None, Stage::Spent) => "The request budget is spent. A larger one goes on from here.".to_owned(),
            (None, Stage::Done) => "Nothing is left to ask.".to_owned(),
        };
        Progress {
            stage: self.stage,
            asked: self.asked,
            budget: self.settings.budget,
            read: u32::try_from(self.history.readings().count()).unwrap_or(u32::MAX),
            waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
            now,
        }
    }
}

/// The least complete of the parts: failed, then cut, then window, then whole. Reasons of one kind are joined.
fn worst(parts: Vec<Coverage>) -> Coverage {
    let (mut failed, mut cut, mut window) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        let (reasons, why) = match part {
            Coverage::Whole => continue,
            Coverage::Unknown => (&mut cut, "the source does not say how much of the history this is".to_owned()),
            Coverage::Failed(why) => (&mut failed, why),
            Coverage::Cut(why) => (&mut cut, why),
            Coverage::Window(why) => (&mut window, why),
        };
        // Pages of one list repeat what their source says of itself.
        for reason in why.split("; ").map(str::to_owned) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }
    match (failed.is_empty(), cut.is_empty(), window.is_empty()) {
        (false, ..) => Coverage::Failed(failed.join("; ")),
        (_, false, _) => Coverage::Cut(cut.join("; ")),
        (.., false) => Coverage::Window(window.join("; ")),
        _ => Coverage::Whole,
    }
}
