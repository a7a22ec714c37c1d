//! Portal desk.

use leptos::prelude::*;

/// The page.
#[component]
pub fn DeskPage() -> impl IntoView {
    view! { <section class="page"><h1>"Portal desk"</h1></section> }
}
