//! The marks of nodes, the badges on them, and the few glyphs, as inline SVG.

use leptos::prelude::*;

use super::mark::{Mark, Shape};
use crate::trace::view::{LinkKind, Tier};
use crate::ui::graph::draw_tie::sign;

/// A mark around 0,0, to be put into a drawing.
pub fn mark(mark: Mark) -> AnyView {
    view! {
        <g class=mark.shape.class()>
            {mark.incomplete.then(|| view! { <circle class="hatched" cx="0" cy="0" r="11.5" fill="none" stroke-dasharray="2 2.5"/> })}
            <path class:unproven=mark.unproven d=mark.shape.outline()/>
            {(mark.shape == Shape::Victim).then(|| view! { <circle class="dot" cx="0" cy="0" r="2.5"/> })}
            {mark.freezable.then(snowflake)}
            {mark.incomplete.then(|| view! { <text class="alarm" x="-17" y="-5">"!"</text> })}
        </g>
    }
    .into_any()
}

/// The badge of what can still be stopped: six arms, up and right of the mark.
fn snowflake() -> impl IntoView {
    view! {
        <g class="frost" transform="translate(9 9)">
            <circle cx="0" cy="0" r="6"/>
            <path d="M0-4V4M-3.5-2 3.5 2M-3.5 2 3.5-2" fill="none"/>
        </g>
    }
}

/// A mark beside a line of text. What it means stands in the text.
#[component]
pub fn MarkIcon(
    /// Which.
    of: Mark,
) -> impl IntoView {
    view! { <svg class="markicon" viewBox="-16 -14 34 30" width="28" height="25" aria-hidden="true">{mark(of)}</svg> }
}

/// How an edge of each kind is drawn, for the legend.
#[component]
pub fn LineSample(
    /// How the movement is known.
    tier: Tier,
) -> impl IntoView {
    let (class, dashes) = match tier {
        Tier::Observed => ("edge observed", "none"),
        Tier::Derived => ("edge derived", "10 4"),
        Tier::Inferred => ("edge inferred", "0.1 4"),
        Tier::Stated => ("edge stated", "0.1 6.5"),
    };
    view! {
        <svg class="linesample" viewBox="0 0 36 12" width="36" height="12" aria-hidden="true">
            <path class=class d="M2 6H34" fill="none" stroke-width="2.5" stroke-dasharray=dashes/>
        </svg>
    }
}

/// How a swap, a bridge or a refund is drawn, for the legend.
#[component]
pub fn JoinSample(
    /// Which.
    of: LinkKind,
) -> impl IntoView {
    view! {
        <svg class="linesample" viewBox="0 0 36 20" width="36" height="20" aria-hidden="true">
            <path class="join derived" d="M2 10H34" fill="none" stroke-width="2" stroke-dasharray="10 4"/>
            <g transform="translate(12 10)">{sign(Some(of))}</g>
            {(of == LinkKind::Bridge).then(|| view! { <path class="cut" d="M-5 5 1-5M-1 5 5-5" fill="none" transform="translate(27 10)"/> })}
        </svg>
    }
}

/// How a lead is drawn, for the legend.
#[component]
pub fn LeadSample() -> impl IntoView {
    view! {
        <svg class="linesample" viewBox="0 0 36 12" width="36" height="12" aria-hidden="true">
            <path class="join lead" d="M2 6H34" fill="none" stroke-width="1.5" stroke-dasharray="3 3.5"/>
        </svg>
    }
}
