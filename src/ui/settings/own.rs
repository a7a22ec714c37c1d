//! Servers of the visitor's own: nobody else sees what is asked there.

use leptos::prelude::*;

use super::asked::chains;
use crate::explorer::service::Kind;
use crate::explorer::source::Source;
use crate::money::Chain;
use crate::ui::choices::{Own, kind_name};
use crate::ui::state::app_state;
use crate::ui::words;

/// The list and the form.
#[component]
pub fn OwnServers() -> impl IntoView {
    let state = app_state();
    // A node of one's own tells nobody anything.
    let first = Kind::Otterscan;
    let (chain, kind, address) = (RwSignal::new(Chain::ETHEREUM), RwSignal::new(first), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<String>);
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let added = state
            .chosen
            .choices
            .try_update(|choices| choices.add_own(chain.get_untracked(), kind.get_untracked(), &address.get_untracked()));
        match added {
            Some(Err(error)) => wrong.set(Some(words::sentence(&error.to_string()))),
            _ => address.set(String::new()),
        }
    };
    // What the kind cannot answer about is not offered.
    let fitting =
        move || chains(&state.chosen.choices.get()).into_iter().filter(|chain| kind.get().can_answer_about(*chain)).collect::<Vec<_>>();
    Effect::new(move |_| {
        let fitting = fitting();
        if let (false, Some(first)) = (fitting.contains(&chain.get_untracked()), fitting.first()) {
            chain.set(*first);
        }
    });
    let list = move || state.chosen.choices.with(|choices| choices.own.iter().map(own_row).collect_view());
    view! {
        <h2>"Your own servers"</h2>
        <p class="note">"A node of yours sees what you follow, and nobody else does. Put {key} into the address where a provider wants a key, and the key itself below."</p>
        {(!state.chosen.own_servers).then(|| view! {
            <p class="warn">"This page cannot reach them: its security policy names the hosts of Spoor's table, so that even a fault in Spoor could send nothing anywhere else. "
                <a href="own-node.html#/settings">"Open the page for own servers"</a>", the same program, which may ask any host that you enter."</p>
        })}
        <ul class="askedlist">{list}</ul>
        <form class="fields" on:submit=add>
            <label>"It speaks"
                <select on:change=move |event| if let Some(picked) = Kind::named(&event_target_value(&event)) { kind.set(picked); }>
                    {Kind::OWN.into_iter().map(|one| view! { <option value=one.name() selected=one == first>{kind_name(one)}</option> }).collect_view()}
                </select>
            </label>
            <label>"Chain"
                <select on:change=move |event| if let Ok(picked) = event_target_value(&event).parse() { chain.set(picked); }>
                    {move || fitting().into_iter().map(|one| view! { <option value=one.to_string() selected=one == chain.get()>{one.name()}</option> }).collect_view()}
                </select>
            </label>
            <label class="wide">"Address"
                <input type="text" inputmode="url" spellcheck="false" autocomplete="off" maxlength="300" placeholder="http://127.0.0.1:8545" aria-describedby="own-wrong"
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true") prop:value=move || address.get()
                    on:input=move |event| { wrong.set(None); address.set(event_target_value(&event)); }/>
            </label>
            <p class="go"><button type="submit" class="button">"Add"</button><span id="own-wrong" class="failed" role="alert">{move || wrong.get()}</span></p>
        </form>
    }
}

fn own_row(own: &Own) -> impl IntoView + use<> {
    let state = app_state();
    let gone = own.clone();
    let name = Source::Own { kind: own.kind, base: own.base.clone() }.to_string();
    let remove = move |_| {
        state.chosen.choices.update(|choices| {
            choices.own.retain(|other| *other != gone);
            choices.order.values_mut().for_each(|order| order.retain(|one| *one != name));
        });
    };
    view! {
        <li class="askedrow">
            <span>{kind_name(own.kind)}", "{own.chain.name()}" "<span class="host">{own.base.to_string()}</span></span>
            <button type="button" class="button" aria-label=format!("Remove {}", own.base) on:click=remove>"Remove"</button>
        </li>
    }
}
