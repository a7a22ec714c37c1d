//! The answers that a tip cites, as a file to hand over beside it.

use leptos::prelude::*;

use crate::journal::Command;
use crate::tip::{Tip, recheck};
use crate::ui::state::app_state;
use crate::ui::tip::desk::sentence;
use crate::ui::words;
use crate::web::file;

/// A button, and what came of it.
#[component]
pub fn SaveAnswers(
    /// The tip.
    #[prop(into)]
    tip: std::sync::Arc<Tip>,
) -> impl IntoView {
    let state = app_state();
    let (cited, _) = recheck::cited(tip.payload());
    let (all, name) = (cited.len(), format!("tip-{}.answers.jsonl", tip.id().get(..12).unwrap_or_default()));
    let waiting = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    Effect::new(move |_| {
        let Some(answers) = state.checking.answers.get().filter(|_| waiting.get_untracked()) else { return };
        waiting.set(false);
        let lines: Vec<String> = answers.iter().filter_map(|one| serde_json::to_string(one).ok()).map(|line| line + "\n").collect();
        said.set(match file::save(&name, "application/jsonl", &lines.concat()) {
            Ok(()) if answers.len() == all => format!("All {} saved.", words::count(all, "answer", "answers")),
            Ok(()) => {
                format!("{} of {} saved; this browser has not kept the others.", answers.len(), words::count(all, "answer", "answers"))
            }
            Err(error) => sentence(error),
        });
    });
    let press = move |_| {
        waiting.set(true);
        state.checking.answers.set(None);
        state.tell(&Command::FindAnswers { cited: cited.clone() });
    };
    view! {
        <p class="go">
            <button type="button" class="button" disabled=move || waiting.get() on:click=press>"Save the answers it cites"</button>
            <span class="note" role="status">{move || said.get()}</span>
        </p>
    }
}
