//! Light, dark, or as the system says; remembered in the browser under one key.

use leptos::prelude::*;

/// Everything Spoor stores in the browser is under names that begin so.
const PREFIX: &str = "spoor.";
const KEY: &str = "spoor.theme";

/// How the page is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// All, in the order of the screen.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Its name in the store and in `data-theme`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Its name on the screen.
    pub const fn title(self) -> &'static str {
        match self {
            Self::System => "As the system says",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// The stored choice; the system's where there is none, or where the browser keeps nothing.
    pub fn stored() -> Self {
        let name = read(KEY);
        Self::ALL.into_iter().find(|theme| name.as_deref() == Some(theme.name())).unwrap_or_default()
    }

    /// Colours the page.
    pub fn apply(self) {
        if let Some(root) = document().document_element() {
            // Neither can fail: the name and the value are constants that HTML allows.
            match self {
                Self::System => drop(root.remove_attribute("data-theme")),
                Self::Light | Self::Dark => drop(root.set_attribute("data-theme", self.name())),
            }
        }
    }

    /// Remembers the choice. Whether the browser kept it.
    pub fn keep(self) -> bool {
        write(KEY, Some(self.name()))
    }
}

/// The names of what Spoor has stored in this browser.
pub fn stored_names() -> Vec<String> {
    store().map(|store| names(&store)).unwrap_or_default()
}

/// What is stored under a name.
pub fn read(name: &str) -> Option<String> {
    store()?.get_item(name).ok().flatten()
}

/// Stores a text under a name, or removes it. Whether the browser did so.
pub fn write(name: &str, text: Option<&str>) -> bool {
    match (store(), text) {
        (Some(store), Some(text)) => store.set_item(name, text).is_ok(),
        (Some(store), None) => store.remove_item(name).is_ok(),
        (None, text) => text.is_none(),
    }
}

/// Removes all that Spoor has stored in this browser under a name. Whether it is gone.
pub fn wipe() -> bool {
    let stores = [store(), window().session_storage().ok().flatten()];
    stores.into_iter().flatten().all(|store| names(&store).into_iter().all(|name| store.remove_item(&name).is_ok()))
}

/// Other pages of the same origin may keep things here: they are left alone.
fn names(store: &web_sys::Storage) -> Vec<String> {
    let count = store.length().unwrap_or(0);
    (0..count).filter_map(|at| store.key(at).ok().flatten()).filter(|name| name.starts_with(PREFIX)).collect()
}

fn store() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
