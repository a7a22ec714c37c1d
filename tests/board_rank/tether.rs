//! The eighteen freezes of USDT after the Bybit theft.

use spoor::board::entry::{Content, Frozen, Split};
use spoor::board::view::coins;
use spoor::money::{Account, Address, Amount, Asset, Chain, TxId, UnixSeconds};

use super::feed::{CASE, Feed};

const CSV: &str = include_str!("../../data/boards/bybit/usdt-freezes.csv");

/// A row of the source as an entry.
fn freeze(number: usize, row: &csv::StringRecord) -> Frozen {
    let (chain, asset) = match &row[0] {
        "tron" => (Chain::TRON, "tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
        "ethereum" => (Chain::ETHEREUM, "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7"),
        other => panic!("{other}"),
    };
    let asset: Asset = asset.parse().unwrap();
    let tx: TxId = row[4].parse().unwrap();
    Frozen {
        freeze: format!("usdt-{number}"),
        case: CASE.to_owned(),
        at: Account::new(chain, Address::parse_on(chain, &row[3]).unwrap()).unwrap(),
        amount: Amount::parse_coins(&row[7], asset.known().unwrap().decimals).unwrap(),
        asset,
        usd_cents: None,
        by: "Tether".to_owned(),
        tx: Some(tx),
        time: format!("{}Z", row[6].replace(' ', "T")).parse::<UnixSeconds>().unwrap(),
        tips: Vec::new(),
        source: None,
    }
}

#[test]
fn eighteen_real_freezes_add_up_to_the_cent() {
    let mut feed = Feed::with_terms(Split::Equal);
    let mut rows = csv::Reader::from_reader(CSV.as_bytes());
    for (number, row) in rows.records().enumerate() {
        feed.say(Content::Frozen(freeze(number + 1, &row.unwrap())));
    }
    let board = feed.board();
    assert_eq!((board.freezes.len(), board.totals.freezes, board.companies[0].freezes), (18, 18, 18));
    assert!(board.notes.is_empty(), "{:?}", board.notes);
    let by_asset: Vec<String> = board.totals.frozen.assets.iter().map(|sum| coins(sum.amount, &sum.asset)).collect();
    assert_eq!(by_asset, ["118,153.69 USDT", "7,336,585.24 USDT"], "Ethereum and Tron, each apart");
    let [sum] = board.totals.frozen_by_symbol.as_slice() else { panic!("{:?}", board.totals.frozen_by_symbol) };
    assert_eq!((sum.symbol.as_str(), sum.amount, sum.decimals, sum.assets.len()), ("USDT", Amount::from(7_454_738_930_000), 6, 2));
    assert_eq!(sum.amount.to_coins_short(sum.decimals, 2), "7,454,738.93");
    assert_eq!(board.totals.frozen.usd_cents, None, "no value is made up");
    assert_eq!(board.companies[0].frozen, board.totals.frozen);
    assert!(board.freezes.windows(2).all(|pair| pair[0].time >= pair[1].time), "the newest first");
    assert!(board.totals.due.is_empty() && board.totals.returned.is_empty(), "nothing came back, so nothing is due");
}

#[test]
fn the_same_symbol_in_other_decimals_is_added_exactly() {
    let bsc: Asset = "eip155:56/erc20:0x55d398326f99059fF775485246999027B3197955".parse().unwrap();
    let mut sum = spoor::board::view::Money::default();
    sum.add(&bsc, Amount::from(1), None);
    sum.add(&super::feed::usdt(), Amount::from(1), None);
    let [usdt] = &sum.by_symbol()[..] else { panic!() };
    assert_eq!((usdt.decimals, usdt.amount.to_string()), (18, "1000000000001".to_owned()));
    sum.add(&"eip155:1/erc20:0x2a120e7f2f1d8ffd173ed17aa5089f11206b5177".parse().unwrap(), Amount::from(5), None);
    assert_eq!(sum.by_symbol().len(), 1, "a token that is not listed has no symbol here, whatever it calls itself");
}
