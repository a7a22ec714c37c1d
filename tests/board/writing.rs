//! The writer: what it writes is read, the same lines give the same files, a folder is gone on with.

use spoor::board::entry::{Handover, Opened};
use spoor::board::{Content, Hash, INDEX_FILE, Line, PublishError, Published, Writer, shard_file};
use spoor::money::{Address, UnixSeconds};

use crate::made::{self, Maker, NOW, key};
use crate::read::{bytes, index, texts, whole};

const SHARD: u64 = 9_000;

#[test]
fn what_is_written_is_read() {
    let folder = made::folder(11, 120, SHARD);
    let found = whole(&folder);
    assert_eq!(found.summary(), ("holds".to_owned(), 120));
    for (line, text) in found.lines.iter().zip(texts(&folder)) {
        assert_eq!((line.to_text(), line.hash), (text.clone(), Hash::of(text.as_bytes())));
        assert_eq!(&Line::read(text.as_bytes()).unwrap(), line);
    }
    let index = index(&folder);
    assert!(index.shards.len() > 4 && index.shards.iter().all(|shard| shard.bytes.0 <= SHARD));
    // All but the last are full: the next line would not have fitted.
    let fits =
        |at: usize| index.shards[at].bytes.0 + texts(&folder)[usize::try_from(index.shards[at + 1].first.0).unwrap()].len() as u64 + 1;
    assert!((0..index.shards.len() - 1).all(|at| fits(at) > SHARD));
    assert_eq!(folder.last().unwrap().file, INDEX_FILE);
}

#[test]
fn the_same_lines_give_the_same_files_in_one_go_and_over_years() {
    let folder = made::folder(11, 60, SHARD);
    assert_eq!(folder, made::folder(11, 60, SHARD));
    let lines = whole(&folder).lines;
    let mut published: Vec<Published> = Vec::new();
    for day in lines.chunks(7) {
        let mut writer = if published.is_empty() {
            Writer::start(NOW)
        } else {
            let file = |name: &str| published.iter().find(|one| one.file == name).map(|one| one.bytes.clone());
            let (writer, so_far) = Writer::resume(bytes(&published, INDEX_FILE), file, NOW).unwrap();
            assert_eq!(so_far.len() as u64, writer.next());
            writer
        }
        .with_shards_of(SHARD);
        let closed = published.len().saturating_sub(2);
        for line in day {
            writer.add(line).unwrap();
        }
        let at = day.last().unwrap().entry.at;
        let index = writer.index(at).unwrap().sign(&key(0)).unwrap();
        let files = writer.files(&index).unwrap();
        // Only what changed: never a closed shard.
        assert!(files.iter().all(|one| (0..closed).all(|number| one.file != shard_file(number))));
        for file in files {
            published.retain(|one| one.file != file.file);
            published.push(file);
        }
        published.sort_by(|one, other| (one.file == INDEX_FILE, &one.file).cmp(&(other.file == INDEX_FILE, &other.file)));
    }
    assert_eq!(published, folder);
}

#[test]
fn a_writer_takes_no_line_that_a_reader_would_refuse() {
    let mut maker = Maker::new(11, SHARD);
    let opened = |key: u64| {
        let publisher = Address::Evm(made::key(key).address());
        Content::Opened(Opened { name: "Example bounty".to_owned(), about: "An example.".to_owned(), publisher })
    };
    assert_eq!(maker.writer.index(NOW), Err(PublishError::Empty));
    assert!(matches!(maker.write(opened(1)), Err(PublishError::OtherKey { .. })));
    let handover = |to: u64| Content::Handover(Handover { to: Address::Evm(made::key(to).address()), why: "An example.".to_owned() });
    assert!(matches!(maker.write(handover(1)), Err(PublishError::Refused(_))));
    for _ in 0..10 {
        maker.next();
    }
    assert!(matches!(maker.write(opened(0)), Err(PublishError::Refused(_))));
    let entry = maker.writer.draft(NOW, handover(1), None);
    let stranger = entry.clone().sign(&key(5)).unwrap();
    assert!(matches!(maker.writer.add(&stranger), Err(PublishError::OtherKey { .. })));
    let mut skipped = entry.clone();
    skipped.sequence.0 += 1;
    assert!(matches!(maker.writer.add(&skipped.sign(&key(0)).unwrap()), Err(PublishError::Refused(_))));
    // Nothing of that left a trace.
    let files = maker.files();
    assert_eq!(whole(&files).summary(), ("holds".to_owned(), 10));
    // An index of another moment is not published.
    let index = maker.writer.index(maker.time).unwrap().sign(&key(0)).unwrap();
    maker.next();
    assert_eq!(maker.writer.files(&index), Err(PublishError::OtherIndex));
    // Time does not run back: a clock that does is overruled.
    let early = maker.writer.draft(UnixSeconds::new(5), handover(1), None);
    assert_eq!(early.at, maker.time);
}

#[test]
fn a_wallet_can_sign_what_a_key_signs() {
    let folder = made::folder(11, 5, SHARD);
    let line = &whole(&folder).lines[4];
    let typed: alloy_dyn_abi::TypedData = serde_json::from_str(&line.entry.typed_data()).unwrap();
    assert_eq!(typed.eip712_signing_hash().unwrap(), line.entry.digest());
    let typed: alloy_dyn_abi::TypedData = serde_json::from_str(&index(&folder).typed_data()).unwrap();
    assert_eq!(typed.eip712_signing_hash().unwrap(), index(&folder).digest());
    assert_eq!(line.entry.clone().seal(line.signature).unwrap(), *line);
}
