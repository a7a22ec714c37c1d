//! Places on a board: by a score, equal scores sharing a place.

use std::cmp::Reverse;

use crate::money::Amount;

/// What a board goes by, the most telling first. Amounts of different assets cannot be compared, so their values in cents are,
/// where the publisher stated them; then counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Score {
    /// Returned, in cents.
    pub(super) returned_cents: Amount,
    /// Frozen and not let go, in cents.
    pub(super) frozen_cents: Amount,
    /// Traced, in cents.
    pub(super) traced_cents: Amount,
    /// Freezes with a return.
    pub(super) returns: u64,
    /// Freezes that were not let go.
    pub(super) freezes: u64,
    /// Valid tips.
    pub(super) valid: u64,
}

/// Sorts by score, the highest first, and equals by `then`; gives each its place from 1, and whether it shares it.
pub(super) fn places<T, K: Ord>(mut rows: Vec<(Score, T)>, then: impl Fn(&T) -> K, mut place: impl FnMut(&mut T, u64, bool)) -> Vec<T> {
    rows.sort_by_cached_key(|(score, row)| (Reverse(*score), then(row)));
    let scores: Vec<Score> = rows.iter().map(|(score, _)| *score).collect();
    let mut first = 0;
    for (at, (score, row)) in rows.iter_mut().enumerate() {
        if scores.get(first) != Some(score) {
            first = at;
        }
        let tied = first < at || scores.get(at + 1) == Some(score);
        place(row, first as u64 + 1, tied);
    }
    rows.into_iter().map(|(_, row)| row).collect()
}
