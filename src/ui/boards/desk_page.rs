//! Portal desk.

use leptos::prelude::*;

use super::desk::export::Export;
use super::desk::forms::OtherEntries;
use super::desk::intake::TakeIn;
use super::desk::queue::Queue;
use super::desk::state::desk_state;
use super::desk::whose::Whose;

/// The page.
#[component]
pub fn DeskPage() -> impl IntoView {
    let desk = desk_state();
    view! {
        <section class="page desk">
            <h1>"Portal desk"</h1>
            <p>"For whoever receives tips: read many at once, decide, publish a signed feed. Everything happens in this browser; nothing is sent but the questions to explorers that you press for. You decide; the desk only says what it found and why."</p>
            <div aria-live="polite">
                <p class="failed" role="alert">{move || desk.trouble.get()}</p>
                <p class="note" role="status">{move || desk.said.get()}</p>
            </div>
            <Whose/>
            <TakeIn/>
            <Queue/>
            <OtherEntries/>
            <Export/>
        </section>
    }
}
