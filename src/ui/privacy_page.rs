//! The privacy ledger: which host saw what and when, over all visits; and the switches that keep everything in.

use leptos::prelude::*;

use super::address::Grouped;
use super::hostile;
use super::remote::Remote;
use super::route::Route;
use super::state::{AppState, app_state};
use super::words;
use crate::journal::Command;
use crate::journal::ledger::{Row, Seen, by_host, to_csv, to_json};
use crate::web::engine::LedgerRead;
use crate::web::file;

/// Rows that are listed; the exports have all.
const LISTED: usize = 200;

/// The page.
#[component]
pub fn PrivacyPage() -> impl IntoView {
    let state = app_state();
    let host = RwSignal::new(None::<String>);
    state.tell(&Command::Ledger { after: 0 });
    // A trace that goes on adds rows: only the new ones are fetched.
    Effect::new(move |before: Option<()>| {
        state.journal.track();
        let last = state
            .ledger
            .with_untracked(|ledger| ledger.as_ref().filter(|ledger| ledger.whole).map(|ledger| ledger.rows.last().map_or(0, |row| row.n)));
        if let (Some(()), Some(last)) = (before, last.filter(|last| *last > 0)) {
            state.tell(&Command::Ledger { after: last });
        }
    });
    let ledger = move || {
        state.ledger.get().filter(|ledger| ledger.whole).map_or_else(|| Remote::Loading("Reading the ledger…".into()), Remote::Ready)
    };
    view! {
        <section class="page settings privacy">
            <h1>"Privacy"</h1>
            <p>"Every request of this browser that left it, written down before it left: which host saw which address or transaction, and when. With each went your IP address. Nobody but you sees this list."</p>
            <NetworkSwitch/>
            {move || ledger().show("", move |ledger| shown(state, ledger, host))}
        </section>
    }
}

#[component]
fn NetworkSwitch() -> impl IntoView {
    let choices = app_state().chosen.choices;
    let is_off = move || choices.with(|choices| !choices.network);
    view! {
        <label class="choice switch">
            <input type="checkbox" role="switch" prop:checked=is_off on:change=move |event| choices.update(|choices| choices.network = !event_target_checked(&event))/>
            <span><strong>"No network"</strong>": nothing leaves this browser while this is on. A trace that runs is paused; what is kept can still be read."</span>
        </label>
        <p class="note">"It holds until you close the page, or for good if "<a href=Route::Settings.to_string()>"Settings"</a>" remember your choices."</p>
    }
}

fn shown(state: AppState, ledger: LedgerRead, host: RwSignal<Option<String>>) -> AnyView {
    let LedgerRead { rows, unwritten, .. } = ledger;
    if rows.is_empty() && unwritten.is_empty() {
        return view! { <p class="empty">"Nothing has left this browser. Start a trace with an explorer, and each request is listed here."</p> }.into_any();
    }
    let lost = unwritten.len();
    let all: Vec<Row> = rows.into_iter().chain(unwritten).collect();
    let seen = by_host(&all);
    let hosts = seen.iter().map(|seen| seen.host.clone()).collect::<Vec<_>>();
    let all = StoredValue::new(all);
    let not_saved = RwSignal::new(None::<String>);
    let chosen = move |what: &dyn Fn(&[&Row]) -> Result<(), String>| {
        let host = host.get_untracked();
        all.with_value(|all| what(&all.iter().filter(|row| host.as_ref().is_none_or(|host| *host == row.host)).collect::<Vec<_>>()))
    };
    let save = move |what: &dyn Fn(&[&Row]) -> Result<(), String>| not_saved.set(chosen(what).err());
    let json = move |_| {
        save(&|rows| {
            let text = to_json(rows).map_err(|error| error.to_string())?;
            file::save("spoor-ledger.json", "application/json", &text).map_err(|error| words::sentence(&error.to_string()))
        });
    };
    let csv = move |_| {
        save(&|rows| file::save("spoor-ledger.csv", "text/csv", &to_csv(rows)).map_err(|error| words::sentence(&error.to_string())));
    };
    view! {
        <h2>"Who saw how much"</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Hosts">
            <table>
                <thead><tr>
                    <th scope="col">"Host"</th><th scope="col" class="num">"Requests"</th><th scope="col" class="num">"Addresses and transactions"</th>
                    <th scope="col">"First"</th><th scope="col">"Last"</th><th scope="col">"Ask it"</th>
                </tr></thead>
                <tbody>{seen.into_iter().map(|seen| host_row(state, seen)).collect_view()}</tbody>
            </table>
        </div>
        <h2>"What they saw"</h2>
        {(lost > 0).then(|| view! { <p class="warn">{format!("{} of this visit could not be stored and will be gone when you close the page: save them as a file.", words::count(lost, "request", "requests"))}</p> })}
        <p class="go">
            <label>"Host "
                <select on:change=move |event| host.set(Some(event_target_value(&event)).filter(|host| !host.is_empty()))>
                    <option value="">"all"</option>
                    {hosts.into_iter().map(|one| {
                        let is_chosen = host.with_untracked(|host| host.as_ref() == Some(&one));
                        view! { <option value=one.clone() selected=is_chosen>{one.clone()}</option> }
                    }).collect_view()}
                </select>
            </label>
            <button type="button" class="button" on:click=json>"Save as JSON"</button>
            <button type="button" class="button" on:click=csv>"Save as CSV"</button>
            <button type="button" class="button" on:click=move |_| state.tell(&Command::DropLedger)>"Forget the ledger"</button>
            <span class="failed" role="alert">{move || not_saved.get()}</span>
        </p>
        {move || all.with_value(|all| table(all, host.get().as_deref()))}
    }
    .into_any()
}

fn host_row(state: AppState, seen: Seen) -> impl IntoView {
    let Seen { host, requests, things, first, last } = seen;
    let (own, name) = (host.clone(), host.clone());
    let choices = state.chosen.choices;
    let is_on = move || choices.with(|choices| !choices.off.contains(&own));
    let switched = host.clone();
    let switch = move |event| choices.update(|choices| choices.switch(&switched, event_target_checked(&event)));
    view! {
        <tr>
            <td class="host">{hostile::plain(&host, 120)}</td>
            <td class="num">{requests}</td>
            <td class="num">{things}</td>
            <td class="date">{first.minute()}</td>
            <td class="date">{last.minute()}</td>
            <td><input type="checkbox" aria-label=format!("Ask {name}") prop:checked=is_on on:change=switch/></td>
        </tr>
    }
}

/// The latest rows, the newest first.
fn table(all: &[Row], host: Option<&str>) -> AnyView {
    let fitting: Vec<&Row> = all.iter().filter(|row| host.is_none_or(|host| row.host == host)).collect();
    let more = fitting.len().saturating_sub(LISTED);
    let rows = fitting.iter().rev().take(LISTED).map(|row| {
        view! {
            <tr title=hostile::plain(&row.request, 400)>
                <td class="date">{row.at.minute()}</td>
                <td class="host">{hostile::plain(&row.host, 120)}</td>
                <td class="digest"><Grouped text=hostile::plain(&row.about, 100)/></td>
                <td>{hostile::plain(&row.case, 80)}", trace of "{row.run.minute()}</td>
            </tr>
        }
    });
    view! {
        <div class="scroll tall" tabindex="0" role="region" aria-label="Requests">
            <table>
                <thead><tr>
                    <th scope="col">"When, by your clock"</th><th scope="col">"Who saw it"</th><th scope="col">"About"</th><th scope="col">"For"</th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        {(more > 0).then(|| view! { <p class="note">{format!("{more} older ones are in the files.")}</p> })}
    }
    .into_any()
}
