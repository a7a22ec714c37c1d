//! What is kept of a sitting over a reload: signed entries, no key, no tip.

use leptos::prelude::*;

use super::state::DeskState;
use crate::board::desk::Session;
use crate::web::clock;

/// Where the signed entries of a sitting are kept in this browser.
const KEPT: &str = "spoor-desk";
impl DeskState {
    /// Keeps the signed entries in this browser, so that a reload does not lose them.
    pub fn keep(self) {
        let kept = self.session.with_untracked(|session| session.as_ref().map(Session::kept).unwrap_or_default());
        let stored = match (store(), kept.is_empty()) {
            (Some(store), true) => store.remove_item(KEPT).is_ok(),
            (Some(store), false) => store.set_item(KEPT, &kept).is_ok(),
            (None, _) => false,
        };
        if !stored {
            self.trouble.set(Some("This browser does not keep your decisions: export before you close the page.".to_owned()));
        }
    }

    /// Why nothing new is signed: it would take the place of what an earlier sitting left.
    pub fn blocked(self) -> Option<String> {
        let nothing_new = self.session.with_untracked(|session| session.as_ref().is_none_or(|session| session.steps().is_empty()));
        (nothing_new && self.left().is_some())
            .then(|| "an earlier sitting left signed entries in this browser; take them up or remove them first".to_owned())
    }

    /// What an earlier sitting left; `None` where it left nothing.
    pub fn left(self) -> Option<String> {
        store()?.get_item(KEPT).ok().flatten().filter(|text| !text.is_empty())
    }

    /// Takes up what an earlier sitting left: behind the open feed, or as a feed that was begun and never published.
    pub fn take_up(self, kept: &str) {
        let now = clock::now_s();
        if self.session.with_untracked(Option::is_none) {
            return self.sit_down(Session::begun(kept, now));
        }
        let mut result = Ok(0);
        self.session.update(|session| {
            if let Some(session) = session {
                result = session.take_up(kept, now);
            }
        });
        match result {
            Ok(steps) => {
                self.said.set(format!("{steps} decisions of the last sitting are taken up."));
                self.settle();
            }
            Err(error) => self.fail(error),
        }
    }
}

fn store() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
