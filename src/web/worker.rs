//! The dedicated worker: it drives a [`Run`], fetches what the run asks for, keeps what goes into it, and reports to the
//! page.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, DedicatedWorkerGlobalScope, MessageEvent};

use super::cache::Answers;
use super::carrier::{Carried, Carrier, Errand};
use super::cases::Cases;
use super::clock;
use super::database::Database;
use super::keep::Keeper;
use super::labels::Labels;
use super::ledger::Ledger;
use super::screen::Screen;
use super::store::StoreError;
use super::tips::Tips;
use crate::explorer::HttpRequest;
use crate::journal::{Action, Command, FetchFailure, Happened, Input, Report, Run, What};
use crate::money::UnixSeconds;
use crate::trace::view::Stage;

pub(super) struct Worker {
    run: Rc<RefCell<Option<Run>>>,
    pub(super) keeper: Keeper,
    screen: Rc<Screen>,
    pub(super) carrier: Carrier,
    pub(super) database: Database,
    pub(super) labels: Labels,
    pub(super) tips: Tips,
    pub(super) cases: Cases,
    /// When the run began; the ledger names runs so.
    began: Cell<UnixSeconds>,
    /// Counts runs, so that an answer to a dropped run is not handed to the next.
    pub(super) generation: Cell<u32>,
    abort: RefCell<Option<AbortController>>,
    wake: RefCell<Option<Timeout>>,
    /// The last turn at each host that an errand took, in milliseconds.
    pub(super) asked_at: RefCell<BTreeMap<String, u64>>,
    /// How often the visitor has stopped looking what is still there.
    pub(super) stops: Cell<u32>,
    /// Breaks off the check of a tip that is under way.
    pub(super) rechecking: RefCell<Option<AbortController>>,
}

/// Takes commands from the page until it ends the worker.
pub fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let run = Rc::new(RefCell::new(None));
    let screen = Screen::new(scope.clone(), Rc::clone(&run));
    let saying = Rc::clone(&screen);
    let database = Database::default();
    let answers = Rc::new(Answers::new(database.clone()));
    let say = Rc::new(move |why, may_take_over| saying.report(&Report::Unkept { why, may_take_over }));
    let worker = Rc::new(Worker {
        run,
        keeper: Keeper::new(database.clone(), Rc::clone(&answers), say),
        screen,
        carrier: Carrier { gate: RefCell::default(), answers, ledger: Ledger::new(database.clone()) },
        labels: Labels::new(database.clone()),
        tips: Tips::new(database.clone()),
        cases: Cases::new(database.clone()),
        database,
        began: Cell::default(),
        generation: Cell::new(0),
        abort: RefCell::new(None),
        wake: RefCell::new(None),
        asked_at: RefCell::default(),
        stops: Cell::default(),
        rechecking: RefCell::default(),
    });
    let listener = Rc::clone(&worker);
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        match serde_json::from_str::<Command>(&text) {
            Ok(command) => Worker::obey(&listener, command),
            Err(error) => listener.fail(format!("A command of the page cannot be read: {error}. Reload the page.")),
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    worker.report(&Report::Ready);
    Worker::answer(&worker, |worker| async move {
        worker.tell_cases().await;
        Ok(())
    });
}

impl Worker {
    fn obey(this: &Rc<Self>, command: Command) {
        match command {
            Command::Start { case_id, settings } => {
                this.drop_run();
                Self::answer(this, |this| Self::start(this, case_id, settings));
            }
            Command::Stop => {
                this.labels.held.set(this.labels.starting.get());
                Self::tell(this, What::Stop);
            }
            Command::GoOn { budget } => Self::tell(this, What::GoOn { budget }),
            Command::Find { account, finding } => Self::tell(this, What::Find { address: account.address().clone(), finding }),
            Command::LookForKept => Self::answer(this, |this| async move { this.look().await }),
            Command::Resume => {
                this.drop_run();
                Self::answer(this, |this| async move { Self::resume(&this).await });
            }
            Command::Forget => Self::answer(this, |this| async move { this.forget().await }),
            Command::Seen => Screen::seen(&this.screen),
            Command::Gate(gate) => {
                let network = gate.network;
                *this.carrier.gate.borrow_mut() = *gate;
                if !network {
                    // What is under way has left already; nothing more does, and no answer is waited for.
                    this.network_is_off(this.stands_at(Stage::Running));
                    Self::tell(this, What::Stop);
                }
            }
            Command::KeepThis => Self::answer(this, |this| async move {
                let kept = this.keeper.take_over().await;
                kept.map_err(|why| format!("Another tab's trace is still the one that is kept: {why}."))
            }),
            Command::Wipe => {
                Self::tell(this, What::Stop);
                Self::answer(this, |this| async move { this.wipe().await });
            }
            Command::Ledger { after } => Self::answer(this, |this| async move { this.tell_ledger(after).await }),
            Command::DropLedger => Self::answer(this, |this| async move { this.drop_ledger().await }),
            Command::Stored => Self::answer(this, |this| async move { this.tell_stored().await }),
            Command::Cross { passage } => Self::answer(this, |this| async move { Self::cross(this, passage).await }),
            Command::Confirm { checks } => Self::answer(this, |this| async move { Self::confirm(this, checks).await }),
            Command::Labels(ask) => Self::answer(this, |this| Self::about_labels(this, *ask)),
            Command::StillThere { looks } => Self::answer(this, |this| async move { Self::still_there(this, looks).await }),
            Command::Tips(ask) => Self::answer(this, |this| async move { this.about_tips(*ask).await }),
            Command::Cases(ask) => Self::answer(this, |this| async move { this.about_cases(*ask).await }),
            Command::StopLooking => this.stops.set(this.stops.get().wrapping_add(1)),
            Command::Recheck(recheck) => Self::answer(this, |this| Self::recheck(this, *recheck)),
            Command::StopRechecking => this.stop_rechecking(),
            Command::Header { proof, explorers } => Self::answer(this, |this| async move {
                this.tell_header(&proof, &explorers).await;
                Ok(())
            }),
            Command::AskOnce { request, about } => Self::answer(this, |this| async move {
                let answer = this.ask_now(&request, about).await;
                this.report(&Report::Asked { request, answer });
                Ok(())
            }),
            Command::ReadAnswers(attach) => this.read_answers(&attach),
            Command::FindAnswers { cited } => Self::answer(this, |this| Self::find_answers(this, cited)),
            Command::DropAnswers => Self::answer(this, |this| async move { this.drop_answers().await }),
        }
    }

    pub(super) fn report(&self, report: &Report) {
        self.screen.report(report);
    }

    fn fail(&self, why: String) {
        self.report(&Report::Failed { why });
    }

    fn network_is_off(&self, is_news: bool) {
        if is_news {
            self.fail(
                "Paused: you have switched the network off, so nothing more is asked. Switch it on in Settings, then let the trace go on."
                    .to_owned(),
            );
        }
    }

    /// Does what takes its time, and says why where it fails.
    fn answer<F: Future<Output = Result<(), String>> + 'static>(this: &Rc<Self>, work: impl FnOnce(Rc<Self>) -> F) {
        let work = work(Rc::clone(this));
        let worker = Rc::clone(this);
        spawn_local(async move {
            if let Err(why) = work.await {
                worker.fail(why);
            }
        });
    }

    /// A storage that cannot be read keeps nothing: that is said when a run cannot be kept, not before.
    async fn look(&self) -> Result<(), String> {
        let kept = self.keeper.look().await.ok().flatten();
        self.report(&Report::Kept(kept.map(Box::new)));
        Ok(())
    }

    async fn forget(&self) -> Result<(), String> {
        self.keeper
            .forget()
            .await
            .map_err(|error| format!("The kept trace was not removed: {error}. Remove this page's data in the browser's own settings."))?;
        self.report(&Report::Kept(None));
        Ok(())
    }

    /// Brings the kept run back. It rests until the visitor lets it go on, so that nobody is asked by it.
    async fn resume(this: &Rc<Self>) -> Result<(), String> {
        let sentence = |why: &dyn std::fmt::Display| format!("The kept trace could not be brought back: {why}.");
        let generation = this.generation.get();
        let begun = this.keeper.own().await.map_err(|error| match error {
            StoreError::Elsewhere => sentence(&"it is open in another tab with Spoor. Go on there, or close that tab and try again"),
            error => sentence(&error),
        })?;
        let begun = begun.ok_or("There is no kept trace in this browser: start a new one.")?;
        let sets = if begun.labels.set.is_some() {
            this.labels.sets(this.network_off()).await.map(Some).map_err(|why| sentence(&why))?
        } else {
            None
        };
        *this.labels.in_run.borrow_mut() = begun.labels.own.clone();
        let mut run = Run::begin(begun, sets.as_deref()).map_err(|error| sentence(&error))?;
        let mut began = None;
        loop {
            let inputs = this.keeper.inputs().await.map_err(|error| sentence(&error))?;
            if this.generation.get() != generation {
                return Ok(());
            }
            if inputs.is_empty() {
                break;
            }
            for input in &inputs {
                began.get_or_insert(UnixSeconds::new(input.at.ms / 1000));
                run.again(input).map_err(|error| sentence(&error))?;
                this.labels.follow(input);
            }
        }
        this.began.set(began.unwrap_or_else(clock::now_s));
        *this.run.borrow_mut() = Some(run);
        Self::tell(this, What::Stop);
        Screen::show(&this.screen);
        Ok(())
    }

    /// Begins a run that was made: it is kept from its first input on.
    pub(super) fn started(this: &Rc<Self>, run: Run) {
        this.keeper.begin(run.begun(), &run.kept(clock::now()));
        this.began.set(clock::now_s());
        *this.run.borrow_mut() = Some(run);
        Self::tell(this, What::Start);
    }

    /// What the recording of the run at hand answers.
    pub(super) fn recorded(&self, request: &HttpRequest) -> Option<crate::explorer::HttpAnswer> {
        self.run.borrow().as_ref().filter(|_| request.is_recorded()).and_then(|run| run.recorded_answer(request))
    }

    pub(super) fn has_run(&self) -> bool {
        self.run.borrow().is_some()
    }

    /// Whether the visitor has switched the network off.
    pub(super) fn network_off(&self) -> bool {
        !self.carrier.gate.borrow().network
    }

    /// The case and the beginning of the run at hand, for the ledger.
    pub(super) fn on_behalf(&self) -> (String, UnixSeconds) {
        let case = self.run.borrow().as_ref().map(|run| run.begun().case.id.clone());
        (case.unwrap_or_default(), self.began.get())
    }

    fn drop_run(&self) {
        self.abort_all();
        self.generation.set(self.generation.get().wrapping_add(1));
        self.screen.clear();
        *self.run.borrow_mut() = None;
    }

    fn stands_at(&self, stage: Stage) -> bool {
        self.run.borrow().as_ref().is_some_and(|run| run.stage() == stage)
    }

    pub(super) fn tell(this: &Rc<Self>, what: What) {
        Self::take(this, &Input { at: clock::now(), what });
    }

    /// Whether it changed anything.
    fn happened(this: &Rc<Self>, happened: Happened) -> bool {
        let input = this.run.borrow().as_ref().and_then(|run| run.input(happened, clock::now()));
        input.is_some_and(|input| Self::take(this, &input))
    }

    /// Gives an input to the run, keeps it where it counted, and does what the run says. Gives whether it counted.
    fn take(this: &Rc<Self>, input: &Input) -> bool {
        let taken = this.run.borrow_mut().as_mut().and_then(|run| Some((run.take(input)?, run.kept(input.at), run.stage())));
        let Some((actions, kept, stage)) = taken else { return false };
        let passing = matches!(input.what, What::Answer { .. } | What::Kept { .. } | What::NoAnswer { .. } | What::Woken);
        this.keeper.add(input, &kept, stage != Stage::Running || !passing);
        this.keep_answer(input);
        for action in actions {
            match action {
                Action::Fetch { id, request } => Self::carry(this, id, request, false),
                Action::AbortAll => this.abort_all(),
                Action::Wake { at_ms } => {
                    let delay = u32::try_from(at_ms.saturating_sub(clock::now().ms)).unwrap_or(u32::MAX);
                    let waker = Rc::clone(this);
                    let timeout = Timeout::new(delay, move || {
                        Self::happened(&waker, Happened::Woken);
                    });
                    *this.wake.borrow_mut() = Some(timeout);
                }
            }
        }
        Screen::show(&this.screen);
        true
    }

    /// Keeps a good answer for another time.
    fn keep_answer(&self, input: &Input) {
        let What::Answer { request, answer, .. } = &input.what else { return };
        let good = self.run.borrow().as_ref().and_then(Run::last_good);
        let Some((about, good)) = good.filter(|_| !request.is_recorded()) else { return };
        let (answers, request, answer, at) = (Rc::clone(&self.carrier.answers), request.clone(), answer.clone(), input.at);
        spawn_local(async move { answers.keep(&request, &about, &answer, good, UnixSeconds::new(at.ms / 1000)).await });
    }

    fn carry(this: &Rc<Self>, id: u64, request: HttpRequest, anew: bool) {
        let generation = this.generation.get();
        let worker = Rc::clone(this);
        let signal = worker.abort.borrow_mut().get_or_insert_with(new_abort).signal();
        let errand = this.run.borrow().as_ref().map(|run| Errand {
            case: run.begun().case.id.clone(),
            run: this.began.get(),
            about: run.about(id).unwrap_or_default(),
        });
        let Some(errand) = errand else { return };
        spawn_local(async move {
            let carried = if request.is_recorded() {
                // A turn of the event loop between answers, so that a command to stop is heard.
                TimeoutFuture::new(0).await;
                let answer = worker.run.borrow().as_ref().filter(|_| !signal.aborted()).and_then(|run| run.recorded_answer(&request));
                answer.map_or(Carried::Nothing(FetchFailure::Opaque), Carried::Answer)
            } else {
                worker.carrier.carry(&request, errand, anew, &signal).await
            };
            // What was broken off did not fail, and its number may be under way again.
            let broken_off = signal.aborted() && !matches!(carried, Carried::Answer(_));
            if worker.generation.get() != generation || broken_off {
                return;
            }
            match carried {
                Carried::Answer(answer) => {
                    Self::happened(&worker, Happened::Answer { id, answer });
                }
                Carried::Kept(answer, at) => {
                    // What this version cannot read any more is of no use to it.
                    if !Self::happened(&worker, Happened::Kept { id, answer, at }) && worker.stands_at(Stage::Running) {
                        worker.carrier.answers.drop_for(&request).await;
                        Self::carry(&worker, id, request, true);
                    }
                }
                // Nothing has failed: what was to be asked waits until the visitor lets the run go on.
                Carried::Nothing(FetchFailure::NetworkOff) => {
                    worker.network_is_off(worker.stands_at(Stage::Running));
                    Self::tell(&worker, What::Stop);
                }
                Carried::Nothing(why) => {
                    Self::happened(&worker, Happened::NoAnswer { id, why });
                }
            }
        });
    }

    fn abort_all(&self) {
        if let Some(controller) = self.abort.borrow_mut().take() {
            controller.abort();
        }
        self.wake.borrow_mut().take();
    }
}

pub(super) fn new_abort() -> AbortController {
    AbortController::new().expect("every browser that has workers has AbortController")
}
