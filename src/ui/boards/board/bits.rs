//! The small pieces that all parts of a board are made of.

use leptos::prelude::*;

use super::cite::{Piece, pieces};
use super::order::{Column, Order};
use super::words;
use crate::board::view::Money;

/// How many assets of a sum a cell of a table shows.
const ASSETS: usize = 3;

/// A sum in a cell: an asset a line, exact on hover, then what the publisher valued.
pub fn sum(money: &Money) -> AnyView {
    lines(money, ASSETS, |line| (line.short, line.exact))
}

/// A sum to the last unit, every asset.
pub fn whole_sum(money: &Money) -> AnyView {
    lines(money, 100, |line| (line.exact.clone(), line.exact))
}

fn lines(money: &Money, most: usize, shown: fn(words::SumLine) -> (String, String)) -> AnyView {
    if money.is_empty() {
        return nothing();
    }
    let lines = words::sums(money);
    let left = lines.len().saturating_sub(most);
    let line = |line| {
        let (text, title) = shown(line);
        view! { <span class="sum" title=title>{text}</span> }
    };
    view! {
        {lines.into_iter().take(most).map(line).collect_view()}
        {(left > 0).then(|| view! { <span class="sum note">{format!("and {}", words::count(left as u64, "asset more", "assets more"))}</span> })}
        {words::valued(money).map(|usd| view! { <span class="usd" title="As the publisher valued it">{usd}</span> })}
    }
    .into_any()
}

/// What stands where there is nothing.
pub fn nothing() -> AnyView {
    view! { <span class="nothing"><span aria-hidden="true">"–"</span><span class="hidden">"none"</span></span> }.into_any()
}

/// The words beside a row that is made up, or that rests on something disputed.
pub fn marks(example: bool, disputed: bool) -> AnyView {
    view! {
        {example.then(|| view! { " "<span class="badge example">"example"</span> })}
        {disputed.then(|| view! { " "<span class="badge disputed">"disputed"</span> })}
    }
    .into_any()
}

/// A source or a piece of evidence: text, in which whole https addresses open in a new tab.
pub fn cited(text: &str) -> AnyView {
    let piece = |piece| match piece {
        Piece::Text(text) => view! { {text} }.into_any(),
        Piece::Link(url) => {
            let href = url.clone();
            view! { <a href=href target="_blank" rel="noopener noreferrer" title="Opens in a new tab: its host will see you">{url}</a> }
                .into_any()
        }
    };
    view! { <span class="cited">{pieces(text).into_iter().map(piece).collect_view()}</span> }.into_any()
}

/// The number of an entry, by which it can be found in the feed.
pub fn entry(number: u64) -> AnyView {
    view! { <span class="entryno">{format!("entry {}", words::number(number))}</span> }.into_any()
}

/// The head of a column that orders the rows when it is pressed.
#[component]
pub fn Sorted(
    /// Which.
    column: Column,
    /// Its name.
    name: &'static str,
    /// The table's order.
    order: RwSignal<Order>,
    /// Whether it holds numbers.
    #[prop(optional)]
    num: bool,
) -> impl IntoView {
    let arrow = move || match order.get().aria(column) {
        "ascending" => "▲",
        "descending" => "▼",
        _ => "",
    };
    view! {
        <th scope="col" class:num=num aria-sort=move || order.get().aria(column)>
            <button type="button" class="sorter" on:click=move |_| order.update(|order| *order = order.pressed(column))>
                {name}" "<span class="arrow" aria-hidden="true">{arrow}</span>
            </button>
        </th>
    }
}

/// How many rows a table shows, and the button for more.
#[component]
pub fn More(
    /// How many are shown at most.
    most: RwSignal<usize>,
    /// How many there are.
    #[prop(into)]
    all: Signal<usize>,
    /// How many come at a press.
    step: usize,
) -> impl IntoView {
    let said = move || format!("{} of {} are shown. ", words::number(most.get().min(all.get()) as u64), words::number(all.get() as u64));
    move || {
        (all.get() > most.get()).then(|| {
            let next = (all.get() - most.get()).min(step);
            view! {
                <p class="go">
                    <span class="note" role="status">{said}</span>
                    <button type="button" class="button" on:click=move |_| most.update(|most| *most += step)>{format!("Show {next} more")}</button>
                </p>
            }
        })
    }
}
