//! A tip of 20 hops against a chain that holds them, and each of its hops forged in turn.

use std::fmt::Write as _;
use std::sync::Arc;

use spoor::explorer::replay::{Book, Fault, Faults, Replay};
use spoor::explorer::reread::{Seen, Verdict};
use spoor::explorer::still::{Found, Frozen, Holding, Says, Sighting};
use spoor::explorer::world::World;
use spoor::explorer::{HttpAnswer, HttpRequest};
use spoor::journal::FetchFailure;
use spoor::journal::recheck::{Recheck, Rechecked, Rechecking};
use spoor::money::{Address, Amount, Asset, Chain, TransferKind, TxId, UnixSeconds};
use spoor::tip::recheck::{self, Mark, Outcome, Standing};
use spoor::tip::{Payload, StillThere, TipHop};

use super::sample::{self, Dice, NOW};

pub(crate) const HOPS: usize = 20;

/// The payload of a tip of so many hops.
pub(crate) fn payload(hops: usize) -> Payload {
    sample::tip(11, hops).payload().clone()
}

/// A chain that holds exactly the hops of a payload.
pub(crate) fn chain_of(payload: &Payload) -> World {
    let mut rows = "block,time,tx,index,kind,from,to,asset,amount\n".to_owned();
    for hop in &payload.hops {
        let (kind, index) = if hop.kind == TransferKind::Internal { ("internal", 1) } else { ("native", 0) };
        writeln!(rows, "{},{},{},{index},{kind},{},{},native,{}", hop.block, hop.time.get(), hop.tx, hop.from, hop.to, hop.amount).unwrap();
    }
    let first = &payload.hops[0];
    let case = format!(
        r#"{{"id":"made","name":"Made","chain":"eip155:1","decimals":18,"unit":"coins","seeds":[{{"address":"{}","from_block":{}}}],"stolen":"1","source":"made","licence":"MIT"}}"#,
        first.to, first.block
    );
    World::from_files(&case, "address,name,category,source\n", &rows).unwrap()
}

fn asked_for(payload: &Payload, histories: bool) -> Recheck {
    Recheck {
        legs: recheck::legs(payload),
        sources: vec!["own:blockscout:http://127.0.0.1:8090".to_owned()],
        holding: recheck::holding(payload),
        sharing: histories.then(|| recheck::sharing(payload)),
        budget: if histories { 400 } else { 120 },
    }
}

/// Checks a payload on a chain, with faults if any, as the worker would.
fn check(payload: &Payload, replay: &mut Replay, histories: bool) -> (Outcome, Rechecked) {
    let mut checking = Rechecking::new(&asked_for(payload, histories));
    let mut at_ms = 0;
    while let Some(ask) = checking.next(NOW) {
        at_ms += 200 + ask.wait_ms;
        let answer = if ask.request.body.is_some() {
            Ok(HttpAnswer { status: 405, body: String::new(), retry_after_ms: None })
        } else {
            let served = replay.answer(&HttpRequest::get(ask.request.url), at_ms);
            match served.seen(45_000).1 {
                spoor::explorer::replay::Seen::Answer(answer) => Ok(answer),
                _ => Err(FetchFailure::Opaque),
            }
        };
        checking.take(answer, NOW);
    }
    let rechecked = checking.result(NOW, true);
    (recheck::conclude(payload, &rechecked.seen, &rechecked.mixed, rechecked.still.as_ref()), rechecked)
}

fn honest(payload: &Payload) -> Replay {
    Replay::of(Arc::new(Book::of(&chain_of(payload))))
}

#[test]
fn every_hop_of_a_true_tip_is_read_again_with_one_request_each() {
    let payload = payload(HOPS);
    let (outcome, rechecked) = check(&payload, &mut honest(&payload), false);
    assert_eq!((outcome.standing, outcome.wrong()), (Standing::Confirmed, vec![]), "{:#?}", outcome.hops);
    assert!(outcome.hops.iter().all(|line| line.result == Mark::Pass));
    assert_eq!(outcome.amounts.result, Mark::Pass);
    assert_eq!(rechecked.asked, 21, "one a hop, and one to look whether it is still there");
    assert!(outcome.to_string().starts_with("Confirmed on chain: each of the 20 hops"), "{outcome}");
    assert_eq!(outcome.still.result, Mark::Unknown, "this explorer has no node behind it");
    assert!(outcome.taint.iter().any(|line| line.sentence.contains("was not computed anew")));
}

#[test]
fn a_forged_hop_is_named_and_no_other() {
    let honest_payload = payload(HOPS);
    let world = chain_of(&honest_payload);
    let book = Arc::new(Book::of(&world));
    let mut dice = Dice::new(5);
    let (other, tx) = (dice.address(), dice.tx());
    let usdt = Asset::token(Chain::ETHEREUM, "0xdAC17F958D2ee523a2206206994597C13D831ec7".parse().unwrap());
    type Forge<'a> = Box<dyn Fn(&mut TipHop, &TipHop) + 'a>;
    let forgeries: [(&str, Forge<'_>); 9] = [
        ("amount", Box::new(|hop, _| hop.amount = hop.amount.plus(Amount::from(1)).unwrap())),
        ("recipient", Box::new(|hop, _| hop.to = other.clone())),
        ("sender", Box::new(|hop, _| hop.from = other.clone())),
        ("transaction", Box::new(|hop, _| hop.tx = tx)),
        ("another hop's transaction", Box::new(|hop, next| hop.tx = next.tx)),
        ("block", Box::new(|hop, _| hop.block.0 += 1)),
        ("time", Box::new(|hop, _| hop.time = UnixSeconds::new(hop.time.get() + 1))),
        ("asset", Box::new(|hop, _| hop.asset = usdt.clone())),
        (
            "kind",
            Box::new(|hop, _| {
                hop.kind = if hop.kind == TransferKind::Native { TransferKind::Token } else { TransferKind::Native };
            }),
        ),
    ];
    let mut count = 0;
    for (what, forge) in &forgeries {
        for at in 0..HOPS {
            let mut payload = honest_payload.clone();
            let next = payload.hops[(at + 1) % HOPS].clone();
            forge(&mut payload.hops[at], &next);
            let (outcome, _) = check(&payload, &mut Replay::of(Arc::clone(&book)), false);
            assert_eq!(outcome.wrong(), [at], "{what} of hop {at}: {}", outcome.hops[at].sentence);
            assert_eq!(outcome.standing, Standing::Refuted);
            assert!(outcome.to_string().contains(&format!("Hop {at} ")), "{outcome}");
            count += 1;
        }
    }
    println!("{count} forged hops, each named");
}

#[test]
fn no_fault_of_an_explorer_confirms_a_forged_hop_or_refutes_a_true_one() {
    let honest_payload = payload(HOPS);
    let mut forged = honest_payload.clone();
    forged.hops[7].amount = forged.hops[7].amount.plus(Amount::from(1)).unwrap();
    let book = Arc::new(Book::of(&chain_of(&honest_payload)));
    let mut unknown = 0;
    for fault in Fault::ALL {
        for rate in [30, 100] {
            let faulty = || Replay::of(Arc::clone(&book)).with_faults(Faults::only(fault, 3, rate));
            let (outcome, _) = check(&honest_payload, &mut faulty(), false);
            // An old copy and an empty list say that nothing is there, as an explorer does that knows of nothing.
            if !matches!(fault, Fault::Stale | Fault::Empty) {
                assert_eq!(outcome.wrong(), Vec::<usize>::new(), "{fault:?} at {rate} %: {:#?}", outcome.hops);
            }
            unknown += outcome.hops.iter().filter(|line| line.result == Mark::Unknown).count();
            let (outcome, _) = check(&forged, &mut faulty(), false);
            assert_ne!(outcome.hops[7].result, Mark::Pass, "{fault:?} at {rate} %");
            assert_ne!(outcome.standing, Standing::Confirmed, "{fault:?} at {rate} %");
        }
    }
    assert!(unknown > 100, "faults leave hops unknown: {unknown}");
}

#[test]
fn what_is_stopped_or_out_of_budget_is_unknown() {
    let payload = payload(HOPS);
    let mut replay = honest(&payload);
    let mut checking = Rechecking::new(&Recheck { budget: 5, holding: None, ..asked_for(&payload, false) });
    while let Some(ask) = checking.next(NOW) {
        let served = replay.answer(&HttpRequest::get(ask.request.url), 1_000);
        checking.take(Ok(HttpAnswer { status: served.status, body: served.body, retry_after_ms: None }), NOW);
    }
    let read = |rechecked: &Rechecked| rechecked.seen.iter().filter(|seen| seen.verdict == Verdict::Same).count();
    let spent = checking.result(NOW, true);
    assert_eq!((read(&spent), spent.asked), (5, 5));
    let mut checking = Rechecking::new(&asked_for(&payload, false));
    assert!(checking.next(NOW).is_some());
    checking.stop(NOW);
    assert_eq!(checking.next(NOW), None);
    let stopped = checking.result(NOW, true);
    assert!(stopped.seen.iter().all(|seen| matches!(&seen.verdict, Verdict::Unknown(why) if why.contains("stopped"))));
    assert!(matches!(stopped.still.unwrap().says, Says::Unknown(_)));
    let outcome = recheck::conclude(&payload, &spent.seen, &[], None);
    assert_eq!(outcome.standing, Standing::Partly);
}

#[test]
fn the_stolen_part_is_computed_anew_where_the_histories_can_be_read() {
    // Everything on this way is stolen, and nothing else came: what is paid on is stolen whole.
    let mut payload = payload(HOPS);
    let mut amount = payload.hops[0].amount;
    for hop in &mut payload.hops {
        amount = amount.share(Amount::from(9), Amount::from(10));
        (hop.amount, hop.tainted) = (amount, amount);
    }
    let (outcome, rechecked) = check(&payload, &mut honest(&payload), true);
    assert_eq!(outcome.standing, Standing::Confirmed, "{outcome}");
    let anew: Vec<Mark> = outcome.taint[1..].iter().map(|line| line.result).collect();
    assert_eq!(anew, vec![Mark::Pass; HOPS - 1], "{:#?}", outcome.taint);
    assert!(rechecked.asked > 21 && rechecked.asked < 100, "{} requests", rechecked.asked);
    let book = Arc::new(Book::of(&chain_of(&payload)));
    let mut less = payload.clone();
    less.hops[4].tainted = less.hops[4].tainted.share(Amount::from(1), Amount::from(2));
    let (outcome, _) = check(&less, &mut Replay::of(Arc::clone(&book)), true);
    let notes: Vec<&str> = outcome.taint.iter().filter(|line| line.result == Mark::Note).map(|line| line.sentence.as_str()).collect();
    // What half of it says of hop 4, and what follows from the half for hop 5.
    assert!(notes.len() == 2 && notes[0].contains("hop 4") && notes[1].contains("hop 5"), "{notes:#?}");
    let cut = Replay::of(book).with_faults(Faults::only(Fault::Trouble, 1, 100));
    let (outcome, _) = check(&payload, &mut { cut }, true);
    assert!(outcome.taint[1..].iter().all(|line| line.result == Mark::Unknown), "{:#?}", outcome.taint);
}

#[test]
fn more_stolen_money_than_there_is_refutes() {
    let mut payload = payload(4);
    let world = chain_of(&payload);
    payload.equations[0].stolen = payload.hops[0].tainted.share(Amount::from(1), Amount::from(2));
    let (outcome, _) = check(&payload, &mut Replay::of(Arc::new(Book::of(&world))), false);
    assert_eq!((outcome.standing, outcome.wrong()), (Standing::Refuted, vec![]));
    assert!(outcome.to_string().contains("more than the"), "{outcome}");
    let mut payload = self::payload(4);
    let world = chain_of(&payload);
    payload.hops[2].tainted = payload.hops[2].amount.plus(Amount::from(1)).unwrap();
    let (outcome, _) = check(&payload, &mut Replay::of(Arc::new(Book::of(&world))), false);
    assert_eq!(outcome.amounts.result, Mark::Changed, "{}", outcome.amounts.sentence);
    assert_eq!(outcome.standing, Standing::Refuted);
}

#[test]
fn whether_it_is_still_there_is_said_and_never_decides() {
    let payload = payload(3);
    let (_, rechecked) = check(&payload, &mut honest(&payload), false);
    let holding = Holding { account: payload.claim.at.clone(), asset: payload.claim.asset.clone() };
    let sighting = |amount| Sighting {
        holding: holding.clone(),
        by: Some("a.example".to_owned()),
        at: NOW,
        says: Says::Found(Found { amount, newest: None, frozen: Frozen::NotAsked, waiting: 0 }),
        answers: Vec::new(),
    };
    for (amount, mark, words) in [
        (payload.claim.tainted, Mark::Pass, "It is still there"),
        (Amount::from(1), Mark::Note, "A part of it is still there"),
        (Amount::ZERO, Mark::Note, "It has moved on"),
    ] {
        let outcome = recheck::conclude(&payload, &rechecked.seen, &[], Some(&sighting(amount)));
        assert_eq!((outcome.still.result, outcome.standing), (mark, Standing::Confirmed), "{words}");
        assert!(outcome.still.sentence.starts_with(words), "{}", outcome.still.sentence);
    }
    assert_eq!(recheck::still_there(&payload, None), StillThere::Unknown);
}

#[test]
fn a_hop_without_a_word_is_unknown() {
    let payload = payload(3);
    let outcome = recheck::conclude(&payload, &[], &[], None);
    assert_eq!((outcome.standing, outcome.by.len()), (Standing::Partly, 0));
    assert!(outcome.to_string().contains("nobody was asked"), "{outcome}");
    let nobody = Seen { by: None, verdict: Verdict::Unknown("nobody was chosen".to_owned()), row: None };
    let outcome = recheck::conclude(&payload, &vec![nobody; 9], &[], None);
    assert_eq!((outcome.hops.len(), outcome.standing), (3, Standing::Partly));
}

#[test]
fn an_address_of_a_tip_can_be_anything_and_nothing_breaks() {
    let mut payload = payload(3);
    payload.hops[1].from = Address::Evm([0; 20].into());
    payload.hops[1].tx = TxId::from_signature([7; 64]);
    let (outcome, _) = check(&payload, &mut honest(&self::payload(3)), false);
    assert_ne!(outcome.hops[1].result, Mark::Pass);
}
