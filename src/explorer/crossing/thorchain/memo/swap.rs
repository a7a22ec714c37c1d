//! The parts of a swap's memo.

use serde::{Deserialize, Serialize};

use super::{MemoError, Parts, Party, limit};
use crate::explorer::crossing::thorchain::notation::PoolAsset;
use crate::explorer::text::cut;
use crate::money::Amount;

/// A memo names at most this many affiliates.
const MOST_AFFILIATES: usize = 10;
/// Shares are counted in hundredths of a percent.
const WHOLE_BPS: u16 = 10_000;

/// A swap as its memo asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap {
    /// What to pay out.
    pub asset: PoolAsset,
    /// To whom; `None` means: to the sender's own address.
    pub destination: Option<Party>,
    /// Where to return what cannot be swapped, where that is not the sender.
    pub refund: Option<Party>,
    /// The least to accept, in 10⁻⁸; `None` where any amount will do.
    pub limit: Option<Amount>,
    /// How the swap is spread over time.
    pub streaming: Option<Streaming>,
    /// Who takes a share, and how large.
    pub affiliates: Vec<Affiliate>,
    /// A contract on the other chain that swaps once more.
    pub aggregator: Option<Aggregator>,
}

/// A swap in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Streaming {
    /// Blocks between parts.
    pub interval: u64,
    /// Parts; 0 lets the chain choose.
    pub quantity: u64,
}

/// Who takes a share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affiliate {
    /// Whom.
    pub who: Party,
    /// The share in hundredths of a percent, 0 to 10,000.
    pub bps: u16,
}

/// A contract that swaps once more on the other chain: the recipient gets another token than the service pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aggregator {
    /// The contract, or the end of its address.
    pub contract: String,
    /// The token, or the end of its address.
    pub token: Option<String>,
    /// The least to accept, in the token's base units.
    pub least: Option<Amount>,
}

impl Swap {
    pub(super) fn read(parts: &Parts<'_>) -> Result<Self, MemoError> {
        let asset = parts.must(1, "the asset")?.parse()?;
        let (destination, refund) = parts.at(2).map_or((None, None), |part| match part.split_once('/') {
            Some((to, back)) => (Some(to), Some(back)),
            None => (Some(part), None),
        });
        let mut limits = parts.at(3).unwrap_or_default().split('/').map(str::trim);
        let least = limits.next().filter(|text| !text.is_empty()).map(limit).transpose()?.filter(|limit| !limit.is_zero());
        let number = |text: Option<&str>, part| -> Result<Option<u64>, MemoError> {
            let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
            text.parse().map(Some).map_err(|_| MemoError::Number { part, found: cut(text) })
        };
        let interval = number(limits.next(), "the interval")?;
        let quantity = number(limits.next(), "the number of parts")?;
        let streaming = interval.map(|interval| Streaming { interval, quantity: quantity.unwrap_or(0) });
        let part = |text: &str| (!text.is_empty()).then(|| Party::of(text));
        Ok(Self {
            asset,
            destination: destination.and_then(part),
            refund: refund.and_then(part),
            limit: least,
            streaming,
            affiliates: affiliates(parts.at(4), parts.at(5))?,
            aggregator: aggregator(parts)?,
        })
    }
}

/// Names and shares: one share holds for all names.
fn affiliates(names: Option<&str>, shares: Option<&str>) -> Result<Vec<Affiliate>, MemoError> {
    let split = |text: Option<&str>| -> Vec<String> { text.map_or_else(Vec::new, |text| text.split('/').map(str::to_owned).collect()) };
    let (names, shares) = (split(names), split(shares));
    let differ = MemoError::Affiliates { names: names.len(), shares: shares.len() };
    if names.len() > MOST_AFFILIATES || (shares.len() > 1 && shares.len() != names.len()) {
        return Err(differ);
    }
    let named = names.iter().enumerate().filter(|(_, name)| !name.is_empty());
    named
        .map(|(at, name)| {
            let share = if shares.len() == 1 { shares.first() } else { shares.get(at) };
            let text = share.map_or("0", |share| if share.is_empty() { "0" } else { share });
            let bps = text.parse().ok().filter(|bps| *bps <= WHOLE_BPS);
            let bps = bps.ok_or_else(|| MemoError::Number { part: "the affiliate's share", found: cut(text) })?;
            Ok(Affiliate { who: Party::of(name), bps })
        })
        .collect()
}

fn aggregator(parts: &Parts<'_>) -> Result<Option<Aggregator>, MemoError> {
    let Some(contract) = parts.at(6) else { return Ok(None) };
    let least = parts.at(8).map(limit).transpose()?;
    Ok(Some(Aggregator { contract: cut(contract), token: parts.at(7).map(cut), least }))
}
