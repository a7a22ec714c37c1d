//! A look at a mixer's pools, because the visitor asked for it: what the pools paid after the stolen money went in.
//!
//! What is read here joins no history. So nothing that is counted can change by it, whatever an explorer tells: it is
//! material for leads alone ([`tornado::leads`]).

use std::collections::{BTreeMap, BTreeSet};

use super::pattern::tornado::{self, Move};
use super::reading::Job;
use super::search::rank::Ask;
use super::view::Direction;
use super::{Trace, worst};
use crate::explorer::{Coverage, Part};
use crate::money::{Address, Chain, Transfer, TransferKind};

/// What was asked for, and what was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Looked {
    /// Mixers whose pools the visitor wants read.
    wished: BTreeSet<Address>,
    pools: BTreeMap<Address, Payments>,
}

/// The payments of one pool.
#[derive(Clone, Debug)]
pub(super) struct Payments {
    /// From this block on.
    pub(super) from_block: u64,
    /// How much of what came then is here.
    pub(super) coverage: Coverage,
    /// In the order of the chain, each once.
    pub(super) rows: Vec<Transfer>,
}

impl Looked {
    /// Keeps that the visitor wants a mixer's pools read.
    pub(super) fn wish(&mut self, mixer: Address) {
        self.wished.insert(mixer);
    }

    /// Whether the visitor wants a mixer's pools read.
    pub(super) fn is_wished(&self, mixer: &Address) -> bool {
        self.wished.contains(mixer)
    }

    /// The pools that were read.
    pub(super) fn pools(&self) -> impl Iterator<Item = (&Address, &Payments)> {
        self.pools.iter()
    }
}

impl Trace {
    /// The next pool to be read: from the block on in which the first followed money went in.
    pub(super) fn next_look(&self) -> Option<(Address, Ask)> {
        if self.settings.direction != Direction::Forward || self.case.chain != Chain::ETHEREUM {
            return None;
        }
        let wanted = self.looked.wished.iter().flat_map(|mixer| self.entered_by(mixer));
        let mut first: BTreeMap<Address, u64> = BTreeMap::new();
        for (pool, block) in wanted {
            let kept = first.entry(pool).or_insert(block);
            *kept = block.min(*kept);
        }
        let is_new = |(pool, block): &(Address, u64)| self.looked.pools.get(pool).is_none_or(|read| *block < read.from_block);
        first.into_iter().find(is_new).map(|(pool, block)| (pool, Ask::Look(block)))
    }

    /// The pools that followed money went into at a mixer's address, each with the block.
    fn entered_by(&self, mixer: &Address) -> Vec<(Address, u64)> {
        let rows = self.history.who(mixer).map_or(&[][..], |who| self.history.touching(who));
        let followed = rows.iter().filter(|row| self.taint.tainted(self.settings.policy, **row) > 0);
        let deposits = followed.filter_map(|row| match tornado::read(&self.history.transfer(*row))? {
            Move::Deposit(pool, _) => Some((Address::Evm(pool.contract), self.history.row(*row).block)),
            Move::Withdrawal(..) => None,
        });
        deposits.collect()
    }

    /// Keeps what a look brought. Calls of a failed transaction moved nothing.
    pub(super) fn keep_look(&mut self, pool: &Address, from_block: u64, job: &Job) {
        let happened = |row: &Transfer| row.kind == TransferKind::Fee || !job.failed.contains(&row.tx);
        let new = job.transfers.iter().map(|(row, _)| row).filter(|row| happened(row)).cloned();
        let before = self.looked.pools.remove(pool).map_or_else(Vec::new, |read| read.rows);
        let mut rows: Vec<Transfer> = before.into_iter().chain(new).collect();
        rows.sort_by_cached_key(Transfer::chronological);
        rows.dedup_by(|a, b| a.id() == b.id());
        let coverage = worst(job.coverage.clone());
        self.looked.pools.insert(pool.clone(), Payments { from_block, coverage, rows });
    }
}

/// Whether a list can hold payments of a pool's asset.
pub(super) fn is_needed(pool: &Address, part: Part) -> bool {
    let is_coin = tornado::pool(pool).is_none_or(|pool| pool.asset().is_native());
    if is_coin { part != Part::Tokens } else { !matches!(part, Part::Transactions | Part::Internal) }
}
