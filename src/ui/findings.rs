//! What the visitor knows of the chosen address: said here, it changes the trace at once and is marked as their word.

use leptos::prelude::*;

use super::state::app_state;
use crate::money::{Account, Chain};
use crate::trace::pattern::tornado;
use crate::trace::view::{Finding, View};

/// The three things that can be said.
const SAY: [(Finding, &str); 3] =
    [(Finding::Exchange, "This is an exchange"), (Finding::Stop, "Stop here"), (Finding::Follow, "Follow this")];

/// Whether a mixer's own payments can be read for leads.
fn can_look(account: &Account) -> bool {
    account.chain() == Chain::ETHEREUM && tornado::is_listed(account.address())
}

/// What the visitor said of an address; `None` where following cannot stop: at the start.
pub fn of(view: &View, account: &Account) -> Option<Option<Finding>> {
    let node = view.nodes.iter().find(|node| node.account == *account)?;
    (node.hop > 0).then_some(node.finding)
}

/// The buttons. They are built once for an address, so that the keyboard stays on them while the trace changes.
#[component]
pub fn Findings(
    /// Which.
    account: Account,
    /// What the visitor said of it so far.
    #[prop(into)]
    said: Signal<Option<Finding>>,
) -> impl IntoView {
    let state = app_state();
    let can_look = can_look(&account);
    let tell = StoredValue::new(account);
    let press = move |finding: Finding| {
        // A look is done once and changes nothing: there is nothing to take back.
        if finding == Finding::Look {
            return state.find(tell.get_value(), finding);
        }
        // Pressed again it is taken back: the money is followed.
        let finding = if said.get_untracked() == Some(finding) { Finding::Follow } else { finding };
        state.find(tell.get_value(), finding);
    };
    let sentence = move || match said.get() {
        None => "Say it only if you know it. It changes this trace at once and is marked as your word.",
        Some(Finding::Exchange) => "You said that this is an exchange. Press again to take it back.",
        Some(Finding::Stop) => "You said to stop here. Press again to take it back.",
        Some(Finding::Follow) => "You said to follow this, whatever a label or a rule says.",
        Some(Finding::Look) => {
            "What this mixer's pools paid afterwards is read for leads, as far as the requests last. Nothing is followed."
        }
    };
    view! {
        <section class="findings" aria-labelledby="findings">
            <h3 id="findings">"What you know of it"</h3>
            <p class="go" role="group" aria-labelledby="findings">
                {SAY.map(|(finding, text)| view! {
                    <button type="button" class="button" aria-pressed=move || (said.get() == Some(finding)).to_string() on:click=move |_| press(finding)>{text}</button>
                })}
                {can_look.then(|| view! {
                    <button type="button" class="button" aria-pressed=move || (said.get() == Some(Finding::Look)).to_string() on:click=move |_| press(Finding::Look)>"Look for withdrawals"</button>
                })}
            </p>
            <p class="note" role="status">{sentence}</p>
        </section>
    }
}
