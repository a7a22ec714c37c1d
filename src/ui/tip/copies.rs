//! How long the copy is, where it fits, and its parts: the words, the signed block, the way as a table.

use std::sync::Arc;

use leptos::prelude::*;

use super::desk::sentence;
use crate::tip::portal::{Channel, Fit, Sizes, channels, length};
use crate::tip::{Tip, human_text, path_csv};
use crate::ui::copy::CopyButton;
use crate::ui::words;
use crate::web::file;

/// The sizes, the places, the parts.
#[component]
pub fn CopyParts(
    /// The signed tip.
    tip: Arc<Tip>,
) -> impl IntoView {
    let sizes = Sizes::of(&tip);
    let trouble = RwSignal::new(None::<String>);
    let places = channels(&tip.statement().portal);
    let short = tip.id()[..12].to_owned();
    let (words, block) = (human_text(&tip), tip.to_armour());
    let saver =
        move |name: String, kind: &'static str, text: String| move |_| trouble.set(file::save(&name, kind, &text).map_err(sentence).err());
    let save_words = saver(format!("tip-{short}.md"), "text/markdown", words.clone());
    let save_way = saver(format!("tip-{short}.csv"), "text/csv", path_csv(tip.payload()));
    let first = places.first().map(|place| format!("{}: {}", place.name, place.advice(sizes)));
    let parts = [("The words", sizes.words), ("The signed block", sizes.block), ("The file", sizes.file)];
    view! {
        <p>"The copy has "<strong>{length(sizes.all)}</strong>". "{first}</p>
        <details class="copies">
            <summary>"Where it fits, and its parts"</summary>
            <ul class="sizes">
                {parts.map(|(what, size)| view! { <li>{format!("{what}: {}", length(size))}</li> }).collect_view()}
            </ul>
            <p class="go">
                <CopyButton text=Signal::stored(words) what="words only"/>
                <CopyButton text=Signal::stored(block) what="signed block only"/>
                <button type="button" class="button" on:click=save_words>"Save the words (.md)"</button>
                <button type="button" class="button" on:click=save_way>"Save the way (.csv)"</button>
            </p>
            <p class="failed" role="alert">{move || trouble.get()}</p>
            <ul class="checks places">{places.into_iter().map(|place| row(place, sizes)).collect_view()}</ul>
        </details>
    }
}

fn row(place: &Channel, sizes: Sizes) -> impl IntoView + use<> {
    let (mark, class, fit) = match place.fits(sizes.all) {
        Fit::Fits => ("✓", "mark pass", "fits.".to_owned()),
        Fit::Over(many) => ("×", "mark fail", format!("{} too many.", words::count(many, "character", "characters"))),
        Fit::Unknown => ("?", "mark warn", "limit unknown.".to_owned()),
    };
    let known = format!(" Known from: {}, {}.", place.source.trim_end_matches('.'), place.as_of);
    view! {
        <li>
            <span class=class aria-hidden="true">{mark}</span>
            <p><strong>{place.name.clone()}</strong>{format!(": {fit} {} {}", place.advice(sizes), place.note)}<span class="note">{known}</span></p>
        </li>
    }
}
