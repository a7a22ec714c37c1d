//! The page's side of the worker: commands go in, the trace's view and the journal come out as signals.
//!
//! A view comes in parts, each read in a task of its own, so that a large trace does not hold the page up.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;

use super::cases_told::CasesTold;
use super::checking::Checking;
use super::file::{self, FileError};
use super::labels_told::LabelsTold;
use super::line::{Heard, Line, NotTaken};
use super::tips_told::TipsTold;
use crate::explorer::still::{Holding, Sighting};
use crate::journal::crossed::Crossed;
use crate::journal::gate::Gate;
use crate::journal::ledger::Row;
use crate::journal::second::Checked;
use crate::journal::{Assembly, Command, Entry, Kept, Part, Report, Stored, json_lines};
use crate::trace::view::{Progress, View};

/// Where the page's loader says which address starts the worker that follows money.
pub(super) const SCRIPT: &str = "data-spoor-worker";

/// A handle on the worker that runs the trace. It is started by [`Engine::warm`], or by the first command.
#[derive(Clone, Copy)]
pub struct Engine {
    /// The trace as last reported.
    pub view: RwSignal<Option<Arc<View>>>,
    /// How far the run is: newer than the view's own, and five times a second.
    pub progress: RwSignal<Option<Progress>>,
    /// Every question and answer of the run.
    pub journal: RwSignal<Vec<Entry>>,
    /// The run of an earlier visit that is kept in this browser, once [`Command::LookForKept`] was answered.
    pub kept: RwSignal<Option<Kept>>,
    /// Why the run that goes on will not survive a reload, and whether it can be had kept instead of another tab's; `None`
    /// where it will.
    pub unkept: RwSignal<Option<(String, bool)>>,
    /// How much is kept of answers, once [`Command::Stored`] was answered.
    pub stored: RwSignal<Option<Stored>>,
    /// What left this browser, once [`Command::Ledger`] was answered.
    pub ledger: RwSignal<Option<LedgerRead>>,
    /// What second explorers said of transfers of this run, oldest first.
    pub checked: RwSignal<Vec<Checked>>,
    /// What bridges said, the latest last.
    pub crossed: RwSignal<Vec<Crossed>>,
    /// What the worker told of labels.
    pub labels: LabelsTold,
    /// What the worker told of the visitor's own tips.
    pub tips: TipsTold,
    /// What the worker told of opened cases.
    pub cases: CasesTold,
    /// What was seen still there in this visit, the latest of each.
    pub still: RwSignal<BTreeMap<Holding, Sighting>>,
    /// What is being looked for.
    pub looking: RwSignal<BTreeSet<Holding>>,
    /// What came of the check of a tip, and of its attached answers.
    pub checking: Checking,
    /// Whether the worker's program has arrived once: the page is whole then.
    pub loaded: RwSignal<bool>,
    /// Whether everything was removed, after [`Command::Wipe`].
    pub wiped: RwSignal<bool>,
    /// What went wrong, in a sentence that says what to do.
    pub failed: RwSignal<Option<String>>,
    worker: StoredValue<SendWrapper<Rc<Handle>>>,
}

/// The ledger as the worker told it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerRead {
    /// Its rows, in order.
    pub rows: Vec<Row>,
    /// Rows of this visit that the storage did not take.
    pub unwritten: Vec<Row>,
    /// Whether all has come.
    pub whole: bool,
}

struct Handle {
    line: Line,
    /// What may leave the browser: every worker hears it before anything else.
    gate: RefCell<Gate>,
    /// The view that is coming in.
    assembly: RefCell<Assembly>,
}

impl Engine {
    /// A handle; nothing runs yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            view: RwSignal::new(None),
            progress: RwSignal::new(None),
            journal: RwSignal::new(Vec::new()),
            kept: RwSignal::new(None),
            unkept: RwSignal::new(None),
            stored: RwSignal::new(None),
            ledger: RwSignal::new(None),
            checked: RwSignal::new(Vec::new()),
            crossed: RwSignal::new(Vec::new()),
            labels: LabelsTold::new(),
            tips: TipsTold::new(),
            cases: CasesTold::new(),
            still: RwSignal::new(BTreeMap::new()),
            looking: RwSignal::new(BTreeSet::new()),
            checking: Checking::new(),
            loaded: RwSignal::new(false),
            wiped: RwSignal::new(false),
            failed: RwSignal::new(None),
            worker: StoredValue::new(SendWrapper::new(Rc::new(Handle {
                line: Line::new(SCRIPT),
                gate: RefCell::default(),
                assembly: RefCell::default(),
            }))),
        }
    }

    /// Starts the worker before it is needed, so that a trace can begin with the network off. Where it does not start, the
    /// first command tries again and says so.
    pub fn warm(self) {
        // The first command starts it again and says why it did not.
        drop(self.start());
    }

    /// Says what may leave the browser from here on.
    pub fn set_gate(self, gate: Gate) {
        let handle = self.worker.get_value();
        *handle.gate.borrow_mut() = gate;
        if handle.line.is_ready()
            && let Some(gate) = self.gate()
        {
            self.went(handle.line.send(gate));
        }
    }

    fn gate(self) -> Option<JsValue> {
        let gate = self.worker.get_value().gate.borrow().clone();
        match serde_json::to_string(&Command::Gate(Box::new(gate))) {
            Ok(text) => Some(JsValue::from_str(&text)),
            Err(error) => {
                self.fail(format!("What may leave this browser cannot be written: {error}."));
                None
            }
        }
    }

    /// Sends a command; starts the worker where there is none.
    pub fn send(self, command: &Command) {
        if matches!(command, Command::Start { .. } | Command::Resume) {
            self.view.set(None);
            self.progress.set(None);
            self.journal.set(Vec::new());
            self.unkept.set(None);
            self.checked.set(Vec::new());
            self.crossed.set(Vec::new());
            if self.looking.with_untracked(|looking| !looking.is_empty()) {
                self.send(&Command::StopLooking);
            }
            self.still.set(BTreeMap::new());
            *self.worker.get_value().assembly.borrow_mut() = Assembly::default();
        }
        match command {
            // What comes now is all of it.
            Command::Ledger { after: 0 } | Command::DropLedger => self.ledger.set(None),
            Command::StillThere { looks } => self.looking.update(|all| all.extend(looks.iter().map(|look| look.holding.clone()))),
            Command::StopLooking => self.looking.set(BTreeSet::new()),
            Command::Wipe => {
                self.ledger.set(None);
                self.wiped.set(false);
            }
            _ => {}
        }
        if matches!(command, Command::Start { .. } | Command::GoOn { .. } | Command::Resume | Command::Wipe) {
            self.failed.set(None);
        }
        let text = match serde_json::to_string(command) {
            Ok(text) => text,
            Err(error) => return self.fail(format!("The command cannot be written: {error}.")),
        };
        if self.start().is_err() {
            return self.fail("This browser does not start the worker that follows the money. Reload the page; if that does not help, use a current browser.".to_owned());
        }
        self.went(self.worker.get_value().line.send(JsValue::from_str(&text)));
    }

    fn start(self) -> Result<(), JsValue> {
        self.worker.get_value().line.start(move |heard| match heard {
            Heard::Text(text) => self.take(&text),
            Heard::NotText => self.fail("The worker sent something that is not text. Reload the page.".to_owned()),
            Heard::Stopped(why) => {
                let idle = self.restart();
                if !idle {
                    self.fail(format!("The worker that follows the money has stopped ({why}). Press Trace to begin again."));
                }
            }
        })
    }

    /// Ends a worker that broke, so that the next command starts a new one. Gives whether nothing had been asked of it.
    fn restart(self) -> bool {
        let handle = self.worker.get_value();
        self.looking.set(BTreeSet::new());
        self.tips.idle();
        *handle.assembly.borrow_mut() = Assembly::default();
        handle.line.end()
    }

    fn went(self, sent: Result<(), NotTaken>) {
        if sent.is_err() {
            self.fail("The worker does not take commands any more. Reload the page.".to_owned());
        }
    }

    fn take(self, text: &str) {
        match serde_json::from_str::<Report>(text) {
            Ok(Report::Ready) => {
                self.loaded.set(true);
                self.went(self.worker.get_value().line.listens(self.gate()));
            }
            Ok(Report::Part(part)) => self.take_part(part),
            Ok(Report::Progress(progress)) => self.progress.set(Some(progress)),
            Ok(Report::Journal { entries }) => self.journal.update(|all| all.extend(entries)),
            Ok(Report::Kept(kept)) => self.kept.set(kept.map(|kept| *kept)),
            Ok(Report::Unkept { why, may_take_over }) => self.unkept.set(Some((why, may_take_over))),
            Ok(Report::Stored(stored)) => self.stored.set(Some(stored)),
            Ok(Report::Ledger { rows, unwritten, whole }) => self.ledger.update(|ledger| {
                let ledger = ledger.get_or_insert_default();
                ledger.rows.extend(rows);
                ledger.unwritten = unwritten;
                ledger.whole = whole;
            }),
            Ok(Report::Crossed(crossed)) => self.crossed.update(|all| all.push(*crossed)),
            Ok(Report::Checked(checked)) => self.checked.update(|all| all.push(*checked)),
            Ok(Report::StillThere(seen)) => {
                self.looking.update(|all| {
                    all.remove(&seen.holding);
                });
                self.still.update(|all| {
                    all.insert(seen.holding.clone(), *seen);
                });
            }
            Ok(Report::Labels(told)) => self.labels.take(*told),
            Ok(Report::Header { header, said }) => self.checking.header.set(Some((header, said))),
            Ok(Report::Tips(told)) => self.tips.take(told),
            Ok(Report::Cases(told)) => self.cases.take(told),
            Ok(Report::Rechecked(rechecked)) => self.checking.rechecked.set(Some(*rechecked)),
            Ok(Report::AnswersRead(looked)) => self.checking.looked.set(Some(*looked)),
            Ok(Report::Answers(answers)) => self.checking.answers.set(Some(answers)),
            Ok(Report::Asked { request, answer }) => self.checking.asked.set(Some((request, answer))),
            Ok(Report::Wiped) => {
                self.labels.forget();
                self.tips.forget();
                self.cases.forget();
                self.wiped.set(true);
            }
            Ok(Report::Failed { why }) => self.fail(why),
            Err(error) => self.fail(format!("A report of the worker cannot be read: {error}. Reload the page.")),
        }
    }

    fn take_part(self, part: Part) {
        let whole = self.worker.get_value().assembly.borrow_mut().take(part);
        if let Some(view) = whole {
            self.view.set(Some(Arc::new(view)));
            // A task later the screen has taken it, however long that took: the next view waits for it.
            set_timeout(
                move || {
                    if let Ok(seen) = serde_json::to_string(&Command::Seen) {
                        self.went(self.worker.get_value().line.send(JsValue::from_str(&seen)));
                    }
                },
                std::time::Duration::ZERO,
            );
        }
    }

    /// Saves the journal of the run as a file: one JSON object a line, a line a request.
    ///
    /// # Errors
    /// When the browser makes no download of it.
    pub fn save_journal(self, name: &str) -> Result<(), FileError> {
        let text = self.journal.with_untracked(|entries| json_lines(entries)).map_err(|_| FileError::NotSaved(name.to_owned()))?;
        file::save(name, "application/jsonl", &text)
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
