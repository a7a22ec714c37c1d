//! LI.FI's transfers by transaction: `status`, which takes the sending or the receiving transaction.
//!
//! Source: LI.FI's [API reference](https://docs.li.fi/api-reference/check-the-status-of-a-cross-chain-transfer). A
//! transaction that it does not know is `NOT_FOUND`, with status 200, 404 or 400. Amounts are base units. LI.FI sends
//! through other bridges (`tool`): their own records say more about the way.

use serde_json::Value;

use super::node::{self, Node, gap};
use super::{Crossing, CrossingAnswer, Key, Match, MatchKind, Out, OutKind, Quantity, Service, Source, Status, Told, chains};
use crate::explorer::HttpRequest;
use crate::explorer::base::Base;
use crate::explorer::text::{cut, with_query};
use crate::money::{Asset, Chain};

/// Asks for a transfer. The chain makes the answer come sooner.
#[must_use]
pub fn request(base: &Base, key: &Key) -> HttpRequest {
    let chain = match key {
        Key::Tx { chain: Chain::Eip155(id), .. } => Some(id.to_string()),
        Key::Tx { chain: Chain::Solana, .. } => Some("1151111081099710".to_owned()),
        Key::Tx { chain, .. } if *chain == Chain::BITCOIN => Some("20000000000001".to_owned()),
        Key::Tx { chain, .. } if *chain == Chain::TRON => Some("728126428".to_owned()),
        _ => None,
    };
    let hash = key.on_chain();
    let parameters = [("txHash", Some(hash.as_str())), ("fromChain", chain.as_deref())];
    let given = parameters.into_iter().filter_map(|(name, value)| value.map(|value| (name, value)));
    HttpRequest::get(with_query(format!("{base}/v1/status"), given))
}

/// Whether a refusal says that the transfer is not known.
pub(super) fn is_unknown(body: &str) -> bool {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    let root = Node::root(&value);
    root.at("status").text() == Some("NOT_FOUND") || node::message(body).to_ascii_lowercase().contains("not found")
}

/// Reads the answer.
pub(super) fn read(key: &Key, body: &str) -> Result<CrossingAnswer, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let root = Node::root(&value);
    match root.at("status").must_text()? {
        // INVALID: a transaction, but none of LI.FI's.
        "NOT_FOUND" | "INVALID" => Ok(CrossingAnswer::NotFound),
        _ => transfer(key, root).map(|crossing| CrossingAnswer::Found(vec![crossing])),
    }
}

/// One side of a transfer.
struct Side {
    chain: Told<Chain>,
    asset: Option<Told<Asset>>,
    quantity: Option<Quantity>,
}

impl Side {
    fn read(node: Node<'_>) -> Result<Self, String> {
        let chain = node.at("chainId").whole().map_or_else(|| Told::Text("unknown".to_owned()), chains::lifi);
        let token = node.at("token");
        let (contract, symbol) = (token.at("address").text(), token.at("symbol").text());
        // A token without its contract is a name, and a name is no asset.
        let asset = contract.map(|contract| chains::token(&chain, contract, symbol)).or_else(|| symbol.map(|name| Told::Text(cut(name))));
        Ok(Self { chain, asset, quantity: node.at("amount").amount()?.map(Quantity::Base) })
    }
}

/// Reads one transfer, as `status` and the lists of transfers write it.
fn transfer(key: &Key, root: Node<'_>) -> Result<Crossing, String> {
    let (sending, receiving) = (root.at("sending"), root.at("receiving"));
    let sent_by = sending.at("txHash").must_text()?;
    let received_by = receiving.at("txHash").text();
    let number = root.at("transactionId").text();
    if !key.is(sent_by) && !received_by.is_some_and(|tx| key.is(tx)) && !number.is_some_and(|id| key.is(id)) {
        return Err("it is about another transaction than asked for".to_owned());
    }
    let mut gaps = Vec::new();
    let from = Side::read(sending)?;
    let status = status(root, &mut gaps)?;
    let kind = if status == Status::Refunded { OutKind::Refund } else { OutKind::Destination };
    let recipient = if kind == OutKind::Refund { None } else { root.at("toAddress").text() };
    let mut outs = Vec::new();
    if receiving.at("amount").exists() || received_by.is_some() {
        let to = Side::read(receiving)?;
        if received_by == Some(sent_by) {
            gap(&mut gaps, "both sides are one transaction: it is a swap on one chain, not a crossing");
        }
        outs.push(Out {
            kind,
            recipient: recipient.map(|to_address| node::address(&to.chain, to_address)),
            chain: to.chain,
            asset: to.asset,
            quantity: to.quantity,
            tx: received_by.map(node::tx),
        });
    } else if matches!(status, Status::Done | Status::Refunded) {
        gap(&mut gaps, "it is finished, but the receiving side is not named");
    }
    outs.extend(fees(root.at("feeCosts"), &mut gaps)?);
    if let Some(tool) = root.at("tool").text() {
        gap(&mut gaps, format!("LI.FI sent it through {}", cut(tool)));
    }
    let sender = root.at("fromAddress").text().map(|sender| node::address(&from.chain, sender));
    let source = Source { tx: Some(node::tx(sent_by)), sender, chain: from.chain, asset: from.asset, quantity: from.quantity };
    let matched_by = Match { kind: MatchKind::TransferId, id: cut(number.unwrap_or(sent_by)) };
    Ok(Crossing { service: Service::Lifi, source, outs, status, matched_by, gaps })
}

fn status(root: Node<'_>, gaps: &mut Vec<String>) -> Result<Status, String> {
    let (status, substatus) = (root.at("status").must_text()?, root.at("substatus").text().unwrap_or_default());
    Ok(match (status, substatus) {
        ("DONE", "REFUNDED") => Status::Refunded,
        ("DONE", "PARTIAL") => {
            gap(gaps, "another token arrived than was asked for");
            Status::Done
        }
        ("DONE", _) => Status::Done,
        ("PENDING", other) => {
            if matches!(other, "REFUND_IN_PROGRESS") {
                gap(gaps, "a refund is under way");
            }
            Status::Pending
        }
        ("FAILED", _) => {
            gap(gaps, format!("LI.FI says that it failed: {}", cut(root.at("substatusMessage").text().unwrap_or(substatus))));
            Status::Failed
        }
        (other, _) => {
            gap(gaps, format!("its status is {}, which Spoor does not know", cut(other)));
            Status::Unknown
        }
    })
}

/// What front ends and LI.FI took.
fn fees(node: Node<'_>, gaps: &mut Vec<String>) -> Result<Vec<Out>, String> {
    let (list, more) = node.list();
    if more {
        gap(gaps, "it lists more fees than a transfer has; the rest is left out");
    }
    let fee = |fee: Node<'_>| -> Result<Option<Out>, String> {
        let Some(amount) = fee.at("amount").amount()? else { return Ok(None) };
        let token = fee.at("token");
        let chain = token.at("chainId").whole().map_or_else(|| Told::Text("unknown".to_owned()), chains::lifi);
        let symbol = token.at("symbol").text();
        let asset = token.at("address").text().map(|contract| chains::token(&chain, contract, symbol));
        Ok(Some(Out { kind: OutKind::Affiliate, chain, recipient: None, asset, quantity: Some(Quantity::Base(amount)), tx: None }))
    };
    list.filter_map(|node| fee(node).transpose()).collect()
}

#[cfg(test)]
mod tests;
