//! What a trace has seen of the patterns of laundering, and of a mixer's payments: [`Pattern`]s and [`Lead`]s of the view.
//!
//! Only addresses of the view are looked at, and of these the rows of followed money; an address with more than
//! [`MOST_ROWS`] rows is a service in all but name. Numbers are compared first, so that transfers are made of those rows
//! alone in which a pattern can be. The work grows with the followed rows, as that of the view itself.

mod accounts;
mod bitcoin;
mod circles;
mod pools;

use std::collections::{BTreeMap, BTreeSet};

use super::{Lead, Pattern, PatternKind, Structure};
use crate::money::{Account, Address, Amount, Asset, Transfer, TransferId};
use crate::trace::Trace;
use crate::trace::end::Inferred;
use crate::trace::history::{Coin, RowId, Who};
use crate::trace::search::flow::Flows;
use crate::trace::survey::Survey;

/// More rows than this are not looked at, at one address in one asset.
const MOST_ROWS: usize = 2_000;
/// Transfers that are given as evidence of one pattern, and others that it names.
const MOST_SHOWN: usize = 40;

/// Rows by the address and asset whose they are, in the order of the chain.
type Purses = BTreeMap<(Who, Coin), Vec<RowId>>;

/// What is looked at.
struct Seen<'a> {
    trace: &'a Trace,
    survey: &'a Survey<'a>,
    flows: Flows<'a>,
    /// The nodes of the view.
    nodes: BTreeMap<Who, usize>,
    /// Those that are persons', as far as anybody says.
    persons: BTreeMap<Who, usize>,
    /// Followed money that came, and that was paid; fees and payments to oneself apart.
    came: Purses,
    paid: Purses,
}

/// Every pattern by node, kind and wording, and every lead, the best first. What was read of a mixer is said in `notes`.
pub(super) fn find(
    trace: &Trace,
    survey: &Survey<'_>,
    ids: &BTreeMap<&Address, usize>,
    notes: &mut BTreeSet<String>,
) -> (Vec<Pattern>, Vec<Lead>) {
    let flows = Flows::of(trace);
    let nodes: BTreeMap<Who, usize> = ids.iter().filter_map(|(address, id)| Some((trace.history.who(address)?, *id))).collect();
    let pools = |who: &Who| matches!(trace.inferred.get(who), Some(Inferred::Pooling(_) | Inferred::Round(_)));
    let persons = nodes.iter().filter(|(who, _)| !pools(who) && !flows.is_service(**who)).map(|(who, node)| (*who, *node)).collect();
    let (mut came, mut paid) = (Purses::new(), Purses::new());
    for &row in &survey.order {
        let kept = trace.history.row(row);
        if kept.kind != crate::money::TransferKind::Fee && kept.from != kept.to {
            came.entry((kept.to, kept.coin)).or_default().push(row);
            paid.entry((kept.from, kept.coin)).or_default().push(row);
        }
    }
    let seen = Seen { trace, survey, flows, nodes, persons, came, paid };
    let mut patterns = Vec::new();
    accounts::find(&seen, &mut patterns);
    circles::find(&seen, &mut patterns);
    bitcoin::find(&seen, &mut patterns);
    let leads = pools::find(&seen, &mut patterns, notes);
    patterns.sort_by(|a, b| (a.node, a.what, &a.why, &a.transfers).cmp(&(b.node, b.what, &b.why, &b.transfers)));
    for (id, pattern) in patterns.iter_mut().enumerate() {
        pattern.id = id;
    }
    (patterns, leads)
}

impl Seen<'_> {
    /// The node of an address that is a person's, as far as anybody says.
    fn person(&self, who: Who) -> Option<usize> {
        self.persons.get(&who).copied()
    }

    fn address(&self, who: Who) -> &Address {
        self.trace.history.address(who)
    }

    fn account(&self, address: &Address) -> Option<Account> {
        Account::new(self.trace.case.chain, address.clone()).ok()
    }

    fn transfers(&self, rows: &[RowId]) -> Vec<Transfer> {
        rows.iter().map(|row| self.trace.history.transfer(*row)).collect()
    }

    /// The first of these, in the order of the chain, each once.
    fn evidence(&self, mut rows: Vec<RowId>) -> Vec<TransferId> {
        rows.truncate(MOST_SHOWN);
        rows.sort_by(|a, b| self.trace.history.compare(*a, *b));
        rows.dedup();
        rows.into_iter().map(|row| self.trace.history.transfer(row).id()).collect()
    }

    /// Accounts of these, each once, the first of them.
    fn others(&self, who: impl IntoIterator<Item = Who>) -> Vec<Account> {
        let mut seen = BTreeSet::new();
        who.into_iter().filter(|who| seen.insert(*who)).take(MOST_SHOWN).filter_map(|who| self.account(self.address(who))).collect()
    }
}

/// A pattern; its number is given at the end.
const fn pattern(
    what: PatternKind,
    node: usize,
    why: String,
    transfers: Vec<TransferId>,
    others: Vec<Account>,
    structure: Option<Structure>,
) -> Pattern {
    Pattern { id: 0, what, node, why, transfers, others, structure }
}

/// An amount in a sentence: at most six decimals, with its unit.
fn coins(amount: Amount, asset: &Asset) -> String {
    match asset.known() {
        Some(known) => format!("{} {}", amount.to_coins_short(known.decimals, 6), known.symbol),
        None => format!("{amount} base units"),
    }
}

/// A number with its noun.
fn number(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", Amount::from(u64::try_from(count).unwrap_or(u64::MAX)).to_coins_short(0, 0), if count == 1 { one } else { many })
}

/// A stretch of time in a sentence, never shorter than it was.
fn within(seconds: u64) -> String {
    let (unit, one, many) = match seconds {
        0..120 => (1, "second", "seconds"),
        120..7_200 => (60, "minute", "minutes"),
        7_200..172_800 => (3_600, "hour", "hours"),
        _ => (86_400, "day", "days"),
    };
    if seconds == 0 {
        "the same block".to_owned()
    } else {
        number(usize::try_from(seconds.div_ceil(unit)).unwrap_or(usize::MAX), one, many)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_never_said_shorter_than_it_was() {
        for (seconds, said) in [
            (0, "the same block"),
            (1, "1 second"),
            (119, "119 seconds"),
            (121, "3 minutes"),
            (3_600, "60 minutes"),
            (7_201, "3 hours"),
            (172_801, "3 days"),
            (u64::MAX, "213,503,982,334,602 days"),
        ] {
            assert_eq!(within(seconds), said, "{seconds}");
        }
    }
}
