//! The ends of a trace, most urgent first: how much, where, who can stop it, since when, and why we think so.

use std::sync::Arc;

use leptos::prelude::*;

use super::address::ShortAddress;
use super::amount::AmountText;
use super::graph::filter;
use super::hostile;
use super::icons::MarkIcon;
use super::mark::Mark;
use super::route::Route;
use super::selection::Selection;
use super::state::{AppState, app_state};
use super::words;
use crate::trace::view::{End, Node, View};

/// How many ends are listed before the visitor asks for all.
const FIRST: usize = 24;

/// The list of ends.
#[component]
pub fn Ends(
    /// The trace.
    #[prop(into)]
    view: Signal<Arc<View>>,
) -> impl IntoView {
    let state = app_state();
    let all = RwSignal::new(false);
    let count = Memo::new(move |_| view.with(|view| filter::ends(view, state.filter.get()).count()));
    let list = move || {
        let view = view.get();
        let most = if all.get() { usize::MAX } else { FIRST };
        let (urgent, mut others): (Vec<_>, Vec<_>) = filter::ends(&view, state.filter.get()).partition(|end| end.freezable_by.is_some());
        others.truncate(most);
        let rows =
            |ends: Vec<&End>| ends.into_iter().filter_map(|end| Some(row(state, &view, end, view.nodes.get(end.node)?))).collect_view();
        view! {
            <h2>"Act here first"</h2>
            {if urgent.is_empty() {
                view! { <p class="empty">"No end is known yet where somebody can stop the money. Follow further, or look at where it rests below."</p> }.into_any()
            } else {
                view! { <ol class="endlist urgent">{rows(urgent)}</ol> }.into_any()
            }}
            <h2>"Where following stopped"</h2>
            {if others.is_empty() {
                view! { <p class="empty">"Nothing else is on record yet."</p> }.into_any()
            } else {
                view! { <ol class="endlist">{rows(others)}</ol> }.into_any()
            }}
        }
    };
    view! {
        {list}
        {move || (!all.get() && count.get() > FIRST).then(|| view! {
            <button type="button" class="button more" on:click=move |_| all.set(true)>{format!("Show all {}", words::count(count.get(), "end", "ends"))}</button>
        })}
    }
}

fn row(state: AppState, view: &View, end: &End, node: &Node) -> impl IntoView + use<> {
    let own = Selection::end(view, end);
    let (choose, tip) = (own.clone(), own.clone());
    let chosen = move || own.is_some() && state.selection.get() == own;
    let name = node.labels.first().map(|label| hostile::plain(&label.name, 40));
    let since = end.since.map(|since| format!("since {}", since.minute()));
    view! {
        <li class="end" class:chosen=chosen>
            <button type="button" class="choose" on:click=move |_| state.selection.set(choose.clone())>
                <MarkIcon of=Mark::of(view, node)/>
                <span class="what">
                    <span class="sum"><AmountText amount=end.amount asset=end.asset.clone()/></span>
                    <span class="why">{words::reason(end.reason)}{name.map(|name| format!(": {name}"))}</span>
                    <span class="where"><ShortAddress address=node.account.address().clone()/>" "{since}</span>
                    {end.freezable_by.clone().map(|who| view! { <span class="freeze">{hostile::plain(&who, 160)}</span> })}
                </span>
            </button>
            <a class="tip" href=Route::Tip.to_string() on:click=move |_| state.selection.set(tip.clone())
                aria-label=format!("Write a tip about {}", words::short(end.amount, &end.asset))>"Write a tip"</a>
        </li>
    }
}
