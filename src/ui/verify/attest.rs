//! "Attest": what was found, signed, to be handed on.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::tip::Tip;
use crate::tip::attestation::{Attestation, Signed};
use crate::tip::recheck::{self, Outcome};
use crate::ui::copy::CopyButton;
use crate::ui::state::app_state;
use crate::ui::tip::desk::{Signer, engine, sentence};
use crate::ui::tip::sign::ChooseSigner;
use crate::web::file;
use crate::web::wallet::Given;

/// The part of the page, once a check is done.
#[component]
pub fn Attest(
    /// The tip that was checked.
    tip: Tip,
    /// What came of it.
    outcome: Memo<Option<Outcome>>,
) -> impl IntoView {
    let state = app_state();
    let desk = state.desk;
    let tip = StoredValue::new(tip);
    let (signed, trouble, busy) = (RwSignal::new(None::<Arc<Signed>>), RwSignal::new(None::<String>), RwSignal::new(false));
    let written = move || {
        let (outcome, rechecked) = (outcome.get_untracked()?, state.checking.rechecked.get_untracked()?);
        let one = tip.with_value(|tip| {
            let still = recheck::still_there(tip.payload(), rechecked.still.as_ref());
            Attestation::of(tip, &outcome, still, rechecked.at, engine())
        });
        Some(one.map_err(sentence))
    };
    let sign = move |_| {
        let (Some(attestation), Some(signer)) = (written(), desk.signer.get_untracked()) else { return };
        trouble.set(None);
        // A key that was left alone locks itself.
        if let Err(why) = desk.use_key() {
            trouble.set(Some(why));
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let result = match attestation {
                Ok(attestation) => signed_by(attestation, &signer).await,
                Err(why) => Err(why),
            };
            busy.set(false);
            match result {
                Ok(one) => signed.set(Some(Arc::new(one))),
                Err(why) => trouble.set(Some(why)),
            }
        });
    };
    let who = move || match desk.signer.get() {
        None => view! { <p>"Choose who signs."</p><ChooseSigner desk/> }.into_any(),
        Some(signer) => view! {
            <p class="go">
                <button type="button" class="button" disabled=move || busy.get() on:click=sign>"Sign what was found"</button>
                <button type="button" class="button" on:click=move |_| desk.signer.set(None)>"Use another signer"</button>
                <span class="note">"by "<span class="id">{signer.address().to_string()}</span></span>
            </p>
        }
        .into_any(),
    };
    view! {
        <details class="attest">
            <summary>"Attest: sign what was found, for whoever decides"</summary>
            {who}
            <p class="note" role="status">{move || desk.busy.get()}</p>
            <p class="failed" role="alert">{move || trouble.get().or_else(|| desk.trouble.get())}</p>
            {move || signed.get().map(ready)}
        </details>
    }
}

/// Has the attestation signed by whoever signs.
async fn signed_by(attestation: Attestation, signer: &Signer) -> Result<Signed, String> {
    match signer {
        Signer::Key(key) => attestation.sign(key).map_err(sentence),
        Signer::Wallet(account, wallet) => {
            let (typed, digest) = (attestation.typed_data(), attestation.digest());
            match wallet.sign(*account, &typed, &digest).await.map_err(sentence)? {
                Given::Signature(signature) => attestation.seal(*account, signature).map_err(sentence),
                Given::ByContract(_) => Err("This account is a contract wallet, whose signature only a node can check. Attest with a throw-away key, or another account.".to_owned()),
            }
        }
    }
}

fn ready(signed: Arc<Signed>) -> impl IntoView {
    let text = signed.to_text();
    let name = format!("attestation-{}.json", signed.content().tip_sha256.get(..12).unwrap_or_default());
    let failed = RwSignal::new(None::<String>);
    let save = move |_| failed.set(file::save(&name, "application/json", &signed.to_json()).map_err(sentence).err());
    view! {
        <pre class="tiptext scroll" tabindex="0" aria-label="The attestation as it is copied">{text.clone()}</pre>
        <p class="go">
            <CopyButton text=Signal::stored(text) what="attestation"/>
            <button type="button" class="button" on:click=save>"Save as a file"</button>
        </p>
        <p class="failed" role="alert">{move || failed.get()}</p>
    }
}
