//! Where answers contradict each other: a transaction that failed, whose calls another list shows; a list that lacks what
//! another answer shows it should hold.
//!
//! An explorer may answer from an older copy. One answer alone cannot tell; but a payment stands on two lists, the payer's and
//! the recipient's. Whoever is said to be read whole, and lacks a payment that the other side shows, was not read whole.

use std::collections::{BTreeMap, BTreeSet};

use super::history::{Reading, RowId};
use super::reading::Job;
use super::search::rank::Ask;
use super::view::Direction;
use super::{About, Coverage, Trace};
use crate::money::{Address, Transfer, TransferKind, TxId};

/// What is known of lists as wholes.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    /// Addresses whose lists were read to their ends, each back to this block, as long as nothing contradicts them.
    back_to: BTreeMap<Address, u64>,
    /// Where reading them began, whatever came of it.
    read_from: BTreeMap<Address, u64>,
    /// Transactions that failed.
    failed: BTreeSet<TxId>,
}

impl Trace {
    /// Takes back what calls of these transactions are said to have moved: they failed.
    pub(super) fn void(&mut self, failed: &BTreeSet<TxId>) {
        let fresh: BTreeSet<TxId> = failed.difference(&self.lists.failed).copied().collect();
        if fresh.is_empty() {
            return;
        }
        let moved = |row: &RowId| self.history.row(*row).kind != TransferKind::Fee && fresh.contains(self.history.tx(*row));
        let rows: Vec<RowId> = self.history.rows().filter(moved).collect();
        for row in rows {
            let tx = *self.history.tx(row);
            self.taint.leave_out(row, true);
            self.note_void(tx);
        }
        self.lists.failed.extend(fresh);
    }

    /// Whether a transfer did not happen, for its transaction failed. A failed transaction still pays its fee.
    pub(super) fn is_void(&mut self, transfer: &Transfer) -> bool {
        let void = transfer.kind != TransferKind::Fee && self.lists.failed.contains(&transfer.tx);
        if void {
            self.note_void(transfer.tx);
        }
        void
    }

    fn note_void(&mut self, tx: TxId) {
        self.notes.insert(format!("The transaction {tx} failed; what a list shows as moved by its calls did not move and is not counted."));
    }

    /// After an address was read to the end of its lists: whether they hold every payment that is known from others.
    pub(super) fn compare_lists(&mut self, address: &Address, job: &Job) {
        let Some(Ask::Whole(from)) = job.ask else { return };
        // A source that itself holds only a part of its lists cannot be held to them.
        let Some(reading) = self.history.reading(address).filter(|_| !job.is_window) else { return };
        // What was read whole goes back to the beginning, whatever was asked for; `u64::MAX` is asked for where everything counts.
        let back_to = if reading.coverage == Coverage::Whole || from == u64::MAX { 0 } else { from };
        let is_whole = reading.coverage.is_complete() && !reading.not_held;
        self.lists.read_from.insert(address.clone(), back_to);
        if !is_whole {
            return;
        }
        let listed: BTreeSet<TxId> = job.transfers.iter().map(|(transfer, _)| transfer.tx).collect();
        let lacks = self.history.who(address).and_then(|who| {
            let known = self.history.touching(who).iter().copied();
            known.filter(|row| self.is_on_lists(*row, back_to)).map(|row| *self.history.tx(row)).find(|tx| !listed.contains(tx))
        });
        match lacks {
            Some(tx) => self.doubt(address, tx),
            None => {
                self.lists.back_to.insert(address.clone(), back_to);
            }
        }
    }

    /// Whether an address was read from a later block on than one in which it now is known to have received.
    pub(super) fn was_read_too_late(&self, address: &Address, first: u64) -> bool {
        self.settings.direction == Direction::Forward && self.lists.read_from.get(address).is_some_and(|from| first < *from)
    }

    /// After rows came that were not known: whether they should have been on a list of another address that was read before.
    pub(super) fn compare_with_lists(&mut self, about: &About, came: &[RowId]) {
        if let About::Address(address) = about {
            self.lists.back_to.remove(address);
        }
        for row in came {
            let kept = self.history.row(*row);
            for who in [kept.from, kept.to] {
                let address = self.history.address(who).clone();
                if let Some(back_to) = self.lists.back_to.get(&address).copied()
                    && self.is_on_lists(*row, back_to)
                {
                    let tx = *self.history.tx(*row);
                    self.doubt(&address, tx);
                }
            }
        }
    }

    /// Whether lists that were read back to a block hold a row.
    fn is_on_lists(&self, row: RowId, back_to: u64) -> bool {
        let kept = self.history.row(row);
        kept.moves && kept.kind != TransferKind::Fee && kept.block >= back_to && !self.lists.failed.contains(self.history.tx(row))
    }

    fn doubt(&mut self, address: &Address, tx: TxId) {
        self.lists.back_to.remove(address);
        let why = format!(
            "its lists lack the transaction {tx:#}, which another answer shows; they may be an older copy, so ask again later or ask another explorer"
        );
        let not_held = self.history.reading(address).is_some_and(|reading| reading.not_held);
        self.history.set_reading(address.clone(), Reading { coverage: Coverage::Cut(why), not_held });
    }
}
