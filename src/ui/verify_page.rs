//! Checking a tip: one box, a verdict in one line, then the list.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, HtmlInputElement};

use super::by_others::ByOthers;
use super::state::app_state;
use super::tip::desk::sentence;
use super::tip::path::Path;
use crate::tip::armour::MOST_PASTE;
use crate::tip::verify::Check;
use crate::tip::{Expect, Outcome, Tip, Verdict, claim_sentences, verify};
use crate::web::{clock, file};

/// The page.
#[component]
pub fn VerifyPage() -> impl IntoView {
    let state = app_state();
    let pasted = state.desk.pasted;
    let trouble = RwSignal::new(None::<String>);
    let verdict = move || {
        pasted.with(|text| {
            if text.trim().is_empty() {
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
    };
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
            <div aria-live="polite">{move || verdict().map(shown)}</div>
        </section>
    }
}

fn shown(verdict: Verdict) -> impl IntoView {
    let valid = verdict.is_valid();
    let content = verdict.tip.clone().filter(|_| valid).map(|tip| view! { <Content tip/> });
    view! {
        <p class="verdict" class:pass=valid class:fail=!valid>{verdict.summary()}</p>
        <ul class="checks">{verdict.checks.into_iter().map(row).collect_view()}</ul>
        {content}
    }
}

fn row(check: Check) -> impl IntoView {
    let (mark, word, class) = match check.outcome {
        Outcome::Pass => ("✓", "Passed", "mark pass"),
        Outcome::Warn => ("!", "To know", "mark warn"),
        Outcome::Fail => ("×", "Failed", "mark fail"),
        Outcome::NotReached => ("·", "Not reached", "mark none"),
    };
    view! {
        <li>
            <span class=class aria-hidden="true">{mark}</span>
            <p><strong>{check.name}</strong>" "<span class="hidden">{word}</span>{check.sentence}</p>
        </li>
    }
}

/// What a valid tip says. Of a refused one nothing is shown: it could say anything.
#[component]
fn Content(tip: Tip) -> impl IntoView {
    let payload = tip.payload().clone();
    let limits = payload.limits.iter().map(|limit| view! { <li>{limit.clone()}</li> }).collect_view();
    let note = payload.note.as_ref().map(|note| {
        view! { <h3>"The tipster's own words"</h3> {note.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view()} }
    });
    view! {
        <h2>"What it says"</h2>
        {claim_sentences(&payload).into_iter().map(|line| view! { <p>{line.replace('`', "")}</p> }).collect_view()}
        {note}
        <p>"A reward goes to "<span class="id">{tip.statement().payout.to_string()}</span></p>
        <h3>"The way of the money"</h3>
        <Path payload=payload.clone()/>
        <h3>"Limits"</h3>
        <ul class="limits">{limits}</ul>
        <ByOthers tip=tip.clone()/>
    }
}
