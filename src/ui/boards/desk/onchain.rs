//! "Re-check on chain" at the desk: one press, and the hops of a tip are read again, its money is looked for where it is said
//! to be. What came stays beside the document until the queue is cleared.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::state::desk_state;
use crate::journal::recheck::Rechecked;
use crate::tip::recheck::{Outcome, Standing, conclude};
use crate::tip::{Payload, Tip};
use crate::ui::chosen::Chosen;
use crate::ui::verify::{again, line};
use crate::web::rechecker::Rechecker;

/// What came of one document so far.
#[derive(Clone, Debug)]
pub struct Found {
    read: Rechecked,
    outcome: Outcome,
}

/// Handles on it.
#[derive(Clone, Copy)]
pub struct OnChain {
    chosen: Chosen,
    rechecker: Rechecker,
    /// The document that is being checked, by its number, and what it says. One at a time: a report does not name its tip.
    under_way: RwSignal<Option<(u64, Arc<Payload>)>>,
    found: RwSignal<BTreeMap<u64, Found>>,
}

impl OnChain {
    /// Asks through this worker, with the choices about explorers that this browser keeps.
    pub fn load(rechecker: Rechecker) -> Self {
        let (under_way, found) = (RwSignal::new(None::<(u64, Arc<Payload>)>), RwSignal::new(BTreeMap::new()));
        Effect::new(move |_| {
            let (Some(read), Some((number, payload))) = (rechecker.rechecked.get(), under_way.get_untracked()) else { return };
            if read.done {
                under_way.set(None);
            }
            let outcome = conclude(&payload, &read.seen, &read.mixed, read.still.as_ref());
            found.update(|found| drop(found.insert(number, Found { read, outcome })));
        });
        Effect::new(move |_| {
            if rechecker.failed.with(Option::is_some) {
                under_way.set(None);
            }
        });
        Self { chosen: Chosen::load(move |gate| rechecker.set_gate(gate)), rechecker, under_way, found }
    }

    /// How a document stands on the chain, once its check has ended.
    pub fn standing(self, number: u64) -> Option<Standing> {
        self.found.with(|found| found.get(&number).filter(|one| one.read.done).map(|one| one.outcome.standing))
    }

    /// The choices about explorers.
    pub const fn chosen(self) -> Chosen {
        self.chosen
    }

    /// Forgets what came: the queue was cleared.
    pub fn forget(self) {
        self.rechecker.stop();
        self.under_way.set(None);
        self.found.set(BTreeMap::new());
    }

    fn begin(self, number: u64, payload: &Arc<Payload>, sources: Vec<String>) {
        self.found.update(|found| drop(found.remove(&number)));
        self.under_way.set(Some((number, payload.clone())));
        self.rechecker.check(again::asked_for(payload, sources, false));
    }
}

/// The part of a document.
#[component]
pub fn Recheck(
    /// The document's number.
    number: u64,
    /// Its tip, valid offline.
    tip: Arc<Tip>,
) -> impl IntoView {
    let onchain = desk_state().onchain;
    let payload = Arc::new(tip.payload().clone());
    let others = again::others(onchain.chosen, &payload);
    let picked = RwSignal::new(others.into_iter().map(|(chain, one)| (chain, one.source.to_string())).collect::<BTreeMap<_, _>>());
    let picks = again::chains(&payload).into_iter().map(|chain| again::pick(onchain.chosen, chain, picked)).collect_view();
    let begin = move |_| onchain.begin(number, &payload, picked.with_untracked(|picked| picked.values().cloned().collect()));
    let this = move || onchain.under_way.with(|one| one.as_ref().is_some_and(|(checked, _)| *checked == number));
    let other = move || onchain.under_way.with(|one| one.as_ref().map(|(checked, _)| *checked).filter(|checked| *checked != number));
    let far = move || match other() {
        Some(other) => format!("Document {other} is being checked; this one can be after it."),
        None => onchain.found.with(|found| again::far(found.get(&number).map(|one| &one.read), this())),
    };
    let found = move || {
        let outcome = onchain.found.with(|found| found.get(&number).map(|one| one.outcome.clone()))?;
        let hops = outcome.hops.iter().map(line::row).collect_view();
        Some(view! { {again::shown(&outcome)} <h5>"Hop by hop"</h5> <ol class="checks">{hops}</ol> })
    };
    view! {
        <section class="onchain" aria-labelledby="desk-onchain">
            <h4 id="desk-onchain">"On chain"</h4>
            <p class="note">"Every hop is read again from an explorer that the tip does not cite, where there is one. It sees these transactions, your IP address and the time. "<a href="index.html#/settings" target="_blank" rel="noopener">"Who can be asked"</a></p>
            {picks}
            <p class="go">
                {move || if this() {
                    view! { <button type="button" class="button" on:click=move |_| onchain.rechecker.stop()>"Stop"</button> }.into_any()
                } else {
                    view! { <button type="button" class="button" disabled=move || other().is_some() || picked.with(BTreeMap::is_empty) on:click=begin.clone()>"Re-check on chain"</button> }.into_any()
                }}
                <span class="note" role="status">{far}</span>
            </p>
            <p class="failed" role="alert">{move || onchain.rechecker.failed.get()}</p>
            <div aria-live="polite">{found}</div>
        </section>
    }
}
