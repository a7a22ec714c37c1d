//! Last in, first out: what came last leaves first.
//!
//! The mirror of FIFO with the same lots. Inside one payment the lots arrive in the order in which they left, so the one
//! that left last lies on top.
//!
//! Source: an accounting rule; R. Anderson, I. Shumailov, M. Ahmed, "Making Bitcoin Legal" (2018) weigh it against FIFO.
//! Limit: like FIFO a rule, not an observation. A wallet that keeps a floor under its balance keeps its oldest lots for
//! ever.

use super::lots::{Lot, Queue, Shelf};

/// A lot comes in: in front of the ones that are there.
pub(super) fn receive(shelf: &mut Shelf, queue: &mut Queue, lot: Lot) {
    shelf.push_front(queue, lot);
}
