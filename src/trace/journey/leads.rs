//! Where a bridge says nothing: payments of the same size to the same address on other chains, soon after. Leads, never facts.
//!
//! Rule: whoever paid a bridge that keeps no record, or does not know the payment, is looked for under the same address on
//! the other EVM chains the visitor chose explorers for, one page each, once everything else was asked. A receipt of the
//! asset of that name within six hours, of 97 to 100.1 % of what was paid in, is a lead.
//! Source: the fall-back join of XChainWatcher (arXiv 2410.02029) and ABCTracer (arXiv 2504.01822), with the receiver that
//! most people name: themselves.
//! Limits: a receiver of another address is not found; of a busy address only the last page is seen; amounts that many
//! people move fit by chance, so every lead says how many receipts fit, of how many that were looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::Journey;
use super::record::Word;
use crate::explorer::crossing::{Passage, Scaled, service_for};
use crate::label::Category;
use crate::money::{Account, Address, Amount, Asset, Chain, Transfer, TransferKind};
use crate::trace::Trace;
use crate::trace::history::{RowId, Who};
use crate::trace::pattern::bridge_pair::{Leg, Rules};
use crate::trace::view::{Lead, LeadKind};

/// Questions for leads in one run.
const MOST_ASKED: usize = 40;
/// Leads that are shown.
const MOST_SHOWN: usize = 100;
/// From the payment in to the payment out, at most.
const MOST_S: u64 = 6 * 60 * 60;
/// What may come out more than was paid in, in thousandths of it.
const MORE: u64 = 1;
/// What may be kept, in millionths of the most that may come out: 97 of 100.1.
const MOST_KEPT_MILLIONTHS: u32 = 30_970;

/// A payment into a bridge that says nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Silent {
    /// Which trace.
    at: usize,
    row: RowId,
}

impl Journey {
    /// The next address to be looked for, and where: `(chain, address)`. Each is asked about once.
    pub(super) fn next_lead(&self) -> Option<(Chain, Address)> {
        if !self.asks_bridges() || self.looked_for.len() >= MOST_ASKED {
            return None;
        }
        let chains: BTreeSet<Chain> = self.chains().chain(self.beyond.keys().copied()).filter(Chain::is_evm).collect();
        let wanted = self.silent().into_iter().flat_map(|silent| {
            let trace = &self.traces[silent.at];
            let payer = trace.history.address(trace.history.row(silent.row).from).clone();
            chains.iter().filter(move |chain| **chain != trace.case.chain).map(move |chain| (*chain, payer.clone()))
        });
        wanted.into_iter().find(|(chain, payer)| {
            let is_read = self.at(*chain).is_some_and(|at| self.traces[at].history.reading(payer).is_some());
            !is_read && !self.looked_for.contains(&(*chain, payer.clone()))
        })
    }

    /// The payments of stolen money into bridges that say nothing of them, the largest part of the theft first.
    fn silent(&self) -> Vec<Silent> {
        let mut found: Vec<(u128, Silent)> = Vec::new();
        for (at, trace) in self.traces.iter().enumerate().filter(|(_, trace)| trace.case.chain.is_evm()) {
            let main = trace.settings.policy;
            let mut bridges: BTreeMap<Who, bool> = BTreeMap::new();
            for (row, stolen) in trace.taint.tainted_rows(main) {
                let kept = trace.history.row(row);
                let is_bridge = *bridges.entry(kept.to).or_insert_with(|| is_bridge(trace, kept.to));
                if !is_bridge || kept.kind == TransferKind::Fee || bridges.get(&kept.from) == Some(&true) || self.says(trace, row) {
                    continue;
                }
                let share = trace.share_of_theft(kept.coin, stolen);
                if share > 0 && share >= u128::from(trace.settings.dust_millionths) * 1_000 {
                    found.push((share, Silent { at, row }));
                }
            }
        }
        found.sort_by_key(|(share, silent)| (std::cmp::Reverse(*share), silent.at, silent.row));
        found.into_iter().map(|(_, silent)| silent).collect()
    }

    /// Whether the bridge has a record of a payment, or is still to be asked for it.
    fn says(&self, trace: &Trace, row: RowId) -> bool {
        let passage = Passage::of(&trace.history.transfer(row));
        let record = passage.and_then(|passage| self.records.get(&passage));
        record.is_some_and(|record| !matches!(record.word, Word::Unknown { .. } | Word::Silent(_)))
    }

    /// The leads, by what is known now. `node` gives the number of an account in the view.
    pub(super) fn leads(&self, node: &BTreeMap<Account, usize>) -> Vec<Lead> {
        let mut leads = Vec::new();
        for silent in self.silent() {
            let trace = &self.traces[silent.at];
            let deposit = trace.history.transfer(silent.row);
            let bridge = Account::new(trace.case.chain, deposit.to.clone()).ok().and_then(|account| node.get(&account));
            let Some(&from) = bridge else { continue };
            let others = self.traces.iter().enumerate().filter(|(at, other)| *at != silent.at && other.case.chain.is_evm());
            let (mut fit, mut of) = (Vec::new(), 0u32);
            for (_, other) in others {
                let Some(who) = other.history.who(&deposit.from) else { continue };
                for &row in other.history.touching(who) {
                    let kept = other.history.row(row);
                    let took_s = kept.at.get().checked_sub(deposit.at.get());
                    // What is known to have come over another way is no guess.
                    if other.part.brought.contains_key(&row)
                        || kept.to != who
                        || kept.from == who
                        || kept.kind == TransferKind::Fee
                        || took_s.is_none_or(|took| took > MOST_S)
                    {
                        continue;
                    }
                    of = of.saturating_add(1);
                    let came = other.history.transfer(row);
                    if fits(&deposit, &came) {
                        fit.push(came);
                    }
                }
            }
            let one_of = u32::try_from(fit.len()).unwrap_or(u32::MAX);
            for payment in fit {
                let Ok(to) = Account::new(payment.asset.chain(), payment.to.clone()) else { continue };
                leads.push(Lead {
                    id: leads.len(),
                    what: LeadKind::Bridge,
                    from,
                    deposit: deposit.clone(),
                    clue: clue(&deposit, &payment),
                    to,
                    payment,
                    one_of,
                    of,
                });
            }
            if leads.len() >= MOST_SHOWN {
                leads.truncate(MOST_SHOWN);
                break;
            }
        }
        leads
    }
}

/// Whether an address is a bridge, by a label or by Spoor's list.
fn is_bridge(trace: &Trace, who: Who) -> bool {
    let address = trace.history.address(who);
    let listed = || Account::new(trace.case.chain, address.clone()).is_ok_and(|account| service_for(&account).is_some());
    trace.category(address) == Some(Category::Bridge) || listed()
}

/// Whether a payment may be what came out of another, on its chain's own count of decimals.
fn fits(deposit: &Transfer, payment: &Transfer) -> bool {
    let (Some(given), Some(got)) = (deposit.asset.known(), payment.asset.known()) else { return false };
    if given.symbol != got.symbol {
        return false;
    }
    let finest = given.decimals.max(got.decimals);
    let scale = |digits: Amount, decimals: u8| Scaled { digits, decimals }.base_units(finest).ok();
    let (Some(paid), Some(came)) = (scale(deposit.amount, given.decimals), scale(payment.amount, got.decimals)) else { return false };
    let most = paid.share(Amount::from(1_000 + MORE), Amount::from(1_000u64));
    let leg = |asset: &Asset, amount, transfer: &Transfer| Leg { asset: asset.clone(), amount, receiver: None, at: transfer.at };
    let rules = Rules {
        becomes: BTreeMap::from([(deposit.asset.clone(), payment.asset.clone())]),
        least_s: 0,
        most_s: MOST_S,
        most_fee_millionths: MOST_KEPT_MILLIONTHS,
    };
    rules.fits(&leg(&deposit.asset, most, deposit), &leg(&payment.asset, came, payment))
}

fn clue(deposit: &Transfer, payment: &Transfer) -> String {
    let took_min = payment.at.get().saturating_sub(deposit.at.get()) / 60;
    let symbol = payment.asset.known().map_or("", |known| known.symbol);
    format!(
        "This is an inference: the same address received about as much {symbol} on {} {took_min} minutes after the payment into the bridge.",
        payment.asset.chain().name()
    )
}
