//! Answers that the tipster handed over beside the tip: are they the ones that are cited, and do the hops stand in them?

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

use super::line;
use crate::explorer::attached::{Attach, Looked, MOST_BYTES};
use crate::journal::Command;
use crate::tip::Tip;
use crate::tip::recheck::{self, attached_line, attached_summary};
use crate::ui::state::app_state;
use crate::ui::tip::desk::sentence;
use crate::web::file;

/// The most files that one choice takes.
const MOST_FILES: u32 = 200;

/// The part of the page.
#[component]
pub fn Attached(
    /// The tip, valid offline.
    tip: Tip,
) -> impl IntoView {
    let state = app_state();
    let trouble = RwSignal::new(None::<String>);
    let payload = StoredValue::new(tip.payload().clone());
    let chosen = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        let list = input.files();
        let files: Vec<File> =
            list.into_iter().flat_map(|list| (0..list.length().min(MOST_FILES)).filter_map(move |at| list.get(at))).collect();
        input.set_value("");
        trouble.set(None);
        spawn_local(async move {
            let mut texts = Vec::new();
            for one in files {
                match file::read(&one, MOST_BYTES as u64).await {
                    Ok(text) => texts.push(text),
                    Err(error) => trouble.set(Some(sentence(error))),
                }
            }
            let (cited, legs) = payload.with_value(recheck::cited);
            state.tell(&Command::ReadAnswers(Box::new(Attach { cited, legs, texts })));
        });
    };
    view! {
        <section class="attached" aria-labelledby="attached-answers">
            <h2 id="attached-answers">"Attached answers"</h2>
            <p>"Where the tipster handed over the answers that the tip cites, they are held against its digests here, and every hop against them. Nothing is fetched."</p>
            <p class="go"><label class="button file">"Open answers"<input type="file" multiple=true class="hidden" accept=".jsonl,.json,.txt,application/json" on:change=chosen/></label></p>
            <p class="failed" role="alert">{move || trouble.get()}</p>
            <div role="status">{move || state.checking.looked.get().map(shown)}</div>
        </section>
    }
}

fn shown(looked: Looked) -> impl IntoView {
    let rows = looked.legs.iter().enumerate().map(|(at, word)| line::row(&attached_line(at, word))).collect_view();
    let trouble = looked.trouble.iter().map(|one| view! { <p class="warn">{one.clone()}</p> }).collect_view();
    view! {
        <p class:failed=recheck::is_against(&looked)>{attached_summary(&looked)}</p>
        {trouble}
        <ul class="checks">{rows}</ul>
    }
}
