//! "Re-check on chain": who is asked, how far it is, and what came of it. Nothing is asked before the press.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::again;
use super::attest::Attest;
use crate::journal::Command;
use crate::tip::Tip;
use crate::tip::recheck::Outcome;
use crate::ui::route::Route;
use crate::ui::state::app_state;

/// The part of the page.
#[component]
pub fn OnChain(
    /// The tip, valid offline.
    tip: Tip,
    /// What came of it so far.
    outcome: Memo<Option<Outcome>>,
) -> impl IntoView {
    let state = app_state();
    let checking = state.checking;
    let payload = StoredValue::new(tip.payload().clone());
    let chains = payload.with_value(again::chains);
    let begin = payload.with_value(|payload| again::others(state.chosen, payload));
    let picked = RwSignal::new(begin.into_iter().map(|(chain, one)| (chain, one.source.to_string())).collect::<BTreeMap<_, _>>());
    let histories = RwSignal::new(false);
    let busy = RwSignal::new(false);
    Effect::new(move |_| {
        if checking.rechecked.with(|one| one.as_ref().is_some_and(|one| one.done)) {
            busy.set(false);
        }
    });
    let begin = move |_| {
        checking.rechecked.set(None);
        busy.set(true);
        let sources = picked.with_untracked(|picked| picked.values().cloned().collect());
        let asked = payload.with_value(|payload| again::asked_for(payload, sources, histories.get_untracked()));
        state.tell(&Command::Recheck(Box::new(asked)));
    };
    let stop = move |_| state.tell(&Command::StopRechecking);
    let nobody = move || picked.with(BTreeMap::is_empty);
    let far = move || checking.rechecked.with(|one| again::far(one.as_ref(), busy.get()));
    let attested = tip.clone();
    let done = Memo::new(move |_| checking.rechecked.with(|one| one.as_ref().is_some_and(|one| one.done)));
    view! {
        <section class="onchain" aria-labelledby="on-chain">
            <h2 id="on-chain">"Re-check on chain"</h2>
            <p>"Every hop is read again from an explorer of your choice. It then sees these transactions, your IP address and the time. "<a href=Route::Settings.to_string()>"Who can be asked"</a></p>
            {chains.iter().map(|chain| again::pick(state.chosen, *chain, picked)).collect_view()}
            <label class="choice"><input type="checkbox" prop:checked=move || histories.get() on:change=move |event| histories.set(event_target_checked(&event))/>
                <span>"Also compute the stolen part of each hop anew, from the histories of the addresses between: three requests or more for each"</span></label>
            <p class="go">
                {move || if busy.get() {
                    view! { <button type="button" class="button" on:click=stop>"Stop"</button> }.into_any()
                } else {
                    view! { <button type="button" class="button primary" disabled=nobody on:click=begin>"Re-check on chain"</button> }.into_any()
                }}
                <span class="note" role="status">{far}</span>
            </p>
            {move || outcome.get().map(|outcome| again::shown(&outcome))}
            {move || done.get().then(|| view! { <Attest tip=attested.clone() outcome/> })}
        </section>
    }
}
