//! The form for a label of the visitor's own.

use leptos::prelude::*;

use crate::journal::labels::Ask;
use crate::label::{Category, Confidence, Label, MOST_NAME, MOST_SOURCE, Typed};
use crate::money::Account;
use crate::ui::label_words::{CONFIDENCES, KINDS, kind};
use crate::ui::state::app_state;
use crate::ui::words;

/// The form. With an account it is about that one, else the address is typed.
#[component]
pub fn OwnForm(
    /// The account, where it is fixed.
    account: Option<Account>,
    /// The label whose place the new one takes.
    was: Option<Label>,
    /// When it was kept.
    #[prop(into)]
    done: Callback<()>,
) -> impl IntoView {
    let state = app_state();
    let first = was.as_ref().map(Typed::from).unwrap_or_else(|| Typed {
        chain: account.as_ref().map_or_else(String::new, |account| account.chain().to_string()),
        address: account.as_ref().map_or_else(String::new, |account| account.address().to_string()),
        name: String::new(),
        category: Category::Exchange,
        confidence: Confidence::Unknown,
        source: String::new(),
        from: String::new(),
        to: String::new(),
    });
    let typed = RwSignal::new(first);
    let waiting = RwSignal::new(false);
    let is_fixed = account.is_some() || was.is_some();
    state.labels.said.set(None);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        waiting.set(true);
        state.labels.in_form.set(true);
        state.labels.said.set(None);
        state.ask_labels(Ask::Put { was: was.clone(), typed: typed.get_untracked() });
    };
    Effect::new(move |_| {
        if let (true, Some(said)) = (waiting.get_untracked(), state.labels.said.get()) {
            waiting.set(false);
            if said.is_ok() {
                done.run(());
            }
        }
    });
    let text = move |name: &'static str, most: usize, hint: &'static str, field: fn(&mut Typed) -> &mut String| {
        let value = move || typed.with(|typed| field(&mut typed.clone()).clone());
        view! {
            <label>{name}
                <input type="text" spellcheck="false" autocomplete="off" maxlength=most placeholder=hint prop:value=value
                    on:input=move |event| typed.update(|typed| *field(typed) = event_target_value(&event))/>
            </label>
        }
    };
    let refused = move || state.labels.said.get().and_then(Result::err).filter(|_| state.labels.in_form.get());
    view! {
        <form class="labelform" on:submit=send>
            {(!is_fixed).then(|| text("Address", 120, "0x…, bc1…, T…", |typed| &mut typed.address))}
            {text("Name", MOST_NAME, "Who it is", |typed| &mut typed.name)}
            <label>"Kind"
                <select on:change=move |event| if let Some(picked) = KINDS.iter().find(|each| kind(**each) == event_target_value(&event)) { typed.update(|typed| typed.category = *picked); }>
                    {KINDS.map(|each| view! { <option value=kind(each) selected=move || typed.with(|typed| typed.category == each)>{kind(each)}</option> }).collect_view()}
                </select>
            </label>
            <label>"How sure"
                <select on:change=move |event| if let Some(picked) = CONFIDENCES.iter().find(|each| words::confidence(**each) == event_target_value(&event)) { typed.update(|typed| typed.confidence = *picked); }>
                    {CONFIDENCES.map(|each| view! { <option value=words::confidence(each) selected=move || typed.with(|typed| typed.confidence == each)>{words::confidence(each)}</option> }).collect_view()}
                </select>
            </label>
            {text("Source", MOST_SOURCE, "A link or a document; empty: you know it", |typed| &mut typed.source)}
            {text("From, a day", 10, "2025-02-21, or empty", |typed| &mut typed.from)}
            {text("Until, a day", 10, "or empty", |typed| &mut typed.to)}
            <p class="go"><button type="submit" class="button">"Keep this label"</button><span class="failed" role="alert">{refused}</span></p>
        </form>
    }
}
