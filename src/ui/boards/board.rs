//! The board of a feed: its head, totals, leaderboard, freezes and actors.
//!
//! What needs no browser (words, order, chart, filter, what may be pressed) compiles for the host too and is tested there.

pub mod chart;
pub mod choice;
pub mod choosing;
pub mod cite;
pub mod order;
pub mod said;
pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod actors;
#[cfg(target_arch = "wasm32")]
pub mod bits;
#[cfg(target_arch = "wasm32")]
pub mod companies;
#[cfg(target_arch = "wasm32")]
pub mod drawing;
#[cfg(target_arch = "wasm32")]
pub mod filters;
#[cfg(target_arch = "wasm32")]
pub mod freezes;
#[cfg(target_arch = "wasm32")]
pub mod head;
#[cfg(target_arch = "wasm32")]
pub mod hunter;
#[cfg(target_arch = "wasm32")]
pub mod hunters;
#[cfg(target_arch = "wasm32")]
pub mod problems;
#[cfg(target_arch = "wasm32")]
pub mod reward;
#[cfg(target_arch = "wasm32")]
pub mod source;
#[cfg(target_arch = "wasm32")]
pub mod statements;
#[cfg(target_arch = "wasm32")]
pub mod totals;
