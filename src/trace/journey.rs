//! A journey: following money over several chains. One [`Trace`] a chain, and between them what bridges have on record.
//!
//! Where stolen money is paid to a contract of a bridge that keeps a public record, the record is asked for, like anything
//! else: by the budget, on the journal, best first. Where it says that the money came out on a chain for which the visitor
//! chose explorers, the transaction it names is read there, and what it paid goes on being followed there, with the stolen
//! part that the payment into the bridge had (`legs`). What comes back to a chain it came from, as a refund or over another
//! bridge, is taken in the same way; the ledgers of all chains are brought up to date until nothing changes.
//!
//! A journey that asks no bridge is its one trace, question by question.

mod advance;
mod leads;
mod legs;
mod merge;
mod part;
mod record;
mod view;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub(in crate::trace) use part::{Part, WHOLE};
pub use record::Inquiry;

use super::explorers::Explorers;
use super::view::{Direction, Finding, Progress, Settings, Stage, Start};
use super::{Trace, view::View};
use crate::case::Case;
use crate::explorer::crossing::{Passage, Step};
use crate::explorer::{Adapter, Answered, Question};
use crate::label::{Category, Confidence, KnownLabels, Label};
use crate::money::{Address, Chain, TxId};
use record::Record;

/// What a journey asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// An explorer, about an address or a transaction of its chain.
    Explorer(Question),
    /// A bridge, about a payment into it.
    Bridge(Box<Inquiry>),
}

impl Asked {
    /// The address or transaction that whoever is asked gets to see.
    #[must_use]
    pub fn about(&self) -> String {
        match self {
            Self::Explorer(question) => match &question.about {
                crate::explorer::About::Address(address) => address.to_string(),
                crate::explorer::About::Transaction(tx) => tx.to_string(),
            },
            Self::Bridge(inquiry) => inquiry.passage.tx.to_string(),
        }
    }
}

/// What happened, told to [`Journey::step`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// What concerns one chain, or all of them: begin, an answer of an explorer, stop, go on, a finding.
    Trace(super::Event),
    /// A bridge answered.
    Record {
        /// The question as far as it came by the answer.
        after: Box<Inquiry>,
        /// What the answer leads to.
        step: Step,
        /// The host that answered.
        host: String,
        /// The answer on record.
        source: Answered,
    },
    /// A bridge's host gave no answer.
    Silent {
        /// Why, in a sentence's part.
        why: String,
    },
}

impl From<super::Event> for Event {
    fn from(event: super::Event) -> Self {
        Self::Trace(event)
    }
}

/// A run of following one case, over one chain or several.
#[derive(Debug)]
pub struct Journey {
    /// One for each chain the money was seen on, the chain of the start first. The first is always there.
    traces: Vec<Trace>,
    /// Who was chosen for chains that no money was seen on so far.
    beyond: BTreeMap<Chain, Explorers>,
    case: Case,
    settings: Settings,
    labels: KnownLabels,
    records: BTreeMap<Passage, Record>,
    /// The answers of bridges.
    sources: Vec<Answered>,
    findings: Vec<(Address, Finding)>,
    /// Who was looked for on another chain, where a bridge says nothing.
    looked_for: BTreeSet<(Chain, Address)>,
    /// The passage that a bridge is being asked about.
    waiting: Option<Passage>,
    /// Requests that no trace counts: those to bridges, and those that asked again.
    spent: u32,
    stage: Stage,
}

impl Journey {
    /// A journey that has not begun. Of each chain the adapters say which lists make up a history; the first is asked first.
    /// Chains that the settings do not name are passed over.
    #[must_use]
    pub fn new(case: Case, settings: Settings, labels: KnownLabels, adapters: &BTreeMap<Chain, Vec<Box<dyn Adapter>>>) -> Self {
        let chain = settings.chain.unwrap_or(case.chain);
        let of = |chain: Chain| Explorers::of(adapters.get(&chain).map_or(&[], Vec::as_slice));
        let beyond =
            settings.across.iter().filter(|one| one.chain != chain && adapters.get(&one.chain).is_some_and(|list| !list.is_empty()));
        let mut journey = Self {
            traces: Vec::new(),
            beyond: beyond.map(|one| (one.chain, of(one.chain))).collect(),
            case: case.clone(),
            settings: settings.clone(),
            labels: labels.clone(),
            records: BTreeMap::new(),
            sources: Vec::new(),
            findings: Vec::new(),
            looked_for: BTreeSet::new(),
            waiting: None,
            spent: 0,
            stage: Stage::Stopped,
        };
        let mut first = Trace::asking(case, settings, journey.labels_on(chain), of(chain));
        first.part.is_led = true;
        journey.traces.push(first);
        journey
    }

    /// Takes what happened and says what to ask next. Answers to what was not asked are passed over.
    pub fn step(&mut self, event: impl Into<Event>) -> Vec<Asked> {
        match event.into() {
            Event::Trace(event) => {
                if let Some(asked) = self.step_traces(event) {
                    return asked;
                }
            }
            Event::Record { after, step, host, source } => {
                let Some(passage) = self.waiting.take() else { return Vec::new() };
                let (place, at) = (self.sources.len(), source.at);
                self.sources.push(source);
                if let Some(record) = self.records.get_mut(&passage) {
                    record.take(*after, step, &host, at, place);
                }
            }
            Event::Silent { why } => {
                let Some(passage) = self.waiting.take() else { return Vec::new() };
                if let Some(record) = self.records.get_mut(&passage) {
                    record.pass_on(why);
                }
            }
        }
        self.advance()
    }

    /// What concerns the traces. `Some`: nothing else is next.
    fn step_traces(&mut self, event: super::Event) -> Option<Vec<Asked>> {
        match event {
            super::Event::Start => self.stage = Stage::Running,
            super::Event::GoOn { budget } => {
                self.settings.budget = budget.max(self.asked());
                if !self.is_waiting() {
                    self.stage = Stage::Running;
                }
            }
            super::Event::Stop => {
                if self.waiting.take().is_some() {
                    self.spent = self.spent.saturating_sub(1);
                }
                for trace in &mut self.traces {
                    trace.step(super::Event::Stop);
                }
                self.stage = Stage::Stopped;
                return Some(Vec::new());
            }
            super::Event::Found(address, finding) => {
                for (at, trace) in self.traces.iter_mut().enumerate() {
                    // One that is of no chain here changes nothing; the first is told all the same.
                    if at == 0 || address.is_of(trace.case.chain) {
                        trace.step(super::Event::Found(address.clone(), finding));
                    }
                }
                self.findings.push((address, finding));
                if self.stage == Stage::Done {
                    self.stage = Stage::Running;
                }
            }
            super::Event::Labelled { gone, put } => {
                for label in gone.iter() {
                    self.labels.remove(label);
                }
                for label in put.iter() {
                    self.labels.add(label.clone());
                }
                for trace in &mut self.traces {
                    trace.step(super::Event::Labelled { gone: gone.clone(), put: put.clone() });
                }
                if self.stage == Stage::Done {
                    self.stage = Stage::Running;
                }
            }
            event @ (super::Event::Page { .. } | super::Event::Failed { .. }) => {
                let (super::Event::Page { question, .. } | super::Event::Failed { question, .. }) = &event else { return None };
                let at = self.at(question.chain)?;
                self.allow(at);
                let more = self.traces[at].step(event);
                if !more.is_empty() {
                    return Some(more.into_iter().map(Asked::Explorer).collect());
                }
            }
        }
        None
    }

    /// Spends one request of the budget on asking again; `false` where none is left.
    pub fn spend_one(&mut self) -> bool {
        let left = self.asked() < self.settings.budget;
        self.spent += u32::from(left);
        left
    }

    /// Where the run stands.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// Requests given out so far on all chains and to bridges, those that were spent on asking again included.
    #[must_use]
    pub fn asked(&self) -> u32 {
        self.traces.iter().fold(self.spent, |sum, trace| sum.saturating_add(trace.asked()))
    }

    /// Requests allowed in all, counted from the start.
    #[must_use]
    pub const fn budget(&self) -> u32 {
        self.settings.budget
    }

    /// Says something of the whole journey.
    pub(crate) fn note(&mut self, what: String) {
        if let Some(first) = self.traces.first_mut() {
            first.note(what);
        }
    }

    /// The chains that money was seen on, the first one first.
    pub fn chains(&self) -> impl Iterator<Item = Chain> + '_ {
        self.traces.iter().map(|trace| trace.case.chain)
    }

    /// The journey as data, for a screen or a tip.
    #[must_use]
    pub fn view(&self) -> View {
        view::build(self)
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let mut all = self.traces.iter().map(Trace::progress);
        let first = all.next().unwrap_or_else(|| unreachable_progress(self.stage));
        let mut progress = all.fold(first, |mut sum, one| {
            sum.read = sum.read.saturating_add(one.read);
            sum.waiting = sum.waiting.saturating_add(one.waiting);
            sum
        });
        progress.waiting = progress.waiting.saturating_add(u32::try_from(self.worth_of_bridges().len()).unwrap_or(u32::MAX));
        (progress.stage, progress.asked, progress.budget) = (self.stage, self.asked(), self.settings.budget);
        if let Some(trace) = self.traces.iter().find(|trace| trace.is_waiting()) {
            progress.now = trace.progress().now;
        }
        if let Some(passage) = &self.waiting {
            progress.now = format!("Asking {} where {:#} came out", passage.service, passage.tx);
        }
        progress
    }

    /// Whether bridges are asked. Backward a record would have to be asked for by what it paid out.
    fn asks_bridges(&self) -> bool {
        self.settings.bridges && self.settings.direction == Direction::Forward
    }

    fn is_waiting(&self) -> bool {
        self.waiting.is_some() || self.traces.iter().any(Trace::is_waiting)
    }

    fn at(&self, chain: Chain) -> Option<usize> {
        self.traces.iter().position(|trace| trace.case.chain == chain)
    }

    /// Tells a trace what is left of the common budget.
    fn allow(&mut self, at: usize) {
        let (all, budget) = (self.asked(), self.settings.budget);
        let trace = &mut self.traces[at];
        trace.settings.budget = budget.saturating_sub(all - trace.asked);
    }

    /// The trace of a chain that money came to; `None` where nobody was chosen for it.
    fn open(&mut self, chain: Chain, tx: Option<TxId>) -> Option<usize> {
        if let Some(at) = self.at(chain) {
            return Some(at);
        }
        let explorers = self.beyond.remove(&chain)?;
        let mut settings = Settings { chain: Some(chain), ..self.settings.clone() };
        // What was not a theft where it began is none here.
        if settings.start != Start::Case {
            settings.start = Start::Transfer { tx: tx.unwrap_or(TxId::from_bytes([0; 32])), to: None };
        }
        let mut trace = Trace::asking(self.case.clone().beyond(chain), settings, self.labels_on(chain), explorers);
        trace.lookups.clear();
        trace.part = Part::beyond();
        let here = self.findings.iter().filter(|(address, _)| address.is_of(chain));
        trace.findings = here.map(|(address, finding)| (address.clone(), *finding)).collect();
        self.traces.push(trace);
        Some(self.traces.len() - 1)
    }

    /// The labels of a trace: where bridges are asked, their contracts are known for what they are.
    fn labels_on(&self, chain: Chain) -> KnownLabels {
        let mut labels = self.labels.clone();
        if self.asks_bridges() {
            for (account, contract) in crate::explorer::crossing::contracts_on(chain) {
                if labels.of(account).is_empty() {
                    labels.add(Label {
                        account: account.clone(),
                        name: contract.name.clone(),
                        category: Category::Bridge,
                        source: contract.source.clone(),
                        confidence: Confidence::ServiceData,
                        as_of: String::new(),
                        from: None,
                        to: None,
                        own: false,
                    });
                }
            }
        }
        labels
    }

    /// The rows by which stolen money was paid into each passage.
    pub(super) fn rows_of(trace: &Trace) -> BTreeMap<Passage, BTreeSet<super::history::RowId>> {
        let mut rows: BTreeMap<Passage, BTreeSet<super::history::RowId>> = BTreeMap::new();
        for (passage, row) in legs::payments(trace) {
            rows.entry(passage).or_default().insert(row);
        }
        rows
    }
}

/// A journey always has its first trace; this is what is said where it has none.
const fn unreachable_progress(stage: Stage) -> Progress {
    Progress { stage, asked: 0, budget: 0, read: 0, waiting: 0, now: String::new() }
}
