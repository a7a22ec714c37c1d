//! The heuristics on transactions whose nature is known (`data/patterns`), and the guard on hostile rows.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message, also in its helpers")]

#[path = "../../examples/patterns/count.rs"]
mod count;
#[path = "../../examples/patterns/data.rs"]
mod data;
#[allow(dead_code, reason = "shared with the example trace_world")]
#[path = "../../examples/trace_world/folder.rs"]
mod folder;

mod accounts;
mod bridges;
mod hostile;
mod look_alikes;
mod memory;
mod mixers;
mod rounds;
mod seen;
mod tornado;
