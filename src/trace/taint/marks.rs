//! The stolen part of every row under one policy, kept only for rows that have one.

use super::lots::Lot;
use crate::trace::history::Units;

/// Where the marks of a row are, for all policies: rows without taint take four bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    /// By row: its slot, 0 for none.
    of: Vec<u32>,
    used: u32,
}

impl Slots {
    pub(super) fn resize(&mut self, rows: usize) {
        self.of.resize(rows, 0);
    }

    pub(super) fn of(&self, row: u32) -> u32 {
        self.of.get(row as usize).copied().unwrap_or(0)
    }

    fn of_or_new(&mut self, row: u32) -> u32 {
        let slot = &mut self.of[row as usize];
        if *slot == 0 {
            self.used += 1;
            *slot = self.used;
        }
        *slot
    }

    /// Rows that have a slot, with it, by row.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        (0..).zip(&self.of).filter(|(_, slot)| **slot != 0).map(|(row, slot)| (row, *slot))
    }

    pub(super) fn bytes(&self) -> usize {
        self.of.capacity() * size_of::<u32>()
    }
}

/// The last lot of a parcel has this bit in its origin.
const LAST: u32 = 1 << 31;

#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    origin: u32,
    amount: Units,
}

/// By slot.
#[derive(Clone, Debug)]
pub(super) enum Marks {
    /// One figure a row.
    Amounts(Vec<Units>),
    /// The lots of a row, in order: where they begin in the store, counted from 1.
    Parcels { starts: Vec<u32>, store: Vec<Kept>, unused: usize },
}

impl Marks {
    pub(super) fn new(has_lots: bool) -> Self {
        if has_lots { Self::Parcels { starts: Vec::new(), store: Vec::new(), unused: 0 } } else { Self::Amounts(Vec::new()) }
    }

    /// The stolen part.
    pub(super) fn get(&self, slot: u32) -> u128 {
        match self {
            Self::Amounts(amounts) => amounts.get(slot as usize).map_or(0, |amount| amount.get()),
            Self::Parcels { .. } => self.parcel(slot).filter(Lot::is_stolen).map(|lot| lot.amount).sum(),
        }
    }

    /// The lots in order; none for a row that carries no taint, and under policies without lots.
    pub(super) fn parcel(&self, slot: u32) -> impl Iterator<Item = Lot> + '_ {
        let lots: &[Kept] = match self {
            Self::Amounts(_) => &[],
            Self::Parcels { starts, store, .. } => match starts.get(slot as usize) {
                None | Some(0) => &[],
                Some(start) => &store[*start as usize - 1..],
            },
        };
        let mut ended = false;
        lots.iter().map_while(move |kept| {
            let more = !ended;
            ended = kept.origin & LAST != 0;
            more.then(|| Lot { origin: kept.origin & !LAST, amount: kept.amount.get() })
        })
    }

    /// Marks a row; gives whether that changed anything. `parcel` matters only where there are lots.
    pub(super) fn set(&mut self, slots: &mut Slots, row: u32, stolen: u128, parcel: &[Lot]) -> bool {
        let slot = slots.of(row);
        if stolen == 0 && (slot == 0 || self.get(slot) == 0) {
            return false;
        }
        let slot = if slot == 0 { slots.of_or_new(row) } else { slot } as usize;
        match self {
            Self::Amounts(amounts) => {
                if amounts.len() <= slot {
                    amounts.resize(slot + 1, Units::ZERO);
                }
                std::mem::replace(&mut amounts[slot], Units::cut(stolen)) != Units::cut(stolen)
            }
            Self::Parcels { .. } => self.set_parcel(slot, if stolen == 0 { &[] } else { parcel }),
        }
    }

    fn set_parcel(&mut self, slot: usize, parcel: &[Lot]) -> bool {
        let before = self.parcel(slot as u32).count();
        if before == parcel.len() && self.parcel(slot as u32).zip(parcel).all(|(a, b)| a == *b) {
            return false;
        }
        let Self::Parcels { starts, store, unused } = self else { return false };
        if starts.len() <= slot {
            starts.resize(slot + 1, 0);
        }
        *unused += before;
        starts[slot] = if parcel.is_empty() { 0 } else { store.len() as u32 + 1 };
        store.extend(parcel.iter().map(|lot| Kept { origin: lot.origin, amount: Units::cut(lot.amount) }));
        if let (Some(last), false) = (store.last_mut(), parcel.is_empty()) {
            last.origin |= LAST;
        }
        if *unused > 1024 && *unused > store.len() / 2 {
            self.tidy();
        }
        true
    }

    /// Drops parcels that were replaced.
    fn tidy(&mut self) {
        let Self::Parcels { starts, .. } = &*self else { return };
        let mut fresh = Self::new(true);
        for slot in (0..starts.len()).filter(|slot| starts[*slot] != 0) {
            let parcel: Vec<Lot> = self.parcel(slot as u32).collect();
            fresh.set_parcel(slot, &parcel);
        }
        *self = fresh;
    }

    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Amounts(amounts) => amounts.capacity() * size_of::<Units>(),
            Self::Parcels { starts, store, .. } => starts.capacity() * size_of::<u32>() + store.capacity() * size_of::<Kept>(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parcels_are_replaced_and_tidied() {
        let (mut marks, mut slots) = (Marks::new(true), Slots::default());
        slots.resize(100);
        let parcel = |n: u32| [Lot { origin: n, amount: 5 }, Lot { origin: Lot::CLEAN, amount: 2 }, Lot { origin: n + 1, amount: 1 }];
        for round in 0..50 {
            for row in 0..100 {
                assert!(marks.set(&mut slots, row, 6, &parcel(row + round)), "{row} {round}");
            }
        }
        assert!(!marks.set(&mut slots, 7, 6, &parcel(56)));
        for row in 0..100 {
            assert_eq!(marks.parcel(slots.of(row)).collect::<Vec<_>>(), parcel(row + 49));
            assert_eq!(marks.get(slots.of(row)), 6);
        }
        let Marks::Parcels { store, .. } = &marks else { panic!() };
        assert!(store.len() < 3000, "{} lots kept for 300", store.len());
        assert!(marks.set(&mut slots, 7, 0, &[]));
        assert_eq!((marks.get(slots.of(7)), marks.parcel(slots.of(7)).count()), (0, 0));
        assert!(!marks.set(&mut slots, 7, 0, &[]));
    }

    #[test]
    fn rows_without_taint_have_no_slot() {
        let (mut marks, mut slots) = (Marks::new(false), Slots::default());
        slots.resize(3);
        assert!(!marks.set(&mut slots, 0, 0, &[]));
        assert!(marks.set(&mut slots, 2, 9, &[]));
        assert_eq!(slots.rows().collect::<Vec<_>>(), [(2, 1)]);
        assert_eq!((marks.get(slots.of(0)), marks.get(slots.of(2)), marks.get(slots.of(99))), (0, 9, 0));
    }
}
