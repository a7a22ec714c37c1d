//! Freezes, the newest first: where, how much, who, by which transaction, and what became of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::bits::{More, cited, entry, marks, sum};
use super::reward::reward;
use super::words;
use crate::board::Board;
use crate::board::view::{FreezeRow, Reward};
use crate::ui::address::{AddressLine, TxLine};
use crate::ui::amount::AmountText;

/// How many rows come at a time.
const STEP: usize = 50;

/// The part.
#[component]
pub fn Freezes(
    /// The board.
    #[prop(into)]
    board: Signal<Arc<Board>>,
) -> impl IntoView {
    let most = RwSignal::new(STEP);
    let opened = RwSignal::new(BTreeSet::<String>::new());
    let all = Memo::new(move |_| board.with(|board| board.freezes.len()));
    let shown = Memo::new(move |_| {
        let most = most.get();
        board.with(|board| {
            let of = |freeze: &FreezeRow| board.rewards.iter().find(|reward| reward.freeze == freeze.freeze).cloned();
            board.freezes.iter().take(most).map(|freeze| (freeze.clone(), of(freeze))).collect::<Vec<_>>()
        })
    });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-labelledby="freezes">
            <table class="freezes">
                <thead><tr>
                    <th scope="col">"When"</th><th scope="col" class="num">"Amount"</th><th scope="col">"By"</th>
                    <th scope="col">"Where"</th><th scope="col">"What became of it"</th>
                </tr></thead>
                <tbody>{move || shown.get().into_iter().map(|(freeze, reward)| row(&freeze, reward, opened)).collect_view()}</tbody>
            </table>
        </div>
        {move || (all.get() == 0).then(|| view! { <p class="empty">"No freeze is on record for what is chosen here."</p> })}
        <More most all step=STEP/>
    }
}

fn row(freeze: &FreezeRow, of: Option<Reward>, opened: RwSignal<BTreeSet<String>>) -> impl IntoView + use<> {
    let name = StoredValue::new(freeze.freeze.clone());
    let is_open = Memo::new(move |_| opened.with(|opened| name.with_value(|name| opened.contains(name))));
    let toggle = move |_| {
        opened.update(|opened| {
            let name = name.get_value();
            if !opened.remove(&name) {
                opened.insert(name);
            }
        });
    };
    let usd =
        freeze.usd_cents.map(|cents| view! { <span class="usd" title="As the publisher valued it">{words::dollars(cents.into())}</span> });
    let proof = match &freeze.tx {
        Some(tx) => view! { <span class="digests">"Transaction "<TxLine chain=freeze.at.chain() tx=*tx/></span> }.into_any(),
        None => view! { <span class="note">"In its own books: no transaction."</span> }.into_any(),
    };
    let explained = of.as_ref().map(|_| {
        view! { <button type="button" class="rowlink" aria-expanded=move || is_open.get().to_string() on:click=toggle>"Bounty"</button> }
    });
    let of = StoredValue::new(of);
    let became = match (freeze.released, freeze.returned.is_empty()) {
        (Some(at), true) => format!("Let go again on {} without a return", at.day()),
        (Some(at), false) => format!("The rest was let go on {}. Came back:", at.day()),
        (None, true) => "Still acts".to_owned(),
        (None, false) => "Came back:".to_owned(),
    };
    let returned = (!freeze.returned.is_empty()).then(|| sum(&freeze.returned));
    view! {
        <tr>
            <td class="date">{freeze.time.minute()}{marks(freeze.example, freeze.disputed)}<br/>{entry(freeze.entry)}</td>
            <td class="num"><AmountText amount=freeze.amount asset=freeze.asset.clone()/>{usd}</td>
            <td>{words::name(&freeze.by)}</td>
            <td class="place">
                <span class="note">{freeze.at.chain().name()}</span>" "<AddressLine account=freeze.at.clone()/>
                {proof}
                {freeze.source.as_ref().map(|source| view! { <span class="source">{cited(source)}</span> })}
            </td>
            <td>{became}" "{returned}" "{explained}</td>
        </tr>
        {move || is_open.get().then(|| view! {
            <tr class="more"><td colspan="5">{of.with_value(|of| of.as_ref().map(|of| reward(of, None)))}</td></tr>
        })}
    }
}
