//! Who froze money, by rank or by a column that is pressed.

use std::sync::Arc;

use leptos::prelude::*;

use super::bits::{More, Sorted, marks, nothing, sum};
use super::hunters::rank;
use super::order::{Column, Order, ordered};
use super::words;
use crate::board::Board;
use crate::board::view::Company;

/// How many rows come at a time.
const STEP: usize = 100;

/// The part.
#[component]
pub fn Companies(
    /// The board.
    #[prop(into)]
    board: Signal<Arc<Board>>,
) -> impl IntoView {
    let order = RwSignal::new(Order::default());
    let most = RwSignal::new(STEP);
    let rows = Memo::new(move |_| board.with(|board| board.companies.clone()));
    let all = Memo::new(move |_| rows.with(Vec::len));
    let body = move || {
        let order = order.get();
        rows.with(|rows| ordered(rows, order).into_iter().take(most.get()).filter_map(|at| rows.get(at)).map(row).collect_view())
    };
    view! {
        <h3 id="companies">"Companies"</h3>
        <p class="note">"Ranked by what came back, then by what they froze without what was let go, each as the publisher valued it in US dollars; then by the number of returns and freezes."</p>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="companies">
            <table class="ranking">
                <thead><tr>
                    <Sorted column=Column::Rank name="Rank" order num=true/>
                    <Sorted column=Column::Name name="Company" order/>
                    <Sorted column=Column::Frozen name="Frozen" order num=true/>
                    <Sorted column=Column::Returned name="Returned" order num=true/>
                    <Sorted column=Column::Bounty name="Bounty due" order num=true/>
                    <Sorted column=Column::Count name="Freezes" order num=true/>
                    <Sorted column=Column::Time name="Time from the tip" order num=true/>
                </tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
        {move || (all.get() == 0).then(|| view! { <p class="empty">"No freeze is on record for what is chosen here."</p> })}
        <More most all step=STEP/>
    }
}

fn row(company: &Company) -> impl IntoView + use<> {
    let released = (!company.released.is_empty()).then(|| view! { <span class="released">"let go again:"</span>{sum(&company.released)} });
    view! {
        <tr>
            <td class="num">{rank(company.rank, company.tied)}</td>
            <th scope="row" class="whose">{words::name(&company.name)}{marks(company.example, company.disputed)}</th>
            <td class="num">{sum(&company.frozen)}{released}</td>
            <td class="num">{sum(&company.returned)}</td>
            <td class="num">{sum(&company.due)}</td>
            <td class="num">{words::number(company.freezes)}</td>
            <td class="num">{words::middle(&company.after_tip).map_or_else(nothing, IntoAny::into_any)}</td>
        </tr>
    }
}
