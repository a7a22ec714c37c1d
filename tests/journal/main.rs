//! Runs survive: what went into a run brings it back, wherever it was killed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

mod drive;
mod kept;
mod outside;
mod resuming;
mod screens;
mod stopping;
