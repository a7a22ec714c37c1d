//! How to check a tip's signature with a program that is not Spoor.

use leptos::prelude::*;

use super::copy::CopyButton;
use crate::tip::{Scheme, Tip};

/// What to copy and what to run.
#[component]
pub fn ByOthers(
    /// The tip.
    tip: Tip,
) -> impl IntoView {
    let (signer, signature) = (tip.signer(), tip.signature());
    let (words, what, text, command) = match signature.scheme() {
        Scheme::TypedData => (
            "Save the typed data as typed.json, then run Foundry's cast:",
            "typed data",
            tip.statement().typed_data(),
            format!("cast wallet verify --address {signer} --data --from-file typed.json {signature}"),
        ),
        Scheme::PlainText => (
            "Save the signed text as text.txt, then run Foundry's cast:",
            "signed text",
            tip.statement().plain_text(),
            format!("cast wallet verify --address {signer} \"$(cat text.txt)\" {signature}"),
        ),
        Scheme::Contract => (
            "The contract itself has to be asked: its answer begins with 0x1626ba7e where the signature is its own. The digest is that of the typed data.",
            "typed data",
            tip.statement().typed_data(),
            format!("cast call {signer} 'isValidSignature(bytes32,bytes)(bytes4)' {} {signature}", tip.statement().digest()),
        ),
    };
    view! {
        <h3>"Check the signature with another program"</h3>
        <p>{words}</p>
        <p class="card"><code class="id">{command.clone()}</code></p>
        <p class="go">
            <CopyButton text=Signal::stored(text) what=what/>
            <CopyButton text=Signal::stored(command) what="command"/>
        </p>
    }
}
