//! Making a throw-away key and opening its file: one passphrase, two buttons.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::desk::{Desk, sentence};
use super::keys::LOCKED;
use super::sign::attempt;
use crate::money::{Account, Chain};
use crate::tip::LEAST_PASSPHRASE;
use crate::tip::lock::{FileKind, MOST_KEY_FILE};
use crate::ui::address::AddressLine;
use crate::web::file;

/// What each kind of file is good for, by its name in the form.
const KINDS: [(&str, FileKind, &str); 2] = [
    ("keystore", FileKind::Keystore, "keystore: MetaMask, geth and cast open it"),
    ("age", FileKind::Age, "age: age -d opens it and shows the key"),
];

/// The form.
#[component]
pub fn KeyForm(
    /// Where the typed things lie.
    desk: Desk,
    /// What the key is for, where it is not for a tip.
    #[prop(optional)]
    about: Option<&'static str>,
) -> impl IntoView {
    const OF_A_TIP: &str = "A throw-away key signs without telling who you are: it is made here, for this tip. Whoever has its file and passphrase can prove to have written the tip, so keep both.";
    let keys = desk.keys;
    let short = move || keys.passphrase.with(|text| text.chars().count() < LEAST_PASSPHRASE);
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        attempt(desk, "Making a key and locking its file…", desk.make_key());
    };
    let open = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        let chosen = input.files().and_then(|files| files.get(0));
        // Emptied, so that choosing the same file again is an event again.
        input.set_value("");
        if let Some(chosen) = chosen {
            attempt(desk, "Opening the key file…", async move {
                let bytes = file::read_bytes(&chosen, MOST_KEY_FILE as u64).await.map_err(sentence)?;
                desk.open_key(bytes).await
            });
        }
    };
    let choose = move |event: leptos::ev::Event| {
        let value = event_target_value(&event);
        if let Some((_, kind, _)) = KINDS.into_iter().find(|(name, ..)| *name == value) {
            keys.kind.set(kind);
        }
    };
    let option = move |(name, kind, words): (&'static str, FileKind, &'static str)| {
        view! { <option value=name selected=move || keys.kind.get() == kind>{words}</option> }
    };
    let locked = move || {
        let account = Account::new(Chain::ETHEREUM, keys.locked.get()?.into()).ok()?;
        Some(view! { <p class="warn" role="status">{LOCKED}" It is the key of "<AddressLine account/></p> })
    };
    view! {
        {locked}
        <form on:submit=make class="keyform">
            <p>{about.unwrap_or(OF_A_TIP)}</p>
            <label class="field" for="tip-passphrase">"Passphrase for the key file "<small>{format!("at least {LEAST_PASSPHRASE} characters")}</small></label>
            <input id="tip-passphrase" type="password" autocomplete="new-password" prop:value=move || keys.passphrase.get()
                on:focus=move |_| keys.vault.warm() on:input=move |event| keys.passphrase.set(event_target_value(&event))/>
            <p class="go">
                <button type="submit" class="button primary" disabled=move || short() || desk.busy.get().is_some()>"Make a key and save it"</button>
                <label class="button file">"Open a key file"<input type="file" class="hidden" accept=".json,.age,.txt,application/json,text/plain" on:change=open/></label>
            </p>
            <p class="note"><label for="tip-key-kind">"A new key is saved as "</label><select id="tip-key-kind" on:change=choose>{KINDS.map(option).into_iter().collect_view()}</select></p>
        </form>
    }
}

/// When the key locks itself.
#[component]
pub fn KeyClock(
    /// Where the typed things lie.
    desk: Desk,
) -> impl IntoView {
    move || desk.keys.left.get().map(|words| view! { <p class="note" role="timer">{words}</p> })
}
