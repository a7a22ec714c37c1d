//! What Spoor does, what it does not, and what leaves the browser.

use leptos::prelude::*;

use super::route::Route;

/// The page.
#[component]
pub fn AboutPage() -> impl IntoView {
    view! {
        <section class="page about">
            <h1>"About Spoor"</h1>
            <p>"A spoor is the track an animal leaves. Spoor follows stolen crypto from address to address, shows where the money is now and who can
                still stop it, and writes what it found as a signed tip."</p>
            <h2>"What leaves this browser"</h2>
            <p>"Before you press Start: nothing. After that, the explorer you chose sees each address and transaction that the trace asks about,
                your IP address and the time, as with any page you visit. With the recording chosen nobody sees anything."</p>
            <p>"There is no account, no server of ours, no analytics and no cookie. A link to this page cannot change who is asked. Each request and
                each answer's digest is listed under "<a href=Route::Settings.to_string()>"Settings"</a>"."</p>
            <p>"A link that says “open in explorer” takes you to another site, which then sees that you looked."</p>
            <h2>"How the sum is kept"</h2>
            <p>"Amounts are whole numbers of the smallest unit. At every moment, for every asset, what was stolen equals what is held, at exchanges,
                bridged, mixed, at services, paid in fees and not followed, to the last unit. If it ever did not, the page would say so."</p>
            <p>"Where stolen and other money mix at an address, nobody can say which coin is which. Spoor counts by a rule you choose, names it,
                and shows what the other rules say beside it. Five rules add up; a sixth, poison, is an upper bound."</p>
            <h2>"Facts and other things"</h2>
            <ul>
                <li>"Observed: on the chain, as an explorer reported it."</li>
                <li>"Derived: computed from what is on the chain."</li>
                <li>"Inferred: by a rule that can be wrong; the rule is named."</li>
                <li>"Stated: by somebody's word; the somebody is named."</li>
            </ul>
            <p>"An address that is on no list here is not clean. An address that received stolen money is not guilty: exchanges, contracts and
                people who were paid receive it too."</p>
            <h2>"What it cannot do yet"</h2>
            <p>"It does not follow money through mixers, across bridges or through swaps. It stops there, says so, and counts the amount."</p>
        </section>
    }
}
