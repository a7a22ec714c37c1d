//! The parts of the pages that write and check a tip.

pub mod checks;
pub mod desk;
pub mod hand_in;
pub mod instead;
pub mod path;
pub mod sign;
pub mod what;
