//! Carries a run's requests to a replay and its answers back, in virtual time, and holds the run to its manners on the way.

use std::collections::BTreeMap;

use spoor::explorer::Adapter;
use spoor::explorer::HttpRequest;
use spoor::explorer::polite::{Limit, Limits};
use spoor::explorer::replay::{Replay, Seen};
use spoor::explorer::world::World;
use spoor::journal::{Action, FetchFailure, Happened, Now, Run};
use spoor::trace::view::{Settings, View};

const BEGUN_MS: u64 = 1_795_000_000_000;
/// How long a page waits for an answer.
const PATIENCE_MS: u64 = 45_000;
/// What an answer takes on its way.
const LATENCY_MS: u64 = 120;
/// A run that sends more has lost its way.
const MOST_SENT: usize = 20_000;

/// What is to come.
enum Coming {
    /// An answer of a host, or its absence, and for how many milliseconds the host then wants to be left alone.
    Arrival { host: String, happened: Happened, rest_ms: Option<u64> },
    /// The moment the run asked to be woken at.
    Wake,
}

/// A run to its end.
pub(crate) struct Driven {
    pub(crate) view: View,
    /// Requests by host, each with its moment.
    pub(crate) sent: BTreeMap<String, Vec<u64>>,
    /// How many answers were spoiled.
    pub(crate) faults: u32,
    /// How many requests the explorer refused because they came too fast.
    pub(crate) too_fast: u32,
    pub(crate) took_ms: u64,
}

/// Traces the world without bounds but its own, by this adapter.
pub(crate) fn settings(host: &str) -> Settings {
    Settings { budget: 5_000, most_hops: 1_000, dust_millionths: 0, explorer: host.to_owned(), ..Settings::default() }
}

/// Drives a run to its end. The replays, by their hosts, are the only ones that may be asked; the adapters are asked in their
/// order.
pub(crate) fn drive(world: &World, adapters: Vec<Box<dyn Adapter>>, limit: Limit, replays: &mut BTreeMap<&str, Replay>) -> Driven {
    let host = replays.keys().next().copied().unwrap_or_default();
    let run = Run::asking(world.case().clone(), settings(host), world.labels().clone(), adapters);
    let mut run = run.paced(Limits::all(limit));
    // By moment; the number keeps those of one moment in order.
    let mut coming: BTreeMap<(u64, u64), Coming> = BTreeMap::new();
    let (mut now, mut number) = (BEGUN_MS, 0);
    let mut driven = Driven { view: run.view(), sent: BTreeMap::new(), faults: 0, too_fast: 0, took_ms: 0 };
    let mut under_way: BTreeMap<String, u32> = BTreeMap::new();
    let mut rests: BTreeMap<String, u64> = BTreeMap::new();
    let mut actions = run.start(Now { ms: now });
    loop {
        for action in actions.drain(..) {
            number += 1;
            match action {
                Action::Fetch { id, request } => {
                    let host = request.host().to_owned();
                    let replay = replays.get_mut(host.as_str()).unwrap_or_else(|| panic!("{host} is in no table"));
                    assert!(rests.get(&host).is_none_or(|until| *until <= now), "{host} asked to be left alone");
                    let open = under_way.entry(host.clone()).or_default();
                    *open += 1;
                    assert!(*open <= limit.at_once, "{host} has {open} requests at once");
                    let moments = driven.sent.entry(host.clone()).or_default();
                    moments.push(now);
                    assert!(moments.len() <= MOST_SENT, "it never ends");
                    let (at, happened, rest_ms) = reply(replay, &request, id, now, &mut driven);
                    coming.insert((at, number), Coming::Arrival { host, happened, rest_ms });
                }
                Action::Wake { at_ms } => {
                    coming.retain(|_, one| !matches!(one, Coming::Wake));
                    coming.insert((at_ms.max(now), number), Coming::Wake);
                }
                Action::AbortAll => panic!("nobody stopped the run"),
            }
        }
        let Some(((at, _), one)) = coming.pop_first() else { break };
        now = at;
        actions = match one {
            Coming::Wake => run.handle(Happened::Woken, Now { ms: now }),
            Coming::Arrival { host, happened, rest_ms } => {
                *under_way.get_mut(&host).unwrap() -= 1;
                if let Some(rest) = rest_ms {
                    let until = rests.entry(host).or_default();
                    *until = (*until).max(now + rest);
                }
                run.handle(happened, Now { ms: now })
            }
        };
    }
    driven.view = run.view();
    driven.took_ms = now - BEGUN_MS;
    for (host, moments) in &driven.sent {
        check_pace(host, moments, limit);
    }
    driven
}

/// What comes back, when, and for how long the host then wants to be left alone.
fn reply(replay: &mut Replay, request: &HttpRequest, id: u64, now: u64, driven: &mut Driven) -> (u64, Happened, Option<u64>) {
    let served = replay.answer(request, now);
    driven.faults += u32::from(served.fault.is_some());
    driven.too_fast += u32::from(served.status == 429 && served.fault.is_none());
    let (after, seen) = served.seen(PATIENCE_MS);
    let (happened, rest) = match seen {
        Seen::Answer(answer) => {
            let rest = answer.retry_after_ms.filter(|_| answer.status == 429);
            (Happened::Answer { id, answer }, rest)
        }
        Seen::Opaque => (Happened::NoAnswer { id, why: FetchFailure::Opaque }, None),
        Seen::TimedOut => (Happened::NoAnswer { id, why: FetchFailure::TimedOut }, None),
    };
    (now + LATENCY_MS + after, happened, rest)
}

/// The token bucket: any stretch of time holds no more requests than a full bucket and what it earned meanwhile.
fn check_pace(host: &str, moments: &[u64], limit: Limit) {
    let mut full_at = 0;
    for (n, at) in moments.iter().enumerate() {
        let credit = limit.interval_ms * u64::from(limit.burst - 1);
        assert!(*at + credit >= full_at, "request {n} to {host} came {} ms too early", full_at - credit - at);
        full_at = full_at.max(*at) + limit.interval_ms;
    }
}
