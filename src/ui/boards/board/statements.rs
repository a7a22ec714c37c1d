//! Totals that somebody published, with their day and their source: as a drawing, and as a table.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::bits::{cited, entry, marks};
use super::drawing::drawing;
use super::words;
use crate::board::Board;
use crate::board::entry::Measure;
use crate::board::view::StatementRow;

/// The most cases that get a drawing and a table of their own.
const CASES: usize = 8;

/// The most statements of a case in its table; the newest are shown.
const ROWS: usize = 60;

/// The part.
#[component]
pub fn Statements(
    /// The board.
    #[prop(into)]
    board: Signal<Arc<Board>>,
) -> impl IntoView {
    let rows = Memo::new(move |_| board.with(|board| board.statements.clone()));
    let names =
        Memo::new(move |_| board.with(|board| board.cases.iter().map(|case| (case.case.clone(), case.name.clone())).collect::<Vec<_>>()));
    move || {
        let rows = rows.get();
        let cases: BTreeSet<&str> = rows.iter().map(|row| row.case.as_str()).collect();
        let left = cases.len().saturating_sub(CASES);
        let name = |case: &str| {
            let given = names.with(|names| names.iter().find(|(id, _)| id == case).and_then(|(_, name)| words::name(name)));
            given.unwrap_or_else(|| words::told(case))
        };
        let parts: Vec<AnyView> = cases
            .iter()
            .take(CASES)
            .enumerate()
            .map(|(at, case)| of_case(at, &name(case), &rows.iter().filter(|row| row.case == *case).collect::<Vec<_>>()))
            .collect();
        view! {
            {rows.is_empty().then(|| view! { <p class="empty">"No totals were published for what is chosen here."</p> })}
            {parts}
            {(left > 0).then(|| view! { <p class="note">{format!("{left} more cases have statements; choose a case to see them.")}</p> })}
        }
    }
}

fn of_case(at: usize, name: &str, rows: &[&StatementRow]) -> AnyView {
    let measures: BTreeSet<Measure> = rows.iter().flat_map(|row| row.figures.iter().map(|figure| figure.what)).collect();
    let id = format!("stated-{at}");
    let heads = measures.iter().map(|what| view! { <th scope="col" class="num">{words::measure(*what)}</th> }).collect_view();
    let row = |row: &&StatementRow| {
        let figures = measures.iter().map(|what| {
            let value = row.figures.iter().find(|figure| figure.what == *what).map(|figure| words::figure(*what, figure.value));
            view! { <td class="num">{value.map_or_else(super::bits::nothing, |value| value.into_any())}</td> }
        });
        view! {
            <tr>
                <th scope="row" class="date">{words::told(&row.as_of)}{marks(row.example, row.disputed)}</th>
                {figures.collect_view()}
                <td class="source">{cited(&row.source)}" "{entry(row.entry)}</td>
            </tr>
        }
    };
    let left = rows.len().saturating_sub(ROWS);
    view! {
        <div class="ofcase">
            <h3 id=id.clone()>{format!("Stated totals, {name}")}</h3>
            {drawing(name, rows)}
            <div class="scroll" tabindex="0" role="region" aria-labelledby=id>
                <table class="statements">
                    <thead><tr><th scope="col">"For the day"</th>{heads}<th scope="col">"Source"</th></tr></thead>
                    <tbody>{rows.iter().skip(left).map(row).collect_view()}</tbody>
                </table>
            </div>
            {(left > 0).then(|| view! { <p class="note">{format!("The newest {ROWS} of {} are shown; choose a period to see earlier ones.", rows.len())}</p> })}
        </div>
    }
    .into_any()
}
