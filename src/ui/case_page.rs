//! The facts of one case: what was stolen, the terms with their dates, who is who, the sources.

use std::sync::Arc;

use leptos::prelude::*;

use super::address::{AddressLine, TxLine};
use super::amount::AmountDetail;
use super::route::{CaseName, Route};
use super::state::app_state;
use super::{theft_part, words};
use crate::case::Case;

/// The page.
#[component]
pub fn CasePage(
    /// Which case, from the link.
    name: CaseName,
) -> impl IntoView {
    let found = app_state().find_case(name.as_str());
    let title = found.ready().map_or_else(|| "No such case".to_owned(), |case| format!("{}, {}", case.name, case.at.day()));
    view! {
        <section class="page case">
            <h1>{title}</h1>
            {found.show("", |case| facts(&case))}
        </section>
    }
}

fn facts(case: &Arc<Case>) -> AnyView {
    let state = app_state();
    let chosen = case.clone();
    let chain = case.chain;
    view! {
        <p class="loss">{words::sentence(&case.loss)}</p>
        <p>"Held responsible: "{words::sentence(&case.attribution)}</p>
        <p class="go">
            <a class="button primary" href=Route::Trace.to_string() on:click=move |_| state.choose(chosen.clone())>"Follow the money"</a>
        </p>
        <h2>"The theft"</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Theft transactions">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"What"</th>
                        <th scope="col" class="num">"Amount, as stated"</th>
                        <th scope="col">"Transaction"</th>
                        <th scope="col">"To"</th>
                    </tr>
                </thead>
                <tbody>
                    {case.seeds.iter().map(|seed| view! {
                        <tr>
                            <td>{seed.what.clone()}</td>
                            <td class="num"><AmountDetail amount=seed.amount asset=seed.asset.clone()/></td>
                            <td><TxLine chain tx=seed.tx/></td>
                            <td>{crate::money::Account::new(chain, seed.to.clone()).ok().map(|account| view! { <AddressLine account/> })}</td>
                        </tr>
                    }).collect_view()}
                </tbody>
            </table>
        </div>
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
