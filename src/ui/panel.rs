//! The chosen address, movement or end: everything known of it, whole, with its sources.

use std::sync::Arc;

use leptos::prelude::*;

use super::address::AddressLine;
use super::amount::{AmountDetail, AmountText};
use super::findings::{self, Findings};
use super::followed::Followed;
use super::freezers;
use super::hostile;
use super::icons::MarkIcon;
use super::label_part;
use super::lead_panel;
use super::link_panel;
use super::mark::{self, Known, Mark};
use super::movement;
use super::pattern_part;
use super::range;
use super::route::Route;
use super::selection::Selection;
use super::state::{AppState, app_state};
use super::still;
use super::told;
use super::words;
use crate::explorer::Coverage;
use crate::trace::view::{Edge, End, Flow, Node, Settings, View};

/// How many movements are listed; the table has all.
const FIRST: usize = 12;

/// The panel.
#[component]
pub fn Panel(
    /// The trace.
    #[prop(into)]
    view: Signal<Arc<View>>,
) -> impl IntoView {
    let state = app_state();
    // Drawn anew only when it would look different, so that the keyboard and what is open stay while a trace runs.
    let seen = Memo::new_with_compare(
        move |_| (view.get(), state.selection.get()),
        |old, new| match (old, new) {
            (Some((was, chosen)), Some((is, still))) if chosen == still => !chosen.as_ref().is_none_or(|chosen| chosen.looks_same(was, is)),
            _ => true,
        },
    );
    let open = RwSignal::new(false);
    let top = move || {
        let (view, chosen) = seen.get();
        let Some(chosen) = chosen else {
            return empty("Choose an address in the graph, an end, or a row of the table: everything known of it stands here.");
        };
        if let Some(edge) = chosen.edge_in(&view) {
            return movement::panel(state, &view, edge);
        }
        if let Some(link) = chosen.link_in(&view) {
            return link_panel::panel(state, &view, link);
        }
        if let Some(lead) = chosen.lead_in(&view) {
            return lead_panel::panel(&view, lead);
        }
        match chosen.node_in(&view) {
            Some(node) => node_top(&view, node, chosen.end_in(&view), open),
            None => empty("What you had chosen is no longer part of this trace. Choose something else."),
        }
    };
    let account = Memo::new(move |_| seen.with(|(view, chosen)| chosen.as_ref()?.node_in(view).map(|node| node.account.clone())));
    let said = Memo::new(move |_| account.get().and_then(|account| seen.with(|(view, _)| findings::of(view, &account))));
    let may_say = Memo::new(move |_| said.get().is_some());
    let findings = move || {
        let account = account.get().filter(|_| may_say.get())?;
        Some(view! { <Findings account said=Signal::derive(move || said.get().flatten())/> })
    };
    let rest = move || {
        let (view, chosen) = seen.get();
        chosen.and_then(|chosen| chosen.node_in(&view).map(|node| node_rest(state, &view, node)))
    };
    let own = move || Some(label_part::own(account.get().filter(|_| may_say.get())?));
    view! { {top} {findings} {own} {rest} }
}

fn empty(why: &'static str) -> AnyView {
    view! { <h2>"Detail"</h2><p class="empty">{why}</p> }.into_any()
}

fn node_top(view: &View, node: &Node, end: Option<&End>, open: RwSignal<bool>) -> AnyView {
    let followed = Followed::of(&view.settings);
    let (role, known) = mark::role(view, node);
    let account = node.account.clone();
    let label = node.labels.first().map(|label| hostile::plain(&label.name, 60));
    let kind = match label {
        Some(_) => format!("{}, on {}{}", followed.role(role), account.chain().name(), hops(followed, node.hop)),
        None => format!("on {}{}", account.chain().name(), hops(followed, node.hop)),
    };
    let name = label.unwrap_or_else(|| followed.place(role, account.address()).to_owned());
    view! {
        <h2 class="named"><MarkIcon of=Mark::of(view, node)/><span>{name}{known.word().map(|word| view! { " "<span class="tier inferred">{word}</span> })}</span></h2>
        <p class="kind">{kind}</p>
        <p><AddressLine account/></p>
        {node.looks_like.as_ref().map(|real| view! {
            <p class="warn">{format!("This address imitates {real}, which the case names. Compare them character by character.")}</p>
        })}
        {end.map(|end| end_part(followed, view, known, end, open))}
        {pattern_part::structures(view, node)}
    }
    .into_any()
}

fn node_rest(state: AppState, view: &View, node: &Node) -> AnyView {
    view! {
        {lead_panel::at_node(state, view, node)}
        {link_panel::at_node(state, view, node)}
        {pattern_part::patterns(state, view, node)}
        <h3>"Flows"</h3>
        {node.flows.iter().map(|flow| flow_part(&view.settings, flow)).collect_view()}
        <h3>"How much of its history was read"</h3>
        <p>{coverage(node.coverage.as_ref())}</p>
        {told_part(state, node.account.address().to_string())}
        {label_part::list(&node.labels)}
        {(!node.statements.is_empty()).then(|| view! {
            <h3>"Stated"</h3>
            <ul class="statements">{node.statements.iter().map(|(what, source)| view! {
                <li><q>{hostile::plain(what, 400)}</q><span class="src">{format!(" Said by {}.", hostile::plain(source, 200))}</span></li>
            }).collect_view()}</ul>
        })}
        <h3>"Movements"</h3>
        {movements(state, view, node)}
    }
    .into_any()
}

fn hops(followed: Followed, hop: u32) -> String {
    followed.hops(hop).map_or_else(String::new, |hops| {
        format!(", {} from {}", words::count(usize::try_from(hops).unwrap_or(usize::MAX), "hop", "hops"), followed.start())
    })
}

/// The end in sentences, and the way to a tip about it.
fn end_part(followed: Followed, view: &View, known: Known, end: &End, open: RwSignal<bool>) -> impl IntoView + use<> {
    let sum = words::short(end.amount, &end.asset);
    let sentence = followed.end(&sum, end.reason, end.since);
    let exact = words::exact(end.amount, &end.asset);
    let range = range::range_of_end(followed, view, end, open);
    view! {
        <section class="endpart" aria-label="Where following stopped">
            <p class="sentence" title=exact>{sentence}</p>
            <p>{hostile::plain(&known.why(&end.why), 600)}</p>
            {end.freezable_by.as_ref().map(|who| view! { <p class:freeze=followed != Followed::Back>{hostile::plain(who, 300)}</p> })}
            {(followed != Followed::Back).then(|| freezers::all(end))}
            {still::part(view, end)}
            {range}
            {(followed == Followed::Theft).then(|| view! { <p class="go"><a class="button primary" href=Route::Tip.to_string()>"Write a tip about this"</a></p> })}
        </section>
    }
}

fn flow_part(settings: &Settings, flow: &Flow) -> impl IntoView + use<> {
    let asset = || flow.asset.clone();
    let [reached, on, rest] = Followed::of(settings).flow();
    let line = |name: &'static str, amount| view! { <div><dt>{name}</dt><dd class="num"><AmountDetail amount asset=asset()/></dd></div> };
    view! {
        <dl class="flow">
            {line(reached, flow.tainted_in)}
            {line(on, flow.tainted_out)}
            {line(rest, flow.left)}
        </dl>
        {range::range_line(settings, &flow.range, &flow.asset)}
        {(!flow.unseen_in.is_zero()).then(|| view! {
            <p class="warn">{format!("{} more must have come in by movements that the answers do not hold.", words::short(flow.unseen_in, &flow.asset))}</p>
        })}
    }
}

fn coverage(coverage: Option<&Coverage>) -> String {
    match coverage {
        None => "It was not asked for.".into(),
        Some(Coverage::Whole) => "All of it.".into(),
        Some(Coverage::Window(what)) => format!("A part that the source names: {}.", hostile::plain(what, 200)),
        Some(Coverage::Cut(why)) => format!("Incomplete: {}.", hostile::plain(why, 200)),
        Some(Coverage::Failed(why)) => format!("It could not be read: {}.", hostile::plain(why, 200)),
        Some(Coverage::Unknown) => "The source does not say how much of it this is.".into(),
    }
}

/// Who was asked about the address, and who in whose stead.
fn told_part(state: AppState, about: String) -> impl IntoView {
    let sentences =
        Memo::new(move |_| state.journal.with(|entries| told::told(entries, &about).iter().map(told::sentence).collect::<Vec<_>>()));
    move || {
        let all = sentences.get();
        (!all.is_empty()).then(|| view! { <ul class="told">{all.into_iter().map(|said| view! { <li>{said}</li> }).collect_view()}</ul> })
    }
}

fn movements(state: AppState, view: &View, node: &Node) -> impl IntoView + use<> {
    let side = |name: &'static str, edges: Vec<&Edge>, other: fn(&Edge) -> usize| {
        let count = edges.len();
        let rows = edges.into_iter().take(FIRST).filter_map(|edge| {
            let other = view.nodes.get(other(edge))?;
            let own = Selection::edge(view, edge);
            Some(view! {
                <li><button type="button" class="rowlink" on:click=move |_| state.selection.set(own.clone())>
                    <AmountText amount=edge.tainted asset=edge.asset.clone()/>" "<super::address::ShortAddress address=other.account.address().clone()/>
                </button></li>
            })
        });
        let more = count.saturating_sub(FIRST);
        (count > 0).then(|| {
            view! {
                <p class="side">{format!("{name}, {}:", words::count(count, "movement", "movements"))}</p>
                <ul class="moves">{rows.collect_view()}</ul>
                {(more > 0).then(|| view! { <p class="note">{format!("{more} more are in the table.")}</p> })}
            }
        })
    };
    let ins = side("In", view.edges.iter().filter(|edge| edge.to == node.id).collect(), |edge| edge.from);
    let outs = side("Out", view.edges.iter().filter(|edge| edge.from == node.id).collect(), |edge| edge.to);
    view! { {ins} {outs} }
}
