//! Sums over what is shown: counted from the feed's entries, not stated by anybody.

use std::sync::Arc;

use leptos::prelude::*;

use super::bits::sum;
use super::words;
use crate::board::Board;
use crate::board::view::{Queue, SymbolSum, Totals};

/// The part.
#[component]
pub fn Sums(
    /// The board.
    #[prop(into)]
    board: Signal<Arc<Board>>,
) -> impl IntoView {
    let totals = Memo::new(move |_| board.with(|board| (board.totals.clone(), board.queue)));
    move || {
        let (totals, queue) = totals.get();
        view! {
            <dl class="tiles">
                <div><dt>"Frozen"</dt><dd>{sum(&totals.frozen)}{freezes(&totals)}</dd></div>
                <div><dt>"Returned"</dt><dd>{sum(&totals.returned)}</dd></div>
                <div><dt>"Traced by valid tips"</dt><dd>{sum(&totals.traced)}</dd></div>
                <div><dt>"Bounty due"</dt><dd>{sum(&totals.due)}</dd></div>
                <div><dt>"Bounty paid"</dt><dd>{sum(&totals.paid)}</dd></div>
                <div><dt>"Tips"</dt><dd>{tips(&totals)}</dd></div>
            </dl>
            {together(&totals.frozen_by_symbol)}
            {waiting(&queue).map(|text| view! { <p class="note">{text}</p> })}
        }
    }
}

fn freezes(totals: &Totals) -> AnyView {
    let released =
        (!totals.released.is_empty()).then(|| view! { <span class="released">"Of this let go again:"</span>{sum(&totals.released)} });
    view! { <span class="note">{format!("in {}", words::count(totals.freezes, "freeze", "freezes"))}</span>{released} }.into_any()
}

fn tips(totals: &Totals) -> AnyView {
    let parts = [
        (totals.beaten, "told by somebody else before"),
        (totals.repeated, "told before by the same key"),
        (totals.refused, "refused"),
        (totals.waiting, "waiting"),
    ];
    let rest: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{} {what}", words::number(*number))).collect();
    view! {
        <span class="sum">{format!("{} valid of {}", words::number(totals.valid), words::number(totals.tips))}</span>
        <span class="note">{format!("from {}", words::count(totals.hunters, "hunter", "hunters"))}</span>
        {(!rest.is_empty()).then(|| view! { <span class="note">{rest.join(", ")}</span> })}
    }
    .into_any()
}

/// Tokens of one name on several chains, added: said as such, because they are not the same asset.
fn together(symbols: &[SymbolSum]) -> Option<AnyView> {
    let line = |sum: &SymbolSum| {
        let chains: Vec<String> = sum.assets.iter().map(|asset| asset.chain().name()).collect();
        format!("{} {} frozen on {} together.", sum.amount.to_coins_short(sum.decimals, 78), sum.symbol, chains.join(" and "))
    };
    let lines: Vec<String> = symbols.iter().filter(|sum| sum.assets.len() > 1).take(5).map(line).collect();
    (!lines.is_empty()).then(|| view! { <p class="together">{lines.join(" ")}</p> }.into_any())
}

fn waiting(queue: &Queue) -> Option<String> {
    let parts = [
        (queue.held, "freeze acts, of which something has not come back", "freezes act, of which something has not come back"),
        (queue.unpaid, "part of a bounty is due and not paid whole", "parts of bounties are due and not paid whole"),
        (queue.overpaid, "part of a bounty was paid above what is due", "parts of bounties were paid above what is due"),
        (queue.disputed, "reward rests on something disputed", "rewards rest on something disputed"),
    ];
    let mut said: Vec<String> =
        parts.iter().filter(|(number, ..)| *number > 0).map(|(number, one, many)| words::count(*number, one, many)).collect();
    if let Some(oldest) = queue.oldest.filter(|_| queue.waiting > 0) {
        said.push(format!("the tip that waits longest came in on {}", oldest.day()));
    }
    (!said.is_empty()).then(|| crate::ui::words::sentence(&said.join("; ")))
}
