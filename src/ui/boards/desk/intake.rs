//! Taking tips in: a box, files, the key that opens encrypted ones, a case of one's own.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};
use zeroize::Zeroize as _;

use super::state::{DeskState, desk_state};
use crate::board::desk::{Intake, MOST_INTAKE_BYTES};
use crate::money::UnixSeconds;
use crate::tip::lock::{Done, Errand, Hidden, MOST_KEY_FILE};
use crate::ui::tip::desk::sentence;
use crate::web::{clock, file};

/// The part of the page.
#[component]
pub fn TakeIn() -> impl IntoView {
    let desk = desk_state();
    let (pasted, received) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let when = move || {
        let typed = received.get_untracked();
        // Browsers leave out seconds that are zero.
        let seconds = if typed.len() == "2025-02-21T14:13".len() { ":00" } else { "" };
        if typed.is_empty() { Ok(clock::now_s()) } else { format!("{typed}{seconds}Z").parse::<UnixSeconds>().map_err(sentence) }
    };
    let read = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match when() {
            Ok(received) if !pasted.with_untracked(|text| text.trim().is_empty()) => {
                desk.take_in(vec![Intake { name: "paste".to_owned(), text: pasted.get_untracked(), received }]);
                pasted.set(String::new());
            }
            Ok(_) => desk.trouble.set(Some("Paste at least one tip, or choose files.".to_owned())),
            Err(why) => desk.trouble.set(Some(why)),
        }
    };
    let take_files = move |list: Option<FileList>| {
        let files: Vec<File> = list.map(|list| (0..list.length()).filter_map(|at| list.get(at)).collect()).unwrap_or_default();
        let received = match when() {
            Ok(received) => received,
            Err(why) => return desk.trouble.set(Some(why)),
        };
        spawn_local(async move {
            let mut intakes = Vec::new();
            for one in &files {
                match file::read(one, MOST_INTAKE_BYTES as u64).await {
                    Ok(text) => intakes.push(Intake { name: one.name(), text, received }),
                    Err(error) => desk.trouble.set(Some(format!("{}: {error}", crate::ui::hostile::plain(&one.name(), 80)))),
                }
            }
            if !intakes.is_empty() {
                desk.take_in(intakes);
            }
        });
    };
    let dropped = move |event: DragEvent| {
        let files = event.data_transfer().and_then(|data| data.files()).filter(|files| files.length() > 0);
        if files.is_some() {
            event.prevent_default();
            take_files(files);
        }
    };
    let chosen = move |event: leptos::ev::Event| {
        if let Some(input) = input_of(&event) {
            take_files(input.files());
            input.set_value("");
        }
    };
    let unread = move || desk.reading.with(Option::is_none) && desk.triaged.with(|triaged| triaged.progress.done < triaged.progress.total);
    let far = move || desk.reading.get().map(|(done, total)| format!("{done} of {total} read"));
    view! {
        <section class="takein" aria-labelledby="desk-in">
            <h2 id="desk-in">"2. Take tips in"</h2>
            <form on:submit=read>
                <label class="field" for="desk-box">"Paste any number of tips, with the words around them, or drop files here"</label>
                <textarea id="desk-box" class="tipbox" rows="6" spellcheck="false" autocomplete="off" prop:value=move || pasted.get()
                    on:input=move |event| pasted.set(event_target_value(&event))
                    on:dragover=|event: DragEvent| event.prevent_default() on:drop=dropped></textarea>
                <label class="field" for="desk-received">"They came in at "<small>"UTC; empty for now. Who told something first goes by this and by time stamps, so take in what came at one time together"</small></label>
                <input id="desk-received" type="datetime-local" step="1" prop:value=move || received.get() on:input=move |event| received.set(event_target_value(&event))/>
                <p class="go">
                    <button type="submit" class="button primary" disabled=move || desk.reading.get().is_some()>"Read them"</button>
                    <label class="button file">"Choose files"<input type="file" multiple class="hidden" on:change=chosen/></label>
                    {move || desk.reading.get().map(|_| view! { <button type="button" class="button" on:click=move |_| desk.stop.set(true)>"Stop"</button> })}
                    {move || unread().then(|| view! { <button type="button" class="button" on:click=move |_| desk.read_on()>"Read on"</button> })}
                    <span class="note" role="status">{far}</span>
                </p>
            </form>
            <details>
                <summary>"Encrypted tips, and a case of your own"</summary>
                {portal_key(desk)}
                {super::own_case::open(desk)}
            </details>
        </section>
    }
}

pub(super) fn input_of(event: &leptos::ev::Event) -> Option<HtmlInputElement> {
    event.target().and_then(|target| target.dyn_into().ok())
}

fn portal_key(desk: DeskState) -> impl IntoView {
    let passphrase = RwSignal::new(String::new());
    let chosen = move |event: leptos::ev::Event| {
        let Some(input) = input_of(&event) else { return };
        let one = input.files().and_then(|files| files.get(0));
        input.set_value("");
        let Some(one) = one else { return };
        spawn_local(async move {
            let opened = open_identity(desk, &one, passphrase).await;
            match opened {
                Ok(()) => {
                    desk.said.set(
                        "The key for encrypted tips is open, in memory only; it is forgotten after 15 minutes without use.".to_owned(),
                    );
                    desk.read_on();
                }
                Err(why) => desk.trouble.set(Some(why)),
            }
        });
    };
    let forget = move |_| {
        desk.identity.forget();
        desk.said.set("The key for encrypted tips is forgotten.".to_owned());
    };
    view! {
        <label class="field" for="desk-identity">"Passphrase of the file with your age key "<small>"empty where the file is in clear"</small></label>
        <input id="desk-identity" type="password" autocomplete="off" prop:value=move || passphrase.get() on:input=move |event| passphrase.set(event_target_value(&event))/>
        <p class="go">
            <label class="button file">"Open the age key"<input type="file" class="hidden" on:change=chosen/></label>
            {move || desk.identity.is_open().then(|| view! { <button type="button" class="button" on:click=forget>"Forget it"</button> })}
        </p>
    }
}

async fn open_identity(desk: DeskState, one: &File, passphrase: RwSignal<String>) -> Result<(), String> {
    let bytes = file::read_bytes(one, MOST_KEY_FILE as u64).await.map_err(sentence)?;
    let typed = Hidden::new(passphrase.with_untracked(|text| text.as_bytes().to_vec()));
    let done = desk.signing.keys.vault.run(&Errand::Identity { file: Hidden::new(bytes), passphrase: typed }).await.map_err(sentence)?;
    let Done::Identity { identity } = done else { return Err("The vault gave another answer; reload the page.".to_owned()) };
    passphrase.update(|text| text.zeroize());
    desk.identity.hold(identity, move || {
        desk.said.set("The key for encrypted tips was forgotten after 15 minutes without use: open it again to read more.".to_owned());
    });
    Ok(())
}
