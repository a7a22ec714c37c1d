//! Hunters by rank, or by a column that is pressed. Rows stay where they are while the board changes: only their text does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::prelude::*;

use super::bits::{More, Sorted, marks, sum};
use super::hunter::HunterDetail;
use super::order::{Column, Order, ordered};
use super::words;
use crate::board::Board;
use crate::board::view::Hunter;
use crate::money::Address;
use crate::ui::address::ShortAddress;

/// How many rows come at a time: ten thousand at once would stand the page still.
const STEP: usize = 100;

/// The part.
#[component]
pub fn Hunters(
    /// The board.
    #[prop(into)]
    board: Signal<Arc<Board>>,
) -> impl IntoView {
    let order = RwSignal::new(Order::default());
    let most = RwSignal::new(STEP);
    let opened = RwSignal::new(BTreeSet::<Address>::new());
    let all = Memo::new(move |_| board.with(|board| board.hunters.len()));
    let places = Memo::new(move |_| {
        board.with(|board| board.hunters.iter().enumerate().map(|(at, hunter)| (hunter.key.clone(), at)).collect::<BTreeMap<_, _>>())
    });
    let keys = Memo::new(move |_| {
        let (order, most) = (order.get(), most.get());
        board
            .with(|board| ordered(&board.hunters, order).into_iter().take(most).map(|at| board.hunters[at].key.clone()).collect::<Vec<_>>())
    });
    let row = move |key: Address| {
        let own = key.clone();
        let hunter = Memo::new(move |_| {
            let at = places.with(|places| places.get(&own).copied())?;
            board.with(|board| board.hunters.get(at).cloned())
        });
        view! { <HunterRow board key hunter opened/> }
    };
    view! {
        <h3 id="hunters">"Hunters"</h3>
        <p class="note">
            "Ranked by what came back, then by what was frozen, then by what was traced, each as the publisher valued it in US dollars; then by the number of returns, freezes and valid tips. "
            "Whoever is equal in all of these shares a rank. Sums without a value in dollars come last where a column of money is pressed."
        </p>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="hunters">
            <table class="ranking">
                <thead><tr>
                    <Sorted column=Column::Rank name="Rank" order num=true/>
                    <Sorted column=Column::Name name="Hunter" order/>
                    <Sorted column=Column::Traced name="Traced" order num=true/>
                    <Sorted column=Column::Frozen name="Frozen" order num=true/>
                    <Sorted column=Column::Returned name="Returned" order num=true/>
                    <Sorted column=Column::Bounty name="Bounty due" order num=true/>
                    <Sorted column=Column::Count name="Tips" order num=true/>
                    <Sorted column=Column::Time name="Time to freeze" order num=true/>
                </tr></thead>
                <tbody><For each=move || keys.get() key=Clone::clone children=row/></tbody>
            </table>
        </div>
        {move || (all.get() == 0).then(|| view! { <p class="empty">"No tip of a hunter is on record for what is chosen here."</p> })}
        <More most all step=STEP/>
    }
}

#[component]
fn HunterRow(board: Signal<Arc<Board>>, key: Address, hunter: Memo<Option<Hunter>>, opened: RwSignal<BTreeSet<Address>>) -> impl IntoView {
    let key = StoredValue::new(key);
    let is_open = Memo::new(move |_| opened.with(|opened| key.with_value(|key| opened.contains(key))));
    let toggle = move |_| {
        opened.update(|opened| {
            let key = key.get_value();
            if !opened.remove(&key) {
                opened.insert(key);
            }
        });
    };
    let name = move || hunter.with(|hunter| hunter.as_ref().map(|hunter| words::who(hunter.name.as_deref(), &hunter.key)));
    view! {
        <tr class:opened=move || is_open.get()>
            <td class="num">{move || hunter.with(|hunter| hunter.as_ref().map(|hunter| rank(hunter.rank, hunter.tied)))}</td>
            <th scope="row" class="whose">
                <button type="button" class="rowlink" aria-expanded=move || is_open.get().to_string() on:click=toggle>{name}</button>
                " "<ShortAddress address=key.get_value()/>
                {move || hunter.with(|hunter| hunter.as_ref().map(|hunter| marks(hunter.example, hunter.disputed)))}
            </th>
            {move || hunter.with(|hunter| hunter.as_ref().map(cells))}
        </tr>
        {move || is_open.get().then(|| view! { <tr class="more"><td colspan="8"><HunterDetail board hunter/></td></tr> })}
    }
}

/// A rank; one that is shared says so.
pub(super) fn rank(rank: u64, tied: bool) -> AnyView {
    let shared = tied
        .then(|| view! { <span class="tied" title="Shared with somebody who is equal">"="<span class="hidden">" shared"</span></span> });
    view! { {words::number(rank)}{shared} }.into_any()
}

fn cells(hunter: &Hunter) -> AnyView {
    let tips = format!("{} of {}", words::number(hunter.valid), words::number(hunter.received));
    view! {
        <td class="num">{sum(&hunter.traced)}</td>
        <td class="num">{sum(&hunter.frozen)}</td>
        <td class="num">{sum(&hunter.returned)}</td>
        <td class="num">{sum(&hunter.due)}</td>
        <td class="num" title="valid of received">{tips}</td>
        <td class="num">{words::middle(&hunter.to_freeze).map_or_else(super::bits::nothing, IntoAny::into_any)}</td>
    }
    .into_any()
}
