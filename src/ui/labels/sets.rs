//! Where the labels that ship with Spoor come from.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::row::source;
use crate::journal::labels::{Ask, Known};
use crate::label::packed::SetFacts;
use crate::ui::state::app_state;
use crate::ui::words;

/// The list of sets.
#[component]
pub fn Sets() -> impl IntoView {
    let state = app_state();
    state.ask_labels(Ask::Sets);
    view! {
        <h2>"About the sets"</h2>
        {move || match state.labels.known.get() {
            None => view! { <p class="loading">"Loading the label sets…"</p> }.into_any(),
            Some(Known { why_not: Some(why), .. }) => view! {
                <p class="failed" role="alert">{format!("The label sets could not be loaded: {why}. Traces go on with the few labels that are in the program, and say so.")}</p>
                <p class="go"><button type="button" class="button" on:click=move |_| state.ask_labels(Ask::Sets)>"Try again"</button></p>
            }
            .into_any(),
            Some(known) => view! {
                <p>{format!("{} of exchanges, bridges, mixers, services and listed addresses, compiled from public sets when this version was built. A label is never proof: each has its source and how far to trust it. Two sources that disagree are both shown; the better founded one decides.", words::count(known.labels, "label", "labels"))}</p>
                <p>"A label with days counts only while they last: on the day on which stolen money first came to the address. An address without a label may belong to anybody."</p>
                <ul class="setrows">{known.sets.iter().map(set).collect_view()}</ul>
                {known.sha256.map(|sha256| view! { <p class="note digest">{format!("SHA-256 of the compiled file: {sha256}")}</p> })}
            }
            .into_any(),
        }}
    }
}

fn set(set: &SetFacts) -> impl IntoView + use<> {
    let counts =
        |counts: &BTreeMap<String, usize>| counts.iter().map(|(why, count)| format!("{count} {why}")).collect::<Vec<_>>().join("; ");
    let (refused, left_out) = (counts(&set.refused), counts(&set.left_out));
    let rest = [("Refused", refused), ("Left out", left_out)].into_iter().filter(|(_, what)| !what.is_empty());
    view! {
        <li>
            <h3>{set.name.clone()}</h3>
            <p>{format!("As of {}. ", set.as_of)}{source(&set.url)}{format!(". Licence: {}.", set.licence)}</p>
            <p>{format!("{}: {}, {} said again.", words::count(set.rows, "row", "rows"), words::count(set.taken, "label", "labels"), set.again)}</p>
            {rest.map(|(name, what)| view! { <p class="note">{format!("{name}: {what}.")}</p> }).collect_view()}
            {(!set.mind.is_empty()).then(|| view! { <p class="note">{set.mind.clone()}</p> })}
        </li>
    }
}
