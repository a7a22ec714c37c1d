//! Act here first: which ends can still be stopped, by what is known of who can and of what is still there.
//!
//! Rule: an end that somebody can stop and that was seen still there comes first, by the smaller of what is there and what
//! was traced; then those nobody looked at; then what moved on or is frozen already; then all that nobody can stop. Limits:
//! a balance is fungible: that it is still there does not say that it is the same money; where many people's money lies at
//! one address, its balance says nothing and is not asked.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::freezers::shares;
use crate::explorer::still::{Frozen, Holding, Sighting};
use crate::money::{Address, Amount};
use crate::trace::view::{Direction, End, View};

/// How urgent an end is, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Urgency {
    /// Somebody can stop it, and it was seen there.
    StillThere,
    /// Somebody can stop it, and nobody could say whether it is there.
    NotLookedUp,
    /// Somebody could have: it moved on, or it is frozen already.
    Gone,
    /// Nobody is known who can stop it.
    Rest,
}

/// What is looked for to know whether the money of an end is still there. `None` where a balance says nothing of it: many
/// share the address, the address is an output without a name, or the money has left because it is followed back.
#[must_use]
pub fn holding(view: &View, end: &End) -> Option<Holding> {
    let account = view.nodes.get(end.node)?.account.clone();
    let is_own = !shares(end.reason) && !matches!(account.address(), Address::Coins(_)) && account.chain() == end.asset.chain();
    (is_own && view.settings.direction == Direction::Forward).then(|| Holding { account, asset: end.asset.clone() })
}

/// How much of what was traced to an end is still there: the smaller of both amounts.
#[must_use]
pub fn there(end: &End, seen: &Sighting) -> Option<Amount> {
    seen.found().map(|found| found.amount.min(end.amount))
}

/// How urgent an end is, by what was seen there last.
#[must_use]
pub fn urgency(end: &End, seen: Option<&Sighting>) -> Urgency {
    if end.freezable_by.is_none() {
        return Urgency::Rest;
    }
    match seen.and_then(Sighting::found) {
        None => Urgency::NotLookedUp,
        Some(found) if found.amount.is_zero() || matches!(found.frozen, Frozen::Yes { .. }) => Urgency::Gone,
        Some(_) => Urgency::StillThere,
    }
}

/// Sorts ends by urgency; those still there by their part of the theft. Whatever is equal stays in its order.
pub fn sort(view: &View, ends: &mut [&End], seen: &BTreeMap<Holding, Sighting>) {
    ends.sort_by_cached_key(|end| {
        let seen = holding(view, end).and_then(|holding| seen.get(&holding));
        let urgency = urgency(end, seen);
        let share = match (urgency, seen.and_then(|seen| there(end, seen))) {
            (Urgency::StillThere, Some(there)) => there.millionths_of(whole(view, end)),
            _ => 0,
        };
        (urgency, Reverse(share))
    });
}

/// All that came into the trace of the end's asset.
fn whole(view: &View, end: &End) -> Amount {
    let equations = view.equations.iter().filter(|equation| equation.asset == end.asset);
    equations.flat_map(|equation| [equation.stolen, equation.from_swaps, equation.mixed_in]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::still::{Found, Says};
    use crate::money::{Account, Asset, Chain, UnixSeconds};
    use crate::trace::view::Reason;

    fn end(id: usize, freezable: bool, amount: u64) -> End {
        End {
            id,
            node: id,
            reason: Reason::Held,
            why: String::new(),
            asset: Asset::native(Chain::ETHEREUM),
            amount: Amount::from(amount),
            range: Vec::new(),
            since: None,
            freezable_by: freezable.then(|| "Somebody can freeze this address".to_owned()),
            freezers: Vec::new(),
            path: Vec::new(),
            chain: Chain::ETHEREUM,
        }
    }

    fn seen(id: u8, says: Says) -> Sighting {
        let account = Account::new(Chain::ETHEREUM, Address::Evm([id; 20].into())).unwrap();
        let holding = Holding { account, asset: Asset::native(Chain::ETHEREUM) };
        Sighting { holding, by: None, at: UnixSeconds::new(1), says, answers: Vec::new() }
    }

    fn found(amount: u64, frozen: Frozen) -> Says {
        Says::Found(Found { amount: Amount::from(amount), newest: None, frozen, waiting: 0 })
    }

    fn by(yes: bool) -> Frozen {
        let (who, by) = ("Tether".to_owned(), "isBlackListed".to_owned());
        if yes { Frozen::Yes { who, by } } else { Frozen::No { who, by } }
    }

    #[test]
    fn an_end_is_as_urgent_as_what_is_known_of_it() {
        for (what, freezable, says, expected) in [
            ("still there", true, Some(found(9, by(false))), Urgency::StillThere),
            ("there, the list unknown", true, Some(found(9, Frozen::Unknown("x".into()))), Urgency::StillThere),
            ("there, nobody has a list", true, Some(found(9, Frozen::NotAsked)), Urgency::StillThere),
            ("not looked up", true, None, Urgency::NotLookedUp),
            ("asked, no answer", true, Some(Says::Unknown("offline".into())), Urgency::NotLookedUp),
            ("moved on", true, Some(found(0, by(false))), Urgency::Gone),
            ("frozen already", true, Some(found(9, by(true))), Urgency::Gone),
            ("nobody can", false, Some(found(9, Frozen::NotAsked)), Urgency::Rest),
            ("nobody can, not looked up", false, None, Urgency::Rest),
        ] {
            let seen = says.map(|says| seen(1, says));
            assert_eq!(urgency(&end(1, freezable, 5), seen.as_ref()), expected, "{what}");
        }
        assert!([Urgency::StillThere, Urgency::NotLookedUp, Urgency::Gone, Urgency::Rest].is_sorted());
    }

    #[test]
    fn no_more_is_there_than_was_traced_and_than_lies_there() {
        for (traced, lies, there_is) in [(5, 9, 5), (9, 5, 5), (5, 0, 0)] {
            assert_eq!(there(&end(1, true, traced), &seen(1, found(lies, by(false)))), Some(Amount::from(there_is)));
        }
        assert_eq!(there(&end(1, true, 5), &seen(1, Says::Unknown(String::new()))), None);
    }
}
