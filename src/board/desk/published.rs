//! What the feed says already: for which cases it takes tips, which hand-ins it has received, and what was decided on them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::board::Hash;
use crate::board::entry::{Content, Correction, Entry, Received, Stamped};
use crate::money::{Address, UnixSeconds};
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
                Content::Received(received) => {
                    published.hand_ins.push(HandIn { entry: number, received: received.clone(), facts: None, decided: None, word: None })
                }
                Content::Verified(verified) => published.decide(number, verified.tip, Some(verified.facts), "verified"),
                Content::Refused(refused) => {
                    published.decide(number, refused.tip, None, refused.reason.write().as_str().unwrap_or_default())
                }
                Content::Frozen(frozen) => drop(published.freezes.insert(number, frozen.freeze.clone())),
                Content::Corrected(corrected) if corrected.what == Correction::Withdrawn => {
                    published.withdraw(corrected.of.0, &mut opened);
                }
                _ => {}
            }
        }
        published
    }

    /// A decision is on the earliest hand-in of the tip on which there is none.
    fn decide(&mut self, entry: u64, tip: Hash, facts: Option<Hash>, word: &str) {
        if let Some(open) = self.hand_ins.iter_mut().find(|one| one.received.tip == tip && one.decided.is_none()) {
            open.decided = Some((entry, facts.is_some()));
            open.facts = facts;
            open.word = Some(word.to_owned());
        }
    }

    fn withdraw(&mut self, of: u64, opened: &mut BTreeMap<u64, String>) {
        self.hand_ins.retain(|one| one.entry != of);
        for one in self.hand_ins.iter_mut().filter(|one| one.decided.is_some_and(|(by, _)| by == of)) {
            (one.decided, one.facts, one.word) = (None, None, None);
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

    /// An earlier hand-in of the same tip by anybody on which nothing is decided: it has to be decided first.
    #[must_use]
    pub fn undecided_before(&self, tip: Hash, commitment: Hash) -> Option<&HandIn> {
        let same = self.hand_ins.iter().filter(|one| one.received.tip == tip);
        same.take_while(|one| one.received.commitment != commitment).find(|one| one.decided.is_none())
    }
}

impl HandIn {
    /// Whether it can be the first to tell something: not where it was sent back.
    pub(super) fn counts(&self) -> bool {
        self.decided.is_none_or(|(_, taken)| taken)
    }

    pub(super) fn known(&self) -> Known {
        Known::of(self.received.received, self.received.stamped.as_ref(), self.received.commitment)
    }

    pub(super) const fn reporter(&self) -> &Address {
        &self.received.reporter
    }
}

/// How much later than its stated time a Bitcoin block may have been made, in seconds: two hours
/// ([`MAX_FUTURE_BLOCK_TIME`](https://github.com/bitcoin/bitcoin/blob/v28.0/src/chain.h)).
const BLOCK_TOLERANCE_S: u64 = 2 * 60 * 60;

/// By when it is proven that a tip was known: the earlier of its receipt and of its stamp's latest time. What the tip says of
/// its own time proves nothing and is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Known {
    at: UnixSeconds,
    received: UnixSeconds,
    /// Settles what is equal in both, so that every order of the intake gives one order; it proves nothing.
    commitment: Hash,
}

impl Known {
    pub(super) fn of(received: UnixSeconds, stamped: Option<&Stamped>, commitment: Hash) -> Self {
        let stamp = stamped.map(|one| UnixSeconds::new(one.time.get().saturating_add(BLOCK_TOLERANCE_S)));
        Self { at: stamp.map_or(received, |stamp| stamp.min(received)), received, commitment }
    }

    /// Whether nothing proves which of both is the earlier.
    pub(super) fn is_tied_with(self, other: Self) -> bool {
        (self.at, self.received) == (other.at, other.received)
    }
}
