//! What was read: every transfer once, the answers that report it, and how much of each address's history is known.
//!
//! A [`History`] is compact, for a trace may hold a million transfers in a browser's memory: addresses, assets and places
//! in the chain are kept once and named by number. It keeps the transfers of each address in the order of the chain, which
//! does not depend on the order of arrival.

mod alias;
mod index;
mod names;
mod order;
mod place;
mod settle;
mod units;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::explorer::{Answered, Coverage};
use crate::money::{Address, Amount, Asset, Transfer, TransferId, TransferKind, TxId, UnixSeconds};
use alias::{Named, is_everybodys};
use index::{Index, mix, mix_bytes};
use names::{Names, number_of};
use place::{NONE, Places, Spot, Tag};
pub(super) use units::Units;

/// A transfer, by its number in the order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(pub u32);

/// An address, by its number in the order in which addresses were first seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Who(pub u32);

/// An asset, by its number in the order in which assets were first seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Coin(pub u16);

/// What became of a transfer that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was not known.
    New(RowId),
    /// It was known, and has a source more.
    Seen(RowId),
    /// It contradicts what was known, or there is no room for it: the sentence says so, and nothing changed.
    Differs(String),
}

/// A transfer in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Sender.
    pub from: Who,
    /// Recipient; of a fee, the zero address.
    pub to: Who,
    /// What moved.
    pub coin: Coin,
    /// How much, in base units; 2¹²⁸ − 1 for what is above it, which is not followed.
    pub amount: u128,
    /// Block number.
    pub block: u64,
    /// Block time.
    pub at: UnixSeconds,
    /// Native, internal, token, output or fee.
    pub kind: TransferKind,
    /// Whether it can carry taint ([`guard::moves_value`](super::guard::moves_value)).
    pub moves: bool,
}

/// How an address's history was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What part of it is known.
    pub coverage: Coverage,
    /// Whether the source does not hold this address at all.
    pub not_held: bool,
}

/// What a replay of the taint needs of a transfer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) amount: Units,
}

/// The rest of a transfer.
#[derive(Clone, Copy, Debug)]
struct Detail {
    place: u32,
    spot: u32,
    /// The next row of the same block, in no order.
    next: u32,
    /// The two lowest sources; further ones are kept apart.
    sources: [u32; 2],
    tag: Tag,
    kind: TransferKind,
    moves: bool,
}

/// Transfers by identity, with their sources.
#[derive(Clone, Debug, Default)]
pub struct History {
    names: Names,
    places: Places,
    moves: Vec<Move>,
    details: Vec<Detail>,
    by_id: Index,
    /// The rows that move value in or out of an address, in the order of the chain.
    touching: Vec<Vec<RowId>>,
    /// Amounts that do not fit [`Units`], claimed symbols that differ from the asset's first, sources beyond two.
    huge: BTreeMap<u32, Amount>,
    claimed: BTreeMap<u32, Option<String>>,
    more_sources: BTreeSet<(u32, u32)>,
    /// Rows whose place in the order changed after they had come.
    reordered: Vec<RowId>,
    /// Purses whose balance decided the order inside a block.
    circles: BTreeMap<u32, BTreeSet<u64>>,
    readings: BTreeMap<Address, Reading>,
    sources: Vec<Answered>,
    /// Who answered, and which of them gave each answer.
    providers: Vec<String>,
    provided: Vec<u32>,
    /// What an explorer calls rows that are known by another place in their transaction.
    aliases: BTreeMap<Named, RowId>,
    /// Who calls which row by another place.
    aliased: BTreeSet<(u32, RowId)>,
}

impl History {
    /// Keeps an answer on record; gives its number.
    pub fn add_source(&mut self, source: Answered) -> usize {
        let known = self.providers.iter().position(|provider| *provider == source.provider);
        let provider = known.unwrap_or_else(|| {
            self.providers.push(source.provider.clone());
            self.providers.len() - 1
        });
        self.provided.push(number_of(provider));
        self.sources.push(source);
        self.sources.len() - 1
    }

    /// Keeps a transfer. One that is there already only gains a source, and what a source that says more knows of its
    /// place; where the two disagree, the first stays.
    pub fn add(&mut self, transfer: &Transfer, source: usize) -> Added {
        let source = number_of(source);
        let mut spot = self.places.spot(&transfer.position);
        let coin = self.names.intern_asset(&transfer.asset, transfer.claimed_symbol.as_ref());
        let (Some(coin), true) = (coin, self.moves.len() < 1 << 31) else {
            return Added::Differs(format!(
                "There is no room for transfer {} of transaction {}: the history holds too many assets or transfers.",
                transfer.position, transfer.tx
            ));
        };
        let mut hash = hash_row(&transfer.tx, spot, coin);
        let known = self.by_id.find(hash, |row| self.is(row, &transfer.tx, spot, coin)).map(RowId);
        let everybodys = !self.is_mixed() || is_everybodys(spot);
        let named = (self.provider(source), transfer.tx, spot, coin);
        if let Some(row) = known.filter(|row| everybodys || self.is_its_name(*row, transfer, &named)) {
            return self.add_again(row, transfer, source);
        }
        if self.is_mixed() {
            if let Some(row) = self.known_otherwise(transfer, named) {
                self.alias(named, row);
                return self.add_again(row, transfer, source);
            }
            if known.is_some() {
                // Two explorers give one number to two rows.
                spot = self.free_spot(&transfer.tx, coin);
                self.alias(named, RowId(number_of(self.moves.len())));
                hash = hash_row(&transfer.tx, spot, coin);
            }
        }
        let row = number_of(self.moves.len());
        let [from, to] = [&transfer.from, &transfer.to].map(|address| {
            let who = self.names.intern_address(address);
            self.names.intern_purse(who, coin)
        });
        self.touching.resize(self.names.addresses(), Vec::new());
        let units = transfer.amount.to_u128().and_then(Units::new);
        if units.is_none() {
            self.huge.insert(row, transfer.amount);
        }
        if transfer.claimed_symbol.as_ref() != self.names.claimed(coin) {
            self.claimed.insert(row, transfer.claimed_symbol.clone());
        }
        let place = self.places.find_or_add(transfer, &self.details);
        let moves = self.names.is_listed(coin) && units.is_some_and(|units| !units.is_zero());
        self.moves.push(Move { from, to, amount: units.unwrap_or(Units::ZERO) });
        let next = self.places.link(transfer.block, row, &mut self.details);
        let sources = [source, NONE];
        self.details.push(Detail { place, spot: spot.1, next, sources, tag: spot.0, kind: transfer.kind, moves });
        let Self { by_id, details, moves: all, names, places, .. } = self;
        by_id.insert(hash, row, |other| {
            let detail = details[other as usize];
            hash_row(places.tx(detail.place), (detail.tag, detail.spot), names.purses()[all[other as usize].from as usize].1)
        });
        self.settle(transfer.block, Some(RowId(row)));
        Added::New(RowId(row))
    }

    fn is(&self, row: u32, tx: &TxId, spot: Spot, coin: Coin) -> bool {
        let detail = &self.details[row as usize];
        (detail.tag, detail.spot) == spot && self.places.tx(detail.place) == tx && self.coin_of(row) == coin
    }

    /// Whether a row says what a transfer says, wherever it stands in its transaction.
    fn is_same(&self, row: RowId, transfer: &Transfer) -> bool {
        let kept = self.row(row);
        self.address(kept.from) == &transfer.from
            && self.address(kept.to) == &transfer.to
            && self.amount(row) == transfer.amount
            && kept.block == transfer.block
    }

    fn add_again(&mut self, row: RowId, transfer: &Transfer, source: u32) -> Added {
        let kept = self.row(row);
        if !self.is_same(row, transfer) {
            return Added::Differs(format!(
                "Two answers disagree on transfer {} of transaction {}; the first one is used.",
                transfer.position, transfer.tx
            ));
        }
        let number = row.0 as usize;
        let [first, second] = self.details[number].sources;
        if source != first && source != second {
            let mut all = [first, second, source];
            all.sort_unstable();
            self.details[number].sources = [all[0], all[1]];
            if all[2] != NONE {
                self.more_sources.insert((row.0, all[2]));
            }
        }
        let place = self.details[number].place;
        if self.places.learns(place, transfer) {
            let (index, block_hash) = self.places.learned(place, transfer);
            let known = Transfer { tx_index: index, block_hash, at: kept.at, ..transfer.clone() };
            let better = self.places.find_or_add(&known, &self.details);
            self.places.inherit(place, better);
            self.details[number].place = better;
            self.settle(transfer.block, None);
        }
        Added::Seen(row)
    }

    /// Every transfer, in the order of arrival.
    pub fn rows(&self) -> impl Iterator<Item = RowId> + use<> {
        (0..number_of(self.moves.len())).map(RowId)
    }

    /// How many transfers there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.moves.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.moves.is_empty()
    }

    /// A transfer in numbers.
    #[must_use]
    pub fn row(&self, row: RowId) -> Row {
        let (moved, detail) = (self.moves[row.0 as usize], self.details[row.0 as usize]);
        let ((from, coin), (to, _)) = (self.names.purses()[moved.from as usize], self.names.purses()[moved.to as usize]);
        let amount = if moved.amount.is_zero() { self.amount(row).to_u128().unwrap_or(u128::MAX) } else { moved.amount.get() };
        let (block, at) = self.places.when(detail.place);
        Row { from, to, coin, amount, block, at, kind: detail.kind, moves: detail.moves }
    }

    /// A transfer as it came.
    #[must_use]
    pub fn transfer(&self, row: RowId) -> Transfer {
        let (kept, detail) = (self.row(row), self.details[row.0 as usize]);
        let claimed = self.claimed.get(&row.0).map_or_else(|| self.names.claimed(kept.coin).cloned(), Clone::clone);
        Transfer {
            tx: *self.places.tx(detail.place),
            position: self.places.position((detail.tag, detail.spot)),
            kind: kept.kind,
            block: kept.block,
            tx_index: self.places.index(detail.place),
            at: kept.at,
            from: self.address(kept.from).clone(),
            to: self.address(kept.to).clone(),
            asset: self.asset(kept.coin).clone(),
            amount: self.amount(row),
            block_hash: self.places.block_hash(detail.place),
            claimed_symbol: claimed,
        }
    }

    /// The amount, in base units.
    #[must_use]
    pub fn amount(&self, row: RowId) -> Amount {
        self.huge.get(&row.0).copied().unwrap_or_else(|| Amount::from_u128(self.moves[row.0 as usize].amount.get()))
    }

    /// The transaction of a transfer.
    #[must_use]
    pub fn tx(&self, row: RowId) -> &TxId {
        self.places.tx(self.details[row.0 as usize].place)
    }

    /// Whether two transfers are of one transaction, in one block.
    #[must_use]
    pub fn same_transaction(&self, a: RowId, b: RowId) -> bool {
        let (a, b) = (self.details[a.0 as usize].place, self.details[b.0 as usize].place);
        a == b || (self.places.tx(a) == self.places.tx(b) && self.places.when(a).0 == self.places.when(b).0)
    }

    /// The transfers of a transaction, in the order of arrival. Looks at every transfer.
    pub fn of_transaction(&self, tx: TxId) -> impl Iterator<Item = RowId> + '_ {
        self.rows().filter(move |row| *self.tx(*row) == tx)
    }

    /// The numbers of the answers that report a transfer, in order.
    pub fn sources_of(&self, row: RowId) -> impl Iterator<Item = usize> + '_ {
        let first = self.details[row.0 as usize].sources.into_iter().filter(|source| *source != NONE);
        let more = self.more_sources.range((row.0, 0)..=(row.0, NONE)).map(|(_, source)| *source);
        first.chain(more).map(|source| source as usize)
    }

    /// The transfer of this identity.
    #[must_use]
    pub fn find(&self, id: &TransferId) -> Option<RowId> {
        let spot = self.places.known_spot(&id.position)?;
        let coin = self.names.coin(&id.asset)?;
        self.by_id.find(hash_row(&id.tx, spot, coin), |row| self.is(row, &id.tx, spot, coin)).map(RowId)
    }

    /// The number of an address, where it was seen.
    #[must_use]
    pub fn who(&self, address: &Address) -> Option<Who> {
        self.names.who(address)
    }

    /// An address by its number.
    #[must_use]
    pub fn address(&self, who: Who) -> &Address {
        self.names.address(who)
    }

    /// The number of an asset, where it was seen.
    #[must_use]
    pub fn coin(&self, asset: &Asset) -> Option<Coin> {
        self.names.coin(asset)
    }

    /// An asset by its number.
    #[must_use]
    pub fn asset(&self, coin: Coin) -> &Asset {
        self.names.asset(coin)
    }

    /// Every row that moves value in or out of an address, in the order of the chain. A fee is only its payer's.
    #[must_use]
    pub fn touching(&self, who: Who) -> &[RowId] {
        self.touching.get(who.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// Says how an address was read.
    pub fn set_reading(&mut self, address: Address, reading: Reading) {
        self.readings.insert(address, reading);
    }

    /// How an address was read; `None` where it was not asked for.
    #[must_use]
    pub fn reading(&self, address: &Address) -> Option<&Reading> {
        self.readings.get(address)
    }

    /// Every address that was read.
    pub fn readings(&self) -> impl Iterator<Item = (&Address, &Reading)> {
        self.readings.iter()
    }

    /// Whether money is followed out of this address: its history was asked for and at least part of it came.
    #[must_use]
    pub fn is_read(&self, address: &Address) -> bool {
        self.readings.get(address).is_some_and(|reading| !reading.not_held)
    }

    /// Every answer that gave a page, in the order it came.
    #[must_use]
    pub fn sources(&self) -> &[Answered] {
        &self.sources
    }

    /// Bytes held for the transfers, as capacity; texts and the record of the answers apart.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let lists: usize = self.touching.iter().map(|list| list.capacity() * size_of::<RowId>()).sum();
        self.names.bytes()
            + self.places.bytes()
            + self.moves.capacity() * size_of::<Move>()
            + self.details.capacity() * size_of::<Detail>()
            + self.by_id.bytes()
            + self.touching.capacity() * size_of::<Vec<RowId>>()
            + lists
            + self.reordered.capacity() * size_of::<RowId>()
    }

    /// The order of the chain: block, transaction, place in it; then by asset, so that it is total. Inside a block the
    /// transactions whose place no source says stand so that who funds comes before who is funded.
    #[must_use]
    pub fn compare(&self, a: RowId, b: RowId) -> Ordering {
        let (x, y) = (&self.details[a.0 as usize], &self.details[b.0 as usize]);
        let places = if x.place == y.place { Ordering::Equal } else { self.places.compare(x.place, y.place) };
        places
            .then_with(|| self.places.compare_spots((x.tag, x.spot), (y.tag, y.spot)))
            .then_with(|| self.asset(self.coin_of(a.0)).cmp(self.asset(self.coin_of(b.0))))
    }

    fn coin_of(&self, row: u32) -> Coin {
        self.names.purses()[self.moves[row as usize].from as usize].1
    }
}

/// For the replay of the taint.
impl History {
    pub(super) fn moved(&self, row: RowId) -> &Move {
        &self.moves[row.0 as usize]
    }

    pub(super) fn is_moving(&self, row: RowId) -> bool {
        self.details[row.0 as usize].moves
    }

    pub(super) fn is_fee(&self, row: RowId) -> bool {
        self.details[row.0 as usize].kind == TransferKind::Fee
    }

    pub(super) fn purses(&self) -> &[(Who, Coin)] {
        self.names.purses()
    }

    pub(super) const fn coins(&self) -> usize {
        self.names.coins()
    }

    pub(super) const fn addresses(&self) -> usize {
        self.names.addresses()
    }

    /// Rows whose place in the order changed after they had come, in the order in which that was found out.
    pub(super) fn reordered(&self) -> &[RowId] {
        &self.reordered
    }
}

fn hash_row(tx: &TxId, (tag, spot): Spot, coin: Coin) -> u64 {
    mix(mix_bytes(u64::from(coin.0), tx.as_bytes()), (tag as u64) << 32 | u64::from(spot))
}
