//! Step 5: the commitment, the copy, the file.

use std::sync::Arc;

use leptos::prelude::*;

use super::copies::CopyParts;
use super::desk::{Desk, Subject, sentence};
use super::first::{self, First};
use super::mine::file_name;
use super::private::Private;
use super::reports::Reports;
use crate::journal::tips::{KeptTip, Mark};
use crate::tip::{Tip, copy_text};
use crate::ui::copy::CopyButton;
use crate::ui::route::Route;
use crate::ui::state::app_state;
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
    let state = app_state();
    Effect::new(move |_| desk.tip.with(|tip| tip.iter().for_each(|tip| first::keep(state, tip))));
    let changed = move || {
        let now = desk.payload(&subject.get());
        desk.tip.with(|tip| tip.as_ref().is_some_and(|tip| now.as_ref() != Some(tip.payload())))
    };
    move || {
        match desk.tip.get() {
        None => view! { <p class="empty">"The tip stands here once it is signed. Nothing is sent by Spoor: you hand it in yourself."</p> }.into_any(),
        Some(tip) => view! {
            {move || changed().then(|| view! { <p class="warn">"The trace or your words have changed since you signed. What stands here is the tip as signed; sign again to hand in the new one."</p> })}
            <Ready tip=tip.clone()/>
            <Private subject tip keys=desk.keys/>
        }
        .into_any(),
    }
    }
}

#[component]
fn Ready(tip: Arc<Tip>) -> impl IntoView {
    let state = app_state();
    let kept = first::to_keep(&tip);
    view! {
        <p>"Signed on "{tip.statement().issued_at.minute()}". Tip "<span class="id">{tip.id()}</span></p>
        <h3>"First, commit"</h3>
        <p>"Whoever reads the tip can write the same facts under another name. To prove that you were first, publish this card, or have it time-stamped, before you hand the tip in; it tells nothing of the content."</p>
        <First tip=kept.clone()/>
        {move || state.tips.unkept.get().map(|why| view! { <p class="warn">{why}</p> })}
        <h3>"Then hand it in"</h3>
        <Copies tip kept/>
    }
}

/// The tip as it is copied and saved.
#[component]
fn Copies(tip: Arc<Tip>, kept: KeptTip) -> impl IntoView {
    let state = app_state();
    let text = copy_text(&tip);
    let trouble = RwSignal::new(None::<String>);
    let portal = tip.statement().portal.clone();
    let where_to = if portal.is_empty() {
        "The case has no portal: hand the tip to whoever can act on it.".to_owned()
    } else {
        format!("Written for {portal}: paste it into the form there. The words come first, the signed block last.")
    };
    let answers = Arc::clone(&tip);
    let commitment = kept.commitment.clone();
    let kept = StoredValue::new(kept);
    let taken = move || kept.with_value(|kept| first::mark(state, kept, Mark::Tip));
    let save = move |_| {
        let saved = kept.with_value(|kept| file::save(&file_name(kept), "application/json", &kept.json));
        if saved.is_ok() {
            taken();
        }
        trouble.set(saved.map_err(sentence).err());
    };
    let uncommitted = Memo::new(move |_| !first::is_committed(state, &commitment));
    view! {
        <p>{where_to}</p>
        {move || uncommitted.get().then(|| view! { <p class="warn">"Nothing proves yet that this tip is yours first. Whoever sees the plain tip before the card is out can hand in the same facts as their own: copy or save the card, or have it time-stamped, before you copy the tip."</p> })}
        <p class="go">
            <CopyButton text=Signal::stored(text.clone()) what="tip" on_copied=Callback::new(move |()| taken())/>
            <button type="button" class="button" on:click=save>"Save as a file"</button>
            <a href=Route::Verify.to_string()>"Check it as its reader would"</a>
        </p>
        <p class="failed" role="alert">{move || trouble.get()}</p>
        <CopyParts tip=tip.clone()/>
        <Reports tip=tip.clone()/>
        <SaveAnswers tip=answers/>
        <details>
            <summary>"See what is copied"</summary>
            <pre class="tiptext scroll tall" tabindex="0" aria-label="The tip as it is copied">{text}</pre>
        </details>
    }
}
