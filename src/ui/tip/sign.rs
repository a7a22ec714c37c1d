//! Step 4: who signs, what that reveals, and the signature.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::{Desk, Signer, Subject, sentence};
use super::instead::InsteadOf;
use super::key_form::{KeyClock, KeyForm};
use crate::money::{Account, Chain};
use crate::tip::may_sign;
use crate::ui::address::AddressLine;
use crate::ui::hostile;
use crate::web::wallet::{self, Wallet};

/// The step.
#[component]
pub fn Sign(
    /// What the tip is about.
    #[prop(into)]
    subject: Signal<Subject>,
    /// Where the typed things lie.
    desk: Desk,
) -> impl IntoView {
    view! {
        {move || match desk.signer.get() {
            None => view! { <ChooseSigner desk/> }.into_any(),
            Some(signer) => view! { <Signed subject desk signer/> }.into_any(),
        }}
        <p class="note" role="status">{move || desk.busy.get()}</p>
        <p class="failed" role="alert">{move || desk.trouble.get()}</p>
        <InsteadOf subject desk/>
    }
}

/// Runs something that may take a while or fail, and says so.
pub fn attempt(desk: Desk, what: &'static str, run: impl Future<Output = Result<(), String>> + 'static) {
    if desk.busy.get_untracked().is_some() {
        return;
    }
    desk.trouble.set(None);
    desk.busy.set(Some(what));
    spawn_local(async move {
        // The sentence is drawn before work that holds the page begins.
        gloo_timers::future::TimeoutFuture::new(30).await;
        let result = run.await;
        desk.busy.set(None);
        desk.trouble.set(result.err());
    });
}

/// Makes a key, opens one, or chooses a wallet.
#[component]
pub fn ChooseSigner(
    /// Where it lies.
    desk: Desk,
) -> impl IntoView {
    view! { <KeyForm desk/><Wallets desk/> }
}

#[component]
fn Wallets(desk: Desk) -> impl IntoView {
    let found = RwSignal::new_local(None::<Vec<Wallet>>);
    let look = move |_| {
        attempt(desk, "Looking for wallets…", async move {
            found.set(Some(wallet::find().await));
            Ok(())
        });
    };
    let choose = move |wallet: Wallet| {
        attempt(desk, "Waiting for the wallet: it shows its own window…", async move {
            let account = wallet.account().await.map_err(sentence)?;
            desk.signer.set(Some(Signer::Wallet(account, wallet)));
            Ok(())
        });
    };
    let list = move || {
        found.get().map(|wallets| {
            if wallets.is_empty() {
                return view! { <p class="empty">"No wallet answered. Unlock it and look again, or use a throw-away key."</p> }.into_any();
            }
            let one = |wallet: Wallet| {
                let name = hostile::plain(&wallet.name, 40);
                view! { <button type="button" class="button" on:click=move |_| choose(wallet.clone())>{name}</button> }
            };
            view! { <p class="go">{wallets.into_iter().map(one).collect_view()}</p> }.into_any()
        })
    };
    view! {
        <details class="wallets">
            <summary>"Sign with a wallet instead"</summary>
            <p>"A wallet's account ties the tip to everything that account ever did, and the wallet's maker may see the request. Nothing is sent to the chain and nothing is paid."</p>
            <p><button type="button" class="button" on:click=look>"Look for wallets"</button></p>
            {list}
        </details>
    }
}

#[component]
fn Signed(#[prop(into)] subject: Signal<Subject>, desk: Desk, signer: Signer) -> impl IntoView {
    let kind = match &signer {
        Signer::Key(_) => "The throw-away key ",
        Signer::Wallet(..) => "The wallet's account ",
    };
    let account = Account::new(Chain::ETHEREUM, signer.address().into()).ok();
    let blocked = move || !may_sign(&desk.checks(&subject.get()));
    let sign = move |_| {
        let subject = subject.get_untracked();
        attempt(desk, "Signing…", desk.sign(subject));
    };
    view! {
        <p>{kind}{account.map(|account| view! { <AddressLine account/> })}" will sign."</p>
        <KeyClock desk/>
        <p class="go">
            <button type="button" class="button primary" disabled=move || blocked() || desk.busy.get().is_some() on:click=sign>"Sign"</button>
            <button type="button" class="button" on:click=move |_| { desk.instead.set(None); desk.signer.set(None) }>"Use another signer"</button>
            {move || blocked().then_some("Something in step 3 stands against signing.")}
        </p>
    }
}
