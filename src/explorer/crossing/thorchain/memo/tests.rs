//! Memos of recorded transactions, of the documentation's grammar, and broken ones.

use proptest::prelude::*;

use super::*;
use crate::explorer::mutate::mutants;
use crate::money::Amount;

const IN: &str = "8C859BA50BC2351797F52F954971E1C6BA1F0A77610AC197BD99C4EEC6A3692A";

fn swap(text: &str) -> Swap {
    Memo::parse(text).unwrap().swap().unwrap_or_else(|| panic!("{text} is a swap")).clone()
}

fn to(text: &str) -> Option<Party> {
    Some(Party::Address(text.to_owned()))
}

#[test]
fn swaps_of_recorded_transactions_are_read() {
    let memo = swap("=:b:3GsSTWcQfbEpMQW4nJ6oPr1UhQZZCS74KD:7415381:t:30");
    assert_eq!(memo.asset.to_string(), "BTC.BTC");
    assert_eq!(memo.destination, to("3GsSTWcQfbEpMQW4nJ6oPr1UhQZZCS74KD"));
    assert_eq!((memo.limit, memo.streaming, memo.aggregator), (Some(Amount::from(7_415_381)), None, None));
    assert_eq!(memo.affiliates, [Affiliate { who: Party::Name("t".to_owned()), bps: 30 }]);

    let old = swap("SWAP:THOR.RUNE:thor19f3dsgetxzssvdmqnplfep5fe42fsrvq9u87ax:");
    assert_eq!(old.destination, to("thor19f3dsgetxzssvdmqnplfep5fe42fsrvq9u87ax"));
    assert_eq!((old.limit, old.affiliates.len()), (None, 0));

    let parts = swap("=:ETH/USDT-0XDAC17F958D2EE523A2206206994597C13D831EC7:thor1x4d5g75v67affmr9qjuu75swjsgme4jscxj7pl:0/1/0:dx:10");
    assert_eq!(parts.asset.form(), super::super::notation::Form::Synth);
    assert_eq!((parts.limit, parts.streaming), (None, Some(Streaming { interval: 1, quantity: 0 })));

    let own = swap("=:ARB.TGT-341:::wr:100");
    assert_eq!((own.destination, own.affiliates.first().map(|affiliate| affiliate.bps)), (None, Some(100)));

    let aggregated = swap("=:ETH.ETH:0x1e240f76bcf08219e70b2c3c20f20f5ec4b43585::::FC4414199:5e8468044:17596390360380000000000");
    let aggregator = aggregated.aggregator.unwrap();
    assert_eq!((aggregator.contract.as_str(), aggregator.token.as_deref()), ("FC4414199", Some("5e8468044")));
    assert_eq!(aggregator.least.unwrap().to_string(), "17596390360380000000000");
    assert!(aggregated.affiliates.is_empty(), "the aggregator is no affiliate");
}

#[test]
fn the_whole_grammar_of_a_swap_is_read() {
    let memo = swap("=:eth.usdt-ec7:vitalik/0x1c7b17362c84287bd1184447e6dfeaf920c31bbe:12e5/3/7:t/ss/0x1:10/20/30:|a comment: with colons");
    assert_eq!(memo.asset.to_string(), "ETH.USDT-EC7");
    assert_eq!(memo.destination, Some(Party::Name("vitalik".to_owned())));
    assert_eq!(memo.refund, to("0x1c7b17362c84287bd1184447e6dfeaf920c31bbe"));
    assert_eq!((memo.limit, memo.streaming), (Some(Amount::from(1_200_000)), Some(Streaming { interval: 3, quantity: 7 })));
    assert_eq!(memo.affiliates.iter().map(|affiliate| affiliate.bps).collect::<Vec<_>>(), [10, 20, 30]);
    assert_eq!(swap("=:b:x:1:t/ss:5").affiliates.iter().map(|affiliate| affiliate.bps).collect::<Vec<_>>(), [5, 5]);
    assert!(matches!(Memo::parse("=<:b:x:5e8"), Ok(Memo::LimitSwap(_))));
    assert!(matches!(Memo::parse("m=<:1BTC.BTC:2ETH.ETH:0"), Ok(Memo::ModifyLimit)));
}

#[test]
fn names_are_told_from_addresses() {
    for address in [
        "3GsSTWcQfbEpMQW4nJ6oPr1UhQZZCS74KD",
        "0x1c7b17362c84287bd1184447e6dfeaf920c31bbe",
        "thor1x4d5g75v67affmr9qjuu75swjsgme4jscxj7pl",
        "bc1qv94eagu2tlrdd9y4zcfj78e8px2yfnrnxm8nfa",
        "qp30tf79m0dej8wenlthgqcl4cnlmdvauulgt7m624",
        "TKAs5uZwp6BeN2481nzmHsNNJ5KwffNrcd",
        "D5ZxkWY2dwwjPhUUBQRHc3wnafmt1XGga",
        "rEb8TK3gBgk5auZkwc6sHnwrGVJH8DuaLh",
    ] {
        assert_eq!(swap(&format!("=:b:{address}")).destination, to(address));
    }
    for name in ["t", "wr", "ss", "orion", "some_name-1", "dx", "abc.eth", "123456789012345678901234567890"] {
        assert_eq!(swap(&format!("=:b:{name}")).destination, Some(Party::Name(name.to_owned())));
    }
    let mixed = Party::Address("0xaa278b62225f6dbc4436de8fa3dd195e1542d159".to_owned());
    assert!(mixed.is_address("0xAA278b62225f6dbc4436De8Fa3dD195e1542d159"));
    let base58 = Party::Address("3GsSTWcQfbEpMQW4nJ6oPr1UhQZZCS74KD".to_owned());
    assert!(base58.is_address("3GsSTWcQfbEpMQW4nJ6oPr1UhQZZCS74KD"));
    assert!(!base58.is_address("3gsSTWcQfbEpMQW4nJ6oPr1UhQZZCS74KD"), "base58 has two cases");
}

#[test]
fn the_other_actions_are_told_apart() {
    let tx: TxId = IN.parse().unwrap();
    assert_eq!(Memo::parse(&format!("OUT:{IN}")).unwrap(), Memo::Out(tx));
    assert_eq!(Memo::parse(&format!("refund:{IN}")).unwrap().answers(), Some(tx));
    assert_eq!(Memo::parse("r:20002").unwrap(), Memo::Reference(20002));
    let registered = Memo::parse("REFERENCE:BTC.BTC:=:ETH.USDT:0xE9fbf0857a16805535588fd018fb9C2Df1c5b0d5:66008807667/1/0:sto:0").unwrap();
    assert!(matches!(&registered, Memo::Register { asset, .. } if asset.to_string() == "BTC.BTC"));
    assert_eq!(registered.swap().unwrap().destination, to("0xE9fbf0857a16805535588fd018fb9C2Df1c5b0d5"));
    for (memo, wanted) in [
        ("ADD:BTC.BTC:thor1zupk5lmc84r2dh738a9g3zscavannjy3nzplwt", "Add"),
        ("+:b", "Add"),
        ("WD:b:10000", "Withdraw"),
        ("-:b:10000", "Withdraw"),
        ("donate:ETH.ETH", "Donate"),
        ("TRADE+:thor1x4d5g75v67affmr9qjuu75swjsgme4jscxj7pl", "TradeDeposit"),
        ("trade-:0x1c7b17362c84287bd1184447e6dfeaf920c31bbe", "TradeWithdrawal"),
        ("SECURE+:thor1x4d5g75v67affmr9qjuu75swjsgme4jscxj7pl", "SecureDeposit"),
        ("secure-:0x1c7b17362c84287bd1184447e6dfeaf920c31bbe", "SecureWithdrawal"),
        ("~:orion:THOR:thor1", "Other"),
        ("x:thor1:payload", "Other"),
        ("MIGRATE:123", "Other"),
        ("consolidate", "Other"),
    ] {
        assert!(format!("{:?}", Memo::parse(memo).unwrap()).starts_with(wanted), "{memo}");
    }
}

#[test]
fn what_is_no_memo_is_refused_with_a_reason() {
    for (memo, part) in [
        ("", "empty"),
        ("|only a comment", "empty"),
        ("hello", "no action"),
        ("=", "the asset is missing"),
        ("=:", "the asset is missing"),
        ("=:nothing", "notation"),
        ("=:b:x:1e-5", "the limit"),
        ("=:b:x:1/a", "the interval"),
        ("=:b:x:1:t:10001", "share"),
        ("=:b:x:1:t/s/u:1/2", "affiliates"),
        ("OUT:1234", "no transaction hash"),
        ("r:abc", "the reference"),
        ("REFERENCE:BTC.BTC:REFERENCE:BTC.BTC:=:b:x", "no action"),
        ("TRADE+", "the address is missing"),
    ] {
        let error = Memo::parse(memo).unwrap_err().to_string();
        assert!(error.contains(part), "{memo}: {error}");
    }
    assert_eq!(Memo::parse(&"=".repeat(2000)), Err(MemoError::TooLong(2000)));
}

#[test]
fn broken_memos_do_not_break_the_reader() {
    let memo = b"=:ETH.USDT-EC7:vitalik/0x1c7b17362c84287bd1184447e6dfeaf920c31bbe:12e5/3/7:t/ss:10/20:FC4:5e8:17e9|c";
    for text in mutants(memo, 20_000, 11) {
        if let Ok(memo) = Memo::parse(&text) {
            let written = serde_json::to_string(&memo).unwrap();
            assert_eq!(serde_json::from_str::<Memo>(&written).unwrap(), memo);
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,80}|[=:/|a-zA-Z0-9.~+-]{0,80}") {
        drop(Memo::parse(&text));
    }
}
