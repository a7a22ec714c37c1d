//! The visitor's own signed tips, as this browser keeps them.

use leptos::prelude::*;

use super::desk::sentence;
use super::first::{First, mark};
use crate::journal::tips::{Ask, KeptTip, Mark};
use crate::ui::hostile;
use crate::ui::state::{AppState, app_state};
use crate::web::file;

/// The list; nothing where there is none and the browser would keep them.
#[component]
pub fn MyTips() -> impl IntoView {
    let state = app_state();
    let names = Memo::new(move |_| state.tips.newest_first().into_iter().map(|tip| tip.commitment).collect::<Vec<_>>());
    move || {
        let unkept = state.tips.unkept.get();
        if names.with(Vec::is_empty) && unkept.is_none() {
            return None;
        }
        Some(view! {
            <h2>"My tips"</h2>
            {unkept.map(|why| view! { <p class="warn">{why}</p> })}
            <p class="note">"Kept in this browser only. Sign nothing anew to prove you were first: the card and its time stamp are what counts."</p>
            <ul class="mytips">
                <For each=move || names.get() key=Clone::clone let:name>{one(state, name)}</For>
            </ul>
        })
    }
}

fn one(state: AppState, name: String) -> Option<impl IntoView> {
    let tip = state.tips.kept.with_untracked(|kept| kept.get(&name).cloned())?;
    let trouble = RwSignal::new(None::<String>);
    let saved = StoredValue::new(tip.clone());
    let save = move |_| {
        let outcome = saved.with_value(|tip| {
            let outcome = file::save(&file_name(tip), "application/json", &tip.json);
            if outcome.is_ok() {
                mark(state, tip, Mark::Tip);
            }
            outcome
        });
        trouble.set(outcome.map_err(sentence).err());
    };
    let forget = move |_| state.ask_tips(Ask::Forget { commitment: saved.with_value(|tip| tip.commitment.clone()) });
    let handed = move || {
        let handed = state.tips.kept.with(|kept| kept.get(&name).and_then(|tip| tip.handed));
        handed.map_or_else(|| "Not copied yet.".to_owned(), |at| format!("Copied or saved on {}.", at.minute()))
    };
    Some(view! {
        <li>
            <h3>{hostile::plain(&tip.headline, 200)}</h3>
            <p>"Signed on "{tip.at.minute()}" for the case "{hostile::plain(&tip.case_id, 128)}". "{handed}</p>
            <First tip/>
            <p class="go">
                <button type="button" class="button" on:click=save>"Save the tip"</button>
                <button type="button" class="button" on:click=forget>"Forget it"</button>
            </p>
            <p class="failed" role="alert">{move || trouble.get()}</p>
        </li>
    })
}

/// The name of a tip's file.
pub fn file_name(tip: &KeptTip) -> String {
    format!("tip-{}.tip.json", tip.id.chars().take(12).collect::<String>())
}
