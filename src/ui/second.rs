//! What a second explorer says of a transfer: at the movement, and for all hops of a tip at once.

use leptos::prelude::*;

use super::hostile;
use super::route::Route;
use super::state::{AppState, app_state};
use super::words;
use crate::explorer::confirm::{Agreement, place_among};
use crate::journal::Command;
use crate::journal::second::{Check, Checked};
use crate::money::Transfer;
use crate::trace::view::{Hop, View};

/// A hop with who told it and which of those alike it is.
pub fn check(state: AppState, view: &View, hop: &Hop, beside: &[Hop]) -> Check {
    let transfer = hop.transfer.clone();
    let rows: Vec<Transfer> = beside.iter().map(|hop| hop.transfer.clone()).collect();
    let others = state.chosen.explorers(transfer.asset.chain()).into_iter().filter(|one| one.is_asked()).map(|one| one.source.to_string());
    Check {
        nth: place_among(&transfer, &rows),
        told_by: hop.sources.iter().filter_map(|source| view.sources.get(*source)).map(|source| source.provider.clone()).collect(),
        others: others.collect(),
        transfer,
    }
}

/// Asks a second explorer about every hop of a path.
pub fn ask_about(state: AppState, view: &View, path: &[Hop]) {
    let beside: Vec<Hop> = view.edges.iter().flat_map(|edge| edge.hops.iter().cloned()).collect();
    let checks = path.iter().map(|hop| check(state, view, hop, &beside)).collect();
    state.tell(&Command::Confirm { checks });
}

/// What second explorers said of the hops of a path, oldest first.
pub fn of_path(state: AppState, path: &[Hop]) -> Vec<Checked> {
    let of_path = |one: &&Checked| path.iter().any(|hop| hop.transfer == one.transfer);
    state.checked.with(|all| all.iter().filter(of_path).cloned().collect())
}

/// The button and what came of it, at a transfer.
#[component]
pub fn SecondLook(
    /// What to ask.
    check: Check,
) -> impl IntoView {
    let state = app_state();
    let transfer = check.transfer.clone();
    let said = Memo::new(move |_| state.checked.with(|all| all.iter().rev().find(|one| one.transfer == transfer).cloned()));
    let asking = RwSignal::new(false);
    Effect::new(move |_| {
        if said.get().is_some() {
            asking.set(false);
        }
    });
    let first = check.told_by.join(", ");
    let ask = move |_| {
        asking.set(true);
        state.tell(&Command::Confirm { checks: vec![check.clone()] });
    };
    view! {
        <p class="go second">
            <button type="button" class="button" disabled=move || asking.get() on:click=ask>{move || if asking.get() { "Asking…" } else { "Ask a second explorer" }}</button>
            <span role="status">{move || said.get().map(|said| view! { <span class:disagrees=disagrees(&said)>{sentence(&said, &first)}</span> })}</span>
        </p>
    }
}

/// One press asks about every hop of a path.
#[component]
pub fn SecondLooks(
    /// The trace.
    #[prop(into)]
    view: Signal<std::sync::Arc<View>>,
    /// The path, seed first.
    #[prop(into)]
    path: Signal<Vec<Hop>>,
) -> impl IntoView {
    let state = app_state();
    let ask = move |_| view.with_untracked(|view| path.with_untracked(|path| ask_about(state, view, path)));
    let said = move || {
        path.with(|path| {
            state.checked.with(|all| {
                path.iter().filter_map(|hop| all.iter().rev().find(|one| one.transfer == hop.transfer).cloned()).collect::<Vec<_>>()
            })
        })
    };
    let lines =
        move || {
            let said = said();
            let same = said.iter().filter(|one| one.verdict == Agreement::Same).count();
            let rest = said.iter().filter(|one| one.verdict != Agreement::Same).map(|one| {
                view! { <li class:disagrees=disagrees(one)>{format!("{}: {}", one.transfer.tx, sentence(one, "the first explorer"))}</li> }
            });
            (!said.is_empty()).then(|| view! {
            <p>{format!("{same} of {} are told the same by a second explorer.", words::count(path.with(Vec::len), "hop", "hops"))}</p>
            <ul class="note">{rest.collect_view()}</ul>
        })
        };
    view! {
        <div class="second">
            <p class="go"><button type="button" class="button" on:click=ask>"Ask a second explorer about every hop"</button>
                <span class="note">"It then sees these transactions. "<a href=Route::Settings.to_string()>"Who is asked"</a></span></p>
            <div role="status">{lines}</div>
        </div>
    }
}

const fn disagrees(checked: &Checked) -> bool {
    matches!(checked.verdict, Agreement::Differs(_) | Agreement::NotThere)
}

/// What came of it, with both who told.
fn sentence(checked: &Checked, first: &str) -> String {
    let by = checked.by.as_deref().unwrap_or("Nobody");
    let at = checked.at.minute();
    let said = match &checked.verdict {
        Agreement::Same => format!("{first} and {by} agree, {at}."),
        Agreement::Differs(how) => format!("{first} and {by} disagree, {at}: {how}."),
        Agreement::NotThere => format!("{first} and {by} disagree, {at}: it shows the transaction, and no such transfer in it."),
        Agreement::Unreadable(why) if checked.by.is_none() => words::sentence(why),
        Agreement::Unreadable(why) => format!("{by} could not say, {at}: {why}."),
    };
    hostile::plain(&said, 500)
}
