//! The dedicated worker: it drives a [`Run`], fetches what the run asks for, keeps what goes into it, and reports to the
//! page.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, DedicatedWorkerGlobalScope, MessageEvent};

use super::keep::Keeper;
use super::screen::Screen;
use super::{clock, fetch};
use crate::explorer::HttpRequest;
use crate::journal::{Action, Command, FetchFailure, Happened, Input, Report, Run, What};

struct Worker {
    run: Rc<RefCell<Option<Run>>>,
    keeper: Keeper,
    screen: Rc<Screen>,
    /// Counts runs, so that an answer to a dropped run is not handed to the next.
    generation: Cell<u32>,
    abort: RefCell<Option<AbortController>>,
    wake: RefCell<Option<Timeout>>,
}

/// Takes commands from the page until it ends the worker.
pub fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let run = Rc::new(RefCell::new(None));
    let screen = Screen::new(scope.clone(), Rc::clone(&run));
    let saying = Rc::clone(&screen);
    let keeper = Keeper::new(Rc::new(move |why| saying.report(&Report::Unkept { why })));
    let worker = Rc::new(Worker { run, keeper, screen, generation: Cell::new(0), abort: RefCell::new(None), wake: RefCell::new(None) });
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
    worker.screen.report(&Report::Ready);
}

impl Worker {
    fn obey(this: &Rc<Self>, command: Command) {
        match command {
            Command::Start { case_id, settings } => {
                this.drop_run();
                match Run::new(&case_id, settings) {
                    Ok(run) => {
                        this.keeper.begin(run.begun(), &run.kept(clock::now()));
                        *this.run.borrow_mut() = Some(run);
                        Self::tell(this, What::Start);
                    }
                    Err(error) => this.fail(error.to_string()),
                }
            }
            Command::Stop => Self::tell(this, What::Stop),
            Command::GoOn { budget } => Self::tell(this, What::GoOn { budget }),
            Command::Find { account, finding } => Self::tell(this, What::Find { address: account.address().clone(), finding }),
            Command::LookForKept => Self::answer(this, |this| async move { this.look().await }),
            Command::Resume => {
                this.drop_run();
                Self::answer(this, |this| async move { Self::resume(&this).await });
            }
            Command::Forget => Self::answer(this, |this| async move { this.forget().await }),
            Command::Seen => Screen::seen(&this.screen),
        }
    }

    fn fail(&self, why: String) {
        self.screen.report(&Report::Failed { why });
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
        self.screen.report(&Report::Kept(kept));
        Ok(())
    }

    async fn forget(&self) -> Result<(), String> {
        self.keeper
            .forget()
            .await
            .map_err(|error| format!("The kept trace was not removed: {error}. Remove this page's data in the browser's own settings."))?;
        self.screen.report(&Report::Kept(None));
        Ok(())
    }

    /// Brings the kept run back. It rests until the visitor lets it go on, so that nobody is asked by it.
    async fn resume(this: &Rc<Self>) -> Result<(), String> {
        let sentence = |why: &dyn std::fmt::Display| format!("The kept trace could not be brought back: {why}.");
        let generation = this.generation.get();
        let begun = this.keeper.own().await.map_err(|error| sentence(&error))?;
        let begun = begun.ok_or("There is no kept trace in this browser: start a new one.")?;
        let mut run = Run::of(begun.case, begun.settings).map_err(|error| sentence(&error))?;
        loop {
            let inputs = this.keeper.inputs().await.map_err(|error| sentence(&error))?;
            if this.generation.get() != generation {
                return Ok(());
            }
            if inputs.is_empty() {
                break;
            }
            for input in &inputs {
                run.again(input).map_err(|error| sentence(&error))?;
            }
        }
        *this.run.borrow_mut() = Some(run);
        Self::tell(this, What::Stop);
        Screen::show(&this.screen);
        Ok(())
    }

    fn drop_run(&self) {
        self.abort_all();
        self.generation.set(self.generation.get().wrapping_add(1));
        self.screen.clear();
        *self.run.borrow_mut() = None;
    }

    fn tell(this: &Rc<Self>, what: What) {
        Self::take(this, &Input { at: clock::now(), what });
    }

    fn happened(this: &Rc<Self>, happened: Happened) {
        let input = this.run.borrow().as_ref().and_then(|run| run.input(happened, clock::now()));
        if let Some(input) = input {
            Self::take(this, &input);
        }
    }

    /// Gives an input to the run, keeps it where it counted, and does what the run says.
    fn take(this: &Rc<Self>, input: &Input) {
        let taken = this.run.borrow_mut().as_mut().and_then(|run| Some((run.take(input)?, run.kept(input.at))));
        let Some((actions, kept)) = taken else { return };
        this.keeper.add(input, &kept);
        for action in actions {
            match action {
                Action::Fetch { id, request } => Self::carry(this, id, request),
                Action::AbortAll => this.abort_all(),
                Action::Wake { at_ms } => {
                    let delay = u32::try_from(at_ms.saturating_sub(clock::now().ms)).unwrap_or(u32::MAX);
                    let waker = Rc::clone(this);
                    let timeout = Timeout::new(delay, move || Self::happened(&waker, Happened::Woken));
                    *this.wake.borrow_mut() = Some(timeout);
                }
            }
        }
        Screen::show(&this.screen);
    }

    fn carry(this: &Rc<Self>, id: u64, request: HttpRequest) {
        let generation = this.generation.get();
        let worker = Rc::clone(this);
        let signal = worker.abort.borrow_mut().get_or_insert_with(new_abort).signal();
        spawn_local(async move {
            let happened = if request.is_recorded() {
                // A turn of the event loop between answers, so that a command to stop is heard.
                TimeoutFuture::new(0).await;
                let answer = worker.run.borrow().as_ref().filter(|_| !signal.aborted()).and_then(|run| run.recorded_answer(&request));
                answer.map_or(Happened::NoAnswer { id, why: FetchFailure::Opaque }, |answer| Happened::Answer { id, answer })
            } else {
                match fetch::fetch(&request, &signal).await {
                    Ok(answer) => Happened::Answer { id, answer },
                    Err(why) => Happened::NoAnswer { id, why },
                }
            };
            // What was broken off did not fail, and its number may be under way again.
            let broken_off = signal.aborted() && matches!(happened, Happened::NoAnswer { .. });
            if worker.generation.get() == generation && !broken_off {
                Self::happened(&worker, happened);
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

fn new_abort() -> AbortController {
    AbortController::new().expect("every browser that has workers has AbortController")
}
