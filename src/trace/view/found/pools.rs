//! Tornado Cash: what went into its pools, among how many, and leads to what came out.

use std::collections::{BTreeMap, BTreeSet};

use super::{MOST_ROWS, Seen, coins, number, pattern};
use crate::explorer::Coverage;
use crate::money::{Address, Chain, Transfer, TransferId, TxId};
use crate::trace::history::{RowId, Who};
use crate::trace::pattern::tornado::{self, Move, POOLS, Passage, Pool};
use crate::trace::view::{Direction, Lead, LeadKind, Pattern, PatternKind, Structure};

/// More leads than this are no help.
const MOST_LEADS: usize = 200;

/// What went into the pools and came out, each once, with its row.
#[derive(Default)]
struct Passages {
    deposits: Vec<(Passage, Transfer)>,
    withdrawals: Vec<(Passage, Transfer)>,
    known: BTreeSet<TransferId>,
    /// Deposits whose payer is known: what the router passes on of them is the same deposit.
    by_payer: BTreeSet<(TxId, Address)>,
    /// The node that each followed deposit went into.
    followed: BTreeMap<TransferId, usize>,
}

impl Passages {
    fn add(&mut self, row: Transfer) {
        let (pool, who, is_deposit) = match tornado::read(&row) {
            Some(Move::Deposit(pool, who)) => (pool, who, true),
            Some(Move::Withdrawal(pool, who, _)) => (pool, who, false),
            None => return,
        };
        let contract = Address::Evm(pool.contract);
        if is_deposit && tornado::is_router(&who) && self.by_payer.contains(&(row.tx, contract.clone())) {
            return;
        }
        if !self.known.insert(row.id()) {
            return;
        }
        if is_deposit && !tornado::is_router(&who) {
            self.by_payer.insert((row.tx, contract));
        }
        // Lists of transfers do not tell the price of gas.
        let passage = Passage { tx: row.tx, at: row.at, pool, who, gas_price_wei: None };
        if is_deposit { self.deposits.push((passage, row)) } else { self.withdrawals.push((passage, row)) }
    }
}

/// Adds the patterns; gives the leads, those with the best odds first.
pub(super) fn find(seen: &Seen<'_>, found: &mut Vec<Pattern>, notes: &mut BTreeSet<String>) -> Vec<Lead> {
    let trace = seen.trace;
    if trace.case.chain != Chain::ETHEREUM {
        return Vec::new();
    }
    let passages = passages(seen);
    for (&mixer, &node) in seen.nodes.iter().filter(|(who, _)| tornado::is_listed(seen.address(**who))) {
        for pool in &POOLS {
            found.extend(entered(seen, &passages, mixer, node, pool));
        }
    }
    for (&who, &node) in seen.nodes.iter().filter(|(who, _)| !tornado::is_listed(seen.address(**who))) {
        found.extend(left(seen, &passages, who, node));
    }
    for (address, read) in trace.looked.pools() {
        let Some(pool) = tornado::pool(address) else { continue };
        let part = match &read.coverage {
            Coverage::Whole => "Everything from then on was read.".to_owned(),
            other => format!("Not everything: {}.", other.why().unwrap_or("the source does not say why")),
        };
        notes.insert(format!(
            "{} of the {} were read for leads, from block {} on. {part} They are counted nowhere.",
            number(read.rows.len(), "payment", "payments"),
            name(pool),
            read.from_block
        ));
    }
    if trace.settings.direction == Direction::Forward { leads(seen, &passages) } else { Vec::new() }
}

fn name(pool: &Pool) -> String {
    format!("Tornado Cash pool of {}", coins(pool.amount(), &pool.asset()))
}

/// What is known of the pools: followed payments first, for they name the payer.
fn passages(seen: &Seen<'_>) -> Passages {
    let history = &seen.trace.history;
    let mut all = Passages::default();
    for (&who, &node) in seen.nodes.iter().filter(|(who, _)| tornado::is_listed(seen.address(**who))) {
        for &row in history.touching(who) {
            let transfer = history.transfer(row);
            if transfer.to == *seen.address(who) && !seen.survey.tainted(row).is_zero() {
                all.followed.insert(transfer.id(), node);
                all.add(transfer);
            }
        }
    }
    for pool in &POOLS {
        let rows = history.who(&Address::Evm(pool.contract)).map_or(&[][..], |who| history.touching(who));
        rows.iter().for_each(|row| all.add(history.transfer(*row)));
    }
    for (_, read) in seen.trace.looked.pools() {
        read.rows.iter().for_each(|row| all.add(row.clone()));
    }
    all
}

/// Followed money that went into a pool by an address of the view, and among how many deposits.
fn entered(seen: &Seen<'_>, all: &Passages, mixer: Who, node: usize, pool: &'static Pool) -> Option<Pattern> {
    let history = &seen.trace.history;
    let of_pool = |passages: &[(Passage, Transfer)]| passages.iter().filter(|(one, _)| one.pool == pool).count();
    let followed = |(one, row): &&(Passage, Transfer)| one.pool == pool && all.followed.get(&row.id()) == Some(&node);
    let own: Vec<RowId> = all.deposits.iter().filter(followed).filter_map(|(_, row)| history.find(&row.id())).collect();
    if own.is_empty() {
        return None;
    }
    let (deposits, withdrawals) = (of_pool(&all.deposits), of_pool(&all.withdrawals));
    let by_router = if tornado::is_router(seen.address(mixer)) { ", by way of this router" } else { "" };
    let why = format!(
        "This is an inference: {} went into the {}{by_router}. In what was read the pool got {} in all; the money may be behind any of them, and whoever has the note can take it out.",
        number(own.len(), "followed payment", "followed payments"),
        name(pool),
        number(deposits, "deposit", "deposits")
    );
    let short = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let structure = Structure {
        mixer: "Tornado Cash".to_owned(),
        asset: pool.asset(),
        inputs: short(deposits),
        outputs: short(withdrawals),
        equal: vec![(pool.amount(), short(deposits))],
        among: Some(short(deposits)),
    };
    let contract = Address::Evm(pool.contract);
    let others = if *seen.address(mixer) == contract { Vec::new() } else { seen.account(&contract).into_iter().collect() };
    Some(pattern(PatternKind::Pool, node, why, seen.evidence(own), others, Some(structure)))
}

/// What came to an address of the view out of the pools.
fn left(seen: &Seen<'_>, all: &Passages, who: Who, node: usize) -> Option<Pattern> {
    let history = &seen.trace.history;
    let own: Vec<&(Passage, Transfer)> = all.withdrawals.iter().filter(|(one, _)| one.who == *seen.address(who)).collect();
    let rows: Vec<RowId> = own.iter().filter_map(|(_, row)| history.find(&row.id())).collect();
    let (first, _) = own.first().filter(|_| !rows.is_empty())?;
    let why = format!(
        "This is an inference: {} came to it out of pools of Tornado Cash, the first out of the {}. Who put the money in is not known.",
        number(rows.len(), "payment", "payments"),
        name(first.pool)
    );
    Some(pattern(PatternKind::Pool, node, why, seen.evidence(rows), Vec::new(), None))
}

fn leads(seen: &Seen<'_>, all: &Passages) -> Vec<Lead> {
    let history = &seen.trace.history;
    if all.followed.is_empty() || all.withdrawals.is_empty() {
        return Vec::new();
    }
    // Payments of those who put followed money in: they link a depositor to who took it out.
    let payers: BTreeSet<Who> =
        all.deposits.iter().filter(|(_, row)| all.followed.contains_key(&row.id())).filter_map(|(one, _)| history.who(&one.who)).collect();
    let rows = payers.iter().flat_map(|who| history.touching(*who).iter().take(MOST_ROWS)).copied().collect::<BTreeSet<RowId>>();
    let payments: Vec<Transfer> = rows.into_iter().map(|row| history.transfer(row)).filter(|row| tornado::read(row).is_none()).collect();
    let passed = |passages: &[(Passage, Transfer)]| passages.iter().map(|(one, _)| one.clone()).collect::<Vec<_>>();
    let (deposits, withdrawals) = (passed(&all.deposits), passed(&all.withdrawals));
    let mut leads: Vec<Lead> = tornado::leads(&deposits, &withdrawals, &payments.iter().collect::<Vec<_>>())
        .into_iter()
        .filter_map(|lead| {
            let (_, deposit) = all.deposits.get(lead.deposit)?;
            let (out, payment) = all.withdrawals.get(lead.withdrawal)?;
            Some(Lead {
                id: 0,
                what: LeadKind::Mixer,
                from: *all.followed.get(&deposit.id())?,
                deposit: deposit.clone(),
                to: seen.account(&out.who)?,
                payment: payment.clone(),
                clue: lead.why(),
                one_of: u32::try_from(lead.one_of).unwrap_or(u32::MAX),
                of: u32::try_from(lead.anonymity_set).unwrap_or(u32::MAX),
            })
        })
        .collect();
    leads.sort_by_cached_key(|lead| (lead.one_of, lead.payment.chronological(), lead.deposit.chronological(), lead.clue.clone()));
    leads.truncate(MOST_LEADS);
    for (id, lead) in leads.iter_mut().enumerate() {
        lead.id = id;
    }
    leads
}
