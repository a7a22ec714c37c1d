//! "Check the theft yourself" on a case's page: a box with the transaction, and what its fields show.

use leptos::prelude::*;

use super::theft::{lines, waiting, written};
use super::verify::line;
use crate::money::Chain;
use crate::tip::safe::SafeFile;

/// The section of a case's page; nothing where no such transaction is built in.
pub fn section(case_id: &str, chain: Chain) -> Option<AnyView> {
    let file = SafeFile::of_case(case_id)?;
    let Chain::Eip155(chain_id) = chain else { return None };
    let given = file.transactions.first().map(written)?;
    let other = file.transactions.get(1).map(|other| waiting(other, chain_id));
    let text = RwSignal::new(given.clone());
    let lines = move || {
        text.with(|text| lines(text, chain_id)).into_iter().map(|line| line::checked(line.name, line.outcome, line.says)).collect_view()
    };
    let source = format!("From {}, read {}.", file.source, file.read);
    Some(
        view! {
            <h2 id="check-the-theft">"Check the theft yourself"</h2>
            <p>"The theft began with one transaction of the victim's multi-signature wallet (a Safe); the sweeps above came after it. This page hashes its fields
            and finds out from each signature whose it is: you need to believe nobody, and nothing is fetched. Change a field, and see
            that the hash is another one and that nobody signed it."</p>
            <ul class="checks" aria-live="polite">{lines}</ul>
            {other.map(|says| view! { <p>{says}</p> })}
            <details class="safe">
                <summary>"The transaction"</summary>
                <label class="field" for="safe-box">"Its fields, in the form of Safe's transaction service. Any Safe transaction can be put here."</label>
                <textarea id="safe-box" class="tipbox" rows="14" spellcheck="false" autocomplete="off" prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))></textarea>
                <p class="go"><button type="button" class="button" on:click=move |_| text.set(given.clone())>"As it was"</button></p>
            </details>
            <p class="note">{source}</p>
        }
        .into_any(),
    )
}
