//! What the worker told of opened cases, for the screen.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use crate::case::Case;
use crate::journal::cases::{KeptCase, Standing, Told};
use crate::tip::case_file::SignedCase;

/// The signals. Copied freely.
#[derive(Clone, Copy, Debug)]
pub struct CasesTold {
    /// Those that are open, by their names, each with how it is kept.
    pub open: RwSignal<BTreeMap<String, (Arc<Case>, KeptCase)>>,
    /// What came of the last file: its case and how it stands to what was there before.
    pub last: RwSignal<Option<(String, Standing)>>,
    /// Why the last file was not opened, or is not kept.
    pub why: RwSignal<Option<String>>,
}

impl CasesTold {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self { open: RwSignal::new(BTreeMap::new()), last: RwSignal::new(None), why: RwSignal::new(None) }
    }

    /// Takes what was told. What is kept is read here again: only what its publisher signed is shown.
    pub fn take(self, told: Told) {
        match told {
            Told::All(cases) => {
                let read = |kept: KeptCase| Some((kept.id.clone(), (read(&kept)?, kept)));
                self.open.set(cases.into_iter().filter_map(read).collect());
            }
            Told::Opened { case, standing, unkept } => {
                if let Some(read) = read(&case) {
                    self.last.set(Some((case.id.clone(), standing)));
                    self.why.set(unkept);
                    self.open.update(|open| drop(open.insert(case.id.clone(), (read, *case))));
                }
            }
            Told::Refused(why) => {
                self.last.set(None);
                self.why.set(Some(why));
            }
            Told::Gone(id) => {
                self.last.set(None);
                self.why.set(None);
                self.open.update(|open| drop(open.remove(&id)));
            }
        }
    }

    /// The cases that are open, newest first.
    #[must_use]
    pub fn cases(self) -> Vec<Arc<Case>> {
        let mut cases: Vec<Arc<Case>> = self.open.with(|open| open.values().map(|(case, _)| case.clone()).collect());
        cases.sort_by_key(|case| std::cmp::Reverse(case.at));
        cases
    }

    /// A new file is being opened.
    pub fn begin(self) {
        self.last.set(None);
        self.why.set(None);
    }

    /// Everything was wiped.
    pub fn forget(self) {
        self.begin();
        self.open.set(BTreeMap::new());
    }
}

fn read(kept: &KeptCase) -> Option<Arc<Case>> {
    let signed = SignedCase::read(&kept.text).ok()?;
    (signed.publisher().to_string() == kept.publisher && signed.case().id == kept.id).then(|| Arc::new(signed.case().clone()))
}

impl Default for CasesTold {
    fn default() -> Self {
        Self::new()
    }
}
