//! A tip checked on the chain, as every page that offers it asks and tells: who is asked, for what, how far it is, what came.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use super::line;
use crate::explorer::reread::{NOT_READ, Seen, Verdict};
use crate::explorer::source::Source;
use crate::journal::recheck::{Recheck, Rechecked};
use crate::money::Chain;
use crate::tip::Payload;
use crate::tip::recheck::{self, Outcome, Standing};
use crate::ui::choices::Offered;
use crate::ui::chosen::Chosen;
use crate::ui::{hostile, words};

/// The most requests that reading hops again takes; with histories many more.
const BUDGET: u32 = 120;
const BUDGET_WITH_HISTORIES: u32 = 400;

/// The chains that somebody is asked about.
pub fn chains(payload: &Payload) -> BTreeSet<Chain> {
    payload.hops.iter().map(|hop| hop.chain).chain([payload.claim.at.chain()]).collect()
}

/// Who is asked about each chain: somebody whom the tip does not cite, if there is one.
pub fn others(chosen: Chosen, payload: &Payload) -> BTreeMap<Chain, Offered> {
    let cited = |source: &Source| payload.sources.iter().any(|one| one.provider == source.to_string());
    let first = |chain: Chain| {
        let mut offered = untrack(|| offered(chosen, chain));
        let at = offered.iter().position(|one| !cited(&one.source)).unwrap_or(0);
        (at < offered.len()).then(|| (chain, offered.swap_remove(at)))
    };
    chains(payload).into_iter().filter_map(first).collect()
}

/// Who can be asked about a chain as things stand.
pub fn offered(chosen: Chosen, chain: Chain) -> Vec<Offered> {
    chosen.explorers(chain).into_iter().filter(Offered::is_asked).collect()
}

/// Who is asked about a chain, to be chosen.
pub fn pick(chosen: Chosen, chain: Chain, picked: RwSignal<BTreeMap<Chain, String>>) -> impl IntoView + use<> {
    let options = move || {
        let all = offered(chosen, chain);
        if all.is_empty() {
            return view! { <option value="">"nobody: choose, switch on or enter an explorer in Settings"</option> }.into_any();
        }
        let taken = picked.with(|picked| picked.get(&chain).cloned());
        let one = |one: Offered| {
            let value = one.source.to_string();
            let selected = taken.as_ref() == Some(&value);
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

/// What is asked of these sources.
pub fn asked_for(payload: &Payload, sources: Vec<String>, histories: bool) -> Recheck {
    Recheck {
        legs: recheck::legs(payload),
        sources,
        holding: recheck::holding(payload),
        sharing: histories.then(|| recheck::sharing(payload)),
        budget: if histories { BUDGET_WITH_HISTORIES } else { BUDGET },
    }
}

/// How far it is.
pub fn far(one: Option<&Rechecked>, busy: bool) -> String {
    let requests = |one: &Rechecked| words::count(one.asked as usize, "request", "requests");
    match one {
        Some(one) if !one.done => {
            let open = |seen: &&Seen| matches!(&seen.verdict, Verdict::Unknown(why) if why == NOT_READ);
            let read = one.seen.len() - one.seen.iter().filter(open).count();
            format!("{read} of {} read again, {} sent.", words::count(one.seen.len(), "hop", "hops"), requests(one))
        }
        Some(one) => format!("{} sent.", requests(one)),
        None if busy => "Asking…".to_owned(),
        None => String::new(),
    }
}

/// What came of it: the verdict, and every line but those of the hops.
pub fn shown(outcome: &Outcome) -> impl IntoView + use<> {
    let (pass, fail) = (outcome.standing == Standing::Confirmed, outcome.standing == Standing::Refuted);
    let joins = outcome.joins.iter().map(|(_, one)| line::row(one)).collect_view();
    let taint = outcome.taint.iter().map(line::row).collect_view();
    view! {
        <p class="verdict onchainverdict" class:pass=pass class:fail=fail>{hostile::plain(&outcome.to_string(), 600)}</p>
        <ul class="checks">{line::row(&outcome.amounts)}{joins}{taint}{line::row(&outcome.still)}</ul>
    }
}
