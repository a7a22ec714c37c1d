//! Searching what is known, and the list of the visitor's own labels.

use leptos::prelude::*;

use super::form::OwnForm;
use super::row::with_address;
use crate::journal::labels::Ask;
use crate::label::{Hit, Label, PAGE};
use crate::ui::state::app_state;
use crate::ui::{hostile, words};

/// The search and what it found.
#[component]
pub fn Found() -> impl IntoView {
    let state = app_state();
    let (text, own) = (RwSignal::new(String::new()), RwSignal::new(false));
    let ask = move |page: usize| state.ask_labels(Ask::Search { text: text.get_untracked(), page, own: own.get_untracked() });
    let search = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        ask(0);
    };
    // What is shown changes with what the visitor keeps.
    Effect::new(move |seen: Option<u32>| {
        let changes = state.labels.changes.get();
        if seen.is_some_and(|seen| seen != changes)
            && let Some(page) = state.labels.found.with_untracked(|found| found.as_ref().map(|hit| hit.page))
        {
            ask(page);
        }
        changes
    });
    let shown = move || state.labels.found.get().map(|hit| result(hit, own.get_untracked(), ask));
    view! {
        <h2 id="labels-search">"Search"</h2>
        <form class="labelsearch" role="search" on:submit=search>
            <label>"An address, or a part of a name or a source"
                <input type="search" spellcheck="false" autocomplete="off" maxlength="200" prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event))/>
            </label>
            <button type="submit" class="button primary">"Search"</button>
            <label class="choice"><input type="checkbox" prop:checked=move || own.get()
                on:change=move |event| { own.set(event_target_checked(&event)); ask(0); }/><span>"Only your own"</span></label>
        </form>
        <div class="labelhits" aria-live="polite">{shown}</div>
    }
}

fn result(hit: Hit, own: bool, ask: impl Fn(usize) + Copy + 'static) -> impl IntoView {
    let pages = hit.total.div_ceil(PAGE);
    let page = hit.page;
    let what = match (hit.total, own, hit.text.is_empty()) {
        (0, true, true) => "You have no labels of your own.".to_owned(),
        (0, _, true) => "Type an address, or at least two letters of a name or a source.".to_owned(),
        (0, ..) => format!("Nothing is known of {}. That does not mean it is nobody's.", hostile::plain(&hit.text, 80)),
        (total, ..) if pages > 1 => format!("{}, page {} of {pages}.", words::count(total, "label", "labels"), page + 1),
        (total, ..) => format!("{}.", words::count(total, "label", "labels")),
    };
    let step = move |name: &'static str, to: Option<usize>| {
        (pages > 1).then(|| view! { <button type="button" class="button" disabled=to.is_none() on:click=move |_| if let Some(to) = to { ask(to) }>{name}</button> })
    };
    view! {
        <p class="note">{what}</p>
        <ul class="labelrows">{hit.labels.into_iter().map(row).collect_view()}</ul>
        <p class="go">{step("Before", page.checked_sub(1))}{step("Next", Some(page + 1).filter(|next| *next < pages))}</p>
    }
}

fn row(label: Label) -> impl IntoView {
    let state = app_state();
    let changing = RwSignal::new(false);
    let text = with_address(&label);
    let tools = label.own.then(|| {
        let (was, gone) = (label.clone(), label.clone());
        let name = hostile::plain(&label.name, 60);
        let form = move || {
            let was = was.clone();
            changing.get().then(|| view! { <OwnForm account=None was=Some(was) done=Callback::new(move |()| changing.set(false))/> })
        };
        view! {
            <p class="go">
                <button type="button" class="button" aria-label=format!("Change {name}") aria-expanded=move || changing.get().to_string() on:click=move |_| changing.update(|open| *open = !*open)>"Change"</button>
                <button type="button" class="button" aria-label=format!("Remove {name}") on:click=move |_| state.ask_labels(Ask::Remove(gone.clone()))>"Remove"</button>
            </p>
            {form}
        }
    });
    view! { <li>{text}{tools}</li> }
}
