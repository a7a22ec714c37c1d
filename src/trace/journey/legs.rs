//! From a bridge's record to rows of a chain: what of a payment into a bridge is stolen, which row paid it out, and which
//! part of that row is stolen then.
//!
//! Rule: a leg counts where the transaction that the record names pays the named recipient the named amount of the named
//! asset, as an explorer of that chain shows it. Its stolen part is that of the payment into the bridge, in proportion: of
//! a payment that was a third stolen, a third of everything that came out is. So parts never exceed what was paid out, and
//! what the bridge kept carries its share away.
//! What came in must be what was paid in: a stolen fee makes no tokens stolen that go over beside it. And what came out must
//! be worth no more than what went in, where both have a known price (`link::rate`).
//! Source: the service's own number or memo links both payments (`explorer::crossing`); the proportion is the haircut that
//! every pool of fungible money calls for (Möser, Böhme, Breuker 2014).
//! Limits: the record is the service's word; that the two payments belong together stands on nothing else. Measured: the
//! recorded passages of five services and the lies of `tests/journey`.

use std::collections::{BTreeMap, BTreeSet};

use super::record::Leg;
use crate::explorer::crossing::routers::Role;
use crate::explorer::crossing::{Crossing, Passage, Quantity, contracts_on};
use crate::money::{Address, Amount, Asset, Chain, Transfer, TransferKind};
use crate::trace::Trace;
use crate::trace::guard;
use crate::trace::history::{Coin, RowId};
use crate::trace::link::rate::{Rate, judge};
use crate::trace::view::Policy;

/// How far a block's time on one chain may lie before an earlier one's on another: two hours where one of them is Bitcoin,
/// whose rules allow that (a block's time need only be above the median of eleven), a minute elsewhere.
const SLACK_S: u64 = 60;
const SLACK_OF_BITCOIN_S: u64 = 2 * 60 * 60;

/// A payment into a bridge, in one asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deposit {
    /// Its rows, the largest stolen part first.
    pub(super) rows: Vec<RowId>,
    pub(super) coin: Coin,
    /// All that was paid in, in base units.
    pub(super) whole: u128,
    /// The stolen part under each policy.
    pub(super) stolen: Vec<(Policy, u128)>,
}

/// The rows by which stolen money was paid to the contracts of bridges, each with its passage.
pub(super) fn payments(trace: &Trace) -> Vec<(Passage, RowId)> {
    let history = &trace.history;
    let mut found = Vec::new();
    // An endpoint takes only what its messages cost.
    for (account, contract) in contracts_on(trace.case.chain).filter(|(_, contract)| contract.role != Role::Endpoint) {
        let Some(who) = history.who(account.address()) else { continue };
        for &row in history.touching(who) {
            let kept = history.row(row);
            let pays = kept.to == who && kept.from != who && kept.kind != TransferKind::Fee;
            // What was swapped in the same transaction never left the chain.
            if pays && trace.links.of_paid(row).is_none() && trace.taint.tainted(trace.settings.policy, row) > 0 {
                let passage = Passage { service: contract.service, chain: trace.case.chain, tx: *history.tx(row) };
                found.push((passage, row));
            }
        }
    }
    found
}

/// What was paid in by a passage. Of several assets it is the one that the record names, or the one whose amount it tells:
/// a fee in stolen coins does not make the tokens stolen that are sent beside it.
///
/// # Errors
/// A whole sentence, where it is not clear which asset went over.
pub(super) fn deposit(trace: &Trace, passage: &Passage, rows: &BTreeSet<RowId>, crossing: Option<&Crossing>) -> Result<Deposit, String> {
    let history = &trace.history;
    let ours: BTreeSet<&Address> =
        contracts_on(passage.chain).filter(|(_, known)| known.service == passage.service).map(|(account, _)| account.address()).collect();
    // Everything that was paid in by this transaction, stolen or not; what the service's contracts hand on is not paid twice.
    let paid_in = |row: &RowId| {
        let kept = history.row(*row);
        let counts = kept.moves && kept.kind != TransferKind::Fee && *history.tx(*row) == passage.tx;
        counts && !ours.contains(history.address(kept.from))
    };
    let to: BTreeSet<_> = rows.iter().map(|row| history.row(*row).to).collect();
    let all = to.iter().flat_map(|who| history.touching(*who).iter().copied().filter(|row| history.row(*row).to == *who));
    let mut by_coin: BTreeMap<Coin, BTreeSet<RowId>> = BTreeMap::new();
    for row in all.filter(paid_in) {
        by_coin.entry(history.row(row).coin).or_default().insert(row);
    }
    let sum = |rows: &BTreeSet<RowId>| rows.iter().fold(0u128, |sum, row| sum.saturating_add(history.row(*row).amount));
    let source = crossing.map(|crossing| &crossing.source);
    let named = source.and_then(|source| source.asset.as_ref()?.known()).and_then(|asset| history.coin(asset));
    let told = source.and_then(|source| source.quantity);
    let fits = |coin: Coin, rows: &BTreeSet<RowId>| match (named, told) {
        (Some(named), _) => coin == named,
        (None, Some(told)) => is_about(told, Amount::from_u128(sum(rows)), history.asset(coin)),
        (None, None) => by_coin.len() == 1,
    };
    let fitting: Vec<Coin> = by_coin.iter().filter(|(coin, rows)| fits(**coin, rows)).map(|(coin, _)| *coin).collect();
    let [coin] = fitting[..] else {
        return Err(format!("What {} says came in is not what was paid in here, so it is not followed.", passage.service));
    };
    let mut rows: Vec<RowId> = by_coin.remove(&coin).into_iter().flatten().collect();
    let sum = |of: &dyn Fn(RowId) -> u128| rows.iter().fold(0u128, |sum, row| sum.saturating_add(of(*row)));
    let whole = sum(&|row| history.row(row).amount);
    let stolen = Policy::ALL.map(|policy| (policy, sum(&|row| trace.taint.tainted(policy, row)))).to_vec();
    rows.sort_by_key(|row| (std::cmp::Reverse(trace.taint.tainted(trace.settings.policy, *row)), *row));
    Ok(Deposit { rows, coin, whole, stolen })
}

/// Whether a record tells of this amount: all of it, or at most three hundredths less, which a bridge keeps.
fn is_about(told: Quantity, paid: Amount, asset: &Asset) -> bool {
    if is_as_much(told, paid, asset) {
        return true;
    }
    let told = asset.known().and_then(|known| told.base_units(known.decimals).ok());
    told.is_some_and(|told| told <= paid && paid.saturating_minus(told) <= paid.share(Amount::from(3u64), Amount::from(100u64)))
}

impl Deposit {
    /// All that came in, by the record too: other money may have come in beside what this page has seen.
    fn divisor(&self, trace: &Trace, crossing: &Crossing) -> Amount {
        let asset = trace.history.asset(self.coin);
        let seen = Amount::from_u128(self.whole);
        let is_same = crossing.source.asset.as_ref().and_then(|told| told.known()) == Some(asset);
        let told = crossing.source.quantity.filter(|_| is_same).zip(asset.known());
        told.and_then(|(quantity, known)| quantity.base_units(known.decimals).ok()).map_or(seen, |told| seen.max(told))
    }

    /// The stolen part of so much that came out, under each policy.
    pub(super) fn parts(&self, trace: &Trace, crossing: &Crossing, paid: Amount) -> Vec<(Policy, u128)> {
        let whole = self.divisor(trace, crossing);
        let part = |stolen: u128| paid.share(Amount::from_u128(stolen), whole).to_u128().unwrap_or(0);
        self.stolen.iter().map(|(policy, stolen)| (*policy, part(*stolen))).collect()
    }

    /// Whether a row paid out more than this can be worth, where that is known: a bridge gives away nothing of its own.
    pub(super) fn is_worth_less(&self, from: &Trace, to: &Trace, row: RowId) -> bool {
        let (given, paid) = (from.history.asset(self.coin), to.history.row(row));
        let got = to.history.asset(paid.coin);
        let judged = |amount: u128| judge((given, self.whole), (got, amount));
        // Less than it is worth is no wonder: a part may have gone elsewhere. It is too much where less of it would do.
        let less = std::iter::successors(Some(paid.amount), |amount| Some(amount / 4 * 3).filter(|less| *less > 0));
        judged(paid.amount) == Rate::Absurd && less.skip(1).any(|amount| judged(amount) == Rate::Sane)
    }

    /// Whether nothing of it is stolen, under any rule.
    pub(super) fn is_clean(&self) -> bool {
        self.stolen.iter().all(|(_, stolen)| *stolen == 0)
    }

    /// How much of the stolen part, in the asset paid in, so much that came out is: for weighing chains against each other.
    pub(super) fn stolen_under(&self, policy: Policy) -> u128 {
        self.stolen.iter().find(|(one, _)| *one == policy).map_or(0, |(_, stolen)| *stolen)
    }
}

/// Whether a payment is as much as the record says. Where it counts in other decimals than the asset has, what it cuts off
/// may be more.
fn is_as_much(quantity: Quantity, paid: Amount, asset: &Asset) -> bool {
    match (quantity, asset.known()) {
        (Quantity::Base(amount), _) => amount == paid,
        (Quantity::Scaled(scaled), Some(known)) => scaled.is_cut_from(paid, known.decimals),
        (Quantity::Scaled(_), None) => false,
    }
}

/// The row by which a transaction that was read paid a leg.
///
/// # Errors
/// A whole sentence that says what does not fit. It is no error that the transaction was not read yet: ask after it was.
pub(super) fn payout(trace: &Trace, passage: &Passage, leg: &Leg, came_in: &Transfer) -> Result<RowId, String> {
    let history = &trace.history;
    let (service, out) = (passage.service, &leg.out);
    let Some(tx) = out.tx.as_ref().and_then(|tx| tx.known()) else { return Err(format!("{service} names no transaction.")) };
    let rows: Vec<RowId> = history.of_transaction(*tx).collect();
    if rows.is_empty() {
        return Err(format!("The explorers show no transaction {tx:#} on {}: nothing is followed.", trace.case.chain.name()));
    }
    if let Some(text) = out.recipient.as_ref().filter(|told| told.known().is_none()) {
        return Err(format!("{service} says that {text} received it, which is no address of {}.", trace.case.chain.name()));
    }
    let recipient = out.recipient.as_ref().and_then(|told| told.known());
    let to_whom = |transfer: &Transfer| recipient.is_none_or(|recipient| transfer.to == *recipient);
    let moved: Vec<(RowId, Transfer)> = rows
        .into_iter()
        .map(|row| (row, history.transfer(row)))
        .filter(|(_, transfer)| transfer.kind != TransferKind::Fee && !transfer.to.is_inside_of_transaction())
        .filter(|(row, transfer)| history.row(*row).moves && guard::moves_value(transfer))
        .collect();
    let paid: Vec<&(RowId, Transfer)> = moved.iter().filter(|(_, transfer)| to_whom(transfer)).collect();
    if paid.is_empty() {
        let whom = recipient.map_or_else(|| "anybody".to_owned(), ToString::to_string);
        return Err(format!("{service} says that {tx:#} paid {whom}; the chain shows no such payment: nothing is followed."));
    }
    let named = out.asset.as_ref().and_then(|told| told.known());
    let of_asset: Vec<&&(RowId, Transfer)> =
        paid.iter().filter(|(_, transfer)| named.is_none_or(|asset| transfer.asset == *asset)).collect();
    if of_asset.is_empty() {
        let asset = named.map_or_else(String::new, asset_name);
        return Err(format!("{service} says that {tx:#} paid {asset}; the chain shows no such payment there: nothing is followed."));
    }
    let Some(quantity) = out.quantity else { return Err(format!("{service} does not say how much was paid out.")) };
    let fits: Vec<&&&(RowId, Transfer)> =
        of_asset.iter().filter(|(_, transfer)| is_as_much(quantity, transfer.amount, &transfer.asset)).collect();
    let (row, transfer) = match fits.as_slice() {
        [one] => **one,
        [] => return Err(format!("{service} names another amount than the chain shows in {tx:#}: nothing is followed.")),
        _ => return Err(format!("Several payments in {tx:#} are what {service} says: which one it means is not known.")),
    };
    let slack = if [came_in.asset.chain(), trace.case.chain].contains(&Chain::BITCOIN) { SLACK_OF_BITCOIN_S } else { SLACK_S };
    if transfer.at.get().saturating_add(slack) < came_in.at.get() {
        return Err(format!("The payment that {service} names, {tx:#}, was made before the money came in: nothing is followed."));
    }
    if !trace.in_window(transfer.at) {
        return Err(format!("It came out at {}, outside the days that are followed.", transfer.at));
    }
    let is_own = contracts_on(trace.case.chain).any(|(account, known)| known.service == service && *account.address() == transfer.to);
    if is_own || trace.seeds.contains(&transfer.id()) {
        return Err(format!(
            "The payment that {service} names, {tx:#}, is one into the bridge or of the theft itself: nothing is followed."
        ));
    }
    Ok(*row)
}

/// An asset for a sentence: its symbol, or its name in full where Spoor has none.
pub(super) fn asset_name(asset: &Asset) -> String {
    asset.known().map_or_else(|| asset.to_string(), |known| known.symbol.to_owned())
}
