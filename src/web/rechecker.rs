//! The worker that follows money, for a page that only checks tips on the chain: `board.html`. One check at a time.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use serde::Deserialize;
use wasm_bindgen::JsValue;

use super::engine::SCRIPT;
use super::line::{Heard, Line, NotTaken};
use crate::journal::Command;
use crate::journal::gate::Gate;
use crate::journal::recheck::{Recheck, Rechecked};
use crate::journal::stamp::KeptHeader;

/// A handle on it. Nothing runs before the first check.
#[derive(Clone, Copy)]
pub struct Rechecker {
    /// The check under way, or the last one, as far as it came.
    pub rechecked: RwSignal<Option<Rechecked>>,
    /// The header of a block that was asked for last, and why explorers gave none.
    pub header: RwSignal<Option<(Option<KeptHeader>, Vec<String>)>>,
    /// What went wrong, in a sentence that says what to do.
    pub failed: RwSignal<Option<String>>,
    worker: StoredValue<SendWrapper<Rc<Handle>>>,
}

struct Handle {
    line: Line,
    /// What may leave the browser: the worker hears it before anything else.
    gate: RefCell<Gate>,
}

/// Of the worker's reports ([`crate::journal::Report`]) those that answer what is asked here: the page has no use for the others.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Report {
    Ready,
    Rechecked(Box<Rechecked>),
    Header { header: Option<KeptHeader>, said: Vec<String> },
    Failed { why: String },
}

impl Rechecker {
    /// A handle; nothing runs yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            rechecked: RwSignal::new(None),
            header: RwSignal::new(None),
            failed: RwSignal::new(None),
            worker: StoredValue::new(SendWrapper::new(Rc::new(Handle { line: Line::new(SCRIPT), gate: RefCell::default() }))),
        }
    }

    /// Says what may leave the browser from here on.
    pub fn set_gate(self, gate: Gate) {
        let handle = self.worker.get_value();
        *handle.gate.borrow_mut() = gate;
        if handle.line.is_ready()
            && let Some(gate) = self.written(&self.gate())
        {
            self.went(handle.line.send(gate));
        }
    }

    fn gate(self) -> Command {
        Command::Gate(Box::new(self.worker.get_value().gate.borrow().clone()))
    }

    /// Checks on the chain what a tip states. Another check that is under way is given up.
    pub fn check(self, what: Recheck) {
        self.rechecked.set(None);
        self.failed.set(None);
        self.send(&Command::Recheck(Box::new(what)));
    }

    /// Asks for the header of the block that a time stamp names; `proof` is its file in hexadecimal.
    pub fn ask_header(self, proof: String, explorers: Vec<String>) {
        self.header.set(None);
        self.failed.set(None);
        self.send(&Command::Header { proof, explorers });
    }

    /// Asks nothing more; what came stays.
    pub fn stop(self) {
        if self.worker.get_value().line.is_started() {
            self.send(&Command::StopRechecking);
        }
    }

    fn send(self, command: &Command) {
        let handle = self.worker.get_value();
        if handle.line.start(move |heard| self.hear(heard)).is_err() {
            return self.fail("This browser does not start the worker that asks explorers. Reload the page; if that does not help, use a current browser.".to_owned());
        }
        if let Some(command) = self.written(command) {
            self.went(handle.line.send(command));
        }
    }

    fn written(self, command: &Command) -> Option<JsValue> {
        match serde_json::to_string(command) {
            Ok(text) => Some(JsValue::from_str(&text)),
            Err(error) => {
                self.fail(format!("What was asked cannot be written: {error}."));
                None
            }
        }
    }

    fn went(self, sent: Result<(), NotTaken>) {
        if sent.is_err() {
            self.fail("The worker that asks explorers takes no more questions. Reload the page.".to_owned());
        }
    }

    fn hear(self, heard: Heard) {
        let text = match heard {
            Heard::Text(text) => text,
            Heard::NotText => String::new(),
            Heard::Stopped(why) => {
                self.worker.get_value().line.end();
                let why: String = why.chars().take(200).collect();
                return self.fail(format!("The worker that asks explorers has stopped ({why}). Press again; if that does not help, close other tabs to free memory."));
            }
        };
        match serde_json::from_str::<Report>(&text) {
            Ok(Report::Ready) => {
                let gate = self.written(&self.gate());
                self.went(self.worker.get_value().line.listens(gate));
            }
            Ok(Report::Rechecked(rechecked)) => self.rechecked.set(Some(*rechecked)),
            Ok(Report::Header { header, said }) => self.header.set(Some((header, said))),
            Ok(Report::Failed { why }) => self.fail(why),
            // Opened cases are told unasked; they are no part of a check.
            Err(_) if text.starts_with("{\"cases\"") => {}
            Err(error) => self.fail(format!("A report of the worker cannot be read: {error}. Reload the page.")),
        }
    }

    fn fail(self, why: String) {
        self.failed.set(Some(why));
    }
}

impl Default for Rechecker {
    fn default() -> Self {
        Self::new()
    }
}
