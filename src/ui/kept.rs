//! The line about a trace of an earlier visit that this browser keeps.

use leptos::prelude::*;

use super::remote::Remote;
use super::state::app_state;
use super::words;
use crate::web::clock;

/// The line, where a trace is kept; nothing else.
#[component]
pub fn KeptLine() -> impl IntoView {
    let state = app_state();
    move || {
        let kept = state.kept.get()?;
        let case = state.find_case(&kept.case_id);
        let name = match &case {
            Remote::Ready(case) => case.name.clone(),
            _ => format!("a case that this copy of Spoor does not hold ({})", super::hostile::plain(&kept.case_id, 80)),
        };
        let line = words::kept(&name, &kept, clock::now_s());
        let back = case.ready().map(|_| {
            let kept = kept.clone();
            view! { <button type="button" class="button" on:click=move |_| state.bring_back(&kept)>"Bring it back"</button> }
        });
        Some(view! {
            <div class="kept go" role="status">
                <span>{line}</span>
                {back}
                <button type="button" class="button" on:click=move |_| state.forget_kept()>"Forget it"</button>
            </div>
        })
    }
}
