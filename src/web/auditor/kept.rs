//! What this browser keeps of feeds: how far each was verified, whose it is, and its lines, in a database of their own.
//!
//! Lines and what is said of them are written in one transaction. Two tabs that follow one feed do not spoil each other's:
//! whoever finds that another one has written since leaves it at that.

use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::{IdbKeyRange, IdbObjectStore};

use crate::board::follow::{Keep, KeptHead};
use crate::web::database::{Access, Database, FEEDS, LINES, StoreError, committed, done, store, text};

const BOTH: &[&str] = &[FEEDS, LINES];
/// The size up to which a piece takes more lines.
const PIECE: usize = 1 << 20;

/// Why a feed is not kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum KeepError {
    /// The storage refuses.
    #[error("{0}; nothing is lost, but a later visit reads all of it again, and would not notice if entries were changed meanwhile")]
    Store(#[from] StoreError),
    /// Another tab keeps it.
    #[error("another tab follows the same feed and keeps it")]
    Elsewhere,
}

impl From<JsValue> for KeepError {
    fn from(error: JsValue) -> Self {
        Self::Store(error.into())
    }
}

/// What is said of a kept feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    head: Option<KeptHead>,
    /// How many pieces its lines have.
    pieces: u32,
    /// Rises with every writing.
    writing: u64,
}

/// The place of one feed.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    database: Database,
    name: String,
    pieces: u32,
    writing: u64,
}

impl Kept {
    /// The place for the feed of this name.
    pub(super) const fn new(database: Database, name: String) -> Self {
        Self { database, name, pieces: 0, writing: 0 }
    }

    /// What is said of it, and how many pieces its lines have; nothing where nothing is kept, or what is cannot be read.
    pub(super) async fn load(&mut self) -> Result<Option<KeptHead>, StoreError> {
        let Some(transaction) = self.database.reading(BOTH).await? else { return Ok(None) };
        let record = record(&store(&transaction, FEEDS)?, &self.name).await?.unwrap_or_default();
        (self.pieces, self.writing) = (record.pieces, record.writing);
        Ok(record.head)
    }

    pub(super) const fn pieces(&self) -> u32 {
        self.pieces
    }

    /// A piece of its lines.
    pub(super) async fn piece(&self, number: u32) -> Result<Vec<u8>, StoreError> {
        let Some(transaction) = self.database.reading(BOTH).await? else { return Ok(Vec::new()) };
        read(&store(&transaction, LINES)?, &self.piece_name(number)).await
    }

    /// Keeps what was read.
    pub(super) async fn keep(&mut self, keep: &Keep) -> Result<(), KeepError> {
        let transaction = self.database.transaction(BOTH, Access::Write).await?;
        let (feeds, lines) = (store(&transaction, FEEDS)?, store(&transaction, LINES)?);
        let there = record(&feeds, &self.name).await?.unwrap_or_default();
        if there.writing != self.writing {
            return Err(KeepError::Elsewhere);
        }
        let mut pieces = self.pieces;
        let mut piece = Vec::new();
        if keep.anew {
            lines.delete(&self.all_pieces()?)?;
            pieces = 0;
        } else if !keep.lines.is_empty() && pieces > 0 {
            // The last piece is filled up before another one begins.
            let last = read(&lines, &self.piece_name(pieces - 1)).await?;
            if last.len() < PIECE {
                pieces -= 1;
                piece = last;
            }
        }
        for more in &keep.lines {
            piece.extend_from_slice(more);
            if piece.len() >= PIECE {
                put(&lines, &self.piece_name(pieces), &piece)?;
                pieces += 1;
                piece.clear();
            }
        }
        if !piece.is_empty() {
            put(&lines, &self.piece_name(pieces), &piece)?;
            pieces += 1;
        }
        let record = Record { head: Some(keep.head.clone()), pieces, writing: self.writing + 1 };
        let said = serde_json::to_string(&record).map_err(|_| KeepError::Store(StoreError::Unreadable))?;
        feeds.put_with_key(&text(&said), &text(&self.name))?;
        committed(&transaction).await?;
        (self.pieces, self.writing) = (pieces, self.writing + 1);
        Ok(())
    }

    /// Removes what is kept of it.
    pub(super) async fn forget(&mut self) -> Result<(), StoreError> {
        if self.database.reading(BOTH).await?.is_none() {
            return Ok(());
        }
        let transaction = self.database.transaction(BOTH, Access::WriteToDisk).await?;
        let (feeds, lines) = (store(&transaction, FEEDS)?, store(&transaction, LINES)?);
        lines.delete(&self.all_pieces()?)?;
        feeds.delete(&text(&self.name))?;
        committed(&transaction).await?;
        (self.pieces, self.writing) = (0, 0);
        Ok(())
    }

    fn all_pieces(&self) -> Result<JsValue, JsValue> {
        IdbKeyRange::bound(&text(&format!("{}\n", self.name)), &text(&format!("{}\n~", self.name))).map(JsValue::from)
    }

    fn piece_name(&self, number: u32) -> String {
        format!("{}\n{number:08}", self.name)
    }
}

/// What cannot be read is as if it were not there: it is only a memory of what is published.
async fn record(feeds: &IdbObjectStore, name: &str) -> Result<Option<Record>, StoreError> {
    let found = done(&feeds.get(&text(name))?).await?;
    Ok(found.as_string().and_then(|said| serde_json::from_str(&said).ok()))
}

async fn read(lines: &IdbObjectStore, name: &str) -> Result<Vec<u8>, StoreError> {
    let found = done(&lines.get(&text(name))?).await?;
    Ok(found.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default())
}

fn put(lines: &IdbObjectStore, name: &str, bytes: &[u8]) -> Result<(), JsValue> {
    lines.put_with_key(&Uint8Array::from(bytes), &text(name)).map(drop)
}
