//! What a trace knows of the journey that it is a part of: what came over to its chain, and how far from the theft.

use std::collections::{BTreeMap, BTreeSet};

use crate::explorer::{About, Question};
use crate::money::{Address, Amount, Asset, TxId};
use crate::trace::Trace;
use crate::trace::history::{Coin, RowId};
use crate::trace::reading::Job;
use crate::trace::search::rank::Ask;
use crate::trace::view::{Policy, Start};

/// The whole theft, in the parts that shares are counted in.
pub(in crate::trace) const WHOLE: u128 = 1_000_000_000;
/// Farther than any trace follows.
pub(super) const MOST_HOPS: u32 = 1_000;

/// A row that a bridge paid, by its own record and by the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::trace) struct Brought {
    /// The stolen part under each policy, in base units.
    pub(super) parts: Vec<(Policy, u128)>,
    /// Hops from the theft of whoever received it.
    pub(super) hop: u32,
    /// Which part of the theft it is, by the chain it came from: billionths.
    pub(super) share: u128,
}

/// What part a trace has in a journey; alone, it has none.
#[derive(Clone, Debug, Default)]
pub(in crate::trace) struct Part {
    /// Whether it is decided elsewhere what is asked next.
    pub(in crate::trace) is_led: bool,
    /// Whether the theft lies on another chain.
    pub(super) is_beyond: bool,
    /// What came over from other chains, or back from a bridge.
    pub(in crate::trace) brought: BTreeMap<RowId, Brought>,
    /// Assets of which all that is here came over, each with its part of the theft.
    shares: BTreeMap<Coin, u128>,
    /// All that came over, as a part of the theft: the measure of what it was swapped for.
    all: u128,
    /// Transactions that were looked up, whatever came of it.
    pub(in crate::trace) looked_up: BTreeSet<TxId>,
}

impl Part {
    /// That of a trace to whose chain money came over.
    pub(super) fn beyond() -> Self {
        Self { is_led: true, is_beyond: true, all: 1, ..Self::default() }
    }

    /// Whether following begins in this transaction. What a bridge names is looked up too, and begins nothing.
    pub(in crate::trace) fn begins_here(&self, start: &Start, tx: TxId) -> bool {
        match start {
            Start::Case => true,
            Start::Transfer { tx: begin, .. } => !self.is_beyond && *begin == tx,
            Start::Address(_) => false,
        }
    }

    /// Hops from the theft of whoever received what following begins with.
    pub(in crate::trace) fn hop_of(&self, row: RowId) -> u32 {
        self.brought.get(&row).map_or(1, |brought| brought.hop)
    }

    /// Which part of the theft all of an asset here is, in billionths.
    pub(in crate::trace) fn share_of(&self, coin: Coin) -> u128 {
        let all = if self.is_beyond { self.all } else { WHOLE };
        self.shares.get(&coin).copied().unwrap_or(all)
    }

    /// What an amount of an asset here would be if all of the asset were the theft.
    pub(in crate::trace) fn in_theft(&self, trace: &Trace, asset: &Asset, amount: Amount) -> Amount {
        match trace.history.coin(asset).map(|coin| self.share_of(coin)) {
            None | Some(WHOLE) => amount,
            Some(share) => amount.share(Amount::from_u128(share), Amount::from_u128(WHOLE)),
        }
    }
}

impl Trace {
    /// Whether an answer is waited for.
    pub(super) fn is_waiting(&self) -> bool {
        self.job.as_ref().is_some_and(|job| !job.waiting.is_empty())
    }

    /// What the next question is worth; `None` where there is none.
    pub(super) fn next_worth(&self) -> Option<u128> {
        if !self.lookups.is_empty() {
            return Some(u128::MAX);
        }
        match self.next_job()?.ask {
            Some(ask) => Some(self.queue.first().filter(|best| best.ask == ask).map_or(u128::MAX, |best| best.worth)),
            None => Some(u128::MAX),
        }
    }

    /// Reads one page of an address, where no money is known to have come: for leads. `None` where the budget is spent.
    pub(super) fn read_once(&mut self, address: &Address) -> Option<Vec<Question>> {
        // It counts as read too late for whatever is found to have come there.
        let ask = if self.read_in_pieces { Ask::Last(0) } else { Ask::Whole(u64::MAX - 1) };
        let about = About::Address(address.clone());
        let first = self.explorers.first();
        let parts = self.explorers.parts(first, &about).iter();
        let waiting: BTreeSet<Question> = parts.map(|part| self.question(first, &about, *part, Some(&ask))).collect();
        if self.asked.saturating_add(u32::try_from(waiting.len()).unwrap_or(u32::MAX)) > self.settings.budget {
            return None;
        }
        let questions: Vec<Question> = waiting.iter().cloned().collect();
        self.job = (!questions.is_empty()).then(|| Job::of(about, Some(ask), waiting));
        Some(self.ask(questions))
    }

    /// Has a transaction looked up, unless it was.
    pub(super) fn look_up(&mut self, tx: TxId) {
        if !self.part.looked_up.contains(&tx) && !self.lookups.contains(&tx) {
            self.lookups.push(tx);
        }
    }

    /// Which part of the theft an amount is, in billionths.
    pub(super) fn share_of_theft(&self, coin: Coin, amount: u128) -> u128 {
        let sums = self.taint.sums(self.settings.policy, coin);
        let all = Amount::from_u128(sums.stolen.saturating_add(sums.from_swaps));
        let share = Amount::from_u128(amount).share(Amount::from_u128(self.part.share_of(coin)), all);
        share.to_u128().unwrap_or(WHOLE).min(WHOLE)
    }

    /// Takes what came over, in place of what came over before; whether anything is new.
    pub(super) fn take_brought(&mut self, brought: BTreeMap<RowId, Brought>) -> bool {
        if brought == self.part.brought {
            return false;
        }
        for row in self.part.brought.keys().filter(|row| !brought.contains_key(row)) {
            self.taint.bring(*row, &[]);
        }
        for (row, new) in &brought {
            self.taint.bring(*row, &new.parts);
        }
        let mut shares: BTreeMap<Coin, u128> = BTreeMap::new();
        for (row, new) in &brought {
            *shares.entry(self.history.row(*row).coin).or_default() += new.share;
        }
        // Where a part of the theft itself lies here, that is the measure.
        let own: BTreeSet<Coin> =
            self.trail.begin.iter().filter(|row| !brought.contains_key(row)).map(|row| self.history.row(*row).coin).collect();
        shares.retain(|coin, _| !own.contains(coin));
        shares.values_mut().for_each(|share| *share = (*share).clamp(1, WHOLE));
        self.part.all = shares.values().fold(0, |sum: u128, share| sum.saturating_add(*share)).clamp(1, WHOLE);
        (self.part.brought, self.part.shares) = (brought, shares);
        self.renew();
        true
    }
}
