//! The tip from outside: vectors of others, writing, signing, verifying, tampering.
#![allow(clippy::unwrap_used)] // A test that cannot go on must stop.

mod alloy;
mod bybit;
mod edges;
mod keys;
mod preflight;
mod sample;
mod schemes;
mod strict;
mod tamper;
mod vectors;
mod verifying;
mod writing;
mod wycheproof;
