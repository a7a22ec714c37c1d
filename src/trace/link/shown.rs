//! Links as a screen or a tip sees them.

use std::collections::{BTreeMap, BTreeSet};

use super::Found;
use crate::money::{Account, Address};
use crate::trace::Trace;
use crate::trace::history::RowId;
use crate::trace::path::Paths;
use crate::trace::survey::Survey;
use crate::trace::view::{Direction, Link, LinkKind, Policy, Tier};

/// Every link that stolen money went through under some policy, by its first payment.
#[must_use]
pub fn links(trace: &Trace, survey: &Survey<'_>, ids: &BTreeMap<&Address, usize>) -> Vec<Link> {
    let history = &trace.history;
    let paths = Paths::new(trace, survey);
    let is_stolen = |row: &RowId| Policy::ALL.iter().any(|policy| trace.taint.tainted(*policy, *row) > 0);
    let mut found: Vec<Found> = trace.links.all().iter().filter(|link| link.paid.iter().any(is_stolen)).cloned().collect();
    found.extend(stated(trace));
    found.sort_by(|a, b| match (a.paid.first(), b.paid.first()) {
        (Some(a), Some(b)) => history.compare(*a, *b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
    let mut links = Vec::new();
    for link in found {
        let (Some(first), Some(last)) = (link.paid.first(), link.received.last()) else { continue };
        let (first, last) = (history.row(*first), history.row(*last));
        // What the case states left its seller: the receipts are not known.
        let to = if link.tier == Tier::Stated { last.from } else { last.to };
        let (Some(from), Some(to)) = (ids.get(history.address(first.from)), ids.get(history.address(to))) else { continue };
        let hops = |rows: &[RowId], tier: Tier| rows.iter().map(|row| paths.hop(*row, tier)).collect();
        links.push(Link {
            id: links.len(),
            what: link.what,
            tier: link.tier,
            via: via(trace, &link),
            from: *from,
            to: *to,
            paid: hops(&link.paid, Tier::Observed),
            received: hops(&link.received, link.tier),
            matched_by: link.matched_by,
            sources: Vec::new(),
        });
    }
    links
}

/// Who took what was given, by name where a label has one; at most three.
fn via(trace: &Trace, link: &Found) -> String {
    const MOST: usize = 3;
    let takers: BTreeSet<&Address> = link.paid.iter().map(|row| trace.history.address(trace.history.row(*row).to)).collect();
    let name = |address: &&Address| {
        let account = Account::new(trace.case.chain, (*address).clone()).ok();
        let label = account.and_then(|account| trace.labels.of(&account).first().map(|label| label.name.clone()));
        label.unwrap_or_else(|| address.to_string())
    };
    let mut names: Vec<String> = takers.iter().map(name).collect();
    names.dedup();
    let more = names.len().saturating_sub(MOST);
    names.truncate(MOST);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    super::listed(&names)
}

/// The sales that the case states: what was sold, and what left the seller for it.
fn stated(trace: &Trace) -> Vec<Found> {
    let history = &trace.history;
    if trace.settings.direction == Direction::Backward {
        return Vec::new();
    }
    let sale = |swap: &crate::case::StatedSwap| {
        let at = history.who(&swap.at)?;
        let of = |is_leg: &dyn Fn(&RowId) -> bool| -> Vec<RowId> {
            let leaves = |row: &&RowId| history.row(**row).from == at && !history.is_fee(**row) && is_leg(row);
            history.touching(at).iter().filter(leaves).copied().collect()
        };
        let paid = of(&|row| swap.sold.contains(history.asset(history.row(*row).coin)));
        let received = of(&|row| *history.asset(history.row(*row).coin) == swap.bought && swap.proceeds.contains(history.tx(*row)));
        let bought = swap.bought.known().map_or("another asset", |known| known.symbol);
        (!paid.is_empty() && !received.is_empty()).then(|| Found {
            what: LinkKind::Exchange,
            tier: Tier::Stated,
            matched_by: format!(
                "Stated by {}: {} sold for {bought}. What came in was not read; these are the payments by which {} left.",
                swap.source,
                super::in_words(trace, &paid),
                super::in_words(trace, &received)
            ),
            paid,
            received,
            settles: true,
        })
    };
    trace.case.swaps.iter().filter_map(sale).collect()
}
