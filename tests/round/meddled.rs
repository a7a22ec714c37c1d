//! A feed that somebody meddled with on its way: refused, with a word for what was done, and nothing behind that place counts.

use spoor::board::entry::{CaseOpened, Content, Opened, Stated};
use spoor::board::entry::{Figure, Measure};
use spoor::board::{Hash, INDEX_FILE, shard_file};
use spoor::money::UnixSeconds;
use spoor::tip::Count;

use super::portal::{Folder, Portal, Reader};
use super::sample::{self, Dice, NOW};

fn stated(reports: u64) -> Content {
    Content::Stated(Stated {
        case: "my-theft".to_owned(),
        as_of: "2025-04-18".to_owned(),
        source: "The portal itself".to_owned(),
        figures: vec![Figure { what: Measure::Reports, value: Count(reports) }],
    })
}

fn opened(portal: &Portal) -> Vec<Content> {
    vec![
        Content::Opened(Opened { name: "My theft".to_owned(), about: "A test".to_owned(), publisher: portal.address() }),
        Content::Case(CaseOpened {
            case: "my-theft".to_owned(),
            name: "Me".to_owned(),
            pack: format!("sha256:{}", Hash::of(b"case")),
            file: None,
            terms: None,
        }),
    ]
}

/// A portal with six entries, and the folder as it was after four.
fn portal() -> (Portal, Folder) {
    let mut portal = Portal::new(sample::key(&mut Dice::new(4_001)), NOW);
    let first = opened(&portal);
    portal.publish(first);
    portal.publish(vec![stated(1), stated(2)]);
    let before = portal.folder.clone();
    portal.now = UnixSeconds::new(NOW.get() + 60);
    portal.publish(vec![stated(3), stated(4)]);
    (portal, before)
}

fn lines(folder: &Folder) -> Vec<String> {
    String::from_utf8(folder[&shard_file(0)].clone()).unwrap().lines().map(str::to_owned).collect()
}

fn with_lines(folder: &Folder, lines: &[String]) -> Folder {
    let mut folder = folder.clone();
    folder.insert(shard_file(0), lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect());
    folder
}

#[test]
fn whatever_was_done_to_the_files_it_is_refused_by_name_and_nothing_behind_it_counts() {
    let (portal, _) = portal();
    let whole = lines(&portal.folder);
    assert_eq!(whole.len(), 6);
    let change = |at: usize, from: &str, to: &str| {
        let mut lines = whole.clone();
        assert!(lines[at].contains(from));
        lines[at] = lines[at].replacen(from, to, 1);
        lines
    };
    let mut swapped = whole.clone();
    swapped.swap(3, 4);
    let mut dropped = whole.clone();
    dropped.remove(3);
    let mut twice = whole.clone();
    twice.insert(3, whole[3].clone());
    let cases: [(&str, Vec<String>, &[&str], u64); 6] = [
        ("a number changed", change(3, "\"value\":\"2\"", "\"value\":\"9\""), &["tampered"], 3),
        ("a signature changed", change(2, "\"signature\":\"0x", "\"signature\":\"0x0"), &["malformed"], 2),
        ("two lines swapped", swapped, &["reordered"], 3),
        ("a line taken out", dropped, &["gap"], 3),
        ("a line twice", twice, &["gap", "reordered", "tampered"], 4),
        ("the end cut off", whole[..4].to_vec(), &["truncated"], 4),
    ];
    for (what, lines, words, good) in cases {
        let mut reader = Reader::default();
        let problem = reader.poll(&with_lines(&portal.folder, &lines), portal.now).unwrap_err();
        assert!(words.contains(&problem.word()), "{what}: {}: {problem}", problem.word());
        assert_eq!(reader.tally.entries(), good, "{what}: what stands before it holds, nothing behind it: {problem}");
        // Nothing is remembered that does not hold: the true folder is taken up right after.
        reader.poll(&portal.folder, portal.now).unwrap_or_else(|problem| panic!("{what}, then the true folder: {problem}"));
        assert_eq!(reader.tally.entries(), 6, "{what}");
    }
}

#[test]
fn an_older_folder_is_a_stale_one_for_whoever_saw_more() {
    let (portal, before) = portal();
    let mut reader = Reader::default();
    reader.poll(&portal.folder, portal.now).unwrap();
    let problem = reader.poll(&before, portal.now).unwrap_err();
    assert!(["stale index", "truncated"].contains(&problem.word()), "{problem}");
    assert_eq!(reader.tally.entries(), 6, "what was seen stays seen");
    reader.poll(&portal.folder, portal.now).unwrap();
}

#[test]
fn a_publisher_who_signs_two_histories_is_found_out_by_whoever_saw_one() {
    let (mut portal, before) = portal();
    let mut reader = Reader::default();
    reader.poll(&portal.folder, portal.now).unwrap();
    // From the fourth entry on another story, as long as the first and signed by the same key.
    portal.folder = before;
    portal.now = UnixSeconds::new(portal.now.get() + 60);
    portal.publish(vec![stated(7), stated(8), stated(9)]);
    let problem = reader.poll(&portal.folder, portal.now).unwrap_err();
    assert_eq!(problem.word(), "forked", "{problem}");
    assert_eq!(reader.tally.entries(), 6);
    let mut newcomer = Reader::default();
    newcomer.poll(&portal.folder, portal.now).expect("whoever saw neither cannot know");
}

#[test]
fn another_key_under_the_same_address_is_refused() {
    let (portal, _) = portal();
    let mut reader = Reader::default();
    reader.poll(&portal.folder, portal.now).unwrap();
    let mut other = Portal::new(sample::key(&mut Dice::new(4_002)), UnixSeconds::new(portal.now.get() + 60));
    let mut contents = opened(&other);
    contents.extend((1..=9).map(stated));
    other.publish(contents);
    let problem = reader.poll(&other.folder, other.now).unwrap_err();
    assert_eq!(problem.word(), "other publisher", "{problem}");
    assert_eq!(other.folder.len(), 2);
    assert!(other.folder.contains_key(INDEX_FILE));
}
