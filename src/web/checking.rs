//! What the worker told of the check of a tip, as signals.

use leptos::prelude::*;

use crate::explorer::attached::{Answer, Looked};
use crate::journal::recheck::Rechecked;

/// Handles on it.
#[derive(Clone, Copy, Debug)]
pub struct Checking {
    /// The check on the chain, as far as it came.
    pub rechecked: RwSignal<Option<Rechecked>>,
    /// What attached answers say.
    pub looked: RwSignal<Option<Looked>>,
    /// The answers for a file that were asked for.
    pub answers: RwSignal<Option<Vec<Answer>>>,
}

impl Checking {
    /// Nothing was told yet.
    #[must_use]
    pub fn new() -> Self {
        Self { rechecked: RwSignal::new(None), looked: RwSignal::new(None), answers: RwSignal::new(None) }
    }

    /// Forgets what was told of another tip.
    pub fn forget(self) {
        self.rechecked.set(None);
        self.looked.set(None);
    }
}

impl Default for Checking {
    fn default() -> Self {
        Self::new()
    }
}
