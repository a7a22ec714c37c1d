//! What is around every page of `board.html`: the way past the navigation, the navigation, the page.

use leptos::prelude::*;

use super::board_page::{BoardPage, is_embedded};
use super::desk_page::DeskPage;
use super::record_page::RecordPage;
use super::route::BoardRoute;
use super::state::{BoardState, board_state};
use crate::ui::mark_of_the_house::Track;
use crate::ui::words;

/// The whole page.
#[component]
pub fn BoardShell() -> impl IntoView {
    let state = BoardState::provide();
    state.theme.get_untracked().apply();
    read_route(state);
    let listener = window_event_listener(leptos::ev::hashchange, move |_| {
        read_route(state);
        crate::ui::focus::focus_main();
    });
    on_cleanup(move || listener.remove());
    Effect::new(move |_| {
        let page = state.route.get().map_or("No such page", BoardRoute::name);
        document().set_title(&format!("{page} · Spoor"));
    });
    let route = Memo::new(move |_| state.route.get());
    if is_embedded() {
        return view! { <main id="main" tabindex="-1"><BoardPage/></main> }.into_any();
    }
    view! {
        <a class="skip" href="#main" on:click=move |event| { event.prevent_default(); crate::ui::focus::focus_main(); }>"To the content"</a>
        <header class="top">
            <a class="brand" href="index.html" aria-label="Spoor, first page">
                <Track/>
                "Spoor"
            </a>
            <nav class="pages" aria-label="Pages">
                {BoardRoute::ALL.map(|(page, name)| view! { <PageLink page name/> }).collect_view()}
                <a href="index.html">"Follow money"</a>
            </nav>
        </header>
        <main id="main" tabindex="-1">
            {move || match route.get() {
                Ok(BoardRoute::Board) => view! { <BoardPage/> }.into_any(),
                Ok(BoardRoute::Desk) => view! { <DeskPage/> }.into_any(),
                Ok(BoardRoute::Record) => view! { <RecordPage/> }.into_any(),
                Err(error) => view! {
                    <section class="page"><h1>"No such page"</h1><p class="failed" role="alert">{words::sentence(&error.to_string())}</p></section>
                }
                .into_any(),
            }}
        </main>
    }
    .into_any()
}

#[component]
fn PageLink(page: BoardRoute, name: &'static str) -> impl IntoView {
    let state = board_state();
    let here = Memo::new(move |_| state.route.get() == Ok(page));
    view! { <a href=page.to_string() aria-current=move || here.get().then_some("page")>{name}</a> }
}

fn read_route(state: BoardState) {
    let hash = window().location().hash().unwrap_or_default();
    state.route.set(hash.parse());
}
