//! Board.

use leptos::prelude::*;

/// The page.
#[component]
pub fn BoardPage() -> impl IntoView {
    view! { <section class="page"><h1>"Board"</h1></section> }
}
