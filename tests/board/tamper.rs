//! Every way to change a published folder is noticed, at its place, and nothing behind that place counts.

use proptest::prelude::*;
use spoor::board::entry::Handover;
use spoor::board::{Content, INDEX_FILE, Line, Published, Reading, Wrong, shard_file};
use spoor::money::{Address, UnixSeconds};

use crate::made::{self, Maker, NOW, key};
use crate::read::{self, Read, after, fold, forced, read, texts, whole};

const SEED: u64 = 7;

/// Twenty entries in one file.
fn small() -> Vec<Published> {
    made::folder(SEED, 20, 1 << 20)
}

/// The folder with its lines changed; the index stays.
fn with_lines(change: impl FnOnce(&mut Vec<String>)) -> Vec<Published> {
    let mut folder = small();
    let mut lines = texts(&folder);
    change(&mut lines);
    folder[0].bytes = (lines.join("\n") + "\n").into_bytes();
    folder
}

/// The folder with one line changed.
fn with_line(number: usize, change: impl FnOnce(&str) -> String) -> Vec<Published> {
    with_lines(|lines| lines[number] = change(&lines[number]))
}

/// The text with one character exchanged: a digit or letter by another one.
fn nudged(text: &str, behind: &str) -> String {
    let at = text.find(behind).unwrap() + behind.len();
    let old = text.as_bytes()[at];
    let new = if old == b'1' { '2' } else { '1' };
    format!("{}{new}{}", &text[..at], &text[at + 1..])
}

fn expect(name: &str, found: &Read, word: &str, place: &str, good: usize) {
    let (said, lines) = found.summary();
    assert_eq!((said, lines), (format!("{word}: {place}"), good), "{name}: {:?}", found.problem.as_ref().map(ToString::to_string));
}

#[test]
fn what_is_changed_without_the_key_is_refused_at_its_place() {
    assert_eq!(whole(&small()).summary(), ("holds".to_owned(), 20));
    let tenth = "entries-00000.jsonl, line 11 (entry 10)";
    let file = "entries-00000.jsonl";
    let mark = "\"example\":\"yes\",";
    let grown = |change: fn(&mut Vec<String>)| {
        let mut lines = texts(&small());
        change(&mut lines);
        fold(&lines, &key(0), &key(0), UnixSeconds::new(made::BEGIN.get() + 1_000_000))
    };
    let flip_v = |line: &str| {
        let (start, end) = line.split_at(line.len() - 4);
        format!("{start}{}", if end.starts_with("1b") { end.replace("1b", "1c") } else { end.replace("1c", "1b") })
    };
    type Case = (&'static str, Vec<Published>, &'static str, &'static str, usize);
    let cases: Vec<Case> = vec![
        ("the mark of an example", with_line(10, |line| line.replacen(mark, "", 1)), "tampered", tenth, 10),
        ("a digit of r", with_line(10, |line| nudged(line, "\"signature\":\"0x")), "tampered", tenth, 10),
        ("v", with_line(10, flip_v), "tampered", tenth, 10),
        ("the previous digest", with_line(10, |line| nudged(line, "\"previous\":\"")), "tampered", tenth, 10),
        ("the last line", with_line(19, flip_v), "tampered", "entries-00000.jsonl, line 20 (entry 19)", 19),
        ("two lines swapped", with_lines(|lines| lines.swap(10, 11)), "reordered", tenth, 10),
        ("a line moved to the end", with_lines(|lines| lines[10..].rotate_left(1)), "reordered", tenth, 10),
        ("a line left out", with_lines(|lines| drop(lines.remove(10))), "gap", tenth, 10),
        ("a line twice", with_lines(|lines| lines.insert(10, lines[9].clone())), "reordered", tenth, 10),
        ("the end cut off", with_lines(|lines| lines.truncate(10)), "truncated", file, 10),
        ("everything cut off", with_lines(Vec::clear), "not canonical", "entries-00000.jsonl, line 1 (entry 0)", 0),
        ("a space", with_line(10, |line| line.replacen(':', ": ", 1)), "not canonical", tenth, 10),
        ("an escape", with_line(10, |line| line.replacen("entry", "\\u0065ntry", 1)), "not canonical", tenth, 10),
        ("an upper-case 0X", with_line(10, |line| line.replacen("\"0x", "\"0X", 1)), "malformed", tenth, 10),
        ("a carriage return", with_line(10, |line| format!("{line}\r")), "not canonical", tenth, 10),
        ("an empty line", with_lines(|lines| lines.insert(10, String::new())), "not canonical", tenth, 10),
        ("another version", with_line(10, |line| line.replacen("feed/1", "feed/2", 1)), "other version", tenth, 10),
        ("a member more", with_line(10, |line| line.replacen(mark, &format!("{mark}\"extra\":\"\","), 1)), "malformed", tenth, 10),
        ("a member twice", with_line(10, |line| line.replacen(mark, &mark.repeat(2), 1)), "not canonical", tenth, 10),
        ("too long", grown(|lines| lines[10] += &" ".repeat(70_000)), "too large", tenth, 10),
        ("endless", grown(|lines| *lines = vec!["x".repeat(300_000)]), "too large", "entries-00000.jsonl, line 1 (entry 0)", 0),
    ];
    for (name, folder, word, place, good) in cases {
        expect(name, &whole(&folder), word, place, good);
    }
}

#[test]
fn a_line_cut_in_the_middle_or_a_missing_file_is_a_truncated_feed() {
    let mut folder = small();
    let length = folder[0].bytes.len();
    folder[0].bytes.truncate(length - 30);
    expect("cut", &whole(&folder), "truncated", "entries-00000.jsonl", 19);
    folder[0].bytes.clear();
    expect("empty", &whole(&folder), "truncated", "entries-00000.jsonl", 0);
    let several = made::folder(SEED, 40, 8_000);
    assert!(several.len() > 3, "{}", several.len());
    let missing: Vec<Published> = several.iter().filter(|one| one.file != shard_file(1)).cloned().collect();
    let first = usize::try_from(read::index(&several).shards[0].entries.0).unwrap();
    expect("missing", &whole(&missing), "truncated", "entries-00001.jsonl", first);
}

#[test]
fn who_has_no_key_adds_nothing() {
    let stranger = key(99);
    let mut lines = texts(&small());
    let content = Content::Handover(Handover { to: Address::Evm(stranger.address()), why: "It is mine now.".to_owned() });
    let forged = forced(&after(&lines, content), &stranger);
    lines.push(forged);
    // Behind what the index vouches for.
    let mut folder = small();
    folder[0].bytes = (lines.join("\n") + "\n").into_bytes();
    expect("behind", &whole(&folder), "stale index", "entries-00000.jsonl", 20);
    // With an index of the publisher's name, signed by the stranger.
    let at = UnixSeconds::new(made::BEGIN.get() + 1_000_000);
    expect("own index", &whole(&fold(&lines, &key(0), &stranger, at)), "tampered", "entries-00000.jsonl, line 21 (entry 20)", 20);
    // The whole feed again, by a stranger: its own feed, which nobody takes for the one that they know.
    let mut maker = Maker::new(SEED, 1 << 20);
    maker.keys = 99;
    for _ in 0..20 {
        maker.next();
    }
    let copy = maker.files();
    assert_eq!(whole(&copy).summary(), ("holds".to_owned(), 20));
    let known = Address::Evm(key(0).address());
    expect("pinned", &read(&copy, Some(&known), None, NOW), "other publisher", INDEX_FILE, 0);
    let seen = whole(&small()).seen.unwrap();
    expect("seen", &read(&copy, None, Some(&seen), NOW), "other publisher", INDEX_FILE, 0);
    // An index that names the publisher who is known, over the copied lines.
    let lines = texts(&copy);
    expect(
        "mixed",
        &read(&fold(&lines, &key(0), &stranger, at), Some(&known), None, NOW),
        "other publisher",
        "entries-00000.jsonl, line 1 (entry 0)",
        0,
    );
}

#[test]
fn a_key_signs_until_it_hands_over_and_not_after() {
    let mut maker = Maker::new(SEED, 1 << 20);
    for _ in 0..10 {
        maker.next();
    }
    let to = Address::Evm(key(1).address());
    let handover = Content::Handover(Handover { to, why: "The old key is retired.".to_owned() });
    maker.write(handover.clone()).unwrap();
    for _ in 0..9 {
        maker.next();
    }
    let folder = maker.files();
    assert_eq!(whole(&folder).summary(), ("holds".to_owned(), 20));
    let (old, new) = (key(0), key(1));
    let lines = texts(&folder);
    let at = UnixSeconds::new(made::BEGIN.get() + 1_000_000);
    let resigned = |number: usize, key| {
        let entry = Line::read(lines[number].as_bytes()).unwrap().entry;
        let mut lines = lines[..=number].to_vec();
        lines[number] = forced(&entry, key);
        fold(&lines, &old, key, at)
    };
    expect("the old key goes on", &whole(&resigned(11, &old)), "tampered", "entries-00000.jsonl, line 12 (entry 11)", 11);
    expect("the new key takes over itself", &whole(&resigned(10, &new)), "tampered", "entries-00000.jsonl, line 11 (entry 10)", 10);
    expect("the old key signs the index", &whole(&fold(&lines, &old, &old, at)), "tampered", INDEX_FILE, 20);
    let again = after(&lines, handover);
    expect(
        "to the same key",
        &whole(&fold(&[lines.clone(), vec![forced(&again, &new)]].concat(), &old, &new, at)),
        "opening",
        "entries-00000.jsonl, line 21 (entry 20)",
        20,
    );
}

#[test]
fn what_the_publisher_takes_back_is_shown_to_who_saw_it() {
    let mut maker = Maker::new(SEED, 1 << 20);
    for _ in 0..10 {
        maker.next();
    }
    let early = maker.files();
    for _ in 0..10 {
        maker.next();
    }
    let late = maker.files();
    let seen = whole(&late).seen.unwrap();
    assert_eq!((seen.entries.0, spoor::board::Seen::read(&seen.to_json()).unwrap()), (20, seen.clone()));
    // An old copy of the folder, as a mirror that stopped or hides the newest would serve.
    expect("stale", &read(&early, None, Some(&seen), NOW), "stale index", INDEX_FILE, 0);
    // A new index over fewer entries.
    let (key, at) = (key(0), UnixSeconds::new(seen.at.get() + 60));
    let short = fold(&texts(&early), &key, &key, at);
    let found = read(&short, None, Some(&seen), NOW);
    expect("truncated", &found, "truncated", INDEX_FILE, 0);
    assert_eq!(found.seen, Some(seen.clone()));
    // Another history of the same length and more: for who never saw the first, it holds.
    let mut other = Maker::new(SEED, 1 << 20);
    for _ in 0..12 {
        other.next();
    }
    other.time = UnixSeconds::new(other.time.get() + 1);
    for _ in 0..13 {
        other.next();
    }
    let fork = other.files();
    assert_eq!(whole(&fork).summary(), ("holds".to_owned(), 25));
    let found = read(&fork, None, Some(&seen), NOW);
    expect("forked", &found, "forked", "entries-00000.jsonl, line 20 (entry 19)", 19);
    let Some(Wrong::Forked { seen: first, now: second, sequence: 19 }) = found.problem.map(|problem| problem.wrong) else {
        panic!("no fork")
    };
    // Both lines are the publisher's: the proof needs nobody's word.
    let lines = [first, second].map(|text| Line::read(text.as_bytes()).unwrap());
    assert!(lines[0].hash != lines[1].hash && lines.iter().all(|line| line.signer().unwrap() == Address::Evm(key.address())));
    assert_eq!(found.seen, Some(seen.clone()));
    // Whoever goes on where it stood notices as well, and is told to read the whole.
    let mut reading = Reading::open(read::bytes(&fork, INDEX_FILE), None, Some(&seen), NOW).unwrap();
    let kept = read::bytes(&late, &shard_file(0));
    assert_eq!(reading.recall(kept).len(), 20);
    let found = read::go_on(reading, &fork, Vec::new());
    let problem = found.problem.unwrap();
    assert!(problem.wants_whole() && problem.word() == "forked" && found.lines.is_empty(), "{problem}");
}

#[test]
fn time_neither_runs_back_nor_ahead() {
    let folder = small();
    let newest = read::index(&folder).at;
    let early = UnixSeconds::new(newest.get() - 3 * 3_600);
    expect("index of the future", &read(&folder, None, None, early), "time", INDEX_FILE, 0);
    let (key, lines) = (key(0), texts(&folder));
    let mut entry = after(&lines, Content::Handover(Handover { to: Address::Evm(made::key(5).address()), why: "x".to_owned() }));
    entry.at = UnixSeconds::new(entry.at.get() - 1);
    let back = fold(&[lines.clone(), vec![forced(&entry, &key)]].concat(), &key, &made::key(5), newest);
    expect("back", &whole(&back), "time", "entries-00000.jsonl, line 21 (entry 20)", 20);
    entry.at = UnixSeconds::new(253_402_300_799);
    let ahead = fold(&[lines.clone(), vec![forced(&entry, &key)]].concat(), &key, &made::key(5), newest);
    expect("ahead", &whole(&ahead), "time", "entries-00000.jsonl, line 21 (entry 20)", 20);
    let before = UnixSeconds::new(made::BEGIN.get());
    expect("an index before its entries", &whole(&fold(&lines, &key, &key, before)), "tampered", INDEX_FILE, 20);
}

#[test]
fn a_signature_of_one_thing_is_none_of_another() {
    let (lines, key) = (texts(&small()), key(0));
    let at = UnixSeconds::new(made::BEGIN.get() + 1_000_000);
    let line = Line::read(lines[10].as_bytes()).unwrap();
    // The index's signature, that of the line before, and what the key signed under the digests of other kinds.
    let index = read::index(&small());
    let others = [
        key.sign(&index.digest()).unwrap(),
        Line::read(lines[9].as_bytes()).unwrap().signature,
        key.sign(&line.hash.0).unwrap(),
        key.sign(&line.entry.previous.0).unwrap(),
        key.sign(&spoor::board::Hash::of(line.entry.to_json().as_bytes()).0).unwrap(),
    ];
    for other in others {
        let forged = Line { signature: other, ..line.clone() }.to_text();
        let folder = fold(&[lines[..10].to_vec(), vec![forged]].concat(), &key, &key, at);
        expect("confused", &whole(&folder), "tampered", "entries-00000.jsonl, line 11 (entry 10)", 10);
    }
    let swapped = index.clone().seal(line.signature).unwrap_err().to_string();
    assert!(swapped.contains("signed by 0x") && swapped.contains("was changed"), "{swapped}");
}

/// One byte of a folder exchanged.
fn change(folder: &mut [Published], file: usize, at: usize, by: u8) {
    let file = &mut folder[file].bytes;
    let at = at % file.len();
    file[at] ^= by.max(1);
}

#[test]
fn no_byte_of_an_index_can_be_changed() {
    let folder = made::folder(3, 4, 1_500);
    let file = folder.len() - 1;
    for at in 0..folder[file].bytes.len() {
        for by in [1, 0x20] {
            let mut changed = folder.clone();
            change(&mut changed, file, at, by);
            let found = whole(&changed);
            assert!(found.problem.is_some() && found.lines.is_empty(), "byte {at} by {by:#x}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn no_byte_of_a_folder_can_be_changed(file in 0_usize..8, at in 0_usize..100_000, by in 1_u8..=255) {
        let folder = made::folder(5, 12, 2_500);
        let mut changed = folder.clone();
        let file = file % folder.len();
        change(&mut changed, file, at, by);
        let found = whole(&changed);
        prop_assert!(found.problem.is_some());
        let good = whole(&folder).lines;
        prop_assert!(found.lines.len() < good.len() && found.lines[..] == good[..found.lines.len()]);
    }
}
