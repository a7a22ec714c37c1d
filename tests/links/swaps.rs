//! Trades that are carried.

use spoor::trace::view::{LinkKind, Policy, Reason, Tier};

use super::tale::*;

/// 40 of 100 stolen ether are sold through a router, whose pool 7 pays the dollars; they go to the exchange.
#[test]
fn a_sale_through_a_router_goes_on_in_dollars() {
    for policy in Policy::ALL {
        let (view, asked) = traced(
            policy,
            100 * E,
            &[
                (10, "1", "2", ETH, 100 * E),
                (20, "2", "5", ETH, 40 * E),
                (20, "7", "2", USDC, 100_000 * U),
                (30, "2", "3", USDC, 90_000 * U),
                (40, "3", "e", USDC, 90_000 * U),
            ],
        );
        let [link] = view.links.as_slice() else { panic!("{policy:?}: {:?}", view.links) };
        assert_eq!((link.what, link.tier, link.via.as_str()), (LinkKind::Swap, Tier::Derived, "Any Router"));
        assert_eq!((view.nodes[link.from].account.address(), link.to), (&address("2"), link.from));
        assert_eq!(link.paid.iter().map(|hop| hop.tainted.to_u128().unwrap()).collect::<Vec<_>>(), [40 * E]);
        assert_eq!(link.received.iter().map(|hop| hop.tainted.to_u128().unwrap()).collect::<Vec<_>>(), [100_000 * U]);
        assert!(link.matched_by.contains("gave 40 ETH and got 100,000 USDC in one transaction"), "{}", link.matched_by);

        assert_eq!((at(&view, "5", ETH), at(&view, "2", ETH)), (40 * E, 60 * E), "{policy:?}");
        assert_eq!((at(&view, "2", USDC), at(&view, "e", USDC)), (10_000 * U, 90_000 * U), "{policy:?}");
        let sold = end(&view, "5", ETH).unwrap();
        assert_eq!(sold.reason, Reason::Service);
        assert_eq!(sold.why, "Given for 100,000 USDC in the same transaction; followed as USDC.");
        let dollars = equation(&view, USDC);
        assert_eq!((dollars.stolen.is_zero(), dollars.from_swaps, dollars.exchanges), (true, amount(100_000 * U), amount(90_000 * U)));
        assert_eq!(equation(&view, ETH).services, amount(40 * E));

        assert!(is_asked(&asked, "3"), "the dollars are followed: {asked:?}");
        assert!(!is_asked(&asked, "5") && !is_asked(&asked, "7"), "nobody needs the router's or the pool's history: {asked:?}");

        let way: Vec<(String, Tier)> =
            end(&view, "e", USDC).unwrap().path.iter().map(|hop| (hop.transfer.asset.to_string(), hop.tier)).collect();
        let dollar = asset(USDC).to_string();
        let ether = asset(ETH).to_string();
        assert_eq!(
            way,
            [
                (ether.clone(), Tier::Observed),
                (ether, Tier::Observed),
                (dollar.clone(), Tier::Derived),
                (dollar.clone(), Tier::Observed),
                (dollar, Tier::Observed)
            ],
            "what was given comes before what came for it"
        );
        let hop = |name: &str| view.nodes.iter().find(|node| *node.account.address() == address(name)).unwrap().hop;
        assert_eq!([hop("2"), hop("5"), hop("3"), hop("e")], [1, 2, 2, 3]);
    }
}

/// The pool without a label pays first and is paid then. It gave the dollars itself, at a price: nobody needs to ask it.
#[test]
fn a_pool_that_pays_first_is_a_trade_too() {
    let (view, asked) = traced(
        Policy::Fifo,
        100 * E,
        &[(10, "1", "2", ETH, 100 * E), (20, "7", "2", USDC, 240_000 * U), (20, "2", "7", ETH, 100 * E), (30, "2", "3", USDC, 240_000 * U)],
    );
    assert_eq!((view.links.len(), at(&view, "7", ETH), at(&view, "3", USDC)), (1, 100 * E, 240_000 * U));
    assert_eq!(end(&view, "7", ETH).unwrap().reason, Reason::Service);
    assert!(!is_asked(&asked, "7"));
}

/// 2 holds 100 stolen and 100 other ether, sells 40, changes 60,000 of the dollars into DAI at 0.999, pays the DAI on.
#[test]
fn sales_of_sales_are_partly_stolen_as_each_policy_says() {
    let payments = [
        (5, "9", "2", ETH, 100 * E),
        (10, "1", "2", ETH, 100 * E),
        (20, "2", "5", ETH, 40 * E),
        (20, "7", "2", USDC, 100_000 * U),
        (30, "2", "8", USDC, 60_000 * U),
        (30, "8", "2", DAI, 59_940 * E),
        (40, "2", "3", DAI, 59_940 * E),
    ];
    // By policy: stolen ether given, dollars brought, DAI brought.
    for (policy, ether, dollars, dai) in [
        (Policy::Fifo, 0, 0, 0),
        (Policy::Haircut, 20 * E, 50_000 * U, 29_970 * E),
        (Policy::Lifo, 40 * E, 100_000 * U, 59_940 * E),
        (Policy::Libr, 0, 0, 0),
        (Policy::First, 40 * E, 100_000 * U, 59_940 * E),
        (Policy::Poison, 40 * E, 100_000 * U, 59_940 * E),
    ] {
        let (view, _) = traced(policy, 100 * E, &payments);
        let hop = |link: usize, paid: bool| {
            let link = &view.links[link];
            let leg = if paid { &link.paid } else { &link.received };
            leg.iter().map(|hop| hop.range.iter().find(|(of, _)| *of == policy).unwrap().1.to_u128().unwrap()).sum::<u128>()
        };
        assert_eq!(view.links.len(), 2, "{policy:?}");
        assert_eq!([hop(0, true), hop(0, false), hop(1, false)], [ether, dollars, dai], "{policy:?}");
        if dai > 0 {
            assert_eq!(at(&view, "3", DAI), dai, "{policy:?}");
            assert_eq!(equation(&view, DAI).from_swaps, amount(dai), "{policy:?}");
            assert_eq!(at(&view, "8", USDC), if policy == Policy::Haircut { 30_000 * U } else { 60_000 * U });
        }
    }
}

/// Ether is wrapped, paid on, burned for ether again: the wrapped coin's contract takes and gives one to one.
#[test]
fn wrapping_and_unwrapping_carries_all_of_it() {
    for policy in Policy::ALL {
        let (view, asked) = traced(
            policy,
            10 * E,
            &[
                (10, "1", "2", ETH, 10 * E),
                (20, "2", WETH, ETH, 10 * E),
                (20, NOBODY, "2", WETH, 10 * E),
                (30, "2", "3", WETH, 10 * E),
                (40, "3", NOBODY, WETH, 10 * E),
                (40, WETH, "3", ETH, 10 * E),
                (50, "3", "4", ETH, 10 * E),
            ],
        );
        assert_eq!(view.links.len(), 2, "{policy:?}");
        assert_eq!((at(&view, "4", ETH), at(&view, WETH, ETH), at(&view, NOBODY, WETH)), (10 * E, 10 * E, 10 * E), "{policy:?}");
        assert_eq!(equation(&view, ETH).from_swaps, amount(10 * E));
        assert_eq!(equation(&view, WETH).services, amount(10 * E));
        assert!(!is_asked(&asked, WETH) && is_asked(&asked, "4"), "{asked:?}");
    }
}

/// One order over two pools; the router gives back what it did not need.
#[test]
fn many_pools_and_change_are_one_trade() {
    let (view, _) = traced(
        Policy::Fifo,
        30 * E,
        &[
            (10, "1", "2", ETH, 30 * E),
            (20, "2", "5", ETH, 30 * E),
            (20, "7", "2", USDC, 40_000 * U),
            (20, "8", "2", USDC, 35_000 * U),
            (20, "5", "2", ETH, E),
            (30, "2", "3", USDC, 75_000 * U),
            (31, "2", "4", ETH, E),
        ],
    );
    assert_eq!(view.links.len(), 1);
    assert_eq!((view.links[0].paid.len(), view.links[0].received.len()), (1, 3));
    assert!(view.links[0].matched_by.contains("gave 29 ETH and got 75,000 USDC"), "{}", view.links[0].matched_by);
    assert_eq!((at(&view, "3", USDC), at(&view, "4", ETH), at(&view, "5", ETH)), (75_000 * U, E, 30 * E));
    // What came back is counted where it went in, and again as brought back.
    assert_eq!(equation(&view, ETH).from_swaps, amount(E));
}

/// A batch settlement takes the customer's coins and pays from its own contract, in one transaction with strangers' orders.
#[test]
fn a_batch_settlement_is_netted_per_customer() {
    let (view, asked) = traced(
        Policy::Haircut,
        20 * E,
        &[
            (10, "1", "2", ETH, 20 * E),
            (15, "2", WETH, ETH, 20 * E),
            (15, NOBODY, "2", WETH, 20 * E),
            (20, "2", "6", WETH, 20 * E),
            (20, "a", "6", USDC, 90_000 * U),
            (20, "6", "2", USDC, 50_000 * U),
            (20, "6", "a", WETH, 36 * E),
            (30, "2", "3", USDC, 50_000 * U),
        ],
    );
    assert_eq!(view.links.len(), 2);
    assert_eq!((at(&view, "3", USDC), at(&view, "6", WETH)), (50_000 * U, 20 * E));
    assert_eq!(end(&view, "6", WETH).unwrap().why, "Given for 50,000 USDC in the same transaction; followed as USDC.");
    assert!(!is_asked(&asked, "a") && !is_asked(&asked, "6"), "{asked:?}");
}

/// Ether is sold into two assets, a lot and a little: each is followed, the larger share first, whatever their numbers of units.
#[test]
fn what_came_out_weighs_as_much_as_what_was_given_for_it() {
    let (view, asked) = traced(
        Policy::Fifo,
        100 * E,
        &[
            (10, "1", "2", ETH, 100 * E),
            (20, "2", "5", ETH, 90 * E),
            (20, "7", "2", USDC, 225_000 * U),
            (30, "2", "5", ETH, 10 * E),
            (30, "8", "2", DAI, 25_000 * E),
            (40, "2", "4", DAI, 25_000 * E),
            (41, "2", "3", USDC, 225_000 * U),
            (50, "3", "e", USDC, 225_000 * U),
        ],
    );
    assert_eq!((at(&view, "e", USDC), at(&view, "4", DAI), at(&view, "5", ETH)), (225_000 * U, 25_000 * E, 100 * E));
    assert_eq!(end(&view, "5", ETH).unwrap().why, "Given for 25,000 DAI and 225,000 USDC in 2 transactions; followed as DAI and USDC.");
    let place = |name: &str| asked.iter().position(|asked| asked.to_lowercase() == address(name).to_string().to_lowercase()).unwrap();
    assert!(place("3") < place("4"), "{asked:?}");
}
