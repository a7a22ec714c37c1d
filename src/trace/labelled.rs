//! What labels say of an address in a trace, and the visitor's own labels while it runs.
//!
//! A label that has days counts only while they last, and "now" is never the clock's: it is the day on which stolen money
//! could first have come to the address, its first receipt from the theft on. An end that lasts for years stays what it was
//! then: the exchange that took the money in is the one to be asked, whoever holds the address today. Followed backward, it is
//! the day of the last payment out, which is the one that is traced to its origin.
//!
//! Limits: of an address that changed hands between its first receipt and the stolen one, the earlier name counts. The
//! panel shows all labels with their days.

use super::history::RowId;
use super::view::{Direction, Stage, Start};
use super::{Address, Trace, guard};
use crate::label::{Label, OwnLabels};
use crate::money::{Account, UnixSeconds};

impl Trace {
    /// The best label that says what an address is and held when the money came, leaving aside who stole, who was robbed, and
    /// who is on a list.
    pub(super) fn label_of(&self, address: &Address) -> Option<&Label> {
        let account = Account::new(self.case.chain, address.clone()).ok()?;
        let labels = self.labels.of(&account);
        // Most have no days: the history is asked only where one has.
        let at = if labels.iter().any(Label::is_dated) { Some(self.came_at(address)) } else { None };
        labels.iter().find(|label| label.category.ends_following() && at.is_none_or(|at| label.holds_at(at)))
    }

    /// When stolen money could first have come to an address; the theft's own time where no receipt is known.
    fn came_at(&self, address: &Address) -> UnixSeconds {
        let rows: &[RowId] = self.history.who(address).map_or(&[], |who| self.history.touching(who));
        let moves = rows.iter().map(|row| self.history.transfer(*row)).filter(guard::moves_value);
        // Who follows an address of their own choice follows no theft, but perhaps from a moment on.
        let begin = if self.settings.start == Start::Case { self.case.at } else { self.settings.from_at.unwrap_or_default() };
        let found = match self.settings.direction {
            Direction::Forward => moves.filter(|moved| moved.to == *address && moved.at >= begin).map(|moved| moved.at).min(),
            Direction::Backward => moves.filter(|moved| moved.from == *address).map(|moved| moved.at).max(),
        };
        found.unwrap_or(self.case.at)
    }

    /// Takes a change of the visitor's own labels.
    pub(super) fn relabel(&mut self, gone: &OwnLabels, put: &OwnLabels) {
        for label in gone.iter() {
            self.labels.remove(label);
        }
        for label in put.iter() {
            self.labels.add(label.clone());
        }
        self.renew();
        if self.stage == Stage::Done {
            self.stage = Stage::Running;
        }
    }

    /// Says something of the whole trace.
    pub(crate) fn note(&mut self, what: String) {
        self.notes.insert(what);
    }
}

/// Who says so, and as of when.
pub(super) fn cited(label: &Label) -> String {
    let source = if label.own { format!("your own label, by {}", label.source) } else { label.source.clone() };
    let days = label.period().map_or_else(String::new, |period| format!(", {period}"));
    if label.as_of.is_empty() { format!("{source}{days}") } else { format!("{source}, {}{days}", label.as_of) }
}
