//! Withdrawals from liquid staking in two transactions.

use spoor::trace::view::{LinkKind, Policy, Tier};

use super::tale::*;

#[test]
fn a_withdrawal_of_exactly_what_was_handed_in_is_carried() {
    for policy in Policy::ALL {
        let (view, asked) = traced(
            policy,
            300 * E,
            &[
                (10, "1", "2", STETH, 300 * E),
                (20, "2", QUEUE, STETH, 100 * E),
                (20, "2", QUEUE, STETH, 200 * E),
                (90, QUEUE, "2", ETH, 200 * E),
                (91, QUEUE, "2", ETH, 100 * E),
                (95, "2", "3", ETH, 300 * E),
            ],
        );
        assert_eq!(view.links.len(), 2, "{policy:?}");
        assert!(view.links.iter().all(|link| (link.what, link.tier) == (LinkKind::Exchange, Tier::Derived)));
        assert!(view.links.iter().all(|link| link.paid[0].transfer.amount == link.received[0].transfer.amount));
        assert_eq!((at(&view, "3", ETH), at(&view, QUEUE, STETH)), (300 * E, 300 * E), "{policy:?}");
        assert_eq!(end(&view, QUEUE, STETH).unwrap().why, "Given for 300 ETH, which came later; followed as ETH.");
        assert!(!is_asked(&asked, QUEUE), "{asked:?}");
    }
}

#[test]
fn a_claim_of_another_amount_is_an_inference_and_carries_nothing() {
    let (view, _) = traced(
        Policy::Fifo,
        100 * E,
        &[(10, "1", "2", STETH, 100 * E), (20, "2", QUEUE, STETH, 100 * E), (90, QUEUE, "2", ETH, 99 * E), (95, "2", "3", ETH, 99 * E)],
    );
    let [link] = view.links.as_slice() else { panic!("{:?}", view.links) };
    assert_eq!(link.tier, Tier::Inferred);
    assert!(link.matched_by.starts_with("This is an inference"), "{}", link.matched_by);
    assert!(link.received.iter().all(|hop| hop.tainted.is_zero()));
    assert_eq!(at(&view, "3", ETH), 0);
}
