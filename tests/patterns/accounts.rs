//! Patterns of accounts on made-up rows: what is one, and what is not.

use std::collections::BTreeSet;

use proptest::prelude::*;
use spoor::money::{Address, Amount, Asset, Chain, Position, Transfer, TransferKind, TxId, UnixSeconds};
use spoor::trace::guard::arrived::{Oddity, oddities};
use spoor::trace::pattern::fan::{self, Way};
use spoor::trace::pattern::{cycle, gas, pass_through};

const COIN: u8 = 0;
const TOKEN: u8 = 1;

fn who(number: u8) -> Address {
    Address::Evm([number; 20].into())
}

fn asset(number: u8) -> Asset {
    match number {
        COIN => Asset::native(Chain::ETHEREUM),
        _ => Asset::token(Chain::ETHEREUM, "0xdAC17F958D2ee523a2206206994597C13D831ec7".parse().unwrap()),
    }
}

/// A time, from, to, an amount, an asset.
type Line = (u64, u8, u8, u64, u8);

fn row((at, from, to, amount, coin): Line) -> Transfer {
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&at.to_be_bytes());
    hash[8..11].copy_from_slice(&[from, to, coin]);
    Transfer {
        tx: TxId::from_bytes(hash),
        position: if coin == COIN { Position::Value } else { Position::Log(0) },
        kind: if coin == COIN { TransferKind::Native } else { TransferKind::Token },
        block: at / 12,
        tx_index: 0,
        at: UnixSeconds::new(at),
        from: who(from),
        to: who(to),
        asset: asset(coin),
        amount: Amount::from(amount),
        block_hash: None,
        claimed_symbol: None,
    }
}

fn rows(lines: &[Line]) -> Vec<Transfer> {
    lines.iter().copied().map(row).collect()
}

#[test]
fn a_fan_is_many_others_in_a_short_time() {
    let out: Vec<Transfer> = (0..12).map(|n| row((1_000 + 60 * u64::from(n), 1, 50 + n, 100, COIN))).collect();
    let all: Vec<&Transfer> = out.iter().collect();
    let fan = fan::recognise(&all, &who(1), &asset(COIN), Way::Out, fan::Rule::default()).unwrap();
    assert_eq!((fan.others, fan.amount, fan.from.get(), fan.to.get(), fan.rows.len()), (12, Amount::from(1_200), 1_000, 1_660, 12));
    // A row that two sources tell is one.
    let twice: Vec<&Transfer> = out.iter().chain(&out).collect();
    assert_eq!(fan::recognise(&twice, &who(1), &asset(COIN), Way::Out, fan::Rule::default()), Some(fan));
    let none = |rows: &[&Transfer], way, rule| assert_eq!(fan::recognise(rows, &who(1), &asset(COIN), way, rule), None);
    none(&all, Way::In, fan::Rule::default());
    none(&all[..9], Way::Out, fan::Rule::default());
    none(&all, Way::Out, fan::Rule { least_others: 10, within_s: 500 });
    none(&[], Way::Out, fan::Rule::default());
    let same: Vec<Transfer> = (0..30).map(|n| row((1_000 + n, 1, 50, 100, COIN))).collect();
    none(&same.iter().collect::<Vec<_>>(), Way::Out, fan::Rule::default());
    let gathered: Vec<Transfer> = (0..12).map(|n| row((1_000, 50 + n, 1, 100, COIN))).collect();
    let gathered = fan::recognise(&gathered.iter().collect::<Vec<_>>(), &who(1), &asset(COIN), Way::In, fan::Rule::default());
    assert_eq!(gathered.map(|fan| fan.others), Some(12));
}

#[test]
fn passing_on_is_nearly_all_and_soon() {
    let table: &[(&[Line], &[u64])] = &[
        (&[(100, 1, 2, 1_000, COIN), (200, 2, 3, 990, COIN)], &[990]),
        (&[(100, 1, 2, 1_000, COIN), (200, 2, 3, 500, COIN), (300, 2, 4, 460, COIN)], &[960]),
        (&[(100, 1, 2, 1_000, COIN), (200, 2, 3, 949, COIN)], &[]),
        (&[(100, 1, 2, 1_000, COIN), (3_701, 2, 3, 1_000, COIN)], &[]),
        (&[(100, 1, 2, 1_000, COIN), (200, 2, 3, 1_001, COIN)], &[]),
        (&[(100, 1, 2, 1_000, COIN), (150, 9, 2, 1_000, COIN), (200, 2, 3, 1_000, COIN)], &[1_000]),
        (&[(100, 1, 2, 1_000, COIN), (200, 2, 3, 1_000, TOKEN)], &[]),
        (&[(100, 1, 2, 1_000, COIN), (200, 2, 2, 1_000, COIN)], &[]),
    ];
    for (lines, expected) in table {
        let rows = rows(lines);
        let found = pass_through::recognise(&rows.iter().collect::<Vec<_>>(), &who(2), &asset(COIN), pass_through::Rule::default());
        let went: Vec<Amount> = found.iter().map(|passed| passed.went).collect();
        assert_eq!(went, expected.iter().copied().map(Amount::from).collect::<Vec<_>>(), "{lines:?}");
    }
}

#[test]
fn a_cycle_goes_forward_in_time_and_keeps_its_money() {
    let table: &[(&str, &[Line], usize)] = &[
        ("there and back", &[(100, 1, 2, 100, COIN), (200, 2, 1, 95, COIN)], 2),
        ("over three", &[(100, 1, 2, 100, COIN), (200, 2, 3, 98, COIN), (300, 3, 1, 96, COIN)], 3),
        ("back before it left", &[(100, 2, 1, 95, COIN), (200, 1, 2, 100, COIN)], 0),
        ("other money", &[(100, 1, 2, 100, COIN), (200, 2, 1, 10, COIN)], 0),
        ("much more money", &[(100, 1, 2, 100, COIN), (200, 2, 1, 1_000, COIN)], 0),
        ("too late", &[(100, 1, 2, 100, COIN), (100 + 31 * 86_400, 2, 1, 100, COIN)], 0),
        ("to itself", &[(100, 1, 1, 100, COIN)], 0),
        ("another asset", &[(100, 1, 2, 100, COIN), (200, 2, 1, 100, TOKEN)], 0),
    ];
    for (name, lines, hops) in table {
        let rows = rows(lines);
        let found = cycle::recognise(&rows.iter().collect::<Vec<_>>(), &who(1), &asset(COIN), cycle::Rule::default());
        assert_eq!(found.first().map_or(0, Vec::len), *hops, "{name}");
    }
    let long: Vec<Transfer> = (0..8u8).map(|n| row((100 + u64::from(n), 1 + n, if n == 7 { 1 } else { 2 + n }, 100, COIN))).collect();
    let long: Vec<&Transfer> = long.iter().collect();
    assert!(cycle::recognise(&long, &who(1), &asset(COIN), cycle::Rule::default()).is_empty());
    assert_eq!(cycle::recognise(&long, &who(1), &asset(COIN), cycle::Rule { most_hops: 8, ..cycle::Rule::default() })[0].len(), 8);
}

proptest! {
    /// Every way that is found is one: it begins and ends at the address, each payment goes on from the last, and later.
    #[test]
    fn a_found_cycle_is_one(lines in prop::collection::vec((0u64..500, 1u8..6, 1u8..6, 80u64..110), 0..40)) {
        let rows: Vec<Transfer> = lines.into_iter().map(|(at, from, to, amount)| row((at * 12, from, to, amount, COIN))).collect();
        for way in cycle::recognise(&rows.iter().collect::<Vec<_>>(), &who(1), &asset(COIN), cycle::Rule::default()) {
            let way: Vec<&Transfer> = way.iter().map(|id| rows.iter().find(|row| row.id() == *id).unwrap()).collect();
            prop_assert!(way.len() >= 2 && way.len() <= 6);
            prop_assert_eq!((&way[0].from, &way[way.len() - 1].to), (&who(1), &who(1)));
            prop_assert!(way.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].at <= pair[1].at));
        }
    }
}

#[test]
fn gas_from_one_hand_makes_a_cluster() {
    let lines = [
        (100, 1, 11, 1_000, COIN),
        (110, 1, 12, 1_000, COIN),
        (120, 1, 13, 60_000_000_000_000_000, COIN),
        (130, 7, 14, 5_000, TOKEN),
        (140, 1, 14, 1_000, COIN),
        (150, 1, 15, 1_000, COIN),
        (160, 2, 16, 1_000, COIN),
        (170, 8, 17, 1_000, COIN),
        (180, 8, 18, 1_000, COIN),
        (190, 0, 19, 1_000, COIN),
        (200, 0, 20, 1_000, COIN),
    ];
    let rows = rows(&lines);
    let whole: BTreeSet<Address> = [11, 12, 13, 14, 16, 17, 18, 19, 20].into_iter().map(who).collect();
    let find = |rule| gas::clusters(&rows.iter().collect::<Vec<_>>(), &whole, Chain::ETHEREUM, rule, |funder| *funder == who(8));
    let rule = gas::Rule::of(Chain::ETHEREUM);
    let found = find(rule);
    // 13 got too much, 14 a token before, 15's history is not whole, 16 is alone, 8 is a service, 0 mints.
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].funder, found[0].members.keys().cloned().collect::<Vec<_>>()), (&who(1), vec![who(11), who(12)]));
    assert!(find(gas::Rule { most_members: 1, ..rule }).is_empty());
    assert!(find(gas::Rule { most: Amount::from(999), ..rule }).is_empty());
}

#[test]
fn what_does_not_add_up_is_said() {
    let usdt = asset(TOKEN);
    let lines = rows(&[(100, 1, 2, 1_000, TOKEN), (200, 2, 3, 400, TOKEN)]);
    let find = |rows: &[Transfer], whole, balance: Option<u64>| {
        oddities(&rows.iter().collect::<Vec<_>>(), &who(2), &usdt, whole, balance.map(Amount::from))
    };
    assert_eq!(find(&lines, true, Some(600)), []);
    assert_eq!(find(&lines, true, None), []);
    assert_eq!(find(&lines, true, Some(601)), [Oddity::Differs { by_rows: Amount::from(600), balance: Amount::from(601) }]);
    assert_eq!(find(&lines, false, Some(1)), [], "of a part nothing is said");
    let spent = rows(&[(100, 1, 2, 1_000, TOKEN), (200, 2, 3, 1_007, TOKEN)]);
    assert_eq!(find(&spent, true, None), [Oddity::Overspent { tx: spent[1].tx, by: Amount::from(7) }]);
    assert_eq!(find(&spent, false, None), []);
    // A payment, and its fee by the next event.
    let paid = row((100, 1, 2, 970, TOKEN));
    let fee = |from: u8, amount: u64, log: u32| Transfer {
        from: who(from),
        to: Address::evm_zero(),
        amount: Amount::from(amount),
        position: Position::Log(log),
        ..paid.clone()
    };
    let kept = |fee: Transfer| find(&[paid.clone(), fee], false, None).len();
    assert_eq!(
        find(&[paid.clone(), fee(1, 30, 1)], false, None),
        [Oddity::Fee { tx: paid.tx, arrived: Amount::from(970), kept: Amount::from(30) }]
    );
    assert_eq!((kept(fee(1, 0, 1)), kept(fee(1, 243, 1)), kept(fee(1, 30, 2)), kept(fee(4, 30, 1))), (0, 0, 0, 0));
}
