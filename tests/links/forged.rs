//! What is made to look like a trade, and what cannot be told.

use spoor::trace::view::{Policy, Reason};

use super::tale::*;

/// The thief's helper 7 sends a dollar back for fifty ether in the same transaction. The ether is followed.
#[test]
fn dust_that_comes_back_does_not_stop_the_trail() {
    for policy in Policy::ALL {
        let (view, asked) = traced(
            policy,
            50 * E,
            &[(10, "1", "2", ETH, 50 * E), (20, "2", "7", ETH, 50 * E), (20, "7", "2", USDC, U), (30, "7", "4", ETH, 50 * E)],
        );
        assert!(view.links.is_empty(), "{policy:?}: {:?}", view.links);
        assert_eq!((at(&view, "4", ETH), at(&view, "2", USDC)), (50 * E, 0), "{policy:?}");
        assert!(is_asked(&asked, "7") && is_asked(&asked, "4"), "{policy:?}: {asked:?}");
    }
}

/// The same before the helper was read: the reason is said where the ether rests.
#[test]
fn why_nothing_is_carried_is_said() {
    let (view, _) = traced(Policy::Fifo, 50 * E, &[(10, "1", "2", ETH, 50 * E), (20, "2", "5", ETH, 50 * E), (20, "7", "2", USDC, U)]);
    let end = end(&view, "5", ETH).unwrap();
    assert_eq!(end.reason, Reason::Service);
    assert!(end.why.contains("1 USDC came back for 50 ETH in the same transaction, which is no price"), "{}", end.why);
}

/// A forged token in return is nothing in return.
#[test]
fn a_forged_token_is_no_leg() {
    let (view, asked) = traced(
        Policy::Fifo,
        50 * E,
        &[(10, "1", "2", ETH, 50 * E), (20, "2", "7", ETH, 50 * E), (20, "7", "2", FORGED, 125_000 * U), (30, "7", "4", ETH, 50 * E)],
    );
    assert!(view.links.is_empty());
    assert_eq!((at(&view, "4", ETH), is_asked(&asked, "7")), (50 * E, true));
}

/// Genuine dust as the stolen leg does not make much other money stolen.
#[test]
fn a_little_stolen_money_does_not_make_a_fortune_stolen() {
    let (view, _) = traced(
        Policy::Fifo,
        E,
        &[(10, "1", "2", ETH, E), (20, "2", "5", ETH, E / 1_000), (20, "7", "2", USDC, 5_000_000 * U), (30, "2", "3", USDC, 5_000_000 * U)],
    );
    assert!(view.links.is_empty());
    assert_eq!(at(&view, "3", USDC), 0);
}

/// Not every explorer lists a wrap as a row of the wrapped coin. The contract is nobody's hiding place: it is not asked.
#[test]
fn a_wrap_without_a_row_ends_at_the_contract_and_says_so() {
    let (view, asked) =
        traced(Policy::Fifo, 10 * E, &[(10, "1", "2", ETH, 10 * E), (20, "2", WETH, ETH, 10 * E), (30, "2", "3", WETH, 10 * E)]);
    assert!(view.links.is_empty());
    let end = end(&view, WETH, ETH).unwrap();
    assert_eq!((end.reason, end.amount), (Reason::Service, amount(10 * E)));
    assert!(end.why.starts_with("The contract of WETH"), "{}", end.why);
    assert!(end.why.contains("As much WETH was given for it, but the answers hold no row of that"), "{}", end.why);
    assert!(!is_asked(&asked, WETH), "{asked:?}");
}

/// Two assets in: which is the price of which is not known.
#[test]
fn baskets_are_not_carried_and_the_reason_is_said() {
    let (view, _) = traced(
        Policy::Fifo,
        30 * E,
        &[
            (10, "1", "2", ETH, 30 * E),
            (20, "2", "5", ETH, 30 * E),
            (20, "7", "2", USDC, 40_000 * U),
            (20, "8", "2", DAI, 35_000 * E),
            (30, "2", "3", USDC, 40_000 * U),
        ],
    );
    assert!(view.links.is_empty());
    assert_eq!(at(&view, "3", USDC), 0);
    let end = end(&view, "5", ETH).unwrap();
    assert!(end.why.contains("the payer gave 30 ETH and got") && end.why.contains("nothing is carried over"), "{}", end.why);
}

/// Both sides of a trade are on the trail: it is one trade, of the side that the money reached first.
#[test]
fn the_other_side_of_a_trade_is_no_second_trade() {
    let (view, _) = traced(
        Policy::Haircut,
        100 * E,
        &[
            (10, "1", "2", ETH, 60 * E),
            (11, "1", "8", ETH, 40 * E),
            (12, "9", "8", USDC, 150_000 * U),
            (20, "2", "8", ETH, 60 * E),
            (20, "8", "2", USDC, 150_000 * U),
            (30, "2", "3", USDC, 150_000 * U),
            (31, "8", "4", ETH, 100 * E),
        ],
    );
    assert_eq!(view.links.len(), 1, "{:?}", view.links);
    assert_eq!(*view.nodes[view.links[0].from].account.address(), address("2"));
    assert_eq!(at(&view, "3", USDC), 150_000 * U);
}
