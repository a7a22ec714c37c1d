//! The tip for its reader alone: encrypted to the keys of the case file, or to one the visitor typed.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::{Subject, sentence};
use super::keys::Keys;
use crate::case::Recipient;
use crate::tip::lock::{Done, Errand};
use crate::tip::{Tip, copy_text};
use crate::ui::copy::CopyButton;
use crate::web::file;
use crate::web::vault::VaultError;

/// The part of the step.
#[component]
pub fn Private(
    /// What the tip is about.
    #[prop(into)]
    subject: Signal<Subject>,
    /// The signed tip.
    tip: Arc<Tip>,
    /// What opens and locks.
    keys: Keys,
) -> impl IntoView {
    let pinned = subject.with_untracked(|subject| subject.case.recipients.clone());
    let (is_pinned, typed) = (!pinned.is_empty(), RwSignal::new(String::new()));
    let (busy, trouble, armour) = (RwSignal::new(false), RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let name = format!("tip-{}.age", &tip.id()[..12]);
    let chosen = move || -> Result<Vec<Recipient>, String> {
        if is_pinned {
            return Ok(subject.with_untracked(|subject| subject.case.recipients.clone()));
        }
        Ok(vec![typed.with_untracked(|text| text.trim().parse::<Recipient>()).map_err(sentence)?])
    };
    let encrypt = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        trouble.set(None);
        armour.set(None);
        let recipients = match chosen() {
            Ok(recipients) => recipients,
            Err(why) => return trouble.set(Some(why)),
        };
        busy.set(true);
        let text = copy_text(&tip);
        spawn_local(async move {
            let (text, why) = match keys.vault.run(&Errand::Encrypt { text, recipients }).await {
                Ok(Done::Encrypted { armour }) => (Some(armour), None),
                Ok(_) => (None, Some(sentence(VaultError::Misunderstood))),
                Err(error) => (None, Some(sentence(error))),
            };
            // The part may be gone by the time the vault answers.
            let _gone = (armour.try_set(text), trouble.try_set(why), busy.try_set(false));
        });
    };
    let keys_of_case = pinned.into_iter().map(|key| view! { <li><span class="id">{key.to_string()}</span></li> }).collect_view();
    let whom = if is_pinned {
        view! { <p>"It is encrypted to the keys that the case file gives for its portal, and to no others:"</p><ul class="limits">{keys_of_case}</ul> }.into_any()
    } else {
        view! {
            <p>"This portal publishes no key; nothing can be encrypted for it. If you have a reader's own key, and are sure whose it is, paste it:"</p>
            <label class="field" for="tip-recipient">"Key of the reader "<small>"begins with age1; on your word, nobody has checked whose it is"</small></label>
            <input id="tip-recipient" class="idbox" type="text" spellcheck="false" autocomplete="off" prop:value=move || typed.get()
                on:input=move |event| { typed.set(event_target_value(&event)); armour.set(None); trouble.set(None); }/>
        }
        .into_any()
    };
    let result = move || {
        let (text, name) = (armour.get()?, name.clone());
        let content = text.clone();
        let save = move |_| trouble.set(file::save(&name, "text/plain", &content).map_err(sentence).err());
        let to = if is_pinned { "the keys of the case file" } else { "the key you pasted" };
        Some(view! {
            <p role="status">{format!("Encrypted to {to}: {} characters. Its reader opens it with age -d.", text.len())}</p>
            <p class="go"><CopyButton text=Signal::stored(text) what="encrypted tip"/><button type="button" class="button" on:click=save>"Save the encrypted tip"</button></p>
        })
    };
    view! {
        <details class="private">
            <summary>"Encrypt it, so that only its reader can open it"</summary>
            <p>"What this does not hide: that somebody wrote, when, and about how long the tip is; and to whoever sees you send it, who you are. Its reader can pass it on in the open. Publish the line above first all the same: it is what proves that you were first."</p>
            <form on:submit=encrypt class="keyform">
                {whom}
                <p class="go"><button type="submit" class="button" disabled=move || busy.get() || (!is_pinned && typed.with(|text| text.trim().is_empty()))>"Encrypt the tip"</button></p>
            </form>
            <p class="note" role="status">{move || busy.get().then_some("Encrypting…")}</p>
            <p class="failed" role="alert">{move || trouble.get()}</p>
            {result}
        </details>
    }
}
