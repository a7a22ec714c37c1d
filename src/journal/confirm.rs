//! Second looks: transfers that a visitor wants to see confirmed, each asked of an explorer that did not report it.
//!
//! These questions are the visitor's own and cost nothing of the trace's budget. They go through the same politeness, the
//! same ledger and the same journal.

use std::collections::{BTreeMap, BTreeSet};

use crate::explorer::confirm::{Agreement, compare, join};
use crate::explorer::{Page, Part, Question};
use crate::money::{Transfer, TxId, UnixSeconds};
use crate::trace::view::{Cited, Confirmed};

/// Pages of one list of one transaction that are read.
const MOST_PAGES: u32 = 20;
/// Transfers that are looked at by one command.
pub(super) const MOST_CITED: usize = 200;

/// A transfer that is to be confirmed.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) cited: Cited,
    pub(super) transfer: Transfer,
    /// Its number among those of its transaction that look the same.
    pub(super) nth: usize,
    /// Who reported it.
    pub(super) reported: BTreeSet<String>,
}

/// One list of one transaction, asked of one explorer.
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub(super) wanted: Vec<Wanted>,
    tried: BTreeSet<u8>,
    whys: Vec<String>,
    page: Page,
    pages: u32,
}

/// What is being looked at again, and what came of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Confirming {
    looks: Vec<Look>,
    /// Open requests, and what they are for.
    ids: BTreeMap<u64, usize>,
    done: BTreeMap<Cited, Confirmed>,
}

/// What a page of a look leads to.
pub(super) enum Next {
    /// The next page is to be asked for.
    Ask(Question),
    /// It is done.
    Done,
}

impl Look {
    pub(super) const fn of(wanted: Vec<Wanted>) -> Self {
        let page = Page { transfers: Vec::new(), next: None, gaps: Vec::new(), window: None, labels: Vec::new(), failed: Vec::new() };
        Self { wanted, tried: BTreeSet::new(), whys: Vec::new(), page, pages: 0 }
    }

    /// Whether this explorer can be asked: it was not yet, and did not report any of the transfers itself.
    pub(super) fn may_ask(&self, source: u8, provider: &str) -> bool {
        !self.tried.contains(&source) && self.wanted.iter().all(|wanted| !wanted.reported.contains(provider))
    }
}

/// Transfers of one transaction that one list shows are looked at together.
pub(super) fn looks(wanted: Vec<Wanted>) -> Vec<Look> {
    let mut groups: BTreeMap<(TxId, u8), Vec<Wanted>> = BTreeMap::new();
    for one in wanted {
        let kind = one.transfer.kind as u8;
        groups.entry((one.transfer.tx, kind)).or_default().push(one);
    }
    groups.into_values().map(Look::of).collect()
}

impl Confirming {
    /// Takes a look up; gives its number.
    pub(super) fn add(&mut self, look: Look) -> usize {
        self.looks.push(look);
        self.looks.len() - 1
    }

    pub(super) fn look(&self, number: usize) -> &Look {
        &self.looks[number]
    }

    /// Notes that an explorer is being asked.
    pub(super) fn ask(&mut self, number: usize, id: u64, source: u8, provider: &str, at: UnixSeconds) {
        self.ids.insert(id, number);
        let look = &mut self.looks[number];
        look.tried.insert(source);
        for wanted in look.wanted.clone() {
            self.note(&wanted, provider, at, None);
        }
    }

    /// Which look an answer is for.
    pub(super) fn of(&self, id: u64) -> Option<usize> {
        self.ids.get(&id).copied()
    }

    /// Takes a page.
    pub(super) fn take(&mut self, id: u64, question: &Question, page: Page, provider: &str, at: UnixSeconds) -> Next {
        let Some(number) = self.ids.remove(&id) else { return Next::Done };
        let look = &mut self.looks[number];
        look.pages += 1;
        let next = page.next.clone();
        join(&mut look.page, page);
        if let Some(cursor) = next.filter(|cursor| look.pages < MOST_PAGES && question.cursor.as_ref() != Some(cursor)) {
            return Next::Ask(Question { cursor: Some(cursor), ..question.clone() });
        }
        let look = look.clone();
        for wanted in &look.wanted {
            self.note(wanted, provider, at, Some(compare(&wanted.transfer, wanted.nth, &look.page)));
        }
        Next::Done
    }

    /// An explorer gave no answer; gives the look for which another is to be asked.
    pub(super) fn refused(&mut self, id: u64, why: String) -> Option<usize> {
        let number = self.ids.remove(&id)?;
        let look = &mut self.looks[number];
        look.whys.push(why);
        look.page = Page::default();
        look.pages = 0;
        Some(number)
    }

    /// Nobody is left to be asked.
    pub(super) fn give_up(&mut self, number: usize, nobody: &str, at: UnixSeconds) {
        let look = self.looks[number].clone();
        let why = if look.whys.is_empty() { nobody.to_owned() } else { look.whys.join("; ") };
        for wanted in &look.wanted {
            let second = self.done.get(&wanted.cited).map_or_else(String::new, |done| done.second.clone());
            self.note(wanted, &second, at, Some(Agreement::Unreadable(why.clone())));
        }
    }

    fn note(&mut self, wanted: &Wanted, second: &str, at: UnixSeconds, said: Option<Agreement>) {
        let first = wanted.reported.iter().cloned().collect();
        let confirmed = Confirmed { cited: wanted.cited.clone(), first, second: second.to_owned(), at, said };
        self.done.insert(wanted.cited.clone(), confirmed);
    }

    /// What came of it, by the transfers.
    pub(super) fn said(&self) -> Vec<Confirmed> {
        self.done.values().cloned().collect()
    }
}

/// The list that shows a transfer is one of these; the first is asked.
pub(super) fn first_list(questions: Vec<Question>) -> Option<Question> {
    questions.into_iter().min_by_key(|question| question.part != Part::Everything)
}
