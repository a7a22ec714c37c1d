//! "Re-check on chain": who is asked, how far it is, and what came of it. Nothing is asked before the press.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use super::attest::Attest;
use super::line;
use crate::explorer::source::Source;
use crate::journal::Command;
use crate::journal::recheck::Recheck;
use crate::money::Chain;
use crate::tip::recheck::{self, Outcome, Standing};
use crate::tip::{Payload, Tip};
use crate::ui::choices::Offered;
use crate::ui::route::Route;
use crate::ui::state::{AppState, app_state};
use crate::ui::words;

/// The most requests that reading hops again takes; with histories many more.
const BUDGET: u32 = 120;
const BUDGET_WITH_HISTORIES: u32 = 400;

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
    let chains: Vec<Chain> = tip
        .payload()
        .hops
        .iter()
        .map(|hop| hop.chain)
        .chain([tip.payload().claim.at.chain()])
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let begin: BTreeMap<Chain, String> =
        payload.with_value(|payload| chains.iter().filter_map(|chain| first(state, payload, *chain)).collect());
    let picked = RwSignal::new(begin);
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
        payload.with_value(|payload| {
            state.tell(&Command::Recheck(Box::new(asked_for(payload, &picked.get_untracked(), histories.get_untracked()))))
        });
    };
    let stop = move |_| state.tell(&Command::StopRechecking);
    let nobody = move || picked.with(BTreeMap::is_empty);
    let far = move || {
        checking.rechecked.with(|one| match one {
            Some(one) if !one.done => {
                let open = |seen: &crate::explorer::reread::Seen| matches!(&seen.verdict, crate::explorer::reread::Verdict::Unknown(why) if why == "it was not read yet");
                let read = one.seen.iter().filter(|seen| !open(seen)).count();
                format!("{read} of {} read again, {} sent.", words::count(one.seen.len(), "hop", "hops"), words::count(one.asked as usize, "request", "requests"))
            }
            Some(one) => format!("{} sent.", words::count(one.asked as usize, "request", "requests")),
            None if busy.get() => "Asking…".to_owned(),
            None => String::new(),
        })
    };
    let attested = tip.clone();
    let done = Memo::new(move |_| checking.rechecked.with(|one| one.as_ref().is_some_and(|one| one.done)));
    view! {
        <section class="onchain" aria-labelledby="on-chain">
            <h2 id="on-chain">"Re-check on chain"</h2>
            <p>"Every hop is read again from an explorer of your choice. It then sees these transactions, your IP address and the time. "<a href=Route::Settings.to_string()>"Who can be asked"</a></p>
            {chains.iter().map(|chain| pick(state, *chain, picked)).collect_view()}
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
            {move || outcome.get().map(shown)}
            {move || done.get().then(|| view! { <Attest tip=attested.clone() outcome/> })}
        </section>
    }
}

/// Who is asked first about a chain: somebody whom the tip does not cite, if there is one.
fn first(state: AppState, payload: &Payload, chain: Chain) -> Option<(Chain, String)> {
    let offered = untrack(|| offered(state, chain));
    let cited = |source: &Source| payload.sources.iter().any(|one| one.provider == source.to_string());
    let other = offered.iter().find(|one| !cited(&one.source)).or(offered.first())?;
    Some((chain, other.source.to_string()))
}

fn offered(state: AppState, chain: Chain) -> Vec<Offered> {
    state.chosen.explorers(chain).into_iter().filter(Offered::is_asked).collect()
}

fn pick(state: AppState, chain: Chain, picked: RwSignal<BTreeMap<Chain, String>>) -> impl IntoView + use<> {
    let options = move || {
        let all = offered(state, chain);
        if all.is_empty() {
            return view! { <option value="">"nobody: choose, switch on or enter an explorer in Settings"</option> }.into_any();
        }
        let chosen = picked.with(|picked| picked.get(&chain).cloned());
        let one = |one: Offered| {
            let value = one.source.to_string();
            let selected = chosen.as_ref() == Some(&value);
            view! { <option value=value selected=selected>{format!("{} ({})", one.name, one.host)}</option> }
        };
        all.into_iter().map(one).collect_view().into_any()
    };
    let choose = move |event| {
        let value = event_target_value(&event);
        picked.update(|picked| drop(if value.is_empty() { picked.remove(&chain) } else { picked.insert(chain, value) }));
    };
    view! { <label class="line">{format!("Ask about {} ", chain.name())}<select on:change=choose>{options}</select></label> }
}

fn asked_for(payload: &Payload, picked: &BTreeMap<Chain, String>, histories: bool) -> Recheck {
    Recheck {
        legs: recheck::legs(payload),
        sources: picked.values().cloned().collect(),
        holding: recheck::holding(payload),
        sharing: histories.then(|| recheck::sharing(payload)),
        budget: if histories { BUDGET_WITH_HISTORIES } else { BUDGET },
    }
}

fn shown(outcome: Outcome) -> impl IntoView {
    let (pass, fail) = (outcome.standing == Standing::Confirmed, outcome.standing == Standing::Refuted);
    let joins = outcome.joins.iter().map(|(_, one)| line::row(one)).collect_view();
    let taint = outcome.taint.iter().map(line::row).collect_view();
    view! {
        <p class="verdict onchainverdict" class:pass=pass class:fail=fail>{crate::ui::hostile::plain(&outcome.to_string(), 600)}</p>
        <ul class="checks">{line::row(&outcome.amounts)}{joins}{taint}{line::row(&outcome.still)}</ul>
    }
}
