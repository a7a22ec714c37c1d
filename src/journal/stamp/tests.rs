//! Calendars and explorers by hand: promises, silence, half answers, the wrong block.

use alloy_primitives::hex;

use super::super::tips::{KeptStamp, KeptTip, Mark};
use super::*;
use crate::explorer::support::opentimestamps::{InBlock, Standing, Step};

const COMPLETE: &[u8] = include_bytes!("../../../tests/fixtures/opentimestamps/hello-world.txt.ots");
const CARD: &str = "Hello World!\n";
const HEADER: &str = include_str!("../../../tests/fixtures/opentimestamps/block-358391.hex");
const BLOCK: &str = "000000000000000003e892881a8cdcdc117c06d444057c98b6f04a9ee75a2319";
const FIRST: &str = "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c";
const FIRST_NAME: &str = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";
const ALICE: &str = "https://alice.btc.calendar.opentimestamps.org";
const FINNEY: &str = "https://finney.calendar.eternitywall.com";
const NOW: UnixSeconds = UnixSeconds::new(1_745_000_000);

fn ok(body: Vec<u8>) -> Result<BytesAnswer, FetchFailure> {
    Ok(BytesAnswer { status: 200, body })
}

fn text(status: u16, body: &str) -> Result<HttpAnswer, FetchFailure> {
    Ok(HttpAnswer { status, body: body.to_owned(), retry_after_ms: None })
}

fn bytes(timestamp: &Timestamp) -> Vec<u8> {
    let mut bytes = Vec::new();
    timestamp.write(&mut bytes);
    bytes
}

/// A calendar's answer: one step and its promise.
fn promise(uri: &str, salt: u8) -> Vec<u8> {
    let leaf =
        [&[0u8][..], &[0x83, 0xdf, 0xe3, 0x0d, 0x2e, 0xf9, 0x0c, 0x8e, uri.len() as u8 + 1, uri.len() as u8], uri.as_bytes()].concat();
    bytes(&Timestamp::after(Step::Append(vec![salt]), Timestamp::read(&leaf).unwrap()))
}

fn tip() -> KeptTip {
    KeptTip {
        commitment: format!("0x{}", "ab".repeat(32)),
        id: "cd".repeat(32),
        case_id: "bybit-2025-02-21".to_owned(),
        headline: "x".to_owned(),
        at: NOW,
        card: CARD.to_owned(),
        json: "{}".to_owned(),
        card_out: None,
        handed: None,
        stamp: None,
        said: Vec::new(),
    }
}

fn stamp() -> Stamp {
    Stamp::new(tip().card_sha256(), [9; 16])
}

#[test]
fn two_promises_are_enough_and_one_will_do() {
    for (answers, asked, promises) in [
        (vec![ok(promise(ALICE, 1)), ok(promise(FINNEY, 2))], 2, 2),
        (vec![Err(FetchFailure::Opaque), ok(promise(FINNEY, 2)), Ok(BytesAnswer { status: 503, body: b"busy\xff".to_vec() })], 8, 1),
        (vec![ok(b"<html>".to_vec()), ok(Vec::new()), Err(FetchFailure::HostOff)], 8, 0),
        (vec![Err(FetchFailure::NetworkOff); 8], 8, 0),
    ] {
        let mut posting = Posting::new(stamp());
        let mut hosts = Vec::new();
        let mut answers = answers.into_iter();
        while let Some(request) = posting.ask() {
            assert_eq!(request.body.as_deref(), Some(hex::encode(stamp().body()).as_str()), "nothing but the salted digest leaves");
            hosts.push(request.host().to_owned());
            posting.take(&request, answers.next().unwrap_or(Err(FetchFailure::TimedOut)));
        }
        let (proof, said) = posting.done();
        assert_eq!(
            (hosts.len(), said.len(), proof.as_ref().map_or(0, |proof| proof.promises().len())),
            (asked, asked, promises),
            "{said:?}"
        );
        assert_ne!(hosts[0].rsplit('.').nth(1), hosts[1].rsplit('.').nth(1), "two operators");
        assert!(said.iter().zip(&hosts).all(|(said, host)| said.starts_with(host) && said.ends_with('.')), "{said:?}");
        if let Some(proof) = proof {
            assert_eq!(proof.digest, tip().card_sha256());
        }
    }
    // An answer without anybody's word.
    let other = bytes(&Timestamp::read(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 0]).unwrap());
    let mut posting = Posting::new(stamp());
    let request = posting.ask().unwrap();
    posting.take(&request, ok(other));
    assert_eq!(posting.done(), (None, vec!["a.pool.opentimestamps.org: it answered without a promise.".to_owned()]));
}

/// A proof with promises of three calendars, one of which nobody knows.
fn pending() -> Proof {
    let answers = [(ALICE, 1), (FINNEY, 2), ("https://evil.example", 3)];
    stamp().proof(answers.map(|(uri, salt)| Timestamp::read(&promise(uri, salt)).unwrap()).to_vec()).unwrap()
}

#[test]
fn each_promise_is_asked_of_its_own_calendar_and_silence_is_said() {
    let done = bytes(&Timestamp::after(Step::Sha256, Timestamp::read(&[0, 0x05, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19, 0x01, 1, 7]).unwrap()));
    for (alice, said) in [
        (ok(done.clone()), "has kept its promise"),
        (
            Ok(BytesAnswer { status: 404, body: b"Pending confirmation in Bitcoin blockchain".to_vec() }),
            "not yet; it answered with status 404 (\"Pending",
        ),
        (Err(FetchFailure::Opaque), "Most often that means: not in Bitcoin yet"),
        (Err(FetchFailure::HostOff), "you have switched it off"),
        (Ok(BytesAnswer { status: 500, body: Vec::new() }), "it answered with status 500."),
        (ok(b"nonsense".to_vec()), "unknown kind"),
        (ok(promise(ALICE, 7)), "no Bitcoin block is named"),
    ] {
        let kept = alice == ok(done.clone());
        let mut completing = Completing::new(pending());
        let mut hosts = Vec::new();
        while let Some(request) = completing.ask() {
            assert_eq!(request.body, None);
            hosts.push(request.host().to_owned());
            let answer = if request.url.starts_with(ALICE) { alice.clone() } else { Err(FetchFailure::TimedOut) };
            completing.take(&request, answer);
        }
        assert_eq!(hosts, ["alice.btc.calendar.opentimestamps.org", "finney.calendar.eternitywall.com"]);
        let (proof, sentences) = completing.done();
        assert!(sentences[0].contains(said), "{sentences:?}");
        assert!(sentences[2].contains("https://evil.example is not a calendar that Spoor asks"), "{sentences:?}");
        assert_eq!(proof.blocks().len(), usize::from(kept));
        assert_eq!(proof.promises().iter().any(|promise| promise.uri == ALICE), !kept);
    }
}

#[test]
fn the_header_comes_from_the_first_explorer_that_has_the_right_one() {
    let proof = Proof::read(COMPLETE).unwrap();
    let names = ["blockchain-info", "mempool", "recorded", "own:esplora:http://127.0.0.1:3000/api", "nobody"].map(str::to_owned);
    let good = || vec![text(200, &format!("{BLOCK}\n")), text(200, HEADER)];
    for (answers, by, said) in [
        (good(), Some("mempool.space"), ""),
        ([vec![text(200, "<html>")], good()].concat(), Some("127.0.0.1:3000"), "no block's hash"),
        ([vec![Err(FetchFailure::HostOff)], good()].concat(), Some("127.0.0.1:3000"), "switched it off"),
        ([vec![text(404, "Block not found")], good()].concat(), Some("127.0.0.1:3000"), "no block of that height"),
        ([vec![text(200, BLOCK), text(200, FIRST)], good()].concat(), Some("127.0.0.1:3000"), "hashes to"),
        ([vec![text(200, BLOCK), text(500, "")], good()].concat(), Some("127.0.0.1:3000"), "status 500 for the header"),
        // A real header of another block is not the last word.
        ([vec![text(200, FIRST_NAME), text(200, FIRST)], good()].concat(), Some("127.0.0.1:3000"), ""),
        (vec![text(200, FIRST_NAME), text(200, FIRST), Err(FetchFailure::TimedOut)], Some("mempool.space"), "no answer in 45 seconds"),
        (vec![Err(FetchFailure::NetworkOff), Err(FetchFailure::NetworkOff)], None, "switched the network off"),
    ] {
        let mut checking = Checking::new(&proof, &names).unwrap();
        let mut answers = answers.into_iter();
        let mut asked = Vec::new();
        while let Some(request) = checking.ask() {
            asked.push(request.url);
            checking.take(answers.next().unwrap());
        }
        assert_eq!(answers.next(), None);
        assert_eq!(asked[0], "https://mempool.space/api/block-height/358391");
        let (header, sentences) = checking.done(NOW);
        assert_eq!(header.as_ref().map(|header| header.by.as_str()), by, "{sentences:?}");
        assert!(sentences.join(" ").contains(said) && sentences.is_empty() == said.is_empty(), "{sentences:?}");
        let mut tip = tip();
        tip.stamp = Some(KeptStamp { proof: hex::encode(COMPLETE), at: NOW, header: header.clone() });
        let Some(Ok(Standing::Bitcoin { height: 358_391, block })) = tip.standing() else { panic!() };
        let right = header.as_ref().is_some_and(|header| header.hash == BLOCK);
        assert_eq!(matches!(block, InBlock::Holds { .. }), right);
        assert_eq!(block == InBlock::NotChecked, header.is_none());
    }
    assert!(Checking::new(&pending(), &names).is_none());
    let mut nobody = Checking::new(&proof, &["blockstream".to_owned()][..0]).unwrap();
    assert_eq!(nobody.ask(), None);
    assert!(nobody.done(NOW).1[0].contains("switch on an Esplora"));
}

#[test]
fn what_is_kept_of_a_tip_grows_and_loses_nothing() {
    let mut one = tip();
    assert!(!one.is_committed());
    assert_eq!(one.standing(), None);
    one.mark(Mark::Tip, NOW);
    assert!(!one.is_committed(), "handing it in is no commitment");
    one.mark(Mark::Card, NOW);
    one.mark(Mark::Card, UnixSeconds::new(NOW.get() + 9));
    assert_eq!((one.is_committed(), one.card_out), (true, Some(NOW)));

    let mut stamped = tip();
    stamped.stamped(pending(), NOW);
    assert!(stamped.is_committed());
    // Stamped again with another salt: both are kept, the first time counts.
    let again = Stamp::new(stamped.card_sha256(), [8; 16]).proof(vec![Timestamp::read(&promise(ALICE, 4)).unwrap()]).unwrap();
    stamped.stamped(again, UnixSeconds::new(NOW.get() + 60));
    let kept = stamped.stamp.as_ref().unwrap();
    assert_eq!((kept.at, kept.proof().unwrap().promises().len()), (NOW, 4));
    let before = stamped.clone();
    stamped.stamped(Stamp::new([1; 32], [8; 16]).proof(vec![Timestamp::read(&promise(ALICE, 4)).unwrap()]).unwrap(), NOW);
    assert_eq!(stamped, before, "a proof of something else is not taken");

    let mut fresh = tip();
    fresh.take_over(one.clone());
    fresh.take_over(stamped.clone());
    assert_eq!((fresh.card_out, fresh.handed, fresh.stamp.clone()), (one.card_out, one.handed, stamped.stamp));
    let back: KeptTip = serde_json::from_str(&serde_json::to_string(&fresh).unwrap()).unwrap();
    assert_eq!(back, fresh);
    // What storage gives back is not taken at its word.
    let broken = KeptStamp { proof: "zz".to_owned(), ..fresh.stamp.clone().unwrap() };
    assert!(matches!(KeptTip { stamp: Some(broken), ..fresh }.standing(), Some(Err(_))));
    let forged = KeptHeader { height: 1, hash: BLOCK.to_owned(), raw: FIRST.to_owned(), by: String::new(), at: NOW };
    assert_eq!(forged.header(), None);
}
