//! What this browser keeps of a run, in IndexedDB: one run, its inputs one record each. Nothing of it is ever sent.
//!
//! Source: [Indexed Database API 3.0](https://www.w3.org/TR/IndexedDB-3/). A transaction stays open only while requests
//! follow each other without a pause, so each method here is one transaction from its first line to its last.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode,
    WorkerGlobalScope,
};

const NAME: &str = "spoor";
const VERSION: u32 = 1;
/// One record: what is said of the kept run.
const HEAD: &str = "head";
/// What the run was made of under 0, its inputs from 1 on.
const INPUTS: &str = "inputs";

/// Why nothing can be kept or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No storage for this page: a private window, or a setting.
    #[error("this browser does not let the page store anything")]
    Denied,
    /// No room.
    #[error("the browser's storage for this page is full")]
    Full,
    /// Another tab has begun or resumed a run since.
    #[error("another tab with Spoor keeps its own trace now")]
    Elsewhere,
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

/// The open storage.
#[derive(Clone, Debug)]
pub struct Store {
    database: IdbDatabase,
}

impl Store {
    /// Opens it, and makes it where it is not there.
    ///
    /// # Errors
    /// When the browser gives the page no storage.
    pub async fn open() -> Result<Self, StoreError> {
        let factory: IdbFactory =
            js_sys::global().unchecked_into::<WorkerGlobalScope>().indexed_db().ok().flatten().ok_or(StoreError::Denied)?;
        let request: IdbOpenDbRequest = factory.open_with_u32(NAME, VERSION)?;
        let opening = request.clone();
        let upgrade = Closure::once(move || {
            let database: IdbDatabase = opening.result()?.dyn_into()?;
            database.create_object_store(HEAD)?;
            database.create_object_store(INPUTS).map(drop)
        });
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        let database: IdbDatabase = done(&request).await?.dyn_into()?;
        // A later version in another tab must not wait for this one.
        let closing = database.clone();
        let on_change = Closure::<dyn Fn()>::new(move || closing.close());
        database.set_onversionchange(Some(on_change.as_ref().unchecked_ref()));
        on_change.forget();
        Ok(Self { database })
    }

    /// What is said of the kept run, with its owner.
    ///
    /// # Errors
    /// When the storage cannot be read.
    pub async fn head(&self) -> Result<Option<(String, String)>, StoreError> {
        let (_, heads, _) = self.transaction(IdbTransactionMode::Readonly)?;
        head(&heads).await
    }

    /// Drops whatever is kept and begins anew.
    ///
    /// # Errors
    /// When the storage does not take it; what was kept before may be gone.
    pub async fn begin(&self, owner: &str, said: &str, begun: &str) -> Result<(), StoreError> {
        let (transaction, heads, inputs) = self.transaction(IdbTransactionMode::Readwrite)?;
        inputs.clear()?;
        put_head(&heads, owner, said)?;
        inputs.add_with_key(&text(begun), &JsValue::from(0))?;
        committed(&transaction).await
    }

    /// Adds inputs from number `first` on.
    ///
    /// # Errors
    /// When the storage does not take them, or another tab owns what is kept now; then nothing is added.
    pub async fn add(&self, owner: &str, said: &str, first: u32, more: &[String]) -> Result<(), StoreError> {
        let (transaction, heads, inputs) = self.transaction(IdbTransactionMode::Readwrite)?;
        if head(&heads).await?.is_none_or(|(theirs, _)| theirs != owner) {
            return Err(StoreError::Elsewhere);
        }
        for (number, input) in (first..).zip(more) {
            inputs.add_with_key(&text(input), &JsValue::from(number))?;
        }
        put_head(&heads, owner, said)?;
        committed(&transaction).await
    }

    /// Takes over what is kept: from here on only this owner can add to it. Gives what is said of it.
    ///
    /// # Errors
    /// When the storage cannot be read or written.
    pub async fn own(&self, owner: &str) -> Result<Option<String>, StoreError> {
        let (transaction, heads, _) = self.transaction(IdbTransactionMode::Readwrite)?;
        let Some((_, said)) = head(&heads).await? else { return Ok(None) };
        put_head(&heads, owner, &said)?;
        committed(&transaction).await?;
        Ok(Some(said))
    }

    /// At most `most` kept texts from number `first` on; 0 is what the run was made of.
    ///
    /// # Errors
    /// When the storage cannot be read.
    pub async fn read(&self, first: u32, most: u32) -> Result<Vec<String>, StoreError> {
        let (_, _, inputs) = self.transaction(IdbTransactionMode::Readonly)?;
        let range = IdbKeyRange::lower_bound(&JsValue::from(first))?;
        let found: Array = done(&inputs.get_all_with_key_and_limit(&range, most)?).await?.dyn_into()?;
        Ok(found.iter().filter_map(|record| record.as_string()).collect())
    }

    /// Forgets what is kept.
    ///
    /// # Errors
    /// When the storage cannot be written.
    pub async fn forget(&self) -> Result<(), StoreError> {
        let (transaction, heads, inputs) = self.transaction(IdbTransactionMode::Readwrite)?;
        heads.clear()?;
        inputs.clear()?;
        committed(&transaction).await
    }

    fn transaction(&self, mode: IdbTransactionMode) -> Result<(IdbTransaction, IdbObjectStore, IdbObjectStore), StoreError> {
        let names = Array::of2(&text(HEAD), &text(INPUTS));
        let transaction = self.database.transaction_with_str_sequence_and_mode(&names, mode)?;
        let (heads, inputs) = (transaction.object_store(HEAD)?, transaction.object_store(INPUTS)?);
        Ok((transaction, heads, inputs))
    }
}

fn text(text: &str) -> JsValue {
    JsValue::from_str(text)
}

fn put_head(heads: &IdbObjectStore, owner: &str, said: &str) -> Result<(), StoreError> {
    heads.put_with_key(&Array::of2(&text(owner), &text(said)), &JsValue::from(0))?;
    Ok(())
}

async fn head(heads: &IdbObjectStore) -> Result<Option<(String, String)>, StoreError> {
    let found = done(&heads.get(&JsValue::from(0))?).await?;
    let Some(found) = found.dyn_ref::<Array>() else { return Ok(None) };
    Ok(found.get(0).as_string().zip(found.get(1).as_string()))
}

/// Waits for a request.
async fn done(request: &IdbRequest) -> Result<JsValue, StoreError> {
    settled(
        |settled| {
            request.set_onsuccess(settled);
            request.set_onerror(settled);
        },
        || match request.error() {
            Ok(Some(error)) => Err(JsValue::from(error)),
            _ => request.result(),
        },
    )
    .await
}

/// Waits until a transaction is written.
async fn committed(transaction: &IdbTransaction) -> Result<(), StoreError> {
    settled(
        |settled| {
            transaction.set_oncomplete(settled);
            transaction.set_onabort(settled);
        },
        || transaction.error().map_or(Ok(JsValue::UNDEFINED), |error| Err(JsValue::from(error))),
    )
    .await
    .map(drop)
}

/// Waits until one of the listeners that `listen` sets is called, and gives what came of it.
async fn settled(listen: impl Fn(Option<&Function>), outcome: impl Fn() -> Result<JsValue, JsValue>) -> Result<JsValue, StoreError> {
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
    Ok(outcome()?)
}
