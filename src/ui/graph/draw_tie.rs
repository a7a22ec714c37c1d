//! The drawing of ties and leads: the row with its sign under an address, and the line that runs from there.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::canvas::tenths;
use super::join::Join;
use super::measure::{INDENT, SHELF};
use super::spot::{Hang, Spot};
use crate::trace::view::{LinkKind, View};
use crate::ui::selection::Selection;
use crate::ui::state::AppState;

/// What is bright because of the choice: links on the way to it, and the lead that is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lit {
    /// Links, by index in the view.
    pub links: BTreeSet<usize>,
    /// The lead, by index in the view.
    pub lead: Option<usize>,
}

/// The line of a tie or a lead.
pub fn join(state: AppState, view: Signal<Arc<View>>, join: Join, lit: Memo<Lit>) -> AnyView {
    let Join { d, width, class, dashes, leads_on, cut, label, links, leads, spoken } = join;
    let dashes = dashes.map(|(dash, gap)| format!("{} {}", tenths(dash), tenths(gap)));
    let (first, lead) = (links.first().copied(), leads.first().copied());
    let choose = move |_| {
        let chosen = view.with_untracked(|view| {
            first.and_then(|id| view.links.get(id)).map(Selection::link).or_else(|| view.leads.get(lead?).map(Selection::lead))
        });
        state.selection.set(chosen);
    };
    let bright =
        move || lit.with(|lit| links.iter().any(|link| lit.links.contains(link)) || lit.lead.is_some_and(|lead| leads.contains(&lead)));
    let tip = leads_on.then_some("url(#tip-of-edge)");
    view! {
        <g class="line live" class:chosen=bright on:click=choose>
            <path class="hit" d=d.clone() fill="none" stroke-width="12"/>
            <path class=class d=d fill="none" stroke-width=tenths(width) stroke-dasharray=dashes marker-end=tip><title>{spoken}</title></path>
            {cut.map(|(x, y)| view! { <path class="cut" d="M-5 5 1-5M-1 5 5-5" fill="none" transform=format!("translate({x} {y})")/> })}
            {label.map(|(x, y, text)| view! { <text class="odds" x=x y=y>{text}</text> })}
        </g>
    }
    .into_any()
}

/// A row's sign and texts.
pub fn row(spot: &Spot, hang: &Hang) -> AnyView {
    let Hang { sign, stated, .. } = *hang;
    let (name, amount) = (spot.name.clone(), spot.amount.clone());
    let left = INDENT + 14;
    let height = if amount.is_empty() { 4 } else { -6 };
    view! {
        <rect class="ground" x="4" y="-18" width="150" height="36" rx="4"/>
        <g transform=format!("translate({INDENT} 0)")>{self::sign(sign)}</g>
        {stated.then(|| view! {
            <g class="said" transform=format!("translate({} 0)", SHELF - 8)><circle r="6.5"/><path d="M-2.8 2.6V.4L-1.6-2.4M1.2 2.6V.4L2.4-2.4" fill="none"/></g>
        })}
        <text class="name" x=left y=height>{name}</text>
        " "
        <text class="sum" x=left y="15">{amount}</text>
    }
    .into_any()
}

/// The sign of a link: an octagon for a bridge, two arrows for a swap, an arrow back for a refund.
pub fn sign(sign: Option<LinkKind>) -> AnyView {
    match sign {
        Some(LinkKind::Bridge) => view! { <path class="sign bridge" d="M-3.3-8H3.3L8-3.3V3.3L3.3 8H-3.3L-8 3.3V-3.3Z"/> }.into_any(),
        Some(LinkKind::Swap | LinkKind::Exchange) => view! {
            <circle class="sign swap" r="8"/>
            <path class="glyph" d="M-4.5-2.2H4M1.8-4.6 4.3-2.2 1.8.2M4.5 2.6H-4M-1.8.2-4.3 2.6-1.8 5" fill="none"/>
        }
        .into_any(),
        Some(LinkKind::Refund) => view! {
            <path class="sign refund" d="M-3.3-8H3.3L8-3.3V3.3L3.3 8H-3.3L-8 3.3V-3.3Z"/>
            <path class="glyph" d="M3.8-2.5H-.5A2.7 2.7 0 0 0-.5 3H3M-1.2-5-3.8-2.5-1.2 0" fill="none"/>
        }
        .into_any(),
        None => view! { <path class="sign more" d="M-5 0H-4.9M0 0H.1M5 0H5.1" fill="none"/> }.into_any(),
    }
}

/// The switch that hides leads; nothing where there are none.
#[component]
pub fn LeadSwitch(
    /// The trace.
    #[prop(into)]
    view: Signal<Arc<View>>,
    /// Whether they are shown.
    shown: RwSignal<bool>,
) -> impl IntoView {
    let count = Memo::new(move |_| view.with(|view| view.leads.len()));
    move || {
        let count = count.get();
        (count > 0).then(|| {
            view! {
                <label class="choice leadswitch">
                    <input type="checkbox" prop:checked=move || shown.get() on:change=move |event| shown.set(event_target_checked(&event))/>
                    <span>{format!("Show leads ({count})")}<span class="note">" guesses; they count nowhere"</span></span>
                </label>
            }
        })
    }
}
