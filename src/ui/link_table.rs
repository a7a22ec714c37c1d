//! Swaps, bridges and refunds as a table; leads as another, apart from what counts.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::address::ShortAddress;
use super::followed::Followed;
use super::selection::Selection;
use super::state::AppState;
use super::{hostile, tied, words};
use crate::money::{Account, Transfer};
use crate::trace::view::{Hop, Lead, Link, View};

/// The links between shown addresses; nothing where there are none.
pub fn links(state: AppState, view: &View, shown: &BTreeSet<usize>, most: usize) -> Option<AnyView> {
    let inside = |link: &&Link| shown.contains(&link.from) && shown.contains(&link.to);
    let rows: Vec<_> = view.links.iter().filter(inside).take(most).filter_map(|link| link_row(state, view, link)).collect();
    let part = if Followed::of(&view.settings) == Followed::Theft { "Stolen part given" } else { "Followed part given" };
    (!rows.is_empty()).then(|| {
        view! {
            <h3 id="links">"Swaps and bridges"</h3>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="links">
                <table>
                    <thead><tr>
                        <th scope="col">"Kind"</th><th scope="col">"From"</th><th scope="col">"To"</th><th scope="col" class="num">{part}</th>
                        <th scope="col" class="num">"Part received"</th><th scope="col">"By"</th><th scope="col">"First, UTC"</th><th scope="col">"How known"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    })
}

fn link_row(state: AppState, view: &View, link: &Link) -> Option<AnyView> {
    let own = Selection::link(link);
    let choose = own.clone();
    let is_chosen = move || state.selection.with(|chosen| chosen.as_ref() == Some(&own));
    let [given, received] = [&link.paid, &link.received].map(|leg| sum(leg));
    let first = link.paid.first().map(|hop| minute(&hop.transfer));
    Some(
        view! {
            <tr class:chosen=is_chosen>
                <td>{tied::kind(link.what)}</td>
                <td>{party(view, &view.nodes.get(link.from)?.account)}</td>
                <td>{party(view, &view.nodes.get(link.to)?.account)}</td>
                <td class="num">
                    <button type="button" class="rowlink" title=given.1 on:click=move |_| state.selection.set(Some(choose.clone()))>{given.0}</button>
                </td>
                <td class="num"><span class="amount" title=received.1>{received.0}</span></td>
                <td>{hostile::plain(&tied::via(link), 30)}</td>
                <td class="date">{first}</td>
                <td>{words::tier_word(link.tier)}</td>
            </tr>
        }
        .into_any(),
    )
}

/// A side's sum, short and exact.
fn sum(leg: &[Hop]) -> (String, String) {
    let sums = tied::sums(leg.iter());
    let exact = sums.iter().map(|(asset, amount)| words::exact(*amount, asset)).collect::<Vec<_>>().join(" and ");
    (tied::side(&sums, words::short).unwrap_or_else(|| "not out yet".to_owned()), exact)
}

/// An address, with its chain where that is not the trace's own.
fn party(view: &View, account: &Account) -> AnyView {
    let chain = tied::abroad(view, account).map(|chain| format!(" on {chain}"));
    view! { <ShortAddress address=account.address().clone()/>{chain} }.into_any()
}

fn minute(transfer: &Transfer) -> String {
    transfer.at.minute().trim_end_matches(" UTC").to_owned()
}

/// The leads out of shown addresses, while leads are shown; nothing where there are none.
pub fn leads(state: AppState, view: &View, shown: &BTreeSet<usize>, most: usize) -> Option<AnyView> {
    let leads: Vec<&Lead> = view.leads.iter().filter(|lead| shown.contains(&lead.from)).take(most).collect();
    if leads.is_empty() || !state.leads.get() {
        return None;
    }
    let rows: Vec<_> = leads.into_iter().map(|lead| lead_row(state, view, lead)).collect();
    Some(
        view! {
            <h3 id="leads">"Leads"</h3>
            <p class="note">"Each is an inference: where money may have come out of a bridge or a mixer. They count nowhere."</p>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="leads">
                <table>
                    <thead><tr>
                        <th scope="col">"Kind"</th><th scope="col">"Into"</th><th scope="col">"To, perhaps"</th><th scope="col" class="num">"Went in"</th>
                        <th scope="col" class="num">"May have come out"</th><th scope="col">"Odds"</th><th scope="col">"Out, UTC"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any(),
    )
}

fn lead_row(state: AppState, view: &View, lead: &Lead) -> AnyView {
    let own = Selection::lead(lead);
    let choose = own.clone();
    let is_chosen = move || state.selection.with(|chosen| chosen.as_ref() == Some(&own));
    let amount = |transfer: &Transfer| (words::short(transfer.amount, &transfer.asset), words::exact(transfer.amount, &transfer.asset));
    let (deposit, payment) = (amount(&lead.deposit), amount(&lead.payment));
    view! {
        <tr class="lead" class:chosen=is_chosen>
            <td>{tied::lead_kind(lead.what)}</td>
            <td>{view.nodes.get(lead.from).map(|node| party(view, &node.account))}</td>
            <td>{party(view, &lead.to)}</td>
            <td class="num"><span class="amount" title=deposit.1>{deposit.0}</span></td>
            <td class="num">
                <button type="button" class="rowlink" title=payment.1 on:click=move |_| state.selection.set(Some(choose.clone()))>{payment.0}</button>
            </td>
            <td>{format!("1 of {}", lead.one_of.max(1))}</td>
            <td class="date">{minute(&lead.payment)}</td>
        </tr>
    }
    .into_any()
}
