//! Who froze money, by name.

use std::collections::BTreeMap;

use crate::money::UnixSeconds;

use super::super::correction::Corrections;
use super::super::entry::Share;
use super::super::order::Order;
use super::super::tally::Tally;
use super::super::view::{Company, Delay, Money};
use super::place::{Score, places};
use super::{Shares, rest, returned};

#[derive(Default)]
struct Sums {
    freezes: u64,
    frozen: Money,
    released: Money,
    returns: u64,
    returned: Money,
    due: Money,
    paid: Money,
    after_tip: Vec<u64>,
    after_ask: Vec<u64>,
    active: Option<(UnixSeconds, UnixSeconds)>,
    disputed: bool,
    score: Score,
}

pub(super) fn companies(shares: &[Shares<'_, '_>], order: &Order<'_>, tally: &Tally, corrections: &Corrections) -> Vec<Company> {
    let asked = asked(tally, corrections);
    let mut sums: BTreeMap<(bool, &str), Sums> = BTreeMap::new();
    for one in shares {
        let freeze = one.freeze;
        let frozen = &freeze.said.content;
        let sum = sums.entry((freeze.said.example, frozen.by.as_str())).or_default();
        sum.freezes += 1;
        sum.frozen.add(&frozen.asset, frozen.amount, frozen.usd_cents.map(|cents| cents.0.into()));
        if freeze.released.is_some() {
            sum.released.add(&frozen.asset, rest(freeze), None);
        } else {
            let cents = frozen.usd_cents.map_or(0, |cents| cents.0);
            sum.score.freezes += 1;
            sum.score.frozen_cents = [sum.score.frozen_cents, cents.into()].into_iter().sum();
        }
        sum.returned.join(&returned(freeze));
        sum.returns += u64::from(!freeze.returns.is_empty());
        sum.score.returns = sum.returns;
        sum.score.returned_cents = sum.returned.cents();
        for due in one.reward.dues.iter().filter(|due| due.share == Share::Freezer) {
            sum.due.add(&due.asset, due.due, None);
            sum.paid.add(&due.asset, due.paid, None);
        }
        let first = freeze.reporters(order).next().map(|first| first.known.at);
        sum.after_tip.extend(first.and_then(|known| frozen.time.get().checked_sub(known.get())));
        let asked = asked.get(&(freeze.said.example, frozen.freeze.as_str()));
        sum.after_ask.extend(asked.and_then(|asked| frozen.time.get().checked_sub(asked.get())));
        let (least, most) = sum.active.unwrap_or((frozen.time, frozen.time));
        sum.active = Some((least.min(frozen.time), most.max(frozen.time)));
        sum.disputed |= one.reward.disputed;
    }
    let row = |((example, name), sums): ((bool, &str), Sums)| {
        let (first_active, last_active) = sums.active.unwrap_or_default();
        let company = Company {
            rank: 0,
            tied: false,
            name: name.to_owned(),
            freezes: sums.freezes,
            frozen: sums.frozen,
            released: sums.released,
            returns: sums.returns,
            returned: sums.returned,
            due: sums.due,
            paid: sums.paid,
            after_tip: Delay::of(sums.after_tip),
            after_ask: Delay::of(sums.after_ask),
            first_active,
            last_active,
            disputed: sums.disputed,
            example,
        };
        (sums.score, company)
    };
    let rows = sums.into_iter().map(row).collect();
    let then = |row: &Company| (row.first_active, row.name.clone(), row.example);
    places(rows, then, |row, rank, tied| {
        row.rank = rank;
        row.tied = tied;
    })
}

/// When the freezer of each freeze was first asked, where an answer names both.
fn asked<'a>(tally: &'a Tally, corrections: &Corrections) -> BTreeMap<(bool, &'a str), UnixSeconds> {
    let mut all: BTreeMap<(bool, &'a str), UnixSeconds> = BTreeMap::new();
    for said in corrections.counting(&tally.answered) {
        if let (Some(freeze), Some(asked)) = (&said.content.freeze, said.content.asked) {
            all.entry((said.example, freeze.as_str())).and_modify(|first| *first = asked.min(*first)).or_insert(asked);
        }
    }
    all
}
