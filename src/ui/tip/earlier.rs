//! The visitor's earlier tips, for what is new in the next one.

use crate::tip::EarlierTip;
use crate::ui::state::AppState;

/// The tips that the visitor is known to have signed, in any order. Nothing keeps them yet, so there are none.
pub const fn earlier(_state: AppState) -> Vec<EarlierTip> {
    Vec::new()
}
