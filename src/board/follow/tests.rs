//! A feed that is followed: visit after visit, whatever its publisher or its host do.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{Cost, End, Follower, Keep, KeptHead, Next, Source};
use crate::board::entry::{CaseOpened, Figure, Measure, Opened, Stated};
use crate::board::message::{ProblemKind, Standing};
use crate::board::{Content, Hash, INDEX_FILE, Line, Writer};
use crate::money::{Address, UnixSeconds};
use crate::tip::{Count, SavedKey, UnsavedKey};

const BEGIN: u64 = 1_740_182_400;
const NOW: UnixSeconds = UnixSeconds::new(BEGIN + 1_000_000);
/// Five lines or so.
const SHARD: u64 = 3_000;

fn key(name: &str) -> SavedKey {
    let unsaved = UnsavedKey::from_random(&Zeroizing::new(Sha256::digest(name).into())).unwrap();
    let address = unsaved.address();
    unsaved.written(address).unwrap()
}

/// A portal: its writer, and the folder as it is served.
struct Portal {
    key: SavedKey,
    writer: Writer,
    folder: BTreeMap<String, Vec<u8>>,
}

impl Portal {
    fn open(name: &str) -> Self {
        let key = key(name);
        let mut portal = Self { writer: Writer::start(NOW).with_shards_of(SHARD), key, folder: BTreeMap::new() };
        let publisher = Address::Evm(portal.key.address());
        portal.say(Content::Opened(Opened { name: "Portal".to_owned(), about: "A portal.".to_owned(), publisher }));
        portal
    }

    fn say(&mut self, content: Content) -> Line {
        let at = UnixSeconds::new(BEGIN + self.writer.next());
        self.writer.write(at, content, None, &self.key).unwrap()
    }

    /// Adds entries and publishes; `salt` makes another history.
    fn write(&mut self, entries: u64, salt: u64) {
        for n in 0..entries {
            if self.writer.next() == 1 {
                let pack = format!("sha256:{}", Hash::of(b"a case"));
                let case = CaseOpened { case: "a-case".to_owned(), name: "A case".to_owned(), pack, file: None, terms: None };
                self.say(Content::Case(case));
                continue;
            }
            self.say(Content::Stated(Stated {
                case: "a-case".to_owned(),
                as_of: "2025-02-21".to_owned(),
                source: format!("Somebody, {salt}-{n}"),
                figures: vec![Figure { what: Measure::Reports, value: Count(n) }],
            }));
        }
        self.publish();
    }

    fn publish(&mut self) {
        let at = UnixSeconds::new(BEGIN + 10_000 + self.writer.next());
        let index = self.writer.index(at).unwrap().sign(&self.key).unwrap();
        for file in self.writer.files(&index).unwrap() {
            self.folder.insert(file.file, file.bytes);
        }
    }
}

/// A browser: what it keeps, and what it asked for.
#[derive(Default)]
struct Browser {
    head: Option<KeptHead>,
    lines: Vec<u8>,
    asked: Vec<(String, u64)>,
    bytes: u64,
}

impl Browser {
    /// A visit begins: what is kept is taken up.
    fn visit(&self) -> Follower {
        let mut follower = Follower::new();
        if let Some(head) = &self.head {
            follower.take_up(head, !self.lines.is_empty()).unwrap();
        }
        follower
    }

    fn show_kept(&mut self, follower: &mut Follower) -> bool {
        let Some(next) = follower.begin_kept(NOW) else { return false };
        assert_eq!(next, Next::Recall);
        self.recall(follower);
        follower.end(NOW) == End::Good(None)
    }

    fn recall(&self, follower: &mut Follower) {
        self.lines.chunks(1_000).for_each(|piece| follower.recall(piece));
    }

    /// Reads what is served, as a page does.
    fn read(&mut self, follower: &mut Follower, folder: &BTreeMap<String, Vec<u8>>) -> Next {
        (self.asked, self.bytes) = (Vec::new(), 0);
        let began = follower.begin(&folder[INDEX_FILE], NOW);
        let mut next = began;
        loop {
            match next {
                Next::Unchanged | Next::Refused => return next,
                Next::Recall => self.recall(follower),
                Next::Read => {}
            }
            while let Some(want) = follower.wants(4).into_iter().next() {
                self.asked.push((want.file.clone(), want.from));
                let whole = folder.get(&want.file).cloned().unwrap_or_default();
                let there = whole.get(usize::try_from(want.from).unwrap()..).unwrap_or_default();
                let mine = &there[..there.len().min(usize::try_from(want.to - want.from).unwrap())];
                self.bytes += mine.len() as u64;
                mine.chunks(700).for_each(|piece| follower.take(piece));
                if (mine.len() as u64) < want.to - want.from {
                    follower.ended();
                }
                while follower.settle(3) {}
            }
            match follower.end(NOW) {
                End::Again => next = follower.anew(NOW),
                End::Refused => return Next::Refused,
                End::Good(keep) => {
                    self.keep(keep);
                    follower.kept(true);
                    return began;
                }
            }
        }
    }

    fn keep(&mut self, keep: Option<Keep>) {
        let Some(Keep { anew, lines, head }) = keep else { return };
        if anew {
            self.lines.clear();
        }
        self.lines.extend(lines.concat());
        self.head = Some(head);
    }
}

fn source() -> Source {
    Source::Site("boards/x".parse().unwrap())
}

fn standing(follower: &Follower) -> (Standing, u64, Option<ProblemKind>) {
    let state = follower.state(source(), Cost::default());
    (state.standing, state.entries, state.problems.first().map(|problem| problem.kind))
}

#[test]
fn a_second_visit_shows_what_was_kept_and_reads_only_what_is_new() {
    let mut portal = Portal::open("one");
    portal.write(30, 0);
    let mut browser = Browser::default();
    let mut first = browser.visit();
    assert_eq!((first.begin_kept(NOW), browser.read(&mut first, &portal.folder)), (None, Next::Read));
    let whole = browser.bytes;
    assert_eq!(standing(&first), (Standing::Good, 31, None));
    assert_eq!(first.state(source(), Cost::default()).checked, 31);
    assert!(first.state(source(), Cost::default()).pinned.unwrap().first);
    assert_eq!(browser.read(&mut first, &portal.folder), Next::Unchanged);

    // The feed grows by two lines between the visits.
    portal.write(2, 1);
    let mut second = browser.visit();
    assert!(browser.show_kept(&mut second));
    assert_eq!(standing(&second), (Standing::Old, 31, None), "nobody was asked yet");
    assert_eq!(browser.read(&mut second, &portal.folder), Next::Read);
    assert_eq!(standing(&second), (Standing::Good, 33, None));
    let state = second.state(source(), Cost::default());
    assert_eq!((state.checked, state.pinned.unwrap().first), (2, false));
    assert!(browser.bytes < whole / 8, "{} of {whole} bytes", browser.bytes);
    assert!(browser.asked.iter().all(|(file, _)| file.as_str() > "entries-00004"), "{:?}", browser.asked);

    // And while it is open.
    for grown in 1..=12 {
        portal.write(1, 2);
        browser.read(&mut second, &portal.folder);
        assert_eq!(standing(&second), (Standing::Good, 33 + grown, None));
        assert!(browser.asked.len() <= 1, "{:?}", browser.asked);
    }
    // What was kept piece by piece is the feed.
    let mut third = browser.visit();
    assert!(browser.show_kept(&mut third));
    assert_eq!(browser.read(&mut third, &portal.folder), Next::Unchanged);
    assert_eq!(third.tally(), second.tally());
}

#[test]
fn without_a_network_the_board_of_the_last_visit_is_there() {
    let mut portal = Portal::open("one");
    portal.write(9, 0);
    let mut browser = Browser::default();
    browser.read(&mut browser.visit(), &portal.folder);
    let mut follower = browser.visit();
    assert!(browser.show_kept(&mut follower));
    follower.unreachable("nobody answers", NOW);
    assert_eq!(standing(&follower), (Standing::Old, 10, Some(ProblemKind::Unreachable)));
    portal.write(1, 0);
    browser.read(&mut follower, &portal.folder);
    assert_eq!(standing(&follower), (Standing::Good, 11, None), "and it goes on when somebody does");
}

#[test]
fn two_histories_are_proven_and_the_first_one_stays() {
    let mut portal = Portal::open("one");
    portal.write(12, 0);
    let mut browser = Browser::default();
    let mut follower = browser.visit();
    browser.read(&mut follower, &portal.folder);
    let mut forked = Portal::open("one");
    forked.write(14, 7);
    for mut visit in [follower, browser.visit()] {
        browser.read(&mut visit, &forked.folder);
        if visit.tally().is_some() {
            assert_eq!(standing(&visit), (Standing::Old, 13, Some(ProblemKind::Fork)));
        } else {
            assert_eq!(standing(&visit), (Standing::Nothing, 0, Some(ProblemKind::Fork)));
        }
        let problem = &visit.state(source(), Cost::default()).problems[0];
        let lines: Vec<Line> = problem.proof.iter().map(|line| Line::read(line.as_bytes()).unwrap()).collect();
        assert_eq!((lines.len(), lines[0].entry.sequence, lines[0].signer()), (2, lines[1].entry.sequence, lines[1].signer()));
        assert_ne!(lines[0].hash, lines[1].hash);
        // The honest copy comes back: the board does, too.
        browser.read(&mut visit, &portal.folder);
        assert_eq!(standing(&visit), (Standing::Good, 13, None));
    }
}

#[test]
fn what_is_refused_leaves_the_board_as_it_was() {
    let mut portal = Portal::open("one");
    portal.write(12, 0);
    let kept = portal.folder.clone();
    let short = {
        let mut short = Portal::open("one");
        short.write(5, 0);
        short.write(0, 0);
        let at = UnixSeconds::new(BEGIN + 50_000);
        let index = short.writer.index(at).unwrap().sign(&short.key).unwrap();
        short.folder.extend(short.writer.files(&index).unwrap().into_iter().map(|file| (file.file, file.bytes)));
        short.folder
    };
    portal.write(6, 1);
    let change = |file: &str, how: &dyn Fn(&mut Vec<u8>)| {
        let mut folder = portal.folder.clone();
        how(folder.get_mut(file).unwrap());
        folder
    };
    let last = portal.folder.keys().rfind(|name| name.ends_with("jsonl")).unwrap().clone();
    let other = {
        let mut other = Portal::open("two");
        other.write(20, 0);
        other.folder
    };
    let early = {
        let mut early = Portal::open("one");
        early.write(12, 0);
        early.folder.insert(INDEX_FILE.to_owned(), {
            let index = early.writer.index(UnixSeconds::new(BEGIN + 20)).unwrap();
            index.sign(&early.key).unwrap().to_text().into_bytes()
        });
        early.folder
    };
    type Changed = (&'static str, BTreeMap<String, Vec<u8>>, ProblemKind);
    let cases: [Changed; 8] = [
        (
            "a letter changed",
            change(&last, &|bytes| {
                let at = bytes.windows(8).rposition(|part| part == b"Somebody").unwrap();
                bytes[at] = b'N';
            }),
            ProblemKind::Invalid,
        ),
        ("cut off", change(&last, &|bytes| bytes.truncate(bytes.len() - 10)), ProblemKind::Torn),
        ("gone", change(&last, &|bytes| bytes.clear()), ProblemKind::Torn),
        (
            "index changed",
            change(INDEX_FILE, &|bytes| *bytes = String::from_utf8(bytes.clone()).unwrap().replace("Portal", "Partal").into_bytes()),
            ProblemKind::Invalid,
        ),
        ("a page instead", change(INDEX_FILE, &|bytes| *bytes = b"<!doctype html>".to_vec()), ProblemKind::Invalid),
        ("entries taken back", short, ProblemKind::Truncated),
        ("an older index", early, ProblemKind::Truncated),
        ("somebody else's", other, ProblemKind::OtherKey),
    ];
    for (name, folder, kind) in cases {
        let mut browser = Browser::default();
        let mut follower = browser.visit();
        browser.read(&mut follower, &kept);
        let keeps = browser.lines.clone();
        // Twice: what is refused once is refused again, whatever was lost in between.
        for _ in 0..2 {
            assert_eq!(browser.read(&mut follower, &folder), Next::Refused, "{name}");
            assert_eq!(standing(&follower), (Standing::Old, 13, Some(kind)), "{name}");
        }
        assert_eq!(browser.lines, keeps, "{name}");
        let state = follower.state(source(), Cost::default());
        assert_eq!(state.problems[0].other_key.is_some(), kind == ProblemKind::OtherKey, "{name}");
        browser.read(&mut follower, &portal.folder);
        assert_eq!(standing(&follower), (Standing::Good, 19, None), "{name}");
    }
}

#[test]
fn a_feed_that_never_held_is_shown_as_far_as_it_does_and_is_not_kept() {
    let mut portal = Portal::open("one");
    portal.write(12, 0);
    let (name, bytes) = portal.folder.iter_mut().nth(1).unwrap();
    let at = bytes.windows(8).rposition(|part| part == b"Somebody").unwrap();
    bytes[at] = b'N';
    assert_eq!(name, "entries-00001.jsonl");
    let mut browser = Browser::default();
    let mut follower = browser.visit();
    for _ in 0..2 {
        assert_eq!(browser.read(&mut follower, &portal.folder), Next::Refused);
        let (standing, entries, kind) = standing(&follower);
        assert_eq!((standing, kind), (Standing::Old, Some(ProblemKind::Invalid)));
        assert!((2..13).contains(&entries), "{entries}");
        assert!(browser.head.is_none() && follower.state(source(), Cost::default()).pinned.is_none());
    }
}

#[test]
fn a_key_that_the_visitor_named_is_the_only_one() {
    let [mut one, mut two] = ["one", "two"].map(Portal::open);
    one.write(3, 0);
    two.write(3, 0);
    let mut follower = Follower::pinned_to(Address::Evm(key("two").address()), NOW);
    let mut browser = Browser::default();
    assert_eq!(browser.read(&mut follower, &one.folder), Next::Refused);
    assert_eq!(standing(&follower), (Standing::Nothing, 0, Some(ProblemKind::OtherKey)));
    assert_eq!(browser.read(&mut follower, &two.folder), Next::Read);
    assert_eq!(standing(&follower), (Standing::Good, 4, None));
}

#[test]
fn a_feed_that_was_cut_into_other_files_is_read_from_its_start_and_holds() {
    let mut portal = Portal::open("one");
    portal.write(12, 0);
    let mut browser = Browser::default();
    let mut follower = browser.visit();
    browser.read(&mut follower, &portal.folder);
    let mut other = Portal::open("one");
    other.writer = Writer::start(NOW).with_shards_of(100_000);
    let publisher = Address::Evm(other.key.address());
    other.say(Content::Opened(Opened { name: "Portal".to_owned(), about: "A portal.".to_owned(), publisher }));
    other.write(12, 0);
    other.write(2, 5);
    for mut visit in [follower, browser.visit()] {
        browser.read(&mut visit, &other.folder);
        assert_eq!(standing(&visit), (Standing::Good, 15, None));
    }
    let mut later = browser.visit();
    assert!(browser.show_kept(&mut later));
    assert_eq!(standing(&later), (Standing::Old, 15, None));
}

#[test]
fn what_was_kept_and_changed_by_somebody_is_not_believed() {
    let mut portal = Portal::open("one");
    portal.write(12, 0);
    let mut browser = Browser::default();
    browser.read(&mut browser.visit(), &portal.folder);
    let at = browser.lines.windows(8).position(|part| part == b"Somebody").unwrap();
    browser.lines[at] = b'N';
    let mut follower = browser.visit();
    assert!(!browser.show_kept(&mut follower));
    assert!(follower.tally().is_none());
    browser.read(&mut follower, &portal.folder);
    assert_eq!(standing(&follower), (Standing::Good, 13, None));
    assert!(browser.show_kept(&mut browser.visit()), "and it is kept anew");
    let broken = KeptHead { seen: "{}".to_owned(), since: NOW, read: NOW };
    assert!(Follower::new().take_up(&broken, true).is_err());
}
