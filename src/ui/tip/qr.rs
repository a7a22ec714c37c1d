//! A QR code as squares, with a press to enlarge it. It is dark on light in both themes: cameras fail at the reverse.

use leptos::prelude::*;

use crate::tip::qr;

/// The code of a text; nothing where the text is too long for one.
#[component]
pub fn QrCode(
    /// What it says.
    text: String,
    /// What that is, for those who do not see it.
    what: &'static str,
) -> impl IntoView {
    let large = RwSignal::new(false);
    qr(&text).map(|code| {
        let side = code.side;
        view! {
            <button type="button" class="qr" class:large=move || large.get() aria-pressed=move || large.get().to_string()
                aria-label=format!("QR code of the {what}, larger") title="Larger or smaller" on:click=move |_| large.update(|large| *large = !*large)>
                <svg viewBox=format!("0 0 {side} {side}") shape-rendering="crispEdges" aria-hidden="true">
                    <rect width=side.to_string() height=side.to_string() fill="#ffffff"/>
                    <path d=code.path fill="#000000"/>
                </svg>
            </button>
        }
    })
}
