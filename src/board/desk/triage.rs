//! The machine that triages: it takes texts, reads one document at a time, and gives the queue. It does no I/O and keeps no
//! clock, so the same intake gives the same queue, in a worker and on the host.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::item::{From, Item, Standing};
use super::published::Published;
use super::split::{Kind, split};
use super::{queue, read, relate, suggest};
use crate::board::Hash;
use crate::board::entry::Stamped;
use crate::case::CaseLibrary;
use crate::label::Label;
use crate::money::UnixSeconds;

/// The most text that one desk takes in, in bytes: a thousand large tips and much talk.
pub const MOST_INTAKE_BYTES: usize = 64 << 20;
/// The most documents that one desk takes in.
pub const MOST_ITEMS: usize = 20_000;
/// The longest name of a file that is kept, in characters.
const MOST_NAME: usize = 120;

/// What the desk knows beside what comes in.
#[derive(Clone, Debug)]
pub struct Context {
    /// Now, by the analyst's clock.
    pub now: UnixSeconds,
    /// The cases and portals that are known: those of the library and the desk's own.
    pub cases: CaseLibrary,
    /// What the feed says already.
    pub published: Published,
    /// Labels of places, with their sources.
    pub labels: Vec<Label>,
    /// Blocks that hold the card of a tip, by its commitment: checked before.
    pub stamps: BTreeMap<Hash, Stamped>,
}

/// One text that came in: a paste, or a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// The name of the file, or what the page calls the paste.
    pub name: String,
    /// The text.
    pub text: String,
    /// When it came in, by the analyst's clock or word.
    pub received: UnixSeconds,
}

/// A text that was not taken in. Nothing of it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TriageError {
    /// Too much text.
    #[error(
        "{name} would make {bytes} bytes in all; a desk takes {MOST_INTAKE_BYTES} at once. Decide on what is there, then clear the desk"
    )]
    TooMuch {
        /// The name of the text.
        name: String,
        /// How much it would be.
        bytes: usize,
    },
    /// Too many documents.
    #[error("{name} would make {items} documents in all; a desk takes {MOST_ITEMS} at once. Decide on what is there, then clear the desk")]
    TooMany {
        /// The name of the text.
        name: String,
        /// How many it would be.
        items: usize,
    },
}

/// How far the reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Documents read.
    pub done: u64,
    /// Documents taken in.
    pub total: u64,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triaged {
    /// Every document, in the order of the queue.
    pub items: Vec<Item>,
    /// How far the reading was.
    pub progress: Progress,
}

/// A document that waits to be read, or that was left closed.
#[derive(Clone, Debug)]
struct Open {
    number: u64,
    from: From,
    kind: Kind,
    text: String,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Triage {
    context: Context,
    texts: u64,
    bytes: usize,
    total: u64,
    waiting: std::collections::VecDeque<Open>,
    closed: BTreeMap<u64, String>,
    items: Vec<Item>,
}

impl Triage {
    /// An empty desk.
    #[must_use]
    pub fn new(context: Context) -> Self {
        let waiting = std::collections::VecDeque::new();
        Self { context, texts: 0, bytes: 0, total: 0, waiting, closed: BTreeMap::new(), items: Vec::new() }
    }

    /// Takes a text in, and says how many documents it holds. They are read by [`Triage::step`].
    ///
    /// # Errors
    /// When it is too much for one desk.
    pub fn take(&mut self, intake: &Intake) -> Result<u64, TriageError> {
        let name: String = intake.name.chars().take(MOST_NAME).collect();
        let bytes = self.bytes.saturating_add(intake.text.len());
        if bytes > MOST_INTAKE_BYTES {
            return Err(TriageError::TooMuch { name, bytes });
        }
        let pieces = split(&intake.text);
        let items = usize::try_from(self.total).unwrap_or(usize::MAX).saturating_add(pieces.len());
        if items > MOST_ITEMS {
            return Err(TriageError::TooMany { name, items });
        }
        for piece in &pieces {
            let from = From {
                text: self.texts,
                name: name.clone(),
                start: piece.whole.start as u64,
                end: piece.whole.end as u64,
                received: intake.received,
            };
            let text = intake.text.get(piece.document.clone()).unwrap_or_default().to_owned();
            self.waiting.push_back(Open { number: self.total, from, kind: piece.kind, text });
            self.total += 1;
        }
        self.texts += 1;
        self.bytes = bytes;
        Ok(pieces.len() as u64)
    }

    /// Reads the next document; whether there was one.
    pub fn step(&mut self) -> bool {
        let Some(open) = self.waiting.pop_front() else { return false };
        self.items.push(read::read(open.number, open.from, open.kind, &open.text, &self.context));
        if self.items.last().is_some_and(|item| matches!(item.standing, Standing::Encrypted { .. })) {
            self.closed.insert(open.number, open.text);
        }
        true
    }

    /// Reads all that waits.
    pub fn run(&mut self) {
        while self.step() {}
    }

    /// How far the reading is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress { done: self.items.len() as u64, total: self.total }
    }

    /// The encrypted documents that are not open, by number.
    #[must_use]
    pub const fn closed(&self) -> &BTreeMap<u64, String> {
        &self.closed
    }

    /// Puts in place of an encrypted document what came out of it, or why nothing did. What came out holds one tip; where it
    /// holds several, it is refused as any text with several is.
    pub fn opened(&mut self, number: u64, content: Result<&str, &str>) {
        let Some(item) = self.items.iter_mut().find(|item| item.number == number) else { return };
        if !self.closed.contains_key(&number) {
            return;
        }
        match content {
            Err(why) => item.standing = Standing::Encrypted { why: Some(why.chars().take(300).collect()) },
            Ok(text) => {
                let kind = match split(text).first() {
                    // A file of age inside another one is not opened again.
                    Some(piece) if piece.kind != Kind::Encrypted => piece.kind,
                    _ => Kind::Other,
                };
                *item = read::read(number, item.from.clone(), kind, text, &self.context);
                self.closed.remove(&number);
            }
        }
    }

    /// What is known now that was not when the desk was made: the feed has grown, a stamp was checked. What was read stays read.
    pub fn know(&mut self, published: Published, stamps: BTreeMap<Hash, Stamped>) {
        self.context.published = published;
        self.context.stamps = stamps;
    }

    /// The queue of all that was read.
    #[must_use]
    pub fn triaged(&self) -> Triaged {
        let mut items = self.items.clone();
        relate::relate(&mut items, &self.context);
        for item in &mut items {
            item.suggestion = suggest::suggest(item);
        }
        queue::order(&mut items);
        Triaged { items, progress: self.progress() }
    }
}
