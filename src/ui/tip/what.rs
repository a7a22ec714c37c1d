//! Step 1: what is claimed, in sentences, and the two things the visitor may add.

use leptos::prelude::*;

use super::desk::{Desk, Subject};
use crate::tip::{MOST_NOTE, claim_sentences};
use crate::ui::address::AddressLine;

/// The step.
#[component]
pub fn What(
    /// What the tip is about.
    #[prop(into)]
    subject: Signal<Subject>,
    /// Where the typed things lie.
    desk: Desk,
) -> impl IntoView {
    let claim = move || match desk.payload(&subject.get()) {
        Some(payload) => {
            let at = payload.claim.at.clone();
            view! {
                <p class="claim"><strong>{payload.coins(payload.claim.tainted, &payload.claim.asset)}</strong>" of the theft came to "<AddressLine account=at/></p>
                {claim_sentences(&payload).into_iter().skip(1).map(|sentence| view! { <p>{sentence.replace('`', "")}</p> }).collect_view()}
                <p class="note">"Name of a tip with this content (SHA-256): "<span class="id tipname">{payload.id()}</span></p>
            }
            .into_any()
        }
        None => view! { <p class="failed">"No claim can be written about this end yet; step 3 says why."</p> }.into_any(),
    };
    let left = move || MOST_NOTE.saturating_sub(desk.note.with(|note| note.chars().count()));
    view! {
        {claim}
        <label class="field" for="tip-note">"Your own words "<small>{move || format!("optional, plain letters a-z, {} characters left", left())}</small></label>
        <textarea id="tip-note" rows="3" prop:value=move || desk.note.get() on:input=move |event| desk.note.set(event_target_value(&event))></textarea>
        <label class="field" for="tip-payout">"Where a reward shall go "<small>"an address; left empty: the account that signs"</small></label>
        <input id="tip-payout" class="idbox" type="text" spellcheck="false" autocomplete="off" autocapitalize="off"
            prop:value=move || desk.payout.get() on:input=move |event| desk.payout.set(event_target_value(&event))/>
    }
}
