//! The time stamp of a tip's card: asked for, completed and saved by presses, never by itself.

use leptos::prelude::*;

use super::desk::sentence;
use crate::explorer::support::opentimestamps::{InBlock, Standing};
use crate::journal::tips::{Ask, KeptTip};
use crate::money::Chain;
use crate::ui::hostile;
use crate::ui::route::Route;
use crate::ui::state::{AppState, app_state};
use crate::web::file;

/// The longest sentence of a host that is shown, in characters.
const LONGEST: usize = 400;

/// What stands and what can be pressed.
#[component]
pub fn Stamped(
    /// The tip as it would be kept, should it not be.
    tip: KeptTip,
) -> impl IntoView {
    let state = app_state();
    let commitment = StoredValue::new(tip.commitment.clone());
    let offered = StoredValue::new(tip);
    let now = Memo::new(move |_| state.tips.kept.with(|kept| commitment.with_value(|one| kept.get(one).cloned())));
    let busy = Memo::new(move |_| state.tips.busy.with(|busy| commitment.with_value(|one| busy.contains(one))));
    let trouble = RwSignal::new(None::<String>);
    let standing = Memo::new(move |_| now.get().and_then(|tip| tip.standing()).map(|standing| standing.map_err(|error| error.to_string())));
    let stamp = move |_| state.ask_tips(Ask::Stamp(Box::new(now.get_untracked().unwrap_or_else(|| offered.get_value()))));
    let complete = move |_| state.ask_tips(Ask::Complete { commitment: commitment.get_value(), explorers: explorers(state) });
    let save = move |_| {
        let Some(tip) = now.get_untracked() else { return };
        let Some(stamp) = &tip.stamp else { return };
        trouble.set(
            file::save_bytes(&format!("{}.ots", card_name(&tip)), "application/vnd.opentimestamps.v1", &stamp.bytes())
                .map_err(sentence)
                .err(),
        );
    };
    let asking = move |rest: &'static str| move || if busy.get() { "Asking…" } else { rest };
    let button = move || {
        match standing.get() {
        None => view! { <button type="button" class="button" disabled=move || busy.get() on:click=stamp>{asking("Have the card time-stamped")}</button> }.into_any(),
        Some(Ok(Standing::Pending { .. })) => {
            view! { <button type="button" class="button" disabled=move || busy.get() on:click=complete>{asking("Ask whether it is in Bitcoin")}</button> }.into_any()
        }
        Some(Ok(Standing::Bitcoin { block: InBlock::NotChecked | InBlock::Not { .. }, .. })) => {
            view! { <button type="button" class="button" disabled=move || busy.get() on:click=complete>{asking("Check the block's header")}</button> }.into_any()
        }
        Some(_) => ().into_any(),
    }
    };
    let words = move || {
        standing.get().map(|standing| match standing {
            Ok(standing) => standing.sentence("this card"),
            Err(why) => sentence(format!("the time stamp that is kept cannot be read: {why}")),
        })
    };
    let by = move || {
        let header = now.get()?.stamp?.header?;
        Some(format!(
            "The header came from {} on {} and was checked here for its work.",
            hostile::plain(&header.by, 120),
            header.at.minute()
        ))
    };
    let said = move || {
        let said = now.get().map(|tip| tip.said).unwrap_or_default();
        (!said.is_empty()).then(
            || view! { <ul class="limits">{said.iter().map(|one| view! { <li>{hostile::plain(one, LONGEST)}</li> }).collect_view()}</ul> },
        )
    };
    view! {
        <div class="stamped">
            <p class="go">
                {button}
                {move || standing.with(Option::is_some).then(|| view! { <button type="button" class="button" on:click=save>"Save the time stamp"</button> })}
                <span class="note">"Calendars see a salted digest and your network address, nothing of the tip. "<a href=Route::Settings.to_string()>"Who is asked"</a></span>
            </p>
            <div role="status"><p>{words}" "{by}</p>{said}</div>
            <p class="failed" role="alert">{move || trouble.get()}</p>
        </div>
    }
}

/// Explorers of Bitcoin in the visitor's order; the worker takes those that know blocks.
pub fn explorers(state: AppState) -> Vec<String> {
    untrack(|| state.chosen.explorers(Chain::BITCOIN)).into_iter().filter(|one| one.is_asked()).map(|one| one.source.to_string()).collect()
}

/// The name of the card's file. That of its time stamp ends in `.ots` behind it, so that `ots verify` finds the one by the
/// other.
pub fn card_name(tip: &KeptTip) -> String {
    format!("tip-{}.card.txt", tip.id.chars().take(12).collect::<String>())
}
