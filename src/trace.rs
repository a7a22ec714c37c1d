//! Following the money: a state machine without I/O.

pub mod view;
