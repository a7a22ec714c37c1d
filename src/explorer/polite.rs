//! How often a host may be asked: a queue per host, a token bucket, few at once, and backing off when it refuses.
//!
//! Pure: time is handed in as milliseconds, chance comes from a seed. The bucket is the generic cell rate algorithm
//! ([ITU-T I.371](https://www.itu.int/rec/T-REC-I.371)), exact in integers. The back-off doubles and is drawn from zero to
//! its bound ("full jitter", Brooker, AWS Architecture Blog, 2015).
//!
//! A browser hides most of what a refusal says: an answer without permission to be read looks like a dead line. So every
//! failure without a readable answer counts as a refusal by the host, and the whole host rests, not the one request.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::base::is_local;
use super::chance::splitmix;
use super::recorded::Recording;
use super::service::services;

/// How often one host may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Milliseconds that earn one request; 0 for a host without limit.
    pub interval_ms: u64,
    /// Requests that may be sent at once after a rest; at least 1 counts.
    pub burst: u32,
    /// Requests under way at the same time; at least 1 counts.
    pub at_once: u32,
    /// How often one request is sent before it is given up.
    pub tries: u32,
    /// Bound of the first rest after a refusal, in milliseconds; it doubles with every further try of a request.
    pub rest_ms: u64,
    /// No rest is longer; a host that asks for more is given up.
    pub longest_rest_ms: u64,
}

impl Limit {
    /// A Blockscout instance without a key: its documents say 3 requests a second, its answers 300 to 600 a minute.
    pub const BLOCKSCOUT: Self = Self { interval_ms: 334, burst: 5, at_once: 3, tries: 5, rest_ms: 1_000, longest_rest_ms: 120_000 };

    /// A server on this very computer.
    pub const LOCAL: Self = Self { interval_ms: 0, burst: 50, at_once: 4, tries: 3, rest_ms: 500, longest_rest_ms: 10_000 };

    /// What never leaves the browser has no limit.
    pub const NONE: Self = Self { interval_ms: 0, burst: u32::MAX, at_once: u32::MAX, tries: 1, rest_ms: 0, longest_rest_ms: 0 };
}

/// The limits of all hosts.
#[derive(Clone, Debug)]
pub struct Limits {
    by_host: BTreeMap<String, Limit>,
    other: Limit,
}

impl Default for Limits {
    /// The limits of the table of services; Blockscout's for every other host; none for the recordings. Two services on
    /// one host share the stricter limit.
    fn default() -> Self {
        let mut by_host: BTreeMap<String, Limit> = BTreeMap::new();
        for service in services() {
            let Some(host) = service.host() else { continue };
            let limit = by_host.entry(host.to_owned()).or_insert(service.limit);
            if service.limit.interval_ms > limit.interval_ms {
                *limit = service.limit;
            }
        }
        by_host.extend(Recording::names().map(|name| (name.to_owned(), Limit::NONE)));
        Self { by_host, other: Limit::BLOCKSCOUT }
    }
}

impl Limits {
    /// The same limit for every host.
    #[must_use]
    pub const fn all(limit: Limit) -> Self {
        Self { by_host: BTreeMap::new(), other: limit }
    }

    /// Sets the limit of one host.
    #[must_use]
    pub fn with(mut self, host: &str, limit: Limit) -> Self {
        self.by_host.insert(host.to_owned(), limit);
        self
    }

    /// The limit of a host.
    #[must_use]
    pub fn of(&self, host: &str) -> Limit {
        let other = || if is_local(host) { Limit::LOCAL } else { self.other };
        self.by_host.get(host).copied().unwrap_or_else(other)
    }
}

/// What becomes of a request that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It waits and will be sent again.
    Retry,
    /// It will not be sent again.
    GiveUp {
        /// Why, in words.
        why: String,
    },
}

/// The queues of all hosts. Requests are known by numbers that their owner chooses and never uses twice.
#[derive(Clone, Debug)]
pub struct Polite {
    limits: Limits,
    chance: u64,
    next_place: u64,
    latest: u64,
    hosts: BTreeMap<String, Host>,
    requests: BTreeMap<u64, Request>,
}

#[derive(Clone, Debug)]
struct Request {
    host: String,
    /// Its place in the order of submission; kept over refusals.
    place: u64,
    tries: u32,
    under_way: bool,
    /// It was broken off on its way: it goes before those that only wait.
    interrupted: bool,
}

impl Request {
    /// Its place among those that wait.
    const fn turn(&self) -> (bool, u64) {
        (!self.interrupted, self.place)
    }
}

#[derive(Clone, Debug)]
struct Host {
    limit: Limit,
    /// Requests that wait: what was interrupted first, then by place.
    waiting: BTreeMap<(bool, u64), u64>,
    under_way: u32,
    /// When the bucket will be full again (the algorithm's theoretical arrival time).
    full_at: u64,
    rests_until: u64,
    /// Refused, and not answered since: one request at a time finds out whether it answers again.
    doubtful: bool,
}

impl Host {
    const fn new(limit: Limit) -> Self {
        Self { limit, waiting: BTreeMap::new(), under_way: 0, full_at: 0, rests_until: 0, doubtful: false }
    }

    fn has_room(&self) -> bool {
        self.under_way < if self.doubtful { 1 } else { self.limit.at_once.max(1) }
    }

    /// The first moment at which the bucket and the rest let a request go.
    fn open_at(&self) -> u64 {
        let credit = self.limit.interval_ms.saturating_mul(u64::from(self.limit.burst.max(1) - 1));
        self.rests_until.max(self.full_at.saturating_sub(credit))
    }

    fn spend(&mut self, now: u64) {
        self.full_at = self.full_at.max(now).saturating_add(self.limit.interval_ms);
        self.under_way += 1;
    }
}

impl Polite {
    /// Empty queues. The seed decides the jitter; the same seed and calls give the same moments.
    #[must_use]
    pub const fn new(limits: Limits, seed: u64) -> Self {
        Self { limits, chance: seed, next_place: 0, latest: 0, hosts: BTreeMap::new(), requests: BTreeMap::new() }
    }

    /// Queues a request. A number that is queued or under way already is not queued again.
    pub fn submit(&mut self, id: u64, host: &str, now: u64) {
        self.tick(now);
        if self.requests.contains_key(&id) {
            return;
        }
        let place = self.next_place;
        self.next_place += 1;
        let limit = self.limits.of(host);
        let request = Request { host: host.to_owned(), place, tries: 0, under_way: false, interrupted: false };
        self.hosts.entry(host.to_owned()).or_insert_with(|| Host::new(limit)).waiting.insert(request.turn(), id);
        self.requests.insert(id, request);
    }

    /// The requests to be sent now, in the order of submission for each host. They count as sent.
    pub fn poll(&mut self, now: u64) -> Vec<u64> {
        self.tick(now);
        let mut go = Vec::new();
        for host in self.hosts.values_mut() {
            while host.has_room() && host.open_at() <= now {
                let Some((_, id)) = host.waiting.pop_first() else { break };
                host.spend(now);
                if let Some(request) = self.requests.get_mut(&id) {
                    request.tries += 1;
                    request.under_way = true;
                    request.interrupted = false;
                }
                go.push(id);
            }
        }
        go
    }

    /// Notes the time. A clock that was set back takes all moments back with it, so that nothing stands still until the
    /// old time comes again.
    fn tick(&mut self, now: u64) {
        let back = self.latest.saturating_sub(now);
        if back > 0 {
            for host in self.hosts.values_mut() {
                host.full_at = host.full_at.saturating_sub(back);
                host.rests_until = host.rests_until.saturating_sub(back);
            }
        }
        self.latest = now;
    }

    /// When polling gives something, if nothing else happens before; `None` where only an answer can change anything.
    #[must_use]
    pub fn next_wake(&self, now: u64) -> Option<u64> {
        let ready = self.hosts.values().filter(|host| !host.waiting.is_empty() && host.has_room());
        let back = self.latest.saturating_sub(now);
        ready.map(|host| host.open_at().saturating_sub(back).max(now)).min()
    }

    /// The host answered, whatever it said. The request is done.
    pub fn answered(&mut self, id: u64, now: u64) {
        self.tick(now);
        if let Some(host) = self.take_back(id) {
            host.doubtful = false;
            self.requests.remove(&id);
        }
    }

    /// It was not sent after all: the host is owed nothing for it. The request is done.
    pub fn unsent(&mut self, id: u64, now: u64) {
        self.tick(now);
        if let Some(host) = self.take_back(id) {
            host.full_at = host.full_at.saturating_sub(host.limit.interval_ms);
            self.requests.remove(&id);
        }
    }

    /// The host refused, or no answer could be read. The host rests, at least as long as it asked for.
    pub fn refused(&mut self, id: u64, now: u64, retry_after_ms: Option<u64>) -> Verdict {
        self.tick(now);
        let Some(request) = self.requests.get(&id).filter(|request| request.under_way).cloned() else {
            return Verdict::GiveUp { why: "it is not under way".to_owned() };
        };
        let Request { host: ref name, tries, .. } = request;
        let chance = splitmix(&mut self.chance);
        let Some(host) = self.take_back(id) else { return Verdict::GiveUp { why: "it is not under way".to_owned() } };
        let limit = host.limit;
        host.doubtful = true;
        let bound = limit.rest_ms.saturating_mul(1u64.checked_shl(tries - 1).unwrap_or(u64::MAX)).min(limit.longest_rest_ms);
        let rest = chance % bound.saturating_add(1).max(1);
        let rest = rest.max(retry_after_ms.unwrap_or(0).min(limit.longest_rest_ms));
        host.rests_until = host.rests_until.max(now.saturating_add(rest));
        let why = if retry_after_ms.is_some_and(|asked| asked > limit.longest_rest_ms) {
            let seconds = retry_after_ms.unwrap_or(0) / 1000;
            Some(format!("{name} asks to wait {seconds} seconds, longer than Spoor waits; try again then"))
        } else if tries >= limit.tries {
            Some(format!("{name} did not answer {tries} times in a row; it may limit requests, be down, or be blocked here"))
        } else {
            None
        };
        if let Some(why) = why {
            self.requests.remove(&id);
            return Verdict::GiveUp { why };
        }
        host.waiting.insert(request.turn(), id);
        if let Some(request) = self.requests.get_mut(&id) {
            request.under_way = false;
        }
        Verdict::Retry
    }

    /// Forgets a request, waiting or under way; its owner aborts what is under way.
    pub fn cancel(&mut self, id: u64) {
        if self.take_back(id).is_none()
            && let Some(request) = self.requests.get(&id)
            && let Some(host) = self.hosts.get_mut(&request.host)
        {
            host.waiting.remove(&request.turn());
        }
        self.requests.remove(&id);
    }

    /// Every request under way was broken off, not answered: each waits again, before all others, and its try does not
    /// count. What hosts are owed of rest stays.
    pub fn interrupt(&mut self) {
        for host in self.hosts.values_mut() {
            host.under_way = 0;
        }
        for (id, request) in self.requests.iter_mut().filter(|(_, request)| request.under_way) {
            request.under_way = false;
            request.interrupted = true;
            request.tries = request.tries.saturating_sub(1);
            if let Some(host) = self.hosts.get_mut(&request.host) {
                host.waiting.insert(request.turn(), *id);
            }
        }
    }

    /// Whether a request was sent and is not answered, refused or broken off.
    #[must_use]
    pub fn is_under_way(&self, id: u64) -> bool {
        self.requests.get(&id).is_some_and(|request| request.under_way)
    }

    /// Forgets every request. What hosts are owed of rest stays.
    pub fn cancel_all(&mut self) {
        self.requests.clear();
        for host in self.hosts.values_mut() {
            host.waiting.clear();
            host.under_way = 0;
        }
    }

    /// Requests that wait or are under way.
    #[must_use]
    pub fn open(&self) -> usize {
        self.requests.len()
    }

    /// Ends a request's being under way; `None` where it is not.
    fn take_back(&mut self, id: u64) -> Option<&mut Host> {
        let request = self.requests.get(&id).filter(|request| request.under_way)?;
        let host = self.hosts.get_mut(&request.host)?;
        host.under_way = host.under_way.saturating_sub(1);
        Some(host)
    }
}

/// How long a host asks to be left alone, in milliseconds, by the headers it lets a page read.
///
/// `Retry-After` counts seconds; its other form, a date, is not read. Blockscout's `x-ratelimit-reset` counts milliseconds
/// and comes with every answer, so it counts only where the limit was hit.
#[must_use]
pub fn asked_to_wait(status: u16, retry_after: Option<&str>, ratelimit_reset: Option<&str>) -> Option<u64> {
    let seconds = retry_after.filter(|_| status >= 400).and_then(|text| text.trim().parse::<u64>().ok());
    let reset = || ratelimit_reset.filter(|_| status == 429).and_then(|text| text.trim().parse().ok());
    seconds.map(|seconds| seconds.saturating_mul(1000)).or_else(reset)
}

#[cfg(test)]
mod tests;
