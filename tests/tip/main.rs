//! The tip from outside: vectors of others, writing, signing, verifying, tampering.
#![allow(clippy::unwrap_used)] // A test that cannot go on must stop.

mod age;
mod bybit;
mod keys;
mod preflight;
mod sample;
mod tamper;
mod vectors;
mod verifying;
mod writing;
