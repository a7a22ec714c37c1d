//! What the visitor knows of the chosen address: said here, it changes the trace at once and is marked as their word.

use leptos::prelude::*;

use super::state::app_state;
use crate::money::Account;
use crate::trace::view::{Finding, View};

/// The three things that can be said.
const SAY: [(Finding, &str); 3] =
    [(Finding::Exchange, "This is an exchange"), (Finding::Stop, "Stop here"), (Finding::Follow, "Follow this")];

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
    let tell = StoredValue::new(account);
    let press = move |finding: Finding| {
        // Pressed again it is taken back: the money is followed.
        let finding = if said.get_untracked() == Some(finding) { Finding::Follow } else { finding };
        state.find(tell.get_value(), finding);
    };
    let sentence = move || match said.get() {
        None => "Say it only if you know it. It changes this trace at once and is marked as your word.",
        Some(Finding::Exchange) => "You said that this is an exchange. Press again to take it back.",
        Some(Finding::Stop) => "You said to stop here. Press again to take it back.",
        Some(Finding::Follow) => "You said to follow this, whatever a label or a rule says.",
    };
    view! {
        <section class="findings" aria-labelledby="findings">
            <h3 id="findings">"What you know of it"</h3>
            <p class="go" role="group" aria-labelledby="findings">
                {SAY.map(|(finding, text)| view! {
                    <button type="button" class="button" aria-pressed=move || (said.get() == Some(finding)).to_string() on:click=move |_| press(finding)>{text}</button>
                })}
            </p>
            <p class="note" role="status">{sentence}</p>
        </section>
    }
}
