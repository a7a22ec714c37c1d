//! Which answers are worth keeping for another time, for how long each stands in for a question, and which go first when
//! there is no more room. Pure: the browser's storage is `web::cache`.
//!
//! Only what a chain cannot take back any more is kept: a page whose newest row is an hour old. An empty page is not: it
//! may be a host's way to fail. The front page of a list grows, so it stands in for a day; what lies behind it does not
//! change.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::explorer::digest;
use crate::explorer::{About, HttpRequest, Order, Page, Question};
use crate::money::UnixSeconds;

/// How old the newest row of a page must be.
const SETTLED_S: u64 = 3_600;
/// How long a page that can grow stands in for a question.
const FRONT_S: u64 = 86_400;
/// The most bytes of answers that are kept, whatever the browser allows.
pub const MOST_BYTES: u64 = 200_000_000;

/// A good answer, as the run that read it sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Good {
    /// The time of its newest row; `None` for a page without rows.
    pub newest: Option<UnixSeconds>,
    /// Whether rows can come to this page later.
    pub grows: bool,
}

impl Good {
    /// What a page is to a later visit; `None` where rows are missing or doubtful, or bear no time.
    #[must_use]
    pub fn of(question: &Question, page: &Page) -> Option<Self> {
        let timeless = page.transfers.iter().any(|transfer| transfer.at.get() == 0);
        if timeless || !page.gaps.is_empty() {
            return None;
        }
        let is_front = question.cursor.is_none() || (question.order == Order::Oldest && page.next.is_none());
        Some(Self {
            newest: page.transfers.iter().map(|transfer| transfer.at).max(),
            grows: matches!(question.about, About::Address(_)) && is_front,
        })
    }

    /// Whether it is worth keeping.
    #[must_use]
    pub fn is_settled(self, now: UnixSeconds) -> bool {
        self.newest.is_some_and(|newest| newest.get().saturating_add(SETTLED_S) <= now.get())
    }
}

/// What is said of a kept answer. The answer itself lies beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelved {
    /// When it was given, by the visitor's clock.
    pub at: UnixSeconds,
    /// Its length.
    pub bytes: u64,
    /// Who gave it.
    pub host: String,
    /// The address or transaction it is about.
    pub about: String,
    /// SHA-256 of it, in hexadecimal.
    pub sha256: String,
    /// Whether it stands in for a question for a day only.
    pub grows: bool,
}

/// The name of a question's answer: SHA-256 of the request as it is cited. A key is not part of that.
#[must_use]
pub fn name(request: &HttpRequest) -> String {
    digest(&request.cited())
}

/// What is kept, by name.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    bound: u64,
    bytes: u64,
    said: BTreeMap<String, Shelved>,
    by_age: BTreeSet<(UnixSeconds, String)>,
}

impl Shelf {
    /// A shelf with room for `bound` bytes, and what lies on it.
    #[must_use]
    pub fn new(bound: u64, there: impl IntoIterator<Item = (String, Shelved)>) -> Self {
        let mut shelf = Self { bound, ..Self::default() };
        for (name, shelved) in there {
            shelf.insert(name, shelved);
        }
        shelf
    }

    /// Puts an answer on it; gives the names of those that have to go for it, oldest first. `None` where it is too large
    /// to be kept at all.
    pub fn put(&mut self, name: String, shelved: Shelved) -> Option<Vec<String>> {
        if shelved.bytes > self.bound {
            return None;
        }
        self.insert(name, shelved);
        Some(self.shrink(self.bound))
    }

    /// Makes room until at most `bound` bytes are left; gives the names of what has to go, oldest first.
    pub fn shrink(&mut self, bound: u64) -> Vec<String> {
        let mut gone = Vec::new();
        while self.bytes > bound {
            let Some((_, oldest)) = self.by_age.first().cloned() else { break };
            self.take_out(&oldest);
            gone.push(oldest);
        }
        gone
    }

    /// Takes an answer off it.
    pub fn take_out(&mut self, name: &str) {
        if let Some(shelved) = self.said.remove(name) {
            self.bytes = self.bytes.saturating_sub(shelved.bytes);
            self.by_age.remove(&(shelved.at, name.to_owned()));
        }
    }

    /// What stands in for a question now.
    #[must_use]
    pub fn find(&self, name: &str, now: UnixSeconds) -> Option<&Shelved> {
        let fresh = |shelved: &&Shelved| {
            let age = now.get().checked_sub(shelved.at.get());
            !shelved.grows || age.is_some_and(|age| age < FRONT_S)
        };
        self.said.get(name).filter(fresh)
    }

    /// How many answers, how many bytes, and the age of the oldest.
    #[must_use]
    pub fn sum(&self) -> (usize, u64, Option<UnixSeconds>) {
        (self.said.len(), self.bytes, self.by_age.first().map(|(at, _)| *at))
    }

    /// The room there is, in bytes.
    #[must_use]
    pub const fn bound(&self) -> u64 {
        self.bound
    }

    fn insert(&mut self, name: String, shelved: Shelved) {
        self.take_out(&name);
        self.bytes = self.bytes.saturating_add(shelved.bytes);
        self.by_age.insert((shelved.at, name.clone()));
        self.said.insert(name, shelved);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::{Cursor, Part};
    use crate::money::{Address, Chain};
    use proptest::prelude::*;

    const NOW: UnixSeconds = UnixSeconds::new(1_795_000_000);

    fn question(cursor: bool, order: Order) -> Question {
        let address: Address = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2".parse().unwrap();
        let cursor = cursor.then(|| Cursor(vec![("block".to_owned(), "1".to_owned())]));
        Question { chain: Chain::ETHEREUM, about: About::Address(address), part: Part::Transactions, order, start: None, cursor, source: 0 }
    }

    fn about_a_transaction() -> Question {
        let tx = "0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c".parse().unwrap();
        Question { about: About::Transaction(tx), ..question(false, Order::Newest) }
    }

    #[test]
    fn what_can_still_change_is_not_kept() {
        let ago = |seconds: u64| Some(UnixSeconds::new(NOW.get() - seconds));
        for (newest, settled) in [
            (None, false),
            (ago(0), false),
            (ago(3_599), false),
            (ago(3_600), true),
            (ago(1_000_000), true),
            // A row from the future: a clock is wrong, here or there.
            (Some(UnixSeconds::new(NOW.get() + 10_000)), false),
        ] {
            assert_eq!(Good { newest, grows: false }.is_settled(NOW), settled, "{newest:?}");
        }
    }

    #[test]
    fn only_the_page_at_the_growing_end_of_a_list_grows() {
        let more = Page { next: Some(Cursor(vec![("block".to_owned(), "2".to_owned())])), ..Page::default() };
        for (asked, page, grows) in [
            (question(false, Order::Newest), &more, true),
            (question(true, Order::Newest), &more, false),
            (question(true, Order::Newest), &Page::default(), false),
            (question(true, Order::Oldest), &more, false),
            (question(true, Order::Oldest), &Page::default(), true),
            (about_a_transaction(), &Page::default(), false),
        ] {
            assert_eq!(Good::of(&asked, page).unwrap().grows, grows, "{asked:?}");
        }
        let doubtful = Page { gaps: vec!["row 1 of 2 is left out".to_owned()], ..Page::default() };
        assert_eq!(Good::of(&question(true, Order::Newest), &doubtful), None);
    }

    fn shelved(at: u64, bytes: u64, grows: bool) -> Shelved {
        let text = String::new;
        Shelved { at: UnixSeconds::new(at), bytes, host: text(), about: text(), sha256: text(), grows }
    }

    #[test]
    fn a_front_page_stands_in_for_a_day() {
        let at = NOW.get();
        let shelf = Shelf::new(100, [("front".to_owned(), shelved(at, 1, true)), ("behind".to_owned(), shelved(at, 1, false))]);
        for (later, front) in [(0, true), (86_399, true), (86_400, false)] {
            let now = UnixSeconds::new(at + later);
            assert_eq!(shelf.find("front", now).is_some(), front, "{later}");
            assert!(shelf.find("behind", now).is_some());
        }
        assert!(shelf.find("front", UnixSeconds::new(at - 1)).is_none(), "a clock that was set back proves no age");
        assert!(shelf.find("other", NOW).is_none());
    }

    #[test]
    fn the_name_is_of_the_whole_question() {
        let get = HttpRequest::get("https://a.example/x".to_owned());
        let post = HttpRequest::post("https://a.example/x".to_owned(), "{}".to_owned());
        assert_ne!(name(&get), name(&post));
        assert_eq!(name(&get).len(), 64);
    }

    proptest! {
        #[test]
        fn the_shelf_never_holds_more_than_its_bound_and_the_oldest_go_first(
            bound in 0u64..200,
            puts in proptest::collection::vec((0u8..12, 0u64..50, 0u64..120), 0..60),
        ) {
            let mut shelf = Shelf::new(bound, []);
            let mut there: BTreeMap<String, (u64, u64)> = BTreeMap::new();
            for (name, at, bytes) in puts {
                let name = name.to_string();
                let gone = shelf.put(name.clone(), shelved(at, bytes, false));
                prop_assert_eq!(gone.is_none(), bytes > bound);
                let Some(gone) = gone else { continue };
                there.insert(name, (at, bytes));
                for one in gone {
                    let (age, _) = there.remove(&one).unwrap();
                    prop_assert!(there.values().all(|(other, _)| age <= *other));
                }
                let (count, sum, oldest) = shelf.sum();
                prop_assert!(sum <= bound);
                prop_assert_eq!(sum, there.values().map(|(_, bytes)| bytes).sum::<u64>());
                prop_assert_eq!(count, there.len());
                prop_assert_eq!(oldest.map(UnixSeconds::get), there.values().map(|(at, _)| *at).min());
            }
        }
    }
}
