//! The dedicated worker: it drives a [`Run`], fetches what the run asks for, and reports to the page.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, DedicatedWorkerGlobalScope, MessageEvent};

use super::{clock, fetch};
use crate::explorer::HttpRequest;
use crate::journal::{Action, Command, FetchFailure, Happened, Report, Run};
use crate::trace::view::Stage;

/// Between two views of a running trace: ten a second.
const VIEW_EVERY_MS: u64 = 100;

struct Worker {
    scope: DedicatedWorkerGlobalScope,
    run: RefCell<Option<Run>>,
    /// Counts runs, so that an answer to a dropped run is not handed to the next.
    generation: Cell<u32>,
    abort: RefCell<Option<AbortController>>,
    wake: RefCell<Option<Timeout>>,
    entries_sent: Cell<usize>,
    view_sent_ms: Cell<u64>,
    view_timer: RefCell<Option<Timeout>>,
}

/// Takes commands from the page until it ends the worker.
pub fn serve() {
    let worker = Rc::new(Worker {
        scope: js_sys::global().unchecked_into(),
        run: RefCell::new(None),
        generation: Cell::new(0),
        abort: RefCell::new(None),
        wake: RefCell::new(None),
        entries_sent: Cell::new(0),
        view_sent_ms: Cell::new(0),
        view_timer: RefCell::new(None),
    });
    let listener = Rc::clone(&worker);
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        match serde_json::from_str::<Command>(&text) {
            Ok(command) => Worker::obey(&listener, command),
            Err(error) => {
                listener.report(&Report::Failed { why: format!("A command of the page cannot be read: {error}. Reload the page.") })
            }
        }
    });
    worker.scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    worker.report(&Report::Ready);
}

impl Worker {
    fn obey(this: &Rc<Self>, command: Command) {
        let now = clock::now();
        let actions = match command {
            Command::Start { case_id, settings } => {
                this.abort_all();
                this.generation.set(this.generation.get().wrapping_add(1));
                this.entries_sent.set(0);
                match Run::new(&case_id, settings) {
                    Ok(mut run) => {
                        let actions = run.start(now);
                        *this.run.borrow_mut() = Some(run);
                        actions
                    }
                    Err(error) => {
                        *this.run.borrow_mut() = None;
                        return this.report(&Report::Failed { why: error.to_string() });
                    }
                }
            }
            Command::Stop => this.with_run(|run| run.stop(now)),
            Command::GoOn { budget } => this.with_run(|run| run.go_on(budget, now)),
            Command::LookForKept | Command::Resume | Command::Forget => return this.report(&Report::Kept(None)),
            Command::Find { account, finding } => this.with_run(|run| run.find(account.address().clone(), finding, now)),
        };
        Self::act(this, actions);
    }

    fn with_run(&self, change: impl FnOnce(&mut Run) -> Vec<Action>) -> Vec<Action> {
        self.run.borrow_mut().as_mut().map(change).unwrap_or_default()
    }

    fn act(this: &Rc<Self>, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::Fetch { id, request } => Self::carry(this, id, request),
                Action::AbortAll => this.abort_all(),
                Action::Wake { at_ms } => {
                    let delay = u32::try_from(at_ms.saturating_sub(clock::now().ms)).unwrap_or(u32::MAX);
                    let waker = Rc::clone(this);
                    let timeout = Timeout::new(delay, move || Self::tell(&waker, Happened::Woken));
                    *this.wake.borrow_mut() = Some(timeout);
                }
            }
        }
        Self::show(this);
    }

    fn carry(this: &Rc<Self>, id: u64, request: HttpRequest) {
        let generation = this.generation.get();
        let worker = Rc::clone(this);
        let signal = worker.abort.borrow_mut().get_or_insert_with(new_abort).signal();
        spawn_local(async move {
            let happened = if request.is_recorded() {
                // A turn of the event loop between answers, so that a command to stop is heard.
                TimeoutFuture::new(0).await;
                let answer = worker.run.borrow().as_ref().and_then(|run| run.recorded_answer(&request));
                answer.map_or(Happened::NoAnswer { id, why: FetchFailure::Opaque }, |answer| Happened::Answer { id, answer })
            } else {
                match fetch::fetch(&request, &signal).await {
                    Ok(answer) => Happened::Answer { id, answer },
                    Err(why) => Happened::NoAnswer { id, why },
                }
            };
            if worker.generation.get() == generation {
                Self::tell(&worker, happened);
            }
        });
    }

    fn tell(this: &Rc<Self>, happened: Happened) {
        let now = clock::now();
        let actions = this.with_run(|run| run.handle(happened, now));
        Self::act(this, actions);
    }

    fn abort_all(&self) {
        if let Some(controller) = self.abort.borrow_mut().take() {
            controller.abort();
        }
        self.wake.borrow_mut().take();
    }

    /// Reports the view: at once where the run rests, else at most ten times a second.
    fn show(this: &Rc<Self>) {
        let resting = this.run.borrow().as_ref().is_none_or(|run| run.stage() != Stage::Running);
        let since = clock::now().ms.saturating_sub(this.view_sent_ms.get());
        if resting || since >= VIEW_EVERY_MS {
            this.view_timer.borrow_mut().take();
            return this.report_view();
        }
        let waiting = this.view_timer.borrow().is_some();
        if !waiting {
            let later = Rc::clone(this);
            let delay = u32::try_from(VIEW_EVERY_MS - since).unwrap_or(0);
            *this.view_timer.borrow_mut() = Some(Timeout::new(delay, move || {
                // The timer has fired: forgetting it here only frees the slot.
                if let Some(fired) = later.view_timer.borrow_mut().take() {
                    fired.forget();
                }
                later.report_view();
            }));
        }
    }

    fn report_view(&self) {
        let (view, entries) = match self.run.borrow().as_ref() {
            Some(run) => (run.view(), run.journal().since(self.entries_sent.get()).to_vec()),
            None => return,
        };
        self.view_sent_ms.set(clock::now().ms);
        self.entries_sent.set(self.entries_sent.get() + entries.len());
        self.report(&Report::View(Box::new(view)));
        if !entries.is_empty() {
            self.report(&Report::Journal { entries });
        }
    }

    fn report(&self, report: &Report) {
        let text = serde_json::to_string(report)
            .unwrap_or_else(|error| format!(r#"{{"failed":{{"why":"The report cannot be written: {error}."}}}}"#));
        // The page is gone when this fails, and the worker with it.
        self.scope.post_message(&JsValue::from_str(&text)).ok();
    }
}

fn new_abort() -> AbortController {
    AbortController::new().expect("every browser that has workers has AbortController")
}
