//! The ends of a trace, most urgent first: how much, where, who can stop it, since when, and why we think so.

use std::sync::Arc;

use leptos::prelude::*;

use super::address::ShortAddress;
use super::followed::Followed;
use super::graph::filter;
use super::hostile;
use super::icons::MarkIcon;
use super::mark::{self, Known, Mark};
use super::route::Route;
use super::selection::Selection;
use super::spread::Spread;
use super::state::{AppState, app_state};
use super::still::{self, StillLooks};
use super::there;
use super::words;
use crate::money::Address;
use crate::trace::end::urgency;
use crate::trace::view::{End, View};

/// How many ends are listed before the visitor asks for all.
const FIRST: usize = 24;

/// An end as it is listed. A row that says the same stays as it is while the trace changes.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Row {
    own: Selection,
    mark: Mark,
    sum: String,
    exact: String,
    range: Option<String>,
    kind: String,
    known: Option<&'static str>,
    why: String,
    address: Address,
    since: Option<String>,
    freeze: Option<String>,
    /// Somebody can stop it.
    stoppable: bool,
    /// What was seen there, and whether it is frozen.
    there: Option<(String, bool)>,
    /// A tip is about a theft.
    may_tip: bool,
}

/// The list of ends.
#[component]
pub fn Ends(
    /// The trace.
    #[prop(into)]
    view: Signal<Arc<View>>,
) -> impl IntoView {
    let state = app_state();
    let all = RwSignal::new(false);
    let followed = Memo::new(move |_| view.with(|view| Followed::of(&view.settings)));
    let count = Memo::new(move |_| view.with(|view| filter::ends(view, state.filter.get()).count()));
    let urgent = Memo::new(move |_| {
        view.with(|view| {
            let mut ends: Vec<&End> = filter::ends(view, state.filter.get()).filter(|end| end.freezable_by.is_some()).collect();
            state.still.with(|seen| urgency::sort(view, &mut ends, seen));
            rows(state, view, ends.into_iter())
        })
    });
    let others = Memo::new(move |_| {
        let most = if all.get() { usize::MAX } else { FIRST };
        view.with(|view| rows(state, view, filter::ends(view, state.filter.get()).filter(|end| end.freezable_by.is_none()).take(most)))
    });
    view! {
        <h2>{move || followed.get().urgent().0}</h2>
        <StillLooks view/>
        {list(state, urgent, "endlist urgent")}
        {move || urgent.with(Vec::is_empty).then(|| view! { <p class="empty">{followed.get().urgent().1}</p> })}
        <h2>"Where following stopped"</h2>
        {list(state, others, "endlist")}
        {move || others.with(Vec::is_empty).then(|| view! { <p class="empty">"Nothing else is on record yet."</p> })}
        {move || (!all.get() && count.get() > FIRST).then(|| view! {
            <button type="button" class="button more" on:click=move |_| all.set(true)>{format!("Show all {}", words::count(count.get(), "end", "ends"))}</button>
        })}
    }
}

fn list(state: AppState, rows: Memo<Vec<Row>>, class: &'static str) -> AnyView {
    view! { <ol class=class><For each=move || rows.get() key=Clone::clone let:row>{draw(state, row)}</For></ol> }.into_any()
}

fn rows<'a>(state: AppState, view: &View, ends: impl Iterator<Item = &'a End>) -> Vec<Row> {
    ends.filter_map(|end| row(state, view, end)).collect()
}

fn row(state: AppState, view: &View, end: &End) -> Option<Row> {
    let node = view.nodes.get(end.node)?;
    let followed = Followed::of(&view.settings);
    let (_, known) = mark::role(view, node);
    // Left aside by a rule is an inference too, whatever the address is.
    let known = if known == Known::Sourced && end.why.contains("This is an inference") { Known::Inferred } else { known };
    let name = node.labels.first().map(|label| format!(": {}", hostile::plain(&label.name, 40)));
    Some(Row {
        own: Selection::end(view, end)?,
        mark: Mark::of(view, node),
        sum: words::short(end.amount, &end.asset),
        exact: words::exact(end.amount, &end.asset),
        range: Spread::of(&end.range).and_then(|spread| spread.text(&end.asset)),
        kind: format!("{}{}", followed.reason(end.reason), name.unwrap_or_default()),
        known: known.word(),
        why: hostile::plain(&known.why(&end.why), 600),
        address: node.account.address().clone(),
        since: end.since.map(|since| followed.moved(since)),
        freeze: (followed != Followed::Back || end.freezable_by.is_some()).then(|| there::freezers(end)),
        stoppable: end.freezable_by.is_some() && followed != Followed::Back,
        there: still::seen(state, view, end).map(|seen| (there::short(end, &seen), there::is_frozen(&seen))),
        may_tip: followed == Followed::Theft,
    })
}

fn draw(state: AppState, row: Row) -> impl IntoView {
    let (own, choose, tip) = (row.own.clone(), row.own.clone(), row.own);
    let chosen = move || state.selection.with(|selection| selection.as_ref().is_some_and(|selection| own.is_beside(selection)));
    let named = format!("Write a tip about {}", row.sum);
    view! {
        <li class="end" class:chosen=chosen>
            <button type="button" class="choose" on:click=move |_| state.selection.set(Some(choose.clone()))>
                <MarkIcon of=row.mark/>
                <span class="what">
                    <span class="sum amount" title=row.exact>{row.sum}</span>
                    {row.range.map(|range| view! { <span class="spread">{range}", by how mixed money is counted"</span> })}
                    <span class="kind">{row.kind}{row.known.map(|known| view! { " "<span class="tier inferred">{known}</span> })}</span>
                    <span class="where"><ShortAddress address=row.address/>" "{row.since}</span>
                    {row.freeze.map(|who| view! { <span class="stop" class:freeze=row.stoppable>{who}</span> })}
                    {row.there.map(|(said, frozen)| view! { <span class="there">{frozen.then(still::flake)}{said}</span> })}
                    <span class="why">{row.why}</span>
                </span>
            </button>
            {row.may_tip.then(|| view! {
                <a class="tip" href=Route::Tip.to_string() on:click=move |_| state.selection.set(Some(tip.clone())) aria-label=named.clone()>"Write a tip"</a>
            })}
        </li>
    }
}
