//! The table of scores, in plain text.

use crate::score::Score;

/// The names of the columns; all but the first three are in percent.
#[must_use]
pub(crate) fn head() -> String {
    format!(
        "{:>6}  {:<24} {:>8} {:>8} {:>9} {:>9} {:>9} {:>7}",
        "budget", "order", "requests", "value", "value", "terminal", "address", "address"
    ) + &format!("\n{:>6}  {:<24} {:>8} {:>8} {:>9} {:>9} {:>9} {:>7}", "", "", "", "recall", "precision", "recall", "precision", "recall")
}

/// One line.
#[must_use]
pub(crate) fn line(budget: u32, order: &str, score: &Score) -> String {
    format!(
        "{budget:>6}  {order:<24} {:>8} {:>8} {:>9} {:>9} {:>9} {:>7}",
        score.requests, score.value_recall, score.value_precision, score.terminal_recall, score.precision, score.recall
    )
}
