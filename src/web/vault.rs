//! The page's side of the vault: a worker of its own that does one errand and is ended, so that nothing of what it held
//! stays in memory. What goes there and comes back is moved, not copied, and wiped where it was read.

mod inside;

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Promise, Uint8Array};
use leptos::prelude::{GetValue as _, StoredValue, document};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};
use zeroize::Zeroizing;

pub use inside::serve;

use crate::tip::lock::{Done, Errand};

/// Where the page's loader says which address starts the vault; the Trusted Types policy lets it through.
const SCRIPT: &str = "data-spoor-vault";
/// What the vault says once it listens.
const READY: &str = "ready";
/// How long the program may take to arrive, and how long an errand may take, in seconds: the heaviest file that is opened
/// takes ten on a slow phone.
const MOST_SECONDS: u32 = 120;

/// An errand that was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The worker does not start.
    #[error("the part of Spoor that opens and locks key files did not start; check the connection, reload the page and try again")]
    NotStarted,
    /// It stopped.
    #[error("the part of Spoor that opens and locks key files has stopped ({0}); close other tabs to free memory, and try again")]
    Stopped(String),
    /// It took too long.
    #[error("opening or locking took more than {MOST_SECONDS} seconds and was given up; try again, or use a faster device")]
    TooLong,
    /// It could not do it.
    #[error("{0}")]
    Refused(String),
    /// Page and vault do not understand each other.
    #[error("the page and the part of it that opens key files do not fit together; reload the page")]
    Misunderstood,
}

/// A handle on the vault. Nothing is loaded before [`Vault::warm`] or the first errand.
#[derive(Clone, Copy)]
pub struct Vault {
    waiting: StoredValue<SendWrapper<Rc<RefCell<Option<Started>>>>>,
}

/// A worker that was started. It is ended when this is dropped.
struct Started {
    worker: Worker,
    /// Kept when the worker listens; broken when it does not start.
    ready: Promise,
}

impl Drop for Started {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Default for Vault {
    fn default() -> Self {
        Self::new()
    }
}

impl Vault {
    /// A handle; nothing runs yet.
    #[must_use]
    pub fn new() -> Self {
        Self { waiting: StoredValue::new(SendWrapper::new(Rc::default())) }
    }

    /// Loads it before it is needed, as soon as the visitor begins to type a passphrase. Where it does not start, the errand
    /// tries again and says so.
    pub fn warm(self) {
        let waiting = self.waiting.get_value();
        if waiting.borrow().is_none() {
            *waiting.borrow_mut() = Started::new().ok();
        }
    }

    /// Has one errand done.
    ///
    /// # Errors
    /// When the vault does not start, stops, takes too long, or cannot do it.
    pub async fn run(self, errand: &Errand) -> Result<Done, VaultError> {
        let warm = self.waiting.get_value().borrow_mut().take();
        let started = match warm {
            Some(started) if JsFuture::from(started.ready.clone()).await.is_ok() => started,
            _ => {
                let started = Started::new().map_err(|_| VaultError::NotStarted)?;
                JsFuture::from(started.ready.clone()).await.map_err(|_| VaultError::NotStarted)?;
                started
            }
        };
        let asked = Zeroizing::new(serde_json::to_vec(errand).map_err(|_| VaultError::Misunderstood)?);
        let answer = JsFuture::from(started.ask(&asked)).await.map_err(|why| match why.as_string() {
            Some(why) => VaultError::Stopped(why.chars().take(200).collect()),
            None => VaultError::TooLong,
        })?;
        let answer = taken(&answer).ok_or(VaultError::Misunderstood)?;
        match serde_json::from_slice(&answer).map_err(|_| VaultError::Misunderstood)? {
            Done::Refused { why } => Err(VaultError::Refused(why)),
            done => Ok(done),
        }
    }
}

impl Started {
    fn new() -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let root = document().document_element().ok_or(JsValue::NULL)?;
        let script = root.get_attribute(SCRIPT).ok_or(JsValue::NULL)?;
        let worker = Worker::new_with_options(&script, &options)?;
        let ready = next(&worker);
        // A worker that is started early and never asked must not be reported as a promise nobody looked after.
        let looked_after = JsFuture::from(ready.clone());
        spawn_local(async move {
            let _started_or_not = looked_after.await;
        });
        Ok(Self { worker, ready })
    }

    /// The answer to an errand: bytes, or why there are none; broken with nothing where it takes too long.
    fn ask(&self, errand: &[u8]) -> Promise {
        let answer = next(&self.worker);
        let bytes = Uint8Array::from(errand);
        match self.worker.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer())) {
            Ok(()) => answer,
            Err(_) => Promise::reject(&JsValue::from_str("it takes no errands")),
        }
    }
}

/// What a worker says next.
fn next(worker: &Worker) -> Promise {
    Promise::new(&mut |resolve: Function, reject: Function| {
        let (stopped, late) = (reject.clone(), reject);
        // What a settled promise is told afterwards does nothing, so nothing has to be undone. A failed call cannot be told
        // to anybody.
        let said = Closure::once_into_js(move |event: MessageEvent| {
            let _settled = resolve.call1(&JsValue::NULL, &event.data());
        });
        let broke = Closure::once_into_js(move |event: ErrorEvent| {
            let _settled = stopped.call1(&JsValue::NULL, &JsValue::from_str(&event.message()));
        });
        worker.set_onmessage(Some(said.unchecked_ref()));
        worker.set_onerror(Some(broke.unchecked_ref()));
        Timeout::new(MOST_SECONDS * 1_000, move || {
            let _settled = late.call0(&JsValue::NULL);
        })
        .forget();
    })
}

/// The bytes of a message, which are wiped where they came in.
fn taken(message: &JsValue) -> Option<Zeroizing<Vec<u8>>> {
    let array = message.dyn_ref::<Uint8Array>()?;
    let bytes = Zeroizing::new(array.to_vec());
    array.fill(0, 0, array.length());
    Some(bytes)
}
