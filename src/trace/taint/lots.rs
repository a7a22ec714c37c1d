//! Lots: stretches of money of one origin, in the order in which they would leave.
//!
//! The lots of all purses lie on one [`Shelf`] and are linked, so that a million purses cost no allocation each. Purses
//! without stolen money have no lots: their balance says all.

/// A stretch of money of one origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lot {
    /// The row that brought it into the trace: a theft, the proceeds of a stated sale, what a link brought. [`Lot::CLEAN`] for other money.
    pub(super) origin: u32,
    /// In base units.
    pub(super) amount: u128,
}

impl Lot {
    /// The origin of money that is not stolen. Rows are numbered below 2³¹.
    pub(super) const CLEAN: u32 = (1 << 31) - 1;

    /// Whether it is stolen.
    pub(super) const fn is_stolen(&self) -> bool {
        self.origin != Self::CLEAN
    }
}

/// Appends to a parcel; a lot of the origin of the last one joins it.
pub(super) fn append(parcel: &mut Vec<Lot>, lot: Lot) {
    match parcel.last_mut() {
        Some(last) if last.origin == lot.origin => last.amount += lot.amount,
        _ if lot.amount == 0 => {}
        _ => parcel.push(lot),
    }
}

const NONE: u32 = u32::MAX;

/// The lots of one purse: the first leaves first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Queue {
    first: u32,
    last: u32,
}

impl Queue {
    pub(super) const EMPTY: Self = Self { first: NONE, last: NONE };
}

#[derive(Clone, Copy, Debug)]
struct Linked {
    amount: u128,
    origin: u32,
    next: u32,
}

/// All lots of all purses.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    lots: Vec<Linked>,
    free: Vec<u32>,
}

impl Shelf {
    fn place(&mut self, lot: Lot, next: u32) -> u32 {
        let linked = Linked { amount: lot.amount, origin: lot.origin, next };
        match self.free.pop() {
            Some(at) => {
                self.lots[at as usize] = linked;
                at
            }
            None => {
                self.lots.push(linked);
                (self.lots.len() - 1) as u32
            }
        }
    }

    pub(super) fn push_back(&mut self, queue: &mut Queue, lot: Lot) {
        if lot.amount == 0 {
            return;
        }
        if queue.last != NONE && self.lots[queue.last as usize].origin == lot.origin {
            self.lots[queue.last as usize].amount += lot.amount;
            return;
        }
        let at = self.place(lot, NONE);
        match queue.last {
            NONE => queue.first = at,
            last => self.lots[last as usize].next = at,
        }
        queue.last = at;
    }

    pub(super) fn push_front(&mut self, queue: &mut Queue, lot: Lot) {
        if lot.amount == 0 {
            return;
        }
        if queue.first != NONE && self.lots[queue.first as usize].origin == lot.origin {
            self.lots[queue.first as usize].amount += lot.amount;
            return;
        }
        queue.first = self.place(lot, queue.first);
        if queue.last == NONE {
            queue.last = queue.first;
        }
    }

    /// Takes `amount` from the front into a parcel; the caller has made sure that it is there. Gives the stolen part.
    pub(super) fn take(&mut self, queue: &mut Queue, amount: u128, parcel: &mut Vec<Lot>) -> u128 {
        let (mut open, mut stolen) = (amount, 0);
        while open > 0 && queue.first != NONE {
            let at = queue.first as usize;
            let taken = self.lots[at].amount.min(open);
            let lot = Lot { origin: self.lots[at].origin, amount: taken };
            append(parcel, lot);
            stolen += if lot.is_stolen() { taken } else { 0 };
            open -= taken;
            self.lots[at].amount -= taken;
            if self.lots[at].amount == 0 {
                self.drop_first(queue);
            }
        }
        stolen
    }

    /// Takes `amount` of other money, front first, past the stolen lots; the caller has made sure that it is there.
    pub(super) fn take_clean(&mut self, queue: &mut Queue, amount: u128) {
        let mut open = amount;
        let mut kept = Queue::EMPTY;
        while queue.first != NONE {
            let at = queue.first as usize;
            let Linked { amount, origin, .. } = self.lots[at];
            let taken = if origin == Lot::CLEAN { amount.min(open) } else { 0 };
            open -= taken;
            self.drop_first(queue);
            self.push_back(&mut kept, Lot { origin, amount: amount - taken });
        }
        *queue = kept;
    }

    fn drop_first(&mut self, queue: &mut Queue) {
        let at = queue.first;
        queue.first = self.lots[at as usize].next;
        if queue.first == NONE {
            queue.last = NONE;
        }
        self.free.push(at);
    }

    /// Puts all lots of a purse away.
    pub(super) fn clear(&mut self, queue: &mut Queue) {
        while queue.first != NONE {
            self.drop_first(queue);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{fifo, lifo};
    use super::*;

    fn lots(parts: &[(u32, u128)]) -> Vec<Lot> {
        parts.iter().map(|&(origin, amount)| Lot { origin, amount }).collect()
    }

    const CLEAN: u32 = Lot::CLEAN;

    #[test]
    fn lots_are_split_exactly_and_leave_in_their_order() {
        let received = lots(&[(CLEAN, 5), (1, 6), (1, 4), (CLEAN, 7), (2, 3)]);
        for (newest_first, amount, expected, stolen, rest) in [
            (false, 8, lots(&[(CLEAN, 5), (1, 3)]), 3, lots(&[(1, 7), (CLEAN, 7), (2, 3)])),
            (true, 8, lots(&[(2, 3), (CLEAN, 5)]), 3, lots(&[(CLEAN, 2), (1, 10), (CLEAN, 5)])),
        ] {
            let (mut shelf, mut queue) = (Shelf::default(), Queue::EMPTY);
            for lot in &received {
                if newest_first {
                    lifo::receive(&mut shelf, &mut queue, *lot);
                } else {
                    fifo::receive(&mut shelf, &mut queue, *lot);
                }
            }
            let mut parcel = Vec::new();
            assert_eq!(shelf.take(&mut queue, amount, &mut parcel), stolen);
            assert_eq!(parcel, expected);
            let mut last = Vec::new();
            shelf.take(&mut queue, 17, &mut last);
            assert_eq!(last, rest);
            assert!(queue.first == NONE && queue.last == NONE);
        }
    }

    #[test]
    fn other_money_is_taken_past_the_stolen_lots() {
        let (mut shelf, mut queue) = (Shelf::default(), Queue::EMPTY);
        for lot in lots(&[(CLEAN, 5), (1, 6), (CLEAN, 7)]) {
            shelf.push_back(&mut queue, lot);
        }
        shelf.take_clean(&mut queue, 8);
        let mut rest = Vec::new();
        shelf.take(&mut queue, 10, &mut rest);
        assert_eq!(rest, lots(&[(1, 6), (CLEAN, 4)]));
    }
}
