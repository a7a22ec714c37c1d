//! Random graphs, small and mean: few addresses, crowded blocks, circles, fees, several thefts, every mode.

use std::collections::BTreeSet;

use proptest::prelude::*;
use spoor::trace::history::{Added, History, RowId};
use spoor::trace::taint::{Joined, Mode, Swap, Taint};
use spoor::trace::view::{Direction, Policy};

use crate::sketch::{Line, address, asset, transfer, tx};

/// How many graphs each law is tried on: `SPOOR_GRAPHS`, else what a test run has time for.
pub(crate) fn graphs(usual: u32) -> ProptestConfig {
    let cases = std::env::var("SPOOR_GRAPHS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// What is done to a trace.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    pub(crate) lines: Vec<Line>,
    pub(crate) seeds: Vec<usize>,
    pub(crate) left_out: Vec<usize>,
    pub(crate) modes: Vec<(u8, Mode)>,
    pub(crate) swap: Option<(u8, Vec<usize>)>,
    /// What was paid, and what was received for it.
    pub(crate) links: Vec<(Vec<usize>, Vec<usize>)>,
    /// Rows that are stolen in part, and a number that the parts are made of.
    pub(crate) brought: Vec<(usize, u64)>,
    pub(crate) direction: Direction,
    /// In which order the lines arrive, and after how many an update is made.
    pub(crate) arrival: Vec<usize>,
    pub(crate) step: usize,
}

pub(crate) const ADDRESSES: u8 = 7;

pub(crate) fn graph() -> impl Strategy<Value = Graph> {
    (prop::collection::vec(any::<u64>(), 2..28), any::<u64>(), any::<u64>()).prop_map(|(rows, world, arrival)| {
        let mut lines: Vec<Line> = rows.iter().enumerate().map(|(at, bits)| line(at, *bits, world)).collect();
        // A transaction has one fee.
        let mut paid = BTreeSet::new();
        for line in &mut lines {
            line.fee = line.fee && paid.insert((line.block, line.tx));
        }
        let picked = |shift: u32, of: u64| {
            let chosen = rows.iter().enumerate().filter(move |(_, bits)| (**bits >> shift).is_multiple_of(of));
            chosen.map(|(at, _)| at).collect::<Vec<_>>()
        };
        let mut seeds: Vec<usize> = picked(50, 7);
        if seeds.is_empty() {
            seeds.push(0);
        }
        let modes = (1..=ADDRESSES).map(|n| (n, mode(world >> (2 * n)))).collect();
        let seller = (world >> 20) as u8 % ADDRESSES + 1;
        let proceeds: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].from == seller && lines[*at].coin == 0).take(2).collect();
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by_key(|at| (arrival.rotate_left(*at as u32 * 7) ^ rows[*at]).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Graph {
            seeds,
            left_out: picked(54, 11),
            modes,
            swap: (world >> 30 & 3 == 0).then_some((seller, proceeds)),
            links: links(&lines, &rows, world),
            brought: if world >> 36 & 1 == 0 {
                rows.iter().copied().enumerate().filter(|(_, bits)| bits >> 57 & 7 == 0).collect()
            } else {
                Vec::new()
            },
            direction: if world >> 33 & 3 == 0 { Direction::Backward } else { Direction::Forward },
            arrival: order,
            step: 1 + (arrival % 9) as usize,
            lines,
        }
    })
}

fn mode(bits: u64) -> Mode {
    match bits & 3 {
        0 => Mode::Rest,
        1 => Mode::Through,
        _ => Mode::Follow,
    }
}

fn line(at: usize, bits: u64, world: u64) -> Line {
    let block = 1 + bits % 6;
    let tx = (bits >> 4) as u8 % 3;
    let small = u128::from(bits >> 24 & 0x1f) + 1;
    let amount = match bits >> 20 & 7 {
        0 => small << 60,
        1 => (small << 80) + u128::from(bits),
        2 => small * 100,
        _ => small,
    };
    Line {
        block,
        // Of some blocks every place is known, of some a part, of some none.
        index: if world >> (40 + block) & 1 == 1 && (tx > 0 || world & 1 == 1) { 1 + u32::from(tx) } else { 0 },
        tx,
        place: at as u32,
        from: (bits >> 8) as u8 % ADDRESSES + 1,
        to: (bits >> 12) as u8 % ADDRESSES + 1,
        coin: if bits >> 16 & 7 < 6 { 0 } else { 1 },
        amount,
        fee: bits >> 32 & 7 == 0 && bits >> 16 & 7 < 6,
    }
}

/// Up to three links: what an address paid for what it received in the same block or transaction, and some that make no
/// sense.
fn links(lines: &[Line], rows: &[u64], world: u64) -> Vec<(Vec<usize>, Vec<usize>)> {
    let pick = |n: u64, of: &[usize]| (!of.is_empty()).then(|| of[(world.rotate_right(n as u32 * 5) % of.len() as u64) as usize]);
    let all: Vec<usize> = (0..rows.len()).collect();
    let link = |n: u64| {
        let paid = pick(n, &all)?;
        let near = |at: &usize| {
            let (a, b) = (&lines[paid], &lines[*at]);
            *at != paid && a.block <= b.block && (world >> (48 + n) & 1 == 1 || (a.from == b.to && a.coin != b.coin))
        };
        let near: Vec<usize> = all.iter().copied().filter(near).collect();
        let alike: Vec<usize> = all.iter().copied().filter(|at| lines[*at].coin == lines[paid].coin || world >> 60 == 0).collect();
        let received = [pick(n + 1, &near), pick(n + 3, &near).filter(|_| world >> 52 & 1 == 1)];
        let paid = [Some(paid), pick(n + 2, &alike).filter(|_| world >> 53 & 3 == 1)];
        Some((paid.into_iter().flatten().collect(), received.into_iter().flatten().collect()))
    };
    (0..world >> 37 & 3).filter_map(link).collect()
}

impl Graph {
    /// The links whose rows are known.
    pub(crate) fn joined(&self, history: &History) -> Vec<Joined> {
        let rows = |lines: &[usize]| lines.iter().filter_map(|at| self.row(history, *at)).collect();
        self.links.iter().map(|(paid, received)| Joined { paid: rows(paid), received: rows(received) }).collect()
    }

    /// Which part of a brought row is stolen: poison says most.
    pub(crate) fn parts(&self, at: usize, bits: u64) -> Vec<(Policy, u128)> {
        let amount = self.lines[at].amount;
        let part = |n: u64| match bits >> n & 3 {
            0 => 0,
            1 => amount,
            _ => amount / (1 + u128::from(bits >> 40 & 7)),
        };
        let most = Policy::ALL.iter().zip(0..).map(|(_, n)| part(n)).max().unwrap_or(0);
        Policy::ALL.into_iter().zip(0..).map(|(policy, n)| (policy, if policy == Policy::Poison { most } else { part(n) })).collect()
    }

    /// The history with the lines in this order of arrival.
    pub(crate) fn history(&self, order: impl IntoIterator<Item = usize>) -> History {
        let mut history = History::default();
        for at in order {
            self.add(&mut history, at);
        }
        history
    }

    pub(crate) fn add(&self, history: &mut History, at: usize) -> RowId {
        let transfer = transfer(&self.lines[at]);
        match history.add(&transfer, at) {
            Added::New(row) => row,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn swaps(&self) -> Vec<Swap> {
        let swap = |(seller, lines): &(u8, Vec<usize>)| Swap {
            at: address(*seller),
            bought: asset(0),
            proceeds: lines.iter().map(|at| tx(&self.lines[*at])).collect(),
        };
        self.swap.iter().map(swap).collect()
    }

    /// Everything said at once, brought up to date once.
    pub(crate) fn whole(&self, history: &History) -> Taint {
        let mut taint = Taint::new(self.direction);
        self.say(history, &mut taint);
        taint.update(history);
        taint
    }

    pub(crate) fn say(&self, history: &History, taint: &mut Taint) {
        for &(n, mode) in &self.modes {
            if let Some(who) = history.who(&address(n)) {
                taint.set_mode(who, mode);
            }
        }
        for at in &self.seeds {
            if let Some(row) = self.row(history, *at) {
                taint.add_seed(row);
            }
        }
        for at in &self.left_out {
            if let Some(row) = self.row(history, *at) {
                taint.leave_out(row, true);
            }
        }
        for swap in self.swaps() {
            taint.add_swap(swap);
        }
        for &(at, bits) in &self.brought {
            if let Some(row) = self.row(history, at) {
                taint.bring(row, &self.parts(at, bits));
            }
        }
        taint.set_links(self.joined(history));
    }

    pub(crate) fn row(&self, history: &History, at: usize) -> Option<RowId> {
        history.find(&transfer(&self.lines[at]).id())
    }
}

/// Everything a taint says, in words that do not depend on the order of arrival.
pub(crate) fn everything(history: &History, taint: &Taint) -> Vec<String> {
    let mut all = Vec::new();
    let mut rows: Vec<RowId> = history.rows().collect();
    rows.sort_by(|a, b| history.compare(*a, *b));
    let id = |row: RowId| history.transfer(row).id();
    for policy in Policy::ALL {
        for &row in &rows {
            let stolen = taint.tainted(policy, row);
            let parcel: Vec<_> = taint.parcel(policy, row).map(|(origin, amount)| (origin.map(id), amount)).collect();
            if stolen > 0 || !parcel.is_empty() {
                all.push(format!("{policy:?} {:?} {stolen} {parcel:?}", id(row)));
            }
        }
        let mut flows: Vec<String> = taint
            .flows(policy)
            .map(|(who, coin, flow)| {
                let receipts = (flow.first.map(id), flow.last.map(id));
                let flow = spoor::trace::taint::Flow { first: None, last: None, ..flow };
                format!("{policy:?} {} {} {flow:?} {receipts:?}", history.address(who), history.asset(coin))
            })
            .collect();
        flows.sort();
        all.extend(flows);
        for coin in 0..3 {
            if let Some(coin) = history.coin(&asset(coin)) {
                all.push(format!("{policy:?} {} {:?}", history.asset(coin), taint.sums(policy, coin)));
            }
        }
    }
    all
}
