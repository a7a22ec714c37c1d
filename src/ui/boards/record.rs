//! The parts of the page with one's own record.

pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod claim;
#[cfg(target_arch = "wasm32")]
pub mod feeds;
#[cfg(target_arch = "wasm32")]
pub mod files;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod tip_row;
