//! Freezes, and what hangs on each: returns, release, payments, first reporters, terms.

use std::collections::{BTreeMap, BTreeSet};

use crate::tip::ClaimKind;

use super::correction::Corrections;
use super::entry::{CaseOpened, Frozen, Paid, Reason, Released, Returned};
use super::order::{Fate, Order, Submission};
use super::tally::{Said, Tally};
use super::view::{LeftOut, Note, coins};
use super::{Hash, reward};

/// A freeze with all that was said about it.
#[derive(Debug)]
pub(super) struct Freeze<'a> {
    pub(super) said: &'a Said<Frozen>,
    /// The first release by its time.
    pub(super) released: Option<&'a Said<Released>>,
    /// By their time, then in the order of the feed.
    pub(super) returns: Vec<&'a Said<Returned>>,
    /// In the order of the feed.
    pub(super) paid: Vec<&'a Said<Paid>>,
    /// The terms in force.
    pub(super) terms: Option<&'a Said<CaseOpened>>,
    /// First reporters: submissions, the earliest first, each key once.
    pub(super) firsts: Vec<usize>,
    /// Tips that are named and earn nothing.
    pub(super) left_out: Vec<LeftOut>,
    /// Disputed entries about the freeze itself.
    pub(super) disputed: BTreeSet<u64>,
    /// Other disputed entries on which its bounty rests: terms, payments.
    pub(super) disputed_beside: BTreeSet<u64>,
    /// Whether it is disputed who was first.
    pub(super) disputed_order: bool,
}

impl<'a> Freeze<'a> {
    /// The kind of place, as the first reporter's tip tells it.
    pub(super) fn kind(&self, order: &Order<'a>) -> Option<ClaimKind> {
        let first = order.submissions.get(*self.firsts.first()?)?;
        first.fate.verified().map(|said| said.content.kind)
    }

    /// The first reporters.
    pub(super) fn reporters<'o>(&'o self, order: &'o Order<'a>) -> impl Iterator<Item = &'o Submission<'a>> {
        self.firsts.iter().filter_map(|at| order.submissions.get(*at))
    }

    /// Whether the bounty, or anything that it rests on, is disputed.
    pub(super) fn is_disputed(&self) -> bool {
        self.disputed_order || !self.disputed.is_empty() || !self.disputed_beside.is_empty()
    }
}

/// Every freeze that counts, in the order of the feed.
pub(super) fn freezes<'a>(tally: &'a Tally, corrections: &Corrections, order: &Order<'a>, notes: &mut Vec<Note>) -> Vec<Freeze<'a>> {
    let mut all: Vec<Freeze<'a>> = Vec::new();
    let mut by_name: BTreeMap<(bool, &'a str), usize> = BTreeMap::new();
    for said in corrections.counting(&tally.frozen) {
        let name = (said.example, said.content.freeze.as_str());
        if by_name.contains_key(&name) {
            notes.push(Note { entry: said.entry, why: format!("There is a freeze {:?} already: this one does not count.", name.1) });
            continue;
        }
        by_name.insert(name, all.len());
        all.push(Freeze {
            said,
            released: None,
            returns: Vec::new(),
            paid: Vec::new(),
            terms: None,
            firsts: Vec::new(),
            left_out: Vec::new(),
            disputed: corrections.is_disputed(said).then_some(said.entry).into_iter().collect(),
            disputed_beside: BTreeSet::new(),
            disputed_order: false,
        });
    }
    let named = |entry: u64, example: bool, freeze: &'a str, notes: &mut Vec<Note>| {
        let found = by_name.get(&(example, freeze)).copied().filter(|at| all.get(*at).is_some_and(|one| one.said.entry < entry));
        if found.is_none() {
            notes.push(Note { entry, why: format!("There is no freeze {freeze:?} before it: it does not count.") });
        }
        found
    };
    let early = |what: &str, freeze: &str| format!("The {what} is dated before freeze {freeze:?} itself: it does not count.");
    let mut found: Vec<(usize, About<'a>)> = Vec::new();
    for said in corrections.counting(&tally.returned) {
        found.extend(named(said.entry, said.example, &said.content.freeze, notes).map(|at| (at, About::Returned(said))));
    }
    for said in corrections.counting(&tally.released) {
        found.extend(named(said.entry, said.example, &said.content.freeze, notes).map(|at| (at, About::Released(said))));
    }
    for said in corrections.counting(&tally.paid) {
        found.extend(named(said.entry, said.example, &said.content.freeze, notes).map(|at| (at, About::Paid(said))));
    }
    for (at, about) in found {
        let Some(freeze) = all.get_mut(at) else { continue };
        let since = freeze.said.content.time;
        match about {
            About::Returned(said) if said.content.time < since => {
                notes.push(Note { entry: said.entry, why: early("return", &said.content.freeze) });
            }
            About::Released(said) if said.content.time < since => {
                notes.push(Note { entry: said.entry, why: early("release", &said.content.freeze) });
            }
            About::Returned(said) => {
                freeze.disputed.extend(corrections.is_disputed(said).then_some(said.entry));
                freeze.returns.push(said);
            }
            About::Released(said) => {
                freeze.disputed.extend(corrections.is_disputed(said).then_some(said.entry));
                let first = freeze.released.is_none_or(|other| said.content.time < other.content.time);
                freeze.released = if first { Some(said) } else { freeze.released };
            }
            About::Paid(said) => {
                freeze.disputed_beside.extend(corrections.is_disputed(said).then_some(said.entry));
                freeze.paid.push(said);
            }
        }
    }
    let terms = reward::statements(tally, corrections);
    for freeze in &mut all {
        freeze.returns.sort_by_key(|said| (said.content.time, said.entry));
        freeze.terms = reward::in_force(&terms, freeze.said);
        freeze.disputed_beside.extend(freeze.terms.filter(|said| corrections.is_disputed(said)).map(|said| said.entry));
        reporters(freeze, order);
    }
    all
}

/// What is said about a freeze.
enum About<'a> {
    Returned(&'a Said<Returned>),
    Released(&'a Said<Released>),
    Paid(&'a Said<Paid>),
}

/// Finds the first reporters of a freeze among the tips that it names: for each, whoever told the same first.
fn reporters(freeze: &mut Freeze<'_>, order: &Order<'_>) {
    let frozen = &freeze.said.content;
    let mut firsts: BTreeSet<usize> = BTreeSet::new();
    let mut seen: BTreeSet<Hash> = BTreeSet::new();
    for tip in frozen.tips.iter().filter(|tip| seen.insert(**tip)) {
        let named = order.of_tip(freeze.said.example, *tip);
        if named.is_empty() {
            freeze.left_out.push(LeftOut { tip: *tip, key: None, why: "It was never received.".to_owned() });
        }
        for at in named {
            let Some(one) = order.submissions.get(*at) else { continue };
            freeze.disputed_order |= one.disputed;
            if one.received.content.case == frozen.case {
                firsts.extend(order.first_of(*at));
            }
            if let Some(why) = why_not(one, &frozen.case, order) {
                freeze.left_out.push(LeftOut { tip: *tip, key: Some(one.received.content.reporter.clone()), why });
            }
        }
    }
    let mut firsts: Vec<usize> = firsts.into_iter().collect();
    firsts.sort_by_key(|at| order.submissions.get(*at).map(|one| (one.known, one.received.entry)));
    let mut keys = BTreeSet::new();
    for at in firsts {
        let Some(one) = order.submissions.get(at) else { continue };
        let content = &one.received.content;
        let late = one.known.at > frozen.time;
        let why = if late {
            format!("It is proven to have been known by {} only, after the freeze of {}.", one.known.at, frozen.time)
        } else if keys.insert(&content.reporter) {
            freeze.disputed_order |= one.disputed;
            freeze.firsts.push(at);
            continue;
        } else {
            "Its signer is a first reporter of this freeze by an earlier tip; each counts once.".to_owned()
        };
        freeze.left_out.push(LeftOut { tip: content.tip, key: Some(content.reporter.clone()), why });
    }
}

/// Why a submission that is named for a freeze earns nothing; `None` where it is the first to tell what it tells.
fn why_not(one: &Submission<'_>, case: &str, order: &Order<'_>) -> Option<String> {
    if one.received.content.case != case {
        return Some(format!("It is about another case, {:?}.", one.received.content.case));
    }
    let before = |first: usize, who: &str| {
        let first = order.submissions.get(first)?;
        Some(format!("{who} told the same before, by tip {}: known by {}.", first.received.content.tip, first.known.at))
    };
    match one.fate {
        Fate::First(_) => None,
        Fate::Waiting => Some("It is not verified.".to_owned()),
        Fate::Refused(said) => Some(format!("It was not taken: {}.", word(said.content.reason))),
        Fate::Repeated(_, first) => before(first, "Its own signer"),
        Fate::Beaten(_, first) => before(first, &order.submissions.get(first)?.received.content.reporter.to_string()),
    }
}

/// Why a tip is not taken, in words.
pub(super) const fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::Unsigned => "it cannot be read, or its signature is not the signer's",
        Reason::Duplicate => "the same tip by the same signer came in before",
        Reason::Copy => "somebody else told the same before",
        Reason::Known => "it was known already",
        Reason::OtherCase => "it is about another case or another portal",
        Reason::Wrong => "the chain says otherwise",
        Reason::Unclear => "there is not enough in it to check it",
        Reason::Gone => "the money had left already",
        Reason::Misleading => "it was meant to mislead",
    }
}

/// What a freeze holds, in a phrase for sentences.
pub(super) fn held(frozen: &Frozen) -> String {
    coins(frozen.amount, &frozen.asset)
}
