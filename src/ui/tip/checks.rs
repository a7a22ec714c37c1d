//! Step 3: what would get the tip rejected, what a reader will ask, what is in order.

use leptos::prelude::*;

use super::desk::{Desk, Subject};
use crate::tip::preflight::{Check, Level};
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
    move || {
        let checks = desk.checks(&subject.get());
        let of = |level: Level| checks.iter().filter(move |check| check.level == level);
        let blocking = of(Level::Block).count();
        let verdict = match blocking {
            0 => "Nothing stands against signing.".to_owned(),
            many => format!("{} would get this tip rejected.", words::count(many, "thing", "things")),
        };
        let (notes, limits) = (of(Level::Note).count(), of(Level::Limit).count());
        view! {
            <p class:failed=move || blocking != 0 role="status">{verdict}</p>
            <ul class="checks">{of(Level::Block).map(row).collect_view()}{of(Level::Ok).map(row).collect_view()}</ul>
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

fn row(check: &Check) -> impl IntoView + use<> {
    let (mark, word, class) = match check.level {
        Level::Block => ("×", "Stops you: ", "mark fail"),
        Level::Note | Level::Limit => ("!", "To know: ", "mark warn"),
        Level::Ok => ("✓", "In order: ", "mark pass"),
    };
    view! {
        <li>
            <span class=class aria-hidden="true">{mark}</span>
            <p><span class="hidden">{word}</span>{check.what.clone()}{(!check.fix.is_empty()).then(|| view! { <span class="note">{format!(" {}", check.fix)}</span> })}</p>
        </li>
    }
}
