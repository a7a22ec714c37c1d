//! The visitor's own signed tips in the database. Nothing in it is ever sent.

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::database::{Access, Database, StoreError, TIPS, committed, done, store, text};
use crate::journal::tips::{KeptTip, LONGEST_TIP, MOST_TIPS};

/// The tips.
#[derive(Debug)]
pub(super) struct Tips {
    database: Database,
    /// Those that the storage did not take: they last as long as the worker.
    unkept: RefCell<BTreeMap<String, KeptTip>>,
}

impl Tips {
    pub(super) const fn new(database: Database) -> Self {
        Self { database, unkept: RefCell::new(BTreeMap::new()) }
    }

    /// All of them. What another version wrote and this one cannot read is left where it is.
    ///
    /// # Errors
    /// When the storage cannot be read.
    pub(super) async fn all(&self) -> Result<Vec<KeptTip>, StoreError> {
        let read = self.read_all().await;
        let held: Vec<KeptTip> = self.unkept.borrow().values().cloned().collect();
        let mut all = match read {
            Ok(all) => all,
            Err(error) if held.is_empty() => return Err(error),
            Err(_) => Vec::new(),
        };
        all.retain(|tip| held.iter().all(|other| other.commitment != tip.commitment));
        all.extend(held);
        Ok(all)
    }

    async fn read_all(&self) -> Result<Vec<KeptTip>, StoreError> {
        let Some(transaction) = self.database.reading(&[TIPS]).await? else { return Ok(Vec::new()) };
        let most = u32::try_from(MOST_TIPS).unwrap_or(u32::MAX);
        let found = store(&transaction, TIPS)?.get_all_with_key_and_limit(&JsValue::UNDEFINED, most)?;
        let found: Array = done(&found).await?.dyn_into()?;
        Ok(found.iter().filter_map(|record| serde_json::from_str(&record.as_string()?).ok()).collect())
    }

    /// One by its commitment.
    pub(super) async fn one(&self, commitment: &str) -> Option<KeptTip> {
        if let Some(tip) = self.unkept.borrow().get(commitment) {
            return Some(tip.clone());
        }
        let transaction = self.database.reading(&[TIPS]).await.ok()??;
        let found = done(&store(&transaction, TIPS).ok()?.get(&text(commitment)).ok()?).await.ok()?;
        serde_json::from_str(&found.as_string()?).ok()
    }

    /// Keeps one, after it took over what is known of it and `change` was made. Gives it as it is now, and why the storage
    /// does not take it: then it lasts until the worker ends.
    pub(super) async fn put(&self, tip: KeptTip, change: impl FnOnce(&mut KeptTip)) -> (KeptTip, Result<(), StoreError>) {
        let mut now = tip;
        if let Some(kept) = self.one(&now.commitment).await {
            now.take_over(kept);
        }
        change(&mut now);
        let written = self.write(&now).await;
        match written {
            Ok(()) => drop(self.unkept.borrow_mut().remove(&now.commitment)),
            Err(_) => drop(self.unkept.borrow_mut().insert(now.commitment.clone(), now.clone())),
        }
        (now, written)
    }

    async fn write(&self, tip: &KeptTip) -> Result<(), StoreError> {
        let json = serde_json::to_string(tip).map_err(|error| StoreError::Failed(error.to_string()))?;
        if tip.json.len() > LONGEST_TIP {
            return Err(StoreError::Full);
        }
        let transaction = self.database.transaction(&[TIPS], Access::WriteToDisk).await?;
        let tips = store(&transaction, TIPS)?;
        // Whole and far below 2^32.
        let count = done(&tips.count()?).await?.as_f64().map_or(0, |count| count as usize);
        let is_there = done(&tips.get(&text(&tip.commitment))?).await?.is_string();
        if count >= MOST_TIPS && !is_there {
            return Err(StoreError::Full);
        }
        tips.put_with_key(&text(&json), &text(&tip.commitment))?;
        committed(&transaction).await
    }

    /// Forgets one.
    ///
    /// # Errors
    /// When the storage cannot be written.
    pub(super) async fn drop_one(&self, commitment: &str) -> Result<(), StoreError> {
        self.unkept.borrow_mut().remove(commitment);
        if self.database.reading(&[TIPS]).await?.is_none() {
            return Ok(());
        }
        let transaction = self.database.transaction(&[TIPS], Access::WriteToDisk).await?;
        store(&transaction, TIPS)?.delete(&text(commitment))?;
        committed(&transaction).await
    }

    /// What is held in memory is forgotten: they were wiped.
    pub(super) fn forget(&self) {
        self.unkept.borrow_mut().clear();
    }
}
