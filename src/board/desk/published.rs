//! What the feed says already: for which cases it takes tips, which hand-ins it has received, and what was decided on them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::board::entry::{Content, Correction, Entry, Reason, Received, Refused};
use crate::board::{Hash, Known};
use crate::money::Address;
use crate::tip::record::Part as _;

/// A tip as one signer handed it in, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandIn {
    /// The entry that received it.
    pub entry: u64,
    /// Which tip, by whom, when.
    pub received: Received,
    /// The digest of its facts; `None` where it is not verified.
    pub facts: Option<Hash>,
    /// The entry that decided it, and whether it was taken; `None` where nothing was decided.
    pub decided: Option<(u64, bool)>,
    /// The decision in a word.
    pub word: Option<String>,
    /// Whether it was sent back for a reason that is about this hand-in alone.
    apart: bool,
}

/// The part of a feed that the desk compares with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Cases for which tips are taken, by name, with the number of entries that say so. Where there is none, no case is refused.
    pub cases: BTreeMap<String, u64>,
    /// Hand-ins in the order of the feed.
    pub hand_ins: Vec<HandIn>,
    /// Names of freezes, by the entry that tells of them.
    pub freezes: BTreeMap<u64, String>,
}

impl Published {
    /// What these entries say, the oldest first. They are taken as they are: the feed's verifier has read them before.
    #[must_use]
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut published = Self::default();
        let mut opened: BTreeMap<u64, String> = BTreeMap::new();
        for entry in entries {
            let number = entry.sequence.0;
            match &entry.content {
                Content::Case(case) => {
                    *published.cases.entry(case.case.clone()).or_default() += 1;
                    opened.insert(number, case.case.clone());
                }
                Content::Received(received) => published.hand_ins.push(HandIn {
                    entry: number,
                    received: received.clone(),
                    facts: None,
                    decided: None,
                    word: None,
                    apart: false,
                }),
                Content::Verified(verified) => published.decide(number, verified.tip, Some(verified.facts), "verified"),
                Content::Refused(refused) => published.refuse(number, refused),
                Content::Frozen(frozen) => drop(published.freezes.insert(number, frozen.freeze.clone())),
                Content::Corrected(corrected) if corrected.what == Correction::Withdrawn => {
                    published.withdraw(corrected.of.0, &mut opened);
                }
                _ => {}
            }
        }
        published
    }

    /// A decision about what a tip tells is about everybody who handed it in and was not sent back for a reason of their own.
    fn decide(&mut self, entry: u64, tip: Hash, facts: Option<Hash>, word: &str) {
        for open in self.hand_ins.iter_mut().filter(|one| one.received.tip == tip && !one.is_sent_back()) {
            open.decided = Some((entry, facts.is_some()));
            open.facts = facts;
            open.word = Some(word.to_owned());
        }
    }

    /// That a hand-in is a copy, a duplicate or not its signer's is about the newest one that still stands.
    fn refuse(&mut self, entry: u64, refused: &Refused) {
        let word = refused.reason.write();
        let word = word.as_str().unwrap_or_default();
        if !matches!(refused.reason, Reason::Copy | Reason::Duplicate | Reason::Unsigned) {
            return self.decide(entry, refused.tip, None, word);
        }
        if let Some(newest) = self.hand_ins.iter_mut().rev().find(|one| one.received.tip == refused.tip && !one.is_sent_back()) {
            (newest.decided, newest.facts, newest.word) = (Some((entry, false)), None, Some(word.to_owned()));
            newest.apart = true;
        }
    }

    fn withdraw(&mut self, of: u64, opened: &mut BTreeMap<u64, String>) {
        self.hand_ins.retain(|one| one.entry != of);
        for one in self.hand_ins.iter_mut().filter(|one| one.decided.is_some_and(|(by, _)| by == of)) {
            (one.decided, one.facts, one.word, one.apart) = (None, None, None, false);
        }
        self.freezes.remove(&of);
        if let Some(case) = opened.remove(&of)
            && let Some(left) = self.cases.get_mut(&case)
        {
            *left = left.saturating_sub(1);
            if *left == 0 {
                self.cases.remove(&case);
            }
        }
    }

    /// The hand-in with this commitment; `None` where it has not come in.
    #[must_use]
    pub fn hand_in(&self, tip: Hash, commitment: Hash) -> Option<&HandIn> {
        self.hand_ins.iter().find(|one| one.received.tip == tip && one.received.commitment == commitment)
    }

    /// Whether tips on this case are taken; where the feed has opened none, any is.
    #[must_use]
    pub fn takes(&self, case: &str) -> bool {
        self.cases.is_empty() || self.cases.contains_key(case)
    }
}

impl HandIn {
    const fn is_sent_back(&self) -> bool {
        self.apart
    }

    /// Whether it can be the first to tell something: not where it was sent back.
    pub(super) fn counts(&self) -> bool {
        self.decided.is_none_or(|(_, taken)| taken)
    }

    pub(super) fn known(&self) -> Known {
        Known::of(&self.received)
    }

    pub(super) const fn reporter(&self) -> &Address {
        &self.received.reporter
    }
}
