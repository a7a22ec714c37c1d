//! Which terms are in force for a freeze.

use std::collections::BTreeMap;

use crate::money::Amount;

use super::super::correction::Corrections;
use super::super::entry::{CaseOpened, Frozen, Split};
use super::super::tally::{Said, Tally};
use super::super::view::TermsRow;
use super::split::WHOLE;

/// Every statement of a case, by whether it is an example, and name; in the order of the feed.
pub(in super::super) type Statements<'a> = BTreeMap<(bool, &'a str), Vec<&'a Said<CaseOpened>>>;

/// Every statement of every case that counts.
pub(in super::super) fn statements<'a>(tally: &'a Tally, corrections: &Corrections) -> Statements<'a> {
    let mut all = Statements::new();
    for said in corrections.counting(&tally.cases) {
        all.entry((said.example, said.content.case.as_str())).or_default().push(said);
    }
    all
}

/// The statement whose terms hold for a freeze: the newest that was in the feed when it was frozen; where the feed began
/// later, the first. Whatever is stated afterwards does not touch it.
///
/// An example goes by the terms of its case's examples, or else by those that are meant; never the other way round.
pub(in super::super) fn in_force<'a>(all: &Statements<'a>, freeze: &Said<Frozen>) -> Option<&'a Said<CaseOpened>> {
    let case = freeze.content.case.as_str();
    let own = all.get(&(freeze.example, case));
    let list = own.or_else(|| all.get(&(false, case)))?;
    list.iter().rev().find(|said| said.at <= freeze.content.time).or_else(|| list.first()).copied()
}

/// The row of a statement's terms.
pub(in super::super) fn row(said: &Said<CaseOpened>) -> TermsRow {
    let terms = said.content.terms.as_ref();
    TermsRow {
        entry: said.entry,
        line: said.line,
        from: said.at,
        freezer: terms.map_or(Amount::ZERO, |terms| terms.freezer.0.into()),
        reporters: terms.map_or(Amount::ZERO, |terms| terms.reporters.0.into()),
        split: terms.map(|terms| terms.split),
        as_of: terms.map_or_else(String::new, |terms| terms.as_of.clone()),
        source: terms.map_or_else(String::new, |terms| terms.source.clone()),
    }
}

/// Terms that a bounty can be computed by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    pub(super) freezer: Amount,
    pub(super) reporters: Amount,
    pub(super) split: Split,
}

/// The rates of terms; `None` where no bounty is promised, or more than all of the money.
pub(super) fn rates(row: &TermsRow) -> Option<Rates> {
    let split = row.split?;
    let sum = row.freezer.plus(row.reporters).ok()?;
    (sum <= Amount::from(WHOLE)).then_some(Rates { freezer: row.freezer, reporters: row.reporters, split })
}

/// How reporters share what is frozen and returned on a board: as the terms have it, in equal parts where there are none.
pub(in super::super) fn sharing(terms: Option<&Said<CaseOpened>>) -> Split {
    terms.and_then(|said| said.content.terms.as_ref()).map_or(Split::Equal, |terms| terms.split)
}

/// Millionths as a percentage, exact: `5 %`, `0.0001 %`.
#[must_use]
pub fn percent(millionths: Amount) -> String {
    format!("{} %", millionths.to_coins(4))
}
