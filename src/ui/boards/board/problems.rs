//! What is wrong with a feed, each with its place, and two signed lines that cannot both be, to save as proof.

use leptos::prelude::*;

use super::words;
use crate::board::message::{Problem, ProblemKind};
use crate::money::Address;
use crate::ui::address::Grouped;
use crate::ui::{hostile, words as sentences};
use crate::web::auditor::Auditor;
use crate::web::file;

/// The most problems that are shown.
const MOST: usize = 20;

/// How much of a line is shown; the file holds it whole.
const LINE: usize = 2_000;

/// The list; nothing where nothing is wrong.
#[component]
pub fn Problems(
    /// Who checks.
    auditor: Auditor,
) -> impl IntoView {
    let problems = Memo::new(move |_| auditor.feed.with(|feed| feed.as_ref().map(|feed| feed.problems.clone()).unwrap_or_default()));
    move || {
        let problems = problems.get();
        let left = problems.len().saturating_sub(MOST);
        (!problems.is_empty()).then(|| {
            view! {
                <section class="problems" aria-labelledby="problems" role="alert">
                    <h2 id="problems">"What is wrong with this feed"</h2>
                    <ul>{problems.into_iter().take(MOST).map(|problem| one(auditor, problem)).collect_view()}</ul>
                    {(left > 0).then(|| view! { <p class="note">{format!("and {}", words::count(left as u64, "more", "more"))}</p> })}
                </section>
            }
        })
    }
}

fn one(auditor: Auditor, problem: Problem) -> impl IntoView {
    let Problem { kind, said, entry, other_key, proof } = problem;
    let place = entry.map(|entry| format!("Entry {}: ", words::number(entry))).unwrap_or_default();
    view! {
        <li class:grave=kind.is_grave()>
            <h3>{if kind.is_grave() { "✕ " } else { "! " }}{kind.name()}</h3>
            <p>{place}{sentences::sentence(&words::told(&said))}</p>
            {meaning(kind).map(|text| view! { <p class="note">{text}</p> })}
            {proven(entry, proof)}
            {other_key.map(|key| other(auditor, key))}
        </li>
    }
}

/// What a problem means for whoever reads the board.
const fn meaning(kind: ProblemKind) -> Option<&'static str> {
    match kind {
        ProblemKind::Fork => Some("The publisher signed two histories. Both lines together prove it to anybody; keep them."),
        ProblemKind::Truncated => Some("Whoever holds the files took entries away. What this browser saw before is still shown."),
        ProblemKind::Invalid => Some("This line and everything after it is left out."),
        ProblemKind::OtherKey => Some("The files may have been exchanged. Ask the publisher, by another way than this site."),
        ProblemKind::Torn => Some("This passes when a publication was under way; the feed is asked again."),
        ProblemKind::TooLarge | ProblemKind::Unreachable => None,
    }
}

fn proven(entry: Option<u64>, proof: Vec<String>) -> Option<AnyView> {
    if proof.is_empty() {
        return None;
    }
    let trouble = RwSignal::new(None::<String>);
    let name = entry.map_or_else(|| "fork.jsonl".to_owned(), |entry| format!("fork-entry-{entry}.jsonl"));
    let shown = proof.iter().map(|line| view! { <li><code class="proofline">{hostile::plain(line, LINE)}</code></li> }).collect_view();
    let text = StoredValue::new(proof.iter().map(|line| format!("{line}\n")).collect::<String>());
    let save = move |_| {
        let saved = text.with_value(|text| file::save(&name, "application/jsonl", text));
        trouble.set(saved.err().map(|error| sentences::sentence(&error.to_string())));
    };
    Some(
        view! {
            <details><summary>"See the lines"</summary><ol class="prooflines">{shown}</ol></details>
            <p class="go"><button type="button" class="button" on:click=save>"Save the lines as proof"</button></p>
            <p class="failed" role="alert">{move || trouble.get()}</p>
        }
        .into_any(),
    )
}

/// Another key: refused, and taken only on purpose.
fn other(auditor: Auditor, key: Address) -> AnyView {
    let taken = key.clone();
    view! {
        <p>"The other key: "<Grouped text=key.to_string()/></p>
        <details>
            <summary>"The publisher told me that the key has changed"</summary>
            <p class="warn">"From here on this browser takes the other key for this feed, and lets go of the old one and of what it signed."</p>
            <p class="go"><button type="button" class="button" on:click=move |_| auditor.trust(taken.clone())>"Take the other key"</button></p>
        </details>
    }
    .into_any()
}
