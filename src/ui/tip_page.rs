//! Writing a tip: five steps in a column, each done or waiting, none hidden.

use std::sync::Arc;

use leptos::prelude::*;

use super::followed::Followed;
use super::route::Route;
use super::second::{self, SecondLooks};
use super::state::app_state;
use super::still;
use super::tip::checks::Checks;
use super::tip::desk::Subject;
use super::tip::earlier::earlier;
use super::tip::hand_in::HandIn;
use super::tip::mine::MyTips;
use super::tip::path::Path;
use super::tip::sign::Sign;
use super::tip::what::What;
use crate::journal::tips::Ask;
use crate::tip::may_sign;

/// The page.
#[component]
pub fn TipPage() -> impl IntoView {
    let state = app_state();
    let earlier = Memo::new(move |_| earlier(state));
    let subject = Memo::new(move |_| {
        if state.followed() != Followed::Theft {
            return None;
        }
        let (end, view) = (state.chosen_end()?, state.view.get()?);
        let seen = still::seen(state, &view, &end);
        let seconds = second::of_path(state, &end.path);
        Some(Subject { case: state.whole_case()?, view, end: end.id, seen, seconds, earlier: earlier.get() })
    });
    let some = Memo::new(move |_| subject.with(Option::is_some));
    state.ask_tips(Ask::All);
    view! {
        <section class="page tip">
            <h1>"Write a tip"</h1>
            {move || if some.get() {
                // The last subject stays while a new trace is on its way, so that nothing typed is lost to a redraw.
                let last = StoredValue::new(subject.get_untracked());
                let subject = Signal::derive(move || {
                    if let Some(now) = subject.get() {
                        last.set_value(Some(now));
                    }
                    last.get_value()
                });
                view! { <Steps subject/> }.into_any()
            } else {
                if state.followed() != Followed::Theft {
                    return view! {
                        <p class="empty">
                            "A tip is about a theft, and the trace that is open follows something else. "
                            <a href=Route::Trace.to_string()>"Follow the theft of a case"</a>
                            " to write one."
                        </p>
                        <MyTips/>
                    }
                    .into_any();
                }
                view! {
                    <p class="empty">
                        "No end is chosen. A tip is about one place where the stolen money came to rest: "
                        <a href=Route::Trace.to_string()>"open the trace"</a>
                        ", choose an end, and press “Write a tip” there."
                    </p>
                    <MyTips/>
                }
                .into_any()
            }}
        </section>
    }
}

#[component]
fn Steps(
    /// What the tip is about; always something while the steps are shown.
    subject: Signal<Option<Subject>>,
) -> impl IntoView {
    let desk = app_state().desk;
    let Some(first) = subject.get_untracked() else {
        return ().into_any();
    };
    let subject = Signal::derive(move || subject.get().unwrap_or_else(|| first.clone()));
    let blocked = Memo::new(move |_| !may_sign(&desk.checks(&subject.get())));
    let unsigned = Memo::new(move |_| desk.tip.with(Option::is_none));
    let view = Signal::derive(move || subject.get().view);
    let hops =
        Signal::derive(move || subject.with(|subject| subject.view.ends.get(subject.end).map(|end| end.path.clone()).unwrap_or_default()));
    let end = Memo::new(move |_| subject.with(|subject| (Arc::clone(&subject.view), subject.end)));
    let there = move || end.with(|(view, end)| view.ends.get(*end).and_then(|end| still::part(view, end)));
    let path = move || match desk.payload(&subject.get()) {
        Some(payload) => view! { <Path payload/> }.into_any(),
        None => view! { <p class="failed">"There is no way from the theft to show; step 3 says why."</p> }.into_any(),
    };
    view! {
        <div class="steps">
            <section class="step" aria-labelledby="step-what"><h2 id="step-what">"What"</h2><What subject desk/>{there}</section>
            <section class="step" aria-labelledby="step-path"><h2 id="step-path">"Path"</h2>{path}<SecondLooks view path=hops/></section>
            <section class="step" aria-labelledby="step-checks"><h2 id="step-checks">"Checks"</h2><Checks subject desk/></section>
            <section class="step" class:waiting=move || blocked.get() aria-labelledby="step-sign"><h2 id="step-sign">"Sign"</h2><Sign subject desk/></section>
            <section class="step" class:waiting=move || unsigned.get() aria-labelledby="step-hand-in"><h2 id="step-hand-in">"Hand in"</h2><HandIn subject desk/></section>
        </div>
    }
    .into_any()
}
