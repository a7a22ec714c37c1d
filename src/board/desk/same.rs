//! The digest of what a tip tells: the same for whoever tells the same, whoever signs it and whatever words are around it.

use serde_json::{Map, Value};

use crate::board::Hash;
use crate::tip::record::Part as _;
use crate::tip::{Payload, jcs};

/// Over the case, the place, the asset, and the last transfers that brought the money there.
pub(super) fn facts(payload: &Payload) -> Hash {
    let claim = &payload.claim;
    let into = payload.hops.iter().filter(|hop| hop.chain == claim.at.chain() && hop.to == *claim.at.address() && hop.asset == claim.asset);
    let mut last: Vec<(String, String)> = into.map(|hop| (hop.tx.to_string(), hop.pos.to_string())).collect();
    if last.is_empty() {
        last = payload.hops.last().into_iter().map(|hop| (hop.tx.to_string(), hop.pos.to_string())).collect();
    }
    last.sort();
    let mut members = Map::new();
    members.insert("case".to_owned(), payload.case.id.write());
    members.insert("at".to_owned(), claim.at.write());
    members.insert("asset".to_owned(), claim.asset.write());
    members.insert("by".to_owned(), last.into_iter().map(|(tx, pos)| Value::from(vec![tx, pos])).collect());
    // Strings only, so the writer has nothing to refuse.
    Hash::of(jcs::canonical(&Value::Object(members)).unwrap_or_default().as_bytes())
}
