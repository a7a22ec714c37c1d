//! Entries that are not about one tip: freezes, returns, payments, answers, totals, corrections. Each form is drawn from its
//! table of fields.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::state::{DeskState, desk_state};
use crate::board::desk::form::{Field, Form, Kind, Typed, forms};
use crate::money::Asset;
use crate::ui::words;
use crate::web::clock;

/// The part of the page.
#[component]
pub fn OtherEntries() -> impl IntoView {
    let desk = desk_state();
    let kind = RwSignal::new("frozen".to_owned());
    let typed = RwSignal::new(Typed::new());
    let trouble = RwSignal::new(None::<(String, String)>);
    let choose = move |event| {
        kind.set(event_target_value(&event));
        typed.set(Typed::new());
        trouble.set(None);
    };
    let sign = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(form) = Form::of(&kind.get_untracked()) else { return };
        let content = match form.read(&typed.get_untracked()) {
            Ok(content) => content,
            Err(error) => return trouble.set(Some((error.field.clone(), error.to_string()))),
        };
        match desk.say(format!("{}{}", form.title.to_lowercase(), named(&typed.get_untracked())), vec![content]) {
            Ok(()) => {
                trouble.set(None);
                typed.set(Typed::new());
            }
            Err(error) if error.field.is_empty() => trouble.set(Some((String::new(), error.to_string()))),
            Err(error) => {
                let at = form.fault_at(&error.field, &error.why);
                trouble.set(Some((at.field.clone(), at.to_string())));
            }
        }
    };
    view! {
        <section class="others" aria-labelledby="desk-others">
            <h2 id="desk-others">"4. Freezes, returns, answers, totals"</h2>
            <label class="field" for="desk-kind">"What happened"</label>
            <select id="desk-kind" on:change=choose>
                {forms().map(|form| view! { <option value=form.kind selected=move || kind.get() == form.kind>{form.title}</option> }).collect_view()}
            </select>
            {move || Form::of(&kind.get()).map(|form| view! {
                <form class="entry" on:submit=sign>
                    <p class="note">{form.about}</p>
                    {help(desk, form, typed)}
                    {form.fields.iter().map(|field| field_view(field, typed, trouble)).collect_view()}
                    <p class="failed" role="alert">{move || trouble.get().map(|(_, why)| why)}</p>
                    <p class="go"><button type="submit" class="button primary">"Sign this entry"</button></p>
                </form>
            })}
        </section>
    }
}

/// What an entry is about, for the list of decisions.
fn named(typed: &Typed) -> String {
    let name = ["freeze", "actor", "case", "of", "to"].iter().find_map(|name| typed.get(*name)).filter(|name| !name.trim().is_empty());
    name.map(|name| format!(": {}", crate::ui::hostile::plain(name, 80))).unwrap_or_default()
}

/// Buttons that fill in what is known.
fn help(desk: DeskState, form: &'static Form, typed: RwSignal<Typed>) -> impl IntoView {
    let now = form.fields.iter().find(|field| field.kind == Kind::Time && !field.optional).map(|field| {
        let name = field.name;
        let set = move |_| typed.update(|typed| drop(typed.insert(name.to_owned(), clock::now_s().to_string())));
        view! { <button type="button" class="button" on:click=set>"Now"</button> }
    });
    let cases = (form.kind == "case").then(|| {
        // A case that is opened meanwhile comes to the list.
        let all = move || desk.cases.with(|cases| cases.as_ref().map(|cases| cases.cases().to_vec()).unwrap_or_default());
        let fill = move |event| {
            let id = event_target_value(&event);
            let found = desk.cases.with_untracked(|cases| cases.as_ref().and_then(|cases| cases.find(&id).ok().cloned()));
            if let Some(case) = found {
                typed.update(|typed| {
                    let pack = crate::tip::pack_of(&case).unwrap_or_default();
                    typed.extend(BTreeMap::from([("case".to_owned(), case.id.clone()), ("name".to_owned(), case.name.clone()), ("pack".to_owned(), pack)]));
                });
            }
        };
        view! {
            <label class="field" for="desk-known-case">"Fill in from a case that Spoor knows"</label>
            <select id="desk-known-case" on:change=fill>
                <option value="">"–"</option>
                {move || all().into_iter().map(|case| view! { <option value=case.id.clone()>{format!("{} ({})", crate::ui::hostile::plain(&case.name, 60), crate::ui::hostile::plain(&case.id, 60))}</option> }).collect_view()}
            </select>
        }
    });
    view! { <div class="help">{now}{cases}</div> }
}

fn field_view(field: &'static Field, typed: RwSignal<Typed>, trouble: RwSignal<Option<(String, String)>>) -> impl IntoView {
    let id = format!("desk-field-{}", field.name.replace('.', "-"));
    let value = move || typed.with(|typed| typed.get(field.name).cloned().unwrap_or_default());
    let set = move |event| {
        let text = event_target_value(&event);
        typed.update(|typed| drop(typed.insert(field.name.to_owned(), text)));
    };
    let wrong = move || trouble.with(|trouble| trouble.as_ref().is_some_and(|(at, _)| at == field.name)).then_some("true");
    let hint = if field.optional && field.hint.is_empty() { "may be left out" } else { field.hint };
    let control = match field.kind {
        Kind::Choice(choices) => {
            let option = move |(word, name): (&'static str, &'static str)| view! { <option value=word selected=move || value() == word>{name}</option> };
            view! { <select id=id.clone() aria-invalid=wrong on:change=set><option value="" selected=move || value().is_empty()>"–"</option>{choices.iter().copied().map(option).collect_view()}</select> }.into_any()
        }
        Kind::Asset => {
            let option = move |known: &'static crate::money::KnownAsset| {
                let name = known.id.parse::<Asset>().map(|asset| words::asset(&asset)).unwrap_or_default();
                view! { <option value=known.id selected=move || value() == known.id>{name}</option> }
            };
            view! { <select id=id.clone() aria-invalid=wrong on:change=set><option value="" selected=move || value().is_empty()>"–"</option>{Asset::list().iter().map(option).collect_view()}</select> }.into_any()
        }
        Kind::Digests => view! { <textarea id=id.clone() rows="2" class="mono" spellcheck="false" aria-invalid=wrong prop:value=value on:input=set></textarea> }.into_any(),
        _ => view! { <input id=id.clone() autocomplete="off" spellcheck="false" aria-invalid=wrong prop:value=value on:input=set/> }.into_any(),
    };
    view! {
        <div class="fieldrow">
            <label class="field" for=id>{field.label}" "<small>{hint}</small></label>
            {control}
        </div>
    }
}
