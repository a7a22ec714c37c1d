//! What a valid tip says. Of a refused one nothing is shown: it could say anything.

use leptos::prelude::*;

use super::attached::Attached;
use super::chain::OnChain;
use super::stamp::Stamp;
use crate::tip::recheck::{self, Line, Outcome};
use crate::tip::{Tip, claim_sentences};
use crate::ui::by_others::ByOthers;
use crate::ui::state::app_state;
use crate::ui::tip::path::Path;

/// The content, and what can be checked beyond it.
#[component]
pub fn Content(
    /// The tip.
    tip: Tip,
) -> impl IntoView {
    let state = app_state();
    let payload = tip.payload().clone();
    let judged = payload.clone();
    let outcome: Memo<Option<Outcome>> = Memo::new(move |_| {
        let conclude = |one: &crate::journal::recheck::Rechecked| recheck::conclude(&judged, &one.seen, &one.mixed, one.still.as_ref());
        state.checking.rechecked.with(|one| one.as_ref().map(conclude))
    });
    let found = Signal::derive(move || outcome.with(|one| one.as_ref().map(|one| one.hops.clone()).unwrap_or_default()));
    view! {
        <Stamp tip=tip.clone()/>
        <Attached tip=tip.clone()/>
        <OnChain tip=tip.clone() outcome/>
        <Said tip payload found/>
    }
}

/// The words of the tip, and its way with what was found beside each hop.
#[component]
fn Said(tip: Tip, payload: crate::tip::Payload, found: Signal<Vec<Line>>) -> impl IntoView {
    let limits = payload.limits.iter().map(|limit| view! { <li>{limit.clone()}</li> }).collect_view();
    let note = payload.note.as_ref().map(|note| {
        view! { <h3>"The tipster's own words"</h3> {note.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view()} }
    });
    view! {
        <h2>"What it says"</h2>
        {claim_sentences(&payload).into_iter().map(|line| view! { <p>{line.replace('`', "")}</p> }).collect_view()}
        {note}
        <p>"A reward goes to "<span class="id">{tip.statement().payout.to_string()}</span></p>
        <h3>"The way of the money"</h3>
        <Path payload=payload.clone() found/>
        <h3>"Limits"</h3>
        <ul class="limits">{limits}</ul>
        <ByOthers tip/>
    }
}
