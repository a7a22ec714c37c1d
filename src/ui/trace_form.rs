//! The form that starts a trace: who is asked, how much, how far, and how stolen and other money are told apart.

use leptos::prelude::*;

use super::form::TraceForm;
use super::links;
use super::state::app_state;
use super::words;
use crate::trace::view::Policy;

/// The form. What is typed stays when something is wrong with it.
#[component]
pub fn TraceFormView() -> impl IntoView {
    let state = app_state();
    let error = RwSignal::new(None::<String>);
    let start = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        error.set(state.start().err());
        if error.with_untracked(Option::is_none) {
            // The form folds away: the keyboard goes where the trace will stand.
            super::shell::focus_main();
        }
    };
    let edit = move |change: fn(&mut TraceForm, String)| {
        move |event: leptos::ev::Event| {
            error.set(None);
            state.form.update(|form| change(form, event_target_value(&event)));
        }
    };
    let hosts = move || state.case.with(|case| case.as_ref().map(|case| (case.recording.is_some(), links::explorer(case.chain))));
    let choices = move || {
        let (recorded, host) = hosts().unwrap_or((false, None));
        let recorded =
            recorded.then(|| ("recorded".to_owned(), "The recording that came with Spoor: nothing leaves the browser".to_owned()));
        let live = host.map(|host| (host.to_owned(), format!("{host}: sees every address you follow, and yours")));
        recorded.into_iter().chain(live).collect::<Vec<_>>()
    };
    // A choice that the case does not offer is not sent by accident.
    Effect::new(move |_| {
        let offered = choices();
        let fits = state.form.with_untracked(|form| offered.iter().any(|(value, _)| *value == form.explorer));
        if let (false, Some((first, _))) = (fits, offered.first()) {
            state.form.update(|form| form.explorer.clone_from(first));
        }
    });
    view! {
        <form class="traceform" on:submit=start aria-describedby="form-error">
            <fieldset class="ask">
                <legend>"Who is asked"</legend>
                {move || choices().into_iter().map(|(value, text)| {
                    let (own, checked) = (value.clone(), value.clone());
                    view! {
                        <label class="choice">
                            <input type="radio" name="explorer" value=value prop:checked=move || state.form.with(|form| form.explorer == checked)
                                on:change=move |_| state.form.update(|form| form.explorer.clone_from(&own))/>
                            <span>{text}</span>
                        </label>
                    }
                }).collect_view()}
            </fieldset>
            <div class="fields">
                <label>"Requests"<small>"at most, in all"</small>
                    <input inputmode="numeric" autocomplete="off" prop:value=move || state.form.with(|form| form.budget.clone())
                        on:input=edit(|form, typed| form.budget = typed)/></label>
                <label>"Hops"<small>"from the theft, at most"</small>
                    <input inputmode="numeric" autocomplete="off" prop:value=move || state.form.with(|form| form.hops.clone())
                        on:input=edit(|form, typed| form.hops = typed)/></label>
                <label>"Leave out below"<small>"per cent of the stolen sum"</small>
                    <input inputmode="decimal" autocomplete="off" prop:value=move || state.form.with(|form| form.dust.clone())
                        on:input=edit(|form, typed| form.dust = typed)/></label>
                <label>"Where money mixes"<small>"which part counts as stolen"</small>
                    <select on:change=edit(|form, chosen| form.policy = if chosen == "haircut" { Policy::Haircut } else { Policy::Fifo })>
                        {[(Policy::Fifo, "fifo"), (Policy::Haircut, "haircut")].map(|(policy, value)| view! {
                            <option value=value selected=move || state.form.with(|form| form.policy == policy)>{words::policy(policy)}</option>
                        }).collect_view()}
                    </select></label>
            </div>
            <p class="go">
                <button type="submit" class="button primary" disabled=move || state.case.with(Option::is_none)>"Start"</button>
                <span id="form-error" class="failed" role="alert">{move || error.get()}</span>
            </p>
        </form>
    }
}
