//! Checks that the visitor sets aside, each with a reason. They stay while the tip is about the same place, and are dropped
//! with it: a reason is given for one place and not for another.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::desk::Subject;
use crate::money::{Account, Asset};
use crate::tip::{Override, OverrideError};

/// What a reason is given for: the case, the address, the asset.
type About = (String, Account, Asset);

/// Handles on the reasons.
#[derive(Clone, Copy)]
pub struct Asides {
    given: RwSignal<Option<(About, Vec<Override>)>>,
    /// What is typed and not given yet, by check.
    drafts: RwSignal<BTreeMap<&'static str, String>>,
}

fn about(subject: &Subject) -> Option<About> {
    let end = subject.view.ends.get(subject.end)?;
    let node = subject.view.nodes.get(end.node)?;
    Some((subject.case.id.clone(), node.account.clone(), end.asset.clone()))
}

impl Default for Asides {
    fn default() -> Self {
        Self::new()
    }
}

impl Asides {
    /// None.
    pub fn new() -> Self {
        Self { given: RwSignal::new(None), drafts: RwSignal::new(BTreeMap::new()) }
    }

    /// The reasons given for what a tip is about.
    pub fn of(self, subject: &Subject) -> Vec<Override> {
        let about = about(subject);
        self.given.with(|given| match given {
            Some((of, reasons)) if Some(of) == about.as_ref() => reasons.clone(),
            _ => Vec::new(),
        })
    }

    /// Sets a check aside with what is typed.
    ///
    /// # Errors
    /// When the reason cannot be sent as it is.
    pub fn give(self, subject: &Subject, check: &'static str) -> Result<(), OverrideError> {
        let one = Override::new(check, &self.draft(check))?;
        let mut reasons = untrack(|| self.of(subject));
        reasons.retain(|other| other.check != one.check);
        reasons.push(one);
        self.given.set(about(subject).map(|about| (about, reasons)));
        Ok(())
    }

    /// Lets a check stand again; what was typed stays in its field.
    pub fn take_back(self, check: &'static str) {
        self.given.update(|given| {
            if let Some((_, reasons)) = given {
                reasons.retain(|one| one.check != check);
            }
        });
    }

    /// What is typed for a check. It is not followed: the list of checks is not drawn again at each key.
    pub fn draft(self, check: &'static str) -> String {
        self.drafts.with_untracked(|drafts| drafts.get(check).cloned().unwrap_or_default())
    }

    /// Keeps what is typed for a check.
    pub fn type_draft(self, check: &'static str, text: String) {
        self.drafts.update_untracked(|drafts| drop(drafts.insert(check, text)));
    }
}
