//! A newer index behind a whole reading: only what is new is read, and nothing is read twice.

use super::{Problem, Reading, Recall};
use crate::money::UnixSeconds;

impl Reading {
    /// Goes on from a whole reading with a newer index of the same feed.
    ///
    /// # Errors
    /// When the index is refused, as by [`Reading::open`], or this reading is not whole; then it comes back as it was.
    pub fn renew(self, index: &[u8], now: UnixSeconds) -> Result<Self, Box<(Self, Problem)>> {
        let seen = self.seen();
        match Self::open(index, None, seen.as_ref(), now) {
            Err(problem) => Err(Box::new((self, problem))),
            Ok(mut next) => {
                (next.chain, next.before, next.recall) = (self.chain, self.before, Recall::Done);
                next.chain.set_now(now);
                next.resume();
                Ok(next)
            }
        }
    }
}
