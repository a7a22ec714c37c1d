//! Chainflip's swaps by deposit transaction, swap number or deposit channel.
//!
//! Source: the router of Chainflip's own backend (`packages/swap/src/routes/v2/swap.ts`). Quirks, each with a test:
//! `COMPLETED` also stands for a swap that was wholly or partly returned; a payment that fails on Solana is paid to a
//! fall-back address and the swap is `FAILED`; loans and swaps inside Chainflip have no deposit and no payment on a chain.
//! Amounts are base units. Repeated questions about strangers get the asker blocked.

use serde_json::Value;

use super::node::{self, Node, gap};
use super::{Crossing, CrossingAnswer, Key, Match, MatchKind, Out, OutKind, Quantity, Service, Source, Status, Told, chains};
use crate::explorer::HttpRequest;
use crate::explorer::base::Base;
use crate::explorer::text::{cut, push_encoded};
use crate::money::{Asset, Chain};

/// Chainflip's own ledger, where accounts are credited without a payment.
const HOME: &str = "Chainflip";

/// Asks for a swap.
#[must_use]
pub fn request(base: &Base, key: &Key) -> HttpRequest {
    let mut url = format!("{base}/v2/swaps/");
    push_encoded(&mut url, &key.on_chain());
    HttpRequest::get(url)
}

/// One side of a swap.
struct Side {
    chain: Told<Chain>,
    asset: Option<Told<Asset>>,
}

impl Side {
    fn read(root: Node<'_>, chain: &'static str, asset: &'static str) -> Self {
        let chain = root.at(chain).text().map_or_else(|| Told::Text("unknown".to_owned()), chains::chainflip);
        // The symbols are Chainflip's own closed list, so they name a contract.
        let asset = root.at(asset).text().map(|symbol| chains::listed(&chain, symbol));
        Self { chain, asset }
    }
}

/// What a payment out is.
struct Egress<'a> {
    kind: OutKind,
    to: Option<&'a str>,
    side: &'a Side,
    node: Node<'a>,
}

/// Reads the answer.
pub(super) fn read(key: &Key, body: &str) -> Result<CrossingAnswer, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let root = Node::root(&value);
    let state = root.at("state").must_text()?;
    let mut gaps = Vec::new();
    let deposit = root.at("deposit");
    let paid_by = deposit.at("txRef").text();
    if let Some(tx) = paid_by
        && !key.is(tx)
    {
        return Err("it is about another deposit than asked for".to_owned());
    }
    if paid_by.is_none() && !key.is_any() {
        gap(&mut gaps, "the record does not name the deposit's transaction");
    }
    let (from, to) = (Side::read(root, "srcChain", "srcAsset"), Side::read(root, "destChain", "destAsset"));
    let quantity = match deposit.at("amount").amount()? {
        Some(amount) => Some(Quantity::Base(amount)),
        None => root.at("swap").at("originalInputAmount").amount()?.map(Quantity::Base),
    };
    let mut outs = Vec::new();
    let pending = payments(root, &from, &to, &mut outs, &mut gaps)?;
    inside(root, &from, &to, &mut outs, &mut gaps)?;
    let status = status(state, pending, &outs, &mut gaps);
    outs.extend(fees(root.at("fees"), &mut gaps)?);
    if root.at("ccmParams").exists() {
        gap(&mut gaps, "a message goes with the payment: a contract may hand the money on");
    }
    let source = Source { tx: paid_by.map(node::tx), sender: None, chain: from.chain, asset: from.asset, quantity };
    let matched_by = matched(root, paid_by);
    Ok(CrossingAnswer::Found(vec![Crossing { service: Service::Chainflip, source, outs, status, matched_by, gaps }]))
}

/// The payments on chains. Says whether one is still under way.
fn payments(root: Node<'_>, from: &Side, to: &Side, outs: &mut Vec<Out>, gaps: &mut Vec<String>) -> Result<bool, String> {
    let fallback = root.at("fallbackEgress");
    let refund_to = root.at("fillOrKillParams").at("refundAddress").text();
    let mut pending = false;
    let swap = Egress { kind: OutKind::Destination, to: root.at("destAddress").text(), side: to, node: root.at("swapEgress") };
    let refund = Egress { kind: OutKind::Refund, to: refund_to, side: from, node: root.at("refundEgress") };
    let instead = Egress { kind: OutKind::Destination, to: fallback.at("destinationAddress").text(), side: to, node: fallback };
    for egress in [swap, refund, instead] {
        if !egress.node.exists() {
            continue;
        }
        if egress.kind == OutKind::Destination && fallback.exists() && egress.to != fallback.at("destinationAddress").text() {
            gap(gaps, "the payment to the recipient failed; the money went to the fall-back address");
            continue;
        }
        let (tx, failed) = (egress.node.at("txRef").text(), egress.node.at("failedAt").exists());
        if failed {
            let why = egress.node.at("failure").at("reason").at("message").text().unwrap_or("no reason is given");
            let what = if egress.kind == OutKind::Refund { "the refund" } else { "the payment" };
            gap(gaps, format!("{what} was not sent: {}", cut(why)));
            continue;
        }
        pending |= tx.is_none();
        outs.push(Out {
            kind: egress.kind,
            chain: egress.side.chain.clone(),
            recipient: egress.to.map(|to| node::address(&egress.side.chain, to)),
            asset: egress.side.asset.clone(),
            quantity: egress.node.at("amount").amount()?.map(Quantity::Base),
            tx: tx.map(node::tx),
        });
    }
    Ok(pending)
}

/// What is credited on Chainflip's own ledger, without a payment on a chain: a swap of an account, a loan's liquidation,
/// the opening of an account.
fn inside(root: Node<'_>, from: &Side, to: &Side, outs: &mut Vec<Out>, gaps: &mut Vec<String>) -> Result<(), String> {
    let swap = root.at("swap");
    let provider = root.at("depositChannel").at("liquidityProvider").text();
    let inside = [swap.at("onChain"), root.at("liquidation")].into_iter().find(|node| node.exists());
    let account = inside.and_then(|node| node.at("accountId").text()).or(provider);
    let Some(account) = account else { return Ok(()) };
    let credit = |kind, side: &Side, amount| Out {
        kind,
        chain: Told::Text(HOME.to_owned()),
        recipient: Some(Told::Text(cut(account))),
        asset: side.asset.clone(),
        quantity: Some(Quantity::Base(amount)),
        tx: None,
    };
    let paid = inside.map_or(Ok(None), |node| node.at("outputAmount").amount())?;
    // Where the account's record is silent, a finished swap credits what it gave.
    let finished = root.at("state").text() == Some("COMPLETED");
    let swapped = swap.at("swappedOutputAmount").amount()?.filter(|_| finished && !root.at("swapEgress").exists());
    let returned = inside.map_or(Ok(None), |node| node.at("refundAmount").amount())?;
    let destination = paid.or(swapped).filter(|amount| !amount.is_zero());
    outs.extend(destination.map(|amount| credit(OutKind::Destination, to, amount)));
    outs.extend(returned.filter(|amount| !amount.is_zero()).map(|amount| credit(OutKind::Refund, from, amount)));
    gap(gaps, format!("it is credited to an account inside {HOME}, not paid on a chain"));
    Ok(())
}

fn status(state: &str, pending: bool, outs: &[Out], gaps: &mut Vec<String>) -> Status {
    let paid = |kind: OutKind| outs.iter().any(|out| out.kind == kind);
    match (state, paid(OutKind::Destination), paid(OutKind::Refund)) {
        ("WAITING" | "RECEIVING" | "SWAPPING" | "SENDING" | "SENT", ..) => Status::Pending,
        ("COMPLETED" | "FAILED", ..) if pending => Status::Pending,
        ("COMPLETED" | "FAILED", true, true) => Status::PartlyRefunded,
        ("COMPLETED" | "FAILED", true, false) => Status::Done,
        ("COMPLETED" | "FAILED", false, true) => Status::Refunded,
        ("FAILED", false, false) => Status::Failed,
        ("COMPLETED", false, false) => {
            gap(gaps, "it is completed, but names neither a payment nor a refund");
            Status::Unknown
        }
        (other, ..) => {
            gap(gaps, format!("its state is {}, which Spoor does not know", cut(other)));
            Status::Unknown
        }
    }
}

fn fees(node: Node<'_>, gaps: &mut Vec<String>) -> Result<Vec<Out>, String> {
    let (list, more) = node.list();
    if more {
        gap(gaps, "it lists more fees than a swap has; the rest is left out");
    }
    let fee = |fee: Node<'_>| -> Result<Out, String> {
        let side = Side::read(fee, "chain", "asset");
        let kind = if fee.at("type").text() == Some("BROKER") { OutKind::Affiliate } else { OutKind::NetworkFee };
        let quantity = fee.at("amount").amount()?.map(Quantity::Base);
        Ok(Out { kind, chain: side.chain, recipient: None, asset: side.asset, quantity, tx: None })
    };
    list.map(fee).collect()
}

fn matched(root: Node<'_>, paid_by: Option<&str>) -> Match {
    let swap = root.at("swapId").word().map(|id| Match { kind: MatchKind::SwapId, id: cut(&id) });
    let channel = || root.at("depositChannel").at("id").text().map(|id| Match { kind: MatchKind::OrderId, id: cut(id) });
    swap.or_else(channel).unwrap_or_else(|| Match { kind: MatchKind::TransferId, id: cut(paid_by.unwrap_or_default()) })
}

#[cfg(test)]
mod tests;
