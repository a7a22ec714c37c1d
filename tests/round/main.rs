//! The full round with the core alone: a victim's case, a hunter's tip, the portal's desk, the published feed, the board and the
//! claim; a copycat who loses; a feed that was meddled with. And one's own record, as it is put together from files.

#![allow(clippy::unwrap_used, clippy::panic, dead_code, reason = "in a test a panic is the message; the dice are shared with other tests")]

mod meddled;
mod own;
mod portal;
#[path = "../tip/sample.rs"]
mod sample;
mod story;
