//! A button that copies a text whole, and says whether the browser let it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Idle,
    Copied,
    Refused,
}

/// Copies `text`. `what` completes the button's name: "Copy address".
#[component]
pub fn CopyButton(
    /// What is put on the clipboard, whole.
    #[prop(into)]
    text: Signal<String>,
    /// What it is, for the button's name.
    what: &'static str,
    /// Whether only the icon is shown.
    #[prop(optional)]
    small: bool,
    /// Is told once the browser has taken it.
    #[prop(optional, into)]
    on_copied: Option<Callback<()>>,
) -> impl IntoView {
    let outcome = RwSignal::new(Outcome::Idle);
    let copy = move |_| {
        let writing = window().navigator().clipboard().write_text(&text.get_untracked());
        spawn_local(async move {
            let written = JsFuture::from(writing).await.is_ok();
            if let Some(told) = on_copied.filter(|_| written) {
                told.run(());
            }
            // The button may be gone by the time the browser answers.
            let _gone = outcome.try_set(if written { Outcome::Copied } else { Outcome::Refused });
        });
    };
    let said = move || match outcome.get() {
        Outcome::Idle => "",
        Outcome::Copied => "Copied.",
        Outcome::Refused => "The browser refused: select the text and copy it by hand.",
    };
    view! {
        <button type="button" class="copy" class:small=small on:click=copy aria-label=format!("Copy {what}") title=format!("Copy {what}")>
            <svg class="glyph" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
                <path d="M5.5 5.5V2.5h8v8h-3M2.5 5.5h8v8h-8z" fill="none" stroke="currentColor" stroke-width="1.4"/>
            </svg>
            {(!small).then(|| format!("Copy {what}"))}
        </button>
        <span class="said" role="status">{said}</span>
    }
}
