//! deBridge's orders by transaction: first the order numbers, then each order.
//!
//! Source: the statistics API of [DLN](https://docs.debridge.finance/). Numbers come as `stringValue` beside a
//! `bigIntegerValue` that a JSON number may not hold: only the text is read. The amount that was paid is null on Solana.

use serde_json::Value;

use super::node::{self, Node, gap};
use super::{Crossing, Key, Match, MatchKind, Out, OutKind, Quantity, Service, Source, Status, Told, chains};
use crate::explorer::HttpRequest;
use crate::explorer::base::Base;
use crate::explorer::text::{cut, push_encoded};
use crate::money::{Asset, Chain};

/// A transaction that makes more orders than this is not asked about each.
pub(super) const MOST_ORDERS: usize = 20;

/// Asks for the orders that a transaction made.
#[must_use]
pub fn request(base: &Base, key: &Key) -> HttpRequest {
    let mut url = format!("{base}/api/Transaction/");
    push_encoded(&mut url, &key.on_chain());
    HttpRequest::get(format!("{url}/orderIds"))
}

/// Asks for an order.
#[must_use]
pub fn order_request(base: &Base, id: &str) -> HttpRequest {
    let mut url = format!("{base}/api/Orders/");
    push_encoded(&mut url, id);
    HttpRequest::get(url)
}

/// Reads order numbers: `0x` and 64 digits, bare or as `stringValue`.
pub(super) fn read_ids(body: &str) -> Result<Vec<String>, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let ids = Node::root(&value).at("orderIds");
    if !ids.is_list() {
        return Err("it has no list of orders".to_owned());
    }
    let (list, _) = ids.list();
    let id = |node: Node<'_>| {
        let text = node.text().or_else(|| node.at("stringValue").text()).ok_or("an order without a number")?;
        let number = text.len() == 66 && text.starts_with("0x") && text.bytes().skip(2).all(|byte| byte.is_ascii_hexdigit());
        if number { Ok(text.to_owned()) } else { Err(format!("{:?} is no number of an order", cut(text))) }
    };
    let mut ids = Vec::new();
    for node in list {
        let id = id(node)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// One side of an order.
struct Side {
    chain: Told<Chain>,
    asset: Option<Told<Asset>>,
    offered: Option<Quantity>,
}

impl Side {
    fn read(node: Node<'_>) -> Result<Self, String> {
        let id = node.at("chainId").at("stringValue").whole();
        let chain = id.map_or_else(|| Told::Text("unknown".to_owned()), chains::debridge);
        let symbol = node.at("symbol").text().or_else(|| node.at("metadata").at("symbol").text());
        let contract = node.at("tokenAddress").at("stringValue").text();
        let asset = contract.map(|contract| chains::token(&chain, contract, symbol)).or_else(|| symbol.map(|name| Told::Text(cut(name))));
        Ok(Self { chain, asset, offered: amount(node.at("amount"))? })
    }
}

/// An amount in base units.
fn amount(node: Node<'_>) -> Result<Option<Quantity>, String> {
    Ok(node.at("stringValue").amount()?.map(Quantity::Base))
}

/// Reads an order.
pub(super) fn read_order(key: &Key, id: &str, body: &str) -> Result<Crossing, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let root = Node::root(&value);
    let state = root.at("state").must_text()?;
    let named = root.at("orderId").text().or_else(|| root.at("orderId").at("stringValue").text());
    if named.is_some_and(|named| !named.eq_ignore_ascii_case(id)) {
        return Err("it is another order than asked for".to_owned());
    }
    let made_by = root.at("createdSrcEventMetadata").at("transactionHash").at("stringValue").text();
    if made_by.is_some_and(|tx| !key.is(tx)) {
        return Err("the order was made by another transaction than asked for".to_owned());
    }
    let mut gaps = Vec::new();
    let (give, take) = (Side::read(root.at("giveOfferWithMetadata"))?, Side::read(root.at("takeOfferWithMetadata"))?);
    let status = status(state, &mut gaps);
    let mut outs = Vec::new();
    if matches!(status, Status::Done) || (status == Status::Pending && state == "Created") {
        outs.push(destination(root, &take, status, &mut gaps)?);
    } else if status == Status::Refunded || status == Status::Pending {
        outs.push(refund(root, &give, &mut gaps));
    }
    // Without the transaction's hash in the record, the order is still the one that the transaction was said to make.
    let tx = match key {
        Key::Tx { tx, .. } => Some(Told::Known(*tx)),
        Key::Id(_) => made_by.map(node::tx),
    };
    let sender = root.at("makerSrc").at("stringValue").text().map(|sender| node::address(&give.chain, sender));
    let source = Source { tx, sender, chain: give.chain, asset: give.asset, quantity: give.offered };
    let matched_by = Match { kind: MatchKind::OrderId, id: cut(id) };
    Ok(Crossing { service: Service::Debridge, source, outs, status, matched_by, gaps })
}

fn status(state: &str, gaps: &mut Vec<String>) -> Status {
    match state {
        "Created" => Status::Pending,
        // Who filled the order still has to be paid on the first chain; the recipient has the money.
        "Fulfilled" | "SentUnlock" | "ClaimedUnlock" => Status::Done,
        "OrderCancelled" | "SentOrderCancel" => {
            gap(gaps, "the order is cancelled; its money is on the way back");
            Status::Pending
        }
        "ClaimedOrderCancel" => Status::Refunded,
        other => {
            gap(gaps, format!("its state is {}, which Spoor does not know", cut(other)));
            Status::Unknown
        }
    }
}

fn destination(root: Node<'_>, take: &Side, status: Status, gaps: &mut Vec<String>) -> Result<Out, String> {
    let paid = amount(root.at("actualFulfillAmount"))?;
    let owed = amount(root.at("takeOfferWithMetadata").at("finalAmount"))?;
    if let (Some(paid), Some(owed)) = (paid, owed)
        && paid != owed
    {
        gap(gaps, "the amount paid differs from the amount owed; the amount paid is given");
    }
    if paid.or(owed).is_none() && status == Status::Done {
        gap(gaps, "the record does not say what was paid; the amount offered is given");
    }
    let tx = root.at("fulfilledDstEventMetadata").at("transactionHash").at("stringValue").text();
    if tx.is_none() && status == Status::Done {
        gap(gaps, "it was filled, but the transaction is not named");
    }
    Ok(Out {
        kind: OutKind::Destination,
        chain: take.chain.clone(),
        recipient: root.at("receiverDst").at("stringValue").text().map(|to| node::address(&take.chain, to)),
        asset: take.asset.clone(),
        quantity: paid.or(owed).or(take.offered),
        tx: tx.map(node::tx),
    })
}

fn refund(root: Node<'_>, give: &Side, gaps: &mut Vec<String>) -> Out {
    gap(gaps, "the record does not say to whom the refund was paid, nor how much of it");
    let claimed = root.at("claimedOrderCancelSrcEventInfo").at("transactionMetadata").at("transactionHash").at("stringValue").text();
    Out {
        kind: OutKind::Refund,
        chain: give.chain.clone(),
        recipient: None,
        asset: give.asset.clone(),
        quantity: give.offered,
        tx: claimed.map(node::tx),
    }
}

#[cfg(test)]
mod tests;
