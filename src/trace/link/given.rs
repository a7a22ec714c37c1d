//! What is said where money rests that was given for something.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::amount_in_words;
use crate::money::{Address, Asset, KnownAsset};
use crate::trace::Trace;
use crate::trace::history::RowId;
use crate::trace::survey::Survey;
use crate::trace::view::LinkKind;

/// A sentence for an address where everything stolen of an asset was given for another one; `None` where some was not.
#[must_use]
pub fn given(trace: &Trace, survey: &Survey<'_>, address: &Address, asset: &Asset) -> Option<String> {
    let receipts = receipts(trace, survey, address, asset)?;
    let mut links = BTreeSet::new();
    for row in receipts {
        links.insert(trace.links.settling(trace, row)?);
    }
    let history = &trace.history;
    let mut sums: BTreeMap<&Asset, u128> = BTreeMap::new();
    let mut is_later = false;
    for link in links.iter().filter_map(|at| trace.links.all().get(*at)) {
        is_later |= link.what != LinkKind::Swap;
        for row in link.received.iter().map(|row| history.row(*row)).filter(|row| history.asset(row.coin) != asset) {
            *sums.entry(history.asset(row.coin)).or_default() += row.amount;
        }
    }
    let got: Vec<String> = sums.iter().map(|(asset, sum)| amount_in_words(asset, *sum)).collect();
    let names: Vec<String> = sums.keys().map(|asset| asset.known().map_or("another asset", |known| known.symbol).to_owned()).collect();
    let when = match (is_later, links.len()) {
        (true, _) => ", which came later".to_owned(),
        (false, 1) => " in the same transaction".to_owned(),
        (false, many) => format!(" in {many} transactions"),
    };
    (!got.is_empty()).then(|| format!("Given for {}{when}; followed as {}.", super::listed(&got), super::listed(&names)))
}

/// The listed asset whose contract this is: what it takes in, it owes to those who hold the asset.
#[must_use]
pub fn issuer(address: &Address) -> Option<&'static KnownAsset> {
    static CONTRACTS: LazyLock<BTreeMap<Address, &'static KnownAsset>> = LazyLock::new(|| {
        let contract = |known: &'static KnownAsset| Some((known.id.parse::<Asset>().ok()?.contract()?.clone(), known));
        Asset::list().iter().filter_map(contract).collect()
    });
    CONTRACTS.get(address).copied()
}

/// Why payments that rest at an address, and look like one leg of a trade, carry nothing.
#[must_use]
pub fn refused(trace: &Trace, survey: &Survey<'_>, address: &Address, asset: &Asset) -> Option<String> {
    let reasons: BTreeSet<&str> = receipts(trace, survey, address, asset)?.into_iter().filter_map(|row| trace.links.refused(row)).collect();
    /// So many are said: the rest is like them.
    const MOST: usize = 3;
    (!reasons.is_empty()).then(|| reasons.into_iter().take(MOST).collect::<Vec<_>>().join(" "))
}

/// The rows that brought stolen money of an asset to an address; `None` where there is nothing to be said.
fn receipts(trace: &Trace, survey: &Survey<'_>, address: &Address, asset: &Asset) -> Option<Vec<RowId>> {
    if trace.links.is_empty() {
        return None;
    }
    let (who, coin) = (trace.history.who(address)?, trace.history.coin(asset)?);
    let came = |row: &&RowId| {
        let kept = trace.history.row(**row);
        kept.to == who && kept.coin == coin && !survey.tainted(**row).is_zero()
    };
    let rows: Vec<RowId> = trace.history.touching(who).iter().filter(came).copied().collect();
    (!rows.is_empty()).then_some(rows)
}

impl super::Links {
    fn is_empty(&self) -> bool {
        self.found.is_empty() && self.refused.is_empty()
    }

    /// The link that settles where a row went: it was given in it, or a contract paid it on in the same transaction.
    fn settling(&self, trace: &Trace, row: RowId) -> Option<usize> {
        let direct = self.by_paid.get(&row).copied();
        let passed = || {
            let history = &trace.history;
            let kept = history.row(row);
            let same = |paid: &RowId| {
                let other = history.row(*paid);
                (other.to, other.coin) == (kept.from, kept.coin) && history.same_transaction(*paid, row)
            };
            history.touching(kept.from).iter().filter(|paid| same(paid)).find_map(|paid| self.by_paid.get(paid).copied())
        };
        let at = direct.or_else(passed)?;
        self.found.get(at).filter(|link| link.settles && link.is_carried()).map(|_| at)
    }
}
