//! First in, first out: what came first leaves first.
//!
//! Lots stay whole and keep the theft they are of: an average over lots is not FIFO. A payment above what is there takes
//! all of it in order, then what was not seen to come. Read backwards from a payment, the same rule finds the same lots.
//!
//! Source: *Devaynes v Noble*, Clayton's case (1816) 1 Mer 572; R. Anderson, I. Shumailov, M. Ahmed, "Making Bitcoin Legal"
//! (2018). Limit: a wallet's owner is not bound to spend in this order; it is a rule of law, not an observation.

use super::lots::{Lot, Queue, Shelf};

/// A lot comes in: behind the ones that are there.
pub(super) fn receive(shelf: &mut Shelf, queue: &mut Queue, lot: Lot) {
    shelf.push_back(queue, lot);
}
