//! Recorded answers and broken ones.

use super::*;
use crate::explorer::mutate::mutants;

const TOKEN: &str = include_str!("../../../../tests/fixtures/defillama/prices_current_evm_token.json");
const SEVERAL: &str = include_str!("../../../../tests/fixtures/defillama/prices_current_multi.json");
const PAST: &str = include_str!("../../../../tests/fixtures/defillama/prices_historical_coingecko_1.json");
const PAST_2: &str = include_str!("../../../../tests/fixtures/defillama/prices_historical_coingecko_2.json");
const UNKNOWN: &str = include_str!("../../../../tests/fixtures/defillama/prices_unknown_token_empty.json");

#[test]
fn recorded_prices_are_read_into_whole_millionths() {
    for (body, coin, micro_usd, at) in [
        (TOKEN, "base:0x59D9356E565Ab3A36dD77763Fc0d87fEaf85508C", 999_399, 1_776_250_433),
        (SEVERAL, "coingecko:bitcoin", 60_580_281_213, 1_782_315_604),
        (SEVERAL, "coingecko:ethereum", 1_631_512_436, 1_782_315_604),
        (PAST, "coingecko:binancecoin", 26_765_469, 1_604_437_689),
        (PAST_2, "coingecko:matic-network", 383_261, 1_726_451_074),
    ] {
        let asked = [coin.to_owned()];
        let prices = read(&asked, body).unwrap();
        assert_eq!(prices.into_iter().collect::<Vec<_>>(), [(coin.to_owned(), Price { micro_usd, at: UnixSeconds::new(at) })]);
    }
    assert!(read(&["ethereum:0xdBE35AAD9f07c631ECD29d72b9D1c226D099729e".to_owned()], UNKNOWN).unwrap().is_empty());
    assert!(read(&[], SEVERAL).unwrap().is_empty(), "what was not asked for is not believed");
}

#[test]
fn numbers_are_read_from_their_text() {
    for (text, micro) in [
        ("1", 1_000_000),
        ("0", 0),
        ("0.0000019", 1),
        ("1.9999999", 1_999_999),
        ("1e-6", 1),
        ("1.5E3", 1_500_000_000),
        ("1e+2", 100_000_000),
        ("12345678901.5", 12_345_678_901_500_000),
        ("9e-400", 0),
        ("0e9", 0),
    ] {
        assert_eq!(micro_usd(text), Some(micro), "{text}");
    }
    for text in ["", "-1", "1e99999", "1e30", "null", "\"1\"", ".5", "1e", "0x1", "1_0", "9999999999999999999"] {
        assert_eq!(micro_usd(text), None, "{text}");
    }
}

#[test]
fn coins_have_the_names_of_the_api() {
    for (asset, name) in [
        ("eip155:1/slip44:60", "coingecko:ethereum"),
        ("eip155:8453/slip44:60", "coingecko:ethereum"),
        ("bip122:000000000019d6689c085ae165831e93/slip44:0", "coingecko:bitcoin"),
        ("tron:0x2b6653dc/slip44:195", "coingecko:tron"),
        ("eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7", "ethereum:0xdAC17F958D2ee523a2206206994597C13D831ec7"),
        ("tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
    ] {
        assert_eq!(coin(&asset.parse().unwrap()).as_deref(), Some(name));
    }
    assert_eq!(coin(&"eip155:424242/slip44:60".parse().unwrap()), None);
    let base = "https://coins.llama.fi".parse().unwrap();
    let coins = ["coingecko:bitcoin".to_owned(), "coingecko:ethereum".to_owned()];
    assert_eq!(request(&base, &coins, None).url, "https://coins.llama.fi/prices/current/coingecko:bitcoin,coingecko:ethereum");
    let then = request(&base, &coins[..1], Some(UnixSeconds::new(1_604_437_979)));
    assert_eq!(then.url, "https://coins.llama.fi/prices/historical/1604437979/coingecko:bitcoin");
}

#[test]
fn worth_is_whole_millionths() {
    let price = Price { micro_usd: 1_631_512_436, at: UnixSeconds::new(0) };
    let amount = Amount::parse_coins("401346.768858404671846374", 18).unwrap();
    assert_eq!(worth_micro_usd(amount, 18, &price), 654_802_244_540_904);
    assert_eq!(worth_micro_usd(Amount::from(1), 18, &price), 0);
    assert_eq!(worth_micro_usd(Amount::from_base_units(alloy_primitives::U256::MAX), 0, &price), u64::MAX);
}

#[test]
fn broken_answers_do_not_break_the_reader() {
    let asked = ["coingecko:bitcoin".to_owned(), "coingecko:ethereum".to_owned()];
    for body in mutants(SEVERAL.as_bytes(), 20_000, 41) {
        drop(read(&asked, &body));
    }
}
