//! The trail: which payments the search takes for the stolen money's, from the theft on. It steers the questions; the
//! ledgers of [`taint`](crate::trace::taint) count by their own rules and do not know it.
//!
//! Payments of addresses that were read are told apart by [`attribute`]. Those left out are *doubtful*: they are asked about
//! later, and join the trail when the money paid by them comes back to it or goes on to where money is cashed out.

use std::collections::{BTreeMap, BTreeSet};

use super::attribute::{Attribution, Events, Payment, attribute, attribute_origins};
use super::flow::{Begin, Flows};
use super::passing;
use crate::trace::Trace;
use crate::trace::history::{Coin, RowId, Who};

/// How often an address's payments are told apart anew in one go, where money runs in circles.
const MOST_ROUNDS: u8 = 12;

/// Money of one asset at one address.
pub type Purse = (Who, Coin);

/// What an attribution was made of, and what came out.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Made {
    receipts: Vec<RowId>,
    rows: usize,
    before_known: bool,
    sure: Vec<bool>,
    told: Attribution,
}

/// The trail as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    /// The payments on it.
    pub payments: BTreeSet<RowId>,
    /// What came to each address by it, first receipt first.
    pub receipts: BTreeMap<Purse, Vec<RowId>>,
    /// What each address paid on by it.
    pub paid: BTreeMap<Purse, Vec<RowId>>,
    /// What came for it in another asset, by links.
    pub(super) linked: BTreeMap<Purse, Vec<RowId>>,
    /// Payments of addresses on the trail that may be other money's, and what those who got them paid on.
    pub doubtful: BTreeMap<Purse, Vec<RowId>>,
    /// How much hangs on what was there before the stolen money came.
    pub doubt: BTreeMap<Purse, u128>,
    /// Hops from the theft.
    pub hops: BTreeMap<Who, u32>,
    /// The payments it begins with.
    pub begin: BTreeSet<RowId>,
    /// Everything that it begins with, per asset.
    pub total: BTreeMap<Coin, u128>,
    /// Addresses whose doubtful receipts proved to be on the trail.
    confirmed: BTreeSet<Who>,
    made: BTreeMap<Purse, Made>,
}

impl Trail {
    /// The trail over what the trace has read, beginning from what is known of it so far.
    #[must_use]
    pub fn renewed(self, trace: &Trace) -> Self {
        let flows = Flows::of(trace);
        let mut next = Self { confirmed: self.confirm(&flows), made: self.made.clone(), ..Self::default() };
        next.begin_with(&self, &flows);
        next.follow(&self, &flows);
        next.weigh_links(&flows);
        next.count_hops(&flows);
        next.find_doubtful(&flows);
        next
    }

    /// What came in by the trail.
    #[must_use]
    pub fn came(&self, flows: &Flows<'_>, purse: Purse) -> u128 {
        flows.sum(self.receipts.get(&purse).into_iter().flatten())
    }

    /// What came in by the trail and is not known to have gone on.
    #[must_use]
    pub fn left(&self, flows: &Flows<'_>, purse: Purse) -> u128 {
        self.came(flows, purse).saturating_sub(flows.sum(self.paid.get(&purse).into_iter().flatten()))
    }

    /// Doubtful receipts that went on to the trail, or to where money is cashed out, by half at least.
    fn confirm(&self, flows: &Flows<'_>) -> BTreeSet<Who> {
        let mut confirmed = self.confirmed.clone();
        let on_trail: BTreeSet<Who> = self.receipts.keys().map(|(who, _)| *who).collect();
        loop {
            let before = confirmed.len();
            for (&(who, coin), receipts) in &self.doubtful {
                if confirmed.contains(&who) || on_trail.contains(&who) || !flows.is_followed(who) {
                    continue;
                }
                let came = flows.sum(receipts);
                // Money that goes back to whom it came from is trade, not a trail.
                let payers: BTreeSet<Who> = receipts.iter().map(|row| flows.payer(*row)).collect();
                let good = |row: &RowId| {
                    let payee = flows.payee(*row);
                    if payers.contains(&payee) {
                        return false;
                    }
                    on_trail.contains(&payee) || confirmed.contains(&payee) || flows.cashes_out(payee)
                };
                let gone = flows.sum(flows.paid_after(who, coin, receipts[0]).filter(good).collect::<Vec<_>>().iter());
                if gone.saturating_mul(2) >= came {
                    confirmed.insert(who);
                }
            }
            if confirmed.len() == before {
                return confirmed;
            }
        }
    }

    /// Whether there is evidence beside the amounts that a payment is on the trail.
    fn is_sure(&self, last: &Self, flows: &Flows<'_>, payer: Who, coin: Coin, row: RowId) -> bool {
        let payee = flows.payee(row);
        let by_another = || last.receipts.get(&(payee, coin)).is_some_and(|rows| rows.iter().any(|row| flows.payer(*row) != payer));
        flows.is_service(payee) || self.confirmed.contains(&payee) || by_another()
    }

    /// The thefts, the payments of the case's origins, and the proceeds of stated sales.
    fn begin_with(&mut self, last: &Self, flows: &Flows<'_>) {
        let trace = flows.trace;
        self.begin = trace.seeds.iter().filter_map(|seed| trace.history.find(seed)).collect();
        self.begin.extend(trace.part.brought.keys());
        for swap in trace.case.swaps.iter().filter(|_| flows.is_forward()) {
            let (Some(at), Some(bought)) = (trace.history.who(&swap.at), trace.history.coin(&swap.bought)) else { continue };
            let proceeds = |row: &RowId| {
                flows.payer(*row) == at && trace.history.row(*row).coin == bought && swap.proceeds.contains(trace.history.tx(*row))
            };
            self.begin.extend(trace.history.touching(at).iter().copied().filter(proceeds));
        }
        for coin in flows.coins_of_origins() {
            let rows = self.of_origins(last, flows, coin);
            self.begin.extend(rows);
        }
        for &row in &self.begin {
            let kept = trace.history.row(row);
            let total = self.total.entry(kept.coin).or_default();
            *total = total.saturating_add(kept.amount);
        }
    }

    /// Which payments of the origins are the theft.
    fn of_origins(&self, last: &Self, flows: &Flows<'_>, coin: Coin) -> Vec<RowId> {
        let origins: BTreeMap<Who, Begin> = flows.origins();
        let mut parts = Vec::new();
        let mut numbers: Vec<RowId> = Vec::new();
        for (&who, &begin) in origins.iter().filter(|(who, _)| flows.is_followed(**who)) {
            let (mut others, mut before, mut payments) = (Vec::new(), Vec::new(), Vec::new());
            for row in change_aside(flows, &origins, who, coin) {
                let at = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                numbers.push(row);
                let (kept, payer, payee) = (flows.trace.history.row(row), flows.payer(row), flows.payee(row));
                if payer == payee {
                } else if payee == who {
                    others.push((at, kept.amount));
                } else if flows.precedes(row, begin) {
                    before.push((at, kept.amount));
                } else if !origins.contains_key(&payee) && flows.in_window(row) {
                    let sure = self.is_sure_of_origin(last, flows, &origins, coin, row);
                    payments.push(Payment { at, amount: kept.amount, sure });
                }
            }
            parts.push((others, before, payments));
        }
        if flows.takes_all_of_origins() {
            let all = parts.iter().flat_map(|(.., payments)| payments);
            return all.filter_map(|payment| numbers.get(payment.at as usize).copied()).collect();
        }
        let events: Vec<Events<'_>> = parts
            .iter()
            .map(|(others, before, payments)| Events { receipts: &[], others, before, payments, fees: 0, before_known: false })
            .collect();
        let told = attribute_origins(&events, flows.total_of_origins(coin));
        told.into_iter().filter_map(|at| numbers.get(at as usize).copied()).collect()
    }

    fn is_sure_of_origin(&self, last: &Self, flows: &Flows<'_>, origins: &BTreeMap<Who, Begin>, coin: Coin, row: RowId) -> bool {
        let payee = flows.payee(row);
        let by_others =
            || last.receipts.get(&(payee, coin)).is_some_and(|rows| rows.iter().any(|row| !origins.contains_key(&flows.payer(*row))));
        flows.is_service(payee) || self.confirmed.contains(&payee) || by_others()
    }

    /// Goes on from the beginning, address by address in the order in which the money came.
    fn follow(&mut self, last: &Self, flows: &Flows<'_>) {
        let mut open: BTreeSet<(u64, Purse)> = BTreeSet::new();
        let mut rounds: BTreeMap<Purse, u8> = BTreeMap::new();
        for row in self.begin.clone() {
            let purse = self.arrive(flows, row);
            open.insert((flows.when(row), purse));
        }
        while let Some((_, purse)) = open.pop_first() {
            let round = rounds.entry(purse).or_default();
            *round += 1;
            if *round > MOST_ROUNDS {
                continue;
            }
            let new = self.payments_of(last, flows, purse);
            let linked = flows.trace.links.brought_by(&new);
            let mut old = self.paid.insert(purse, new.clone()).unwrap_or_default();
            old.extend(self.linked.insert(purse, linked.clone()).unwrap_or_default());
            let new: Vec<RowId> = new.into_iter().chain(linked).collect();
            for row in old.iter().filter(|row| !new.contains(row) && !self.begin.contains(row)) {
                self.payments.remove(row);
                let payee = (flows.payee(*row), flows.trace.history.row(*row).coin);
                if let Some(receipts) = self.receipts.get_mut(&payee) {
                    receipts.retain(|kept| kept != row);
                    open.insert((flows.when(*row), payee));
                }
            }
            for row in new.iter().filter(|row| !old.contains(row)) {
                if self.payments.contains(row) {
                    continue;
                }
                let payee = self.arrive(flows, *row);
                open.insert((flows.when(*row), payee));
            }
        }
        self.receipts.retain(|_, rows| !rows.is_empty());
        self.paid.retain(|_, rows| !rows.is_empty());
        self.linked.retain(|_, rows| !rows.is_empty());
    }

    fn arrive(&mut self, flows: &Flows<'_>, row: RowId) -> Purse {
        self.payments.insert(row);
        let purse = (flows.payee(row), flows.trace.history.row(row).coin);
        let receipts = self.receipts.entry(purse).or_default();
        let place = receipts.partition_point(|kept| flows.compare(*kept, row).is_lt());
        receipts.insert(place, row);
        purse
    }

    /// What an address paid on of what came to it.
    fn payments_of(&mut self, last: &Self, flows: &Flows<'_>, purse: Purse) -> Vec<RowId> {
        let (who, coin) = purse;
        let receipts = self.receipts.get(&purse).cloned().unwrap_or_default();
        let Some(&first) = receipts.first() else {
            self.doubt.remove(&purse);
            return Vec::new();
        };
        if flows.passes_on(who) {
            return passing::through(flows, purse, &receipts);
        }
        if !flows.is_followed(who) || flows.origins().contains_key(&who) {
            return Vec::new();
        }
        let rows: Vec<RowId> = flows.rows_of(who, coin).collect();
        let start = rows.iter().position(|row| *row == first).unwrap_or(0);
        let (mut came, mut others, mut before, mut payments) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut fees: u128 = 0;
        for (place, &row) in rows.iter().enumerate() {
            let kept = flows.trace.history.row(row);
            let at = u32::try_from(place).unwrap_or(u32::MAX);
            let (payer, payee) = (flows.payer(row), flows.payee(row));
            if payer == payee {
            } else if payee == who && receipts.contains(&row) {
                came.push((at, kept.amount));
            } else if payee == who {
                others.push((at, kept.amount));
            } else if place < start {
                before.push((at, kept.amount));
            } else if flows.is_fee(row) {
                fees = fees.saturating_add(kept.amount);
            } else if flows.in_window(row) {
                payments.push(Payment { at, amount: kept.amount, sure: self.is_sure(last, flows, who, coin, row) });
            }
        }
        let before_known = flows.before_is_known(who);
        let sure = payments.iter().map(|payment| payment.sure).collect();
        let same = self
            .made
            .get(&purse)
            .filter(|made| (made.rows, made.before_known, &made.receipts, &made.sure) == (rows.len(), before_known, &receipts, &sure));
        let told = if let Some(made) = same {
            made.told.clone()
        } else {
            let events = Events { receipts: &came, others: &others, before: &before, payments: &payments, fees, before_known };
            let told = attribute(&events);
            self.made.insert(purse, Made { receipts, rows: rows.len(), before_known, sure, told: told.clone() });
            told
        };
        if told.doubt == 0 {
            self.doubt.remove(&purse)
        } else {
            self.doubt.insert(purse, told.doubt)
        };
        told.stolen.into_iter().filter_map(|at| rows.get(at as usize).copied()).collect()
    }

    fn count_hops(&mut self, flows: &Flows<'_>) {
        // What came over from another chain is as many hops from the theft as its way there had.
        let mut begins: BTreeMap<u32, Vec<Who>> = BTreeMap::new();
        for row in &self.begin {
            begins.entry(flows.trace.part.hop_of(*row)).or_default().push(flows.payee(*row));
        }
        let mut open: Vec<Who> = Vec::new();
        let mut hop = 1;
        while !open.is_empty() || !begins.is_empty() {
            open.extend(begins.remove(&hop).into_iter().flatten());
            let mut next = BTreeSet::new();
            while let Some(who) = open.pop() {
                if self.hops.contains_key(&who) {
                    continue;
                }
                self.hops.insert(who, hop);
                let all = (who, Coin(0))..=(who, Coin(u16::MAX));
                for payee in self.paid.range(all).flat_map(|(_, rows)| rows).map(|row| flows.payee(*row)) {
                    // Into a transaction and out of it is one hop.
                    if flows.is_inside(payee) {
                        open.push(payee);
                    } else {
                        next.insert(payee);
                    }
                }
            }
            open = next.into_iter().collect();
            hop += 1;
        }
    }

    /// What was paid beside the trail, and where those who got it paid on no more than that.
    fn find_doubtful(&mut self, flows: &Flows<'_>) {
        let mut open: Vec<(Purse, RowId, Option<u128>)> = Vec::new();
        for (&purse, receipts) in self.receipts.iter().filter(|(purse, _)| flows.is_followed(purse.0)) {
            open.push((purse, receipts[0], None));
        }
        let origins = flows.origins();
        for coin in flows.coins_of_origins().filter(|_| !flows.takes_all_of_origins()) {
            for (&who, &begin) in &origins {
                let later = |row: &RowId| !flows.precedes(*row, begin);
                if let Some(first) = flows.rows_of(who, coin).find(later) {
                    open.push(((who, coin), first, None));
                }
            }
        }
        let mut seen: BTreeMap<Purse, u128> = BTreeMap::new();
        while let Some((purse, first, most)) = open.pop() {
            let hop = self.hops.get(&purse.0).copied().unwrap_or(0);
            let mut payees: BTreeSet<Purse> = BTreeSet::new();
            let rows: Vec<RowId> = flows.paid_after(purse.0, purse.1, first).collect();
            for row in rows {
                let amount = flows.trace.history.row(row).amount;
                let payee = (flows.payee(row), purse.1);
                if flows.trace.links.settles(row) {
                    continue;
                }
                let too_much = most.is_some_and(|most| amount > most.saturating_add(most / 50));
                if too_much || self.payments.contains(&row) || origins.contains_key(&payee.0) || !flows.in_window(row) {
                    continue;
                }
                let receipts = self.doubtful.entry(payee).or_default();
                if !receipts.contains(&row) {
                    let place = receipts.partition_point(|kept| flows.compare(*kept, row).is_lt());
                    receipts.insert(place, row);
                }
                if !self.receipts.contains_key(&payee) {
                    self.hops.entry(payee.0).or_insert(hop + 1);
                    payees.insert(payee);
                }
            }
            for payee in payees.into_iter().filter(|payee| flows.is_followed(payee.0)) {
                let receipts = &self.doubtful[&payee];
                // What came by other ways too is gone over again: it can have paid on more.
                let came = flows.sum(receipts.iter());
                if seen.get(&payee).is_none_or(|before| *before < came) {
                    seen.insert(payee, came);
                    open.push((payee, receipts[0], Some(came)));
                }
            }
        }
        let receipts = &self.receipts;
        self.doubtful.retain(|purse, _| !receipts.contains_key(purse) && !flows.is_service(purse.0));
    }
}

/// The rows of an origin, where a transaction that gives it change stands for what others get of it: the change was not
/// paid, and is no other money either.
fn change_aside(flows: &Flows<'_>, origins: &BTreeMap<Who, Begin>, who: Who, coin: Coin) -> Vec<RowId> {
    let paid_to = |row: RowId| if flows.payer(row) == who { flows.payee(row) } else { flows.payer(row) };
    let is_change = |inside: Who| {
        let mut rows = flows.rows_of(inside, coin);
        let (mut paid, mut returned) = (false, false);
        rows.any(|row| {
            paid |= origins.contains_key(&flows.payer(row));
            returned |= flows.payer(row) == inside && origins.contains_key(&flows.payee(row));
            paid && returned
        })
    };
    let mut seen: BTreeMap<Who, bool> = BTreeMap::new();
    let mut rows = Vec::new();
    for row in flows.rows_of(who, coin) {
        let inside = paid_to(row);
        if !flows.is_inside(inside) {
            rows.push(row);
            continue;
        }
        match seen.get(&inside) {
            Some(true) => {}
            Some(false) => rows.push(row),
            None if is_change(inside) => {
                seen.insert(inside, true);
                let to_others =
                    |row: &RowId| flows.payer(*row) == inside && !flows.is_fee(*row) && !origins.contains_key(&flows.payee(*row));
                rows.extend(flows.rows_of(inside, coin).filter(to_others));
            }
            None => {
                seen.insert(inside, false);
                rows.push(row);
            }
        }
    }
    rows
}
