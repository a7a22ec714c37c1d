//! One sitting at the desk: the feed as it is published, and what was decided since. Every decision is signed at once and can
//! be taken back until the folder is exported; what is exported was read by the verifier first.

use std::collections::BTreeMap;

use super::item::Told;
use super::published::Published;
use crate::board::Published as PublishedFile;
use crate::board::entry::{Opened, Reason, Received, Refused, Stamped, Verified};
use crate::board::{Content, Entry, Hash, INDEX_FILE, Line, Problem, PublishError, Reading, Writer};
use crate::money::{Address, UnixSeconds};
use crate::tip::{Count, SavedKey};

/// The most that is kept of a sitting, in bytes.
const MOST_KEPT: usize = 8 << 20;

/// The files of a feed by name.
pub type Folder = BTreeMap<String, Vec<u8>>;

/// What was said in one go: a hand-in and its decision, or one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it says, for the list.
    pub title: String,
    /// Its lines, signed.
    pub lines: Vec<Line>,
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// The folder is not a feed that holds.
    #[error("this folder is not a feed that holds: {0}")]
    Folder(Box<Problem>),
    /// There is no index in it.
    #[error("there is no {INDEX_FILE} among these files; choose the whole folder of the feed")]
    NoIndex,
    /// No reader would take it.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The index could not be signed.
    #[error("the index cannot be signed: {0}")]
    Index(#[from] crate::board::IndexError),
    /// What was kept cannot be taken up.
    #[error("what was kept of the last sitting cannot be read: {0}. It is left where it is; start anew or clear it")]
    Kept(String),
    /// What was written does not hold.
    #[error("what was written does not pass the verifier, so it is not handed out: {0}")]
    SelfCheck(Box<Problem>),
    /// There is nothing new.
    #[error("nothing was decided since the folder was opened; there is nothing to publish")]
    Nothing,
}

impl From<Problem> for SessionError {
    fn from(problem: Problem) -> Self {
        Self::Folder(Box::new(problem))
    }
}

/// A sitting.
pub struct Session {
    folder: Folder,
    published: Vec<Entry>,
    writer: Writer,
    steps: Vec<Step>,
}

impl Session {
    /// Begins a feed: its first entry is the first step.
    ///
    /// # Errors
    /// When a name or a sentence is not what a feed takes.
    pub fn start(name: &str, about: &str, key: &SavedKey, now: UnixSeconds) -> Result<Self, SessionError> {
        let mut session = Self { folder: Folder::new(), published: Vec::new(), writer: Writer::start(now), steps: Vec::new() };
        let opened = Opened { name: name.to_owned(), about: about.to_owned(), publisher: Address::Evm(key.address()) };
        session.say(format!("Feed opened: {name}"), vec![Content::Opened(opened)], key, now)?;
        Ok(session)
    }

    /// Goes on with a published folder, after checking all of it.
    ///
    /// # Errors
    /// When its index is missing, or it does not hold.
    pub fn open(folder: Folder, now: UnixSeconds) -> Result<Self, SessionError> {
        let (writer, lines) = resume(&folder, now)?;
        Ok(Self { folder, published: lines.into_iter().map(|line| line.entry).collect(), writer, steps: Vec::new() })
    }

    /// Signs contents as the next entries: all of them, or none.
    ///
    /// # Errors
    /// When the key is not the one that signs now, or an entry is not what a feed takes.
    pub fn say(&mut self, title: impl Into<String>, contents: Vec<Content>, key: &SavedKey, now: UnixSeconds) -> Result<(), SessionError> {
        let mut lines = Vec::new();
        for content in contents {
            match self.writer.write(now, content, None, key) {
                Ok(line) => lines.push(line),
                Err(error) => {
                    // What was written before it is taken back with it.
                    self.rebuild(now)?;
                    return Err(error.into());
                }
            }
        }
        self.steps.push(Step { title: title.into(), lines });
        Ok(())
    }

    /// Takes the last step back; gives its title.
    ///
    /// # Errors
    /// When what is published cannot be read again.
    pub fn undo(&mut self, now: UnixSeconds) -> Result<Option<String>, SessionError> {
        let Some(step) = self.steps.pop() else { return Ok(None) };
        self.rebuild(now)?;
        Ok(Some(step.title))
    }

    fn rebuild(&mut self, now: UnixSeconds) -> Result<(), SessionError> {
        self.writer = if self.folder.is_empty() { Writer::start(now) } else { resume(&self.folder, now)?.0 };
        for line in self.steps.iter().flat_map(|step| &step.lines) {
            self.writer.add(line)?;
        }
        Ok(())
    }

    /// What was decided since the folder was opened, the oldest first.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Every entry, the published ones and then the new ones.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.published.iter().chain(self.steps.iter().flat_map(|step| &step.lines).map(|line| &line.entry))
    }

    /// What the desk compares with.
    #[must_use]
    pub fn said(&self) -> Published {
        Published::of(self.entries())
    }

    /// The feed's name.
    #[must_use]
    pub fn name(&self) -> &str {
        let opened = self.entries().next().map(|entry| &entry.content);
        if let Some(Content::Opened(opened)) = opened { &opened.name } else { "" }
    }

    /// The key that has to sign; `None` in a feed without entries.
    #[must_use]
    pub fn key(&self) -> Option<Address> {
        self.writer.key()
    }

    /// The files to publish: those that are new or changed, the index last. They were read by the verifier, together with what
    /// is published.
    ///
    /// # Errors
    /// When there is nothing new, the key is not the one that signs now, or the verifier refuses what was written.
    pub fn export(&self, key: &SavedKey, now: UnixSeconds) -> Result<Vec<PublishedFile>, SessionError> {
        if self.steps.is_empty() {
            return Err(SessionError::Nothing);
        }
        let index = self.writer.index(now)?.sign(key)?;
        let files = self.writer.files(&index)?;
        let mut folder = self.folder.clone();
        folder.extend(files.iter().map(|file| (file.file.clone(), file.bytes.clone())));
        resume(&folder, now).map_err(|error| match error {
            SessionError::Folder(problem) => SessionError::SelfCheck(problem),
            other => other,
        })?;
        Ok(files)
    }

    /// Counts what was exported as published: from here on nothing of it is taken back.
    ///
    /// # Errors
    /// When the files cannot be read again.
    pub fn exported(&mut self, files: &[PublishedFile], now: UnixSeconds) -> Result<(), SessionError> {
        let mut folder = std::mem::take(&mut self.folder);
        folder.extend(files.iter().map(|file| (file.file.clone(), file.bytes.clone())));
        *self = Self::open(folder, now)?;
        Ok(())
    }

    /// What is kept over a reload: the titles and signed lines of the steps. No key, no tip.
    #[must_use]
    pub fn kept(&self) -> String {
        let mut out = String::new();
        for step in &self.steps {
            out.push('#');
            out.push_str(&step.title.replace(['\n', '\r'], " "));
            out.push('\n');
            for line in &step.lines {
                out.push_str(&line.to_text());
                out.push('\n');
            }
        }
        out
    }

    /// Takes up what was kept, behind what this sitting holds: every line is checked again.
    ///
    /// # Errors
    /// When it does not continue this feed; nothing of it is taken then.
    pub fn take_up(&mut self, kept: &str, now: UnixSeconds) -> Result<usize, SessionError> {
        if kept.len() > MOST_KEPT {
            return Err(SessionError::Kept(format!("it has {} bytes; at most {MOST_KEPT} are read", kept.len())));
        }
        let before = self.steps.len();
        let mut steps: Vec<Step> = Vec::new();
        for text in kept.lines() {
            if let Some(title) = text.strip_prefix('#') {
                steps.push(Step { title: title.to_owned(), lines: Vec::new() });
            } else {
                let line = Line::read(text.as_bytes()).map_err(|error| SessionError::Kept(error.to_string()))?;
                steps.last_mut().ok_or_else(|| SessionError::Kept("its first line is no title".to_owned()))?.lines.push(line);
            }
        }
        self.steps.extend(steps);
        if let Err(error) = self.rebuild(now) {
            self.steps.truncate(before);
            self.rebuild(now)?;
            return Err(SessionError::Kept(error.to_string()));
        }
        Ok(self.steps.len() - before)
    }

    /// A sitting whose feed was begun in an earlier one and never published: from what was kept.
    ///
    /// # Errors
    /// When it is not the beginning of a feed.
    pub fn begun(kept: &str, now: UnixSeconds) -> Result<Self, SessionError> {
        let mut session = Self { folder: Folder::new(), published: Vec::new(), writer: Writer::start(now), steps: Vec::new() };
        session.take_up(kept, now)?;
        Ok(session)
    }
}

fn resume(folder: &Folder, now: UnixSeconds) -> Result<(Writer, Vec<Line>), SessionError> {
    let index = folder.get(INDEX_FILE).ok_or(SessionError::NoIndex)?;
    // Once by the reader that everybody uses, so that what is handed out is what a board takes.
    let mut reading = Reading::open(index, None, None, now)?;
    while let Some(want) = reading.want() {
        let bytes = folder.get(&want.file).map(Vec::as_slice).unwrap_or_default();
        reading.push(bytes);
        if (bytes.len() as u64) < want.to {
            reading.ended();
        }
    }
    reading.at_rest();
    if let Some(problem) = reading.problem() {
        return Err(problem.clone().into());
    }
    Ok(Writer::resume(index, |file| folder.get(file).cloned(), now)?)
}

/// The entry that receives a tip.
#[must_use]
pub fn receive(told: &Told, received: UnixSeconds, stamped: Option<Stamped>, name: Option<String>) -> Content {
    Content::Received(Received {
        tip: told.tip,
        commitment: told.commitment,
        case: told.case.clone(),
        reporter: told.reporter.clone(),
        name,
        received,
        stamped,
    })
}

/// The entry that accepts it; `usd_cents` is the publisher's own valuation.
#[must_use]
pub fn accept(told: &Told, usd_cents: Option<Count>) -> Content {
    Content::Verified(Verified {
        tip: told.tip,
        kind: told.kind,
        at: told.at.clone(),
        asset: told.asset.clone(),
        amount: told.amount,
        usd_cents,
        facts: told.facts,
    })
}

/// The entry that refuses it. An earlier tip with the same payload has the same name, so it is not named.
#[must_use]
pub fn refuse(told: &Told, reason: Reason, of: Option<Hash>, why: Option<String>) -> Content {
    Content::Refused(Refused { tip: told.tip, reason, of: of.filter(|of| *of != told.tip), why })
}
