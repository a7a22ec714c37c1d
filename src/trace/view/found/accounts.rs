//! Patterns of single addresses: fans, pass-through, deposit addresses, and gas from one hand.

use std::collections::{BTreeMap, BTreeSet};

use super::{MOST_ROWS, MOST_SHOWN, Seen, coins, number, pattern, within};
use crate::money::{Account, Address, Amount, Asset, Chain, TransferKind, UnixSeconds};
use crate::trace::end::Inferred;
use crate::trace::history::{Coin, RowId, Who};
use crate::trace::pattern::fan::{self, Way};
use crate::trace::pattern::gas;
use crate::trace::pattern::pass_through::{self, Moved};
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
        // On Bitcoin one transaction pays many; who pays into it together is a cluster, and a round pays many by its nature.
        let plain = || way == Way::Out && seen.trace.spends.of(who).is_some_and(|told| told.equal.is_empty());
        if history.asset(coin).chain() == Chain::BITCOIN && !(seen.flows.is_inside(who) && plain()) {
            continue;
        }
        let other = |row: &RowId| if way == Way::Out { history.row(*row).to } else { history.row(*row).from };
        let payments: Vec<(UnixSeconds, Who)> = rows.iter().map(|row| (history.row(*row).at, other(row))).collect();
        let Some(fan) = fan::widest(&payments, rule) else { continue };
        let (count, window) = (fan.others, rows.get(fan.first..=fan.last).unwrap_or_default());
        let [first, .., last] = window else { continue };
        let asset = history.asset(coin);
        let time = within(history.row(*last).at.get().saturating_sub(history.row(*first).at.get()));
        let sum = coins(window.iter().map(|row| history.amount(*row)).sum(), asset);
        let (what, why) = match way {
            Way::Out => (
                PatternKind::FanOut,
                format!("it paid {count} others {sum} within {time}: a fan-out. Payrolls and airdrops look the same."),
            ),
            Way::In => {
                (PatternKind::FanIn, format!("{count} others paid it {sum} within {time}: a fan-in. Collections for many look the same."))
            }
        };
        let others = seen.others(window.iter().map(other));
        found.push(pattern(what, node, format!("This is an inference: {why}"), seen.evidence(window.to_vec()), others, None));
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
    let own = |row: &&RowId| {
        let kept = history.row(**row);
        kept.coin == coin && kept.from != kept.to && kept.kind != TransferKind::Fee
    };
    let rows: Vec<RowId> = history.touching(who).iter().filter(own).copied().collect();
    let moved = |row: &RowId| {
        let kept = history.row(*row);
        Moved { at: kept.at, is_receipt: kept.to == who, amount: Amount::from_u128(kept.amount) }
    };
    let moved: Vec<Moved> = rows.iter().map(moved).collect();
    let followed = |receipt: usize| rows.get(receipt).is_some_and(|row| !seen.survey.tainted(*row).is_zero());
    let passed: Vec<_> = pass_through::passed_on(&moved, rule).into_iter().filter(|(receipt, ..)| followed(*receipt)).collect();
    let came = |receipt: usize| moved.get(receipt).map_or(Amount::ZERO, |one| one.amount);
    // The first of the largest.
    let (receipt, payments, went) = passed.iter().reduce(|best, next| if came(next.0) > came(best.0) { next } else { best })?;
    let payments = rows.get(payments.clone())?;
    let payees: BTreeSet<Who> = payments.iter().map(|row| history.row(*row).to).collect();
    let took_s = history.row(*payments.last()?).at.get().saturating_sub(moved.get(*receipt)?.at.get());
    let more = match passed.len() - 1 {
        0 => String::new(),
        more => format!(" {} passed on like it.", number(more, "other receipt was", "other receipts were")),
    };
    let is_inside = payees.iter().any(|payee| seen.flows.is_inside(*payee));
    let (one, many) = if is_inside { ("transaction", "transactions") } else { ("address", "addresses") };
    let to = if payees.len() == 1 { format!("one {one}") } else { number(payees.len(), one, many) };
    let why = format!(
        "This is an inference: {} % of {} went on to {to} within {}: a pass-through. A move to a new wallet looks the same.{more}",
        went.millionths_of(came(*receipt)) / 10_000,
        coins(came(*receipt), asset),
        within(took_s)
    );
    let rest = passed
        .iter()
        .flat_map(|(receipt, payments, _)| rows.get(*receipt).into_iter().chain(rows.get(payments.clone()).unwrap_or_default()));
    let mut once = BTreeSet::new();
    let evidence = rows.get(*receipt).into_iter().chain(payments).chain(rest).filter(|row| once.insert(**row)).take(MOST_SHOWN);
    let evidence: Vec<RowId> = evidence.copied().collect();
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
        let others = std::iter::once(&cluster.funder).chain(cluster.members.keys()).take(MOST_SHOWN);
        let others = others.filter(|one| nodes.get(one) != Some(&node)).filter_map(|one| seen.account(one)).collect();
        found.push(pattern(PatternKind::Gas, node, why, seen.evidence(rows), others, None));
    }
}
