//! Labels in the panel of an address: what sources say, where they disagree, and what the visitor says.

use leptos::prelude::*;

use super::labels::form::OwnForm;
use super::labels::row::said;
use super::lookup::Finding;
use super::route::Route;
use super::state::{AppState, app_state};
use crate::journal::labels::Ask;
use crate::label::{Label, disagreement};
use crate::money::{Account, Address};

/// The labels of an address, the one that decides first.
pub fn list(labels: &[Label]) -> impl IntoView + use<> {
    (!labels.is_empty()).then(|| {
        let conflict = disagreement(labels).map(|what| view! { <p class="warn">{super::hostile::plain(&what, 600)}</p> });
        view! {
            <h3>"Labels"</h3>
            {conflict}
            <ul class="labels">{labels.iter().map(|label| view! { <li>{said(label)}</li> }).collect_view()}</ul>
        }
    })
}

/// What the visitor keeps of an address, and the form. Built once for an address, so that what is typed stays while the trace
/// changes.
pub fn own(account: Account) -> impl IntoView {
    let state = app_state();
    let of = account.clone();
    let mine = Memo::new(move |_| {
        state.view.with(|view| {
            let node = view.as_ref().and_then(|view| view.nodes.iter().find(|node| node.account == of));
            node.map(|node| node.labels.iter().filter(|label| label.own).cloned().collect::<Vec<_>>()).unwrap_or_default()
        })
    });
    let changing = RwSignal::new(None::<Label>);
    let open = RwSignal::new(false);
    let rows = move || {
        let row = |label: Label| {
            let (edited, gone, name) = (label.clone(), label.clone(), super::hostile::plain(&label.name, 60));
            view! {
                <li class="ownrow"><span>{name.clone()}</span>
                    <span class="go">
                        <button type="button" class="button" aria-label=format!("Change {name}") on:click=move |_| { changing.set(Some(edited.clone())); open.set(true); }>"Change"</button>
                        <button type="button" class="button" aria-label=format!("Remove {name}") on:click=move |_| state.ask_labels(Ask::Remove(gone.clone()))>"Remove"</button>
                    </span></li>
            }
        };
        let mine = mine.get();
        (!mine.is_empty()).then(|| view! { <ul class="ownrows">{mine.into_iter().map(row).collect_view()}</ul> })
    };
    view! {
        <section class="ownlabels" aria-label="Your own labels">
            {rows}
            <details class="ownform" prop:open=move || open.get()>
                <summary on:click=move |event| { event.prevent_default(); changing.set(None); open.update(|open| *open = !*open); }>"Add a label of your own"</summary>
                {move || {
                    let was = changing.get();
                    open.get().then(|| view! { <OwnForm account=Some(account.clone()) was=was done=Callback::new(move |()| { changing.set(None); open.set(false); })/> })
                }}
            </details>
            <p class="note">"Your labels stay in this browser. "<a href=Route::Labels.to_string()>"All labels"</a></p>
        </section>
    }
}

/// Asks for the labels of addresses that were looked up, each once.
pub fn look_up_all(state: AppState, found: Memo<(Vec<Finding>, usize)>) {
    Effect::new(move |_| {
        let known = state.labels.of.get_untracked();
        state.labels.changes.track();
        let new = |finding: &Finding| match finding {
            Finding::Address { account, .. } => Some(account.address().clone()).filter(|address| !known.contains_key(address)),
            _ => None,
        };
        let new: Vec<Address> = found.with(|(found, _)| found.iter().filter_map(new).collect());
        if !new.is_empty() {
            state.ask_labels(Ask::Of(new));
        }
    });
}

/// What is known of an address that was looked up, on whatever chain.
pub fn looked_up(address: Address) -> impl IntoView {
    let state = app_state();
    move || {
        let labels = state.labels.of.with(|of| of.get(&address).cloned())?;
        let conflict = disagreement(&labels).map(|what| view! { <p class="warn">{super::hostile::plain(&what, 600)}</p> });
        let rows = labels
            .iter()
            .map(|label| view! { <li>{said(label)}<span class="src">{format!(" On {}.", label.account.chain().name())}</span></li> });
        Some(match labels.is_empty() {
            true => view! { <p class="note">"No label names it."</p> }.into_any(),
            false => view! { {conflict}<ul class="labels">{rows.collect_view()}</ul> }.into_any(),
        })
    }
}
