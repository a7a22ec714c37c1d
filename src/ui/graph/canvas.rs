//! The drawing of the graph, and moving in it by pointer and keyboard.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::draw_tie::{self, LeadSwitch, Lit};
use super::fold::Alike;
use super::picture::{Picture, picture};
use super::spot::{Spot, Stands};
use super::stroke::Stroke;
use super::tie;
use crate::trace::view::View;
use crate::ui::icons;
use crate::ui::mark::Shape;
use crate::ui::selection::Selection;
use crate::ui::state::{AppState, app_state};

/// The graph of a trace.
#[component]
pub fn Graph(
    /// The trace.
    #[prop(into)]
    view: Signal<Arc<View>>,
) -> impl IntoView {
    let state = app_state();
    let open: RwSignal<BTreeSet<Alike>> = RwSignal::new(BTreeSet::new());
    let drawn = Memo::new(move |_| {
        let chosen = state.selection.get();
        open.with(|open| view.with(|view| picture(view, state.filter.get(), open, chosen.as_ref(), state.leads.get())))
    });
    let lit = Memo::new(move |_| {
        let chosen = state.selection.get();
        view.with(|view| {
            let lead = chosen.as_ref().and_then(|chosen| chosen.lead_in(view)).map(|lead| lead.id);
            Lit { links: tie::on_the_way(view, chosen.as_ref()), lead }
        })
    });
    let highlighted = Memo::new(move |_| view.with(|view| on_the_way(view, state.selection.get().as_ref())));
    // One mark is in the tab order; arrows move from there.
    let at: RwSignal<usize> = RwSignal::new(0);
    let entry = Memo::new(move |_| at.get().min(drawn.with(|picture| picture.spots.len().saturating_sub(1))));
    let keys = move |event: KeyboardEvent| drawn.with_untracked(|picture| walk(picture, &event, entry.get_untracked(), at));
    let chosen = Memo::new(move |_| view.with(|view| stands_for(view, state.selection.get().as_ref())));
    let canvas = NodeRef::<leptos::html::Div>::new();
    // What was chosen elsewhere is brought into sight here.
    Effect::new(move |_| {
        let chosen = chosen.get();
        let place = |picture: &Picture| picture.spots.iter().find(|spot| is_chosen(spot, chosen.as_ref())).map(|spot| (spot.x, spot.y));
        let spot = drawn.with(place);
        if let (Some((x, y)), Some(canvas)) = (spot, canvas.get()) {
            bring_into_sight(&canvas, x, y);
        }
    });
    let press = Callback::new(move |(number, spot): (usize, Spot)| {
        at.set(number);
        press(state, &view.get_untracked(), open, &spot);
        // A fold that opens or closes is drawn anew: the keyboard stays where it was.
        request_animation_frame(move || focus_spot(entry.get_untracked()));
    });
    view! {
        <LeadSwitch view shown=state.leads/>
        <div class="canvas" node_ref=canvas tabindex="0" role="region" aria-label="Graph of the money's way, columns by hop">
            <svg class="graph" role="group" aria-label="Graph. Arrow keys move between addresses, Enter chooses one."
                width=move || drawn.with(|picture| picture.width) height=move || drawn.with(|picture| picture.height)
                on:keydown=keys>
                <defs>
                    <marker id="tip-of-edge" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto">
                        <path class="arrow" d="M0 .8 7 4 0 7.2Z"/>
                    </marker>
                </defs>
                <For each=move || drawn.with(|picture| picture.heads.clone()) key=Clone::clone let:head>
                    <g class="head" aria-hidden="true">
                        <text class="title" x=head.x y="20">{head.title}</text>
                        <text class="count" x=head.x y="35">{head.count}</text>
                        <path d=format!("M{} 42.5h160", head.x)/>
                    </g>
                </For>
                <For each=move || drawn.with(|picture| picture.strokes.clone()) key=Clone::clone let:stroke>
                    {line(state, view, stroke, highlighted)}
                </For>
                <For each=move || drawn.with(|picture| picture.elbows.clone()) key=Clone::clone let:elbow>
                    <path class="elbow" d=elbow.d fill="none" marker-end=elbow.returns.then_some("url(#tip-of-edge)")/>
                </For>
                <For each=move || drawn.with(|picture| picture.joins.clone()) key=Clone::clone let:join>
                    {draw_tie::join(state, view, join, lit)}
                </For>
                <For each=move || drawn.with(|picture| picture.spots.clone().into_iter().enumerate().collect::<Vec<_>>()) key=Clone::clone let:numbered>
                    {mark(numbered, chosen, highlighted, entry, press)}
                </For>
            </svg>
        </div>
    }
}

fn line(state: AppState, view: Signal<Arc<View>>, stroke: Stroke, highlighted: Memo<BTreeSet<usize>>) -> impl IntoView {
    let Stroke { d, width, class, dashes, edge, edges, spoken } = stroke;
    let dashes = dashes.map(|(dash, gap)| format!("{} {}", tenths(dash), tenths(gap)));
    // The break of a line to a bridge is a part of its length, whatever that is.
    let whole = class.ends_with("tobridge").then_some("100");
    let choose = move |_| {
        let view = view.get_untracked();
        let chosen = edge.and_then(|edge| view.edges.get(edge)).and_then(|edge| Selection::edge(&view, edge));
        if chosen.is_some() {
            state.selection.set(chosen);
        }
    };
    let bright = move || highlighted.with(|all| edges.iter().any(|edge| all.contains(edge)));
    view! {
        <g class="line" class:chosen=bright class:live=edge.is_some() on:click=choose>
            // A wide unseen line is easier to hit than a thin one.
            <path class="hit" d=d.clone() fill="none" stroke-width="12"/>
            <path class=class d=d fill="none" stroke-width=tenths(width) stroke-dasharray=dashes pathLength=whole marker-end="url(#tip-of-edge)"><title>{spoken}</title></path>
        </g>
    }
}

fn mark(
    (number, spot): (usize, Spot),
    chosen: Memo<Option<Stands>>,
    highlighted: Memo<BTreeSet<usize>>,
    entry: Memo<usize>,
    press: Callback<(usize, Spot)>,
) -> impl IntoView {
    let folds = matches!(spot.stands, Stands::Fold(_) | Stands::Handle(_));
    let (is_lead, is_row) = (matches!(spot.stands, Stands::Lead(_)), spot.hang.is_some());
    let out = spot.out.clone();
    let bright = move || highlighted.with(|all| out.iter().any(|edge| all.contains(edge)));
    let own = spot.clone();
    let is_chosen = move || chosen.with(|chosen| is_chosen(&own, chosen.as_ref()));
    let pressed = is_chosen.clone();
    let (by_click, by_key) = (spot.clone(), spot.clone());
    let shelf = (spot.shelf > 0).then(|| view! { <path class="shelf" class:chosen=bright d="M10 0H140" stroke-width=tenths(spot.shelf)/> });
    // Where nothing goes on, the two texts close up around the middle.
    let (above, below) = match (spot.shelf, spot.amount.is_empty()) {
        (0, true) => (4, 0),
        (0, false) => (-3, 12),
        (shelf, _) => (-6 - shelf / 40, 16 + shelf / 40),
    };
    let top = if spot.tag.is_some() { -31 } else { -19 };
    let inside = match &spot.hang {
        Some(hang) => draw_tie::row(&spot, hang),
        None => view! {
            <rect class="ground" x="-15" y=top width="156" height=19 - top rx="4"/>
            {shelf}
            {icons::mark(spot.mark)}
            // Following by facts ends at a mixer: a bar after it.
            {(spot.mark.shape == Shape::Mixer && !folds).then(|| view! { <path class="boundary" d="M146-15V15"/> })}
            {spot.tag.map(|chain| view! { <text class="chain" x="17" y=above - 13>{format!("on {chain}")}</text>" " })}
            <text class="name" class:address=spot.is_address x="17" y=above>{spot.name}</text>
            // The gap keeps the two texts apart for readers that run them together.
            " "
            <text class="sum" x="17" y=below>{spot.amount}</text>
        }
        .into_any(),
    };
    view! {
        <g class="spot" class:chosen=is_chosen class:fold=folds class:row=is_row class:lead=is_lead
            transform=format!("translate({} {})", spot.x, spot.y)
            id=format!("spot-{number}") role="button" aria-label=spot.spoken aria-pressed=move || pressed().to_string()
            tabindex=move || if entry.get() == number { "0" } else { "-1" }
            on:click=move |_| press.run((number, by_click.clone()))
            on:keydown=move |event| if matches!(event.key().as_str(), "Enter" | " ") { event.prevent_default(); press.run((number, by_key.clone())); }>
            {inside}
        </g>
    }
}

/// What stands in the picture for the choice.
fn stands_for(view: &View, chosen: Option<&Selection>) -> Option<Stands> {
    let chosen = chosen?;
    if let Some(link) = chosen.link_in(view) {
        return Some(Stands::Tie(vec![link.id]));
    }
    let lead = || chosen.lead_in(view).map(|lead| Stands::Lead(lead.id));
    chosen.node_in(view).map(|node| Stands::Node(node.id)).or_else(lead)
}

/// Whether a mark stands for the choice; a tie for each of its links.
fn is_chosen(spot: &Spot, chosen: Option<&Stands>) -> bool {
    match (&spot.stands, chosen) {
        (Stands::Fold(_) | Stands::Handle(_), _) | (_, None) => false,
        (Stands::Tie(links), Some(Stands::Tie(own))) => own.iter().all(|link| links.contains(link)),
        (stands, Some(chosen)) => stands == chosen,
    }
}

/// Scrolls the drawing sideways, and the column it stands in up or down, as little as needed.
fn bring_into_sight(canvas: &web_sys::Element, x: i32, y: i32) {
    const MARGIN: i32 = 24;
    const WIDE: i32 = 160;
    let (left, width) = (canvas.scroll_left(), canvas.client_width());
    if x - MARGIN < left || x + WIDE > left + width {
        canvas.set_scroll_left(x - width / 2);
    }
    if let Ok(Some(column)) = canvas.closest(".centre") {
        let (top, height) = (column.scroll_top(), column.client_height());
        if y - MARGIN < top || y + MARGIN > top + height {
            column.set_scroll_top(y - height / 2);
        }
    }
}

pub(super) fn tenths(width: i32) -> String {
    format!("{}.{}", width / 10, width % 10)
}

fn press(state: AppState, view: &View, open: RwSignal<BTreeSet<Alike>>, spot: &Spot) {
    match &spot.stands {
        Stands::Node(id) => state.selection.set(view.nodes.get(*id).map(Selection::node)),
        Stands::Tie(links) => state.selection.set(links.first().and_then(|id| view.links.get(*id)).map(Selection::link)),
        Stands::Lead(id) => state.selection.set(view.leads.get(*id).map(Selection::lead)),
        Stands::Fold(alike) => open.update(|open| {
            open.insert(alike.clone());
        }),
        Stands::Handle(alike) => open.update(|open| {
            open.remove(alike);
        }),
    }
}

/// The edges on the way to the chosen thing.
fn on_the_way(view: &View, chosen: Option<&Selection>) -> BTreeSet<usize> {
    let Some(chosen) = chosen else { return BTreeSet::new() };
    if let Some(edge) = chosen.edge_in(view) {
        return BTreeSet::from([edge.id]);
    }
    let Some(end) = chosen.end_in(view) else { return BTreeSet::new() };
    let hops: BTreeSet<_> = end.path.iter().map(|hop| hop.transfer.id()).collect();
    view.edges.iter().filter(|edge| edge.hops.iter().any(|hop| hops.contains(&hop.transfer.id()))).map(|edge| edge.id).collect()
}

/// Moves the focus by arrow keys: up and down in a column, left and right to the nearest mark of the next one.
fn walk(picture: &Picture, event: &KeyboardEvent, from: usize, at: RwSignal<usize>) {
    let Some(here) = picture.spots.get(from) else { return };
    let numbered = || picture.spots.iter().enumerate();
    let beside = |x: Option<i32>| numbered().filter(|(_, spot)| Some(spot.x) == x).min_by_key(|(_, spot)| (spot.y - here.y).abs());
    let next = match event.key().as_str() {
        "ArrowDown" => numbered().find(|(_, spot)| spot.x == here.x && spot.y > here.y),
        "ArrowUp" => numbered().rfind(|(_, spot)| spot.x == here.x && spot.y < here.y),
        "ArrowRight" => beside(numbered().map(|(_, spot)| spot.x).filter(|x| *x > here.x).min()),
        "ArrowLeft" => beside(numbered().map(|(_, spot)| spot.x).filter(|x| *x < here.x).max()),
        _ => return,
    };
    event.prevent_default();
    let Some((number, _)) = next else { return };
    at.set(number);
    focus_spot(number);
}

fn focus_spot(number: usize) {
    if let Some(mark) = document().get_element_by_id(&format!("spot-{number}")) {
        // An SVG element can be focused like an HTML one; only the binding's type is the other. It cannot fail here.
        drop(mark.unchecked_ref::<web_sys::HtmlElement>().focus());
    }
}
