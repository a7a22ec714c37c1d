//! The parts of the page that checks tips.

pub mod again;
pub mod attached;
pub mod attest;
pub mod attestation;
pub mod chain;
pub mod content;
pub mod contract;
pub mod line;
pub mod save;
pub mod stamp;
