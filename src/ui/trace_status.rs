//! How far a trace is, what it waits for, and the buttons to stop it and to let it go on.

use leptos::prelude::*;

use super::form::number;
use super::hostile;
use super::state::app_state;
use super::words;
use crate::trace::view::{Progress, Stage};

/// The status line of a trace.
#[component]
pub fn TraceStatus() -> impl IntoView {
    let state = app_state();
    let progress = Memo::new(move |_| state.view.with(|view| view.as_ref().map(|view| view.progress.clone())));
    let stage = Memo::new(move |_| progress.with(|progress| progress.as_ref().map(|progress| progress.stage)));
    // What is being asked only matters while something is.
    let now = move || progress.get().filter(|progress| progress.stage == Stage::Running).map(|progress| hostile::plain(&progress.now, 200));
    view! {
        <section class="status" aria-label="Progress">
            {move || progress.get().map(|progress| meter(&progress))}
            <p class="stage" role="status">{move || stage.get().map(words::stage)}</p>
            <p class="now">{now}</p>
            {move || match stage.get() {
                Some(Stage::Running) => view! { <button type="button" class="button" on:click=move |_| state.stop()>"Stop"</button> }.into_any(),
                Some(Stage::Stopped | Stage::Spent) => view! { <GoOn/> }.into_any(),
                Some(Stage::Done) | None => ().into_any(),
            }}
            <p class="failed" role="alert">{move || state.view.with(Option::is_some).then(|| state.failure.get().map(|why| words::sentence(&hostile::plain(&why, 600)))).flatten()}</p>
        </section>
    }
}

fn meter(progress: &Progress) -> impl IntoView + use<> {
    let left = progress.budget.saturating_sub(progress.asked);
    let line = format!(
        "{} of {} requests used, {left} left; {} read, {} waiting.",
        progress.asked,
        progress.budget,
        words::count(usize::try_from(progress.read).unwrap_or(usize::MAX), "address", "addresses"),
        progress.waiting
    );
    view! {
        <label class="meter">
            <progress max=progress.budget.max(1) value=progress.asked></progress>
            <span>{line}</span>
        </label>
    }
}

/// Allows more requests and goes on.
#[component]
fn GoOn() -> impl IntoView {
    let state = app_state();
    let used = state.view.with_untracked(|view| view.as_ref().map_or(0, |view| view.progress.budget));
    let typed = RwSignal::new("300".to_owned());
    let error = RwSignal::new(None::<String>);
    let go_on = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match number("More requests", &typed.get_untracked(), 1, 100_000) {
            Ok(more) => state.go_on(used.saturating_add(more)),
            Err(wrong) => error.set(Some(words::sentence(&wrong.to_string()))),
        }
    };
    view! {
        <form class="goon" on:submit=go_on>
            <label>"More requests "
                <input inputmode="numeric" autocomplete="off" size="6" prop:value=move || typed.get()
                    on:input=move |event| { error.set(None); typed.set(event_target_value(&event)); }/>
            </label>
            <button type="submit" class="button">"Go on"</button>
            <span class="failed" role="alert">{move || error.get()}</span>
        </form>
    }
}
