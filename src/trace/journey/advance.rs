//! What a journey does next: it takes in what bridges said, brings the ledgers of all chains up to date, and asks what is
//! worth most, whichever chain that is on.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::legs::{self, Deposit};
use super::part::{Brought, MOST_HOPS};
use super::record::{Leg, Record, Stand, Word};
use super::{Asked, Journey};
use crate::explorer::Question;
use crate::explorer::crossing::Passage;
use crate::trace::Trace;
use crate::trace::history::RowId;
use crate::trace::survey::Survey;
use crate::trace::view::Stage;

/// How often the ledgers of all chains are brought up to date in one go, where money runs in circles over bridges.
const MOST_ROUNDS: usize = 16;
/// Passages of one run. A theft that goes over bridges more often is followed over the first of them.
const MOST_PASSAGES: usize = 2_000;
/// What a question that moves all of the theft on is worth, as `search::rank` counts.
const RESOLVES: u128 = 1_000;

enum Next {
    Bridge(Passage),
    Chain(usize),
}

impl Journey {
    /// Finishes what is finished and begins what is next.
    pub(super) fn advance(&mut self) -> Vec<Asked> {
        if self.is_waiting() {
            return Vec::new();
        }
        let mut asked = Vec::new();
        self.cross();
        while self.stage == Stage::Running && asked.is_empty() {
            match self.next() {
                None => match self.look_for_lead() {
                    Some(Ok(questions)) => asked.extend(questions.into_iter().map(Asked::Explorer)),
                    Some(Err(())) => self.stage = Stage::Spent,
                    None => self.stage = Stage::Done,
                },
                Some(Next::Bridge(_)) if self.asked() >= self.settings.budget => self.stage = Stage::Spent,
                Some(Next::Bridge(passage)) => {
                    // Where nobody is left to be asked, that is all that is known.
                    if let Some(inquiry) = self.records.get_mut(&passage).and_then(Record::ask) {
                        self.waiting = Some(passage);
                        self.spent += 1;
                        asked.push(Asked::Bridge(Box::new(inquiry)));
                    }
                }
                Some(Next::Chain(at)) => {
                    self.allow(at);
                    let trace = &mut self.traces[at];
                    trace.stage = Stage::Running;
                    asked.extend(trace.begin().into_iter().map(Asked::Explorer));
                    if trace.stage == Stage::Spent {
                        self.stage = Stage::Spent;
                    } else if asked.is_empty() {
                        self.cross();
                    }
                }
            }
        }
        for trace in &mut self.traces {
            trace.stage = self.stage;
            if self.stage != Stage::Running {
                // Origins that were not all read: what is known of them counts.
                trace.count_origins(true);
            }
        }
        asked
    }

    /// Where a bridge says nothing and all else was asked: whoever paid it is looked for on another chain. `None` where
    /// nobody is left to be looked for; an error where the budget is spent.
    fn look_for_lead(&mut self) -> Option<Result<Vec<Question>, ()>> {
        while let Some((chain, address)) = self.next_lead() {
            let at = self.open(chain, None)?;
            self.allow(at);
            self.traces[at].stage = Stage::Running;
            let Some(questions) = self.traces[at].read_once(&address) else { return Some(Err(())) };
            self.looked_for.insert((chain, address));
            if !questions.is_empty() {
                return Some(Ok(questions));
            }
        }
        None
    }

    /// What is worth most: a transaction to be looked up, a bridge to be asked, a history to be read.
    fn next(&self) -> Option<Next> {
        let chains = self.traces.iter().enumerate().filter_map(|(at, trace)| Some((trace.next_worth()?, Reverse(at))));
        let chain = chains.max();
        let bridge = self.worth_of_bridges().into_iter().max_by_key(|(passage, worth)| (*worth, Reverse(passage.clone())));
        match (chain, bridge) {
            (Some((worth, Reverse(at))), Some((_, least))) if worth >= least => Some(Next::Chain(at)),
            (_, Some((passage, _))) => Some(Next::Bridge(passage)),
            (chain, None) => chain.map(|(_, Reverse(at))| Next::Chain(at)),
        }
    }

    pub(super) fn worth_of_bridges(&self) -> Vec<(Passage, u128)> {
        let open: Vec<&Record> = self.records.values().filter(|record| record.is_open()).collect();
        if open.is_empty() {
            return Vec::new();
        }
        let rows: Vec<_> = self.traces.iter().map(Self::rows_of).collect();
        let mut worth = Vec::new();
        for record in open {
            let Some(at) = self.at(record.passage.chain) else { continue };
            let share = rows[at].get(&record.passage).map_or(0, |rows| share(&self.traces[at], rows));
            // What was begun is ended. Less than is worth following is not asked about.
            if matches!(record.word, Word::Asking(_)) {
                worth.push((record.passage.clone(), u128::MAX));
            } else if share > 0 && share >= u128::from(self.settings.dust_millionths) * 1_000 {
                worth.push((record.passage.clone(), share * RESOLVES));
            }
        }
        worth
    }

    /// Takes in what the bridges' records say, until nothing changes.
    fn cross(&mut self) {
        if !self.asks_bridges() {
            return;
        }
        for _ in 0..MOST_ROUNDS {
            let found: Vec<BTreeMap<Passage, BTreeSet<RowId>>> = self.traces.iter().map(Self::rows_of).collect();
            for passage in found.iter().flat_map(BTreeMap::keys) {
                if self.records.len() < MOST_PASSAGES {
                    self.records.entry(passage.clone()).or_insert_with(|| Record::new(passage.clone()));
                }
            }
            self.settle_legs(&found);
            if !self.bring(&found) {
                break;
            }
        }
    }

    /// Finds the rows that paid what the records say, or has their transactions looked up.
    fn settle_legs(&mut self, found: &[BTreeMap<Passage, BTreeSet<RowId>>]) {
        let mut taken: BTreeSet<(usize, RowId)> = BTreeSet::new();
        for record in self.records.values() {
            for leg in &record.legs {
                if let Stand::Paid { chain, row, .. } = leg.stand {
                    taken.extend(self.at(chain).map(|at| (at, row)));
                }
            }
        }
        let waits = |record: &&Record| record.legs.iter().any(|leg| matches!(leg.stand, Stand::Waits(..)));
        let waiting: Vec<Passage> = self.records.values().filter(waits).map(|record| record.passage.clone()).collect();
        for passage in waiting {
            let Some(mut record) = self.records.remove(&passage) else { continue };
            let from = self.at(passage.chain);
            let rows = from.and_then(|at| found.get(at)).and_then(|rows| rows.get(&passage));
            for leg in 0..record.legs.len() {
                if let (Stand::Waits(..), Some(from), Some(rows)) = (&record.legs[leg].stand, from, rows) {
                    record.legs[leg].stand = self.stand_of(&record, leg, from, rows, &mut taken);
                }
            }
            self.records.insert(passage, record);
        }
    }

    fn stand_of(
        &mut self,
        record: &Record,
        leg: usize,
        from: usize,
        rows: &BTreeSet<RowId>,
        taken: &mut BTreeSet<(usize, RowId)>,
    ) -> Stand {
        let leg = &record.legs[leg];
        let Stand::Waits(chain, tx) = leg.stand else { return leg.stand.clone() };
        let Some(to) = self.open(chain, Some(tx)) else { return Stand::Nobody(chain) };
        let Some(&first) = rows.first() else { return leg.stand.clone() };
        let deposit = match self.deposit_of(record, leg, from, rows) {
            Err(why) => return Stand::Nothing(why),
            Ok(deposit) if deposit.is_clean() => {
                return Stand::Nothing("What is stolen here only paid for the passage; what went over was other money.".to_owned());
            }
            Ok(deposit) => deposit,
        };
        let came_in = self.traces[from].history.transfer(first);
        match legs::payout(&self.traces[to], &record.passage, leg, &came_in) {
            Ok(row) if deposit.is_worth_less(&self.traces[from], &self.traces[to], row) => Stand::Nothing(format!(
                "{} names a payment worth more than what came in, {tx:#}: nothing is followed.",
                record.passage.service
            )),
            Ok(row) if !taken.insert((to, row)) => {
                Stand::Nothing(format!("The payment that {} names, {tx:#}, counts for another passage already.", record.passage.service))
            }
            Ok(row) => Stand::Paid { chain, row, hop: self.hop_beyond(from, first) },
            Err(_) if !self.traces[to].part.looked_up.contains(&tx) => {
                self.traces[to].look_up(tx);
                Stand::Waits(chain, tx)
            }
            Err(why) => Stand::Nothing(why),
        }
    }

    /// The hop of whoever receives what a payment into a bridge comes out as: the bridge's and one.
    fn hop_beyond(&self, from: usize, row: RowId) -> u32 {
        let trace = &self.traces[from];
        let bridge = trace.history.row(row).to;
        let survey = Survey::of(trace);
        let hop = survey.hops.get(trace.history.address(bridge)).or_else(|| trace.trail.hops.get(&bridge));
        hop.map_or(1, |hop| hop.saturating_add(1)).min(MOST_HOPS)
    }

    /// Brings what came over to the ledgers it came to; whether anything changed.
    fn bring(&mut self, found: &[BTreeMap<Passage, BTreeSet<RowId>>]) -> bool {
        let mut brought: Vec<BTreeMap<RowId, Brought>> = self.traces.iter().map(|_| BTreeMap::new()).collect();
        for record in self.records.values() {
            for (leg, out) in record.legs.iter().enumerate() {
                let Stand::Paid { chain, row, hop } = out.stand else { continue };
                let (Some(to), Some((from, deposit))) = (self.at(chain), self.deposit(record, leg, found)) else { continue };
                let Word::Found { crossings, .. } = &record.word else { continue };
                let Some(crossing) = crossings.get(out.crossing) else { continue };
                let paid = self.traces[to].history.amount(row);
                let parts = deposit.parts(&self.traces[from], crossing, paid);
                if parts.iter().all(|(_, part)| *part == 0) {
                    continue;
                }
                let stolen = deposit.stolen_under(self.settings.policy);
                let share = self.traces[from].share_of_theft(deposit.coin, stolen);
                brought[to].insert(row, Brought { parts, hop, share });
            }
        }
        let mut changed = false;
        for (trace, brought) in self.traces.iter_mut().zip(brought) {
            changed |= trace.take_brought(brought);
        }
        changed
    }

    /// What was paid into the bridge for a leg, and on which chain.
    pub(super) fn deposit(&self, record: &Record, leg: usize, found: &[BTreeMap<Passage, BTreeSet<RowId>>]) -> Option<(usize, Deposit)> {
        let from = self.at(record.passage.chain)?;
        let rows = found.get(from)?.get(&record.passage)?;
        self.deposit_of(record, record.legs.get(leg)?, from, rows).ok().map(|deposit| (from, deposit))
    }

    fn deposit_of(&self, record: &Record, leg: &Leg, from: usize, rows: &BTreeSet<RowId>) -> Result<Deposit, String> {
        let crossing = match &record.word {
            Word::Found { crossings, .. } => crossings.get(leg.crossing),
            _ => None,
        };
        legs::deposit(&self.traces[from], &record.passage, rows, crossing)
    }
}

/// Which part of the theft was paid into a bridge, in billionths.
fn share(trace: &Trace, rows: &BTreeSet<RowId>) -> u128 {
    let main = trace.settings.policy;
    rows.iter().map(|row| trace.share_of_theft(trace.history.row(*row).coin, trace.taint.tainted(main, *row))).max().unwrap_or(0)
}
