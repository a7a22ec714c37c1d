//! Keeps a run while it goes: every input is written down as it comes, without holding the run up.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::entropy;
use super::store::{Store, StoreError};
use crate::journal::{Begun, Input, Kept};

/// Records read at once when a run is brought back.
const READ_AT_ONCE: u32 = 32;

/// What is said when a run is not kept.
type Say = Rc<dyn Fn(String)>;

/// Writes a run down. Copies share one run.
#[derive(Clone)]
pub struct Keeper {
    state: Rc<RefCell<State>>,
    say: Say,
}

#[derive(Default)]
struct State {
    store: Option<Store>,
    /// Whose the kept run is: this worker's word for its present run.
    owner: String,
    /// What the run was made of, until it is written.
    begun: Option<String>,
    waiting: Vec<String>,
    said: String,
    next: u32,
    writing: bool,
    /// The run is not kept: there is none, or the storage failed.
    off: bool,
}

impl Keeper {
    /// A keeper with nothing to keep yet. `say` is called once for every run that cannot be kept.
    #[must_use]
    pub fn new(say: Say) -> Self {
        Self { state: Rc::new(RefCell::new(State { off: true, ..State::default() })), say }
    }

    /// Keeps this run from now on, and nothing of the one before.
    pub fn begin(&self, begun: &Begun, kept: &Kept) {
        let texts = serde_json::to_string(begun).and_then(|begun| Ok((begun, serde_json::to_string(kept)?)));
        let (Ok((begun, said)), Ok(owner)) = (texts, owner()) else { return self.stop(&StoreError::Denied) };
        let mut state = self.state.borrow_mut();
        let (store, writing) = (state.store.take(), state.writing);
        *state = State { store, owner, begun: Some(begun), said, next: 1, writing, ..State::default() };
        drop(state);
        self.write();
    }

    /// Keeps an input, and what is now said of the run.
    pub fn add(&self, input: &Input, kept: &Kept) {
        if self.state.borrow().off {
            return;
        }
        match serde_json::to_string(input).and_then(|input| Ok((input, serde_json::to_string(kept)?))) {
            Ok((input, said)) => {
                let mut state = self.state.borrow_mut();
                state.waiting.push(input);
                state.said = said;
            }
            Err(error) => return self.stop(&StoreError::Failed(error.to_string())),
        }
        self.write();
    }

    /// What is said of the run that is kept, by whichever tab.
    ///
    /// # Errors
    /// When the storage cannot be read.
    pub async fn look(&self) -> Result<Option<Kept>, StoreError> {
        let head = self.store().await?.head().await?;
        // What another version wrote and this one cannot read is as good as nothing.
        Ok(head.and_then(|(_, said)| serde_json::from_str(&said).ok()))
    }

    /// Takes over the kept run: what it was made of. Its inputs are read by [`Keeper::inputs`].
    ///
    /// # Errors
    /// When the storage cannot be read, or what is there is no run.
    pub async fn own(&self) -> Result<Option<Begun>, StoreError> {
        // What is still being written may be the very run.
        while self.state.borrow().writing {
            TimeoutFuture::new(5).await;
        }
        let owner = owner()?;
        let store = self.store().await?;
        let Some(said) = store.own(&owner).await? else { return Ok(None) };
        let texts = store.read(0, 1).await?;
        let begun = texts.first().and_then(|text| serde_json::from_str(text).ok());
        let begun = begun.ok_or(StoreError::Unreadable)?;
        let mut state = self.state.borrow_mut();
        let writing = state.writing;
        *state = State { store: Some(store), owner, said, next: 1, writing, ..State::default() };
        Ok(Some(begun))
    }

    /// The next inputs of the run that was taken over; none when all were read.
    ///
    /// # Errors
    /// When the storage cannot be read, or what is there is no input.
    pub async fn inputs(&self) -> Result<Vec<Input>, StoreError> {
        let store = self.store().await?;
        let first = self.state.borrow().next;
        let texts = store.read(first, READ_AT_ONCE).await?;
        let inputs: Result<Vec<Input>, _> = texts.iter().map(|text| serde_json::from_str(text)).collect();
        let inputs = inputs.map_err(|_| StoreError::Unreadable)?;
        self.state.borrow_mut().next += u32::try_from(inputs.len()).unwrap_or(0);
        Ok(inputs)
    }

    /// Forgets the kept run; one that goes on is not kept any more.
    ///
    /// # Errors
    /// When the storage cannot be written.
    pub async fn forget(&self) -> Result<(), StoreError> {
        let store = self.store().await?;
        {
            let mut state = self.state.borrow_mut();
            state.off = true;
            state.waiting.clear();
            state.begun = None;
        }
        store.forget().await
    }

    async fn store(&self) -> Result<Store, StoreError> {
        let open = self.state.borrow().store.clone();
        if let Some(store) = open {
            return Ok(store);
        }
        let store = Store::open().await?;
        self.state.borrow_mut().store = Some(store.clone());
        Ok(store)
    }

    /// Writes what waits, in one transaction after the other.
    fn write(&self) {
        if std::mem::replace(&mut self.state.borrow_mut().writing, true) {
            return;
        }
        let keeper = self.clone();
        spawn_local(async move {
            loop {
                let (owner, begun, waiting, said, first) = {
                    let mut state = keeper.state.borrow_mut();
                    if state.off || (state.begun.is_none() && state.waiting.is_empty()) {
                        state.writing = false;
                        return;
                    }
                    let waiting = std::mem::take(&mut state.waiting);
                    let first = state.next;
                    state.next += u32::try_from(waiting.len()).unwrap_or(0);
                    (state.owner.clone(), state.begun.take(), waiting, state.said.clone(), first)
                };
                let written = keeper.write_once(&owner, begun.as_deref(), &said, first, &waiting).await;
                // A run that was dropped meanwhile has nothing to say any more.
                let current = keeper.state.borrow().owner == owner;
                if let Err(error) = written.as_ref()
                    && current
                {
                    keeper.stop(error);
                }
            }
        });
    }

    async fn write_once(&self, owner: &str, begun: Option<&str>, said: &str, first: u32, waiting: &[String]) -> Result<(), StoreError> {
        let store = self.store().await?;
        if let Some(begun) = begun {
            store.begin(owner, said, begun).await?;
        }
        if waiting.is_empty() { Ok(()) } else { store.add(owner, said, first, waiting).await }
    }

    fn stop(&self, why: &StoreError) {
        {
            let mut state = self.state.borrow_mut();
            state.off = true;
            state.waiting.clear();
            state.begun = None;
        }
        (self.say)(format!("This trace goes on, but it will not survive a reload of the page: {why}."));
    }
}

/// A word no other run has.
fn owner() -> Result<String, StoreError> {
    let bytes: [u8; 16] = entropy::random().map_err(|_| StoreError::Denied)?;
    Ok(alloy_primitives::hex::encode(bytes))
}
