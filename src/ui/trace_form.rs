//! The form that starts a trace. What most visitors choose is in sight; the rest is behind "More choices".

use leptos::prelude::*;

use super::followed::Followed;
use super::form::{Field, RULES, TraceForm};
use super::settings::asked::chains;
use super::state::{AppState, app_state};
use super::who::{Who, chain};
use crate::trace::view::{Direction, Policy};

/// The id of the part that is closed at first.
const MORE: &str = "form-more";

/// The form. What is typed stays when something is wrong with it.
#[component]
pub fn TraceFormView() -> impl IntoView {
    let state = app_state();
    let wrong = RwSignal::new(None::<(Field, String)>);
    let start = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        wrong.set(state.start().err());
        match wrong.with_untracked(|wrong| wrong.as_ref().map(|(field, _)| *field)) {
            Some(field) => show(field),
            // The form folds away: the keyboard goes where the trace will stand.
            None => super::focus::focus_main(),
        }
    };
    view! {
        <form class="traceform" on:submit=start>
            <div class="asks">
                <Who/>
                <What wrong/>
                <fieldset>
                    <legend>"Which way"</legend>
                    {[(Direction::Forward, "To where it went"), (Direction::Backward, "To where it came from")].map(|(way, text)| choice(
                        "direction", text.into(), None,
                        Signal::derive(move || state.form.with(|form| form.direction == way)),
                        Callback::new(move |()| { wrong.set(None); state.form.update(|form| form.direction = way); }),
                    ))}
                </fieldset>
            </div>
            <div class="fields">{text_box(state, wrong, Field::Budget, |_| "at most, in all")}</div>
            <details class="morechoices" id=MORE>
                <summary>"More choices"<small>{move || state.form.with(TraceForm::behind)}</small></summary>
                <div class="fields">
                    {text_box(state, wrong, Field::Hops, |followed| if followed == Followed::Theft { "from the theft, at most" } else { "from the start, at most" })}
                    {text_box(state, wrong, Field::Dust, |followed| if followed == Followed::Theft { "per cent of the stolen sum" } else { "per cent of the followed sum" })}
                    {text_box(state, wrong, Field::From, |_| "first day, UTC, as 2025-02-21")}
                    {text_box(state, wrong, Field::Until, |_| "last day, UTC; empty for all")}
                </div>
                <Rules/>
            </details>
            <Across/>
            <p class="go">
                <button type="submit" class="button primary" disabled=move || state.case.with(Option::is_none)>"Start"</button>
                <span id="form-error" class="failed" role="alert">{move || wrong.get().map(|(_, why)| why)}</span>
            </p>
        </form>
    }
}

/// Brings a field that is wrong into sight and the keyboard to it.
fn show(field: Field) {
    use wasm_bindgen::JsCast;
    if let (true, Some(more)) = (field.is_behind(), document().get_element_by_id(MORE)) {
        // The name is a constant that HTML allows.
        drop(more.set_attribute("open", ""));
    }
    if let Some(field) = document().get_element_by_id(field.id()) {
        // Focus can only fail for an element that is gone.
        drop(field.unchecked_into::<web_sys::HtmlElement>().focus());
    }
}

/// What is followed: the theft, or what the visitor names.
#[component]
fn What(wrong: RwSignal<Option<(Field, String)>>) -> impl IntoView {
    let state = app_state();
    let named = Memo::new(move |_| state.form.with(|form| form.named));
    let theft = state
        .case
        .with_untracked(|case| case.as_ref().map_or_else(|| "The theft".to_owned(), |case| format!("The theft from {}", case.name)));
    let help = move || {
        let chain = chain(state).map_or_else(String::new, |chain| chain.name());
        let held = if state.form.with(|form| form.explorer == "recorded") {
            " The recording holds only what is on the way of this theft."
        } else {
            ""
        };
        format!("One address of {chain}, or one transaction hash; after the hash its recipient, if only that payment is meant.{held}")
    };
    let own = move |named: bool, text: String| {
        let choose = move |()| {
            wrong.set(None);
            state.form.update(|form| form.named = named);
        };
        choice("start", text, None, Signal::derive(move || state.form.with(|form| form.named == named)), Callback::new(choose))
    };
    view! {
        <fieldset class="what">
            <legend>"What is followed"</legend>
            {own(false, theft)}
            {own(true, Field::Start.name().to_owned())}
            {move || named.get().then(|| view! {
                <input id=Field::Start.id() class="idbox" type="text" spellcheck="false" autocomplete="off" autocapitalize="off" maxlength="400"
                    aria-label=Field::Start.name() aria-describedby="form-start-help form-error" aria-invalid=move || is_wrong(wrong, Field::Start)
                    prop:value=move || state.form.with(|form| form.start.clone())
                    on:input=move |event| { wrong.set(None); state.form.update(|form| form.name_start(event_target_value(&event))); }/>
                <label class="line">"on "
                    <select on:change=move |event| { wrong.set(None); state.form.update(|form| form.chain = event_target_value(&event).parse().ok()); }>
                        {move || state.chosen.choices.with(chains).into_iter().map(|one| view! {
                            <option value=one.to_string() selected=Some(one) == chain(state)>{one.name()}</option>
                        }).collect_view()}
                    </select>
                </label>
                <p id="form-start-help" class="note">{help}</p>
            })}
        </fieldset>
    }
}

/// Whether bridges are asked where the money came out. Following back asks none.
#[component]
fn Across() -> impl IntoView {
    let state = app_state();
    let can = Memo::new(move |_| state.form.with(|form| form.direction == Direction::Forward && form.explorer != "recorded"));
    move || {
        can.get().then(|| {
            view! {
                <label class="choice">
                    <input type="checkbox" prop:checked=move || state.form.with(|form| form.bridges)
                        on:change=move |event| state.form.update(|form| form.bridges = event_target_checked(&event))/>
                    <span>"Follow across bridges"<small>
                        "Where stolen money reaches a bridge with a public record, that bridge's own service is asked about the payment, and sees it. \
                        Where it came out on another chain, the explorers you left on for that chain in Settings are asked."
                    </small></span>
                </label>
            }
        })
    }
}

/// The rule for mixed money: five that add up, and the upper bound apart from them.
#[component]
fn Rules() -> impl IntoView {
    let state = app_state();
    let followed = Memo::new(move |_| state.form.with(TraceForm::followed));
    let rule = move |policy: Policy| {
        let followed = followed.get();
        choice(
            "policy",
            followed.policy(policy).to_owned(),
            Some(followed.rule(policy)),
            Signal::derive(move || state.form.with(|form| form.policy == policy)),
            Callback::new(move |()| state.form.update(|form| form.policy = policy)),
        )
    };
    view! {
        <fieldset class="rules" aria-describedby="form-rules">
            <legend>"Where money mixes"</legend>
            <p id="form-rules" class="note">{move || format!(
                "Nobody can say which coin is which. The rule decides which part counts as {}; what the other rules say is shown beside it.", followed.get().sum()
            )}</p>
            <div>{move || RULES.map(rule).collect_view()}</div>
            <p class="note">"As an upper bound only:"</p>
            {move || rule(Policy::Poison)}
        </fieldset>
    }
}

/// A radio button with its text, and a sentence about it.
pub fn choice(group: &'static str, text: String, about: Option<String>, chosen: Signal<bool>, choose: Callback<()>) -> AnyView {
    view! {
        <label class="choice">
            <input type="radio" name=group prop:checked=move || chosen.get() on:change=move |_| choose.run(())/>
            <span>{text}{about.map(|about| view! { <small>{about}</small> })}</span>
        </label>
    }
    .into_any()
}

/// A box with its name and what is to be put in.
fn text_box(state: AppState, wrong: RwSignal<Option<(Field, String)>>, field: Field, help: fn(Followed) -> &'static str) -> AnyView {
    let (id, help_id) = (field.id(), format!("{}-help", field.id()));
    let mode = match field {
        Field::Start | Field::From | Field::Until => "text",
        Field::Dust => "decimal",
        Field::Budget | Field::Hops => "numeric",
    };
    let shown = move || state.form.with(|form| help(form.followed()));
    view! {
        <p class="box">
            <label for=id>{field.name()}</label>
            <small id=help_id.clone()>{shown}</small>
            <input id=id inputmode=mode autocomplete="off" maxlength="40" aria-describedby=format!("{help_id} form-error")
                aria-invalid=move || is_wrong(wrong, field)
                prop:value=move || state.form.with(|form| form.typed(field).to_owned())
                on:input=move |event| { wrong.set(None); state.form.update(|form| form.type_in(field, event_target_value(&event))); }/>
        </p>
    }
    .into_any()
}

fn is_wrong(wrong: RwSignal<Option<(Field, String)>>, field: Field) -> Option<&'static str> {
    wrong.with(|wrong| wrong.as_ref().is_some_and(|(wrong, _)| *wrong == field)).then_some("true")
}
