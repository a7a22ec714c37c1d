//! The second page, `board.html`: what portals publish, the portal's desk, one's own record. A program of its own, so that
//! whoever follows money does not load it, and whoever looks at a board does not load the tracing.

pub mod board;
pub mod record;
pub mod route;

#[cfg(target_arch = "wasm32")]
pub mod board_page;
pub mod desk;
#[cfg(target_arch = "wasm32")]
pub mod desk_page;
#[cfg(target_arch = "wasm32")]
pub mod record_page;
#[cfg(target_arch = "wasm32")]
pub mod shell;
#[cfg(target_arch = "wasm32")]
pub mod state;

/// Puts the page into the document's body.
#[cfg(target_arch = "wasm32")]
pub fn mount() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(shell::BoardShell);
}
