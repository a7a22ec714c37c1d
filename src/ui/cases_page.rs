//! The first page: three doors, and the cases.

use std::sync::Arc;

use leptos::prelude::*;

use super::address::{AddressLine, TxLine};
use super::lookup::{Finding, MOST_LINES, chain_of, look_up};
use super::opened::OpenCase;
use super::route::Route;
use super::state::app_state;
use super::words;
use super::{case_begin, label_part};
use crate::case::Case;

/// The page.
#[component]
pub fn CasesPage() -> impl IntoView {
    let state = app_state();
    view! {
        <section class="page home">
            <header class="lead">
                <h1>"Where is the money now, and who can still stop it?"</h1>
                <p>
                    "Spoor follows stolen crypto by asking public block explorers from this browser, and writes what it finds as a signed tip
                    that anybody can check. What portals make of tips, who froze and what is due stands on their "
                    <a href="board.html" target="_blank" rel="noopener">"boards"</a>"."
                </p>
            </header>
            <div class="doors">
                <section class="door" aria-labelledby="door-case">
                    <h2 id="door-case">"Follow a case"</h2>
                    <p>"Start from a theft that is publicly known, and see where its money rests."</p>
                    <p><a class="button" href="#cases-list" on:click=to_cases>"See the cases"</a></p>
                </section>
                <LookUp/>
                <section class="door" aria-labelledby="door-check">
                    <h2 id="door-check">"Check a tip"</h2>
                    <p>"Paste a tip that you were sent: its signature, its content and each hop are checked here."</p>
                    <p><a class="button" href=Route::Verify.to_string()>"Check a tip"</a></p>
                </section>
            </div>
            <Found/>
            <p class="promise">
                "Nothing leaves this browser until you press Start; then only the explorer you chose sees what you ask. "
                <a href=Route::About.to_string()>"What leaves, exactly"</a>
            </p>
            <section class="cases" aria-labelledby="cases-list">
                <h2 id="cases-list" tabindex="-1">"Cases"</h2>
                {move || state.cases().show("", |cases| view! { <ul class="caserows">{cases.into_iter().map(row).collect_view()}</ul> }.into_any())}
                <OpenCase/>
            </section>
        </section>
    }
}

/// The link to the list is a move on the page, not another page: the address stays as it is.
fn to_cases(event: leptos::ev::MouseEvent) {
    use wasm_bindgen::JsCast;
    event.prevent_default();
    if let Some(list) = document().get_element_by_id("cases-list") {
        list.scroll_into_view();
        drop(list.unchecked_into::<web_sys::HtmlElement>().focus());
    }
}

fn row(case: Arc<Case>) -> impl IntoView {
    let facts = format!("#/case/{}", case.id);
    let opened = app_state().opened.open.with(|open| open.contains_key(&case.id));
    view! {
        <li class="caserow">
            <div class="who">
                <h3><a href=facts.clone()>{case.name.clone()}</a></h3>
                <p class="when">{case.when()}<br/>{case_begin::chains(&case)}</p>
                {opened.then(|| view! { <p class="when">"Opened from a file"</p> })}
            </div>
            <dl>
                <div><dt>"Loss"</dt><dd>{case.loss.clone()}</dd></div>
                <div><dt>"Held responsible"</dt><dd>{case_begin::attribution(&case)}</dd></div>
                <div><dt>"Bounty"</dt><dd>{bounty(&case)}</dd></div>
                <div><dt>"Known"</dt><dd>{known(&case)}</dd></div>
            </dl>
            <p class="go">
                {case_begin::follow(&case)}
                <a href=facts>"Facts and sources"</a>
            </p>
        </li>
    }
}

fn bounty(case: &Case) -> AnyView {
    match case.terms.first() {
        Some(term) => view! { {words::sentence(&term.what)} <span class="asof">{format!(" As of {}.", term.as_of)}</span> }.into_any(),
        None => "No terms are on record.".into_any(),
    }
}

fn known(case: &Case) -> String {
    let thefts = case.seeds.len() + case.transactions.len();
    let seeds = (thefts > 0).then(|| words::count(thefts, "theft transaction", "theft transactions"));
    let parties = words::count(case.addresses().len(), "address", "addresses");
    let warned = (!case.warnings.is_empty()).then(|| words::count(case.warnings.len(), "warning", "warnings"));
    let recorded = if case.recording.is_some() { "; a recording that can be followed with the network off" } else { "" };
    let parts: Vec<String> = seeds.into_iter().chain([parties]).chain(warned).collect();
    format!("{}{recorded}.", parts.join(", "))
}

/// One box for addresses and hashes, a line each; what the cases know of them is said at once.
#[component]
fn LookUp() -> impl IntoView {
    let state = app_state();
    view! {
        <section class="door" aria-labelledby="door-look">
            <h2 id="door-look">"Look up an address or transaction"</h2>
            <label for="lookup">"Paste one, or many, one a line. It is checked here; nothing is asked of anybody."</label>
            <textarea id="lookup" class="idbox" rows="3" spellcheck="false" autocomplete="off" autocapitalize="off" maxlength="100000"
                prop:value=move || state.lookup.get() on:input=move |event| state.lookup.set(event_target_value(&event))></textarea>
        </section>
    }
}

/// What was found of the paste, under the doors.
#[component]
fn Found() -> impl IntoView {
    let state = app_state();
    let found = Memo::new(move |_| {
        let cases = state.cases().ready().cloned().unwrap_or_default();
        state.lookup.with(|pasted| look_up(pasted, &cases))
    });
    label_part::look_up_all(state, found);
    view! {
        <div role="status" class="found">
            {move || {
                let (findings, left) = found.get();
                let more = (left > 0).then(|| view! { <p class="note">{format!("{left} more were not looked at: {MOST_LINES} at a time.")}</p> });
                (!findings.is_empty()).then(|| view! { <h2>"Looked up"</h2><ul>{findings.into_iter().map(finding).collect_view()}</ul> {more} })
            }}
        </div>
    }
}

fn finding(finding: Finding) -> AnyView {
    match finding {
        Finding::Neither(why) => view! { <li class="failed">{words::sentence(&why)}</li> }.into_any(),
        Finding::Address { account, said } => {
            let chain = account.chain().name();
            let none = said.is_empty().then_some("None of the cases here names it. That does not mean it is clean.");
            view! {
                <li>
                    <AddressLine account=account.clone()/>
                    <p>{format!("An address of {chain}. ")}{none}</p>
                    {label_part::looked_up(account.address().clone())}
                    {said.into_iter().map(|(case, what, source)| view! {
                        <p><a href=format!("#/case/{}", case.id)>{case.name.clone()}</a>{format!(": {what} ({source}).")}</p>
                    }).collect_view()}
                </li>
            }
            .into_any()
        }
        Finding::Transaction { tx, said } => {
            let none = said.is_empty().then_some("No case here starts from it.");
            let chain = said.first().map(|(case, _)| chain_of(case, tx));
            view! {
                <li>
                    {match chain {
                        Some(chain) => view! { <TxLine chain tx/> }.into_any(),
                        None => view! { <super::address::Grouped text=tx.to_string()/> }.into_any(),
                    }}
                    <p>"A transaction hash. "{none}</p>
                    {said.into_iter().map(|(case, what)| view! {
                        <p><a href=format!("#/case/{}", case.id)>{case.name.clone()}</a>{format!(": {what}.")}</p>
                    }).collect_view()}
                </li>
            }
            .into_any()
        }
    }
}
