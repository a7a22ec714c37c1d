//! What a trace says of accounts: each pattern on made-up rows, through a whole run, with its numbers and its evidence.

use spoor::label::{Category, Confidence, KnownLabels, Label};
use spoor::money::{Account, Address, Chain, Transfer};
use spoor::trace::view::{Pattern, PatternKind, Settings, View};

use crate::memory::{Memory, Told, ether, person, theft};

fn view(rows: &[Transfer], labels: KnownLabels) -> View {
    let settings = Settings { dust_millionths: 0, most_hops: 50, ..Settings::default() };
    Told::new(theft(&rows[0]), settings, labels, rows, Memory { begins_anywhere: true }).view()
}

fn at<'a>(view: &'a View, who: &Address, what: PatternKind) -> Vec<&'a Pattern> {
    view.patterns.iter().filter(|one| one.what == what && view.nodes[one.node].account.address() == who).collect()
}

#[test]
fn money_that_goes_on_spreads_and_comes_back_is_said() {
    let mut rows = vec![ether(1_000, &person(1), &person(2), 10_000_000)];
    // 97 % goes on at once, 3 % a week later.
    rows.push(ether(1_199, &person(2), &person(3), 9_700_000));
    rows.push(ether(60_000, &person(2), &person(4), 300_000));
    // It spreads over twelve, who pay one.
    rows.extend((0..12).map(|n| ether(2_000 + n, &person(3), &person(100 + n as u32), 800_000)));
    rows.extend((0..12).map(|n| ether(3_000 + n, &person(100 + n as u32), &person(5), 790_000)));
    // What the gatherer paid comes back to it over two.
    rows.push(ether(4_000, &person(5), &person(6), 5_000_000));
    rows.push(ether(30_000, &person(6), &person(7), 4_900_000));
    rows.push(ether(60_001, &person(7), &person(5), 4_800_000));
    let view = view(&rows, KnownLabels::default());
    let [passed] = at(&view, &person(2), PatternKind::PassThrough)[..] else { panic!("{:#?}", view.patterns) };
    assert_eq!(
        passed.why,
        "This is an inference: 97 % of 10,000 ETH went on to one address within 40 minutes: a pass-through. A move to a new wallet looks the same."
    );
    assert_eq!(passed.transfers, [rows[0].id(), rows[1].id()]);
    assert_eq!(passed.others.iter().map(Account::address).collect::<Vec<_>>(), [&person(3)]);
    let [out] = at(&view, &person(3), PatternKind::FanOut)[..] else { panic!("{:#?}", view.patterns) };
    assert!(out.why.starts_with("This is an inference: it paid 12 others 9,600 ETH within 3 minutes: a fan-out."), "{}", out.why);
    assert_eq!((out.transfers.len(), out.others.len()), (12, 12));
    let [into] = at(&view, &person(5), PatternKind::FanIn)[..] else { panic!("{:#?}", view.patterns) };
    assert!(into.why.starts_with("This is an inference: 12 others paid it 9,480 ETH within 3 minutes: a fan-in."), "{}", into.why);
    let [circle] = at(&view, &person(5), PatternKind::Cycle)[..] else { panic!("{:#?}", view.patterns) };
    assert!(
        circle.why.contains("of 5,000 ETH that it paid, 4,800 ETH came back") && circle.why.contains("over 3 payments"),
        "{}",
        circle.why
    );
    assert_eq!(circle.transfers.len(), 3);
    for pattern in &view.patterns {
        assert!(pattern.why.starts_with("This is an inference: "), "{}", pattern.why);
        assert!(pattern.node < view.nodes.len() && !pattern.transfers.is_empty() && pattern.transfers.len() <= 100);
    }
}

#[test]
fn wallets_whose_gas_came_from_one_hand_are_one_cluster() {
    let hand = person(9);
    let mut rows = vec![ether(1_000, &person(1), &person(2), 10_000)];
    for n in 0..3 {
        rows.push(ether(500 + u64::from(n), &hand, &person(10 + n), 20));
        rows.push(ether(2_000 + u64::from(n), &person(2), &person(10 + n), 3_000));
        rows.push(ether(9_000 + u64::from(n), &person(10 + n), &person(20 + n), 3_005));
    }
    let view = view(&rows, KnownLabels::default());
    let gas: Vec<&Pattern> = view.patterns.iter().filter(|one| one.what == PatternKind::Gas).collect();
    let [gas] = gas[..] else { panic!("{:#?}", view.patterns) };
    assert!(gas.why.contains("3 addresses here got their first coins, 0.05 ETH and less each"), "{}", gas.why);
    assert!(gas.others.iter().any(|one| one.address() == &hand), "the funder is named, though it is no node");
    assert_eq!((gas.transfers.len(), gas.others.len()), (3, 3));
}

#[test]
fn a_deposit_address_is_said_with_who_paid_its_first_fees() {
    let (wallet, hand) = (person(7), person(9));
    let mut labels = KnownLabels::default();
    labels.add(Label {
        account: Account::new(Chain::ETHEREUM, wallet.clone()).unwrap(),
        name: "Some exchange".to_owned(),
        category: Category::Exchange,
        source: "a test".to_owned(),
        confidence: Confidence::Heuristic,
        as_of: "2026-01-01".to_owned(),
        from: None,
        to: None,
        own: false,
    });
    let rows = [
        ether(1_000, &person(1), &person(2), 100_000),
        ether(900, &hand, &person(3), 10),
        ether(1_100, &person(2), &person(3), 40_000),
        ether(1_200, &person(3), &wallet, 39_990),
        ether(1_300, &person(2), &person(3), 60_000),
        ether(1_400, &person(3), &wallet, 59_990),
    ];
    let view = view(&rows, labels);
    let [deposit] = at(&view, &person(3), PatternKind::DepositAddress)[..] else { panic!("{:#?} {:#?}", view.patterns, view.ends) };
    assert!(deposit.why.contains("99 % of what came in") && deposit.why.contains("paid its first coins for fees"), "{}", deposit.why);
    assert_eq!(deposit.others.iter().map(Account::address).collect::<Vec<_>>(), [&wallet, &hand]);
}

/// A service's traffic is not the launderer's.
#[test]
fn labelled_services_have_no_patterns() {
    let mut rows = vec![ether(1_000, &person(1), &person(2), 100_000), ether(1_001, &person(2), &person(3), 100_000)];
    rows.extend((0..20).map(|n| ether(1_010 + n, &person(3), &person(200 + n as u32), 5_000)));
    let mut labels = KnownLabels::default();
    labels.add(Label {
        account: Account::new(Chain::ETHEREUM, person(3)).unwrap(),
        name: "A service".to_owned(),
        category: Category::Service,
        source: "a test".to_owned(),
        confidence: Confidence::Heuristic,
        as_of: "2026-01-01".to_owned(),
        from: None,
        to: None,
        own: false,
    });
    assert!(!view(&rows, KnownLabels::default()).patterns.iter().all(|one| one.what != PatternKind::FanOut));
    let seen = view(&rows, labels);
    assert!(seen.patterns.iter().all(|one| seen.nodes[one.node].account.address() != &person(3)), "{:#?}", seen.patterns);
}
