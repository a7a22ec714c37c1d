//! Being first: the commitment card, to be published before the tip is handed in, and its time stamp.

use leptos::prelude::*;

use super::desk::sentence;
use super::qr::QrCode;
use super::stamped::{Stamped, card_name};
pub use crate::board::own::to_keep;
use crate::journal::tips::{Ask, KeptTip, Mark};
use crate::tip::Tip;
use crate::ui::copy::CopyButton;
use crate::ui::state::{AppState, app_state};
use crate::web::file;

/// Keeps a tip that was just signed. The same one is not offered twice: one that was wiped does not come back by itself.
pub fn keep(state: AppState, tip: &Tip) {
    let tip = to_keep(tip);
    if state.tips.offered.get_untracked().as_ref() != Some(&tip.commitment) {
        state.tips.offered.set(Some(tip.commitment.clone()));
        state.ask_tips(Ask::Keep(Box::new(tip)));
    }
}

/// Notes what the visitor did with a tip.
pub fn mark(state: AppState, tip: &KeptTip, mark: Mark) {
    state.ask_tips(Ask::Mark { tip: Box::new(tip.clone()), mark });
}

/// Whether there is anything yet that proves later that the tip was there.
pub fn is_committed(state: AppState, commitment: &str) -> bool {
    state.tips.kept.with(|kept| kept.get(commitment).is_some_and(KeptTip::is_committed))
}

/// The card, its code and its time stamp.
#[component]
pub fn First(
    /// The tip as it is kept.
    tip: KeptTip,
) -> impl IntoView {
    let state = app_state();
    let trouble = RwSignal::new(None::<String>);
    let line = tip.card.trim_end().to_owned();
    let kept = StoredValue::new(tip.clone());
    let taken = move || kept.with_value(|tip| mark(state, tip, Mark::Card));
    let save = move |_| {
        let saved = kept.with_value(|tip| file::save(&card_name(tip), "text/plain", &tip.card));
        if saved.is_ok() {
            taken();
        }
        trouble.set(saved.map_err(sentence).err());
    };
    view! {
        <div class="carded">
            <QrCode text=line.clone() what="card"/>
            <div>
                <p class="card"><code class="id">{line.clone()}</code></p>
                <p class="go">
                    <CopyButton text=Signal::stored(line) what="card" on_copied=Callback::new(move |()| taken())/>
                    <button type="button" class="button" on:click=save>"Save the card"</button>
                </p>
            </div>
        </div>
        <Stamped tip/>
        <p class="failed" role="alert">{move || trouble.get()}</p>
    }
}
