//! Reading again: what is found, what is not, and what nobody could say.

use std::sync::Arc;

use spoor::explorer::replay::{Book, Replay};
use spoor::explorer::reread::{Leg, Reread, Seen, Silence, Verdict, judge};
use spoor::explorer::source::Source;
use spoor::explorer::world::World;
use spoor::explorer::{AnswerError, HttpAnswer, HttpRequest, Page, confirm};
use spoor::money::{Address, Amount, Asset, Chain, Position, Transfer, TransferKind, TxId, UnixSeconds};

/// Three rows of one transaction, two of them alike, and a payment of its own.
pub(crate) fn world() -> World {
    let (a, b, c) = ("0x".to_owned() + &"a1".repeat(20), "0x".to_owned() + &"b2".repeat(20), "0x".to_owned() + &"c3".repeat(20));
    let usdt = "0xdac17f958d2ee523a2206206994597c13d831ec7";
    let one = format!("0x{:064x}", 0x11);
    let two = format!("0x{:064x}", 0x22);
    let case = format!(
        r#"{{"id":"made","name":"Made","chain":"eip155:1","decimals":18,"unit":"coins","seeds":[{{"address":"{a}","from_block":20000000}}],"stolen":"1","source":"made","licence":"MIT"}}"#
    );
    let rows = format!(
        "block,time,tx,index,kind,from,to,asset,amount\n\
         20000000,1700000000,{one},0,native,{a},{b},native,500\n\
         20000010,1700000120,{two},0,token,{b},{c},{usdt},7\n\
         20000010,1700000120,{two},1,token,{b},{c},{usdt},7\n\
         20000010,1700000120,{two},2,token,{b},{a},{usdt},9\n"
    );
    World::from_files(&case, "address,name,category,source\n", &rows).unwrap()
}

pub(crate) fn stated(world: &World) -> Vec<Transfer> {
    world.rows().iter().map(|row| row.transfer(Chain::ETHEREUM)).collect()
}

fn source() -> Vec<Source> {
    vec!["own:blockscout:http://127.0.0.1:8090".parse().unwrap()]
}

/// Reads everything again from the replay.
fn read(legs: Vec<Leg>, world: &World, budget: u32, change: &dyn Fn(HttpAnswer) -> Result<HttpAnswer, Silence>) -> (Vec<Seen>, u32) {
    let mut replay = Replay::of(Arc::new(Book::of(world)));
    let mut reread = Reread::new(legs, &source(), budget);
    while let Some(ask) = reread.ask() {
        let served = replay.answer(&HttpRequest::get(ask.request.url), u64::from(reread.asked()) * 1_000);
        reread.take(change(HttpAnswer { status: served.status, body: served.body, retry_after_ms: None }));
    }
    (reread.all(), reread.asked())
}

fn leg(transfer: &Transfer) -> Leg {
    Leg { transfer: transfer.clone(), nth: 0 }
}

#[test]
fn what_is_there_is_found_and_no_list_is_asked_twice() {
    let world = world();
    let all = stated(&world);
    let legs: Vec<Leg> = all.iter().map(|one| Leg { transfer: one.clone(), nth: confirm::place_among(one, &all) }).collect();
    let (seen, asked) = read(legs, &world, 20, &Ok);
    for (one, seen) in all.iter().zip(&seen) {
        assert_eq!((seen.verdict.clone(), seen.by.as_deref()), (Verdict::Same, Some("127.0.0.1:8090")), "{one:?}");
        assert_eq!(seen.row.as_ref().map(|row| row.amount), Some(one.amount));
    }
    assert_eq!(asked, 2, "one question a transaction");
}

#[test]
fn what_is_stated_otherwise_is_named() {
    let world = world();
    let all = stated(&world);
    let (native, token) = (all[0].clone(), all.iter().find(|one| one.kind == TransferKind::Token).unwrap().clone());
    let other = Address::Evm([9; 20].into());
    let cases: [(&str, Transfer, &str); 8] = [
        ("amount", Transfer { amount: Amount::from(501), ..native.clone() }, "it says 500 base units, not 501"),
        ("recipient", Transfer { to: other.clone(), ..native.clone() }, "received it"),
        ("sender", Transfer { from: other, ..native.clone() }, "sent it"),
        ("block", Transfer { block: 20_000_001, ..native.clone() }, "it says block 20000000, not 20000001"),
        ("time", Transfer { at: UnixSeconds::new(1_700_000_001), ..native.clone() }, "it says 2023-11-14T22:13:20Z"),
        ("asset", Transfer { asset: Asset::native(Chain::ETHEREUM), ..token.clone() }, "moved, not"),
        ("a third alike", token.clone(), "it shows 2 such transfers, not 3 or more"),
        ("transaction", Transfer { tx: TxId::from_bytes([7; 32]), ..native.clone() }, "does not know the transaction"),
    ];
    for (what, forged, words) in cases {
        let nth = if what == "a third alike" { 2 } else { 0 };
        let (seen, _) = read(vec![leg(&all[0]), Leg { transfer: forged, nth }], &world, 20, &Ok);
        assert_eq!(seen[0].verdict, Verdict::Same, "{what}");
        let how = match &seen[1].verdict {
            Verdict::Changed(how) | Verdict::NotThere(how) => how.clone(),
            other => panic!("{what}: {other:?}"),
        };
        assert!(how.contains(words), "{what}: {how}");
        assert_eq!(matches!(seen[1].verdict, Verdict::NotThere(_)), what == "transaction", "{what}");
    }
}

#[test]
fn what_both_state_beside_the_content_must_agree() {
    let row = stated(&world())[1].clone();
    let hash = |byte| Some(TxId::from_bytes([byte; 32]));
    let judged = |stated: Transfer, rows: &[Transfer]| judge(&leg(&stated), &Page { transfers: rows.to_vec(), ..Page::default() }).0;
    let with = |position: Position, block_hash| Transfer { position, block_hash, ..row.clone() };
    for (what, ours, theirs, same) in [
        ("one hash", with(Position::Log(3), hash(1)), with(Position::Log(3), hash(1)), true),
        ("two hashes", with(Position::Log(3), hash(1)), with(Position::Log(3), hash(2)), false),
        ("no hash there", with(Position::Log(3), hash(1)), with(Position::Log(3), None), true),
        ("no hash stated", with(Position::Log(3), None), with(Position::Log(3), hash(2)), true),
        ("another place", with(Position::Log(3), None), with(Position::Log(4), None), false),
        ("a place of another kind", with(Position::Log(3), None), with(Position::Row(0), None), true),
        ("no time there", with(Position::Log(3), None), Transfer { at: UnixSeconds::new(0), ..with(Position::Log(3), None) }, true),
    ] {
        let verdict = judged(ours, &[theirs]);
        assert_eq!(verdict == Verdict::Same, same, "{what}: {verdict:?}");
        assert_eq!(matches!(verdict, Verdict::Changed(_)), !same, "{what}");
    }
    let failed = Page { transfers: vec![row.clone()], failed: vec![row.tx], ..Page::default() };
    assert!(matches!(judge(&leg(&row), &failed).0, Verdict::Changed(how) if how.contains("failed")));
}

#[test]
fn what_is_not_an_answer_is_unknown_and_never_right() {
    let world = world();
    let legs: Vec<Leg> = stated(&world).iter().map(leg).collect();
    let answer = |status, body: &str| HttpAnswer { status, body: body.to_owned(), retry_after_ms: None };
    let passing = |is_passing| Silence { why: "no readable answer".to_owned(), is_passing };
    type Change<'a> = Box<dyn Fn(HttpAnswer) -> Result<HttpAnswer, Silence> + 'a>;
    let cases: [(&str, Change<'_>, u32); 7] = [
        ("a web page", Box::new(|_| Ok(answer(200, "<html>are you a human?</html>"))), 2),
        ("nothing", Box::new(|_| Ok(answer(200, ""))), 6),
        ("cut", Box::new(|whole| Ok(answer(200, &whole.body[..whole.body.len() / 2]))), 6),
        ("trouble", Box::new(|_| Ok(answer(502, ""))), 6),
        ("busy", Box::new(|_| Ok(answer(429, ""))), 6),
        ("silence", Box::new(|_| Err(passing(true))), 6),
        ("no way out", Box::new(|_| Err(passing(false))), 2),
    ];
    for (what, change, requests) in cases {
        let (seen, asked) = read(legs.clone(), &world, 20, change.as_ref());
        assert!(seen.iter().all(|one| matches!(one.verdict, Verdict::Unknown(_)) && one.row.is_none()), "{what}: {seen:?}");
        assert_eq!(asked, requests, "{what}");
    }
    let (seen, asked) = read(legs.clone(), &world, 1, &Ok);
    assert_eq!((seen[0].verdict.clone(), asked), (Verdict::Same, 1));
    assert!(matches!(&seen[1].verdict, Verdict::Unknown(why) if why.contains("spent")), "{seen:?}");
    let nobody = Reread::new(legs, &["mempool".parse().unwrap()], 20);
    assert!(nobody.all().iter().all(|one| one.by.is_none() && matches!(one.verdict, Verdict::Unknown(_))));
}

#[test]
fn a_host_that_asks_for_time_gets_it_and_then_the_question_again() {
    let world = world();
    let mut reread = Reread::new(vec![leg(&stated(&world)[0])], &source(), 20);
    let first = reread.ask().unwrap();
    assert_eq!(first.wait_ms, 0);
    reread.take(Ok(HttpAnswer { status: 429, body: String::new(), retry_after_ms: Some(7_000) }));
    let again = reread.ask().unwrap();
    assert_eq!((again.request, again.wait_ms), (first.request.clone(), 7_000));
    reread.take(Ok(HttpAnswer { status: 429, body: String::new(), retry_after_ms: Some(3_600_000) }));
    assert_eq!(reread.ask(), None, "nobody waits an hour");
    let busy = AnswerError::Limited { host: first.request.host().to_owned(), status: 429, retry_after_ms: None };
    assert_eq!(reread.seen(0).verdict, Verdict::Unknown(busy.to_string()));
}

#[test]
fn what_was_stopped_stays_unknown() {
    let world = world();
    let mut reread = Reread::new(stated(&world).iter().map(leg).collect(), &source(), 20);
    assert!(reread.ask().is_some());
    reread.give_up("you stopped it");
    assert_eq!((reread.ask(), reread.progress()), (None, (4, 4)));
    assert!(reread.all().iter().all(|one| one.verdict == Verdict::Unknown("you stopped it".to_owned())));
}
