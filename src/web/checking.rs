//! What the worker told of the check of a tip, as signals.

use leptos::prelude::*;

use crate::explorer::attached::{Answer, Looked};
use crate::explorer::{HttpAnswer, HttpRequest};
use crate::journal::FetchFailure;
use crate::journal::recheck::Rechecked;
use crate::journal::stamp::KeptHeader;
use crate::tip::contract_signature::Answer as Says;

/// Handles on it.
#[derive(Clone, Copy, Debug)]
pub struct Checking {
    /// The check on the chain, as far as it came.
    pub rechecked: RwSignal<Option<Rechecked>>,
    /// What attached answers say.
    pub looked: RwSignal<Option<Looked>>,
    /// The answers for a file that were asked for.
    pub answers: RwSignal<Option<Vec<Answer>>>,
    /// The last single question, and what came of it.
    pub asked: RwSignal<Option<(HttpRequest, Result<HttpAnswer, FetchFailure>)>>,
    /// What a node said of the contract wallet that signed the tip of this name.
    pub contract: RwSignal<Option<(String, Says)>>,
    /// The header that was got for a time stamp, and why others gave none.
    pub header: RwSignal<Option<(Option<KeptHeader>, Vec<String>)>>,
}

impl Checking {
    /// Nothing was told yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            rechecked: RwSignal::new(None),
            looked: RwSignal::new(None),
            answers: RwSignal::new(None),
            asked: RwSignal::new(None),
            contract: RwSignal::new(None),
            header: RwSignal::new(None),
        }
    }

    /// Forgets what was told of another tip.
    pub fn forget(self) {
        self.rechecked.set(None);
        self.looked.set(None);
        self.contract.set(None);
        self.header.set(None);
    }
}

impl Default for Checking {
    fn default() -> Self {
        Self::new()
    }
}
