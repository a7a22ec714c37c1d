//! The trace: its ends, its graph, the same as a table, the chosen thing, and the equation at the foot.

use std::sync::Arc;

use leptos::prelude::*;

use super::ends::Ends;
use super::equation::Equations;
use super::followed::Followed;
use super::graph::canvas::Graph;
use super::hostile;
use super::icons::{JoinSample, LeadSample, LineSample, MarkIcon};
use super::kept::KeptLine;
use super::mark::{Mark, Shape};
use super::panel::Panel;
use super::refused::Refused;
use super::remote::Remote;
use super::route::Route;
use super::state::{AppState, app_state};
use super::table::Tables;
use super::trace_form::TraceFormView;
use super::trace_status::TraceStatus;
use crate::case::Case;
use crate::trace::view::{LinkKind, Tier, View};

/// What a narrow screen shows one at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Ends,
    Graph,
    Table,
    Detail,
}

const TABS: [(Tab, &str, &str); 4] =
    [(Tab::Ends, "ends", "Ends"), (Tab::Graph, "graph", "Graph"), (Tab::Table, "table", "Table"), (Tab::Detail, "detail", "Detail")];

/// The page.
#[component]
pub fn TracePage() -> impl IntoView {
    let state = app_state();
    // What an earlier visit left is of interest while there is no trace.
    let idle = Memo::new(move |_| state.view.with(Option::is_none) && !state.starting.get());
    Effect::new(move |_| {
        if idle.get() {
            state.look_for_kept();
        }
    });
    move || match state.case.get() {
        Some(case) => view! { <CaseTrace case/> }.into_any(),
        None => no_case(state),
    }
}

/// Without a case there is nothing to trace; with one case there is nothing to choose.
fn no_case(state: AppState) -> AnyView {
    view! {
        <section class="page">
            <h1>"Trace"</h1>
            <KeptLine/>
            {state.cases().show("", move |cases| view! {
                <p>"Choose the case whose money you want to follow."</p>
                <ul class="choices">
                    {cases.into_iter().filter(|case| case.is_traceable()).map(|case| {
                        let chosen = case.clone();
                        view! { <li><button type="button" class="button" on:click=move |_| state.choose(chosen.clone())>{title(&case)}</button></li> }
                    }).collect_view()}
                </ul>
            }.into_any())}
        </section>
    }
    .into_any()
}

fn title(case: &Case) -> String {
    format!("{}, {}", case.name, case.at.day())
}

#[component]
fn CaseTrace(case: Arc<Case>) -> impl IntoView {
    let state = app_state();
    // The parts of the page are built once and follow the view; only its coming and going rebuilds them.
    let there = Memo::new(move |_| state.view.with(Option::is_some));
    let facts = format!("#/case/{}", case.id);
    view! {
        <section class="trace" class:begun=move || there.get() aria-busy=move || state.behind().to_string()>
            <header class="tracehead">
                <h1>{title(&case)}</h1>
                <p class="crumbs"><a href=facts>"Facts and sources"</a><a href=Route::Home.to_string()>"Another case"</a></p>
                {move || there.get().then(|| view! { <details class="again"><summary>"Start again, differently"</summary><TraceFormView/></details> })}
                <TraceStatus/>
            </header>
            {move || match (there.get(), state.view.get_untracked()) {
                (true, Some(first)) => view! { <Screens first/> }.into_any(),
                _ => before(state),
            }}
        </section>
    }
}

fn before(state: AppState) -> AnyView {
    view! {
        <div class="before">
            <KeptLine/>
            <TraceFormView/>
            {move || match state.trace() {
                Remote::Ready(_) => ().into_any(),
                other => other.show("Nothing has been asked yet. Press Start: the graph, the ends and the sum stand here while the answers come in.", |_| ().into_any()),
            }}
        </div>
    }
    .into_any()
}

#[component]
fn Screens(first: Arc<View>) -> impl IntoView {
    let state = app_state();
    let tab = RwSignal::new(Tab::Graph);
    // The last view stays while the next trace starts, so that nothing below ever stands without one.
    let view = Signal::from(Memo::new_with_compare(
        move |last: Option<&Arc<View>>| state.view.get().or_else(|| last.cloned()).unwrap_or_else(|| first.clone()),
        |a, b| !matches!((a, b), (Some(a), Some(b)) if Arc::ptr_eq(a, b)),
    ));
    // On a narrow screen a choice leads to its detail.
    Effect::new(move |before: Option<()>| {
        state.selection.track();
        if before.is_some() && state.selection.with_untracked(Option::is_some) {
            tab.set(Tab::Detail);
        }
    });
    let name = move || TABS.iter().find(|(own, ..)| *own == tab.get()).map(|(_, name, _)| *name);
    view! {
        <Equations/>
        <div class="tabs" role="group" aria-label="Part of the trace">
            {TABS.map(|(own, _, title)| view! {
                <button type="button" aria-pressed=move || (tab.get() == own).to_string() on:click=move |_| tab.set(own)>{title}</button>
            }).collect_view()}
        </div>
        <div class="screens" data-tab=name>
            <section class="screen ends" aria-label="Ends" tabindex="0"><Ends view/><Notes view/></section>
            <div class="centre" role="region" aria-label="Graph and table" tabindex="0">
                <section class="screen graphbox" aria-label="Graph"><Graph view/><Legend/></section>
                <section class="screen tablebox" aria-label="Table"><Tables view/><Refused view/></section>
            </div>
            <section class="screen detail" aria-label="Detail" tabindex="0"><Panel view/></section>
        </div>
    }
}

/// What the visitor should know of the whole trace.
#[component]
fn Notes(#[prop(into)] view: Signal<Arc<View>>) -> impl IntoView {
    move || {
        let notes = view.with(|view| view.notes.clone());
        (!notes.is_empty()).then(|| {
            view! {
                <h2>"What to know of this trace"</h2>
                <ul class="notes">{notes.iter().map(|note| view! { <li>{hostile::plain(note, 600)}</li> }).collect_view()}</ul>
            }
        })
    }
}

/// What the marks and lines stand for.
#[component]
fn Legend() -> impl IntoView {
    let plain = |shape| Mark { shape, ..Mark::default() };
    let followed = app_state().followed();
    let first = if followed == Followed::Theft { Shape::Theft } else { Shape::Victim };
    let marks = [first, Shape::Wallet, Shape::Held, Shape::Exchange, Shape::Deposit, Shape::Bridge, Shape::Mixer, Shape::Service];
    view! {
        <details class="legend">
            <summary>"What the marks stand for"</summary>
            <ul>
                {marks.map(|shape| view! { <li><MarkIcon of=plain(shape)/>{followed.shape(shape)}</li> }).collect_view()}
                <li><MarkIcon of=Mark { freezable: true, ..Mark::default() }/>"can still be stopped"</li>
                <li><MarkIcon of=Mark { incomplete: true, ..Mark::default() }/>"history incomplete"</li>
                <li><MarkIcon of=Mark { shape: Shape::Deposit, unproven: true, ..Mark::default() }/>"inferred, or by your word"</li>
                <li><LineSample tier=Tier::Observed/>"observed on chain"</li>
                <li><LineSample tier=Tier::Derived/>"derived"</li>
                <li><LineSample tier=Tier::Inferred/>"inferred"</li>
                <li><LineSample tier=Tier::Stated/>"stated by a person"</li>
                <li><JoinSample of=LinkKind::Swap/>"swap"</li>
                <li><JoinSample of=LinkKind::Bridge/>"over a bridge, to another chain"</li>
                <li><JoinSample of=LinkKind::Refund/>"given back"</li>
                <li><LeadSample/>"lead: a guess that counts nowhere"</li>
                <li>"A line is as thick as the logarithm of its amount."</li>
            </ul>
        </details>
    }
}
