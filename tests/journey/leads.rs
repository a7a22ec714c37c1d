//! Where a bridge has no record: payments alike on other chains, as leads that count nowhere.

use spoor::money::{Chain, UnixSeconds};
use spoor::trace::view::LeadKind;

use crate::bridges::{DIAMOND, lifi, polygon_usdc};
use crate::made::*;

#[test]
fn what_a_bridge_does_not_know_leaves_a_lead() {
    let (theft, mut outside) = lifi();
    outside.bridges = vec![("li.quest", 404, r#"{"message":"Transfer not found","status":"NOT_FOUND"}"#.to_owned())];
    let t = theft.at;
    // Beside the payment alike: a smaller one, and one alike a day later.
    outside.moved.push(pay([0xd1; 32], t + 500, &evm(0x7b), &theft.thief, &polygon_usdc(), 500_000_000));
    outside.moved.push(pay([0xd2; 32], t + 90_000, &evm(0x7b), &theft.thief, &polygon_usdc(), 998_500_000));
    let played = play(&theft, settings(&[POLYGON, Chain::BITCOIN]), &outside);
    let [lead] = played.view.leads.as_slice() else { panic!("{:?} {:?}", played.view.leads, played.asked) };
    assert_eq!((lead.what, lead.one_of, lead.of), (LeadKind::Bridge, 1, 2));
    assert_eq!(played.view.nodes[lead.from].account.address().to_string(), DIAMOND);
    assert_eq!((lead.payment.at, lead.to.chain()), (UnixSeconds::new(t + 320), POLYGON));
    assert!(lead.clue.starts_with("This is an inference: ") && lead.clue.contains("2 minutes after"), "{}", lead.clue);
    // It counts nowhere.
    assert!(played.view.links.is_empty() && played.view.equations.len() == 1);
    assert!(played.view.nodes.iter().all(|node| node.account.chain() == Chain::ETHEREUM));
    let last: Vec<&String> = played.asked.iter().rev().take(1).collect();
    assert_eq!(last, [&format!("https://evm137.example/address/{}", theft.thief)], "asked once, after everything else");
    assert_eq!(played.asked.iter().filter(|url| url.contains("evm137")).count(), 1);
}

#[test]
fn nothing_is_looked_for_where_nobody_was_chosen_or_the_record_is_known() {
    let (theft, mut outside) = lifi();
    let known = play(&theft, settings(&[POLYGON]), &outside);
    assert!(known.view.leads.is_empty());
    outside.bridges = vec![("li.quest", 404, r#"{"message":"Transfer not found","status":"NOT_FOUND"}"#.to_owned())];
    let alone = play(&theft, settings(&[Chain::BITCOIN]), &outside);
    assert!(alone.view.leads.is_empty() && alone.asked.iter().all(|url| !url.contains("btc")), "{:?}", alone.asked);
}
