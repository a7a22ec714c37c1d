//! How far a trace is, what it waits for, and the buttons to pause it and to let it go on.

use leptos::prelude::*;

use super::followed::Followed;
use super::form::{Field, MOST_REQUESTS as MOST, number};
use super::hostile;
use super::state::app_state;
use super::words;
use crate::trace::view::{Progress, Stage};

/// The status line of a trace.
#[component]
pub fn TraceStatus() -> impl IntoView {
    let state = app_state();
    let progress = Memo::new(move |_| state.progress());
    let stage = Memo::new(move |_| progress.with(|progress| progress.as_ref().map(|progress| progress.stage)));
    // What is being asked only matters while something is.
    let now = move || progress.get().filter(|progress| progress.stage == Stage::Running).map(|progress| hostile::plain(&progress.now, 200));
    let rule = move || {
        state
            .view
            .with(|view| view.as_ref().map(|view| format!("Mixed money: {}.", Followed::of(&view.settings).policy(view.settings.policy))))
    };
    view! {
        <section class="status" aria-label="Progress">
            {move || progress.get().map(|progress| meter(&progress))}
            <p class="stage" role="status">{move || stage.get().map(words::stage)}</p>
            <p class="rule">{rule}</p>
            <p class="now">{now}</p>
            {move || match stage.get() {
                Some(Stage::Running) => view! { <button type="button" class="button" on:click=move |_| state.stop()>"Pause"</button> }.into_any(),
                Some(Stage::Stopped | Stage::Spent) => view! { <GoOn/> }.into_any(),
                Some(Stage::Done) | None => ().into_any(),
            }}
            <p class="warn" role="status" hidden=move || state.unkept.with(Option::is_none)>
                {move || state.unkept.get().map(|(why, may_take_over)| view! {
                    <span class="go">
                        <span>{words::sentence(&hostile::plain(&why, 300))}</span>
                        {may_take_over.then(|| view! { <button type="button" class="button" on:click=move |_| state.keep_this()>"Keep this trace instead"</button> })}
                    </span>
                })}
            </p>
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

/// Goes on, with as many requests as the visitor allows in all.
#[component]
fn GoOn() -> impl IntoView {
    let state = app_state();
    let progress = move || untrack(|| state.progress()).map_or((0, 0), |progress| (progress.asked, progress.budget));
    let (asked, budget) = progress();
    // A pause goes on as it was; a budget that is spent needs more.
    let offered = if asked < budget { budget } else { budget.saturating_add(300) };
    let typed = RwSignal::new(offered.to_string());
    let error = RwSignal::new(None::<String>);
    let go_on = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match number(Field::Budget, &typed.get_untracked(), progress().0.saturating_add(1).min(MOST), MOST) {
            Ok(budget) => state.go_on(budget),
            Err(wrong) => error.set(Some(words::sentence(&wrong.to_string()))),
        }
    };
    view! {
        <form class="goon" on:submit=go_on>
            <label>"Requests in all "
                <input inputmode="numeric" autocomplete="off" size="6" maxlength="10" aria-describedby="goon-error" prop:value=move || typed.get()
                    on:input=move |event| { error.set(None); typed.set(event_target_value(&event)); }/>
            </label>
            <button type="submit" class="button">"Go on"</button>
            <span id="goon-error" class="failed" role="alert">{move || error.get()}</span>
        </form>
    }
}
