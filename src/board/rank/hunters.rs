//! Reporters, by key.

use std::collections::BTreeMap;

use crate::money::{Address, Amount, UnixSeconds};

use super::super::entry::{Reason, Split};
use super::super::order::{Fate, Order, Submission};
use super::super::reward::{sharing, split};
use super::super::view::{Delay, Hunter, Money, RefusedCount};
use super::place::{Score, places};
use super::shown::Shown;
use super::{Shares, rest};

#[derive(Default)]
struct Sums {
    received: u64,
    valid: u64,
    beaten: u64,
    repeated: u64,
    waiting: u64,
    refused: BTreeMap<Reason, u64>,
    traced: Money,
    freezes: u64,
    frozen: Money,
    released: Money,
    returns: u64,
    returned: Money,
    due: Money,
    paid: Money,
    delays: Vec<u64>,
    first_valid: Option<UnixSeconds>,
    disputed: bool,
    score: Score,
}

/// What is known of a key from all its tips, whatever is shown.
struct Whole<'a> {
    name: Option<&'a str>,
    first: UnixSeconds,
    last: UnixSeconds,
}

/// Examples and what is meant never share a row.
type Key<'a> = (bool, &'a Address);

pub(super) fn hunters(shares: &[Shares<'_, '_>], order: &Order<'_>, shown: &Shown<'_>) -> Vec<Hunter> {
    let wholes = wholes(order);
    let mut sums: BTreeMap<Key<'_>, Sums> = BTreeMap::new();
    for one in order.submissions.iter().filter(|one| shown.tip(one)) {
        tip(sums.entry((one.received.example, &one.received.content.reporter)).or_default(), one);
    }
    for one in shares {
        parts(&mut sums, one, order);
        for due in &one.reward.dues {
            if let Some(key) = &due.key {
                let sum = sums.entry((one.freeze.said.example, key)).or_default();
                sum.due.add(&due.asset, due.due, None);
                sum.paid.add(&due.asset, due.paid, None);
            }
        }
    }
    let mut names: BTreeMap<&str, u64> = BTreeMap::new();
    for name in sums.keys().filter_map(|key| wholes.get(key)?.name) {
        *names.entry(name).or_default() += 1;
    }
    let row = |(key, sums): (Key<'_>, Sums)| {
        let whole = wholes.get(&key)?;
        let shared = whole.name.is_some_and(|name| names.get(name).is_some_and(|count| *count > 1));
        Some((sums.score, hunter(key, whole, shared, sums)))
    };
    let rows: Vec<(Score, Hunter)> = sums.into_iter().filter_map(row).collect();
    let then = |row: &Hunter| (row.first_valid.is_none(), row.first_valid, row.key.clone(), row.example);
    places(rows, then, |row, rank, tied| {
        row.rank = rank;
        row.tied = tied;
    })
}

fn wholes<'o>(order: &'o Order<'_>) -> BTreeMap<Key<'o>, Whole<'o>> {
    let mut all: BTreeMap<Key<'o>, Whole<'o>> = BTreeMap::new();
    for one in &order.submissions {
        let content = &one.received.content;
        let at = content.received;
        let whole = all.entry((one.received.example, &content.reporter)).or_insert(Whole { name: None, first: at, last: at });
        whole.name = content.name.as_deref().or(whole.name);
        whole.first = whole.first.min(at);
        whole.last = whole.last.max(at);
    }
    all
}

fn tip(sums: &mut Sums, one: &Submission<'_>) {
    sums.received += 1;
    sums.disputed |= one.disputed;
    match one.fate {
        Fate::Waiting => sums.waiting += 1,
        Fate::Beaten(..) => sums.beaten += 1,
        Fate::Repeated(..) => sums.repeated += 1,
        Fate::Refused(said) => *sums.refused.entry(said.content.reason).or_default() += 1,
        Fate::First(said) => {
            let content = &said.content;
            let cents = content.usd_cents.map(|cents| cents.0.into());
            sums.valid += 1;
            sums.score.valid += 1;
            sums.traced.add(&content.asset, content.amount, cents);
            sums.score.traced_cents = sums.traced.cents();
            sums.first_valid = Some(sums.first_valid.map_or(one.known.at, |first| first.min(one.known.at)));
        }
    }
}

/// Gives each first reporter of a freeze its part of what was frozen, let go and returned.
fn parts<'s>(sums: &mut BTreeMap<Key<'s>, Sums>, shares: &'s Shares<'_, '_>, order: &'s Order<'_>) {
    let freeze = shares.freeze;
    let frozen = &freeze.said.content;
    let firsts: Vec<&Submission<'_>> = freeze.reporters(order).collect();
    let part = Parts { how: sharing(freeze.terms), among: firsts.len() };
    let each = part.of(frozen.amount, frozen.usd_cents.map(|cents| cents.0));
    let let_go = part.of(rest(freeze), None);
    let returns: Vec<Vec<(Amount, Option<Amount>)>> =
        freeze.returns.iter().map(|said| part.of(said.content.amount, said.content.usd_cents.map(|cents| cents.0))).collect();
    for (at, one) in firsts.into_iter().enumerate() {
        let sum = sums.entry((freeze.said.example, &one.received.content.reporter)).or_default();
        let acts = freeze.released.is_none();
        sum.freezes += 1;
        sum.disputed |= shares.reward.disputed;
        sum.delays.push(frozen.time.get().saturating_sub(one.known.at.get()));
        if let Some((amount, cents)) = each.get(at) {
            sum.frozen.add(&frozen.asset, *amount, *cents);
            if acts {
                sum.score.freezes += 1;
                sum.score.frozen_cents = [sum.score.frozen_cents, cents.unwrap_or_default()].into_iter().sum();
            }
        }
        if let Some((amount, _)) = let_go.get(at).filter(|_| !acts) {
            sum.released.add(&frozen.asset, *amount, None);
        }
        for (said, parts) in freeze.returns.iter().zip(&returns) {
            if let Some((amount, cents)) = parts.get(at) {
                sum.returned.add(&said.content.asset, *amount, *cents);
            }
        }
        sum.returns += u64::from(!freeze.returns.is_empty());
        sum.score.returns = sum.returns;
        sum.score.returned_cents = sum.returned.cents();
    }
}

struct Parts {
    how: Split,
    among: usize,
}

impl Parts {
    /// Each one's part of an amount, and of its value in cents.
    fn of(&self, amount: Amount, cents: Option<u64>) -> Vec<(Amount, Option<Amount>)> {
        let values = cents.map(|cents| split(cents.into(), self.how, self.among));
        let value = |at: usize| values.as_ref().and_then(|values| values.get(at).copied());
        split(amount, self.how, self.among).into_iter().enumerate().map(|(at, amount)| (amount, value(at))).collect()
    }
}

fn hunter(key: Key<'_>, whole: &Whole<'_>, name_shared: bool, sums: Sums) -> Hunter {
    Hunter {
        rank: 0,
        tied: false,
        key: key.1.clone(),
        name: whole.name.map(str::to_owned),
        name_shared,
        received: sums.received,
        valid: sums.valid,
        beaten: sums.beaten,
        repeated: sums.repeated,
        waiting: sums.waiting,
        refused: sums.refused.into_iter().map(|(reason, count)| RefusedCount { reason, count }).collect(),
        traced: sums.traced,
        freezes: sums.freezes,
        frozen: sums.frozen,
        released: sums.released,
        returns: sums.returns,
        returned: sums.returned,
        due: sums.due,
        paid: sums.paid,
        to_freeze: Delay::of(sums.delays),
        first_active: whole.first,
        last_active: whole.last,
        first_valid: sums.first_valid,
        disputed: sums.disputed,
        example: key.0,
    }
}
