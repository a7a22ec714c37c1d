//! What the worker told of labels, for the screen.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::file;
use crate::journal::labels::{Known, Preview, Told};
use crate::label::{Hit, Label};
use crate::money::Address;

/// The signals. Copied freely.
#[derive(Clone, Copy, Debug)]
pub struct LabelsTold {
    /// The sets, and how many own labels there are.
    pub known: RwSignal<Option<Known>>,
    /// What was found last.
    pub found: RwSignal<Option<Hit>>,
    /// The labels of addresses that were asked for.
    pub of: RwSignal<BTreeMap<Address, Vec<Label>>>,
    /// The file that waits to be taken.
    pub preview: RwSignal<Option<Preview>>,
    /// What was done last, or why it was not: a sentence.
    pub said: RwSignal<Option<Result<String, String>>>,
    /// Whether that is about a form, which then says it itself.
    pub in_form: RwSignal<bool>,
    /// Counts changes of the own labels.
    pub changes: RwSignal<u32>,
}

impl LabelsTold {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            known: RwSignal::new(None),
            found: RwSignal::new(None),
            of: RwSignal::new(BTreeMap::new()),
            preview: RwSignal::new(None),
            said: RwSignal::new(None),
            in_form: RwSignal::new(false),
            changes: RwSignal::new(0),
        }
    }

    /// Takes what was told; a file is saved.
    pub fn take(self, told: Told) {
        match told {
            Told::Sets(known) => self.known.set(Some(known)),
            Told::Found(hit) => self.found.set(Some(hit)),
            Told::Of(labels) => self.of.update(|of| of.extend(labels)),
            Told::Preview(preview) => {
                self.said.set(None);
                self.preview.set(Some(preview));
            }
            Told::Done(what, own) => {
                self.preview.set(None);
                self.known.update(|known| {
                    if let Some(known) = known {
                        known.own = own;
                    }
                });
                self.of.update(BTreeMap::clear);
                self.said.set(Some(Ok(what)));
                self.changes.update(|changes| *changes += 1);
            }
            Told::Refused(why) => self.said.set(Some(Err(why))),
            Told::File(name, kind, text) => {
                let saved = file::save(&name, &kind, &text);
                self.said.set(Some(saved.map(|()| format!("Saved as {name}.")).map_err(|error| format!("{error}."))));
            }
        }
    }

    /// Everything was wiped: what was told of own labels is no longer so.
    pub fn forget(self) {
        self.found.set(None);
        self.preview.set(None);
        self.said.set(None);
        self.of.update(BTreeMap::clear);
        self.known.update(|known| {
            if let Some(known) = known {
                known.own = 0;
            }
        });
        self.changes.update(|changes| *changes += 1);
    }
}

impl Default for LabelsTold {
    fn default() -> Self {
        Self::new()
    }
}
