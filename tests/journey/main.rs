//! Following money over bridges through whole runs: recorded answers of bridges, made-up explorers on both sides of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

mod bridges;
mod laws;
mod leads;
mod lies;
mod made;
mod tips;
