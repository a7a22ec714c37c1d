//! Settings: the theme, who is asked and in which order, own servers, keys, what is stored, what was asked.

use leptos::prelude::*;

use super::settings::asked::Asked;
use super::settings::helpers::Helpers;
use super::settings::keys::Keys;
use super::settings::own::OwnServers;
use super::settings::stored::StoredPart;
use super::settings::visit::Journal;
use super::state::app_state;
use super::theme::Theme;

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    view! {
        <section class="page settings">
            <h1>"Settings"</h1>
            <ThemeChoice/>
            <Asked/>
            <Helpers/>
            <OwnServers/>
            <Keys/>
            <StoredPart/>
            <Journal/>
        </section>
    }
}

#[component]
fn ThemeChoice() -> impl IntoView {
    let state = app_state();
    let note = RwSignal::new("");
    let choose = move |theme: Theme| {
        theme.apply();
        state.theme.set(theme);
        note.set(if theme.keep() { "" } else { "This browser keeps nothing for this page: the choice holds until you close it." });
    };
    view! {
        <fieldset class="theme">
            <legend>"Light or dark"</legend>
            {Theme::ALL.map(|theme| view! {
                <label class="choice">
                    <input type="radio" name="theme" value=theme.name() prop:checked=move || state.theme.get() == theme on:change=move |_| choose(theme)/>
                    <span>{theme.title()}</span>
                </label>
            }).collect_view()}
            <p class="note" role="status">{move || note.get()}</p>
        </fieldset>
    }
}
