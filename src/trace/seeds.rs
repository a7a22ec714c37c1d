//! Where following begins: the transactions of the theft, and the addresses that held what was stolen.

use super::history::{RowId, Who};
use super::view::{Direction, Start};
use super::{Trace, guard};
use crate::money::{Address, Transfer, TransferKind, TxId};

impl Trace {
    /// Where the following begins, beside transactions.
    pub(super) fn origins(&self) -> Vec<(Address, u64)> {
        let forward = self.settings.direction == Direction::Forward;
        match &self.settings.start {
            Start::Case if forward => {
                // Where only a time is stated nobody knows the block before the history is read: it is read from its beginning.
                self.case.origins.iter().map(|origin| (origin.at.clone(), origin.from_block.unwrap_or(0))).collect()
            }
            // Backward from a theft: from where it arrived.
            Start::Case | Start::Transfer { .. } => Vec::new(),
            Start::Address(address) => vec![(address.clone(), if forward { 0 } else { u64::MAX })],
        }
    }

    /// Whether the following begins at an address.
    pub(super) fn is_origin(&self, who: Who) -> bool {
        self.origins().iter().any(|(address, _)| address == self.history.address(who))
    }

    /// The payments of origins that are the theft become so for the ledgers, once all origins were read or nothing is asked.
    pub(super) fn count_origins(&mut self, anyway: bool) {
        let origins = self.origins();
        if origins.is_empty() || !(anyway || origins.iter().all(|(address, _)| self.history.reading(address).is_some())) {
            return;
        }
        let is_new = |row: &RowId| !self.part.brought.contains_key(row) && !self.seeds.contains(&self.history.transfer(*row).id());
        let new: Vec<RowId> = self.trail.begin.iter().copied().filter(is_new).collect();
        let sold = |row: &RowId| {
            let transfer = self.history.transfer(*row);
            self.case.swaps.iter().any(|swap| swap.at == transfer.from && swap.proceeds.contains(&transfer.tx))
        };
        for row in new.into_iter().filter(|row| !sold(row)).collect::<Vec<_>>() {
            self.seeds.insert(self.history.transfer(row).id());
            self.taint.add_seed(row);
        }
        self.taint.update(&self.history);
    }

    /// Finds the theft's transfers in a transaction that was read, and compares them with what the case states.
    pub(super) fn find_seeds(&mut self, tx: TxId) {
        if !self.part.begins_here(&self.settings.start, tx) {
            return;
        }
        if let Start::Transfer { to, .. } = self.settings.start.clone() {
            let rows: Vec<RowId> = self.history.of_transaction(tx).collect();
            for row in rows {
                let transfer = self.history.transfer(row);
                let asked = to.as_ref().is_none_or(|to| *to == transfer.to);
                // What goes into a transaction comes out of it again.
                let arrives = !transfer.to.is_inside_of_transaction() && transfer.kind != TransferKind::Fee;
                if asked && arrives && guard::moves_value(&transfer) {
                    self.add_seed(row);
                }
            }
            return;
        }
        let mut seeds = Vec::new();
        for seed in self.case.seeds.iter().filter(|seed| seed.tx == tx) {
            let symbol = seed.asset.known().map_or("", |known| known.symbol);
            let mut found: Vec<Transfer> = self
                .history
                .of_transaction(tx)
                .map(|row| self.history.transfer(row))
                .filter(|transfer| transfer.to == seed.to && transfer.asset == seed.asset && guard::moves_value(transfer))
                .collect();
            found.sort_by_key(Transfer::id);
            let exact = found.iter().find(|transfer| transfer.amount == seed.amount).or(found.first());
            match exact {
                None => {
                    self.notes.insert(format!(
                        "The {symbol} transfer of the theft was not found in transaction {tx}: this {symbol} is not followed."
                    ));
                }
                Some(transfer) => {
                    if transfer.amount != seed.amount {
                        self.notes.insert(format!(
                            "The case states {} base units of {symbol} in transaction {tx}; the explorer shows {}. The explorer's amount is used.",
                            seed.amount, transfer.amount
                        ));
                    }
                    if let Some(row) = self.history.find(&transfer.id()) {
                        seeds.push(row);
                    }
                }
            }
        }
        seeds.extend(self.paid_by_theft(tx));
        for row in seeds {
            self.add_seed(row);
        }
    }

    /// What a transaction of the theft paid to the thief, where no source states how much.
    fn paid_by_theft(&mut self, tx: TxId) -> Vec<RowId> {
        let to: Vec<&Address> = self.case.transactions.iter().filter(|theft| theft.tx == tx).flat_map(|theft| &theft.to).collect();
        if to.is_empty() {
            return Vec::new();
        }
        let paid = |row: &RowId| {
            let transfer = self.history.transfer(*row);
            let among_them = to.contains(&&transfer.from);
            to.contains(&&transfer.to) && !among_them && transfer.kind != TransferKind::Fee && guard::moves_value(&transfer)
        };
        let stated = |row: &RowId| {
            let transfer = self.history.transfer(*row);
            self.case.seeds.iter().any(|seed| seed.tx == tx && seed.to == transfer.to && seed.asset == transfer.asset)
        };
        let found: Vec<RowId> = self.history.of_transaction(tx).filter(paid).filter(|row| !stated(row)).collect();
        if found.is_empty() {
            self.notes.insert(format!(
                "No payment to the addresses that the case names was found in transaction {tx}: nothing of it is followed."
            ));
        }
        found
    }

    pub(super) fn add_seed(&mut self, row: RowId) {
        self.seeds.insert(self.history.transfer(row).id());
        self.taint.add_seed(row);
    }
}
