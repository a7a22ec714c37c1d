//! The graph: which nodes are drawn, where they stand, and the drawing.
//!
//! Everything but [`canvas`] is pure and uses whole pixels, so that the same trace always gives the same picture.

pub mod filter;
pub mod fold;
pub mod layout;
pub mod measure;
pub mod picture;
pub mod spot;
pub mod stroke;

#[cfg(target_arch = "wasm32")]
pub mod canvas;
