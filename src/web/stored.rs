//! What the worker says of all that this browser keeps, and how it is removed.

use super::database::{Database, StoreError};
use super::worker::Worker;
use crate::journal::{Report, Stored};

/// Rows of the ledger in one report.
const ROWS: u32 = 256;

impl Worker {
    /// How much is kept. Nothing is made by looking.
    pub(super) async fn tell_stored(&self) -> Result<(), String> {
        let (answers, bytes, oldest, bound) = self.carrier.answers.sum().await;
        self.report(&Report::Stored(Stored { answers, bytes, oldest, bound }));
        Ok(())
    }

    pub(super) async fn drop_answers(&self) -> Result<(), String> {
        self.carrier.answers.clear().await.map_err(|error| not_removed("The kept answers were", &error))?;
        self.tell_stored().await
    }

    /// Every row after a number, in parts, the last of which may be empty.
    pub(super) async fn tell_ledger(&self, after: u32) -> Result<(), String> {
        let mut after = after;
        loop {
            let rows = self.carrier.ledger.read(after, ROWS).await;
            let rows = rows.map_err(|error| format!("The ledger of this browser cannot be read: {error}."))?;
            let Some(last) = rows.last().map(|row| row.n) else { break };
            after = last;
            self.report(&Report::Ledger { rows, unwritten: Vec::new(), whole: false });
        }
        self.report(&Report::Ledger { rows: Vec::new(), unwritten: self.carrier.ledger.unwritten(), whole: true });
        Ok(())
    }

    pub(super) async fn drop_ledger(&self) -> Result<(), String> {
        self.carrier.ledger.clear().await.map_err(|error| not_removed("The ledger was", &error))?;
        self.report(&Report::Ledger { rows: Vec::new(), unwritten: Vec::new(), whole: true });
        Ok(())
    }

    /// Removes the whole database. A run that goes on is kept no more.
    pub(super) async fn wipe(&self) -> Result<(), String> {
        self.keeper.let_go().await;
        self.carrier.answers.forget();
        self.carrier.ledger.forget();
        self.labels.forget();
        self.tips.forget();
        self.cases.forget();
        self.database.remove().await.map_err(|error| not_removed("What is stored was", &error))?;
        Database::of_boards().remove().await.map_err(|error| not_removed("What was seen of boards was", &error))?;
        self.report(&Report::Kept(None));
        self.report(&Report::Wiped);
        Ok(())
    }
}

fn not_removed(what: &str, error: &StoreError) -> String {
    format!("{what} not removed: {error}. Remove this page's data in the browser's own settings.")
}
