//! Something that is asked for: not yet, under way, here, or failed. One type and one view for all pages.

use leptos::prelude::*;

/// Where something that is asked for stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Remote<T> {
    /// Nobody has asked.
    #[default]
    NotAsked,
    /// On its way; what is waited for, in a sentence.
    Loading(String),
    /// Here.
    Ready(T),
    /// It failed; what happened and what to do, in a sentence.
    Failed(String),
}

impl<T> Remote<T> {
    /// The thing, when it is here.
    pub const fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(thing) => Some(thing),
            _ => None,
        }
    }
}

impl<T: 'static> Remote<T> {
    /// Shows the thing by `ready`, or a sentence in its place; `not_asked` is the sentence before anything was done.
    pub fn show(self, not_asked: &'static str, ready: impl FnOnce(T) -> AnyView) -> AnyView {
        match self {
            Self::NotAsked => view! { <p class="empty">{not_asked}</p> }.into_any(),
            Self::Loading(what) => view! { <p class="empty" role="status">{what}</p> }.into_any(),
            Self::Ready(thing) => ready(thing),
            Self::Failed(why) => view! { <p class="failed" role="alert">{why}</p> }.into_any(),
        }
    }
}
