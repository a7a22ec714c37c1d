//! The worker's labels: the compiled sets, loaded when a trace starts or an address is looked up, and the visitor's own.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_net::http::RequestBuilder;
use gloo_timers::future::TimeoutFuture;
use js_sys::Reflect;
use sha2::{Digest, Sha256};
use wasm_bindgen::JsValue;
use web_sys::{ReferrerPolicy, RequestCache, RequestCredentials, RequestMode, RequestRedirect};

use super::database::{Access, Database, LABELS, StoreError, committed, done, store, text};
use crate::journal::labels::LabelsUsed;
use crate::journal::{Input, LabelSets, What};
use crate::label::packed::{MOST_BYTES, unpack};
use crate::label::{Import, KnownLabels, OwnLabels};

/// Where the worker's loader says which file the sets are in, and its SHA-256.
const FACTS: &str = "spoorLabels";

/// What the worker knows of labels.
#[derive(Debug)]
pub(super) struct Labels {
    database: Database,
    sets: RefCell<Option<Rc<LabelSets>>>,
    busy: Cell<bool>,
    /// The visitor's own, where the storage does not take or give them: they last as long as the worker.
    unkept: RefCell<Option<OwnLabels>>,
    /// The own labels that the present run counts with.
    pub(super) in_run: RefCell<OwnLabels>,
    /// What was read of a file, and waits for the visitor's word.
    pub(super) preview: RefCell<Option<Import>>,
    /// A trace is about to start: its labels are being loaded.
    pub(super) starting: Cell<bool>,
    /// The visitor stopped it meanwhile.
    pub(super) held: Cell<bool>,
}

impl Labels {
    pub(super) fn new(database: Database) -> Self {
        Self {
            database,
            sets: RefCell::default(),
            busy: Cell::default(),
            unkept: RefCell::default(),
            in_run: RefCell::default(),
            preview: RefCell::default(),
            starting: Cell::default(),
            held: Cell::default(),
        }
    }

    /// The compiled sets; loaded once. Where it failed, the next time tries anew. With `only_kept` the browser's own cache
    /// is asked and no host.
    ///
    /// # Errors
    /// Why they cannot be loaded, in a part of a sentence.
    pub(super) async fn sets(&self, only_kept: bool) -> Result<Rc<LabelSets>, String> {
        while self.busy.replace(true) {
            TimeoutFuture::new(5).await;
        }
        let there = self.sets.borrow().clone();
        let sets = match there {
            Some(sets) => Ok(sets),
            None => load(only_kept).await.map(Rc::new),
        };
        if let Ok(sets) = &sets {
            *self.sets.borrow_mut() = Some(Rc::clone(sets));
        }
        self.busy.set(false);
        sets
    }

    /// What a run that starts now is made of.
    pub(super) async fn used(&self, only_kept: bool) -> (LabelsUsed, Option<Rc<LabelSets>>) {
        let sets = self.sets(only_kept).await;
        let own = self.own().await;
        let set = sets.as_ref().ok().map(|sets| sets.sha256.clone());
        let used = LabelsUsed { set, why_not: sets.as_ref().err().cloned(), own };
        (used, sets.ok())
    }

    /// All that is known: the sets, or what is in the program, and the visitor's own.
    pub(super) async fn known(&self, only_kept: bool) -> (KnownLabels, Result<Rc<LabelSets>, String>) {
        let sets = self.sets(only_kept).await;
        let mut known = match &sets {
            Ok(sets) => sets.packed.labels.clone(),
            // A test reads the built-in file.
            Err(_) => KnownLabels::built_in().unwrap_or_default(),
        };
        for label in self.own().await.iter() {
            known.add(label.clone());
        }
        (known, sets)
    }

    /// The visitor's own labels, as they are kept; another tab may have changed them.
    pub(super) async fn own(&self) -> OwnLabels {
        let unkept = self.unkept.borrow().clone();
        match unkept {
            Some(own) => own,
            None => self.read().await.ok().flatten().unwrap_or_default(),
        }
    }

    /// Keeps them. Says why where the storage does not take them: then they last until the page is closed.
    pub(super) async fn keep(&self, own: OwnLabels) -> Result<(), StoreError> {
        let written = self.write(&own).await;
        *self.unkept.borrow_mut() = written.is_err().then_some(own);
        written
    }

    async fn read(&self) -> Result<Option<OwnLabels>, StoreError> {
        let Some(transaction) = self.database.reading(&[LABELS]).await? else { return Ok(None) };
        let found = done(&store(&transaction, LABELS)?.get(&JsValue::from(0))?).await?;
        let Some(found) = found.as_string() else { return Ok(None) };
        serde_json::from_str(&found).map(Some).map_err(|_| StoreError::Unreadable)
    }

    async fn write(&self, own: &OwnLabels) -> Result<(), StoreError> {
        let json = serde_json::to_string(own).map_err(|error| StoreError::Failed(error.to_string()))?;
        let transaction = self.database.transaction(&[LABELS], Access::WriteToDisk).await?;
        store(&transaction, LABELS)?.put_with_key(&text(&json), &JsValue::from(0))?;
        committed(&transaction).await
    }

    /// Forgets what is held in memory of the visitor's own; the storage is wiped with everything else.
    pub(super) fn forget(&self) {
        self.unkept.borrow_mut().take();
        self.preview.borrow_mut().take();
    }

    /// Keeps in step with a run that is brought back.
    pub(super) fn follow(&self, input: &Input) {
        if let What::Labels { gone, put } = &input.what {
            let mut own = self.in_run.borrow_mut();
            gone.iter().for_each(|label| {
                own.remove(label);
            });
            // As many as were there when the run took them.
            put.iter().for_each(|label| drop(own.put(label.clone())));
        }
    }
}

async fn load(only_kept: bool) -> Result<LabelSets, String> {
    let damaged = || "this copy of Spoor does not say where they are".to_owned();
    let facts = Reflect::get(&js_sys::global(), &text(FACTS)).map_err(|_| damaged())?;
    let fact = |name: &str| Reflect::get(&facts, &text(name)).ok().and_then(|fact| fact.as_string()).ok_or_else(damaged);
    let (url, sha256) = (fact("url")?, fact("sha256")?);
    let cache = if only_kept { RequestCache::OnlyIfCached } else { RequestCache::Default };
    let asking = RequestBuilder::new(&url)
        .credentials(RequestCredentials::SameOrigin)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .mode(RequestMode::SameOrigin)
        .redirect(RequestRedirect::Error)
        .cache(cache);
    let response = asking.send().await.map_err(|_| {
        let why = if only_kept {
            "the network is switched off, and this browser has not kept them"
        } else {
            "the page's own host did not answer"
        };
        why.to_owned()
    })?;
    if !response.ok() {
        return Err(format!("the page's own host answered {}", response.status()));
    }
    let bytes = response.binary().await.map_err(|_| "they did not arrive whole".to_owned())?;
    let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if bytes.len() > MOST_BYTES || found != sha256 {
        return Err("the file is not the one that this version of Spoor was built with".to_owned());
    }
    let packed = unpack(&bytes).map_err(|error| error.to_string())?;
    Ok(LabelSets { sha256, packed })
}
