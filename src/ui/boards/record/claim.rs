//! The text by which a bounty is claimed, for each key that has something to claim: to copy or to save, never sent from here.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::state::Record;
use super::words;
use crate::board::follow::Source;
use crate::board::own::OwnTip;
use crate::board::record::claim;
use crate::money::Address;
use crate::ui::boards::state::board_state;
use crate::ui::copy::CopyButton;
use crate::ui::words::sentence;
use crate::web::file;

/// A claim for each key; a sentence where there is nothing to claim.
#[component]
pub fn Claims(
    /// The page's state.
    record: Record,
) -> impl IntoView {
    let auditor = board_state().auditor;
    let texts = Memo::new(move |_| {
        let (said, source) = (auditor.record.get()?, auditor.feed.with(|feed| feed.as_ref().map(|feed| feed.source.clone()))?);
        let mine: Vec<_> = record.own.with(|own| own.iter().filter_map(OwnTip::mine).collect());
        let keys: BTreeSet<Address> = mine.iter().map(|mine| mine.key.clone()).collect();
        let at = place(&source);
        Some(keys.into_iter().filter_map(|key| claim(&said, &mine, &key, &at).map(|text| (key, text))).collect::<Vec<_>>())
    });
    move || {
        texts.get().map(|texts| {
            let nothing = texts.is_empty().then(|| view! { <p>{words::NOTHING_TO_CLAIM}</p> });
            let claims = texts.into_iter().enumerate().map(|(number, (key, text))| one(number, &key, text)).collect_view();
            view! {
                <section class="claims" aria-labelledby="record-claim">
                    <h2 id="record-claim">"To claim"</h2>
                    {nothing}
                    {claims}
                </section>
            }
        })
    }
}

fn one(number: usize, key: &Address, text: String) -> impl IntoView + use<> {
    let trouble = RwSignal::new(None::<String>);
    let box_id = format!("claim-{number}");
    let saved = StoredValue::new((format!("claim-{}.txt", key.to_string().chars().take(10).collect::<String>()), text.clone()));
    let save = move |_| {
        let outcome = saved.with_value(|(name, text)| file::save(name, "text/plain", text));
        trouble.set(outcome.err().map(|error| sentence(&error.to_string())));
    };
    view! {
        <div class="claim-text">
            <label class="field" for=box_id.clone()>"Claim of "<code class="id">{key.to_string()}</code>
                <small>" Read it, then send it to the publisher by the way they name. Whoever gets it can look every number up in the feed."</small></label>
            <textarea id=box_id class="tipbox" rows="14" readonly prop:value=text.clone()></textarea>
            <p class="go">
                <CopyButton text=Signal::stored(text) what="claim"/>
                <button type="button" class="button" on:click=save>"Save the claim"</button>
            </p>
            <p class="failed" role="alert">{move || trouble.get()}</p>
        </div>
    }
}

/// Where whoever reads the claim finds the feed.
fn place(source: &Source) -> String {
    match source {
        Source::Site(folder) => {
            let location = window().location();
            let (origin, path) = (location.origin().unwrap_or_default(), location.pathname().unwrap_or_default());
            let folder_of_page = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{origin}{folder_of_page}/{folder}/")
        }
        other => other.to_string(),
    }
}
