//! Wormhole's operations by transaction, from Wormholescan.
//!
//! Source: Wormholescan's API document (`standarizedProperties` is its own spelling). An amount is in as many decimals as
//! the application's messages have, at most eight for the Portal token bridge: where the answer does not say how many,
//! the amount is left out rather than guessed.

use serde_json::Value;

use super::node::{self, Node, gap, passages};
use super::{Crossing, CrossingAnswer, Key, Match, MatchKind, Out, OutKind, Quantity, Scaled, Service, Source, Status, Told, chains};
use crate::explorer::HttpRequest;
use crate::explorer::base::Base;
use crate::explorer::text::{cut, with_query};
use crate::money::{Asset, Chain};

/// The token bridge cuts amounts to this many decimals.
const PORTAL_DECIMALS: u8 = 8;

/// Asks for the operations of a transaction.
#[must_use]
pub fn request(base: &Base, key: &Key) -> HttpRequest {
    HttpRequest::get(with_query(format!("{base}/api/v1/operations"), [("txHash", key.on_chain().as_str())]))
}

/// Reads the answer.
pub(super) fn read(key: &Key, body: &str) -> Result<CrossingAnswer, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let root = Node::root(&value);
    // Its document promises a bare list, its answers have it under a name.
    let operations = if root.is_list() { root } else { root.at("operations") };
    let more = "the answer lists more operations than belong to one transaction; the rest is left out";
    passages((operations, false), "operation", more, |item| operation(key, item))
}

fn operation(key: &Key, item: Node<'_>) -> Result<Crossing, String> {
    let (source, target) = (item.at("sourceChain"), item.at("targetChain"));
    let said = item.at("content").at("standarizedProperties");
    let sent_by = source.at("transaction").at("txHash").must_text()?;
    let arrived_by = target.at("transaction").at("txHash").text();
    let second = source.at("transaction").at("secondTxHash").text();
    if ![Some(sent_by), arrived_by, second].into_iter().flatten().any(|tx| key.is(tx)) {
        return Err("it belongs to another transaction than asked for".to_owned());
    }
    let mut gaps = Vec::new();
    let chain = |one: Node<'_>, other: Node<'_>| {
        // Number 0 means that the message names none.
        let id = one.whole().filter(|id| *id != 0).or_else(|| other.whole()).filter(|id| *id != 0);
        id.map_or_else(|| Told::Text("unknown".to_owned()), chains::wormhole)
    };
    let from = chain(source.at("chainId"), said.at("fromChain"));
    let to = chain(said.at("toChain"), target.at("chainId"));
    let token = token(said, item.at("data").at("symbol").text(), &mut gaps);
    let quantity = quantity(said, token.as_ref(), &mut gaps)?;
    // The token is known on its own chain; on any other it is a wrapped one, whose contract the answer does not name.
    let on = |chain: &Told<Chain>| match &token {
        Some(Told::Known(asset)) if chain.known() != Some(&asset.chain()) => Some(Told::Text(cut(&format!("wrapped {asset}")))),
        other => other.clone(),
    };
    let sender = source.at("from").text().or_else(|| said.at("fromAddress").text());
    let recipient = said.at("toAddress").text().or_else(|| target.at("to").text());
    let status = match target.at("status").text() {
        Some("completed") => Status::Done,
        Some("failed") => {
            gap(&mut gaps, "the payment on the other chain failed; it may be tried again");
            Status::Pending
        }
        Some(_) => Status::Pending,
        None if arrived_by.is_some() => Status::Done,
        None => {
            gap(&mut gaps, "nobody has claimed it on the other chain, as far as Wormholescan knows");
            Status::Pending
        }
    };
    let out = Out {
        kind: OutKind::Destination,
        recipient: recipient.map(|text| node::address(&to, text)),
        asset: on(&to),
        quantity,
        tx: arrived_by.map(node::tx),
        chain: to,
    };
    let id = item.at("id").text().unwrap_or(sent_by);
    Ok(Crossing {
        service: Service::Wormhole,
        source: Source {
            tx: Some(node::tx(sent_by)),
            sender: sender.map(|text| node::address(&from, text)),
            asset: on(&from),
            quantity,
            chain: from,
        },
        outs: vec![out],
        status,
        matched_by: Match { kind: MatchKind::MessageId, id: cut(id) },
        gaps,
    })
}

/// The token on the chain it comes from.
fn token(said: Node<'_>, symbol: Option<&str>, gaps: &mut Vec<String>) -> Option<Told<Asset>> {
    let chain = said.at("tokenChain").whole().filter(|id| *id != 0).map(chains::wormhole);
    match (chain, said.at("tokenAddress").text()) {
        (Some(chain), Some(contract)) => Some(chains::token(&chain, contract, symbol)),
        _ => {
            gap(gaps, "the message names no token");
            symbol.map(|symbol| Told::Text(cut(symbol)))
        }
    }
}

fn quantity(said: Node<'_>, token: Option<&Told<Asset>>, gaps: &mut Vec<String>) -> Result<Option<Quantity>, String> {
    let Some(digits) = said.at("amount").text().map(|_| said.at("amount").must_amount()).transpose()? else { return Ok(None) };
    let (mut apps, _) = said.at("appIds").list();
    let portal = apps.any(|app| app.text() == Some("PORTAL_TOKEN_BRIDGE"));
    let own = token.and_then(Told::known).and_then(Asset::known).map(|known| known.decimals);
    let said_decimals = said.at("normalizedDecimals").whole().and_then(|decimals| u8::try_from(decimals).ok());
    let decimals = said_decimals.or_else(|| own.filter(|_| portal).map(|own| own.min(PORTAL_DECIMALS)));
    if decimals.is_none() {
        gap(gaps, format!("the amount is {digits}, but in what unit the answer does not say"));
    }
    Ok(decimals.map(|decimals| Quantity::Scaled(Scaled { digits, decimals })))
}

#[cfg(test)]
mod tests;
