//! The equation of a trace, per asset: what was stolen, or followed, is what is held, at exchanges, bridged, and so on,
//! exactly.
//!
//! Each part is a button that filters the trace by it.

use std::sync::Arc;

use leptos::prelude::*;

use super::amount::AmountDetail;
use super::followed::Followed;
use super::state::{AppState, app_state};
use super::term::Term;
use super::tied;
use super::words;
use crate::money::Amount;
use crate::trace::view::{Equation, Policy, View};

/// The parts out of which links lead.
const TIED: [Term; 2] = [Term::Bridged, Term::Services];

/// The equations of the trace.
#[component]
pub fn Equations() -> impl IntoView {
    let state = app_state();
    let equations = Memo::new(move |_| state.view.with(|view| view.as_ref().map(|view| view.equations.clone()).unwrap_or_default()));
    // The chain where it is not the trace's own; and what of each part of `TIED` was followed on.
    let onward = Memo::new(move |_| {
        let of = |view: &View, equation: &Equation| {
            let asset = &equation.asset;
            let chain = tied::home(view).filter(|home| *home != asset.chain()).map(|_| asset.chain().name());
            (chain, TIED.map(|term| tied::followed_on(view, term, asset)))
        };
        let all = |view: &Arc<View>| view.equations.iter().map(|equation| of(view, equation)).collect::<Vec<_>>();
        state.view.with(|view| view.as_ref().map(all).unwrap_or_default())
    });
    let followed = Memo::new(move |_| state.followed());
    let bound = Memo::new(move |_| state.view.with(|view| view.as_ref().is_some_and(|view| view.settings.policy == Policy::Poison)));
    view! {
        <section class="equations" aria-label=move || followed.get().equation()>
            <Patterns/>
            {move || {
                let followed = followed.get();
                let onward = onward.get();
                let shown = |all: &Vec<Equation>| {
                    let all = all.iter().zip(onward).filter(|(equation, _)| !total(equation).is_zero());
                    all.map(|(equation, (chain, onward))| row(state, followed, equation, chain, onward)).collect_view()
                };
                equations.with(shown)
            }}
            {move || bound.get().then(|| view! {
                <p class="bound">"Counted by poison: an upper bound. Money that mixed counts again and again, so these are no sums."</p>
            })}
            <p class="filtered" role="status">
                {move || state.filter.get().map(|term| view! {
                    {format!("Showing only “{}”: {}. ", followed.get().term(term), equations.with(|all| sums(all, term)))}
                    <button type="button" class="link" on:click=move |_| state.filter.set(None)>"Show everything"</button>
                })}
            </p>
        </section>
    }
}

/// A part of all assets together, exact.
fn sums(equations: &[Equation], term: Term) -> String {
    let parts = equations.iter().filter(|equation| !term.of(equation).is_zero());
    parts.map(|equation| words::exact(term.of(equation), &equation.asset)).collect::<Vec<_>>().join(" and ")
}

fn total(equation: &Equation) -> Amount {
    [equation.stolen, equation.from_swaps, equation.mixed_in].into_iter().sum()
}

fn row(state: AppState, followed: Followed, equation: &Equation, chain: Option<String>, onward: [Amount; 2]) -> impl IntoView + use<> {
    let whole = total(equation);
    let asset = equation.asset.clone();
    let parts: Vec<(Term, Amount)> =
        Term::ALL.into_iter().map(|term| (term, term.of(equation))).filter(|(_, amount)| !amount.is_zero()).collect();
    // One part is all there is: its amount stands on the left already.
    let single = parts.len() == 1;
    let on = chain.map_or_else(String::new, |chain| format!(" on {chain}"));
    let more = [(equation.from_swaps, "brought in by links"), (equation.mixed_in, "other money that counts under poison")];
    let more: Vec<_> = more
        .into_iter()
        .filter(|(amount, _)| !amount.is_zero())
        .map(|(amount, what)| {
            let exact = words::exact(amount, &asset);
            // What only links brought here begins the line.
            let plus = if equation.stolen.is_zero() { "" } else { " + " };
            view! { <span class="swaps" title=exact>{format!("{plus}{}{} {what}", words::coarse(amount, &asset), on)}</span> }
        })
        .collect();
    let stolen = (!equation.stolen.is_zero()).then(|| {
        view! { <span class="stolen">{followed.sum()}" "<AmountDetail amount=equation.stolen asset=asset.clone()/></span> }
    });
    let wrong = (!equation.holds())
        .then(|| view! { <strong class="failed" role="alert">"The sides do not match: do not rely on this trace."</strong> });
    view! {
        <div class="equation" class:single=single>
            <p class="left">
                {stolen}
                {more}
                " ="
            </p>
            <div class="right">
                {bar(&parts, whole)}
                <ul class="parts">{parts.iter().map(|(term, amount)| part(state, followed, *term, *amount, whole, &asset, onward)).collect_view()}</ul>
            </div>
            {wrong}
        </div>
    }
}

fn part(
    state: AppState,
    followed: Followed,
    term: Term,
    amount: Amount,
    whole: Amount,
    asset: &crate::money::Asset,
    onward: [Amount; 2],
) -> impl IntoView + use<> {
    let chosen = move || state.filter.get() == Some(term);
    let press = move |_| state.filter.update(|filter| *filter = if *filter == Some(term) { None } else { Some(term) });
    let of = TIED.into_iter().zip(onward).find(|(own, amount)| *own == term && !amount.is_zero());
    // Never more than there is, whatever the links say.
    let onward = of.map(|(_, onward)| format!("; of that {} was followed on over links", words::exact(onward.min(amount), asset)));
    let name = format!(
        "{} {}: {}{}",
        followed.term(term),
        words::per_cent(amount, whole),
        words::exact(amount, asset),
        onward.unwrap_or_default()
    );
    // No end carries a fee, so there is nothing to filter by it.
    let fixed = term == Term::Fees;
    view! {
        <li>
            <button type="button" class="part" class:chosen=chosen disabled=fixed title=name aria-pressed=move || chosen().to_string() on:click=press>
                <svg class="swatch" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
                    <rect class=format!("fill {}", term.class()) width="12" height="12"/>
                </svg>
                <span class="word">{followed.term(term)}</span>
                <span class="pc">{words::per_cent(amount, whole)}</span>
                <span class="sum">{words::coarse(amount, asset)}</span>
            </button>
        </li>
    }
}

/// The same as a bar. The buttons say it in words, so the bar is for the eye alone.
fn bar(parts: &[(Term, Amount)], whole: Amount) -> impl IntoView + use<> {
    let mut at = 0;
    let rects: Vec<_> = parts
        .iter()
        .map(|(term, amount)| {
            let width = amount.millionths_of(whole);
            let rect = view! { <rect class=format!("fill {}", term.class()) x=per_cent(at) width=per_cent(width) y="0" height="100%"/> };
            at += width;
            rect
        })
        .collect();
    view! { <svg class="bar" width="100%" height="14" aria-hidden="true">{rects}</svg> }
}

/// Millionths as a length in per cent.
fn per_cent(millionths: u64) -> String {
    format!("{}.{:04}%", millionths / 10_000, millionths % 10_000)
}

/// The hatchings: each part has its own, so that the bar reads without colour.
#[component]
fn Patterns() -> impl IntoView {
    view! {
        <svg class="defs" width="0" height="0" aria-hidden="true">
            <defs>
                <pattern id="hatch-exchanges" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect class="base exchanges" width="5" height="5"/>
                    <rect class="over" width="1.4" height="5"/>
                </pattern>
                <pattern id="hatch-bridged" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
                    <rect class="base bridged" width="5" height="5"/>
                    <rect class="over" width="1.4" height="5"/>
                </pattern>
                <pattern id="hatch-mixed" width="6" height="6" patternUnits="userSpaceOnUse">
                    <rect class="base mixed" width="6" height="6"/>
                    <circle class="over" cx="3" cy="3" r="1.3"/>
                </pattern>
                <pattern id="hatch-services" width="4" height="4" patternUnits="userSpaceOnUse">
                    <rect class="base services" width="4" height="4"/>
                    <rect class="over" width="4" height="1.2"/>
                </pattern>
                <pattern id="hatch-notfollowed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect class="base notfollowed" width="6" height="6"/>
                    <rect class="lines" width="1.2" height="6"/>
                </pattern>
            </defs>
        </svg>
    }
}
