//! Relay's requests: by transaction (`requests/v2`), by request number (`intents/status/v3`).
//!
//! Source: Relay's API reference. `requests/v2` is the last of its questions that takes a transaction and no key; Relay has
//! announced to end it on 24 November 2026, after which its refusal is shown for what it is. The status of a request whose
//! number is known needs no key; it names transactions, not amounts.

use serde_json::Value;

use super::node::{self, Node, gap, passages};
use super::{Crossing, CrossingAnswer, Key, Match, MatchKind, Out, OutKind, Quantity, Service, Source, Status, Told, chains};
use crate::explorer::HttpRequest;
use crate::explorer::base::Base;
use crate::explorer::text::{cut, with_query};
use crate::money::{Asset, Chain};

/// Asks for the requests of a transaction, or for the state of one request.
#[must_use]
pub fn request(base: &Base, key: &Key) -> HttpRequest {
    HttpRequest::get(match key {
        Key::Tx { .. } => with_query(format!("{base}/requests/v2"), [("hash", key.on_chain().as_str())]),
        Key::Id(id) => with_query(format!("{base}/intents/status/v3"), [("requestId", id.as_str())]),
    })
}

/// Reads the answer.
pub(super) fn read(key: &Key, body: &str) -> Result<CrossingAnswer, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let root = Node::root(&value);
    match key {
        Key::Id(id) => intent(id, root).map(|crossing| CrossingAnswer::Found(vec![crossing])),
        Key::Tx { .. } => requests(key, root),
    }
}

fn requests(key: &Key, root: Node<'_>) -> Result<CrossingAnswer, String> {
    let goes_on = root.at("continuation").exists();
    passages((root.at("requests"), goes_on), "request", "there are more requests than the answer lists", |item| one(key, item))
}

/// A transaction of a request. Its hash had two names.
fn hash(tx: Node<'_>) -> Option<&str> {
    tx.at("hash").text().or_else(|| tx.at("txHash").text())
}

fn chain(node: Node<'_>) -> Told<Chain> {
    node.whole().map_or_else(|| Told::Text("unknown".to_owned()), chains::relay)
}

/// What came in or went out: the currency and its amount in base units.
fn currency(node: Node<'_>) -> Result<(Option<Told<Asset>>, Option<Quantity>), String> {
    let token = node.at("currency");
    let symbol = token.at("symbol").text();
    let chain = chain(token.at("chainId"));
    let asset = token.at("address").text().map(|contract| chains::token(&chain, contract, symbol));
    Ok((asset.or_else(|| symbol.map(|name| Told::Text(cut(name)))), node.at("amount").amount()?.map(Quantity::Base)))
}

fn one(key: &Key, item: Node<'_>) -> Result<Crossing, String> {
    let id = item.at("id").must_text()?;
    let data = item.at("data");
    let (ins, more_in) = data.at("inTxs").list();
    let (sent, more_out) = data.at("outTxs").list();
    if !ins.clone().chain(sent.clone()).filter_map(hash).any(|tx| key.is(tx)) {
        return Err("it belongs to another transaction than asked for".to_owned());
    }
    let mut gaps = Vec::new();
    if more_in || more_out {
        gap(&mut gaps, "it lists more transactions than a request has; the rest is left out");
    }
    let status = status(item.at("status").must_text()?, &mut gaps);
    let first = ins.clone().find(|tx| hash(*tx).is_some_and(|tx| key.is(tx))).or_else(|| ins.clone().next());
    let meta = data.at("metadata");
    let (asset_in, paid_in) = currency(meta.at("currencyIn"))?;
    let (asset_out, paid_out) = currency(meta.at("currencyOut"))?;
    let from = first.map_or_else(|| Told::Text("unknown".to_owned()), |tx| chain(tx.at("chainId")));
    let refunded = status == Status::Refunded;
    if refunded {
        gap(&mut gaps, "what was returned is not in the record; the transaction shows it");
    }
    let recipient = item.at("recipient").text().or_else(|| meta.at("recipient").text()).filter(|_| !refunded);
    let sent: Vec<_> = sent.collect();
    if sent.len() > 1 {
        gap(&mut gaps, "it was paid by more than one transaction; the amount is that of all of them together");
    }
    let out = |tx: Option<Node<'_>>| {
        let chain = tx.map_or_else(|| chain(meta.at("currencyOut").at("currency").at("chainId")), |tx| chain(tx.at("chainId")));
        Out {
            kind: if refunded { OutKind::Refund } else { OutKind::Destination },
            recipient: recipient.map(|to| node::address(&chain, to)),
            asset: asset_out.clone().filter(|_| !refunded),
            quantity: paid_out.filter(|_| !refunded),
            tx: tx.and_then(hash).map(node::tx),
            chain,
        }
    };
    // The amount is that of the whole request: it stands on one leg only.
    let mut outs: Vec<Out> = sent.iter().map(|tx| out(Some(*tx))).collect();
    for later in outs.iter_mut().skip(1) {
        later.quantity = None;
    }
    if outs.is_empty() && status == Status::Pending {
        outs.push(out(None));
    }
    let sender = meta.at("sender").text().or_else(|| item.at("user").text());
    let source = Source {
        tx: first.and_then(hash).map(node::tx),
        sender: sender.map(|sender| node::address(&from, sender)),
        chain: from,
        asset: asset_in,
        quantity: paid_in,
    };
    Ok(Crossing { service: Service::Relay, source, outs, status, matched_by: Match { kind: MatchKind::TransferId, id: cut(id) }, gaps })
}

fn status(text: &str, gaps: &mut Vec<String>) -> Status {
    match text {
        "success" => Status::Done,
        "refund" | "refunded" | "fallback" => Status::Refunded,
        "waiting" | "depositing" | "pending" | "submitted" | "delayed" | "received" => Status::Pending,
        "failure" => Status::Failed,
        other => {
            gap(gaps, format!("its status is {}, which Spoor does not know", cut(other)));
            Status::Unknown
        }
    }
}

/// The state of one request: transactions and chains, no amounts.
fn intent(id: &str, root: Node<'_>) -> Result<Crossing, String> {
    let mut gaps = vec!["the state of a request names transactions, not recipients and amounts".to_owned()];
    let status = status(root.at("status").must_text()?, &mut gaps);
    let (from, to) = (chain(root.at("originChainId")), chain(root.at("destinationChainId")));
    let (ins, _) = root.at("inTxHashes").list();
    let (sent, _) = root.at("txHashes").list();
    let refunded = status == Status::Refunded;
    let kind = if refunded { OutKind::Refund } else { OutKind::Destination };
    let outs = sent.filter_map(|tx| tx.text()).map(|tx| Out {
        kind,
        chain: if refunded { from.clone() } else { to.clone() },
        recipient: None,
        asset: None,
        quantity: None,
        tx: Some(node::tx(tx)),
    });
    let outs = outs.collect();
    let tx = ins.clone().find_map(|tx| tx.text()).map(node::tx);
    let source = Source { tx, sender: None, chain: from, asset: None, quantity: None };
    Ok(Crossing { service: Service::Relay, source, outs, status, matched_by: Match { kind: MatchKind::TransferId, id: cut(id) }, gaps })
}

#[cfg(test)]
mod tests;
