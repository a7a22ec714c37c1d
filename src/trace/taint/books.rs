//! The money of many purses under one policy: what is there, which part of it is stolen, and what a payment carries.
//!
//! Nothing is created or lost here: what was received and not paid stays, and the caller books what must have come unseen
//! before it is paid.

use std::collections::BTreeMap;

use super::lots::{Lot, Queue, Shelf, append};
use super::{fifo, first, haircut, libr, lifo, poison};
use crate::trace::history::RowId;
use crate::trace::view::Policy;

/// A balance and its stolen part, in base units. Of a purse where money only passes through: of the transaction under way.
/// Of a purse where received money rests, only the stolen part is kept.
#[derive(Clone, Copy, Debug, Default)]
struct Till {
    balance: u128,
    tainted: u128,
}

/// What is at a purse through which money only passes.
#[derive(Clone, Copy, Debug)]
struct Pool {
    /// A row of the transaction under way.
    row: RowId,
    /// Stolen money of earlier transactions, which rests.
    rested: u128,
}

/// The tills of one policy, by number.
#[derive(Debug)]
pub(super) struct Books {
    policy: Policy,
    tills: Vec<Till>,
    /// Under poison: whether stolen money ever came.
    touched: Vec<bool>,
    /// Under FIFO and LIFO: the lots of tills that hold stolen money.
    queues: Vec<Queue>,
    shelf: Shelf,
    pools: BTreeMap<u32, Pool>,
    /// Under FIFO and LIFO: the lots of the payment under way, where a part of it is stolen.
    pub(super) parcel: Vec<Lot>,
}

impl Books {
    pub(super) fn new(policy: Policy, tills: usize) -> Self {
        let mut books = Self {
            policy,
            tills: Vec::new(),
            touched: Vec::new(),
            queues: Vec::new(),
            shelf: Shelf::default(),
            pools: BTreeMap::new(),
            parcel: Vec::new(),
        };
        books.resize(tills);
        books
    }

    /// Opens empty tills up to this number.
    pub(super) fn resize(&mut self, tills: usize) {
        self.tills.resize(tills, Till::default());
        if self.policy == Policy::Poison {
            self.touched.resize(tills, false);
        }
        if self.has_lots() {
            self.queues.resize(tills, Queue::EMPTY);
        }
    }

    const fn has_lots(&self) -> bool {
        self.policy.has_lots()
    }

    pub(super) fn balance(&self, till: u32) -> u128 {
        self.tills[till as usize].balance
    }

    /// The stolen money at a till.
    pub(super) fn left(&self, till: u32) -> u128 {
        self.tills[till as usize].tainted + self.pools.get(&till).map_or(0, |pool| pool.rested)
    }

    /// Makes the payment under way stolen money whole.
    pub(super) fn mint(&mut self, amount: u128, origin: u32) {
        self.parcel.clear();
        if self.has_lots() {
            self.parcel.push(Lot { origin, amount });
        }
    }

    /// Makes a part of the payment under way stolen money, which leaves first, and the rest other money.
    pub(super) fn mint_part(&mut self, stolen: u128, amount: u128, origin: u32) {
        self.parcel.clear();
        if self.has_lots() {
            append(&mut self.parcel, Lot { origin, amount: stolen });
            append(&mut self.parcel, Lot { origin: Lot::CLEAN, amount: amount - stolen });
        }
    }

    /// Pays out at most what is there; gives the stolen part.
    pub(super) fn pay(&mut self, till: u32, amount: u128) -> u128 {
        let Till { balance, tainted } = self.tills[till as usize];
        debug_assert!(amount <= balance && tainted <= balance);
        let stolen = if tainted == 0 {
            0
        } else {
            match self.policy {
                Policy::Haircut => haircut::spend(amount, tainted, balance),
                Policy::Libr => libr::spend(amount, tainted, balance),
                Policy::First => first::spend(amount, tainted),
                Policy::Poison => poison::spend(amount, self.touched[till as usize]),
                Policy::Fifo | Policy::Lifo => self.take(till, amount),
            }
        };
        self.tills[till as usize] = Till { balance: balance - amount, tainted: tainted - stolen };
        if stolen == tainted && tainted > 0 && self.has_lots() {
            // What is left is clean: the balance says it all.
            self.shelf.clear(&mut self.queues[till as usize]);
        }
        stolen
    }

    fn take(&mut self, till: u32, amount: u128) -> u128 {
        self.parcel.clear();
        self.shelf.take(&mut self.queues[till as usize], amount, &mut self.parcel)
    }

    /// Pays out clean money alone; gives what is missing of it.
    pub(super) fn pay_clean(&mut self, till: u32, amount: u128) -> u128 {
        let Till { balance, tainted } = self.tills[till as usize];
        let taken = amount.min(balance - tainted);
        self.tills[till as usize].balance = balance - taken;
        if tainted > 0 && self.has_lots() {
            self.shelf.take_clean(&mut self.queues[till as usize], taken);
        }
        amount - taken
    }

    /// Takes in a payment of which `stolen` is stolen: the parcel under way, where that is not nothing. Gives the clean
    /// money that begins to count as stolen, which only poison does.
    pub(super) fn receive(&mut self, till: u32, amount: u128, stolen: u128) -> u128 {
        let Till { balance, tainted } = self.tills[till as usize];
        let mut mixed = 0;
        match self.policy {
            Policy::Poison => {
                let touched = &mut self.touched[till as usize];
                mixed = poison::mixes(amount, stolen, balance, tainted, *touched);
                *touched |= stolen > 0;
            }
            Policy::Fifo | Policy::Lifo => {
                if stolen > 0 && tainted == 0 {
                    self.receive_lot(till, Lot { origin: Lot::CLEAN, amount: balance });
                }
                if stolen > 0 {
                    for at in 0..self.parcel.len() {
                        self.receive_lot(till, self.parcel[at]);
                    }
                } else if tainted > 0 {
                    self.receive_lot(till, Lot { origin: Lot::CLEAN, amount });
                }
            }
            Policy::Haircut | Policy::Libr | Policy::First => {}
        }
        self.tills[till as usize] = Till { balance: balance + amount, tainted: tainted + stolen + mixed };
        mixed
    }

    fn receive_lot(&mut self, till: u32, lot: Lot) {
        let queue = &mut self.queues[till as usize];
        if self.policy == Policy::Fifo {
            fifo::receive(&mut self.shelf, queue, lot);
        } else {
            lifo::receive(&mut self.shelf, queue, lot);
        }
    }

    /// Takes in a payment where received money rests: only its stolen part is kept.
    pub(super) fn rest(&mut self, till: u32, stolen: u128) {
        self.tills[till as usize].tainted += stolen;
    }

    /// Before a row of a purse where money only passes through: what an earlier transaction left rests from now on.
    pub(super) fn pass(&mut self, till: u32, row: RowId, is_same: impl Fn(RowId, RowId) -> bool) {
        let pool = self.pools.entry(till).or_insert(Pool { row, rested: 0 });
        if is_same(pool.row, row) {
            return;
        }
        let left = std::mem::take(&mut self.tills[till as usize]);
        *pool = Pool { row, rested: pool.rested + left.tainted };
        if let Some(touched) = self.touched.get_mut(till as usize) {
            *touched = false;
        }
        if let Some(queue) = self.queues.get_mut(till as usize) {
            self.shelf.clear(queue);
        }
    }
}
