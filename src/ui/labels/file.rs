//! Own labels from a file and into one. Nothing is kept before the visitor has seen what it is.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, HtmlInputElement};

use super::row::with_address;
use crate::journal::labels::{Ask, Preview, SHOWN};
use crate::label::MOST_FILE_BYTES;
use crate::ui::state::app_state;
use crate::ui::{hostile, words};
use crate::web::file;

/// The part.
#[component]
pub fn FromFile() -> impl IntoView {
    let state = app_state();
    let take = move |chosen: Option<File>| {
        let Some(chosen) = chosen else { return };
        state.labels.said.set(None);
        state.labels.in_form.set(false);
        state.labels.preview.set(None);
        spawn_local(async move {
            match file::read(&chosen, MOST_FILE_BYTES as u64).await {
                Ok(text) => state.ask_labels(Ask::Preview { file: hostile::plain(&chosen.name(), 80), text }),
                Err(error) => state.labels.said.set(Some(Err(words::sentence(&error.to_string())))),
            }
        });
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        take(event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)));
    };
    let chosen = move |event: leptos::ev::Event| {
        if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
            take(input.files().and_then(|files| files.get(0)));
            // Emptied, so that choosing the same file again is an event again.
            input.set_value("");
        }
    };
    let own = move || state.labels.known.with(|known| known.as_ref().map_or(0, |known| known.own));
    let save = move |yaml: bool| {
        state.labels.in_form.set(false);
        state.ask_labels(Ask::Export { yaml });
    };
    view! {
        <h2>"From a file, and into one"</h2>
        <div class="dropbox" on:dragover=|event: DragEvent| event.prevent_default() on:drop=dropped>
            <p>"A GraphSense TagPack (YAML), a CSV whose first line names its columns (address, name, category and more), or the bounty portal's public list (JSON). It is read in this browser and goes nowhere."</p>
            <p class="go"><label class="button file">"Open a file"<input type="file" class="hidden" accept=".yaml,.yml,.csv,.json" on:change=chosen/></label><span class="note">"or drop it here"</span></p>
        </div>
        {move || state.labels.preview.get().map(preview)}
        <p class="go">
            <button type="button" class="button" disabled=move || own() == 0 on:click=move |_| save(true)>"Save yours as TagPack"</button>
            <button type="button" class="button" disabled=move || own() == 0 on:click=move |_| save(false)>"Save yours as CSV"</button>
            <span class="note">{move || format!("{} of your own.", words::count(own(), "label", "labels"))}</span>
        </p>
        <p role="status">{move || state.labels.said.get().and_then(Result::ok)}</p>
        <p class="failed" role="alert">{move || state.labels.said.get().and_then(Result::err).filter(|_| !state.labels.in_form.get())}</p>
    }
}

fn preview(preview: Preview) -> impl IntoView {
    let state = app_state();
    let Preview { file, taken, first, again, refused, why, notes } = preview;
    let more = |all: usize| (all > SHOWN).then(|| view! { <p class="note">{format!("The first {SHOWN} are shown.")}</p> });
    let again = if again == 0 {
        String::new()
    } else {
        format!(", {}", words::count(again, "row says again what another says", "rows say again what others say"))
    };
    let leave = move |_| {
        state.labels.preview.set(None);
        state.ask_labels(Ask::Leave);
    };
    view! {
        <section class="preview" aria-labelledby="preview">
            <h3 id="preview">{format!("What {} holds", hostile::plain(&file, 80))}</h3>
            <p>{format!("{} to be taken, {} refused{again}.", words::count(taken, "label", "labels"), words::count(refused, "row", "rows"))}</p>
            {(!notes.is_empty()).then(|| view! { <ul class="notelist">{notes.iter().map(|note| view! { <li>{hostile::plain(note, 300)}</li> }).collect_view()}</ul> })}
            {(refused > 0).then(|| view! {
                <details><summary>{words::count(refused, "row is refused", "rows are refused")}</summary>
                    <ul class="notelist">{why.iter().map(|one| view! { <li><strong>{hostile::plain(&one.at, 120)}</strong>": "{words::sentence(&hostile::plain(&one.why, 300))}</li> }).collect_view()}</ul>
                    {more(refused)}
                </details>
            })}
            {(taken > 0).then(|| view! {
                <details><summary>"See what is taken"</summary>
                    <ul class="labelrows">{first.iter().map(|label| view! { <li>{with_address(label)}</li> }).collect_view()}</ul>
                    {more(taken)}
                </details>
            })}
            <p class="go">
                <button type="button" class="button primary" disabled=taken == 0 on:click=move |_| state.ask_labels(Ask::Take)>{format!("Take {}", words::count(taken, "label", "labels"))}</button>
                <button type="button" class="button" on:click=leave>"Take none"</button>
            </p>
        </section>
    }
}
