//! Being first: commitments that open for one tip only, cards, and what a time stamp of a card says of a tip.

use alloy_primitives::{Address, B256, hex};
use sha2::{Digest, Sha256};
use spoor::explorer::support::opentimestamps::{Attestation, Header, Promise, Proof, Stamp, Standing, Timestamp};
use spoor::tip::{Card, Expect, Outcome, Tip, commitment, timestamp, verify};

use super::sample::{self, Dice, NOW, library};

/// So many are tried, of each kind a third.
const TRIED: u64 = 10_000;

#[test]
fn a_commitment_opens_for_its_salt_signer_and_payload_alone() {
    let mut refused = 0;
    for seed in 0..TRIED {
        let mut dice = Dice::new(seed);
        let (salt, signer, payload) = (dice.bytes(), Address::from_slice(&dice.bytes()[..20]), B256::new(dice.bytes()));
        let right = commitment(&salt, &signer, &payload);
        assert_eq!(right, commitment(&salt, &signer, &payload));
        let bit = |bytes: &mut [u8], place: u64| bytes[(place / 8) as usize] ^= 1 << (place % 8);
        let (mut other_salt, mut other_signer, mut other_payload) = (salt, signer, payload);
        match seed % 3 {
            0 => bit(&mut other_salt, dice.below(256)),
            1 => bit(other_signer.as_mut_slice(), dice.below(160)),
            _ => bit(other_payload.as_mut_slice(), dice.below(256)),
        }
        refused += u64::from(commitment(&other_salt, &other_signer, &other_payload) != right);
    }
    assert_eq!(refused, TRIED);
    println!("commitments with a wrong salt, signer or payload refused: {refused} of {TRIED}");
}

#[test]
fn the_verifier_refuses_a_commitment_that_does_not_open() {
    let expect = Expect { now: NOW, cases: library() };
    for seed in 0..20 {
        let tip = sample::tip(seed, 3);
        assert!(verify(&tip.to_armour(), &expect).is_valid());
        let json = tip.to_json();
        let salt = json.split_once("\"salt\":\"0x").unwrap().1[..64].to_owned();
        let other = hex::encode(Dice::new(seed + 1000).bytes());
        let verdict = verify(&json.replace(&salt, &other), &expect);
        let check = verdict.checks.iter().find(|check| check.name == "commitment").unwrap();
        assert_eq!(check.outcome, Outcome::Fail, "{}", check.sentence);
    }
}

#[test]
fn the_card_of_a_tip_reads_back_and_tells_nothing_of_it() {
    for seed in 0..50 {
        let tip = sample::tip(seed, 4);
        let card = tip.card();
        let line = card.to_string();
        assert_eq!(Card::read(&line).unwrap(), card);
        assert_eq!(card.sha256().as_slice(), Sha256::digest(format!("{line}\n")).as_slice());
        assert!(!line.contains(&tip.signer().to_string()[2..]) && !line.contains(&tip.id()), "{line}");
        assert!(line.len() < 140 && line.is_ascii(), "{line}");
    }
}

fn pending(tip: &Tip) -> Proof {
    let uri = b"https://alice.btc.calendar.opentimestamps.org";
    let length = uri.len() as u8;
    let answer = [&[0xf0, 1, 7, 0x08, 0][..], &[0x83, 0xdf, 0xe3, 0x0d, 0x2e, 0xf9, 0x0c, 0x8e, length + 1, length], uri].concat();
    Stamp::new(tip.card().sha256(), [9; 16]).proof(vec![Timestamp::read(&answer).unwrap()]).unwrap()
}

fn in_block(tip: &Tip, height: u8) -> Proof {
    let mut proof = pending(tip);
    let [promise]: [Promise; 1] = proof.promises().try_into().unwrap();
    let answer = [0, 0x05, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19, 0x01, 1, height];
    assert!(matches!(Timestamp::read(&answer).unwrap().attested(b"").as_slice(), [(_, Attestation::Bitcoin(_))]));
    // The root of a block is 32 bytes long: one more step leads there.
    assert_eq!(proof.complete(&promise, &[&[0x08][..], &answer].concat()), Ok(true));
    proof
}

#[test]
fn a_time_stamp_says_what_it_proves_of_a_tip_and_no_more() {
    let (tip, other) = (sample::tip(1, 3), sample::tip(2, 3));
    let real: &[u8] = include_bytes!("../fixtures/opentimestamps/hello-world.txt.ots");
    let first = "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c";
    let header = Header::read(1, "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f", first).unwrap();
    let (pending, held) = (pending(&tip).to_bytes(), in_block(&tip, 1).to_bytes());
    for (of, bytes, header, outcome, says, wants) in [
        (&tip, pending.as_slice(), None, Outcome::Warn, "Promised by https://alice", None),
        (&tip, &held, None, Outcome::Warn, "Said to be in Bitcoin block 1.", Some(1)),
        // The header of that height, by an explorer's word, with real work, and another root in it.
        (&tip, &held, Some(&header), Outcome::Fail, "is false", None),
        (&other, &held, None, Outcome::Fail, "about another file", None),
        (&other, &pending, Some(&header), Outcome::Fail, "about another file", None),
        (&tip, real, None, Outcome::Fail, "about another file", None),
        (&tip, &held[..held.len() - 1], None, Outcome::Fail, "cannot be read", None),
        (&tip, b"<html>", None, Outcome::Fail, "no OpenTimestamps proof", None),
        (&tip, b"", None, Outcome::Fail, "no OpenTimestamps proof", None),
    ] {
        let found = timestamp(of, bytes, header);
        assert_eq!((found.outcome, found.wants()), (outcome, wants), "{}", found.sentence);
        assert!(found.sentence.contains(says) && found.sentence.ends_with('.'), "{}", found.sentence);
        assert_eq!(found.standing.is_none(), says.contains("cannot be read") || says.contains("no OpenTimestamps"));
    }
    let standing = timestamp(&tip, &pending, None).standing;
    assert_eq!(standing, Some(Standing::Pending { at: vec!["https://alice.btc.calendar.opentimestamps.org".to_owned()] }));
}
