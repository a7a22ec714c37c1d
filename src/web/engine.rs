//! The page's side of the worker: commands go in, the trace's view and the journal come out as signals.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::journal::{Command, Entry, Kept, Report};
use crate::trace::view::View;

/// Where the page's loader says which address starts the worker; the Trusted Types policy lets only that one through.
const SCRIPT: &str = "data-spoor-worker";

/// A handle on the worker that runs the trace. It is started by [`Engine::warm`], or by the first command.
#[derive(Clone, Copy)]
pub struct Engine {
    /// The trace as last reported.
    pub view: RwSignal<Option<View>>,
    /// Every question and answer of the run.
    pub journal: RwSignal<Vec<Entry>>,
    /// The run of an earlier visit that is kept in this browser, once [`Command::LookForKept`] was answered.
    pub kept: RwSignal<Option<Kept>>,
    /// What went wrong, in a sentence that says what to do.
    pub failed: RwSignal<Option<String>>,
    worker: StoredValue<SendWrapper<Rc<Handle>>>,
}

#[derive(Default)]
struct Handle {
    worker: RefCell<Option<Worker>>,
    ready: Cell<bool>,
    early: RefCell<Vec<String>>,
}

impl Engine {
    /// A handle; nothing runs yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            view: RwSignal::new(None),
            journal: RwSignal::new(Vec::new()),
            kept: RwSignal::new(None),
            failed: RwSignal::new(None),
            worker: StoredValue::new(SendWrapper::new(Rc::new(Handle::default()))),
        }
    }

    /// Starts the worker before it is needed, so that a trace can begin with the network off. Where it does not start, the
    /// first command tries again and says so.
    pub fn warm(self) {
        let handle = self.worker.get_value();
        if handle.worker.borrow().is_none() {
            *handle.worker.borrow_mut() = self.launch().ok();
        }
    }

    /// Sends a command; starts the worker where there is none.
    pub fn send(self, command: &Command) {
        if matches!(command, Command::Start { .. }) {
            self.view.set(None);
            self.journal.set(Vec::new());
        }
        self.failed.set(None);
        let text = match serde_json::to_string(command) {
            Ok(text) => text,
            Err(error) => return self.fail(format!("The command cannot be written: {error}.")),
        };
        let handle = self.worker.get_value();
        if handle.worker.borrow().is_none() {
            match self.launch() {
                Ok(worker) => *handle.worker.borrow_mut() = Some(worker),
                Err(_) => return self.fail("This browser does not start the worker that follows the money. Reload the page; if that does not help, use a current browser.".to_owned()),
            }
        }
        if handle.ready.get() { self.post(&text) } else { handle.early.borrow_mut().push(text) }
    }

    fn launch(self) -> Result<Worker, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let root = document().document_element().ok_or(JsValue::NULL)?;
        let script = root.get_attribute(SCRIPT).ok_or(JsValue::NULL)?;
        let worker = Worker::new_with_options(&script, &options)?;
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| match event.data().as_string() {
            Some(text) => self.take(&text),
            None => self.fail("The worker sent something that is not text. Reload the page.".to_owned()),
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            let idle = self.restart();
            if idle {
                return;
            }
            self.fail(format!("The worker that follows the money has stopped ({}). Press Trace to begin again.", event.message()));
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        on_error.forget();
        Ok(worker)
    }

    /// Ends a worker that broke, so that the next command starts a new one. Gives whether nothing had been asked of it.
    fn restart(self) -> bool {
        let handle = self.worker.get_value();
        let idle = !handle.ready.get() && handle.early.borrow().is_empty();
        if let Some(worker) = handle.worker.borrow_mut().take() {
            worker.terminate();
        }
        handle.ready.set(false);
        handle.early.borrow_mut().clear();
        idle
    }

    fn post(self, text: &str) {
        if let Some(worker) = self.worker.get_value().worker.borrow().as_ref()
            && worker.post_message(&JsValue::from_str(text)).is_err()
        {
            self.fail("The worker does not take commands any more. Reload the page.".to_owned());
        }
    }

    fn take(self, text: &str) {
        match serde_json::from_str::<Report>(text) {
            Ok(Report::Ready) => {
                let handle = self.worker.get_value();
                handle.ready.set(true);
                for early in handle.early.take() {
                    self.post(&early);
                }
            }
            Ok(Report::View(view)) => self.view.set(Some(*view)),
            Ok(Report::Journal { entries }) => self.journal.update(|all| all.extend(entries)),
            Ok(Report::Kept(kept)) => self.kept.set(kept),
            Ok(Report::Failed { why }) => self.fail(why),
            Err(error) => self.fail(format!("A report of the worker cannot be read: {error}. Reload the page.")),
        }
    }

    fn fail(self, why: String) {
        self.failed.set(Some(why));
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}
