//! Who is asked by the trace that is about to start, and who in their stead. The order is that of Settings.

use leptos::prelude::*;

use super::choices::Offered;
use super::route::Route;
use super::state::{AppState, app_state};
use super::trace_form::choice;
use crate::money::Chain;

/// The choice. What the case does not offer, or the visitor has switched off, is not sent by accident.
#[component]
pub fn Who() -> impl IntoView {
    let state = app_state();
    let asked = Memo::new(move |_| chain(state).map(|chain| explorers(state, chain)).unwrap_or_default());
    let has_recording = move || state.case.with(|case| case.as_ref().is_some_and(|case| case.recording.is_some()));
    // The recording holds the case's theft alone, on the case's chain.
    let recorded = Memo::new(move |_| has_recording() && chain(state) == state.case.with(|case| case.as_ref().map(|case| case.chain)));
    Effect::new(move |_| {
        let names: Vec<String> = asked.with(|asked| asked.iter().map(|one| one.source.to_string()).collect());
        let first = if recorded.get() { Some("recorded".to_owned()) } else { names.first().cloned() };
        state.form.update(|form| {
            let fits = names.contains(&form.explorer) || (recorded.get() && form.explorer == "recorded");
            if let (false, Some(first)) = (fits, first) {
                form.explorer = first;
            }
            let is_live = form.explorer != "recorded";
            form.others = if is_live { names.into_iter().filter(|name| *name != form.explorer).collect() } else { Vec::new() };
        });
    });
    let own = move |value: String, text: String| {
        let chosen = value.clone();
        choice(
            "explorer",
            text,
            None,
            Signal::derive(move || state.form.with(|form| form.explorer == value)),
            Callback::new(move |()| {
                state.form.update(|form| {
                    form.explorer.clone_from(&chosen);
                    let names = asked.with_untracked(|asked| asked.iter().map(|one| one.source.to_string()).collect::<Vec<_>>());
                    form.others =
                        if chosen == "recorded" { Vec::new() } else { names.into_iter().filter(|name| *name != chosen).collect() };
                });
            }),
        )
    };
    let instead = move || {
        let others = state.form.with(|form| form.others.clone());
        let hosts: Vec<String> = asked.with(|asked| {
            others.iter().filter_map(|name| asked.iter().find(|one| one.source.to_string() == *name)).map(|one| one.host.clone()).collect()
        });
        (!hosts.is_empty()).then(|| format!("Where it gives no answer: {}, which then sees the question too. ", hosts.join(", then ")))
    };
    view! {
        <fieldset>
            <legend>"Who is asked"</legend>
            {move || recorded.get().then(|| own("recorded".to_owned(), "The recording that came with Spoor: nothing leaves the browser".to_owned()))}
            {move || asked.get().into_iter().map(|one| own(one.source.to_string(), format!("{}: sees every address you follow, and yours", one.host))).collect_view()}
            {move || (!recorded.get() && asked.with(Vec::is_empty)).then(|| view! { <p class="warn">"Nobody can be asked about this chain: choose or enter somebody in "<a href=Route::Settings.to_string()>"Settings"</a>"."</p> })}
            <p class="note">{instead}<a href=Route::Settings.to_string()>"Change who is asked"</a></p>
        </fieldset>
    }
}

/// The chain of what will be followed.
pub fn chain(state: AppState) -> Option<Chain> {
    let own = state.form.with(|form| form.chain.filter(|_| form.named));
    own.or_else(|| state.case.with(|case| case.as_ref().map(|case| case.chain)))
}

fn explorers(state: AppState, chain: Chain) -> Vec<Offered> {
    state.chosen.explorers(chain).into_iter().filter(Offered::is_asked).collect()
}
