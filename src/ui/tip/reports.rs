//! A freeze request, a complaint, a report: chosen, seen, copied, saved. Each cites the signed tip.

use std::sync::Arc;

use leptos::prelude::*;

use super::desk::sentence;
use crate::tip::Tip;
use crate::tip::report::{Form, Recipient, ReportError, blanks, forms, power_words, recipients, write};
use crate::ui::copy::CopyButton;
use crate::ui::words;
use crate::web::file;

/// The forms, and the text of the chosen one.
#[component]
pub fn Reports(
    /// The signed tip.
    tip: Arc<Tip>,
) -> impl IntoView {
    let chosen = RwSignal::new(0_usize);
    let to = RwSignal::new(0_usize);
    let whom = StoredValue::new(recipients(tip.payload()));
    let options =
        forms().iter().enumerate().map(|(at, form)| view! { <option value=at.to_string()>{form.name.clone()}</option> }).collect_view();
    let choose = move |event| chosen.set(event_target_value(&event).parse().unwrap_or(0));
    let body = move || {
        let form = forms().get(chosen.get())?;
        let text = whom.with_value(|whom| text(form, &tip, whom, to.get()));
        let name = format!("{}-{}.txt", form.id, &tip.id()[..12]);
        Some(view! { <About form/>{form.is_to_freezer().then(|| whom.with_value(|whom| choice(whom, to)))}<Written text name/> })
    };
    view! {
        <details class="reports">
            <summary>"Ask for a freeze, or report the theft"</summary>
            <p>"Texts from this tip for those who can act on it. What Spoor cannot know stands as a blank for you to fill. Nothing is sent."</p>
            <label class="field" for="report-form">"Which text"</label>
            <select id="report-form" on:change=choose>{options}</select>
            {body}
        </details>
    }
}

/// The form's text, or the sentence why there is none.
fn text(form: &Form, tip: &Tip, whom: &Result<Vec<Recipient>, ReportError>, to: usize) -> Result<String, String> {
    let to = match (form.is_to_freezer(), whom) {
        (false, _) => None,
        (true, Ok(whom)) => whom.get(to),
        (true, Err(error)) => return Err(sentence(error)),
    };
    write(form, tip, to).map_err(sentence)
}

#[component]
fn About(form: &'static Form) -> impl IntoView {
    let to = if form.is_to_freezer() { String::new() } else { format!(" Where: {}.", form.to.trim_start_matches("https://")) };
    view! {
        <p>{form.whom.clone()}{to}<span class="note">{format!(" Fields by: {} Read on {}.", form.source, form.as_of)}</span></p>
    }
}

/// To whom, where several can act.
fn choice(whom: &Result<Vec<Recipient>, ReportError>, to: RwSignal<usize>) -> Option<AnyView> {
    let several = whom.as_ref().ok().filter(|whom| whom.len() > 1)?;
    let option = |(at, one): (usize, &Recipient)| {
        let named = format!("{}: {}", one.who, power_words(one.power));
        view! { <option value=at.to_string() selected=at == to.get_untracked()>{named}</option> }
    };
    let options = several.iter().enumerate().map(option).collect_view();
    Some(
        view! {
            <label class="field" for="report-to">"To whom"</label>
            <select id="report-to" on:change=move |event| to.set(event_target_value(&event).parse().unwrap_or(0))>{options}</select>
        }
        .into_any(),
    )
}

#[component]
fn Written(text: Result<String, String>, name: String) -> impl IntoView {
    let text = match text {
        Ok(text) => text,
        Err(why) => return view! { <p class="warn">{why}</p> }.into_any(),
    };
    let trouble = RwSignal::new(None::<String>);
    let saved = text.clone();
    let save = move |_| trouble.set(file::save(&name, "text/plain", &saved).map_err(sentence).err());
    let left = match blanks(&text) {
        0 => String::new(),
        many => format!("{} for you to fill.", words::count(many, "blank", "blanks")),
    };
    view! {
        <p class="go">
            <CopyButton text=Signal::stored(text.clone()) what="report"/>
            <button type="button" class="button" on:click=save>"Save the report (.txt)"</button>
            {left}
        </p>
        <p class="failed" role="alert">{move || trouble.get()}</p>
        <pre class="tiptext scroll tall" tabindex="0" aria-label="The report as it is copied">{text}</pre>
    }
    .into_any()
}
