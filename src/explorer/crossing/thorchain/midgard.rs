//! Midgard: the index of THORChain's and Maya's actions.
//!
//! Quirks, each with a test: an affiliate's share was once an action of its own under the same transaction, and every
//! action repeats all payments of the transaction; a refund may be listed beside the swap of the share; payments on the
//! chain's own ledger have an empty hash; a payment that was sent again is listed with both hashes.

mod action;

use std::collections::BTreeMap;

use serde_json::Value;

use super::Family;
use super::legs::{self, Deal, Payment};
use super::memo::Memo;
use super::notation::PoolAsset;
use crate::explorer::HttpRequest;
use crate::explorer::base::Base;
use crate::explorer::crossing::node::{self, Node, gap};
use crate::explorer::crossing::{Crossing, CrossingAnswer, Key, Match, MatchKind, Out, OutKind, Source, Told};
use crate::explorer::text::{cut, with_query};
use crate::money::Amount;
use action::Action;

/// Asks for every action that a transaction is part of.
#[must_use]
pub fn request(base: &Base, key: &Key) -> HttpRequest {
    HttpRequest::get(with_query(format!("{base}/v2/actions"), [("txid", key.in_capitals().as_str()), ("limit", "50")]))
}

/// Reads the answer.
pub(in super::super) fn read(family: &Family, key: &Key, body: &str) -> Result<CrossingAnswer, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let root = Node::root(&value);
    if !root.at("actions").is_list() {
        return Err("it has no list of actions".to_owned());
    }
    let (list, more) = root.at("actions").list();
    let mut unread = Vec::new();
    // By the transaction that came in, in the order of the answer.
    let mut groups: Vec<(String, Vec<Action>)> = Vec::new();
    for (at, item) in list.clone().enumerate() {
        match Action::read(item) {
            Ok(action) => {
                let source = action.source(key).to_owned();
                match groups.iter_mut().find(|(tx, _)| *tx == source) {
                    Some((_, group)) => group.push(action),
                    None => groups.push((source, vec![action])),
                }
            }
            Err(why) => gap(&mut unread, format!("action {} is left out: {}", at + 1, cut(&why))),
        }
    }
    if groups.is_empty() && !unread.is_empty() {
        return Err(unread.swap_remove(0));
    }
    let listed = groups.len();
    groups.retain(|(_, group)| group.iter().any(|action| action.concerns(key)));
    if groups.is_empty() {
        return if listed == 0 { Ok(CrossingAnswer::NotFound) } else { Err("it is about other transactions than asked for".to_owned()) };
    }
    let found = groups.into_iter().map(|(source, group)| {
        let mut crossing = crossing(family, &source, &group);
        crossing.gaps.extend(unread.iter().cloned());
        if more {
            gap(&mut crossing.gaps, "the answer lists more actions than belong to one transaction; the rest is left out");
        }
        crossing
    });
    Ok(CrossingAnswer::Found(found.collect()))
}

/// Puts the actions of one transaction together.
fn crossing(family: &Family, tx: &str, group: &[Action]) -> Crossing {
    let mut gaps = Vec::new();
    let memo = group.iter().find_map(|action| action.memo.as_deref());
    let parsed = memo.and_then(|text| match Memo::parse(text) {
        Ok(memo) => Some(memo),
        Err(error) => {
            gap(&mut gaps, format!("its memo cannot be read: {error}"));
            None
        }
    });
    let first = group.iter().flat_map(|action| &action.ins).find(|coming| coming.tx == tx);
    let paid_in = first.and_then(|coming| coming.coins.first()).map(|coin| coin.asset.clone());
    let deal = Deal {
        family,
        sender: first.map(|coming| coming.address.as_str()),
        paid_in: paid_in.as_ref(),
        memo: parsed.as_ref(),
        pools_target: target(family, group, paid_in.as_ref()),
        // A share that was swapped beside a refund is listed as a swap of its own; what went back is the rest.
        only_refund: group.iter().any(|action| action.kind == "refund"),
    };
    let payments = payments(group);
    let mut outs: Vec<Out> = payments.iter().map(|payment| deal.out(payment, &mut gaps)).collect();
    for out in group.iter().flat_map(|action| action.odd.iter()) {
        gap(&mut gaps, out.clone());
    }
    deal.remark(&mut gaps);
    overpaid(group, tx, paid_in.as_ref(), &payments, &mut gaps);
    for action in group {
        action.remark(family, &mut gaps);
    }
    let pending = group.iter().any(|action| action.status == "pending");
    let failed = group.iter().any(|action| action.status == "failed" || action.kind == "refund");
    let status = legs::status(&outs, pending, failed);
    if outs.iter().filter(|out| out.kind == OutKind::Destination).count() > 1 {
        gap(&mut gaps, "more than one payment is taken for the destination; an affiliate's share may be among them");
    }
    if outs.iter().all(|out| out.kind == OutKind::Affiliate) && !pending {
        gap(&mut gaps, "the record names no payment to the recipient and no refund");
    }
    outs.extend(fees(family, group));
    let known_tx = node::tx(tx);
    Crossing {
        service: family.service,
        source: source(family, tx, group, paid_in.as_ref(), &mut gaps),
        outs,
        status,
        matched_by: Match { kind: MatchKind::Memo, id: known_tx.to_string() },
        gaps,
    }
}

fn source(family: &Family, tx: &str, group: &[Action], paid_in: Option<&PoolAsset>, gaps: &mut Vec<String>) -> Source {
    let coming: Vec<_> = group.iter().flat_map(|action| &action.ins).filter(|coming| coming.tx == tx).collect();
    let chain = paid_in.map_or_else(|| Told::Text("unknown".to_owned()), |asset| asset.lies_on(family.home));
    let coins: Vec<_> = coming.iter().flat_map(|coming| &coming.coins).collect();
    if coins.iter().any(|coin| Some(&coin.asset) != paid_in) {
        gap(gaps, "more than one asset came in; the amount is that of the first");
    }
    let same = coins.iter().filter(|coin| Some(&coin.asset) == paid_in);
    // An affiliate's share and the rest are listed apart.
    let total = same.clone().try_fold(Amount::ZERO, |sum, coin| sum.plus(coin.amount));
    let quantity = match (total, coins.first()) {
        (Ok(amount), Some(coin)) => Some(family.quantity(&legs::Coin { asset: coin.asset.clone(), amount })),
        _ => None,
    };
    Source {
        sender: coming.first().map(|coming| node::address(&chain, &coming.address)),
        chain,
        tx: legs::transaction(tx),
        asset: paid_in.map(PoolAsset::asset),
        quantity,
    }
}

/// Every payment once, though each action of the transaction repeats them. On the chain's own ledger payments have no
/// hash: there as many count as the action with most of them lists.
fn payments(group: &[Action]) -> Vec<Payment> {
    let mut all: Vec<Payment> = Vec::new();
    for action in group {
        let mut here: BTreeMap<&Payment, usize> = BTreeMap::new();
        for payment in &action.outs {
            let count = here.entry(payment).or_default();
            *count += 1;
            let needed = if payment.tx.is_empty() { *count } else { 1 };
            if all.iter().filter(|known| *known == payment).count() < needed {
                all.push(payment.clone());
            }
        }
    }
    all
}

/// What the pools say is paid out: two pools are crossed from the first to the second, one from or to the chain's own
/// coin.
fn target(family: &Family, group: &[Action], paid_in: Option<&PoolAsset>) -> Option<PoolAsset> {
    let most = group.iter().filter(|action| action.kind == "swap").map(|action| &action.pools).max_by_key(|pools| pools.len())?;
    let own: PoolAsset = format!("{}.{}", family.chain, family.coin).parse().ok()?;
    match (most.as_slice(), paid_in) {
        ([_, last], _) => Some(last.clone()),
        ([only], Some(paid)) if *paid == own => Some(only.clone()),
        ([_], Some(_)) => Some(own),
        _ => None,
    }
}

/// Payments that add up to more than came in are the same money, listed under two hashes.
fn overpaid(group: &[Action], tx: &str, paid_in: Option<&PoolAsset>, payments: &[Payment], gaps: &mut Vec<String>) {
    let Some(asset) = paid_in else { return };
    let of_asset = |coins: &mut dyn Iterator<Item = &legs::Coin>| -> Option<Amount> {
        coins.filter(|coin| coin.asset == *asset).try_fold(Amount::ZERO, |sum, coin| sum.plus(coin.amount).ok())
    };
    let came_in =
        of_asset(&mut group.iter().flat_map(|action| &action.ins).filter(|coming| coming.tx == tx).flat_map(|coming| &coming.coins));
    let went_out = of_asset(&mut payments.iter().map(|payment| &payment.coin));
    if let (Some(came_in), Some(went_out)) = (came_in, went_out)
        && went_out > came_in
    {
        gap(gaps, "more is listed as paid back than came in; one of the payments may have been sent again under another hash");
    }
}

/// What the chain and the network took, each once though several actions repeat it.
fn fees(family: &Family, group: &[Action]) -> Vec<Out> {
    let mut all: Vec<&legs::Coin> = Vec::new();
    for coin in group.iter().flat_map(|action| &action.fees) {
        if !all.contains(&coin) {
            all.push(coin);
        }
    }
    let fees = all.into_iter().map(|coin| Out {
        kind: OutKind::NetworkFee,
        chain: coin.asset.lies_on(family.home),
        recipient: None,
        asset: Some(coin.asset.asset()),
        quantity: Some(family.quantity(coin)),
        tx: None,
    });
    fees.collect()
}
