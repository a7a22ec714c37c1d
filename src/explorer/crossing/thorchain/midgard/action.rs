//! One action as Midgard writes it.

use crate::explorer::crossing::Key;
use crate::explorer::crossing::node::{self, Node, gap};
use crate::explorer::crossing::thorchain::Family;
use crate::explorer::crossing::thorchain::legs::{Coin, Payment};
use crate::explorer::crossing::thorchain::notation::PoolAsset;
use crate::explorer::text::cut;

/// What came in under one hash.
#[derive(Debug)]
pub(super) struct Coming {
    pub(super) address: String,
    pub(super) tx: String,
    pub(super) coins: Vec<Coin>,
}

/// An action.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) ins: Vec<Coming>,
    pub(super) outs: Vec<Payment>,
    pub(super) pools: Vec<PoolAsset>,
    pub(super) memo: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) fees: Vec<Coin>,
    /// What of it could not be read.
    pub(super) odd: Vec<String>,
}

impl Action {
    pub(super) fn read(item: Node<'_>) -> Result<Self, String> {
        let kind = item.at("type").must_text()?;
        let status = item.at("status").must_text()?;
        let mut odd = Vec::new();
        let (list, more) = item.at("in").list();
        let mut ins = Vec::new();
        for coming in list {
            // Without it there would be money from nowhere.
            let coins = coins(coming.at("coins")).map_err(|why| format!("what came in: {why}"))?;
            let address = coming.at("address").text().unwrap_or_default();
            ins.push(Coming { address: cut(address), tx: hash(coming), coins });
        }
        if more || ins.is_empty() {
            return Err("it does not say what came in".to_owned());
        }
        let (list, more) = item.at("out").list();
        if more {
            gap(&mut odd, "it lists more payments than an action has; the rest is left out");
        }
        let mut outs = Vec::new();
        for (at, out) in list.enumerate() {
            match coins(out.at("coins")) {
                Ok(coins) => outs.extend(coins.into_iter().map(|coin| Payment {
                    to: cut(out.at("address").text().unwrap_or_default()),
                    tx: hash(out),
                    coin,
                    affiliate: out.at("affiliate").is(true),
                    refund: false,
                })),
                Err(why) => gap(&mut odd, format!("payment {} of its record is left out: {}", at + 1, cut(&why))),
            }
        }
        let meta = item.at("metadata").at(metadata(kind));
        let (pools, _) = item.at("pools").list();
        Ok(Self {
            kind: cut(kind),
            status: cut(status),
            ins,
            outs,
            pools: pools.filter_map(|pool| pool.text()).filter_map(|pool| pool.parse().ok()).take(4).collect(),
            memo: meta.at("memo").text().map(str::to_owned),
            reason: meta.at("reason").text().map(cut),
            fees: coins(meta.at("networkFees")).unwrap_or_default(),
            odd,
        })
    }

    /// The incoming transaction by which actions belong together: the one asked for where it came in, else the first.
    pub(super) fn source(&self, key: &Key) -> &str {
        let asked = self.ins.iter().find(|coming| key.is(&coming.tx));
        asked.or_else(|| self.ins.first()).map_or("", |coming| coming.tx.as_str())
    }

    /// Whether it is about what was asked: an answer of a wrong or hostile host is not believed.
    pub(super) fn concerns(&self, key: &Key) -> bool {
        key.is_any() || self.ins.iter().any(|coming| key.is(&coming.tx)) || self.outs.iter().any(|payment| key.is(&payment.tx))
    }

    /// Says what the payments do not show.
    pub(super) fn remark(&self, family: &Family, gaps: &mut Vec<String>) {
        match self.kind.as_str() {
            "swap" => {}
            "refund" => {
                if let Some(reason) = &self.reason {
                    gap(gaps, format!("{} returned it: {reason}", family.home));
                }
            }
            "addLiquidity" => gap(gaps, format!("it was put into a pool of {}; it stays there until somebody withdraws it", family.home)),
            other => gap(gaps, format!("{} calls this {}, not a swap", family.home, cut(other))),
        }
        if !matches!(self.status.as_str(), "success" | "pending" | "failed") {
            gap(gaps, format!("its status is {}, which Spoor does not know", self.status));
        }
    }
}

/// Where the details of a kind stand.
fn metadata(kind: &str) -> &'static str {
    match kind {
        "swap" => "swap",
        "refund" => "refund",
        "withdraw" => "withdraw",
        "send" => "send",
        _ => "other",
    }
}

/// A transaction's hash in capitals, without `0x`; empty where there is none.
fn hash(node: Node<'_>) -> String {
    let text = node.at("txID").text().unwrap_or_default();
    let text = text.strip_prefix("0x").unwrap_or(text);
    match node::tx(text) {
        crate::explorer::crossing::Told::Known(known) if known.as_hash().is_some() => text.to_ascii_uppercase(),
        _ => cut(text),
    }
}

fn coins(node: Node<'_>) -> Result<Vec<Coin>, String> {
    let (list, more) = node.list();
    if more {
        return Err("it lists more coins than there are".to_owned());
    }
    list.map(|coin| {
        let asset = coin.at("asset").must_text()?.parse::<PoolAsset>().map_err(|error| error.to_string())?;
        Ok(Coin { asset, amount: coin.at("amount").must_amount()? })
    })
    .collect()
}
