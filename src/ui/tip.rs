//! The parts of the pages that write and check a tip.

pub mod checks;
pub mod desk;
pub mod hand_in;
pub mod key_form;
pub mod keys;
pub mod path;
pub mod private;
pub mod sign;
pub mod what;
