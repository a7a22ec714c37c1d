//! The label sets as they are compiled for the page, and labels from strangers' files.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message, also in its helpers")]

mod hostile;
mod round;
mod run;
mod sets;
