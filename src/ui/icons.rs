//! The marks of nodes, the badges on them, and the few glyphs, as inline SVG.

use leptos::prelude::*;

use super::mark::{Mark, Shape};

/// A mark around 0,0, to be put into a drawing.
pub fn mark(mark: Mark) -> AnyView {
    view! {
        <g class=mark.shape.class()>
            {mark.incomplete.then(|| view! { <circle class="hatched" cx="0" cy="0" r="11.5" fill="none" stroke-dasharray="2 2.5"/> })}
            <path d=mark.shape.outline()/>
            {(mark.shape == Shape::Victim).then(|| view! { <circle class="dot" cx="0" cy="0" r="2.5"/> })}
            {mark.freezable.then(snowflake)}
            {mark.incomplete.then(|| view! { <text class="alarm" x="11" y="-6">"!"</text> })}
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
    /// The class of the line.
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class="linesample" viewBox="0 0 36 12" width="36" height="12" aria-hidden="true">
            <path class=format!("edge {class}") d="M1 6H35" fill="none" stroke-width="2"/>
        </svg>
    }
}
