//! The page's side of the auditor: a worker that fetches feeds, checks every line, keeps what it saw and computes boards.
//!
//! What the visitor wants goes in by [`Auditor::ask`] and [`Auditor::load`]; what came of it is in the signals. A board comes
//! in parts, each read in a task of its own, so that a large one does not hold the page up.

mod followed;
mod inside;
mod kept;
mod reach;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use js_sys::Array;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::File;

pub use inside::serve;

use super::line::{Heard, Line, NotTaken};
use crate::board::desk::Published;
use crate::board::follow::{SiteFeed, Source};
use crate::board::message::{Ask, Asked, Assembly, FeedState, Progress, Told};
use crate::board::record::{Mine, Record};
use crate::board::view::{Board, Filter};
use crate::money::Address;

/// Where the page's loader says which address starts the worker.
const SCRIPT: &str = "data-spoor-auditor";
/// How many questions of this visit are remembered for the screen.
const MOST_ASKED: usize = 200;

/// A handle on the auditor. Its worker is started by the first thing that is asked.
#[derive(Clone, Copy)]
pub struct Auditor {
    /// The feeds that this site ships, after [`Ask::Sites`]; beside them why there are none, where that is a fault.
    pub sites: RwSignal<Option<(Vec<SiteFeed>, Option<String>)>>,
    /// How the followed feed stands; `None` while nothing is followed, or nothing is known of it yet.
    pub feed: RwSignal<Option<FeedState>>,
    /// Its board under [`Auditor::filter`], once it is whole.
    pub board: RwSignal<Option<Arc<Board>>>,
    /// What became of the visitor's own tips in it, after [`Auditor::look_up`].
    pub record: RwSignal<Option<Arc<Record>>>,
    /// What the desk compares with, after [`Ask::Published`].
    pub published: RwSignal<Option<Arc<Published>>>,
    /// What is being done; `None` while nothing is.
    pub progress: RwSignal<Option<Progress>>,
    /// The filter that was asked for last.
    pub filter: RwSignal<Filter>,
    /// Whether the feed may be asked again by itself: the visitor's switch.
    pub polls: RwSignal<bool>,
    /// What was asked of whom in this visit, the newest first.
    pub asked: RwSignal<Vec<Asked>>,
    /// What went wrong, in a sentence that says what to do.
    pub failed: RwSignal<Option<String>>,
    worker: StoredValue<SendWrapper<Rc<Handle>>>,
}

struct Handle {
    line: Line,
    assembly: RefCell<Assembly>,
    /// Whether the board is on the screen, and the page itself to be seen.
    shown: Cell<bool>,
}

impl Default for Auditor {
    fn default() -> Self {
        Self::new()
    }
}

impl Auditor {
    /// A handle; nothing runs yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            sites: RwSignal::new(None),
            feed: RwSignal::new(None),
            board: RwSignal::new(None),
            record: RwSignal::new(None),
            published: RwSignal::new(None),
            progress: RwSignal::new(None),
            filter: RwSignal::new(Filter::default()),
            polls: RwSignal::new(true),
            asked: RwSignal::new(Vec::new()),
            failed: RwSignal::new(None),
            worker: StoredValue::new(SendWrapper::new(Rc::new(Handle {
                line: Line::new(SCRIPT),
                assembly: RefCell::default(),
                shown: Cell::new(false),
            }))),
        }
    }

    /// Looks which feeds this site ships.
    pub fn look_for_sites(self) {
        self.ask(&Ask::Sites);
    }

    /// Follows a feed. What was followed before is let go, and kept.
    pub fn follow(self, source: Source) {
        self.feed.set(None);
        self.board.set(None);
        self.record.set(None);
        self.published.set(None);
        self.ask(&Ask::Follow { source });
    }

    /// Reads a feed from files: its index and its shards.
    pub fn load(self, files: &[File]) {
        self.feed.set(None);
        self.board.set(None);
        self.record.set(None);
        self.published.set(None);
        self.send(&Ask::Load, files);
    }

    /// Shows the board under another filter.
    pub fn rank(self, filter: Filter) {
        self.filter.set(filter.clone());
        self.ask(&Ask::Rank { filter });
    }

    /// Looks up what became of the visitor's own tips in what is followed; examples too, each marked.
    pub fn look_up(self, mine: Vec<Mine>) {
        self.ask(&Ask::Record { mine, examples: true });
    }

    /// Takes another key as the publisher's, after the visitor was shown both.
    pub fn trust(self, key: Address) {
        self.ask(&Ask::Trust { key });
    }

    /// Switches the polling on or off.
    pub fn set_polling(self, on: bool) {
        self.polls.set(on);
        self.tell_polling();
    }

    /// Stops what is under way and lets go of the feed; what this browser kept of it stays.
    pub fn stop(self) {
        self.end();
        self.feed.set(None);
        self.board.set(None);
        self.fail("Stopped. Open the feed again to read it.".to_owned());
    }

    /// Says whether the board is on the screen: `true` when it is mounted, `false` when it is left. Whoever mounts it also
    /// calls [`Auditor::tell_polling`] at every `visibilitychange`.
    pub fn set_shown(self, shown: bool) {
        self.worker.get_value().shown.set(shown);
        self.tell_polling();
    }

    /// Tells the worker again what may be asked: when the page was hidden or shown.
    pub fn tell_polling(self) {
        if self.worker.get_value().line.is_started() {
            self.ask(&self.polling());
        }
    }

    fn polling(self) -> Ask {
        let visible = self.worker.get_value().shown.get() && !document().hidden();
        Ask::Poll { visible, on: self.polls.get_untracked() }
    }

    /// Asks something; starts the worker where there is none.
    pub fn ask(self, ask: &Ask) {
        self.send(ask, &[]);
    }

    fn send(self, ask: &Ask, files: &[File]) {
        if matches!(ask, Ask::Follow { .. } | Ask::Load | Ask::Again | Ask::Trust { .. }) {
            self.failed.set(None);
        }
        let Some(message) = self.message(ask, files) else { return };
        let handle = self.worker.get_value();
        if handle.line.start(move |heard| self.hear(heard)).is_err() {
            return self.fail(
                "This browser does not start the worker that checks feeds. Reload the page; if that does not help, use a current browser."
                    .to_owned(),
            );
        }
        self.went(handle.line.send(message));
    }

    fn message(self, ask: &Ask, files: &[File]) -> Option<JsValue> {
        let Ok(text) = serde_json::to_string(ask) else {
            self.fail("What was asked cannot be written.".to_owned());
            return None;
        };
        let message = Array::of1(&JsValue::from_str(&text));
        for file in files {
            message.push(file);
        }
        Some(message.into())
    }

    fn hear(self, heard: Heard) {
        let text = match heard {
            Heard::Text(text) => text,
            Heard::NotText => String::new(),
            Heard::Stopped(why) => {
                self.end();
                let why: String = why.chars().take(200).collect();
                return self.fail(format!("The part of the page that checks feeds has stopped ({why}). Open the feed again; if that does not help, close other tabs to free memory."));
            }
        };
        match serde_json::from_str::<Told>(&text) {
            Ok(told) => self.take(told),
            Err(_) => self.fail("The page and the part of it that checks feeds do not fit together. Reload the page.".to_owned()),
        }
    }

    /// Ends the worker, so that the next question starts a new one.
    fn end(self) {
        let handle = self.worker.get_value();
        handle.line.end();
        *handle.assembly.borrow_mut() = Assembly::default();
        self.progress.set(None);
    }

    fn went(self, sent: Result<(), NotTaken>) {
        if sent.is_err() {
            self.fail("The part of the page that checks feeds takes no more questions. Reload the page.".to_owned());
        }
    }

    fn take(self, told: Told) {
        match told {
            Told::Ready => {
                let polling = self.message(&self.polling(), &[]);
                self.went(self.worker.get_value().line.listens(polling));
            }
            Told::Sites { feeds, why } => self.sites.set(Some((feeds, why))),
            Told::Progress(progress) => self.progress.set(Some(progress)),
            Told::Feed(state) => {
                self.progress.set(None);
                self.feed.set(Some(*state));
            }
            Told::Part { number, board, last } => {
                let whole = self.worker.get_value().assembly.borrow_mut().take(number, *board, last);
                if let Some(board) = whole {
                    self.progress.set(None);
                    self.board.set(Some(Arc::new(board)));
                }
            }
            Told::Published(published) => self.published.set(Some(Arc::new(*published))),
            Told::Record(record) => self.record.set(Some(Arc::new(*record))),
            Told::Asked(asked) => self.asked.update(|all| {
                all.insert(0, asked);
                all.truncate(MOST_ASKED);
            }),
            Told::Refused { why } => {
                self.progress.set(None);
                self.fail(why);
            }
            Told::Forgotten => {
                self.feed.set(None);
                self.board.set(None);
                self.record.set(None);
                self.published.set(None);
            }
        }
    }

    fn fail(self, why: String) {
        self.failed.set(Some(why));
    }
}
