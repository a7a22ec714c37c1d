//! The tip from outside: vectors of others, writing, signing, verifying, tampering.
#![allow(clippy::unwrap_used)] // A test that cannot go on must stop.

mod age;
mod alloy;
mod bybit;
mod document;
mod edges;
mod first;
mod keys;
mod paste;
mod preflight;
mod report;
mod sample;
mod schemes;
mod strict;
mod tamper;
mod vectors;
mod verifying;
mod writing;
mod wycheproof;
