//! Read in pieces, in several visits, whole: the outcome is the same.

use proptest::prelude::*;
use spoor::board::{Checkpoint, INDEX_FILE, Line, Published, Reading, Seen, shard_file};

use crate::made::{Maker, NOW};
use crate::read::{self, bytes, go_on, read, whole};

/// A feed at three moments.
fn moments() -> [Vec<Published>; 3] {
    let mut maker = Maker::new(21, 30_000);
    [30, 130, 60].map(|more| {
        for _ in 0..more {
            maker.next();
        }
        maker.files()
    })
}

fn open(folder: &[Published], seen: Option<&Seen>) -> Reading {
    Reading::open(bytes(folder, INDEX_FILE), None, seen, NOW).unwrap()
}

/// Everything of a folder's shards in one.
fn all_bytes(folder: &[Published]) -> Vec<u8> {
    let shards = read::index(folder).shards;
    shards.iter().flat_map(|shard| bytes(folder, &shard.file).to_vec()).collect()
}

#[test]
fn a_second_visit_reads_only_what_is_new() {
    let moments = moments();
    let mut seen: Option<Seen> = None;
    let mut kept: Vec<u8> = Vec::new();
    let mut stood: Option<Checkpoint> = None;
    let mut lines: Vec<Line> = Vec::new();
    for folder in &moments {
        let expected = whole(folder);
        assert_eq!(expected.problem, None);
        let new = &expected.lines[lines.len()..];
        // From where it stood.
        let mut reading = open(folder, seen.as_ref());
        if let Some(stood) = stood.take() {
            let json = serde_json::to_string(&stood).unwrap();
            reading.stand(serde_json::from_str(&json).unwrap());
        }
        let first = reading.want().unwrap();
        let before: u64 = read::index(folder).shards.iter().take_while(|shard| shard.file != first.file).map(|shard| shard.bytes.0).sum();
        assert_eq!(usize::try_from(before + first.from).unwrap(), kept.len());
        let mut given = Vec::new();
        while let Some(want) = reading.want() {
            let range = usize::try_from(want.from).unwrap()..usize::try_from(want.to).unwrap();
            given.extend(reading.push(&bytes(folder, &want.file)[range]));
        }
        assert!(given == new && reading.is_whole());
        stood = reading.checkpoint();
        let after = reading.seen();
        // From the lines that were kept.
        if !kept.is_empty() {
            let mut reading = open(folder, seen.as_ref());
            let mut recalled = Vec::new();
            for piece in kept.chunks(777) {
                recalled.extend(reading.recall(piece));
            }
            let found = go_on(reading, folder, Vec::new());
            assert_eq!((recalled, found.lines, found.problem), (lines.clone(), new.to_vec(), None));
            assert_eq!(found.seen, after);
        }
        // The whole again, beside what was seen.
        let again = read(folder, None, seen.as_ref(), NOW);
        assert_eq!((again.lines.len(), again.problem, again.seen), (expected.lines.len(), None, after.clone()));
        assert_eq!(after, expected.seen);
        (seen, kept, lines) = (after, all_bytes(folder), expected.lines);
    }
}

#[test]
fn a_visit_without_news_reads_nothing() {
    let [folder, ..] = moments();
    let first = whole(&folder);
    let mut reading = open(&folder, first.seen.as_ref());
    let kept = all_bytes(&folder);
    assert_eq!(reading.want().unwrap().file, shard_file(0));
    // While it is recalled, nothing is wanted; what came behind is left.
    assert!(reading.recall(&kept[..100]).is_empty() && reading.want().is_none() && reading.checkpoint().is_none());
    assert_eq!(reading.recall(&[&kept[100..], b"more"].concat()).len(), first.lines.len());
    assert!(reading.want().is_none() && reading.is_whole() && reading.problem().is_none());
    assert_eq!(reading.seen(), first.seen);
    let progress = reading.progress();
    assert_eq!((progress.entries, progress.bytes), (progress.of_entries, progress.of_bytes));
}

#[test]
fn what_was_kept_and_is_damaged_is_read_anew() {
    let [folder, ..] = moments();
    let first = whole(&folder);
    let seen = first.seen.unwrap();
    for (name, change) in [("a byte", 500_usize), ("the last line", all_bytes(&folder).len() - 3)] {
        let mut kept = all_bytes(&folder);
        kept[change] ^= 1;
        let mut reading = open(&folder, Some(&seen));
        drop(reading.recall(&kept));
        let problem = reading.problem().unwrap();
        assert!(problem.wants_whole() && problem.to_string().contains("read the feed anew"), "{name}: {problem}");
        assert_eq!(reading.seen(), Some(seen.clone()));
    }
    // Where it stood, of another moment.
    let [_, later, _] = moments();
    let mut other = open(&later, None);
    while let Some(want) = other.want() {
        drop(other.push(bytes(&later, &want.file)));
    }
    let mut reading = open(&folder, Some(&seen));
    reading.stand(other.checkpoint().unwrap());
    assert!(reading.problem().unwrap().wants_whole() && reading.want().is_none());
}

#[test]
fn a_shard_that_grew_since_its_index_was_read_is_no_fault() {
    let [early, late, _] = moments();
    let mut mixed = early.clone();
    let file = mixed.iter_mut().find(|one| one.file == shard_file(0)).unwrap();
    file.bytes = bytes(&late, &shard_file(0)).to_vec();
    let mut reading = open(&mixed, None);
    let lines = reading.push(bytes(&mixed, &shard_file(0)));
    assert_eq!((lines.len(), reading.problem(), reading.is_whole()), (30, None, true));
    assert!(reading.beyond() > 0);
    reading.at_rest();
    assert_eq!(reading.problem().unwrap().word(), "stale index");
}

#[test]
fn signatures_come_in_batches_and_nothing_is_given_before_they_hold() {
    let [_, folder, _] = moments();
    let mut reading = open(&folder, None);
    let (mut lines, mut most) = (Vec::new(), 0);
    while let Some(want) = reading.want() {
        reading.take(bytes(&folder, &want.file));
        assert!(!reading.is_whole());
        loop {
            let given = reading.settle(17);
            most = most.max(given.len());
            if given.is_empty() {
                break;
            }
            lines.extend(given);
        }
    }
    assert_eq!((lines == whole(&folder).lines, most), (true, 17));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_pieces_give_the_same(sizes in prop::collection::vec(1_usize..5_000, 1..40), bad in prop::option::of(0_usize..40_000)) {
        let [folder, ..] = moments();
        let mut folder = folder;
        if let Some(bad) = bad {
            let length = folder[0].bytes.len();
            folder[0].bytes[bad % length] ^= 4;
        }
        let expected = whole(&folder);
        let mut reading = open(&folder, None);
        let mut lines = Vec::new();
        let mut sizes = sizes.iter().cycle();
        while let Some(want) = reading.want() {
            let range = usize::try_from(want.from).unwrap()..usize::try_from(want.to).unwrap();
            let piece = &bytes(&folder, &want.file)[range];
            let size = (*sizes.next().unwrap()).min(piece.len());
            lines.extend(reading.push(&piece[..size]));
        }
        prop_assert_eq!(lines, expected.lines);
        // A number left out is one that stands further on only where that is in sight.
        let word = |problem: Option<&spoor::board::Problem>| problem.map(|problem| problem.place.clone());
        prop_assert_eq!(word(reading.problem()), word(expected.problem.as_ref()));
        prop_assert_eq!(reading.seen(), expected.seen);
    }
}
