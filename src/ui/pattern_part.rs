//! What an address looks like: the patterns that were seen at it, each an inference, with what it was seen in; of a
//! mixer's round its shape.

use leptos::prelude::*;

use super::address::{AddressLine, ShortAddress};
use super::amount::AmountText;
use super::selection::Selection;
use super::state::AppState;
use super::{hostile, tied, words};
use crate::money::{Account, Amount, TransferId};
use crate::trace::view::{Edge, Node, Pattern, Structure, View};

/// How many transfers, others or equal amounts are listed.
const FIRST: usize = 8;
/// How many patterns and rounds are listed at an address.
const MOST: usize = 12;

/// The shapes of the rounds and pools at a node; nothing where there are none.
pub fn structures(view: &View, node: &Node) -> Option<AnyView> {
    let all: Vec<_> = at(view, node).filter_map(|pattern| pattern.structure.as_ref()).take(MOST).map(structure).collect();
    (!all.is_empty()).then(|| {
        view! {
            <section class="boundary" aria-label="The mixer's structure">
                <p class="sentence">"Here following by facts ends."</p>
                {all}
            </section>
        }
        .into_any()
    })
}

/// The patterns at a node; nothing where there are none.
pub fn patterns(state: AppState, view: &View, node: &Node) -> Option<AnyView> {
    let more = at(view, node).count().saturating_sub(MOST);
    let all: Vec<_> = at(view, node).take(MOST).map(|pattern| part(state, view, pattern)).collect();
    (!all.is_empty()).then(|| {
        view! {
            <h3>"What it looks like"</h3>
            <ul class="patterns">{all}</ul>
            {(more > 0).then(|| view! { <p class="note">{format!("{more} more patterns were seen here.")}</p> })}
        }
        .into_any()
    })
}

fn at<'a>(view: &'a View, node: &Node) -> impl Iterator<Item = &'a Pattern> {
    let node = node.id;
    view.patterns.iter().filter(move |pattern| pattern.node == node)
}

fn structure(shape: &Structure) -> impl IntoView + use<> {
    let Structure { mixer, asset, inputs, outputs, equal, among } = shape;
    let number = |count: u32| Amount::from(u64::from(count)).to_coins_short(0, 0);
    let name = hostile::plain(mixer, 60);
    let row = |(amount, times): &(Amount, u32)| {
        view! { <tr><td class="num"><AmountText amount=*amount asset=asset.clone()/></td><td class="num">{number(*times)}</td></tr> }
    };
    let more = equal.len().saturating_sub(FIRST);
    let among = match among {
        Some(among) => {
            format!("The money may be any of {}.", words::count(usize::try_from(*among).unwrap_or(usize::MAX), "payment", "payments"))
        }
        None => "Among how many the money is, is not known.".to_owned(),
    };
    view! {
        <dl class="flow">
            <div><dt>"Mixer"</dt><dd>{name}</dd></div>
            <div><dt>"Paid in"</dt><dd class="num">{number(*inputs)}</dd></div>
            <div><dt>"Were paid"</dt><dd class="num">{number(*outputs)}</dd></div>
        </dl>
        {(!equal.is_empty()).then(|| view! {
            <table class="equal">
                <thead><tr><th scope="col" class="num">"Equal amounts"</th><th scope="col" class="num">"Paid so often"</th></tr></thead>
                <tbody>{equal.iter().take(FIRST).map(row).collect_view()}</tbody>
            </table>
        })}
        {(more > 0).then(|| view! { <p class="note">{format!("{more} other amounts were paid more than once.")}</p> })}
        <p>{among}</p>
    }
}

fn part(state: AppState, view: &View, pattern: &Pattern) -> impl IntoView + use<> {
    let (seen, unseen): (Vec<_>, usize) = movements(view, &pattern.transfers);
    let more = seen.len().saturating_sub(FIRST);
    let moves = seen.iter().take(FIRST).map(|edge| {
        let own = Selection::edge(view, edge);
        let to = view.nodes.get(edge.to).map(|node| node.account.address().clone());
        view! {
            <li><button type="button" class="rowlink" on:click=move |_| state.selection.set(own.clone())>
                <AmountText amount=edge.tainted asset=edge.asset.clone()/>
                {to.map(|address| view! { " "<ShortAddress address/> })}
            </button></li>
        }
    });
    let rest = match (more, unseen) {
        (0, 0) => None,
        (more, unseen) => Some(format!("{} more that it was seen in.", words::count(more + unseen, "movement", "movements"))),
    };
    let fewer = pattern.others.len().saturating_sub(FIRST);
    view! {
        <li>
            <p><strong>{tied::pattern(pattern.what)}</strong>" "<span class="tier inferred">"inferred"</span></p>
            <p>{tied::inference(&pattern.why)}</p>
            {(!seen.is_empty()).then(|| view! { <p class="side">"Seen in:"</p><ul class="moves">{moves.collect_view()}</ul> })}
            {rest.map(|rest| view! { <p class="note">{rest}</p> })}
            {(!pattern.others.is_empty()).then(|| view! {
                <p class="side">"Others it concerns:"</p>
                <ul class="others">{pattern.others.iter().take(FIRST).map(|other| self::other(state, view, other)).collect_view()}</ul>
            })}
            {(fewer > 0).then(|| view! { <p class="note">{format!("And {fewer} others.")}</p> })}
        </li>
    }
}

/// The movements that hold these transfers, each once, and how many transfers none of them holds.
fn movements<'a>(view: &'a View, transfers: &[TransferId]) -> (Vec<&'a Edge>, usize) {
    let mut unseen = 0;
    let mut found: Vec<&Edge> = Vec::new();
    for id in transfers {
        match view
            .edges
            .iter()
            .find(|edge| edge.asset == id.asset && edge.hops.iter().any(|hop| hop.transfer.tx == id.tx && hop.transfer.id() == *id))
        {
            Some(edge) if found.iter().any(|other| other.id == edge.id) => {}
            Some(edge) => found.push(edge),
            None => unseen += 1,
        }
    }
    (found, unseen)
}

/// Another address: of the trace as a button, else whole.
fn other(state: AppState, view: &View, account: &Account) -> AnyView {
    match view.nodes.iter().find(|node| node.account == *account) {
        Some(node) => {
            let own = Selection::node(node);
            let address = account.address().clone();
            view! { <li><button type="button" class="rowlink" on:click=move |_| state.selection.set(Some(own.clone()))><ShortAddress address/></button></li> }.into_any()
        }
        None => view! { <li><AddressLine account=account.clone()/></li> }.into_any(),
    }
}
