//! Board: what a portal published, checked here, and what follows from it.

use std::sync::Arc;

use leptos::prelude::*;

use super::board::actors::Actors;
use super::board::choice::Choice;
use super::board::companies::Companies;
use super::board::filters::{Examples, Filters};
use super::board::freezes::Freezes;
use super::board::head::{AskedOf, Head, Notes, UnderWay};
use super::board::hunters::Hunters;
use super::board::problems::Problems;
use super::board::source::Sources;
use super::board::statements::Statements;
use super::board::totals::Sums;
use super::state::board_state;
use crate::board::Board;
use crate::board::follow::Source;
use crate::web::auditor::Auditor;
use crate::web::clock;

/// How often the ages on the screen are written anew.
const TICK: std::time::Duration = std::time::Duration::from_secs(5);

/// Says that this edition of the page may ask any host that is typed.
const ANYWHERE: &str = "data-spoor-own-servers";

/// Says that this edition stands in a frame of another site.
const EMBED: &str = "data-spoor-embed";

/// Whether this edition stands in a frame of another site. It shows the board of this site's first feed and nothing else: no
/// field for an address, no key, no page where either could be lured out of a visitor.
pub fn is_embedded() -> bool {
    says(EMBED)
}

/// The page.
#[component]
pub fn BoardPage() -> impl IntoView {
    let auditor = board_state().auditor;
    let choice = RwSignal::new(auditor.filter.with_untracked(Choice::of));
    if auditor.sites.with_untracked(Option::is_none) {
        auditor.look_for_sites();
    }
    auditor.set_shown(true);
    let visibility = window_event_listener_untyped("visibilitychange", move |_| auditor.tell_polling());
    on_cleanup(move || {
        visibility.remove();
        auditor.set_shown(false);
    });
    Effect::new(move |_| {
        // A filter that cannot be read leaves what is shown as it is; the form says why.
        if let Some(filter) =
            choice.with(|choice| choice.filter().ok()).filter(|filter| auditor.filter.with_untracked(|shown| shown != filter))
        {
            auditor.rank(filter);
        }
    });
    let embedded = is_embedded();
    // The one board that a site ships is what its visitors came for.
    Effect::new(move |_| {
        let first = auditor.sites.with(|sites| {
            let (feeds, _) = sites.as_ref()?;
            feeds.first().filter(|_| embedded || feeds.len() == 1).map(|feed| Source::Site(feed.folder.clone()))
        });
        let idle = auditor.feed.with_untracked(Option::is_none) && auditor.progress.with_untracked(Option::is_none);
        if let Some(source) = first.filter(|_| idle) {
            auditor.follow(source);
        }
    });
    if embedded {
        return view! { <Embedded auditor choice/> }.into_any();
    }
    view! {
        <section class="page boardpage">
            <h1>"Board"</h1>
            <p>"What a bounty portal published about tips, freezes, returns and answers: every line is checked in this browser, and everything below is computed from it here."</p>
            <Sources auditor anywhere=says(ANYWHERE)/>
            <UnderWay auditor/>
            <Followed auditor choice/>
            <AskedOf auditor/>
        </section>
    }
    .into_any()
}

/// Whether the page's root element carries an attribute: the build puts it there, nothing else does.
fn says(attribute: &str) -> bool {
    document().document_element().is_some_and(|root| root.has_attribute(attribute))
}

/// Now, written anew from time to time.
fn ticking() -> ReadSignal<crate::money::UnixSeconds> {
    let (now, set_now) = signal(clock::now_s());
    if let Ok(handle) = set_interval_with_handle(move || set_now.set(clock::now_s()), TICK) {
        on_cleanup(move || handle.clear());
    }
    now
}

/// The board of the feed that is followed, or nothing while there is none.
#[component]
fn Followed(auditor: Auditor, choice: RwSignal<Choice>) -> impl IntoView {
    let now = ticking();
    let known = Memo::new(move |_| auditor.feed.with(Option::is_some));
    let there = Memo::new(move |_| auditor.board.with(Option::is_some));
    let board = Signal::derive(move || auditor.board.get().unwrap_or_default());
    let whose = Memo::new(move |_| choice.with(|choice| choice.whose));
    view! {
        {move || known.get().then(|| view! {
            <section class="feedhead"><Head auditor now/></section>
            <Problems auditor/>
        })}
        {move || there.get().then(|| view! {
            <Filters board choice/>
            <h2 id="totals">"Totals"</h2>
            <Sums board/>
            <Statements board/>
            <h2 id="leaderboard">"Leaderboard"</h2>
            {move || whose.get().hunters().then(|| view! { <Hunters board/> })}
            {move || whose.get().companies().then(|| view! { <Companies board/> })}
            <h2 id="freezes">"Freezes"</h2>
            <Freezes board/>
            <h2 id="actors">"Who answered"</h2>
            <Actors board/>
            <Notes board/>
        })}
    }
}

/// The edition for frames: the board alone, nothing to type, and the way to the whole one.
#[component]
fn Embedded(auditor: Auditor, choice: RwSignal<Choice>) -> impl IntoView {
    let now = ticking();
    let known = Memo::new(move |_| auditor.feed.with(Option::is_some));
    let there = Memo::new(move |_| auditor.board.with(Option::is_some));
    let board: Signal<Arc<Board>> = Signal::derive(move || auditor.board.get().unwrap_or_default());
    let none = move || auditor.sites.with(|sites| sites.as_ref().is_some_and(|(feeds, _)| feeds.is_empty()));
    view! {
        <section class="page boardpage embedded">
            <h1>"Bounty board"</h1>
            <p class="go"><a href="board.html" target="_blank" rel="noopener">"Open the whole board"</a></p>
            {move || none().then(|| view! { <p class="empty">"This site ships no board."</p> })}
            <UnderWay auditor/>
            {move || known.get().then(|| view! { <section class="feedhead"><Head auditor now/></section><Problems auditor/> })}
            {move || there.get().then(|| view! {
                <Examples board choice/>
                <Sums board/>
                <h2 id="leaderboard">"Leaderboard"</h2>
                <Hunters board/>
                <Companies board/>
            })}
        </section>
    }
    .into_any()
}
