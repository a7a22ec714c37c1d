//! What follows from a feed's entries: who was first, what is due, who helped, what became of one's own tips.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

mod actors;
mod corrections;
mod facts;
mod feed;
mod filters;
mod laws;
mod order;
mod people;
mod record;
mod rewards;
#[allow(dead_code, reason = "the tests of the tip use the rest")]
#[path = "../tip/sample.rs"]
mod sample;
mod scale;
mod tether;
