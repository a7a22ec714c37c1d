//! The kept run in the database: one run, its inputs one record each.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{IdbKeyRange, IdbObjectStore};

pub use super::database::StoreError;
use super::database::{Access, Database, HEAD, INPUTS, committed, done, store, text};

const BOTH: &[&str] = &[HEAD, INPUTS];

/// The place of the kept run.
#[derive(Clone, Debug)]
pub struct Store {
    database: Database,
}

impl Store {
    /// The place in a database.
    #[must_use]
    pub const fn new(database: Database) -> Self {
        Self { database }
    }

    /// What is said of the kept run, with its owner.
    ///
    /// # Errors
    /// When the storage cannot be read.
    pub async fn head(&self) -> Result<Option<(String, String)>, StoreError> {
        let Some(transaction) = self.database.reading(BOTH).await? else { return Ok(None) };
        head(&store(&transaction, HEAD)?).await
    }

    /// Drops whatever is kept and begins anew.
    ///
    /// # Errors
    /// When the storage does not take it; what was kept before may be gone.
    pub async fn begin(&self, owner: &str, said: &str, begun: &str) -> Result<(), StoreError> {
        let transaction = self.database.transaction(BOTH, Access::WriteToDisk).await?;
        let inputs = store(&transaction, INPUTS)?;
        inputs.clear()?;
        put_head(&store(&transaction, HEAD)?, owner, said)?;
        inputs.add_with_key(&text(begun), &JsValue::from(0))?;
        committed(&transaction).await
    }

    /// Adds inputs from number `first` on; at a checkpoint they lie on the disk when this is done.
    ///
    /// # Errors
    /// When the storage does not take them, or another tab owns what is kept now; then nothing is added.
    pub async fn add(&self, owner: &str, said: &str, first: u32, more: &[String], checkpoint: bool) -> Result<(), StoreError> {
        let access = if checkpoint { Access::WriteToDisk } else { Access::Write };
        let transaction = self.database.transaction(BOTH, access).await?;
        let (heads, inputs) = (store(&transaction, HEAD)?, store(&transaction, INPUTS)?);
        match head(&heads).await? {
            None => return Err(StoreError::Wiped),
            Some((theirs, _)) if theirs != owner => return Err(StoreError::Elsewhere),
            Some(_) => {}
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
        if self.head().await?.is_none() {
            return Ok(None);
        }
        let transaction = self.database.transaction(BOTH, Access::WriteToDisk).await?;
        let heads = store(&transaction, HEAD)?;
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
        let Some(transaction) = self.database.reading(BOTH).await? else { return Ok(Vec::new()) };
        let range = IdbKeyRange::lower_bound(&JsValue::from(first))?;
        let found: Array = done(&store(&transaction, INPUTS)?.get_all_with_key_and_limit(&range, most)?).await?.dyn_into()?;
        Ok(found.iter().filter_map(|record| record.as_string()).collect())
    }

    /// Forgets what is kept.
    ///
    /// # Errors
    /// When the storage cannot be written.
    pub async fn forget(&self) -> Result<(), StoreError> {
        if self.database.reading(BOTH).await?.is_none() {
            return Ok(());
        }
        let transaction = self.database.transaction(BOTH, Access::WriteToDisk).await?;
        store(&transaction, HEAD)?.clear()?;
        store(&transaction, INPUTS)?.clear()?;
        committed(&transaction).await
    }
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
