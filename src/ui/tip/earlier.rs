//! The visitor's earlier tips, for what is new in the next one.

use crate::tip::EarlierTip;
use crate::ui::state::AppState;

/// The tips that the visitor is known to have signed, the newest first. One that cannot be read any more is left out.
pub fn earlier(state: AppState) -> Vec<EarlierTip> {
    state.kept_tips().iter().filter_map(|json| EarlierTip::read(json)).collect()
}
