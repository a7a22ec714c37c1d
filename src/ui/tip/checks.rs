//! Step 3: what would get the tip rejected, what a reader will ask, what is in order. What stops the signature is put right
//! by a press, or set aside with a reason.

use leptos::prelude::*;

use super::desk::{Desk, Subject, sentence};
use super::fixes;
use crate::tip::preflight::{Check, Level, table};
use crate::tip::{LEAST_REASON, MOST_REASON};
use crate::ui::words;

/// The step.
#[component]
pub fn Checks(
    /// What the tip is about.
    #[prop(into)]
    subject: Signal<Subject>,
    /// Where the typed things lie.
    desk: Desk,
) -> impl IntoView {
    // Drawn again only where something changed, so that a reason keeps the focus while it is typed.
    let checks = Memo::new(move |_| desk.checks(&subject.get()));
    let row = move |check: &Check| row(check, subject, desk);
    move || {
        let checks = checks.get();
        let of = |level: Level| checks.iter().filter(move |check| check.level == level);
        let [blocking, aside, notes, limits] = [Level::Block, Level::Overridden, Level::Note, Level::Limit].map(|level| of(level).count());
        let verdict = match (blocking, aside) {
            (0, 0) => "Nothing stands against signing.".to_owned(),
            (0, many) => format!("{} set aside; the tip says so, with your reason.", words::count(many, "check is", "checks are")),
            (many, _) => format!("{} would get this tip rejected.", words::count(many, "thing", "things")),
        };
        view! {
            <p class:failed=move || blocking != 0 role="status">{verdict}</p>
            <ul class="checks">
                {of(Level::Block).map(row).collect_view()}
                {of(Level::Overridden).map(row).collect_view()}
                {of(Level::Ok).map(row).collect_view()}
            </ul>
            {(notes != 0).then(|| view! {
                <h3>"What a reader will ask about"</h3>
                <ul class="checks">{of(Level::Note).map(row).collect_view()}</ul>
            })}
            {(limits != 0).then(|| view! {
                <details>
                    <summary>{format!("{} written into the tip", words::count(limits, "limit is", "limits are"))}</summary>
                    <ul class="checks">{of(Level::Limit).map(row).collect_view()}</ul>
                </details>
            })}
        }
    }
}

fn row(check: &Check, subject: Signal<Subject>, desk: Desk) -> impl IntoView + use<> {
    let (mark, word, class) = match check.level {
        Level::Block => ("×", "Stops you: ", "mark fail"),
        Level::Overridden => ("!", "Set aside: ", "mark warn"),
        Level::Note | Level::Limit => ("!", "To know: ", "mark warn"),
        Level::Ok => ("✓", "In order: ", "mark pass"),
    };
    let (id, is_blocking) = (check.id, check.level == Level::Block);
    let presses = check.fixes.iter().map(|fix| fixes::button(*fix, subject, desk)).collect_view();
    let field = (is_blocking && check.may_override()).then(|| view! { <Anyway id subject desk/> });
    let aside = check.reason.clone().map(|reason| {
        view! {
            <p class="go">"Signed anyway, because: "<q>{reason}</q>
                <button type="button" class="button" on:click=move |_| desk.asides.take_back(id)>"Take the reason back"</button></p>
        }
    });
    view! {
        <li>
            <span class=class aria-hidden="true">{mark}</span>
            <div>
                <p><span class="hidden">{word}</span>{check.what.clone()}{(!check.fix.is_empty()).then(|| view! { <span class="note">{format!(" {}", check.fix)}</span> })}</p>
                {(!check.fixes.is_empty()).then(|| view! { <p class="go">{presses}</p> })}
                {aside}
                {field}
            </div>
        </li>
    }
}

/// The field for a reason.
#[component]
fn Anyway(id: &'static str, subject: Signal<Subject>, desk: Desk) -> impl IntoView {
    let typed = RwSignal::new(desk.asides.draft(id));
    let wrong = RwSignal::new(None::<String>);
    let left = move || {
        let count = typed.with(|text| text.trim().chars().count());
        format!("{count} of {LEAST_REASON} to {MOST_REASON} plain characters; your reason is signed with the tip")
    };
    let type_in = move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        wrong.set(None);
        desk.asides.type_draft(id, text.clone());
        typed.set(text);
    };
    let give = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        wrong.set(subject.with_untracked(|subject| desk.asides.give(subject, id)).map_err(sentence).err());
    };
    let (name, hint) = (format!("anyway-{id}"), format!("anyway-{id}-hint"));
    view! {
        <form class="anyway" on:submit=give>
            <label class="field" for=name.clone()>"Sign anyway, because… "<small id=hint.clone()>{left}</small></label>
            <p class="note">{table::why(id)}</p>
            <p class="go">
                <input id=name type="text" maxlength=MOST_REASON.to_string() autocomplete="off" aria-describedby=hint prop:value=move || typed.get() on:input=type_in/>
                <button type="submit" class="button">"Set aside"</button>
            </p>
            <p class="failed" role="alert">{move || wrong.get()}</p>
        </form>
    }
}
