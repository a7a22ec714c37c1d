//! A board from all that was said: settled by the whole, then shown as far as a filter lets through.

mod actors;
mod companies;
mod hunters;
mod place;
mod shown;
mod stated;

use std::collections::BTreeMap;

use crate::money::Amount;

use super::correction::Corrections;
use super::freezes::{Freeze, freezes};
use super::order::{Fate, Order};
use super::reward::{reward, row, statements};
use super::tally::Tally;
use super::view::{Board, CaseRow, FeedAbout, Filter, FreezeRow, Money, Note, Queue, Reward, Totals};
use shown::Shown;

/// What follows from a feed, settled before any filter but that of examples.
pub(super) struct Settled<'a> {
    pub(super) corrections: Corrections,
    pub(super) order: Order<'a>,
    /// In the order of the feed.
    pub(super) freezes: Vec<Freeze<'a>>,
    pub(super) notes: Vec<Note>,
}

impl<'a> Settled<'a> {
    pub(super) fn of(tally: &'a Tally, with_examples: bool) -> Self {
        let mut notes = Vec::new();
        let corrections = Corrections::of(tally, with_examples, &mut notes);
        let order = Order::of(tally, &corrections, &mut notes);
        let freezes = freezes(tally, &corrections, &order, &mut notes);
        Self { corrections, order, freezes, notes }
    }
}

/// A freeze that is shown, and its bounty.
pub(super) struct Shares<'s, 'a> {
    pub(super) freeze: &'s Freeze<'a>,
    pub(super) reward: Reward,
}

/// The board under a filter.
pub(super) fn board(tally: &Tally, filter: &Filter) -> Board {
    let Settled { corrections, order, freezes, mut notes } = Settled::of(tally, filter.examples);
    let shown = Shown(filter);
    let mut shares: Vec<Shares<'_, '_>> = freezes
        .iter()
        .filter(|freeze| shown.freeze(freeze, &order))
        .map(|freeze| Shares { freeze, reward: reward(freeze, &order) })
        .collect();
    shares.sort_by_key(|one| std::cmp::Reverse((one.freeze.said.content.time, one.freeze.said.entry)));
    for said in tally.opened.iter().skip(1).filter(|said| corrections.counts(said)) {
        notes.push(Note { entry: said.entry, why: "The feed is open already: it does not count.".to_owned() });
    }
    let actors = actors::actors(tally, &corrections, &shown, &mut notes);
    let statements = stated::statements(tally, &corrections, &shown, &mut notes);
    let companies = companies::companies(&shares, &order, tally, &corrections);
    let hunters = hunters::hunters(&shares, &order, &shown);
    let freeze_rows: Vec<FreezeRow> = shares.iter().map(|one| freeze_row(one, &order)).collect();
    let totals = totals(&shares, &order, &shown);
    let queue = queue(&shares, &order, &shown, &totals);
    notes.sort();
    notes.dedup();
    Board {
        about: about(tally, &corrections),
        cases: cases(tally, &corrections, &order, &freezes),
        hunters,
        companies,
        actors,
        freezes: freeze_rows,
        statements,
        totals,
        rewards: shares.into_iter().map(|one| one.reward).collect(),
        queue,
        notes,
    }
}

pub(super) fn about(tally: &Tally, corrections: &Corrections) -> FeedAbout {
    let opened = tally.opened.first();
    let first_key = opened.map(|said| said.content.publisher.clone());
    FeedAbout {
        name: opened.map_or_else(String::new, |said| said.content.name.clone()),
        about: opened.map_or_else(String::new, |said| said.content.about.clone()),
        publisher: tally.handovers.last().map(|said| said.content.to.clone()).or_else(|| first_key.clone()),
        first_key,
        entries: tally.entries,
        head: tally.head,
        newest: tally.newest,
        opened: tally.began,
        examples: tally.examples.len() as u64,
        withdrawn: corrections.withdrawn(),
        disputed: corrections.disputed(),
    }
}

fn cases(tally: &Tally, corrections: &Corrections, order: &Order<'_>, freezes: &[Freeze<'_>]) -> Vec<CaseRow> {
    let mut tips: BTreeMap<(bool, &str), (u64, u64)> = BTreeMap::new();
    for one in &order.submissions {
        let (all, valid) = tips.entry((one.received.example, one.received.content.case.as_str())).or_default();
        *all += 1;
        *valid += u64::from(matches!(one.fate, Fate::First(_)));
    }
    let mut frozen: BTreeMap<(bool, &str), u64> = BTreeMap::new();
    for freeze in freezes {
        *frozen.entry((freeze.said.example, freeze.said.content.case.as_str())).or_default() += 1;
    }
    let mut rows: Vec<(u64, CaseRow)> = Vec::new();
    for (key, list) in statements(tally, corrections) {
        let (Some(first), Some(newest)) = (list.first(), list.last()) else { continue };
        let (tips, valid) = tips.get(&key).copied().unwrap_or_default();
        let row = CaseRow {
            case: newest.content.case.clone(),
            name: newest.content.name.clone(),
            pack: newest.content.pack.clone(),
            file: newest.content.file.clone(),
            terms: list.iter().map(|said| row(said)).collect(),
            tips,
            valid,
            freezes: frozen.get(&key).copied().unwrap_or_default(),
            entry: newest.entry,
            example: key.0,
            disputed: list.iter().any(|said| corrections.is_disputed(said)),
        };
        rows.push((first.entry, row));
    }
    rows.sort_by_key(|(first, _)| *first);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn freeze_row(one: &Shares<'_, '_>, order: &Order<'_>) -> FreezeRow {
    let freeze = one.freeze;
    let frozen = &freeze.said.content;
    FreezeRow {
        freeze: frozen.freeze.clone(),
        case: frozen.case.clone(),
        at: frozen.at.clone(),
        asset: frozen.asset.clone(),
        amount: frozen.amount,
        usd_cents: frozen.usd_cents.map(|cents| cents.0),
        by: frozen.by.clone(),
        tx: frozen.tx,
        time: frozen.time,
        kind: freeze.kind(order),
        reporters: freeze.reporters(order).map(|one| one.received.content.reporter.clone()).collect(),
        released: freeze.released.map(|said| said.content.time),
        returned: returned(freeze),
        source: frozen.source.clone(),
        entry: freeze.said.entry,
        disputed: !freeze.disputed.is_empty(),
        example: freeze.said.example,
    }
}

/// What came back of a freeze.
pub(super) fn returned(freeze: &Freeze<'_>) -> Money {
    let mut sum = Money::default();
    for said in &freeze.returns {
        sum.add(&said.content.asset, said.content.amount, said.content.usd_cents.map(|cents| cents.0.into()));
    }
    sum
}

/// What of a freeze is not returned, in its own asset.
pub(super) fn rest(freeze: &Freeze<'_>) -> Amount {
    let frozen = &freeze.said.content;
    let same = freeze.returns.iter().filter(|said| said.content.asset == frozen.asset);
    frozen.amount.saturating_minus(same.map(|said| said.content.amount).sum())
}

fn totals(shares: &[Shares<'_, '_>], order: &Order<'_>, shown: &Shown<'_>) -> Totals {
    let mut totals = Totals::default();
    let mut keys = std::collections::BTreeSet::new();
    for one in order.submissions.iter().filter(|one| shown.tip(one)) {
        totals.tips += 1;
        keys.insert((one.received.example, &one.received.content.reporter));
        match one.fate {
            Fate::Waiting => totals.waiting += 1,
            Fate::Beaten(..) => totals.beaten += 1,
            Fate::Repeated(..) => totals.repeated += 1,
            Fate::Refused(_) => totals.refused += 1,
            Fate::First(said) => {
                totals.valid += 1;
                let content = &said.content;
                totals.traced.add(&content.asset, content.amount, content.usd_cents.map(|cents| cents.0.into()));
            }
        }
    }
    totals.hunters = keys.len() as u64;
    for one in shares {
        let frozen = &one.freeze.said.content;
        totals.freezes += 1;
        totals.frozen.add(&frozen.asset, frozen.amount, frozen.usd_cents.map(|cents| cents.0.into()));
        if one.freeze.released.is_some() {
            totals.released.add(&frozen.asset, rest(one.freeze), None);
        }
        totals.returned.join(&returned(one.freeze));
        for due in &one.reward.dues {
            totals.due.add(&due.asset, due.due, None);
            totals.paid.add(&due.asset, due.paid, None);
        }
    }
    totals.frozen_by_symbol = totals.frozen.by_symbol();
    totals
}

fn queue(shares: &[Shares<'_, '_>], order: &Order<'_>, shown: &Shown<'_>, totals: &Totals) -> Queue {
    let waiting = order.submissions.iter().filter(|one| shown.tip(one) && matches!(one.fate, Fate::Waiting));
    let dues = || shares.iter().flat_map(|one| &one.reward.dues);
    Queue {
        waiting: totals.waiting,
        oldest: waiting.map(|one| one.received.content.received).min(),
        held: shares.iter().filter(|one| one.freeze.released.is_none() && !rest(one.freeze).is_zero()).count() as u64,
        unpaid: dues().filter(|due| !due.open.is_zero()).count() as u64,
        overpaid: dues().filter(|due| !due.over.is_zero()).count() as u64,
        disputed: shares.iter().filter(|one| one.reward.disputed).count() as u64,
    }
}
