//! Keeps the rows of each address in the order of the chain while transfers arrive in any order.

use std::collections::{BTreeMap, BTreeSet};

use super::order::{self, Bundle};
use super::{History, RowId};
use crate::money::{TransferKind, TxId};

impl History {
    /// Orders the transactions of a block anew, then enters the row that is new.
    pub(super) fn settle(&mut self, block: u64, new: Option<RowId>) {
        let is_shared = self.places.is_shared(block, &self.details);
        let rows: Vec<u32> = if is_shared { self.places.rows(block, &self.details).collect() } else { Vec::new() };
        let new_one = new.map_or(super::NONE, |row| row.0);
        let known = |row: &u32| self.places.index(self.details[*row as usize].place) > 0;
        // Places that are all known are ranks already.
        if !rows.iter().all(|row| known(row) && self.places.rank(self.details[*row as usize].place) == self.index_of(*row)) {
            self.rank(block, &rows, new_one);
        }
        let Some(new) = new.filter(|row| self.is_moving(*row)) else { return };
        self.enter(new);
        // Older money may decide a circle of payments in a later block.
        if !self.circles.is_empty() {
            let moved = *self.moved(new);
            let later: BTreeSet<u64> = [moved.from, moved.to]
                .iter()
                .filter_map(|purse| self.circles.get(purse))
                .flat_map(|blocks| blocks.range(block + 1..))
                .copied()
                .collect();
            for block in later {
                self.settle(block, None);
            }
        }
    }

    fn index_of(&self, row: u32) -> u32 {
        self.places.index(self.details[row as usize].place)
    }

    fn rank(&mut self, block: u64, rows: &[u32], new: u32) {
        let mut bundles: BTreeMap<TxId, Bundle> = BTreeMap::new();
        for &row in rows {
            let tx = *self.tx(RowId(row));
            let bundle = bundles.entry(tx).or_insert_with(|| Bundle { tx, index: 0, pays: Vec::new(), paid: Vec::new() });
            bundle.index = bundle.index.max(self.index_of(row));
            if self.is_moving(RowId(row)) {
                let moved = self.moved(RowId(row));
                bundle.pays.push((moved.from, moved.amount.get()));
                if !self.is_fee(RowId(row)) {
                    bundle.paid.push(moved.to);
                }
            }
        }
        let bundles: Vec<Bundle> = bundles.into_values().collect();
        let by_index = bundles.len() == 1 || bundles.iter().all(|bundle| bundle.index > 0);
        let ranks: BTreeMap<TxId, u32> = if by_index {
            bundles.iter().map(|bundle| (bundle.tx, bundle.index)).collect()
        } else {
            let (ordered, asked) = order::order(&bundles, &|purse| self.balance_before(purse, block));
            for purse in asked {
                self.circles.entry(purse).or_default().insert(block);
            }
            (0..).zip(ordered).map(|(rank, at)| (bundles[at].tx, rank)).collect()
        };
        let mut keys = Vec::new();
        for &row in rows {
            let (place, tx) = (self.details[row as usize].place, *self.tx(RowId(row)));
            let rank = ranks.get(&tx).copied().unwrap_or(0);
            if row != new && self.is_moving(RowId(row)) {
                keys.push(((self.places.rank(place), tx), (rank, tx), row));
            }
        }
        for &row in rows {
            let rank = ranks.get(self.tx(RowId(row))).copied().unwrap_or(0);
            self.places.set_rank(self.details[row as usize].place, rank);
        }
        keys.sort_unstable();
        if !keys.is_sorted_by_key(|(_, now, _)| *now) {
            self.sort_again(block, keys.into_iter().map(|(.., row)| RowId(row)));
        }
    }

    /// Sorts the rows of one block in the lists of their addresses.
    fn sort_again(&mut self, block: u64, rows: impl Iterator<Item = RowId>) {
        let mut whose = BTreeSet::new();
        for row in rows {
            self.reordered.push(row);
            whose.extend(self.owners(row).into_iter().flatten());
        }
        for who in whose {
            let mut list = std::mem::take(&mut self.touching[who as usize]);
            let from = list.partition_point(|row| self.block(*row) < block);
            let to = from + list[from..].partition_point(|row| self.block(*row) == block);
            list[from..to].sort_by(|a, b| self.compare(*a, *b));
            self.touching[who as usize] = list;
        }
    }

    fn enter(&mut self, row: RowId) {
        for who in self.owners(row).into_iter().flatten() {
            let mut list = std::mem::take(&mut self.touching[who as usize]);
            // Most rows come in the order of the chain, or a page at a time from the newest back.
            let at = match list.last() {
                Some(last) if self.compare(*last, row).is_gt() => list.partition_point(|other| self.compare(*other, row).is_lt()),
                _ => list.len(),
            };
            list.insert(at, row);
            self.touching[who as usize] = list;
        }
    }

    /// In whose list a row stands.
    fn owners(&self, row: RowId) -> [Option<u32>; 2] {
        let moved = self.moved(row);
        let [from, to] = [moved.from, moved.to].map(|purse| self.purses()[purse as usize].0.0);
        let is_fee = self.details[row.0 as usize].kind == TransferKind::Fee;
        [Some(from), (from != to && !is_fee).then_some(to)]
    }

    fn block(&self, row: RowId) -> u64 {
        self.places.when(self.details[row.0 as usize].place).0
    }

    /// What is known to have come into a purse before a block, less what is known to have left. It does not depend on the
    /// order inside earlier blocks, so settling one block never unsettles another.
    fn balance_before(&self, purse: u32, block: u64) -> u128 {
        let (who, _) = self.purses()[purse as usize];
        let mut balance: i128 = 0;
        for row in self.touching(who).iter().take_while(|row| self.block(**row) < block) {
            let moved = self.moved(*row);
            // Amounts are below 2^96 and rows fewer than 2^31.
            let amount = i128::try_from(moved.amount.get()).unwrap_or(i128::MAX);
            balance += if moved.to == purse && !self.is_fee(*row) { amount } else { 0 };
            balance -= if moved.from == purse { amount } else { 0 };
        }
        u128::try_from(balance).unwrap_or(0)
    }
}
