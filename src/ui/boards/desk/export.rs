//! What was decided and not published: the list, taking back, and the files to put on the host.

use leptos::prelude::*;

use super::state::{DeskState, desk_state};
use crate::board::Published;
use crate::board::desk::{Session, zip};
use crate::ui::tip::desk::sentence;
use crate::ui::{hostile, words};
use crate::web::{clock, file};

/// The most decisions that are listed; the newest.
const MOST_LISTED: usize = 50;

/// The part of the page.
#[component]
pub fn Export() -> impl IntoView {
    let desk = desk_state();
    let files = RwSignal::new(Vec::<Published>::new());
    let trouble = RwSignal::new(None::<String>);
    // What was made stands for what was decided then.
    Effect::new(move |_| {
        desk.session.track();
        files.set(Vec::new());
    });
    let make = move |_| {
        let made = desk.key().and_then(|key| {
            desk.session.with_untracked(|session| match session {
                Some(session) => session.export(&key, clock::now_s()).map_err(sentence),
                None => Err("Open your feed, or start one, first.".to_owned()),
            })
        });
        match made {
            Ok(made) => {
                trouble.set(None);
                files.set(made);
            }
            Err(why) => trouble.set(Some(why)),
        }
    };
    let steps = move || desk.session.with(|session| session.as_ref().map_or(0, |session| session.steps().len()));
    let listed = move || {
        desk.session.with(|session| {
            let steps = session.as_ref().map(Session::steps).unwrap_or_default();
            steps.iter().rev().take(MOST_LISTED).map(|step| {
                let numbers: Vec<String> = step.lines.iter().map(|line| line.entry.sequence.to_string()).collect();
                view! { <li><span class="note">{format!("entry {}: ", numbers.join(", "))}</span>{hostile::plain(&step.title, 200)}</li> }
            }).collect_view()
        })
    };
    view! {
        <section class="export" aria-labelledby="desk-export">
            <h2 id="desk-export">"5. Publish"</h2>
            <p class="note">"Signed decisions are kept in this browser until you export them: the entries only, no key, no tip. The newest can be taken back until then; what is published is corrected by another entry."</p>
            <ol class="steps" reversed>{listed}</ol>
            <p class="go">
                <button type="button" class="button" disabled=move || steps() == 0 on:click=move |_| desk.undo()>"Take the newest back"</button>
                <button type="button" class="button primary" disabled=move || steps() == 0 on:click=make>"Make the files"</button>
            </p>
            <p class="failed" role="alert">{move || trouble.get()}</p>
            {move || {
                let made = files.get();
                (!made.is_empty()).then(|| offered(desk, made, trouble))
            }}
        </section>
    }
}

fn offered(desk: DeskState, made: Vec<Published>, trouble: RwSignal<Option<String>>) -> impl IntoView {
    let said = format!(
        "{} made and read by the verifier: they hold. Put them into the folder of your feed on your host, in this order, {} last; leave every other file as it is.",
        words::count(made.len(), "file was", "files were"),
        made.last().map(|file| file.file.clone()).unwrap_or_default()
    );
    let rows = made
        .iter()
        .map(|one| {
            let (name, bytes) = (one.file.clone(), one.bytes.clone());
            let label = format!("Save {name}");
            let note = format!(" {} bytes", bytes.len());
            let save = move |_| trouble.set(file::save_bytes(&name, "application/octet-stream", &bytes).err().map(sentence));
            view! { <li><button type="button" class="button" on:click=save>{label}</button><span class="note">{note}</span></li> }
        })
        .collect_view();
    let all = made.clone();
    let save_all = move |_| {
        let archive = zip::zip(all.iter().map(|one| (one.file.as_str(), one.bytes.as_slice()))).map_err(sentence);
        let saved = archive.and_then(|bytes| file::save_bytes("feed.zip", "application/zip", &bytes).map_err(sentence));
        trouble.set(saved.err());
    };
    let published = move |_| {
        let mut result = Ok(());
        desk.session.update(|session| {
            if let Some(session) = session {
                result = session.exported(&made, clock::now_s());
            }
        });
        match result {
            Ok(()) => {
                desk.keep();
                desk.settle();
                desk.said.set("The desk goes on behind what is published.".to_owned());
            }
            Err(error) => trouble.set(Some(sentence(error))),
        }
    };
    view! {
        <p class="note" role="status">{said}</p>
        <ol class="files">{rows}</ol>
        <p class="go">
            <button type="button" class="button primary" on:click=save_all>"Save all as one archive"</button>
            <button type="button" class="button" on:click=published>"They are on the host: go on"</button>
        </p>
    }
}
