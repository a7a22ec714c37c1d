//! The line to a worker: it is started when first needed, and what is said before it listens is kept for it.

use std::cell::{Cell, RefCell};

use leptos::prelude::document;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

/// What comes over a line.
pub(super) enum Heard {
    /// A message, as text.
    Text(String),
    /// Something that is no text.
    NotText,
    /// The worker broke, and why, as far as the browser says.
    Stopped(String),
}

/// A message that did not go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotTaken;

/// The line.
pub(super) struct Line {
    /// The attribute in which the page's loader says which address starts the worker; the Trusted Types policy lets only
    /// those through.
    script: &'static str,
    worker: RefCell<Option<Worker>>,
    ready: Cell<bool>,
    early: RefCell<Vec<JsValue>>,
}

impl Line {
    pub(super) const fn new(script: &'static str) -> Self {
        Self { script, worker: RefCell::new(None), ready: Cell::new(false), early: RefCell::new(Vec::new()) }
    }

    pub(super) fn is_started(&self) -> bool {
        self.worker.borrow().is_some()
    }

    pub(super) const fn is_ready(&self) -> bool {
        self.ready.get()
    }

    /// Starts the worker, where there is none.
    ///
    /// # Errors
    /// When this browser does not start it.
    pub(super) fn start(&self, hear: impl Fn(Heard) + Clone + 'static) -> Result<(), JsValue> {
        if self.is_started() {
            return Ok(());
        }
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let root = document().document_element().ok_or(JsValue::NULL)?;
        let script = root.get_attribute(self.script).ok_or(JsValue::NULL)?;
        let worker = Worker::new_with_options(&script, &options)?;
        let told = hear.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            told(event.data().as_string().map_or(Heard::NotText, Heard::Text));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| hear(Heard::Stopped(event.message())));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        on_error.forget();
        *self.worker.borrow_mut() = Some(worker);
        Ok(())
    }

    /// Says something, or keeps it until the worker listens.
    ///
    /// # Errors
    /// When the worker takes nothing any more.
    pub(super) fn send(&self, message: JsValue) -> Result<(), NotTaken> {
        if self.is_ready() {
            return self.post(&message);
        }
        self.early.borrow_mut().push(message);
        Ok(())
    }

    /// The worker listens: it hears `first`, then what was kept for it.
    ///
    /// # Errors
    /// As of [`Line::send`].
    pub(super) fn listens(&self, first: Option<JsValue>) -> Result<(), NotTaken> {
        self.ready.set(true);
        first.into_iter().chain(self.early.take()).try_for_each(|message| self.post(&message))
    }

    fn post(&self, message: &JsValue) -> Result<(), NotTaken> {
        match self.worker.borrow().as_ref() {
            Some(worker) => worker.post_message(message).map_err(|_| NotTaken),
            None => Ok(()),
        }
    }

    /// Ends the worker, so that the next start is a new one. Gives whether nothing had been asked of it.
    pub(super) fn end(&self) -> bool {
        let idle = !self.is_ready() && self.early.borrow().is_empty();
        if let Some(worker) = self.worker.borrow_mut().take() {
            worker.terminate();
        }
        self.ready.set(false);
        self.early.borrow_mut().clear();
        idle
    }
}
