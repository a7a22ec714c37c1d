//! When a key that nobody uses is locked again: fifteen minutes after its last use.

use crate::money::UnixSeconds;

/// How long a key stays open without being used, in seconds.
pub const LOCK_AFTER_S: u64 = 15 * 60;
/// How far a clock may go back by itself, when a computer sets it right.
const CLOCK_STEP_S: u64 = 60;

/// Since when a key lies unused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idle {
    since: UnixSeconds,
}

impl Idle {
    /// It was used at this moment.
    #[must_use]
    pub const fn since(now: UnixSeconds) -> Self {
        Self { since: now }
    }

    /// How many seconds it stays open; `None` once it is to be locked. The clock counts, not the page's own timers, which
    /// stand still while a computer sleeps. A clock that was set back locks at once, since it no longer says how long it was.
    #[must_use]
    pub fn left(self, now: UnixSeconds) -> Option<u64> {
        let (since, now) = (self.since.get(), now.get());
        if now + CLOCK_STEP_S < since {
            return None;
        }
        LOCK_AFTER_S.checked_sub(now.saturating_sub(since)).filter(|left| *left > 0)
    }

    /// The same in words.
    #[must_use]
    pub fn words(self, now: UnixSeconds) -> Option<String> {
        Some(match self.left(now)?.div_ceil(60) {
            1 => "The key locks within a minute unless it signs.".to_owned(),
            minutes => format!("The key locks in {minutes} minutes unless it signs."),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stays_open_for_fifteen_minutes_and_says_how_long() {
        let used = 1_700_000_000;
        let idle = Idle::since(UnixSeconds::new(used));
        for (after, left, words) in [
            (0, Some(900), "in 15 minutes"),
            (1, Some(899), "in 15 minutes"),
            (60, Some(840), "in 14 minutes"),
            (779, Some(121), "in 3 minutes"),
            (780, Some(120), "in 2 minutes"),
            (841, Some(59), "within a minute"),
            (899, Some(1), "within a minute"),
            (900, None, ""),
            (86_400, None, ""),
            (-30, Some(900), "in 15 minutes"),
            (-61, None, ""),
        ] {
            let now = UnixSeconds::new(used.checked_add_signed(after).unwrap());
            assert_eq!(idle.left(now), left, "{after}");
            assert_eq!(idle.words(now).is_some(), left.is_some());
            assert!(idle.words(now).unwrap_or_default().contains(words), "{after}");
        }
    }
}
