//! What runs inside the auditor: it takes what the page asks, follows one feed, and tells what comes of it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, DedicatedWorkerGlobalScope, File, MessageEvent};

use super::followed::Followed;
use super::reach::{first_line, of_site};
use crate::board::desk::Published;
use crate::board::follow::{SITE_FEEDS, Source, site_feeds};
use crate::board::message::{Ask, Told, in_parts};
use crate::board::record::record;
use crate::board::view::Filter;
use crate::board::{Hash, Tally};
use crate::web::database::Database;

/// The most files that are taken at once.
const MOST_FILES: usize = 5_000;
/// The longest list of a site, in bytes, and one more.
const MOST_SITE_LIST: u64 = 64 * 1024 + 1;
/// After so many parts of a board the worker listens again.
const PARTS: usize = 8;

/// Answers the page until it ends the worker.
pub fn serve() {
    let inside = Rc::new(Inside::new());
    let own = Rc::clone(&inside);
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let message: Array = event.data().dyn_into().unwrap_or_default();
        let files = message.iter().skip(1).take(MOST_FILES).filter_map(|file| file.dyn_into::<File>().ok()).collect();
        match message.get(0).as_string().and_then(|text| serde_json::from_str::<Ask>(&text).ok()) {
            Some(ask) => own.take(ask, files),
            None => own.refuse("What was asked cannot be read; reload the page.".to_owned()),
        }
    });
    inside.scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    inside.tell(&Told::Ready);
}

/// The program's state.
pub(super) struct Inside {
    scope: DedicatedWorkerGlobalScope,
    pub(super) database: Database,
    followed: RefCell<Option<Rc<Followed>>>,
    filter: RefCell<Filter>,
    /// Whether the board is on the screen, and whether it may be asked again by itself.
    visible: Cell<bool>,
    on: Cell<bool>,
    boards: Cell<u64>,
}

impl Inside {
    fn new() -> Self {
        Self {
            scope: js_sys::global().unchecked_into(),
            database: Database::of_boards(),
            followed: RefCell::default(),
            filter: RefCell::default(),
            visible: Cell::new(true),
            on: Cell::new(true),
            boards: Cell::new(0),
        }
    }

    pub(super) fn tell(&self, told: &Told) {
        let text = serde_json::to_string(told).unwrap_or_default();
        // A page that takes no messages is gone, and this worker with it.
        let _unheard = self.scope.post_message(&JsValue::from_str(&text));
    }

    pub(super) fn refuse(&self, why: String) {
        self.tell(&Told::Refused { why });
    }

    fn take(self: &Rc<Self>, ask: Ask, files: Vec<File>) {
        match ask {
            Ask::Sites => {
                let own = Rc::clone(self);
                spawn_local(async move { own.tell_sites().await });
            }
            Ask::Follow { source: Source::Files(_) } => {
                self.refuse("Choose the files again: a page cannot open them by itself.".to_owned())
            }
            Ask::Follow { source } => self.follow(source, Vec::new()),
            Ask::Load => {
                let own = Rc::clone(self);
                spawn_local(async move {
                    match first_line(&files).await {
                        Ok(line) => own.follow(Source::Files(Hash::of(&line)), files),
                        Err(why) => own.refuse(format!("{why}.")),
                    }
                });
            }
            Ask::Again => self.with_followed(|followed| followed.again()),
            Ask::Poll { visible, on } => {
                self.visible.set(visible);
                self.on.set(on);
                if let Some(followed) = self.followed() {
                    followed.poll(visible, on);
                }
            }
            Ask::Rank { filter } => {
                *self.filter.borrow_mut() = filter;
                if let Some(followed) = self.followed() {
                    self.tell_board(&followed);
                }
            }
            Ask::Record { mine, examples } => {
                self.with_tally(|own, tally| own.tell(&Told::Record(Box::new(record(&mine, tally, examples)))))
            }
            Ask::Published => self.with_tally(|own, tally| {
                let entries = tally.retold();
                own.tell(&Told::Published(Box::new(Published::of(&entries))));
            }),
            Ask::Trust { key } => self.with_followed(|followed| followed.trust(key)),
            Ask::Forget => self.with_followed(|followed| followed.forget()),
        }
    }

    fn follow(self: &Rc<Self>, source: Source, files: Vec<File>) {
        let Ok(abort) = AbortController::new() else {
            return self.refuse("This browser cannot break off a request; use a current one.".to_owned());
        };
        let followed = Followed::new(self, source, files, abort);
        if let Some(before) = self.followed.borrow_mut().replace(Rc::clone(&followed)) {
            before.let_go();
        }
        Rc::clone(&followed).open();
        followed.poll(self.visible.get(), self.on.get());
    }

    /// Follows nothing any more.
    pub(super) fn unfollow(&self) {
        if let Some(before) = self.followed.borrow_mut().take() {
            before.let_go();
        }
        self.tell(&Told::Forgotten);
    }

    fn followed(&self) -> Option<Rc<Followed>> {
        self.followed.borrow().clone()
    }

    fn with_followed(&self, act: impl FnOnce(Rc<Followed>)) {
        match self.followed() {
            Some(followed) => act(followed),
            None => self.refuse("No feed is followed; open one first.".to_owned()),
        }
    }

    /// Nothing is said where nothing of the feed was ever taken.
    fn with_tally(&self, act: impl FnOnce(&Self, &Tally)) {
        if let Some(followed) = self.followed() {
            followed.with_tally(|tally| act(self, tally));
        }
    }

    async fn tell_sites(&self) {
        let abort = AbortController::new().map(|controller| controller.signal());
        let read = match abort {
            Ok(abort) => of_site(SITE_FEEDS, MOST_SITE_LIST, &abort).await,
            Err(_) => Err("this browser sends no requests".to_owned()),
        };
        let feeds = read
            .map_err(|why| format!("The list of this site's feeds cannot be read: {why}. Open a feed by its address or its files."))
            .and_then(|bytes| site_feeds(&bytes).map_err(|error| error.to_string()));
        self.tell(&match feeds {
            Ok(feeds) => Told::Sites { feeds, why: None },
            Err(why) => Told::Sites { feeds: Vec::new(), why: Some(why) },
        });
    }

    /// Computes the board and sends it in parts, unless a newer one is wanted meanwhile.
    pub(super) fn tell_board(self: &Rc<Self>, followed: &Followed) {
        let filter = self.filter.borrow().clone();
        let Some(board) = followed.with_tally(|tally| tally.board(&filter)) else { return };
        let number = self.boards.get() + 1;
        self.boards.set(number);
        let own = Rc::clone(self);
        spawn_local(async move {
            let mut parts = in_parts(board).peekable();
            let mut sent = 0_usize;
            while let Some(part) = parts.next() {
                own.tell(&Told::Part { number, board: Box::new(part), last: parts.peek().is_none() });
                sent += 1;
                if sent.is_multiple_of(PARTS) {
                    TimeoutFuture::new(0).await;
                    if own.boards.get() != number {
                        return;
                    }
                }
            }
        });
    }
}
