//! What the pages of `board.html` share.

use leptos::prelude::*;

use super::route::{BoardRoute, ParseBoardRouteError};
use crate::ui::theme::Theme;
use crate::web::auditor::Auditor;
use crate::web::vault::Vault;

/// The state of the second page. Copied freely: every part is a handle.
#[derive(Clone, Copy)]
pub struct BoardState {
    /// Where the visitor is.
    pub route: RwSignal<Result<BoardRoute, ParseBoardRouteError>>,
    /// Light, dark or as the system has it.
    pub theme: RwSignal<Theme>,
    /// Opens key files and encrypted tips.
    pub vault: Vault,
    /// Fetches and checks feeds, and computes boards.
    pub auditor: Auditor,
}

/// The state. Every page is under the shell, which provides it before anything else is built.
pub fn board_state() -> BoardState {
    expect_context()
}

impl BoardState {
    /// Makes the state.
    pub fn provide() -> Self {
        let state = Self {
            route: RwSignal::new(Ok(BoardRoute::Board)),
            theme: RwSignal::new(Theme::stored()),
            vault: Vault::new(),
            auditor: Auditor::new(),
        };
        provide_context(state);
        state
    }
}
