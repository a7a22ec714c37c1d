//! Who can stop what lies at an end, and what is still there, in sentences.

use super::hostile;
use super::words;
use crate::explorer::still::{Found, Frozen, Says, Sighting};
use crate::money::Amount;
use crate::trace::view::{End, Freezer, Power};

/// What somebody can do, in a few words.
#[must_use]
pub const fn power(power: Power) -> &'static str {
    match power {
        Power::Account => "can freeze the account behind it",
        Power::Token => "can freeze the address",
        Power::Pause => "can pause the whole token",
        Power::Hold => "may be able to hold it on its way",
    }
}

/// Who can stop it and how, in one line.
#[must_use]
pub fn freezers(end: &End) -> String {
    let others = |skip: Option<usize>| {
        let rest = end.freezers.iter().enumerate().filter(move |(at, _)| Some(*at) != skip);
        rest.map(|(_, one)| format!("{} {}", hostile::plain(&one.who, 60), power(one.power))).collect::<Vec<_>>()
    };
    let mut said = match &end.freezable_by {
        // The sentence is about the first who can stop this alone.
        Some(who) => {
            let first = end.freezers.iter().position(|one| one.power != Power::Pause);
            let mut said = vec![hostile::plain(who, 160)];
            said.extend(others(first));
            said
        }
        None => others(None),
    };
    if said.is_empty() {
        said.push("Nobody is known who can freeze it".to_owned());
    }
    said.join("; ")
}

/// Why nobody can stop it, where nobody can.
#[must_use]
pub fn nobody(end: &End) -> Option<String> {
    let symbol = words::asset(&end.asset);
    match (end.freezers.is_empty() && end.freezable_by.is_none(), end.asset.is_native()) {
        (false, _) => None,
        (true, true) => {
            Some(format!("Nobody can freeze {symbol} in somebody's own hands: it is the chain's own coin. Watch where it goes."))
        }
        (true, false) => Some(format!("Spoor knows nobody who can freeze {symbol} in somebody's own hands. Watch where it goes.")),
    }
}

/// The link of a freezer, if it is one that a page may show.
#[must_use]
pub fn link(freezer: &Freezer) -> Option<&str> {
    Some(freezer.at.as_str()).filter(|at| at.starts_with("https://"))
}

/// What is still there, in one sentence without its source.
#[must_use]
pub fn short(end: &End, seen: &Sighting) -> String {
    match &seen.says {
        Says::Unknown(_) => "Whether it is still there is unknown.".to_owned(),
        Says::Found(found) => match &found.frozen {
            Frozen::Yes { who, .. } if !found.amount.is_zero() => {
                format!("Frozen by {} already. {}", hostile::plain(who, 60), amount(end, found))
            }
            _ => amount(end, found),
        },
    }
}

/// What is still there, with who says so and when.
#[must_use]
pub fn sentences(end: &End, seen: &Sighting) -> Vec<String> {
    let found = match &seen.says {
        Says::Found(found) => found,
        Says::Unknown(why) => {
            return vec![format!("Whether it is still there is unknown: {}. Asked {}.", hostile::plain(why, 400), seen.at.minute())];
        }
    };
    let mut said = vec![amount(end, found)];
    if found.amount > end.amount {
        said.push(format!(
            "The address has {} in all; which coins they are, a balance does not say.",
            words::short(found.amount, &end.asset)
        ));
    }
    match &found.frozen {
        Frozen::NotAsked => {}
        Frozen::Yes { who, by } => {
            said.push(format!("Frozen by {} already: {} answers yes{}.", hostile::plain(who, 60), by, at_block(found)))
        }
        Frozen::No { who, by } => said.push(format!("Not frozen by {}: {} answers no.", hostile::plain(who, 60), by)),
        Frozen::Unknown(why) => said.push(format!("Whether it is frozen is unknown: {}.", hostile::plain(why, 300))),
    }
    if found.waiting > 0 {
        let waiting = usize::try_from(found.waiting).unwrap_or(usize::MAX);
        said.push(format!(
            "{} at this address not in a block yet: it may be leaving.",
            words::count(waiting, "transaction is", "transactions are")
        ));
    }
    let newest = match found.newest {
        Some(newest) => {
            let at = newest.at.map_or_else(String::new, |at| format!(" of {}", at.minute()));
            format!("newest block {}{at}", newest.number)
        }
        None => "which does not say up to which block".to_owned(),
    };
    let by = seen.by.as_deref().unwrap_or("nobody");
    said.push(format!("By {}, {}, {newest}.", hostile::plain(by, 80), seen.at.minute()));
    said
}

/// Whether the issuer has frozen what is there.
#[must_use]
pub fn is_frozen(seen: &Sighting) -> bool {
    seen.found().is_some_and(|found| matches!(found.frozen, Frozen::Yes { .. }))
}

fn at_block(found: &Found) -> String {
    found.newest.map_or_else(String::new, |newest| format!(" at block {}", newest.number))
}

fn amount(end: &End, found: &Found) -> String {
    let all = words::short(end.amount, &end.asset);
    if found.amount.is_zero() {
        return format!("Nothing of {all} is there any more: it moved on.");
    }
    if found.amount >= end.amount {
        return format!("{all} are still there.");
    }
    format!("{} of {all} are still there.", coins(found.amount, end))
}

/// An amount without its symbol.
fn coins(amount: Amount, end: &End) -> String {
    end.asset.known().map_or_else(|| amount.to_string(), |known| amount.to_coins_short(known.decimals, 6))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::still::{Holding, Newest};
    use crate::money::{Account, Address, Asset, Chain, UnixSeconds};
    use crate::trace::view::Reason;

    const USDT: &str = "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7";

    fn end(asset: &str, amount: u64, by: Option<&str>, freezers: &[(&str, Power)]) -> End {
        End {
            id: 0,
            node: 0,
            reason: Reason::Held,
            why: String::new(),
            asset: asset.parse().unwrap(),
            amount: Amount::from(amount),
            range: Vec::new(),
            since: None,
            freezable_by: by.map(str::to_owned),
            freezers: freezers
                .iter()
                .map(|(who, power)| Freezer {
                    power: *power,
                    who: (*who).to_owned(),
                    how: String::new(),
                    at: String::new(),
                    source: String::new(),
                })
                .collect(),
            path: Vec::new(),
            chain: Chain::ETHEREUM,
        }
    }

    fn seen(says: Says) -> Sighting {
        let account = Account::new(Chain::ETHEREUM, Address::Evm([1; 20].into())).unwrap();
        let holding = Holding { account, asset: Asset::native(Chain::ETHEREUM) };
        Sighting { holding, by: Some("eth.blockscout.com".to_owned()), at: UnixSeconds::new(1_795_000_000), says, answers: Vec::new() }
    }

    fn found(amount: u64, frozen: Frozen) -> Found {
        let newest = Some(Newest { number: 100, at: Some(UnixSeconds::new(1_794_999_990)) });
        Found { amount: Amount::from(amount), newest, frozen, waiting: 0 }
    }

    #[test]
    fn who_can_stop_it_stands_in_one_line() {
        for (what, end, line) in [
            ("native", end("eip155:1/slip44:60", 1, None, &[]), "Nobody is known who can freeze it"),
            (
                "an issuer",
                end(USDT, 1, Some("Tether can freeze this address"), &[("Tether", Power::Token)]),
                "Tether can freeze this address",
            ),
            (
                "an exchange first",
                end(USDT, 1, Some("X can freeze the account that received it"), &[("X", Power::Account), ("Tether", Power::Token)]),
                "X can freeze the account that received it; Tether can freeze the address",
            ),
            ("a pause alone", end(USDT, 1, None, &[("Lido DAO", Power::Pause)]), "Lido DAO can pause the whole token"),
            ("back", end(USDT, 1, Some("X can say whose account paid this"), &[]), "X can say whose account paid this"),
        ] {
            assert_eq!(freezers(&end), line, "{what}");
        }
        assert!(nobody(&end("eip155:1/slip44:60", 1, None, &[])).unwrap().contains("the chain's own coin"));
        assert!(
            nobody(&end("eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F", 1, None, &[])).unwrap().contains("who can freeze DAI")
        );
        assert_eq!(nobody(&end(USDT, 1, None, &[("Lido DAO", Power::Pause)])), None);
    }

    #[test]
    fn only_an_encrypted_address_is_a_link() {
        for (at, shown) in [("https://tether.to", true), ("", false), ("javascript:alert(1)", false), ("http://x", false)] {
            let freezer = Freezer { power: Power::Token, who: String::new(), how: String::new(), at: at.to_owned(), source: String::new() };
            assert_eq!(link(&freezer).is_some(), shown, "{at}");
        }
    }

    #[test]
    fn what_is_there_is_said_with_its_source_or_as_unknown() {
        let end = end(USDT, 45_600_000, Some("Tether can freeze this address"), &[("Tether", Power::Token)]);
        let by = |yes: bool| {
            let (who, by) = ("Tether".to_owned(), "isBlackListed".to_owned());
            if yes { Frozen::Yes { who, by } } else { Frozen::No { who, by } }
        };
        let [asked, block] = [1_795_000_000, 1_794_999_990].map(|at| UnixSeconds::new(at).minute());
        let tail = format!("By eth.blockscout.com, {asked}, newest block 100 of {block}.");
        for (found, first, more) in [
            (found(12_300_000, by(false)), "12.3 of 45.6 USDT are still there.", vec!["Not frozen by Tether: isBlackListed answers no."]),
            (
                found(50_000_000, by(true)),
                "45.6 USDT are still there.",
                vec![
                    "The address has 50 USDT in all; which coins they are, a balance does not say.",
                    "Frozen by Tether already: isBlackListed answers yes at block 100.",
                ],
            ),
            (found(45_600_000, Frozen::NotAsked), "45.6 USDT are still there.", vec![]),
            (
                found(0, Frozen::Unknown("a call failed".into())),
                "Nothing of 45.6 USDT is there any more: it moved on.",
                vec!["Whether it is frozen is unknown: a call failed."],
            ),
        ] {
            let mut expected = vec![first];
            expected.extend(more);
            expected.push(&tail);
            assert_eq!(sentences(&end, &seen(Says::Found(found))), expected);
        }
        let unknown = seen(Says::Unknown("eth.blockscout.com: not asked, because you have switched it off".into()));
        assert!(sentences(&end, &unknown)[0].starts_with("Whether it is still there is unknown: eth.blockscout.com: not asked"));
        assert_eq!(short(&end, &unknown), "Whether it is still there is unknown.");
        assert_eq!(short(&end, &seen(Says::Found(found(50_000_000, by(true))))), "Frozen by Tether already. 45.6 USDT are still there.");
        let waiting = Found { waiting: 1, newest: None, ..found(1, Frozen::NotAsked) };
        let said = sentences(&end, &seen(Says::Found(waiting)));
        assert!(
            said[1].starts_with("1 transaction is at this address not in a block yet")
                && said[2].ends_with("which does not say up to which block.")
        );
    }
}
