//! Every request of the trace at hand.

use leptos::prelude::*;

use crate::journal::Entry;
use crate::ui::address::Grouped;
use crate::ui::hostile;
use crate::ui::state::app_state;
use crate::ui::words;

/// Every request of this visit.
#[component]
pub fn Journal() -> impl IntoView {
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
    view! { <h2>"What this trace asked"</h2> {table} }
}

fn entry_row(entry: &Entry) -> impl IntoView + use<> {
    let host = hostile::plain(&entry.host, 80);
    let host = if entry.left_the_browser { host } else { format!("nobody now ({host})") };
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
