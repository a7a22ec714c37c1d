//! The exact taint engine from outside: its policies on small examples, its laws on random graphs, an oracle in fractions.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

mod agree;
mod graph;
mod history;
mod laws;
mod links;
mod mixed;
mod oracle;
mod policies;
mod sketch;
