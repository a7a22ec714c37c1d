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
        let name = store().and_then(|store| store.get_item(KEY).ok().flatten());
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
        store().is_some_and(|store| store.set_item(KEY, self.name()).is_ok())
    }
}

/// The names of what Spoor has stored in this browser.
pub fn stored_names() -> Vec<String> {
    let Some(store) = store() else { return Vec::new() };
    let count = store.length().unwrap_or(0);
    // Other pages of the same origin may keep things here: they are left alone.
    (0..count).filter_map(|at| store.key(at).ok().flatten()).filter(|name| name.starts_with(PREFIX)).collect()
}

/// Removes all that Spoor has stored in this browser. Whether it is gone.
pub fn wipe() -> bool {
    let Some(store) = store() else { return true };
    stored_names().into_iter().all(|name| store.remove_item(&name).is_ok())
}

fn store() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
