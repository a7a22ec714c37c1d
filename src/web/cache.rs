//! Answers that this browser keeps for another time: the storage. Which are worth it: [`crate::journal::cache`].

use std::cell::{Cell, RefCell};

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::clock;
use super::database::{ANSWERS, Access, Database, SHELF, StoreError, committed, done, store, text};
use crate::explorer::digest;
use crate::explorer::{HttpAnswer, HttpRequest};
use crate::journal::cache::{Good, MOST_BYTES, Shelf, Shelved, name};
use crate::money::UnixSeconds;

const BOTH: &[&str] = &[ANSWERS, SHELF];

/// The kept answers.
#[derive(Debug)]
pub struct Answers {
    database: Database,
    /// What lies there; read when it is first needed.
    shelf: RefCell<Option<Shelf>>,
    /// The storage does not take or give any more: everything is asked of the network, and nothing is lost by it.
    off: Cell<bool>,
}

impl Answers {
    /// The answers kept in a database.
    #[must_use]
    pub const fn new(database: Database) -> Self {
        Self { database, shelf: RefCell::new(None), off: Cell::new(false) }
    }

    /// What stands in for asking, and when it was given.
    pub async fn find(&self, request: &HttpRequest) -> Option<(HttpAnswer, UnixSeconds)> {
        self.look().await;
        let name = name(request);
        let shelved = self.shelf.borrow().as_ref()?.find(&name, clock::now_s()).cloned()?;
        let body = self.read(&name).await.ok().flatten().filter(|body| digest(body) == shelved.sha256);
        let Some(body) = body else {
            self.drop_one(&name).await;
            return None;
        };
        Some((HttpAnswer { status: 200, body, retry_after_ms: None }, shelved.at))
    }

    /// Keeps a good answer, where it is worth it. What it is not, is asked again another time.
    pub async fn keep(&self, request: &HttpRequest, about: &str, answer: &HttpAnswer, good: Good, at: UnixSeconds) {
        self.look().await;
        if self.off.get() || answer.status != 200 || !good.is_settled(at) {
            return;
        }
        let shelved = Shelved {
            at,
            bytes: answer.body.len() as u64,
            host: request.host().to_owned(),
            about: about.to_owned(),
            sha256: digest(&answer.body),
            grows: good.grows,
        };
        let name = name(request);
        let gone = self.shelf.borrow_mut().as_mut().and_then(|shelf| shelf.put(name.clone(), shelved.clone()));
        let Some(mut gone) = gone else { return };
        let mut written = self.write(&name, &shelved, &answer.body, &gone).await;
        if written == Err(StoreError::Full) {
            gone.extend(self.shelf.borrow_mut().as_mut().map(|shelf| shelf.shrink(shelf.sum().1 / 2)).unwrap_or_default());
            let fits = !gone.contains(&name);
            written = self.write_gone(&gone).await;
            if written.is_ok() && fits {
                written = self.write(&name, &shelved, &answer.body, &[]).await;
            }
        }
        if written.is_err() {
            self.off.set(true);
            *self.shelf.borrow_mut() = None;
        }
    }

    /// Forgets one that turned out to be of no use.
    pub async fn drop_for(&self, request: &HttpRequest) {
        self.drop_one(&name(request)).await;
    }

    /// Forgets all. What else is kept has more room then.
    ///
    /// # Errors
    /// When the storage does not take it.
    pub async fn clear(&self) -> Result<(), StoreError> {
        self.shelf.replace(None);
        if self.database.reading(BOTH).await?.is_none() {
            return Ok(());
        }
        let transaction = self.database.transaction(BOTH, Access::Write).await?;
        store(&transaction, ANSWERS)?.clear()?;
        store(&transaction, SHELF)?.clear()?;
        committed(&transaction).await
    }

    /// What was in memory of them is forgotten: they were wiped.
    pub fn forget(&self) {
        self.shelf.replace(None);
        self.off.set(false);
    }

    /// How many, how many bytes, the oldest, and the most bytes that are kept.
    pub async fn sum(&self) -> (usize, u64, Option<UnixSeconds>, u64) {
        self.look().await;
        self.shelf.borrow().as_ref().map_or((0, 0, None, 0), |shelf| {
            let (count, bytes, oldest) = shelf.sum();
            (count, bytes, oldest, shelf.bound())
        })
    }

    /// Reads what is said of the answers, once.
    async fn look(&self) {
        if self.off.get() || self.shelf.borrow().is_some() {
            return;
        }
        let bound = bound().await;
        match self.read_all().await {
            Ok(there) => {
                // Whoever else looked meanwhile has seen the same.
                self.shelf.borrow_mut().get_or_insert_with(|| Shelf::new(bound, there));
            }
            Err(_) => self.off.set(true),
        }
    }

    async fn read_all(&self) -> Result<Vec<(String, Shelved)>, StoreError> {
        let Some(transaction) = self.database.reading(BOTH).await? else { return Ok(Vec::new()) };
        let found: Array = done(&store(&transaction, SHELF)?.get_all()?).await?.dyn_into()?;
        let read = |pair: JsValue| {
            let pair = pair.dyn_into::<Array>().ok()?;
            Some((pair.get(0).as_string()?, serde_json::from_str(&pair.get(1).as_string()?).ok()?))
        };
        Ok(found.iter().filter_map(read).collect())
    }

    async fn read(&self, name: &str) -> Result<Option<String>, StoreError> {
        let Some(transaction) = self.database.reading(&[ANSWERS]).await? else { return Ok(None) };
        Ok(done(&store(&transaction, ANSWERS)?.get(&text(name))?).await?.as_string())
    }

    async fn write(&self, name: &str, shelved: &Shelved, body: &str, gone: &[String]) -> Result<(), StoreError> {
        let said = serde_json::to_string(shelved).map_err(|error| StoreError::Failed(error.to_string()))?;
        let transaction = self.database.transaction(BOTH, Access::Write).await?;
        let (answers, shelf) = (store(&transaction, ANSWERS)?, store(&transaction, SHELF)?);
        for one in gone {
            answers.delete(&text(one))?;
            shelf.delete(&text(one))?;
        }
        answers.put_with_key(&text(body), &text(name))?;
        shelf.put_with_key(&Array::of2(&text(name), &text(&said)), &text(name))?;
        committed(&transaction).await
    }

    async fn write_gone(&self, gone: &[String]) -> Result<(), StoreError> {
        let transaction = self.database.transaction(BOTH, Access::Write).await?;
        let (answers, shelf) = (store(&transaction, ANSWERS)?, store(&transaction, SHELF)?);
        for one in gone {
            answers.delete(&text(one))?;
            shelf.delete(&text(one))?;
        }
        committed(&transaction).await
    }

    async fn drop_one(&self, name: &str) {
        if let Some(shelf) = self.shelf.borrow_mut().as_mut() {
            shelf.take_out(name);
        }
        // One that cannot be removed is found out again by its digest.
        self.write_gone(&[name.to_owned()]).await.ok();
    }
}

/// The room for answers: half of what the browser allows this page, within reason.
async fn bound() -> u64 {
    let estimate = async {
        let storage = Reflect::get(&Reflect::get(&js_sys::global(), &text("navigator"))?, &text("storage"))?;
        let function: js_sys::Function = Reflect::get(&storage, &text("estimate"))?.dyn_into()?;
        let promise: Promise = function.call0(&storage)?.dyn_into()?;
        Reflect::get(&JsFuture::from(promise).await?, &text("quota"))
    };
    let quota = estimate.await.ok().and_then(|quota: JsValue| quota.as_f64());
    // A count of bytes: whole, and far below 2^53.
    quota.map_or(MOST_BYTES, |quota| (quota as u64 / 2).min(MOST_BYTES))
}
