//! The parts of the labels page.

pub mod file;
pub mod form;
pub mod found;
pub mod row;
pub mod sets;
