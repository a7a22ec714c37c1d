//! Whose desk it is: the feed, its signing key, what an earlier sitting left.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::state::{DeskState, desk_state};
use crate::board::desk::{Folder, Session};
use crate::board::{INDEX_FILE, SHARD_BYTES};
use crate::money::{Account, Chain};
use crate::ui::address::AddressLine;
use crate::ui::hostile;
use crate::ui::tip::desk::{Signer, sentence};
use crate::ui::tip::key_form::{KeyClock, KeyForm};
use crate::ui::words;
use crate::web::{clock, file};

/// What is said of the key.
const ABOUT_KEY: &str = "The key of the feed signs every entry: whoever knows your portal knows it by this key. It is made here, saved as a file under your passphrase, kept in memory only and locked after 15 minutes without use. Keep the file and the passphrase: without them you cannot go on with the feed.";
/// The most files of a folder that are read: a feed's index and its shards.
const MOST_FILES: u32 = 5_000;

/// The part of the page.
#[component]
pub fn Whose() -> impl IntoView {
    let desk = desk_state();
    let open = move || desk.session.with(Option::is_some);
    view! {
        <section class="whose" aria-labelledby="desk-whose">
            <h2 id="desk-whose">"1. Your feed and its key"</h2>
            {move || match (open(), signer(desk)) {
                (_, None) => view! { <KeyForm desk=desk.signing about=ABOUT_KEY/> }.into_any(),
                (_, Some(account)) => view! { <div class="keyline"><p>"Signed with "<AddressLine account/></p><KeyClock desk=desk.signing/></div> }.into_any(),
            }}
            <p class="failed" role="alert">{move || desk.signing.trouble.get()}</p>
            <p class="note" role="status">{move || desk.signing.busy.get()}</p>
            {move || if open() { facts(desk).into_any() } else { choose(desk).into_any() }}
            {move || left(desk)}
        </section>
    }
}

fn signer(desk: DeskState) -> Option<Account> {
    desk.signing.signer.with(|signer| match signer {
        Some(Signer::Key(key)) => Account::new(Chain::ETHEREUM, key.address().into()).ok(),
        _ => None,
    })
}

fn facts(desk: DeskState) -> impl IntoView {
    let line = move || {
        desk.session.with(|session| {
            let session = session.as_ref()?;
            let other = session.key().zip(signer(desk)).is_some_and(|(key, signer)| key != *signer.address());
            let name = hostile::plain(session.name(), 80);
            let entries = words::count(session.entries().count(), "entry", "entries");
            let new = words::count(session.steps().len(), "decision", "decisions");
            let key = session.key().filter(|_| other).map(|key| format!(" The next entry has to be signed by {key}: open that key."));
            Some(format!("Feed: {name}. {entries}, {new} not exported yet.{}", key.unwrap_or_default()))
        })
    };
    let close = move |_| {
        desk.session.set(None);
        desk.settle();
    };
    view! {
        <p class="feedline">{line}</p>
        <p class="go"><button type="button" class="button" on:click=close>"Close this feed"</button></p>
    }
}

fn choose(desk: DeskState) -> impl IntoView {
    let (name, about) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let chosen = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        let files: Vec<web_sys::File> =
            input.files().map(|list| (0..list.length().min(MOST_FILES)).filter_map(|at| list.get(at)).collect()).unwrap_or_default();
        input.set_value("");
        spawn_local(async move {
            let mut folder = Folder::new();
            for one in files.iter().filter(|one| one.name() == INDEX_FILE || one.name().ends_with(".jsonl")) {
                match file::read_bytes(one, 8 * SHARD_BYTES).await {
                    Ok(bytes) => drop(folder.insert(one.name(), bytes)),
                    Err(error) => return desk.trouble.set(Some(sentence(error))),
                }
            }
            desk.sit_down(Session::open(folder, clock::now_s()));
        });
    };
    let start = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match desk.blocked().map_or_else(|| desk.key(), |why| Err(sentence(why))) {
            Ok(key) => {
                desk.sit_down(Session::start(name.get_untracked().trim(), about.get_untracked().trim(), &key, clock::now_s()));
                desk.keep();
            }
            Err(why) => desk.trouble.set(Some(why)),
        }
    };
    view! {
        <p class="go"><label class="button file">"Open your feed's folder"<input type="file" multiple class="hidden" accept=".json,.jsonl" on:change=chosen/></label>
            <span class="note">"Choose feed.json and every entries file. They are checked whole."</span></p>
        <details class="start">
            <summary>"Start a new feed"</summary>
            <form on:submit=start>
                <label class="field" for="desk-name">"Name"</label>
                <input id="desk-name" required maxlength="80" prop:value=move || name.get() on:input=move |event| name.set(event_target_value(&event))/>
                <label class="field" for="desk-about">"What it is, in a sentence"</label>
                <input id="desk-about" required maxlength="1000" prop:value=move || about.get() on:input=move |event| about.set(event_target_value(&event))/>
                <p class="go"><button type="submit" class="button primary">"Start the feed"</button></p>
            </form>
        </details>
    }
}

/// What an earlier sitting left, once per visit.
fn left(desk: DeskState) -> Option<impl IntoView> {
    let nothing_new = desk.session.with(|session| session.as_ref().is_none_or(|session| session.steps().is_empty()));
    let kept = desk.left().filter(|_| nothing_new)?;
    let lines = kept.lines().filter(|line| !line.starts_with('#')).count();
    let take = move |_| desk.take_up(&kept);
    let drop_it = move |_| {
        desk.keep();
        desk.said.set("What the last sitting left is removed.".to_owned());
        desk.session.notify();
    };
    Some(view! {
        <p class="warn" role="status">{format!("{} of an earlier sitting are kept in this browser and were not exported. Open the feed they belong to first, unless it was begun then.", words::count(lines, "signed entry", "signed entries"))}</p>
        <p class="go">
            <button type="button" class="button" on:click=take>"Take them up"</button>
            <button type="button" class="button" on:click=drop_it>"Remove them"</button>
        </p>
    })
}
