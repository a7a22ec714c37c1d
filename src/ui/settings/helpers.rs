//! Services that are no explorers: bridges' own records, prices, signatures, calendars.

use leptos::prelude::*;

use super::asked::facts_of;
use crate::explorer::service::{Role, Service, services};
use crate::ui::state::app_state;

/// The list, each with its switch.
#[component]
pub fn Helpers() -> impl IntoView {
    let part = |title: &'static str, role: Role| {
        let rows = services().iter().filter(move |service| service.kind.role() == role).filter_map(row);
        view! { <h3>{title}</h3><ul class="askedlist">{rows.collect_view()}</ul> }
    };
    view! {
        <details class="helpers">
            <summary>"Bridges' own records, and other helpers"</summary>
            <p class="note">"A bridge's record is asked only about a payment that went into that bridge."</p>
            {part("Bridges", Role::Bridge)}
            {part("Other helpers", Role::Support)}
        </details>
    }
}

fn row(service: &'static Service) -> Option<impl IntoView> {
    let state = app_state();
    let host = service.host()?;
    let is_on = move || state.chosen.choices.with(|choices| !choices.off.contains(host));
    let switch = move |event| state.chosen.choices.update(|choices| choices.switch(host, event_target_checked(&event)));
    Some(view! {
        <li class:off=move || !is_on()>
            <div class="askedrow">
                <label class="choice"><input type="checkbox" prop:checked=is_on on:change=switch/><span><strong>{service.name.as_str()}</strong>" "<span class="host">{host}</span></span></label>
            </div>
            {facts_of(service)}
        </li>
    })
}
