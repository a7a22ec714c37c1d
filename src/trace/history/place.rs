//! Where in the chain a transfer stands: its transaction, block and time, kept once for all that share them, and its place
//! inside the transaction in one integer.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Detail;
use super::index::{Index, mix};
use super::names::number_of;
use crate::money::{Like, Position, Transfer, TxId, UnixSeconds};

/// No row, no hash, no source.
pub(super) const NONE: u32 = u32::MAX;

/// Which kind of place inside a transaction, in the order of execution: inputs come together, the fee is taken, then the
/// value moves, then calls and events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Tag {
    Input,
    Fee,
    Value,
    /// A trace path of one step, which is the number.
    Step,
    /// Any other trace path, by its number among those seen.
    Path,
    Log,
    Output,
    Row,
    /// Known by its content, by its number among those seen.
    Like,
}

/// A [`Position`] in numbers.
pub(super) type Spot = (Tag, u32);

#[derive(Clone, Debug)]
struct Place {
    tx: TxId,
    block: u64,
    at: UnixSeconds,
    /// The place in the block where a source says it, else 0.
    index: u32,
    /// The block's hash, by number.
    hash: u32,
    /// Orders the transactions of the block.
    rank: u32,
    /// Of the place of the block's first row: whether a second transaction was seen in the block.
    is_shared: bool,
}

/// Every place that a transfer was seen at.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    places: Vec<Place>,
    hashes: Vec<TxId>,
    /// The first row of each block that was seen.
    heads: Index,
    paths: Vec<Box<[u32]>>,
    by_path: BTreeMap<Box<[u32]>, u32>,
    likes: Vec<Like>,
    by_like: BTreeMap<Like, u32>,
}

impl Places {
    /// The place inside a transaction in numbers.
    pub(super) fn spot(&mut self, position: &Position) -> Spot {
        if let Some(spot) = self.known_spot(position) {
            return spot;
        }
        if let Position::Like(like) = position {
            let number = number_of(self.likes.len());
            self.likes.push(*like);
            self.by_like.insert(*like, number);
            return (Tag::Like, number);
        }
        let Position::Trace(path) = position else { return (Tag::Value, 0) };
        let path: Box<[u32]> = path.as_slice().into();
        let number = number_of(self.paths.len());
        self.paths.push(path.clone());
        self.by_path.insert(path, number);
        (Tag::Path, number)
    }

    /// The same where it needs no new number.
    pub(super) fn known_spot(&self, position: &Position) -> Option<Spot> {
        Some(match position {
            Position::Fee => (Tag::Fee, 0),
            Position::Value => (Tag::Value, 0),
            Position::Log(number) => (Tag::Log, *number),
            Position::Input(number) => (Tag::Input, *number),
            Position::Output(number) => (Tag::Output, *number),
            Position::Row(number) => (Tag::Row, *number),
            Position::Like(like) => (Tag::Like, *self.by_like.get(like)?),
            Position::Trace(path) => match path.as_slice() {
                [step] => (Tag::Step, *step),
                path => (Tag::Path, *self.by_path.get(path)?),
            },
        })
    }

    pub(super) fn position(&self, (tag, number): Spot) -> Position {
        match tag {
            Tag::Fee => Position::Fee,
            Tag::Value => Position::Value,
            Tag::Step => Position::Trace(vec![number]),
            Tag::Path => Position::Trace(self.paths[number as usize].to_vec()),
            Tag::Log => Position::Log(number),
            Tag::Input => Position::Input(number),
            Tag::Output => Position::Output(number),
            Tag::Row => Position::Row(number),
            Tag::Like => Position::Like(self.likes[number as usize]),
        }
    }

    pub(super) fn compare_spots(&self, a: Spot, b: Spot) -> Ordering {
        let is_trace = |spot: Spot| matches!(spot.0, Tag::Step | Tag::Path);
        if is_trace(a) && is_trace(b) {
            self.path(&a).cmp(self.path(&b))
        } else if (a.0, b.0) == (Tag::Like, Tag::Like) {
            // Not by their numbers, which are in the order of arrival.
            self.likes[a.1 as usize].cmp(&self.likes[b.1 as usize])
        } else {
            a.cmp(&b)
        }
    }

    fn path<'a>(&'a self, spot: &'a Spot) -> &'a [u32] {
        if spot.0 == Tag::Path { &self.paths[spot.1 as usize] } else { std::slice::from_ref(&spot.1) }
    }

    /// The place of a transfer; the new one ranks by its index until its block is settled.
    pub(super) fn find_or_add(&mut self, transfer: &Transfer, details: &[Detail]) -> u32 {
        let (mut hash, mut other) = (NONE, false);
        for row in self.rows(transfer.block, details) {
            let number = details[row as usize].place;
            let place = &self.places[number as usize];
            if self.block_hash(number) == transfer.block_hash {
                if (place.tx, place.at, place.index) == (transfer.tx, transfer.at, transfer.tx_index) {
                    return number;
                }
                hash = place.hash;
            }
            other |= place.tx != transfer.tx;
        }
        if let (true, Some(head)) = (other, self.head(transfer.block, details)) {
            self.places[details[head as usize].place as usize].is_shared = true;
        }
        if let (NONE, Some(new)) = (hash, transfer.block_hash) {
            hash = number_of(self.hashes.len());
            self.hashes.push(new);
        }
        let (tx, block, at, index) = (transfer.tx, transfer.block, transfer.at, transfer.tx_index);
        self.places.push(Place { tx, block, at, index, hash, rank: index, is_shared: false });
        number_of(self.places.len() - 1)
    }

    /// Whether a source says more of a place than is known.
    pub(super) fn learns(&self, place: u32, transfer: &Transfer) -> bool {
        (self.index(place) == 0 && transfer.tx_index > 0) || (self.block_hash(place).is_none() && transfer.block_hash.is_some())
    }

    /// Index and block hash with what a source adds; what is known stays.
    pub(super) fn learned(&self, place: u32, transfer: &Transfer) -> (u32, Option<TxId>) {
        let index = self.index(place);
        (if index == 0 { transfer.tx_index } else { index }, self.block_hash(place).or(transfer.block_hash))
    }

    /// Enters the row to come among those of its block; gives the one after it.
    pub(super) fn link(&mut self, block: u64, row: u32, details: &mut [Detail]) -> u32 {
        match self.head(block, details) {
            Some(head) => std::mem::replace(&mut details[head as usize].next, row),
            None => {
                let Self { heads, places, .. } = self;
                heads.insert(mix(5, block), row, |other| mix(5, places[details[other as usize].place as usize].block));
                NONE
            }
        }
    }

    fn head(&self, block: u64, details: &[Detail]) -> Option<u32> {
        self.heads.find(mix(5, block), |row| self.places[details[row as usize].place as usize].block == block)
    }

    /// The rows of a block, in no order.
    pub(super) fn rows<'a>(&self, block: u64, details: &'a [Detail]) -> impl Iterator<Item = u32> + use<'a> {
        std::iter::successors(self.head(block, details), |row| Some(details[*row as usize].next).filter(|next| *next != NONE))
    }

    /// Whether a second transaction was seen in a block.
    pub(super) fn is_shared(&self, block: u64, details: &[Detail]) -> bool {
        self.head(block, details).is_some_and(|head| self.places[details[head as usize].place as usize].is_shared)
    }

    pub(super) fn tx(&self, place: u32) -> &TxId {
        &self.places[place as usize].tx
    }

    pub(super) fn when(&self, place: u32) -> (u64, UnixSeconds) {
        let place = &self.places[place as usize];
        (place.block, place.at)
    }

    pub(super) fn index(&self, place: u32) -> u32 {
        self.places[place as usize].index
    }

    pub(super) fn block_hash(&self, place: u32) -> Option<TxId> {
        self.hashes.get(self.places[place as usize].hash as usize).copied()
    }

    pub(super) fn rank(&self, place: u32) -> u32 {
        self.places[place as usize].rank
    }

    pub(super) fn set_rank(&mut self, place: u32, rank: u32) {
        self.places[place as usize].rank = rank;
    }

    /// Lets the place that a row is moved to stand where the old one stood, until its block is settled.
    pub(super) fn inherit(&mut self, old: u32, new: u32) {
        let Place { rank, is_shared, .. } = self.places[old as usize];
        let place = &mut self.places[new as usize];
        (place.rank, place.is_shared) = (rank, place.is_shared || is_shared);
    }

    /// Block, rank, then hash, for sources that give one place to two transactions. Places of one transaction, of which
    /// some sources say more than others, are equal.
    pub(super) fn compare(&self, a: u32, b: u32) -> Ordering {
        let (a, b) = (&self.places[a as usize], &self.places[b as usize]);
        a.block.cmp(&b.block).then_with(|| if a.tx == b.tx { Ordering::Equal } else { (a.rank, a.tx).cmp(&(b.rank, b.tx)) })
    }

    /// Bytes held, trace paths apart.
    pub(super) fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<Place>() + self.hashes.capacity() * size_of::<TxId>() + self.heads.bytes()
    }
}
