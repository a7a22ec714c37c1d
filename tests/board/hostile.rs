//! Two hundred thousand hostile lines, indexes, memories and files: refused with a reason or inert, and never a panic.

use spoor::board::{INDEX_FILE, IndexError, Line, LineError, Published, Reading, Seen, SignedIndex};
use spoor::money::Address;

use crate::made::{self, Dice, NOW, key};
use crate::read::{bytes, read, texts, whole};

/// What is put in the place of a part of a text.
const BAD: [&str; 24] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "\u{202e}gnp.exe",
    "\u{0}",
    "\\u0000",
    "\\u202e",
    "\\ud800",
    "99999999999999999999999999999999999999999999999999999999999999999999999999999999",
    "-1",
    "1e400",
    "0x",
    "null",
    "true",
    "{}",
    "[]",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":",
    "\",\"x\":\"",
    "\"",
    "\\",
    "\n",
    "9999-12-31T23:59:59Z",
    "0000-00-00T00:00:00Z",
    "../../../etc/passwd",
];

/// The bytes with a few of them changed, cut, repeated, or exchanged for something bad.
fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=dice.below(3) {
        let at = usize::try_from(dice.below(out.len() as u64 + 1)).unwrap();
        let to = at + usize::try_from(dice.below(40)).unwrap();
        let to = to.min(out.len());
        match dice.below(7) {
            0 if at < out.len() => out[at] = dice.bytes()[0],
            1 => drop(out.drain(at..to)),
            2 => {
                let piece = out[at..to].to_vec();
                out.splice(at..at, piece);
            }
            3 => out.truncate(at),
            4 if at < out.len() => out[at] ^= 1 << dice.below(8),
            5 => drop(out.splice(at..to, dice.bytes())),
            _ => {
                let bad = BAD[usize::try_from(dice.below(BAD.len() as u64)).unwrap()];
                out.splice(at..to, bad.bytes());
            }
        }
    }
    out
}

#[test]
fn lines_indexes_and_memories_of_others_are_refused_with_a_reason() {
    let folder = made::folder(13, 60, 20_000);
    let lines = texts(&folder);
    let index = bytes(&folder, INDEX_FILE);
    let seen = whole(&folder).seen.unwrap().to_json();
    let publisher = Address::Evm(key(0).address());
    let mut dice = Dice::new(1);
    let (mut refused, mut read, mut same) = (0_u32, 0_u32, 0_u32);
    for round in 0..190_000_usize {
        let reason = match round % 10 {
            0 => {
                let bytes = mutated(index, &mut dice);
                match SignedIndex::read(&bytes) {
                    Ok(_) => {
                        assert_eq!(bytes, index);
                        same += 1;
                        continue;
                    }
                    Err(error) => error.to_string(),
                }
            }
            1 => {
                let bytes = mutated(seen.as_bytes(), &mut dice);
                match Seen::read(&String::from_utf8_lossy(&bytes)) {
                    Ok(_) => continue,
                    Err(error) => error.to_string(),
                }
            }
            _ => {
                let line = lines[round % lines.len()].as_bytes();
                let bytes = mutated(line, &mut dice);
                match Line::read(&bytes) {
                    Ok(found) if bytes == line => {
                        same += u32::from(found.to_text().as_bytes() == line);
                        continue;
                    }
                    Ok(found) => {
                        // It can be read, and is not the publisher's.
                        assert_eq!(found.to_text().as_bytes(), bytes);
                        assert_ne!(found.signer().ok(), Some(publisher.clone()));
                        read += 1;
                        continue;
                    }
                    Err(error) => error.to_string(),
                }
            }
        };
        assert!(!reason.is_empty() && reason.len() < 2_000, "{reason}");
        // A reason may quote, and quotes nothing that a terminal or a page would take for more than text.
        assert!(reason.chars().all(|c| c >= ' ' && c != '\u{202e}'), "{reason:?}");
        refused += 1;
    }
    assert!(refused > 150_000 && read > 100 && same > 0, "{refused} refused, {read} read, {same} unchanged");
}

#[test]
fn folders_of_others_are_refused_or_inert() {
    let folder = made::folder(13, 12, 3_000);
    let good = whole(&folder);
    let mut dice = Dice::new(2);
    let mut refused = 0;
    for _ in 0..10_000 {
        let mut changed: Vec<Published> = folder.clone();
        let file = usize::try_from(dice.below(changed.len() as u64)).unwrap();
        changed[file].bytes = mutated(&changed[file].bytes, &mut dice);
        let found = read(&changed, None, None, NOW);
        assert_eq!(found.lines[..], good.lines[..found.lines.len()]);
        match found.problem {
            Some(problem) => {
                assert!(!problem.word().is_empty() && problem.to_string().len() < 3_000);
                refused += 1;
            }
            None => assert_eq!(changed, folder),
        }
    }
    assert!(refused > 9_000, "{refused}");
}

#[test]
fn what_has_no_bounds_is_not_read() {
    let line = "x".repeat(64 * 1024 + 1);
    assert_eq!(Line::read(line.as_bytes()), Err(LineError::TooLong));
    assert_eq!(SignedIndex::read(&vec![b'x'; (1 << 20) + 1]), Err(IndexError::TooLong));
    let folder = made::folder(13, 12, 3_000);
    // A server that never ends its first line.
    let mut reading = Reading::open(bytes(&folder, INDEX_FILE), None, None, NOW).unwrap();
    for _ in 0..200 {
        assert!(reading.push(&[b'x'; 1_000]).is_empty());
    }
    assert!(reading.problem().is_some() && reading.want().is_none());
}
