//! Reading: what is being asked about one thing, and what of each address's history is known.

use std::collections::{BTreeMap, BTreeSet};

use super::MOST_PAGES;
use super::search::rank::Ask;
use crate::explorer::{About, Coverage, Cursor, Part, Question};
use crate::money::{Transfer, TxId};

/// What is being read: every list of one thing.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) about: About,
    /// Which part of an address's history; `None` for a transaction.
    pub(super) ask: Option<Ask>,
    pub(super) waiting: BTreeSet<Question>,
    pages_read: BTreeMap<Part, u32>,
    /// Who was asked for each list and gave no answer, with the reasons.
    refused: BTreeMap<Part, (BTreeSet<u8>, Vec<String>)>,
    /// Which lists were asked of whom.
    asked: BTreeSet<(u8, Part)>,
    pub(super) transfers: Vec<(Transfer, usize)>,
    pub(super) coverage: Vec<Coverage>,
    pub(super) not_held: bool,
    /// Transactions that are said to have failed.
    pub(super) failed: BTreeSet<TxId>,
    /// Whether the source itself holds only a part of a list.
    pub(super) is_window: bool,
    next: Option<Cursor>,
    /// The oldest block of the last page of each list.
    oldest: BTreeMap<Part, u64>,
}

/// What of an address's history is known, where it is read in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// From this block on, in the direction of following, every row is here, up to `open`.
    pub(super) since: Option<u64>,
    /// The next page of those.
    pub(super) open: Option<Cursor>,
    /// Pages of those so far.
    pub(super) pages: u32,
    /// The last page, which did not reach back far enough, goes back to this block.
    pub(super) last: Option<u64>,
    /// Whether what happened before is known, as far as one page tells.
    pub(super) before: bool,
    /// Blocks whose rows were read to see what a contract passes on.
    pub(super) through: Vec<(u64, u64)>,
}

impl Job {
    pub(super) fn of(about: About, ask: Option<Ask>, waiting: BTreeSet<Question>) -> Self {
        Self {
            about,
            ask,
            asked: waiting.iter().map(|question| (question.source, question.part)).collect(),
            refused: BTreeMap::new(),
            waiting,
            pages_read: BTreeMap::new(),
            transfers: Vec::new(),
            coverage: Vec::new(),
            not_held: false,
            failed: BTreeSet::new(),
            is_window: false,
            next: None,
            oldest: BTreeMap::new(),
        }
    }

    /// Keeps that somebody gave no answer; gives everybody who was tried for this list.
    pub(super) fn refused(&mut self, question: &Question, why: String) -> BTreeSet<u8> {
        let (tried, reasons) = self.refused.entry(question.part).or_default();
        tried.insert(question.source);
        reasons.push(why);
        tried.clone()
    }

    /// Nobody is left to be asked for a list.
    pub(super) fn give_up(&mut self, part: Part, because: Option<&str>) {
        let (_, reasons) = self.refused.remove(&part).unwrap_or_default();
        self.coverage.extend(reasons.into_iter().chain(because.map(str::to_owned)).map(Coverage::Failed));
    }

    /// Whether a list was asked of somebody already.
    pub(super) fn has_asked(&self, question: &Question) -> bool {
        self.asked.contains(&(question.source, question.part))
    }

    /// Waits for other lists, from their beginning.
    pub(super) fn begin_again(&mut self, questions: &[Question]) {
        for question in questions {
            self.pages_read.remove(&question.part);
            self.oldest.remove(&question.part);
            self.asked.insert((question.source, question.part));
            self.waiting.insert(question.clone());
        }
    }

    pub(super) fn take(&mut self, part: Part, transfers: Vec<Transfer>, source: usize) {
        *self.pages_read.entry(part).or_default() += 1;
        if let Some(oldest) = transfers.iter().map(|transfer| transfer.block).min() {
            self.oldest.insert(part, oldest);
        }
        self.transfers.extend(transfers.into_iter().map(|transfer| (transfer, source)));
    }

    /// What to ask after a page, where the same job goes on; where it does not, the reason is kept.
    pub(super) fn next_page(&mut self, question: &Question, next: Option<Cursor>, host: &str, spent: bool) -> Vec<Question> {
        let Some(cursor) = next else { return Vec::new() };
        let from_block = match self.ask {
            None => 0,
            Some(Ask::Whole(from_block) | Ask::Look(from_block)) => from_block,
            Some(_) => {
                self.next = Some(cursor);
                return Vec::new();
            }
        };
        if self.pages_read.get(&question.part).is_some_and(|count| *count >= MOST_PAGES) {
            let why = format!("{host}: the history goes on after {MOST_PAGES} pages of this list; the rest was not read");
            self.coverage.push(Coverage::Cut(why));
            return Vec::new();
        }
        // Lists run from the newest to the oldest: what is older than the stolen money's arrival needs no page.
        if from_block != u64::MAX && self.oldest.get(&question.part).is_some_and(|oldest| *oldest < from_block) {
            let why = format!(
                "read back to block {from_block}, where the stolen money arrived; older money here counts only as far as these pages show it"
            );
            self.coverage.push(Coverage::Window(why));
            return Vec::new();
        }
        if spent {
            self.coverage.push(Coverage::Cut(format!("{host}: the request budget ended before the next page of this list")));
            return Vec::new();
        }
        let next = Question { cursor: Some(cursor), ..question.clone() };
        self.waiting.insert(next.clone());
        vec![next]
    }

    /// The first and the last block of the rows, in the direction of following.
    fn blocks(&self, forward: bool) -> Option<(u64, u64)> {
        let blocks = || self.transfers.iter().map(|(transfer, _)| transfer.block);
        let (low, high) = (blocks().min()?, blocks().max()?);
        Some(if forward { (low, high) } else { (high, low) })
    }
}

impl Known {
    /// Learns what a job brought; gives how the address was read, where that changes.
    pub(super) fn learn(&mut self, job: &Job, coverage: Coverage, forward: bool) -> Option<Coverage> {
        let is_before = |block: u64, other: u64| if forward { block < other } else { block > other };
        let (beginning, end) = if forward { (0, u64::MAX) } else { (u64::MAX, 0) };
        let blocks = job.blocks(forward);
        let failed = matches!(coverage, Coverage::Failed(_));
        match job.ask.as_ref()? {
            // What is looked at for leads is no part of a history.
            Ask::Look(_) => None,
            Ask::Whole(_) => {
                self.before = coverage == Coverage::Whole;
                Some(coverage)
            }
            Ask::Last(_) if failed => Some(coverage),
            Ask::Last(first) => match (&job.next, blocks) {
                (Some(_), Some((from, _))) if is_before(from, *first) => {
                    self.since = Some(*first);
                    Some(since(*first, coverage))
                }
                (Some(_), blocks) => {
                    self.last = Some(blocks.map_or(end, |(from, _)| from));
                    None
                }
                (None, _) => {
                    (self.since, self.before) = (Some(beginning), true);
                    Some(coverage)
                }
            },
            Ask::Since(_) | Ask::More(_) if failed => {
                self.open = None;
                Some(coverage)
            }
            ask @ (Ask::Since(_) | Ask::More(_)) => {
                if let Ask::Since(first) = ask {
                    self.since = Some(*first);
                    self.before = *first == beginning;
                }
                self.pages += 1;
                // Where the pages meet the last one, nothing is open. Its first block may be cut, so they must pass it.
                let meets = self.last.zip(blocks).is_some_and(|(last, (_, to))| is_before(last, to));
                self.open = job.next.clone().filter(|_| !meets);
                let first = self.since.unwrap_or(beginning);
                Some(match &self.open {
                    None => since(first, coverage),
                    Some(_) => Coverage::Cut(format!("its history goes on after {} pages from block {first} on", self.pages)),
                })
            }
            Ask::Before(_) => {
                self.before = true;
                match (&job.next, blocks) {
                    // The block that the page ends in may be cut.
                    (Some(_), Some((from, _))) => self.since = Some(if forward { from + 1 } else { from.saturating_sub(1) }),
                    (Some(_), None) => {}
                    (None, _) => self.since = Some(beginning),
                }
                None
            }
            Ask::Through(first) => {
                let to = match (&job.next, blocks) {
                    (Some(_), Some((_, to))) => to.saturating_sub(1).max(*first),
                    (Some(_), None) => *first,
                    (None, _) => u64::MAX,
                };
                self.through.push((*first, if failed { *first } else { to }));
                None
            }
        }
    }
}

/// The coverage of a history that is whole from a block on.
fn since(first: u64, coverage: Coverage) -> Coverage {
    match coverage {
        Coverage::Whole => Coverage::Window(format!("read from block {first} on, where the followed money arrived")),
        other => other,
    }
}
