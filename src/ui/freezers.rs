//! Everybody who can stop what lies at an end: their power, how they use it, where to turn, and who says so.

use leptos::prelude::*;

use super::hostile;
use super::there;
use super::words;
use crate::trace::view::{End, Freezer};

/// The list, or the sentence that stands in its place.
pub fn all(end: &End) -> AnyView {
    if let Some(nobody) = there::nobody(end) {
        return view! { <h3>"Who can stop it"</h3><p>{nobody}</p> }.into_any();
    }
    view! {
        <h3>"Who can stop it"</h3>
        <ul class="freezers">{end.freezers.iter().map(one).collect_view()}</ul>
    }
    .into_any()
}

fn one(freezer: &Freezer) -> impl IntoView + use<> {
    let who = hostile::plain(&freezer.who, 80);
    let turn = there::link(freezer).map(|at| {
        let (at, shown) = (at.to_owned(), hostile::plain(at.trim_start_matches("https://"), 80));
        view! { " "<span class="turn">"Where to turn: "<a href=at rel="noopener noreferrer" target="_blank">{shown}</a></span> }
    });
    view! {
        <li>
            <strong>{who}</strong>" "{there::power(freezer.power)}". "
            <span>{words::sentence(&hostile::plain(&freezer.how, 600))}</span>
            {turn}
            <span class="src">{format!(" Source: {}.", hostile::plain(&freezer.source, 300))}</span>
        </li>
    }
}
