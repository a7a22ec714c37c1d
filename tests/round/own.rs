//! One's own record from files: what is a tip stands in it once, with its time stamp; what is not is refused by name.

use spoor::board::own::{OpenOwnError, OwnTip, in_order, open, to_keep};
use spoor::explorer::support::opentimestamps::{Proof, Standing, Timestamp};
use spoor::journal::tips::{LONGEST_TIP, MOST_TIPS};
use spoor::tip::Expect;
use spoor::tip::lock::with_passphrase;

use super::sample::{self, NOW, library};

fn expect() -> Expect<'static> {
    Expect { now: NOW, cases: library() }
}

/// The message is the Merkle root of that block: a mark for an attestation, Bitcoin's tag, and the height in 3 bytes of 7 bits.
fn in_block_895041() -> Timestamp {
    Timestamp::read(&[0x00, 0x05, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19, 0x01, 0x03, 0xc1, 0xd0, 0x36]).unwrap()
}

fn opened(list: &mut Vec<OwnTip>, name: &str, bytes: &[u8]) -> Result<String, OpenOwnError> {
    open(list, name, bytes, &expect())
}

#[test]
fn a_tip_stands_once_whatever_form_its_file_has() {
    let (tip, other) = (sample::tip(1, 3), sample::tip(2, 4));
    let mut list = Vec::new();
    for bytes in [tip.to_json().into_bytes(), tip.to_armour().into_bytes(), format!("words\n\n{}", tip.to_armour()).into_bytes()] {
        opened(&mut list, "tip", &bytes).unwrap();
        assert_eq!(list.len(), 1);
    }
    opened(&mut list, "other", other.to_json().as_bytes()).unwrap();
    assert_eq!(list.len(), 2);
    let own = list.iter().find(|own| own.tip == tip).unwrap();
    assert_eq!((own.signer(), own.payout()), (tip.signer(), &tip.statement().payout));
    assert_eq!((own.kept.commitment.clone(), own.kept.id.clone()), (tip.card().commitment.to_string(), tip.id()));
    assert!(own.from_file);
    let mut turned: Vec<OwnTip> = list.iter().rev().cloned().collect();
    in_order(&mut turned);
    assert_eq!(turned, list, "the order is by what they say, not by when they were opened");
}

#[test]
fn a_kept_tip_is_read_and_one_that_was_altered_in_the_store_is_not() {
    let tip = sample::tip(3, 3);
    let kept = to_keep(&tip);
    let own = OwnTip::of_kept(kept.clone(), &expect()).unwrap();
    assert!(!own.from_file && own.tip == tip);
    let other = to_keep(&sample::tip(4, 3));
    for altered in [
        spoor::journal::tips::KeptTip { commitment: other.commitment.clone(), ..kept.clone() },
        spoor::journal::tips::KeptTip { card: other.card.clone(), ..kept.clone() },
        spoor::journal::tips::KeptTip { json: kept.json.replacen("\"salt\":\"0x", "\"salt\":\"0xf", 1), ..kept.clone() },
        spoor::journal::tips::KeptTip { json: String::new(), ..kept },
    ] {
        assert_eq!(OwnTip::of_kept(altered, &expect()), None);
    }
}

#[test]
fn a_time_stamp_finds_its_card_and_no_other() {
    let (tip, other) = (sample::tip(5, 3), sample::tip(6, 3));
    let stamp = |digest| Proof { digest, timestamp: in_block_895041() }.to_bytes();
    let mut list = Vec::new();
    opened(&mut list, "tip", tip.to_json().as_bytes()).unwrap();
    let refused = opened(&mut list, "other.ots", &stamp(other.card().sha256())).unwrap_err();
    assert_eq!(refused, OpenOwnError::NoCard("other.ots".to_owned()));
    assert!(list[0].kept.stamp.is_none());
    opened(&mut list, "card.ots", &stamp(tip.card().sha256())).unwrap();
    let standing = list[0].kept.standing().unwrap().unwrap();
    assert!(matches!(standing, Standing::Bitcoin { height: 895_041, .. }), "{standing:?}");
}

#[test]
fn what_is_no_tip_is_refused_by_the_name_of_its_file() {
    let tip = sample::tip(7, 3);
    let json = tip.to_json();
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("empty.json", Vec::new(), "is no signed tip"),
        ("words.txt", b"hello".to_vec(), "is no signed tip"),
        ("picture.png", vec![0x89, 0x50, 0x4e, 0x47, 0xff], "neither a tip nor a time stamp"),
        ("altered.json", json.replacen("\"headline\":\"", "\"headline\":\"x", 1).into_bytes(), "is no signed tip"),
        ("cut.json", json.as_bytes()[..json.len() - 1].to_vec(), "is no signed tip"),
        ("closed.age", with_passphrase(&json, "four words are enough").unwrap().into_bytes(), "encrypted"),
        ("broken.ots", b"\0OpenTimestamps\0\0Proof\0".to_vec(), "cannot be read as a time stamp"),
        ("long.json", vec![b' '; LONGEST_TIP + 1], "at most"),
    ];
    let mut list = Vec::new();
    opened(&mut list, "tip", json.as_bytes()).unwrap();
    let before = list.clone();
    for (name, bytes, said) in cases {
        let error = opened(&mut list, name, &bytes).unwrap_err().to_string();
        assert!(error.contains(name) && error.contains(said), "{name}: {error}");
        assert_eq!(list, before, "{name}");
    }
}

#[test]
fn a_full_list_takes_no_more() {
    let tip = sample::tip(8, 3);
    let mut list = vec![OwnTip { kept: to_keep(&tip), tip, from_file: true }; MOST_TIPS];
    let error = opened(&mut list, "one more", sample::tip(9, 3).to_json().as_bytes()).unwrap_err();
    assert_eq!(error, OpenOwnError::Full("one more".to_owned()));
}
