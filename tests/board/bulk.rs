//! Many signatures at once: the same outcome as one by one, wherever the bad one stands.

use proptest::prelude::*;
use spoor::board::{Line, Published};
use spoor::money::UnixSeconds;

use crate::made::{self, NOW, key};
use crate::read::{fold, forced, read, texts, whole};

/// So many lines in one file that their signatures are checked by the key's table.
const MANY: u64 = 220;

fn many() -> Vec<Published> {
    made::folder(17, MANY, 1 << 20)
}

fn later() -> UnixSeconds {
    UnixSeconds::new(made::BEGIN.get() + 1_000_000)
}

/// The number of lines that hold, each recovered by itself.
fn one_by_one(lines: &[String]) -> usize {
    let publisher = key(0).address();
    let held = |line: &&String| Line::read(line.as_bytes()).unwrap().signer().is_ok_and(|found| found.as_evm() == Some(&publisher));
    lines.iter().take_while(held).count()
}

#[test]
fn a_large_file_holds() {
    let folder = many();
    assert_eq!(folder.len(), 2);
    assert_eq!(whole(&folder).summary(), ("holds".to_owned(), usize::try_from(MANY).unwrap()));
    assert_eq!(one_by_one(&texts(&folder)), usize::try_from(MANY).unwrap());
}

#[test]
fn only_the_one_form_of_a_signature_holds() {
    let lines = texts(&many());
    // The last line, so that nothing behind it notices: with v of the other point, with another r, another s, another's key.
    let (rest, last) = lines.split_at(lines.len() - 1);
    let line = Line::read(last[0].as_bytes()).unwrap();
    let text = line.signature.to_string();
    let v = if text.ends_with("1b") { "1c" } else { "1b" };
    let digit = |at: usize| {
        let other = if &text[at..=at] == "1" { "2" } else { "1" };
        format!("{}{other}{}", &text[..at], &text[at + 1..])
    };
    let signatures = [format!("{}{v}", &text[..130]), digit(10), digit(100), key(1).sign(&line.entry.digest()).unwrap().to_string()];
    for signature in signatures {
        let forged = last[0].replace(&text, &signature);
        let all = [rest.to_vec(), vec![forged]].concat();
        let found = whole(&fold(&all, &key(0), &key(0), later()));
        assert_eq!((found.problem.map(|problem| problem.word()), found.lines.len()), (Some("tampered"), rest.len()), "{signature}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_first_bad_one_is_found(bad in 0_usize..220, by in 0_u8..3) {
        let mut lines = texts(&many());
        let line = Line::read(lines[bad].as_bytes()).unwrap();
        let other = match by {
            0 => key(1).sign(&line.entry.digest()).unwrap(),
            1 => key(0).sign(&line.hash.0).unwrap(),
            _ => Line::read(lines[(bad + 1) % lines.len()].as_bytes()).unwrap().signature,
        };
        lines[bad] = Line { signature: other, ..line }.to_text();
        // Every line behind it is signed anew behind the changed one, so that only that signature is wrong.
        for at in bad + 1..lines.len() {
            let mut entry = Line::read(lines[at].as_bytes()).unwrap().entry;
            entry.previous = Line::read(lines[at - 1].as_bytes()).unwrap().hash;
            lines[at] = forced(&entry, &key(0));
        }
        let found = read(&fold(&lines, &key(0), &key(0), later()), None, None, NOW);
        prop_assert_eq!(found.lines.len(), bad);
        prop_assert_eq!(one_by_one(&lines[..=bad]), bad);
        prop_assert_eq!(found.problem.map(|problem| problem.word()), Some("tampered"));
    }
}
