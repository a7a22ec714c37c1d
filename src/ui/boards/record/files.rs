//! Opening one's own tips and time stamps from files.

use leptos::ev::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

use super::state::Record;
use crate::journal::tips::LONGEST_TIP;
use crate::ui::words::sentence;
use crate::web::file;

/// The button, and what came of it.
#[component]
pub fn OpenFiles(
    /// The page's state.
    record: Record,
) -> impl IntoView {
    let chosen = move |event: Event| {
        if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
            take(record, input.files());
            // Emptied, so that choosing the same file again is an event again.
            input.set_value("");
        }
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        take(record, event.data_transfer().and_then(|data| data.files()));
    };
    view! {
        <div class="openown" on:dragover=|event: DragEvent| event.prevent_default() on:drop=dropped>
            <p class="go">
                <label class="button file">"Open tips or time stamps"
                    <input type="file" class="hidden" multiple accept=".json,.txt,.tip,.ots" on:change=chosen/></label>
                <span class="note">"Files you saved: .tip.json, and the .ots of a card. They are read here and not kept."</span>
            </p>
            <p class="said" role="status">{move || record.said.get()}</p>
            <div role="alert">
                <For each=move || record.trouble.get() key=Clone::clone let:why><p class="failed">{why}</p></For>
            </div>
        </div>
    }
}

fn take(record: Record, files: Option<FileList>) {
    let Some(files) = files else { return };
    let files: Vec<File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
    record.trouble.set(Vec::new());
    record.said.set(None);
    spawn_local(async move {
        for chosen in files {
            let outcome = match file::read_bytes(&chosen, LONGEST_TIP as u64).await {
                Ok(bytes) => record.open(&chosen.name(), &bytes),
                Err(error) => Err(sentence(&error.to_string())),
            };
            match outcome {
                Ok(said) => record.said.set(Some(said)),
                Err(why) => record.trouble.update(|all| all.push(why)),
            }
        }
    });
}
