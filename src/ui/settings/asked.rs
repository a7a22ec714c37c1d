//! The explorers of a chain: in which order they are asked, and which are not.

use leptos::prelude::*;

use crate::explorer::service::{self, Kind, Role, Service, services};
use crate::explorer::source::Source;
use crate::money::Chain;
use crate::ui::choices::{Choices, Offered};
use crate::ui::state::{AppState, app_state};

/// The explorers of one chain at a time.
#[component]
pub fn Asked() -> impl IntoView {
    let state = app_state();
    let chain = RwSignal::new(Chain::ETHEREUM);
    let offered = Memo::new(move |_| state.chosen.explorers(chain.get()));
    let said = RwSignal::new(String::new());
    let rows = move || {
        let all = offered.get();
        let last = all.len().saturating_sub(1);
        if all.is_empty() {
            return view! { <li class="empty">"Nobody yet. Enter a server of your own below."</li> }.into_any();
        }
        all.into_iter().enumerate().map(|(at, one)| row(state, chain, one, (at, last), said)).collect_view().into_any()
    };
    view! {
        <h2>"Who is asked, in which order"</h2>
        <p class="note">"The first is asked. Where it gives no answer, the next is asked in its stead, and then that one has seen the question too. Each sees every address and transaction you follow there, your IP address, and the time."</p>
        <label class="line">"Chain "
            <select on:change=move |event| if let Ok(picked) = event_target_value(&event).parse() { chain.set(picked); }>
                {move || chains(&state.chosen.choices.get()).into_iter().map(|one| view! {
                    <option value=one.to_string() selected=one == chain.get_untracked()>{one.name()}</option>
                }).collect_view()}
            </select>
        </label>
        <ol class="askedlist">{rows}</ol>
        <p class="note" role="status">{move || said.get()}</p>
        <p class="note">"A link or a case file cannot add anybody. "{move || barred(state)}</p>
    }
}

/// The chains somebody can be asked about, each once, as the table has them.
#[must_use]
pub fn chains(choices: &Choices) -> Vec<Chain> {
    let mut all: Vec<Chain> = Vec::new();
    let table =
        services().iter().filter(|service| service.kind.role() == Role::Explorer).flat_map(|service| service.chains.iter().copied());
    for chain in table.chain(choices.own.iter().map(|own| own.chain)) {
        if !all.contains(&chain) {
            all.push(chain);
        }
    }
    all
}

const fn barred(state: AppState) -> &'static str {
    if state.chosen.own_servers {
        "This page may ask any host you enter."
    } else {
        "This page's security policy lets it reach the hosts of Spoor's own table and no other."
    }
}

fn row(
    state: AppState,
    chain: RwSignal<Chain>,
    offered: Offered,
    (at, last): (usize, usize),
    said: RwSignal<String>,
) -> impl IntoView + use<> {
    let Offered { source, name, host, lacks_key, is_off, is_barred } = offered;
    let facts = match &source {
        Source::Service(id) => service::service(id),
        _ => None,
    };
    let own = match &source {
        Source::Own { kind, .. } => Some(*kind),
        _ => None,
    };
    let move_by_one = move |up: bool| {
        let (source, name) = (source.clone(), name.clone());
        move |_| {
            state
                .chosen
                .choices
                .update(|choices| state.chosen.keys.with_untracked(|keys| choices.move_by_one(chain.get_untracked(), &source, up, keys)));
            said.set(format!("{name} is now asked {}.", if up { "earlier" } else { "later" }));
        }
    };
    let (up, down) = (move_by_one(true), move_by_one(false));
    let own_host = host.clone();
    let switch = move |event| state.chosen.choices.update(|choices| choices.switch(&own_host, event_target_checked(&event)));
    let word = if is_off {
        Some("switched off")
    } else if is_barred {
        Some("only from the page for own servers")
    } else if lacks_key {
        Some("needs your key")
    } else {
        None
    };
    let title = own.map_or_else(
        || facts.map(|facts| facts.name.clone()).unwrap_or_default(),
        |kind: Kind| format!("Your {}", crate::ui::choices::kind_name(kind)),
    );
    view! {
        <li class:off=word.is_some()>
            <div class="askedrow">
                <label class="choice"><input type="checkbox" prop:checked=!is_off on:change=switch/><span><strong>{title.clone()}</strong>" "<span class="host">{host}</span></span></label>
                <span class="go">
                    {word.map(|word| view! { <span class="tier">{word}</span> })}
                    <button type="button" class="button" aria-label=format!("Ask {title} earlier") disabled=at == 0 on:click=up>"↑"</button>
                    <button type="button" class="button" aria-label=format!("Ask {title} later") disabled=at == last on:click=down>"↓"</button>
                </span>
            </div>
            {facts.map(facts_of)}
        </li>
    }
}

/// What is known of a service.
pub fn facts_of(service: &'static Service) -> impl IntoView {
    let rate = rate(service.limit.interval_ms);
    let known =
        service.verified.iter().map(|fact| view! { <li>{fact.what.as_str()}<span class="src">{format!(" ({})", fact.how)}</span></li> });
    let owed = service.owed.iter().map(|what| view! { <li>{what.as_str()}<span class="src">" (not tried yet)"</span></li> });
    view! {
        <details class="facts">
            <summary>{format!("{rate}. What it counts: {}", service.counts)}</summary>
            {service.note.as_ref().map(|note| view! { <p>{note.as_str()}</p> })}
            <ul>{known.collect_view()}{owed.collect_view()}</ul>
        </details>
    }
}

/// How often Spoor asks, in words.
#[must_use]
pub fn rate(interval_ms: u64) -> String {
    match interval_ms {
        0 => "Asked as fast as it answers".to_owned(),
        1..=999 => {
            let tenths = 10_000 / interval_ms;
            let rest = if tenths.is_multiple_of(10) { String::new() } else { format!(".{}", tenths % 10) };
            format!("Asked at most {}{rest} times a second", tenths / 10)
        }
        1_000 => "Asked at most once a second".to_owned(),
        _ => format!("Asked at most {} times a minute", 60_000 / interval_ms),
    }
}
