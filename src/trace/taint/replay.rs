//! One policy over a history: the stolen part of every row, and what went through every purse.

use std::collections::BTreeMap;

use super::Mode;
use super::Sums;
use super::books::Books;
use super::links::Due;
use super::lots::Lot;
use super::marks::{Marks, Slots};
use super::plan::{Flags, Plan};
use crate::trace::history::{History, RowId};
use crate::trace::view::{Direction, Policy};

pub(super) const NONE: u32 = u32::MAX;

/// What went through a purse, in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) purse: u32,
    /// The first and the last tainted receipt; [`NONE`] where there is none.
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) first_block: u64,
    pub(super) last_block: u64,
    pub(super) last_at: u64,
    pub(super) tainted_in: u128,
    pub(super) from_swaps: u128,
    pub(super) mixed_in: u128,
    pub(super) unseen_in: u128,
    pub(super) left: u128,
}

impl Account {
    pub(super) const fn new(purse: u32) -> Self {
        Self {
            purse,
            first: NONE,
            last: NONE,
            first_block: 0,
            last_block: 0,
            last_at: 0,
            tainted_in: 0,
            from_swaps: 0,
            mixed_in: 0,
            unseen_in: 0,
            left: 0,
        }
    }

    /// Whether stolen money was ever here.
    pub(super) const fn is_tainted(&self) -> bool {
        self.tainted_in > 0 || self.from_swaps > 0
    }

    pub(super) fn receive(&mut self, row: u32, stolen: u128) {
        self.tainted_in += stolen;
        self.last = row;
        if self.first == NONE {
            self.first = row;
        }
    }

    /// Looks the blocks of the first and last receipt up.
    pub(super) fn finish(&mut self, history: &History, left: u128) {
        self.left = left;
        if self.first != NONE {
            let (first, last) = (history.row(RowId(self.first)), history.row(RowId(self.last)));
            (self.first_block, self.last_block, self.last_at) = (first.block, last.block, last.at.get());
        }
    }
}

/// Accounts of the purses that have one.
#[derive(Clone, Debug, Default)]
pub(super) struct Accounts {
    /// By purse or till: the account, from 1.
    of: Vec<u32>,
    all: Vec<Account>,
}

impl Accounts {
    pub(super) fn resize(&mut self, purses: usize) {
        self.of.resize(purses, 0);
    }

    pub(super) fn get(&self, at: u32) -> Option<&Account> {
        let number = self.of.get(at as usize).copied().unwrap_or(0);
        (number as usize).checked_sub(1).map(|number| &self.all[number])
    }

    pub(super) fn get_or_new(&mut self, at: u32, purse: u32) -> &mut Account {
        let number = &mut self.of[at as usize];
        if *number == 0 {
            self.all.push(Account::new(purse));
            *number = self.all.len() as u32;
        }
        &mut self.all[*number as usize - 1]
    }

    /// Replaces the account of a purse; gives the old one.
    fn put(&mut self, account: Account) -> Account {
        std::mem::replace(self.get_or_new(account.purse, account.purse), account)
    }

    pub(super) fn all(&self) -> &[Account] {
        &self.all
    }

    pub(super) fn bytes(&self) -> usize {
        self.of.capacity() * size_of::<u32>() + self.all.capacity() * size_of::<Account>()
    }
}

/// The state of one policy after an update.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) policy: Policy,
    pub(super) marks: Marks,
    pub(super) accounts: Accounts,
    /// By asset; what was stolen is the plan's.
    pub(super) sums: Vec<Sums>,
    /// What each row brought in by a link.
    pub(super) brought: BTreeMap<u32, u128>,
}

impl Run {
    pub(super) fn new(policy: Policy) -> Self {
        let marks = Marks::new(policy.has_lots());
        Self { policy, marks, accounts: Accounts::default(), sums: Vec::new(), brought: BTreeMap::new() }
    }

    /// Replays every row, in the order of the chain.
    pub(super) fn whole(&mut self, history: &History, plan: &mut Plan, slots: &mut Slots) {
        *self = Self::new(self.policy);
        self.sums.resize(history.coins(), Sums::default());
        plan.sort(history);
        let plan = &*plan;
        if plan.direction == Direction::Forward {
            self.replay(history, plan, plan.order.iter().copied(), slots);
        } else {
            self.replay(history, plan, plan.order.iter().rev().copied(), slots);
        }
    }

    fn replay(&mut self, history: &History, plan: &Plan, order: impl Iterator<Item = u32>, slots: &mut Slots) {
        let mut tills = Tills::new(self.policy, plan.purses.len());
        for row in order {
            let step = self.step(history, plan, slots, row);
            let stolen = tills.pay(history, plan, &step, step.payer);
            self.marks.set(slots, row, stolen, &tills.books.parcel);
            if step.is_brought() {
                self.book(history, row, stolen);
            }
            match step.payee {
                Some(payee) => tills.receive(history, plan, &step, payee, payee, stolen),
                None => self.sums[usize::from(plan.purses[step.payer.unwrap_or(0) as usize].coin.0)].fees += stolen,
            }
        }
        let Tills { books, mut accounts } = tills;
        for account in &mut accounts.all {
            account.finish(history, books.left(account.purse));
            self.sums[usize::from(plan.purses[account.purse as usize].coin.0)].add(account);
        }
        self.accounts = accounts;
    }

    /// A row with what links say of it under this policy.
    pub(super) fn step(&self, history: &History, plan: &Plan, slots: &Slots, row: u32) -> Step {
        let mut step = Step::of(history, plan, row);
        if step.flags.has(Flags::SPECIAL) && !step.flags.has(Flags::SEED) {
            step.due = plan.links.due(row, step.amount, self.policy, |paid| self.marks.get(slots.of(paid)));
        }
        step
    }

    /// Books what a row brought in, instead of what it was booked with before.
    pub(super) fn book(&mut self, history: &History, row: u32, stolen: u128) {
        let sums = &mut self.sums[usize::from(history.row(RowId(row)).coin.0)];
        let before = if stolen > 0 { self.brought.insert(row, stolen) } else { self.brought.remove(&row) };
        sums.from_swaps = sums.from_swaps + stolen - before.unwrap_or(0);
    }

    /// Makes room for assets and purses that are new.
    pub(super) fn resize(&mut self, coins: usize, purses: usize) {
        self.sums.resize(coins, Sums::default());
        self.accounts.resize(purses);
    }

    /// Replaces the account of a purse, in the sums too.
    pub(super) fn put(&mut self, plan: &Plan, account: Account) {
        let sums = &mut self.sums[usize::from(plan.purses[account.purse as usize].coin.0)];
        sums.add(&account);
        sums.subtract(&self.accounts.put(account));
    }

    pub(super) fn bytes(&self) -> usize {
        self.marks.bytes() + self.accounts.bytes() + self.sums.capacity() * size_of::<Sums>()
    }
}

/// A row as one direction sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) row: u32,
    flags: Flags,
    amount: u128,
    /// The purse that pays; none where a fee is read backwards.
    pub(super) payer: Option<u32>,
    /// The purse that is paid; none for a fee.
    pub(super) payee: Option<u32>,
    /// What a link says that it holds.
    due: Due,
}

impl Step {
    pub(super) fn of(history: &History, plan: &Plan, row: u32) -> Self {
        let (moved, flags) = (history.moved(RowId(row)), plan.flags[row as usize]);
        let to = if flags.has(Flags::FEE) { None } else { Some(moved.to) };
        let (payer, payee) = if plan.direction == Direction::Forward { (Some(moved.from), to) } else { (to, Some(moved.from)) };
        Self { row, flags, amount: moved.amount.get(), payer, payee, due: Due::Open }
    }

    /// Whether what it holds comes into the asset by it.
    pub(super) fn is_brought(&self) -> bool {
        self.due != Due::Open
    }
}

/// Tills with the accounts of what goes through them.
#[derive(Debug)]
pub(super) struct Tills {
    pub(super) books: Books,
    pub(super) accounts: Accounts,
}

impl Tills {
    pub(super) fn new(policy: Policy, tills: usize) -> Self {
        let mut accounts = Accounts::default();
        accounts.resize(tills);
        Self { books: Books::new(policy, tills), accounts }
    }

    /// Opens empty tills up to this number.
    pub(super) fn resize(&mut self, tills: u32) {
        self.books.resize(tills as usize);
        self.accounts.resize(tills as usize);
    }

    /// Pays a row out of its till; gives the stolen part.
    pub(super) fn pay(&mut self, history: &History, plan: &Plan, step: &Step, till: Option<u32>) -> u128 {
        if step.flags.has(Flags::SEED) {
            self.books.mint(step.amount, step.row);
            return step.amount;
        }
        match step.due {
            Due::Open => self.pay_drawn(history, plan, step, till),
            Due::Brought(stolen) => {
                self.books.mint_part(stolen, step.amount, step.row);
                stolen
            }
            Due::Received(stolen) => {
                self.draw_clean(history, plan, step, till);
                self.books.mint_part(stolen, step.amount, step.row);
                stolen
            }
        }
    }

    /// Draws a row on other money alone.
    fn draw_clean(&mut self, history: &History, plan: &Plan, step: &Step, till: Option<u32>) {
        let (Some(purse), Some(till)) = (step.payer, till) else { return };
        let mode = plan.purses[purse as usize].mode;
        if mode == Mode::Rest {
            return;
        }
        if mode == Mode::Through {
            self.books.pass(till, RowId(step.row), |a, b| history.same_transaction(a, b));
        }
        let missing = self.books.pay_clean(till, step.amount);
        if missing > 0 && mode == Mode::Follow {
            self.accounts.get_or_new(till, purse).unseen_in += missing;
        }
    }

    /// Draws a row on its payer, as the policy says.
    fn pay_drawn(&mut self, history: &History, plan: &Plan, step: &Step, till: Option<u32>) -> u128 {
        if step.flags.has(Flags::LEFT_OUT) {
            self.draw_clean(history, plan, step, till);
            return 0;
        }
        let (Some(purse), Some(till)) = (step.payer, till) else { return 0 };
        let mode = plan.purses[purse as usize].mode;
        if mode == Mode::Rest {
            return 0;
        }
        if mode == Mode::Through {
            self.books.pass(till, RowId(step.row), |a, b| history.same_transaction(a, b));
        }
        let missing = step.amount.saturating_sub(self.books.balance(till));
        if missing > 0 {
            let mixed = if step.flags.has(Flags::PROCEEDS) && mode == Mode::Follow {
                self.books.mint(missing, step.row);
                self.accounts.get_or_new(till, purse).from_swaps += missing;
                self.books.receive(till, missing, missing)
            } else {
                if mode == Mode::Follow {
                    self.accounts.get_or_new(till, purse).unseen_in += missing;
                }
                self.books.receive(till, missing, 0)
            };
            if mixed > 0 {
                self.accounts.get_or_new(till, purse).mixed_in += mixed;
            }
        }
        self.books.pay(till, step.amount)
    }

    /// Pays a row, of which `stolen` is stolen, into a till of the purse that is paid.
    pub(super) fn receive(&mut self, history: &History, plan: &Plan, step: &Step, till: u32, purse: u32, stolen: u128) {
        match plan.purses[purse as usize].mode {
            Mode::Rest => self.books.rest(till, stolen),
            mode => {
                if mode == Mode::Through {
                    self.books.pass(till, RowId(step.row), |a, b| history.same_transaction(a, b));
                }
                let mixed = self.books.receive(till, step.amount, stolen);
                if mixed > 0 {
                    self.accounts.get_or_new(till, purse).mixed_in += mixed;
                }
            }
        }
        if stolen > 0 {
            self.accounts.get_or_new(till, purse).receive(step.row, stolen);
        }
    }
}

/// A lot as others see it: the row that brought it into the trace, where it is stolen.
pub(super) fn origin(lot: &Lot) -> Option<RowId> {
    lot.is_stolen().then_some(RowId(lot.origin))
}
