//! The parts of the portal's desk.

pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod detail;
#[cfg(target_arch = "wasm32")]
pub mod export;
#[cfg(target_arch = "wasm32")]
pub mod forms;
#[cfg(target_arch = "wasm32")]
pub mod identity;
#[cfg(target_arch = "wasm32")]
pub mod intake;
#[cfg(target_arch = "wasm32")]
pub mod kept;
#[cfg(target_arch = "wasm32")]
pub mod onchain;
#[cfg(target_arch = "wasm32")]
pub mod own_case;
#[cfg(target_arch = "wasm32")]
pub mod queue;
#[cfg(target_arch = "wasm32")]
pub mod stamp;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod whose;
