//! The graph: which nodes are drawn, where they stand, and the drawing.
//!
//! Everything but [`canvas`] is pure and uses whole pixels, so that the same trace always gives the same picture.

pub mod filter;
pub mod fold;
pub mod join;
pub mod layout;
pub mod measure;
pub mod picture;
pub mod row;
pub mod spot;
pub mod stroke;
pub mod taken;
pub mod tie;

#[cfg(test)]
pub(crate) mod made_up;

#[cfg(target_arch = "wasm32")]
pub mod canvas;
#[cfg(target_arch = "wasm32")]
pub mod draw_tie;
