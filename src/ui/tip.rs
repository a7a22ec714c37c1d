//! The parts of the pages that write and check a tip.

pub mod checks;
pub mod desk;
pub mod first;
pub mod hand_in;
pub mod mine;
pub mod path;
pub mod qr;
pub mod sign;
pub mod stamped;
pub mod what;
