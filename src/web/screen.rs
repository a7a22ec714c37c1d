//! What the page is told of a run, and how often: progress and requests five times a second, the trace itself as often as
//! page and worker can bear it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::DedicatedWorkerGlobalScope;

use super::clock;
use crate::journal::{Report, Run, SHOWN_ENDS, SHOWN_REFUSED, split, trim};
use crate::trace::view::Stage;

/// Between two reports of how far the run is.
const TELL_EVERY_MS: u64 = 150;
/// Between two views of a running trace, at least.
const VIEW_EVERY_MS: u64 = 200;
/// A view costs the page and the worker at most one part of this many of their time.
const VIEW_SHARE: u64 = 4;
/// How long the worker writes parts of a view before it listens to the page again.
const LISTEN_EVERY_MS: u64 = 20;
/// Requests in one report.
const ENTRIES: usize = 64;

/// The worker's side of the page's screen.
pub struct Screen {
    scope: DedicatedWorkerGlobalScope,
    run: Rc<RefCell<Option<Run>>>,
    entries_told: Cell<usize>,
    told_ms: Cell<u64>,
    /// Something has changed that no view shows yet.
    changed: Cell<bool>,
    /// When the view was begun that the page has not drawn yet.
    drawing: Cell<Option<u64>>,
    next_view_ms: Cell<u64>,
    /// Counts runs: a view of a run that was dropped is not finished.
    run_number: Cell<u32>,
    timer: RefCell<Option<Timeout>>,
}

impl Screen {
    /// The screen of the page that owns this worker.
    #[must_use]
    pub fn new(scope: DedicatedWorkerGlobalScope, run: Rc<RefCell<Option<Run>>>) -> Rc<Self> {
        Rc::new(Self {
            scope,
            run,
            entries_told: Cell::new(0),
            told_ms: Cell::new(0),
            changed: Cell::new(false),
            drawing: Cell::new(None),
            next_view_ms: Cell::new(0),
            run_number: Cell::new(0),
            timer: RefCell::new(None),
        })
    }

    /// Another run: everything is told anew.
    pub fn clear(&self) {
        self.entries_told.set(0);
        self.told_ms.set(0);
        self.changed.set(false);
        self.drawing.set(None);
        self.next_view_ms.set(0);
        self.run_number.set(self.run_number.get().wrapping_add(1));
        self.timer.borrow_mut().take();
    }

    /// The run has changed.
    pub fn show(this: &Rc<Self>) {
        this.changed.set(true);
        Self::turn(this);
    }

    /// The page has drawn the last view.
    pub fn seen(this: &Rc<Self>) {
        if let Some(begun_ms) = this.drawing.take() {
            let now = clock::now().ms;
            let cost = now.saturating_sub(begun_ms);
            this.next_view_ms.set(now + VIEW_EVERY_MS.max(cost.saturating_mul(VIEW_SHARE - 1)));
        }
        Self::turn(this);
    }

    /// Does what is due, and comes back for what is not.
    fn turn(this: &Rc<Self>) {
        let Some(stage) = this.run.borrow().as_ref().map(Run::stage) else { return };
        let now = clock::now().ms;
        let rests = stage != Stage::Running;
        let tell_ms = this.told_ms.get() + TELL_EVERY_MS;
        if this.changed.get() && (rests || now >= tell_ms) {
            this.told_ms.set(now);
            this.tell();
        }
        let may_draw = this.changed.get() && this.drawing.get().is_none();
        if may_draw && (rests || now >= this.next_view_ms.get()) {
            this.draw(now);
        } else if this.changed.get() && this.timer.borrow().is_none() {
            let next = if may_draw { this.next_view_ms.get().min(tell_ms) } else { tell_ms };
            let delay = u32::try_from(next.saturating_sub(now)).unwrap_or(0).max(1);
            let later = Rc::clone(this);
            *this.timer.borrow_mut() = Some(Timeout::new(delay, move || {
                // The timer has fired: forgetting it only frees the slot.
                if let Some(fired) = later.timer.borrow_mut().take() {
                    fired.forget();
                }
                Self::turn(&later);
            }));
        }
    }

    /// How far the run is, and the requests since the last time.
    fn tell(&self) {
        let Some((progress, entries)) =
            self.run.borrow().as_ref().map(|run| (run.progress(), run.journal().since(self.entries_told.get()).to_vec()))
        else {
            return;
        };
        self.report(&Report::Progress(progress));
        self.entries_told.set(self.entries_told.get() + entries.len());
        for entries in entries.chunks(ENTRIES) {
            self.report(&Report::Journal { entries: entries.to_vec() });
        }
    }

    /// Makes the view and sends it, and listens to the page before and in between.
    fn draw(self: &Rc<Self>, now: u64) {
        self.drawing.set(Some(now));
        let number = self.run_number.get();
        let screen = Rc::clone(self);
        spawn_local(async move {
            let mut listened_ms = 0;
            let mut parts = None;
            loop {
                if clock::now().ms.saturating_sub(listened_ms) >= LISTEN_EVERY_MS {
                    TimeoutFuture::new(0).await;
                    listened_ms = clock::now().ms;
                    if screen.run_number.get() != number {
                        return;
                    }
                }
                let Some(parts) = &mut parts else {
                    let Some(view) = screen.run.borrow().as_ref().map(Run::view) else { return };
                    screen.changed.set(false);
                    parts = Some(split(trim(view, SHOWN_ENDS, SHOWN_REFUSED)));
                    continue;
                };
                let Some(part) = parts.next() else { return };
                screen.report(&Report::Part(part));
            }
        });
    }

    /// Sends a report to the page.
    pub fn report(&self, report: &Report) {
        let text = serde_json::to_string(report)
            .unwrap_or_else(|error| format!(r#"{{"failed":{{"why":"The report cannot be written: {error}."}}}}"#));
        // The page is gone when this fails, and the worker with it.
        self.scope.post_message(&JsValue::from_str(&text)).ok();
    }
}
