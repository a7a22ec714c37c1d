//! Checking a tip.

use leptos::prelude::*;

/// The page.
#[component]
pub fn VerifyPage() -> impl IntoView {
    view! { <section class="page"><h1>"Check a tip"</h1></section> }
}
