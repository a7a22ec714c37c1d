//! One tip of one's own: what it is, since when it is provable, and what became of it.

use leptos::prelude::*;

use super::feeds::Fates;
use super::state::Record;
use super::words;
use crate::ui::copy::CopyButton;
use crate::ui::hostile;
use crate::web::file;

/// The row of the tip with this commitment; nothing once it is gone.
#[component]
pub fn TipRow(
    /// The page's state.
    record: Record,
    /// The commitment.
    commitment: String,
) -> impl IntoView {
    let name = StoredValue::new(commitment);
    let own =
        Memo::new(move |_| record.own.with(|all| name.with_value(|name| all.iter().find(|own| own.kept.commitment == *name).cloned())));
    let trouble = RwSignal::new(None::<String>);
    move || {
        let own = own.get()?;
        let kept = own.kept.clone();
        let card = kept.card.trim_end().to_owned();
        let (since, proven) = words::known_since(&kept);
        let stamp = kept.stamp.as_ref().map(|stamp| (format!("tip-{}.card.txt.ots", short(&kept.id)), stamp.bytes()));
        let save = stamp.map(|(called, bytes)| {
            let save = move |_| {
                let outcome = file::save_bytes(&called, "application/vnd.opentimestamps.v1", &bytes);
                trouble.set(outcome.err().map(|error| crate::ui::words::sentence(&error.to_string())));
            };
            view! { <button type="button" class="button" on:click=save>"Save the time stamp"</button> }
        });
        Some(view! {
            <article class="owntip">
                <h3>{hostile::plain(&kept.headline, 200)}</h3>
                <p>
                    "For the case \""{hostile::plain(&kept.case_id, 128)}"\", signed on "{kept.at.minute()}" by "
                    <code class="id">{own.signer().to_string()}</code>". "{words::handed_in(&kept)}
                    {own.from_file.then_some(" From a file; not kept in this browser.")}
                </p>
                <p class="card"><code class="id">{card.clone()}</code></p>
                <p class:proven=proven>{if proven { "Proven: " } else { "Not proven to others: " }}{since}</p>
                <p class="go"><CopyButton text=Signal::stored(card) what="card"/>{save}</p>
                <p class="failed" role="alert">{move || trouble.get()}</p>
                <Fates own/>
            </article>
        })
    }
}

fn short(id: &str) -> String {
    id.chars().take(12).collect()
}
