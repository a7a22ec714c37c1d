//! One row that several explorers tell of, each by a place of its own.

use super::names::number_of;
use super::place::{NONE, Spot, Tag};
use super::{Coin, History, RowId, hash_row};
use crate::money::{Transfer, TxId};

/// A row as one explorer names it: who, and the place.
pub(super) type Named = (u32, TxId, Spot, Coin);

/// Above the numbers that explorers give to rows without a place.
const FIRST_FREE: u32 = 1 << 24;

/// Whether every explorer gives a row of this kind the same place: a log has its index, an output its number.
pub(super) const fn is_everybodys((tag, _): Spot) -> bool {
    !matches!(tag, Tag::Step | Tag::Path | Tag::Row | Tag::Like)
}

impl History {
    /// The row that another explorer reported, by another place in the transaction. Explorers number internal transfers each
    /// in their own way, and some do not number token transfers at all. So the n-th of equal rows that one of them reports is
    /// the n-th that another does: a row is taken that this explorer did not report yet.
    pub(super) fn known_otherwise(&self, transfer: &Transfer, named: Named) -> Option<RowId> {
        if let Some(row) = self.aliases.get(&named) {
            return Some(*row);
        }
        let (provider, tx, spot, coin) = named;
        let mut rows: Vec<u32> = self.places.rows(transfer.block, &self.details).collect();
        rows.sort_unstable();
        rows.into_iter().map(RowId).find(|row| {
            let detail = &self.details[row.0 as usize];
            let is_numbered_apart = !(is_everybodys(spot) && is_everybodys((detail.tag, detail.spot)));
            is_numbered_apart
                && detail.kind == transfer.kind
                && *self.places.tx(detail.place) == tx
                && self.coin_of(row.0) == coin
                && self.is_same(*row, transfer)
                && !self.sources_of(*row).any(|source| self.provider(number_of(source)) == provider)
        })
    }

    /// Whether a row at this place is the one an explorer means by it, and not one that it calls by another place.
    pub(super) fn is_its_name(&self, row: RowId, transfer: &Transfer, named: &Named) -> bool {
        self.is_same(row, transfer) && !self.aliases.contains_key(named) && !self.aliased.contains(&(named.0, row))
    }

    pub(super) fn alias(&mut self, named: Named, row: RowId) {
        self.aliased.insert((named.0, row));
        self.aliases.insert(named, row);
    }

    /// Whether more than one explorer answered.
    pub(super) const fn is_mixed(&self) -> bool {
        self.providers.len() > 1
    }

    /// Who gave an answer.
    pub(super) fn provider(&self, source: u32) -> u32 {
        self.provided.get(source as usize).copied().unwrap_or(NONE)
    }

    /// A place in a transaction that no explorer uses.
    pub(super) fn free_spot(&self, tx: &TxId, coin: Coin) -> Spot {
        let taken = |number| self.by_id.find(hash_row(tx, (Tag::Row, number), coin), |row| self.is(row, tx, (Tag::Row, number), coin));
        (Tag::Row, (FIRST_FREE..).find(|number| taken(*number).is_none()).unwrap_or(FIRST_FREE))
    }
}
