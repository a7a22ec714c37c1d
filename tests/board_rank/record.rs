//! What became of one's own tips, and the text of a claim.

use spoor::board::entry::{Content, Correction, Reason, Received, Split, Stamped};
use spoor::board::record::{Fate, Mine, claim, record};
use spoor::money::{Account, Address};
use spoor::tip::{Count, Tip};

use super::feed::{
    CASE, DAY, Feed, HOUR, coins, corrected, frozen, hash, key, paid, received, refused, released, returned, time, usdt, verified,
};
use super::sample;

fn mine(tip: &str, reporter: u8, facts: &str) -> Mine {
    Mine {
        tip: hash(tip),
        commitment: hash(&format!("{tip} by {reporter}")),
        facts: hash(facts),
        key: key(reporter),
        case: CASE.to_owned(),
        headline: "10 USDT of the theft".to_owned(),
        issued_at: time(DAY - HOUR),
        payout: Account::new(spoor::money::Chain::ETHEREUM, key(0x77)).unwrap(),
        stamped: Some(Stamped { block: Count(885_000), time: time(DAY - HOUR) }),
    }
}

#[test]
fn a_tip_is_followed_from_its_receipt_to_its_payment() {
    let own = [mine("a", 1, "x")];
    let mut feed = Feed::with_terms(Split::Equal);
    let mut fates = Vec::new();
    let mut look = |feed: &Feed| {
        let found = record(&own, &feed.tally(), false).tips.remove(0);
        fates.push(found.fate);
        found
    };
    assert_eq!(look(&feed).sentence, "This feed does not know it.");
    feed.say(received("a", 1, DAY));
    look(&feed);
    feed.say(verified("a", "x", coins("1000")));
    look(&feed);
    let freeze = feed.say(frozen("f1", coins("1000"), DAY + HOUR, &["a"]));
    assert_eq!(look(&feed).rewards[0].estimate.as_ref().unwrap().shares[0].amount, coins("50"));
    feed.say(returned("f1", usdt(), coins("600"), DAY + 2 * HOUR));
    let due = look(&feed);
    assert_eq!(
        due.proofs.iter().map(|line| (line.entry, line.kind.as_str())).collect::<Vec<_>>(),
        [(1, "case"), (2, "received"), (3, "verified"), (4, "frozen"), (5, "returned")]
    );
    assert!(due.proofs.iter().all(|proof| feed.lines[usize::try_from(proof.entry).unwrap()].1 == proof.line));
    feed.say(paid("f1", Some("a"), coins("29")));
    look(&feed);
    feed.say(paid("f1", Some("a"), coins("1")));
    look(&feed);
    feed.say(corrected(freeze, Correction::Disputed));
    assert!(look(&feed).sentence.ends_with("Something that this rests on is disputed."));
    use Fate::{Due, Frozen, NotSeen, Paid, Received, Verified};
    assert_eq!(fates, [NotSeen, Received, Verified, Frozen, Due, Due, Paid, Paid]);
}

#[test]
fn what_became_of_tips_that_earn_nothing() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(received("first", 9, DAY));
    feed.say(received("late", 1, DAY + 1));
    feed.say(received("wrong", 1, DAY));
    feed.say(received("again", 1, DAY));
    feed.say(received("once more", 1, DAY + 1));
    feed.say(received("gone", 1, DAY));
    for (tip, facts) in [("first", "x"), ("late", "x"), ("again", "y"), ("once more", "y"), ("gone", "z")] {
        feed.say(verified(tip, facts, coins("1000")));
    }
    feed.say(refused("wrong", Reason::Wrong, None));
    feed.say(frozen("f1", coins("1000"), DAY + HOUR, &["gone"]));
    feed.say(released("f1", DAY + 2 * HOUR));
    feed.say(returned("f1", usdt(), coins("1000"), DAY + 3 * HOUR));
    let own: Vec<Mine> =
        [("late", "x"), ("wrong", "?"), ("once more", "y"), ("gone", "z"), ("never", "x")].map(|(tip, facts)| mine(tip, 1, facts)).into();
    let found = record(&own, &feed.tally(), false);
    let fates: Vec<Fate> = found.tips.iter().map(|tip| tip.fate).collect();
    assert_eq!(fates, [Fate::Beaten, Fate::Refused, Fate::Repeated, Fate::Returned, Fate::NotSeen]);
    assert_eq!(found.tips[0].other.as_ref().unwrap().key, key(9));
    assert_eq!(found.tips[1].refused, Some((Reason::Wrong, None)));
    assert!(found.tips[4].sentence.contains("told the same, known by"), "{}", found.tips[4].sentence);
    assert_eq!(claim(&found, &own, &key(1), "https://portal.example/feed/"), None, "nothing is due");
    let text = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<spoor::board::record::Record>(&text).unwrap(), found);
}

#[test]
fn the_same_content_under_another_key_is_shown_as_anothers() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(received("a", 2, DAY));
    let found = record(&[mine("a", 1, "x")], &feed.tally(), false).tips.remove(0);
    assert_eq!((found.fate, found.signed_again[0].key.clone()), (Fate::NotSeen, key(2)));
    feed.say(received("a", 1, DAY + 1));
    let found = record(&[mine("a", 1, "x")], &feed.tally(), false).tips.remove(0);
    assert_eq!((found.fate, found.signed_again.len()), (Fate::Received, 1));
}

#[test]
fn a_claim_says_what_can_be_looked_up_and_nothing_with_power() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(received("a", 1, DAY));
    feed.say(verified("a", "x", coins("1000")));
    let mut hostile = frozen("f1", coins("1000"), DAY + HOUR, &["a"]);
    if let Content::Frozen(one) = &mut hostile {
        one.by = "<b onclick=x>[T\u{202e}ether](https://evil.example)".to_owned();
    }
    feed.say(hostile);
    feed.say(returned("f1", usdt(), coins("1000"), DAY + 2 * HOUR));
    feed.say(paid("f1", Some("a"), coins("20")));
    let own = [mine("a", 1, "x")];
    let found = record(&own, &feed.tally(), false);
    let text = claim(&found, &own, &key(1), "https://portal.example/feed/").unwrap();
    for part in [
        "Bounty claim: 30 USDT (eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7)",
        "Claimed by: 0x0101010101010101010101010101010101010101",
        "\nFeed: https://portal.example/feed/\n",
        "Pay to: eip155:1:0x7777777777777777777777777777777777777777",
        "Time stamp of its card: Bitcoin block 885000 of 2025-02-28T23:00:00Z",
        "Freeze f1: 30 USDT",
        "5 % of 1,000 USDT = 50 USDT; 1 first reporter: 50 USDT.",
        "Stated as of 2025-02-21 by docs.example.org/terms (entry 1).",
        "Paid to 0x0101010101010101010101010101010101010101: 20 USDT of 50 USDT due. 30 USDT is still open.",
        &format!("Tip {}", hash("a")),
        &format!("Commitment: {}", hash("a by 1")),
        &format!("read up to its head, SHA-256 {}, of 7 entries.", feed.lines[6].1),
        &format!("- entry 5, returned, 2025-03-01T00:03:00Z: {}", feed.lines[5].1),
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(text.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)));
    assert!(text.matches("://").count() == 1 && text.contains("\\<b onclick=x\\>"), "only the feed's own address opens: {text}");
    let odd = claim(&found, &own, &key(1), "https://portal.example/[x](y)").unwrap();
    assert!(!odd.contains("://") && !odd.contains("[x]("), "{odd}");
    assert_eq!(claim(&found, &own, &key(2), "x"), None, "of another key nothing is claimed");
}

#[test]
fn a_real_tip_is_found_by_its_commitment() {
    let tip: Tip = sample::tip(5, 4);
    let own = Mine::of(&tip, None).unwrap();
    assert_eq!((own.tip.to_string(), own.key.clone()), (tip.id(), Address::Evm(tip.signer())));
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(Content::Received(Received {
        tip: own.tip,
        commitment: spoor::board::Hash(tip.card().commitment),
        case: own.case.clone(),
        reporter: own.key.clone(),
        name: None,
        received: time(DAY),
        stamped: None,
    }));
    assert_eq!(record(&[own], &feed.tally(), false).tips[0].fate, Fate::Received);
}
