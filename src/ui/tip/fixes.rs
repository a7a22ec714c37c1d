//! What one press does about a check.

use leptos::prelude::*;

use super::desk::{Desk, Subject};
use crate::tip::preflight::as_inference;
use crate::tip::{Fix, MOST_NOTE, plain_note};
use crate::ui::route::Route;
use crate::ui::selection::Selection;
use crate::ui::state::{AppState, app_state};
use crate::ui::{second, still};

/// The button of a fix.
pub fn button(fix: Fix, subject: Signal<Subject>, desk: Desk) -> AnyView {
    if fix == Fix::OpenTrace {
        return view! { <a class="button" href=Route::Trace.to_string()>"Open the trace"</a> }.into_any();
    }
    let state = app_state();
    let press = move |_| {
        let subject = subject.get_untracked();
        press(fix, &subject, state, desk);
    };
    view! { <button type="button" class="button" on:click=press>{words(fix)}</button> }.into_any()
}

const fn words(fix: Fix) -> &'static str {
    match fix {
        Fix::AskSecondExplorer => "Ask a second explorer",
        Fix::LookWhatIsThere => "Look what is there",
        Fix::GoOnTracing { .. } => "Let the trace go on",
        Fix::StopTracing => "Pause the trace",
        Fix::ChooseEnd(_) => "Write about another end",
        Fix::OpenTrace => "Open the trace",
        Fix::ClearPayout => "Empty the payout field",
        Fix::ShortenNote => "Shorten the note",
        Fix::PlainNote => "Write the note in plain letters",
        Fix::SayInference => "Say that it is an inference",
        Fix::ChangeSigner => "Use another signer",
        Fix::ReadClock => "Read the clock again",
    }
}

fn press(fix: Fix, subject: &Subject, state: AppState, desk: Desk) {
    let (view, end) = (&subject.view, subject.view.ends.get(subject.end));
    match (fix, end) {
        (Fix::AskSecondExplorer, Some(end)) => second::ask_about(state, view, &end.path),
        (Fix::LookWhatIsThere, Some(end)) => still::look(state, view, end),
        (Fix::GoOnTracing { budget }, _) => state.go_on(budget),
        (Fix::StopTracing, _) => state.stop(),
        (Fix::ChooseEnd(other), _) => {
            if let Some(chosen) = view.ends.get(other).and_then(|end| Selection::end(view, end)) {
                state.selection.set(Some(chosen));
            }
        }
        (Fix::ClearPayout, _) => desk.payout.set(String::new()),
        (Fix::ShortenNote, _) => desk.note.update(|note| *note = shorter(note)),
        (Fix::PlainNote, _) => desk.note.update(|note| *note = plain_note(note)),
        (Fix::SayInference, _) => desk.note.update(|note| *note = as_inference(note)),
        (Fix::ChangeSigner, _) => desk.signer.set(None),
        // The checks are made again at every change of the note, and read the clock.
        (Fix::ReadClock, _) => desk.note.update(|_| {}),
        (Fix::AskSecondExplorer | Fix::LookWhatIsThere | Fix::OpenTrace, _) => {}
    }
}

/// The note at the length that is sent; one that is short enough and still too much loses its second half.
fn shorter(note: &str) -> String {
    let count = note.chars().count();
    let most = if count > MOST_NOTE { MOST_NOTE } else { count / 2 };
    note.chars().take(most).collect()
}
