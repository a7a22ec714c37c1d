//! Step 5: the commitment, the copy, the file.

use std::sync::Arc;

use leptos::prelude::*;

use super::desk::{Desk, Subject, sentence};
use crate::tip::{Tip, copy_text};
use crate::ui::copy::CopyButton;
use crate::ui::route::Route;
use crate::ui::verify::save::SaveAnswers;
use crate::web::file;

/// The step.
#[component]
pub fn HandIn(
    /// What the tip is about.
    #[prop(into)]
    subject: Signal<Subject>,
    /// Where the typed things lie.
    desk: Desk,
) -> impl IntoView {
    let changed = move || {
        let now = desk.payload(&subject.get());
        desk.tip.with(|tip| tip.as_ref().is_some_and(|tip| now.as_ref() != Some(tip.payload())))
    };
    move || {
        match desk.tip.get() {
        None => view! { <p class="empty">"The tip stands here once it is signed. Nothing is sent by Spoor: you hand it in yourself."</p> }.into_any(),
        Some(tip) => view! {
            {move || changed().then(|| view! { <p class="warn">"The trace or your words have changed since you signed. What stands here is the tip as signed; sign again to hand in the new one."</p> })}
            <Ready tip/>
        }
        .into_any(),
    }
    }
}

#[component]
fn Ready(tip: Arc<Tip>) -> impl IntoView {
    let text = copy_text(&tip);
    let card = tip.commitment_card();
    let trouble = RwSignal::new(None::<String>);
    let portal = tip.statement().portal.clone();
    let where_to = if portal.is_empty() {
        "The case has no portal: hand the tip to whoever can act on it.".to_owned()
    } else {
        format!("Written for {portal}: paste it into the form there. The words come first, the signed block last.")
    };
    let answers = Arc::clone(&tip);
    let saved = tip.clone();
    let save = move |_| {
        let name = format!("tip-{}.tip.json", &saved.id()[..12]);
        trouble.set(file::save(&name, "application/json", &saved.to_json()).map_err(sentence).err());
    };
    view! {
        <p>"Signed on "{tip.statement().issued_at.minute()}". Tip "<span class="id">{tip.id()}</span></p>
        <p>"Whoever reads the tip can write the same facts under another name. To prove that you were first, publish this line before you hand the tip in; it tells nothing of the content:"</p>
        <p class="card"><code class="id">{card.clone()}</code></p>
        <p><CopyButton text=Signal::stored(card) what="commitment"/></p>
        <p>{where_to}</p>
        <p class="go">
            <CopyButton text=Signal::stored(text.clone()) what="tip"/>
            <button type="button" class="button" on:click=save>"Save as a file"</button>
            <a href=Route::Verify.to_string()>"Check it as its reader would"</a>
        </p>
        <p class="failed" role="alert">{move || trouble.get()}</p>
        <SaveAnswers tip=answers/>
        <details>
            <summary>"See what is copied"</summary>
            <pre class="tiptext scroll tall" tabindex="0" aria-label="The tip as it is copied">{text}</pre>
        </details>
    }
}
