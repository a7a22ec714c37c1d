//! The parts of the pages that write and check a tip.

pub mod asides;
pub mod checks;
pub mod copies;
pub mod desk;
pub mod earlier;
pub mod fixes;
pub mod hand_in;
pub mod instead;
pub mod path;
pub mod reports;
pub mod sign;
pub mod what;
