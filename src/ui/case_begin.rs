//! Where following a case begins: a button for each chain, or why there is none; warnings; transactions and addresses.

use std::sync::Arc;

use leptos::prelude::*;

use super::address::{AddressLine, TxLine};
use super::amount::AmountDetail;
use super::route::Route;
use super::state::{AppState, app_state};
use super::words;
use crate::case::Case;
use crate::money::{Account, Chain, UnixSeconds};

/// The buttons that lead to the trace: one, or one a chain. A thin case has none, and says why.
pub fn follow(case: &Arc<Case>) -> AnyView {
    let state = app_state();
    if let Some(why) = &case.thin {
        return view! { <span class="thin"><strong>"Facts too thin to trace"</strong>{format!(": {}", words::sentence(why))}</span> }
            .into_any();
    }
    let starts = case.starts();
    if starts.as_slice() == [case.chain] {
        return button(state, case.clone(), "Follow the money".to_owned(), true);
    }
    let each = starts.into_iter().enumerate().map(|(at, chain)| {
        let seen = Arc::new(case.as_ref().clone().on(chain));
        let text = if at == 0 { format!("Follow the money on {}", chain.name()) } else { chain.name() };
        button(state, seen, text, at == 0)
    });
    each.collect_view().into_any()
}

fn button(state: AppState, case: Arc<Case>, text: String, primary: bool) -> AnyView {
    view! { <a class="button" class:primary=primary href=Route::Trace.to_string() on:click=move |_| state.choose(case.clone())>{text}</a> }
        .into_any()
}

/// Its chains, in a line.
pub fn chains(case: &Case) -> String {
    match (&case.chains_said, case.every_chain()) {
        (Some(said), _) => said.clone(),
        (None, chains) => chains.iter().map(Chain::name).collect::<Vec<_>>().join(", "),
    }
}

/// Who is held responsible, with how sure that is.
pub fn attribution(case: &Case) -> String {
    let who = words::sentence(&case.attribution);
    match &case.confidence {
        None => who,
        Some(sure) if sure.why.is_empty() => format!("{who} Confidence: {}.", sure.level.word()),
        Some(sure) => format!("{who} Confidence: {} ({}).", sure.level.word(), sure.why),
    }
}

/// What a reader must know first.
pub fn warnings(case: &Case) -> Option<AnyView> {
    let lines = case.warnings.iter().map(|warning| {
        view! { <li class="warn">{words::sentence(&warning.what)}<span class="src">{format!(" ({})", warning.source)}</span></li> }
    });
    (!case.warnings.is_empty()).then(|| view! { <h2>"Know this first"</h2><ul class="warnings">{lines.collect_view()}</ul> }.into_any())
}

/// The theft: its transfers, its transactions, or the addresses from which it went on.
pub fn theft(case: &Case) -> AnyView {
    if case.thin.is_some() {
        return ().into_any();
    }
    view! {
        <h2>"The theft"</h2>
        {(!case.seeds.is_empty() || !case.transactions.is_empty()).then(|| transactions(case))}
        {(!case.origins.is_empty()).then(|| origins(case))}
    }
    .into_any()
}

fn transactions(case: &Case) -> impl IntoView + use<> {
    let line =
        |chain: Chain, to: &crate::money::Address| Account::new(chain, to.clone()).ok().map(|account| view! { <AddressLine account/> });
    let seeds = case.seeds.iter().map(|seed| {
        let chain = seed.asset.chain();
        view! {
            <tr>
                <td>{seed.what.clone()}</td>
                <td class="num"><AmountDetail amount=seed.amount asset=seed.asset.clone()/></td>
                <td><TxLine chain tx=seed.tx/></td>
                <td>{line(chain, &seed.to)}</td>
            </tr>
        }
    });
    let thefts = case.transactions.iter().map(|theft| {
        view! {
            <tr>
                <td>{theft.what.clone()}</td>
                <td class="num">"not stated"</td>
                <td><TxLine chain=theft.chain tx=theft.tx/></td>
                <td>{theft.to.iter().map(|to| line(theft.chain, to)).collect_view()}</td>
            </tr>
        }
    });
    view! {
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
                <tbody>{seeds.collect_view()}{thefts.collect_view()}</tbody>
            </table>
        </div>
    }
}

fn origins(case: &Case) -> impl IntoView + use<> {
    let rows = case.origins.iter().map(|origin| {
        let chain = origin.chain.unwrap_or(case.chain);
        let account = Account::new(chain, origin.at.clone()).ok();
        let from = [origin.from_at.map(UnixSeconds::minute), origin.from_block.map(|block| format!("block {block}"))];
        let from = from.into_iter().flatten().collect::<Vec<_>>().join(", ");
        view! { <li>{account.map(|account| view! { <AddressLine account/> })}<p>{format!("{}: what it pays from {from} on", chain.name())}</p></li> }
    });
    view! {
        <p>"No source lists the single payments. What these addresses paid from then on is followed as the theft."</p>
        <ul class="parties">{rows.collect_view()}</ul>
    }
}
