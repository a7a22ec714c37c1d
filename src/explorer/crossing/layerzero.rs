//! LayerZero's messages by transaction, and what a token's message says: to whom, how much.
//!
//! Sources: the OpenAPI document of LayerZero Scan, and `OFTMsgCodec.sol` of LayerZero's OFT standard: a token's message is
//! the recipient in 32 bytes and the amount in 8 bytes, counted in 10⁻⁶ of a token (`sharedDecimals`). USDT0's carries two
//! more bytes in front. A longer message is for a contract and is not read. The form is all there is to tell a token's
//! message by: what is read from it is marked as inferred.

use serde_json::Value;

use super::node::{self, Node, gap, passages};
use super::{Crossing, CrossingAnswer, Key, Match, MatchKind, Out, OutKind, Quantity, Scaled, Service, Source, Status, Told, chains};
use crate::explorer::HttpRequest;
use crate::explorer::base::Base;
use crate::explorer::text::{cut, push_encoded};
use crate::money::{Address, Amount, Chain};

/// What OFT counts in, unless a token overrides it; USDT0 and Stargate do not.
const SHARED_DECIMALS: u8 = 6;
/// Recipient and amount.
const MESSAGE: usize = 40;
/// The same behind USDT0's two bytes.
const MESSAGE_OF_USDT0: usize = 42;

/// Asks for the messages that a transaction sent.
#[must_use]
pub fn request(base: &Base, key: &Key) -> HttpRequest {
    let mut url = format!("{base}/v1/messages/tx/");
    push_encoded(&mut url, &key.prefixed());
    HttpRequest::get(url)
}

/// What a token's message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenMessage {
    /// To whom, on the destination chain; 32 bytes in hexadecimal where Spoor does not know its addresses.
    pub recipient: Told<Address>,
    /// How much, in 10⁻⁶ of a token.
    pub amount: Scaled,
}

/// Reads a message in the form of a token's. `None` where it has another form.
#[must_use]
pub fn token_message(payload: &[u8], destination: &Told<Chain>) -> Option<TokenMessage> {
    let message = match payload.len() {
        MESSAGE => payload,
        MESSAGE_OF_USDT0 => payload.get(2..)?,
        _ => return None,
    };
    let (recipient, amount) = message.split_first_chunk::<32>()?;
    let amount = u64::from_be_bytes(*amount.first_chunk::<8>()?);
    let twenty = recipient.strip_prefix(&[0; 12]).and_then(|rest| <[u8; 20]>::try_from(rest).ok());
    let known = match (destination.known(), twenty) {
        (Some(chain), Some(bytes)) if chain.is_evm() => Some(Address::Evm(bytes.into())),
        (Some(Chain::Tron(_)), Some(bytes)) => Some(Address::Tron(bytes)),
        (Some(Chain::Solana), _) => Some(Address::Solana(*recipient)),
        // More than 20 bytes are no address of such a chain: it is no token's message.
        (Some(_), None) => return None,
        _ => None,
    };
    let recipient = known.map_or_else(|| Told::Text(alloy_primitives::hex::encode_prefixed(recipient)), Told::Known);
    Some(TokenMessage { recipient, amount: Scaled { digits: Amount::from(amount), decimals: SHARED_DECIMALS } })
}

/// Reads the answer.
pub(super) fn read(key: &Key, body: &str) -> Result<CrossingAnswer, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let root = Node::root(&value);
    let goes_on = root.at("nextToken").text().is_some();
    passages((root.at("data"), goes_on), "message", "the transaction sent more messages than the answer lists", |item| message(key, item))
}

fn message(key: &Key, item: Node<'_>) -> Result<Crossing, String> {
    let (source, destination, pathway) = (item.at("source"), item.at("destination"), item.at("pathway"));
    let sent_by = source.at("tx").at("txHash").must_text()?;
    let arrived_by = destination.at("tx").at("txHash").text();
    if !key.is(sent_by) && !arrived_by.is_some_and(|tx| key.is(tx)) {
        return Err("it was sent by another transaction than asked for".to_owned());
    }
    let mut gaps = Vec::new();
    let from = pathway.at("srcEid").whole().map_or_else(|| Told::Text("unknown".to_owned()), chains::layerzero);
    let to = pathway.at("dstEid").whole().map_or_else(|| Told::Text("unknown".to_owned()), chains::layerzero);
    let payload = source.at("tx").at("payload").text().and_then(|text| alloy_primitives::hex::decode(text).ok());
    let token = payload.as_deref().and_then(|payload| token_message(payload, &to));
    match (&token, &payload) {
        (Some(_), _) => gap(
            &mut gaps,
            "that this message moves a token, to whom and how much, is inferred from its form; the transaction on the other chain shows it",
        ),
        (None, Some(_)) => {
            gap(&mut gaps, "the message has not the form of a token's; the transaction on the other chain shows what it did")
        }
        (None, None) => gap(&mut gaps, "the answer holds no message that can be read"),
    }
    // The name of the application is its own claim and no asset.
    let asset = |side: Node<'_>| token.as_ref().and_then(|_| side.at("name").text()).map(|name| Told::Text(cut(name)));
    let status = status(item, destination, &mut gaps);
    let out = Out {
        kind: OutKind::Destination,
        chain: to,
        recipient: token.as_ref().map(|token| token.recipient.clone()),
        asset: asset(pathway.at("receiver")),
        quantity: token.as_ref().map(|token| Quantity::Scaled(token.amount)),
        tx: arrived_by.map(node::tx),
    };
    let sender = source.at("tx").at("from").text().map(|sender| node::address(&from, sender));
    let source = Source {
        tx: Some(node::tx(sent_by)),
        sender,
        asset: asset(pathway.at("sender")),
        quantity: token.as_ref().map(|token| Quantity::Scaled(token.amount)),
        chain: from,
    };
    let id = item.at("guid").text().unwrap_or(sent_by);
    let outs = if status == Status::Failed { Vec::new() } else { vec![out] };
    Ok(Crossing { service: Service::Layerzero, source, outs, status, matched_by: Match { kind: MatchKind::MessageId, id: cut(id) }, gaps })
}

fn status(item: Node<'_>, destination: Node<'_>, gaps: &mut Vec<String>) -> Status {
    let whole = item.at("status").at("name").text();
    let there = destination.at("status").text();
    match whole.or(there) {
        Some("DELIVERED" | "SUCCEEDED") => {
            if destination.at("lzCompose").at("status").text() == Some("SUCCEEDED") {
                gap(gaps, "a second call on the other chain may have handed the money on");
            }
            Status::Done
        }
        Some("INFLIGHT" | "CONFIRMING" | "WAITING" | "VALIDATING_TX") => Status::Pending,
        Some("PAYLOAD_STORED") => {
            gap(gaps, "the message arrived and waits to be carried out");
            Status::Pending
        }
        Some("FAILED" | "BLOCKED" | "APPLICATION_BURNED" | "APPLICATION_SKIPPED" | "SIMULATION_REVERTED") => {
            gap(gaps, "the message was not carried out; what came in may still be with the sending contract");
            Status::Failed
        }
        Some(other) => {
            gap(gaps, format!("its status is {}, which Spoor does not know", cut(other)));
            Status::Unknown
        }
        None => {
            gap(gaps, "the answer does not say how far it came");
            Status::Unknown
        }
    }
}

#[cfg(test)]
mod tests;
