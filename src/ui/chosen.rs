//! The visitor's choices and keys as signals: told to the worker with every change, kept in this browser if they say so.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::choices::{Choices, Offered};
use super::theme;
use crate::journal::gate::{Gate, Key};
use crate::money::Chain;
use crate::trace::view::Beyond;

const CHOICES: &str = "spoor.choices";
const KEYS: &str = "spoor.keys";

/// The choices. Copied freely: it holds handles.
#[derive(Clone, Copy)]
pub struct Chosen {
    /// All but the keys.
    pub choices: RwSignal<Choices>,
    /// The keys of this visit, by host.
    pub keys: RwSignal<BTreeMap<String, Key>>,
    /// Whether the choices are kept in this browser.
    pub remember: RwSignal<bool>,
    /// Keys that are kept in this browser.
    pub kept_keys: RwSignal<BTreeMap<String, Key>>,
    /// Whether the browser kept nothing although it was asked to.
    pub refused: RwSignal<bool>,
    /// Whether this page may ask any host.
    pub own_servers: bool,
}

impl Chosen {
    /// What this browser keeps of earlier visits; the worker is told of every change by `tell`.
    pub fn load(tell: impl Fn(Gate) + 'static) -> Self {
        let choices: Option<Choices> = theme::read(CHOICES).and_then(|text| serde_json::from_str(&text).ok());
        let kept: BTreeMap<String, Key> = theme::read(KEYS).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let root = document().document_element();
        let chosen = Self {
            remember: RwSignal::new(choices.is_some()),
            choices: RwSignal::new(choices.unwrap_or_default()),
            keys: RwSignal::new(kept.clone()),
            kept_keys: RwSignal::new(kept),
            refused: RwSignal::new(false),
            own_servers: root.is_some_and(|root| root.has_attribute("data-spoor-own-servers")),
        };
        tell(chosen.gate());
        Effect::new(move |before: Option<()>| {
            chosen.choices.track();
            chosen.keys.track();
            if before.is_some() {
                tell(chosen.gate());
            }
        });
        Effect::new(move |_| chosen.store());
        // Another tab has chosen otherwise. What it removed stays chosen here until this tab is closed.
        let listener = window_event_listener(leptos::ev::storage, move |event| {
            let new = event.new_value().filter(|_| event.key().as_deref() == Some(CHOICES));
            if let Some(choices) = new.and_then(|text| serde_json::from_str(&text).ok())
                && chosen.choices.with_untracked(|own| *own != choices)
            {
                chosen.remember.set(true);
                chosen.choices.set(choices);
            }
        });
        on_cleanup(move || listener.remove());
        chosen
    }

    /// The explorers of a chain as they stand.
    pub fn explorers(self, chain: Chain) -> Vec<Offered> {
        self.keys.with(|keys| self.choices.with(|choices| choices.explorers(chain, keys, self.own_servers)))
    }

    /// Who is asked on every other chain, as they stand.
    pub fn across(self, but: Chain) -> Vec<Beyond> {
        self.keys.with_untracked(|keys| self.choices.with_untracked(|choices| choices.across(but, keys, self.own_servers)))
    }

    /// Sets or removes the key of a host.
    pub fn set_key(self, host: &str, key: Option<Key>, keep: bool) {
        self.keys.update(|keys| put(keys, host, key.clone()));
        self.kept_keys.update(|keys| put(keys, host, key.filter(|_| keep)));
    }

    /// Everything as at a first visit.
    pub fn reset(self) {
        self.remember.set(false);
        self.kept_keys.set(BTreeMap::new());
        self.keys.set(BTreeMap::new());
        self.choices.set(Choices::default());
    }

    fn gate(self) -> Gate {
        self.keys.with_untracked(|keys| self.choices.with_untracked(|choices| choices.gate(keys)))
    }

    fn store(self) {
        let choices = self.remember.get().then(|| self.choices.with(serde_json::to_string)).and_then(Result::ok);
        let keys = self.kept_keys.with(|keys| (!keys.is_empty()).then(|| serde_json::to_string(keys))).and_then(Result::ok);
        let kept = [theme::write(CHOICES, choices.as_deref()), theme::write(KEYS, keys.as_deref())];
        self.refused.set(kept.contains(&false));
    }
}

fn put(keys: &mut BTreeMap<String, Key>, host: &str, key: Option<Key>) {
    match key {
        Some(key) => keys.insert(host.to_owned(), key),
        None => keys.remove(host),
    };
}
