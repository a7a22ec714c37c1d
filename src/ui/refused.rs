//! The rows that were refused: a closed list, counted, grouped by why, each with its reasons and who reported it.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::address::{AddressLine, TxLine};
use super::hostile;
use super::refusal;
use super::words;
use crate::journal::SHOWN_REFUSED;
use crate::money::{Account, Address};
use crate::trace::view::{Guarded, View};

/// The list; nothing where no row was refused.
#[component]
pub fn Refused(
    /// The trace.
    #[prop(into)]
    view: Signal<Arc<View>>,
) -> impl IntoView {
    let rows = Memo::new(move |_| view.with(|view| told(view)));
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            let count = words::count(rows.len(), "row was refused", "rows were refused");
            let guarded: Vec<Guarded> = rows.iter().map(|(row, _)| row.clone()).collect();
            let group = |(title, members): (&'static str, Vec<usize>)| {
                let members: Vec<_> = members.into_iter().filter_map(|at| rows.get(at)).map(|(row, by)| refused_row(row, by)).collect();
                view! { <h3>{format!("{title} ({})", members.len())}</h3><ol>{members}</ol> }
            };
            let groups: Vec<_> = refusal::groups(&guarded).into_iter().map(group).collect();
            view! {
                <details class="refused">
                    <summary>{format!("{count}: forged tokens, look-alike addresses, empty transfers. They change no amount.")}</summary>
                    {(rows.len() >= SHOWN_REFUSED).then(|| view! { <p class="note">"These are the first. What to know of this trace says how many there are."</p> })}
                    {groups}
                </details>
            }
        })
    }
}

/// The rows, each with the names of those who reported it.
fn told(view: &View) -> Vec<(Guarded, String)> {
    let by = |row: &Guarded| {
        let names: BTreeSet<&str> =
            row.sources.iter().filter_map(|at| view.sources.get(*at)).map(|source| source.provider.as_str()).collect();
        names.into_iter().collect::<Vec<_>>().join(", ")
    };
    view.guarded.iter().map(|row| (row.clone(), by(row))).collect()
}

fn refused_row(row: &Guarded, by: &str) -> impl IntoView + use<> {
    let transfer = &row.transfer;
    let chain = transfer.asset.chain();
    let claimed = transfer.claimed_symbol.as_ref().map(|symbol| format!("It calls itself {}. ", hostile::symbol(symbol)));
    let by = if by.is_empty() { String::new() } else { format!(". Reported by {}.", hostile::plain(by, 200)) };
    let party = |title: &'static str, address: &Address| {
        let account = Account::new(chain, address.clone()).ok()?;
        Some(view! { <p class="party"><span class="side">{title}</span>" "<AddressLine account/></p> })
    };
    view! {
        <li>
            <ul class="reasons">{row.reasons.iter().map(|reason| view! { <li>{hostile::plain(reason, 300)}</li> }).collect_view()}</ul>
            <p class="note">{claimed}{transfer.at.minute()}{by}</p>
            <p><TxLine chain tx=transfer.tx/></p>
            {party("From", &transfer.from)}
            {party("To", &transfer.to)}
        </li>
    }
}
