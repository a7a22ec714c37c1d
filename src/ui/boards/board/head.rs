//! Whose feed it is, by which key, how old, how far it is read; to read it again, to follow it, to stop.

use std::sync::Arc;

use leptos::prelude::*;

use super::bits::marks;
use super::said;
use super::words;
use crate::board::Board;
use crate::board::message::{Ask, FeedState};
use crate::money::UnixSeconds;
use crate::ui::address::Grouped;
use crate::ui::copy::CopyButton;
use crate::web::auditor::Auditor;

/// The head of a feed that is followed.
#[component]
pub fn Head(
    /// Who checks.
    auditor: Auditor,
    /// Now, as far as the screen goes by it.
    #[prop(into)]
    now: Signal<UnixSeconds>,
) -> impl IntoView {
    let board = auditor.board;
    let about = Memo::new(move |_| board.with(|board| board.as_ref().map(|board| board.about.clone())));
    view! {
        {move || about.get().map(|about| {
            let name = words::name(&about.name).unwrap_or_else(|| "A feed without a name".to_owned());
            view! {
                <h2 class="feedname">{name}{marks(about.examples > 0 && about.examples + 1 >= about.entries, false)}</h2>
                <p>{words::told(&about.about)}</p>
            }
        })}
        {move || auditor.feed.with(|feed| feed.as_ref().map(|feed| facts(feed, board.get().as_deref(), now)))}
        <p class="go">
            <label class="choice">
                <input type="checkbox" role="switch" prop:checked=move || auditor.polls.get() disabled=move || !can_be_polled(auditor)
                    on:change=move |event| auditor.set_polling(event_target_checked(&event))/>
                <span>"Follow live"</span>
            </label>
            <button type="button" class="button" disabled=move || !can_be_polled(auditor) || auditor.progress.with(Option::is_some)
                on:click=move |_| auditor.ask(&Ask::Again)>"Read again"</button>
            <span class="note">{move || auditor.feed.with(|feed| feed.as_ref().and_then(|feed| said::next(feed, now.get())))}</span>
        </p>
    }
}

fn can_be_polled(auditor: Auditor) -> bool {
    auditor.feed.with(|feed| feed.as_ref().is_some_and(|feed| feed.source.can_be_polled()))
}

fn facts(feed: &FeedState, board: Option<&Board>, now: Signal<UnixSeconds>) -> AnyView {
    let stood = feed.clone();
    let aged = feed.clone();
    let key = feed.pinned.as_ref().map(|pinned| {
        let text = pinned.key.to_string();
        let title = text.clone();
        view! {
            <div><dt>"Publisher's key"</dt>
                <dd><span class="idline" title=title><Grouped text=text.clone()/>" "<CopyButton text=Signal::stored(text) what="key" small=true/></span>
                    <span class="note">{said::pinned(pinned)}</span></dd></div>
        }
    });
    let now_signs = board.and_then(|board| board.about.publisher.as_ref().filter(|now| board.about.first_key.as_ref() != Some(*now))).map(|now| {
        view! { <div><dt>"Signs now"</dt><dd><Grouped text=now.to_string()/><span class="note">"The first key handed over to this one, in the feed itself."</span></dd></div> }
    });
    let head = board.map(|board| {
        let digest = board.about.head.to_string();
        let short = format!("{}…", &digest[..12]);
        view! {
            <div><dt>"Entries"</dt><dd>{words::number(feed.entries)}
                " "<span class="digests">"newest line "<abbr class="id short" title=digest.clone()>{short}</abbr><CopyButton text=Signal::stored(digest) what="digest" small=true/></span>
                <span class="note">{said::reading(feed)}{changes(board)}</span></dd></div>
        }
    });
    view! {
        <p class="age">{move || said::standing(&aged, now.get()).0}</p>
        {said::standing(&stood, now.get_untracked()).1.map(|text| view! { <p class="warn" role="status">{text}</p> })}
        <dl class="feedfacts">
            <div><dt>"Where"</dt><dd class="where">{words::told(&stood.source.to_string())}</dd></div>
            {key}{now_signs}{head}
        </dl>
        {feed.unkept.as_ref().map(|why| view! { <p class="note">{format!("This browser does not keep what it saw: {}", crate::ui::words::sentence(why))}</p> })}
    }
    .into_any()
}

/// What the feed took back or disputes of itself.
fn changes(board: &Board) -> String {
    let parts = [(board.about.withdrawn, "withdrawn"), (board.about.disputed, "disputed")];
    let said: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!(" {} {what}.", words::number(*number))).collect();
    said.concat()
}

/// What is under way, with a bar where its end is known, and the way to stop it.
#[component]
pub fn UnderWay(
    /// Who checks.
    auditor: Auditor,
) -> impl IntoView {
    let there = Memo::new(move |_| auditor.progress.with(Option::is_some));
    let said = move || auditor.progress.with(|progress| progress.as_ref().map(said::progress));
    let bar = move || {
        said().and_then(|(_, measure)| measure).map(|(done, total)| {
            view! { <progress max=total.to_string() value=done.to_string() aria-label="How far it is"></progress> }
        })
    };
    view! {
        {move || there.get().then(|| view! {
            <div class="underway">
                <span>{move || said().map(|(text, _)| text)}</span>
                {bar}
                <button type="button" class="button" on:click=move |_| auditor.stop()>"Stop"</button>
            </div>
        })}
        <p class="failed" role="alert">{move || auditor.failed.get().map(|why| crate::ui::words::sentence(&words::told(&why)))}</p>
    }
}

/// What was asked of whom in this visit, for this page.
#[component]
pub fn AskedOf(
    /// Who asks.
    auditor: Auditor,
) -> impl IntoView {
    const MOST: usize = 50;
    let rows = move || {
        auditor.asked.with(|asked| {
            let row = |one: &crate::board::message::Asked| {
                let host = one.host.clone().unwrap_or_else(|| "this site".to_owned());
                let came = one.bytes.map_or_else(|| "no answer taken".to_owned(), said::bytes);
                view! { <li>{format!("{}: {}, {}, {came}", one.at.minute(), words::told(&host), words::told(&one.file))}</li> }
            };
            asked.iter().take(MOST).map(row).collect_view()
        })
    };
    let count = move || auditor.asked.with(Vec::len) as u64;
    view! {
        <details class="askedof">
            <summary>{move || format!("What was asked for this board: {}", words::count(count(), "request", "requests"))}</summary>
            <ul class="notelist">{rows}</ul>
            <p class="note">"This browser keeps what it saw of a feed, and since when it knows its key: by that it notices when entries are taken away or exchanged."</p>
            <p class="go">
                <button type="button" class="button" disabled=move || auditor.feed.with(Option::is_none) on:click=move |_| auditor.ask(&Ask::Forget)>"Forget this feed and its key"</button>
            </p>
        </details>
    }
}

/// What could not be counted as it is said.
#[component]
pub fn Notes(
    /// The board.
    #[prop(into)]
    board: Signal<Arc<Board>>,
) -> impl IntoView {
    const MOST: usize = 100;
    let notes = Memo::new(move |_| board.with(|board| (board.notes.len(), board.notes.iter().take(MOST).cloned().collect::<Vec<_>>())));
    move || {
        let (all, notes) = notes.get();
        (all > 0).then(|| {
            view! {
                <details class="boardnotes">
                    <summary>{words::count(all as u64, "entry could not be counted as it is said", "entries could not be counted as they are said")}</summary>
                    <ul class="notelist">{notes.into_iter().map(|note| view! {
                        <li>{format!("Entry {}: {}", words::number(note.entry), crate::ui::words::sentence(&words::told(&note.why)))}</li>
                    }).collect_view()}</ul>
                    {(all > MOST).then(|| view! { <p class="note">{format!("The first {MOST} are shown.")}</p> })}
                </details>
            }
        })
    }
}
