//! The compact store gives back what it was given, once, in the order of the chain.

use spoor::money::{Address, Amount, Position, Transfer, TransferKind, TxId};
use spoor::trace::history::{Added, History, RowId};

use crate::sketch::{Line, address, asset, transfer};

fn new(history: &mut History, transfer: &Transfer, source: usize) -> RowId {
    match history.add(transfer, source) {
        Added::New(row) => row,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_field_comes_back() {
    let plain = transfer(&Line::new(5, 1, 2, 77));
    let bitcoin: Address = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4".parse().unwrap();
    let transfers = [
        plain.clone(),
        Transfer { position: Position::Trace(vec![0, 1, 7]), ..plain.clone() },
        Transfer { position: Position::Trace(vec![]), ..plain.clone() },
        Transfer { position: Position::Trace(vec![4]), tx_index: 9, block_hash: Some(TxId::from_bytes([8; 32])), ..plain.clone() },
        Transfer {
            position: Position::Log(3),
            kind: TransferKind::Token,
            asset: asset(1),
            claimed_symbol: Some("USDT".into()),
            ..plain.clone()
        },
        Transfer { position: Position::Log(4), asset: asset(1), claimed_symbol: Some("\u{202e}TDSU".into()), ..plain.clone() },
        Transfer { position: Position::Log(5), asset: asset(1), claimed_symbol: None, ..plain.clone() },
        Transfer { position: Position::Value, amount: "9".repeat(77).parse().unwrap(), ..plain.clone() },
        Transfer { position: Position::Output(1), from: bitcoin.clone(), to: bitcoin, amount: Amount::ZERO, ..plain.clone() },
        Transfer { at: spoor::money::UnixSeconds::new(1), position: Position::Row(7), ..plain },
    ];
    let mut history = History::default();
    let rows: Vec<RowId> = transfers.iter().map(|transfer| new(&mut history, transfer, 3)).collect();
    for (row, transfer) in rows.iter().zip(&transfers) {
        assert_eq!(history.transfer(*row), *transfer);
        assert_eq!(history.find(&transfer.id()), Some(*row));
        assert_eq!(history.sources_of(*row).collect::<Vec<_>>(), [3]);
        assert_eq!(history.row(*row).moves, spoor::trace::guard::moves_value(transfer), "{transfer:?}");
    }
    assert!(!history.row(rows[7]).moves, "more than there is of any asset");
    assert_eq!(history.find(&Transfer { position: Position::Trace(vec![9, 9]), ..transfers[0].clone() }.id()), None);
    assert_eq!(history.rows().collect::<Vec<_>>(), rows);
}

#[test]
fn the_first_answer_stays_and_a_second_one_adds_what_it_knows_more() {
    let mut history = History::default();
    let first = transfer(&Line::new(5, 1, 2, 77));
    let row = new(&mut history, &first, 4);
    for source in [9, 2, 7, 4, 1] {
        assert_eq!(history.add(&first, source), Added::Seen(row));
    }
    assert_eq!(history.sources_of(row).collect::<Vec<_>>(), [1, 2, 4, 7, 9]);
    for other in [
        Transfer { amount: 78u64.into(), ..first.clone() },
        Transfer { from: address(3), ..first.clone() },
        Transfer { to: address(3), ..first.clone() },
        Transfer { block: 6, ..first.clone() },
    ] {
        let Added::Differs(sentence) = history.add(&other, 11) else { panic!("{other:?}") };
        assert!(sentence.contains("Two answers disagree on transfer row:0"), "{sentence}");
    }
    let hash = Some(TxId::from_bytes([8; 32]));
    assert_eq!(history.add(&Transfer { tx_index: 3, block_hash: hash, ..first.clone() }, 4), Added::Seen(row));
    assert_eq!(history.transfer(row), Transfer { tx_index: 3, block_hash: hash, ..first.clone() });
    assert_eq!(history.add(&Transfer { tx_index: 5, ..first.clone() }, 4), Added::Seen(row));
    assert_eq!(history.transfer(row).tx_index, 3);
    assert_eq!(history.len(), 1);
}

#[test]
fn inside_a_block_who_funds_comes_first_whatever_arrives_first() {
    let line = |tx, from, to| Line { tx, ..Line::new(5, from, to, 10) };
    // By hash the chain 1 → 2 → 3 → 4 would run backwards.
    let lines = [Line::new(4, 7, 1, 10), line(30, 1, 2), line(20, 2, 3), line(10, 3, 4), Line::new(6, 4, 5, 10)];
    let mut orders = vec![vec![0, 1, 2, 3, 4], vec![4, 3, 2, 1, 0], vec![2, 0, 4, 1, 3], vec![3, 1, 4, 0, 2]];
    orders.push(vec![1, 3, 2, 4, 0]);
    for order in orders {
        let mut history = History::default();
        for at in &order {
            new(&mut history, &transfer(&lines[*at]), 0);
        }
        let mut rows: Vec<RowId> = history.rows().collect();
        rows.sort_by(|a, b| history.compare(*a, *b));
        let path: Vec<Address> = rows.iter().map(|row| history.address(history.row(*row).to).clone()).collect();
        assert_eq!(path, [1, 2, 3, 4, 5].map(address), "arrived as {order:?}");
        for n in 1..=5 {
            let list = history.touching(history.who(&address(n)).unwrap());
            assert!(list.is_sorted_by(|a, b| history.compare(*a, *b).is_lt()), "{n} in {order:?}");
            assert_eq!(list.len(), if n == 5 { 1 } else { 2 });
        }
    }
}

#[test]
fn a_place_learned_later_moves_the_row() {
    let line = |tx, from, to| Line { tx, ..Line::new(5, from, to, 10) };
    let (a, b) = (transfer(&line(1, 1, 2)), transfer(&line(2, 3, 4)));
    let mut history = History::default();
    let (first, second) = (new(&mut history, &a, 0), new(&mut history, &b, 0));
    assert!(history.compare(first, second).is_lt(), "by hash");
    for (transfer, tx_index) in [(&a, 9), (&b, 4)] {
        history.add(&Transfer { tx_index, ..transfer.clone() }, 1);
    }
    assert!(history.compare(first, second).is_gt(), "by place");
}

#[test]
fn older_money_decides_a_circle_also_when_it_is_found_later() {
    let line = |tx, from, to| Line { tx, ..Line::new(5, from, to, 10) };
    let circle = [line(1, 2, 1), line(2, 1, 2)];
    let older = Line::new(3, 9, 1, 10);
    for order in [vec![older, circle[0], circle[1]], vec![circle[0], circle[1], older], vec![circle[1], older, circle[0]]] {
        let mut history = History::default();
        for line in &order {
            new(&mut history, &transfer(line), 0);
        }
        let list: Vec<_> = history.touching(history.who(&address(1)).unwrap()).iter().map(|row| history.row(*row)).collect();
        let from: Vec<Address> = list.iter().map(|row| history.address(row.from).clone()).collect();
        assert_eq!(from, [address(9), address(1), address(2)], "1 had the money and pays first: {order:?}");
    }
}

#[test]
fn more_assets_than_there_can_be_are_refused_with_a_sentence() {
    let mut history = History::default();
    let plain = transfer(&Line::new(5, 1, 2, 77));
    let spam = |n: u32| {
        let mut contract = [0; 20];
        contract[..4].copy_from_slice(&n.to_be_bytes());
        let asset = spoor::money::Asset::token(spoor::money::Chain::ETHEREUM, Address::Evm(contract.into()));
        Transfer { position: Position::Log(n), asset, ..plain.clone() }
    };
    for n in 0..=65_535 {
        new(&mut history, &spam(n), 0);
    }
    assert!(matches!(history.add(&spam(65_536), 0), Added::Differs(sentence) if sentence.contains("no room")));
    assert!(matches!(history.add(&spam(9), 1), Added::Seen(_)));
}
