//! What was read: every transfer once, the answers that report it, and how much of each address's history is known.

use std::collections::{BTreeMap, BTreeSet};

use crate::explorer::{Answered, Coverage};
use crate::money::{Address, Transfer, TransferId};

/// How an address's history was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What part of it is known.
    pub coverage: Coverage,
    /// Whether the source does not hold this address at all.
    pub not_held: bool,
}

/// Transfers by identity, with their sources.
#[derive(Clone, Debug, Default)]
pub struct History {
    transfers: BTreeMap<TransferId, (Transfer, BTreeSet<usize>)>,
    readings: BTreeMap<Address, Reading>,
    sources: Vec<Answered>,
}

impl History {
    /// Keeps an answer on record; gives its number.
    pub fn add_source(&mut self, source: Answered) -> usize {
        self.sources.push(source);
        self.sources.len() - 1
    }

    /// Keeps a transfer. One that is there already only gains a source; where the two disagree, the first stays and the
    /// disagreement comes back as a sentence.
    pub fn add(&mut self, transfer: Transfer, source: usize) -> Option<String> {
        match self.transfers.get_mut(&transfer.id()) {
            None => {
                self.transfers.insert(transfer.id(), (transfer, BTreeSet::from([source])));
                None
            }
            Some((kept, sources)) => {
                let same =
                    (&kept.from, &kept.to, kept.amount, kept.block) == (&transfer.from, &transfer.to, transfer.amount, transfer.block);
                if same {
                    sources.insert(source);
                    if kept.block_hash.is_none() {
                        kept.block_hash = transfer.block_hash;
                    }
                    None
                } else {
                    Some(format!(
                        "Two answers disagree on transfer {} of transaction {}; the first one is used.",
                        transfer.position, transfer.tx
                    ))
                }
            }
        }
    }

    /// Every transfer with the numbers of its sources, by identity.
    pub fn transfers(&self) -> impl Iterator<Item = (&Transfer, &BTreeSet<usize>)> {
        self.transfers.values().map(|(transfer, sources)| (transfer, sources))
    }

    /// One transfer with the numbers of its sources.
    #[must_use]
    pub fn get(&self, id: &TransferId) -> Option<(&Transfer, &BTreeSet<usize>)> {
        self.transfers.get(id).map(|(transfer, sources)| (transfer, sources))
    }

    /// The transfers that can move taint, in the order of the chain.
    #[must_use]
    pub fn chronological(&self) -> Vec<&Transfer> {
        let mut all: Vec<&Transfer> = self.transfers().map(|(transfer, _)| transfer).filter(|t| super::guard::moves_value(t)).collect();
        all.sort_by_cached_key(|transfer| transfer.chronological());
        all
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
}
