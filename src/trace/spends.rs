//! What the Bitcoin transactions of a trace are: rounds of mixers, payments of one owner, steps of a peel.
//!
//! Each is looked at once, when its rows come. What a view shows of it, and whether following stops at it, is read from
//! here, so neither costs more as the trace grows.

use std::collections::{BTreeMap, BTreeSet};

use super::history::{History, RowId, Who};
use super::pattern::change::{self, Change};
use super::pattern::coinjoin::{self, Round, Shape};
use super::pattern::common_input::{self, Clusters};
use super::pattern::peel;
use super::pattern::spend::Spend;
use super::pattern::whirlpool::{self, Entry};
use crate::money::{Chain, Position, Transfer};

/// What a transaction is taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A round of a mixer, at which following stops.
    Round(Round),
    /// A round's shape, of too few people to argue for itself: it is said, and followed through.
    Small(Round),
    /// An entry to a pool of Whirlpool, of one owner.
    Entry(Entry),
    /// So many equal payments, as of several people together.
    Joint(Shape, usize),
    /// A payment of one owner, as far as can be told.
    Plain,
}

/// A whole transaction, told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What it is taken for.
    pub what: What,
    /// How many inputs it has.
    pub inputs: usize,
    /// How many outputs.
    pub outputs: usize,
    /// How many holders pay.
    pub payers: usize,
    /// Values in satoshi that more than one output has, ascending, with how many.
    pub equal: Vec<(u64, usize)>,
    /// Its change, where the heuristics agree.
    pub change: Option<Change>,
    /// The transaction itself, where it can be a step of a peel chain.
    pub step: Option<Spend>,
}

/// Every whole Bitcoin transaction that was read, by its inside.
#[derive(Clone, Debug, Default)]
pub struct Spends {
    told: BTreeMap<Who, Told>,
    clusters: Clusters<Who>,
}

impl Spends {
    /// Looks at the transactions that new rows belong to.
    pub fn learn(&mut self, history: &History, came: &[RowId]) {
        let is_inside = |who: &Who| history.address(*who).is_inside_of_transaction();
        let sides = came.iter().map(|row| history.row(*row)).filter(|row| history.asset(row.coin).chain() == Chain::BITCOIN);
        let insides: BTreeSet<Who> = sides.flat_map(|row| [row.from, row.to]).filter(is_inside).collect();
        for who in insides {
            self.told.remove(&who);
            let rows: Vec<Transfer> = history.touching(who).iter().map(|row| history.transfer(*row)).collect();
            let Some(told) = tell(&rows) else { continue };
            if matches!(told.what, What::Plain | What::Entry(_)) && (2..=common_input::MOST_PAYERS).contains(&told.payers) {
                let payers: Vec<Who> =
                    history.touching(who).iter().map(|row| history.row(*row)).filter(|row| row.to == who).map(|row| row.from).collect();
                self.clusters.unite(&payers);
            }
            self.told.insert(who, told);
        }
    }

    /// What the transaction of an inside is; `None` where not all of it is known.
    #[must_use]
    pub fn of(&self, inside: Who) -> Option<&Told> {
        self.told.get(&inside)
    }

    /// The rounds at which following stops.
    pub fn boundaries(&self) -> impl Iterator<Item = (Who, &Round)> {
        self.told.iter().filter_map(|(who, told)| match &told.what {
            What::Round(round) => Some((*who, round)),
            _ => None,
        })
    }

    /// Addresses that paid together.
    #[must_use]
    pub const fn clusters(&self) -> &Clusters<Who> {
        &self.clusters
    }

    /// Whether there is nothing to tell: no chain but Bitcoin has insides.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }
}

/// Tells what a transaction is; `None` where rows of it are missing.
fn tell(rows: &[Transfer]) -> Option<Told> {
    let sum = |is_input: bool| -> u128 {
        let rows = rows.iter().filter(|row| matches!(row.position, Position::Input(_)) == is_input);
        rows.fold(0, |sum: u128, row| sum.saturating_add(row.amount.to_u128().unwrap_or(u128::MAX)))
    };
    if sum(true) != sum(false) {
        return None;
    }
    let spend = Spend::of_transfers(&rows.iter().collect::<Vec<_>>()).ok()?;
    let what = match coinjoin::classify(&spend) {
        Some(round) if coinjoin::is_boundary(&spend, &round) => What::Round(round),
        Some(round) => What::Small(round),
        None => match (whirlpool::entry(&spend), coinjoin::shape(&spend)) {
            (Some(entry), _) => What::Entry(entry),
            (None, Some((shape, count))) => What::Joint(shape, count),
            (None, None) => What::Plain,
        },
    };
    // Nothing is taken for new here: what was read says who was seen, not who was never seen.
    let change = change::consensus(&spend, &BTreeSet::new()).filter(|_| what == What::Plain);
    Some(Told {
        inputs: spend.inputs.len(),
        outputs: spend.outputs.iter().filter(|output| output.value_sat > 0).count(),
        payers: spend.payers(),
        equal: spend.values().into_iter().filter(|(_, count)| *count >= 2).collect(),
        change,
        step: (what == What::Plain && peel::is_step(&spend)).then_some(spend),
        what,
    })
}
