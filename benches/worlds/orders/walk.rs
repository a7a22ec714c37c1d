//! Orders that count transfers and no taint: whatever an address pays after the stolen money came counts as stolen.
//!
//! What is claimed at an address is what came less what it paid: hardly any address pays nothing at all on.

use std::collections::BTreeMap;

use spoor::explorer::Order;
use spoor::explorer::world::{Begin, World};
use spoor::money::{Account, Address, Amount};

use crate::claims::Claims;

/// What is known of an address.
#[derive(Clone, Debug)]
struct Known {
    /// Its place in the order of discovery.
    place: usize,
    /// The block of the first arrival.
    from_block: u64,
    arrived: Amount,
    /// The largest single transfer that came.
    largest: Amount,
    /// What it paid since the first arrival.
    paid: Amount,
    is_seed: bool,
    is_labelled: bool,
    is_read: bool,
}

/// Reads whole histories, from the first arrival on, in order of discovery or by the largest transfer received.
pub(super) fn run(world: &World, budget: u32, stops_at_labels: bool, largest_first: bool) -> Claims {
    let mut explorer = world.explorer(budget);
    let chain = world.case().chain;
    let is_labelled = |address: &Address| Account::new(chain, address.clone()).is_ok_and(|account| !world.labels().of(&account).is_empty());
    let most = world.rows().iter().map(|row| row.amount).max().unwrap_or_default();
    let mut known: BTreeMap<Address, Known> = BTreeMap::new();
    for (place, origin) in world.case().origins.iter().enumerate() {
        let seed = Known {
            place,
            from_block: origin.from_block.unwrap_or(0),
            arrived: Amount::ZERO,
            largest: most,
            paid: Amount::ZERO,
            is_seed: true,
            is_labelled: false,
            is_read: false,
        };
        known.insert(origin.at.clone(), seed);
    }
    loop {
        let open = known.iter().filter(|(_, known)| !(known.is_read || known.is_labelled && stops_at_labels));
        let next = open.min_by_key(|(_, known)| (largest_first.then_some(std::cmp::Reverse(known.largest)), known.place));
        let Some((address, from_block)) = next.map(|(address, known)| (address.clone(), known.from_block)) else { break };
        let mut begin = Begin::Block(from_block);
        let mut whole = false;
        let mut paid = Vec::new();
        while let Some(page) = explorer.page(&address, begin, Order::Oldest) {
            paid.extend(page.rows.into_iter().filter(|row| row.from == address && row.asset.is_none() && !row.amount.is_zero()));
            match page.next {
                Some(last) => begin = Begin::After(last),
                None => {
                    whole = true;
                    break;
                }
            }
        }
        if let Some(known) = known.get_mut(&address) {
            known.is_read = whole;
            known.paid = paid.iter().map(|row| row.amount).sum();
        }
        for row in paid {
            let place = known.len();
            let to = known.entry(row.to.clone()).or_insert_with(|| Known {
                place,
                from_block: row.block,
                arrived: Amount::ZERO,
                largest: Amount::ZERO,
                paid: Amount::ZERO,
                is_seed: false,
                is_labelled: is_labelled(&row.to),
                is_read: false,
            });
            to.arrived = [to.arrived, row.amount].into_iter().sum();
            to.largest = to.largest.max(row.amount);
            to.from_block = to.from_block.min(row.block);
        }
        if !whole {
            break;
        }
    }
    let mut claims = Claims { requests: explorer.requests(), ..Claims::default() };
    for (address, known) in &known {
        if !known.is_seed {
            claims.reach(address, if known.is_labelled { known.arrived } else { known.arrived.saturating_minus(known.paid) });
        }
        if known.is_seed || known.is_read {
            claims.visited.insert(address.clone());
        }
    }
    claims
}
