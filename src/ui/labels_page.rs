//! Labels: who is who. What is known can be searched; what the visitor knows is kept, brought in and taken along.

use leptos::prelude::*;

use super::labels::file::FromFile;
use super::labels::form::OwnForm;
use super::labels::found::Found;
use super::labels::sets::Sets;
use super::state::app_state;

/// The page.
#[component]
pub fn LabelsPage() -> impl IntoView {
    let state = app_state();
    let open = RwSignal::new(false);
    state.labels.said.set(None);
    view! {
        <section class="page labelspage">
            <h1>"Labels"</h1>
            <p>"Who an address belongs to, as far as a public source or you yourself say so. Your own labels stay in this browser, stand before all others, and are part of the traces you start."</p>
            <Found/>
            <h2>"A label of your own"</h2>
            <p class="go"><button type="button" class="button" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>"Add a label"</button></p>
            {move || open.get().then(|| view! { <OwnForm account=None was=None done=Callback::new(move |()| open.set(false))/> })}
            <FromFile/>
            <Sets/>
        </section>
    }
}
