//! THORNode and Mayanode: the chain's own nodes. They know a transaction minutes before the index does.
//!
//! `tx/status` lists what came in, what is planned and what was sent, each payment with its memo (`OUT:`, `REFUND:`), the
//! link between both legs. Nodes that do not have it are asked for `tx`, which names the hashes of the answers only.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Family;
use super::legs::{self, Coin, Deal, Payment};
use super::memo::Memo;
use super::notation::PoolAsset;
use crate::explorer::HttpRequest;
use crate::explorer::base::Base;
use crate::explorer::crossing::node::{self, Node, gap, same};
use crate::explorer::crossing::{Crossing, CrossingAnswer, Key, Match, MatchKind, Out, OutKind, Source, Status, Told};
use crate::explorer::text::{cut, push_encoded};

/// Asks what came of a transaction.
#[must_use]
pub fn status_request(family: &Family, base: &Base, key: &Key) -> HttpRequest {
    HttpRequest::get(format!("{base}/{}/tx/status/{}", family.path, key.in_capitals()))
}

/// Asks for a transaction, at nodes without [`status_request`].
#[must_use]
pub fn tx_request(family: &Family, base: &Base, key: &Key) -> HttpRequest {
    HttpRequest::get(format!("{base}/{}/tx/{}", family.path, key.in_capitals()))
}

/// Asks for the addresses behind a name of a memo: `…/thorchain/thorname/{name}`, `…/mayachain/mayaname/{name}`.
#[must_use]
pub fn name_request(family: &Family, base: &Base, name: &str) -> HttpRequest {
    let names = if family.chain == "MAYA" { "mayaname" } else { "thorname" };
    let mut url = format!("{base}/{}/{names}/", family.path);
    push_encoded(&mut url, name);
    HttpRequest::get(url)
}

/// Asks for the memo behind a reference (`r:N`) for payments in an asset.
#[must_use]
pub fn reference_request(family: &Family, base: &Base, asset: &PoolAsset, reference: u64) -> HttpRequest {
    let mut url = format!("{base}/{}/memo/", family.path);
    push_encoded(&mut url, &asset.to_string());
    HttpRequest::get(format!("{url}/{reference}"))
}

/// The addresses behind a name, by the first part of the notation (`BTC`). Hostile text.
///
/// # Errors
/// When the answer is no list of addresses.
pub fn read_name(body: &str) -> Result<BTreeMap<String, String>, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let root = Node::root(&value);
    // THORNode calls the list `aliases`, Mayanode `entries`.
    let list = if root.at("aliases").is_list() { root.at("aliases") } else { root.at("entries") };
    if !list.is_list() {
        return Err("it has no list of addresses".to_owned());
    }
    let (entries, _) = list.list();
    let pair = |entry: Node<'_>| Some((cut(entry.at("chain").text()?), cut(entry.at("address").text()?)));
    Ok(entries.filter_map(pair).collect())
}

/// The memo behind a reference.
///
/// # Errors
/// When the answer has none, or what it has is no memo.
pub fn read_reference(body: &str) -> Result<Memo, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    Memo::parse(Node::root(&value).at("memo").must_text()?).map_err(|error| error.to_string())
}

/// A transaction as nodes write it.
struct Seen<'a> {
    id: &'a str,
    chain: &'a str,
    from: Option<&'a str>,
    to: Option<&'a str>,
    coins: Vec<Coin>,
    memo: Option<&'a str>,
}

impl<'a> Seen<'a> {
    fn read(tx: Node<'a>) -> Result<Self, String> {
        let (list, more) = tx.at("coins").list();
        if more {
            return Err("it lists more coins than there are".to_owned());
        }
        let coins = list.map(coin).collect::<Result<_, String>>()?;
        Ok(Self {
            id: tx.at("id").text().unwrap_or_default(),
            chain: tx.at("chain").text().unwrap_or_default(),
            from: tx.at("from_address").text(),
            to: tx.at("to_address").text(),
            coins,
            memo: tx.at("memo").text(),
        })
    }
}

fn coin(node: Node<'_>) -> Result<Coin, String> {
    let asset = node.at("asset").must_text()?.parse::<PoolAsset>().map_err(|error| error.to_string())?;
    Ok(Coin { asset, amount: node.at("amount").must_amount()? })
}

/// Reads `tx/status`.
pub(in super::super) fn read_status(family: &Family, key: &Key, body: &str) -> Result<CrossingAnswer, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let root = Node::root(&value);
    if !root.at("stages").exists() {
        return Err("it does not say how far the transaction came".to_owned());
    }
    // Where no node has seen it there are stages that have not begun, and no transaction.
    if !root.at("tx").at("coins").is_list() || root.at("tx").at("id").text().is_none() {
        return Ok(CrossingAnswer::NotFound);
    }
    let seen = Seen::read(root.at("tx"))?;
    if !key.is(seen.id) {
        return Err("it is about another transaction than asked for".to_owned());
    }
    let mut gaps = Vec::new();
    let memo = memo(&seen, &mut gaps);
    let paid_in = seen.coins.first().map(|coin| coin.asset.clone());
    let (sent, more_sent) = root.at("out_txs").list();
    let (planned, more_planned) = root.at("planned_out_txs").list();
    if more_sent || more_planned {
        gap(&mut gaps, "it lists more payments than a transaction has; the rest is left out");
    }
    let mut payments = Vec::new();
    for (at, out) in sent.enumerate() {
        match sent_payments(out, seen.id, &mut gaps) {
            Ok(sent) => payments.extend(sent),
            Err(why) => gap(&mut gaps, format!("payment {} is left out: {}", at + 1, cut(&why))),
        }
    }
    let mut pending = Node::root(&value).at("stages").at("swap_status").at("pending").is(true);
    // A plan that was carried out is listed among what was sent, less the network's fee.
    for (at, out) in planned.enumerate() {
        let refund = out.at("refund").is(true);
        let to = out.at("to_address").text().unwrap_or_default();
        match coin(out.at("coin")) {
            Ok(coin) if payments.iter().any(|sent: &Payment| sent.to == to && sent.coin.asset == coin.asset) => {}
            Ok(coin) => {
                // What stays on the chain's own ledger needs no transaction.
                pending |= coin.asset.chain_name() != family.chain && !stage(root, "outbound_signed");
                payments.push(Payment { to: cut(to), tx: String::new(), coin, affiliate: false, refund });
            }
            Err(why) => gap(&mut gaps, format!("planned payment {} is left out: {}", at + 1, cut(&why))),
        }
    }
    if payments.is_empty() {
        pending |= !stage(root, "swap_finalised") || !stage(root, "outbound_signed");
    }
    let only_refund = !payments.is_empty() && payments.iter().any(|payment| payment.refund);
    let deal = Deal { family, sender: seen.from, paid_in: paid_in.as_ref(), memo: memo.as_ref(), pools_target: None, only_refund };
    let outs: Vec<Out> = payments.iter().map(|payment| deal.out(payment, &mut gaps)).collect();
    deal.remark(&mut gaps);
    let status = legs::status(&outs, pending, false);
    Ok(CrossingAnswer::Found(vec![whole(family, &seen, paid_in.as_ref(), outs, status, gaps)]))
}

/// Whether a stage is completed; a stage that is not listed does not apply.
fn stage(root: Node<'_>, name: &str) -> bool {
    let stage = root.at("stages").at(name);
    !stage.exists() || stage.at("completed").is(true)
}

/// What a payment that was sent carried. Its memo must name the transaction it answers.
fn sent_payments(out: Node<'_>, source: &str, gaps: &mut Vec<String>) -> Result<Vec<Payment>, String> {
    let sent = Seen::read(out)?;
    let memo = sent.memo.and_then(|memo| Memo::parse(memo).ok());
    if let Some(answered) = memo.as_ref().and_then(Memo::answers)
        && !same(&answered.to_string(), source)
    {
        return Err("its memo answers another transaction".to_owned());
    }
    if memo.as_ref().and_then(Memo::answers).is_none() {
        gap(gaps, "a payment carries no memo that names the transaction it answers");
    }
    let refund = matches!(memo, Some(Memo::Refund(_)));
    let to = cut(sent.to.unwrap_or_default());
    let payment = |coin: Coin| Payment { to: to.clone(), tx: cut(sent.id), coin, affiliate: false, refund };
    Ok(sent.coins.clone().into_iter().map(payment).collect())
}

/// Reads `tx`.
pub(in super::super) fn read_tx(family: &Family, key: &Key, body: &str) -> Result<CrossingAnswer, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let observed = Node::root(&value).at("observed_tx");
    if !observed.exists() {
        return Err("it has no transaction".to_owned());
    }
    let seen = Seen::read(observed.at("tx"))?;
    if !key.is(seen.id) {
        return Err("it is about another transaction than asked for".to_owned());
    }
    let mut gaps = Vec::new();
    let memo = memo(&seen, &mut gaps);
    let paid_in = seen.coins.first().map(|coin| coin.asset.clone());
    let swap = memo.as_ref().and_then(Memo::swap);
    let chain = swap.map_or_else(|| Told::Text("unknown".to_owned()), |swap| swap.asset.lies_on(family.home));
    let (hashes, _) = observed.at("out_hashes").list();
    let outs: Vec<Out> = hashes
        .filter_map(|hash| hash.text())
        .map(|hash| Out {
            kind: OutKind::Destination,
            chain: chain.clone(),
            recipient: swap.and_then(|swap| swap.destination.as_ref()).map(|party| node::address(&chain, &party.to_string())),
            asset: swap.map(|swap| swap.asset.asset()),
            quantity: None,
            tx: legs::transaction(hash),
        })
        .collect();
    if !outs.is_empty() {
        gap(
            &mut gaps,
            "the node names the transactions that answered, not what they paid; recipient and asset are those of the memo, and any of them may be a refund or an affiliate's share",
        );
    }
    let deal = Deal { family, sender: seen.from, paid_in: paid_in.as_ref(), memo: memo.as_ref(), pools_target: None, only_refund: false };
    deal.remark(&mut gaps);
    let status = match observed.at("status").text() {
        Some("done") if outs.is_empty() => Status::Unknown,
        Some("done") => Status::Done,
        Some("incomplete") | None => Status::Pending,
        Some(other) => {
            gap(&mut gaps, format!("its status is {}, which Spoor does not know", cut(other)));
            Status::Unknown
        }
    };
    Ok(CrossingAnswer::Found(vec![whole(family, &seen, paid_in.as_ref(), outs, status, gaps)]))
}

/// Whether the words of an error say that the node has not seen the transaction.
pub(in super::super) fn is_unseen(body: &str) -> bool {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    let root = Node::root(&value);
    let words = node::message(body).to_ascii_lowercase();
    root.at("code").whole() == Some(5) || words.contains("not found") || words.contains("doesn't exist") || words.contains("does not exist")
}

fn memo(seen: &Seen<'_>, gaps: &mut Vec<String>) -> Option<Memo> {
    let Some(text) = seen.memo else {
        gap(gaps, "it came without a memo");
        return None;
    };
    match Memo::parse(text) {
        Ok(memo) => Some(memo),
        Err(error) => {
            gap(gaps, format!("its memo cannot be read: {error}"));
            None
        }
    }
}

fn whole(family: &Family, seen: &Seen<'_>, paid_in: Option<&PoolAsset>, outs: Vec<Out>, status: Status, mut gaps: Vec<String>) -> Crossing {
    let chain = paid_in.map_or_else(|| crate::explorer::crossing::chains::pool(seen.chain), |asset| asset.lies_on(family.home));
    if seen.coins.len() > 1 {
        gap(&mut gaps, "more than one asset came in; the amount is that of the first");
    }
    let known = node::tx(seen.id);
    Crossing {
        service: family.service,
        source: Source {
            sender: seen.from.map(|from| node::address(&chain, from)),
            chain,
            tx: legs::transaction(seen.id),
            asset: paid_in.map(PoolAsset::asset),
            quantity: seen.coins.first().map(|coin| family.quantity(coin)),
        },
        outs,
        status,
        matched_by: Match { kind: MatchKind::Memo, id: known.to_string() },
        gaps,
    }
}
