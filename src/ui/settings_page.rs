//! Settings: who can be asked and what each sees, what was asked, the theme, what is stored.

use leptos::prelude::*;

use super::address::Grouped;
use super::hostile;
use super::state::app_state;
use super::theme::{self, Theme};
use super::words;
use crate::explorer::service::{Role, services};
use crate::journal::Entry;

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    view! {
        <section class="page settings">
            <h1>"Settings"</h1>
            <ThemeChoice/>
            <h2>"Who can be asked, and what each sees"</h2>
            <div class="scroll" tabindex="0" role="region" aria-label="Hosts">
                <table>
                    <thead><tr><th scope="col">"Host"</th><th scope="col">"For"</th><th scope="col">"What it sees"</th></tr></thead>
                    <tbody>
                        <tr><td>"recorded"</td><td>"Cases with a recording"</td><td>"Nobody sees anything: the answers came with the page."</td></tr>
                        {services().iter().filter(|service| service.kind.role() == Role::Explorer).filter_map(|service| service.host().map(|host| (host, service))).map(|(host, service)| view! {
                            <tr><td class="host">{host}</td><td>{service.name.as_str()}</td><td>"Every address and transaction you follow there, your IP address, the time."</td></tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
            <p class="note">"The page's security policy lets it reach these hosts and no other. A link or a case file cannot add one."</p>
            <Journal/>
            <Stored/>
        </section>
    }
}

#[component]
fn ThemeChoice() -> impl IntoView {
    let state = app_state();
    let note = RwSignal::new("");
    let choose = move |theme: Theme| {
        theme.apply();
        state.theme.set(theme);
        note.set(if theme.keep() { "" } else { "This browser keeps nothing for this page: the choice holds until you close it." });
    };
    view! {
        <fieldset class="theme">
            <legend>"Light or dark"</legend>
            {Theme::ALL.map(|theme| view! {
                <label class="choice">
                    <input type="radio" name="theme" value=theme.name() prop:checked=move || state.theme.get() == theme on:change=move |_| choose(theme)/>
                    <span>{theme.title()}</span>
                </label>
            }).collect_view()}
            <p class="note" role="status">{move || note.get()}</p>
        </fieldset>
    }
}

/// Every request of this visit.
#[component]
fn Journal() -> impl IntoView {
    let state = app_state();
    let not_saved = RwSignal::new(None::<String>);
    let table = move || {
        let entries = state.journal.get();
        if entries.is_empty() {
            return view! { <p class="empty">"Nothing has been asked in this visit. Start a trace, and each request is listed here."</p> }
                .into_any();
        }
        let left = entries.iter().filter(|entry| entry.left_the_browser).count();
        view! {
            <p class="go">
                {format!("{}, of which {left} left this browser.", words::count(entries.len(), "request", "requests"))}
                <button type="button" class="button" on:click=move |_| not_saved.set(state.save_journal().err())>"Save as a file"</button>
                <span class="failed" role="alert">{move || not_saved.get()}</span>
            </p>
            <div class="scroll tall" tabindex="0" role="region" aria-label="Requests">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"No."</th>
                            <th scope="col">"When, by your clock"</th>
                            <th scope="col">"Who saw it"</th>
                            <th scope="col">"About"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col" class="num">"Bytes"</th>
                            <th scope="col">"What came of it"</th>
                            <th scope="col">"SHA-256 of the answer"</th>
                        </tr>
                    </thead>
                    <tbody>{entries.iter().map(entry_row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! { <h2>"What was asked"</h2> {table} }
}

fn entry_row(entry: &Entry) -> impl IntoView + use<> {
    let host =
        if entry.left_the_browser { hostile::plain(&entry.host, 80) } else { format!("nobody ({})", hostile::plain(&entry.host, 80)) };
    let status = if entry.status == 0 { "no answer".to_owned() } else { entry.status.to_string() };
    view! {
        <tr title=hostile::plain(&entry.request, 400)>
            <td class="num">{entry.n}</td>
            <td>{entry.at.minute()}</td>
            <td class="host">{host}</td>
            <td class="digest"><Grouped text=hostile::plain(&entry.about, 80)/></td>
            <td>{status}</td>
            <td class="num">{entry.bytes}</td>
            <td>{hostile::plain(&entry.outcome, 200)}</td>
            <td class="digest"><Grouped text=entry.sha256.clone()/></td>
        </tr>
    }
}

/// What the browser keeps for Spoor, and the button that removes it.
#[component]
fn Stored() -> impl IntoView {
    let state = app_state();
    let said = RwSignal::new("");
    let names = RwSignal::new(theme::stored_names());
    state.look_for_kept();
    let wipe = move |_| {
        let gone = theme::wipe();
        state.forget_kept();
        names.set(theme::stored_names());
        state.theme.set(Theme::System);
        Theme::System.apply();
        said.set(if gone {
            "Wiped. Nothing of Spoor is stored in this browser."
        } else {
            "The browser refused: remove this page's data in the browser's own settings."
        });
    };
    view! {
        <h2>"What is stored here"</h2>
        <p>{move || match names.with(Vec::len) {
            0 => "No setting.".to_owned(),
            _ => format!("In this browser only: {}.", names.get().join(", ")),
        }}</p>
        <p>{move || match state.kept.get() {
            Some(kept) => format!(
                "The last trace with its requests and their answers, from {}, so that it can be brought back. The next trace takes its place.",
                kept.at.minute()
            ),
            None => "No trace.".to_owned(),
        }}" What you typed is gone when you close the page."</p>
        <p class="go"><button type="button" class="button" on:click=wipe>"Wipe what is stored"</button><span role="status">{move || said.get()}</span></p>
    }
}
