//! Writing a tip.

use leptos::prelude::*;

/// The page.
#[component]
pub fn TipPage() -> impl IntoView {
    view! { <section class="page"><h1>"Write a tip"</h1></section> }
}
