//! Links inside one chain on made-up worlds, each traced whole: what is carried, by policy and to the unit; which questions
//! come next; what is said where it ends.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message, also in its helpers")]

#[allow(dead_code, reason = "shared with the example trace_world")]
#[path = "../../examples/trace_world/drive.rs"]
mod drive;
mod forged;
mod stake;
mod swaps;
mod tale;
#[allow(dead_code, reason = "the same")]
#[path = "../../examples/trace_world/tip.rs"]
mod tip;
mod tips;
