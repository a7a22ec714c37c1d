//! The time stamp of a tip's card, handed over beside it: does it prove that the tip is so old?

use alloy_primitives::hex;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::line;
use crate::journal::Command;
use crate::tip::verify::Check;
use crate::tip::{Tip, timestamp};
use crate::ui::hostile;
use crate::ui::state::app_state;
use crate::ui::tip::desk::sentence;
use crate::ui::tip::stamped::explorers;
use crate::web::file;

/// The longest time stamp that is read, in bytes.
const MOST_BYTES: u64 = 256 << 10;

/// The part of the page.
#[component]
pub fn Stamp(
    /// The tip, valid offline.
    tip: Tip,
) -> impl IntoView {
    let state = app_state();
    let given = RwSignal::new(None::<Vec<u8>>);
    let trouble = RwSignal::new(None::<String>);
    let asking = RwSignal::new(false);
    let checking = state.checking;
    let found = Memo::new(move |_| {
        let header = checking.header.with(|one| one.as_ref().and_then(|(header, _)| header.as_ref()?.header()));
        given.with(|bytes| bytes.as_ref().map(|bytes| timestamp(&tip, bytes, header.as_ref())))
    });
    Effect::new(move |_| {
        if checking.header.with(Option::is_some) {
            asking.set(false);
        }
    });
    let chosen = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        let chosen = input.files().and_then(|files| files.get(0));
        input.set_value("");
        trouble.set(None);
        checking.header.set(None);
        let Some(chosen) = chosen else { return };
        spawn_local(async move {
            match file::read_bytes(&chosen, MOST_BYTES).await {
                Ok(bytes) => given.set(Some(bytes)),
                Err(error) => trouble.set(Some(sentence(error))),
            }
        });
    };
    let ask = move |_| {
        let Some(proof) = given.with_untracked(|bytes| bytes.as_ref().map(hex::encode)) else { return };
        checking.header.set(None);
        asking.set(true);
        state.tell(&Command::Header { proof, explorers: explorers(state) });
    };
    let wanted = move || found.with(|found| found.as_ref().is_some_and(|found| found.wants().is_some()));
    let row = move || {
        found.get().map(|found| {
            let check = Check { name: "time stamp", outcome: found.outcome, sentence: found.sentence };
            view! { <ul class="checks">{line::offline(check)}</ul> }
        })
    };
    let said = move || {
        let said = checking.header.get().map(|(_, said)| said).unwrap_or_default();
        said.iter().map(|one| view! { <p class="warn">{hostile::plain(one, 400)}</p> }).collect_view()
    };
    view! {
        <section class="stamp" aria-labelledby="tip-stamp">
            <h2 id="tip-stamp">"Time stamp"</h2>
            <p>"Where the tipster handed over a time stamp of the card (a file ending in .ots), it is held against this tip here. Nothing is fetched until you ask for the block."</p>
            <p class="go">
                <label class="button file">"Open a time stamp"<input type="file" class="hidden" accept=".ots,application/vnd.opentimestamps.v1" on:change=chosen/></label>
                {move || wanted().then(|| view! { <button type="button" class="button" disabled=move || asking.get() on:click=ask>{move || if asking.get() { "Asking…" } else { "Check the block's header" }}</button> })}
            </p>
            <p class="failed" role="alert">{move || trouble.get()}</p>
            <div role="status">{row}{said}</div>
        </section>
    }
}
