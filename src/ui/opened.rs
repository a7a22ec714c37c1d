//! Opening a case file: chosen, dropped, pasted, or asked for at an address that the visitor types. A link can never bring one.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, HtmlInputElement};

use super::route::Route;
use super::state::{AppState, app_state};
use crate::case::{Case, MOST_BYTES};
use crate::journal::Command;
use crate::journal::cases::{Ask, KeptCase, Standing, file_url};
use crate::trace::view::{Settings, Start};
use crate::web::file;

impl AppState {
    /// The chosen case with everything on all its chains: what a tip names.
    pub fn whole_case(self) -> Option<Arc<Case>> {
        let chosen = self.case.get()?;
        Some(self.find_case(&chosen.id).ready().cloned().unwrap_or(chosen))
    }

    /// The settings of a trace of the theft on the chain on which the case was chosen.
    pub fn on_chosen_chain(self, case: &Case, settings: Settings) -> Settings {
        let home = untrack(|| self.find_case(&case.id).ready().map(|whole| whole.chain));
        let elsewhere = settings.start == Start::Case && home.is_some_and(|home| home != case.chain);
        Settings { chain: if elsewhere { Some(case.chain) } else { settings.chain }, ..settings }
    }

    fn ask_cases(self, ask: Ask) {
        self.opened.begin();
        self.tell(&Command::Cases(Box::new(ask)));
    }
}

/// A case as a trace with these settings sees it.
pub fn seen_by(case: &Arc<Case>, settings: &Settings) -> Arc<Case> {
    match settings.chain.filter(|chain| settings.start == Start::Case && *chain != case.chain) {
        Some(chain) => Arc::new(case.as_ref().clone().on(chain)),
        None => case.clone(),
    }
}

/// The box under the cases.
#[component]
pub fn OpenCase() -> impl IntoView {
    let state = app_state();
    let pasted = RwSignal::new(String::new());
    let url = RwSignal::new(String::new());
    let trouble = RwSignal::new(None::<String>);
    let open = move |text: String| {
        trouble.set(None);
        state.ask_cases(Ask::Open { text });
    };
    let take = move |chosen: Option<File>| {
        let Some(chosen) = chosen else { return };
        spawn_local(async move {
            match file::read(&chosen, MOST_BYTES as u64).await {
                Ok(text) => open(text),
                Err(error) => trouble.set(Some(super::words::sentence(&error.to_string()))),
            }
        });
    };
    let chosen = move |event: leptos::ev::Event| {
        if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
            take(input.files().and_then(|files| files.get(0)));
            // Emptied, so that choosing the same file again is an event again.
            input.set_value("");
        }
    };
    let dropped = move |event: DragEvent| {
        let dropped = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0));
        // A dropped text is the box's own business.
        if dropped.is_some() {
            event.prevent_default();
            take(dropped);
        }
    };
    let fetch = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match url.with_untracked(|url| file_url(url)) {
            Ok(url) => {
                trouble.set(None);
                state.ask_cases(Ask::Fetch { url });
            }
            Err(why) => trouble.set(Some(why)),
        }
    };
    view! {
        <details class="opencase" id="open-case">
            <summary>"Open a case file"</summary>
            <p>"A victim whose case is not listed here publishes it as a signed file. Its signature is checked in this browser, and its publisher's key is
            remembered: a later edition has to be signed with the same one."</p>
            <label class="field" for="case-box">"Paste the file, or drop it here. Nothing is fetched."</label>
            <textarea id="case-box" class="tipbox" rows="4" spellcheck="false" autocomplete="off" prop:value=move || pasted.get()
                on:input=move |event| pasted.set(event_target_value(&event))
                on:dragover=|event: DragEvent| event.prevent_default() on:drop=dropped></textarea>
            <p class="go">
                <button type="button" class="button" disabled=move || pasted.with(|text| text.trim().is_empty())
                    on:click=move |_| open(pasted.get_untracked())>"Open what is pasted"</button>
                <label class="button file">"Choose a file"<input type="file" class="hidden" accept=".json,application/json,text/plain" on:change=chosen/></label>
            </p>
            <form class="go" on:submit=fetch>
                <label class="field" for="case-url">"Or its address. Its host sees yours when you press Fetch. This page may ask only its own site and the services it
                lists; "<a href="own-node.html#/">"the page for own servers"</a>" may ask any host that lets pages read its files."</label>
                <input id="case-url" class="idbox" type="text" inputmode="url" spellcheck="false" autocomplete="off" autocapitalize="off" maxlength="2000"
                    prop:value=move || url.get() on:input=move |event| url.set(event_target_value(&event))/>
                <button type="submit" class="button" disabled=move || url.with(|url| url.trim().is_empty())>"Fetch"</button>
            </form>
            <p class="failed" role="alert">{move || trouble.get().or_else(|| state.opened.why.get())}</p>
            <div role="status">{move || result(state)}</div>
        </details>
    }
}

/// What came of the last file.
fn result(state: AppState) -> Option<AnyView> {
    let (id, standing) = state.opened.last.get()?;
    let (case, kept) = state.opened.open.with(|open| open.get(&id).cloned())?;
    let line = format!("{}, edition {}, is open. {}", case.name, kept.edition, key_words(&kept, standing));
    Some(
        view! { <p>{line}" "<a href=case_link(&case.id)>"Facts and sources"</a></p><p class="key">"Publisher's key: "<code>{kept.publisher}</code></p> }
            .into_any(),
    )
}

/// What is known of the key.
fn key_words(kept: &KeptCase, standing: Standing) -> String {
    match standing {
        Standing::First => "This is the first time you see this key: make sure on another way that it is the victim's.".to_owned(),
        Standing::Same => format!("The same key and the same edition as on {}.", kept.first_seen.day()),
        Standing::Newer { before } => format!("The same key as before; it takes the place of edition {before}."),
    }
}

fn case_link(id: &str) -> String {
    id.parse().map_or_else(|_| Route::Home.to_string(), |name| Route::Case(name).to_string())
}

/// On an opened case's page: whose it is, and how to be rid of it.
pub fn publisher(state: AppState, id: &str) -> Option<AnyView> {
    let (_, kept) = state.opened.open.with(|open| open.get(id).cloned())?;
    let gone = kept.id.clone();
    Some(
        view! {
            <div class="publisher">
                <p>{format!("Opened from a file, edition {}. What it says is its publisher's word. ", kept.edition)}"Publisher's key: "<code>{kept.publisher.clone()}</code>
                {format!(", first seen on {}.", kept.first_seen.day())}</p>
                <p class="go"><button type="button" class="button" on:click=move |_| state.ask_cases(Ask::Forget { id: gone.clone() })>"Forget this case and its key"</button></p>
            </div>
        }
        .into_any(),
    )
}
