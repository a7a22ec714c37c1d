//! Patterns of single addresses: fans, pass-through, deposit addresses, and gas from one hand.

use std::collections::{BTreeMap, BTreeSet};

use super::{MOST_ROWS, Seen, coins, number, pattern, within};
use crate::money::{Account, Address, Asset, Transfer};
use crate::trace::end::Inferred;
use crate::trace::history::{Coin, RowId, Who};
use crate::trace::pattern::fan::{self, Way};
use crate::trace::pattern::gas;
use crate::trace::pattern::pass_through::{self, Passed};
use crate::trace::view::{Pattern, PatternKind};

pub(super) fn find(seen: &Seen<'_>, found: &mut Vec<Pattern>) {
    fans(seen, Way::Out, found);
    fans(seen, Way::In, found);
    for (purse, receipts) in &seen.came {
        found.extend(passing(seen, *purse, receipts));
    }
    deposits(seen, found);
    gas(seen, found);
}

fn fans(seen: &Seen<'_>, way: Way, found: &mut Vec<Pattern>) {
    let history = &seen.trace.history;
    let rule = fan::Rule::default();
    let purses = if way == Way::Out { &seen.paid } else { &seen.came };
    for (&(who, coin), rows) in purses.iter().filter(|(_, rows)| rows.len() >= rule.least_others) {
        let Some(node) = seen.person(who) else { continue };
        // Who pays into a transaction together is a cluster, and a round pays many by its nature.
        if seen.flows.is_inside(who) && (way == Way::In || seen.trace.spends.of(who).is_none_or(|told| !told.equal.is_empty())) {
            continue;
        }
        let other = |row: &RowId| if way == Way::Out { history.row(*row).to } else { history.row(*row).from };
        if rows.iter().map(other).collect::<BTreeSet<Who>>().len() < rule.least_others {
            continue;
        }
        let asset = history.asset(coin);
        let transfers = seen.transfers(rows.get(..MOST_ROWS).unwrap_or(rows));
        let rows: Vec<&Transfer> = transfers.iter().collect();
        let Some(fan) = fan::recognise(&rows, seen.address(who), asset, way, rule) else { continue };
        let time = within(fan.to.get().saturating_sub(fan.from.get()));
        let sum = coins(fan.amount, asset);
        let (what, why) = match way {
            Way::Out => (
                PatternKind::FanOut,
                format!("it paid {} others {sum} within {time}: a fan-out. Payrolls and airdrops look the same.", fan.others),
            ),
            Way::In => (
                PatternKind::FanIn,
                format!("{} others paid it {sum} within {time}: a fan-in. Collections for many look the same.", fan.others),
            ),
        };
        let evidence: Vec<RowId> = fan.rows.iter().filter_map(|id| history.find(id)).collect();
        let others = seen.others(evidence.iter().map(other));
        found.push(pattern(what, node, format!("This is an inference: {why}"), seen.evidence(evidence), others, None));
    }
}

/// What an address passed on at once: the largest receipt is said, the others are counted.
fn passing(seen: &Seen<'_>, (who, coin): (Who, Coin), receipts: &[RowId]) -> Option<Pattern> {
    let history = &seen.trace.history;
    let rule = pass_through::Rule::default();
    let (node, paid) = (seen.person(who)?, seen.paid.get(&(who, coin))?);
    if seen.flows.is_inside(who) || history.touching(who).len() > MOST_ROWS || !is_soon(seen, receipts, paid, rule.within_s) {
        return None;
    }
    let asset = history.asset(coin);
    let rows: Vec<RowId> = history.touching(who).iter().copied().filter(|row| history.row(*row).coin == coin).collect();
    let transfers = seen.transfers(&rows);
    let all = pass_through::recognise(&transfers.iter().collect::<Vec<_>>(), seen.address(who), asset, rule);
    let followed = |passed: &Passed| history.find(&passed.receipt).is_some_and(|row| receipts.contains(&row));
    let passed: Vec<Passed> = all.into_iter().filter(followed).collect();
    // The first of the largest.
    let best = passed.iter().reduce(|best, next| if next.came > best.came { next } else { best })?;
    let payments: Vec<RowId> = best.payments.iter().filter_map(|id| history.find(id)).collect();
    let payees: BTreeSet<Who> = payments.iter().map(|row| history.row(*row).to).collect();
    let share = best.went.millionths_of(best.came) / 10_000;
    let more = match passed.len() - 1 {
        0 => String::new(),
        more => format!(" {} passed on like it.", number(more, "other receipt was", "other receipts were")),
    };
    let to = if payees.len() == 1 { "one address".to_owned() } else { number(payees.len(), "address", "addresses") };
    let why = format!(
        "This is an inference: {share} % of {} went on to {to} within {}: a pass-through. A move to a new wallet looks the same.{more}",
        coins(best.came, asset),
        within(best.took_s)
    );
    let rest = passed.iter().flat_map(|passed| std::iter::once(&passed.receipt).chain(&passed.payments)).filter_map(|id| history.find(id));
    let evidence = history.find(&best.receipt).into_iter().chain(payments).chain(rest);
    let mut once = BTreeSet::new();
    let evidence: Vec<RowId> = evidence.filter(|row| once.insert(*row)).collect();
    Some(pattern(PatternKind::PassThrough, node, why, seen.evidence(evidence), seen.others(payees), None))
}

/// Whether any payment follows a receipt soon.
fn is_soon(seen: &Seen<'_>, receipts: &[RowId], paid: &[RowId], within_s: u64) -> bool {
    let at = |row: &RowId| seen.trace.history.row(*row).at.get();
    receipts.iter().any(|receipt| {
        let later = paid.partition_point(|payment| seen.trace.history.compare(*payment, *receipt).is_lt());
        paid.get(later).is_some_and(|payment| at(payment).saturating_sub(at(receipt)) <= within_s)
    })
}

fn deposits(seen: &Seen<'_>, found: &mut Vec<Pattern>) {
    for (&who, inferred) in &seen.trace.inferred {
        let (Inferred::Deposit(deposit), Some(&node)) = (inferred, seen.nodes.get(&who)) else { continue };
        let purses = || (who, Coin(0))..=(who, Coin(u16::MAX));
        let rows = seen.came.range(purses()).chain(seen.paid.range(purses())).flat_map(|(_, rows)| rows).copied().collect();
        let others: Vec<Account> = std::iter::once(&deposit.wallet).chain(&deposit.funder).filter_map(|one| seen.account(one)).collect();
        found.push(pattern(PatternKind::DepositAddress, node, deposit.why(), seen.evidence(rows), others, None));
    }
}

/// Wallets of the trail whose first coins came from the same hand: said once, at the funder or at the first of them.
fn gas(seen: &Seen<'_>, found: &mut Vec<Pattern>) {
    let history = &seen.trace.history;
    let chain = seen.trace.case.chain;
    let rule = gas::Rule::of(chain);
    let coin = Asset::native(chain);
    if rule.most.is_zero() {
        return;
    }
    let (mut first, mut whole) = (Vec::new(), BTreeSet::new());
    for &who in seen.nodes.keys().filter(|who| seen.flows.before_is_known(**who) && seen.person(**who).is_some()) {
        let receipt = history.touching(who).iter().find(|row| history.row(**row).to == who && !seen.flows.is_fee(**row));
        // What came first says it all: whoever got other money first is no member.
        if let Some(row) = receipt.filter(|row| *history.asset(history.row(**row).coin) == coin) {
            first.push(history.transfer(*row));
            whole.insert(seen.address(who).clone());
        }
    }
    let is_service = |funder: &Address| {
        history
            .who(funder)
            .is_none_or(|who| seen.flows.is_service(who) || matches!(seen.trace.inferred.get(&who), Some(Inferred::Pooling(_))))
    };
    let nodes: BTreeMap<&Address, usize> = seen.nodes.iter().map(|(who, node)| (seen.address(*who), *node)).collect();
    for cluster in gas::clusters(&first.iter().collect::<Vec<_>>(), &whole, chain, rule, is_service) {
        let members = cluster.members.keys().filter_map(|member| nodes.get(member)).min();
        let Some(&node) = nodes.get(&cluster.funder).or(members) else { continue };
        let rows: Vec<RowId> = cluster.members.values().filter_map(|id| history.find(id)).collect();
        let why = format!(
            "This is an inference: {} got their first coins, {} and less each, for fees alone, from {:#}: perhaps one hand. Who funds strangers without a label looks the same.",
            number(cluster.members.len(), "address here", "addresses here"),
            coins(rule.most, &coin),
            cluster.funder
        );
        let others = std::iter::once(&cluster.funder).chain(cluster.members.keys()).take(super::MOST_SHOWN);
        let others = others.filter(|one| nodes.get(one) != Some(&node)).filter_map(|one| seen.account(one)).collect();
        found.push(pattern(PatternKind::Gas, node, why, seen.evidence(rows), others, None));
    }
}
