//! What two tips have in common: the digest of what a tip tells, and a measure for those that are nearly the same.
//!
//! A tip's name is the digest of its payload, and any change of it, a word of a note, gives another. The digest here is of the
//! claim alone: of the case, the place, the asset, and the transactions that brought the money there. Whoever tells the same
//! has the same, whoever signs it, by whichever explorer and policy it was traced.
//!
//! The places inside transactions are left out on purpose: sources number them in their own ways, and one fact would have as
//! many digests as there are explorers. Amounts are left out: a smaller sum at the same place by the same transaction is no
//! other fact.
//!
//! What it does not catch: the same place told by other transactions that fed it, a place one hop further on, or the same money
//! in another asset after a swap. [`overlap`] shows these to a person, who decides.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::money::{Address, Asset, Chain, TxId};
use crate::tip::{Payload, TipHop};

use super::Hash;
use super::reward::WHOLE;

/// The first line of what is hashed: its version.
const SCHEMA: &str = "facts/1";

/// The digest of what a tip tells: SHA-256 over lines of text, each ended by a line feed: `facts/1`, the case, the account
/// (CAIP-10), the asset (CAIP-19), then the transactions of the last hops in the order of their texts, each once.
///
/// Last hops are those that bring the claim's asset to the claim's address; where none does, the way's last one.
#[must_use]
pub fn facts(payload: &Payload) -> Hash {
    let claim = &payload.claim;
    let here = |hop: &&TipHop| hop.chain == claim.at.chain() && hop.to == *claim.at.address() && hop.asset == claim.asset;
    let mut last: BTreeSet<String> = payload.hops.iter().filter(here).map(|hop| hop.tx.to_string()).collect();
    if last.is_empty() {
        last.extend(payload.hops.last().map(|hop| hop.tx.to_string()));
    }
    let mut text = format!("{SCHEMA}\n{}\n{}\n{}\n", payload.case.id, claim.at, claim.asset);
    for tx in last {
        text.push_str(&tx);
        text.push('\n');
    }
    Hash::of(text.as_bytes())
}

/// How much two tips have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlap {
    /// Whether they tell the same: one digest of facts.
    pub same_facts: bool,
    /// Whether they are about one case.
    pub same_case: bool,
    /// Whether they lead to the same account.
    pub same_account: bool,
    /// Whether they claim the same asset.
    pub same_asset: bool,
    /// Whether one passes through the place to which the other leads.
    pub passes: bool,
    /// Hops that both have, the theft's own transactions not counted: everybody has those.
    pub shared: u64,
    /// Hops of the first, counted so.
    pub of_first: u64,
    /// Hops of the second.
    pub of_second: u64,
}

impl Overlap {
    /// Shared hops in millionths of those of the shorter way, rounded down; nothing where a way has none of its own.
    #[must_use]
    pub fn millionths(&self) -> u64 {
        let whole = self.of_first.min(self.of_second);
        let share = u128::from(self.shared) * u128::from(WHOLE);
        share.checked_div(whole.into()).and_then(|share| share.try_into().ok()).unwrap_or(0)
    }
}

/// A hop as everybody names it.
type Hop<'a> = (Chain, TxId, &'a Address, &'a Asset);

/// Compares two tips. It does not matter which is first, except for the counts that say so.
#[must_use]
pub fn overlap(first: &Payload, second: &Payload) -> Overlap {
    let (ours, theirs) = (own_hops(first), own_hops(second));
    let (a, b) = (&first.claim, &second.claim);
    let through = |payload: &Payload, of: &Payload| {
        let at = &of.claim.at;
        payload.hops.iter().any(|hop| hop.chain == at.chain() && (hop.to == *at.address() || hop.from == *at.address()))
    };
    Overlap {
        same_facts: facts(first) == facts(second),
        same_case: first.case.id == second.case.id,
        same_account: a.at == b.at,
        same_asset: a.asset == b.asset,
        passes: through(first, second) || through(second, first),
        shared: ours.intersection(&theirs).count() as u64,
        of_first: ours.len() as u64,
        of_second: theirs.len() as u64,
    }
}

/// The hops behind the theft's own transactions.
fn own_hops(payload: &Payload) -> BTreeSet<Hop<'_>> {
    let seeds: BTreeSet<TxId> = payload.case.seeds.iter().map(|seed| seed.tx).collect();
    payload.hops.iter().filter(|hop| !seeds.contains(&hop.tx)).map(|hop| (hop.chain, hop.tx, &hop.to, &hop.asset)).collect()
}
