//! Keys: set or not set, never shown again, each for one host.

use leptos::prelude::*;

use crate::journal::gate::Key;
use crate::ui::state::app_state;
use crate::ui::words;

/// A field for every host that can have a key.
#[component]
pub fn Keys() -> impl IntoView {
    let state = app_state();
    let hosts = Memo::new(move |_| state.chosen.choices.with(crate::ui::choices::Choices::hosts_with_keys));
    view! {
        <h2>"Your keys"</h2>
        <p class="note">"A key is sent to its own host and to nobody else, and stands in no link, no journal, no ledger and no export. Without the tick it is forgotten when you close the page."</p>
        {move || hosts.get().into_iter().map(|(host, name, required)| view! { <KeyField host name required/> }).collect_view()}
    }
}

#[component]
fn KeyField(host: String, name: String, required: bool) -> impl IntoView {
    let chosen = app_state().chosen;
    let typed = RwSignal::new(String::new());
    let keep = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let (own, kept, setting, removing) = (host.clone(), host.clone(), host.clone(), host.clone());
    let is_set = Memo::new(move |_| chosen.keys.with(|keys| keys.contains_key(&own)));
    let is_kept = Memo::new(move |_| chosen.kept_keys.with(|keys| keys.contains_key(&kept)));
    let set = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match typed.get_untracked().parse::<Key>() {
            Ok(key) => {
                chosen.set_key(&setting, Some(key), keep.get_untracked());
                typed.set(String::new());
            }
            Err(error) => wrong.set(Some(words::sentence(&error.to_string()))),
        }
    };
    let status = move || match (is_set.get(), is_kept.get()) {
        (true, true) => "Set, and kept in this browser.",
        (true, false) => "Set until you close the page.",
        (false, _) => {
            if required {
                "Not set: it is not asked."
            } else {
                "Not set: it is asked without."
            }
        }
    };
    let wrong_id = format!("key-{}", host.replace(['.', ':'], "-"));
    let removing = move |_| chosen.set_key(&removing, None, false);
    view! {
        <form class="keyfield" on:submit=set autocomplete="off">
            <label><span>{name}" "<span class="host">{host}</span></span>
                <input type="password" autocomplete="off" spellcheck="false" maxlength="220" aria-describedby=wrong_id.clone() prop:value=move || typed.get()
                    on:input=move |event| { wrong.set(None); typed.set(event_target_value(&event)); }/>
            </label>
            <label class="choice"><input type="checkbox" prop:checked=move || keep.get() on:change=move |event| keep.set(event_target_checked(&event))/><span>"Keep it in this browser"</span></label>
            <p class="go">
                <button type="submit" class="button">"Set"</button>
                {move || is_set.get().then(|| { let removing = removing.clone(); view! { <button type="button" class="button" on:click=removing>"Remove"</button> } })}
                <span role="status">{status}</span>
            </p>
            <p id=wrong_id class="failed" role="alert">{move || wrong.get()}</p>
        </form>
    }
}
