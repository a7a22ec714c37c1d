//! The board of a feed: its head, totals, leaderboard, freezes and actors.
//!
//! What needs no browser (words, order, chart, filter, what may be pressed) compiles for the host too and is tested there.

pub mod chart;
pub mod choice;
pub mod choosing;
pub mod cite;
pub mod order;
pub mod said;
pub mod words;
