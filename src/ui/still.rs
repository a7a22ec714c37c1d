//! Is it still there? One press asks about one end, or about the first of the list.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::followed::Followed;
use super::route::Route;
use super::state::{AppState, app_state};
use super::there;
use super::words;
use crate::explorer::still::{Holding, Sighting};
use crate::journal::Command;
use crate::journal::still::Look;
use crate::trace::end::urgency;
use crate::trace::view::{End, View};

/// How many ends one press asks about.
const AT_ONCE: usize = 10;

/// What was seen of an end in this visit.
pub fn seen(state: AppState, view: &View, end: &End) -> Option<Sighting> {
    let holding = urgency::holding(view, end)?;
    state.still.with(|all| all.get(&holding).cloned())
}

fn ask(state: AppState, holdings: Vec<Holding>) {
    let looks = holdings.into_iter().map(|holding| {
        let explorers = state.chosen.explorers(holding.account.chain());
        let others = explorers.into_iter().filter(|one| one.is_asked()).map(|one| one.source.to_string()).collect();
        Look { holding, others }
    });
    let looks: Vec<Look> = untrack(|| looks.collect());
    state.tell(&Command::StillThere { looks });
}

/// Looks what is at the address of an end now.
pub fn look(state: AppState, view: &View, end: &End) {
    if let Some(holding) = urgency::holding(view, end) {
        ask(state, vec![holding]);
    }
}

/// The badge of what is frozen: the snowflake of the graph. What it means stands beside it.
pub fn flake() -> impl IntoView {
    view! {
        <svg class="flake frost" viewBox="-7 -7 14 14" width="14" height="14" aria-hidden="true">
            <circle cx="0" cy="0" r="6"/><path d="M0-4V4M-3.5-2 3.5 2M-3.5 2 3.5-2" fill="none"/>
        </svg>
    }
}

/// The part of the panel about one end; nothing where a balance says nothing of it.
pub fn part(view: &View, end: &End) -> Option<AnyView> {
    if Followed::of(&view.settings) == Followed::Back {
        return None;
    }
    match urgency::holding(view, end) {
        Some(holding) => Some(view! { <h3>"Is it still there?"</h3><StillLook end=end.clone() holding/> }.into_any()),
        None => Some(
            view! {
                <h3>"Is it still there?"</h3>
                <p>"Many share this address, or it has no name to be asked by: its balance says nothing of this money."</p>
            }
            .into_any(),
        ),
    }
}

/// The button and what came of it.
#[component]
pub fn StillLook(
    /// The end.
    end: End,
    /// What is looked for.
    holding: Holding,
) -> impl IntoView {
    let state = app_state();
    let (own, looked) = (holding.clone(), holding.clone());
    let asking = Memo::new(move |_| state.looking.with(|all| all.contains(&own)));
    let seen = Memo::new(move |_| state.still.with(|all| all.get(&looked).cloned()));
    let press = move |_| ask(state, vec![holding.clone()]);
    let said = move || {
        seen.get().map(|seen| {
            let frozen = there::is_frozen(&seen).then(flake);
            let lines = there::sentences(&end, &seen);
            view! { {frozen}{lines.into_iter().map(|said| view! { <span>{said}" "</span> }).collect_view()} }
        })
    };
    view! {
        <div class="still">
            <p class="go"><button type="button" class="button" disabled=move || asking.get() on:click=press>
                {move || if asking.get() { "Asking…" } else { "Ask what is there now" }}
            </button><span class="note">"Whoever is asked sees this address. "<a href=Route::Settings.to_string()>"Who is asked"</a></span></p>
            <p class="said" role="status">{said}</p>
        </div>
    }
}

/// One press asks about the first ends of the list.
#[component]
pub fn StillLooks(
    /// The trace.
    #[prop(into)]
    view: Signal<Arc<View>>,
) -> impl IntoView {
    let state = app_state();
    let total = RwSignal::new(0usize);
    let next = Memo::new(move |_| view.with(|view| next(state, view)));
    let pending = Memo::new(move |_| state.looking.with(BTreeSet::len));
    let press = move |_| {
        let holdings = next.get_untracked();
        total.set(holdings.len());
        ask(state, holdings);
    };
    let stop = move |_| state.tell(&Command::StopLooking);
    let busy = Memo::new(move |_| pending.get() > 0);
    let shown = Memo::new(move |_| busy.get() || next.with(|next| !next.is_empty()));
    let label = move || match next.with(Vec::len) {
        1 => "Ask whether 1 end is still there".to_owned(),
        many => format!("Ask whether {many} ends are still there"),
    };
    view! {
        {move || shown.get().then(|| view! {
            <div class="still">
                <p class="go">
                    {move || if busy.get() {
                        view! { <button type="button" class="button" on:click=stop>"Stop asking"</button> }.into_any()
                    } else {
                        view! { <button type="button" class="button" on:click=press>{label}</button> }.into_any()
                    }}
                    <span class="note">"Whoever is asked sees these addresses. "<a href=Route::Settings.to_string()>"Who is asked"</a></span>
                </p>
            </div>
        })}
        <p class="note" role="status">{move || {
            let left = pending.get();
            let all = total.get().max(left);
            (left > 0).then(|| format!("{} of {} asked.", all - left, words::count(all, "end", "ends")))
        }}</p>
    }
}

/// What is asked about next: the most urgent that nobody looked at, or from the first on again.
fn next(state: AppState, view: &View) -> Vec<Holding> {
    if Followed::of(&view.settings) == Followed::Back {
        return Vec::new();
    }
    state.still.with(|seen| {
        let mut ends: Vec<&End> = view.ends.iter().collect();
        urgency::sort(view, &mut ends, seen);
        let mut known = BTreeSet::new();
        let all: Vec<Holding> =
            ends.into_iter().filter_map(|end| urgency::holding(view, end)).filter(|one| known.insert(one.clone())).collect();
        let fresh: Vec<Holding> = all.iter().filter(|one| !seen.contains_key(one)).take(AT_ONCE).cloned().collect();
        if fresh.is_empty() { all.into_iter().take(AT_ONCE).collect() } else { fresh }
    })
}
