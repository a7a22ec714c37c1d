//! When a followed feed is asked again. Time is handed in as milliseconds, chance comes from a seed.
//!
//! Only while somebody looks: nothing is asked for a page that is hidden. A minute after the last answer, a little later by
//! chance so that many visitors do not come together; later where the host says for how long its answer is good
//! (`Cache-Control: max-age`, [RFC 9111](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.1)). After a failure the
//! interval doubles up to a quarter of an hour, and a host that says when to come back
//! (`Retry-After`, [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)) is not asked before, whoever presses.

use crate::explorer::chance::splitmix;

/// Between two questions that were answered, in milliseconds.
const INTERVAL_MS: u64 = 60_000;
/// The longest interval that failures or a host's `max-age` make.
const LONGEST_MS: u64 = 15 * 60_000;
/// The longest rest that a host may ask for.
const LONGEST_REST_MS: u64 = 24 * 3_600_000;
/// Between two questions of somebody who presses.
const PRESSED_MS: u64 = 5_000;

/// The timetable of one feed.
#[derive(Clone, Debug)]
pub struct Schedule {
    on: bool,
    visible: bool,
    chance: u64,
    failures: u32,
    asking: bool,
    last: Option<u64>,
    next: Option<u64>,
    /// Until then the host does not want to be asked.
    rest: u64,
}

/// It is not asked yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not asked yet: {why}; try again in {} seconds", .wait_ms.div_ceil(1_000))]
pub struct TooSoon {
    /// How long that takes, in milliseconds.
    pub wait_ms: u64,
    /// Why.
    pub why: &'static str,
}

impl Schedule {
    /// A feed that was never asked, and is asked at once.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { on: true, visible: true, chance: seed, failures: 0, asking: false, last: None, next: None, rest: 0 }
    }

    /// The switch of the visitor.
    pub const fn switch(&mut self, on: bool) {
        self.on = on;
    }

    /// Whether the board can be seen.
    pub const fn show(&mut self, visible: bool) {
        self.visible = visible;
    }

    /// How long until it is asked again; `None` while it is being asked, hidden or switched off.
    #[must_use]
    pub fn wait_ms(&self, now_ms: u64) -> Option<u64> {
        let may = self.on && self.visible && !self.asking;
        may.then(|| self.next.unwrap_or(now_ms).max(self.rest).saturating_sub(now_ms))
    }

    /// Somebody presses, or opens the feed: may it be asked now?
    ///
    /// # Errors
    /// When it is being asked, was asked just now, or the host wants rest.
    pub fn press(&self, now_ms: u64) -> Result<(), TooSoon> {
        if self.asking {
            return Err(TooSoon { wait_ms: 1_000, why: "it is being read" });
        }
        if self.rest > now_ms {
            return Err(TooSoon { wait_ms: self.rest - now_ms, why: "the host asked to be left alone until then" });
        }
        let soonest = self.last.map_or(0, |last| last + PRESSED_MS);
        if soonest > now_ms { Err(TooSoon { wait_ms: soonest - now_ms, why: "it was read a moment ago" }) } else { Ok(()) }
    }

    /// It is being asked.
    pub const fn begin(&mut self) {
        self.asking = true;
    }

    /// It answered; `max_age_s` is how long the host calls its answer good.
    pub fn answered(&mut self, now_ms: u64, max_age_s: Option<u64>) {
        self.failures = 0;
        let good = max_age_s.unwrap_or(0).saturating_mul(1_000);
        self.settle(now_ms, INTERVAL_MS.max(good).min(LONGEST_MS), None);
    }

    /// It did not answer, or with something that is not taken; `retry_after_ms` is how long the host wants to rest.
    pub fn failed(&mut self, now_ms: u64, retry_after_ms: Option<u64>) {
        self.failures = self.failures.saturating_add(1);
        let doubled = INTERVAL_MS.saturating_mul(1 << self.failures.min(8)).min(LONGEST_MS);
        self.settle(now_ms, doubled, retry_after_ms);
    }

    fn settle(&mut self, now_ms: u64, interval: u64, rest: Option<u64>) {
        self.asking = false;
        self.last = Some(now_ms);
        // Up to a tenth later, never sooner.
        let later = splitmix(&mut self.chance) % (interval / 10 + 1);
        self.next = Some(now_ms.saturating_add(interval + later));
        if let Some(rest) = rest {
            self.rest = now_ms.saturating_add(rest.min(LONGEST_REST_MS));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MINUTE: u64 = 60_000;

    fn answered(seed: u64) -> Schedule {
        let mut schedule = Schedule::new(seed);
        schedule.begin();
        schedule.answered(0, None);
        schedule
    }

    #[test]
    fn a_minute_later_it_is_asked_again_and_not_by_all_at_once() {
        let waits: Vec<u64> = (0..50).map(|seed| answered(seed).wait_ms(0).unwrap()).collect();
        assert!(waits.iter().all(|wait| (MINUTE..=MINUTE + MINUTE / 10).contains(wait)), "{waits:?}");
        assert!(waits.iter().max() > waits.iter().min());
    }

    #[test]
    fn a_new_one_is_asked_at_once_and_one_under_way_is_not_asked_again() {
        let mut schedule = Schedule::new(1);
        assert_eq!(schedule.wait_ms(7), Some(0));
        schedule.begin();
        assert_eq!((schedule.wait_ms(7), schedule.press(7).is_err()), (None, true));
    }

    #[test]
    fn nothing_is_asked_for_a_hidden_page_or_after_the_switch_and_what_is_overdue_is_asked_at_once() {
        let mut schedule = answered(1);
        schedule.show(false);
        assert_eq!(schedule.wait_ms(10 * MINUTE), None);
        schedule.show(true);
        assert_eq!(schedule.wait_ms(10 * MINUTE), Some(0));
        schedule.switch(false);
        assert_eq!(schedule.wait_ms(10 * MINUTE), None);
        assert_eq!(schedule.press(10 * MINUTE), Ok(()), "who presses is answered");
    }

    #[test]
    fn failures_double_the_interval_up_to_a_quarter_of_an_hour_and_an_answer_ends_that() {
        let mut schedule = Schedule::new(3);
        for minutes in [2, 4, 8, 15, 15] {
            schedule.begin();
            schedule.failed(0, None);
            let wait = schedule.wait_ms(0).unwrap();
            assert!((minutes * MINUTE..=minutes * MINUTE * 11 / 10).contains(&wait), "{wait} after {minutes} minutes");
        }
        schedule.answered(0, None);
        assert!(schedule.wait_ms(0).unwrap() <= MINUTE * 11 / 10);
    }

    #[test]
    fn what_the_host_says_is_kept_to() {
        for (max_age, least) in [(None, MINUTE), (Some(5), MINUTE), (Some(600), 10 * MINUTE), (Some(u64::MAX), 15 * MINUTE)] {
            let mut schedule = Schedule::new(5);
            schedule.answered(0, max_age);
            assert!((least..=least * 11 / 10).contains(&schedule.wait_ms(0).unwrap()), "{max_age:?}");
        }
        let mut schedule = Schedule::new(5);
        schedule.failed(0, Some(3_600_000));
        assert_eq!(schedule.wait_ms(0), Some(3_600_000));
        let error = schedule.press(1_000).unwrap_err();
        assert_eq!(error.wait_ms, 3_599_000);
        assert!(error.to_string().contains("3599 seconds"), "{error}");
        assert_eq!(schedule.press(3_600_000), Ok(()));
        schedule.failed(0, Some(u64::MAX));
        assert_eq!(schedule.wait_ms(0), Some(LONGEST_REST_MS), "no host rests for more than a day");
    }

    #[test]
    fn who_presses_again_and_again_asks_every_five_seconds() {
        let schedule = answered(1);
        assert!(schedule.press(4_999).is_err());
        assert_eq!(schedule.press(5_000), Ok(()));
    }

    proptest! {
        #[test]
        fn whatever_happens_two_polls_are_a_minute_apart(seed: u64, steps in prop::collection::vec((any::<bool>(), 0_u64..200_000, prop::option::of(any::<u64>())), 1..60)) {
            let mut schedule = Schedule::new(seed);
            let mut now = 0;
            let mut last = None;
            for (good, pause, said) in steps {
                now += pause;
                let Some(wait) = schedule.wait_ms(now) else { continue };
                if wait > 0 {
                    continue;
                }
                prop_assert!(last.is_none_or(|last| now - last >= INTERVAL_MS));
                schedule.begin();
                last = Some(now);
                if good { schedule.answered(now, said) } else { schedule.failed(now, said) }
            }
        }
    }
}
