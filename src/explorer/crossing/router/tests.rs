//! Recorded calls of mainnet, and broken ones.

use serde_json::Value;

use super::*;
use crate::explorer::crossing::thorchain::memo::Memo;
use crate::explorer::mutate::byte_mutants;

const DEPOSITS: &str = include_str!("../../../../tests/fixtures/thorchain/calldata_shapeshift_deposits.json");
const OUTBOUNDS: &str = include_str!("../../../../tests/fixtures/thorchain/calldata_shapeshift_outbounds.json");

/// The recorded calls: input, value, memo.
fn recorded(file: &str) -> Vec<(Vec<u8>, Amount, String)> {
    let rows: Vec<Value> = serde_json::from_str(file).unwrap();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let call = |row: &Value| {
        let input = alloy_primitives::hex::decode(text(row, "inputData")).unwrap();
        (input, text(row, "value").parse().unwrap(), text(row, "memo"))
    };
    rows.iter().map(call).collect()
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

#[test]
fn recorded_deposits_are_read() {
    let calls = recorded(DEPOSITS);
    let read: Vec<RouterCall> = calls.iter().map(|(input, value, _)| RouterCall::decode(input, *value).unwrap().unwrap()).collect();
    for (call, (_, _, memo)) in read.iter().zip(&calls) {
        assert_eq!(call.memo(), memo);
        assert!(Memo::parse(memo).unwrap().swap().is_some());
    }
    assert_eq!(
        read[0],
        RouterCall::Deposit {
            vault: address("0xB2478c4e33889403F9b7EF73b01E07Cd33395E08"),
            token: None,
            amount: "1350000000000000000".parse().unwrap(),
            memo: "=:b:3GsSTWcQfbEpMQW4nJ6oPr1UhQZZCS74KD:7415381:t:30".to_owned(),
            expires: Some(UnixSeconds::new(0x65b0_4124)),
        }
    );
    // The argument says 0; the money came as the call's value.
    let RouterCall::Deposit { amount, vault, expires: None, token: None, .. } = &read[1] else { panic!("{:?}", read[1]) };
    assert_eq!((amount.to_string().as_str(), vault), ("295040000000000000", &address("0x72f4D09a23f8434bBbfEA818E10a55517aBc044B")));
    let RouterCall::SwapIn { router, vault, token, amount, .. } = &read[2] else { panic!("{:?}", read[2]) };
    assert_eq!(router, &address("0xD37BbE5744D730a1d98d8DC97c42F0Ca46aD7146"));
    assert_eq!(vault, &address("0x5C04b555E86507742455b280A4F6436cC43af314"));
    assert_eq!(token, &address("0xD533a949740bb3306d119CC777fa900bA034cd52"));
    assert_eq!(amount.to_string(), "1177917668085453396367");
}

#[test]
fn recorded_payments_name_what_they_answer() {
    let calls = recorded(OUTBOUNDS);
    let read = |at: usize| {
        let (input, value, memo) = &calls[at];
        let RouterCall::TransferOut { to, token: None, amount, memo: text } = RouterCall::decode(input, *value).unwrap().unwrap() else {
            panic!("call {at}");
        };
        assert_eq!((&text, amount), (memo, *value));
        (to, Memo::parse(&text).unwrap())
    };
    let (to, memo) = read(0);
    assert_eq!(to, address("0x5a8C5afbCC1A58cCbe17542957b587F46828B38E"));
    assert_eq!(memo, Memo::Out("8C859BA50BC2351797F52F954971E1C6BA1F0A77610AC197BD99C4EEC6A3692A".parse().unwrap()));
    let (to, memo) = read(1);
    assert_eq!(to, address("0xfc0Cc6E85dFf3D75e3985e0CB83B090cfD498dd1"));
    assert_eq!(memo, Memo::Refund("851B4997CF8F9FBA806B3780E0C178CCB173AE78E3FD5056F7375B059B22BD3A".parse().unwrap()));
}

#[test]
fn the_selectors_are_those_of_the_contract() {
    let selectors = [
        (depositWithExpiryCall::SELECTOR, 0x44bc_937bu32),
        (depositCall::SELECTOR, 0x1fec_e7b4),
        (transferOutCall::SELECTOR, 0x574d_a717),
        (swapInCall::SELECTOR, 0xe4d0_c7f0),
    ];
    for (selector, known) in selectors {
        assert_eq!(selector, known.to_be_bytes());
    }
}

#[test]
fn other_calls_are_none_and_broken_ones_an_error() {
    assert_eq!(RouterCall::decode(&[], Amount::ZERO), Ok(None));
    assert_eq!(RouterCall::decode(&[0xa9, 0x05, 0x9c, 0xbb, 0], Amount::ZERO), Ok(None));
    let (input, value, _) = recorded(DEPOSITS).remove(0);
    assert!(matches!(RouterCall::decode(&input[..80], value), Err(RouterError::Arguments { .. })));
    let long = depositCall { vault: Evm::ZERO, asset: Evm::ZERO, amount: U256::ZERO, memo: "=".repeat(5000) };
    assert_eq!(RouterCall::decode(&long.abi_encode(), Amount::ZERO), Err(RouterError::Memo(5000)));
    let token = depositCall { vault: Evm::ZERO, asset: Evm::repeat_byte(7), amount: U256::from(5), memo: String::new() };
    let RouterCall::Deposit { token, amount, .. } = RouterCall::decode(&token.abi_encode(), Amount::from(1)).unwrap().unwrap() else {
        panic!("a deposit")
    };
    assert_eq!((token, amount), (Some(Address::Evm(Evm::repeat_byte(7))), Amount::from(5)));
}

#[test]
fn broken_calls_do_not_break_the_reader() {
    for (input, value, _) in recorded(DEPOSITS).into_iter().chain(recorded(OUTBOUNDS)) {
        for mutant in byte_mutants(&input, 20_000, 31) {
            if let Ok(Some(call)) = RouterCall::decode(&mutant, value) {
                drop(Memo::parse(call.memo()));
            }
        }
    }
}
