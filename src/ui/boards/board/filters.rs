//! What of the board is shown: case, period, kind of place, whose rows, and whether examples are.

use std::sync::Arc;

use leptos::prelude::*;

use super::choice::{Choice, PLACES, Whose};
use super::words;
use crate::board::Board;
use crate::ui::words as sentences;

/// The most cases to choose from.
const CASES: usize = 500;

/// The form. Whatever is changed holds at once.
#[component]
pub fn Filters(
    /// The board; its list of cases is whole under every filter.
    #[prop(into)]
    board: Signal<Arc<Board>>,
    /// What is chosen.
    choice: RwSignal<Choice>,
) -> impl IntoView {
    let cases = Memo::new(move |_| {
        board.with(|board| {
            let name = |name: &str, case: &str| words::name(name).unwrap_or_else(|| words::told(case));
            board.cases.iter().take(CASES).map(|case| (case.case.clone(), name(&case.name, &case.case))).collect::<Vec<_>>()
        })
    });
    let trouble = move || choice.with(|choice| choice.filter().err()).map(|error| sentences::sentence(&error.to_string()));
    let option = move |(case, name): (String, String)| {
        let own = case.clone();
        view! { <option value=case prop:selected=move || choice.with(|choice| choice.case == own)>{name}</option> }
    };
    view! {
        <form class="boardfilters" aria-label="What is shown" on:submit=|event| event.prevent_default()>
            <label>"Case"
                <select on:change=move |event| choice.update(|choice| choice.case = event_target_value(&event))>
                    <option value="" prop:selected=move || choice.with(|choice| choice.case.is_empty())>"All cases"</option>
                    {move || cases.get().into_iter().map(option).collect_view()}
                </select>
            </label>
            <label>"From"
                <input type="date" prop:value=move || choice.with(|choice| choice.from.clone()) on:change=move |event| choice.update(|choice| choice.from = event_target_value(&event))/>
            </label>
            <label>"Until"
                <input type="date" prop:value=move || choice.with(|choice| choice.to.clone()) on:change=move |event| choice.update(|choice| choice.to = event_target_value(&event))/>
            </label>
            <label>"Money found at"
                <select on:change=move |event| choice.update(|choice| choice.place = event_target_value(&event).parse().ok())>
                    <option value="" prop:selected=move || choice.with(|choice| choice.place.is_none())>"Any place"</option>
                    {PLACES.into_iter().enumerate().map(|(at, place)| view! {
                        <option value=at.to_string() prop:selected=move || choice.with(|choice| choice.place == Some(at))>{words::place(place)}</option>
                    }).collect_view()}
                </select>
            </label>
            <label>"Ranked"
                <select on:change=move |event| choice.update(|choice| choice.whose = whose(&event_target_value(&event)))>
                    {Whose::ALL.into_iter().enumerate().map(|(at, (one, name))| view! {
                        <option value=at.to_string() prop:selected=move || choice.with(|choice| choice.whose == one)>{name}</option>
                    }).collect_view()}
                </select>
            </label>
            <button type="button" class="button" disabled=move || choice.with(|choice| !choice.narrows())
                on:click=move |_| choice.update(|choice| *choice = Choice { examples: choice.examples, ..Choice::default() })>"Show all"</button>
            <p class="failed" role="alert">{trouble}</p>
        </form>
        <Examples board choice/>
    }
}

fn whose(text: &str) -> Whose {
    text.parse().ok().and_then(|at: usize| Whose::ALL.get(at)).map(|(whose, _)| *whose).unwrap_or_default()
}

/// Says that there are examples, and shows or hides them.
#[component]
pub fn Examples(
    /// The board.
    #[prop(into)]
    board: Signal<Arc<Board>>,
    /// What is chosen.
    choice: RwSignal<Choice>,
) -> impl IntoView {
    let examples = Memo::new(move |_| board.with(|board| board.about.examples));
    let said = move || {
        let number = words::count(examples.get(), "entry of this feed is an example", "entries of this feed are examples");
        format!("{number}, made up to show how a board works.")
    };
    let shown = Memo::new(move |_| choice.with(|choice| choice.examples));
    move || {
        (examples.get() > 0).then(|| {
            view! {
                <p class="examples">
                    {said}" "
                    <label class="choice">
                        <input type="checkbox" role="switch" prop:checked=move || shown.get()
                            on:change=move |event| choice.update(|choice| choice.examples = event_target_checked(&event))/>
                        <span>"Show them, each marked"</span>
                    </label>
                </p>
            }
        })
    }
}
