//! Laws of the queues, and the moments of a plain run.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const LIMIT: Limit = Limit { interval_ms: 100, burst: 3, at_once: 2, tries: 3, rest_ms: 1_000, longest_rest_ms: 60_000 };

fn polite() -> Polite {
    Polite::new(Limits::all(LIMIT), 7)
}

#[test]
fn a_burst_goes_out_few_at_once_then_at_the_rate() {
    let mut polite = polite();
    for id in 0..6 {
        polite.submit(id, "a", 1_000);
    }
    assert_eq!(polite.poll(1_000), [0, 1], "two at once");
    assert_eq!(polite.next_wake(1_000), None, "only an answer makes room");
    polite.answered(0, 1_010);
    polite.answered(1, 1_010);
    assert_eq!(polite.poll(1_010), [2], "the rest of the burst");
    assert_eq!(polite.next_wake(1_010), Some(1_100), "then the rate");
    assert!(polite.poll(1_099).is_empty());
    assert_eq!(polite.poll(1_100), [3]);
    polite.answered(2, 1_200);
    polite.answered(3, 1_200);
    assert_eq!(polite.poll(1_900), [4, 5], "a rest earns a burst again");
    assert_eq!(polite.open(), 2);
}

#[test]
fn hosts_do_not_wait_for_each_other() {
    let mut polite = Polite::new(Limits::all(LIMIT).with("slow", Limit { interval_ms: 10_000, burst: 1, at_once: 1, ..LIMIT }), 7);
    for (id, host) in [(1, "slow"), (2, "slow"), (3, "fast"), (4, "fast")] {
        polite.submit(id, host, 0);
    }
    assert_eq!(polite.poll(0), [3, 4, 1]);
    polite.answered(1, 50);
    assert_eq!(polite.next_wake(50), Some(10_000));
}

#[test]
fn a_refused_request_keeps_its_place_and_the_host_rests() {
    let mut polite = polite();
    for id in 0..4 {
        polite.submit(id, "a", 0);
    }
    assert_eq!(polite.poll(0), [0, 1]);
    assert_eq!(polite.refused(0, 10, Some(5_000)), Verdict::Retry);
    polite.submit(9, "b", 10);
    assert_eq!(polite.poll(10), [9], "another host goes on");
    assert_eq!(polite.refused(1, 20, None), Verdict::Retry);
    assert_eq!(polite.next_wake(20), Some(5_010));
    assert!(polite.poll(5_009).is_empty(), "it asked for five seconds");
    assert_eq!(polite.poll(5_010), [0], "one finds out whether it answers again, the oldest first");
    polite.answered(0, 5_050);
    assert_eq!(polite.poll(5_200), [1, 2]);
}

#[test]
fn a_host_that_never_answers_is_given_up_with_a_reason() {
    let mut polite = polite();
    polite.submit(1, "a", 0);
    let mut now = 0;
    for last in [false, false, true] {
        now = polite.next_wake(now).unwrap();
        assert_eq!(polite.poll(now), [1]);
        match polite.refused(1, now, None) {
            Verdict::Retry => assert!(!last),
            Verdict::GiveUp { why } => assert!(last && why.contains("a did not answer 3 times")),
        }
    }
    assert_eq!((polite.open(), polite.next_wake(now)), (0, None));
    polite.submit(2, "a", now);
    let at = polite.next_wake(now).unwrap();
    assert_eq!(polite.poll(at), [2]);
    assert!(matches!(polite.refused(2, at, Some(3_600_000)), Verdict::GiveUp { why } if why.contains("3600 seconds")));
}

#[test]
fn what_is_not_under_way_changes_nothing() {
    let mut polite = polite();
    assert!(matches!(polite.refused(1, 0, None), Verdict::GiveUp { .. }));
    polite.answered(1, 0);
    polite.cancel(1);
    polite.submit(1, "a", 0);
    polite.submit(1, "a", 0);
    polite.answered(1, 0);
    assert!(matches!(polite.refused(1, 0, None), Verdict::GiveUp { .. }), "it was never sent");
    assert_eq!(polite.poll(0), [1], "queued once, still there");
    polite.cancel(1);
    assert!(matches!(polite.refused(1, 0, None), Verdict::GiveUp { .. }), "an answer after the end");
    for id in 2..9 {
        polite.submit(id, "a", 0);
    }
    polite.cancel(2);
    assert_eq!(polite.poll(0), [3, 4], "a cancelled request gives its slot back");
    polite.cancel_all();
    assert_eq!((polite.open(), polite.next_wake(0)), (0, None));
    polite.submit(10, "a", 0);
    assert_eq!(polite.poll(10_000), [10]);
}

#[test]
fn what_was_broken_off_goes_first() {
    let mut polite = polite();
    for id in 0..3 {
        polite.submit(id, "a", 0);
    }
    assert_eq!(polite.poll(0), [0, 1]);
    assert_eq!(polite.refused(0, 0, Some(500)), Verdict::Retry);
    polite.interrupt();
    assert!(!polite.is_under_way(1));
    assert!(matches!(polite.refused(1, 0, None), Verdict::GiveUp { .. }), "what comes of it now is not its answer");
    assert_eq!(polite.next_wake(0), Some(500), "the rest that the host asked for stays");
    assert_eq!(polite.poll(500), [1], "before the one that was refused, though that was submitted first");
    polite.answered(1, 500);
    assert_eq!(polite.poll(1_000), [0, 2]);
}

#[test]
fn a_try_that_was_broken_off_does_not_count() {
    let mut polite = polite();
    polite.submit(1, "a", 0);
    let mut now = 0;
    for _ in 0..10 {
        now = polite.next_wake(now).unwrap();
        assert_eq!(polite.poll(now), [1]);
        polite.interrupt();
    }
    for last in [false, false, true] {
        now = polite.next_wake(now).unwrap();
        assert_eq!(polite.poll(now), [1]);
        assert_eq!(polite.refused(1, now, None) == Verdict::Retry, !last);
    }
    assert_eq!(polite.open(), 0);
}

#[test]
fn recordings_have_no_limit_and_public_hosts_have() {
    let mut polite = Polite::new(Limits::default(), 1);
    for id in 0..2_000 {
        polite.submit(id, if id % 2 == 0 { "bybit" } else { "eth.blockscout.com" }, 0);
    }
    let go = polite.poll(0);
    assert_eq!(go.iter().filter(|id| **id % 2 == 0).count(), 1_000);
    assert_eq!(go.len(), 1_003);
}

#[test]
fn a_clock_set_back_stops_nothing() {
    let mut polite = polite();
    polite.submit(1, "a", 10_000_000);
    polite.submit(2, "a", 10_000_000);
    assert_eq!(polite.poll(10_000_000), [1, 2]);
    assert_eq!(polite.refused(1, 10_000_000, Some(30_000)), Verdict::Retry);
    polite.answered(2, 10_000_000);
    assert_eq!(polite.next_wake(5), Some(30_005), "what is left of the rest, on the new clock");
    assert!(polite.poll(5).is_empty());
    assert_eq!(polite.poll(30_005), [1]);
}

#[test]
fn the_same_seed_gives_the_same_moments() {
    let moments = |seed| {
        let mut polite = Polite::new(Limits::all(Limit { tries: 12, ..LIMIT }), seed);
        polite.submit(1, "a", 0);
        let mut now = 0;
        std::iter::from_fn(|| {
            now = polite.next_wake(now)?;
            polite.poll(now);
            polite.refused(1, now, None);
            Some(now)
        })
        .collect::<Vec<u64>>()
    };
    assert_eq!(moments(1), moments(1));
    assert_ne!(moments(1), moments(2));
    assert!(moments(1).len() == 12 && moments(1).windows(2).all(|pair| pair[1] - pair[0] <= LIMIT.longest_rest_ms));
}

#[test]
fn only_what_is_asked_in_a_refusal_is_waited_for() {
    for (status, retry_after, reset, wait) in [
        (429, None, Some("53939"), Some(53_939)),
        (429, Some("30"), Some("53939"), Some(30_000)),
        (503, Some(" 2 "), None, Some(2_000)),
        (503, None, Some("53939"), None),
        (200, Some("30"), Some("53939"), None),
        (429, Some("Wed, 21 Oct 2015 07:28:00 GMT"), None, None),
        (429, Some("-1"), Some("1.5"), None),
        (429, Some("99999999999999999999"), None, None),
        (429, Some("18446744073709551615"), None, Some(u64::MAX)),
        (429, None, None, None),
    ] {
        assert_eq!(asked_to_wait(status, retry_after, reset), wait, "{status} {retry_after:?} {reset:?}");
    }
}

#[derive(Clone, Debug)]
enum Op {
    Submit(u8),
    Wait(u64),
    Answer(usize),
    Refuse(usize, Option<u64>),
    Cancel(u64),
    Poll,
    Wake,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (0u8..3).prop_map(Op::Submit),
        2 => (0u64..400).prop_map(Op::Wait),
        3 => (0usize..8).prop_map(Op::Answer),
        2 => (0usize..8, proptest::option::of(0u64..70_000)).prop_map(|(at, after)| Op::Refuse(at, after)),
        1 => (0u64..60).prop_map(Op::Cancel),
        4 => Just(Op::Poll),
        2 => Just(Op::Wake),
    ]
}

proptest! {
    #[test]
    fn the_laws_hold_whatever_happens(ops in proptest::collection::vec(op(), 1..200), limit in (1u64..500, 1u32..6, 1u32..4)) {
        let limit = Limit { interval_ms: limit.0, burst: limit.1, at_once: limit.2, ..LIMIT };
        let mut polite = Polite::new(Limits::all(limit), 3);
        let (mut now, mut next_id) = (0u64, 0u64);
        let mut host_of = BTreeMap::new();
        let mut sent: BTreeMap<u8, Vec<u64>> = BTreeMap::new();
        let (mut under_way, mut waiting, mut ended) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for op in ops {
            match op {
                Op::Submit(host) => {
                    polite.submit(next_id, &format!("host{host}"), now);
                    host_of.insert(next_id, host);
                    waiting.insert(next_id);
                    next_id += 1;
                }
                Op::Wait(ms) => now += ms,
                Op::Wake => now = polite.next_wake(now).unwrap_or(now),
                Op::Answer(at) => {
                    if let Some(id) = under_way.iter().nth(at).copied() {
                        polite.answered(id, now);
                        under_way.remove(&id);
                        ended.insert(id);
                    }
                }
                Op::Refuse(at, after) => {
                    if let Some(id) = under_way.iter().nth(at).copied() {
                        under_way.remove(&id);
                        match polite.refused(id, now, after) {
                            Verdict::Retry => waiting.insert(id),
                            Verdict::GiveUp { .. } => ended.insert(id),
                        };
                    }
                }
                Op::Cancel(id) => {
                    polite.cancel(id);
                    if waiting.remove(&id) | under_way.remove(&id) {
                        ended.insert(id);
                    }
                }
                Op::Poll => {
                    let promised = polite.next_wake(now);
                    let go = polite.poll(now);
                    prop_assert_eq!(promised == Some(now), !go.is_empty(), "a wake is kept, and nothing goes unannounced");
                    for id in go {
                        let host = host_of[&id];
                        prop_assert!(waiting.remove(&id), "{} was sent twice or was never queued", id);
                        let older = waiting.iter().any(|other| *other < id && host_of[other] == host);
                        prop_assert!(!older, "{} went before an older one", id);
                        under_way.insert(id);
                        sent.entry(host).or_default().push(now);
                    }
                }
            }
            prop_assert_eq!(polite.open(), waiting.len() + under_way.len(), "nothing is lost");
            for host in 0..3u8 {
                let at_once = under_way.iter().filter(|id| host_of[id] == host).count();
                prop_assert!(at_once <= limit.at_once as usize);
            }
        }
        prop_assert_eq!(waiting.len() + under_way.len() + ended.len(), host_of.len());
        // In any window, no more than the burst and what the window earns.
        for times in sent.values() {
            for (from, start) in times.iter().enumerate() {
                for (to, end) in times.iter().enumerate().skip(from) {
                    let most = u64::from(limit.burst) + (end - start) / limit.interval_ms;
                    prop_assert!((to - from + 1) as u64 <= most, "{} in {} ms", to - from + 1, end - start);
                }
            }
        }
    }

    #[test]
    fn every_request_ends_however_often_a_host_refuses(refusals in proptest::collection::vec(any::<bool>(), 1..40), count in 1u64..40) {
        let mut polite = polite();
        for id in 0..count {
            polite.submit(id, "a", 0);
        }
        let (mut now, mut ended, mut asked) = (0, 0, 0usize);
        while polite.open() > 0 {
            let wake = polite.next_wake(now);
            prop_assert!(wake.is_some(), "stuck with {} open", polite.open());
            now = wake.unwrap_or(now);
            for id in polite.poll(now) {
                asked += 1;
                if refusals[asked % refusals.len()] {
                    ended += u64::from(polite.refused(id, now, None) != Verdict::Retry);
                } else {
                    polite.answered(id, now);
                    ended += 1;
                }
            }
        }
        prop_assert_eq!(ended, count);
        prop_assert!(asked as u64 <= count * u64::from(LIMIT.tries));
    }
}
