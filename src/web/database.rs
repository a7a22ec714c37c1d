//! The IndexedDB databases of Spoor, and how their requests are waited for. Nothing in them is ever sent.
//!
//! Source: [Indexed Database API 3.0](https://www.w3.org/TR/IndexedDB-3/). A transaction stays open only while requests
//! follow each other without a pause, so whoever uses one goes from its first line to its last without waiting for
//! anything else.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, IdbDatabase, IdbFactory, IdbObjectStore, IdbObjectStoreParameters, IdbOpenDbRequest, IdbRequest, IdbRequestReadyState,
    IdbTransaction,
};

/// What a database is made of.
#[derive(Debug)]
struct Layout {
    name: &'static str,
    version: u32,
    plain: &'static [&'static str],
    /// Stores whose records the browser numbers.
    numbered: &'static [&'static str],
}

/// What belongs to traces and tips.
const MAIN: Layout = Layout { name: "spoor", version: 5, plain: &[HEAD, INPUTS, ANSWERS, SHELF, LABELS, TIPS, CASES], numbered: &[LEDGER] };
/// What was seen of feeds: apart, so that a trace never waits for a board.
const BOARDS: Layout = Layout { name: "spoor-boards", version: 1, plain: &[FEEDS, LINES], numbered: &[] };

/// One record: what is said of the kept run, and whose it is.
pub(super) const HEAD: &str = "head";
/// What the run was made of under 0, its inputs from 1 on.
pub(super) const INPUTS: &str = "inputs";
/// Kept answers by name.
pub(super) const ANSWERS: &str = "answers";
/// What is said of each of them.
pub(super) const SHELF: &str = "shelf";
/// The privacy ledger, numbered by the browser.
pub(super) const LEDGER: &str = "ledger";
/// The visitor's own labels, all under 0.
pub(super) const LABELS: &str = "labels";
/// The visitor's own signed tips, each under its commitment.
pub(super) const TIPS: &str = "tips";
/// Cases that the visitor opened, each under its name.
pub(super) const CASES: &str = "cases";

/// What is said of each followed feed.
pub(super) const FEEDS: &str = "feeds";
/// Its lines, in pieces.
pub(super) const LINES: &str = "lines";

/// Why nothing can be kept or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No storage for this page: a private window, or a setting.
    #[error("this browser does not let the page store anything")]
    Denied,
    /// No room.
    #[error("the browser's storage for this page is full")]
    Full,
    /// Another tab keeps a run.
    #[error("another tab with Spoor keeps its own trace")]
    Elsewhere,
    /// It was removed meanwhile.
    #[error("what was kept has been wiped")]
    Wiped,
    /// What is kept is not what this version writes.
    #[error("what is kept was written by another version of Spoor and cannot be read; start the trace again")]
    Unreadable,
    /// Anything else, with the browser's word for it.
    #[error("the browser's storage failed ({0})")]
    Failed(String),
}

impl From<JsValue> for StoreError {
    fn from(error: JsValue) -> Self {
        let name = error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default();
        match name.as_str() {
            "QuotaExceededError" => Self::Full,
            "SecurityError" | "InvalidStateError" | "NotAllowedError" => Self::Denied,
            "" => Self::Failed("no reason given".to_owned()),
            _ => Self::Failed(name),
        }
    }
}

/// What a transaction may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Read.
    Read,
    /// Write; a crash of the machine may lose the last moments.
    Write,
    /// Write, and count it as written only when it lies on the disk.
    WriteToDisk,
}

/// A database, opened when it is first needed and shared by all who keep something.
#[derive(Clone, Debug)]
pub struct Database {
    layout: &'static Layout,
    shared: Rc<Shared>,
}

impl Default for Database {
    /// The one of traces and tips.
    fn default() -> Self {
        Self { layout: &MAIN, shared: Rc::default() }
    }
}

#[derive(Debug, Default)]
struct Shared {
    open: RefCell<Option<IdbDatabase>>,
    /// It is being opened or removed: whoever comes meanwhile waits.
    busy: Cell<bool>,
}

impl Database {
    /// The one of feeds.
    #[must_use]
    pub fn of_boards() -> Self {
        Self { layout: &BOARDS, shared: Rc::default() }
    }

    /// Begins a transaction; makes the database where there is none.
    pub(super) async fn transaction(&self, stores: &[&str], access: Access) -> Result<IdbTransaction, StoreError> {
        let database = self.open(true).await?.ok_or(StoreError::Denied)?;
        begin(&database, stores, access)
    }

    /// Begins to read; `None` where there is no database, and none is made.
    pub(super) async fn reading(&self, stores: &[&str]) -> Result<Option<IdbTransaction>, StoreError> {
        let Some(database) = self.open(false).await? else { return Ok(None) };
        begin(&database, stores, Access::Read).map(Some)
    }

    /// Removes the database with everything in it.
    ///
    /// # Errors
    /// When the browser does not remove it.
    pub async fn remove(&self) -> Result<(), StoreError> {
        self.turn().await;
        if let Some(database) = self.shared.open.borrow_mut().take() {
            database.close();
        }
        let removed = removed(self.layout.name).await;
        self.shared.busy.set(false);
        removed
    }

    /// Waits for its turn, and takes it.
    async fn turn(&self) {
        while self.shared.busy.replace(true) {
            TimeoutFuture::new(2).await;
        }
    }

    async fn open(&self, make: bool) -> Result<Option<IdbDatabase>, StoreError> {
        self.turn().await;
        let there = self.shared.open.borrow().clone();
        let opened = match there {
            Some(database) => Ok(Some(database)),
            None => self.open_anew(make).await,
        };
        self.shared.busy.set(false);
        opened
    }

    async fn open_anew(&self, make: bool) -> Result<Option<IdbDatabase>, StoreError> {
        let layout = self.layout;
        let request: IdbOpenDbRequest = factory()?.open_with_u32(layout.name, layout.version)?;
        let opening = request.clone();
        let missing = Rc::new(Cell::new(false));
        let found = Rc::clone(&missing);
        let upgrade = Closure::once(move || -> Result<(), JsValue> {
            let database: IdbDatabase = opening.result()?.dyn_into()?;
            let names = database.object_store_names();
            if !make && names.length() == 0 {
                found.set(true);
                return opening.transaction().map_or(Ok(()), |transaction| transaction.abort());
            }
            for name in layout.plain.iter().filter(|name| !names.contains(name)) {
                database.create_object_store(name)?;
            }
            for name in layout.numbered.iter().filter(|name| !names.contains(name)) {
                let numbered = IdbObjectStoreParameters::new();
                numbered.set_auto_increment(true);
                database.create_object_store_with_optional_parameters(name, &numbered)?;
            }
            Ok(())
        });
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        let opened = done(&request).await;
        if missing.get() {
            return Ok(None);
        }
        let database: IdbDatabase = opened?.dyn_into()?;
        // A later version, or a wipe in another tab, must not wait for this one. The next use opens it anew.
        let shared = Rc::clone(&self.shared);
        let on_change = Closure::<dyn Fn()>::new(move || {
            if let Some(database) = shared.open.borrow_mut().take() {
                database.close();
            }
        });
        database.set_onversionchange(Some(on_change.as_ref().unchecked_ref()));
        on_change.forget();
        *self.shared.open.borrow_mut() = Some(database.clone());
        Ok(Some(database))
    }
}

async fn removed(name: &str) -> Result<(), StoreError> {
    let request: IdbOpenDbRequest = factory()?.delete_database(name)?;
    done(&request).await.map(drop)
}

fn factory() -> Result<IdbFactory, StoreError> {
    let factory = Reflect::get(&js_sys::global(), &text("indexedDB"))?;
    factory.dyn_into().map_err(|_| StoreError::Denied)
}

/// `web-sys` has the options of a transaction only among its unstable parts.
fn begin(database: &IdbDatabase, stores: &[&str], access: Access) -> Result<IdbTransaction, StoreError> {
    let names: Array = stores.iter().map(|name| text(name)).collect();
    let mode = if access == Access::Read { "readonly" } else { "readwrite" };
    let options = Object::new();
    if access == Access::WriteToDisk {
        Reflect::set(&options, &text("durability"), &text("strict"))?;
    }
    let function: Function = Reflect::get(database, &text("transaction"))?.dyn_into()?;
    Ok(function.call3(database, &names, &text(mode), &options)?.dyn_into()?)
}

/// A text as JavaScript's.
pub(super) fn text(text: &str) -> JsValue {
    JsValue::from_str(text)
}

/// A store of a transaction.
pub(super) fn store(transaction: &IdbTransaction, name: &str) -> Result<IdbObjectStore, StoreError> {
    Ok(transaction.object_store(name)?)
}

/// Waits for a request.
pub(super) async fn done(request: &IdbRequest) -> Result<JsValue, StoreError> {
    if request.ready_state() != IdbRequestReadyState::Done {
        settled(|settled| {
            request.set_onsuccess(settled);
            request.set_onerror(settled);
        })
        .await?;
    }
    match request.error() {
        Ok(Some(error)) => Err(JsValue::from(error).into()),
        _ => Ok(request.result()?),
    }
}

/// Waits until a transaction is written.
pub(super) async fn committed(transaction: &IdbTransaction) -> Result<(), StoreError> {
    settled(|settled| {
        transaction.set_oncomplete(settled);
        transaction.set_onabort(settled);
    })
    .await?;
    transaction.error().map_or(Ok(()), |error| Err(JsValue::from(error).into()))
}

/// Waits until one of the listeners that `listen` sets is called.
async fn settled(listen: impl Fn(Option<&Function>)) -> Result<(), StoreError> {
    let mut listener = None;
    let promise = Promise::new(&mut |resolve, _| {
        let called = Closure::<dyn FnMut()>::new(move || {
            // Resolving a promise does not fail.
            resolve.call0(&JsValue::NULL).ok();
        });
        listen(Some(called.as_ref().unchecked_ref()));
        listener = Some(called);
    });
    JsFuture::from(promise).await?;
    listen(None);
    drop(listener);
    Ok(())
}
