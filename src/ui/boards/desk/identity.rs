//! The key that opens encrypted tips: held in memory, and forgotten when it lies unused as long as a signing key may.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::tip::lock::{Hidden, Idle};
use crate::web::clock;

/// How often is looked whether the key is to be forgotten, in milliseconds.
const LOOK_EVERY_MS: u32 = 1_000;

/// Handles on it. It is wiped when it is forgotten.
#[derive(Clone, Copy)]
pub struct Identity {
    held: RwSignal<Option<Hidden>, LocalStorage>,
    used: StoredValue<Option<Idle>>,
    is_watched: StoredValue<bool>,
}

impl Identity {
    /// None yet.
    pub fn new() -> Self {
        Self { held: RwSignal::new_local(None), used: StoredValue::new(None), is_watched: StoredValue::new(false) }
    }

    /// Whether one is open.
    pub fn is_open(self) -> bool {
        self.held.with(Option::is_some)
    }

    /// Holds this one; `on_forgotten` is called where it lay unused for too long.
    pub fn hold(self, identity: Hidden, on_forgotten: impl FnOnce() + 'static) {
        self.held.set(Some(identity));
        self.used.set_value(Some(Idle::since(clock::now_s())));
        if self.is_watched.get_value() {
            return;
        }
        self.is_watched.set_value(true);
        spawn_local(async move {
            while self.stays() {
                TimeoutFuture::new(LOOK_EVERY_MS).await;
            }
            self.is_watched.set_value(false);
            // Whoever pressed "Forget it" knows.
            if self.held.with_untracked(Option::is_some) {
                self.forget();
                on_forgotten();
            }
        });
    }

    /// The key, to be used now; `None` where none is open, or where its time was over: a page that slept may not have
    /// looked yet.
    pub fn to_use(self) -> Option<Hidden> {
        if !self.stays() {
            return None;
        }
        self.used.set_value(Some(Idle::since(clock::now_s())));
        self.held.get_untracked()
    }

    /// Wipes it.
    pub fn forget(self) {
        self.held.set(None);
        self.used.set_value(None);
    }

    fn stays(self) -> bool {
        self.used.get_value().is_some_and(|idle| idle.left(clock::now_s()).is_some())
    }
}

impl Default for Identity {
    fn default() -> Self {
        Self::new()
    }
}
