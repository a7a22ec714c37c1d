//! The privacy ledger in the database: every request is written down before it leaves.

use std::cell::{Cell, RefCell};

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{IdbKeyRange, IdbObjectStore};

use super::database::{Access, Database, LEDGER, StoreError, committed, done, store, text};
use crate::journal::ledger::{MOST_ROWS, Row};

/// The ledger.
#[derive(Debug)]
pub struct Ledger {
    database: Database,
    /// Rows that the storage did not take. They are lost when the page is closed.
    unwritten: RefCell<Vec<Row>>,
    trimmed: Cell<bool>,
}

impl Ledger {
    /// The ledger in a database.
    #[must_use]
    pub const fn new(database: Database) -> Self {
        Self { database, unwritten: RefCell::new(Vec::new()), trimmed: Cell::new(false) }
    }

    /// Writes a row down. Where the storage does not take it, it is held in memory.
    ///
    /// # Errors
    /// Why the storage does not take it.
    pub async fn write(&self, row: Row) -> Result<(), StoreError> {
        let written = self.try_write(&row).await;
        if written.is_err() {
            self.unwritten.borrow_mut().push(row);
        }
        written
    }

    async fn try_write(&self, row: &Row) -> Result<(), StoreError> {
        let line = serde_json::to_string(row).map_err(|error| StoreError::Failed(error.to_string()))?;
        let transaction = self.database.transaction(&[LEDGER], Access::Write).await?;
        let rows = store(&transaction, LEDGER)?;
        if !self.trimmed.replace(true) {
            trim(&rows).await?;
        }
        rows.add(&text(&line))?;
        committed(&transaction).await
    }

    /// At most `most` rows after number `after`, with their numbers.
    ///
    /// # Errors
    /// When the storage cannot be read.
    pub async fn read(&self, after: u32, most: u32) -> Result<Vec<Row>, StoreError> {
        let Some(transaction) = self.database.reading(&[LEDGER]).await? else { return Ok(Vec::new()) };
        let rows = store(&transaction, LEDGER)?;
        let range = IdbKeyRange::lower_bound_with_open(&JsValue::from(after), true)?;
        let (keys, lines) = (rows.get_all_keys_with_key_and_limit(&range, most)?, rows.get_all_with_key_and_limit(&range, most)?);
        let (keys, lines): (Array, Array) = (done(&keys).await?.dyn_into()?, done(&lines).await?.dyn_into()?);
        let read = |(key, line): (JsValue, JsValue)| {
            let row: Row = serde_json::from_str(&line.as_string()?).ok()?;
            // The browser counts them from 1; the cast of anything else is 0.
            Some(Row { n: key.as_f64().map_or(0, |n| n as u32), ..row })
        };
        Ok(keys.iter().zip(lines.iter()).filter_map(read).collect())
    }

    /// Rows of this visit that the storage did not take.
    #[must_use]
    pub fn unwritten(&self) -> Vec<Row> {
        self.unwritten.borrow().clone()
    }

    /// Forgets all rows.
    ///
    /// # Errors
    /// When the storage does not take it.
    pub async fn clear(&self) -> Result<(), StoreError> {
        self.forget();
        if self.database.reading(&[LEDGER]).await?.is_none() {
            return Ok(());
        }
        let transaction = self.database.transaction(&[LEDGER], Access::Write).await?;
        store(&transaction, LEDGER)?.clear()?;
        committed(&transaction).await
    }

    /// What is held in memory is forgotten.
    pub fn forget(&self) {
        self.unwritten.borrow_mut().clear();
    }
}

/// Drops the oldest rows where there are more than are kept.
async fn trim(rows: &IdbObjectStore) -> Result<(), StoreError> {
    let count = done(&rows.count()?).await?.as_f64().map_or(0, |count| count as u32);
    let Some(over) = count.checked_sub(MOST_ROWS) else { return Ok(()) };
    // A tenth more, so that it is not done for every row.
    let keys = done(&rows.get_all_keys_with_key_and_limit(&JsValue::UNDEFINED, over.saturating_add(MOST_ROWS / 10))?).await?;
    let keys: Array = keys.dyn_into()?;
    if keys.length() > 0 {
        let range = IdbKeyRange::upper_bound(&keys.get(keys.length() - 1))?;
        rows.delete(&range)?;
    }
    Ok(())
}
