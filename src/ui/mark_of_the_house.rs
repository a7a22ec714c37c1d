//! The mark of the house.

use leptos::prelude::*;

/// Four prints of a track.
#[component]
pub fn Track() -> impl IntoView {
    view! {
        <svg class="track" viewBox="0 0 22 22" width="22" height="22" aria-hidden="true">
            <ellipse cx="11" cy="15" rx="5" ry="4.2"/>
            <ellipse cx="4" cy="9.6" rx="1.9" ry="2.7"/>
            <ellipse cx="8.6" cy="5.4" rx="1.9" ry="2.9"/>
            <ellipse cx="13.4" cy="5.4" rx="1.9" ry="2.9"/>
            <ellipse cx="18" cy="9.6" rx="1.9" ry="2.7"/>
        </svg>
    }
}
