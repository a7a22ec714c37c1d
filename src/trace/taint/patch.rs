//! Brings one policy up to date after a change, redoing only what depends on it.
//!
//! Rows are taken in the order of the chain from the first that changed. A purse is opened when a row that changed, or one
//! whose stolen part came out otherwise, touches it while stolen money was or is there: its till is filled again from its
//! earlier rows, and from there on all of its rows are replayed. Where a row comes out as before, nothing behind it is
//! opened. The outcome is that of a whole replay (`tests/taint/laws.rs`).

use std::collections::{BTreeMap, BTreeSet};

use super::Mode;
use super::marks::Slots;
use super::plan::{Changes, Flags, Plan};
use super::replay::{Account, Run, Step, Tills};
use crate::trace::history::{History, RowId};
use crate::trace::view::Direction;

/// A purse whose till is open.
#[derive(Clone, Copy, Debug)]
struct Open {
    till: u32,
    /// The place of the next row in the list of its address.
    next: usize,
}

/// A replay of what a change reaches.
pub(super) struct Patch<'a> {
    history: &'a History,
    plan: &'a Plan,
    changes: &'a Changes,
    slots: &'a mut Slots,
    run: &'a mut Run,
    tills: Tills,
    open: BTreeMap<u32, Open>,
    /// Purses where received money rests and a receipt changed.
    stale: BTreeSet<u32>,
    /// Rows to take, the earliest on top.
    heap: Vec<u32>,
    /// Whether the change reached a link: what follows of it is for a whole replay.
    reached_link: bool,
}

impl<'a> Patch<'a> {
    pub(super) fn new(history: &'a History, plan: &'a Plan, changes: &'a Changes, slots: &'a mut Slots, run: &'a mut Run) -> Self {
        let tills = Tills::new(run.policy, 0);
        Self {
            history,
            plan,
            changes,
            slots,
            run,
            tills,
            open: BTreeMap::new(),
            stale: BTreeSet::new(),
            heap: Vec::new(),
            reached_link: false,
        }
    }

    /// Whether the change was brought in within so many rows. Otherwise the run is to be replayed whole.
    pub(super) fn apply(mut self, most: usize) -> bool {
        self.run.resize(self.history.coins(), self.plan.purses.len());
        self.begin();
        let mut last = None;
        let mut taken = 0;
        while let Some(row) = self.pop() {
            // Both purses of a row may have called for it.
            if last.replace(row) != Some(row) {
                taken += 1;
                if taken > most {
                    return false;
                }
                self.take(row);
                if self.reached_link {
                    return false;
                }
            }
        }
        self.finish();
        true
    }

    fn begin(&mut self) {
        for row in self.changes.rows.iter().copied().chain(self.changes.fresh.clone()) {
            if self.plan.flags[row as usize].has(Flags::MOVES) {
                self.push(row);
            }
        }
        for &who in &self.changes.whos {
            let who = crate::trace::history::Who(who);
            let mut first: BTreeMap<u32, u32> = BTreeMap::new();
            for &RowId(row) in self.history.touching(who) {
                let step = Step::of(self.history, self.plan, row);
                let is_receipt = self.run.marks.get(self.slots.of(row)) > 0;
                for purse in [step.payee.filter(|_| is_receipt), step.payer.filter(|_| self.is_proceeds(row))].into_iter().flatten() {
                    let kept = first.entry(purse).or_insert(row);
                    if self.is_before(row, *kept) {
                        *kept = row;
                    }
                }
            }
            for (_, row) in first {
                self.push(row);
            }
        }
    }

    fn is_proceeds(&self, row: u32) -> bool {
        self.plan.flags[row as usize].has(Flags::PROCEEDS)
    }

    fn take(&mut self, row: u32) {
        let (history, plan) = (self.history, self.plan);
        let flags = plan.flags[row as usize];
        if flags.has(Flags::SPECIAL) && plan.links.joins(row) {
            self.reached_link = true;
            return;
        }
        let step = self.run.step(history, plan, self.slots, row);
        let is_changed = self.changes.fresh.contains(&row) || self.changes.rows.contains(&row);
        let slot = self.slots.of(row);
        let before = self.run.marks.get(slot);

        let payer = step.payer.and_then(|purse| {
            let opens = self.reaches(purse, is_changed, before > 0 || self.is_proceeds(row));
            self.till(purse, row, opens)
        });
        if self.reached_link {
            return;
        }
        // What it was booked with before may be no more.
        let is_brought = step.is_brought() || self.run.brought.contains_key(&row);
        let (stolen, differs) = if payer.is_some() || flags.has(Flags::SEED) || is_brought {
            let stolen = self.tills.pay(history, plan, &step, payer);
            (stolen, self.run.marks.set(self.slots, row, stolen, &self.tills.books.parcel))
        } else {
            self.recall(row);
            (before, false)
        };

        if is_brought {
            self.run.book(history, row, if step.is_brought() { stolen } else { 0 });
        }
        match step.payee {
            None => {
                let coin = step.payer.map_or(0, |purse| usize::from(plan.purses[purse as usize].coin.0));
                let fees = &mut self.run.sums[coin].fees;
                *fees = *fees + stolen - before;
            }
            Some(purse) => {
                let opens = self.reaches(purse, is_changed || differs, stolen > 0);
                if let Some(till) = self.till(purse, row, opens) {
                    self.tills.receive(history, plan, &step, till, purse, stolen);
                } else if differs || (is_changed && stolen > 0) {
                    self.reached_link |= plan.links.reach(purse);
                    self.stale.insert(purse);
                }
            }
        }
        for purse in [step.payer, step.payee].into_iter().flatten() {
            self.advance(purse, row);
        }
    }

    /// Whether a purse must be open for this row.
    fn reaches(&self, purse: u32, is_changed: bool, carries: bool) -> bool {
        let Some(what) = self.plan.purses.get(purse as usize) else { return false };
        // A row without stolen money may still leave less for a sale's proceeds to be covered by.
        let was = carries || self.plan.sellers.contains(&purse) || self.run.accounts.get(purse).is_some_and(Account::is_tainted);
        was && (self.changes.whos.contains(&what.who.0) || (is_changed && what.mode != Mode::Rest))
    }

    /// The till of a purse, opened before this row where it is to be.
    fn till(&mut self, purse: u32, row: u32, opens: bool) -> Option<u32> {
        if let Some(open) = self.open.get(&purse) {
            return Some(open.till);
        }
        if !opens {
            return None;
        }
        if self.plan.links.reach(purse) {
            self.reached_link = true;
            return None;
        }
        let till = self.open.len() as u32;
        self.tills.resize(till + 1);
        // What the purse paid or received before is settled: it is gone through again for what is left of it.
        let parcel = std::mem::take(&mut self.tills.books.parcel);
        let list = self.history.touching(self.plan.purses[purse as usize].who);
        let mut next = 0;
        while let Some(&RowId(earlier)) = self.nth(list, next).filter(|earlier| self.is_before(earlier.0, row)) {
            let step = self.run.step(self.history, self.plan, self.slots, earlier);
            let pays = step.payer == Some(purse);
            let receives = step.payee == Some(purse);
            let mut stolen = self.run.marks.get(self.slots.of(earlier));
            if pays {
                stolen = self.tills.pay(self.history, self.plan, &step, Some(till));
            }
            if receives {
                self.recall(earlier);
                self.tills.receive(self.history, self.plan, &step, till, purse, stolen);
            }
            next += 1;
        }
        self.tills.books.parcel = parcel;
        self.open.insert(purse, Open { till, next });
        Some(till)
    }

    /// Takes up the lots that a row carried when it was last replayed.
    fn recall(&mut self, row: u32) {
        self.tills.books.parcel.clear();
        self.tills.books.parcel.extend(self.run.marks.parcel(self.slots.of(row)));
    }

    /// Calls for the row of an open purse that comes after this one.
    fn advance(&mut self, purse: u32, row: u32) {
        let Some(mut open) = self.open.get(&purse).copied() else { return };
        let list = self.history.touching(self.plan.purses[purse as usize].who);
        while let Some(&RowId(next)) = self.nth(list, open.next) {
            let step = Step::of(self.history, self.plan, next);
            if (step.payer == Some(purse) || step.payee == Some(purse)) && self.is_before(row, next) {
                self.push(next);
                break;
            }
            open.next += 1;
        }
        self.open.insert(purse, open);
    }

    /// The n-th row of an address's list in the order of this direction.
    fn nth<'l>(&self, list: &'l [RowId], n: usize) -> Option<&'l RowId> {
        match self.plan.direction {
            Direction::Forward => list.get(n),
            Direction::Backward => list.len().checked_sub(n + 1).and_then(|at| list.get(at)),
        }
    }

    fn is_before(&self, a: u32, b: u32) -> bool {
        let order = self.history.compare(RowId(a), RowId(b));
        if self.plan.direction == Direction::Forward { order.is_lt() } else { order.is_gt() }
    }

    fn finish(mut self) {
        for (&purse, open) in &self.open {
            let mut account = self.tills.accounts.get(open.till).copied().unwrap_or_else(|| Account::new(purse));
            account.finish(self.history, self.tills.books.left(open.till));
            self.run.put(self.plan, account);
        }
        let stale = std::mem::take(&mut self.stale);
        for purse in stale.into_iter().filter(|purse| !self.open.contains_key(purse)) {
            let mut account = Account::new(purse);
            let list = self.history.touching(self.plan.purses[purse as usize].who);
            for n in 0..list.len() {
                let Some(&RowId(row)) = self.nth(list, n) else { break };
                let stolen = self.run.marks.get(self.slots.of(row));
                if stolen > 0 && Step::of(self.history, self.plan, row).payee == Some(purse) {
                    account.receive(row, stolen);
                }
            }
            let left = account.tainted_in;
            account.finish(self.history, left);
            self.run.put(self.plan, account);
        }
    }

    fn push(&mut self, row: u32) {
        let mut at = self.heap.len();
        self.heap.push(row);
        while at > 0 {
            let parent = (at - 1) / 2;
            if !self.is_before(row, self.heap[parent]) {
                break;
            }
            self.heap.swap(at, parent);
            at = parent;
        }
    }

    fn pop(&mut self) -> Option<u32> {
        if self.heap.is_empty() {
            return None;
        }
        let top = self.heap.swap_remove(0);
        let mut at = 0;
        loop {
            let earlier = |a: usize, b: usize| self.is_before(self.heap[a], self.heap[b]);
            let mut least = at;
            for child in [2 * at + 1, 2 * at + 2] {
                if child < self.heap.len() && earlier(child, least) {
                    least = child;
                }
            }
            if least == at {
                return Some(top);
            }
            self.heap.swap(at, least);
            at = least;
        }
    }
}
