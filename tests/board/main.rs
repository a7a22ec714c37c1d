//! The feed from outside: written, read whole and in pieces, tampered with in every way, forked, made hostile by dice.
#![allow(clippy::unwrap_used)] // A test that cannot go on must stop.

mod bulk;
mod hostile;
mod made;
mod pieces;
mod read;
mod rules;
mod tamper;
mod writing;
