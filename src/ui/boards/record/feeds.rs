//! The feed in which one's tips are looked up, and what it says of each.

use leptos::prelude::*;

use super::state::Record;
use super::words;
use crate::board::follow::Source;
use crate::board::own::OwnTip;
use crate::board::record::{Other, ProofLine, TipRecord};
use crate::ui::boards::state::board_state;
use crate::ui::hostile;

/// The longest sentence that is shown; it may quote a publisher's.
const LONGEST: usize = 1_200;

/// Which feed is looked through; the site's own can be chosen here, others under Board.
#[component]
pub fn Feeds(
    /// The page's state.
    record: Record,
) -> impl IntoView {
    let auditor = board_state().auditor;
    if auditor.sites.with_untracked(Option::is_none) {
        auditor.look_for_sites();
    }
    // As on the board: the feed is asked again only while somebody looks.
    auditor.set_shown(true);
    let visibility = window_event_listener_untyped("visibilitychange", move |_| auditor.tell_polling());
    on_cleanup(move || {
        visibility.remove();
        auditor.set_shown(false);
    });
    Effect::new(move |_| {
        let is_there = auditor.board.with(Option::is_some);
        let mine: Vec<_> = record.own.with(|own| own.iter().filter_map(OwnTip::mine).collect());
        if is_there && !mine.is_empty() {
            auditor.look_up(mine);
        }
    });
    let followed = Memo::new(move |_| auditor.feed.with(|feed| feed.as_ref().map(|feed| feed.source.clone())));
    let head = move || match auditor.feed.get() {
        None => "No feed is followed. Choose one of this site, or open another under Board.".to_owned(),
        Some(feed) => {
            let name = auditor.board.with(|board| board.as_ref().map(|board| hostile::plain(&board.about.name, 80)));
            words::followed(&feed, name.as_deref())
        }
    };
    let choose = move || {
        auditor.sites.get().map(|(sites, why)| {
            let buttons = sites.into_iter().map(|site| {
                let source = Source::Site(site.folder);
                let here = source.clone();
                let is_here = Memo::new(move |_| followed.with(|followed| followed.as_ref() == Some(&here)));
                let follow = move |_| auditor.follow(source.clone());
                let name = hostile::plain(&site.name, 80);
                view! { <button type="button" class="button" aria-pressed=move || is_here.get().to_string() on:click=follow>{name}</button> }
            });
            view! { <p class="go">{buttons.collect_view()}<a href="#/">"Another feed"</a></p>{why.map(|why| view! { <p class="warn">{why}</p> })} }
        })
    };
    let problems = move || {
        let problems = auditor.feed.with(|feed| feed.as_ref().map(|feed| feed.problems.clone()).unwrap_or_default());
        problems
            .into_iter()
            .map(|problem| view! { <p class="warn"><strong>{problem.kind.name()}": "</strong>{hostile::plain(&problem.said, LONGEST)}</p> })
            .collect_view()
    };
    view! {
        <section class="feeds" aria-labelledby="record-feed">
            <h2 id="record-feed">"In which feed"</h2>
            <p role="status">{head}</p>
            {problems}
            {choose}
            <p class="failed" role="alert">{move || auditor.failed.get()}</p>
        </section>
    }
}

/// What the followed feed says of one tip; nothing before it was looked through.
#[component]
pub fn Fates(
    /// The tip.
    own: OwnTip,
) -> impl IntoView {
    let auditor = board_state().auditor;
    let commitment = own.tip.statement().commitment;
    let said = Memo::new(move |_| {
        auditor.record.with(|record| {
            let record = record.as_ref()?;
            let one = record.tips.iter().find(|one| one.commitment.0 == commitment)?.clone();
            Some((hostile::plain(&record.about.name, 80), one))
        })
    });
    move || said.get().map(|(feed, one)| fate(&feed, one))
}

fn fate(feed: &str, one: TipRecord) -> impl IntoView + use<> {
    let marks = [one.example.then_some("example"), one.disputed.then_some("disputed")].into_iter().flatten();
    let known = one.known.map(|(at, by)| view! { <p>{words::known_in_feed(at, by)}</p> });
    let rewards = one.rewards.iter().map(|reward| {
        let lines = reward.lines.iter().map(|line| view! { <li>{hostile::plain(line, LONGEST)}</li> }).collect_view();
        view! { <details><summary>{format!("The computation for the freeze {}", hostile::plain(&reward.freeze, 64))}</summary><ul class="limits">{lines}</ul></details> }
    });
    let again = (!one.signed_again.is_empty()).then(|| {
        let others = one.signed_again.iter().map(other).collect_view();
        view! { <p>"The same content was handed in under another key:"</p><ul class="limits">{others}</ul> }
    });
    let proofs = (!one.proofs.is_empty()).then(|| {
        let lines = one.proofs.iter().map(proof).collect_view();
        view! { <details><summary>"Lines of the feed that prove it"</summary><ul class="limits">{lines}</ul></details> }
    });
    view! {
        <div class="fate">
            <h4>{format!("In {feed}: {}", words::fate_name(one.fate))}{marks.map(|mark| view! { " "<span class="marked">{mark}</span> }).collect_view()}</h4>
            <p>{hostile::plain(&one.sentence, LONGEST)}</p>
            {known}
            {rewards.collect_view()}
            {again}
            {proofs}
        </div>
    }
}

fn other(one: &Other) -> impl IntoView + use<> {
    let said = format!("entry {}, by {}, known by {}", one.entry, one.key, one.known.minute());
    view! { <li>{said}</li> }
}

fn proof(one: &ProofLine) -> impl IntoView + use<> {
    let said = format!("Entry {}, {}, {}: ", one.entry, one.kind, one.at.minute());
    view! { <li>{said}<code class="id">{one.line.to_string()}</code></li> }
}
