//! By when it is proven that somebody knew: what settles who was first.
//!
//! A tip's commitment binds its signer and its content, and tells neither. Two things prove when it existed:
//!
//! - the **receipt**: the publisher's clock, to the second, in a line that nobody can put in later without breaking the chain;
//! - a **stamp**: a Bitcoin block that holds it. The block's time is the miner's: it is above the median of the eleven blocks
//!   before it, and at most two hours ahead of the network's clock. So the block was made by two hours after its time at the
//!   latest, for practical purposes, and the stamp counts from then.
//!
//! Each is the latest moment at which its proof can have come to be; the earlier of the two counts. A stamp therefore beats
//! another's receipt only where it is more than two hours older, when no freedom of clocks can explain the difference, and
//! otherwise receipts decide. Both become one time, so the order has no circles, as one by overlapping intervals would.
//!
//! Source: Bitcoin's rules for a block's time, [`ContextualCheckBlockHeader`](https://github.com/bitcoin/bitcoin/blob/v28.0/src/validation.cpp)
//! and `MAX_FUTURE_BLOCK_TIME` in [`chain.h`](https://github.com/bitcoin/bitcoin/blob/v28.0/src/chain.h).

use crate::money::UnixSeconds;

use super::Hash;
use super::entry::Received;
use super::view::KnownBy;

/// How much later than its stated time a block may have been made, in seconds: two hours.
pub const STAMP_TOLERANCE_S: u64 = 2 * 60 * 60;

/// By when a tip is proven to have been known; the smaller is the earlier.
///
/// Equal times, as of two commitments in one block, are settled by the receipt, then by the commitment itself: by nothing
/// that the publisher's order of lines could change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known {
    /// When, at the latest.
    pub at: UnixSeconds,
    /// When it came in, by the publisher's clock.
    pub received: UnixSeconds,
    /// The commitment.
    pub commitment: Hash,
    /// What proves it.
    pub by: KnownBy,
}

impl Known {
    /// What a receipt proves, with the stamp that it names.
    #[must_use]
    pub fn of(received: &Received) -> Self {
        let receipt = received.received;
        let stamp = received.stamped.as_ref().map(|stamped| UnixSeconds::new(stamped.time.get().saturating_add(STAMP_TOLERANCE_S)));
        let (at, by) = match stamp {
            Some(stamp) if stamp < receipt => (stamp, KnownBy::Stamp),
            _ => (receipt, KnownBy::Receipt),
        };
        Self { at, received: receipt, commitment: received.commitment, by }
    }
}
