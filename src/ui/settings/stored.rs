//! What the browser keeps for Spoor, and the button that removes it.

use leptos::prelude::*;

use crate::journal::tips::Ask;
use crate::journal::{Command, Stored};
use crate::ui::route::Route;
use crate::ui::state::app_state;
use crate::ui::theme::{self, Theme};
use crate::ui::words;

/// The list and the buttons.
#[component]
pub fn StoredPart() -> impl IntoView {
    let state = app_state();
    let said = RwSignal::new("");
    let names = RwSignal::new(theme::stored_names());
    state.look_for_kept();
    state.tell(&Command::Stored);
    state.ask_tips(Ask::All);
    Effect::new(move |_| {
        // The choices are stored by an effect of their own, a moment later.
        state.chosen.remember.track();
        state.chosen.kept_keys.track();
        request_animation_frame(move || names.set(theme::stored_names()));
    });
    let wipe = move |_| {
        state.chosen.reset();
        state.theme.set(Theme::System);
        Theme::System.apply();
        let gone = theme::wipe();
        names.set(theme::stored_names());
        said.set(if gone { "Wiping…" } else { "The browser refused: remove this page's data in the browser's own settings." });
        state.wipe();
    };
    Effect::new(move |_| {
        if state.wiped.get() {
            state.wiped.set(false);
            // What an effect wrote meanwhile goes too.
            theme::wipe();
            names.set(theme::stored_names());
            said.set("Wiped. Nothing of Spoor is stored in this browser.");
        }
    });
    let choices = state.chosen.choices;
    view! {
        <h2>"What is stored here"</h2>
        <p>{move || match names.with(Vec::len) {
            0 => "No setting.".to_owned(),
            _ => format!("In this browser only: {}.", names.get().join(", ")),
        }}</p>
        <p>{move || match state.kept.get() {
            Some(kept) => format!(
                "The last trace with its requests and their answers, from {}, so that it can be brought back. The next trace takes its place.",
                kept.at.minute()
            ),
            None => "No trace.".to_owned(),
        }}" What you typed is gone when you close the page."</p>
        <p class="go"><span>{move || state.stored.get().as_ref().map(kept_answers)}</span>
            <button type="button" class="button" on:click=move |_| state.tell(&Command::DropAnswers)>"Forget these answers"</button></p>
        <p>"The labels of your own, if you made any: they stand under "<a href=Route::Labels.to_string()>"Labels"</a>"."</p>
        <p>{move || match state.tips.kept.with(std::collections::BTreeMap::len) {
            0 => "No signed tip.".to_owned(),
            count => format!("{}, with card and time stamp, under ", words::count(count, "signed tip of your own", "signed tips of your own")),
        }}{move || (!state.tips.kept.with(std::collections::BTreeMap::is_empty)).then(|| view! { <a href=Route::Tip.to_string()>"Write a tip"</a>"." })}</p>
        <p>"Which host saw what stands in the "<a href=Route::Privacy.to_string()>"privacy ledger"</a>"."</p>
        <label class="choice"><input type="checkbox" prop:checked=move || choices.with(|choices| choices.use_kept)
            on:change=move |event| choices.update(|choices| choices.use_kept = event_target_checked(&event))/>
            <span>"Use kept answers instead of asking again. An address's newest page is asked for again after a day."</span></label>
        <label class="choice"><input type="checkbox" prop:checked=move || state.chosen.remember.get()
            on:change=move |event| state.chosen.remember.set(event_target_checked(&event))/>
            <span>"Remember in this browser who is asked, and what is switched off"</span></label>
        <p class="failed" role="alert">{move || state.chosen.refused.get().then_some("This browser keeps nothing for this page: your choices hold until you close it.")}</p>
        <p class="go"><button type="button" class="button" on:click=wipe>"Wipe what is stored"</button><span role="status">{move || said.get()}</span></p>
    }
}

fn kept_answers(stored: &Stored) -> String {
    let Stored { answers, bytes, bound, oldest } = *stored;
    match oldest {
        None => "No answers of explorers.".to_owned(),
        Some(oldest) => format!(
            "{}, {} of at most {}, the oldest from {}.",
            words::count(answers, "answer of an explorer", "answers of explorers"),
            megabytes(bytes),
            megabytes(bound),
            oldest.minute()
        ),
    }
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}
