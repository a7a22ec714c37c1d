//! The graph as tables: every movement, every link, every lead and every address.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::address::ShortAddress;
use super::amount::AmountText;
use super::followed::Followed;
use super::graph::filter;
use super::hostile;
use super::link_table;
use super::mark;
use super::selection::Selection;
use super::state::{AppState, app_state};
use super::words;
use crate::money::Amount;
use crate::trace::view::{Edge, Node, View};

/// How many rows are shown before the visitor asks for all.
const FIRST: usize = 50;

/// Movements and addresses as tables.
#[component]
pub fn Tables(
    /// The trace.
    #[prop(into)]
    view: Signal<Arc<View>>,
) -> impl IntoView {
    let state = app_state();
    let all = RwSignal::new(false);
    let most = move || if all.get() { usize::MAX } else { FIRST };
    let shown = Memo::new(move |_| view.with(|view| filter::nodes(view, state.filter.get())));
    let body = move || {
        let (view, shown) = (view.get(), shown.get());
        let followed = Followed::of(&view.settings);
        let part = if followed == Followed::Theft { "Stolen part" } else { "Followed part" };
        let flow = followed.flow();
        let inside = |edge: &&Edge| shown.contains(&edge.from) && shown.contains(&edge.to);
        let edges: Vec<_> = view.edges.iter().filter(inside).take(most()).filter_map(|edge| edge_row(state, &view, edge)).collect();
        let nodes: Vec<_> =
            view.nodes.iter().filter(|node| shown.contains(&node.id)).take(most()).map(|node| node_row(state, &view, node)).collect();
        view! {
            <h3 id="movements">"Movements"</h3>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="movements">
                <table>
                    <thead><tr>
                        <th scope="col">"From"</th><th scope="col">"To"</th><th scope="col" class="num">{part}</th>
                        <th scope="col" class="num">"Moved"</th><th scope="col">"Transfers"</th><th scope="col">"First, UTC"</th><th scope="col">"How known"</th>
                    </tr></thead>
                    <tbody>{edges}</tbody>
                </table>
            </div>
            {link_table::links(state, &view, &shown, most())}
            {link_table::leads(state, &view, &shown, most())}
            <h3 id="addresses">"Addresses"</h3>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="addresses">
                <table>
                    <thead><tr>
                        <th scope="col">"Hop"</th><th scope="col">"Address"</th><th scope="col">"What it is"</th>
                        {flow.map(|name| view! { <th scope="col" class="num">{name}</th> })}
                        <th scope="col">"Following stopped"</th>
                    </tr></thead>
                    <tbody>{nodes}</tbody>
                </table>
            </div>
        }
    };
    let hidden = move || view.with(|view| all_rows(view, &shown.get())) > FIRST && !all.get();
    view! {
        <h2>"The same as a table"</h2>
        {body}
        {move || hidden().then(|| view! { <button type="button" class="button more" on:click=move |_| all.set(true)>"Show all rows"</button> })}
    }
}

fn all_rows(view: &View, shown: &BTreeSet<usize>) -> usize {
    view.edges
        .iter()
        .filter(|edge| shown.contains(&edge.from) && shown.contains(&edge.to))
        .count()
        .max(shown.len())
        .max(view.links.len())
        .max(view.leads.len())
}

fn edge_row(state: AppState, view: &View, edge: &Edge) -> Option<impl IntoView + use<>> {
    let (from, to) = (view.nodes.get(edge.from)?, view.nodes.get(edge.to)?);
    let own = Selection::edge(view, edge);
    let choose = own.clone();
    let first = edge.hops.first().map(|hop| hop.transfer.at.minute().trim_end_matches(" UTC").to_owned());
    Some(view! {
        <tr class:chosen=move || own.is_some() && state.selection.get() == own>
            <td><ShortAddress address=from.account.address().clone()/></td>
            <td><ShortAddress address=to.account.address().clone()/></td>
            <td class="num">
                <button type="button" class="rowlink" on:click=move |_| state.selection.set(choose.clone())>
                    <AmountText amount=edge.tainted asset=edge.asset.clone()/>
                </button>
            </td>
            <td class="num"><AmountText amount=edge.amount asset=edge.asset.clone()/></td>
            <td class="num">{edge.hops.len()}</td>
            <td class="date">{first}</td>
            <td>{words::tier_word(edge.tier)}</td>
        </tr>
    })
}

fn node_row(state: AppState, view: &View, node: &Node) -> impl IntoView + use<> {
    let own = Some(Selection::node(node));
    let choose = own.clone();
    let followed = Followed::of(&view.settings);
    let (role, known) = mark::role(view, node);
    let role = followed.place(role, node.account.address());
    let name = node.labels.first().map_or_else(|| role.to_owned(), |label| format!("{} ({role})", hostile::plain(&label.name, 40)));
    let known = known.word().map(|known| format!(", {known}"));
    let ends: BTreeSet<&str> = view.ends.iter().filter(|end| end.node == node.id).map(|end| followed.reason(end.reason)).collect();
    let column = |amount: fn(&crate::trace::view::Flow) -> Amount| {
        node.flows.iter().map(|flow| view! { <div><AmountText amount=amount(flow) asset=flow.asset.clone()/></div> }).collect_view()
    };
    view! {
        <tr class:chosen=move || state.selection.get() == own>
            <td class="num">{node.hop}</td>
            <td>
                <button type="button" class="rowlink" on:click=move |_| state.selection.set(choose.clone())>
                    <ShortAddress address=node.account.address().clone()/>
                </button>
            </td>
            <td>{name}{known}</td>
            <td class="num">{column(|flow| flow.tainted_in)}</td>
            <td class="num">{column(|flow| flow.tainted_out)}</td>
            <td class="num">{column(|flow| flow.left)}</td>
            <td>{ends.into_iter().collect::<Vec<_>>().join(", ")}</td>
        </tr>
    }
}
