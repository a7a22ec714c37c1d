//! Checking a tip: read again on the chain, by attached answers, attested, of other versions, and by the program.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

#[path = "../../examples/verify_tip/arguments.rs"]
mod arguments;
mod attached;
mod attestation;
#[path = "../../examples/verify_tip/carry.rs"]
mod carry;
mod program;
mod reread;
#[path = "../../examples/verify_tip/run.rs"]
mod run;
#[allow(dead_code, reason = "the tests of the tip use the rest")]
#[path = "../tip/sample.rs"]
mod sample;
#[path = "../../examples/replay_explorer/serve.rs"]
mod serve;
#[path = "../../examples/verify_tip/show.rs"]
mod show;
mod tips;
mod versions;
