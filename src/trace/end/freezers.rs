//! Who can still stop what lies at an end: the exchange behind a label, the issuer of the token, the operators of a bridge.
//!
//! Source: `data/freezers.json` by contract, and the labels. A fact is what a contract's published source lets its owner do;
//! that a label is right, and that whoever can act will, is neither. A chain's own coin in somebody's own hands nobody stops.

use super::deposit::Deposit;
use super::{Inferred, Reason, Trace};
use crate::explorer::crossing::service_for;
use crate::explorer::freezers::{self, Freezing, Means};
use crate::label::{Category, Label};
use crate::money::{Account, Address, Asset};
use crate::trace::view::{Direction, Freezer, Power};

/// Everybody who can stop what lies here, the surest first. Nobody where money is followed back: it has left.
#[must_use]
pub fn of(trace: &Trace, address: &Address, asset: &Asset, reason: Reason) -> Vec<Freezer> {
    let Ok(account) = Account::new(asset.chain(), address.clone()) else { return Vec::new() };
    if trace.settings.direction == Direction::Backward {
        return Vec::new();
    }
    let custodian = match custodian(trace, address, reason) {
        Some(Custodian::Behaviour(deposit)) => Some(by_behaviour(deposit)),
        Some(Custodian::Exchange(label)) => Some(by_label(label)),
        Some(Custodian::Bridge(label)) => by_bridge(&account, label),
        None => None,
    };
    let issuers = freezers::of(asset).into_iter().map(|one| by_contract(one, asset, shares(reason)));
    custodian.into_iter().chain(issuers).collect()
}

/// Whoever holds what lies at an end, as far as label or behaviour say.
enum Custodian<'a> {
    /// An exchange, by what the address does.
    Behaviour(&'a Deposit),
    /// An exchange, by its label.
    Exchange(&'a Label),
    /// A bridge; few have a label.
    Bridge(Option<&'a Label>),
}

fn custodian<'a>(trace: &'a Trace, address: &Address, reason: Reason) -> Option<Custodian<'a>> {
    let label = trace.label_of(address);
    let inferred = trace.history.who(address).and_then(|who| trace.inferred.get(&who));
    match (reason, label, inferred) {
        (Reason::Deposit, None, Some(Inferred::Deposit(deposit))) => Some(Custodian::Behaviour(deposit)),
        (Reason::Exchange | Reason::Deposit, Some(label), _) => Some(Custodian::Exchange(label)),
        (Reason::Bridge, label, _) => Some(Custodian::Bridge(label)),
        _ => None,
    }
}

/// The surest of those who can stop what lies here, in a sentence.
#[must_use]
pub fn in_short(trace: &Trace, address: &Address, asset: &Asset, reason: Reason) -> Option<String> {
    if trace.settings.direction == Direction::Backward {
        // The money has left: what matters is who knows whose it was.
        let label = trace.label_of(address).filter(|_| matches!(reason, Reason::Exchange | Reason::Deposit));
        return label.map(|label| format!("{} can say whose account paid this", label.name));
    }
    match custodian(trace, address, reason) {
        Some(Custodian::Behaviour(deposit)) => {
            Some(format!("{} can freeze the account behind this deposit address, if it is one", deposit.exchange))
        }
        Some(Custodian::Exchange(label)) => Some(format!("{} can freeze the account that received it", label.name)),
        Some(Custodian::Bridge(Some(label))) => Some(format!("{} may be able to stop the transfer while it is under way", label.name)),
        // An issuer freezes no pool of many people's money.
        _ if shares(reason) => None,
        _ => by_issuer(asset),
    }
}

/// Who can freeze a single address in this asset, in a sentence.
#[must_use]
pub fn by_issuer(asset: &Asset) -> Option<String> {
    let first = freezers::of(asset).into_iter().find(|one| one.means == Means::List)?;
    Some(format!("{} can freeze this address", first.who))
}

/// Whether many people's money lies at an end of this kind.
#[must_use]
pub const fn shares(reason: Reason) -> bool {
    matches!(reason, Reason::Exchange | Reason::Bridge | Reason::Mixer | Reason::Service)
}

fn by_label(label: &Label) -> Freezer {
    let desk = freezers::desk(&label.name);
    let what = match label.category {
        Category::Deposit => "the account that this deposit address belongs to",
        _ => "the account to which this was credited",
    };
    Freezer {
        power: Power::Account,
        who: label.name.clone(),
        how: format!("An exchange can freeze {what}, where the label is right."),
        at: desk.map(|desk| desk.at.clone()).unwrap_or_default(),
        source: dated(&label.source, &label.as_of),
    }
}

fn by_behaviour(deposit: &Deposit) -> Freezer {
    let desk = freezers::desk(&deposit.exchange);
    Freezer {
        power: Power::Account,
        who: deposit.exchange.clone(),
        how: "This is an inference: if this is its deposit address, the exchange can freeze the account behind it.".to_owned(),
        at: desk.map(|desk| desk.at.clone()).unwrap_or_default(),
        source: format!("by what the address does: {} % of what came in went to {}", deposit.share, deposit.wallet),
    }
}

fn by_bridge(account: &Account, label: Option<&Label>) -> Option<Freezer> {
    if let Some(known) = service_for(account).and_then(freezers::halting) {
        return Some(Freezer {
            power: Power::Hold,
            who: known.who.clone(),
            how: known.how.clone(),
            at: known.at.clone(),
            source: dated(&known.source, &known.as_of),
        });
    }
    label.map(|label| Freezer {
        power: Power::Hold,
        who: label.name.clone(),
        how: "It may be able to hold the transfer while it is under way; Spoor knows of no public way to ask.".to_owned(),
        at: String::new(),
        source: dated(&label.source, &label.as_of),
    })
}

fn by_contract(one: &Freezing, asset: &Asset, many: bool) -> Freezer {
    let contract = asset.contract().map(ToString::to_string).unwrap_or_default();
    let act = one.act.as_deref().map(|act| act.split('(').next().unwrap_or(act));
    let mut how = match (one.means, act) {
        (Means::List, Some(act)) => format!("By {act} of the contract {contract}: the address can then send none of it. "),
        (Means::List, None) => format!("By the rules of the contract {contract}: the address can then send none of it. "),
        (Means::Pause, Some(act)) => format!("By {act} of the contract {contract}. "),
        (Means::Pause, None) => String::new(),
    };
    how.push_str(&one.how);
    if many && one.means == Means::List {
        how.push_str(" Many share this address: freezing it would stop other people's money too.");
    }
    Freezer {
        power: if one.means == Means::List { Power::Token } else { Power::Pause },
        who: one.who.clone(),
        how,
        at: one.at.clone(),
        source: dated(&one.source, &one.as_of),
    }
}

fn dated(source: &str, day: &str) -> String {
    if day.is_empty() { source.to_owned() } else { format!("{source}, {day}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_list_stops_a_single_address() {
        for (asset, sentence) in [
            ("eip155:1/slip44:60", None),
            ("eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7", Some("Tether can freeze this address")),
            ("eip155:8453/erc20:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", Some("Circle can freeze this address")),
            ("eip155:1/erc20:0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84", None),
            // It calls itself USDT, and Tether has not issued it.
            ("eip155:56/erc20:0x55d398326f99059fF775485246999027B3197955", None),
        ] {
            assert_eq!(by_issuer(&asset.parse().unwrap()).as_deref(), sentence, "{asset}");
        }
    }

    #[test]
    fn the_power_says_function_contract_and_who_else_is_hit() {
        let asset: Asset = "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7".parse().unwrap();
        let tether = freezers::of(&asset)[0];
        let alone = by_contract(tether, &asset, false);
        assert_eq!(alone.power, Power::Token);
        assert!(alone.how.starts_with("By addBlackList of the contract 0xdAC17F958D2ee523a2206206994597C13D831ec7: "), "{}", alone.how);
        assert!(alone.source.ends_with(", 2026-11-23") && alone.at.starts_with("https://"), "{alone:?}");
        assert!(by_contract(tether, &asset, true).how.contains("Many share this address"));
        let steth: Asset = "eip155:1/erc20:0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84".parse().unwrap();
        let lido = by_contract(freezers::of(&steth)[0], &steth, true);
        assert_eq!(lido.power, Power::Pause);
        assert!(lido.how.starts_with("By stop of the contract 0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84. Its governance"), "{}", lido.how);
    }

    #[test]
    fn a_bridge_is_held_by_those_of_the_list_or_as_far_as_its_label_goes() {
        let router: Account = "eip155:1:0xD37BbE5744D730a1d98d8DC97c42F0Ca46aD7146".parse().unwrap();
        assert_eq!(by_bridge(&router, None).unwrap().who, "THORChain's node operators");
        let other: Account = "eip155:1:0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2".parse().unwrap();
        assert_eq!(by_bridge(&other, None), None);
    }
}
