//! Your record.

use leptos::prelude::*;

/// The page.
#[component]
pub fn RecordPage() -> impl IntoView {
    view! { <section class="page"><h1>"Your record"</h1></section> }
}
