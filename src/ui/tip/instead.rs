//! Signing by a wallet, and what is offered where it does not sign typed data: plain text, or the word of a contract.

use alloy_primitives::Address;
use leptos::prelude::*;

use super::desk::{Desk, Subject, sentence};
use super::sign::attempt;
use crate::tip::{ContractSignature, Tip, Unsigned};
use crate::web::wallet::{Given, Wallet};

/// What may be done instead of a signature over typed data.
#[derive(Clone, Debug)]
pub enum Instead {
    /// The wallet may sign plain text.
    PlainText,
    /// The visitor wants plain text.
    PlainTextChosen,
    /// The account is a contract: its signature, which only a node can check, waits for the visitor's yes.
    Contract(Box<Unsigned>, ContractSignature),
}

/// Has a wallet sign. Puts on the desk what else is possible where it does not.
///
/// # Errors
/// A sentence for the visitor.
pub async fn by_wallet(desk: Desk, unsigned: Unsigned, account: Address, wallet: &Wallet) -> Result<Tip, String> {
    let chosen = desk.instead.get_untracked();
    desk.instead.set(None);
    if matches!(chosen, Some(Instead::PlainTextChosen)) {
        return match wallet.sign_plain_text(account, unsigned.statement()).await {
            Ok(signature) => unsigned.seal_plain_text(signature).map_err(sentence),
            Err(error) => {
                desk.instead.set(Some(Instead::PlainText));
                Err(sentence(error))
            }
        };
    }
    let (typed_data, digest) = (unsigned.statement().typed_data(), unsigned.statement().digest());
    match wallet.sign(account, &typed_data, &digest).await {
        Ok(Given::Signature(signature)) => unsigned.seal(signature).map_err(sentence),
        Ok(Given::ByContract(signature)) => {
            desk.instead.set(Some(Instead::Contract(Box::new(unsigned), signature)));
            Err("This account is a contract wallet. Its signature cannot be checked here: whoever reads the tip has to ask a node of Ethereum. A signature by a throw-away key can be checked by anybody.".to_owned())
        }
        Err(error) => {
            if error.plain_text_may_help() {
                desk.instead.set(Some(Instead::PlainText));
            }
            Err(sentence(error))
        }
    }
}

/// The buttons.
#[component]
pub fn InsteadOf(
    /// What the tip is about.
    #[prop(into)]
    subject: Signal<Subject>,
    /// Where the typed things lie.
    desk: Desk,
) -> impl IntoView {
    let plain = move |_| {
        desk.instead.set(Some(Instead::PlainTextChosen));
        attempt(desk, "Signing…", desk.sign(subject.get_untracked()));
    };
    let take = move |_| {
        if let Some(Instead::Contract(unsigned, signature)) = desk.instead.get_untracked() {
            desk.instead.set(None);
            desk.trouble.set(None);
            desk.tip.set(Some(std::sync::Arc::new(unsigned.seal_contract(signature))));
        }
    };
    let busy = move || desk.busy.get().is_some();
    move || {
        let part = match desk.instead.get()? {
            Instead::PlainText => view! {
                <p>"The same statement can be signed as plain text, which more wallets and devices can do. The wallet shows it whole; the tip is worth as much."</p>
                <p class="go"><button type="button" class="button" disabled=busy on:click=plain>"Sign as plain text instead"</button></p>
            }
            .into_any(),
            Instead::PlainTextChosen => ().into_any(),
            Instead::Contract(..) => view! {
                <p class="go"><button type="button" class="button" on:click=take>"Take this signature all the same"</button></p>
            }
            .into_any(),
        };
        Some(part)
    }
}
