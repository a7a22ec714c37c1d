//! Deposits, withdrawals and clues on made-up rows.

use super::*;
use crate::money::{Asset, Chain, Position, TransferKind, TxId, UnixSeconds};

fn who(number: u8) -> Address {
    Address::Evm([number; 20].into())
}

fn router() -> Address {
    "0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b".parse().unwrap()
}

fn ether_pool(at: usize) -> &'static Pool {
    &POOLS[at]
}

fn contract(pool: &Pool) -> Address {
    Address::Evm(pool.contract)
}

fn row(from: Address, to: Address, asset: Asset, amount: Amount) -> Transfer {
    Transfer {
        tx: TxId::from_bytes([5; 32]),
        position: Position::Value,
        kind: TransferKind::Native,
        block: 1,
        tx_index: 0,
        at: UnixSeconds::new(1),
        from,
        to,
        asset,
        amount,
        block_hash: None,
        claimed_symbol: None,
    }
}

#[test]
fn each_pool_is_one_contract_of_a_listed_asset() {
    let mut seen = std::collections::BTreeSet::new();
    for one in &POOLS {
        let asset = one.token.map_or(Asset::native(Chain::ETHEREUM), |token| Asset::token(Chain::ETHEREUM, Address::Evm(token)));
        assert_eq!(asset.known().map(|known| known.symbol), Some(one.symbol), "{one:?}");
        assert!(seen.insert(one.contract) && one.is_of(&asset) && pool(&contract(one)) == Some(one));
    }
}

#[test]
fn rows_are_deposits_withdrawals_or_nothing() {
    let ether = Asset::native(Chain::ETHEREUM);
    let ten = ether_pool(2);
    let units = |milli: u64| Amount::from_u128(u128::from(milli) * 1_000_000_000_000_000);
    let base = Asset::native(Chain::Eip155(8453));
    let table: Vec<(Transfer, Option<Move>)> = vec![
        (row(who(1), contract(ten), ether.clone(), units(10_000)), Some(Move::Deposit(ten, who(1)))),
        (row(who(1), contract(ten), ether.clone(), units(9_999)), None),
        (row(who(1), contract(ten), base, units(10_000)), None),
        (row(contract(ten), who(2), ether.clone(), units(9_900)), Some(Move::Withdrawal(ten, who(2), units(9_900)))),
        (row(contract(ten), who(3), ether.clone(), units(100)), None),
        (row(contract(ten), who(2), ether.clone(), units(10_001)), None),
        (row(who(1), who(2), ether.clone(), units(10_000)), None),
        // By the router: the amount says which pool; what it passes on is seen at the pool.
        (row(who(1), router(), ether.clone(), units(100_000)), Some(Move::Deposit(ether_pool(3), who(1)))),
        (row(who(1), router(), ether.clone(), units(100_001)), None),
        (row(router(), contract(ten), ether.clone(), units(10_000)), Some(Move::Deposit(ten, router()))),
        (row(router(), who(2), ether, units(10_000)), None),
    ];
    for (row, expected) in table {
        assert_eq!(read(&row), expected, "{row:?}");
    }
}

fn passage(number: u8, pool: usize, at: u64, gas_price_wei: Option<u128>) -> Passage {
    Passage { tx: TxId::from_bytes([number; 32]), at: UnixSeconds::new(at), pool: ether_pool(pool), who: who(number), gas_price_wei }
}

#[test]
fn each_clue_is_a_lead_with_its_odds() {
    let paid = row(who(1), who(9), Asset::native(Chain::ETHEREUM), Amount::from(7));
    let others: Vec<&Transfer> = vec![&paid; LEAST_LINKS];
    let odd = Some(31_000_000_007);
    let deposits = [passage(1, 1, 10, None), passage(2, 1, 20, odd), passage(3, 1, 30, Some(40_000_000_000)), passage(4, 1, 500, None)];
    type Case<'a> = (&'a str, Passage, &'a [&'a Transfer], &'a [(usize, Clue)]);
    let table: &[Case] = &[
        ("no clue", passage(9, 1, 100, None), &[], &[]),
        ("itself", passage(3, 1, 100, None), &[], &[(2, Clue::SameAddress)]),
        ("linked", passage(9, 1, 100, None), &others, &[(0, Clue::Linked(3))]),
        ("linked too little", passage(9, 1, 100, None), &others[1..], &[]),
        ("price", passage(9, 1, 100, odd), &[], &[(1, Clue::GasPrice(31_000_000_007))]),
        ("a round price", passage(9, 1, 100, Some(40_000_000_000)), &[], &[]),
        ("of another pool", passage(3, 2, 100, odd), &[], &[]),
        ("before any deposit", passage(3, 1, 5, odd), &others, &[]),
    ];
    for (name, out, others, expected) in table {
        let found = leads(&deposits, std::slice::from_ref(out), others);
        assert_eq!(found.iter().map(|lead| (lead.deposit, lead.clue)).collect::<Vec<_>>(), *expected, "{name}");
        assert!(found.iter().all(|lead| (lead.one_of, lead.anonymity_set) == (1, 3) && lead.why().contains("not a fact")), "{name}");
    }
}

#[test]
fn a_portfolio_is_the_same_pools_as_often_each_within_a_day() {
    let many = |number: u8, from: u64, step: u64| {
        [0, 0, 1].into_iter().zip(0..).map(move |(pool, at)| passage(number, pool, from + at * step, None))
    };
    let deposits: Vec<Passage> = many(1, 0, 60).chain(many(2, 0, 60)).chain(many(3, 0, 100_000)).collect();
    let out: Vec<Passage> = many(9, 300_000, 60).collect();
    let found = leads(&deposits, &out, &[]);
    assert_eq!(found.len(), 6, "two depositors fit each of three withdrawals; the third took too long");
    assert!(found.iter().all(|lead| lead.clue == Clue::Portfolio(3) && lead.one_of == 2 && lead.anonymity_set == 3));
    let slow: Vec<Passage> = many(9, 300_000, 100_000).collect();
    assert!(leads(&deposits, &slow, &[]).is_empty());
}

/// Deposits by way of the router are each somebody else's: they widen the odds and are nobody's clue.
#[test]
fn who_paid_by_the_router_is_not_known() {
    let by_router = |number: u8| Passage { who: router(), ..passage(number, 1, 10, None) };
    let deposits = [passage(1, 1, 10, None), by_router(2), by_router(3)];
    let found = leads(&deposits, &[passage(1, 1, 100, None)], &[]);
    assert_eq!(found.iter().map(|lead| (lead.clue, lead.one_of, lead.anonymity_set)).collect::<Vec<_>>(), [(Clue::SameAddress, 1, 3)]);
    let to_router = Passage { who: router(), ..passage(9, 1, 100, None) };
    assert!(leads(&deposits, &[to_router], &[]).is_empty());
}
