//! Keeps a run while it goes: every input is written down as it comes, without holding the run up.
//!
//! One run is kept in a browser. The tab whose run that is holds a lock; a run in another tab is held in memory, so that
//! the visitor can have it kept instead.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::cache::Answers;
use super::database::Database;
use super::entropy;
use super::lock::{self, Lock};
use super::store::{Store, StoreError};
use crate::journal::{Begun, Input, Kept};

/// Records read at once when a run is brought back.
const READ_AT_ONCE: u32 = 32;
/// The lock of the kept run.
const LOCK: &str = "spoor.run";
/// A tab that has just been closed may take a moment to let go of it.
const LOCK_TRIES: u32 = 10;
/// Inputs of a run that is not kept are held in memory up to so many bytes.
const MOST_ASIDE: usize = 64 << 20;
/// After so many inputs without one that counts as a checkpoint, the next is one.
const CHECKPOINT_EVERY: u32 = 32;

/// What is said when a run is not kept: the sentence, and whether the visitor can have it kept instead of another.
type Say = Rc<dyn Fn(String, bool)>;

/// Writes a run down. Copies share one run.
#[derive(Clone)]
pub struct Keeper {
    state: Rc<RefCell<State>>,
    store: Store,
    answers: Rc<Answers>,
    say: Say,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stand {
    /// Nothing is kept: there is no run, or the storage failed.
    #[default]
    Off,
    /// The run is written down.
    Keeping,
    /// Another tab's run is kept. This one is held in memory.
    Aside,
}

#[derive(Default)]
struct State {
    stand: Stand,
    lock: Option<Lock>,
    /// Whose the kept run is: this worker's word for its present run.
    owner: String,
    /// What the run was made of, until it is written.
    begun: Option<String>,
    waiting: Vec<String>,
    waiting_bytes: usize,
    /// The next write has to lie on the disk.
    checkpoint: bool,
    since_checkpoint: u32,
    said: String,
    next: u32,
    writing: bool,
}

impl Keeper {
    /// A keeper with nothing to keep yet. `say` is called once for every run that cannot be kept.
    #[must_use]
    pub fn new(database: Database, answers: Rc<Answers>, say: Say) -> Self {
        Self { state: Rc::default(), store: Store::new(database), answers, say }
    }

    /// Keeps this run from now on, and nothing of the one before.
    pub fn begin(&self, begun: &Begun, kept: &Kept) {
        let texts = serde_json::to_string(begun).and_then(|begun| Ok((begun, serde_json::to_string(kept)?)));
        let (Ok((begun, said)), Ok(owner)) = (texts, owner()) else { return self.stop(&StoreError::Denied) };
        let mut state = self.state.borrow_mut();
        let (lock, writing) = (state.lock.take(), state.writing);
        *state = State { stand: Stand::Keeping, lock, owner, begun: Some(begun), said, next: 1, writing, ..State::default() };
        drop(state);
        self.write();
    }

    /// Keeps an input, and what is now said of the run. After a checkpoint a crash of the machine loses nothing.
    pub fn add(&self, input: &Input, kept: &Kept, checkpoint: bool) {
        if self.state.borrow().stand == Stand::Off {
            return;
        }
        let (input, said) = match serde_json::to_string(input).and_then(|input| Ok((input, serde_json::to_string(kept)?))) {
            Ok(texts) => texts,
            Err(error) => return self.stop(&StoreError::Failed(error.to_string())),
        };
        {
            let mut state = self.state.borrow_mut();
            state.waiting_bytes = state.waiting_bytes.saturating_add(input.len());
            if state.stand == Stand::Aside && state.waiting_bytes > MOST_ASIDE {
                *state = State { lock: state.lock.take(), writing: state.writing, ..State::default() };
                return;
            }
            state.waiting.push(input);
            state.said = said;
            state.since_checkpoint += 1;
            state.checkpoint |= checkpoint || state.since_checkpoint >= CHECKPOINT_EVERY;
        }
        self.write();
    }

    /// Has this run kept, in the place of the one that another tab keeps.
    ///
    /// # Errors
    /// When there is nothing to be kept, or it has grown too large to be held meanwhile.
    pub async fn take_over(&self) -> Result<(), &'static str> {
        if self.state.borrow().stand != Stand::Aside {
            return Err("this trace cannot be kept from here on: start it again, or save its requests as a file in Settings");
        }
        let lock = lock::take(LOCK, true, self.on_lost()).await;
        let mut state = self.state.borrow_mut();
        if state.stand != Stand::Aside {
            return Ok(());
        }
        state.lock = lock;
        state.stand = Stand::Keeping;
        state.checkpoint = true;
        drop(state);
        self.write();
        Ok(())
    }

    /// What is said of the run that is kept, by whichever tab.
    ///
    /// # Errors
    /// When the storage cannot be read.
    pub async fn look(&self) -> Result<Option<Kept>, StoreError> {
        let head = self.store.head().await?;
        // What another version wrote and this one cannot read is as good as nothing.
        Ok(head.and_then(|(_, said)| serde_json::from_str(&said).ok()))
    }

    /// Takes over the kept run: what it was made of. Its inputs are read by [`Keeper::inputs`].
    ///
    /// # Errors
    /// When the storage cannot be read, another tab goes on with that run, or what is there is no run.
    pub async fn own(&self) -> Result<Option<Begun>, StoreError> {
        // What is still being written may be the very run.
        while self.state.borrow().writing {
            TimeoutFuture::new(5).await;
        }
        if self.store.head().await?.is_none() {
            return Ok(None);
        }
        if !self.lock().await {
            return Err(StoreError::Elsewhere);
        }
        let owner = owner()?;
        let Some(said) = self.store.own(&owner).await? else { return Ok(None) };
        let texts = self.store.read(0, 1).await?;
        let begun = texts.first().and_then(|text| serde_json::from_str(text).ok());
        let begun = begun.ok_or(StoreError::Unreadable)?;
        let mut state = self.state.borrow_mut();
        let (lock, writing) = (state.lock.take(), state.writing);
        *state = State { stand: Stand::Keeping, lock, owner, said, next: 1, writing, ..State::default() };
        Ok(Some(begun))
    }

    /// The next inputs of the run that was taken over; none when all were read.
    ///
    /// # Errors
    /// When the storage cannot be read, or what is there is no input.
    pub async fn inputs(&self) -> Result<Vec<Input>, StoreError> {
        let first = self.state.borrow().next;
        let texts = self.store.read(first, READ_AT_ONCE).await?;
        let inputs: Result<Vec<Input>, _> = texts.iter().map(|text| serde_json::from_str(text)).collect();
        let inputs = inputs.map_err(|_| StoreError::Unreadable)?;
        self.state.borrow_mut().next += u32::try_from(inputs.len()).unwrap_or(0);
        Ok(inputs)
    }

    /// Keeps nothing any more, and lets go of the lock. What is being written is waited for.
    pub async fn let_go(&self) {
        let writing = self.state.borrow().writing;
        *self.state.borrow_mut() = State { writing, ..State::default() };
        while self.state.borrow().writing {
            TimeoutFuture::new(5).await;
        }
    }

    /// Forgets the kept run; one that goes on is not kept any more.
    ///
    /// # Errors
    /// When the storage cannot be written.
    pub async fn forget(&self) -> Result<(), StoreError> {
        self.let_go().await;
        self.store.forget().await
    }

    /// Whether this tab holds the lock, or gets it within a second.
    async fn lock(&self) -> bool {
        for _ in 0..LOCK_TRIES {
            if self.state.borrow().lock.is_some() {
                return true;
            }
            if let Some(lock) = lock::take(LOCK, false, self.on_lost()).await {
                self.state.borrow_mut().lock = Some(lock);
                return true;
            }
            TimeoutFuture::new(100).await;
        }
        false
    }

    fn on_lost(&self) -> impl FnOnce() + 'static {
        let keeper = self.clone();
        move || {
            keeper.state.borrow_mut().lock = None;
            if keeper.state.borrow().stand == Stand::Keeping {
                keeper.stop(&StoreError::Elsewhere);
            }
        }
    }

    /// Writes what waits, in one transaction after the other.
    fn write(&self) {
        if self.state.borrow().stand != Stand::Keeping || std::mem::replace(&mut self.state.borrow_mut().writing, true) {
            return;
        }
        let keeper = self.clone();
        spawn_local(async move {
            if !keeper.lock().await {
                keeper.state.borrow_mut().writing = false;
                keeper.set_aside();
                return;
            }
            while let Some(batch) = keeper.next_batch() {
                let written = keeper.write_batch(&batch).await;
                // A run that was dropped meanwhile has nothing to say any more.
                let current = keeper.state.borrow().owner == batch.owner;
                if let Err(error) = written.as_ref()
                    && current
                {
                    keeper.stop(error);
                }
            }
        });
    }

    fn next_batch(&self) -> Option<Batch> {
        let mut state = self.state.borrow_mut();
        if state.stand != Stand::Keeping || (state.begun.is_none() && state.waiting.is_empty()) {
            state.writing = false;
            return None;
        }
        let inputs = std::mem::take(&mut state.waiting);
        let first = state.next;
        state.next += u32::try_from(inputs.len()).unwrap_or(0);
        state.waiting_bytes = 0;
        let checkpoint = std::mem::take(&mut state.checkpoint);
        if checkpoint {
            state.since_checkpoint = 0;
        }
        Some(Batch { owner: state.owner.clone(), begun: state.begun.take(), said: state.said.clone(), first, inputs, checkpoint })
    }

    /// Writes, and makes room where there is none: answers kept for later can be asked for again, a run's own cannot.
    async fn write_batch(&self, batch: &Batch) -> Result<(), StoreError> {
        match self.write_once(batch).await {
            Err(StoreError::Full) => {
                self.answers.clear().await?;
                self.write_once(batch).await
            }
            other => other,
        }
    }

    async fn write_once(&self, batch: &Batch) -> Result<(), StoreError> {
        if let Some(begun) = &batch.begun {
            self.store.begin(&batch.owner, &batch.said, begun).await?;
        }
        if batch.inputs.is_empty() {
            return Ok(());
        }
        self.store.add(&batch.owner, &batch.said, batch.first, &batch.inputs, batch.checkpoint).await
    }

    fn set_aside(&self) {
        let aside = {
            let mut state = self.state.borrow_mut();
            let keeping = state.stand == Stand::Keeping;
            if keeping {
                state.stand = Stand::Aside;
            }
            keeping
        };
        if aside {
            (self.say)(not_kept(&StoreError::Elsewhere), true);
        }
    }

    fn stop(&self, why: &StoreError) {
        {
            let mut state = self.state.borrow_mut();
            let (lock, writing) = (state.lock.take(), state.writing);
            *state = State { lock, writing, ..State::default() };
        }
        (self.say)(not_kept(why), false);
    }
}

/// What is written in one go.
struct Batch {
    owner: String,
    begun: Option<String>,
    said: String,
    first: u32,
    inputs: Vec<String>,
    checkpoint: bool,
}

fn not_kept(why: &StoreError) -> String {
    format!("This trace goes on, but it will not survive a reload of the page: {why}.")
}

/// A word no other run has.
fn owner() -> Result<String, StoreError> {
    let bytes: [u8; 16] = entropy::random().map_err(|_| StoreError::Denied)?;
    Ok(alloy_primitives::hex::encode(bytes))
}
