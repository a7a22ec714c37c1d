//! The facts of one case: what was stolen, the terms with their dates, who is who, the sources.

use std::sync::Arc;

use leptos::prelude::*;

use super::address::AddressLine;
use super::route::CaseName;
use super::state::app_state;
use super::{case_begin, opened, theft_part, words};
use crate::case::Case;

/// The page.
#[component]
pub fn CasePage(
    /// Which case, from the link.
    name: CaseName,
) -> impl IntoView {
    let state = app_state();
    let found = Memo::new(move |_| state.find_case(name.as_str()).ready().cloned().ok_or_else(|| name.as_str().to_owned()));
    let title =
        move || found.with(|found| found.as_ref().map_or("No such case".to_owned(), |case| format!("{}, {}", case.name, case.at.day())));
    view! {
        <section class="page case">
            <h1>{title}</h1>
            {move || match found.get() {
                Ok(case) => facts(&case),
                Err(name) => state.find_case(&name).show("", |case| facts(&case)),
            }}
        </section>
    }
}

fn facts(case: &Arc<Case>) -> AnyView {
    let chain = case.chain;
    view! {
        {opened::publisher(app_state(), &case.id)}
        <p class="loss">{words::sentence(&case.loss)}</p>
        <p>"Held responsible: "{case_begin::attribution(case)}</p>
        <p>"Chains: "{words::sentence(&case_begin::chains(case))}</p>
        <p class="go">{case_begin::follow(case)}</p>
        {case_begin::warnings(case)}
        {case_begin::theft(case)}
        {theft_part::section(&case.id, chain)}
        <h2>"The bounty's terms"</h2>
        {if case.terms.is_empty() { view! { <p class="empty">"No terms are on record for this case."</p> }.into_any() } else { terms(case) }}
        <h2>"Who is who"</h2>
        <ul class="parties">
            {case.parties.iter().map(|party| view! {
                <li><AddressLine account=party.account.clone()/><p>{party.role.clone()}<span class="src">{format!(" ({})", party.source)}</span></p></li>
            }).collect_view()}
            {case.statements.iter().map(|stated| view! {
                <li><AddressLine account=stated.account.clone()/>
                    <p><span class="tier stated">"stated"</span>" "{words::sentence(&stated.what)}<span class="src">{format!(" ({})", stated.source)}</span></p></li>
            }).collect_view()}
        </ul>
        <h2>"Sources"</h2>
        <ul class="sources">
            {case.sources.iter().map(|source| view! {
                <li>{source.title.clone()}": "<span class="where">{source.at.clone()}</span>{format!(", read {}.", source.read)}</li>
             }).collect_view()}
        </ul>
    }
    .into_any()
}

fn terms(case: &Case) -> AnyView {
    view! {
        <ul class="terms">
            {case.terms.iter().map(|term| view! {
                <li>
                    <time datetime=term.as_of.clone()>{term.as_of.clone()}</time>
                    <p>{words::sentence(&term.what)}<span class="src">{format!(" ({})", term.source)}</span></p>
                </li>
            }).collect_view()}
        </ul>
        <p class="note">"Terms change. Read the portal's own page before you rely on one."</p>
    }
    .into_any()
}
