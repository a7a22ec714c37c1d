//! What is measured: loading, a whole replay under one policy or all, and one page more on a large trace.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use spoor::trace::history::{Added, History, RowId};
use spoor::trace::taint::{Mode, Taint};
use spoor::trace::view::{Direction, Policy};

use super::generate::{Line, Maker, lines};

/// Every transfer loaded and everybody followed.
pub(crate) struct Everything {
    pub(crate) lines: Vec<Line>,
    history: History,
    taint: Taint,
}

impl Everything {
    pub(crate) fn new(count: usize, addresses: u32) -> Self {
        Self { lines: lines(count, addresses), history: History::default(), taint: Taint::with(Direction::Forward, &[]) }
    }

    /// Transfers into the store.
    pub(crate) fn load(&mut self) {
        let maker = Maker::new();
        for (at, line) in self.lines.iter().enumerate() {
            self.history.add(&maker.transfer(at, line), 0);
        }
    }

    /// The plan of a replay: who is followed, what is stolen, the order.
    pub(crate) fn prepare(&mut self, policies: &[Policy]) {
        self.taint = Taint::with(Direction::Forward, policies);
        for row in self.history.rows() {
            let kept = self.history.row(row);
            self.taint.set_mode(kept.from, Mode::Follow);
            self.taint.set_mode(kept.to, Mode::Follow);
            if self.lines[row.0 as usize].is_theft {
                self.taint.add_seed(row);
            }
        }
        self.taint.update(&self.history);
    }

    /// Every row anew, under the policies that were prepared.
    pub(crate) fn replay(&mut self) {
        self.taint.replay(&self.history);
    }

    /// The sum of what rows carry, how many carry something, and their lots.
    pub(crate) fn checksum(&self, policy: Policy) -> String {
        let (mut sum, mut rows, mut lots) = (0, 0, 0);
        for (row, stolen) in self.taint.tainted_rows(policy) {
            sum += stolen;
            rows += 1;
            lots += self.taint.parcel(policy, row).count();
        }
        format!("{sum}/{rows}/{lots}")
    }

    /// Bytes a transfer: of the store, and of the taint of what was prepared.
    pub(crate) fn bytes(&self) -> (usize, usize) {
        (self.history.bytes() / self.lines.len(), self.taint.bytes() / self.lines.len())
    }
}

/// A trace as a search makes it: whole histories of the addresses that stolen money met first. The others are only seen
/// from the other side.
pub(crate) struct Searched {
    lines: Vec<Line>,
    of: BTreeMap<u32, Vec<u32>>,
    queue: VecDeque<u32>,
    met: BTreeSet<u32>,
    history: History,
    taint: Taint,
}

impl Searched {
    pub(crate) fn new(count: usize, addresses: u32, policies: &[Policy]) -> Self {
        let lines = lines(count, addresses);
        let mut of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (at, line) in (0..).zip(&lines) {
            of.entry(line.from).or_default().push(at);
            of.entry(line.to).or_default().push(at);
        }
        let (mut history, mut taint, maker) = (History::default(), Taint::with(Direction::Forward, policies), Maker::new());
        let (mut queue, mut met) = (VecDeque::new(), BTreeSet::new());
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.is_theft) {
            if let Added::New(row) = history.add(&maker.transfer(at, line), 0) {
                taint.add_seed(row);
            }
            if met.insert(line.to) {
                queue.push_back(line.to);
            }
        }
        Self { lines, of, queue, met, history, taint }
    }

    /// Reads addresses until the trace holds so many transfers.
    pub(crate) fn grow(&mut self, rows: usize) {
        while self.history.len() < rows {
            let Some(page) = self.next_page() else { break };
            self.add(&page);
        }
        self.taint.update(&self.history);
    }

    /// Up to 50 transfers of the next address, from its first stolen receipt on.
    pub(crate) fn next_page(&mut self) -> Option<Vec<u32>> {
        let who = self.queue.pop_front()?;
        let rows = self.of.get(&who)?;
        Some(rows.iter().copied().skip(rows.len() / 4).take(50).collect())
    }

    /// Takes a page in: its owner is followed from now on.
    pub(crate) fn add(&mut self, page: &[u32]) {
        let maker = Maker::new();
        let mut count: BTreeMap<u32, usize> = BTreeMap::new();
        for &at in page {
            let line = &self.lines[at as usize];
            if let Added::New(row) = self.history.add(&maker.transfer(at as usize, line), 0) {
                self.taint.touch(row);
            }
            for who in [line.from, line.to] {
                *count.entry(who).or_default() += 1;
                if self.met.insert(who) {
                    self.queue.push_back(who);
                }
            }
        }
        let owner = count.iter().max_by_key(|(_, rows)| **rows).map(|(who, _)| *who);
        let row = page.iter().find(|at| owner == Some(self.lines[**at as usize].from) || owner == Some(self.lines[**at as usize].to));
        if let Some(&at) = row {
            let line = &self.lines[at as usize];
            if let Some(row) = self.history.find(&maker.transfer(at as usize, line).id()) {
                let kept = self.history.row(row);
                self.taint.set_mode(if owner == Some(line.from) { kept.from } else { kept.to }, Mode::Follow);
            }
        }
    }

    pub(crate) fn update(&mut self) {
        self.taint.update(&self.history);
    }

    /// Transfers held, and how many of them carry stolen money by haircut.
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.history.len(), self.taint.tainted_rows(Policy::Haircut).count())
    }

    /// Whether the trace so far is the one that a whole replay gives.
    pub(crate) fn is_whole(&mut self) -> bool {
        let mut anew = self.taint.clone();
        anew.replay(&self.history);
        let rows = |taint: &Taint| Policy::ALL.map(|policy| taint.tainted_rows(policy).collect::<Vec<(RowId, u128)>>());
        rows(&anew) == rows(&self.taint)
    }
}
