//! Which answers a statement rests on: who gave each, when, to which question, and the digest of what came.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::hostile;
use super::words;
use crate::explorer::Answered;
use crate::trace::view::View;

/// How many answers are listed.
const MOST: usize = 40;

/// The answers by their numbers, in a closed list; nothing where there are none.
pub fn evidence(view: &View, numbers: impl IntoIterator<Item = usize>) -> Option<AnyView> {
    let numbers: BTreeSet<usize> = numbers.into_iter().filter(|number| *number < view.sources.len()).collect();
    if numbers.is_empty() {
        return None;
    }
    let count = words::count(numbers.len(), "answer stands behind this", "answers stand behind this");
    let more = numbers.len().saturating_sub(MOST);
    let rows: Vec<_> = numbers.into_iter().take(MOST).filter_map(|number| view.sources.get(number)).map(row).collect();
    Some(
        view! {
            <details class="evidence">
                <summary>{count}</summary>
                <ol>{rows}</ol>
                {(more > 0).then(|| view! { <p class="note">{format!("{more} more are in the list of requests.")}</p> })}
            </details>
        }
        .into_any(),
    )
}

fn row(answer: &Answered) -> impl IntoView + use<> {
    let said = format!("{}, {}", hostile::plain(&answer.provider, 80), answer.at.minute());
    view! {
        <li>
            <p>{said}</p>
            <p class="note request">{hostile::plain(&answer.request, 400)}</p>
            {(!answer.sha256.is_empty()).then(|| view! { <p class="note">"SHA-256 "<span class="id">{hostile::plain(&answer.sha256, 64)}</span></p> })}
        </li>
    }
}
