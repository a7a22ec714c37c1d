//! The parts of the pages that write and check a tip.

pub mod asides;
pub mod checks;
pub mod copies;
pub mod desk;
pub mod earlier;
pub mod first;
pub mod fixes;
pub mod hand_in;
pub mod instead;
pub mod key_form;
pub mod keys;
pub mod mine;
pub mod path;
pub mod private;
pub mod qr;
pub mod reports;
pub mod sign;
pub mod stamped;
pub mod what;
