//! Checking a tip: one box, a verdict in one line, then the list.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, HtmlInputElement};

use super::state::app_state;
use super::tip::desk::sentence;
use super::verify::attestation as seen;
use super::verify::content::Content;
use super::verify::contract::{self, AskNode};
use super::verify::line;
use crate::journal::Command;
use crate::tip::armour::{self, MOST_PASTE, What};
use crate::tip::attestation::{self, Signed};
use crate::tip::{Expect, Outcome, Tip, Verdict, verify};
use crate::web::{clock, file};

/// The page.
#[component]
pub fn VerifyPage() -> impl IntoView {
    let state = app_state();
    let pasted = state.desk.pasted;
    let trouble = RwSignal::new(None::<String>);
    let verdict = Memo::new(move |_| {
        pasted.with(|text| {
            if text.trim().is_empty() || is_alone(text) {
                return None;
            }
            match state.library().as_ref() {
                Ok(cases) => Some(verify(text, &Expect { now: clock::now_s(), cases })),
                Err(error) => {
                    trouble.set(Some(sentence(error)));
                    None
                }
            }
        })
    });
    let attested = move || pasted.with(|text| attestation::is_there(text).then(|| Signed::read(text, clock::now_s())));
    // What was found of one tip is not shown of another.
    Effect::new(move |before: Option<Option<String>>| {
        let id = verdict.with(|verdict| verdict.as_ref().and_then(|verdict| verdict.tip.as_ref()).map(Tip::id));
        if before.is_some_and(|before| before != id) {
            state.checking.forget();
            state.tell(&Command::StopRechecking);
        }
        id
    });
    let take = move |chosen: Option<File>| {
        let Some(chosen) = chosen else { return };
        trouble.set(None);
        spawn_local(async move {
            match file::read(&chosen, MOST_PASTE as u64).await {
                Ok(text) => pasted.set(text),
                Err(error) => trouble.set(Some(sentence(error))),
            }
        });
    };
    let dropped = move |event: DragEvent| {
        let dropped = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0));
        // A dropped text is the box's own business.
        if dropped.is_some() {
            event.prevent_default();
            take(dropped);
        }
    };
    let chosen = move |event: leptos::ev::Event| {
        if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
            take(input.files().and_then(|files| files.get(0)));
            // Emptied, so that choosing the same file again is an event again.
            input.set_value("");
        }
    };
    view! {
        <section class="page verify">
            <h1>"Check a tip"</h1>
            <label class="field" for="verify-box">"Paste the tip, with or without the words around it, or drop its file here. It is checked in this browser; nothing is fetched."</label>
            <textarea id="verify-box" class="tipbox" rows="10" spellcheck="false" autocomplete="off" prop:value=move || pasted.get()
                on:input=move |event| { trouble.set(None); pasted.set(event_target_value(&event)); }
                on:dragover=|event: DragEvent| event.prevent_default() on:drop=dropped></textarea>
            <p class="go">
                <label class="button file">"Open a file"<input type="file" class="hidden" accept=".json,.txt,.md,.tip,text/plain,application/json" on:change=chosen/></label>
                <button type="button" class="button" on:click=move |_| { trouble.set(None); pasted.set(String::new()); }>"Empty the box"</button>
            </p>
            <p class="failed" role="alert">{move || trouble.get()}</p>
            <div aria-live="polite">
                {move || attested().map(|read| verdict.with(|verdict| seen::shown(read, verdict.as_ref().and_then(|one| one.tip.as_ref()))))}
                {move || verdict.get().map(|verdict| shown(contract::answered(state, verdict)))}
            </div>
        </section>
    }
}

fn shown(verdict: Verdict) -> impl IntoView {
    let valid = verdict.is_valid();
    let open = verdict.tip.clone().filter(|_| !valid && !refused(&verdict)).map(|tip| view! { <AskNode tip/> });
    let content = verdict.tip.clone().filter(|_| valid).map(|tip| view! { <Content tip/> });
    view! {
        <p class="verdict" class:pass=valid class:fail=!valid>{verdict.summary()}</p>
        <ul class="checks">{verdict.checks.into_iter().map(line::offline).collect_view()}</ul>
        {open}
        {content}
    }
}

/// Whether a check says no; else the signature may only be left open.
fn refused(verdict: &Verdict) -> bool {
    verdict.checks.iter().any(|check| check.outcome == Outcome::Fail)
}

/// Whether a text holds an attestation and nothing that could be a tip.
fn is_alone(text: &str) -> bool {
    attestation::is_there(text) && !armour::is_there(What::Tip, text)
}
