//! The chosen movement: every transfer in it, who told of it, and what a second explorer says.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::address::{AddressLine, TxLine};
use super::amount::{AmountDetail, AmountText};
use super::crossed::BridgeLook;
use super::followed::Followed;
use super::hostile;
use super::link_panel;
use super::range;
use super::second::{self, SecondLook};
use super::selection::Selection;
use super::spread;
use super::state::AppState;
use super::words;
use crate::journal::crossed::Passage;
use crate::journal::second::Check;
use crate::trace::view::{Edge, Hop, Node, Settings, Tier, View};

/// How many transfers are listed before the visitor asks for all.
const FIRST: usize = 12;

/// The panel.
pub fn panel(state: AppState, view: &View, edge: &Edge) -> AnyView {
    let all = RwSignal::new(edge.hops.len() <= FIRST);
    let ends = [edge.from, edge.to].map(|id| view.nodes.get(id).cloned());
    let node_line = |title: &'static str, node: Option<Node>| {
        node.map(|node| {
        let own = Selection::node(&node);
        view! {
            <h3>{title}</h3>
            <p><AddressLine account=node.account/></p>
            <p><button type="button" class="link" on:click=move |_| state.selection.set(Some(own.clone()))>"Show this address"</button></p>
        }
    })
    };
    let [from, to] = ends;
    let beside: Vec<&Edge> =
        view.edges.iter().filter(|other| other.id != edge.id && (other.from, other.to) == (edge.from, edge.to)).collect();
    let beside = (!beside.is_empty()).then(|| {
        let row = |other: &Edge| {
            let own = Selection::edge(view, other);
            view! {
                <li><button type="button" class="rowlink" on:click=move |_| state.selection.set(own.clone())>
                    <AmountText amount=other.tainted asset=other.asset.clone()/>
                </button></li>
            }
        };
        view! { <h3>"Between the same two"</h3><ul class="moves">{beside.into_iter().map(row).collect_view()}</ul> }
    });
    let range = spread::sum(edge.hops.iter().map(|hop| hop.range.as_slice()));
    let hops = Arc::new(edge.hops.clone());
    let sources: Arc<Vec<String>> = Arc::new(view.sources.iter().map(|source| source.provider.clone()).collect());
    let count = edge.hops.len();
    let settings = view.settings.clone();
    let checks: Arc<Vec<Check>> = Arc::new(edge.hops.iter().map(|hop| second::check(state, view, hop, &edge.hops)).collect());
    view! {
        <h2>{format!("A movement of {}", words::asset(&edge.asset))}</h2>
        <p class="kind">{tier_sentence(edge.tier)}</p>
        <dl class="flow">
            <div><dt>"Moved"</dt><dd class="num"><AmountDetail amount=edge.amount asset=edge.asset.clone()/></dd></div>
            <div><dt>{format!("Of that {}", Followed::of(&view.settings).sum())}</dt><dd class="num"><AmountDetail amount=edge.tainted asset=edge.asset.clone()/></dd></div>
        </dl>
        {range::range_line(&view.settings, &range, &edge.asset)}
        {node_line("From", from)}
        {node_line("To", to)}
        {beside}
        {link_panel::at_edge(state, view, edge)}
        <h3>{words::count(count, "transfer", "transfers")}</h3>
        <ol class="hops">{move || hops.iter().take(if all.get() { usize::MAX } else { FIRST }).zip(checks.iter()).map(|(hop, check)| hop_part(&settings, hop, check, &sources)).collect_view()}</ol>
        {move || (!all.get()).then(|| view! { <button type="button" class="button" on:click=move |_| all.set(true)>{format!("Show all {count}")}</button> })}
    }
    .into_any()
}

const fn tier_sentence(tier: Tier) -> &'static str {
    match tier {
        Tier::Observed => "Observed on chain, as an explorer reported it.",
        Tier::Derived => "Derived: computed from what is on the chain.",
        Tier::Inferred => "This is an inference: the rule behind it can be wrong.",
        Tier::Stated => "This is stated by a person, not seen on the chain.",
    }
}

fn hop_part(settings: &Settings, hop: &Hop, check: &Check, sources: &[String]) -> impl IntoView + use<> {
    let transfer = &hop.transfer;
    let named: BTreeSet<&str> = hop.sources.iter().filter_map(|source| sources.get(*source)).map(String::as_str).collect();
    let detail = format!("{}, block {}, {} ({})", transfer.at.minute(), transfer.block, transfer.position, words::tier(hop.tier));
    let by = if named.is_empty() {
        String::new()
    } else {
        format!("Reported by {}.", hostile::plain(&named.into_iter().collect::<Vec<_>>().join(", "), 200))
    };
    view! {
        <li>
            <p class="num"><AmountDetail amount=transfer.amount asset=transfer.asset.clone()/></p>
            {range::range_line(settings, &hop.range, &transfer.asset)}
            <p class="note">{detail}". "{by}</p>
            <p><TxLine chain=transfer.asset.chain() tx=transfer.tx/></p>
            {Passage::of(transfer).map(|passage| view! { <BridgeLook passage/> })}
            <SecondLook check=check.clone()/>
        </li>
    }
}
