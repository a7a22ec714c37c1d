//! What was withdrawn and what is disputed: settled before anything is counted.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::Correction;
use super::tally::{Said, Tally};
use super::view::Note;

/// Which entries count, and which of them are disputed.
#[derive(Debug, Default)]
pub(super) struct Corrections {
    with_examples: bool,
    withdrawn: BTreeSet<u64>,
    disputed: BTreeSet<u64>,
}

impl Corrections {
    /// Reads the corrections of a feed. One that is against the rules does nothing and is noted:
    ///
    /// - it is about an earlier entry;
    /// - an example corrects examples only;
    /// - the opening and a change of keys stay: the signatures after them rest on them;
    /// - a withdrawal is not taken back.
    ///
    /// A dispute, and its end, can be withdrawn like anything else.
    pub(super) fn of(tally: &Tally, with_examples: bool, notes: &mut Vec<Note>) -> Self {
        let mut found = Self { with_examples, ..Self::default() };
        let fixed: BTreeSet<u64> =
            tally.opened.iter().map(|said| said.entry).chain(tally.handovers.iter().map(|said| said.entry)).collect();
        let kinds: BTreeMap<u64, Correction> = tally.corrected.iter().map(|said| (said.entry, said.content.what)).collect();
        let mut lawful = Vec::new();
        for said in tally.corrected.iter().filter(|said| with_examples || !said.example) {
            let of = said.content.of.0;
            let withdraws = said.content.what == Correction::Withdrawn;
            let against = if of >= said.entry {
                Some("which is not an earlier one")
            } else if said.example && !tally.examples.contains(&of) {
                Some("which is no example, as this is")
            } else if withdraws && fixed.contains(&of) {
                Some("on which signatures rest")
            } else if withdraws && kinds.get(&of) == Some(&Correction::Withdrawn) {
                Some("a withdrawal; it is not taken back, a new entry says it anew")
            } else {
                None
            };
            match against {
                Some(why) => notes.push(Note { entry: said.entry, why: format!("It corrects entry {of}, {why}: it does nothing.") }),
                None => lawful.push((of, said)),
            }
        }
        found.withdrawn = lawful.iter().filter(|(_, said)| said.content.what == Correction::Withdrawn).map(|(of, _)| *of).collect();
        for (of, said) in lawful.into_iter().filter(|(_, said)| !found.withdrawn.contains(&said.entry)) {
            match said.content.what {
                Correction::Withdrawn => {}
                Correction::Disputed => {
                    found.disputed.insert(of);
                }
                Correction::Settled => {
                    found.disputed.remove(&of);
                }
            }
        }
        found
    }

    /// Whether this counts: not withdrawn, and no example where examples are left out.
    pub(super) fn counts<T>(&self, said: &Said<T>) -> bool {
        !self.withdrawn.contains(&said.entry) && (self.with_examples || !said.example)
    }

    /// Those that count, in their order.
    pub(super) fn counting<'a, T>(&self, list: &'a [Said<T>]) -> impl Iterator<Item = &'a Said<T>> {
        list.iter().filter(|said| self.counts(said))
    }

    /// Whether this is disputed now.
    pub(super) fn is_disputed<T>(&self, said: &Said<T>) -> bool {
        self.disputed.contains(&said.entry)
    }

    /// How many entries are withdrawn.
    pub(super) fn withdrawn(&self) -> u64 {
        self.withdrawn.len() as u64
    }

    /// How many entries that count are disputed.
    pub(super) fn disputed(&self) -> u64 {
        self.disputed.difference(&self.withdrawn).count() as u64
    }
}
