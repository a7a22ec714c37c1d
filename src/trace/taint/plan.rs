//! What all policies share: which rows are stolen, left out or proceeds, what is followed out of whom, and the order.

use std::collections::BTreeSet;

use super::links::Links;
use super::{Mode, Swap};
use crate::trace::history::{Coin, History, RowId, Who};
use crate::trace::view::Direction;

/// What a row is to a replay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags(u8);

impl Flags {
    pub(super) const MOVES: u8 = 1;
    pub(super) const FEE: u8 = 2;
    pub(super) const SEED: u8 = 4;
    pub(super) const LEFT_OUT: u8 = 8;
    pub(super) const PROCEEDS: u8 = 16;
    /// It stands in [`Plan::order`].
    const ORDERED: u8 = 32;
    /// It is in [`Plan::stolen`].
    const SUMMED: u8 = 64;
    /// [`Plan::links`] knows more of it.
    pub(super) const SPECIAL: u8 = 128;

    pub(super) const fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }

    const fn set(&mut self, bit: u8, on: bool) {
        self.0 = if on { self.0 | bit } else { self.0 & !bit };
    }
}

/// What one address holds of one asset.
#[derive(Clone, Copy, Debug)]
pub(super) struct Purse {
    pub(super) who: Who,
    pub(super) coin: Coin,
    pub(super) mode: Mode,
    /// The next purse of the same address.
    next: u32,
    /// Everything known to have come in, in base units.
    pub(super) received: u128,
}

const NONE: u32 = u32::MAX;

/// The rows and purses of a history as the replays see them.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) direction: Direction,
    pub(super) flags: Vec<Flags>,
    pub(super) purses: Vec<Purse>,
    /// The first purse and the mode of each address.
    heads: Vec<u32>,
    modes: Vec<Mode>,
    swaps: Vec<Swap>,
    /// Purses that proceeds of a stated sale leave: how much of them is proceeds hangs on all that is known to be there.
    pub(super) sellers: BTreeSet<u32>,
    /// What the seeds brought in, by asset.
    pub(super) stolen: Vec<u128>,
    /// Rows that can carry taint, in the order of the chain after [`Plan::sort`], and those that are to be entered there.
    pub(super) order: Vec<u32>,
    pending: Vec<u32>,
    rows_seen: u32,
    reordered_seen: usize,
    swaps_seen: usize,
    pub(super) links: Links,
    changed: Changes,
}

/// What changed since the last update.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    /// Rows that are new.
    pub(super) fresh: std::ops::Range<u32>,
    /// Older rows that stand elsewhere or are something else to the replay.
    pub(super) rows: BTreeSet<u32>,
    /// Addresses out of which something else is followed.
    pub(super) whos: BTreeSet<u32>,
    /// Links are others, or rows of their transactions came or moved: everything is to be replayed.
    pub(super) all: bool,
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        self.fresh.is_empty() && self.rows.is_empty() && self.whos.is_empty() && !self.all
    }
}

impl Plan {
    pub(super) fn new(direction: Direction) -> Self {
        Self {
            direction,
            flags: Vec::new(),
            purses: Vec::new(),
            heads: Vec::new(),
            modes: Vec::new(),
            swaps: Vec::new(),
            sellers: BTreeSet::new(),
            stolen: Vec::new(),
            order: Vec::new(),
            pending: Vec::new(),
            rows_seen: 0,
            reordered_seen: 0,
            swaps_seen: 0,
            links: Links::default(),
            changed: Changes::default(),
        }
    }

    pub(super) fn mode(&self, who: Who) -> Mode {
        self.modes.get(who.0 as usize).copied().unwrap_or_default()
    }

    pub(super) fn set_mode(&mut self, who: Who, mode: Mode) {
        if self.mode(who) == mode {
            return;
        }
        if self.modes.len() <= who.0 as usize {
            self.modes.resize(who.0 as usize + 1, Mode::default());
        }
        self.modes[who.0 as usize] = mode;
        self.changed.whos.insert(who.0);
        let mut purse = self.heads.get(who.0 as usize).copied().unwrap_or(NONE);
        while purse != NONE {
            self.purses[purse as usize].mode = mode;
            purse = self.purses[purse as usize].next;
        }
    }

    pub(super) fn purse(&self, who: Who, coin: Coin) -> Option<u32> {
        self.purses_of(who).find(|purse| self.purses[*purse as usize].coin == coin)
    }

    pub(super) fn purses_of(&self, who: Who) -> impl Iterator<Item = u32> + '_ {
        let head = self.heads.get(who.0 as usize).copied().filter(|purse| *purse != NONE);
        std::iter::successors(head, |purse| Some(self.purses[*purse as usize].next).filter(|next| *next != NONE))
    }

    pub(super) fn add_seed(&mut self, row: RowId) {
        self.flag(row, Flags::SEED, true);
    }

    pub(super) fn leave_out(&mut self, row: RowId, out: bool) {
        self.flag(row, Flags::LEFT_OUT, out);
    }

    pub(super) fn add_swap(&mut self, swap: Swap) {
        self.swaps.push(swap);
    }

    pub(super) fn touch(&mut self, row: RowId) {
        self.changed.rows.insert(row.0);
    }

    /// Everything is to be replayed.
    pub(super) fn change_all(&mut self) {
        self.changed.all = true;
    }

    pub(super) fn flag(&mut self, row: RowId, bit: u8, on: bool) {
        if self.flags.len() <= row.0 as usize {
            // A row that the next update takes in.
            self.flags.resize(row.0 as usize + 1, Flags::default());
        }
        if self.flags[row.0 as usize].has(bit) != on {
            self.flags[row.0 as usize].set(bit, on);
            self.changed.rows.insert(row.0);
        }
    }

    /// Takes in what is new in the history; gives what changed.
    pub(super) fn take_in(&mut self, history: &History) -> Changes {
        let rows = history.len() as u32;
        self.flags.resize(rows as usize, Flags::default());
        self.stolen.resize(history.coins(), 0);
        self.heads.resize(history.addresses(), NONE);
        for &(who, coin) in &history.purses()[self.purses.len()..] {
            let next = std::mem::replace(&mut self.heads[who.0 as usize], self.purses.len() as u32);
            self.purses.push(Purse { who, coin, mode: self.mode(who), next, received: 0 });
        }
        let fresh = self.rows_seen..rows;
        for row in fresh.clone().map(RowId) {
            self.take_in_row(history, row);
        }
        for swap in self.swaps_seen..self.swaps.len() {
            let known = history.who(&self.swaps[swap].at).map_or(&[][..], |who| history.touching(who));
            for &row in known {
                self.find_proceeds(history, row, swap..swap + 1);
            }
        }
        self.swaps_seen = self.swaps.len();
        for row in &history.reordered()[self.reordered_seen..] {
            self.changed.rows.insert(row.0);
            if self.flags[row.0 as usize].has(Flags::ORDERED) {
                self.flags[row.0 as usize].set(Flags::ORDERED, false);
                self.pending.push(row.0);
            }
        }
        self.reordered_seen = history.reordered().len();
        self.rows_seen = rows;
        let mut changed = std::mem::take(&mut self.changed);
        changed.rows = changed.rows.split_off(&0).into_iter().filter(|row| *row < fresh.start).collect();
        changed.fresh = fresh.clone();
        for row in changed.rows.iter().copied().chain(fresh) {
            self.sum_stolen(history, RowId(row));
            changed.all |= !self.links.is_empty() && self.links.arrange(history.tx(RowId(row)));
        }
        if !changed.fresh.is_empty() || !changed.rows.is_empty() {
            self.links.unsettle();
        }
        changed
    }

    fn take_in_row(&mut self, history: &History, row: RowId) {
        if !history.is_moving(row) {
            return;
        }
        let moved = history.moved(row);
        let is_fee = history.is_fee(row);
        let flags = &mut self.flags[row.0 as usize];
        flags.set(Flags::MOVES, true);
        flags.set(Flags::FEE, is_fee);
        let payee = if self.direction == Direction::Forward { moved.to } else { moved.from };
        if !(is_fee && self.direction == Direction::Forward) {
            self.purses[payee as usize].received += moved.amount.get();
        }
        self.pending.push(row.0);
        if !self.swaps.is_empty() {
            self.find_proceeds(history, row, 0..self.swaps.len());
        }
    }

    /// Proceeds are followed forwards only: backwards, money that came of a sale rests with the seller.
    fn find_proceeds(&mut self, history: &History, row: RowId, swaps: std::ops::Range<usize>) {
        let kept = history.row(row);
        let is_proceeds = self.direction == Direction::Forward
            && self.swaps[swaps].iter().any(|swap| {
                history.address(kept.from) == &swap.at
                    && history.asset(kept.coin) == &swap.bought
                    && swap.proceeds.contains(history.tx(row))
            });
        if is_proceeds {
            self.sellers.insert(history.moved(row).from);
            self.flag(row, Flags::PROCEEDS, true);
        }
    }

    fn sum_stolen(&mut self, history: &History, row: RowId) {
        let flags = &mut self.flags[row.0 as usize];
        if flags.has(Flags::SEED) && flags.has(Flags::MOVES) && !flags.has(Flags::SUMMED) {
            flags.set(Flags::SUMMED, true);
            let moved = history.moved(row);
            self.stolen[usize::from(self.purses[moved.from as usize].coin.0)] += moved.amount.get();
        }
    }

    /// Brings [`Plan::order`] up to date.
    pub(super) fn sort(&mut self, history: &History) {
        if !self.pending.is_empty() {
            let Self { order, pending, flags, .. } = self;
            order.retain(|row| flags[*row as usize].has(Flags::ORDERED));
            pending.sort_by(|a, b| history.compare(RowId(*a), RowId(*b)));
            order.append(pending);
            for row in &*order {
                flags[*row as usize].set(Flags::ORDERED, true);
            }
            // Two sorted runs: one merge.
            order.sort_by(|a, b| history.compare(RowId(*a), RowId(*b)));
        }
        self.arrange(history);
    }

    pub(super) fn bytes(&self) -> usize {
        self.flags.capacity() * size_of::<Flags>()
            + self.purses.capacity() * size_of::<Purse>()
            + (self.heads.capacity() + self.order.capacity() + self.pending.capacity()) * size_of::<u32>()
            + self.modes.capacity() * size_of::<Mode>()
    }
}
