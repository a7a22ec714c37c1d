//! Following the money: a state machine without I/O. `step(event) -> questions`.
//!
//! A [`Trace`] first looks the seeds of its case up, then reads the history of the address that holds most of the
//! unresolved stolen money, over and over, until the budget is spent or nothing is left to ask. After every history the
//! taint is replayed exactly, in the order of the chain ([`taint`]). The same answers give the same questions in the same
//! order.

mod asking;
mod cross;
pub mod end;
mod explorers;
pub mod guard;
pub mod history;
pub mod journey;
mod labelled;
pub mod link;
mod look;
pub mod mixing;
pub mod path;
pub mod pattern;
mod reading;
pub mod search;
mod seeds;
pub mod spends;
pub mod survey;
pub mod taint;
pub mod view;

use std::collections::{BTreeMap, BTreeSet};

use crate::case::Case;
use crate::explorer::{About, Adapter, Answered, Coverage, Page, Question};
use crate::label::{Category, KnownLabels, OwnLabels};
use crate::money::{Address, Chain, Transfer, TransferId, TxId, UnixSeconds};
use end::Inferred;
use explorers::Explorers;
use history::{Added, History, Reading, Who};
use link::Links;
use reading::{Job, Known};
use search::flow::Flows;
use search::rank::{Ask, Candidate, candidates};
use search::trail::Trail;
use taint::{Mode, Swap, Taint};
use view::{Direction, Finding, Progress, Settings, Stage, Start, View};

/// How many pages of one list are read for one address. An address with more is a service in all but name.
const MOST_PAGES: u32 = 20;

/// How often the trail is gone over anew after an answer, while what it shows changes it.
const MOST_RENEWALS: usize = 4;

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
    /// The visitor's own labels changed: those that are gone, and those that came.
    Labelled {
        /// No longer there.
        gone: Box<OwnLabels>,
        /// New.
        put: Box<OwnLabels>,
    },
}

/// A run of following one case.
#[derive(Debug)]
pub struct Trace {
    case: Case,
    settings: Settings,
    labels: KnownLabels,
    explorers: Explorers,
    history: History,
    /// What each address's history was read from and to.
    known: BTreeMap<Address, Known>,
    seeds: BTreeSet<TransferId>,
    /// Transactions that are still to be looked up, last first.
    lookups: Vec<TxId>,
    findings: BTreeMap<Address, Finding>,
    inferred: BTreeMap<Who, Inferred>,
    links: Links,
    trail: Trail,
    queue: Vec<Candidate>,
    taint: Taint,
    read_in_pieces: bool,
    stage: Stage,
    asked: u32,
    job: Option<Job>,
    notes: BTreeSet<String>,
    lists: cross::Lists,
    /// What part it has in a journey over several chains.
    part: journey::Part,
    spends: spends::Spends,
    looked: look::Looked,
}

impl Trace {
    /// A trace that has not begun. The adapters say which lists make up a history; the first is asked first.
    #[must_use]
    pub fn new(case: Case, settings: Settings, labels: KnownLabels, adapters: &[Box<dyn Adapter>]) -> Self {
        Self::asking(case, settings, labels, Explorers::of(adapters))
    }

    fn asking(case: Case, settings: Settings, labels: KnownLabels, explorers: Explorers) -> Self {
        let chain = settings.chain.unwrap_or(case.chain);
        let case = case.on(chain);
        let mut lookups: Vec<TxId> = match &settings.start {
            Start::Case => case.seeds.iter().map(|seed| seed.tx).chain(case.transactions.iter().map(|theft| theft.tx)).collect(),
            Start::Transfer { tx, .. } => vec![*tx],
            Start::Address(_) => Vec::new(),
        };
        lookups.reverse();
        // The sales belong to the theft: whoever asks for an address asks for what it paid.
        let mut taint = Taint::new(settings.direction);
        for swap in case.swaps.iter().filter(|_| settings.direction == Direction::Forward) {
            taint.add_swap(Swap { at: swap.at.clone(), bought: swap.bought.clone(), proceeds: swap.proceeds.iter().copied().collect() });
        }
        Self {
            case,
            settings,
            labels,
            read_in_pieces: explorers.read_in_pieces(),
            explorers,
            history: History::default(),
            known: BTreeMap::new(),
            seeds: BTreeSet::new(),
            lookups,
            findings: BTreeMap::new(),
            inferred: BTreeMap::new(),
            links: Links::default(),
            trail: Trail::default(),
            queue: Vec::new(),
            taint,
            stage: Stage::Stopped,
            asked: 0,
            job: None,
            notes: BTreeSet::new(),
            lists: cross::Lists::default(),
            part: journey::Part::default(),
            spends: spends::Spends::default(),
            looked: look::Looked::default(),
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
                let instead = self.ask_instead(&question, why, not_held);
                if !instead.is_empty() {
                    return self.ask(instead);
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
                if finding == Finding::Look {
                    self.looked.wish(address);
                } else {
                    self.findings.insert(address, finding);
                    self.renew();
                }
                if self.stage == Stage::Done {
                    self.stage = Stage::Running;
                }
            }
            Event::Labelled { gone, put } => self.relabel(&gone, &put),
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

    /// The trace as data, for a screen or a tip.
    #[must_use]
    pub fn view(&self) -> View {
        view::build(self)
    }

    fn take_waiting(&mut self, question: &Question) -> bool {
        self.job.as_mut().is_some_and(|job| job.waiting.remove(question))
    }

    /// Keeps a page; gives back the question for the next one where it is needed.
    fn take_page(&mut self, question: &Question, mut page: Page, source: Answered) -> Vec<Question> {
        let host = source.provider.clone();
        let index = self.history.add_source(source);
        let is_look = matches!(&self.job, Some(Job { ask: Some(Ask::Look(_)), .. }));
        for label in std::mem::take(&mut page.labels).into_iter().filter(|_| !is_look) {
            self.labels.add(label);
        }
        if let Some(job) = &mut self.job {
            job.is_window |= page.window.is_some();
        }
        if let Some(Job { ask: Some(Ask::Whole(_)), .. }) = &self.job
            && let Some(start) = question.start
        {
            page.window.get_or_insert_with(|| read_from(start));
        }
        let spent = self.asked >= self.settings.budget;
        let Some(job) = &mut self.job else { return Vec::new() };
        job.take(question.part, page.transfers, index);
        job.coverage.extend(page.gaps.into_iter().map(Coverage::Cut));
        job.failed.extend(page.failed);
        job.coverage.extend(page.window.map(Coverage::Window));
        job.next_page(question, page.next, &host, spent)
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
        // In a journey it is decided among all chains what is next.
        if self.part.is_led { Vec::new() } else { self.begin() }
    }

    /// Begins what is next.
    fn begin(&mut self) -> Vec<Question> {
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
                self.lookups.pop();
            }
            let questions: Vec<Question> = job.waiting.iter().cloned().collect();
            if questions.is_empty() {
                self.finish(job);
                continue;
            }
            self.job = Some(job);
            return self.ask(questions);
        }
        if self.stage != Stage::Running {
            // Origins that were not all read: what is known of them counts.
            self.count_origins(true);
        }
        Vec::new()
    }

    fn finish(&mut self, job: Job) {
        if let (Some(Ask::Look(from)), About::Address(pool)) = (&job.ask, &job.about) {
            self.keep_look(&pool.clone(), *from, &job);
            return;
        }
        let coverage = worst(job.coverage.clone());
        self.void(&job.failed);
        let mut came = Vec::new();
        for (transfer, source) in &job.transfers {
            if self.is_void(transfer) {
                continue;
            }
            match self.history.add(transfer, *source) {
                Added::New(row) => {
                    self.know_inside(transfer);
                    came.push(row);
                    self.taint.touch(row);
                    if !self.in_window(transfer.at) {
                        self.taint.leave_out(row, true);
                    }
                }
                Added::Seen(_) => {}
                Added::Differs(conflict) => {
                    self.notes.insert(conflict);
                }
            }
        }
        self.spends.learn(&self.history, &came);
        self.compare_with_lists(&job.about, &came);
        match &job.about {
            About::Transaction(tx) => {
                if let Some(why) = coverage.why().filter(|_| !coverage.is_complete()) {
                    self.notes.insert(format!("The transaction {tx} could not be read whole: {why}."));
                }
                self.part.looked_up.insert(*tx);
                self.find_seeds(*tx);
            }
            About::Address(address) => {
                let forward = self.settings.direction == Direction::Forward;
                let known = self.known.entry(address.clone()).or_default();
                if let Some(coverage) = known.learn(&job, coverage, forward) {
                    self.history.set_reading(address.clone(), Reading { coverage, not_held: job.not_held });
                }
                self.compare_lists(address, &job);
            }
        }
        self.renew();
    }

    /// The inside of a transaction is known whole with its rows, and passes everything on: nobody is asked about it.
    fn know_inside(&mut self, transfer: &Transfer) {
        let inside = [&transfer.from, &transfer.to].into_iter().find(|address| address.is_inside_of_transaction());
        if let Some(inside) = inside.filter(|inside| !self.known.contains_key(inside)) {
            self.known.insert(inside.clone(), Known { before: true, ..Known::default() });
            self.history.set_reading(inside.clone(), Reading { coverage: Coverage::Whole, not_held: false });
        }
    }

    /// Brings the trail, what is inferred from it, the ledgers and the queue up to date.
    fn renew(&mut self) {
        for _ in 0..MOST_RENEWALS {
            self.links = std::mem::take(&mut self.links).renewed(self);
            let trail = std::mem::take(&mut self.trail);
            let before = trail.payments.clone();
            self.trail = trail.renewed(self);
            let inferred = end::infer(self);
            let same = inferred == self.inferred && before == self.trail.payments;
            self.inferred = inferred;
            if same {
                break;
            }
        }
        self.count_origins(false);
        let flows = Flows::of(self);
        let modes: Vec<(Who, Mode)> = self
            .known
            .keys()
            .filter_map(|address| self.history.who(address))
            .map(|who| {
                let mode = match (flows.is_followed(who), flows.passes_on(who)) {
                    (true, _) => Mode::Follow,
                    (_, true) => Mode::Through,
                    _ => Mode::Rest,
                };
                (who, mode)
            })
            .collect();
        for (who, mode) in modes {
            self.taint.set_mode(who, mode);
        }
        self.taint.set_links(self.links.joined());
        self.taint.update(&self.history);
        self.queue = candidates(self, &self.trail);
    }

    /// Whether a moment lies in the visitor's window.
    fn in_window(&self, at: UnixSeconds) -> bool {
        self.settings.from_at.is_none_or(|from| from <= at) && self.settings.until_at.is_none_or(|until| at <= until)
    }

    /// Whether following ends at an address by the visitor's word or by what it does.
    fn ends_at(&self, who: Who) -> bool {
        match self.finding(self.history.address(who)) {
            Some(Finding::Stop | Finding::Exchange) => true,
            Some(Finding::Follow) => false,
            Some(Finding::Look) | None => self.inferred.contains_key(&who),
        }
    }

    /// The address stands for a service by its best label.
    fn category(&self, address: &Address) -> Option<Category> {
        let listed = || (self.case.chain == Chain::ETHEREUM && pattern::tornado::is_listed(address)).then_some(Category::Mixer);
        self.label_of(address).map(|label| label.category).or_else(listed)
    }

    /// What the visitor found out that changes how an address is followed. A look for leads changes nothing.
    fn finding(&self, address: &Address) -> Option<Finding> {
        self.findings.get(address).copied()
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let waiting = self.queue.len();
        let now = match (&self.job, self.stage) {
            (Some(Job { about: About::Address(address), .. }), _) => format!("Reading the history of {address}"),
            (Some(Job { about: About::Transaction(tx), .. }), _) => format!("Looking up transaction {tx}"),
            (None, Stage::Running) => "Beginning".to_owned(),
            (None, Stage::Stopped) => "Stopped. Nothing is being asked.".to_owned(),
            (None, Stage::Spent) => "The request budget is spent. A larger one goes on from here.".to_owned(),
            (None, Stage::Done) => "Nothing is left to ask.".to_owned(),
        };
        Progress {
            stage: self.stage,
            asked: self.asked,
            budget: self.settings.budget,
            read: u32::try_from(self.history.readings().filter(|(address, _)| !address.is_inside_of_transaction()).count())
                .unwrap_or(u32::MAX),
            waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
            now,
        }
    }
}

/// What a history is that was read from the arrival of the stolen money on.
fn read_from(block: u64) -> String {
    format!("read from block {block} on, where the stolen money arrived; older money here counts only as far as these pages show it")
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
