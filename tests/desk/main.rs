//! The portal's desk from outside: what comes in, what is said of each document, in which order.
#![allow(clippy::unwrap_used)] // A test that cannot go on must stop.
#![allow(dead_code)] // The dice are shared with the tests of tips.

mod archive;
mod decisions;
mod fixtures;
mod flags;
mod hostile;
mod made;
mod opening;
mod said;
#[path = "../tip/sample.rs"]
mod sample;
mod sitting;
mod splitting;
mod thousand;
