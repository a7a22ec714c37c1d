//! The tip.
