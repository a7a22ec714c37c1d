//! The chosen link: both of its sides, how they were matched, how that is known, and what it rests on.

use leptos::prelude::*;

use super::address::{AddressLine, ShortAddress, TxLine};
use super::amount::AmountDetail;
use super::evidence::evidence;
use super::followed::Followed;
use super::hostile;
use super::range;
use super::second::{self, SecondLook};
use super::selection::Selection;
use super::spread;
use super::state::AppState;
use super::tied;
use super::words;
use crate::money::{Account, Transfer};
use crate::trace::view::{Edge, Hop, Link, LinkKind, Node, Tier, View};

/// How many payments of a side are listed, and how many other links.
const FIRST: usize = 12;

/// The panel.
pub fn panel(state: AppState, view: &View, link: &Link) -> AnyView {
    let class = if matches!(link.tier, Tier::Inferred | Tier::Stated) { "tier inferred" } else { "tier" };
    let matched = hostile::plain(&link.matched_by, 400);
    let all = link.paid.iter().chain(&link.received).flat_map(|hop| &hop.sources).chain(&link.sources).copied();
    let [paid, received] = match link.what {
        LinkKind::Swap | LinkKind::Exchange => ["Given", "Received"],
        LinkKind::Bridge => ["Went in", "Came out"],
        LinkKind::Refund => ["Went in", "Came back"],
    };
    view! {
        <h2 class="named"><span>{tied::title(link)}" "<span class=class>{words::tier_word(link.tier)}</span></span></h2>
        <p class="kind">{tied::tier(link.tier)}</p>
        <p class="exchanged">{tied::exchanged(link, words::short)}</p>
        <h3>"How the two sides were matched"</h3>
        <p>{if matched.is_empty() { "It is not said how.".to_owned() } else { words::sentence(&matched) }}</p>
        {side(state, view, paid, &link.paid)}
        {side(state, view, received, &link.received)}
        {others(state, view, link)}
        {evidence(view, all)}
    }
    .into_any()
}

/// A side: each payment with its followed part, and the way to its movement.
fn side(state: AppState, view: &View, title: &'static str, hops: &[Hop]) -> AnyView {
    if hops.is_empty() {
        return view! { <h3>{title}</h3><p class="empty">"Nothing is known to have come out yet."</p> }.into_any();
    }
    let chain = hops.first().map(|hop| format!(", on {}", hop.transfer.asset.chain().name())).unwrap_or_default();
    let ranges = spread::sum(hops.iter().map(|hop| hop.range.as_slice()));
    let single = hops.iter().all(|hop| hop.transfer.asset == hops[0].transfer.asset);
    let range = if single { hops.first().and_then(|hop| range::range_line(&view.settings, &ranges, &hop.transfer.asset)) } else { None };
    let more = hops.len().saturating_sub(FIRST);
    view! {
        <h3>{title}{chain}</h3>
        <ol class="hops legs">{hops.iter().take(FIRST).map(|hop| leg(state, view, hop, hops)).collect_view()}</ol>
        {(more > 0).then(|| view! { <p class="note">{format!("{more} more payments belong to this side.")}</p> })}
        {range}
    }
    .into_any()
}

fn leg(state: AppState, view: &View, hop: &Hop, beside: &[Hop]) -> impl IntoView + use<> {
    let transfer = &hop.transfer;
    let asset = || transfer.asset.clone();
    let movement = movement_of(view, transfer);
    let check = second::check(state, view, hop, beside);
    view! {
        <li>
            <dl class="flow">
                <div><dt>"Moved"</dt><dd class="num"><AmountDetail amount=transfer.amount asset=asset()/></dd></div>
                <div><dt>{format!("Of that {}", Followed::of(&view.settings).sum())}</dt><dd class="num"><AmountDetail amount=hop.tainted asset=asset()/></dd></div>
            </dl>
            {party("From", transfer, true)}
            {party("To", transfer, false)}
            <p class="note">{format!("{}, block {} ({})", transfer.at.minute(), transfer.block, words::tier(hop.tier))}</p>
            <p><TxLine chain=transfer.asset.chain() tx=transfer.tx/></p>
            {movement.map(|own| view! {
                <p><button type="button" class="link" on:click=move |_| state.selection.set(Some(own.clone()))>"Show this movement"</button></p>
            })}
            <SecondLook check/>
        </li>
    }
}

/// One side of a payment: its address, whole.
pub fn party(title: &'static str, transfer: &Transfer, sender: bool) -> Option<AnyView> {
    let address = if sender { &transfer.from } else { &transfer.to };
    let account = Account::new(transfer.asset.chain(), address.clone()).ok()?;
    Some(view! { <p class="party"><span class="side">{title}</span>" "<AddressLine account/></p> }.into_any())
}

/// The movement that a payment is a part of.
pub fn movement_of(view: &View, transfer: &Transfer) -> Option<Selection> {
    let is_of = |edge: &&Edge| edge.asset == transfer.asset && edge.hops.iter().any(|hop| hop.transfer == *transfer);
    view.edges.iter().find(is_of).and_then(|edge| Selection::edge(view, edge))
}

/// Links of the same kind between the same two, which the graph draws as one.
fn others(state: AppState, view: &View, link: &Link) -> Option<AnyView> {
    let alike = |other: &&Link| {
        other.id != link.id
            && (other.from, other.to, other.what, other.tier, &other.via) == (link.from, link.to, link.what, link.tier, &link.via)
    };
    let rows: Vec<&Link> = view.links.iter().filter(alike).collect();
    list(state, view, "Between the same two", &rows)
}

/// The links that a node gave in or received of, as buttons; nothing where there are none.
pub fn at_node(state: AppState, view: &View, node: &Node) -> Option<AnyView> {
    let rows: Vec<&Link> = view.links.iter().filter(|link| link.from == node.id || link.to == node.id).collect();
    list(state, view, "Swaps and bridges", &rows)
}

/// The links that a movement's payments are legs of.
pub fn at_edge(state: AppState, view: &View, edge: &Edge) -> Option<AnyView> {
    if view.links.is_empty() {
        return None;
    }
    let own = |hop: &Hop| edge.hops.iter().any(|other| other.transfer == hop.transfer);
    let rows: Vec<&Link> = view.links.iter().filter(|link| link.paid.iter().chain(&link.received).any(own)).collect();
    list(state, view, "Part of", &rows)
}

fn list(state: AppState, view: &View, title: &'static str, rows: &[&Link]) -> Option<AnyView> {
    let more = rows.len().saturating_sub(FIRST);
    let row = |link: &Link| {
        let own = Selection::link(link);
        let to = (link.from != link.to).then(|| view.nodes.get(link.to)).flatten().map(|node| node.account.address().clone());
        view! {
            <li><button type="button" class="rowlink" on:click=move |_| state.selection.set(Some(own.clone()))>
                <span>{format!("{} by {}: {}", tied::kind(link.what), tied::via(link), tied::exchanged(link, words::coarse))}</span>
                {to.map(|address| view! { " "<ShortAddress address/> })}
            </button></li>
        }
    };
    (!rows.is_empty()).then(|| {
        view! {
            <h3>{title}</h3>
            <ul class="moves">{rows.iter().take(FIRST).map(|link| row(link)).collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="note">{format!("{more} more are in the table.")}</p> })}
        }
        .into_any()
    })
}
