//! What the worker told of the visitor's own tips, for the screen.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use crate::journal::tips::{KeptTip, Told};

/// The signals. Copied freely.
#[derive(Clone, Copy, Debug)]
pub struct TipsTold {
    /// Those that are known, by their commitments.
    pub kept: RwSignal<BTreeMap<String, KeptTip>>,
    /// Those for which something is being asked.
    pub busy: RwSignal<BTreeSet<String>>,
    /// Why they last only until the page is closed; `None` where the browser keeps them.
    pub unkept: RwSignal<Option<String>>,
    /// The last that this page asked to be kept, so that a wiped one does not come back by itself.
    pub offered: RwSignal<Option<String>>,
}

impl TipsTold {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            kept: RwSignal::new(BTreeMap::new()),
            busy: RwSignal::new(BTreeSet::new()),
            unkept: RwSignal::new(None),
            offered: RwSignal::new(None),
        }
    }

    /// Takes what was told.
    pub fn take(self, told: Told) {
        match told {
            Told::All(tips) => self.kept.set(tips.into_iter().map(|tip| (tip.commitment.clone(), tip)).collect()),
            Told::One(tip) => self.kept.update(|kept| drop(kept.insert(tip.commitment.clone(), *tip))),
            Told::Gone(commitment) => self.kept.update(|kept| drop(kept.remove(&commitment))),
            Told::Busy { commitment, busy: true } => self.busy.update(|all| {
                all.insert(commitment);
            }),
            Told::Busy { commitment, busy: false } => self.busy.update(|all| {
                all.remove(&commitment);
            }),
            Told::Unkept(why) => self.unkept.set(Some(why)),
        }
    }

    /// The newest first.
    #[must_use]
    pub fn newest_first(self) -> Vec<KeptTip> {
        let mut tips: Vec<KeptTip> = self.kept.with(|kept| kept.values().cloned().collect());
        tips.sort_by_key(|tip| std::cmp::Reverse(tip.at));
        tips
    }

    /// Everything was wiped.
    pub fn forget(self) {
        self.kept.set(BTreeMap::new());
        self.unkept.set(None);
    }

    /// The worker is gone, and with it what it was asking.
    pub fn idle(self) {
        self.busy.set(BTreeSet::new());
    }
}

impl Default for TipsTold {
    fn default() -> Self {
        Self::new()
    }
}
