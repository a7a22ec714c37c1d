//! A run: a trace, the explorer it asks, and the politeness of the host. It says what to fetch and when to wake.

use std::collections::BTreeMap;

use super::cache::Good;
use super::input::{Begun, Input, What};
use super::labels::LabelsUsed;
use super::outside::{Action, FetchFailure, Happened, Now};
use super::read::Read;
use super::{Entry, Journal};
use crate::case::{Case, CaseLibrary, ReadCaseError};
use crate::explorer::digest;
use crate::explorer::polite::{Limits, Polite, Verdict};
use crate::explorer::recorded::{Recorded, Recording};
use crate::explorer::source::{Source, SourceError};
use crate::explorer::{Adapter, AnswerError, Answered, Coverage, HttpAnswer, HttpRequest};
use crate::label::{KnownLabels, ReadLabelsError};
use crate::money::{Address, Chain, UnixSeconds};
use crate::trace::Event;
use crate::trace::journey::{Asked, Event as Happening, Journey};
use crate::trace::view::{Finding, Progress, Settings, Stage, View};

/// Why a run cannot begin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// No such case, or it cannot be read.
    #[error(transparent)]
    Case(#[from] ReadCaseError),
    /// The built-in labels cannot be read.
    #[error(transparent)]
    Labels(#[from] ReadLabelsError),
    /// The case has no recording.
    #[error("there is no recording of the case {0:?}; choose an explorer in the form above")]
    NoRecording(String),
    /// Nobody of that name can be asked.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// It was made with label sets that are not at hand.
    #[error("it was made with the label sets {0:.8}…, which this version of Spoor does not have; start the trace again")]
    LabelSets(String),
}

/// The jitter only spreads retries; a fixed seed keeps a run repeatable.
const JITTER: u64 = 1;

/// A trace on its way, over one chain or several.
pub struct Run {
    pub(super) begun: Begun,
    pub(super) journey: Journey,
    /// Who is asked about each chain, in order.
    adapters: BTreeMap<Chain, Vec<Box<dyn Adapter>>>,
    recording: Option<Recording>,
    polite: Polite,
    journal: Journal,
    pub(super) open: BTreeMap<u64, (Asked, HttpRequest)>,
    next_id: u64,
    /// Stopped: the trace still waits for its open questions, but nothing is sent.
    paused: bool,
    pub(super) taken: u64,
    /// Which way the present answer came.
    way: Way,
    /// What the last input was a good answer about, where it was one.
    good: Option<(String, Good)>,
}

/// Which way an answer, or its absence, came.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Way {
    /// By the network.
    #[default]
    Sent,
    /// From what the browser kept since then.
    Kept(UnixSeconds),
    /// Nothing left the browser.
    Withheld,
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run")
            .field("adapters", &self.adapters.values().flatten().map(|adapter| adapter.id()).collect::<Vec<_>>())
            .field("open", &self.open)
            .finish_non_exhaustive()
    }
}

impl Run {
    /// A run of a built-in case that has not begun.
    ///
    /// # Errors
    /// When the case, its recording or the explorer is not there.
    pub fn new(case_id: &str, settings: Settings) -> Result<Self, StartError> {
        let case = CaseLibrary::built_in()?.find(case_id)?.clone();
        Self::of(case, settings)
    }

    /// A run of any case.
    ///
    /// # Errors
    /// When its recording or an explorer is not there.
    pub fn of(case: Case, settings: Settings) -> Result<Self, StartError> {
        Self::labelled(case, settings, KnownLabels::built_in()?)
    }

    /// The same with these labels.
    pub(super) fn labelled(case: Case, settings: Settings, labels: KnownLabels) -> Result<Self, StartError> {
        let chain = settings.chain.unwrap_or(case.chain);
        let mut recording = None;
        let mut adapters: Vec<Box<dyn Adapter>> = Vec::new();
        for name in std::iter::once(&settings.explorer).chain(&settings.others) {
            let source: Source = name.parse()?;
            if source != Source::Recorded {
                adapters.push(source.adapter(chain)?);
                continue;
            }
            let no_recording = || StartError::NoRecording(case.id.clone());
            let built_in = Recording::built_in(case.recording.as_ref().ok_or_else(no_recording)?).map_err(|_| no_recording())?;
            adapters.push(Box::new(Recorded::of(&built_in)));
            recording = Some(built_in);
        }
        let mut chains = BTreeMap::from([(chain, adapters)]);
        for beyond in settings.across.iter().filter(|beyond| beyond.chain != chain) {
            let named = beyond.explorers.iter().map(|name| name.parse::<Source>()?.adapter(beyond.chain));
            chains.insert(beyond.chain, named.collect::<Result<_, _>>()?);
        }
        let run = Self::across(case, settings, labels, chains);
        Ok(Self { recording, ..run })
    }

    /// A run of any case on any explorer, whose requests the caller answers, with no labels but these.
    #[must_use]
    pub fn on(case: Case, settings: Settings, labels: KnownLabels, adapter: Box<dyn Adapter>) -> Self {
        Self::asking(case, settings, labels, vec![adapter])
    }

    /// The same on several explorers: where one gives no answer, the next is asked.
    #[must_use]
    pub fn asking(case: Case, settings: Settings, labels: KnownLabels, adapters: Vec<Box<dyn Adapter>>) -> Self {
        let chain = settings.chain.unwrap_or(case.chain);
        Self::across(case, settings, labels, BTreeMap::from([(chain, adapters)]))
    }

    /// The same with explorers for further chains, which the settings name.
    #[must_use]
    pub fn across(case: Case, settings: Settings, labels: KnownLabels, adapters: BTreeMap<Chain, Vec<Box<dyn Adapter>>>) -> Self {
        let polite = Polite::new(Limits::default(), JITTER);
        let begun = Begun { case: case.clone(), settings: settings.clone(), labels: LabelsUsed::default() };
        let journey = Journey::new(case, settings, labels, &adapters);
        let (journal, open) = (Journal::default(), BTreeMap::new());
        Self {
            begun,
            journey,
            adapters,
            recording: None,
            polite,
            journal,
            open,
            next_id: 1,
            paused: false,
            taken: 0,
            way: Way::Sent,
            good: None,
        }
    }

    /// The same run at another pace; before it begins. What is known of the hosts so far is forgotten.
    #[must_use]
    pub fn paced(mut self, limits: Limits) -> Self {
        self.polite = Polite::new(limits, JITTER);
        self
    }

    /// Takes an input. `None` where it changes nothing and is not to be kept: an answer to what is not asked any more, a
    /// stop of what rests.
    pub fn take(&mut self, input: &Input) -> Option<Vec<Action>> {
        let now = input.at;
        self.good = None;
        self.way = match &input.what {
            What::Kept { at, .. } => Way::Kept(*at),
            What::NoAnswer { why: FetchFailure::NetworkOff | FetchFailure::HostOff | FetchFailure::NoKey, .. } => Way::Withheld,
            _ => Way::Sent,
        };
        let actions = match &input.what {
            What::Start if self.taken == 0 => self.tell(Event::Start, now),
            What::Stop if self.stage() == Stage::Running => {
                self.paused = true;
                self.polite.interrupt();
                vec![Action::AbortAll]
            }
            What::Start | What::Stop => return None,
            What::GoOn { budget } => {
                self.paused = false;
                self.tell(Event::GoOn { budget: *budget }, now)
            }
            What::Find { address, finding } => self.tell(Event::Found(address.clone(), *finding), now),
            What::Labels { gone, put } => self.tell(Event::Labelled { gone: gone.clone(), put: put.clone() }, now),
            What::Answer { id, request, answer } | What::Kept { id, request, answer, .. } => self.take_answer(*id, request, answer, now)?,
            What::NoAnswer { id, request, why } => self.take_silence(*id, request, *why, now)?,
            What::Woken => self.poll(now),
        };
        self.taken += 1;
        Some(actions)
    }

    /// Begins.
    pub fn start(&mut self, now: Now) -> Vec<Action> {
        self.told(What::Start, now)
    }

    /// Stops asking; what is under way is aborted, and asked again when the run goes on.
    pub fn stop(&mut self, now: Now) -> Vec<Action> {
        self.told(What::Stop, now)
    }

    /// Goes on with a budget counted from the start of the run.
    pub fn go_on(&mut self, budget: u32, now: Now) -> Vec<Action> {
        self.told(What::GoOn { budget }, now)
    }

    /// Takes what the visitor found out about an address.
    pub fn find(&mut self, address: Address, finding: Finding, now: Now) -> Vec<Action> {
        self.told(What::Find { address, finding }, now)
    }

    /// Takes what happened outside.
    pub fn handle(&mut self, happened: Happened, now: Now) -> Vec<Action> {
        self.input(happened, now).and_then(|input| self.take(&input)).unwrap_or_default()
    }

    fn told(&mut self, what: What, now: Now) -> Vec<Action> {
        self.take(&Input { at: now, what }).unwrap_or_default()
    }

    /// Runs to the end where every answer is built in; gives the requests that would have to leave. For tests, tools and
    /// the recording in the page.
    pub fn settle(&mut self, mut actions: Vec<Action>, now: Now) -> Vec<Action> {
        let mut left = Vec::new();
        while let Some(action) = actions.pop() {
            match action {
                Action::Fetch { id, request } if request.is_recorded() => {
                    if let Some(answer) = self.recorded_answer(&request) {
                        actions.extend(self.handle(Happened::Answer { id, answer }, now));
                    }
                }
                other => left.push(other),
            }
        }
        left
    }

    /// The built-in answer to a request of the recording.
    #[must_use]
    pub fn recorded_answer(&self, request: &HttpRequest) -> Option<HttpAnswer> {
        self.recording.as_ref().map(|recording| recording.answer(request))
    }

    /// The trace as data.
    #[must_use]
    pub fn view(&self) -> View {
        let mut view = self.journey.view();
        view.progress = self.seen(view.progress);
        view
    }

    /// How far the run is; lighter than the whole view.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.seen(self.journey.progress())
    }

    /// Where the run stands.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match self.journey.stage() {
            Stage::Running if self.paused => Stage::Stopped,
            stage => stage,
        }
    }

    /// The trace does not know that nothing is sent at the moment.
    fn seen(&self, mut progress: Progress) -> Progress {
        progress.stage = self.stage();
        if progress.stage == Stage::Stopped {
            progress.now = "Stopped. Nothing is being asked.".to_owned();
        }
        progress
    }

    /// Every question and answer so far.
    #[must_use]
    pub const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// What the last input was a good answer about, and what it is worth to a later visit; `None` where it was none.
    #[must_use]
    pub fn last_good(&self) -> Option<(String, Good)> {
        self.good.clone()
    }

    /// The address or transaction that an open request is about.
    #[must_use]
    pub fn about(&self, id: u64) -> Option<String> {
        self.open.get(&id).map(|(asked, _)| asked.about())
    }

    fn tell(&mut self, event: impl Into<Happening>, now: Now) -> Vec<Action> {
        let mut events = vec![event.into()];
        while let Some(event) = events.pop() {
            for asked in self.journey.step(event) {
                let request = match &asked {
                    Asked::Bridge(inquiry) => Ok(inquiry.request()),
                    Asked::Explorer(question) => match self.adapter(&asked) {
                        Some(adapter) => adapter.request(question).map_err(|error| Event::Failed {
                            question: question.clone(),
                            why: error.to_string(),
                            not_held: true,
                        }),
                        None => continue,
                    },
                };
                match request {
                    Ok(request) => {
                        let id = self.next_id;
                        self.next_id += 1;
                        self.polite.submit(id, request.host(), now.ms);
                        self.open.insert(id, (asked, request));
                    }
                    Err(failed) => events.push(failed.into()),
                }
            }
        }
        self.poll(now)
    }

    /// Who is asked; `None` for a bridge.
    fn adapter(&self, asked: &Asked) -> Option<&dyn Adapter> {
        let Asked::Explorer(question) = asked else { return None };
        self.adapters.get(&question.chain)?.get(usize::from(question.source)).map(|adapter| &**adapter)
    }

    fn poll(&mut self, now: Now) -> Vec<Action> {
        if self.paused {
            return Vec::new();
        }
        let mut actions: Vec<Action> = self
            .polite
            .poll(now.ms)
            .into_iter()
            .filter_map(|id| self.open.get(&id).map(|(_, request)| Action::Fetch { id, request: request.clone() }))
            .collect();
        if let Some(at_ms) = self.polite.next_wake(now.ms) {
            actions.push(Action::Wake { at_ms });
        }
        actions
    }

    /// The open question under a number, where it is the one that was asked.
    fn asked(&self, id: u64, asked: &HttpRequest) -> Option<(Asked, HttpRequest)> {
        self.open.get(&id).filter(|(_, request)| request == asked).cloned()
    }

    fn take_answer(&mut self, id: u64, request: &HttpRequest, answer: &HttpAnswer, now: Now) -> Option<Vec<Action>> {
        let (asked, request) = self.asked(id, request)?;
        let under_way = self.polite.is_under_way(id);
        let read = match &asked {
            Asked::Explorer(question) => self.adapter(&asked)?.parse(question, answer).map(Read::page),
            Asked::Bridge(inquiry) => inquiry.read(answer).map(|(after, step)| Read::record(after, step)),
        };
        Some(match read {
            Ok(read) => {
                // A page that was there before the run could stop it is taken: it need not be asked for again.
                match (under_way, self.way) {
                    (true, Way::Sent) => self.polite.answered(id, now.ms),
                    (true, _) => self.polite.unsent(id, now.ms),
                    (false, _) => self.polite.cancel(id),
                }
                self.open.remove(&id);
                self.good = read.good(&asked);
                let source = self.record(&asked, &request, Some(answer), read.coverage(), read.outcome(), now);
                let event = read.event(asked, request.host(), source)?;
                self.tell(event, now)
            }
            // What cannot be read of a kept answer is asked of the network.
            Err(_) if !under_way || self.way != Way::Sent => return None,
            Err(error) => {
                let retry_after = match &error {
                    AnswerError::Limited { retry_after_ms, .. } => *retry_after_ms,
                    _ => answer.retry_after_ms,
                };
                let not_held = matches!(error, AnswerError::NotHeld { .. });
                let verdict = if error.is_passing() {
                    Some(self.polite.refused(id, now.ms, retry_after))
                } else {
                    self.polite.answered(id, now.ms);
                    None
                };
                self.give_up_or_wait(id, Some(answer), error.to_string(), verdict, not_held, now)
            }
        })
    }

    fn take_silence(&mut self, id: u64, asked: &HttpRequest, why: FetchFailure, now: Now) -> Option<Vec<Action>> {
        let (_, request) = self.asked(id, asked).filter(|_| self.polite.is_under_way(id))?;
        let sentence = format!("{}: {}", request.host(), why.sentence());
        let verdict = if matches!(why, FetchFailure::Opaque | FetchFailure::TimedOut) {
            Some(self.polite.refused(id, now.ms, None))
        } else if self.way == Way::Withheld {
            self.polite.unsent(id, now.ms);
            None
        } else {
            self.polite.cancel(id);
            None
        };
        Some(self.give_up_or_wait(id, None, sentence, verdict, false, now))
    }

    /// Records a refusal; waits to ask again where politeness allows it, else tells the trace that the question failed.
    fn give_up_or_wait(
        &mut self,
        id: u64,
        answer: Option<&HttpAnswer>,
        sentence: String,
        verdict: Option<Verdict>,
        not_held: bool,
        now: Now,
    ) -> Vec<Action> {
        let Some((asked, request)) = self.open.get(&id).cloned() else { return Vec::new() };
        let (retry, why) = match verdict {
            Some(Verdict::Retry) if self.journey.spend_one() => (true, format!("{sentence}; it will be asked again")),
            Some(Verdict::Retry) => {
                self.polite.cancel(id);
                (false, format!("{sentence}; the request budget ended before it could be asked again"))
            }
            Some(Verdict::GiveUp { why }) => (false, format!("{sentence}; given up: {why}")),
            None => (false, sentence),
        };
        self.record(&asked, &request, answer, Coverage::Failed(why.clone()), why.clone(), now);
        if retry {
            return self.poll(now);
        }
        self.open.remove(&id);
        match asked {
            Asked::Explorer(question) => self.tell(Event::Failed { question, why, not_held }, now),
            Asked::Bridge(_) => self.tell(Happening::Silent { why }, now),
        }
    }

    fn record(
        &mut self,
        asked: &Asked,
        request: &HttpRequest,
        answer: Option<&HttpAnswer>,
        coverage: Coverage,
        outcome: String,
        now: Now,
    ) -> Answered {
        let (at, outcome) = match self.way {
            Way::Kept(at) => (at, format!("{outcome}; kept by this browser since then, not asked again")),
            Way::Sent | Way::Withheld => (now.seconds(), outcome),
        };
        let source = Answered {
            provider: match asked {
                Asked::Bridge(inquiry) => inquiry.provider(),
                Asked::Explorer(_) => self.adapter(asked).map_or_else(String::new, |adapter| adapter.id().to_owned()),
            },
            request: request.cited(),
            status: answer.map_or(0, |answer| answer.status),
            at,
            bytes: answer.map_or(0, |answer| answer.body.len() as u64),
            sha256: answer.map(|answer| digest(&answer.body)).unwrap_or_default(),
            coverage,
        };
        self.journal.record(Entry {
            n: 0,
            at: source.at,
            host: request.host().to_owned(),
            left_the_browser: !request.is_recorded() && self.way == Way::Sent,
            request: source.request.clone(),
            about: asked.about(),
            status: source.status,
            bytes: source.bytes,
            sha256: source.sha256.clone(),
            outcome,
            is_usable: !matches!(source.coverage, Coverage::Failed(_)),
        });
        source
    }
}
