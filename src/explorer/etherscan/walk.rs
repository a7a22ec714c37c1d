//! Walking through a list by blocks: pages overlap by a block, so that no row is lost between two pages.
//!
//! A page begins at a block, not behind a row. Where it is full, its last block may be cut, so its rows are left to the next
//! page, which begins there. A block that fills a whole page is read on by page numbers, of which the host allows only
//! [`WINDOW`] rows.

use super::super::gather::{cursor, parameter};
use super::super::{Cursor, Order, Question};
use crate::money::TxId;

/// Rows asked for: Etherscan gives no more without a paid key, since July 2026.
pub(super) const ROWS: u32 = 1_000;
/// Page number times rows may not be above this.
const WINDOW: u32 = 10_000;
/// Fewer rows than this are not asked for, however slow the host is.
const LEAST: u32 = 125;
/// A page shorter than asked for but of a round number of rows is cut by a limit of the host's own.
const ROUND: u32 = 50;
/// Later than any block.
const END: u64 = 9_999_999_999;

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The block it begins at, included, in the order of the question.
    pub(super) block: u64,
    pub(super) page: u32,
    pub(super) rows: u32,
    /// The transaction that the page before ended in, where one block fills both.
    pub(super) inside: Option<TxId>,
}

/// What of a page counts, and where the next one begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    /// How many rows count; the others come again.
    pub(super) kept: usize,
    pub(super) next: Option<Step>,
    pub(super) gap: Option<String>,
}

impl Step {
    /// The page that a question asks for; `None` where its cursor is none of this walk.
    pub(super) fn of(question: &Question) -> Option<Self> {
        let beginning = match question.order {
            Order::Oldest => 0,
            Order::Newest => END,
        };
        if question.cursor.is_none() {
            return Some(Self { block: question.start.unwrap_or(beginning).min(END), page: 1, rows: ROWS, inside: None });
        }
        let number = |key| parameter(question, key)?.parse::<u32>().ok().filter(|number| *number > 0);
        let step = Self {
            block: parameter(question, "block")?.parse().ok()?,
            page: number("page")?,
            rows: number("rows")?,
            inside: parameter(question, "inside").map(str::parse).transpose().ok()?,
        };
        (step.block <= END && step.page.checked_mul(step.rows)? <= WINDOW).then_some(step)
    }

    pub(super) fn cursor(self) -> Cursor {
        let all = [("block", self.block.to_string()), ("page", self.page.to_string()), ("rows", self.rows.to_string())];
        cursor(all.into_iter().chain(self.inside.map(|tx| ("inside", tx.to_string()))))
    }

    /// First and last block of the range, as the host wants them.
    pub(super) const fn range(self, order: Order) -> (u64, u64) {
        match order {
            Order::Oldest => (self.block, END),
            Order::Newest => (0, self.block),
        }
    }

    /// Half as many rows, from the same row on; `None` where that is too few.
    pub(super) fn smaller(self) -> Option<Self> {
        let half = self.rows / 2;
        (half >= LEAST && self.rows.is_multiple_of(2)).then(|| Self { rows: half, page: (self.page - 1) * 2 + 1, ..self })
    }

    /// What becomes of a page with rows of these blocks; `None` is a row that could not be read.
    ///
    /// # Errors
    /// When a full page is not in the order asked for, or begins before its beginning: going on would lose rows.
    pub(super) fn turn(self, order: Order, blocks: &[Option<u64>], last_tx: Option<TxId>) -> Result<Turn, &'static str> {
        let count = u32::try_from(blocks.len()).map_err(|_| "it has more rows than can be")?;
        let is_cut_short = count < self.rows && count >= ROUND && count.is_multiple_of(ROUND);
        if count == 0 || (count < self.rows && !is_cut_short) {
            return Ok(Turn { kept: blocks.len(), next: None, gap: None });
        }
        let known: Vec<u64> = blocks.iter().copied().flatten().collect();
        let in_order = |a: u64, b: u64| if order == Order::Oldest { a <= b } else { a >= b };
        let (Some(&first), Some(&last)) = (known.first(), known.last()) else { return Err("none of its rows can be read") };
        if !known.is_sorted_by(|a, b| in_order(*a, *b)) {
            return Err("its rows are not in the order asked for");
        }
        if !in_order(self.block, first) {
            return Err("it does not begin where it was asked to");
        }
        let rows = if is_cut_short { count } else { self.rows };
        if first != last {
            let kept = blocks.iter().position(|block| *block == Some(last)).unwrap_or(blocks.len());
            let next = Self { block: last, page: 1, rows, inside: None };
            return Ok(Turn { kept, next: Some(next), gap: None });
        }
        // The whole page is one block. Where it is not the one the list was asked from, this page is also the first one of
        // the list from that block on.
        let page = if last == self.block { self.page + 1 } else { 2 };
        let kept = blocks.len();
        if page.saturating_mul(rows) <= WINDOW {
            let next = Self { block: last, page, rows, inside: last_tx };
            return Ok(Turn { kept, next: Some(next), gap: None });
        }
        let gap = format!("block {last} holds more than {WINDOW} rows of this list, the most that is given; the others are missing");
        let beyond = if order == Order::Oldest { last.checked_add(1) } else { last.checked_sub(1) };
        let next = beyond.filter(|block| *block <= END).map(|block| Self { block, page: 1, rows, inside: None });
        Ok(Turn { kept, next, gap: Some(gap) })
    }
}
