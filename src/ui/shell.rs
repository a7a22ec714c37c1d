//! What is around every page: the way past the navigation, the navigation, the page, the foot.

use leptos::prelude::*;

use super::about_page::AboutPage;
use super::case_page::CasePage;
use super::cases_page::CasesPage;
use super::focus::focus_main;
use super::labels_page::LabelsPage;
use super::mark_of_the_house::Track;
use super::privacy_page::PrivacyPage;
use super::route::Route;
use super::settings_page::SettingsPage;
use super::state::{AppState, app_state};
use super::tip_page::TipPage;
use super::trace_page::TracePage;
use super::verify_page::VerifyPage;

const PAGES: [(Route, &str); 8] = [
    (Route::Home, "Cases"),
    (Route::Trace, "Trace"),
    (Route::Tip, "Write a tip"),
    (Route::Verify, "Check a tip"),
    (Route::Labels, "Labels"),
    (Route::Privacy, "Privacy"),
    (Route::Settings, "Settings"),
    (Route::About, "About"),
];

/// The whole page.
#[component]
pub fn Shell() -> impl IntoView {
    let state = AppState::provide();
    state.theme.get_untracked().apply();
    read_route(state);
    let listener = window_event_listener(leptos::ev::hashchange, move |_| {
        read_route(state);
        focus_main();
    });
    on_cleanup(move || listener.remove());
    Effect::new(move |_| document().set_title(&title(state)));
    // Fetched once all else is here: a page that was loaded goes from case to signed tip without a network.
    Effect::new(move |_| {
        if state.loaded.get() {
            state.desk.keys.vault.warm();
        }
    });
    let route = Memo::new(move |_| state.route.get());
    view! {
        <a class="skip" href="#main" on:click=move |event| { event.prevent_default(); focus_main(); }>"To the content"</a>
        <header class="top">
            <a class="brand" href="#/" aria-label="Spoor, first page">
                <Track/>
                "Spoor"
            </a>
            <nav class="pages" aria-label="Pages">
                {PAGES.map(|(page, name)| view! { <PageLink page name/> }).collect_view()}
                // A page of its own: a trace that runs here is not left for it.
                <a href="board.html" target="_blank" rel="noopener">"Boards"</a>
            </nav>
        </header>
        {state.chosen.own_servers.then(|| view! {
            <aside class="notice" aria-label="Own servers"><p><strong>"Own servers."</strong>" This page may ask any host you enter. "<a href="index.html">"Back to the page that asks the hosts of Spoor's table only"</a></p></aside>
        })}
        {move || (!state.chosen.choices.with(|choices| choices.network)).then(|| view! {
            <aside class="notice" aria-label="Network"><p role="status"><strong>"The network is off."</strong>" Nothing leaves this browser. "<a href=Route::Privacy.to_string()>"Privacy"</a></p></aside>
        })}
        <main id="main" tabindex="-1">
            {move || match route.get() {
                Ok(Route::Home) => view! { <CasesPage/> }.into_any(),
                Ok(Route::Case(name)) => view! { <CasePage name/> }.into_any(),
                Ok(Route::Trace) => view! { <TracePage/> }.into_any(),
                Ok(Route::Tip) => view! { <TipPage/> }.into_any(),
                Ok(Route::Verify) => view! { <VerifyPage/> }.into_any(),
                Ok(Route::Privacy) => view! { <PrivacyPage/> }.into_any(),
                Ok(Route::Labels) => view! { <LabelsPage/> }.into_any(),
                Ok(Route::Settings) => view! { <SettingsPage/> }.into_any(),
                Ok(Route::About) => view! { <AboutPage/> }.into_any(),
                Err(error) => view! {
                    <section class="page"><h1>"No such page"</h1><p class="failed" role="alert">{super::words::sentence(&error.to_string())}</p></section>
                }
                .into_any(),
            }}
        </main>
    }
}

#[component]
fn PageLink(page: Route, name: &'static str) -> impl IntoView {
    let state = app_state();
    let href = page.to_string();
    let here = Memo::new(move |_| match state.route.get() {
        // A case belongs to the list of cases.
        Ok(Route::Case(_)) => page == Route::Home,
        Ok(route) => route == page,
        Err(_) => false,
    });
    view! { <a href=href aria-current=move || here.get().then_some("page")>{name}</a> }
}

fn read_route(state: AppState) {
    let hash = window().location().hash().unwrap_or_default();
    state.route.set(hash.parse());
}

fn title(state: AppState) -> String {
    let page = match state.route.get() {
        Ok(Route::Home) => return "Spoor: follow stolen crypto".into(),
        Ok(Route::Case(name)) => format!("Case {}", name.as_str()),
        Ok(route) => PAGES.iter().find(|(page, _)| *page == route).map_or_else(String::new, |(_, name)| (*name).to_owned()),
        Err(_) => "No such page".into(),
    };
    format!("{page} · Spoor")
}
