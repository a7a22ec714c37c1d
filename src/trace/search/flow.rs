//! The direction of following, over what was read: forward, money flows from payer to payee in the order of the chain;
//! backward, the other way round in time.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::case::Origin;
use crate::label::Category;
use crate::money::{TransferKind, UnixSeconds};
use crate::trace::Trace;
use crate::trace::end::Inferred;
use crate::trace::history::{Coin, RowId, Who};
use crate::trace::link::given::issuer;
use crate::trace::view::{Direction, Finding, Start};

/// From where on the payments of an origin count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begin {
    block: u64,
    at: Option<UnixSeconds>,
}

/// What was read, seen in the direction of following.
#[derive(Clone, Copy, Debug)]
pub struct Flows<'a> {
    pub(in crate::trace) trace: &'a Trace,
}

impl<'a> Flows<'a> {
    /// Over what a trace has read.
    #[must_use]
    pub const fn of(trace: &'a Trace) -> Self {
        Self { trace }
    }

    /// Whether money is followed to where it went.
    #[must_use]
    pub fn is_forward(&self) -> bool {
        self.trace.settings.direction == Direction::Forward
    }

    /// Whom a row takes the followed money from.
    #[must_use]
    pub fn payer(&self, row: RowId) -> Who {
        let row = self.trace.history.row(row);
        if self.is_forward() { row.from } else { row.to }
    }

    /// Whom a row takes it to.
    #[must_use]
    pub fn payee(&self, row: RowId) -> Who {
        let row = self.trace.history.row(row);
        if self.is_forward() { row.to } else { row.from }
    }

    /// Whether a row is a fee.
    #[must_use]
    pub fn is_fee(&self, row: RowId) -> bool {
        self.trace.history.row(row).kind == TransferKind::Fee
    }

    /// The order of following.
    #[must_use]
    pub fn compare(&self, a: RowId, b: RowId) -> Ordering {
        let order = self.trace.history.compare(a, b);
        if self.is_forward() { order } else { order.reverse() }
    }

    /// A number that grows in the direction of following.
    #[must_use]
    pub fn when(&self, row: RowId) -> u64 {
        let block = self.trace.history.row(row).block;
        if self.is_forward() { block } else { u64::MAX - block }
    }

    /// Whether a block lies before another in the direction of following.
    #[must_use]
    pub fn is_before(&self, block: u64, other: u64) -> bool {
        if self.is_forward() { block < other } else { block > other }
    }

    /// The rows of an address in one asset, in the direction of following.
    pub fn rows_of(&self, who: Who, coin: Coin) -> impl Iterator<Item = RowId> + use<'a> {
        let trace = self.trace;
        let rows = trace.history.touching(who);
        let forward = self.is_forward();
        let count = rows.len();
        (0..count).map(move |at| rows[if forward { at } else { count - 1 - at }]).filter(move |row| trace.history.row(*row).coin == coin)
    }

    /// What an address paid to others from a row on.
    pub fn paid_after(&self, who: Who, coin: Coin, first: RowId) -> impl Iterator<Item = RowId> + use<'a> {
        let flows = *self;
        self.rows_of(who, coin)
            .filter(move |row| flows.payer(*row) == who && flows.payee(*row) != who && !flows.is_fee(*row))
            .filter(move |row| flows.compare(*row, first).is_ge())
    }

    /// The sum of rows.
    #[must_use]
    pub fn sum<'r>(&self, rows: impl IntoIterator<Item = &'r RowId>) -> u128 {
        rows.into_iter().fold(0, |sum: u128, row| sum.saturating_add(self.trace.history.row(*row).amount))
    }

    /// Whether a row lies in the visitor's window.
    #[must_use]
    pub fn in_window(&self, row: RowId) -> bool {
        self.trace.in_window(self.trace.history.row(row).at)
    }

    /// Whether money is followed out of an address: it was read, and is no place where following ends.
    #[must_use]
    pub fn is_followed(&self, who: Who) -> bool {
        let address = self.trace.history.address(who);
        self.trace.history.is_read(address) && !self.is_service(who) && !self.trace.ends_at(who)
    }

    /// Whether this is the inside of a transaction, which passes everything on.
    #[must_use]
    pub fn is_inside(&self, who: Who) -> bool {
        self.trace.history.address(who).is_inside_of_transaction()
    }

    /// Whether an address pays on for others inside a transaction, and was read for it.
    #[must_use]
    pub fn passes_on(&self, who: Who) -> bool {
        self.is_service(who) && self.trace.known.get(self.trace.history.address(who)).is_some_and(|known| !known.through.is_empty())
    }

    /// Whether a label, the visitor or the list of assets says that many people's money is pooled here.
    #[must_use]
    pub fn is_service(&self, who: Who) -> bool {
        let address = self.trace.history.address(who);
        match self.trace.finding(address) {
            Some(Finding::Follow) => false,
            Some(Finding::Exchange) => true,
            Some(Finding::Stop | Finding::Look) | None => self.trace.category(address).is_some() || issuer(address).is_some(),
        }
    }

    /// Whether money leaves the chain's daylight here: an exchange, a bridge, a mixer.
    #[must_use]
    pub fn cashes_out(&self, who: Who) -> bool {
        let address = self.trace.history.address(who);
        self.trace.findings.get(address) == Some(&Finding::Exchange)
            || matches!(self.trace.category(address), Some(Category::Exchange | Category::Deposit | Category::Bridge | Category::Mixer))
            || matches!(self.trace.inferred.get(&who), Some(Inferred::Round(_)))
    }

    /// Whether all that happened before the stolen money came is known.
    #[must_use]
    pub fn before_is_known(&self, who: Who) -> bool {
        self.trace.known.get(self.trace.history.address(who)).is_some_and(|known| known.before)
    }

    /// Addresses that the following begins at, each with where its payments begin to count.
    #[must_use]
    pub fn origins(&self) -> BTreeMap<Who, Begin> {
        let who = |address| self.trace.history.who(address);
        match &self.trace.settings.start {
            Start::Case if self.is_forward() => {
                let begin = |origin: &Origin| Begin { block: origin.from_block.unwrap_or(0), at: origin.from_at };
                self.trace.case.origins.iter().filter_map(|origin| Some((who(&origin.at)?, begin(origin)))).collect()
            }
            Start::Address(address) => {
                let begin = Begin { block: if self.is_forward() { 0 } else { u64::MAX }, at: None };
                who(address).map(|who| (who, begin)).into_iter().collect()
            }
            Start::Case | Start::Transfer { .. } => BTreeMap::new(),
        }
    }

    /// Whether a row came before the payments of an origin begin to count.
    #[must_use]
    pub fn precedes(&self, row: RowId, begin: Begin) -> bool {
        let row = self.trace.history.row(row);
        self.is_before(row.block, begin.block) || begin.at.is_some_and(|at| row.at < at)
    }

    /// Whether every payment of the origins is followed: the visitor asked for an address, or the case states no sum by which
    /// the stolen part of what they paid could be told apart.
    #[must_use]
    pub const fn takes_all_of_origins(&self) -> bool {
        match self.trace.settings.start {
            Start::Address(_) => true,
            Start::Case => self.trace.case.origins_paid.is_empty(),
            Start::Transfer { .. } => false,
        }
    }

    /// The assets in which origins paid.
    pub fn coins_of_origins(&self) -> impl Iterator<Item = Coin> + use<> {
        let mut coins: Vec<Coin> = Vec::new();
        for who in self.origins().into_keys() {
            for row in self.trace.history.touching(who) {
                let coin = self.trace.history.row(*row).coin;
                if let Err(place) = coins.binary_search(&coin) {
                    coins.insert(place, coin);
                }
            }
        }
        coins.into_iter()
    }

    /// What the case says the origins paid in all.
    #[must_use]
    pub fn total_of_origins(&self, coin: Coin) -> Option<u128> {
        let asset = self.trace.history.asset(coin);
        let stated = self.trace.case.origins_paid.iter().find(|paid| paid.asset == *asset)?;
        u128::try_from(stated.amount.base_units()).ok()
    }
}
