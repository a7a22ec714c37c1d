//! What is suggested to the analyst, each with its reason. A suggestion decides nothing.

use serde::{Deserialize, Serialize};

use super::item::{Flag, Item, Standing, Whom};
use crate::board::entry::Reason;

/// What the desk would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Advice {
    /// Verify it, after a look at the chain.
    Accept,
    /// Do not take it.
    Refuse {
        /// Why.
        reason: Reason,
        /// The earlier one that tells the same.
        of: Option<Whom>,
    },
    /// Somebody has to look: what is known does not settle it.
    Look,
    /// Publish nothing about it.
    #[default]
    Leave,
}

/// A suggestion and its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// What.
    pub advice: Advice,
    /// Why, in a sentence. It may quote texts of others.
    pub why: String,
}

fn suggestion(advice: Advice, why: impl Into<String>) -> Suggestion {
    Suggestion { advice, why: why.into() }
}

fn refuse(reason: Reason, of: Option<&Whom>, why: impl Into<String>) -> Suggestion {
    suggestion(Advice::Refuse { reason, of: of.cloned() }, why)
}

fn named(whom: &Whom) -> String {
    match whom {
        Whom::Item(number) => format!("document {number}"),
        Whom::Entry(number) => format!("the hand-in of entry {number}"),
    }
}

/// What follows from an item. The first rule that fits is the one that is named.
pub(super) fn suggest(item: &Item) -> Suggestion {
    match &item.standing {
        Standing::NoTip { why } => return suggestion(Advice::Leave, why.clone()),
        Standing::Encrypted { why: Some(why) } => return suggestion(Advice::Leave, format!("It stays closed: {why}.")),
        Standing::Encrypted { why: None } => return suggestion(Advice::Look, "It is encrypted. Open it with the key of the case."),
        Standing::Refused { why, signed: false, .. } => {
            let why = format!("Who handed it in is not proven, so nothing can be published about it. {why}");
            return suggestion(Advice::Leave, why);
        }
        Standing::Refused { check, why, signed: true } => {
            let reason = if matches!(check.as_str(), "case" | "portal") { Reason::OtherCase } else { Reason::Unclear };
            return refuse(reason, None, why.clone());
        }
        Standing::Valid | Standing::Contract => {}
    }
    item.flags.iter().filter_map(of_flag).next().unwrap_or_else(|| clean(item))
}

/// Flags are in the order in which they settle a tip: see [`Flag`].
fn of_flag(flag: &Flag) -> Option<Suggestion> {
    Some(match flag {
        Flag::InFeed { entry, decided: Some(word) } => {
            suggestion(Advice::Leave, format!("It was received in entry {entry} and decided: {word}."))
        }
        Flag::InFeed { .. } => return None,
        Flag::Duplicate { of } => refuse(Reason::Duplicate, Some(of), format!("The same signer told the same before: {}.", named(of))),
        Flag::Copy { of, same_words: true } => refuse(
            Reason::Copy,
            Some(of),
            format!("{} came in before with the same payload, byte by byte, under another signature.", capital(&named(of))),
        ),
        Flag::Copy { of, same_words: false } => {
            refuse(Reason::Copy, Some(of), format!("{} told the same before, by receipt or time stamp.", capital(&named(of))))
        }
        Flag::Tied { with } => suggestion(
            Advice::Look,
            format!(
                "{} tells the same and came in at the same time. A time stamp of one of them settles it; no clock of a tip does.",
                capital(&named(with))
            ),
        ),
        Flag::Before { entry } => suggestion(
            Advice::Look,
            format!(
                "It is proven to be earlier than the hand-in of entry {entry}, which was verified as the first. If both hold, verify it too: the order goes by the proofs."
            ),
        ),
        Flag::OtherCase { case } => refuse(Reason::OtherCase, None, format!("This feed takes no tips on {case:?}.")),
        Flag::Public { lists, new: None } => refuse(Reason::Known, None, lists.clone()),
        Flag::Frozen => refuse(Reason::Known, None, "It was frozen already when the tipster looked."),
        Flag::Gone => refuse(Reason::Gone, None, "By its own word, the money had left already."),
        Flag::Public { new: Some(_), .. }
        | Flag::PartlyGone
        | Flag::NotLooked
        | Flag::Late { .. }
        | Flag::Although { .. }
        | Flag::Weak { .. }
        | Flag::NobodyNamed => {
            return None;
        }
    })
}

fn clean(item: &Item) -> Suggestion {
    if item.standing == Standing::Contract {
        return suggestion(Advice::Look, "A contract wallet signed it: ask a node of its chain before you decide.");
    }
    if let Some(near) = item.near.first() {
        let place = if near.same_place { ", and the same place" } else { "" };
        return suggestion(
            Advice::Look,
            format!("It has {} of {} transactions in common with document {}{place}. Compare both.", near.shared, near.of, near.item),
        );
    }
    let mut why = "Every check passed, and nobody told it before. Re-check it on chain, then accept it.".to_owned();
    for flag in &item.flags {
        match flag {
            Flag::Public { lists, new: Some(new) } => why.push_str(&format!(" {lists} {new}")),
            Flag::Although { .. } => why.push_str(" It was signed although a check stood against it: read the reason."),
            Flag::Late { by } => why.push_str(&format!(" It was to be handed in by {}: ask whether it is a replay.", by.minute())),
            Flag::Weak { tier } => why.push_str(&format!(" A step of its way is {tier}, not observed.")),
            _ => {}
        }
    }
    suggestion(Advice::Accept, why)
}

fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
