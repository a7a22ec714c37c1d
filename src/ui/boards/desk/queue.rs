//! The queue: one row a document, what can still be stopped first. Keys act on the row that has the keyboard.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::detail::{Detail, accept_now};
use super::state::{DeskState, desk_state};
use super::words;
use crate::board::desk::{Advice, Item, ORDER};
use crate::tip::recheck::Standing;

/// How many rows are drawn at once.
const ROWS: usize = 100;

/// The part of the page.
#[component]
pub fn Queue() -> impl IntoView {
    let desk = desk_state();
    let most = RwSignal::new(ROWS);
    let total = move || desk.triaged.with(|triaged| triaged.items.len());
    let rows = move || {
        let triaged = desk.triaged.get();
        triaged.items.iter().take(most.get()).map(|item| row(desk, item)).collect_view()
    };
    let head = move || {
        desk.triaged.with(|triaged| {
            let of = |word: &str| triaged.items.iter().filter(|item| words::advice(&item.suggestion.advice) == word).count();
            format!(
                "{}: {} to accept, {} to look at, {} to refuse, {} to leave",
                crate::ui::words::count(triaged.items.len(), "document", "documents"),
                of("accept"),
                of("look"),
                of("refuse"),
                of("leave")
            )
        })
    };
    view! {
        <section class="queue" aria-labelledby="desk-queue">
            <h2 id="desk-queue">"3. Decide"</h2>
            {move || (total() == 0).then(|| view! { <p class="note">"Nothing was taken in yet."</p> })}
            <Show when=move || { total() > 0 }>
                <p role="status" class="sum">{head}</p>
                <details><summary>"Order and keys"</summary>
                    <p class="note">{ORDER}</p>
                    <p class="note">"With the keyboard on a row: j and k go down and up, Enter opens it, a accepts it where that is suggested and else opens it, r opens it at the reason to refuse it. No key acts in a field."</p>
                </details>
                <div class="scroll" tabindex="0" role="region" aria-label="Queue" on:keydown=move |event| key(desk, &event)>
                    <table class="rows">
                        <thead><tr><th scope="col">"Place"</th><th scope="col">"Claim"</th><th scope="col">"Stands"</th><th scope="col">"Who can stop it"</th><th scope="col">"Came in"</th><th scope="col">"Notes"</th><th scope="col">"Suggested"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {move || (total() > most.get()).then(|| view! { <p class="go"><button type="button" class="button" on:click=move |_| most.update(|most| *most += ROWS)>{format!("Show {ROWS} more")}</button></p> })}
                <p class="go"><button type="button" class="button" on:click=move |_| desk.clear()>"Clear the queue"</button></p>
            </Show>
            {move || {
                let shown = desk.shown.get()?;
                let item = desk.triaged.with(|triaged| triaged.items.iter().find(|item| item.number == shown).cloned())?;
                Some(view! { <Detail item/> })
            }}
        </section>
    }
}

fn row(desk: DeskState, item: &Item) -> impl IntoView + use<> {
    let number = item.number;
    let who = item.told.as_ref().and_then(|told| told.freezable_by.clone()).map(|who| crate::ui::hostile::plain(&who, 90));
    let flags: Vec<&'static str> = item.flags.iter().map(|flag| words::flag(flag).0).collect();
    let near = (!item.near.is_empty()).then_some("near copy");
    let notes: Vec<&'static str> = flags.into_iter().chain(near).collect();
    let advice = words::advice(&item.suggestion.advice);
    view! {
        <tr class:shown=move || desk.shown.get() == Some(number)>
            <td class="number">{item.place}</td>
            <th scope="row"><button type="button" class="link claim" id=format!("desk-row-{number}") data-number=number.to_string()
                aria-expanded=move || (desk.shown.get() == Some(number)).to_string()
                on:click=move |_| desk.shown.update(|shown| *shown = (*shown != Some(number)).then_some(number))>{words::claim(item)}</button></th>
            <td>{words::standing(&item.standing)}</td>
            <td>{who.unwrap_or_else(|| "–".to_owned())}</td>
            <td>{item.from.received.minute()}</td>
            <td>{move || notes.iter().copied().chain(desk.onchain.standing(number).map(words::on_chain)).collect::<Vec<_>>().join(", ")}</td>
            <td><strong>{advice}</strong></td>
        </tr>
    }
}

fn key(desk: DeskState, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let at =
        document().active_element().and_then(|element| element.get_attribute("data-number")).and_then(|number| number.parse::<u64>().ok());
    let items = desk.triaged.get_untracked();
    let place = at.and_then(|at| items.items.iter().position(|item| item.number == at));
    let pressed = event.key();
    let to = match (pressed.as_str(), place) {
        ("j", None) => Some(0),
        ("j", Some(place)) => Some(place + 1),
        ("k", Some(place)) => place.checked_sub(1),
        _ => None,
    };
    if let Some(item) = to.and_then(|to| items.items.get(to)) {
        event.prevent_default();
        return focus(&format!("desk-row-{}", item.number));
    }
    let Some(item) = place.and_then(|place| items.items.get(place)) else { return };
    match pressed.as_str() {
        // What the desk would not accept is opened, so that it is read before anything is signed.
        "a" => {
            event.prevent_default();
            let refuted = untrack(|| desk.onchain.standing(item.number)) == Some(Standing::Refuted);
            if item.suggestion.advice == Advice::Accept && !refuted {
                accept_now(desk, item, None);
            } else {
                desk.shown.set(Some(item.number));
            }
        }
        "r" => {
            event.prevent_default();
            desk.shown.set(Some(item.number));
            leptos::task::spawn_local(async {
                gloo_timers::future::TimeoutFuture::new(30).await;
                focus("desk-reason");
            });
        }
        _ => {}
    }
}

/// Moves the keyboard to an element, where it is there.
pub fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // It can only fail for an element that is gone.
        drop(element.focus());
    }
}
