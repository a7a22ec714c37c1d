//! Choosing a feed: this site's own, one at an address that is typed, or one from files. A link never chooses one.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

use super::choosing::{Typed, typed};
use super::words;
use crate::board::follow::{SiteFeed, Source};
use crate::ui::words as sentences;
use crate::web::auditor::Auditor;

/// The most files that are taken at once: a feed of a hundred thousand entries has a few hundred.
const MOST_FILES: u32 = 5_000;

/// The part.
#[component]
pub fn Sources(
    /// Who reads.
    auditor: Auditor,
    /// Whether this edition of the page may ask any host.
    anywhere: bool,
) -> impl IntoView {
    let sites = move || auditor.sites.get();
    view! {
        <section class="feedsources" aria-labelledby="sources">
            <h2 id="sources">"Boards"</h2>
            {move || match sites() {
                None => view! { <p class="empty" role="status">"Looking which boards this site has."</p> }.into_any(),
                Some((feeds, why)) => view! {
                    {why.map(|why| view! { <p class="failed" role="alert">{sentences::sentence(&words::told(&why))}</p> })}
                    {feeds.is_empty().then(|| view! { <p class="empty">"This site ships no board of its own. Open one below."</p> })}
                    <ul class="feedrows">{feeds.into_iter().map(|feed| row(auditor, feed)).collect_view()}</ul>
                }
                .into_any(),
            }}
            <details class="openfeed">
                <summary>"Open another feed"</summary>
                <Typing auditor anywhere/>
                <Dropping auditor/>
            </details>
        </section>
    }
}

fn row(auditor: Auditor, feed: SiteFeed) -> impl IntoView {
    let SiteFeed { folder, name, about } = feed;
    let source = Source::Site(folder);
    let own = source.clone();
    let shown = Memo::new(move |_| auditor.feed.with(|feed| feed.as_ref().is_some_and(|feed| feed.source == own)));
    let name = words::name(&name).unwrap_or_else(|| words::told(&source.to_string()));
    view! {
        <li class:shown=move || shown.get()>
            <button type="button" class="rowlink" aria-current=move || shown.get().then_some("true") on:click=move |_| auditor.follow(source.clone())>{name}</button>
            " "<span>{words::told(&about)}</span>
            <span class="note">{move || if shown.get() { "Shown below." } else { "Of this site: nobody else is asked." }}</span>
        </li>
    }
}

/// A feed at an address.
#[component]
fn Typing(auditor: Auditor, anywhere: bool) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let here = window().location().host().unwrap_or_default();
    let read = Memo::new(move |_| text.with(|text| typed(text, anywhere, &here)));
    let may = move || read.with(|read| matches!(read, Typed::Open { .. }));
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Typed::Open { source, .. } = read.get() {
            auditor.follow(source);
        }
    };
    view! {
        <form class="typefeed" on:submit=open>
            <label for="feed-address">"The address of the feed's folder"</label>
            <input id="feed-address" type="text" inputmode="url" class="idbox" spellcheck="false" autocomplete="off" autocapitalize="off" maxlength="2000"
                placeholder="https://portal.example/feed" aria-describedby="feed-said"
                prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event))/>
            <button type="submit" class="button" disabled=move || !may()>"Open"</button>
            <p id="feed-said" class="note" role="status">
                {move || read.with(Typed::said)}
                {move || read.with(|read| matches!(read, Typed::Elsewhere { .. })).then(|| view! { " "<a href="board-anywhere.html">"Open the edition that may ask any host"</a> })}
            </p>
        </form>
    }
}

/// A feed from files.
#[component]
fn Dropping(auditor: Auditor) -> impl IntoView {
    let trouble = RwSignal::new(None::<String>);
    // The attribute by which browsers let a whole folder be chosen has no name of its own in the templates.
    let folder = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = folder.get() {
            // It can only fail for a name that is no attribute's.
            drop(input.set_attribute("webkitdirectory", ""));
        }
    });
    let take = move |list: Option<FileList>| {
        let Some(list) = list.filter(|list| list.length() > 0) else { return };
        if list.length() > MOST_FILES {
            trouble.set(Some(format!(
                "{} files are more than a feed has; at most {MOST_FILES} are read. Choose the feed's own folder.",
                list.length()
            )));
            return;
        }
        trouble.set(None);
        let files: Vec<File> = (0..list.length()).filter_map(|at| list.get(at)).collect();
        auditor.load(&files);
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        take(event.data_transfer().and_then(|data| data.files()));
    };
    let chosen = move |event: leptos::ev::Event| {
        if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
            take(input.files());
            // Emptied, so that choosing the same files again is an event again.
            input.set_value("");
        }
    };
    view! {
        <div class="dropbox" on:dragover=|event: DragEvent| event.prevent_default() on:drop=dropped>
            <p>"Or the files of a feed: feed.json and every entries-….jsonl beside it. They are read in this browser and go nowhere."</p>
            <p class="go">
                <label class="button file">"Choose its files"<input type="file" multiple class="hidden" accept=".json,.jsonl" on:change=chosen/></label>
                <label class="button file">"Choose its folder"<input type="file" node_ref=folder class="hidden" on:change=chosen/></label>
                <span class="note">"or drop the files here"</span>
            </p>
            <p class="failed" role="alert">{move || trouble.get()}</p>
        </div>
    }
}
