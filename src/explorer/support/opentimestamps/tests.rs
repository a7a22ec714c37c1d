//! Recorded proofs and a real block header, and what is made of them by changing bytes.

use std::collections::BTreeMap;

use alloy_primitives::U256;
use proptest::prelude::*;

use super::*;
use crate::explorer::mutate::byte_mutants;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../../tests/fixtures/opentimestamps/", $name)).as_slice()
    };
}

const COMPLETE: &[u8] = fixture!("hello-world.txt.ots");
const INCOMPLETE: &[u8] = fixture!("incomplete.txt.ots");
const TWO: &[u8] = fixture!("two-calendars.txt.ots");
const FOUR: &[u8] = fixture!("osdsp.txt.ots");
const HEIGHT: u64 = 358_391;
const BLOCK: &str = "000000000000000003e892881a8cdcdc117c06d444057c98b6f04a9ee75a2319";
const HEADER: &[u8] = fixture!("block-358391.hex");

const ALICE: &str = "https://alice.btc.calendar.opentimestamps.org";
const BOB: &str = "https://bob.btc.calendar.opentimestamps.org";

fn header_hex() -> &'static str {
    std::str::from_utf8(HEADER).unwrap().trim()
}

fn header() -> Header {
    Header::read(HEIGHT, BLOCK, header_hex()).unwrap()
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Every recorded proof with its file, and what it is.
const RECORDED: [(&str, &[u8], &[u8], &str); 10] = [
    ("hello-world", fixture!("hello-world.txt"), COMPLETE, "block 358391 holds it"),
    ("bad-stamp", fixture!("bad-stamp.txt"), fixture!("bad-stamp.txt.ots"), "false: block 358391"),
    ("empty", fixture!("empty"), fixture!("empty.ots"), "block 129405 unchecked"),
    ("osdsp", fixture!("osdsp.txt"), FOUR, "block 523364 unchecked"),
    ("incomplete", fixture!("incomplete.txt"), INCOMPLETE, "pending at 1"),
    ("two-calendars", fixture!("two-calendars.txt"), TWO, "pending at 2"),
    ("merkle1", fixture!("merkle1.txt"), fixture!("merkle1.txt.ots"), "pending at 2"),
    ("merkle2", fixture!("merkle2.txt"), fixture!("merkle2.txt.ots"), "pending at 2"),
    ("merkle3", fixture!("merkle3.txt"), fixture!("merkle3.txt.ots"), "pending at 2"),
    ("unknown-notary", fixture!("unknown-notary.txt"), fixture!("unknown-notary.txt.ots"), "1 unknown"),
];

fn class(standing: &Standing) -> String {
    match standing {
        Standing::OtherFile { .. } => "of another file".to_owned(),
        Standing::Pending { at } => format!("pending at {}", at.len()),
        Standing::Bitcoin { height, block: InBlock::NotChecked } => format!("block {height} unchecked"),
        Standing::Bitcoin { height, block: InBlock::Holds { .. } } => format!("block {height} holds it"),
        Standing::Bitcoin { height, block: InBlock::Not { .. } } => format!("false: block {height}"),
        Standing::Unknown { attestations } => format!("{attestations} unknown"),
    }
}

#[test]
fn recorded_proofs_are_classified_and_written_back_the_same() {
    let block = header();
    for (name, file, ots, expected) in RECORDED {
        let proof = Proof::read(ots).unwrap();
        assert_eq!(proof.to_bytes(), ots, "{name}");
        assert_eq!(class(&Standing::of(&proof, &sha256(file), Some(&block))), expected, "{name}");
        assert_eq!(class(&Standing::of(&proof, &sha256(b"another"), Some(&block))), "of another file", "{name}");
    }
    // One calendar known, one notary unknown: what can be completed counts.
    let both = Proof::read(fixture!("known-and-unknown-notary.txt.ots")).unwrap();
    assert_eq!(both.to_bytes(), fixture!("known-and-unknown-notary.txt.ots"));
    let standing = Standing::of(&both, &sha256(fixture!("known-and-unknown-notary.txt")), None);
    assert_eq!(standing, Standing::Pending { at: vec![BOB.to_owned()] });
    for (ots, kind) in [(fixture!("sha1-a_or_b.ots"), 0x02), (fixture!("ripemd160-README.md.ots"), 0x03)] {
        assert_eq!(Proof::read(ots), Err(ProofError::FileHash(kind)));
    }
    println!("OpenTimestamps samples classified right: {} of {}", RECORDED.len() + 3, RECORDED.len() + 3);
}

#[test]
fn the_block_of_a_real_proof_tells_when() {
    let proof = Proof::read(COMPLETE).unwrap();
    let standing = Standing::of(&proof, &sha256(fixture!("hello-world.txt")), Some(&header()));
    let Standing::Bitcoin { height: HEIGHT, block: InBlock::Holds { hash, at } } = &standing else { panic!("{standing:?}") };
    // 2015-05-28 15:41:18 UTC, as the reference implementation says of its own example.
    assert_eq!((hash.as_str(), at.get()), (BLOCK, 1_432_827_678));
    assert!(standing.sentence("the card").starts_with("Existed before 2015-05-28 15:41 UTC: Bitcoin block 358391 holds it"));
    assert_eq!(proof.blocks().len(), 1);
    assert_eq!(proof.promises(), []);
}

#[test]
fn no_changed_byte_of_a_complete_proof_verifies() {
    let (digest, block) = (sha256(fixture!("hello-world.txt")), header());
    let holds = |bytes: &[u8]| {
        let Ok(proof) = Proof::read(bytes) else { return false };
        matches!(Standing::of(&proof, &digest, Some(&block)), Standing::Bitcoin { block: InBlock::Holds { .. }, .. })
    };
    assert!(holds(COMPLETE));
    let mut tried = 0;
    for at in 0..COMPLETE.len() {
        let mut bytes = COMPLETE.to_vec();
        for value in 0..=u8::MAX {
            if value != COMPLETE[at] {
                bytes[at] = value;
                tried += 1;
                assert!(!holds(&bytes), "byte {at} = {value:#04x}");
            }
        }
        bytes[at] = COMPLETE[at];
        assert!(!holds(&bytes[..at]), "cut at {at}");
    }
    println!("changed bytes of a complete time stamp refused: {tried} of {tried}");
}

#[test]
fn what_is_posted_hides_the_digest_and_is_kept_in_the_proof() {
    let stamp = Stamp::new([7; 32], [9; 16]);
    assert_eq!(stamp.body(), sha256(&[[7; 32].as_slice(), &[9; 16]].concat()));
    assert_ne!(stamp.body(), Stamp::new([7; 32], [10; 16]).body());
    let request = stamp.request(&"https://a.pool.opentimestamps.org".parse().unwrap());
    assert_eq!(request.cited(), format!("POST https://a.pool.opentimestamps.org/digest {}", hex::encode(stamp.body())));
    assert!(!request.cited().contains(&hex::encode([7; 32])));
    assert_eq!(stamp.proof(Vec::new()), None);
    let answers = [INCOMPLETE, TWO].map(|ots| Proof::read(ots).unwrap().timestamp);
    let proof = stamp.proof(answers.to_vec()).unwrap();
    assert_eq!(Proof::read(&proof.to_bytes()).unwrap(), proof);
    assert_eq!(proof.digest, [7; 32]);
    // What the calendars said of the posted bytes, reached from the digest.
    let said: Vec<_> = answers.iter().flat_map(|answer| answer.attested(&stamp.body())).map(|(message, _)| message).collect();
    assert_eq!(proof.timestamp.attested(&[7; 32]).into_iter().map(|(message, _)| message).collect::<Vec<_>>(), said);
    assert_eq!(proof.promises().iter().map(|promise| promise.uri.as_str()).collect::<Vec<_>>(), [ALICE, ALICE, BOB]);
}

#[test]
fn a_promise_is_completed_by_its_calendars_answer_alone() {
    let mut proof = Proof::read(TWO).unwrap();
    let [alice, bob] = <[Promise; 2]>::try_from(proof.promises()).unwrap();
    assert_eq!(completion_request(&ALICE.parse().unwrap(), &alice).url, format!("{ALICE}/timestamp/{}", hex::encode(&alice.commitment)));
    let mut answer = Vec::new();
    Timestamp::after(Step::Sha256, Timestamp(vec![Branch::Says(Attestation::Bitcoin(HEIGHT))])).write(&mut answer);

    let stranger = Promise { commitment: vec![1; 44], ..alice.clone() };
    let before = proof.clone();
    assert_eq!(proof.complete(&stranger, &answer), Err(ProofError::NoSuchPromise));
    assert!(matches!(proof.complete(&alice, b"Pending confirmation"), Err(ProofError::Timestamp(_))));
    assert_eq!(proof, before);

    assert_eq!(proof.complete(&alice, &answer), Ok(true));
    assert_eq!(proof.blocks(), [(HEIGHT, sha256(&alice.commitment))]);
    assert_eq!(proof.promises(), [bob], "what was kept is not asked for again");
    let once = proof.to_bytes();
    assert_eq!(Proof::read(&once).unwrap(), proof);
    assert_eq!(proof.complete(&alice, &answer), Ok(true));
    assert_eq!(proof.to_bytes(), once, "the same answer adds nothing");
    let mut pending = Vec::new();
    Timestamp(vec![Branch::Says(Attestation::Pending(BOB.to_owned()))]).write(&mut pending);
    assert_eq!(proof.complete(&alice, &pending), Ok(false));

    let mut merged = before;
    assert!(merged.merge(proof.clone()) && !merged.merge(Proof::read(COMPLETE).unwrap()));
    assert_eq!(merged.blocks(), proof.blocks());
}

#[test]
fn what_is_no_timestamp_is_refused_with_its_place() {
    let head = Proof::read(INCOMPLETE).unwrap().to_bytes().len() - {
        let mut inner = Vec::new();
        Proof::read(INCOMPLETE).unwrap().timestamp.write(&mut inner);
        inner.len()
    };
    let steps = &INCOMPLETE[head..];
    let read = Timestamp::read;
    assert_eq!(read(b""), Err(ReadTimestampError::Cut(0)));
    assert_eq!(read(&steps[..20]), Err(ReadTimestampError::Cut(20)));
    assert_eq!(read(&[steps, &[0]].concat()), Err(ReadTimestampError::Rest(steps.len())));
    assert_eq!(read(&[0x42]), Err(ReadTimestampError::Step { kind: 0x42, at: 0 }));
    assert_eq!(read(&[0xff, 0xff]), Err(ReadTimestampError::Step { kind: 0xff, at: 1 }));
    let bounds = |bytes: &[u8]| match read(bytes) {
        Err(ReadTimestampError::Bounds { what, .. }) => what,
        other => panic!("{other:?}"),
    };
    assert_eq!(bounds(&[0x08; 300]), "depth");
    let leaf = [&[0x00][..], &[1, 2, 3, 4, 5, 6, 7, 8], &[0]].concat();
    let forked = [[&[0xff][..], &leaf].concat().repeat(3000), leaf.clone()].concat();
    assert_eq!(bounds(&forked), "number of steps");
    assert_eq!(bounds(&[0xf0, 0xff, 0xff, 0xff, 0x7f]), "argument");
    assert_eq!(bounds(&[0xf0, 0]), "argument");
    assert_eq!(bounds(&[&[0xf0][..], &[0xff; 12]].concat()), "number");
    assert_eq!(bounds(&[&[0xf0, 0x81, 0x00, 7][..], &leaf].concat()), "number", "not in its shortest form");
    let hostile = [&[0u8][..], &[0x83, 0xdf, 0xe3, 0x0d, 0x2e, 0xf9, 0x0c, 0x8e, 12, 11], b"javascript\""].concat();
    assert!(matches!(read(&hostile), Err(ReadTimestampError::Uri(_))));
    let tail = [&[0u8][..], &[0x05, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19, 0x01, 2, 7, 7]].concat();
    assert_eq!(read(&tail), Err(ReadTimestampError::Rest(11)));
    for (bytes, error) in [
        (&b"<html>"[..], ProofError::Magic),
        (&COMPLETE[..31], ProofError::Cut(31)),
        (&COMPLETE[..32], ProofError::Cut(32)),
        (&COMPLETE[..60], ProofError::Cut(60)),
        (&vec![0; LONGEST_PROOF + 1], ProofError::TooLong(LONGEST_PROOF + 1)),
    ] {
        assert_eq!(Proof::read(bytes), Err(error));
    }
}

#[test]
fn a_header_must_be_the_blocks_and_cost_work() {
    assert_eq!((header().height(), header().name().as_str(), header().to_hex().as_str()), (HEIGHT, BLOCK, header_hex()));
    // The first block: difficulty 1 was right for its time.
    let first = "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c";
    let name = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";
    assert_eq!(Header::read(0, name, first).unwrap().at().get(), 1_231_006_505);
    for (hash, raw, why) in [
        (name, header_hex(), "hashes to"),
        (BLOCK, &header_hex()[2..], "not 160"),
        (&BLOCK.to_uppercase(), header_hex(), "no block's hash"),
        ("../../../evil", header_hex(), "no block's hash"),
        (BLOCK, "<html>", "not 160"),
    ] {
        let error = Header::read(HEIGHT, hash, raw).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
    // Headers that anybody can make: the right root, a target as easy as a test network's, or one that is met by nothing.
    let forged = |bits: u32, at: u32| {
        let mut raw = hex::decode(header_hex()).unwrap();
        raw[68..72].copy_from_slice(&at.to_le_bytes());
        raw[72..76].copy_from_slice(&bits.to_le_bytes());
        for nonce in 0..4096u32 {
            raw[76..].copy_from_slice(&nonce.to_le_bytes());
            let mut hash: [u8; 32] = Sha256::digest(Sha256::digest(&raw)).into();
            if hash[31] < 0x10 {
                hash.reverse();
                return Header::read(HEIGHT, &hex::encode(hash), &hex::encode(&raw)).unwrap_err();
            }
        }
        panic!("no header below a sixteenth of all in 4096 tries");
    };
    for bits in [0x207f_ffff, 0x2100_ffff, 0x1d01_0000, 0xff7f_ffff, 0x1d80_ffff, 0x0100_0000, 0, 0x1816_86f5] {
        assert!(matches!(forged(bits, 1_745_000_000), HeaderError::NoWork { .. }), "{bits:#x}");
    }
    // The real work of 2015 is too little for a time after it.
    for (at, enough) in [(1_432_827_678, true), (1_513_555_199, true), (1_513_555_200, false), (1_745_000_000, false)] {
        assert_eq!(header::easiest(crate::money::UnixSeconds::new(at)) >= header::target(0x1816_86f5).unwrap(), enough, "{at}");
    }
}

#[test]
fn targets_are_those_of_the_chain() {
    // Block, nBits, difficulty rounded down, as any explorer shows them.
    for (bits, difficulty) in [(0x1d00_ffff, 1u64), (0x1816_86f5, 48_807_487_244), (0x1703_4219, 86_388_558_925_171)] {
        let target = header::target(bits).unwrap();
        assert_eq!(header::first_target() / target, U256::from(difficulty), "{bits:#x}");
    }
    for bits in [0, 0x1d00_0000, 0x1d80_ffff, 0x1e00_ffff, 0x1d01_0000, 0x0100_0000, 0x0000_ffff] {
        assert_eq!(header::target(bits), None, "{bits:#x}");
    }
}

#[test]
fn calendars_of_several_operators_come_first_and_promises_lead_to_the_table_alone() {
    let hosts: Vec<&str> = calendars().iter().map(|base| base.host()).collect();
    assert_eq!(hosts[..3], ["a.pool.opentimestamps.org", "a.pool.eternitywall.com", "ots.btc.catallaxy.com"]);
    let mut seen = BTreeMap::new();
    hosts.iter().for_each(|host| *seen.entry(*host).or_insert(0) += 1);
    assert!(seen.values().all(|count| *count == 1), "{seen:?}");
    let of = |uri: &str| calendar_of(&Promise { uri: uri.to_owned(), commitment: Vec::new() }).map(Base::host);
    for uri in [ALICE, BOB, "https://finney.calendar.eternitywall.com", "https://btc.calendar.catallaxy.com", &format!("{ALICE}/")] {
        assert!(of(uri).is_some(), "{uri}");
    }
    for uri in
        ["https://evil.example", "http://alice.btc.calendar.opentimestamps.org", "https://alice.btc.calendar.opentimestamps.org:8443", ""]
    {
        assert_eq!(of(uri), None, "{uri}");
    }
}

#[test]
fn broken_bytes_do_not_break_the_reader() {
    for (_, file, ots, _) in RECORDED {
        for bytes in byte_mutants(ots, 4_000, 51) {
            if let Ok(proof) = Proof::read(&bytes) {
                assert_eq!(proof.to_bytes(), bytes, "what is read is written back the same");
                drop((Standing::of(&proof, &sha256(file), Some(&header())), proof.promises()));
            }
        }
    }
}

fn any_timestamp() -> impl Strategy<Value = Timestamp> {
    let bytes = || prop::collection::vec(any::<u8>(), 1..40);
    let says = prop_oneof![
        "[a-z:/.]{0,30}".prop_map(Attestation::Pending),
        any::<u32>().prop_map(|height| Attestation::Bitcoin(height.into())),
        (any::<[u8; 8]>(), bytes()).prop_map(|(tag, payload)| Attestation::Other { tag, payload }),
    ];
    let leaf = says.prop_map(|says| Timestamp(vec![Branch::Says(says)]));
    leaf.prop_recursive(6, 40, 4, move |inner| {
        let step = prop_oneof![
            bytes().prop_map(Step::Append),
            bytes().prop_map(Step::Prepend),
            prop::sample::select(vec![Step::Sha256, Step::Ripemd160, Step::Keccak256, Step::Sha1, Step::Reverse, Step::Hexlify]),
        ];
        prop::collection::vec((step, inner), 1..4)
            .prop_map(|branches| Timestamp(branches.into_iter().map(|(step, rest)| Branch::Goes(step, rest)).collect()))
    })
}

proptest! {
    #[test]
    fn every_tree_is_read_back_and_merging_loses_and_invents_nothing(one in any_timestamp(), other in any_timestamp(), digest in any::<[u8; 32]>()) {
        let proof = Proof { digest, timestamp: one.clone() };
        prop_assert_eq!(Proof::read(&proof.to_bytes()).unwrap(), proof);
        let joined = Timestamp::joined(vec![one.clone(), other.clone()]).unwrap();
        let again = Timestamp::joined(vec![joined.clone(), other.clone(), one.clone()]).unwrap();
        let all = joined.attested(&digest);
        prop_assert!(again.attested(&digest).iter().all(|said| all.contains(said)));
        for said in one.attested(&digest).iter().chain(&other.attested(&digest)) {
            prop_assert!(all.contains(said));
        }
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        drop(Timestamp::read(&bytes));
        drop(Proof::read(&bytes));
    }
}
