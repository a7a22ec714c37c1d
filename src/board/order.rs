//! Who told what first: every tip that came in, what became of it, and the order of those who tell the same.

use std::collections::BTreeMap;

use crate::money::Address;

use super::Hash;
use super::correction::Corrections;
use super::entry::{Reason, Received, Refused, Verified};
use super::knowledge::Known;
use super::tally::{Said, Tally};
use super::view::Note;

/// A tip as one signer handed it in. The same content signed by two is one tip by its name, and two submissions.
#[derive(Debug)]
pub(super) struct Submission<'a> {
    pub(super) received: &'a Said<Received>,
    pub(super) known: Known,
    pub(super) fate: Fate<'a>,
    /// Whether its receipt, its decision or one of those who tell the same is disputed.
    pub(super) disputed: bool,
}

/// What became of a submission.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate<'a> {
    /// Nothing yet.
    Waiting,
    /// Verified, and the first to tell it.
    First(&'a Said<Verified>),
    /// Verified, and told by another key before: by that submission.
    Beaten(&'a Said<Verified>, usize),
    /// Verified, and told by the same key before: by that submission.
    Repeated(&'a Said<Verified>, usize),
    /// Not taken.
    Refused(&'a Said<Refused>),
}

impl<'a> Fate<'a> {
    /// What was verified of it, first or not.
    pub(super) const fn verified(self) -> Option<&'a Said<Verified>> {
        match self {
            Self::First(said) | Self::Beaten(said, _) | Self::Repeated(said, _) => Some(said),
            Self::Waiting | Self::Refused(_) => None,
        }
    }
}

/// A tip by whether it is an example, and its name: examples and what is meant never meet.
type Name = (bool, Hash);
/// Who tells the same: world, case, digest of the facts.
type Facts<'a> = (bool, &'a str, Hash);

/// A decision about a tip.
#[derive(Clone, Copy)]
enum Decision<'a> {
    Verified(&'a Said<Verified>),
    Refused(&'a Said<Refused>),
}

impl Decision<'_> {
    const fn entry(&self) -> u64 {
        match self {
            Self::Verified(said) => said.entry,
            Self::Refused(said) => said.entry,
        }
    }
}

/// Every submission, and who was first with what.
#[derive(Debug, Default)]
pub(super) struct Order<'a> {
    /// In the order of the feed.
    pub(super) submissions: Vec<Submission<'a>>,
    by_tip: BTreeMap<Name, Vec<usize>>,
    firsts: BTreeMap<Facts<'a>, usize>,
}

impl<'a> Order<'a> {
    pub(super) fn of(tally: &'a Tally, corrections: &Corrections, notes: &mut Vec<Note>) -> Self {
        let mut order = Self::default();
        for said in corrections.counting(&tally.received) {
            order.by_tip.entry((said.example, said.content.tip)).or_default().push(order.submissions.len());
            order.submissions.push(Submission {
                received: said,
                known: Known::of(&said.content),
                fate: Fate::Waiting,
                disputed: corrections.is_disputed(said),
            });
        }
        let refusals = order.decide(tally, corrections, notes);
        order.settle(&refusals, notes);
        order
    }

    /// The submissions of a tip, in the order of the feed.
    pub(super) fn of_tip(&self, example: bool, tip: Hash) -> &[usize] {
        self.by_tip.get(&(example, tip)).map_or(&[], Vec::as_slice)
    }

    /// The first submission that tells what this one tells; `None` where it is not verified.
    pub(super) fn first_of(&self, submission: usize) -> Option<usize> {
        match self.submissions.get(submission)?.fate {
            Fate::First(_) => Some(submission),
            Fate::Beaten(_, first) | Fate::Repeated(_, first) => Some(first),
            Fate::Waiting | Fate::Refused(_) => None,
        }
    }

    /// The first who told these facts.
    pub(super) fn first_with(&self, example: bool, case: &'a str, facts: Hash) -> Option<&Submission<'a>> {
        self.submissions.get(*self.firsts.get(&(example, case, facts))?)
    }

    /// Lays each decision, in the order of the feed, on the submissions it is about: the newest decision holds. Gives, for
    /// each submission, the refusal that is about it alone.
    fn decide(&mut self, tally: &'a Tally, corrections: &Corrections, notes: &mut Vec<Note>) -> BTreeMap<usize, &'a Said<Refused>> {
        let mut decisions: BTreeMap<Name, Vec<Decision<'a>>> = BTreeMap::new();
        for said in corrections.counting(&tally.verified) {
            decisions.entry((said.example, said.content.tip)).or_default().push(Decision::Verified(said));
        }
        for said in corrections.counting(&tally.refused) {
            decisions.entry((said.example, said.content.tip)).or_default().push(Decision::Refused(said));
        }
        let mut alone = BTreeMap::new();
        for (name, mut list) in decisions {
            list.sort_by_key(Decision::entry);
            let mut whole: Option<Decision<'a>> = None;
            let mut apart: BTreeMap<usize, &'a Said<Refused>> = BTreeMap::new();
            let all = self.of_tip(name.0, name.1).to_vec();
            for decision in list {
                let here = |at: &&usize| self.submissions.get(**at).is_some_and(|one| one.received.entry < decision.entry());
                if !all.iter().any(|at| here(&at)) {
                    let why = format!("It decides about tip {}, which had not been received: it does not count.", name.1);
                    notes.push(Note { entry: decision.entry(), why });
                    continue;
                }
                match decision {
                    Decision::Refused(said) if of_submission(said.content.reason) => {
                        // The newest that came before and still stands; of one submission, that one.
                        let newest = all.iter().rev().filter(here).find(|at| !apart.contains_key(at)).or_else(|| all.first());
                        if let Some(at) = newest {
                            apart.insert(*at, said);
                        }
                    }
                    Decision::Verified(_) => {
                        // Said of a tip of which every submission was sent back: then it is about those.
                        if all.iter().all(|at| apart.contains_key(at)) {
                            apart.clear();
                        }
                        whole = Some(decision);
                    }
                    Decision::Refused(_) => whole = Some(decision),
                }
            }
            for at in all {
                let refused = apart.get(&at).copied();
                let Some(submission) = self.submissions.get_mut(at) else { continue };
                submission.fate = match (refused, whole) {
                    (Some(said), _) | (None, Some(Decision::Refused(said))) => Fate::Refused(said),
                    (None, Some(Decision::Verified(said))) => Fate::First(said),
                    (None, None) => Fate::Waiting,
                };
                submission.disputed |= match submission.fate {
                    Fate::Refused(said) => corrections.is_disputed(said),
                    Fate::First(said) => corrections.is_disputed(said),
                    _ => false,
                };
                if let Some(said) = refused {
                    alone.insert(at, said);
                }
            }
        }
        alone
    }

    /// Puts those who tell the same in order. A tip that was sent back as the copy of one that is verified tells the same by the
    /// publisher's own words; where it is proven to be the earlier, it is the first.
    fn settle(&mut self, refusals: &BTreeMap<usize, &'a Said<Refused>>, notes: &mut Vec<Note>) {
        let mut groups: BTreeMap<Facts<'a>, Vec<(Known, u64, usize, &'a Said<Verified>)>> = BTreeMap::new();
        for (at, one) in self.submissions.iter().enumerate() {
            let told = match one.fate {
                Fate::First(said) => Some(said),
                _ => refusals.get(&at).and_then(|said| self.copied(one.received, said)),
            };
            if let Some(said) = told {
                let facts = (one.received.example, one.received.content.case.as_str(), said.content.facts);
                groups.entry(facts).or_default().push((one.known, one.received.entry, at, said));
            }
        }
        for (facts, mut group) in groups {
            group.sort_by_key(|(known, entry, ..)| (*known, *entry));
            let Some(&(_, _, first, said)) = group.first() else { continue };
            let Some(key) = self.submissions.get(first).map(|one| &one.received.content.reporter) else { continue };
            let key: &'a Address = key;
            let is_disputed = |at: usize| self.submissions.get(at).is_some_and(|one| one.disputed);
            let disputed = group.iter().any(|(.., at, _)| is_disputed(*at));
            if let Some(refusal) = refusals.get(&first) {
                let why = format!(
                    "It sends tip {} back as a copy, which is proven to be the earlier: {key} is the first to have told this.",
                    refusal.content.tip
                );
                notes.push(Note { entry: refusal.entry, why });
            }
            for (.., at, of) in group {
                let Some(one) = self.submissions.get_mut(at) else { continue };
                one.disputed |= disputed;
                if at == first {
                    one.fate = Fate::First(said);
                } else if !refusals.contains_key(&at) {
                    one.fate = if one.received.content.reporter == *key { Fate::Repeated(of, first) } else { Fate::Beaten(of, first) };
                }
            }
            self.firsts.insert(facts, first);
        }
    }

    /// What the tip tells of which this refusal says that it is copied; `None` where it says no such thing.
    fn copied(&self, received: &Said<Received>, refusal: &Said<Refused>) -> Option<&'a Said<Verified>> {
        let of = (refusal.content.reason == Reason::Copy).then_some(refusal.content.of).flatten()?;
        let original = self.of_tip(received.example, of).iter().filter_map(|at| self.submissions.get(*at));
        let verified = original.filter(|one| one.received.content.case == received.content.case);
        verified.filter_map(|one| one.fate.verified()).next()
    }
}

/// Whether a reason is about who handed a tip in, not about what it tells.
const fn of_submission(reason: Reason) -> bool {
    matches!(reason, Reason::Unsigned | Reason::Duplicate | Reason::Copy)
}
