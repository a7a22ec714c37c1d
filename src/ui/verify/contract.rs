//! A tip that a contract wallet signed: only a node of Ethereum can say whether it did (ERC-1271).

use leptos::prelude::*;

use crate::explorer::HttpRequest;
use crate::explorer::base::Base;
use crate::explorer::service::Kind;
use crate::explorer::source::Source;
use crate::journal::Command;
use crate::money::Chain;
use crate::tip::contract_signature::{At, answer, question};
use crate::tip::{Scheme, Tip, Verdict};
use crate::ui::route::Route;
use crate::ui::state::{AppState, app_state};
use crate::ui::tip::desk::sentence;

/// A verdict with what a node said of this tip's contract, if one was asked.
pub fn answered(state: AppState, verdict: Verdict) -> Verdict {
    let said = state.checking.contract.get();
    match (said, &verdict.tip) {
        (Some((id, said)), Some(tip)) if id == tip.id() => verdict.with_contract(&said),
        _ => verdict,
    }
}

/// The part of the page; nothing where no contract signed.
#[component]
pub fn AskNode(
    /// The tip.
    tip: Tip,
) -> impl IntoView {
    if tip.signature().scheme() != Scheme::Contract {
        return ().into_any();
    }
    let state = app_state();
    let id = tip.id();
    let trouble = RwSignal::new(None::<String>);
    let waiting = RwSignal::new(None::<(Base, HttpRequest)>);
    Effect::new(move |_| {
        let Some((request, said)) = state.checking.asked.get() else { return };
        let Some((node, _)) = waiting.get_untracked().filter(|(_, asked)| *asked == request) else { return };
        waiting.set(None);
        let read = match said {
            Ok(said) => answer(&node, &said).map_err(sentence),
            Err(why) => Err(format!("{}: {}.", node.host(), why.sentence())),
        };
        match read {
            Ok(read) => state.checking.contract.set(Some((id.clone(), read))),
            Err(why) => trouble.set(Some(why)),
        }
    });
    let Some(node) = node(state) else {
        return view! {
            <p class="warn">"A contract wallet signed this tip: only a node of Ethereum can say whether it did. Enter a node of your own as an Otterscan server ("<a href=Route::Settings.to_string()>"Settings"</a>"), or run verify_tip with --node."</p>
        }
        .into_any();
    };
    let host = node.host().to_owned();
    let ask = move |_| {
        let Some(request) = question(&tip, &node, At::Newest) else { return };
        trouble.set(None);
        waiting.set(Some((node.clone(), request.clone())));
        state.tell(&Command::AskOnce { request, about: tip.signer().to_string() });
    };
    view! {
        <p>"A contract wallet signed this tip: only a node of Ethereum can say whether it did. The node learns the wallet, the digest and the signature, not what the tip says."</p>
        <p class="go"><button type="button" class="button" disabled=move || waiting.with(Option::is_some) on:click=ask>{format!("Ask {host}")}</button></p>
        <p class="failed" role="alert">{move || trouble.get()}</p>
    }
    .into_any()
}

/// The visitor's own node, which answers JSON-RPC.
fn node(state: AppState) -> Option<Base> {
    let offered = untrack(|| state.chosen.explorers(Chain::ETHEREUM));
    offered.into_iter().filter(|one| one.is_asked()).find_map(|one| match one.source {
        Source::Own { kind: Kind::Otterscan, base } => Some(base),
        _ => None,
    })
}
