//! Recorded proofs, whose inner part has the form of a calendar's answer, and broken ones.

use super::*;
use crate::explorer::mutate::byte_mutants;

const INCOMPLETE: &[u8] = include_bytes!("../../../../tests/fixtures/opentimestamps/incomplete.txt.ots");
const COMPLETE: &[u8] = include_bytes!("../../../../tests/fixtures/opentimestamps/hello-world.txt.ots");
const MERKLE: &[u8] = include_bytes!("../../../../tests/fixtures/opentimestamps/merkle2.txt.ots");
const TWO: &[u8] = include_bytes!("../../../../tests/fixtures/opentimestamps/two-calendars.txt.ots");

const ALICE: &str = "https://alice.btc.calendar.opentimestamps.org";
const BOB: &str = "https://bob.btc.calendar.opentimestamps.org";

/// The digest of a proof's file, and the steps that follow it.
fn taken_apart(file: &[u8]) -> ([u8; 32], &[u8]) {
    let rest = file.strip_prefix(MAGIC).unwrap().strip_prefix(&[VERSION, SHA256]).unwrap();
    let (digest, steps) = rest.split_first_chunk::<32>().unwrap();
    (*digest, steps)
}

fn receipt(file: &[u8]) -> Receipt {
    let (digest, steps) = taken_apart(file);
    read(&digest, steps).unwrap()
}

#[test]
fn recorded_proofs_give_their_promises() {
    let one = receipt(INCOMPLETE);
    assert_eq!((one.pending.len(), one.bitcoin_heights.len(), one.others), (1, 0, 0));
    // 57cfa5c4 ‖ SHA-256(SHA-256(digest ‖ e754…) ‖ b573…) ‖ 6fb1ac8d4e4eb0e7, as the recorded description says.
    let commitment = hex::encode(&one.pending[0].commitment);
    assert!(commitment.starts_with("57cfa5c4") && commitment.ends_with("6fb1ac8d4e4eb0e7") && commitment.len() == 88, "{commitment}");
    assert_eq!(one.pending[0].uri, ALICE);

    for file in [MERKLE, TWO] {
        let both = receipt(file);
        assert_eq!(both.pending.iter().map(|pending| pending.uri.as_str()).collect::<Vec<_>>(), [ALICE, BOB]);
        assert_ne!(both.pending[0].commitment, both.pending[1].commitment);
    }
    let done = receipt(COMPLETE);
    assert_eq!((done.pending.len(), done.bitcoin_heights), (0, vec![358_391]));
}

#[test]
fn what_is_posted_hides_the_digest_and_is_kept_in_the_proof() {
    let stamp = Stamp::new([7; 32], [9; 16]);
    let posted = stamp.body();
    assert_eq!(posted.to_vec(), Sha256::digest([[7; 32].as_slice(), &[9; 16]].concat()).to_vec());
    assert_ne!(posted, Stamp::new([7; 32], [10; 16]).body());
    let (_, steps) = taken_apart(INCOMPLETE);
    for answers in [1, 2, 3] {
        let proof = stamp.proof(&vec![steps.to_vec(); answers]);
        let (digest, all) = taken_apart(&proof);
        assert_eq!(digest, [7; 32]);
        let receipt = read(&digest, all).unwrap();
        assert_eq!(receipt.pending, vec![read(&posted, steps).unwrap().pending[0].clone(); answers]);
    }
    assert_eq!(submit_url(&"https://a.pool.opentimestamps.org".parse().unwrap()), "https://a.pool.opentimestamps.org/digest");
    let pending = Pending { uri: ALICE.to_owned(), commitment: vec![0xab, 0xcd] };
    assert_eq!(completion_request(&ALICE.parse().unwrap(), &pending).url, format!("{ALICE}/timestamp/abcd"));
}

#[test]
fn what_is_no_timestamp_is_refused_with_its_place() {
    let (digest, steps) = taken_apart(INCOMPLETE);
    assert_eq!(read(&digest, b""), Err(ReceiptError::Cut(0)));
    assert_eq!(read(&digest, &steps[..20]), Err(ReceiptError::Cut(20)));
    assert_eq!(read(&digest, &[steps, &[0]].concat()), Err(ReceiptError::Rest(steps.len())));
    assert_eq!(read(&digest, &[0x42]), Err(ReceiptError::Step { kind: 0x42, at: 0 }));
    assert_eq!(read(&digest, &vec![SHA256; 10_001]), Err(ReceiptError::TooLong(10_001)));
    assert!(matches!(read(&digest, &vec![SHA256; 9_000]), Err(ReceiptError::Bounds { what: "number of steps", .. })));
    assert!(matches!(read(&digest, &vec![FORK; 9_000]), Err(ReceiptError::Bounds { what: "number of steps", .. })));
    assert!(matches!(read(&digest, &[APPEND, 0xff, 0xff, 0xff, 0x7f]), Err(ReceiptError::Bounds { what: "argument", .. })));
    assert!(matches!(read(&digest, &[&[APPEND], &[0xff; 12][..]].concat()), Err(ReceiptError::Bounds { what: "number", .. })));
    let hostile = [&[ATTESTATION], &PENDING[..], &[12, 11], b"javascript\""].concat();
    assert!(matches!(read(&digest, &hostile), Err(ReceiptError::Uri(_))));
}

#[test]
fn broken_answers_do_not_break_the_reader() {
    for file in [INCOMPLETE, COMPLETE, MERKLE, TWO] {
        let (digest, steps) = taken_apart(file);
        for answer in byte_mutants(steps, 20_000, 51) {
            drop(read(&digest, &answer));
        }
    }
}
