//! How a feed stands, in sentences: its key, its age, what was checked, what is under way.

use super::words;
use crate::board::message::{FeedState, Pinned, Progress, Stage, Standing};
use crate::money::{Amount, UnixSeconds};

/// What this browser knows of the publisher's key.
#[must_use]
pub fn pinned(pinned: &Pinned) -> String {
    if pinned.first {
        "This browser sees this key for the first time. Compare it with what the publisher says elsewhere: from now on another key is refused.".to_owned()
    } else {
        format!("The same key since {}, when this browser saw it first.", pinned.since.day())
    }
}

/// How the board stands to what its source says, with its age; the second part is what is wrong about it, where something is.
#[must_use]
pub fn standing(feed: &FeedState, now: UnixSeconds) -> (String, Option<&'static str>) {
    let published = feed.published.map(|at| format!("Published {} ({}). ", words::ago(at, now), at.minute())).unwrap_or_default();
    let read = feed.read.map(|at| format!("Read {}.", words::ago(at, now))).unwrap_or_default();
    let tried = format!(" Tried again {}.", words::ago(feed.tried, now));
    match feed.standing {
        Standing::Good => (format!("{published}{read}"), None),
        // What an earlier visit kept, before the feed was tried in this one.
        Standing::Old if feed.problems.is_empty() => (format!("{published}{read} As this browser kept it."), None),
        Standing::Old => {
            (format!("{published}{read}{tried}"), Some("This is an earlier board that held. What is there now was not taken: see below."))
        }
        Standing::Nothing => (format!("Tried {}.", words::ago(feed.tried, now)), Some("Nothing of this feed was taken.")),
    }
}

/// What was checked, and what it took.
#[must_use]
pub fn reading(feed: &FeedState) -> String {
    let before = feed.entries.saturating_sub(feed.checked);
    let checked = match (feed.checked, before) {
        (0, 0) => "No entry was checked".to_owned(),
        (checked, 0) => {
            format!("{} checked here, each by its signature and against the one before", words::count(checked, "entry", "entries"))
        }
        (0, before) => format!("Nothing new; all {} were checked by this browser before", words::count(before, "entry", "entries")),
        (checked, before) => {
            format!("{} checked now, {} by this browser before", words::count(checked, "new entry", "new entries"), words::number(before))
        }
    };
    if feed.requests == 0 {
        return format!("{checked}.");
    }
    format!("{checked}; {}, {}.", words::count(feed.requests, "request", "requests"), bytes(feed.bytes))
}

/// When it is asked again, in words.
#[must_use]
pub fn next(feed: &FeedState, now: UnixSeconds) -> Option<String> {
    let next = feed.next?;
    Some(match next.get().saturating_sub(now.get()) {
        0..10 => "Asked again in a moment.".to_owned(),
        seconds @ 10..90 => format!("Asked again in about {} seconds.", seconds / 10 * 10),
        seconds => format!("Asked again in about {}.", words::count(seconds.div_ceil(60), "minute", "minutes")),
    })
}

/// What is being done, and how far it is: done and total, where the total is known.
#[must_use]
pub fn progress(progress: &Progress) -> (String, Option<(u64, u64)>) {
    let Progress { stage, done, total } = *progress;
    let of = |what: &str| {
        if total == 0 {
            format!("{what}: {}", words::number(done))
        } else {
            format!("{what}: {} of {}", words::number(done), words::number(total))
        }
    };
    let said = match (stage, total) {
        (Stage::Recall, _) => "Taking up what an earlier visit kept".to_owned(),
        (Stage::Fetch, 0) => format!("Reading the files: {}", bytes(done)),
        (Stage::Fetch, _) => format!("Reading the files: {} of {}", bytes(done), bytes(total)),
        (Stage::Verify, _) => of("Entries checked"),
        (Stage::Rank, _) => of("Entries counted"),
    };
    (said, (total > 0).then(|| (done.min(total), total)))
}

/// A number of bytes, in units of a thousand, cut not rounded.
#[must_use]
pub fn bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => words::count(bytes, "byte", "bytes"),
        1_000..1_000_000 => format!("{} kB", words::number(bytes / 1_000)),
        _ => {
            let tenths = Amount::from(bytes / 100_000);
            format!("{} MB", tenths.to_coins_short(1, 1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::follow::Source;
    use crate::board::message::{Problem, ProblemKind};

    fn feed() -> FeedState {
        FeedState {
            source: Source::Site("boards/bybit".parse().unwrap()),
            standing: Standing::Good,
            problems: Vec::new(),
            read: Some(UnixSeconds::new(1_742_400_000)),
            tried: UnixSeconds::new(1_742_400_030),
            published: Some(UnixSeconds::new(1_742_396_400)),
            pinned: None,
            entries: 0,
            checked: 0,
            requests: 0,
            bytes: 0,
            unkept: None,
            next: None,
        }
    }

    #[test]
    fn a_key_says_since_when_it_is_known() {
        let key = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2".parse().unwrap();
        let mut known = Pinned { key, since: UnixSeconds::new(1_742_396_400), first: true };
        assert!(pinned(&known).starts_with("This browser sees this key for the first time."));
        known.first = false;
        assert_eq!(pinned(&known), "The same key since 2025-03-19, when this browser saw it first.");
    }

    #[test]
    fn the_age_is_always_said_and_an_old_board_says_so() {
        let now = UnixSeconds::new(1_742_400_045);
        let mut feed = feed();
        assert_eq!(standing(&feed, now), ("Published 1 hour ago (2025-03-19 15:00 UTC). Read 45 seconds ago.".into(), None));
        feed.standing = Standing::Old;
        assert_eq!(
            standing(&feed, now),
            ("Published 1 hour ago (2025-03-19 15:00 UTC). Read 45 seconds ago. As this browser kept it.".into(), None)
        );
        let why = "the feed could not be read".to_owned();
        feed.problems.push(Problem { kind: ProblemKind::Unreachable, said: why, entry: None, other_key: None, proof: Vec::new() });
        let (said, wrong) = standing(&feed, now);
        assert!(said.ends_with("Read 45 seconds ago. Tried again 15 seconds ago."), "{said}");
        assert!(wrong.is_some());
        feed.standing = Standing::Nothing;
        assert_eq!(standing(&feed, now).0, "Tried 15 seconds ago.");
    }

    #[test]
    fn what_was_checked_is_told_from_what_was_checked_before() {
        for (entries, checked, requests, bytes, text) in [
            (0, 0, 0, 0, "No entry was checked."),
            (1, 1, 2, 900, "1 entry checked here, each by its signature and against the one before; 2 requests, 900 bytes."),
            (100, 0, 1, 1_999, "Nothing new; all 100 entries were checked by this browser before; 1 request, 1 kB."),
            (4_102, 2, 2, 2_560_000, "2 new entries checked now, 4,100 by this browser before; 2 requests, 2.5 MB."),
        ] {
            assert_eq!(reading(&FeedState { entries, checked, requests, bytes, ..feed() }), text);
        }
    }

    #[test]
    fn the_next_question_is_announced() {
        let now = UnixSeconds::new(1_742_400_000);
        for (after, text) in [
            (0, "Asked again in a moment."),
            (59, "Asked again in about 50 seconds."),
            (90, "Asked again in about 2 minutes."),
            (900, "Asked again in about 15 minutes."),
        ] {
            assert_eq!(next(&FeedState { next: Some(UnixSeconds::new(now.get() + after)), ..feed() }, now).as_deref(), Some(text));
        }
        assert_eq!(next(&feed(), now), None);
    }

    #[test]
    fn progress_has_a_measure_only_where_the_whole_is_known() {
        for (stage, done, total, text, measure) in [
            (Stage::Verify, 4_100, 100_000, "Entries checked: 4,100 of 100,000", Some((4_100, 100_000))),
            (Stage::Verify, 12, 0, "Entries checked: 12", None),
            (Stage::Fetch, 512, 0, "Reading the files: 512 bytes", None),
            (Stage::Fetch, 2_000, 1_000, "Reading the files: 2 kB of 1 kB", Some((1_000, 1_000))),
            (Stage::Recall, 0, 0, "Taking up what an earlier visit kept", None),
        ] {
            assert_eq!(progress(&Progress { stage, done, total }), (text.to_owned(), measure));
        }
    }
}
