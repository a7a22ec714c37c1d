//! What two tips have in common.

use spoor::board::{facts, overlap};
use spoor::tip::Payload;

use super::feed::hash;
use super::sample;

fn payload(seed: u64, hops: usize) -> Payload {
    sample::tip(seed, hops).payload().clone()
}

#[test]
fn who_tells_the_same_has_the_same_digest() {
    let tip = payload(1, 4);
    assert_eq!(facts(&tip), facts(&payload(1, 4)));
    let same: [fn(&mut Payload); 5] = [
        |tip| tip.note = Some("In other words.".to_owned()),
        |tip| tip.method.engine.version = "9.9.9".to_owned(),
        |tip| tip.claim.tainted = 1.into(),
        |tip| tip.hops.iter_mut().for_each(|hop| hop.pos = "row:7".parse().unwrap()),
        |tip| tip.sources.clear(),
    ];
    for change in same {
        let mut other = tip.clone();
        change(&mut other);
        assert_eq!(facts(&other), facts(&tip));
    }
    let others: [fn(&mut Payload); 4] = [
        |tip| tip.case.id.push('x'),
        |tip| tip.claim.at = super::feed::place(),
        |tip| tip.claim.asset = super::feed::usdt(),
        |tip| tip.hops.iter_mut().for_each(|hop| hop.tx = spoor::money::TxId::from_bytes([7; 32])),
    ];
    for change in others {
        let mut other = tip.clone();
        change(&mut other);
        assert_ne!(facts(&other), facts(&tip));
    }
}

#[test]
fn the_digest_is_of_lines_that_anybody_can_write() {
    let tip = payload(3, 3);
    let last = tip.hops.last().unwrap();
    assert_eq!((&last.to, &last.asset), (tip.claim.at.address(), &tip.claim.asset));
    let text = format!("facts/1\n{}\n{}\n{}\n{}\n", tip.case.id, tip.claim.at, tip.claim.asset, last.tx);
    assert_eq!(facts(&tip), hash(&text));
}

#[test]
fn what_is_nearly_the_same_is_measured() {
    let tip = payload(1, 5);
    let own = tip.hops.len() as u64 - 1;
    let same = overlap(&tip, &tip);
    assert!(same.same_facts && same.same_case && same.same_account && same.same_asset && same.passes);
    assert_eq!((same.shared, same.of_first, same.millionths()), (own, own, 1_000_000), "the theft's own hop is not counted");

    let mut shorter = tip.clone();
    shorter.hops.pop();
    let before = shorter.hops.last().unwrap().clone();
    shorter.claim.at = spoor::money::Account::new(before.chain, before.to).unwrap();
    let near = overlap(&tip, &shorter);
    assert!(!near.same_facts && !near.same_account && near.passes);
    assert_eq!((near.shared, near.of_first, near.of_second, near.millionths()), (own - 1, own, own - 1, 1_000_000));
    let back = overlap(&shorter, &tip);
    assert_eq!((back.shared, back.of_first, back.of_second), (near.shared, near.of_second, near.of_first));

    let other = overlap(&tip, &payload(2, 5));
    assert_eq!((other.shared, other.millionths(), other.same_account), (0, 0, false));
    let mut none = tip.clone();
    none.hops.clear();
    assert_eq!(overlap(&none, &tip).millionths(), 0);
    assert_eq!(facts(&none), facts(&none.clone()), "a way of nothing has a digest too");
}
