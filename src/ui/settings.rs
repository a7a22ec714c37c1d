//! The parts of the page of settings, one file each.

pub mod asked;
pub mod helpers;
pub mod keys;
pub mod own;
pub mod stored;
pub mod visit;
